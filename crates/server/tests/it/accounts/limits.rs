//! Limits on attempts and on sent codes.

use std::sync::Arc;

use habitro_server::features::accounts::SmsBudget;
use habitro_testkit::{Client, both_databases};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::fixture::{Fixture, ORIGIN, PASSWORD};

const ANNA: &str = "anna@example.org";

fn from(client: &Client, address: &str) -> Client {
    client.clone().with("x-forwarded-for", address)
}

both_databases! {
    async fn five_wrong_codes_invalidate_all_codes_of_the_address(world) {
        let fixture = Fixture::open(world).await;
        let first = fixture.register(ANNA).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        let first_code = fixture.code(ANNA).await;
        let second = fixture.register(ANNA).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        let second_code = fixture.code(ANNA).await;
        for flow in [Some(&first), Some(&second), None, Some(&first), Some(&second)] {
            // A code of neither sign-up.
            let wrong = (0..).map(|n| format!("{n:06}")).find(|c| *c != first_code && *c != second_code).unwrap();
            let reply = fixture.verify(ANNA, &wrong, flow.map(String::as_str)).await.expect(400);
            assert_eq!(reply.code(), "invalid-otp");
        }
        for (code, flow) in [(&first_code, &first), (&second_code, &second)] {
            let reply = fixture.verify(ANNA, code, Some(flow)).await.expect(429);
            assert_eq!((reply.code().as_str(), reply.header("retry-after")), ("too-many-attempts", Some("900")));
        }
        // They stay invalid when the count expires, and when one of them gets a new code.
        fixture.world.clock.advance_minutes(1);
        fixture.resend(ANNA, Some(&second)).await.expect(202);
        assert_eq!(fixture.verify(ANNA, &first_code, Some(&first)).await.expect(400).code(), "invalid-otp");
        fixture.verify(ANNA, &fixture.code(ANNA).await, Some(&second)).await.expect(201);
    }

    async fn wrong_codes_still_count_after_a_new_code(world) {
        let fixture = Fixture::open(world).await;
        let flow = fixture.register(ANNA).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        let code = fixture.code(ANNA).await;
        for _ in 0..4 {
            fixture.verify(ANNA, &Fixture::other_than(&code), Some(&flow)).await.expect(400);
        }
        fixture.world.clock.advance_minutes(1);
        fixture.resend(ANNA, Some(&flow)).await.expect(202);
        let code = fixture.code(ANNA).await;
        fixture.verify(ANNA, &Fixture::other_than(&code), Some(&flow)).await.expect(400);
        assert_eq!(fixture.verify(ANNA, &code, Some(&flow)).await.expect(429).code(), "too-many-attempts");
    }

    async fn only_five_of_a_thousand_parallel_codes_are_checked(world) {
        let fixture = Fixture::open_at(world, ORIGIN, false).await;
        let flow = fixture.register(ANNA).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        let code: u32 = fixture.code(ANNA).await.parse().unwrap();
        // Each guess has its own connection; the number of parallel ones fits the listener's queue.
        let permits = Arc::new(Semaphore::new(250));
        let mut guesses = JoinSet::new();
        for n in 1..=1000_u32 {
            let (client, flow, permits) = (fixture.client.clone(), flow.clone(), Arc::clone(&permits));
            let body = json!({"email": ANNA, "otp": format!("{:06}", (code + n) % 1_000_000), "flow": flow});
            guesses.spawn(async move {
                let _permit = permits.acquire().await.unwrap();
                client.post("/api/v1/auth/verify-otp", body).await.status
            });
        }
        let statuses = guesses.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 5);
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 995);
        fixture.verify(ANNA, &format!("{code:06}"), Some(&flow)).await.expect(429);
    }

    async fn codes_are_limited_per_minute_hour_and_day(world) {
        let fixture = Fixture::open(world).await;
        let clock = fixture.world.clock.clone();
        let flow = fixture.register(ANNA).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        let old = fixture.code(ANNA).await;
        let early = fixture.resend(ANNA, Some(&flow)).await.expect(429);
        assert_eq!((early.code().as_str(), early.header("retry-after")), ("too-soon", Some("60")));
        clock.advance_seconds(59);
        assert_eq!(fixture.resend(ANNA, None).await.expect(429).header("retry-after"), Some("1"));
        clock.advance_seconds(1);
        let again = fixture.resend(ANNA, Some(&flow)).await.expect(202).json();
        assert_eq!((again["flow"].as_str(), &again["expires_at"]), (Some(flow.as_str()), &json!("2026-03-02T08:16:00Z")));
        let new = fixture.code(ANNA).await;
        if old != new {
            fixture.verify(ANNA, &old, Some(&flow)).await.expect(400);
        }
        clock.advance_seconds(60);
        fixture.resend(ANNA, Some(&flow)).await.expect(202);
        clock.advance_seconds(60);
        for reply in [fixture.resend(ANNA, Some(&flow)).await, fixture.register(ANNA).await] {
            let reply = reply.expect(429);
            assert_eq!((reply.code().as_str(), reply.header("retry-after")), ("too-many-requests", Some("3420")));
        }
        for _ in 0..3 {
            clock.advance_hours(1);
            fixture.register(ANNA).await.expect(202);
        }
        clock.advance_hours(1);
        let reply = fixture.register(ANNA).await.expect(429);
        assert!(reply.header("retry-after").unwrap().parse::<u64>().unwrap() > 3600 * 19);
    }

    async fn twenty_codes_per_hour_from_one_network(world) {
        let fixture = Fixture::open(world).await;
        let register = |n: u32, address: String| {
            let body = json!({"full_name": "Anna", "password": PASSWORD, "email": format!("anna{n}@example.org")});
            let client = from(&fixture.client, &address);
            async move { client.post("/api/v1/auth/register", body).await }
        };
        for n in 0..20 {
            register(n, format!("2001:db8:1:2::{n:x}")).await.expect(202);
        }
        assert_eq!(register(20, "2001:db8:1:2:9::".into()).await.expect(429).code(), "too-many-requests");
        register(21, "2001:db8:1:3::1".into()).await.expect(202);
        register(22, "192.0.2.1".into()).await.expect(202);
        fixture.world.clock.advance_hours(1);
        register(23, "2001:db8:1:2::1".into()).await.expect(202);
    }

    async fn limits_off_keeps_the_five_code_attempts(world) {
        let fixture = Fixture::open_at(world, ORIGIN, false).await;
        let flow = fixture.register(ANNA).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        for _ in 0..25 {
            fixture.resend(ANNA, Some(&flow)).await.expect(202);
        }
        for _ in 0..25 {
            fixture.login(ANNA, "wrong-password").await.expect(401);
        }
        let code = fixture.code(ANNA).await;
        for _ in 0..5 {
            fixture.verify(ANNA, &Fixture::other_than(&code), Some(&flow)).await.expect(400);
        }
        fixture.verify(ANNA, &code, Some(&flow)).await.expect(429);
    }

    async fn password_delays_are_the_same_for_unknown_identifiers(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let clock = fixture.world.clock.clone();
        for email in [ANNA, "nobody@example.org"] {
            for wait in ["", "", "1", "3", "5", "10", "10"] {
                assert_eq!(fixture.login(email, "wrong-password").await.expect(401).code(), "invalid-credentials");
                if wait.is_empty() {
                    continue;
                }
                let early = fixture.login(email, PASSWORD).await.expect(429);
                assert_eq!((early.code().as_str(), early.header("retry-after")), ("too-many-attempts", Some(wait)));
                clock.advance_seconds(wait.parse().unwrap());
            }
            fixture.login(email, "wrong-password").await.expect(401);
        }
        crate::accounts::privacy::guessing_is_recorded(&fixture).await;
        let elsewhere = from(&fixture.client, "192.0.2.9");
        let body = json!({"identifier": ANNA, "password": PASSWORD});
        elsewhere.post("/api/v1/auth/login", body).await.expect(200);
        clock.advance_seconds(10);
        fixture.login(ANNA, PASSWORD).await.expect(200);
        fixture.login(ANNA, "wrong-password").await.expect(401);
        fixture.login(ANNA, PASSWORD).await.expect(200);
        // The owner can read about it.
        let opened = fixture.login(ANNA, PASSWORD).await.expect(200).json();
        let anna = fixture.client.clone().signed_in(opened["token"].as_str().unwrap());
        let events = anna.get("/api/v1/me/events").await.expect(200).json();
        let kinds: Vec<&str> = events["items"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["signed-in", "signed-in", "signed-in", "signed-in", "guessing", "opened"]);
    }

    async fn attempt_limits_survive_a_restart(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        for _ in 0..3 {
            fixture.login(ANNA, "wrong-password").await.expect(401);
        }
        let Fixture { world, .. } = fixture;
        let again = Fixture::open(world).await;
        assert_eq!(again.login(ANNA, PASSWORD).await.expect(429).header("retry-after"), Some("1"));
    }

    async fn only_three_of_many_parallel_passwords_are_checked(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let mut guesses = JoinSet::new();
        for n in 0..60 {
            let client = fixture.client.clone();
            let password = format!("wrong-password-{n}");
            let body = json!({"identifier": ANNA, "password": password});
            guesses.spawn(async move { client.post("/api/v1/auth/login", body).await.status });
        }
        let statuses = guesses.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 3);
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 57);
        fixture.login(ANNA, PASSWORD).await.expect(429);
    }

    async fn text_message_budget_refuses_when_spent(world) {
        let texts = SmsBudget { daily: 3, per_prefix: 2 };
        let fixture = Fixture::open_with(world, ORIGIN, true, texts).await;
        fixture.register("+94771234501").await.expect(202);
        fixture.register("+94771234502").await.expect(202);
        // The budget for the prefix is spent, for known and unknown numbers alike.
        for number in ["+94771234503", "+94771234501"] {
            assert_eq!(fixture.register(number).await.expect(503).code(), "no-text-messages");
            assert_eq!(fixture.forgot(number).await.expect(503).code(), "no-text-messages");
        }
        fixture.register("+94711234504").await.expect(202);
        let spent = fixture.register("+4915112345678").await.expect(503);
        assert_eq!(spent.header("retry-after"), Some("57600"), "until midnight UTC");
        fixture.register(ANNA).await.expect(202);
        fixture.world.deliver().await;
        assert_eq!(fixture.world.mail.messages().len(), 4);
        fixture.world.clock.advance_hours(16);
        fixture.register("+94771234503").await.expect(202);
    }
}
