//! Stub until the room is merged.
use crate::platform::db::*;
use crate::platform::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
crate::id!(/// An account.
UserId);
#[derive(Clone, Copy)]
pub struct CurrentUser {
    pub id: UserId,
}
impl<S: Send + Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Problem;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Problem> {
        Err(Problem::unauthenticated())
    }
}
pub trait Reactions: Send + Sync + 'static {
    fn account_opened(&self, tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError>;
    fn clock_changed(&self, tx: &mut Tx<'_>, user: UserId, time_zone: &str, day_start: u16) -> Result<(), DbError>;
}
