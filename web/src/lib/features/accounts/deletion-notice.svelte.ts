/** Set when an account was deleted a moment ago: Welcome then says goodbye. */
class DeletionNotice {
  pending = $state(false);
}

export const deletionNotice = new DeletionNotice();
