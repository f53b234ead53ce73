/** How much is unread, all conversations together: a number that the first page can show without the rest. */
let count = $state(0);

export const unread = {
  get all(): number {
    return count;
  },
  set all(value: number) {
    count = value;
  }
};
