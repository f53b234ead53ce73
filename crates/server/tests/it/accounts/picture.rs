//! Profile pictures.

use habitro_testkit::{Client, Reply, both_databases};
use serde_json::Value;

use super::fixture::Fixture;

const ANNA: &str = "anna@example.org";

/// A PNG of 2 x 1 pixels, red and blue.
pub const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x7b, 0x40, 0xe8, 0xdd, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0x00, 0x04, 0xff, 0x01, 0x07, 0x00, 0x01, 0xff, 0xe2, 0x23, 0x9e,
    0x59, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

async fn put(client: &Client, bytes: &[u8], content_type: &str) -> Reply {
    client.request("PUT", "/api/v1/me/avatar").header("content-type", content_type).raw(bytes).send().await
}

both_databases! {
    async fn picture_is_converted_served_replaced_and_removed(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        let first = put(&anna, PNG, "text/plain").await.expect(200).json();
        let url = first["avatar_url"].as_str().unwrap().to_owned();
        assert_eq!(anna.get("/api/v1/me").await.json()["avatar_url"], url);
        // The picture loads without a session.
        let picture = fixture.client.get(&url).await.expect(200);
        assert_eq!(picture.header("content-type"), Some("image/jpeg"));
        assert_eq!(picture.header("x-content-type-options"), Some("nosniff"));
        assert!(picture.header("cache-control").unwrap().contains("immutable"));
        assert!(picture.header("content-security-policy").is_some());
        assert!(picture.body.starts_with(&[0xff, 0xd8, 0xff]));
        let second = put(&anna, PNG, "image/png").await.expect(200).json()["avatar_url"].as_str().unwrap().to_owned();
        assert_ne!(url, second);
        fixture.client.get(&url).await.expect(404);
        fixture.client.get(&second).await.expect(200);
        anna.delete("/api/v1/me/avatar").await.expect(204);
        anna.delete("/api/v1/me/avatar").await.expect(204);
        fixture.client.get(&second).await.expect(404);
        assert_eq!(anna.get("/api/v1/me").await.json()["avatar_url"], Value::Null);
    }

    async fn unsupported_files_are_refused(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        for (bytes, status, code) in [
            (b"".to_vec(), 415, "unsupported-picture"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), 415, "unsupported-picture"),
            (b"GIF89a-not-really".to_vec(), 415, "unsupported-picture"),
            (PNG[..40].to_vec(), 422, "broken-picture"),
            (vec![0xff; 5 * 1024 * 1024 + 1], 413, "payload-too-large"),
        ] {
            assert_eq!(put(&anna, &bytes, "image/png").await.expect(status).code(), code);
        }
        put(&fixture.client, PNG, "image/png").await.expect(401);
        for name in ["x", "..%2f..%2fsecret.key", "AAAAAAAAAAAAAAAAAAAAAA", "%00"] {
            let reply = fixture.client.get(&format!("/api/v1/avatars/{name}")).await;
            assert!((400..=422).contains(&reply.status), "{name}: {}", reply.status);
        }
    }

    async fn file_of_interrupted_upload_is_removed_when_due(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        let profile = put(&anna, PNG, "image/png").await.expect(200).json();
        fixture.uploads.put("avatars/orphan.jpg", b"x".to_vec()).await.unwrap();
        let mark_orphaned = |tx: &mut habitro_server::platform::db::Tx<'_>| {
            let not_before = tx.now().checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
            tx.accounts().mark_file_orphaned("orphan", not_before)
        };
        fixture.world.db.write(habitro_server::platform::db::Key::of("test"), mark_orphaned).await.unwrap();
        assert_eq!(fixture.accounts.remove_orphaned_files().await.unwrap(), 0);
        fixture.world.clock.advance_hours(1);
        assert_eq!(fixture.accounts.remove_orphaned_files().await.unwrap(), 1);
        assert_eq!(fixture.uploads.get("avatars/orphan.jpg").await.unwrap(), None);
        fixture.client.get(profile["avatar_url"].as_str().unwrap()).await.expect(200);
    }
}
