//! Reminders as a calendar file, and calendar links, whose tokens are stored as hashes.

use habitro_testkit::{Reply, TestApp, both_databases};
use serde_json::{Value, json};

use super::{complete_all, habit};

/// Returns the unfolded content lines.
fn lines(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.header("content-type"), Some("text/calendar; charset=utf-8"));
    reply.text().replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn path_of(url: &Value) -> String {
    url.as_str().unwrap().strip_prefix("http://localhost:8080").expect("the public address").to_owned()
}

both_databases! {
    async fn link_serves_the_calendar_until_it_is_deleted(world) {
        let app = TestApp::start(world).await;
        let (anna, bo) = (app.sign_up("Anna", "Europe/Berlin").await, app.sign_up("Bo", "UTC").await);
        habit(&anna, "Walk", json!({"reminder_times": ["10:00", "18:30"], "weekdays": [1, 3]})).await;
        let created = anna.request("POST", "/api/v1/calendar-links").send().await.expect(201).json();
        let path = path_of(&created["url"]);
        let token = path.strip_prefix("/api/v1/calendar/").unwrap().strip_suffix(".ics").unwrap();
        assert_eq!(token.len(), 43, "256 bits");
        let dump = app.world.database.dump();
        assert!(!dump.windows(token.len()).any(|bytes| bytes == token.as_bytes()), "only its hash is stored");
        // A calendar program has no session.
        let feed = app.client().get(&path).await.expect(200);
        let text = lines(&feed);
        let starts: Vec<_> = text.iter().filter(|line| line.starts_with("DTSTART;")).collect();
        assert_eq!(starts, ["DTSTART;TZID=Europe/Berlin:20260302T100000", "DTSTART;TZID=Europe/Berlin:20260302T183000"]);
        assert_eq!(text.iter().filter(|line| *line == "BEGIN:VALARM").count(), 2);
        assert!(text.iter().any(|line| line.starts_with("RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=MO,WE;UNTIL=20260610T")), "{text:?}");
        let tag = feed.header("etag").unwrap().to_owned();
        app.client().request("GET", &path).header("if-none-match", &tag).send().await.expect(304);
        let list = anna.get("/api/v1/calendar-links").await.expect(200).json();
        assert_eq!((&list["items"][0]["id"], &list["items"][0]["last_read_at"]), (&created["id"], &json!("2026-03-02T08:00:00Z")));
        assert!(list["items"][0].get("url").is_none());
        let own = format!("/api/v1/calendar-links/{}", created["id"].as_str().unwrap());
        bo.delete(&own).await.expect(404);
        anna.delete(&own).await.expect(204);
        anna.delete(&own).await.expect(404);
        app.client().get(&path).await.expect(404);
        app.client().get("/api/v1/calendar/none.ics").await.expect(404);
        for _ in 0..10 {
            anna.request("POST", "/api/v1/calendar-links").send().await.expect(201);
        }
        assert_eq!(anna.request("POST", "/api/v1/calendar-links").send().await.expect(409).code(), "too-many-links");
    }

    async fn link_creation_ignores_idempotency_keys(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let make = async || anna.request("POST", "/api/v1/calendar-links").header("idempotency-key", "k").send().await.expect(201).json();
        let (one, two) = (make().await, make().await);
        assert_ne!(one["url"], two["url"]);
    }

    async fn calendar_omits_reminders_that_will_not_fire(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let walk = habit(&anna, "Walk, far; \"away\"", json!({"reminder_times": ["06:00", "10:00", "23:00"]})).await;
        app.world.clock.advance_seconds(1);
        let read = habit(&anna, "Read", json!({"reminder_times": ["12:00"]})).await;
        habit(&anna, "No reminder", json!({})).await;
        let quiet = json!({"kinds": [], "quiet_hours": {"from": "22:00", "until": "07:00"}});
        anna.put("/api/v1/notifications/preferences", quiet).await.expect(200);
        complete_all(&anna).await;
        let id = walk["id"].as_str().unwrap();
        anna.post(&format!("/api/v1/habits/{id}/skips"), json!({"date": "2026-03-05"})).await.expect(200);
        anna.request("POST", &format!("/api/v1/habits/{}/pause", read["id"].as_str().unwrap())).send().await.expect(200);
        let file = anna.get("/api/v1/reminders/calendar.ics").await.expect(200);
        assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"habitro.ics\""));
        let text = lines(&file);
        let of = |start: &str| text.iter().filter(|line| line.starts_with(start)).cloned().collect::<Vec<_>>();
        // 06:00 is postponed to 07:00; 23:00 would be postponed past the end of its day, so it is omitted.
        assert_eq!(of("DTSTART;")[..2], ["DTSTART;TZID=UTC:20260302T070000", "DTSTART;TZID=UTC:20260302T100000"]);
        assert_eq!(of("EXDATE")[..4].iter().map(|line| &line[16..]).collect::<Vec<_>>(),
            ["20260302T070000", "20260305T070000", "20260302T100000", "20260305T100000"], "done today, skipped on Thursday");
        // A paused habit's last day is today.
        assert!(of("RRULE").iter().any(|line| line.ends_with("UNTIL=20260302T120000Z")), "{text:?}");
        assert_eq!(of("SUMMARY")[0], "SUMMARY:Walk\\, far\\; \"away\"");
        assert_eq!(of("BEGIN:VEVENT").len(), 3);
        assert_eq!(app.client().get("/api/v1/reminders/calendar.ics").await.status, 401);
    }
}
