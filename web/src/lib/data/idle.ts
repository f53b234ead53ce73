/** A moment in milliseconds after the page was loaded, in which what is seen first is drawn. */
const FIRST_LOOK = 1_500;

const looked = new Promise<void>((resolve) => {
  if (typeof document === 'undefined') return resolve();
  const soon = () => setTimeout(resolve, FIRST_LOOK);
  if (document.readyState === 'complete') soon();
  else addEventListener('load', soon, { once: true });
});

/** Runs `work` when what was just changed has been drawn: the answer to it is on the screen first. */
export function afterPaint(work: () => void): void {
  // A page in the background is not drawn at all.
  if (document.visibilityState !== 'visible') setTimeout(work);
  else requestAnimationFrame(() => setTimeout(work));
}

/**
 * Runs `work` once the first look is over and the page has nothing more urgent to do: what is only
 * needed later must not make that look late.
 */
export function whenIdle(work: () => void): void {
  void looked.then(() => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 3_000 });
    else setTimeout(work, 500);
  });
}
