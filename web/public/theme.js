// Before the first paint: the theme that was chosen on this device. Without a choice the
// style sheet follows the device by itself. Kept in step with src/lib/shell/theme.svelte.ts.
(function () {
  try {
    var choice = localStorage.getItem('habitro.theme');
    if (choice === 'day') document.documentElement.dataset.theme = 'habitro';
    if (choice === 'night') document.documentElement.dataset.theme = 'habitro-night';
  } catch (_) {
    // No storage: the device decides.
  }
})();
