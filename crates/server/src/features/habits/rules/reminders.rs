//! When a habit wants to be thought of: times of the day, each on the weekdays it is for.

use super::plan::Weekdays;

/// At most so many on one day.
pub const MOST_A_DAY: usize = 5;

/// A time of the day, and the weekdays of the user's own days it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Minutes after midnight on the user's clock, 0-1439.
    pub minute: u16,
    /// Weekdays of the local day it reminds of.
    pub weekdays: Weekdays,
}

impl Reminder {
    /// As `HH:MM`.
    #[must_use]
    pub fn time(&self) -> String {
        format!("{:02}:{:02}", self.minute / 60, self.minute % 60)
    }
}

/// `HH:MM` as minutes after midnight.
#[must_use]
pub fn minute_of(text: &str) -> Option<u16> {
    let two = |part: &str, most: u16| {
        let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| digits && *number <= most)
    };
    let (hours, minutes) = text.split_once(':')?;
    Some(two(hours, 23)? * 60 + two(minutes, 59)?)
}

/// In the order of the day; the same time twice is one with the weekdays of both.
#[must_use]
pub fn in_order(reminders: &[Reminder]) -> Vec<Reminder> {
    let mut all = reminders.to_vec();
    all.sort_by_key(|reminder| reminder.minute);
    all.dedup_by(|next, kept| {
        let same = next.minute == kept.minute;
        if same {
            kept.weekdays = Weekdays::from_bits(kept.weekdays.bits() | next.weekdays.bits());
        }
        same
    });
    all
}

/// Whether some day would have more than [`MOST_A_DAY`].
#[must_use]
pub fn too_many(reminders: &[Reminder]) -> bool {
    (0..7).any(|day| reminders.iter().filter(|one| one.weekdays.bits() & (1 << day) != 0).count() > MOST_A_DAY)
}

/// As it is kept: `HH:MM` joined by commas, with `/bits` behind it where not every weekday is
/// meant.
#[must_use]
pub fn to_text(reminders: &[Reminder]) -> String {
    let one = |reminder: &Reminder| {
        if reminder.weekdays == Weekdays::ALL {
            reminder.time()
        } else {
            format!("{}/{}", reminder.time(), reminder.weekdays.bits())
        }
    };
    reminders.iter().map(one).collect::<Vec<_>>().join(",")
}

/// From what [`to_text`] wrote; what can't be read is left out.
#[must_use]
pub fn from_text(text: &str) -> Vec<Reminder> {
    let one = |part: &str| {
        let (time, days) = part.split_once('/').map_or((part, None), |(time, bits)| (time, Some(bits)));
        let weekdays = match days {
            Some(bits) => Weekdays::from_bits(bits.parse().ok()?),
            None => Weekdays::ALL,
        };
        Some(Reminder { minute: minute_of(time)?, weekdays })
    };
    text.split(',').filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: u16, bits: u8) -> Reminder {
        Reminder { minute, weekdays: Weekdays::from_bits(bits) }
    }

    #[test]
    fn times_of_the_day_are_read_strictly() {
        assert_eq!((minute_of("00:00"), minute_of("07:30"), minute_of("23:59")), (Some(0), Some(450), Some(1439)));
        for bad in ["", "7:30", "24:00", "07:60", "07:3", "07:30:00", "-7:30", "aa:bb", "0730"] {
            assert_eq!(minute_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_was_kept_before_weekdays_is_every_day() {
        assert_eq!(from_text("07:30,21:00"), [at(450, 127), at(1260, 127)]);
        assert_eq!(from_text(""), []);
        assert_eq!(to_text(&[at(450, 127), at(1260, 31)]), "07:30,21:00/31");
    }

    #[test]
    fn five_a_day_and_not_five_a_week() {
        let weekend: Vec<_> = (0..5).map(|n| at(n, 96)).collect();
        let working: Vec<_> = (5..10).map(|n| at(n, 31)).collect();
        let both = [weekend, working].concat();
        assert!(!too_many(&both));
        assert!(too_many(&[both, vec![at(11, 64)]].concat()));
    }

    #[test]
    fn the_same_time_twice_is_one() {
        assert_eq!(in_order(&[at(60, 2), at(30, 127), at(60, 1)]), [at(30, 127), at(60, 3)]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(parts in proptest::collection::vec((0u16..1440, 1u8..128), 0..12)) {
            let ordered = in_order(&parts.into_iter().map(|(minute, bits)| at(minute, bits)).collect::<Vec<_>>());
            prop_assert_eq!(from_text(&to_text(&ordered)), ordered);
        }
    }
}
