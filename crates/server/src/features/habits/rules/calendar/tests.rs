use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn rule(zone: &str, start: u16) -> DayRule {
    DayRule::new(zone, start).expect("a known zone")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn every_zone() -> Vec<String> {
    jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect()
}

/// Finds the instants between `from` and `to` at which the local day changes, by bisecting half-hour
/// steps, so that the result does not depend on how the rule computes day starts.
fn day_changes(day_of: impl Fn(Timestamp) -> Date, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Date)> {
    let mut changes = Vec::new();
    let mut here = from;
    let mut day = day_of(here);
    while here < to {
        let next = (here + SignedDuration::from_mins(30)).min(to);
        let next_day = day_of(next);
        if next_day != day {
            let (mut low, mut high) = (here.as_second(), next.as_second());
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                let seen = day_of(Timestamp::from_second(middle).expect("in range"));
                if seen == day { low = middle } else { high = middle }
            }
            changes.push((Timestamp::from_second(high).expect("in range"), next_day));
            day = next_day;
        }
        here = next;
    }
    changes
}

fn assert_ordered_and_apart(changes: &[(Timestamp, Date)], what: &str) {
    for pair in changes.windows(2) {
        assert!(pair[1].1 > pair[0].1, "{what}: {} went back to {}", pair[0].1, pair[1].1);
        let apart = pair[0].0.duration_until(pair[1].0);
        assert!(apart >= SHORTEST_DAY, "{what}: {} began only {apart:#} after {}", pair[1].1, pair[0].1);
    }
}

#[test]
fn local_day_follows_definition_without_clock_changes() {
    let colombo = rule("Asia/Colombo", 0);
    assert_eq!(colombo.local_day(at("2026-03-10T18:29:59Z")), date(2026, 3, 10));
    assert_eq!(colombo.local_day(at("2026-03-10T18:30:00Z")), date(2026, 3, 11));
    let late = rule("Asia/Colombo", 240);
    assert_eq!(late.local_day(at("2026-03-10T22:29:59Z")), date(2026, 3, 10));
    assert_eq!(late.local_day(at("2026-03-10T22:30:00Z")), date(2026, 3, 11));
}

#[test]
fn day_start_in_gap_moves_to_clock_change() {
    // Berlin, 29 March 2026: 02:00 jumps to 03:00 at 01:00Z.
    let berlin = rule("Europe/Berlin", 150);
    assert_eq!(berlin.local_day(at("2026-03-29T00:59:59Z")), date(2026, 3, 28));
    assert_eq!(berlin.local_day(at("2026-03-29T01:00:00Z")), date(2026, 3, 29));
}

#[test]
fn local_day_does_not_go_back_in_fold() {
    // Berlin, 25 October 2026: 03:00 falls back to 02:00 at 01:00Z; 02:30 comes twice.
    let berlin = rule("Europe/Berlin", 150);
    assert_eq!(berlin.local_day(at("2026-10-25T00:29:59Z")), date(2026, 10, 24));
    for text in ["2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:29:59Z", "2026-10-25T02:00:00Z"] {
        assert_eq!(berlin.local_day(at(text)), date(2026, 10, 25), "{text}");
    }
}

#[test]
fn date_skipped_by_zone_is_never_a_local_day() {
    // Samoa went from 29 to 31 December 2011.
    let apia = rule("Pacific/Apia", 0);
    assert_eq!(apia.local_day(at("2011-12-30T09:59:59Z")), date(2011, 12, 29));
    assert_eq!(apia.local_day(at("2011-12-30T10:00:00Z")), date(2011, 12, 31));
}

#[test]
fn days_are_ordered_and_23_hours_apart_in_every_zone() {
    for name in every_zone() {
        for start in [0, 150, 360] {
            let rule = rule(&name, start);
            let zone = TimeZone::get(&name).expect("known");
            // Between clock changes the plain definition holds, so only the time around them is checked.
            let clock_changes: Vec<Timestamp> = zone
                .following(at("2024-01-01T00:00:00Z"))
                .map(|change| change.timestamp())
                .take_while(|change| *change < at("2029-01-01T00:00:00Z"))
                .collect();
            for change in clock_changes {
                let (from, to) = (change - SignedDuration::from_hours(50), change + SignedDuration::from_hours(130));
                let changes = day_changes(|t| rule.local_day(t), from, to);
                assert_ordered_and_apart(&changes, &format!("{name} at {start} min around {change}"));
            }
        }
    }
}

