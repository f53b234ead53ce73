/** Renders the first page of a visit in steps. */
import { afterPaint } from '$lib/data/idle';

/**
 * Renders Today in steps on the first page of a visit: the header, the week, then card by card. A slow
 * phone paints the first step early and handles input between the steps. A page opened later is
 * rendered at once, so that it has its full height.
 */
export class ProgressiveRendering {
  #step = $state(0);

  /** Create it during component initialization. `total` is the number of cards, undefined until it is known. */
  constructor(stepwise: boolean, total: () => number | undefined) {
    if (!stepwise) this.#step = Infinity;
    $effect(() => {
      const cards = total();
      if (cards === undefined) return;
      const next = this.#step + 1;
      if (next <= cards + 1) afterPaint(() => (this.#step = next));
      else this.#step = Infinity;
    });
  }

  /** Whether the header has been painted. */
  get started(): boolean {
    return this.#step > 0;
  }
  /** How many cards to render. */
  get cards(): number {
    return Math.max(0, this.#step - 1);
  }
  get finished(): boolean {
    return this.#step === Infinity;
  }
}
