//! Validation of profile fields.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Fault;
use crate::platform::dates;
use crate::platform::text::{TextFault, display_line, is_longer_than, shows_nothing};

/// Maximum length of a name in characters.
pub const MAX_NAME_LENGTH: usize = 100;
const MAX_GENDER_LENGTH: usize = 40;
const MAX_LOCALE_LENGTH: usize = 35;
/// 06:00. With a later start, most of the morning would still belong to the previous day.
const LATEST_DAY_START: u16 = 6 * 60;
const EARLIEST_BIRTH: Date = Date::constant(1900, 1, 1);

#[allow(missing_docs, reason = "the name says it")]
pub const DEFAULT_ZONE: &str = "UTC";
#[allow(missing_docs, reason = "the name says it")]
pub const DEFAULT_LOCALE: &str = "en";

/// Validates a name: 1-100 characters on one line, by the rule for text that others see.
///
/// # Errors
/// Codes `required`, `too-long`, `invalid-character`.
pub fn name(text: &str) -> Result<String, Fault> {
    short_text(text, MAX_NAME_LENGTH)
}

/// Returns the first word of a name, the initial display name.
#[must_use]
pub fn first_name(full_name: &str) -> &str {
    full_name.split_whitespace().next().unwrap_or(full_name)
}

/// Validates a gender, in the user's own words.
///
/// # Errors
/// As [`name`].
pub fn gender(text: &str) -> Result<String, Fault> {
    short_text(text, MAX_GENDER_LENGTH)
}

fn short_text(text: &str, max_length: usize) -> Result<String, Fault> {
    if shows_nothing(text) {
        return Err(Fault::new("required", "This can't be empty."));
    }
    let text = text.trim();
    if is_longer_than(text, max_length) {
        return Err(Fault::new("too-long", format!("This can have at most {max_length} characters.")));
    }
    if text.contains(char::is_control) {
        return Err(Fault::new(TextFault::CODE, "This can't have line breaks or control characters."));
    }
    display_line(text).map_err(|fault| Fault::new(TextFault::CODE, fault.to_string()))
}

/// Validates an IANA time zone name and returns its canonical spelling.
///
/// # Errors
/// Code `unknown-time-zone`.
pub fn time_zone(text: &str) -> Result<String, Fault> {
    let unknown = || Fault::new("unknown-time-zone", "Use a time zone like Asia/Colombo or Europe/Berlin.");
    // Entries of the time zone database that are not places.
    if text.starts_with("posix")
        || text.starts_with("right/")
        || matches!(text, "localtime" | "Factory" | "Etc/Unknown")
    {
        return Err(unknown());
    }
    let zone = TimeZone::get(text).map_err(|_| unknown())?;
    zone.iana_name().map(str::to_owned).ok_or_else(unknown)
}

/// Parses `HH:MM` from 00:00 to 06:00 and returns minutes after midnight.
///
/// # Errors
/// Codes `invalid-time`, `out-of-range`.
pub fn day_start(text: &str) -> Result<u16, Fault> {
    let minutes = clock_minutes(text).ok_or_else(|| Fault::new("invalid-time", "Use the format HH:MM, like 04:30."))?;
    if minutes > LATEST_DAY_START {
        return Err(Fault::new("out-of-range", "A day can start between 00:00 and 06:00."));
    }
    Ok(minutes)
}

