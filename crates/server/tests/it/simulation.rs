//! Simulates a year of users over HTTP and compares it with a model written only from the rules, sharing
//! no code with the server: streaks, gems, coins, freezes and achievements.
//!
//! `HABITRO_SIMULATED_USERS` sets the number of users (a thousand in `make soak`).

use std::collections::BTreeSet;
use std::sync::Arc;

use habitro_testkit::{Client, TestApp, both_databases};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::consistency;

const ZONES: [&str; 6] =
    ["UTC", "Asia/Colombo", "America/New_York", "Asia/Tokyo", "Europe/Berlin", "America/Los_Angeles"];
const TASKS: u32 = 3;

#[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
fn user_count(default: u64) -> u64 {
    std::env::var("HABITRO_SIMULATED_USERS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The local day by the rules, computed instant by instant.
struct Days {
    zone: TimeZone,
    day: Date,
    started: Timestamp,
    /// The number of earlier local days.
    ordinal: i64,
    checked: Timestamp,
    /// The last change of zone. Day starts before it are ignored, because with them two days could
    /// start within 23 h (docs/adr/0005-local-days.md).
    zone_changed: Option<Timestamp>,
}

impl Days {
    fn new(zone: &str, now: Timestamp) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let local = now.to_zoned(zone.clone());
        let started = local.start_of_day().unwrap().timestamp();
        Self { zone, day: local.date(), started, ordinal: 0, checked: now, zone_changed: None }
    }

    /// Advances to `now` in steps of half an hour. A day starts when the clock reaches the start of a
    /// later date, at least 23 h after the previous day started. Returns the days that started.
    fn advance(&mut self, now: Timestamp) -> Vec<Date> {
        let mut new_days = Vec::new();
        let mut at = self.checked;
        while at < now {
            at = (at + SignedDuration::from_mins(30)).min(now);
            let local = at.to_zoned(self.zone.clone());
            let start = local.start_of_day().unwrap().timestamp();
            let is_ahead = self.zone_changed.is_none_or(|changed| start > changed);
            if is_ahead && local.date() > self.day && start >= self.started + SignedDuration::from_hours(23) {
                self.day = local.date();
                self.started = start;
                self.ordinal += 1;
                new_days.push(self.day);
            }
        }
        self.checked = now;
        new_days
    }

    fn change_zone(&mut self, zone: &str, now: Timestamp) {
        let zone = TimeZone::get(zone).unwrap();
        if zone != self.zone {
            (self.zone, self.zone_changed) = (zone, Some(now));
        }
    }
}

/// A user's state by the rules.
struct Model {
    days: Days,
    coins: i64,
    milligems: i64,
    streak: i64,
    longest: i64,
    cycle: i64,
    freezes: i64,
    claimed: Option<i64>,
    /// The tasks done and due on each local day so far.
    done: Vec<(Date, u32, u32)>,
    completions: i64,
    comebacks: i64,
    freezes_used: i64,
    max_coins: i64,
    converted: i64,
}

const CYCLE: [i64; 7] = [100, 200, 300, 400, 500, 600, 1000];

impl Model {
    fn new(zone: &str, now: Timestamp) -> Self {
        let days = Days::new(zone, now);
        Self {
            done: vec![(days.day, 0, TASKS)],
            days,
            coins: 100,
            milligems: 2000,
            streak: 0,
            longest: 0,
            cycle: 0,
            freezes: 2,
            claimed: None,
            completions: 0,
            comebacks: 0,
            freezes_used: 0,
            max_coins: 100,
            converted: 0,
        }
    }

    fn claim(&mut self) -> bool {
        let today = self.days.ordinal;
        let missed = self.claimed.map(|last| today - last - 1);
        match missed {
            Some(-1) => return false,
            Some(gap) if gap <= self.freezes => {
                self.freezes -= gap;
                self.freezes_used += gap;
                self.streak += 1;
                self.cycle = self.cycle % 7 + 1;
            }
            _ => (self.streak, self.cycle) = (1, 1),
        }
        self.milligems += CYCLE[usize::try_from(self.cycle).unwrap() - 1];
        self.longest = self.longest.max(self.streak);
        self.claimed = Some(today);
        true
    }

    fn advance(&mut self, now: Timestamp) {
        self.done.extend(self.days.advance(now).into_iter().map(|day| (day, 0, TASKS)));
    }

    /// Completes `done` of `due` tasks today. Called at most once per day.
    fn complete(&mut self, due: u32, done: u32) {
        let missed = self.done.len() >= 2 && self.done[self.done.len() - 2].1 == 0;
        *self.done.last_mut().unwrap() = (self.days.day, done, due);
        if done > 0 && missed {
            self.coins += 20;
            self.comebacks += 1;
        }
        self.coins += 10 * i64::from(done);
        self.completions += i64::from(done);
        self.max_coins = self.max_coins.max(self.coins);
    }

    fn perfect(&self) -> (i64, i64) {
        let (mut days, mut run, mut longest) = (0, 0, 0);
        for (_, done, due) in &self.done {
            run = if done == due { run + 1 } else { 0 };
            days += i64::from(done == due);
            longest = longest.max(run);
        }
        (days, longest)
    }

    fn achievements(&self, to_quit: bool) -> BTreeSet<&'static str> {
        let (perfect, run) = self.perfect();
        let active_days = i64::try_from(self.done.iter().filter(|(_, done, _)| *done > 0).count()).unwrap();
        [
            ("first-tick", self.completions >= 1),
            ("hundred-ticks", self.completions >= 100),
            ("thousand-ticks", self.completions >= 1000),
            ("perfect-day", perfect >= 1),
            ("ten-perfect-days", perfect >= 10),
            ("fifty-perfect-days", perfect >= 50),
            ("gold-week", run >= 7),
            ("week-without", to_quit && run >= 7),
            ("smoke-free-week", to_quit && run >= 7),
            ("3-days", self.longest >= 3),
            ("7-days", self.longest >= 7),
            ("21-days", self.longest >= 21),
            ("66-days", self.longest >= 66),
            ("100-days", self.longest >= 100),
            ("365-days", self.longest >= 365),
            ("phase-one", active_days >= 21),
            ("second-nature", active_days >= 66),
            ("comeback", self.comebacks >= 1),
            ("frozen-and-saved", self.freezes_used >= 1),
            ("thousand-coins", self.max_coins >= 1000),
            ("first-gem-converted", self.converted >= 1000),
        ]
        .into_iter()
        .filter_map(|(id, reached)| reached.then_some(id))
        .collect()
    }
}

