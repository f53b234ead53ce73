//! Signing up, and every way it can fail.

use habitro_testkit::{Reply, both_databases};
use serde_json::json;

use super::fixture::{Fixture, ORIGIN, PASSWORD};

const ANNA: &str = "anna@example.org";

fn flow(reply: &Reply) -> String {
    reply.json()["flow"].as_str().unwrap().to_owned()
}

both_databases! {
    async fn code_creates_the_account(world) {
        let fixture = Fixture::open(world).await;
        let pending = fixture.register("Anna@Example.org").await.expect(202).json();
        assert_eq!(pending["identifier"], "Anna@Example.org");
        assert_eq!(pending["expires_at"], "2026-03-02T08:15:00Z");
        assert_eq!(pending["resend_at"], "2026-03-02T08:01:00Z");
        assert!(fixture.login(ANNA, PASSWORD).await.status == 401, "no account before the code");

        let code = fixture.code("Anna@Example.org").await;
        let opened = fixture.verify(ANNA, &code, pending["flow"].as_str()).await.expect(201);
        assert_eq!(opened.header("cache-control"), Some("no-store"));
        let opened = opened.json();
        assert_eq!(opened["expires_at"], "2026-04-01T08:00:00Z");
        assert_eq!(fixture.recorded.all(), ["opened in Asia/Colombo"]);

        let user = &opened["user"];
        assert_eq!(user["display_name"], "Anna");
        assert_eq!(user["email"], "Anna@Example.org");
        assert_eq!(user["time_zone"], "Asia/Colombo");
        assert_eq!(user["day_start"], "00:00");
        assert_eq!(user["locale"], "en");
        assert_eq!(user["leaderboard_visible"], true);
        assert_eq!(user["created_at"], "2026-03-02T08:00:00Z");
        for nothing in ["phone_number", "date_of_birth", "gender", "avatar_url"] {
            assert!(user[nothing].is_null() && user.as_object().unwrap().contains_key(nothing));
        }
        let client = fixture.client.clone().signed_in(opened["token"].as_str().unwrap());
        assert_eq!(client.get("/api/v1/me").await.expect(200).json(), *user);
        assert_eq!(fixture.login("ANNA@example.ORG", PASSWORD).await.expect(200).json()["user"], *user);
        assert_eq!(fixture.verify(ANNA, &code, None).await.expect(400).code(), "invalid-otp", "a code works once");
    }

    async fn each_invalid_field_is_named(world) {
        let fixture = Fixture::open(world).await;
        let register = |body| fixture.client.post("/api/v1/auth/register", body);
        let good = json!({"full_name": "Anna", "password": PASSWORD, "email": ANNA});
        let with = |field: &str, value: serde_json::Value| {
            let mut body = good.clone();
            body[field] = value;
            body
        };
        for (body, fields) in [
            (with("full_name", "  ".into()), vec!["full_name: required"]),
            (with("full_name", "x".repeat(101).into()), vec!["full_name: too-long"]),
            (with("password", "short".into()), vec!["password: too-short"]),
            (with("password", "Password1".into()), vec!["password: too-common"]),
            (with("password", "ö".repeat(201).into()), vec!["password: too-long"]),
            (with("email", "anna".into()), vec!["email: invalid-email"]),
            (with("phone_number", "+94771234567".into()), vec!["phone_number: one-contact"]),
            (with("locale", "<b>".into()), vec!["locale: invalid-locale"]),
            (json!({"full_name": "Anna", "password": PASSWORD}), vec!["email: required"]),
            (json!({"full_name": "Anna", "password": PASSWORD, "phone_number": "+9477123456"}), vec!["phone_number: invalid-phone-number"]),
            (json!({"full_name": "", "password": "short", "email": "x", "time_zone": "x", "locale": "?"}),
                vec!["full_name: required", "email: invalid-email", "password: too-short", "locale: invalid-locale"]),
        ] {
            let reply = register(body.clone()).await.expect(422);
            assert_eq!((reply.code().as_str(), reply.fields()), ("invalid-input", fields.iter().map(ToString::to_string).collect()), "{body}");
        }
        assert_eq!(register(with("admin", true.into())).await.expect(422).fields(), ["admin: unknown-field"]);
        assert_eq!(register(with("password", 5.into())).await.expect(422).fields()[0].split(':').next(), Some("password"));
        assert_eq!(fixture.world.deliver().await, [], "invalid requests send nothing");
    }

    async fn code_is_valid_for_its_sign_up_and_fifteen_minutes(world) {
        let fixture = Fixture::open(world).await;
        let first = flow(&fixture.register(ANNA).await.expect(202));
        let code = fixture.code(ANNA).await;
        assert_eq!(fixture.verify(ANNA, &Fixture::other_than(&code), Some(&first)).await.expect(400).code(), "invalid-otp");
        assert_eq!(fixture.verify("bert@example.org", &code, Some(&first)).await.expect(400).code(), "invalid-otp");
        assert_eq!(fixture.verify(ANNA, "not-a-code", None).await.expect(400).code(), "invalid-otp");
        fixture.world.clock.advance_minutes(15);
        assert_eq!(fixture.verify(ANNA, &code, Some(&first)).await.expect(400).code(), "expired-otp");
        assert_eq!(fixture.verify(ANNA, &code, None).await.expect(400).code(), "expired-otp");
        // Another code for the same sign-up still completes it.
        fixture.resend(ANNA, Some(&first)).await.expect(202);
        fixture.verify(ANNA, &fixture.code(ANNA).await, Some(&first)).await.expect(201);
    }

    async fn owners_code_never_confirms_a_strangers_sign_up(world) {
        let fixture = Fixture::open(world).await;
        let strangers = flow(&fixture.register_with(ANNA, "stranger-secret-1").await.expect(202));
        let strangers_code = fixture.code(ANNA).await;
        let owners = flow(&fixture.register_with(ANNA, "owners-own-secret").await.expect(202));
        let owners_code = fixture.code(ANNA).await;
        assert_ne!(strangers_code, owners_code);
        // The owner's app sends its flow, which the code of the older message does not match.
        assert_eq!(fixture.verify(ANNA, &strangers_code, Some(&owners)).await.expect(400).code(), "invalid-otp");
        // Requesting another code without a flow does not guess the sign-up.
        fixture.world.clock.advance_minutes(1);
        assert_eq!(fixture.resend(ANNA, None).await.expect(422).fields(), ["flow: required"]);
        // Without a flow the code determines the sign-up.
        fixture.verify(ANNA, &owners_code, None).await.expect(201);
        assert_eq!(fixture.login(ANNA, "stranger-secret-1").await.expect(401).code(), "invalid-credentials");
        fixture.login(ANNA, "owners-own-secret").await.expect(200);
        assert_eq!(fixture.verify(ANNA, &strangers_code, Some(&strangers)).await.expect(400).code(), "invalid-otp");
    }

    async fn newest_three_sign_ups_stay_pending(world) {
        let fixture = Fixture::open_at(world, ORIGIN, false).await;
        let mut flows = Vec::new();
        for _ in 0..4 {
            flows.push((flow(&fixture.register(ANNA).await.expect(202)), fixture.code(ANNA).await));
            fixture.world.clock.advance_seconds(1);
        }
        assert_eq!(fixture.verify(ANNA, &flows[0].1, Some(&flows[0].0)).await.expect(400).code(), "invalid-otp");
        fixture.verify(ANNA, &flows[1].1, Some(&flows[1].0)).await.expect(201);
        assert_eq!(fixture.verify(ANNA, &flows[3].1, Some(&flows[3].0)).await.expect(400).code(), "invalid-otp");
    }

    async fn failing_reaction_creates_no_account(world) {
        let fixture = Fixture::open(world).await;
        let flow = flow(&fixture.register(ANNA).await.expect(202));
        let code = fixture.code(ANNA).await;
        fixture.recorded.refuse();
        assert_eq!(fixture.verify(ANNA, &code, Some(&flow)).await.expect(500).code(), "internal");
        assert_eq!(fixture.login(ANNA, PASSWORD).await.status, 401);
    }
}
