/** Optimistic updates: a server value with the changes that the server has not confirmed yet. Pure. */

export type Patch<T> = (value: T) => T;

/** The server's value with all pending patches applied in order. */
export function applyPatches<T>(base: T, patches: readonly Patch<T>[]): T {
  return patches.reduce((value, patch) => patch(value), base);
}

/** The list without one patch, compared by identity. */
export function withoutPatch<T>(patches: readonly Patch<T>[], done: Patch<T>): Patch<T>[] {
  return patches.filter((patch) => patch !== done);
}
