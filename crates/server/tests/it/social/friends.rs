//! Friend requests, links and blocks, and what they must not reveal.

use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{alerts, befriend, id_of, items};

const REQUESTS: &str = "/api/v1/friends/requests";

async fn ask(client: &Client, body: Value) -> Value {
    client.post(REQUESTS, body).await.expect(202).json()
}

async fn friends_of(client: &Client) -> Vec<String> {
    let names = items(client, "/api/v1/friends").await;
    names.iter().map(|item| item["user"]["display_name"].as_str().unwrap().to_owned()).collect()
}

/// Returns the keys of an object and whether each value is null.
fn shape(value: &Value) -> Vec<(String, bool)> {
    value.as_object().unwrap().iter().map(|(key, value)| (key.clone(), value.is_null())).collect()
}

both_databases! {
    async fn request_is_sent_accepted_and_friendship_ended(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let asked = ask(&anna, json!({"identifier": " Bert@Example.org "})).await;
        assert_eq!((&asked["direction"], &asked["identifier"], &asked["user"]), (&json!("out"), &json!("Bert@Example.org"), &Value::Null));
        let seen = items(&bert, REQUESTS).await.remove(0);
        assert_eq!((&seen["direction"], &seen["user"]["display_name"], &seen["identifier"]), (&json!("in"), &json!("Anna"), &Value::Null));
        assert_eq!(alerts(&bert).await, ["friend-request"]);
        let path = format!("{REQUESTS}/{}", seen["id"].as_str().unwrap());
        // Only the recipient may respond, and only the sender may cancel.
        anna.request("POST", &format!("{path}/accept")).send().await.expect(404);
        anna.request("POST", &format!("{path}/decline")).send().await.expect(404);
        bert.delete(&path).await.expect(404);
        let friend = bert.request("POST", &format!("{path}/accept")).send().await.expect(200).json();
        assert_eq!(friend["user"]["display_name"], "Anna");
        bert.request("POST", &format!("{path}/accept")).send().await.expect(404);
        assert_eq!((friends_of(&anna).await, friends_of(&bert).await), (vec!["Bert".to_owned()], vec!["Anna".to_owned()]));
        assert!(items(&anna, REQUESTS).await.is_empty() && items(&bert, REQUESTS).await.is_empty());
        assert_eq!(alerts(&anna).await, ["friend-accepted"]);
        let bert_id = id_of(&bert).await;
        let again = anna.post(REQUESTS, json!({"user_id": bert_id})).await.expect(409);
        assert_eq!(again.code(), "already-friends");
        let card = anna.get(&format!("/api/v1/friends/{bert_id}")).await.expect(200).json();
        assert_eq!((&card["daily_streak"], &card["week"]["completed"]), (&json!(0), &json!(0)));
        bert.patch("/api/v1/me", json!({"leaderboard_visible": false})).await.expect(200);
        let card = anna.get(&format!("/api/v1/friends/{bert_id}")).await.expect(200).json();
        assert_eq!((&card["daily_streak"], &card["week"]), (&Value::Null, &Value::Null), "as far as they allow it");
        anna.delete(&format!("/api/v1/friends/{bert_id}")).await.expect(204);
        anna.delete(&format!("/api/v1/friends/{bert_id}")).await.expect(404);
        anna.get(&format!("/api/v1/friends/{bert_id}")).await.expect(404);
        assert!(friends_of(&bert).await.is_empty());
    }

    async fn requests_do_not_reveal_accounts(world) {
        let app = TestApp::start(world).await;
        let (anna, bert, carl) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await, app.sign_up("Carl", "UTC").await);
        carl.put(&format!("/api/v1/blocks/{}", id_of(&anna).await), json!({})).await.expect(204);
        befriend(&anna, &app.sign_up("Dora", "UTC").await, "dora@example.org").await;
        // Known, unknown, blocking and befriended recipients.
        let (mut shapes, mut rows) = (Vec::new(), Vec::new());
        for address in ["bert@example.org", "nobody@example.org", "carl@example.org", "dora@example.org"] {
            let first = ask(&anna, json!({"identifier": address})).await;
            assert_eq!(ask(&anna, json!({"identifier": address.to_uppercase()})).await, first, "the same question is one request");
            shapes.push(shape(&first));
            app.world.clock.advance_minutes(1);
            rows.push(first);
        }
        assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]));
        rows.reverse();
        assert_eq!(items(&anna, REQUESTS).await, rows, "only what was typed");
        assert!(items(&carl, REQUESTS).await.is_empty());
        // The requests look the same after a decline and a deletion.
        let id = items(&bert, REQUESTS).await[0]["id"].as_str().unwrap().to_owned();
        bert.request("POST", &format!("{REQUESTS}/{id}/decline")).send().await.expect(200);
        assert!(items(&bert, REQUESTS).await.is_empty());
        assert_eq!(items(&anna, REQUESTS).await, rows);
        bert.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        assert_eq!(items(&anna, REQUESTS).await, rows);
        for row in &rows {
            anna.delete(&format!("{REQUESTS}/{}", row["id"].as_str().unwrap())).await.expect(204);
        }
    }

    async fn requests_are_hidden_for_a_month_after_a_decline(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let bert_id = id_of(&bert).await;
        let asked = ask(&anna, json!({"user_id": bert_id})).await;
        assert_eq!(asked["user"]["display_name"], "Bert");
        let path = format!("{REQUESTS}/{}", asked["id"].as_str().unwrap());
        bert.request("POST", &format!("{path}/decline")).send().await.expect(200);
        assert_eq!(items(&anna, REQUESTS).await.len(), 1, "the asker is not told");
        anna.delete(&path).await.expect(204);
        ask(&anna, json!({"user_id": bert_id})).await;
        assert!(items(&bert, REQUESTS).await.is_empty());
        assert_eq!(alerts(&bert).await, ["friend-request"], "told once");
        let again = items(&anna, REQUESTS).await[0]["id"].as_str().unwrap().to_owned();
        anna.delete(&format!("{REQUESTS}/{again}")).await.expect(204);
        app.world.clock.advance_hours(24 * 30);
        let anna = app.log_in("Anna").await;
        ask(&anna, json!({"user_id": bert_id})).await;
        let bert = app.log_in("Bert").await;
        assert_eq!(items(&bert, REQUESTS).await.len(), 1);
    }

    async fn mutual_requests_make_friends(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let mut running = JoinSet::new();
        for (client, address) in [(anna.clone(), "bert@example.org"), (bert.clone(), "anna@example.org")] {
            running.spawn(async move { client.post(REQUESTS, json!({"identifier": address})).await.status });
        }
        while let Some(status) = running.join_next().await {
            assert_eq!(status.unwrap(), 202);
        }
        assert_eq!((friends_of(&anna).await, friends_of(&bert).await), (vec!["Bert".to_owned()], vec!["Anna".to_owned()]));
        assert!(items(&anna, REQUESTS).await.is_empty() && items(&bert, REQUESTS).await.is_empty());
    }

    async fn parallel_equal_requests_are_one(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let bert_id = id_of(&bert).await;
        let mut running = JoinSet::new();
        for n in 0..16 {
            let (client, id) = (anna.clone(), bert_id.clone());
            let body = if n % 2 == 0 { json!({"user_id": id}) } else { json!({"identifier": "bert@example.org"}) };
            running.spawn(async move { client.post(REQUESTS, body).await.status });
        }
        while let Some(status) = running.join_next().await {
            assert_eq!(status.unwrap(), 202);
        }
        assert_eq!(items(&anna, REQUESTS).await.len(), 2, "one by id, one typed");
        let seen = items(&bert, REQUESTS).await;
        assert_eq!(seen.len(), 1, "who is asked twice sees it once");
        let path = format!("{REQUESTS}/{}/accept", seen[0]["id"].as_str().unwrap());
        bert.request("POST", &path).send().await.expect(200);
        assert!(items(&anna, REQUESTS).await.is_empty());
    }

    async fn own_account_is_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (id, link) = (id_of(&anna).await, anna.request("POST", "/api/v1/friends/links").send().await.expect(201).json());
        for (field, body) in [
            ("identifier", json!({"identifier": "ANNA@example.org"})),
            ("user_id", json!({"user_id": id})),
            ("link", json!({"link": link["url"]})),
        ] {
            assert_eq!(anna.post(REQUESTS, body).await.expect(422).fields(), [format!("{field}: yourself")]);
        }
        assert_eq!(anna.put(&format!("/api/v1/blocks/{id}"), json!({})).await.expect(422).fields(), ["user_id: yourself"]);
        assert_eq!(anna.post(REQUESTS, json!({})).await.expect(422).fields().len(), 3);
        let two = anna.post(REQUESTS, json!({"identifier": "bo@example.org", "user_id": id})).await.expect(422);
        assert_eq!(two.fields(), ["identifier: ambiguous", "user_id: ambiguous"]);
        assert_eq!(anna.post(REQUESTS, json!({"identifier": "not an address"})).await.expect(422).fields(), ["identifier: invalid-identifier"]);
        anna.post(REQUESTS, json!({"user_id": "0198c5b4-0000-7000-8000-000000000001"})).await.expect(404);
        anna.post(REQUESTS, json!({"link": "https://example.org/friends/link/abc"})).await.expect(404);
    }

    async fn link_works_for_a_week(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let made = anna.request("POST", "/api/v1/friends/links").send().await.expect(201).json();
        let url = made["url"].as_str().unwrap();
        let token = url.rsplit('/').next().unwrap();
        assert!(url.starts_with("http://localhost:8080/friends/link/") && token.len() == 43, "{url}");
        let owner = bert.get(&format!("/api/v1/friends/links/{token}")).await.expect(200).json();
        assert_eq!(owner["user"]["display_name"], "Anna");
        let asked = ask(&bert, json!({"link": url})).await;
        assert_eq!(asked["user"]["display_name"], "Anna");
        assert_eq!(ask(&bert, json!({"link": token})).await, asked);
        assert_eq!(items(&anna, REQUESTS).await.len(), 1, "the owner still says yes or no");
        // A link ends when its owner revokes it or when it expires.
        anna.delete("/api/v1/friends/links").await.expect(204);
        bert.get(&format!("/api/v1/friends/links/{token}")).await.expect(404);
        let next = anna.request("POST", "/api/v1/friends/links").send().await.expect(201).json();
        app.world.clock.advance_hours(24 * 7);
        bert.post(REQUESTS, json!({"link": next["url"]})).await.expect(404);
        // Only the 200 newest links work.
        let anna = app.log_in("Anna").await;
        let mut urls = Vec::new();
        for _ in 0..201 {
            urls.push(anna.request("POST", "/api/v1/friends/links").send().await.expect(201).json()["url"].clone());
            app.world.clock.advance_minutes(1);
        }
        let carl = app.sign_up("Carl", "UTC").await;
        carl.post(REQUESTS, json!({"link": urls[0]})).await.expect(404);
        ask(&carl, json!({"link": urls[1]})).await;
    }

    async fn block_hides_each_from_the_other(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let (anna_id, bert_id) = (id_of(&anna).await, id_of(&bert).await);
        befriend(&anna, &bert, "bert@example.org").await;
        let link = anna.request("POST", "/api/v1/friends/links").send().await.expect(201).json();
        anna.put(&format!("/api/v1/blocks/{bert_id}"), json!({})).await.expect(204);
        anna.put(&format!("/api/v1/blocks/{bert_id}"), json!({})).await.expect(204);
        assert_eq!(items(&anna, "/api/v1/blocks").await[0]["user"]["display_name"], "Bert");
        assert!(items(&bert, "/api/v1/blocks").await.is_empty(), "the other is not told");
        assert!(friends_of(&anna).await.is_empty() && friends_of(&bert).await.is_empty());
        bert.post(REQUESTS, json!({"user_id": anna_id})).await.expect(404);
        bert.post(REQUESTS, json!({"link": link["url"]})).await.expect(404);
        anna.post(REQUESTS, json!({"user_id": bert_id})).await.expect(404);
        let asked = ask(&bert, json!({"identifier": "anna@example.org"})).await;
        assert!(items(&anna, REQUESTS).await.is_empty());
        anna.delete(&format!("/api/v1/blocks/{bert_id}")).await.expect(204);
        anna.delete(&format!("/api/v1/blocks/{bert_id}")).await.expect(404);
        assert!(items(&anna, REQUESTS).await.is_empty(), "what came meanwhile never arrives");
        bert.delete(&format!("{REQUESTS}/{}", asked["id"].as_str().unwrap())).await.expect(204);
        ask(&bert, json!({"user_id": anna_id})).await;
        assert_eq!(items(&anna, REQUESTS).await.len(), 1);
        anna.put("/api/v1/blocks/0198c5b4-0000-7000-8000-000000000001", json!({})).await.expect(404);
    }

    async fn requests_are_limited(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for n in 0..20 {
            ask(&anna, json!({"identifier": format!("n{n}@example.org")})).await;
        }
        let refused = anna.post(REQUESTS, json!({"identifier": "n20@example.org"})).await.expect(429);
        assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("too-many-requests", Some("3600")));
        // Sending an earlier request again does not count.
        ask(&anna, json!({"identifier": "n3@example.org"})).await;
        app.world.clock.advance_hours(1);
        ask(&anna, json!({"identifier": "n20@example.org"})).await;
        let page = anna.get(&format!("{REQUESTS}?limit=8")).await.expect(200).json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let rest = items(&anna, &format!("{REQUESTS}?limit=50&cursor={cursor}")).await;
        assert_eq!((page["items"].as_array().unwrap().len(), rest.len()), (8, 13));
    }

    async fn account_deletion_ends_friendships(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let carl = app.sign_up("Carl", "UTC").await;
        befriend(&anna, &bert, "bert@example.org").await;
        ask(&carl, json!({"user_id": id_of(&anna).await})).await;
        carl.put(&format!("/api/v1/blocks/{}", id_of(&anna).await), json!({})).await.expect(204);
        anna.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        assert!(friends_of(&bert).await.is_empty());
        assert!(items(&carl, REQUESTS).await.is_empty() && items(&carl, "/api/v1/blocks").await.is_empty());
        ask(&carl, json!({"identifier": "anna@example.org"})).await;
    }
}
