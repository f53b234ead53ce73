//! Dates on the wire: `YYYY-MM-DD` and nothing else.
//!
//! The date library also reads datetimes, the basic format and signed years; a client that sends those
//! means something else.

use jiff::civil::Date;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// Reads `YYYY-MM-DD`.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let plain = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if plain { text.parse().ok() } else { None }
}

/// Deserialises a date, for `#[serde(deserialize_with)]`.
pub fn date<'de, D: Deserializer<'de>>(source: D) -> Result<Date, D::Error> {
    let text = String::deserialize(source)?;
    parse(&text).ok_or_else(wrong)
}

/// Deserialises a date that may be missing or null, with `#[serde(default)]`.
pub fn optional_date<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Date>, D::Error> {
    let text: Option<String> = Option::deserialize(source)?;
    text.map(|text| parse(&text).ok_or_else(wrong)).transpose()
}

fn wrong<E: Error>() -> E {
    E::invalid_value(Unexpected::Other("text"), &"a date such as 2026-03-02")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn parse_reads_only_plain_dates() {
        assert_eq!(super::parse("2026-03-02"), Some(date(2026, 3, 2)));
        for wrong in [
            "2026-3-2",
            "20260302",
            "2026-03-02T00:00",
            "2026-02-30",
            "-009999-01-01",
            "2026-W10-1",
            "",
            "２０２６-03-02",
        ] {
            assert_eq!(super::parse(wrong), None, "{wrong}");
        }
    }
}
