/** Groups messages by day and sender. Pure. */

/** A stored or queued message. */
export interface Groupable {
  key: string;
  sender: string;
  at: Date;
}

export interface Grouped<T extends Groupable> {
  message: T;
  /** First of its day: a date separator precedes it. */
  day: boolean;
  /** First of its group: in group chats the sender's name precedes it. */
  first: boolean;
  /** Last of its group: time and status follow it. */
  last: boolean;
}

/** A group ends when the sender changes or after this many milliseconds. */
const MAX_GAP = 5 * 60_000;

/** Groups messages, oldest first. */
export function groupMessages<T extends Groupable>(messages: readonly T[]): Grouped<T>[] {
  return messages.map((message, at) => {
    const before = messages[at - 1];
    const after = messages[at + 1];
    return {
      message,
      day: !before || !sameDay(before.at, message.at),
      first: !before || !sameGroup(before, message),
      last: !after || !sameGroup(message, after)
    };
  });
}

function sameGroup(one: Groupable, next: Groupable): boolean {
  return one.sender === next.sender && sameDay(one.at, next.at) && next.at.getTime() - one.at.getTime() < MAX_GAP;
}

/** Whether two instants are on the same day in the device's time zone. */
export function sameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

/** Merges by sequence; entries of `more` replace those of `known`. */
export function mergeMessages<T extends { sequence: number }>(known: readonly T[], more: readonly T[]): T[] {
  const all = new Map(known.map((message) => [message.sequence, message]));
  for (const message of more) all.set(message.sequence, message);
  return [...all.values()].sort((one, other) => one.sequence - other.sequence);
}
