//! Passkey requests that are refused.

use habitro_testkit::{TestApp, both_databases};
use serde_json::json;

use super::authenticator::encoded;
use super::*;

both_databases! {
    async fn adding_needs_a_session(world) {
        let app = TestApp::start(world).await;
        for (method, path) in [("POST", "/registration"), ("POST", ""), ("GET", ""), ("DELETE", "/0195b2f4-5e8a-7000-8000-000000000000")] {
            let reply = app.client().request(method, &format!("/api/v1/auth/passkeys{path}")).json(&json!({})).send().await;
            assert_eq!(reply.expect(401).code(), "unauthenticated", "{method} {path}");
        }
    }

    async fn response_works_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        let made = phone.create(&options(&anna, "registration").await);
        add(&anna, "Phone", made.clone()).await.expect(201);
        assert_eq!(add(&anna, "Phone", made).await.expect(400).code(), "ceremony-over");
        let signed = phone.get(&options(&app.client(), "authentication").await);
        login(&app.client(), signed.clone()).await.expect(200);
        assert_eq!(login(&app.client(), signed).await.expect(401).code(), "ceremony-over");
    }

    async fn one_of_two_parallel_responses_works(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let signed = phone.get(&options(&app.client(), "authentication").await);
        let (client, other) = (app.client(), app.another_node().await);
        let (one, two) = tokio::join!(login(&client, signed.clone()), login(&other, signed));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
    }

    async fn failed_attempt_uses_up_the_challenge(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let asked = options(&app.client(), "authentication").await;
        let mut bent = phone.get(&asked);
        bent["response"]["signature"] = Authenticator::new("thief").get(&asked)["response"]["signature"].clone();
        assert_eq!(login(&app.client(), bent).await.expect(401).code(), "passkey-refused");
        assert_eq!(login(&app.client(), phone.get(&asked)).await.expect(401).code(), "ceremony-over");
    }

    async fn challenge_expires_after_five_minutes(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        let asked = options(&anna, "registration").await;
        app.world.clock.advance_minutes(5);
        assert_eq!(add(&anna, "Phone", phone.create(&asked)).await.expect(400).code(), "ceremony-over");
        register(&anna, &mut phone).await;
        let asked = options(&app.client(), "authentication").await;
        app.world.clock.advance_minutes(5);
        assert_eq!(login(&app.client(), phone.get(&asked)).await.expect(401).code(), "ceremony-over");
        let asked = options(&app.client(), "authentication").await;
        app.world.clock.advance_seconds(299);
        login(&app.client(), phone.get(&asked)).await.expect(200);
    }

    async fn unknown_or_misused_challenge_is_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let forged = json!({"challenge": encoded(&[7; 32])});
        assert_eq!(login(&app.client(), phone.get(&forged)).await.expect(401).code(), "ceremony-over");
        // A challenge for adding a passkey can't be used to sign in, and vice versa.
        let asked = options(&anna, "registration").await;
        assert_eq!(login(&app.client(), phone.get(&asked)).await.expect(401).code(), "ceremony-over");
        let mut asked = options(&anna, "authentication").await;
        asked["user"] = json!({"id": encoded(&phone.user_handle)});
        assert_eq!(add(&anna, "Phone", Authenticator::new("x").create(&asked)).await.expect(400).code(), "ceremony-over");
    }

    async fn other_origin_relying_party_or_missing_verification_is_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let honest = phone.clone();
        let mut bent = Vec::new();
        for origin in ["https://evil.example", "http://localhost:8081", "https://localhost:8080", "http://localhost.evil.example:8080", "http://sub.localhost:8080", "null"] {
            bent.push((origin, Authenticator { origin: origin.into(), ..honest.clone() }));
        }
        bent.push(("relying party", Authenticator { rp_id: "evil.example".into(), ..honest.clone() }));
        bent.push(("no user verification", Authenticator { verifies_user: false, ..honest.clone() }));
        for (what, device) in bent {
            let reply = sign_in(&app.client(), &device).await;
            assert_eq!((reply.status, reply.code().as_str()), (401, "passkey-refused"), "{what}");
            let mut device = Authenticator { id: vec![9; 32], ..device };
            let asked = options(&anna, "registration").await;
            let reply = add(&anna, "Phone", device.create(&asked)).await;
            assert_eq!((reply.status, reply.code().as_str()), (400, "passkey-refused"), "{what}");
        }
        sign_in(&app.client(), &honest).await.expect(200);
    }

    async fn tampered_client_data_is_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let asked = options(&app.client(), "authentication").await;
        let signed = phone.client_data("webauthn.get", &asked);
        let sent = signed.replace("false", "false,\"x\":1");
        assert_ne!(signed, sent);
        let reply = login(&app.client(), phone.sign(signed.as_bytes(), sent.as_bytes())).await;
        assert_eq!(reply.expect(401).code(), "passkey-refused");
        // The signature is for other data.
        let asked = options(&app.client(), "authentication").await;
        let wrong = phone.client_data("webauthn.create", &asked);
        let reply = login(&app.client(), phone.sign(wrong.as_bytes(), wrong.as_bytes())).await;
        assert_eq!(reply.expect(401).code(), "passkey-refused");
        // The page is embedded in another site.
        let asked = options(&app.client(), "authentication").await;
        let framed = phone.client_data("webauthn.get", &asked).replace("false", "true");
        let mut made = Authenticator::new("x");
        let reply = login(&app.client(), phone.sign(b"", framed.as_bytes())).await;
        assert_eq!(reply.expect(401).code(), "passkey-refused");
        let asked = options(&anna, "registration").await;
        let mut answer = made.create(&asked);
        let framed = made.client_data("webauthn.create", &asked).replace("false", "true");
        answer["response"]["clientDataJSON"] = json!(encoded(framed.as_bytes()));
        assert_eq!(add(&anna, "x", answer).await.expect(400).code(), "passkey-refused");
    }

    async fn credentials_of_other_users_are_refused(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let (mut annas, mut berts) = (Authenticator::new("anna"), Authenticator::new("bert"));
        register(&anna, &mut annas).await;
        register(&bert, &mut berts).await;
        // Bert responds to a challenge that was handed to Anna.
        let asked = options(&anna, "registration").await;
        assert_eq!(add(&bert, "x", Authenticator::new("x").create(&asked)).await.expect(400).code(), "ceremony-over");
        // Nobody can register Anna's credential again.
        let asked = options(&bert, "registration").await;
        assert_eq!(add(&bert, "x", annas.clone().create(&asked)).await.expect(409).code(), "passkey-exists");
        // Bert's device sends Anna's user handle, then the id of Anna's credential.
        let as_anna = Authenticator { user_handle: annas.user_handle.clone(), ..berts.clone() };
        assert_eq!(sign_in(&app.client(), &as_anna).await.expect(401).code(), "passkey-refused");
        let with_annas = Authenticator { user_handle: annas.user_handle.clone(), id: annas.id.clone(), ..berts.clone() };
        assert_eq!(sign_in(&app.client(), &with_annas).await.expect(401).code(), "passkey-refused");
        let nobodys = Authenticator { user_handle: Vec::new(), ..annas.clone() };
        assert_eq!(sign_in(&app.client(), &nobodys).await.expect(401).code(), "passkey-refused");
        let unknown = Authenticator { user_handle: annas.user_handle.clone(), ..Authenticator::new("never seen") };
        assert_eq!(sign_in(&app.client(), &unknown).await.expect(401).code(), "unknown-passkey");
        sign_in(&app.client(), &annas).await.expect(200);
    }

    async fn counter_that_does_not_increase_is_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator { counter: 5, ..Authenticator::new("phone") };
        register(&anna, &mut phone).await;
        assert_eq!(sign_in(&app.client(), &phone).await.expect(401).code(), "passkey-refused");
        phone.counter = 6;
        sign_in(&app.client(), &phone).await.expect(200);
        for copied in [6, 4, 0] {
            phone.counter = copied;
            assert_eq!(sign_in(&app.client(), &phone).await.expect(401).code(), "passkey-refused");
        }
        phone.counter = 7;
        sign_in(&app.client(), &phone).await.expect(200);
    }

    async fn prf_results_are_refused_and_unknown_fields_ignored(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        let asked = options(&anna, "registration").await;
        let mut leaking = phone.create(&asked);
        leaking["clientExtensionResults"]["prf"]["results"] = json!({"first": "c2VjcmV0"});
        assert_eq!(add(&anna, "Phone", leaking).await.expect(422).fields(), ["credential: secret"]);
        let mut made = phone.create(&asked);
        made["surprise"] = json!({"a": [1]});
        made["response"]["surprise"] = json!(1);
        made["clientExtensionResults"]["surprise"] = json!(true);
        add(&anna, "Phone", made).await.expect(201);
        let asked = options(&app.client(), "authentication").await;
        let mut leaking = phone.get(&asked);
        leaking["clientExtensionResults"] = json!({"prf": {"results": {"first": "c2VjcmV0"}}});
        assert_eq!(login(&app.client(), leaking).await.expect(422).fields(), ["credential: secret"]);
        let mut signed = phone.get(&asked);
        signed["surprise"] = json!(1);
        login(&app.client(), signed).await.expect(200);
    }

    async fn name_length_and_passkey_count_are_limited(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let asked = options(&anna, "registration").await;
        let made = Authenticator::new("phone").create(&asked);
        assert_eq!(add(&anna, " ", made.clone()).await.expect(422).fields(), ["name: required"]);
        assert_eq!(add(&anna, "\u{200b}\u{2060}", made.clone()).await.expect(422).fields(), ["name: required"]);
        assert_eq!(add(&anna, &"x".repeat(61), made.clone()).await.expect(422).fields(), ["name: too-long"]);
        for nonsense in [json!({}), json!({"id": "x", "rawId": "?", "type": "public-key", "response": {}})] {
            assert_eq!(add(&anna, "Phone", nonsense.clone()).await.expect(422).fields(), ["credential: invalid"]);
            assert_eq!(login(&anna, nonsense).await.expect(422).fields(), ["credential: invalid"]);
        }
        // A response that fails validation does not use up the challenge.
        add(&anna, "Phone", made).await.expect(201);
        for n in 1..20 {
            register(&anna, &mut Authenticator::new(&n.to_string())).await;
        }
        let full = anna.post("/api/v1/auth/passkeys/registration", json!({})).await.expect(409);
        assert_eq!(full.code(), "too-many-passkeys");
    }

    async fn ceremonies_are_rate_limited(world) {
        let app = TestApp::start(world).await;
        for _ in 0..300 {
            options(&app.client(), "authentication").await;
        }
        let reply = app.client().post("/api/v1/auth/passkeys/authentication", json!({})).await.expect(429);
        assert_eq!((reply.code().as_str(), reply.header("retry-after")), ("too-many-requests", Some("301")));
        app.world.clock.advance_minutes(5);
        options(&app.client(), "authentication").await;
    }
}
