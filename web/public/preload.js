// Runs before the app's main script, which is larger: requests what the first render needs.
(function () {
  var storage = {};
  try {
    storage = localStorage;
    // Applies the theme chosen on this device; without a choice the style sheet follows the device.
    // Keep in sync with src/lib/shell/theme.svelte.ts.
    if (storage['habitro.theme'] === 'day') document.documentElement.dataset.theme = 'habitro';
    if (storage['habitro.theme'] === 'night') document.documentElement.dataset.theme = 'habitro-night';
  } catch (_) {
    // Without storage the device's theme is used.
  }
  // Only if somebody is signed in on this device and the app lock is off.
  if (!storage['habitro.member'] || Number(storage['habitro.lock']) > 0) return;

  // src/lib/api/preload.ts uses these responses.
  var responses = (window.habitroPreload = {});
  function request(address) {
    responses[address] = fetch(address, { credentials: 'same-origin', cache: 'no-store' });
    responses[address].catch(function () {});
  }
  request('/api/v1/me');
  if (location.pathname !== '/today' && location.pathname !== '/') return;
  request('/api/v1/today');
  // The code of Today; scripts/finish-build.mjs fills in the file names.
  var code = document.querySelector('meta[name="habitro-today"]');
  (code ? code.content.split(' ') : []).forEach(function (name) {
    // Not a preload link: if the page shows another image, the browser would warn about it.
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
