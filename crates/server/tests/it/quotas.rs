//! How many rows of each kind one account can store.

use habitro_server::features::accounts::UserId;
use habitro_server::platform::db::{DbError, Tx};
use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::push::web_push;

/// The outcome of the request after the last that is allowed.
enum Beyond {
    /// It is refused with this code.
    Refused(&'static str),
    /// It replaces the oldest row.
    Replaces,
}

/// Rows that one kind of request creates.
struct Quota {
    /// Counts the rows of user `$1`.
    count: &'static str,
    max: u32,
    path: &'static str,
    /// The body of the request with this number.
    body: fn(u32) -> Value,
    beyond: Beyond,
}

const QUOTAS: [Quota; 8] = [
    Quota {
        count: "SELECT COUNT(*) FROM habits WHERE user_id = $1",
        max: 100,
        path: "/api/v1/habits",
        body: |_| habit(1),
        beyond: Beyond::Refused("too-many-habits"),
    },
    Quota {
        count: "SELECT COUNT(*) FROM drafts WHERE user_id = $1",
        max: 200,
        path: "/api/v1/planner/drafts",
        body: |_| json!({"habit": "drink water", "type": "good", "duration_days": 1}),
        beyond: Beyond::Replaces,
    },
    Quota {
        count: "SELECT COUNT(*) FROM devices WHERE user_id = $1",
        max: 50,
        path: "/api/v1/devices",
        body: |n| web_push(&format!("https://push.example.com/{n}")),
        beyond: Beyond::Replaces,
    },
    Quota {
        count: "SELECT COUNT(*) FROM friend_links WHERE user_id = $1",
        max: 200,
        path: "/api/v1/friends/links",
        body: |_| json!({}),
        beyond: Beyond::Replaces,
    },
    Quota {
        count: "SELECT COUNT(*) FROM friend_requests WHERE from_user = $1",
        max: 100,
        path: "/api/v1/friends/requests",
        body: |n| json!({"identifier": format!("n{n}@example.org")}),
        beyond: Beyond::Refused("too-many-open"),
    },
    Quota {
        count: "SELECT COUNT(*) FROM calendar_links WHERE user_id = $1",
        max: 10,
        path: "/api/v1/calendar-links",
        body: |_| json!({}),
        beyond: Beyond::Refused("too-many-links"),
    },
    Quota {
        count: "SELECT COUNT(*) FROM challenges WHERE founder_id = $1",
        max: 50,
        path: "/api/v1/challenges",
        body: |_| json!({"title": "Walk", "category": "health", "habits": [{"title": "Walk around the block"}]}),
        beyond: Beyond::Refused("too-many-challenges"),
    },
    Quota {
        count: "SELECT COUNT(*) FROM sessions WHERE user_id = $1",
        max: 100,
        path: "/api/v1/auth/login",
        body: |_| json!({"identifier": "anna@example.org", "password": "nine long stones"}),
        beyond: Beyond::Replaces,
    },
];

fn habit(days: u16) -> Value {
    json!({"name": "Walk", "type": "good", "duration_days": days, "daily_tasks": ["Walk around the block"]})
}

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

async fn count(app: &TestApp, sql: &'static str, user: UserId) -> u32 {
    let count = app.world.db.read(move |tx| tx.one(sql, &[&user], |row| row.get(0)));
    count.await.map_err(|error: DbError| error).unwrap()
}

/// Inserts accounts without a password and returns their ids.
async fn strangers(app: &TestApp, number: usize) -> Vec<Uuid> {
    const INSERT: &str = "
        INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start, locale,
                           leaderboard_visible, created_at)
        VALUES ($1, 'Bo', 'Bo', $2, $2, '', 'UTC', 0, 'en', FALSE, $3)";
    let insert = move |tx: &mut Tx<'_>| {
        let mut ids = Vec::new();
        for n in 0..number {
            let (id, email, now) = (tx.new_id(), format!("bo{n}@example.org"), tx.now());
            tx.execute(INSERT, &[&id, &email, &now])?;
            ids.push(id);
        }
        Ok::<_, DbError>(ids)
    };
    app.world.db.write(Uuid::nil(), insert).await.unwrap()
}

