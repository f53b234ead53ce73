//! Taking habits on together.

use std::collections::BTreeMap;

use habitro_server::app::Events;
use habitro_server::features::challenges;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::DbOptions;
use habitro_testkit::{Client, TestApp, TestDatabase, TestWorld, both_databases};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{achieved, alerts, befriend, id_of, items};
use crate::consistency;

/// "Walk After Breakfast" and its first habit.
const WALK: &str = "c4a11e00-0000-8000-8000-000000000100";
const WALK_HABIT: &str = "c4a11e00-0000-8000-8000-000000000101";

fn path(id: &str) -> String {
    format!("/api/v1/challenges/{id}")
}

fn own() -> Value {
    json!({"title": "Tea, not coffee", "description": "For a week", "category": "Evenings", "duration_days": 7, "habits": [
        {"title": "Drink tea", "description": "Green", "frequency": "daily", "tasks": ["Boil water", "Drink it"]},
        {"title": "Leave the coffee", "description": "", "frequency": "weekdays", "type": "bad"}]})
}

async fn found(client: &Client) -> (String, Vec<String>) {
    let made = client.post("/api/v1/challenges", own()).await.expect(201).json();
    let habits = made["habits"].as_array().unwrap().iter().map(|habit| habit["id"].as_str().unwrap().to_owned());
    (made["id"].as_str().unwrap().to_owned(), habits.collect())
}

async fn join(client: &Client, id: &str, habits: &[&str]) -> Value {
    client.post(&format!("{}/members", path(id)), json!({"habit_ids": habits})).await.expect(201).json()
}

async fn tick_all(client: &Client) -> usize {
    let day = client.get("/api/v1/today").await.expect(200).json();
    let mut ticked = 0;
    for habit in day["habits"].as_array().unwrap() {
        for task in habit["tasks"].as_array().unwrap() {
            let id = task["id"].as_str().unwrap();
            client.request("PUT", &format!("/api/v1/tasks/{id}/completion")).send().await.expect(200);
            ticked += 1;
        }
    }
    ticked
}

