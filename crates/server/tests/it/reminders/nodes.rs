//! Several nodes on one database fire each occurrence once, even if a node dies.

use habitro_server::features::reminders::{NextOccurrence, ReminderOccurrence, Scheduler};
use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{ClaimTx, Db, DbError, Tx};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, both_databases};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{fire, habit, reminded, sent};

fn another_node(app: &TestApp, seed: u64) -> Db {
    let world = &app.world;
    world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(seed), Bus::in_process())
}

/// Claims up to ten due occurrences of each partition, as a node does that dies afterwards.
async fn claim_all(db: &Db) -> Vec<ReminderOccurrence> {
    let next = db.read(|tx| tx.reminders().next_due()).await.map_err(|error: DbError| error).unwrap();
    let mut claimed = Vec::new();
    for (partition, _) in next {
        let claim = move |claim: &mut ClaimTx<'_, '_>| {
            let until: Timestamp = claim.now() + SignedDuration::from_secs(5);
            claim.claim_reminders(partition, 10, until)
        };
        claimed.extend(db.claim(claim).await.unwrap());
    }
    claimed
}

both_databases! {
    async fn two_nodes_share_what_is_due(world) {
        let app = TestApp::without_limits(world).await;
        let mut people = Vec::new();
        for n in 0..4 {
            let client = app.sign_up(&format!("P{n}"), "UTC").await;
            for habits in 0..15 {
                habit(&client, &format!("Habit {habits}"), json!({"reminder_times": ["09:00"]})).await;
            }
            people.push(client);
        }
        app.world.clock.set("2026-03-02T09:00:02Z");
        let (one, two) = (Scheduler::new(app.world.db.clone()), Scheduler::new(another_node(&app, 11)));
        let (one, two) = tokio::join!(one.process_due(), two.process_due());
        assert_eq!(sent(one.unwrap()) + sent(two.unwrap()), 60);
        for client in &people {
            assert_eq!(reminded(client).await.len(), 15);
        }
    }

    async fn occurrence_claimed_by_a_dead_node_is_fired_after_its_lease(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["09:00"]})).await;
        app.world.clock.set("2026-03-02T09:00:00Z");
        // A node claims the occurrence and dies.
        assert_eq!(claim_all(&app.world.db).await.len(), 1);
        assert_eq!(sent(fire(&app).await), 0, "it is claimed");
        app.world.clock.set("2026-03-02T09:00:04Z");
        assert_eq!(sent(fire(&app).await), 0, "it still is");
        app.world.clock.set("2026-03-02T09:00:05Z");
        assert_eq!(sent(fire(&app).await), 1);
        assert_eq!(reminded(&anna).await.len(), 1);
    }

    async fn late_occurrence_of_a_dead_node_is_counted_as_missed(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["09:00", "12:00"]})).await;
        app.world.clock.set("2026-03-02T09:00:00Z");
        // The only node claims the occurrence and dies; another one starts after 29 minutes and, with it, after 31.
        assert_eq!(claim_all(&app.world.db).await.len(), 1);
        app.world.clock.set("2026-03-02T09:29:00Z");
        assert_eq!(claim_all(&app.world.db).await.len(), 1);
        app.world.clock.set("2026-03-02T09:31:00Z");
        let processed = fire(&app).await;
        assert_eq!((processed.sent, processed.dropped), (0, 1));
        let health = anna.get("/api/v1/reminders/health").await.expect(200).json();
        assert_eq!(health["dropped"], 1);
        app.world.clock.set("2026-03-02T12:00:00Z");
        assert_eq!(claim_all(&app.world.db).await.len(), 1);
        app.world.clock.set("2026-03-02T12:29:00Z");
        assert_eq!(sent(fire(&app).await), 1, "less than half an hour late");
    }

    async fn result_of_a_lost_claim_changes_nothing(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for (name, time) in [("Walk", "09:00"), ("Read", "09:01")] {
            habit(&anna, name, json!({"reminder_times": [time]})).await;
        }
        app.world.clock.set("2026-03-02T09:01:00Z");
        let slow = claim_all(&app.world.db).await;
        assert_eq!(slow.len(), 2);
        app.world.clock.set("2026-03-02T09:01:05Z");
        assert_eq!(sent(fire(&app).await), 2);
        let next_due = || async { app.world.db.read(|tx| tx.reminders().next_due()).await.map_err(|error: DbError| error).unwrap() };
        let before = next_due().await;
        let late = app.world.db.write(uuid::Uuid::nil(), move |tx: &mut Tx<'_>| {
            let at = tx.now();
            let next = Some(NextOccurrence { occurs_at: at, due_at: at });
            tx.reminders().finish(&[(&slow[0], next), (&slow[1], None)])
        });
        assert!(late.await.map_err(|error: DbError| error).unwrap().is_empty());
        assert_eq!(next_due().await, before);
        assert_eq!(reminded(&anna).await.len(), 2);
    }

    async fn claims_of_several_nodes_are_disjoint_and_abort_nothing(world) {
        let app = TestApp::without_limits(world).await;
        for n in 0..3 {
            let client = app.sign_up(&format!("P{n}"), "UTC").await;
            for habits in 0..40 {
                habit(&client, &format!("Habit {habits}"), json!({"reminder_times": ["09:00"]})).await;
            }
        }
        app.world.clock.set("2026-03-02T09:00:02Z");
        let nodes = [another_node(&app, 11), another_node(&app, 12), another_node(&app, 13)];
        let claims = nodes.iter().flat_map(|db| [claim_all(db), claim_all(db)]);
        let mut claimed: Vec<_> = futures_util::future::join_all(claims).await.concat();
        let count = claimed.len();
        claimed.sort_by_key(|one| one.subject);
        claimed.dedup_by_key(|one| one.subject);
        assert!(count > 0);
        assert_eq!(claimed.len(), count, "none was claimed twice");
        assert_eq!(nodes.iter().map(|db| db.meter().conflicts()).sum::<u64>(), 0);
        // The others are processed now or, like those that were claimed, after the leases.
        let left = u32::try_from(120 - count).unwrap();
        let mut processed = 0;
        for _ in 0..2 {
            processed += sent(fire(&app).await);
            assert!(processed <= 120);
            app.world.clock.set("2026-03-02T09:00:07Z");
        }
        assert_eq!(processed, 120, "{left} were left by the claims");
    }

    async fn firing_claims_only_due_occurrences(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for n in 0..30 {
            habit(&anna, &format!("Habit {n}"), json!({"reminder_times": [if n < 3 { "09:00" } else { "18:00" }]})).await;
        }
        app.world.clock.set("2026-03-02T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 3);
        let touched = app.world.db.read(|tx| {
            tx.one("SELECT COUNT(*) FROM reminder_occurrences WHERE claims > 0", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(touched.await.map_err(|error: DbError| error).unwrap(), 3, "the others are not claimed");
        let next = app.world.db.read(|tx| tx.reminders().next_due()).await.map_err(|error: DbError| error).unwrap();
        let next = next.into_iter().map(|(_, at)| at).min();
        assert_eq!(next.unwrap().to_string(), "2026-03-02T18:00:00Z", "the next check is at the next occurrence");
    }
}
