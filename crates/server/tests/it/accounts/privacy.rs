//! Information that must not leak through responses, messages, logs or the database.

use habitro_server::features::accounts::{HashCost, SmsBudget};
use habitro_server::platform::outbox::OutboxMessage;
use habitro_testkit::{Reply, TestApp, TestDatabase, TestWorld, both_databases, code_in};
use serde_json::{Value, json};

use super::fixture::{Fixture, ORIGIN, PASSWORD};
use super::log::Log;
use crate::passkeys::{self, Authenticator};

const ANNA: &str = "anna.known@example.org";
const NOBODY: &str = "anna.other@example.org";

/// Returns the content of a reply without ids and times, which always differ.
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
    async fn known_and_unknown_addresses_get_same_responses(world) {
        answer_alike(&Fixture::open(world).await, ANNA, NOBODY).await;
    }

    async fn known_and_unknown_numbers_get_same_responses(world) {
        answer_alike(&Fixture::open(world).await, "+94771234501", "+94771234502").await;
    }

    async fn wrong_codes_count_for_an_unknown_address_too(world) {
        let fixture = Fixture::open(world).await;
        let never: Vec<u16> = {
            let mut statuses = Vec::new();
            for _ in 0..6 {
                statuses.push(fixture.verify("never@example.org", "000000", None).await.status);
            }
            statuses
        };
        assert_eq!(never, [400, 400, 400, 400, 400, 429]);
        let resent = fixture.resend("never.again@example.org", None).await.expect(202);
        assert_eq!(resent.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["expires_at", "flow", "identifier", "resend_at"]);
        assert_eq!(fixture.resend("never.again@example.org", None).await.expect(429).code(), "too-soon");
    }

    async fn second_sign_up_sends_no_code_and_keeps_the_account(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(ANNA).await;
        let flow = fixture.register_with(ANNA, "another-secret-9").await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        fixture.world.deliver().await;
        let letters = fixture.world.mail.messages();
        let Some(OutboxMessage::Email { to, subject, text, html, .. }) = letters.last() else { panic!("no letter") };
        assert_eq!((to.as_str(), subject.as_str()), (ANNA, "You already have a Habitro account"));
        assert_eq!((code_in(text), code_in(html)), (None, None));
        fixture.world.clock.advance_minutes(1);
        fixture.resend(ANNA, Some(&flow)).await.expect(202);
        fixture.world.deliver().await;
        assert_eq!(fixture.world.mail.latest_code(ANNA), None);
        fixture.login(ANNA, PASSWORD).await.expect(200);
        fixture.login(ANNA, "another-secret-9").await.expect(401);
    }

    async fn database_contains_no_password_code_or_token(world) {
        let fixture = Fixture::open(world).await;
        let secret = "canary-password-7";
        let registered = fixture.register_with(ANNA, secret).await.expect(202).json();
        let staged = fixture.world.database.dump();
        let code = fixture.code(ANNA).await;
        let opened = fixture.verify(ANNA, &code, registered["flow"].as_str()).await.expect(201).json();
        let token = opened["token"].as_str().unwrap().to_owned();
        let client = fixture.client.clone().signed_in(&token);
        let body = json!({"current_password": secret, "new_password": "canary-password-8"});
        client.post("/api/v1/auth/change-password", body).await.expect(204);
        fixture.login(ANNA, "canary-password-8").await.expect(200);
        let kept = fixture.world.database.dump();
        for (name, dump) in [("staged", staged), ("kept", kept)] {
            let text = String::from_utf8_lossy(&dump);
            for canary in [secret, "canary-password-8", token.as_str(), "Your Habitro code"] {
                assert!(!text.contains(canary), "{canary} in {name}");
            }
            // PostgreSQL writes times with six digits of microseconds.
            let bare: String = text.split(|c: char| !c.is_ascii_digit()).filter(|run| *run == code).collect();
            assert_eq!(bare, "", "the code in {name}");
        }
    }

    async fn sign_up_email_contains_nothing_the_sender_typed(world) {
        let fixture = Fixture::open_at(world, ORIGIN, true).await;
        let body = json!({"full_name": "WIN A PRIZE AT EVIL.EXAMPLE 123456", "password": PASSWORD, "email": NOBODY});
        fixture.client.post("/api/v1/auth/register", body).await.expect(202);
        fixture.world.deliver().await;
        let Some(OutboxMessage::Email { text, html, subject, .. }) = fixture.world.mail.messages().pop() else { panic!("no letter") };
        assert!(!format!("{text}{html}{subject}").contains("PRIZE"));
        assert!(code_in(&text).is_some() && code_in(&html) == code_in(&text));
    }

    async fn requests_about_known_and_unknown_addresses_cost_the_same(world) {
        cost_alike(&Fixture::open_at(world, ORIGIN, true).await, ANNA, NOBODY).await;
    }

    async fn requests_about_known_and_unknown_numbers_cost_the_same(world) {
        cost_alike(&Fixture::open_at(world, ORIGIN, true).await, "+94771234501", "+94771234502").await;
    }

    async fn forgotten_password_of_nobody_sends_nothing(world) {
        let fixture = Fixture::open(world).await;
        fixture.forgot(NOBODY).await.expect(202);
        fixture.forgot("+94771234502").await.expect(202);
        assert_eq!(fixture.world.deliver().await.len(), 2, "as many messages as for accounts leave the outbox");
        assert_eq!(fixture.world.mail.messages().len(), 0, "but nothing is sent");
        let day = jiff::civil::date(2026, 3, 2);
        let counted = fixture.world.db.read(move |tx| tx.accounts().sms_sent(day, "")).await.unwrap();
        assert_eq!(counted, 0, "nor taken from the budget");
    }

    async fn response_times_do_not_reveal_accounts(world) {
        tell_apart(&Fixture::open_at(world, ORIGIN, false).await).await;
    }

    async fn secrets_are_not_in_the_database(world) {
        let fixture = Fixture::open(world).await;
        let canaries = sow(&fixture).await;
        canaries.not_in(&String::from_utf8_lossy(&fixture.world.database.dump()));
        // No contacts are left in messages, since the outbox is empty.
        let counts = fixture.world.db.read(|tx| tx.outbox().counts()).await.unwrap();
        assert_eq!((counts.waiting, counts.dead), (0, 0));
    }
}

