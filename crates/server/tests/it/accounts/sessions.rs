//! Signing in and out, sessions and cookies.

use habitro_server::features::accounts::{SESSION_ENDED, SessionId};
use habitro_testkit::{Client, Reply, both_databases};
use serde_json::json;

use super::fixture::{Fixture, ORIGIN, PASSWORD};

const ANNA: &str = "anna@example.org";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn cookie_of(reply: &Reply) -> String {
    reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Waits until the use of a session is recorded, which happens in the background.
async fn wait_for_recorded_use(client: &Client, fixture: &Fixture) {
    let now = fixture.world.clock.now().to_string();
    while client.get("/api/v1/auth/sessions").await.expect(200).json()["items"][0]["last_used_at"] != now.as_str() {
        tokio::task::yield_now().await;
    }
}

both_databases! {
    async fn wrong_password_and_unknown_address_get_same_401(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        for (identifier, password) in [(ANNA, "wrong-password"), ("bert@example.org", PASSWORD), ("", PASSWORD), ("+94771234567", PASSWORD), (ANNA, &"x".repeat(5000))] {
            let reply = fixture.login(identifier, password).await.expect(401);
            assert_eq!((reply.code().as_str(), reply.header("www-authenticate")), ("invalid-credentials", Some("Bearer")));
        }
        let opened = fixture.login(ANNA, PASSWORD).await.expect(200).json();
        assert_eq!(opened["token"].as_str().unwrap().len(), 43);
    }

    async fn protected_endpoints_need_a_session(world) {
        let fixture = Fixture::open(world).await;
        for client in [fixture.client.clone(), fixture.client.clone().signed_in("nonsense"), fixture.client.clone().signed_in(&"x".repeat(4000))] {
            for (method, path) in [("GET", "me"), ("PATCH", "me"), ("DELETE", "me"), ("GET", "auth/sessions"), ("POST", "auth/logout"), ("POST", "auth/change-password")] {
                let reply = client.request(method, &format!("/api/v1/{path}")).json(&json!({})).send().await.expect(401);
                assert_eq!(reply.code(), "unauthenticated");
            }
        }
    }

    async fn sessions_are_listed_and_revoked(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let bert = fixture.signed_in("bert@example.org").await;
        fixture.world.clock.advance_seconds(1);
        let browser = fixture.client.clone().with("user-agent", FIREFOX);
        let token = browser.post("/api/v1/auth/login", json!({"identifier": ANNA, "password": PASSWORD})).await.expect(200).json()["token"].as_str().unwrap().to_owned();
        let anna = fixture.client.clone().signed_in(&token);
        let list = anna.get("/api/v1/auth/sessions").await.expect(200).json();
        let items = list["items"].as_array().unwrap();
        assert_eq!((items.len(), &list["next_cursor"]), (2, &json!(null)));
        assert_eq!((&items[0]["device"], &items[0]["current"]), (&json!("Firefox on Linux"), &json!(true)));
        assert_eq!((&items[1]["device"], &items[1]["current"]), (&json!("Unknown device"), &json!(false)));

        let page = anna.get("/api/v1/auth/sessions?limit=1").await.expect(200).json();
        assert_eq!(page["items"][0], items[0]);
        let rest = anna.get(&format!("/api/v1/auth/sessions?limit=1&cursor={}", page["next_cursor"].as_str().unwrap())).await.expect(200).json();
        assert_eq!((&rest["items"][0], &rest["next_cursor"]), (&items[1], &json!(null)));
        anna.get("/api/v1/auth/sessions?limit=0").await.expect(422);
        anna.get("/api/v1/auth/sessions?cursor=%21").await.expect(422);

        let path = format!("/api/v1/auth/sessions/{}", items[1]["id"].as_str().unwrap());
        bert.delete(&path).await.expect(404);
        fixture.client.delete(&path).await.expect(401);
        let mut hints = fixture.world.db.bus().subscribe();
        anna.delete(&path).await.expect(204);
        let hint = hints.recv().await.unwrap();
        assert_eq!((hint.topic, SessionId(hint.subject).to_string().as_str()), (SESSION_ENDED, items[1]["id"].as_str().unwrap()));
        anna.delete(&path).await.expect(404);
        anna.delete("/api/v1/auth/sessions/nonsense").await.expect(404);
        assert_eq!(anna.get("/api/v1/auth/sessions").await.json()["items"].as_array().unwrap().len(), 1);

        anna.post("/api/v1/auth/logout", json!({})).await.expect(204);
        anna.get("/api/v1/me").await.expect(401);
        bert.get("/api/v1/me").await.expect(200);
    }

    async fn password_change_ends_the_other_sessions(world) {
        let fixture = Fixture::open(world).await;
        let here = fixture.signed_in(ANNA).await;
        let there = fixture.client.clone().signed_in(fixture.login(ANNA, PASSWORD).await.expect(200).json()["token"].as_str().unwrap());
        let change = |client: &Client, current: &str, new: &str| {
            let (client, body) = (client.clone(), json!({"current_password": current, "new_password": new}));
            async move { client.post("/api/v1/auth/change-password", body).await }
        };
        assert_eq!(change(&here, "wrong-password", "walnut-harbour-3").await.expect(401).code(), "invalid-credentials");
        assert_eq!(change(&here, PASSWORD, "short").await.expect(422).fields(), ["new_password: too-short"]);
        assert_eq!(change(&here, PASSWORD, "Anna Kowalska").await.expect(422).fields(), ["new_password: too-common"]);
        there.get("/api/v1/me").await.expect(200);
        change(&here, PASSWORD, "walnut-harbour-3").await.expect(204);
        here.get("/api/v1/me").await.expect(200);
        there.get("/api/v1/me").await.expect(401);
        fixture.login(ANNA, PASSWORD).await.expect(401);
        fixture.login(ANNA, "walnut-harbour-3").await.expect(200);
    }

    async fn session_ends_thirty_days_after_last_use(world) {
        let fixture = Fixture::open(world).await;
        let opened = fixture.sign_up(ANNA).await;
        let token = opened["token"].as_str().unwrap();
        let client = fixture.client.clone().signed_in(token);
        fixture.world.clock.advance_hours(24 * 29);
        client.get("/api/v1/me").await.expect(200);
        wait_for_recorded_use(&client, &fixture).await;
        fixture.world.clock.advance_hours(24 * 29);
        client.get("/api/v1/me").await.expect(200);
        wait_for_recorded_use(&client, &fixture).await;
        fixture.world.clock.advance_hours(24 * 30);
        client.get("/api/v1/me").await.expect(401);
        assert_eq!(habitro_server::features::accounts::clean_up(&fixture.world.db).await.map(|n| n > 0), Ok(true));
    }

    async fn own_pages_get_a_cookie_and_no_token(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let body = json!({"identifier": ANNA, "password": PASSWORD});
        for page in [fixture.client.clone().with("origin", ORIGIN), fixture.client.clone().with("sec-fetch-site", "same-origin")] {
            let reply = page.post("/api/v1/auth/login", body.clone()).await.expect(200);
            assert!(reply.json()["token"].is_null());
            let line = reply.header("set-cookie").unwrap();
            assert!(line.starts_with("habitro=") && line.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"), "{line}");
        }
        let page = fixture.client.clone().with("origin", ORIGIN);
        let cookie = cookie_of(&page.post("/api/v1/auth/login", body.clone()).await.expect(200));
        let jar = fixture.client.clone().with("cookie", &format!("theme=dark; {cookie}"));
        jar.get("/api/v1/me").await.expect(200);
        for foreign in [jar.clone(), jar.clone().with("origin", "https://evil.example"), jar.clone().with("sec-fetch-site", "cross-site"), jar.clone().with("origin", "null")] {
            assert_eq!(foreign.patch("/api/v1/me", json!({"gender": "x"})).await.expect(403).code(), "cross-origin");
            foreign.get("/api/v1/me").await.expect(200);
        }
        jar.clone().with("origin", ORIGIN).patch("/api/v1/me", json!({"gender": "x"})).await.expect(200);
        // With a stale cookie, signing in still works, and so does a bearer token.
        let stale = fixture.client.clone().with("cookie", "habitro=stale");
        let token = stale.post("/api/v1/auth/login", body).await.expect(200).json()["token"].as_str().unwrap().to_owned();
        stale.signed_in(&token).patch("/api/v1/me", json!({"gender": null})).await.expect(200);
        let out = jar.with("sec-fetch-site", "same-origin").post("/api/v1/auth/logout", json!({})).await.expect(204);
        assert!(out.header("set-cookie").unwrap().starts_with("habitro=; Path=/; Max-Age=0;"));
    }

    async fn https_cookie_is_bound_to_the_host(world) {
        let fixture = Fixture::open_at(world, "https://habits.example", true).await;
        fixture.sign_up(ANNA).await;
        let body = json!({"identifier": ANNA, "password": PASSWORD});
        let elsewhere = fixture.client.clone().with("origin", "https://evil.example");
        assert!(elsewhere.post("/api/v1/auth/login", body.clone()).await.expect(200).header("set-cookie").is_none());
        let page = fixture.client.clone().with("origin", "https://habits.example");
        let reply = page.post("/api/v1/auth/login", body).await.expect(200);
        let line = reply.header("set-cookie").unwrap();
        assert!(line.starts_with("__Host-habitro=") && line.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"), "{line}");
        fixture.client.clone().with("cookie", &cookie_of(&reply)).get("/api/v1/me").await.expect(200);
    }

    async fn cookie_expiry_is_extended_with_the_session(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let page = fixture.client.clone().with("origin", ORIGIN);
        let cookie = cookie_of(&page.post("/api/v1/auth/login", json!({"identifier": ANNA, "password": PASSWORD})).await.expect(200));
        let jar = fixture.client.clone().with("cookie", &cookie);
        assert!(jar.get("/api/v1/me").await.expect(200).header("set-cookie").is_none());
        fixture.world.clock.advance_hours(2);
        assert_eq!(cookie_of(&jar.get("/api/v1/me").await.expect(200)), cookie);
    }
}
