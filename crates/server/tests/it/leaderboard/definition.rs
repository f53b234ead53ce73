//! The board against its definition, written out as plain SQL over the day counts, after each of a
//! thousand random things that people do.
//!
//! `HABITRO_BOARD_STEPS` says how many (`make soak` has more).

use std::collections::{HashMap, HashSet};

use habitro_server::features::accounts::{self, UserId};
use habitro_server::features::habits;
use habitro_server::platform::db::{DbError, Dialect, Tx, days_since_epoch};
use habitro_testkit::{Client, TestApp, both_databases};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use super::id_of;
use crate::consistency;

const ZONES: [&str; 8] = [
    "UTC",
    "Asia/Colombo",
    "America/New_York",
    "Pacific/Kiritimati",
    "Europe/Berlin",
    "Pacific/Pago_Pago",
    "Asia/Tokyo",
    "America/Los_Angeles",
];
const WALK: &str = "c4a11e00-0000-8000-8000-000000000100";
const WALK_HABIT: &str = "c4a11e00-0000-8000-8000-000000000101";

/// The visible users who are not suspended, with the counts from the first day of the period to their own
/// local day, ordered by rate.
const BY_RATE_SQLITE: &str = "
    SELECT u.id, u.created_at, CAST(COALESCE(SUM(d.due), 0) AS BIGINT) AS due, CAST(COALESCE(SUM(d.done), 0) AS BIGINT) AS done
    FROM json_each($1) j JOIN users u ON u.id = unhex(replace(j.value ->> 0, '-', ''))
    LEFT JOIN user_days d ON d.user_id = u.id AND d.day >= (j.value ->> 1) AND d.day <= (j.value ->> 2)
    WHERE u.leaderboard_visible = TRUE AND u.id NOT IN (SELECT user_id FROM suspensions)
    GROUP BY u.id, u.created_at
    ORDER BY CASE WHEN SUM(d.due) > 0 THEN 100.0 * SUM(d.done) / SUM(d.due) ELSE 0 END DESC, done DESC, u.created_at, u.id";
const BY_RATE_POSTGRES: &str = "
    SELECT u.id, u.created_at, CAST(COALESCE(SUM(d.due), 0) AS BIGINT) AS due, CAST(COALESCE(SUM(d.done), 0) AS BIGINT) AS done
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j JOIN users u ON u.id = CAST(j ->> 0 AS UUID)
    LEFT JOIN user_days d ON d.user_id = u.id AND d.day >= DATE '1970-01-01' + CAST(j ->> 1 AS INTEGER)
         AND d.day <= DATE '1970-01-01' + CAST(j ->> 2 AS INTEGER)
    WHERE u.leaderboard_visible AND u.id NOT IN (SELECT user_id FROM suspensions)
    GROUP BY u.id, u.created_at
    ORDER BY CASE WHEN SUM(d.due) > 0 THEN CAST(100.0 * SUM(d.done) / SUM(d.due) AS DOUBLE PRECISION) ELSE 0 END DESC,
             done DESC, u.created_at, u.id";
/// The same of the members of a challenge, over its habits alone.
const CHALLENGE_SQLITE: &str = "
    SELECT u.id, u.created_at, CAST(COALESCE(SUM(d.due), 0) AS BIGINT) AS due, CAST(COALESCE(SUM(d.done), 0) AS BIGINT) AS done
    FROM json_each($1) j JOIN users u ON u.id = unhex(replace(j.value ->> 0, '-', ''))
    JOIN challenge_members m ON m.user_id = u.id AND m.challenge_id = $2
    LEFT JOIN day_counts d ON d.user_id = u.id AND d.challenge_id = m.challenge_id AND d.day <= (j.value ->> 2)
    WHERE u.leaderboard_visible = TRUE AND u.id NOT IN (SELECT user_id FROM suspensions)
    GROUP BY u.id, u.created_at
    ORDER BY CASE WHEN SUM(d.due) > 0 THEN 100.0 * SUM(d.done) / SUM(d.due) ELSE 0 END DESC, done DESC, u.created_at, u.id";
