//! Runs the scheduler in forty zones around every clock change of a year, and compares it with times
//! found by stepping through the days minute by minute.

use std::collections::BTreeSet;

use habitro_server::features::accounts::UserId;
use habitro_server::features::reminders::Scheduler;
use habitro_server::platform::db::{DbError, Tx};
use habitro_testkit::{TestDatabase, TestWorld, ZONES};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Minutes after midnight of the reminders: 00:00, 02:15 and 02:45 are near common clock changes, and 23:30 is near
/// changes at midnight.
const MINUTES: [i64; 4] = [0, 135, 165, 1410];
/// The same as stored in the database.
const TIMES: &str = "00:00,02:15,02:45,23:30";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// Returns ordered, disjoint time ranges around every clock change of any zone in the year.
fn spans() -> Vec<(Timestamp, Timestamp)> {
    let (first, last) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let mut changes = BTreeSet::new();
    for zone in ZONES {
        let zone = TimeZone::get(zone).unwrap();
        changes.extend(zone.following(first).map(|change| change.timestamp()).take_while(|change| *change < last));
    }
    let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
    for change in changes {
        let (from, until) = (change - hours(14), change + hours(30));
        match spans.last_mut().filter(|(_, end)| from <= *end) {
            Some((_, end)) => *end = until,
            None => spans.push((from, until)),
        }
    }
    spans
}

/// Returns the first minute at which the zone's clock shows each reminder time or a later one. Converts
/// only instants to local times, never the other way round.
fn expected_instants(zone: &TimeZone, from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
    let mut found = Vec::new();
    let minute = SignedDuration::from_mins(1);
    // Starts a day earlier to know the latest local time shown before `from`.
    let mut shown = zone.to_datetime(from - hours(24));
    let mut now = from - hours(24);
    while now < until {
        now += minute;
        let shows = zone.to_datetime(now);
        if shows <= shown {
            continue;
        }
        let mut day = shown.date();
        while day <= shows.date() {
            for wanted in MINUTES {
                let wanted: DateTime = day.at(0, 0, 0, 0) + SignedDuration::from_mins(wanted);
                if wanted > shown && wanted <= shows && now > from && found.last() != Some(&now) {
                    found.push(now);
                }
            }
            day = day.tomorrow().unwrap();
        }
        shown = shows;
    }
    found
}

const INSERT_USER: &str = "
    INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start, locale,
                       leaderboard_visible, created_at)
    VALUES ($1, 'A', 'A', $2, $2, 'x', $3, 0, 'en', TRUE, $4)";
const INSERT_CALENDAR: &str = "INSERT INTO calendars (user_id, zone, day_start, started) VALUES ($1, $2, 0, FALSE)";
const INSERT_HABIT: &str = "
    INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, reminder_times,
                        color, icon, motivation, created_day, created_at)
    VALUES ($1, $2, 'Walk', 'good', 'active', 370, $3, $4, 127, $5, 'sky', 'sprout', '', $3, $6)";
const INSERT_TASK: &str = "
    INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completions)
    VALUES ($1, $2, $3, 1, 1, $4, 'Walk', 0)";
const INSERT_OCCURRENCE: &str = "
    INSERT INTO reminder_occurrences (partition, kind, subject, user_id, occurs_at, due_at, next_at, claims)
    VALUES ($4, 'habit', $1, $2, NULL, $3, $3, 0)";
const SELECT_FIRED: &str = "SELECT user_id, data FROM notifications ORDER BY user_id, id";

async fn insert_user(world: &TestWorld, zone: &'static str, user: UserId, now: Timestamp) {
    let work = move |tx: &mut Tx<'_>| {
        let email = format!("{}@example.org", user.0.simple());
        tx.execute(INSERT_USER, &[&user, &email, &zone, &now])?;
        tx.execute(INSERT_CALENDAR, &[&user, &zone])?;
        let first = jiff::civil::date(2025, 12, 28);
        let last = jiff::civil::date(2027, 1, 5);
        tx.execute(INSERT_HABIT, &[&user.0, &user, &first, &last, &TIMES, &now])?;
        let mut day = first;
        while day <= last {
            let id = tx.new_id();
            tx.execute(INSERT_TASK, &[&user, &day, &user.0, &id])?;
            day = day.tomorrow().unwrap();
        }
        tx.execute(INSERT_OCCURRENCE, &[&user.0, &user, &now, &i64::from(user.0.as_bytes()[15] % 16)])?;
        Ok(())
    };
    world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_fire_on_time_around_clock_changes() {
    let world = TestWorld::on(TestDatabase::sqlite());
    let scheduler = Scheduler::new(world.db.clone());
    let spans = spans();
    assert!(spans.len() > 10, "found only {} spans with clock changes", spans.len());
    let users: Vec<UserId> = (1..=40).map(|n| UserId(Uuid::from_u128(n))).collect();
    world.clock.set(&spans[0].0.to_string());
    for (zone, user) in ZONES.iter().zip(&users) {
        insert_user(&world, zone, *user, world.clock.now()).await;
    }
    let mut expected: Vec<Vec<Timestamp>> = vec![Vec::new(); ZONES.len()];
    for (from, until) in &spans {
        let mut instants = BTreeSet::new();
        for (zone, expected) in ZONES.iter().zip(&mut expected) {
            let found = expected_instants(&TimeZone::get(zone).unwrap(), *from, *until);
            instants.extend(found.iter().copied());
            expected.extend(found);
        }
        // The time between two spans is skipped, so reschedule everything from here.
        world.clock.set(&from.to_string());
        for user in &users {
            let user = *user;
            let reschedule = move |tx: &mut Tx<'_>| tx.reminders().make_all_due(user);
            world.db.write(user.0, reschedule).await.map_err(|error: DbError| error).unwrap();
        }
        scheduler.process_due().await.unwrap();
        for now in instants {
            // One second earlier, nothing may fire.
            world.clock.set(&(now - SignedDuration::from_secs(1)).to_string());
            scheduler.process_due().await.unwrap();
            world.clock.set(&now.to_string());
            scheduler.process_due().await.unwrap();
        }
    }
    let fired = world.db.read(|tx| {
        tx.query(SELECT_FIRED, &[], |row| {
            let (user, data): (UserId, String) = (row.get(0)?, row.get(1)?);
            let data: serde_json::Value = serde_json::from_str(&data).unwrap();
            Ok((user, data["occurs_at"].as_str().unwrap().parse::<Timestamp>().unwrap()))
        })
    });
    let fired: Vec<(UserId, Timestamp)> = fired.await.map_err(|error: DbError| error).unwrap();
    for ((zone, user), expected) in ZONES.iter().zip(&users).zip(&expected) {
        let of_user: Vec<_> = fired.iter().filter(|(owner, _)| owner == user).map(|(_, at)| *at).collect();
        assert_eq!(&of_user, expected, "{zone}");
    }
}
