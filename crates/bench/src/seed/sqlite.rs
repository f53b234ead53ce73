//! The people in SQLite: rows in the order of their keys, without a log.

use std::path::Path;

use rusqlite::{Connection, Statement, params};

use super::{
    ENTRY, HABIT, HABITS, LONG, LONG_DAYS, LONG_TASKS, People, SESSION, TASK, TASKS, USER, day_number, done, earlier,
    id, later, token_hash,
};

const USERS: &str = "INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone,
    day_start, locale, leaderboard_visible, created_at) VALUES (?1, ?2, ?2, ?3, ?3, 'none', ?4, 0, 'en', 1, ?5)";
const SESSIONS: &str = "INSERT INTO sessions (id, user_id, token_hash, device, created_at, last_used_at, expires_at)
    VALUES (?1, ?2, ?3, 'Firefox on Linux', ?4, ?4, ?5)";
const CALENDARS: &str = "INSERT INTO calendars (user_id, zone, day_start, started) VALUES (?1, ?2, 0, 1)";
const HABIT_ROWS: &str =
    "INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays,
    reminder_times, color, icon, motivation, created_day, created_at)
    VALUES (?1, ?2, 'Walk after dinner', 'good', 'active', ?3, ?4, ?5, 127, '', 'clay', 'footprints', '', ?4, ?6)";
const TASK_ROWS: &str =
    "INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completed_at, completions)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'Put on your shoes and walk around the block', ?7, ?8)";
const DAY_COUNTS: &str =
    "INSERT INTO day_counts (user_id, day, habit_id, kind, due, done) VALUES (?1, ?2, ?3, 'good', ?4, ?5)";
const USER_DAYS: &str = "INSERT INTO user_days (user_id, day, due, done) VALUES (?1, ?2, ?3, ?4)";
const LEDGER: &str = "INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at)
    VALUES (?1, ?2, ?3, ?4, 'welcome', ?5, ?6)";
const BALANCES: &str =
    "INSERT INTO balances (user_id, coins, milligems, day_coins, ticks) VALUES (?1, 100, 2000, 0, 5000)";
const STREAKS: &str = "INSERT INTO streaks (user_id, streak, max_streak, cycle_day, freezes) VALUES (?1, 0, 0, 0, 2)";
const FACTS: &str = "INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (?1, ?2, ?3, ?4)";

const DAY_MICROS: i64 = 86_400_000_000;

const NIL: [u8; 16] = [0; 16];

fn blob(kind: u64, number: u64) -> [u8; 16] {
    id(kind, number).into_bytes()
}

fn int(n: u64) -> i64 {
    n.cast_signed()
}

struct Rows<'c> {
    users: Statement<'c>,
    sessions: Statement<'c>,
    calendars: Statement<'c>,
    habits: Statement<'c>,
    tasks: Statement<'c>,
    day_counts: Statement<'c>,
    user_days: Statement<'c>,
    ledger: Statement<'c>,
    balances: Statement<'c>,
    streaks: Statement<'c>,
    facts: Statement<'c>,
}