both_databases! {
    async fn the_catalogue_is_listed_searched_and_paged(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let all = items(&anna, "/api/v1/challenges").await;
        assert!(all.len() >= 22);
        for challenge in &all {
            for field in ["id", "title", "description", "category", "duration_days", "habits", "members", "joined"] {
                assert!(!challenge[field].is_null(), "{field}: {challenge}");
            }
            for habit in challenge["habits"].as_array().unwrap() {
                assert!(habit["id"].is_string() && habit["title"].is_string() && habit["description"].is_string());
                assert!(["daily", "weekdays"].contains(&habit["frequency"].as_str().unwrap()));
            }
        }
        let food = items(&anna, "/api/v1/challenges?category=food").await;
        assert!(food.len() > 1 && food.iter().all(|one| one["category"] == "food"));
        let found = items(&anna, "/api/v1/challenges?q=walk%20BREAKFAST").await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["id"], WALK);
        assert!(items(&anna, "/api/v1/challenges?q=zeppelin").await.is_empty());
        assert!(items(&anna, "/api/v1/challenges?mine=true").await.is_empty());
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = anna.get(&format!("/api/v1/challenges?limit=7{cursor}")).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, all);
        anna.get("/api/v1/challenges?mine=perhaps").await.expect(422);
        anna.get(&path("c4a11e00-0000-8000-8000-0000000fff00")).await.expect(404);
    }

    async fn joining_makes_habits_in_today(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let seen = join(&anna, WALK, &[WALK_HABIT]).await;
        assert_eq!((&seen["joined"], &seen["members"], &seen["progress"]["day"]), (&json!(true), &json!(1), &json!(1)));
        let day = anna.get("/api/v1/today").await.expect(200).json();
        assert_eq!(day["habits"].as_array().unwrap().len(), 1, "one of its two habits was chosen");
        assert_eq!(day["habits"][0]["name"], "Walk after breakfast");
        let habit = items(&anna, "/api/v1/habits").await.remove(0);
        assert_eq!((&habit["challenge_id"], &habit["duration_days"]), (&json!(WALK), &json!(30)));
        let ticked = tick_all(&anna).await;
        let progress = anna.get(&path(WALK)).await.expect(200).json()["progress"].clone();
        assert_eq!((progress["completed"].as_u64(), progress["due"].as_u64()), (Some(ticked as u64), Some(ticked as u64)));
        assert_eq!(progress["completion_rate"], json!(100.0));
        assert_eq!(progress["habits"][0]["habit_id"], habit["id"]);
        let twice = anna.post(&format!("{}/members", path(WALK)), json!({"habit_ids": [WALK_HABIT]})).await.expect(409);
        assert_eq!(twice.code(), "already-joined");
        assert_eq!(items(&anna, "/api/v1/challenges?mine=true").await.len(), 1);
        consistency::check(&app.world.db).await;
    }

    async fn joining_needs_habits_of_the_challenge(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (own_id, own_habits) = found(&anna).await;
        let members = format!("{}/members", path(WALK));
        assert_eq!(anna.post(&members, json!({"habit_ids": []})).await.expect(422).fields(), ["habit_ids: required"]);
        let foreign = anna.post(&members, json!({"habit_ids": [WALK_HABIT, own_habits[0]]})).await.expect(422);
        assert_eq!(foreign.fields(), ["habit_ids[1]: unknown"]);
        let many: Vec<&str> = std::iter::repeat_n(WALK_HABIT, 51).collect();
        assert_eq!(anna.post(&members, json!({"habit_ids": many})).await.expect(422).fields(), ["habit_ids: too-many"]);
        assert!(items(&anna, "/api/v1/habits").await.is_empty());
        let seen = join(&anna, &own_id, &[&own_habits[0], &own_habits[0]]).await;
        assert_eq!(seen["progress"]["habits"].as_array().unwrap().len(), 1, "each once");
    }

    async fn joining_twice_at_once_is_joining_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut running = JoinSet::new();
        for _ in 0..8 {
            let client = anna.clone();
            running.spawn(async move { client.post(&format!("{}/members", path(WALK)), json!({"habit_ids": [WALK_HABIT]})).await.status });
        }
        let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
        while let Some(status) = running.join_next().await {
            *statuses.entry(status.unwrap()).or_default() += 1;
        }
        assert_eq!(statuses, BTreeMap::from([(201, 1), (409, 7)]));
        assert_eq!(items(&anna, "/api/v1/habits").await.len(), 1);
        assert_eq!(anna.get(&path(WALK)).await.json()["members"], 1);
    }

    async fn many_join_at_once_and_are_counted(world) {
        let app = TestApp::start(world).await;
        let mut running = JoinSet::new();
        for n in 0..8 {
            let client = app.sign_up(&format!("Person {n}"), "UTC").await;
            running.spawn(async move { client.post(&format!("{}/members", path(WALK)), json!({"habit_ids": [WALK_HABIT]})).await.status });
        }
        while let Some(status) = running.join_next().await {
            assert_eq!(status.unwrap(), 201);
        }
        let anna = app.sign_up("Anna", "UTC").await;
        assert_eq!(anna.get(&path(WALK)).await.json()["members"], 8);
        assert_eq!(items(&anna, &format!("{}/members", path(WALK))).await.len(), 8);
    }

    async fn leaving_puts_the_habits_away_and_keeps_what_was_done(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (id, habits) = found(&anna).await;
        join(&anna, &id, &[&habits[0], &habits[1]]).await;
        // One is touched, the other is not.
        let day = anna.get("/api/v1/today").await.json();
        let tea = day["habits"].as_array().unwrap().iter().find(|habit| habit["name"] == "Drink tea").unwrap().clone();
        let task = tea["tasks"][0]["id"].as_str().unwrap();
        anna.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.expect(200);
        let me = format!("{}/members/me", path(&id));
        anna.delete(&me).await.expect(204);
        anna.delete(&me).await.expect(404);
        let left = items(&anna, "/api/v1/habits").await;
        assert_eq!(left.len(), 1);
        assert_eq!((&left[0]["name"], &left[0]["state"]), (&json!("Drink tea"), &json!("archived")));
        let seen = anna.get(&path(&id)).await.expect(200).json();
        assert_eq!((&seen["joined"], &seen["members"], &seen["progress"]), (&json!(false), &json!(0), &Value::Null));
        assert_eq!(join(&anna, &id, &[&habits[0]]).await["progress"]["completed"], 0, "a new part begins at nothing");
        consistency::check(&app.world.db).await;
    }

    async fn a_challenge_of_ones_own_is_reached_by_its_link_alone(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let (id, habits) = found(&anna).await;
        let seen = anna.get(&path(&id)).await.expect(200).json();
        assert_eq!((&seen["category"], &seen["founded"], &seen["joined"]), (&json!("evenings"), &json!(true), &json!(false)));
        assert_eq!(seen["url"], format!("http://localhost:8080/challenges/{id}"));
        assert_eq!(seen["habits"][1]["tasks"], json!(["Leave the coffee"]), "the title by default");
        let listed = |items: &[Value]| items.iter().any(|one| one["id"] == id.as_str());
        assert!(listed(&items(&anna, "/api/v1/challenges?mine=true").await));
        assert!(!listed(&items(&bert, "/api/v1/challenges?limit=200").await));
        let joined = join(&bert, &id, &[&habits[1]]).await;
        assert_eq!((&joined["founded"], &joined["members"]), (&json!(false), &json!(1)));
        assert!(listed(&items(&bert, "/api/v1/challenges?mine=true").await));
        // The clock is set to a Monday: five weekdays in seven days.
        assert_eq!(items(&bert, "/api/v1/habits").await[0]["duration_days"], 5);
        for (wrong, field) in [
            (json!({"title": " "}), "title: required"), (json!({"category": ""}), "category: required"),
            (json!({"duration_days": 366}), "duration_days: out-of-range"), (json!({"habits": []}), "habits: wrong-count"),
            (json!({"habits": [{"title": "x".repeat(101)}]}), "habits[0].title: too-long"),
            (json!({"habits": [{"title": "x", "tasks": []}]}), "habits[0].tasks: wrong-count"),
        ] {
            let mut body = own();
            body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            assert_eq!(anna.post("/api/v1/challenges", body).await.expect(422).fields(), [field]);
        }
        let mut body = own();
        body["habits"][0]["title"] = json!("Starve myself every day");
        assert_eq!(anna.post("/api/v1/challenges", body).await.expect(422).code(), "needs-care");
    }

    async fn friends_are_invited_and_strangers_are_not(world) {
        let app = TestApp::start(world).await;
        let (anna, bert, carl) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await, app.sign_up("Carl", "UTC").await);
        let (bert_id, carl_id) = (id_of(&bert).await, id_of(&carl).await);
        befriend(&anna, &bert, "bert@example.org").await;
        let (id, habits) = found(&anna).await;
        let invitations = format!("{}/invitations", path(&id));
        app.world.clock.advance_minutes(1);
        let refused = anna.post(&invitations, json!({"user_ids": [bert_id, carl_id]})).await.expect(422);
        assert_eq!(refused.fields(), ["user_ids[1]: not-a-friend"]);
        assert!(items(&bert, "/api/v1/challenges/invitations").await.is_empty(), "all or none");
        for _ in 0..2 {
            anna.post(&invitations, json!({"user_ids": [bert_id]})).await.expect(204);
        }
        assert_eq!(alerts(&bert).await, ["challenge-invitation", "friend-request"], "told once");
        let got = items(&bert, "/api/v1/challenges/invitations").await;
        assert_eq!(got.len(), 1);
        assert_eq!((&got[0]["challenge"]["title"], &got[0]["from"]["display_name"]), (&json!("Tea, not coffee"), &json!("Anna")));
        bert.delete(&format!("{invitations}/me")).await.expect(204);
        bert.delete(&format!("{invitations}/me")).await.expect(404);
        anna.post(&invitations, json!({"user_ids": [bert_id]})).await.expect(204);
        join(&bert, &id, &[&habits[0]]).await;
        assert!(items(&bert, "/api/v1/challenges/invitations").await.is_empty(), "joining answers it");
        anna.post(&invitations, json!({"user_ids": [bert_id]})).await.expect(204);
        assert!(items(&bert, "/api/v1/challenges/invitations").await.is_empty(), "who takes part is not invited");
    }

    async fn members_see_each_other_unless_they_hide(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "Asia/Tokyo").await);
        join(&anna, WALK, &[WALK_HABIT]).await;
        join(&bert, WALK, &[WALK_HABIT]).await;
        tick_all(&bert).await;
        let members = format!("{}/members", path(WALK));
        let seen = items(&anna, &members).await;
        let rates: BTreeMap<&str, f64> = seen.iter().map(|one| (one["user"]["display_name"].as_str().unwrap(), one["completion_rate"].as_f64().unwrap())).collect();
        assert_eq!(rates, BTreeMap::from([("Anna", 0.0), ("Bert", 100.0)]));
        let page = anna.get(&format!("{members}?limit=1")).await.expect(200).json();
        let rest = items(&anna, &format!("{members}?limit=1&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        assert_eq!(rest.len(), 1);
        bert.patch("/api/v1/me", json!({"leaderboard_visible": false})).await.expect(200);
        assert_eq!(items(&anna, &members).await.len(), 1);
        assert_eq!(items(&bert, &members).await.len(), 2, "who hides still sees themselves");
        bert.patch("/api/v1/me", json!({"leaderboard_visible": true})).await.expect(200);
        anna.put(&format!("/api/v1/blocks/{}", id_of(&bert).await), json!({})).await.expect(204);
        assert_eq!((items(&anna, &members).await.len(), items(&bert, &members).await.len()), (1, 1));
    }

    async fn a_challenge_ends_with_its_last_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (id, habits) = found(&anna).await;
        join(&anna, &id, &[&habits[0]]).await;
        tick_all(&anna).await;
        app.world.clock.advance_hours(24 * 7);
        let progress = anna.get(&path(&id)).await.expect(200).json()["progress"].clone();
        assert_eq!((&progress["state"], &progress["completed"], &progress["due"], &progress["day"]), (&json!("finished"), &json!(2), &json!(14), &json!(7)));
        challenges::finish_due(&app.world.db, Events).await.unwrap();
        assert!(alerts(&anna).await.is_empty(), "two days can still be ticked");
        app.world.clock.advance_hours(24 * 3);
        for _ in 0..2 {
            challenges::finish_due(&app.world.db, Events).await.unwrap();
        }
        assert_eq!(alerts(&anna).await, ["challenge-finished"], "told once");
        assert_eq!(achieved(&anna).await, ["challenge-joined", "challenge-founded"], "2 of 14 is over, not finished");
    }

    async fn social_actions_unlock_achievements(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        befriend(&anna, &bert, "bert@example.org").await;
        assert_eq!((achieved(&anna).await, achieved(&bert).await), (vec!["first-friend".to_owned()], vec!["first-friend".to_owned()]));
        let (id, habits) = found(&anna).await;
        join(&anna, &id, &[&habits[0]]).await;
        for _ in 0..7 {
            tick_all(&anna).await;
            app.world.clock.advance_hours(24);
        }
        app.world.clock.advance_hours(24 * 3);
        challenges::finish_due(&app.world.db, Events).await.unwrap();
        assert_eq!(achieved(&anna).await, ["first-friend", "challenge-joined", "challenge-finished", "challenge-founded"]);
        consistency::check(&app.world.db).await;
    }

    async fn a_paused_challenge_ends_later(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (id, habits) = found(&anna).await;
        join(&anna, &id, &[&habits[0]]).await;
        let habit = items(&anna, "/api/v1/habits").await[0]["id"].as_str().unwrap().to_owned();
        anna.request("POST", &format!("/api/v1/habits/{habit}/pause")).send().await.expect(200);
        app.world.clock.advance_hours(24 * 6);
        anna.request("POST", &format!("/api/v1/habits/{habit}/resume")).send().await.expect(200);
        app.world.clock.advance_hours(24 * 4);
        challenges::finish_due(&app.world.db, Events).await.unwrap();
        assert!(alerts(&anna).await.is_empty());
        let ends = anna.get(&path(&id)).await.json()["progress"]["ends_on"].clone();
        assert_eq!(ends, items(&anna, "/api/v1/habits").await[0]["end_date"]);
    }

    async fn an_account_goes_and_its_challenge_stays_for_the_others(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        befriend(&anna, &bert, "bert@example.org").await;
        let (id, habits) = found(&anna).await;
        let (empty, _) = found(&anna).await;
        join(&anna, &id, &[&habits[0]]).await;
        join(&anna, WALK, &[WALK_HABIT]).await;
        join(&bert, &id, &[&habits[0], &habits[1]]).await;
        anna.post(&format!("{}/invitations", path(WALK)), json!({"user_ids": [id_of(&bert).await]})).await.expect(204);
        anna.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        let seen = bert.get(&path(&id)).await.expect(200).json();
        assert_eq!((&seen["members"], &seen["joined"]), (&json!(1), &json!(true)), "the count follows");
        assert_eq!(bert.get(&path(WALK)).await.json()["members"], 0);
        assert!(items(&bert, "/api/v1/challenges/invitations").await.is_empty());
        assert_eq!(items(&bert, "/api/v1/habits").await.len(), 2);
        // The one that nobody else takes part in went with her.
        bert.get(&path(&empty)).await.expect(404);
        assert_eq!(challenges::sweep_abandoned(&app.world.db).await.unwrap(), 0);
        bert.delete(&format!("{}/members/me", path(&id))).await.expect(204);
        assert_eq!(challenges::sweep_abandoned(&app.world.db).await.unwrap(), 1);
        consistency::check(&app.world.db).await;
    }

    async fn deleting_a_habit_of_a_challenge_keeps_what_was_missed(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        join(&anna, WALK, &[WALK_HABIT]).await;
        app.world.clock.advance_hours(24);
        let before = anna.get(&path(WALK)).await.json()["progress"]["due"].clone();
        let habit = items(&anna, "/api/v1/habits").await[0]["id"].as_str().unwrap().to_owned();
        anna.delete(&format!("/api/v1/habits/{habit}")).await.expect(204);
        assert_eq!(anna.get(&path(WALK)).await.json()["progress"]["due"], before);
        anna.delete(&format!("{}/members/me", path(WALK))).await.expect(204);
    }
}

