//! A year of simulated life over HTTP against a model that was written from the rules alone and
//! shares nothing with the server: streaks, gems, coins, freezes and achievements.
//!
//! `HABITRO_SIMULATED_USERS` says how many people there are (`make soak` has a thousand).

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

#[allow(clippy::disallowed_methods, reason = "the tests' own setting, not the server's")]
fn people(usual: u64) -> u64 {
    std::env::var("HABITRO_SIMULATED_USERS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The local day by the rules, followed instant by instant.
struct Days {
    zone: TimeZone,
    day: Date,
    began: Timestamp,
    /// How many local days there have been before this one.
    ordinal: i64,
    checked: Timestamp,
    /// When the zone was last changed. A day start that had passed by then is none to follow: with
    /// it two days could begin within 23 h (docs/adr/0005-local-days.md).
    moved: Option<Timestamp>,
}

impl Days {
    fn new(zone: &str, now: Timestamp) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let local = now.to_zoned(zone.clone());
        let began = local.start_of_day().unwrap().timestamp();
        Self { zone, day: local.date(), began, ordinal: 0, checked: now, moved: None }
    }

    /// Goes on to `now` in half hours: a day begins where the clocks show a new date's start, 23 h
    /// or more after the last one began. Answers the days that began.
    fn follow(&mut self, now: Timestamp) -> Vec<Date> {
        let mut passed = Vec::new();
        let mut at = self.checked;
        while at < now {
            at = (at + SignedDuration::from_mins(30)).min(now);
            let local = at.to_zoned(self.zone.clone());
            let start = local.start_of_day().unwrap().timestamp();
            let to_come = self.moved.is_none_or(|moved| start > moved);
            if to_come && local.date() > self.day && start >= self.began + SignedDuration::from_hours(23) {
                self.day = local.date();
                self.began = start;
                self.ordinal += 1;
                passed.push(self.day);
            }
        }
        self.checked = now;
        passed
    }

    fn travel(&mut self, zone: &str, now: Timestamp) {
        let zone = TimeZone::get(zone).unwrap();
        if zone != self.zone {
            (self.zone, self.moved) = (zone, Some(now));
        }
    }
}

/// What the rules say one person has.
struct Model {
    days: Days,
    coins: i64,
    milligems: i64,
    streak: i64,
    longest: i64,
    cycle: i64,
    freezes: i64,
    claimed: Option<i64>,
    /// Each local day so far, with what was done and due on it; a day nobody came has nothing done.
    done: Vec<(Date, u32, u32)>,
    ticks: i64,
    comebacks: i64,
    used: i64,
    most_coins: i64,
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
            ticks: 0,
            comebacks: 0,
            used: 0,
            most_coins: 100,
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
                self.used += gap;
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

    fn follow(&mut self, now: Timestamp) {
        self.done.extend(self.days.follow(now).into_iter().map(|day| (day, 0, TASKS)));
    }

    /// The only visit of a day on which something was ticked.
    fn tick(&mut self, due: u32, done: u32) {
        let missed = self.done.len() >= 2 && self.done[self.done.len() - 2].1 == 0;
        *self.done.last_mut().unwrap() = (self.days.day, done, due);
        if done > 0 && missed {
            self.coins += 20;
            self.comebacks += 1;
        }
        self.coins += 10 * i64::from(done);
        self.ticks += i64::from(done);
        self.most_coins = self.most_coins.max(self.coins);
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
        let kept = i64::try_from(self.done.iter().filter(|(_, done, _)| *done > 0).count()).unwrap();
        [
            ("first-tick", self.ticks >= 1),
            ("hundred-ticks", self.ticks >= 100),
            ("thousand-ticks", self.ticks >= 1000),
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
            ("phase-one", kept >= 21),
            ("second-nature", kept >= 66),
            ("comeback", self.comebacks >= 1),
            ("frozen-and-saved", self.used >= 1),
            ("thousand-coins", self.most_coins >= 1000),
            ("first-gem-converted", self.converted >= 1000),
        ]
        .into_iter()
        .filter_map(|(id, reached)| reached.then_some(id))
        .collect()
    }
}

/// Somebody with habits of their own: how often they come, tick, travel and spend.
struct Person {
    client: Client,
    model: Model,
    dice: StdRng,
    diligence: u32,
    travels: bool,
    to_quit: bool,
    /// The local day of the last visit.
    seen: Option<Date>,
}

impl Person {
    async fn settle_in(app: &TestApp, seed: u64) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let zone = ZONES[dice.random_range(0..ZONES.len())];
        let client = app.sign_up(&format!("Person {seed}"), zone).await;
        let model = Model::new(zone, app.world.clock.now());
        let to_quit = dice.random_range(0..3) == 0;
        let (kind, name) = if to_quit { ("bad", "Smoke less") } else { ("good", "Walk") };
        let titles: Vec<String> = (1..=TASKS).map(|n| format!("{name} number {n}")).collect();
        let body = json!({"name": name, "type": kind, "duration_days": 365, "daily_tasks": titles});
        client.post("/api/v1/habits", body).await.expect(201);
        // Once started, a change of zone waits for its day: the rule that is simulated.
        client.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        let mut person = Self {
            client,
            model,
            diligence: [40, 70, 95, 99][dice.random_range(0..4)],
            travels: dice.random_range(0..3) == 0,
            to_quit,
            dice,
            seen: None,
        };
        assert!(person.model.claim());
        person
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.dice.random_range(0..100) < percent
    }

    /// A visit at `now`; answers the person for the next one.
    async fn visit(mut self, now: Timestamp) -> Self {
        self.model.follow(now);
        let day = self.client.get("/api/v1/today").await.expect(200).json();
        assert_eq!(day["date"], self.model.days.day.to_string(), "local day at {now}");
        let tasks: Vec<Value> = day["habits"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|habit| habit["tasks"].as_array().unwrap().clone())
            .collect();
        let due = u32::try_from(tasks.len()).unwrap();
        let seen = self.seen == Some(self.model.days.day);
        if due > 0 && !seen {
            self.seen = Some(self.model.days.day);
            let done = if self.chance(self.diligence) { due } else { self.dice.random_range(0..due.min(2)) };
            self.model.tick(due, done);
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
            let zone = ZONES[self.dice.random_range(0..ZONES.len())];
            self.client.patch("/api/v1/me", json!({"time_zone": zone})).await.expect(200);
            self.model.days.travel(zone, now);
        }
        self
    }

    async fn compare(&self) {
        let has = self.client.get("/api/v1/rewards").await.expect(200).json();
        let model = &self.model;
        assert_eq!(has["coins"], model.coins);
        let gems: Vec<&str> = has["gems"].as_str().unwrap().split('.').collect();
        let milligems: i64 = format!("{}{:0<3}", gems[0], gems[1]).parse().unwrap();
        assert_eq!(milligems, model.milligems);
        assert_eq!((&has["max_streak"], &has["freezes"]), (&json!(model.longest), &json!(model.freezes)));
        let all = self.client.get("/api/v1/achievements").await.expect(200).json();
        let items = all["items"].as_array().unwrap();
        let unlocked: BTreeSet<&str> = items
            .iter()
            .filter(|one| one["unlocked_at"].is_string())
            .map(|one| one["id"].as_str().unwrap())
            // Ticks by the hour and the plan's last day are told apart elsewhere.
            .filter(|id| !matches!(*id, "early-bird" | "night-owl" | "finish-line"))
            .collect();
        assert_eq!(unlocked, model.achievements(self.to_quit));
    }
}

/// So many visits go on at once; a thousand would only be told that the server has too much to do.
const AT_ONCE: usize = 64;

async fn live(app: Arc<TestApp>, people: u64, days: u32) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut all = Vec::new();
    for seed in 0..people {
        all.push(Person::settle_in(&app, seed).await);
    }
    for day in 0..days {
        app.world.clock.advance_hours(if day % 5 == 3 { 30 } else { 23 });
        let now = app.world.clock.now();
        let mut running = JoinSet::new();
        for person in all {
            let turns = Arc::clone(&turns);
            running.spawn(async move {
                let _turn = turns.acquire_owned().await.unwrap();
                let mut person = person;
                // Some stay away for a while.
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
    async fn a_year_of_life_is_what_the_rules_say(world) {
        let postgres = world.db.dialect() == habitro_server::platform::db::Dialect::Postgres;
        let app = Arc::new(TestApp::without_limits(world).await);
        let (some, days) = if postgres { (people(6).min(50), 60) } else { (people(8), 365) };
        live(app, some, days).await;
    }
}
