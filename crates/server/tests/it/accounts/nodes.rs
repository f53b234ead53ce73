//! How soon two nodes on one database see that a session has ended (ADR 9).

use habitro_testkit::{TestApp, both_databases};

both_databases! {
    async fn ended_session_is_seen_on_other_nodes_within_five_seconds(world) {
        let app = TestApp::start(world).await;
        let (here, token) = app.sign_up_with_token("Anna", "UTC").await;
        let there = app.another_node().await.signed_in(&token);
        // Both nodes have it in their caches.
        here.get("/api/v1/me").await.expect(200);
        there.get("/api/v1/me").await.expect(200);
        here.request("POST", "/api/v1/auth/logout").send().await.expect(204);
        here.get("/api/v1/me").await.expect(401);
        // The nodes of the test share no bus, so this hint is lost.
        app.world.clock.advance_seconds(5);
        there.get("/api/v1/me").await.expect(401);
    }

    async fn password_change_is_seen_on_other_nodes_within_five_seconds(world) {
        let app = TestApp::start(world).await;
        let (here, _) = app.sign_up_with_token("Anna", "UTC").await;
        let login = serde_json::json!({"identifier": "anna@example.org", "password": "nine long stones"});
        let other = app.client().post("/api/v1/auth/login", login).await.expect(200).json();
        let there = app.another_node().await.signed_in(other["token"].as_str().unwrap());
        there.get("/api/v1/me").await.expect(200);
        let change = serde_json::json!({"current_password": "nine long stones", "new_password": "walnut-harbour-3"});
        here.post("/api/v1/auth/change-password", change).await.expect(204);
        here.get("/api/v1/me").await.expect(200);
        app.world.clock.advance_seconds(5);
        there.get("/api/v1/me").await.expect(401);
    }
}
