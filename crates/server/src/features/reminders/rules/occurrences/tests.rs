use habitro_testkit::ZONES;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::features::habits::rules::calendar::DayRule;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn calendar(zone: &str) -> Calendar {
    Calendar::new(DayRule::new(zone, 0).unwrap())
}

/// Every day at these minutes, without end.
pub fn daily(zone: &str, minutes: &[u16]) -> Schedule {
    let times = minutes.iter().map(|&minute| Reminder { minute, weekdays: Weekdays::ALL }).collect();
    Schedule { times, ..Schedule::every_day(calendar(zone), 0) }
}

/// The same by walking forward in steps of five minutes, which all times and all transitions here are
/// multiples of: the first instant at which the clock shows the date and the time or later. Only instants
/// are converted to local times, never the reverse.
fn walked(zone: &TimeZone, year: i16, minutes: &[u16]) -> Vec<Timestamp> {
    let mut found = Vec::new();
    let start = date(year, 1, 1).to_datetime(Time::midnight());
    let begin = TimeZone::UTC.to_timestamp(start).unwrap().checked_sub(SignedDuration::from_hours(24)).unwrap();
    let mut before = zone.to_datetime(begin);
    for step in 1..=(367 * 24 * 12) {
        let now = begin.checked_add(SignedDuration::from_mins(5 * step)).unwrap();
        let shown = zone.to_datetime(now);
        // The clock was set back or stood still: these local times were shown already.
        if shown > before {
            for &minute in minutes {
                let wanted = Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).unwrap();
                let mut day = before.date();
                while day <= shown.date() {
                    let wanted = DateTime::from_parts(day, wanted);
                    if wanted > before && wanted <= shown && day.year() == year && found.last() != Some(&now) {
                        found.push(now);
                    }
                    day = add_days(day, 1);
                }
            }
            before = shown;
        }
    }
    found
}