#[test]
fn moving_west_lengthens_and_moving_east_shortens_the_day() {
    let now = at("2026-03-10T12:00:00Z");
    let berlin = Calendar::new(rule("Europe/Berlin", 0));
    let london = berlin.change(rule("Europe/London", 0), now, true);
    let changes = day_changes(|t| london.local_day(t), now, at("2026-03-12T12:00:00Z"));
    assert_eq!(changes[0], (at("2026-03-11T00:00:00Z"), date(2026, 3, 11)));
    let there = Calendar::new(rule("Europe/London", 0)).change(rule("Europe/Berlin", 0), now, true);
    let changes = day_changes(|t| there.local_day(t), now, at("2026-03-12T12:00:00Z"));
    assert_eq!(changes[0], (at("2026-03-10T23:00:00Z"), date(2026, 3, 11)));
}

#[test]
fn change_is_immediate_before_first_completion() {
    let now = at("2026-03-10T12:00:00Z");
    let moved = Calendar::new(rule("UTC", 0)).change(rule("Pacific/Kiritimati", 0), now, false);
    assert_eq!(moved.local_day(now), date(2026, 3, 11));
    assert_eq!(moved.held(), None);
}

#[test]
fn crossing_date_line_skips_a_date_or_lengthens_the_day() {
    let now = at("2026-03-10T12:00:00Z");
    let east = Calendar::new(rule("Pacific/Pago_Pago", 0)).change(rule("Pacific/Kiritimati", 0), now, true);
    assert_eq!(east.local_day(now), date(2026, 3, 10));
    assert_eq!(east.next_after_held(now), Some((date(2026, 3, 10), date(2026, 3, 12))));
    let west = Calendar::new(rule("Pacific/Kiritimati", 0)).change(rule("Pacific/Pago_Pago", 0), now, true);
    let changes = day_changes(|t| west.local_day(t), now, at("2026-03-14T12:00:00Z"));
    assert_eq!(changes[0], (at("2026-03-12T11:00:00Z"), date(2026, 3, 12)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]
    /// Whatever zones and day starts the user chooses, days stay in order and 23 h apart.
    #[test]
    fn days_stay_ordered_and_apart_when_hopping_zones(hops in proptest::collection::vec((any::<prop::sample::Index>(), 0u16..=360, 1i64..4000), 1..12), begin in 0i64..86_400 * 700) {
        let zones = every_zone();
        let start = at("2025-01-01T00:00:00Z") + SignedDuration::from_secs(begin);
        let mut calendar = Calendar::new(rule("Asia/Colombo", 0));
        let mut here = start;
        let mut changes: Vec<(Timestamp, Date)> = Vec::new();
        for (zone, day_start, minutes) in hops {
            let until = here + SignedDuration::from_mins(minutes);
            changes.extend(day_changes(|t| calendar.local_day(t), here, until));
            let before = calendar.local_day(until);
            calendar = calendar.change(rule(&zones[zone.index(zones.len())], day_start), until, true);
            prop_assert_eq!(calendar.local_day(until), before, "a change does not change the current day");
            here = until;
        }
        changes.extend(day_changes(|t| calendar.local_day(t), here, here + SignedDuration::from_hours(96)));
        changes.dedup();
        assert_ordered_and_apart(&changes, "hopping");
    }

    #[test]
    fn next_day_begins_at_first_instant_of_later_day(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), starts in (0u16..=360, 0u16..=360), begin in 0i64..86_400 * 700, later in 0i64..3000) {
        let zones = every_zone();
        let pick = |index: prop::sample::Index, start| rule(&zones[index.index(zones.len())], start);
        let changed = at("2025-01-01T00:00:00Z") + SignedDuration::from_secs(begin);
        let calendar = Calendar::new(pick(from, starts.0)).change(pick(to, starts.1), changed, true);
        let here = changed + SignedDuration::from_mins(later);
        let found = day_changes(|t| calendar.local_day(t), here, here + SignedDuration::from_hours(80));
        prop_assert_eq!(calendar.next_day_begins(here), found[0].0);
    }
}
