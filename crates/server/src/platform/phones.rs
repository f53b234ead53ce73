//! Phone numbers: from what people type to E.164, by the rules of libphonenumber.

use std::str::FromStr;

use phonenumber::{Mode, country};

/// Longest thing that is looked at: a number of 15 digits with room for how people group them.
const LONGEST: usize = 32;
/// How many characters of an E.164 number make up the block it is in: the plus, the country
/// code and on to six digits.
const PREFIX: usize = 7;

/// Which numbers may be used, and where one without a country code is.
#[derive(Clone, Debug)]
pub struct Phones {
    region: country::Id,
    countries: Option<Vec<country::Id>>,
}

/// Why a number can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneFault {
    /// No number, or none that anybody has.
    Invalid,
    /// One of a country that is not served.
    Country,
}

impl Phones {
    /// Numbers of `countries` (two letters each; `None`: all); one without a country code is of
    /// `region`. What is not a country is left out.
    #[must_use]
    pub fn new(region: &str, countries: Option<&[String]>) -> Self {
        let id = |text: &str| country::Id::from_str(text).ok();
        Self {
            region: id(region).unwrap_or(country::Id::LK),
            countries: countries.map(|list| list.iter().filter_map(|text| id(text)).collect()),
        }
    }

    /// A number as E.164 (`+94771234567`), however it is grouped.
    ///
    /// # Errors
    /// [`PhoneFault`].
    pub fn e164(&self, text: &str) -> Result<String, PhoneFault> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(PhoneFault::Invalid);
        }
        // Nothing else gets to the parser: it knows extensions, `tel:` and `;phone-context=`,
        // which nobody needs here and where it once could be made to panic.
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
        // Sri Lanka opens new ranges of mobile numbers faster than the tables follow.
        let mobile_of_sri_lanka = digits.len() == 11 && digits.starts_with("947");
        if !mobile_of_sri_lanka && !number.is_valid() {
            return Err(PhoneFault::Invalid);
        }
        let here = number.country().id().or(mobile_of_sri_lanka.then_some(country::Id::LK));
        match &self.countries {
            Some(served) if !here.is_some_and(|here| served.contains(&here)) => Err(PhoneFault::Country),
            _ => Ok(written),
        }
    }
}

/// The block that an E.164 number is in.
#[must_use]
pub fn prefix(e164: &str) -> &str {
    e164.get(..PREFIX).unwrap_or(e164)
}

/// Whether these two letters are a country.
#[must_use]
pub fn is_country(text: &str) -> bool {
    country::Id::from_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_become_e164_however_they_are_written() {
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
    fn what_is_no_number() {
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
    fn countries_off_the_list_are_not_served() {
        let phones = Phones::new("LK", Some(&["LK".to_owned(), "IN".to_owned()]));
        assert!(phones.e164("+94771234567").is_ok() && phones.e164("+919876543210").is_ok());
        assert!(phones.e164("+94791234567").is_ok());
        assert_eq!(phones.e164("+4915112345678"), Err(PhoneFault::Country));
    }

    #[test]
    fn a_block_of_numbers() {
        assert_eq!((prefix("+94771234567"), prefix("+1650")), ("+947712", "+1650"));
        assert!(is_country("LK") && !is_country("XX") && !is_country("Sri Lanka"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_number_or_refused(typed in "\\PC{0,40}|[+0-9 ()./-]{0,32}|\\+[0-9]{5,16}") {
            let phones = Phones::new("LK", None);
            if let Ok(number) = phones.e164(&typed) {
                prop_assert!(number.starts_with('+') && (8..=16).contains(&number.len()), "{}", number);
                prop_assert_eq!(phones.e164(&number), Ok(number.clone()), "the same again");
            }
        }
    }
}