/// A simulated user with random behaviour.
struct Person {
    client: Client,
    model: Model,
    rng: StdRng,
    /// The chance to complete all tasks of a day, and to claim its reward, in percent.
    diligence: u32,
    travels: bool,
    to_quit: bool,
    /// The local day of the last visit with tasks.
    last_visit: Option<Date>,
}

impl Person {
    async fn sign_up(app: &TestApp, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let zone = ZONES[rng.random_range(0..ZONES.len())];
        let client = app.sign_up(&format!("Person {seed}"), zone).await;
        let model = Model::new(zone, app.world.clock.now());
        let to_quit = rng.random_range(0..3) == 0;
        let (kind, name) = if to_quit { ("bad", "Smoke less") } else { ("good", "Walk") };
        let titles: Vec<String> = (1..=TASKS).map(|n| format!("{name} number {n}")).collect();
        let body = json!({"name": name, "type": kind, "duration_days": 365, "daily_tasks": titles});
        client.post("/api/v1/habits", body).await.expect(201);
        // After the first claim, a change of zone waits for the next day, which is the rule simulated here.
        client.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        let mut person = Self {
            client,
            model,
            diligence: [40, 70, 95, 99][rng.random_range(0..4)],
            travels: rng.random_range(0..3) == 0,
            to_quit,
            rng,
            last_visit: None,
        };
        assert!(person.model.claim());
        person
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    /// Visits at `now`. Returns the user for the next visit.
    async fn visit(mut self, now: Timestamp) -> Self {
        self.model.advance(now);
        let day = self.client.get("/api/v1/today").await.expect(200).json();
        assert_eq!(day["date"], self.model.days.day.to_string(), "local day at {now}");
        let tasks: Vec<Value> = day["habits"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|habit| habit["tasks"].as_array().unwrap().clone())
            .collect();
        let due = u32::try_from(tasks.len()).unwrap();
        let visited_today = self.last_visit == Some(self.model.days.day);
        if due > 0 && !visited_today {
            self.last_visit = Some(self.model.days.day);
            let done = if self.chance(self.diligence) { due } else { self.rng.random_range(0..due.min(2)) };
            self.model.complete(due, done);
            for task in tasks.iter().take(done as usize) {
                let path = format!("/api/v1/tasks/{}/completion", task["id"].as_str().unwrap());
                self.client.request("PUT", &path).send().await.expect(200);
            }
        }
        if self.chance(self.diligence) {
            let expected = if self.model.claim() { 200 } else { 409 };
            self.client.request("POST", "/api/v1/rewards/claim-streak").send().await.expect(expected);
        }
        if self.chance(5) && self.model.freezes < 2 && self.model.milligems >= 1000 {
            self.client.request("POST", "/api/v1/rewards/freezes").send().await.expect(200);
            self.model.freezes += 1;
            self.model.milligems -= 1000;
        }
        if self.chance(2) && self.model.coins >= 300 {
            let body = json!({"coins": 250});
            self.client.post("/api/v1/rewards/conversions", body).await.expect(200);
            self.model.coins -= 250;
            self.model.milligems += 250;
            self.model.converted += 250;
        }
        if self.travels && self.chance(3) {
            let zone = ZONES[self.rng.random_range(0..ZONES.len())];
            self.client.patch("/api/v1/me", json!({"time_zone": zone})).await.expect(200);
            self.model.days.change_zone(zone, now);
        }
        self
    }

    async fn compare(&self) {
        let rewards = self.client.get("/api/v1/rewards").await.expect(200).json();
        let model = &self.model;
        assert_eq!(rewards["coins"], model.coins);
        let gems: Vec<&str> = rewards["gems"].as_str().unwrap().split('.').collect();
        let milligems: i64 = format!("{}{:0<3}", gems[0], gems[1]).parse().unwrap();
        assert_eq!(milligems, model.milligems);
        assert_eq!((&rewards["max_streak"], &rewards["freezes"]), (&json!(model.longest), &json!(model.freezes)));
        let all = self.client.get("/api/v1/achievements").await.expect(200).json();
        let items = all["items"].as_array().unwrap();
        let unlocked: BTreeSet<&str> = items
            .iter()
            .filter(|item| item["unlocked_at"].is_string())
            .map(|item| item["id"].as_str().unwrap())
            // Achievements by time of day and for finishing a plan are not simulated.
            .filter(|id| !matches!(*id, "early-bird" | "night-owl" | "finish-line"))
            .collect();
        assert_eq!(unlocked, model.achievements(self.to_quit));
    }
}

/// Concurrent visits. The server would reject a thousand as overloaded.
const MAX_CONCURRENT_VISITS: usize = 64;

async fn simulate(app: Arc<TestApp>, users: u64, days: u32) {
    let permits = Arc::new(Semaphore::new(MAX_CONCURRENT_VISITS));
    let mut all = Vec::new();
    for seed in 0..users {
        all.push(Person::sign_up(&app, seed).await);
    }
    for day in 0..days {
        app.world.clock.advance_hours(if day % 5 == 3 { 30 } else { 23 });
        let now = app.world.clock.now();
        let mut running = JoinSet::new();
        for person in all {
            let permits = Arc::clone(&permits);
            running.spawn(async move {
                let _permit = permits.acquire_owned().await.unwrap();
                let mut person = person;
                // Some users skip a day.
                if person.chance(8) { person } else { person.visit(now).await }
            });
        }
        all = Vec::new();
        while let Some(person) = running.join_next().await {
            all.push(person.unwrap());
        }
    }
    for person in &all {
        person.compare().await;
    }
    consistency::check(&app.world.db).await;
}

both_databases! {
    async fn simulated_year_matches_the_rules(world) {
        let postgres = world.db.dialect() == habitro_server::platform::db::Dialect::Postgres;
        let app = Arc::new(TestApp::without_limits(world).await);
        let (users, days) = if postgres { (user_count(6).min(50), 60) } else { (user_count(8), 365) };
        simulate(app, users, days).await;
    }
}
