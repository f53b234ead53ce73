//! Phone numbers: from what users type to E.164, by the rules of libphonenumber.

use std::str::FromStr;

use phonenumber::{Mode, country};

/// Most bytes of an input: a number of 15 digits and the characters that group them.
const MAX_LENGTH: usize = 32;
/// Characters of a number's prefix: the plus and the first six digits, country code included.
const PREFIX_LENGTH: usize = 7;

/// The countries whose numbers are accepted, and the region of a number without a country code.
#[derive(Clone, Debug)]
pub struct Phones {
    region: country::Id,
    countries: Option<Vec<country::Id>>,
}

/// Why a number can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneFault {
    /// Not a phone number, or not one that is in use.
    Invalid,
    /// A number of a country that is not accepted.
    Country,
}

impl Phones {
    /// Accepts numbers of `countries` (two letters each; `None`: all). A number without a country code
    /// belongs to `region`. Unknown countries are ignored.
    #[must_use]
    pub fn new(region: &str, countries: Option<&[String]>) -> Self {
        let id = |text: &str| country::Id::from_str(text).ok();
        Self {
            region: id(region).unwrap_or(country::Id::LK),
            countries: countries.map(|list| list.iter().filter_map(|text| id(text)).collect()),
        }
    }

    /// Returns a number as E.164 (`+94771234567`), however it is grouped.
    pub fn e164(&self, text: &str) -> Result<String, PhoneFault> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return Err(PhoneFault::Invalid);
        }
        // The parser gets nothing else: it also reads extensions, `tel:` and `;phone-context=`, which are
        // not needed here, and where an input once could make it panic.
        let mut bare = String::with_capacity(text.len());
        for (index, c) in text.char_indices() {
            match c {
                '0'..='9' => bare.push(c),
                '+' if index == 0 => bare.push(c),
                ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' => {}
                _ => return Err(PhoneFault::Invalid),
            }
        }
        if let Some(rest) = bare.strip_prefix("00") {
            bare = format!("+{rest}");
        }
        let region = (!bare.starts_with('+')).then_some(self.region);
        let number = phonenumber::parse(region, &bare).map_err(|_| PhoneFault::Invalid)?;
        let written = number.format().mode(Mode::E164).to_string();
        let digits = written.strip_prefix('+').unwrap_or_default();
        if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneFault::Invalid);
        }
        // Sri Lanka opens new ranges of mobile numbers faster than the tables are updated.
        let mobile_of_sri_lanka = digits.len() == 11 && digits.starts_with("947");
        if !mobile_of_sri_lanka && !number.is_valid() {
            return Err(PhoneFault::Invalid);
        }
        let country = number.country().id().or(mobile_of_sri_lanka.then_some(country::Id::LK));
        match &self.countries {
            Some(served) if !country.is_some_and(|country| served.contains(&country)) => Err(PhoneFault::Country),
            _ => Ok(written),
        }
    }
}

/// Returns the prefix of an E.164 number, by which text messages are limited.
#[must_use]
pub fn prefix(e164: &str) -> &str {
    e164.get(..PREFIX_LENGTH).unwrap_or(e164)
}

/// Returns whether two letters are a country code.
#[must_use]
pub fn is_country(text: &str) -> bool {
    country::Id::from_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn e164_reads_every_common_spelling() {
        let phones = Phones::new("LK", None);
        for (typed, number) in [
            ("+94771234567", "+94771234567"),
            ("0771234567", "+94771234567"),
            ("077 123 4567", "+94771234567"),
            ("77 123 4567", "+94771234567"),
            ("0094 77-123-4567", "+94771234567"),
            (" +94 (77) 123.4567 ", "+94771234567"),
            ("+94791234567", "+94791234567"),
            ("+4915112345678", "+4915112345678"),
            ("+49 (0)151 12345678", "+4915112345678"),
            ("+1 650 253 0000", "+16502530000"),
            ("+919876543210", "+919876543210"),
        ] {
            assert_eq!(phones.e164(typed).as_deref(), Ok(number), "{typed}");
        }
        assert_eq!(Phones::new("DE", None).e164("0151 12345678").as_deref(), Ok("+4915112345678"));
    }

    #[test]
    fn e164_refuses_what_is_not_a_number() {
        let phones = Phones::new("LK", None);
        for typed in [
            "",
            "+",
            "0",
            "anna",
            "+94",
            "12345",
            "+9477123456",
            "+947712345678",
            "+000000000",
            "+1 555",
            "077123456a",
            "tel:+94771234567",
            "+94771234567;phone-context=",
            "+94771234567 ext. 5",
            "0771234567\u{0}",
            "++94771234567",
            "+999123456789",
            "\u{0967}\u{0968}",
            "077-123-4567-077-123-4567-077-123",
        ] {
            assert_eq!(phones.e164(typed), Err(PhoneFault::Invalid), "{typed}");
        }
    }

    #[test]
    fn e164_refuses_other_countries() {
        let phones = Phones::new("LK", Some(&["LK".to_owned(), "IN".to_owned()]));
        assert!(phones.e164("+94771234567").is_ok() && phones.e164("+919876543210").is_ok());
        assert!(phones.e164("+94791234567").is_ok());
        assert_eq!(phones.e164("+4915112345678"), Err(PhoneFault::Country));
    }

    #[test]
    fn prefix_and_is_country() {
        assert_eq!((prefix("+94771234567"), prefix("+1650")), ("+947712", "+1650"));
        assert!(is_country("LK") && !is_country("XX") && !is_country("Sri Lanka"));
    }

    proptest! {
        #[test]
        fn e164_of_any_text_is_a_number_or_an_error(typed in "\\PC{0,40}|[+0-9 ()./-]{0,32}|\\+[0-9]{5,16}") {
            let phones = Phones::new("LK", None);
            if let Ok(number) = phones.e164(&typed) {
                prop_assert!(number.starts_with('+') && (8..=16).contains(&number.len()), "{}", number);
                prop_assert_eq!(phones.e164(&number), Ok(number.clone()), "the same again");
            }
        }
    }
}
