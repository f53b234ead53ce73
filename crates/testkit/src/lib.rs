//! Test support: databases, a clock, a mailbox, a fake AI and an HTTP client.
//!
//! ```ignore
//! both_databases! {
//!     async fn message_is_sent_once(world) {
//!         world.db.write(Key::of("x"), ..).await.unwrap();
//!         world.clock.advance_minutes(15);
//!         assert_eq!(world.deliver().await, [Delivered::Sent]);
//!         assert_eq!(world.mail.latest_code("anna@example.org").unwrap().len(), 6);
//!     }
//! }
//! ```
//!
//! Each test gets a new database: a SQLite file in the temporary folder, and one on
//! the PostgreSQL at `$HABITRO_TEST_POSTGRES` (default `postgres://postgres@127.0.0.1:5432`;
//! `none` skips those tests), copied from a template that is migrated once.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a failed step should fail the test at that line")]

mod app;
mod client;
mod clock;
mod database;
mod fake_ai;
mod person;
mod postgres_server;
mod tcp_proxy;
mod test_mailbox;
mod world;
mod zones;

pub use app::{Node, TestApp};
pub use client::{Client, Reply, Request};
pub use clock::FixedClock;
pub use database::TestDatabase;
pub use fake_ai::{FakeAi, Mode};
pub use person::Person;
pub use tcp_proxy::TcpProxy;
pub use test_mailbox::{Mailbox, TestMailbox, code_in};
pub use world::TestWorld;
pub use zones::ZONES;

/// Each `async fn name(world) { .. }` becomes two tests, `name::sqlite` and
/// `name::postgres`, with a fresh [`TestWorld`] as `world`.
#[macro_export]
macro_rules! both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident) $body:block)*) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, reason = "not every test in a file uses all its imports")]
            use super::*;

            async fn test($world: $crate::TestWorld) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test($crate::TestWorld::on($crate::TestDatabase::sqlite())).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = $crate::TestDatabase::postgres() {
                    test($crate::TestWorld::on(database)).await;
                }
            }
        }
    )*};
}
