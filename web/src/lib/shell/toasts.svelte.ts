/** The one short message at the bottom: a sentence and at most one action. */

export interface ToastMessage {
  text: string;
  /** For example Undo. */
  action?: { label: string; run: () => void };
}

class Toasts {
  #shown = $state.raw<ToastMessage>();

  get shown(): ToastMessage | undefined {
    return this.#shown;
  }
  /** Shows a message in place of the one before. */
  show(message: ToastMessage): void {
    this.#shown = message;
  }
  hide(): void {
    this.#shown = undefined;
  }
}

export const toasts = new Toasts();
