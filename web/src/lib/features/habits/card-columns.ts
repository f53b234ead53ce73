/** The columns of habit cards on Today. */
import { splitIntoColumns } from './days';
import type { TodayHabit } from './today.svelte';

/**
 * Distributes habit cards over two columns. A card's height is estimated once per day, so that cards
 * don't change columns while they collapse.
 */
export class CardColumns {
  readonly #heights = new Map<string, number>();

  split(date: string, habits: readonly TodayHabit[]): TodayHabit[][] {
    return splitIntoColumns(habits, (habit) => this.#height(`${date} ${habit.id}`, habit));
  }

  /** In multiples of a task's height; the card's header counts as 1.4. */
  #height(key: string, { tasks }: TodayHabit): number {
    const known = this.#heights.get(key);
    if (known !== undefined) return known;
    const height = tasks.every((task) => task.completed_at) ? 1.4 : 1.4 + tasks.length;
    this.#heights.set(key, height);
    return height;
  }
}
