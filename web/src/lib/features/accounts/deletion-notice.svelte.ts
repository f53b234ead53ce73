/** Set after an account was deleted: Welcome then confirms the deletion. */
class DeletionNotice {
  pending = $state(false);
}

export const deletionNotice = new DeletionNotice();
