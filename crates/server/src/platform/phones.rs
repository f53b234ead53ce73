//! Phone numbers: from what users type to E.164, by the rules of libphonenumber.

use std::str::FromStr;

use phonenumber::{Mode, country};

use super::text::{ascii_digit, is_dash, is_hidden, is_longer_than, nfkc};

/// Maximum length of an input in characters.
pub const MAX_LENGTH: usize = 64;
/// Most digits to parse: 15 and the prefix of international calls.
const MAX_DIGITS: usize = 24;
/// Digits before letters that stand for digits, and before an extension.
const MIN_DIGITS: usize = 3;
/// Letters that stand for digits. Fewer are a slip of the finger.
const MIN_LETTERS: usize = 3;
/// Words and signs before an extension, after normalization. Longer ones first. The pause signs `,` and `;` are
/// dialled by telephones.
const EXTENSIONS: [&str; 11] =
    ["extension", "extensi\u{f3}n", "extn", "ext", "anexo", "доб", "int", "x", "#", ",", ";"];
/// Most digits of an extension: more are another number.
const MAX_EXTENSION_DIGITS: usize = 9;
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

    /// Returns a number as E.164 (`+94771234567`), however it is written: with digits of any script, grouped,
    /// as a `tel:` address, with letters for digits, with an extension, which is ignored.
    pub fn e164(&self, text: &str) -> Result<String, PhoneFault> {
        // The parser gets only a plus and digits: it has panicked on other input (CVE-2024-39697).
        let bare = dialled(text).ok_or(PhoneFault::Invalid)?;
        match bare.strip_prefix("00").map(|rest| self.parse(&format!("+{rest}"))) {
            // Some countries have other prefixes of international calls that begin with 00.
            None | Some(Err(PhoneFault::Invalid)) => self.parse(&bare),
            Some(international) => international,
        }
    }

    /// Parses an optional plus and digits.
    fn parse(&self, bare: &str) -> Result<String, PhoneFault> {
        let region = (!bare.starts_with('+')).then_some(self.region);
        let number = phonenumber::parse(region, bare).map_err(|_| PhoneFault::Invalid)?;
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

/// Returns the plus and the digits of a number as it was typed, and `None` if it has other characters than
/// numbers have.
fn dialled(text: &str) -> Option<String> {
    if is_longer_than(text, MAX_LENGTH) || text.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    // Contacts put direction marks around numbers.
    let folded: String = nfkc(text)
        .chars()
        .filter(|c| !is_hidden(*c))
        .map(|c| match c {
            c if is_dash(c) => '-',
            c if c.is_whitespace() => ' ',
            c => ascii_digit(c).unwrap_or(c),
        })
        .flat_map(char::to_lowercase)
        .collect();
    let (number, context) = without_parameters(without_surroundings(&folded)?)?;
    let number = without_extension(number.trim_end());
    let letters = number.chars().filter(char::is_ascii_alphabetic).count();
    if (1..MIN_LETTERS).contains(&letters) {
        return None;
    }
    let mut bare = context.filter(|_| !number.starts_with('+')).unwrap_or_default();
    let prefix = bare.len();
    for c in number.chars() {
        match c {
            '0'..='9' => bare.push(c),
            '+' if bare.is_empty() => bare.push(c),
            'a'..='z' if count_digits(&bare[prefix..]) >= MIN_DIGITS => bare.push(keypad_digit(c)),
            ' ' | '-' | '.' | '/' | '(' | ')' | '[' | ']' | '~' | '\u{2053}' | '\u{223c}' => {}
            _ => return None,
        }
    }
    (count_digits(&bare) <= MAX_DIGITS).then_some(bare)
}

/// Returns the number without text that is often copied with it: a label such as "Tel.:" or `tel:`, a symbol, quotes,
/// the punctuation after it. `None` if a letter touches the number: it may be a mistyped digit.
fn without_surroundings(text: &str) -> Option<&str> {
    let start = text.find(|c: char| c == '+' || c.is_ascii_digit())?;
    let (before, number) = text.split_at_checked(start)?;
    let number = number.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '#');
    (!before.ends_with(char::is_alphanumeric)).then_some(number)
}

/// Splits the parameters of a `tel:` address (RFC 3966) off a number. Returns the country code of its
/// context, if it has one, and `None` for the whole if a parameter is wrong or unknown.
fn without_parameters(text: &str) -> Option<(&str, Option<String>)> {
    let is_pause = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let Some((number, parameters)) = text.split_once(';').filter(|(_, rest)| !is_pause(rest)) else {
        return Some((text, None));
    };
    let mut context = None;
    for part in parameters.split(';') {
        let (name, value) = part.split_once('=')?;
        match name {
            "ext" | "isub" if !value.is_empty() => {}
            "phone-context" => {
                let code: String = value.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')')).collect();
                if code.strip_prefix('+').is_some_and(|code| count_digits(code) > 0 && code.len() == count_digits(code))
                {
                    context = Some(code);
                } else if !value.contains(|c: char| c.is_ascii_alphabetic()) {
                    return None;
                }
            }
            _ => return None,
        }
    }
    Some((number, context))
}

