//! Users in bulk, past the server, by SQL: each with a session, three habits of three tasks a day,
//! day counts of days past, and what sign-up gives. Their ids and tokens follow from their number.

mod postgres;
mod sqlite;

use habitro_server::platform::db::{Db, Location, days_since_epoch};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Tasks of a habit a day.
pub const TASKS: u64 = 3;
/// Habits of a user.
pub const HABITS: u64 = 3;
/// Where they live. Nobody's clock is such that ticks count as early or late in the daytime.
const ZONES: [&str; 3] = ["UTC", "Europe/Berlin", "America/New_York"];
/// User 0 has been here for ten years, with ten tasks a day.
const LONG_DAYS: u64 = 3650;
const LONG_TASKS: u64 = 10;

const USER: u64 = 1;
const SESSION: u64 = 2;
const HABIT: u64 = 3;
const TASK: u64 = 4;
const ENTRY: u64 = 5;
/// Ids of user 0's long past, after all others.
const LONG: u64 = 6;

/// The number of users and days to create.
#[derive(Clone, Copy, Debug)]
pub struct People {
    /// How many.
    pub users: u64,
    /// Days of the plan before today.
    pub past: u64,
    /// Days of the plan from today on.
    pub ahead: u64,
    /// Days before today with counts; those before the plan are of tasks that are gone.
    pub counted: u64,
    /// The instant they are made at.
    pub now: Timestamp,
}

impl People {
    /// As many as `users`; the more they are, the fewer days each has.
    pub fn new(users: u64, now: Timestamp) -> Self {
        let (past, ahead, counted) = match users {
            ..=10_000 => (10, 11, 60),
            10_001..=200_000 => (3, 4, 20),
            _ => (1, 2, 5),
        };
        Self { users, past, ahead, counted, now }
    }

    fn zone(user: u64) -> &'static str {
        ZONES[(user % ZONES.len() as u64) as usize]
    }

    /// The local day of a zone.
    fn today(&self, zone: &str) -> Date {
        self.now.to_zoned(TimeZone::get(zone).unwrap()).date()
    }

    fn days(&self) -> u64 {
        self.past + self.ahead
    }

    /// The number of a task of today.
    fn task_number(&self, user: u64, task: u64) -> u64 {
        let (habit, position) = (task / TASKS, task % TASKS);
        ((user * HABITS + habit) * self.days() + self.past) * TASKS + position
    }

    /// The id of one of today's nine tasks.
    pub fn task(&self, user: u64, task: u64) -> Uuid {
        id(TASK, self.task_number(user, task))
    }

    /// How many rows the tasks are.
    pub fn tasks(&self) -> u64 {
        self.users * HABITS * TASKS * self.days() + LONG_DAYS * LONG_TASKS
    }
}

/// A UUID of version 7 that follows from a kind and a number, rising with it.
fn id(kind: u64, number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0192_0000_0000_7000 | kind << 8, 0x8000_0000_0000_0000 | number)
}

/// The token of a user's session, as long as a real one.
pub fn token(user: u64) -> String {
    format!("{user:043}")
}

fn token_hash(user: u64) -> [u8; 32] {
    Sha256::digest(token(user)).into()
}

/// Done of the three tasks of a habit, `back` days ago: something every day, so that nobody comes back.
fn done(user: u64, habit: u64, back: u64) -> u64 {
    1 + (user + habit + back) % 3
}

fn day_number(day: Date) -> i64 {
    days_since_epoch(day)
}

fn later(day: Date, days: u64) -> Date {
    day + i64::try_from(days).unwrap().days()
}

fn earlier(day: Date, days: u64) -> Date {
    day - i64::try_from(days).unwrap().days()
}

/// Makes the schema and the people in an empty database. Blocks.
pub fn seed(location: &Location, people: &People) {
    Db::migrate(location).unwrap();
    match location {
        Location::Sqlite(path) => sqlite::seed(path, people),
        Location::Postgres(url) => postgres::seed(url, people),
    }
}
