//! Stub until the room is merged.
crate::id!(/// An account.
UserId);