pub(super) fn seed(path: &Path, people: &People) {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
            PRAGMA cache_size = -400000; BEGIN",
        )
        .unwrap();
    let prepare = |sql: &str| connection.prepare(sql).unwrap();
    let mut rows = Rows {
        users: prepare(USERS),
        sessions: prepare(SESSIONS),
        calendars: prepare(CALENDARS),
        habits: prepare(HABIT_ROWS),
        tasks: prepare(TASK_ROWS),
        day_counts: prepare(DAY_COUNTS),
        user_days: prepare(USER_DAYS),
        ledger: prepare(LEDGER),
        balances: prepare(BALANCES),
        streaks: prepare(STREAKS),
        facts: prepare(FACTS),
    };
    for user in 0..people.users {
        one(&mut rows, people, user);
    }
    ten_years(&mut rows, people);
    drop(rows);
    connection.execute_batch("COMMIT; PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

fn one(rows: &mut Rows<'_>, people: &People, user: u64) {
    let key = blob(USER, user);
    let zone = People::zone(user);
    let today = day_number(people.today(zone));
    let now = people.now.as_microsecond();
    let email = format!("user{user:08}@example.org");
    rows.users.execute(params![key, format!("Person {user}"), email, zone, now]).unwrap();
    rows.sessions.execute(params![blob(SESSION, user), key, token_hash(user), now, now + 30 * DAY_MICROS]).unwrap();
    rows.calendars.execute(params![key, zone]).unwrap();
    rows.ledger.execute(params![key, blob(ENTRY, 2 * user), "coin", 100, "coins", now]).unwrap();
    rows.ledger.execute(params![key, blob(ENTRY, 2 * user + 1), "milligem", 2000, "gems", now]).unwrap();
    rows.balances.execute([key]).unwrap();
    rows.streaks.execute([key]).unwrap();
    for (fact, count) in [("early-ticks", 500), ("late-ticks", 500)] {
        rows.facts.execute(params![key, fact, NIL, count]).unwrap();
    }
    plan(rows, people, user, today);
    counts(rows, people, user, today);
}

fn plan(rows: &mut Rows<'_>, people: &People, user: u64, today: i64) {
    let key = blob(USER, user);
    let (days, now) = (people.days(), people.now.as_microsecond());
    let length = int(days);
    let first = today - int(people.past);
    let end = first + length - 1;
    for habit in 0..HABITS {
        let habit_key = blob(HABIT, user * HABITS + habit);
        rows.habits.execute(params![habit_key, key, length, first, end, now]).unwrap();
        rows.facts.execute(params![key, "habit-days", habit_key, 5]).unwrap();
    }
    for day in 0..days {
        let due = first + int(day);
        for habit in 0..HABITS {
            let number = user * HABITS + habit;
            let ticked = if day < people.past { done(user, habit, people.past - day) } else { 0 };
            for position in 0..TASKS {
                let task = blob(TASK, (number * days + day) * TASKS + position);
                let completed = (position < ticked).then_some(now);
                rows.tasks
                    .execute(params![
                        key,
                        due,
                        blob(HABIT, number),
                        int(day + 1),
                        int(position + 1),
                        task,
                        completed,
                        i64::from(completed.is_some())
                    ])
                    .unwrap();
            }
        }
    }
}

fn counts(rows: &mut Rows<'_>, people: &People, user: u64, today: i64) {
    let key = blob(USER, user);
    let first = today - int(people.counted);
    for at in 0..people.counted + people.ahead {
        let day = first + int(at);
        let mut all = 0;
        for habit in 0..HABITS {
            let done = if at < people.counted { done(user, habit, people.counted - at) } else { 0 };
            all += done;
            rows.day_counts
                .execute(params![key, day, blob(HABIT, user * HABITS + habit), int(TASKS), int(done)])
                .unwrap();
        }
        rows.user_days.execute(params![key, day, int(HABITS * TASKS), int(all)]).unwrap();
    }
}

/// User 0's long past, before what everybody has.
fn ten_years(rows: &mut Rows<'_>, people: &People) {
    let (key, habit) = (blob(USER, 0), blob(HABIT, 0));
    let today = people.today(People::zone(0));
    let start = earlier(today, people.counted.max(people.past) + LONG_DAYS);
    for at in 0..LONG_DAYS {
        let day = day_number(later(start, at));
        for position in 0..LONG_TASKS {
            let task = blob(LONG, at * LONG_TASKS + position);
            let completed = (position < 7).then_some(day * DAY_MICROS);
            rows.tasks
                .execute(params![
                    key,
                    day,
                    habit,
                    int(at + 1000),
                    int(position + 1),
                    task,
                    completed,
                    i64::from(completed.is_some())
                ])
                .unwrap();
        }
        rows.day_counts.execute(params![key, day, habit, int(LONG_TASKS), 7]).unwrap();
        rows.user_days.execute(params![key, day, int(LONG_TASKS), 7]).unwrap();
    }
}
