/** The one short message at the bottom: a sentence and at most one action. */

export interface SnackMessage {
  text: string;
  /** For example Undo. */
  action?: { label: string; run: () => void };
}

class Snacks {
  #shown = $state.raw<SnackMessage>();

  get shown(): SnackMessage | undefined {
    return this.#shown;
  }
  /** Shows a message in place of the one before. */
  show(message: SnackMessage): void {
    this.#shown = message;
  }
  hide(): void {
    this.#shown = undefined;
  }
}

export const snacks = new Snacks();
