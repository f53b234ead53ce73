//! Key rotation while users write, and a lost key.

use std::path::PathBuf;

use habitro_server::features::chat::{Chat, ChatOptions, KeyUse};
use habitro_server::platform::key_ring::{KeyRing, KeyRingSource, add_key, new_line};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, both_databases};
use serde_json::Value;

use super::{TestUser, friends};

fn folder() -> PathBuf {
    let tag: [u8; 8] = Entropy::system().bytes();
    let folder = std::env::temp_dir().join(format!("habitro-keys-{:016x}", u64::from_be_bytes(tag)));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Returns a chat like the app's, with another key ring.
fn chat_with(app: &TestApp, ring: KeyRing) -> Chat {
    Chat::new(ChatOptions {
        db: app.world.db.clone(),
        ring,
        sockets: app.app.live.sockets().clone(),
        reactions: std::sync::Arc::new(habitro_server::app::Events),
        limits: false,
        several_nodes: false,
    })
}

/// Starts an app with this key ring.
async fn with_ring(world: habitro_testkit::TestWorld, ring: KeyRing) -> TestApp {
    TestApp::start_with(world, move |app| app.with_ring(ring)).await
}

async fn key_use(app: &TestApp) -> Vec<(String, i64)> {
    KeyUse::all(&app.world.db).await.unwrap().into_iter().map(|one| (one.key_id, one.messages)).collect()
}

async fn all_texts(who: &TestUser, conversation: &str) -> Vec<String> {
    let (mut texts, mut query) = (Vec::new(), "?after=0&limit=200".to_owned());
    loop {
        let page = who.page(conversation, &query).await;
        for item in page["items"].as_array().unwrap() {
            assert!(item.get("unreadable").is_none(), "{item}");
            texts.push(item["text"].as_str().unwrap().to_owned());
        }
        match &page["next_cursor"] {
            Value::String(next) => query = format!("?limit=200&cursor={next}"),
            _ => return texts,
        }
    }
}

both_databases! {
    async fn reencryption_resumes_after_each_restart(world) {
        let folder = folder();
        let place = KeyRingSource { text: None, file: None, data_dir: &folder };
        let ring = KeyRing::load(place, &Entropy::system()).unwrap();
        let app = with_ring(world, ring.clone()).await;
        let old = ring.newest_id().to_string();
        let (anna, bo, id) = friends(&app).await;
        let texts: Vec<String> = (0..1_100).map(|n| format!("message {n}")).collect();
        for some in texts.chunks(50) {
            // Advance the clock for the rate limit.
            app.world.clock.advance_minutes(2);
            for text in some {
                anna.send(&id, text).await;
            }
        }
        assert_eq!(key_use(&app).await, [(old.clone(), 1_100)]);
        let new = add_key(&folder.join("chat.keys"), &Entropy::system()).unwrap();
        app.app.chat.tick().await.unwrap();
        assert_eq!(*ring.newest_id(), *new, "picked up without a restart");
        // Another process takes over after each batch: only the database survives.
        let mut units = 0;
        loop {
            let process = chat_with(&app, KeyRing::load(place, &Entropy::system()).unwrap());
            // A user writes meanwhile; one node has not seen the new key yet.
            if units == 2 {
                app.world.clock.advance_minutes(2);
                anna.send(&id, "in between").await;
            }
            units += 1;
            if !process.reencrypt_batch().await.unwrap() {
                break;
            }
        }
        assert!(units > 10, "in small units: {units}");
        assert_eq!(key_use(&app).await, [(new, 1_101)], "no message has the old key");
        let read = all_texts(&bo, &id).await;
        assert_eq!((read.len(), &read[..1_100]), (1_101, &texts[..]));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    async fn reencryption_finds_messages_written_behind_a_pass(world) {
        let (old, new) = (new_line(&Entropy::seeded(1)), new_line(&Entropy::seeded(2)));
        let stale = KeyRing::from_text(&old).unwrap();
        let app = with_ring(world, stale).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "one").await;
        let fresh = chat_with(&app, KeyRing::from_text(&format!("{new}\n{old}")).unwrap());
        assert!(fresh.reencrypt_batch().await.unwrap());
        anna.send(&id, "two").await;
        fresh.reencrypt_all().await.unwrap();
        assert_eq!(key_use(&app).await.len(), 1);
        assert!(!fresh.reencrypt_batch().await.unwrap(), "it is finished");
        assert_eq!(bo.page(&id, "").await["items"][0]["unreadable"], "lost-key", "the stale node lacks the new key");
    }

    async fn lost_key_is_reported_per_message(world) {
        let (old, new) = (new_line(&Entropy::seeded(1)), new_line(&Entropy::seeded(2)));
        let app = with_ring(world, KeyRing::from_text(&old).unwrap()).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "gone for ever").await;
        let node = app.another_node_with(|app| app.with_ring(KeyRing::from_text(&new).unwrap())).await;
        let (anna, bo) = (anna.at(node.client()), bo.at(node.client()));
        anna.send(&id, "goes on").await;
        let page = bo.page(&id, "").await;
        assert_eq!(page["items"][0]["unreadable"], "lost-key");
        assert_eq!(page["items"][0]["text"], "This message can't be opened: its key is missing.");
        assert_eq!((&page["items"][1]["text"], page["items"][1].get("unreadable")), (&"goes on".into(), None));
        assert_eq!(bo.unread_and_last(&id).await, (2, Some("goes on".into())));
        // Re-encryption leaves the message as it is; with the key it can be read again.
        node.app.chat.reencrypt_all().await.unwrap();
        let found = app.another_node_with(|app| app.with_ring(KeyRing::from_text(&format!("{new}\n{old}")).unwrap())).await;
        assert_eq!(bo.at(found.client()).texts(&id, "").await, ["gone for ever", "goes on"]);
    }

    async fn changed_ring_is_adopted_and_registered_if_it_matches_the_database(world) {
        let folder = folder();
        let path = folder.join("chat.keys");
        let place = KeyRingSource { text: None, file: None, data_dir: &folder };
        let (a, b, c) = (new_line(&Entropy::seeded(1)), new_line(&Entropy::seeded(2)), new_line(&Entropy::seeded(3)));
        std::fs::write(&path, &a).unwrap();
        let ring = KeyRing::load(place, &Entropy::system()).unwrap();
        let app = with_ring(world, ring.clone()).await;
        let (anna, _, id) = friends(&app).await;
        anna.send(&id, "one").await;
        let newest = || ring.newest_id().to_string();
        let id_of = |line: &str| line.split(' ').next().unwrap().to_owned();
        // Of another length each time, because the clock of the file system is coarse.
        let tick = async |ring: String| {
            std::fs::write(&path, ring).unwrap();
            app.app.chat.tick().await.unwrap();
        };
        tick(format!("{b}\n{a}")).await;
        assert_eq!(newest(), id_of(&b));
        anna.send(&id, "two").await;
        let same_id = format!("{} {}", id_of(&b), c.split(' ').next_back().unwrap());
        for unfit in [c.clone(), format!("{c}\n{b}"), format!("{a}\n\n"), format!("{same_id}\n{a}\n\n\n")] {
            tick(unfit).await;
            assert_eq!((newest(), ring.ids().len()), (id_of(&b), 2));
        }
        tick(format!("{c}\n{b}\n{a}")).await;
        assert_eq!(newest(), id_of(&c));
        app.app.chat.reencrypt_all().await.unwrap();
        tick(format!("{c}\n")).await;
        assert_eq!(ring.ids().len(), 1, "the older keys have no messages");
        assert_eq!(anna.texts(&id, "").await, ["one", "two"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
