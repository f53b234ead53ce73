//! Reminder times of a habit, each for some weekdays.

use super::plan::Weekdays;

/// Maximum number of reminders of one habit on one day.
pub const MAX_REMINDERS_PER_DAY: usize = 5;

/// A time of day on some weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Minutes after midnight in the user's time zone, 0-1439.
    pub minute: u16,
    /// Weekdays of the local days it applies to.
    pub weekdays: Weekdays,
}

impl Reminder {
    /// Formats the time as `HH:MM`.
    #[must_use]
    pub fn time(&self) -> String {
        format!("{:02}:{:02}", self.minute / 60, self.minute % 60)
    }
}

/// Parses `HH:MM` into minutes after midnight.
#[must_use]
pub fn parse_time(text: &str) -> Option<u16> {
    let two_digits = |part: &str, max: u16| {
        let valid = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| valid && *number <= max)
    };
    let (hours, minutes) = text.split_once(':')?;
    Some(two_digits(hours, 23)? * 60 + two_digits(minutes, 59)?)
}

/// Sorts reminders by time and merges those with the same time into one with the weekdays of both.
#[must_use]
pub fn sort_and_merge(reminders: &[Reminder]) -> Vec<Reminder> {
    let mut all = reminders.to_vec();
    all.sort_by_key(|reminder| reminder.minute);
    all.dedup_by(|next, previous| {
        let same = next.minute == previous.minute;
        if same {
            previous.weekdays = Weekdays::from_bits(previous.weekdays.bits() | next.weekdays.bits());
        }
        same
    });
    all
}

/// Returns whether any weekday has more than [`MAX_REMINDERS_PER_DAY`].
#[must_use]
pub fn exceeds_daily_limit(reminders: &[Reminder]) -> bool {
    (0..7).any(|day| {
        reminders.iter().filter(|reminder| reminder.weekdays.bits() & (1 << day) != 0).count() > MAX_REMINDERS_PER_DAY
    })
}

/// Encodes reminders for the database: `HH:MM` joined by commas, followed by `/bits` unless the
/// reminder is for every weekday.
#[must_use]
pub fn to_text(reminders: &[Reminder]) -> String {
    let encode = |reminder: &Reminder| {
        if reminder.weekdays == Weekdays::ALL {
            reminder.time()
        } else {
            format!("{}/{}", reminder.time(), reminder.weekdays.bits())
        }
    };
    reminders.iter().map(encode).collect::<Vec<_>>().join(",")
}

/// Decodes the output of [`to_text`]. Invalid parts are skipped.
#[must_use]
pub fn from_text(text: &str) -> Vec<Reminder> {
    let decode = |part: &str| {
        let (time, days) = part.split_once('/').map_or((part, None), |(time, bits)| (time, Some(bits)));
        let weekdays = match days {
            Some(bits) => Weekdays::from_bits(bits.parse().ok()?),
            None => Weekdays::ALL,
        };
        Some(Reminder { minute: parse_time(time)?, weekdays })
    };
    text.split(',').filter_map(decode).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: u16, bits: u8) -> Reminder {
        Reminder { minute, weekdays: Weekdays::from_bits(bits) }
    }

    #[test]
    fn parse_time_accepts_only_hh_mm() {
        assert_eq!((parse_time("00:00"), parse_time("07:30"), parse_time("23:59")), (Some(0), Some(450), Some(1439)));
        for bad in ["", "7:30", "24:00", "07:60", "07:3", "07:30:00", "-7:30", "aa:bb", "0730"] {
            assert_eq!(parse_time(bad), None, "{bad}");
        }
    }

    #[test]
    fn time_without_bits_is_for_every_day() {
        assert_eq!(from_text("07:30,21:00"), [at(450, 127), at(1260, 127)]);
        assert_eq!(from_text(""), []);
        assert_eq!(to_text(&[at(450, 127), at(1260, 31)]), "07:30,21:00/31");
    }

    #[test]
    fn limit_is_five_per_day_not_per_week() {
        let weekend: Vec<_> = (0..5).map(|n| at(n, 96)).collect();
        let workdays: Vec<_> = (5..10).map(|n| at(n, 31)).collect();
        let both = [weekend, workdays].concat();
        assert!(!exceeds_daily_limit(&both));
        assert!(exceeds_daily_limit(&[both, vec![at(11, 64)]].concat()));
    }

    #[test]
    fn reminders_with_same_time_are_merged() {
        assert_eq!(sort_and_merge(&[at(60, 2), at(30, 127), at(60, 1)]), [at(30, 127), at(60, 3)]);
    }

    proptest! {
        #[test]
        fn from_text_reverses_to_text(parts in proptest::collection::vec((0u16..1440, 1u8..128), 0..12)) {
            let ordered = sort_and_merge(&parts.into_iter().map(|(minute, bits)| at(minute, bits)).collect::<Vec<_>>());
            prop_assert_eq!(from_text(&to_text(&ordered)), ordered);
        }
    }
}
