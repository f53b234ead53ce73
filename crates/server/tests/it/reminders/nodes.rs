//! Several nodes on one database fire each occurrence once, even if a node dies.

use habitro_server::features::reminders::Scheduler;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{Db, DbError, Tx};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, both_databases};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{fire, habit, reminded, sent};

fn another_node(app: &TestApp, seed: u64) -> Db {
    let world = &app.world;
    world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(seed), Bus::in_process())
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
        let claim = |tx: &mut Tx<'_>| {
            let until: Timestamp = tx.now() + SignedDuration::from_secs(15);
            tx.reminders().claim(10, until)
        };
        let claimed = app.world.db.write(uuid::Uuid::nil(), claim).await.map_err(|error: DbError| error).unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!(sent(fire(&app).await), 0, "it is claimed");
        app.world.clock.set("2026-03-02T09:00:15Z");
        assert_eq!(sent(fire(&app).await), 1);
        assert_eq!(reminded(&anna).await.len(), 1);
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
        assert_eq!(next.unwrap().to_string(), "2026-03-02T18:00:00Z", "the next check is at the next occurrence");
    }
}
