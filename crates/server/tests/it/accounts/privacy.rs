//! What nobody may learn: from an answer, a letter, or the database.

use habitro_server::platform::outbox::Letter;
use habitro_testkit::{Reply, both_databases, code_in};
use serde_json::{Value, json};

use super::house::{House, ORIGIN, PASSWORD};

const ANNA: &str = "anna.known@example.org";
const NOBODY: &str = "anna.other@example.org";

/// What a reply shows, without ids and instants, which differ between any two.
fn shown(reply: &Reply, email: &str) -> (u16, Vec<(String, String)>, String) {
    let varies = ["x-request-id", "date"];
    let headers = reply.headers.iter().filter(|(name, _)| !varies.contains(&name.as_str())).cloned().collect();
    let mut json = if reply.body.is_empty() { Value::Null } else { reply.json() };
    for field in ["flow", "request_id"] {
        if json[field].is_string() {
            json[field] = "-".into();
        }
    }
    (reply.status, headers, json.to_string().replace(email, "-"))
}

both_databases! {
    async fn known_and_unknown_addresses_answer_alike(world) {
        let house = House::open(world).await;
        house.sign_up(ANNA).await;
        house.world.clock.advance_hours(25);
        let mut flows = Vec::new();
        let mut steps: Vec<Vec<_>> = Vec::new();
        for email in [ANNA, NOBODY] {
            let mut seen = Vec::new();
            let registered = house.register(email).await;
            let flow = registered.json()["flow"].as_str().unwrap().to_owned();
            seen.push(shown(&registered, email));
            seen.push(shown(&house.resend(email, Some(&flow)).await, email));
            for n in 0..6 {
                // Not by chance the right one: the unknown address has a real code.
                house.world.deliver().await;
                let right = house.world.mail.latest_code(email).unwrap_or_default();
                let wrong = if right == format!("00000{n}") { "999999".to_owned() } else { format!("00000{n}") };
                seen.push(shown(&house.verify(email, &wrong, Some(&flow)).await, email));
            }
            seen.push(shown(&house.login(email, "wrong-password").await, email));
            flows.push(flow);
            steps.push(seen);
        }
        assert_eq!(steps[0], steps[1]);
        // Of an address nobody ever used, wrong codes are counted too.
        let never: Vec<u16> = {
            let mut statuses = Vec::new();
            for _ in 0..6 {
                statuses.push(house.verify("never@example.org", "000000", None).await.status);
            }
            statuses
        };
        assert_eq!(never, [400, 400, 400, 400, 400, 429]);
        let resent = house.resend("never.again@example.org", None).await.expect(202);
        assert_eq!(resent.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["expires_at", "flow", "identifier", "resend_at"]);
        assert_eq!(house.resend("never.again@example.org", None).await.expect(429).code(), "too-soon");
    }

    async fn who_signs_up_again_gets_a_letter_without_a_code_and_keeps_the_account(world) {
        let house = House::open(world).await;
        house.sign_up(ANNA).await;
        let flow = house.register_with(ANNA, "another-secret-9").await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        house.world.deliver().await;
        let letters = house.world.mail.letters();
        let Some(Letter::Mail { to, subject, text, html }) = letters.last() else { panic!("no letter") };
        assert_eq!((to.as_str(), subject.as_str()), (ANNA, "You already have a Habitro account"));
        assert_eq!((code_in(text), code_in(html)), (None, None));
        house.world.clock.advance_minutes(1);
        house.resend(ANNA, Some(&flow)).await.expect(202);
        house.world.deliver().await;
        assert_eq!(house.world.mail.latest_code(ANNA), None);
        house.login(ANNA, PASSWORD).await.expect(200);
        house.login(ANNA, "another-secret-9").await.expect(401);
    }

    async fn the_database_holds_no_password_code_or_token(world) {
        let house = House::open(world).await;
        let secret = "canary-password-7";
        let registered = house.register_with(ANNA, secret).await.expect(202).json();
        let staged = house.world.database.dump();
        let code = house.code(ANNA).await;
        let opened = house.verify(ANNA, &code, registered["flow"].as_str()).await.expect(201).json();
        let token = opened["token"].as_str().unwrap().to_owned();
        let client = house.client.clone().signed_in(&token);
        let body = json!({"current_password": secret, "new_password": "canary-password-8"});
        client.post("/api/v1/auth/change-password", body).await.expect(204);
        house.login(ANNA, "canary-password-8").await.expect(200);
        let kept = house.world.database.dump();
        for (name, dump) in [("staged", staged), ("kept", kept)] {
            let text = String::from_utf8_lossy(&dump);
            for canary in [secret, "canary-password-8", token.as_str(), "Your Habitro code"] {
                assert!(!text.contains(canary), "{canary} in {name}");
            }
            // Instants on PostgreSQL are written with six digits of microseconds.
            let bare: String = text.split(|c: char| !c.is_ascii_digit()).filter(|run| *run == code).collect();
            assert_eq!(bare, "", "the code in {name}");
        }
    }

    async fn a_letter_of_a_sign_up_shows_nothing_the_stranger_typed(world) {
        let house = House::open_at(world, ORIGIN, true).await;
        let body = json!({"full_name": "WIN A PRIZE AT EVIL.EXAMPLE 123456", "password": PASSWORD, "email": NOBODY});
        house.client.post("/api/v1/auth/register", body).await.expect(202);
        house.world.deliver().await;
        let Some(Letter::Mail { text, html, subject, .. }) = house.world.mail.letters().pop() else { panic!("no letter") };
        assert!(!format!("{text}{html}{subject}").contains("PRIZE"));
        assert!(code_in(&text).is_some() && code_in(&html) == code_in(&text));
    }
}
