//! Adding and replacing contacts.

use habitro_testkit::{Client, Reply, both_databases};
use serde_json::json;

use super::fixture::{Fixture, PASSWORD, field};

const ANNA: &str = "anna@example.org";
const OTHER: &str = "anna.new@example.org";
const NUMBER: &str = "+94771234567";

async fn propose(client: &Client, contact: &str) -> Reply {
    client.post("/api/v1/me/contacts", json!({field(contact): contact})).await
}

async fn verify(client: &Client, contact: &str, otp: &str) -> Reply {
    client.post("/api/v1/me/contacts/verify", json!({field(contact): contact, "otp": otp})).await
}

both_databases! {
    async fn second_contact_is_added_after_its_code(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        let sent = propose(&anna, "077 1234567").await.expect(202).json();
        assert_eq!(sent["identifier"], NUMBER);
        assert_eq!(propose(&anna, NUMBER).await.expect(429).code(), "too-soon");
        let code = fixture.code(NUMBER).await;
        fixture.login(NUMBER, PASSWORD).await.expect(401);
        assert_eq!(verify(&anna, NUMBER, &Fixture::other_than(&code)).await.expect(400).code(), "invalid-otp");
        assert_eq!(verify(&anna, "+94771234568", &code).await.expect(400).code(), "invalid-otp");
        let profile = verify(&anna, NUMBER, &code).await.expect(200).json();
        assert_eq!((&profile["email"], &profile["phone_number"]), (&json!(ANNA), &json!(NUMBER)));
        fixture.login(NUMBER, PASSWORD).await.expect(200);
        fixture.login(ANNA, PASSWORD).await.expect(200);
        verify(&anna, NUMBER, &code).await.expect(400);
        fixture.world.deliver().await;
        assert!(fixture.world.mail.texts(ANNA).last().unwrap().contains("new phone number"));
        assert_eq!(propose(&anna, NUMBER).await.expect(422).fields(), ["phone_number: unchanged"]);
        anna.post("/api/v1/me/contacts", json!({})).await.expect(422);
        anna.post("/api/v1/me/contacts", json!({"email": OTHER, "phone_number": NUMBER})).await.expect(422);
    }

    async fn replaced_address_is_notified_and_no_longer_signs_in(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        fixture.forgot(ANNA).await.expect(202);
        let reset = fixture.code(ANNA).await;
        propose(&anna, OTHER).await.expect(202);
        let code = fixture.code(OTHER).await;
        verify(&anna, OTHER, &code).await.expect(200);
        fixture.login(ANNA, PASSWORD).await.expect(401);
        fixture.login(OTHER, PASSWORD).await.expect(200);
        fixture.reset(ANNA, &reset, "copper-lantern-85").await.expect(400);
        fixture.reset(OTHER, &reset, "copper-lantern-85").await.expect(400);
        fixture.world.deliver().await;
        let told = fixture.world.mail.texts(ANNA);
        assert!(told.last().unwrap().contains("new email address"), "{told:?}");
        assert!(!told.last().unwrap().contains(OTHER));
        let events = anna.get("/api/v1/me/events?limit=3").await.expect(200).json();
        assert_eq!(events["items"][1]["kind"], "email-changed");
        // The old address is free for another account.
        fixture.register(ANNA).await.expect(202);
    }

    async fn contact_of_another_account_gets_same_response_and_is_not_added(world) {
        let fixture = Fixture::open(world).await;
        fixture.sign_up(OTHER).await;
        let anna = fixture.signed_in(ANNA).await;
        let taken = propose(&anna, OTHER).await.expect(202);
        let free = propose(&anna, "free@example.org").await.expect(202);
        assert_eq!(taken.text().replace(OTHER, "-"), free.text().replace("free@example.org", "-"));
        fixture.world.deliver().await;
        assert_eq!(fixture.world.mail.latest_code(OTHER), None);
        let told = fixture.world.mail.texts(OTHER).pop().unwrap();
        assert!(told.split_whitespace().collect::<Vec<_>>().join(" ").contains("another Habitro account"), "{told}");
        for _ in 0..5 {
            verify(&anna, OTHER, "000000").await.expect(400);
        }
        assert_eq!(verify(&anna, OTHER, "000000").await.expect(429).code(), "too-many-attempts");
    }

    async fn same_idempotency_key_gets_same_response(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await.with("idempotency-key", "contact-1");
        let first = propose(&anna, NUMBER).await.expect(202);
        assert_eq!(propose(&anna, NUMBER).await.expect(202).text(), first.text());
        let code = fixture.code(NUMBER).await;
        assert_eq!(fixture.world.mail.texts(NUMBER).len(), 1);
        let verifier = fixture.login(ANNA, PASSWORD).await.expect(200).json();
        let verifier = fixture.client.clone().signed_in(verifier["token"].as_str().unwrap()).with("idempotency-key", "contact-2");
        let taken = verify(&verifier, NUMBER, &code).await.expect(200);
        assert_eq!(verify(&verifier, NUMBER, &code).await.expect(200).text(), taken.text());
    }
}