/// Asserts that all public requests about `known` and `unknown` get the same responses.
async fn answer_alike(fixture: &Fixture, known: &str, unknown: &str) {
    fixture.sign_up(known).await;
    fixture.world.clock.advance_hours(25);
    let mut steps: Vec<Vec<_>> = Vec::new();
    for email in [known, unknown] {
        let mut seen = Vec::new();
        let registered = fixture.register(email).await;
        let flow = registered.json()["flow"].as_str().unwrap().to_owned();
        seen.push(shown(&registered, email));
        seen.push(shown(&fixture.resend(email, Some(&flow)).await, email));
        for n in 0..6 {
            // Avoid guessing the right code by chance, since the unknown address has a real one.
            fixture.world.deliver().await;
            let right = fixture.world.mail.latest_code(email).unwrap_or_default();
            let wrong = if right == format!("00000{n}") { "999999".to_owned() } else { format!("00000{n}") };
            seen.push(shown(&fixture.verify(email, &wrong, Some(&flow)).await, email));
        }
        seen.push(shown(&fixture.login(email, "wrong-password").await, email));
        steps.push(seen);
    }
    fixture.world.clock.advance_hours(2);
    for (seen, email) in steps.iter_mut().zip([known, unknown]) {
        seen.push(shown(&fixture.forgot(email).await, email));
        seen.push(shown(&fixture.forgot(email).await, email));
        seen.push(shown(&fixture.reset(email, "000000", "copper-lantern-85").await, email));
    }
    assert_eq!(steps[0], steps[1]);
}

/// Asserts that each public request about `known` sends the same statements as the one about `unknown`, in as many
/// round trips, and leaves as many messages in the outbox.
async fn cost_alike(fixture: &Fixture, known: &str, unknown: &str) {
    fixture.sign_up(known).await;
    fixture.world.clock.advance_hours(25);
    let meter = fixture.world.db.meter();
    let mut flows = [String::new(), String::new()];
    for step in ["register", "resend", "login", "forgot", "forgot again", "reset"] {
        // The sixth attempt is one too many.
        let times = if matches!(step, "login" | "reset") { 6 } else { 1 };
        // As long as a network may ask for codes at all.
        fixture.world.clock.advance_hours(2);
        for time in 0..times {
            // Without waiting, the login throttle would refuse some attempts uncounted.
            fixture.world.clock.advance_minutes(1);
            let mut costs = Vec::new();
            for (identifier, flow) in [known, unknown].into_iter().zip(&mut flows) {
                let before = (meter.statements(), meter.round_trips());
                let reply = match step {
                    "register" => fixture.register(identifier).await,
                    "resend" => fixture.resend(identifier, Some(flow)).await,
                    "login" => fixture.login(identifier, "wrong-password").await,
                    "reset" => fixture.reset(identifier, "no code", "copper-lantern-85").await,
                    _ => fixture.forgot(identifier).await,
                };
                if step == "register" {
                    *flow = reply.json()["flow"].as_str().unwrap().to_owned();
                }
                costs.push((reply.status, meter.statements() - before.0, meter.round_trips() - before.1));
                let counts = fixture.world.db.read(|tx| tx.outbox().counts()).await.unwrap();
                assert_eq!(counts.dead, 0);
                costs.push((0, counts.waiting.try_into().unwrap(), 0));
                // Outside the measurement: sends the message, and waits for the alert that is not awaited.
                fixture.world.deliver().await;
                if (step, time) == ("login", 4) && identifier == known {
                    guessing_is_recorded(fixture).await;
                }
            }
            // The fifth wrong password alerts the owner while the response is sent, which may be counted here.
            if (step, time) != ("login", 4) {
                assert_eq!(costs[..2], costs[2..], "{step}, {time}");
            }
        }
    }
}