const CHALLENGE_POSTGRES: &str = "
    SELECT u.id, u.created_at, CAST(COALESCE(SUM(d.due), 0) AS BIGINT) AS due, CAST(COALESCE(SUM(d.done), 0) AS BIGINT) AS done
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j JOIN users u ON u.id = CAST(j ->> 0 AS UUID)
    JOIN challenge_members m ON m.user_id = u.id AND m.challenge_id = $2
    LEFT JOIN day_counts d ON d.user_id = u.id AND d.challenge_id = m.challenge_id
         AND d.day <= DATE '1970-01-01' + CAST(j ->> 2 AS INTEGER)
    WHERE u.leaderboard_visible AND u.id NOT IN (SELECT user_id FROM suspensions)
    GROUP BY u.id, u.created_at
    ORDER BY CASE WHEN SUM(d.due) > 0 THEN CAST(100.0 * SUM(d.done) / SUM(d.due) AS DOUBLE PRECISION) ELSE 0 END DESC,
             done DESC, u.created_at, u.id";
const EVERYBODY: &str = "SELECT id FROM users";
const FRIENDS: &str = "SELECT friend_id FROM friendships WHERE user_id = $1";
const UNSEEN: &str = "
    SELECT blocked_id FROM blocks WHERE user_id = $1 UNION SELECT user_id FROM blocks WHERE blocked_id = $1";

#[derive(Clone, Debug, PartialEq)]
struct Line {
    user: Uuid,
    joined: Timestamp,
    due: u32,
    done: u32,
}

/// Wilson's lower bound as the rules have it; SQLite has no square root.
fn wilson(done: u32, due: u32) -> f64 {
    if done == 0 {
        return 0.0;
    }
    let (p, n, z) = (f64::from(done) / f64::from(due), f64::from(due.min(21)), 1.96_f64);
    (p + z.powi(2) / (2.0 * n) - z * (p * (1.0 - p) / n + z.powi(2) / (4.0 * n.powi(2))).sqrt()) / (1.0 + z.powi(2) / n)
}

/// The expected board.
struct Wanted {
    lines: Vec<Line>,
    unseen: HashSet<Uuid>,
    friends: HashSet<Uuid>,
}

fn first_day(period: &str, today: Date) -> Date {
    match period {
        "weekly" => today - i64::from(today.weekday().to_monday_zero_offset()).days(),
        "monthly" => today.first_of_month(),
        _ => Date::constant(1970, 1, 1),
    }
}

fn wanted(tx: &mut Tx<'_>, asker: Uuid, period: &str, challenge: bool) -> Result<Wanted, DbError> {
    let users: Vec<UserId> = tx.query(EVERYBODY, &[], |row| row.get(0))?;
    let todays = habits::local_days(tx, &users)?;
    let spans: Vec<(Uuid, i64, i64)> = todays
        .iter()
        .map(|(user, today)| (user.0, days_since_epoch(first_day(period, *today)), days_since_epoch(*today)))
        .collect();
    let spans = json!(spans).to_string();
    let line = |row: &habitro_server::platform::db::Row<'_>| {
        Ok(Line { user: row.get(0)?, joined: row.get(1)?, due: row.get(2)?, done: row.get(3)? })
    };
    let walk: Uuid = WALK.parse().unwrap();
    let lines = match (tx.dialect(), challenge) {
        (Dialect::Sqlite, false) => tx.query(BY_RATE_SQLITE, &[&spans], line)?,
        (Dialect::Postgres, false) => tx.query(BY_RATE_POSTGRES, &[&spans], line)?,
        (Dialect::Sqlite, true) => tx.query(CHALLENGE_SQLITE, &[&spans, &walk], line)?,
        (Dialect::Postgres, true) => tx.query(CHALLENGE_POSTGRES, &[&spans, &walk], line)?,
    };
    let ids = |row: &habitro_server::platform::db::Row<'_>| row.get::<Uuid>(0);
    let unseen = tx.query(UNSEEN, &[&asker], ids)?.into_iter().collect();
    let friends = tx.query(FRIENDS, &[&asker], ids)?.into_iter().collect();
    Ok(Wanted { lines, unseen, friends })
}

