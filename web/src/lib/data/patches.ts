/** A value from the server with changes on top which the server has not answered yet. Pure. */

export type Patch<T> = (value: T) => T;

/** What is shown: the server's value with every waiting change applied in order. */
export function applyPatches<T>(base: T, patches: readonly Patch<T>[]): T {
  return patches.reduce((value, patch) => patch(value), base);
}

/** The list without one patch (by identity). */
export function withoutPatch<T>(patches: readonly Patch<T>[], done: Patch<T>): Patch<T>[] {
  return patches.filter((patch) => patch !== done);
}
