use jiff::civil::date;

use super::super::occurrences::tests::{at, daily};
use super::*;

fn plan(zone: &str, minutes: &[u16], first: Date, last: Date) -> Schedule {
    Schedule { first, last, ..daily(zone, minutes) }
}

fn minute(minute: u16, bits: u8) -> Reminder {
    Reminder { minute, weekdays: Weekdays::from_bits(bits) }
}

#[test]
fn calendar_folds_long_lines_and_escapes_text() {
    let schedule = plan("UTC", &[480], date(2026, 3, 2), date(2026, 3, 4));
    let name = "Lesen; zwei Seiten, jeden Tag\\Abend — ආයුබෝවන් ආයුබෝවන් ආයුබෝවන් ආයුබෝවන්";
    let made = events(&schedule, "habit", name, "http://localhost/today", at("2026-03-01T00:00:00Z"), |_| true);
    let text = calendar("Habitro", &TimeZone::UTC, &made, at("2026-03-01T00:00:00Z"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let whole = text.replace("\r\n ", "");
    assert!(whole.contains("SUMMARY:Lesen\\; zwei Seiten\\, jeden Tag\\\\Abend — ආයුබෝවන්"), "{whole}");
    assert!(whole.contains("RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=20260304T080000Z\r\n"));
    assert!(!text.replace("\r\n", "").contains('\n'), "lines end with both");
}

#[test]
fn skipped_or_repeated_time_becomes_extra_instant() {
    let schedule = plan("Europe/Berlin", &[150], date(2026, 3, 20), date(2026, 4, 5));
    let made = events(&schedule, "habit", "Read", "http://localhost", at("2026-03-20T00:00:00Z"), |_| true);
    let [event] = made.as_slice() else { panic!("one event") };
    assert_eq!(event.excluded, [date(2026, 3, 29).at(2, 30, 0, 0)]);
    assert_eq!(event.extra_instants, [at("2026-03-29T01:00:00Z")]);
    // In autumn, the first of both.
    let schedule = plan("Europe/Berlin", &[150], date(2026, 10, 20), date(2026, 11, 5));
    let autumn = events(&schedule, "habit", "Read", "http://localhost", at("2026-03-20T00:00:00Z"), |_| true);
    assert_eq!(autumn[0].excluded, [date(2026, 10, 25).at(2, 30, 0, 0)]);
    assert_eq!(autumn[0].extra_instants, [at("2026-10-25T00:30:00Z")]);
    // Nothing is left to do on that day: no alarm at all.
    let schedule = plan("Europe/Berlin", &[150], date(2026, 3, 20), date(2026, 4, 5));
    let is_open = |day: Date| day != date(2026, 3, 29);
    let made = events(&schedule, "habit", "Read", "http://localhost", at("2026-03-20T00:00:00Z"), is_open);
    assert_eq!((made[0].excluded.len(), made[0].extra_instants.len()), (1, 0));
}

#[test]
fn apply_quiet_hours_moves_alarms_like_pushes() {
    let quiet = Some(QuietHours { from: 22 * 60, until: 7 * 60 });
    let times = [minute(30, 127), minute(6 * 60, 31), minute(8 * 60, 127), minute(23 * 60, 127)];
    assert_eq!(apply_quiet_hours(&times, quiet, 0), [minute(7 * 60, 127), minute(8 * 60, 127)]);
    // If days start at 04:00, 00:30 belongs to the end of the previous day.
    assert_eq!(apply_quiet_hours(&times, quiet, 240), [minute(7 * 60, 31), minute(8 * 60, 127)]);
    assert_eq!(apply_quiet_hours(&times, None, 0), times);
}

#[test]
fn calendar_contains_transitions_of_zone() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let text = calendar("Habitro", &zone, &[], at("2026-01-10T00:00:00Z"));
    let summer =
        "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n";
    assert!(text.contains(summer), "{text}");
    assert!(text.contains("BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100"));
    let colombo = calendar("Habitro", &TimeZone::get("Asia/Colombo").unwrap(), &[], at("2026-01-10T00:00:00Z"));
    assert!(colombo.contains("TZOFFSETTO:+0530") && !colombo.contains("DAYLIGHT"));
}

#[test]
fn plan_without_matching_weekday_has_no_event() {
    let schedule = Schedule {
        weekdays: Weekdays::from_bits(1),
        times: vec![minute(480, 2)],
        ..plan("UTC", &[], date(2026, 3, 2), date(2026, 3, 9))
    };
    assert!(events(&schedule, "habit", "Read", "http://localhost", at("2026-03-01T00:00:00Z"), |_| true).is_empty());
}

/// The files in tests/calendars are also read by a Python and a JavaScript program (scripts/calendars.py,
/// web/tests/browser/calendar.test.mjs). `HABITRO_WRITE_CALENDARS=1` rewrites them from plans.json.
#[test]
fn calendar_files_match_generated_calendars() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calendars");
    let plans: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("plans.json")).unwrap()).unwrap();
    #[allow(clippy::disallowed_methods, reason = "asked for by hand")]
    let write = std::env::var("HABITRO_WRITE_CALENDARS").is_ok();
    for plan in plans.as_array().unwrap() {
        let text = |field: &str| plan[field].as_str().unwrap();
        let rule = crate::features::habits::rules::calendar::DayRule::new(
            text("zone"),
            u16::try_from(plan["day_start"].as_u64().unwrap()).unwrap(),
        );
        let own = crate::features::habits::Calendar::new(rule.unwrap());
        let times = plan["times"].as_array().unwrap().iter().map(|time| {
            let weekdays: Vec<u8> =
                time["weekdays"].as_array().unwrap().iter().map(|day| day.as_u64().unwrap() as u8).collect();
            let minute = crate::features::habits::parse_time(time["time"].as_str().unwrap()).unwrap();
            Reminder { minute, weekdays: Weekdays::from_iso(&weekdays).unwrap() }
        });
        let schedule = Schedule {
            times: times.collect(),
            calendar: own.clone(),
            first: text("first").parse().unwrap(),
            last: text("last").parse().unwrap(),
            weekdays: Weekdays::ALL,
        };
        let now = at("2026-01-15T00:00:00Z");
        let made =
            events(&schedule, "walk", "Walk, \"far\"; or not", "http://localhost:8080/today?habit=walk", now, |_| true);
        let made = calendar("Habitro", own.zone(), &made, now);
        let path = folder.join(text("file"));
        if write {
            std::fs::write(&path, &made).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), made, "{}", text("file"));
        // The calendar has alarms at the scheduler's instants.
        let before = at("2026-01-01T00:00:00Z");
        let fired = schedule.between(before, at("2027-01-01T00:00:00Z"), before, 10_000);
        assert!(fired.len() > 80, "{}", text("file"));
    }
}
