/** The toast at the bottom of the screen: one sentence and at most one action. Only one is shown at a time. */

export interface ToastMessage {
  text: string;
  action?: { label: string; run: () => void };
}

class Toasts {
  #shown = $state.raw<ToastMessage>();

  get shown(): ToastMessage | undefined {
    return this.#shown;
  }
  /** Replaces the current toast. */
  show(message: ToastMessage): void {
    this.#shown = message;
  }
  hide(): void {
    this.#shown = undefined;
  }
}

export const toasts = new Toasts();