/// Under SERIALIZABLE every read of an index page that another join writes would make both run again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn joins_to_one_challenge_at_once_rarely_abort_each_other() {
    const USERS: usize = 96;
    let Some(database) = TestDatabase::postgres() else { return };
    let mut world = TestWorld::on(database);
    let options = DbOptions { threads: 16, ..world.database.options() };
    world.db = world.database.open(options, world.clock.clock(), world.entropy.clone(), Bus::in_process());
    let app = TestApp::without_limits(world).await;
    let mut clients = Vec::new();
    for n in 0..USERS {
        clients.push(app.sign_up(&format!("Person {n}"), "UTC").await);
    }
    let before = app.world.db.meter().units();
    let mut running = JoinSet::new();
    for client in clients {
        let body = json!({"habit_ids": [WALK_HABIT]});
        running.spawn(async move { client.post(&format!("{}/members", path(WALK)), body).await.status });
    }
    while let Some(status) = running.join_next().await {
        assert_eq!(status.unwrap(), 201);
    }
    // Each join is three units: reading the session, reading the number of members, joining. More are retries. New
    // accounts are the worst case: their rows are on the same index pages.
    let units = app.world.db.meter().units() - before;
    assert!(units <= 6 * USERS as u64, "{units} units of work for {USERS} joins");
}
