/** Set when an account was deleted a moment ago: Welcome then says goodbye. */
class Farewell {
  said = $state(false);
}

export const farewell = new Farewell();