/// Compares every board as `asker` sees it with its definition.
async fn compare(app: &TestApp, client: &Client, asker: Uuid, what: &str) {
    app.app.leaderboard.catch_up().await.unwrap();
    for period in ["weekly", "monthly", "all_time", "challenge"] {
        let Wanted { lines, unseen, friends } =
            app.world.db.read(move |tx| wanted(tx, asker, period, period == "challenge")).await.unwrap();
        for order in ["rate", "fair"] {
            let mut everyone = lines.clone();
            if order == "fair" {
                everyone.retain(|line| line.due >= 7);
                everyone.sort_by(|a, b| {
                    let by_score = wilson(b.done, b.due).total_cmp(&wilson(a.done, a.due));
                    by_score.then(a.joined.cmp(&b.joined)).then(a.user.cmp(&b.user))
                });
            }
            let scopes: &[&str] = if period == "challenge" { &["everyone"] } else { &["everyone", "friends"] };
            for scope in scopes {
                let mut expected = everyone.clone();
                if *scope == "friends" {
                    expected.retain(|line| line.user == asker || friends.contains(&line.user));
                }
                let place = |(at, line): (usize, &Line)| (at + 1, line.user, line.done, line.due);
                let mine: Option<(usize, Uuid, u32, u32)> =
                    expected.iter().enumerate().find(|(_, line)| line.user == asker).map(place);
                let expected: Vec<(usize, Uuid, u32, u32)> =
                    expected.iter().enumerate().filter(|(_, line)| !unseen.contains(&line.user)).map(place).collect();
                let path = match period {
                    "challenge" => format!("/api/v1/challenges/{WALK}/leaderboard?order={order}"),
                    _ => format!("/api/v1/leaderboard?period={period}&scope={scope}&order={order}"),
                };
                let seen = client.get(&path).await.expect(200).json();
                let read = |entry: &Value| {
                    let number = |field: &str| u32::try_from(entry[field].as_u64().unwrap()).unwrap();
                    let user: Uuid = entry["user_id"].as_str().unwrap().parse().unwrap();
                    (number("rank") as usize, user, number("completed"), number("due"))
                };
                let found: Vec<_> = seen["entries"].as_array().unwrap().iter().map(read).collect();
                assert_eq!(found, expected, "{path} after {what}");
                if let Some(mine) = mine {
                    assert_eq!(read(&seen["me"]), mine, "{path} after {what}");
                }
            }
        }
    }
}

struct Person {
    name: String,
    client: Client,
    id: Uuid,
    suspended: bool,
}

struct Life {
    app: TestApp,
    people: Vec<Person>,
    dice: StdRng,
    born: u32,
}

impl Life {
    fn below(&mut self, most: usize) -> usize {
        self.dice.random_range(0..most)
    }

    async fn sign_up(&mut self) {
        let name = format!("Person {}", self.born);
        self.born += 1;
        let zone = ZONES[self.below(ZONES.len())];
        let client = self.app.sign_up(&name, zone).await;
        let id = id_of(&client).await.parse().unwrap();
        self.people.push(Person { name, client, id, suspended: false });
    }

    /// Somebody who can act, signed in again when their session has run out.
    async fn somebody(&mut self) -> usize {
        let open: Vec<usize> = (0..self.people.len()).filter(|at| !self.people[*at].suspended).collect();
        let at = open[self.below(open.len())];
        if self.people[at].client.get("/api/v1/me").await.status == 401 {
            self.people[at].client = self.app.log_in(&self.people[at].name).await;
        }
        at
    }