/// Returns a number without a written extension such as "ext. 5", "x5" or ",,5#".
fn without_extension(text: &str) -> &str {
    let head = text.strip_suffix('#').unwrap_or(text);
    let before = head.trim_end_matches(|c: char| c.is_ascii_digit());
    if !(1..=MAX_EXTENSION_DIGITS).contains(&(head.len() - before.len())) {
        return text;
    }
    let before = before.trim_end_matches([' ', '.', ':', '-']);
    let number = EXTENSIONS.iter().find_map(|word| before.strip_suffix(word));
    // A letter before the word belongs to it: "1-800-NEXT-5" has no extension.
    let number = number.filter(|rest| count_digits(rest) >= MIN_DIGITS && !rest.ends_with(char::is_alphabetic));
    number.map_or(text, |rest| rest.trim_end_matches([',', ';', ' ']))
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// Returns the digit of a lower-case letter on a telephone's keys (ITU-T E.161).
fn keypad_digit(letter: char) -> char {
    match letter {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        _ => '9',
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
            // Digits of other scripts, of full width, and mixed.
            ("٠٧٧١٢٣٤٥٦٧", "+94771234567"),
            ("+۹۴ ۷۷ ۱۲۳ ۴۵۶۷", "+94771234567"),
            ("෦෭෭෧෨෩෪෫෬෭", "+94771234567"),
            ("＋９４（７７）１２３－４５６７", "+94771234567"),
            // Dashes and spaces as word processors and contacts write them.
            ("+94\u{2011}77\u{2013}123\u{2212}4567", "+94771234567"),
            ("\u{202a}+94 77\u{a0}123\u{202f}4567\u{202c}", "+94771234567"),
            ("\u{2068}\u{200e}077 123 4567\u{2069}", "+94771234567"),
            // Addresses.
            ("tel:+94771234567", "+94771234567"),
            ("TEL:+94-77-123-4567;ext=12", "+94771234567"),
            ("tel:77-123-4567;phone-context=+94", "+94771234567"),
            ("tel:0771234567;phone-context=example.org", "+94771234567"),
            // Extensions.
            ("+94771234567 ext. 5", "+94771234567"),
            ("0771234567x123", "+94771234567"),
            ("077 123 4567, extension 12", "+94771234567"),
            ("+1 650 253 0000 #22", "+16502530000"),
            ("+7 495 123-45-67 доб. 89", "+74951234567"),
            ("+94771234567,12", "+94771234567"),
            ("077 123 4567,,12#", "+94771234567"),
            ("077 123 4567;12", "+94771234567"),
            ("077 123 4567 x12#", "+94771234567"),
            ("+1 800 flowers ext. 5", "+18003569377"),
            // Text copied with a number.
            ("Tel.: 077 123 4567", "+94771234567"),
            ("Mobile +94 77 123 4567", "+94771234567"),
            ("\u{260e}\u{fe0f} (077) 123 4567", "+94771234567"),
            ("\u{201c}077 123 4567\u{201d},", "+94771234567"),
            ("<tel:+94771234567>;", "+94771234567"),
            ("077\u{223c}1234567", "+94771234567"),
            // Letters.
            ("+1 800 FLOWERS", "+18003569377"),
            ("(+94) 77 123 4567", "+94771234567"),
        ] {
            assert_eq!(phones.e164(typed).as_deref(), Ok(number), "{typed}");
        }
        assert_eq!(Phones::new("US", None).e164("1-800-GOOG-411").as_deref(), Ok("+18004664411"));
        assert_eq!(Phones::new("US", None).e164("1-800-NEXT-511").as_deref(), Ok("+18006398511"));
        assert_eq!(Phones::new("AU", None).e164("0011 94 77 123 4567").as_deref(), Ok("+94771234567"));
        assert_eq!(Phones::new("SG", None).e164("001 94 77 123 4567").as_deref(), Ok("+94771234567"));
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
            "tel:",
            "+94771234567;phone-context=",
            "+94771234567;phone-context=+",
            "+94771234567;foo=1",
            "O77 123 4567",
            "anna0771234567",
            "0771234567, 0777654321",
            "0771234567\n0777654321",
            "sip:+94771234567@example.org",
            "#31#0771234567",
            "call me",
            "ext. 5",
            "FLOWERS",
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
        fn e164_of_any_text_is_a_number_or_an_error(typed in "\\PC{0,40}|[+0-9 ()./-]{0,32}|\\+[0-9]{5,16}|(tel:)?[+٠-٩०-९０-９a-z ;=#,.-]{0,40}") {
            let phones = Phones::new("LK", None);
            if let Ok(number) = phones.e164(&typed) {
                prop_assert!(number.starts_with('+') && (8..=16).contains(&number.len()), "{}", number);
                prop_assert_eq!(phones.e164(&number), Ok(number.clone()), "the same again");
            }
        }
    }
}
