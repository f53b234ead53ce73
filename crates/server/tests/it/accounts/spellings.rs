//! One address, number, code or password in the spellings that keyboards, contacts and clipboards produce.

use habitro_testkit::both_databases;
use serde_json::json;

use super::fixture::{Fixture, PASSWORD};

const ADDRESS: &str = "Anna@münchen.example";
const NUMBER: &str = "+94771234567";

both_databases! {
    async fn address_with_an_international_domain_is_one_account_in_every_spelling(world) {
        let fixture = Fixture::open(world).await;
        let pending = fixture.register(&format!("\u{feff}{ADDRESS}\u{200b} ")).await.expect(202).json();
        assert_eq!(pending["identifier"], ADDRESS, "as typed");
        let code = fixture.code(ADDRESS).await;
        let opened = fixture.verify("anna@xn--mnchen-3ya.example", &code, pending["flow"].as_str()).await.expect(201);
        assert_eq!(opened.json()["user"]["email"], ADDRESS);
        for typed in [
            ADDRESS,
            "anna@xn--mnchen-3ya.example",
            "ANNA@MÜNCHEN.EXAMPLE",
            "anna@mu\u{308}nchen.example",
            "\u{202a}anna@münchen\u{3002}example\u{202c}",
        ] {
            fixture.login(typed, PASSWORD).await.expect(200);
        }
        // Signing up with the other form sends no code; the owner is told.
        fixture.register("anna@xn--mnchen-3ya.example").await.expect(202);
        fixture.world.deliver().await;
        assert_eq!(fixture.world.mail.latest_code("anna@xn--mnchen-3ya.example"), None);
        // A code to reset the password goes to the address as its owner wrote it.
        fixture.world.clock.advance_minutes(1);
        fixture.forgot("anna@xn--mnchen-3ya.example").await.expect(202);
        let code = fixture.code(ADDRESS).await;
        fixture.reset("anna@MÜNCHEN.example", &code, "other long stones").await.expect(204);
        fixture.login(ADDRESS, "other long stones").await.expect(200);
    }

    async fn address_of_full_width_is_read_in_the_usual_width(world) {
        let fixture = Fixture::open(world).await;
        let wide = "ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ";
        let pending = fixture.register(wide).await.expect(202).json();
        assert_eq!(pending["identifier"], "anna@example.org", "mail can be sent to it");
        let code = fixture.code("anna@example.org").await;
        fixture.verify(wide, &code, pending["flow"].as_str()).await.expect(201);
        fixture.login("anna＠example.org", PASSWORD).await.expect(200);
        fixture.login("anna@example.org", PASSWORD).await.expect(200);
        // It is an address, not a phone number.
        let reply = fixture.forgot("anna＠example").await.expect(422);
        assert_eq!(reply.fields(), ["identifier: invalid-email"]);
    }

    async fn hidden_characters_in_an_address_are_refused(world) {
        let fixture = Fixture::open(world).await;
        for typed in ["an\u{200b}na@example.org", "anna@exam\u{202e}ple.org", "an\u{2066}na@example.org"] {
            let reply = fixture.register(typed).await.expect(422);
            assert_eq!(reply.fields(), ["email: invalid-email"], "{typed:?}");
            assert!(reply.text().contains("U+"), "it names the character: {}", reply.text());
            fixture.login(typed, PASSWORD).await.expect(401);
        }
    }

    async fn numbers_are_read_as_contacts_and_keyboards_write_them(world) {
        let fixture = Fixture::open(world).await;
        let pending = fixture.register("\u{2068}\u{200e}٠٧٧ ١٢٣ ٤٥٦٧\u{2069}").await.expect(202).json();
        assert_eq!(pending["identifier"], NUMBER);
        let code = fixture.code(NUMBER).await;
        let eastern: String = code.chars().map(|c| char::from_u32('٠' as u32 + c.to_digit(10).unwrap()).unwrap()).collect();
        fixture.verify("tel:+94-77-123-4567;ext=1", &eastern, None).await.expect(201);
        for typed in ["＋９４ ７７ １２３ ４５６７", "+94\u{2013}77\u{2011}123\u{2013}4567", "077 123 4567 ext. 12"] {
            fixture.login(typed, PASSWORD).await.expect(200);
        }
    }

    async fn codes_are_accepted_with_blanks_dashes_and_digits_of_any_script(world) {
        let fixture = Fixture::open(world).await;
        let anna = "anna@example.org";
        for spell in [
            |code: &str| format!(" {} {}\n", &code[..3], &code[3..]),
            |code: &str| format!("{}\u{2011}{}", &code[..3], &code[3..]),
            |code: &str| code.chars().map(|c| char::from_u32('०' as u32 + c.to_digit(10).unwrap()).unwrap()).collect(),
            |code: &str| code.chars().map(|c| char::from_u32('０' as u32 + c.to_digit(10).unwrap()).unwrap()).collect(),
        ] as [fn(&str) -> String; 4] {
            fixture.register(anna).await.expect(202);
            let code = spell(&fixture.code(anna).await);
            let opened = fixture.verify(anna, &code, None).await.expect(201).json();
            let client = fixture.client.clone().signed_in(opened["token"].as_str().unwrap());
            // The same in confirming a contact and in resetting the password.
            client.post("/api/v1/me/contacts", json!({"phone_number": NUMBER})).await.expect(202);
            let otp = spell(&fixture.code(NUMBER).await);
            client.post("/api/v1/me/contacts/verify", json!({"phone_number": NUMBER, "otp": otp})).await.expect(200);
            fixture.forgot(NUMBER).await.expect(202);
            let otp = spell(&fixture.code(NUMBER).await);
            fixture.reset(NUMBER, &otp, "other long stones").await.expect(204);
            let token = fixture.login(anna, "other long stones").await.expect(200).json()["token"].clone();
            let client = fixture.client.clone().signed_in(token.as_str().unwrap());
            client.request("DELETE", "/api/v1/me").json(&json!({"password": "other long stones"})).send().await.expect(204);
            fixture.world.clock.advance_hours(25);
            // The notices of this round.
            fixture.world.deliver().await;
        }
    }

    async fn password_matches_in_every_encoding(world) {
        let fixture = Fixture::open(world).await;
        let anna = "anna@example.org";
        fixture.register_with(anna, "zo\u{308}lf ku\u{308}he am see").await.expect(202);
        let code = fixture.code(anna).await;
        fixture.verify(anna, &code, None).await.expect(201);
        for typed in ["zölf kühe am see", "zo\u{308}lf ku\u{308}he am see", "zölf kühe am ｓｅｅ"] {
            fixture.login(anna, typed).await.expect(200);
        }
        fixture.login(anna, "zwolf kuhe am see").await.expect(401);
        let reply = fixture.register_with("bert@example.org", "ｐａｓｓｗｏｒｄ１").await.expect(422);
        assert_eq!(reply.fields(), ["password: too-common"]);
    }

    async fn unknown_time_zone_is_utc_at_sign_up_and_refused_later(world) {
        let fixture = Fixture::open(world).await;
        let zones = ["Etc/Unknown", "America/Future_City", "", "Mars/Olympus", "posix/UTC", "\u{202e}"];
        for (number, zone) in zones.into_iter().enumerate() {
            let email = format!("anna{number}@example.org");
            let body = json!({"full_name": "Anna", "password": PASSWORD, "email": email, "time_zone": zone});
            fixture.client.post("/api/v1/auth/register", body).await.expect(202);
            let code = fixture.code(&email).await;
            let opened = fixture.verify(&email, &code, None).await.expect(201).json();
            assert_eq!(opened["user"]["time_zone"], "UTC", "{zone:?}");
            let client = fixture.client.clone().signed_in(opened["token"].as_str().unwrap());
            let reply = client.patch("/api/v1/me", json!({"time_zone": zone})).await.expect(422);
            assert_eq!(reply.fields(), ["time_zone: unknown-time-zone"], "{zone:?}");
        }
        // Old names of zones are zones.
        let body = json!({"full_name": "Anna", "password": PASSWORD, "email": "z@example.org", "time_zone": "Asia/Calcutta"});
        fixture.client.post("/api/v1/auth/register", body).await.expect(202);
        let code = fixture.code("z@example.org").await;
        let opened = fixture.verify("z@example.org", &code, None).await.expect(201).json();
        assert_ne!(opened["user"]["time_zone"], "UTC");
    }
}