    /// One of the habits somebody has.
    async fn a_habit(&mut self, at: usize) -> Option<String> {
        let habits = self.people[at].client.get("/api/v1/habits?limit=200").await.expect(200).json();
        let habits = habits["items"].as_array().unwrap().clone();
        let chosen = (!habits.is_empty()).then(|| self.below(habits.len()))?;
        Some(habits[chosen]["id"].as_str().unwrap().to_owned())
    }

    async fn make_habit(&mut self, at: usize) {
        let tasks: Vec<String> = (0..=self.below(4)).map(|n| format!("Task number {n}")).collect();
        let kind = if self.below(2) == 0 { "good" } else { "bad" };
        let mut body =
            json!({"name": "A habit", "type": kind, "duration_days": 5 + self.below(40), "daily_tasks": tasks});
        match self.below(4) {
            0 => body["times_a_week"] = json!(1 + self.below(4)),
            1 => body["weekdays"] = json!([1, 3, 5, 7]),
            _ => {}
        }
        self.people[at].client.post("/api/v1/habits", body).await;
    }

    /// A task due today or in the last two days.
    async fn a_task(&mut self, at: usize) -> Option<String> {
        let today = self.people[at].client.get("/api/v1/today").await.expect(200).json();
        let date: Date = today["date"].as_str().unwrap().parse().unwrap();
        let date = date - i64::try_from(self.below(3)).unwrap().days();
        let tasks = super::tasks(&self.people[at].client, &date.to_string()).await;
        let chosen = (!tasks.is_empty()).then(|| self.below(tasks.len()))?;
        Some(tasks[chosen].clone())
    }