/// Calls `insert` with each id, in one unit of work.
async fn insert_each(
    app: &TestApp,
    ids: Vec<Uuid>,
    insert: impl Fn(&mut Tx<'_>, Uuid) -> Result<u64, DbError> + Send + 'static,
) {
    let all = move |tx: &mut Tx<'_>| ids.iter().try_for_each(|id| insert(tx, *id).map(drop));
    app.world.db.write(Uuid::nil(), all).await.map_err(|error: DbError| error).unwrap();
}

both_databases! {
    async fn each_kind_of_row_has_a_quota(world) {
        let app = TestApp::without_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let id = id_of(&anna).await;
        for quota in &QUOTAS {
            let before = count(&app, quota.count, id).await;
            for n in before..quota.max {
                let reply = anna.post(quota.path, (quota.body)(n)).await;
                assert!((200..300).contains(&reply.status), "{} {n}: {}", quota.path, reply.json());
            }
            assert_eq!(count(&app, quota.count, id).await, quota.max, "{}", quota.path);
            let beyond = anna.post(quota.path, (quota.body)(quota.max)).await;
            match quota.beyond {
                Beyond::Refused(code) => assert_eq!((beyond.status, beyond.code().as_str()), (409, code), "{}", quota.path),
                Beyond::Replaces => assert!((200..300).contains(&beyond.status), "{}: {}", quota.path, beyond.json()),
            }
            assert_eq!(count(&app, quota.count, id).await, quota.max, "{}", quota.path);
        }
    }

    async fn plans_of_an_account_have_40_000_days(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut last = String::new();
        for n in 0..109 {
            let made = anna.post("/api/v1/habits", habit(365)).await.expect(201).json();
            last = format!("/api/v1/habits/{}", made["id"].as_str().unwrap());
            if n < 60 {
                anna.request("POST", &format!("{last}/archive")).send().await.expect(200);
            }
        }
        // 215 days are left.
        let refused = anna.post("/api/v1/habits", habit(216)).await.expect(409);
        assert_eq!((refused.code(), refused.fields()), ("too-many-days".to_owned(), vec!["duration_days: too-many-days".to_owned()]));
        let draft = json!({"habit": "drink water", "type": "good", "duration_days": 216});
        let draft = anna.post("/api/v1/planner/drafts", draft).await.expect(201).json();
        let accept = json!({"draft_id": draft["id"]});
        assert_eq!(anna.post("/api/v1/habits", accept.clone()).await.expect(409).fields(), ["draft_id: too-many-days"]);
        let challenge = json!({"title": "Walk", "category": "health", "duration_days": 216, "habits": [{"title": "Walk around the block"}]});
        let challenge = anna.post("/api/v1/challenges", challenge).await.expect(201).json();
        let join = format!("/api/v1/challenges/{}/members", challenge["id"].as_str().unwrap());
        let chosen = json!({"habit_ids": [challenge["habits"][0]["id"]]});
        assert_eq!(anna.post(&join, chosen.clone()).await.expect(409).fields(), ["habit_ids: too-many-days"]);
        anna.post("/api/v1/habits", habit(215)).await.expect(201);
        anna.post("/api/v1/habits", habit(1)).await.expect(409);
        // Deleting gives back; archiving does not.
        anna.request("POST", &format!("{last}/archive")).send().await.expect(200);
        anna.post("/api/v1/habits", habit(1)).await.expect(409);
        anna.delete(&last).await.expect(204);
        anna.post("/api/v1/habits", accept).await.expect(201);
        anna.post(&join, chosen).await.expect(409);
    }

    async fn archived_habits_count_as_stored(world) {
        const INSERT: &str = "
            INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, reminder_times,
                                color, icon, motivation, created_day, created_at)
            VALUES ($2, $1, 'Walk', 'good', 'archived', 1, $3, $3, 127, '', 'clay', 'footprints', '', $3, $4)";
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        anna.post("/api/v1/habits", habit(1)).await.expect(201);
        let (user, ids) = (id_of(&anna).await, (0..998).map(|n| Uuid::from_u128(1 + n)).collect());
        let day = jiff::civil::date(2026, 3, 2);
        let insert = move |tx: &mut Tx<'_>, id: Uuid| {
            let now = tx.now();
            tx.execute(INSERT, &[&user, &id, &day, &now])
        };
        insert_each(&app, ids, insert).await;
        anna.post("/api/v1/habits", habit(1)).await.expect(201);
        assert_eq!(anna.post("/api/v1/habits", habit(1)).await.expect(409).code(), "too-many-stored-habits");
    }

    async fn device_unused_for_longest_is_replaced(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut ids = Vec::new();
        for n in 0..50 {
            let made = anna.post("/api/v1/devices", web_push(&format!("https://push.example.com/{n}"))).await.expect(201);
            ids.push(made.json()["id"].as_str().unwrap().to_owned());
            app.world.clock.advance_seconds(1);
        }
        let first: Uuid = ids[0].parse().unwrap();
        let used = app.world.db.write(Uuid::nil(), move |tx| {
            let now = tx.now();
            tx.execute("UPDATE devices SET last_push_at = $2 WHERE id = $1", &[&first, &now])
        });
        used.await.map_err(|error: DbError| error).unwrap();
        anna.post("/api/v1/devices", web_push("https://push.example.com/new")).await.expect(201);
        let listed = anna.get("/api/v1/devices?limit=200").await.expect(200).json();
        let listed: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(listed.len(), 50);
        assert!(listed.contains(&ids[0].as_str()) && !listed.contains(&ids[1].as_str()));
    }

    async fn people_and_reports_about_them_have_quotas(world) {
        let app = TestApp::without_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let id = id_of(&anna).await;
        let people = strangers(&app, 1_001).await;
        let block = move |tx: &mut Tx<'_>, person: Uuid| {
            let now = tx.now();
            tx.execute("INSERT INTO blocks (user_id, blocked_id, since) VALUES ($1, $2, $3)", &[&id, &person, &now])
        };
        insert_each(&app, people[..999].to_vec(), block).await;
        anna.put(&format!("/api/v1/blocks/{}", people[999]), json!({})).await.expect(204);
        assert_eq!(anna.put(&format!("/api/v1/blocks/{}", people[1_000]), json!({})).await.expect(409).code(), "too-many-blocks");
        anna.put(&format!("/api/v1/blocks/{}", people[0]), json!({})).await.expect(204);
        let report = |about: Uuid| anna.post("/api/v1/moderation/reports", json!({"user_id": about, "reason": "spam"}));
        for person in &people[..20] {
            report(*person).await.expect(201);
        }
        assert_eq!(report(people[20]).await.expect(409).code(), "too-many-reports");
        // Another reason for a report that is open.
        report(people[0]).await.expect(201);
    }

    async fn unanswered_invitations_have_a_quota(world) {
        const INSERT: &str = "
            INSERT INTO challenge_invitations (to_user, challenge_id, from_user, created_at) VALUES ($2, $2, $1, $3)";
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let (anna_id, bert_id) = (id_of(&anna).await, id_of(&bert).await);
        anna.post("/api/v1/friends/requests", json!({"user_id": bert_id})).await.expect(202);
        bert.post("/api/v1/friends/requests", json!({"user_id": anna_id})).await.expect(202);
        let people = strangers(&app, 999).await;
        let invite = move |tx: &mut Tx<'_>, person: Uuid| {
            let now = tx.now();
            tx.execute(INSERT, &[&anna_id, &person, &now])
        };
        insert_each(&app, people, invite).await;
        app.world.clock.advance_hours(25);
        let mut replies = Vec::new();
        for _ in 0..2 {
            let challenge = QUOTAS[6].body;
            let made = anna.post("/api/v1/challenges", challenge(0)).await.expect(201).json();
            let path = format!("/api/v1/challenges/{}/invitations", made["id"].as_str().unwrap());
            replies.push(anna.post(&path, json!({"user_ids": [bert_id]})).await);
        }
        assert_eq!((replies[0].status, replies[1].status), (204, 409));
        assert_eq!(replies[1].code(), "too-many-invitations");
    }

    async fn events_of_an_account_have_a_quota(world) {
        const INSERT: &str = "
            INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ($2, $1, 'signed-in', 'Firefox', $3)";
        const COUNT: &str = "SELECT COUNT(*) FROM account_events WHERE user_id = $1";
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let id = id_of(&anna).await;
        let insert = move |tx: &mut Tx<'_>, event: Uuid| {
            let now = tx.now();
            tx.execute(INSERT, &[&id, &event, &now])
        };
        insert_each(&app, (0..1_100).map(|n| Uuid::from_u128(1 + n)).collect(), insert).await;
        app.world.clock.advance_minutes(1);
        app.log_in("Anna").await;
        assert_eq!(count(&app, COUNT, id).await, 1_000);
        let newest = anna.get("/api/v1/me/events?limit=1").await.expect(200).json();
        assert_eq!(newest["items"][0]["kind"], "signed-in");
    }
}
