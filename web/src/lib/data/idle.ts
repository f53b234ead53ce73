/** Runs `work` once the page has nothing more urgent to do: what is only needed later must not make the first look late. */
export function whenIdle(work: () => void): void {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 3_000 });
  else setTimeout(work, 500);
}
