/** Milliseconds after `load` that are reserved for the first render. */
const FIRST_RENDER = 1_500;

const firstRender = new Promise<void>((resolve) => {
  if (typeof document === 'undefined') return resolve();
  const resolveSoon = () => setTimeout(resolve, FIRST_RENDER);
  if (document.readyState === 'complete') resolveSoon();
  else addEventListener('load', resolveSoon, { once: true });
});

/** Runs `work` after the pending change has been painted. */
export function afterPaint(work: () => void): void {
  // A page in the background is never painted.
  if (document.visibilityState !== 'visible') setTimeout(work);
  else requestAnimationFrame(() => setTimeout(work));
}

/**
 * Runs `work` once the first render is over and the main thread is idle, so that code needed later
 * does not delay the first render.
 */
export function whenIdle(work: () => void): void {
  void firstRender.then(() => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 3_000 });
    else setTimeout(work, 500);
  });
}