    /// One thing that happens; says what.
    async fn step(&mut self) -> String {
        let at = self.somebody().await;
        let name = self.people[at].name.clone();
        let client = self.people[at].client.clone();
        let what = match self.below(100) {
            0..=34 => match self.a_task(at).await {
                Some(task) => format!("a tick: {}", super::tick(&client, &task).await),
                None => "nothing to tick".to_owned(),
            },
            35..=46 => match self.a_task(at).await {
                Some(task) => format!("an undo: {}", super::untick(&client, &task).await),
                None => "nothing to undo".to_owned(),
            },
            47..=62 => {
                let hours = 1 + i64::try_from(self.below(22)).unwrap();
                self.app.world.clock.advance_hours(hours);
                format!("{hours} hours")
            }
            63..=68 => {
                self.make_habit(at).await;
                "a new habit".to_owned()
            }
            69..=79 => match self.a_habit(at).await {
                Some(habit) => {
                    let path = format!("/api/v1/habits/{habit}");
                    let action = self.below(6);
                    let today = client.get("/api/v1/today").await.expect(200).json();
                    let date: Date = today["date"].as_str().unwrap().parse().unwrap();
                    let date = date + i64::try_from(self.below(3)).unwrap().days();
                    match action {
                        0 => client.post(&format!("{path}/skips"), json!({"date": date.to_string()})).await,
                        1 => client.request("POST", &format!("{path}/pause")).send().await,
                        2 => client.request("POST", &format!("{path}/resume")).send().await,
                        3 => client.request("POST", &format!("{path}/archive")).send().await,
                        4 => client.patch(&path, json!({"weekdays": [1, 2, 4, 6]})).await,
                        _ => client.delete(&path).await,
                    };
                    format!("{} on a habit", ["skip", "pause", "resume", "archive", "weekdays", "delete"][action])
                }
                None => "no habit".to_owned(),
            },
            80..=83 => {
                let zone = ZONES[self.below(ZONES.len())];
                client.patch("/api/v1/me", json!({"time_zone": zone})).await.expect(200);
                format!("a move to {zone}")
            }
            84 => {
                let start = ["00:00", "03:30", "06:00"][self.below(3)];
                client.patch("/api/v1/me", json!({"day_start": start})).await.expect(200);
                format!("days from {start}")
            }
            85..=88 => {
                let visible = self.below(2) == 0;
                client.patch("/api/v1/me", json!({"leaderboard_visible": visible})).await.expect(200);
                format!("visible: {visible}")
            }
            89..=90 => {
                let person = &mut self.people[at];
                let user = UserId(person.id);
                person.suspended = true;
                self.app.world.db.write(user, move |tx| accounts::suspend(tx, user, "A test")).await.unwrap();
                "a suspension".to_owned()
            }
            91 => {
                for person in &mut self.people {
                    let user = UserId(person.id);
                    person.suspended = false;
                    self.app.world.db.write(user, move |tx| accounts::unsuspend(tx, user)).await.unwrap();
                }
                "all open".to_owned()
            }
            92..=93 => {
                let other = self.below(self.people.len());
                let path = format!("/api/v1/blocks/{}", self.people[other].id);
                let method = if self.below(3) == 0 { "PUT" } else { "DELETE" };
                format!("{method} block: {}", client.request(method, &path).send().await.status)
            }
            94..=95 => {
                let path = format!("/api/v1/challenges/{WALK}/members");
                let joined = client.post(&path, json!({"habit_ids": [WALK_HABIT]})).await.status;
                if joined == 409 && self.below(2) == 0 {
                    client.delete(&format!("{path}/me")).await;
                }
                format!("a challenge: {joined}")
            }
            96..=97 => {
                let other = self.somebody().await;
                if other != at {
                    let (id, theirs) = (self.people[other].id, self.people[other].client.clone());
                    client.post("/api/v1/friends/requests", json!({"user_id": id})).await;
                    let waiting = theirs.get("/api/v1/friends/requests").await.expect(200).json();
                    for request in waiting["items"].as_array().unwrap() {
                        let path = format!("/api/v1/friends/requests/{}/accept", request["id"].as_str().unwrap());
                        theirs.request("POST", &path).send().await;
                    }
                }
                "friends".to_owned()
            }
            98 if self.people.len() > 6 => {
                client
                    .request("DELETE", "/api/v1/me")
                    .json(&json!({"password": "nine long stones"}))
                    .send()
                    .await
                    .expect(204);
                self.people.remove(at);
                "an account less".to_owned()
            }
            _ => {
                self.sign_up().await;
                "an account more".to_owned()
            }
        };
        // At least four users are not suspended.
        if self.people.iter().filter(|person| !person.suspended).count() < 4 {
            self.sign_up().await;
        }
        format!("{what} by {name}")
    }
}

#[allow(clippy::disallowed_methods, reason = "the tests' own setting, not the server's")]
fn steps() -> usize {
    std::env::var("HABITRO_BOARD_STEPS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000)
}

both_databases! {
    async fn board_matches_its_definition_after_random_changes(world) {
        let app = TestApp::without_limits(world).await;
        let mut life = Life { app, people: Vec::new(), dice: StdRng::seed_from_u64(12), born: 0 };
        for at in 0..8 {
            life.sign_up().await;
            life.make_habit(at).await;
        }
        let mut happened: HashMap<String, usize> = HashMap::new();
        for step in 0..steps() {
            let what = life.step().await;
            *happened.entry(what.split([':', ' ']).next().unwrap().to_owned()).or_default() += 1;
            let asker = life.somebody().await;
            let (client, id) = (life.people[asker].client.clone(), life.people[asker].id);
            compare(&life.app, &client, id, &format!("step {step}: {what}")).await;
        }
        assert!(happened.len() > 10 || steps() < 1000, "{happened:?}");
        consistency::check(&life.app.world.db).await;
        // A board that is read from nothing is the same one.
        let (_, fresh) = life.app.another_app().await;
        fresh.leaderboard.catch_up().await.unwrap();
        assert_eq!(fresh.leaderboard.size().0, life.app.app.leaderboard.size().0);
    }
}