/// Waits until an account's history says that its password was being guessed.
pub async fn guessing_is_recorded(fixture: &Fixture) {
    let recorded = async {
        loop {
            let events = "SELECT 1 FROM account_events WHERE kind = 'guessing' LIMIT 1";
            if fixture.world.db.read(move |tx| tx.optional(events, &[], |_| Ok(()))).await.unwrap().is_some() {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::support::DEADLINE, recorded).await.expect("the event");
}

/// Uses hashes that take longer than the tolerated difference, so that skipping the hash for an
/// unknown identifier is detected.
#[tokio::test]
async fn hashing_times_do_not_reveal_accounts() {
    let world = TestWorld::on(TestDatabase::sqlite());
    let texts = SmsBudget { daily: 1000, per_prefix: 200 };
    let cost = HashCost { memory: 19 * 1024, passes: 1 };
    tell_apart(&Fixture::open_hashing(world, ORIGIN, false, texts, cost).await).await;
}

/// Alternates between known and unknown, so that other load affects both the same way.
async fn tell_apart(fixture: &Fixture) {
    fixture.sign_up(ANNA).await;
    for call in ["register", "login", "forgot"] {
        // A busy machine can disturb a round; a leak shows in every round.
        let mut worst = Vec::new();
        for _ in 0..4 {
            let mut times = [Vec::new(), Vec::new()];
            for turn in 0..200 {
                for who in [turn % 2, 1 - turn % 2] {
                    let email = [ANNA, NOBODY][who];
                    let started = std::time::Instant::now();
                    let status = match call {
                        "register" => fixture.register(email).await.status,
                        "login" => fixture.login(email, "wrong-password").await.status,
                        _ => fixture.forgot(email).await.status,
                    };
                    times[who].push(started.elapsed());
                    assert_eq!(status, if call == "login" { 401 } else { 202 });
                }
            }
            let [known, unknown] = times.map(|mut all| {
                all.sort_unstable();
                all[all.len() / 2]
            });
            worst.push(known.abs_diff(unknown));
            if known.abs_diff(unknown) < std::time::Duration::from_millis(5) {
                break;
            }
        }
        assert!(worst.len() < 4, "{call}: {worst:?}");
    }
}

/// Runs on one thread, so that everything the handlers log is captured.
#[tokio::test]
async fn secrets_and_contacts_are_not_logged() {
    let log = Log::default();
    let listening = log.listen();
    let fixture = Fixture::open(TestWorld::on(TestDatabase::sqlite())).await;
    let canaries = sow(&fixture).await;
    drop(listening);
    let logged = log.text();
    assert!(logged.contains("request"), "the log is captured");
    canaries.not_in(&logged);
    for contact in ["canary.", "771239876"] {
        assert!(!logged.contains(contact), "{contact}");
    }
}

both_databases! {
    async fn tokens_of_other_features_are_not_in_the_database(world) {
        let app = TestApp::start(world).await;
        let tokens = hand_out(&app).await;
        let dump = String::from_utf8_lossy(&app.world.database.dump()).into_owned();
        assert!(dump.contains("canary.friend@example.org"), "the dump is not empty");
        for token in tokens {
            assert!(!dump.contains(&token), "{token}");
        }
    }
}

#[tokio::test]
async fn tokens_of_other_features_are_not_logged() {
    let log = Log::default();
    let listening = log.listen();
    let app = TestApp::start(TestWorld::on(TestDatabase::sqlite())).await;
    let tokens = hand_out(&app).await;
    drop(listening);
    let logged = log.text();
    assert!(logged.contains("request"), "the log is captured");
    for token in tokens.iter().map(String::as_str).chain(["canary.friend", "canary-wrong-75"]) {
        assert!(!logged.contains(token), "{token}: {}", logged.lines().find(|line| line.contains(token)).unwrap());
    }
}

/// Returns tokens that other features hand out or receive.
async fn hand_out(app: &TestApp) -> Vec<String> {
    let (her, token) = app.sign_up_with_token("canary.friend", "UTC").await;
    let link = her.post("/api/v1/friends/links", json!({})).await.expect(201).json();
    let link = link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let calendar = her.post("/api/v1/calendar-links", json!({})).await.expect(201).json();
    let path = calendar["url"].as_str().unwrap().split_once("/api/").unwrap().1;
    app.client().get(&format!("/api/{path}")).await.expect(200);
    let calendar = path.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
    let bert = app.sign_up("Bert", "UTC").await;
    bert.get(&format!("/api/v1/friends/links/{link}")).await.expect(200);
    bert.post("/api/v1/friends/requests", json!({"link": link})).await.expect(202);
    let mut phone = Authenticator::new("canary");
    passkeys::register(&her, &mut phone).await;
    let asked = passkeys::options(&app.client(), "authentication").await;
    let signed = phone.get(&asked);
    let opened = passkeys::login(&app.client(), signed.clone()).await.expect(200).json();
    her.request("DELETE", "/api/v1/me").json(&json!({"password": "canary-wrong-75"})).send().await.expect(401);
    app.world.deliver().await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    vec![
        token,
        link,
        calendar,
        text(&opened["token"]),
        text(&signed["response"]["signature"]),
        "canary-wrong-75".to_owned(),
        "nine long stones".to_owned(),
    ]
}

/// Secrets that were entered or sent and must not be found anywhere.
struct Canaries {
    secrets: Vec<String>,
    codes: Vec<String>,
}

impl Canaries {
    fn not_in(&self, text: &str) {
        for secret in &self.secrets {
            assert!(!text.contains(secret.as_str()), "{secret}");
        }
        let mut runs = text.split(|c: char| !c.is_ascii_digit());
        assert_eq!(runs.find(|run| self.codes.iter().any(|code| code == run)), None, "a code");
    }
}

/// Sends secrets through every request that accepts or creates one.
async fn sow(fixture: &Fixture) -> Canaries {
    let (first, second, third, wrong) = ("canary-alpha-71", "canary-beta-72", "canary-gamma-73", "canary-wrong-74");
    let (email, number, later) = ("canary.one@example.org", "+94771239876", "canary.two@example.org");
    let mut secrets: Vec<String> = [first, second, third, wrong].map(str::to_owned).to_vec();
    let mut codes = Vec::new();
    // Sign up, and sign up again without finishing it.
    let flow = fixture.register_with(email, first).await.expect(202).json();
    codes.push(fixture.code(email).await);
    let opened = fixture.verify(email, &codes[0], flow["flow"].as_str()).await.expect(201).json();
    fixture.register_with("canary.three@example.org", first).await.expect(202);
    let token = opened["token"].as_str().unwrap().to_owned();
    let anna = fixture.client.clone().signed_in(&token);
    // Change the password, enter a wrong one, change both contacts and reset the password, with all
    // notices.
    fixture.login(email, wrong).await.expect(401);
    let body = json!({"current_password": first, "new_password": second});
    anna.post("/api/v1/auth/change-password", body).await.expect(204);
    for contact in [number, later] {
        let field = super::fixture::field(contact);
        anna.post("/api/v1/me/contacts", json!({field: contact})).await.expect(202);
        let code = fixture.code(contact).await;
        let wrong = json!({field: contact, "otp": Fixture::other_than(&code)});
        anna.post("/api/v1/me/contacts/verify", wrong).await.expect(400);
        anna.post("/api/v1/me/contacts/verify", json!({field: contact, "otp": code})).await.expect(200);
        codes.push(code);
        fixture.world.deliver().await;
    }
    fixture.world.clock.advance_minutes(1);
    fixture.forgot(number).await.expect(202);
    codes.push(fixture.code(number).await);
    fixture.reset(number, codes.last().unwrap(), third).await.expect(204);
    let again = fixture.login(later, third).await.expect(200).json();
    fixture.world.deliver().await;
    secrets.extend([token, again["token"].as_str().unwrap().to_owned()]);
    Canaries { secrets, codes }
}
