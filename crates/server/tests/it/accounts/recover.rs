//! Resetting a forgotten password.

use habitro_server::platform::outbox::OutboxMessage;
use habitro_testkit::both_databases;

use super::fixture::{Fixture, ORIGIN, PASSWORD};

const ANNA: &str = "anna@example.org";
const NUMBER: &str = "+94771234567";
const NEW: &str = "copper-lantern-85";

both_databases! {
    async fn code_resets_the_password_and_ends_every_session(world) {
        let fixture = Fixture::open(world).await;
        for (who, typed) in [(ANNA, " ANNA@example.org"), (NUMBER, "077 123 4567")] {
            let anna = fixture.signed_in(who).await;
            let sent = fixture.forgot(typed).await.expect(202).json();
            assert_eq!(sent["expires_at"], "2026-03-02T08:15:00Z");
            let code = fixture.code(who).await;
            assert_eq!(fixture.reset(typed, &Fixture::other_than(&code), NEW).await.expect(400).code(), "invalid-otp");
            fixture.reset(typed, &code, NEW).await.expect(204);
            assert_eq!(anna.get("/api/v1/me").await.expect(401).code(), "unauthenticated");
            fixture.login(who, PASSWORD).await.expect(401);
            fixture.login(who, NEW).await.expect(200);
            // A code works once.
            fixture.reset(typed, &code, "yet-another-word-1").await.expect(400);
            fixture.world.deliver().await;
            let told = fixture.world.mail.texts(who);
            assert!(told.last().unwrap().contains("new password was just chosen"), "{told:?}");
        }
    }

    async fn codes_end_by_expiry_five_attempts_or_a_newer_code(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        fixture.forgot(ANNA).await.expect(202);
        let first = fixture.code(ANNA).await;
        assert_eq!(fixture.forgot(ANNA).await.expect(429).code(), "too-soon");
        fixture.world.clock.advance_minutes(15);
        assert_eq!(fixture.reset(ANNA, &first, NEW).await.expect(400).code(), "expired-otp");
        fixture.forgot(ANNA).await.expect(202);
        let second = fixture.code(ANNA).await;
        if first != second {
            assert_eq!(fixture.reset(ANNA, &first, NEW).await.expect(400).code(), "invalid-otp");
        }
        for _ in 0..4 {
            fixture.reset(ANNA, &Fixture::other_than(&second), NEW).await.expect(400);
        }
        let ended = fixture.reset(ANNA, &second, NEW).await.expect(429);
        assert_eq!(ended.code(), "too-many-attempts");
        fixture.login(ANNA, PASSWORD).await.expect(200);
        // A new code resets the count.
        fixture.world.clock.advance_hours(1);
        fixture.forgot(ANNA).await.expect(202);
        fixture.reset(ANNA, &fixture.code(ANNA).await, NEW).await.expect(204);
    }

    async fn refused_password_keeps_the_code(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        fixture.forgot(ANNA).await.expect(202);
        let code = fixture.code(ANNA).await;
        for bad in ["short", "password1", "anna@example.org", "annakowalska"] {
            let refused = fixture.reset(ANNA, &code, bad).await.expect(422);
            assert!(refused.fields()[0].starts_with("new_password: "), "{bad}");
        }
        fixture.reset(ANNA, &code, NEW).await.expect(204);
    }

    async fn unknown_identifier_gets_no_message_and_same_response(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        fixture.world.clock.advance_hours(25);
        let letters = fixture.world.mail.messages().len();
        let shown = |reply: habitro_testkit::Reply, who: &str| (reply.status, reply.text().replace(who, "-"));
        let mut seen = Vec::new();
        for who in [ANNA, "nemo@example.org"] {
            let mut steps = vec![shown(fixture.forgot(who).await, who), shown(fixture.forgot(who).await, who)];
            for _ in 0..6 {
                let mut reply = shown(fixture.reset(who, "000000", NEW).await, who);
                // The request id always differs.
                reply.1.truncate(reply.1.find("request_id").unwrap_or(reply.1.len()));
                steps.push(reply);
            }
            let told = steps[1].1.find("request_id").unwrap();
            steps[1].1.truncate(told);
            seen.push(steps);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0].iter().map(|(status, _)| *status).collect::<Vec<_>>(), [202, 429, 400, 400, 400, 400, 400, 429]);
        fixture.world.deliver().await;
        assert_eq!(fixture.world.mail.messages().len(), letters + 1);
        assert_eq!(fixture.forgot("no address").await.expect(422).fields(), ["identifier: invalid-phone-number"]);
    }

    async fn password_change_invalidates_reset_codes(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        fixture.forgot(ANNA).await.expect(202);
        let code = fixture.code(ANNA).await;
        let body = serde_json::json!({"current_password": PASSWORD, "new_password": NEW});
        anna.post("/api/v1/auth/change-password", body).await.expect(204);
        fixture.reset(ANNA, &code, "yet-another-word-1").await.expect(400);
        fixture.login(ANNA, NEW).await.expect(200);
    }

    async fn only_five_of_a_thousand_parallel_reset_codes_are_checked(world) {
        let fixture = Fixture::open_at(world, ORIGIN, false).await;
        fixture.sign_up(ANNA).await;
        fixture.forgot(ANNA).await.expect(202);
        let code: u32 = fixture.code(ANNA).await.parse().unwrap();
        let room = std::sync::Arc::new(tokio::sync::Semaphore::new(200));
        let mut guesses = tokio::task::JoinSet::new();
        for n in 1..=1000_u32 {
            let (client, room) = (fixture.client.clone(), std::sync::Arc::clone(&room));
            let otp = format!("{:06}", (code + n) % 1_000_000);
            let body = serde_json::json!({"identifier": ANNA, "otp": otp, "new_password": NEW});
            guesses.spawn(async move {
                let _turn = room.acquire().await.unwrap();
                client.post("/api/v1/auth/reset-password", body).await.status
            });
        }
        let statuses = guesses.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 5);
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 995);
        fixture.reset(ANNA, &format!("{code:06}"), NEW).await.expect(429);
        fixture.login(ANNA, PASSWORD).await.expect(200);
    }

    async fn new_device_is_notified_by_email_once(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let other = fixture.client.clone().with("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
        let body = serde_json::json!({"identifier": ANNA, "password": PASSWORD});
        for _ in 0..2 {
            other.post("/api/v1/auth/login", body.clone()).await.expect(200);
            fixture.login(ANNA, PASSWORD).await.expect(200);
        }
        fixture.world.deliver().await;
        let told: Vec<OutboxMessage> = fixture.world.mail.messages();
        assert_eq!(told.len(), 2, "the code, and one notice");
        assert!(fixture.world.mail.texts(ANNA)[1].contains("Firefox on Linux"));
    }
}
