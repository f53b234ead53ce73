use jiff::civil::date;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::super::challenge::ChallengeBoard;
use super::*;

fn tally(done: u32, due: u32) -> Tally {
    Tally { due, done: done.min(due) }
}

fn id(n: u8) -> Uuid {
    Uuid::from_u128(u128::from(n) + 1)
}

fn reading(n: u8, joined: i64, listed: bool, tallies: [Tally; 3], until: i64) -> Reading {
    Reading {
        user: id(n),
        joined: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(joined),
        listed,
        today: date(2026, 3, 2),
        until: Timestamp::UNIX_EPOCH + until.hours(),
        settled: Tally::default(),
        tallies,
    }
}

/// The definition, applied to a plain list.
fn defined(people: &HashMap<Uuid, Reading>, period: Period, sort: Order) -> Vec<Place> {
    let mut listed: Vec<&Reading> = people
        .values()
        .filter(|one| one.listed && (sort == Order::Rate || one.tallies[period as usize].due >= 7))
        .collect();
    listed.sort_by(|a, b| {
        let key = |one: &Reading| one.tallies[period as usize];
        let by_rate = key(b).rate().total_cmp(&key(a).rate()).then(key(b).done.cmp(&key(a).done));
        let fair = |one: &Reading| key(one).fair_score().unwrap();
        let by_tally = if sort == Order::Rate { by_rate } else { fair(b).total_cmp(&fair(a)) };
        by_tally.then(a.joined.cmp(&b.joined)).then(a.user.cmp(&b.user))
    });
    listed
        .into_iter()
        .zip(1..)
        .map(|(one, rank)| Place { rank, user: one.user, tally: one.tallies[period as usize] })
        .collect()
}

fn board_of(people: impl IntoIterator<Item = Reading>) -> Board {
    let mut board = Board::default();
    people.into_iter().for_each(|one| board.gather(&one));
    board.arrange();
    board
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let counts = || (0u32..6, 0u32..12).prop_map(|(done, due)| tally(done, due));
    (0u8..30, 0i64..5, any::<bool>(), [counts(), counts(), counts()], 0i64..50)
        .prop_map(|(n, joined, hidden, tallies, until)| reading(n, joined, !hidden || n % 3 > 0, tallies, until))
}

proptest! {
    #[test]
    fn board_matches_its_definition(steps in proptest::collection::vec((any_reading(), 0u8..10), 0..120), at_first in 0usize..60) {
        let mut people: HashMap<Uuid, Reading> = HashMap::new();
        let at_first = at_first.min(steps.len());
        for (reading, _) in &steps[..at_first] {
            people.insert(reading.user, *reading);
        }
        let mut board = board_of(people.values().copied());
        board.take_changed();
        let mut shown: HashMap<(Period, Order), Vec<Place>> = HashMap::new();
        let all = || Period::ALL.into_iter().flat_map(|period| Order::ALL.map(|order| (period, order)));
        for (period, order) in all() {
            shown.insert((period, order), board.first(period, order, LISTED));
        }
        for (reading, dice) in &steps[at_first..] {
            if *dice == 0 {
                board.remove(reading.user);
                people.remove(&reading.user);
            } else {
                board.apply(reading);
                people.insert(reading.user, *reading);
            }
            for changed in board.take_changed() {
                shown.insert(changed, board.first(changed.0, changed.1, LISTED));
            }
            for (period, order) in all() {
                let wanted = defined(&people, period, order);
                prop_assert_eq!(&shown[&(period, order)], &wanted);
                for place in &wanted {
                    prop_assert_eq!(board.rank_of(place.user, period, order), Some(*place));
                }
            }
        }
        prop_assert_eq!(board.len(), people.len());
        // Each user whose day has ended is returned once, whatever changed before.
        let now = Timestamp::UNIX_EPOCH + 25.hours();
        let mut ended = board.ended_by(now);
        ended.sort();
        ended.dedup();
        let mut wanted: Vec<Uuid> = people.values().filter(|one| one.until <= now).map(|one| one.user).collect();
        wanted.sort();
        prop_assert_eq!(ended, wanted);
        prop_assert!(board.ended_by(now).is_empty());
        prop_assert!(board.next_day_end().is_none_or(|end| end > now));
    }

    #[test]
    fn challenge_board_matches_the_definition(steps in proptest::collection::vec((any_reading(), 0u8..4), 0..80)) {
        let mut board = Board::default();
        let mut challenge = ChallengeBoard::default();
        let mut people: HashMap<Uuid, Reading> = HashMap::new();
        for (mut reading, dice) in steps {
            // The date of joining never changes.
            reading.joined = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::from(reading.user.as_bytes()[15] % 5));
            board.apply(&reading);
            let part = (dice > 0).then_some(reading.tallies[0]);
            challenge.apply(&board, reading.user, part);
            match part {
                Some(_) => people.insert(reading.user, reading),
                None => people.remove(&reading.user),
            };
            for order in Order::ALL {
                let (first, me) = challenge.first(&board, reading.user, order, LISTED);
                prop_assert_eq!(&first, &defined(&people, Period::Weekly, order));
                prop_assert_eq!(me.is_some(), part.is_some_and(|tally| tally.is_ranked(order)));
            }
        }
    }
}

#[test]
fn hidden_user_sees_the_rank_they_would_have() {
    let counts = |done| [tally(done, 10); 3];
    let board = board_of([
        reading(1, 1, true, counts(9), 1),
        reading(2, 2, false, counts(8), 1),
        reading(3, 3, true, counts(7), 1),
    ]);
    let place = |n| board.rank_of(id(n), Period::Weekly, Order::Rate).unwrap().rank;
    assert_eq!((place(1), place(2), place(3)), (1, 2, 2));
    assert_eq!(board.first(Period::Weekly, Order::Rate, 100).len(), 2);
    let (few, me) = board.among(&[id(1), id(2), id(3)], id(2), Period::Weekly, Order::Rate);
    assert_eq!((few.len(), me.unwrap().rank), (2, 2));
}