fn clock_minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// Formats minutes after midnight as `HH:MM`.
#[must_use]
pub fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Validates the syntax of a language tag (BCP 47), such as `en`, `si-LK` or `zh-Hant-TW`.
///
/// # Errors
/// Code `invalid-locale`.
pub fn locale(text: &str) -> Result<String, Fault> {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let plausible = text.len() <= MAX_LOCALE_LENGTH
        && (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if plausible {
        Ok(text.to_owned())
    } else {
        Err(Fault::new("invalid-locale", "Use a language tag like en or si-LK."))
    }
}

/// Parses a date of birth, `YYYY-MM-DD` from 1900 to `today`.
///
/// # Errors
/// Codes `invalid-date`, `out-of-range`.
pub fn date_of_birth(text: &str, today: Date) -> Result<Date, Fault> {
    let date = dates::parse(text).ok_or_else(|| Fault::new("invalid-date", "Use the format YYYY-MM-DD."))?;
    if date < EARLIEST_BIRTH || date > today {
        return Err(Fault::new("out-of-range", "This date of birth can't be right."));
    }
    Ok(date)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_trimmed_and_limited() {
        assert_eq!(name("  Anna Maria  ").unwrap(), "Anna Maria");
        assert_eq!(name(&"ö".repeat(100)).unwrap().chars().count(), 100);
        assert_eq!(name(" \t ").unwrap_err().code, "required");
        assert_eq!(name("\u{200b}\u{2060}").unwrap_err().code, "required", "invisible characters only");
        assert_eq!(name(&"a".repeat(101)).unwrap_err().code, "too-long");
        assert_eq!(name("An\nna").unwrap_err().code, "invalid-character");
        for hidden in ["An\u{202e}na", "An\u{200b}na", "An\u{61c}na", "An\u{2066}na", "An\u{e0041}na"] {
            assert_eq!(name(hidden).unwrap_err().code, "invalid-character", "{hidden:?}");
        }
        assert_eq!(name(&format!("A{}", "\u{301}".repeat(98))).unwrap_err().code, "invalid-character");
        assert_eq!(name("\u{200e}Anna\u{feff}").unwrap(), "Anna", "removed at the ends");
        assert_eq!(name("ශ්\u{200d}රීමතී").unwrap(), "ශ්\u{200d}රීමතී");
        assert_eq!(name("Zoe\u{308}").unwrap(), "Zoë", "composed");
        assert_eq!(first_name("Anna Maria"), "Anna");
    }

    #[test]
    fn only_named_zones_are_accepted() {
        assert_eq!(time_zone("Asia/Colombo").unwrap(), "Asia/Colombo");
        assert_eq!(time_zone("UTC").unwrap(), "UTC");
        for text in [
            "",
            "Mars/Olympus",
            "UTC+5",
            "EST5EDT4,M3.2.0,M11.1.0",
            "../../etc/passwd",
            "posix/UTC",
            "localtime",
            "Etc/Unknown",
        ] {
            assert!(time_zone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn day_starts_are_between_midnight_and_six() {
        assert_eq!(day_start("00:00"), Ok(0));
        assert_eq!(day_start("06:00"), Ok(360));
        assert_eq!(day_start("06:01").unwrap_err().code, "out-of-range");
        for text in ["", "4:30", "04:60", "24:00", "04:30:00", "+4:30", "0430"] {
            assert_eq!(day_start(text).unwrap_err().code, "invalid-time", "{text}");
        }
    }

    #[test]
    fn locales_and_birth_dates_are_checked() {
        assert!(["en", "si-LK", "zh-Hant-TW", "de-x-a"].iter().all(|l| locale(l).is_ok()));
        assert!(["", "e", "english", "en_US", "en-", "en-<b>"].iter().all(|l| locale(l).is_err()));
        let today = Date::constant(2026, 3, 2);
        assert_eq!(date_of_birth("1990-02-28", today), Ok(Date::constant(1990, 2, 28)));
        for text in ["1990-02-30", "28.02.1990", "1990-2-28", "1990-02-28T00:00", "2026-03-03", "1899-12-31"] {
            assert!(date_of_birth(text, today).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn clock_text_round_trips(minutes in 0_u16..=360) {
            prop_assert_eq!(day_start(&clock_text(minutes)), Ok(minutes));
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (name(&text), time_zone(&text), day_start(&text), locale(&text), date_of_birth(&text, EARLIEST_BIRTH));
        }
    }
}
