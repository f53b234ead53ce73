//! Reports of due and completed tasks, up to the user's local day.

use std::time::Instant;

use habitro_server::platform::db::{DbError, Tx};
use habitro_testkit::{Client, TestApp, TestDatabase, TestWorld, both_databases};
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

async fn create_habit(client: &Client, kind: &str, name: &str, tasks: usize, days: u16) -> String {
    let titles: Vec<String> = (1..=tasks).map(|n| format!("{name} number {n}")).collect();
    let body = json!({"name": name, "type": kind, "duration_days": days, "daily_tasks": titles});
    client.post("/api/v1/habits", body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// Completes the first `count` tasks of today.
async fn complete(client: &Client, count: usize) {
    let day = client.get("/api/v1/today").await.expect(200).json();
    let habits = day["habits"].as_array().unwrap().clone();
    let tasks = habits.iter().flat_map(|habit| habit["tasks"].as_array().unwrap().clone());
    for task in tasks.take(count) {
        client
            .request("PUT", &format!("/api/v1/tasks/{}/completion", task["id"].as_str().unwrap()))
            .send()
            .await
            .expect(200);
    }
}

async fn get(client: &Client, path: &str) -> Value {
    client.get(&format!("/api/v1{path}")).await.expect(200).json()
}

both_databases! {
    async fn completions_are_counted_by_day_month_and_year(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let walk = create_habit(&anna, "good", "Walk", 3, 40).await;
        app.world.clock.advance_minutes(1);
        let smoke = create_habit(&anna, "bad", "Smoke", 1, 40).await;
        for done in [4, 2, 0, 4] {
            complete(&anna, done).await;
            app.world.clock.advance_hours(24);
        }
        // It is Friday with nothing done yet. Tomorrow's tasks are not counted.
        let days = get(&anna, "/reports/completions?range=daily").await;
        assert_eq!(days["labels"], json!(["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]));
        assert_eq!(days["due"], json!([0, 0, 4, 4, 4, 4, 4]));
        assert_eq!(days["completed"], json!([0, 0, 4, 2, 0, 4, 0]));
        assert_eq!(days["rates"], json!([0.0, 0.0, 100.0, 50.0, 0.0, 100.0, 0.0]));
        assert_eq!(get(&anna, "/reports/completions").await, days, "seven days by default");
        let months = get(&anna, "/reports/completions?range=monthly").await;
        assert_eq!((months["labels"].as_array().unwrap().len(), &months["labels"][11], &months["due"][11], &months["completed"][11]),
            (12, &json!("2026-03"), &json!(20), &json!(10)));
        let years = get(&anna, "/reports/completions?range=yearly").await;
        assert_eq!((&years["labels"], &years["rates"][4]), (&json!(["2022", "2023", "2024", "2025", "2026"]), &json!(50.0)));
        let of_type = get(&anna, "/reports/completions?type=bad").await;
        assert_eq!((&of_type["due"], &of_type["completed"]), (&json!([0, 0, 1, 1, 1, 1, 1]), &json!([0, 0, 1, 0, 0, 1, 0])));
        let of_habit = get(&anna, &format!("/reports/completions?habit_id={walk}")).await;
        assert_eq!(of_habit["rates"], json!([0.0, 0.0, 100.0, 66.67, 0.0, 100.0, 0.0]));
        let neither = get(&anna, &format!("/reports/completions?habit_id={smoke}&type=good")).await;
        assert_eq!(neither["due"], json!([0, 0, 0, 0, 0, 0, 0]));
        // Deleting a habit does not change past days.
        anna.delete(&format!("/api/v1/habits/{smoke}")).await.expect(204);
        assert_eq!(get(&anna, "/reports/completions").await["due"], json!([0, 0, 4, 4, 4, 4, 4]));
        anna.get(&format!("/api/v1/reports/completions?habit_id={smoke}")).await.expect(404);
        let bo = app.sign_up("Bo", "UTC").await;
        bo.get(&format!("/api/v1/reports/completions?habit_id={walk}")).await.expect(404);
        assert_eq!(get(&bo, "/reports/completions").await["due"], json!([0, 0, 0, 0, 0, 0, 0]));
        for (query, field) in [("range=hourly", "range"), ("type=odd", "type"), ("habit_id=7", "habit_id"), ("page=1", "page")] {
            assert_eq!(anna.get(&format!("/api/v1/reports/completions?{query}")).await.expect(422).fields()[0].split(':').next(), Some(field));
        }
    }

    async fn heatmap_has_every_day_up_to_today(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        create_habit(&anna, "good", "Walk", 2, 40).await;
        complete(&anna, 1).await;
        app.world.clock.advance_hours(24);
        let year = get(&anna, "/reports/heatmap").await;
        let days = year["days"].as_array().unwrap();
        assert_eq!((days.len(), &days[0]["date"], &days[364]["date"]), (365, &json!("2025-03-04"), &json!("2026-03-03")));
        assert_eq!(days[363], json!({"date": "2026-03-02", "due": 2, "completed": 1}));
        assert_eq!(days[364], json!({"date": "2026-03-03", "due": 2, "completed": 0}));
        let clipped = get(&anna, "/reports/heatmap?from=2026-03-01&to=2026-03-20").await;
        assert_eq!(clipped["days"].as_array().unwrap().len(), 3, "future days are omitted");
        assert_eq!(get(&anna, "/reports/heatmap?from=2026-04-01&to=2026-04-02").await["days"], json!([]));
        assert_eq!(get(&anna, "/reports/heatmap?from=2024-02-29&to=2025-02-28").await["days"].as_array().unwrap().len(), 366);
        for query in ["from=2026-03-03&to=2026-03-02", "from=2025-03-01&to=2026-03-02", "from=tomorrow", "from=2026-02-30"] {
            assert_eq!(anna.get(&format!("/api/v1/reports/heatmap?{query}")).await.expect(422).fields()[0].split(':').next(), Some("from"), "{query}");
        }
    }

    async fn strength_follows_the_formula_of_loop_habit_tracker(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let walk = create_habit(&anna, "good", "Walk", 1, 80).await;
        for day in 1..=66 {
            if day > 1 {
                app.world.clock.advance_hours(24);
            }
            complete(&anna, 1).await;
        }
        let strength = get(&anna, &format!("/habits/{walk}/strength")).await;
        let days = strength["days"].as_array().unwrap();
        let percent = |day: usize| (days[day - 1]["strength"].as_f64().unwrap() * 100.0).round();
        assert_eq!((days.len(), percent(7), percent(21), percent(66)), (66, 31.0, 67.0, 97.0));
        assert_eq!((&days[0]["date"], &strength["current_streak"], &strength["longest_streak"]), (&json!("2026-03-02"), &json!(66), &json!(66)));
        app.sign_up("Bo", "UTC").await.get(&format!("/api/v1/habits/{walk}/strength")).await.expect(404);
        let later = json!({"name": "Later", "type": "good", "duration_days": 3, "daily_tasks": ["Walk"], "start_date": "2026-06-01"});
        let later = anna.post("/api/v1/habits", later).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        assert_eq!(get(&anna, &format!("/habits/{later}/strength")).await["days"], json!([]));
    }

    async fn summary_reviews_the_last_complete_week(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "Asia/Colombo").await;
        let empty = get(&anna, "/reports/summary").await;
        assert_eq!((&empty["habits"], &empty["best_hour"], &empty["review"]["well"]), (&json!([]), &json!(null), &json!([])));
        let walk = create_habit(&anna, "good", "Walk", 3, 40).await;
        for done in [3, 3, 3, 0, 3, 1, 0] {
            complete(&anna, done).await;
            app.world.clock.advance_hours(24);
        }
        let summary = get(&anna, "/reports/summary").await;
        assert_eq!((&summary["date"], &summary["week"]["starts_on"]), (&json!("2026-03-09"), &json!("2026-03-09")));
        assert_eq!(summary["review"]["week"], json!({"starts_on": "2026-03-02", "due": 21, "completed": 13, "rate": 61.9, "perfect_days": 4}));
        assert_eq!(summary["best_hour"], json!({"hour": 13, "completed": 13}), "08:00 UTC is 13:30 in Colombo");
        assert_eq!(summary["best_weekday"], json!(null), "one week is too little for a best weekday");
        let habit = &summary["habits"][0];
        assert_eq!((&habit["id"], &habit["longest_streak"], &habit["current_streak"]), (&json!(walk), &json!(3), &json!(0)));
        let codes = |report: &Value, side: &str| report["review"][side].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!((codes(&summary, "well"), codes(&summary, "change")), (vec!["perfect-days".to_owned()], vec![]));
        for done in [3, 3, 3, 0, 3, 1, 0] {
            complete(&anna, done).await;
            app.world.clock.advance_hours(24);
        }
        let summary = get(&anna, "/reports/summary").await;
        assert_eq!(summary["best_weekday"]["rate"], 100.0);
        assert_eq!(codes(&summary, "well"), ["perfect-days", "best-weekday"]);
        assert_eq!(codes(&summary, "change"), ["hardest-weekday"]);
    }
}

const INSERT_HABIT: &str = "
    INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, reminder_times,
                        color, icon, motivation, created_day, created_at)
    VALUES ($1, $2, 'Walk', 'good', 'active', 365, $3, $4, 127, '', 'clay', 'sprout', '', $3, $5)";
const INSERT_TASK: &str = "
    INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completed_at, completions)
    VALUES ($1, $2, $3, $4, $5, $6, 'Walk to the river', $7, 1)";
const INSERT_DAY_COUNT: &str = "
    INSERT INTO day_counts (user_id, day, habit_id, kind, due, done) VALUES ($1, $2, $3, 'good', 5, $4)";
const INSERT_USER_DAY: &str = "INSERT INTO user_days (user_id, day, due, done) VALUES ($1, $2, 10, $3)";

/// Inserts a year of data for `user`: two habits of five tasks a day each, most of them completed.
fn insert_year(tx: &mut Tx<'_>, user: Uuid, year: i64) -> Result<(), DbError> {
    let first = date(2026, 3, 2) - jiff::Span::new().days(365 * (10 - year) - 1);
    let habits = [tx.new_id(), tx.new_id()];
    let now = tx.now();
    for habit in habits {
        tx.execute(INSERT_HABIT, &[&habit, &user, &first, &(first + jiff::Span::new().days(364)), &now])?;
    }
    for day in 0..365_i64 {
        let due = first + jiff::Span::new().days(day);
        let at = due.at(7, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let done = if day % 6 == 0 { 3 } else { 5 };
        for habit in habits {
            for position in 1..=5_i64 {
                let (id, completed_at) = (tx.new_id(), (position <= done).then_some(at));
                tx.execute(INSERT_TASK, &[&user, &due, &habit, &(day + 1), &position, &id, &completed_at])?;
            }
            tx.execute(INSERT_DAY_COUNT, &[&user, &due, &habit, &done])?;
        }
        tx.execute(INSERT_USER_DAY, &[&user, &due, &(2 * done)])?;
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "a measurement prints its results")]
async fn measure_ten_years(world: TestWorld) {
    let app = TestApp::start(world).await;
    let anna = app.sign_up("Anna", "UTC").await;
    let user: Uuid = anna.get("/api/v1/me").await.json()["id"].as_str().unwrap().parse().unwrap();
    for year in 0..10 {
        app.world.db.write(user, move |tx| insert_year(tx, user, year)).await.unwrap();
    }
    let habit = get(&anna, "/reports/summary").await["habits"][0]["id"].as_str().unwrap().to_owned();
    for path in [
        "/reports/completions?range=daily".to_owned(),
        "/reports/completions?range=yearly".to_owned(),
        "/reports/completions?range=yearly&type=good".to_owned(),
        format!("/reports/completions?range=yearly&habit_id={habit}"),
        "/reports/heatmap".to_owned(),
        "/reports/summary".to_owned(),
        format!("/habits/{habit}/strength"),
    ] {
        let mut times = Vec::new();
        for _ in 0..500 {
            let from = Instant::now();
            get(&anna, &path).await;
            times.push(from.elapsed());
        }
        times.sort();
        println!("{path}: p50 {:?}, p99 {:?}", times[250], times[495]);
        assert!(times[495].as_millis() < 20, "{path}: p99 {:?}", times[495]);
    }
}

/// Measures reports of ten years with 36,500 tasks and prints the times. Run it on demand:
/// `cargo test --release -p habitro-server --test it -- --ignored ten_years --nocapture`
#[ignore = "a measurement: needs an optimised build on an idle machine"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_years_are_reported_quickly_sqlite() {
    measure_ten_years(TestWorld::on(TestDatabase::sqlite())).await;
}

#[ignore = "a measurement: needs an optimised build on an idle machine"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_years_are_reported_quickly_postgres() {
    if let Some(database) = TestDatabase::postgres() {
        measure_ten_years(TestWorld::on(database)).await;
    }
}
