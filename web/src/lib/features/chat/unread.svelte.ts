/**
 * Unread messages of all conversations: a small module, so that the first page can show the number
 * without loading the chat.
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