#[test]
fn next_after_agrees_with_walking_through_year_in_forty_zones() {
    // 00:00, 00:30, 01:30, 02:15, 02:45, 23:30, around transitions, and 07:05.
    let minutes = [0, 30, 90, 135, 165, 425, 1410];
    for name in ZONES {
        let zone = TimeZone::get(name).unwrap_or_else(|_| panic!("{name} is in the database"));
        let schedule = daily(name, &minutes);
        let (mut last, mut found) = (at("2025-12-30T00:00:00Z"), Vec::new());
        while let Some(next) = schedule.next_after(last, last) {
            last = next.at;
            if zone.to_datetime(last).date() > date(2027, 1, 2) {
                break;
            }
            found.push(last);
        }
        let expected = walked(&zone, 2026, &minutes);
        let (first, end) = (expected[0], expected[expected.len() - 1]);
        found.retain(|at| *at >= first && *at <= end);
        assert_eq!(found.len(), expected.len(), "{name}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn skipped_time_moves_to_transition_and_repeated_time_occurs_once() {
    let berlin = daily("Europe/Berlin", &[150]);
    let next = |after: &str| berlin.next_after(at(after), at(after)).unwrap().at.to_string();
    // 02:30 on 29 March 2026 does not exist: 03:00 is the next minute.
    assert_eq!(next("2026-03-28T12:00:00Z"), "2026-03-29T01:00:00Z");
    // 02:30 on 25 October occurs twice: the first of both, then the next day's.
    assert_eq!(next("2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
    assert_eq!(next("2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
    // If the clocks skip midnight, the occurrence still belongs to the day before.
    let nuuk = daily("America/Nuuk", &[23 * 60 + 30]);
    let found = nuuk.next_after(at("2026-03-28T12:00:00Z"), at("2026-03-28T12:00:00Z")).unwrap();
    assert_eq!((found.at.to_string(), found.day), ("2026-03-29T01:00:00Z".into(), date(2026, 3, 28)));
}

#[test]
fn skipped_date_has_no_occurrence() {
    let apia = daily("Pacific/Apia", &[480]);
    let days = apia.between(at("2011-12-29T00:00:00Z"), at("2012-01-02T00:00:00Z"), at("2011-12-29T00:00:00Z"), 10);
    let days: Vec<_> = days.iter().map(|occurrence| occurrence.day.day()).collect();
    assert_eq!(days, [29, 31, 1, 2], "30 December 2011 was not");
}

#[test]
fn occurrences_match_weekdays_of_plan_and_reminder() {
    let schedule = Schedule {
        times: vec![
            Reminder { minute: 480, weekdays: Weekdays::from_iso(&[1, 6, 7]).unwrap() },
            Reminder { minute: 600, weekdays: Weekdays::ALL },
        ],
        first: date(2026, 3, 2),
        last: date(2026, 3, 9),
        weekdays: Weekdays::from_iso(&[1, 2, 6]).unwrap(),
        ..daily("UTC", &[])
    };
    let now = at("2026-02-20T00:00:00Z");
    let found: Vec<_> = schedule
        .between(now, at("2026-04-01T00:00:00Z"), now, 100)
        .iter()
        .map(|occurrence| occurrence.at.to_string())
        .collect();
    assert_eq!(
        found,
        [
            "2026-03-02T08:00:00Z",
            "2026-03-02T10:00:00Z",
            "2026-03-03T10:00:00Z",
            "2026-03-07T08:00:00Z",
            "2026-03-07T10:00:00Z",
            "2026-03-09T08:00:00Z",
            "2026-03-09T10:00:00Z"
        ]
    );
}

#[test]
fn time_before_day_start_belongs_to_previous_day() {
    let late = Calendar::new(DayRule::new("UTC", 240).unwrap());
    let schedule = Schedule { first: date(2026, 3, 2), last: date(2026, 3, 2), ..Schedule::every_day(late, 60) };
    let now = at("2026-03-01T00:00:00Z");
    let found = schedule.between(now, at("2026-03-05T00:00:00Z"), now, 9);
    assert_eq!(found, [Occurrence { at: at("2026-03-03T01:00:00Z"), day: date(2026, 3, 2) }]);
}

/// Returns the occurrences at midnight within three days, with the days that they are about.
fn midnights(zone: &str, from: &str) -> Vec<(Timestamp, Date)> {
    let from = at(from);
    let until = from.checked_add(SignedDuration::from_hours(72)).unwrap();
    daily(zone, &[0]).between(from, until, from, 9).iter().map(|occurrence| (occurrence.at, occurrence.day)).collect()
}

#[test]
fn skipped_midnight_belongs_to_day_it_starts() {
    // In Havana the clocks move from 00:00 to 01:00 on 8 March 2026.
    let found = midnights("America/Havana", "2026-03-06T12:00:00Z");
    assert_eq!(
        found.iter().map(|occurrence| occurrence.1).collect::<Vec<_>>(),
        [date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)]
    );
    assert_eq!(found[1].0, at("2026-03-08T05:00:00Z"));
}

#[test]
fn extended_day_has_each_time_once() {
    // At Troll the clocks move from 01:00 to 03:00 on 29 March 2026: 00:00 of the 30th is 22 hours after
    // the 29th began.
    let found = midnights("Antarctica/Troll", "2026-03-28T12:00:00Z");
    assert_eq!(
        found.iter().map(|occurrence| occurrence.1).collect::<Vec<_>>(),
        [date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31)]
    );
    assert_eq!(found[1].0, at("2026-03-29T22:00:00Z"));
}

proptest! {
    #[test]
    fn instants_rise_and_no_day_has_more_than_its_times(
        zone in 0usize..40, minutes in proptest::collection::btree_set(0u16..1440, 1..6), start in 0i64..365
    ) {
        let minutes: Vec<u16> = minutes.into_iter().collect();
        let schedule = daily(ZONES[zone], &minutes);
        let from = at("2026-01-01T00:00:00Z").checked_add(SignedDuration::from_hours(24 * start)).unwrap();
        let until = from.checked_add(SignedDuration::from_hours(24 * 10)).unwrap();
        let found = schedule.between(from, until, from, 200);
        prop_assert!(found.windows(2).all(|pair| pair[0].at < pair[1].at && pair[0].day <= pair[1].day));
        for day in found.iter().map(|occurrence| occurrence.day) {
            prop_assert!(found.iter().filter(|occurrence| occurrence.day == day).count() <= minutes.len());
        }
        // Every day has each of its times, except on days of a transition.
        prop_assert!(found.len() >= 9 * minutes.len() - minutes.len());
        for occurrence in &found {
            prop_assert_eq!(schedule.at(occurrence.at, from), Some(*occurrence));
        }
    }
}
