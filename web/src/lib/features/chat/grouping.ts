/** How messages are laid out: days, runs of one writer, what stands under the last of a run. Pure. */

/** What is laid out: a stored message, or one on its way. */
export interface Groupable {
  key: string;
  sender: string;
  at: Date;
}

export interface Grouped<T extends Groupable> {
  said: T;
  /** The first of its day: the day is written above it. */
  day: boolean;
  /** The first of a run: in a room, the name is written above it. */
  first: boolean;
  /** The last of a run: time and mark stand under it. */
  last: boolean;
}

/** A run ends when somebody else writes, or nobody does for so long. */
const MAX_GAP = 5 * 60_000;

/** Lays out messages, oldest first. */
export function groupMessages<T extends Groupable>(messages: readonly T[]): Grouped<T>[] {
  return messages.map((said, at) => {
    const before = messages[at - 1];
    const after = messages[at + 1];
    return {
      said,
      day: !before || !sameDay(before.at, said.at),
      first: !before || !sameGroup(before, said),
      last: !after || !sameGroup(said, after)
    };
  });
}

function sameGroup(one: Groupable, next: Groupable): boolean {
  return one.sender === next.sender && sameDay(one.at, next.at) && next.at.getTime() - one.at.getTime() < MAX_GAP;
}

/** Whether two instants are on one day, on the device's clock. */
export function sameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

/** Messages by place, each once; those that came later win. */
export function mergeMessages<T extends { sequence: number }>(known: readonly T[], more: readonly T[]): T[] {
  const all = new Map(known.map((message) => [message.sequence, message]));
  for (const message of more) all.set(message.sequence, message);
  return [...all.values()].sort((one, other) => one.sequence - other.sequence);
}
