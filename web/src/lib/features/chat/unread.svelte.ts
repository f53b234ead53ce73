/**
 * The number of unread messages in all conversations. This is a separate module so that other pages can
 * show the number without loading the chat.
 */
let count = $state(0);

export const unread = {
  get all(): number {
    return count;
  },
  set all(value: number) {
    count = value;
  }
};
