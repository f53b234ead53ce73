// Runs before the app's own script, which is larger: what the first look needs is on its way before
// that script has been read.
(function () {
  var storage = {};
  try {
    storage = localStorage;
    // The theme that was chosen on this device. Without a choice the style sheet follows the device
    // by itself. Kept in step with src/lib/shell/theme.svelte.ts.
    if (storage['habitro.theme'] === 'day') document.documentElement.dataset.theme = 'habitro';
    if (storage['habitro.theme'] === 'night') document.documentElement.dataset.theme = 'habitro-night';
  } catch (_) {
    // No storage: the device decides.
  }
  // Only where somebody signed in before, and behind the app lock nobody is asked anything.
  if (!storage['habitro.member'] || Number(storage['habitro.lock']) > 0) return;

  // src/lib/api/early.ts takes these answers.
  var asked = (window.habitroPreload = {});
  function ask(address) {
    asked[address] = fetch(address, { credentials: 'same-origin', cache: 'no-store' });
    asked[address].catch(function () {});
  }
  ask('/api/v1/me');
  if (location.pathname !== '/today' && location.pathname !== '/') return;
  ask('/api/v1/today');
  // Today's own code; scripts/finish-build.mjs writes down which it is.
  var code = document.querySelector('meta[name="habitro-today"]');
  (code ? code.content.split(' ') : []).forEach(function (name) {
    // No preload: whose day is done sees another picture, and the browser would complain.
    if (/\.svg$/.test(name)) return void (new Image().src = name);
    var link = document.createElement('link');
    var script = /\.js$/.test(name);
    link.rel = script ? 'modulepreload' : 'preload';
    if (!script) link.as = 'style';
    link.crossOrigin = '';
    link.href = name;
    document.head.append(link);
  });
})();
