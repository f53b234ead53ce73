//! Identifiers to sign in with: email addresses and phone numbers.

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::Fault;
use crate::platform::phones::{PhoneFault, Phones};
use crate::platform::text::{TextFault, ascii_width, display_line, nfc, trim_hidden, without_hidden};

/// The longest address of an email (RFC 5321, 4.5.3.1.3, without the angle brackets).
const MAX_EMAIL_LENGTH: usize = 254;
const MAX_LOCAL_PART_LENGTH: usize = 64;

/// An email address or phone number that an account signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    #[allow(missing_docs, reason = "the name says it")]
    Email {
        /// The address as typed, trimmed. Characters of full width have their usual width.
        typed: String,
        /// The same for every spelling of the address, unique among accounts.
        key: String,
    },
    /// A phone number in E.164 form.
    Phone(String),
}

impl Identifier {
    /// Parses an email address. Only its syntax is checked.
    ///
    /// # Errors
    /// Code `invalid-email`.
    pub fn email(text: &str) -> Result<Self, Fault> {
        let narrow = ascii_width(text);
        let typed = trim_hidden(&narrow);
        if let Err(fault @ (TextFault::Invisible(_) | TextFault::Reordering(_))) = display_line(typed) {
            return Err(Fault::new("invalid-email", fault.to_string()));
        }
        match email_key(typed) {
            Some(key) => Ok(Self::Email { typed: typed.to_owned(), key }),
            None => Err(Fault::new("invalid-email", "This doesn't look like an email address.")),
        }
    }

    /// Parses a phone number; `phones` decides which countries are accepted.
    ///
    /// # Errors
    /// Codes `invalid-phone-number` and `country-not-served`.
    pub fn phone(text: &str, phones: &Phones) -> Result<Self, Fault> {
        phones.e164(text).map(Self::Phone).map_err(|fault| match fault {
            PhoneFault::Invalid => Fault::new(
                "invalid-phone-number",
                "This doesn't look like a phone number. Try it with the country code, like +94 77 123 4567.",
            ),
            PhoneFault::Country => {
                Fault::new("country-not-served", "Phone numbers from this country can't be used here.")
            }
        })
    }

    /// Parses an email address if `text` contains an @, and a phone number otherwise.
    ///
    /// # Errors
    /// As [`Identifier::email`] and [`Identifier::phone`].
    pub fn either(text: &str, phones: &Phones) -> Result<Self, Fault> {
        if ascii_width(text).contains('@') { Self::email(text) } else { Self::phone(text, phones) }
    }

    /// Restores an identifier from the columns of a row.
    #[must_use]
    pub fn from_row(channel: &str, typed: String) -> Self {
        match channel {
            "phone" => Self::Phone(typed),
            _ => Self::Email { key: key_of_stored_email(&typed), typed },
        }
    }

    /// Returns the value of the `channel` column: `email` or `phone`.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        match self {
            Self::Email { .. } => "email",
            Self::Phone(_) => "phone",
        }
    }

    /// Returns the identifier as its owner typed it; a phone number in E.164 form.
    #[must_use]
    pub fn as_typed(&self) -> &str {
        match self {
            Self::Email { typed, .. } => typed,
            Self::Phone(number) => number,
        }
    }

    /// Returns the form in which equal identifiers compare equal.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Email { key, .. } => key,
            Self::Phone(number) => number,
        }
    }
}

/// Returns the key of an address that was accepted, perhaps by an earlier rule: hidden characters inside it
/// don't count, and an address that has no key by today's rule is compared in lower case.
#[must_use]
pub fn key_of_stored_email(typed: &str) -> String {
    match Identifier::email(typed).or_else(|_| Identifier::email(&without_hidden(typed))) {
        Ok(Identifier::Email { key, .. }) => key,
        _ => typed.to_lowercase(),
    }
}

/// Returns the key of an address, or `None` if it is not plausible: the part before the @ in lower case and
/// normal form C, and the domain as it is in the DNS.
fn email_key(text: &str) -> Option<String> {
    let (local, domain) = text.split_once('@')?;
    let forbidden = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c, '@' | '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '[' | ']' | '\\')
            || becomes_ascii(c)
    };
    let plausible = !local.is_empty()
        && local.len() <= MAX_LOCAL_PART_LENGTH
        && !local.contains(forbidden)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    if !plausible || text.len() > MAX_EMAIL_LENGTH {
        return None;
    }
    let key = format!("{}@{}", fold_local_part(local), domain_key(domain)?);
    (key.len() <= MAX_EMAIL_LENGTH).then_some(key)
}

/// Whether a character would be equal to an ASCII character, so that another mailbox would get the same
/// key: U+212A (kelvin sign) becomes a k.
fn becomes_ascii(c: char) -> bool {
    let mut buffer = [0; 4];
    !c.is_ascii()
        && (c.to_lowercase().any(|lower| lower.is_ascii())
            || nfc(c.encode_utf8(&mut buffer)).contains(|composed: char| composed.is_ascii()))
}

fn fold_local_part(local: &str) -> String {
    // A sigma has two lower-case forms, by its place in the word.
    let fold = |c: char| if c == 'ς' { 'σ' } else { c };
    let lower: String = nfc(local).chars().flat_map(char::to_lowercase).map(fold).collect();
    nfc(&lower).into_owned()
}

/// Returns the domain in the ASCII form of IDNA, in lower case.
fn domain_key(domain: &str) -> Option<String> {
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .ok()?;
    (ascii.contains('.') || ascii == "localhost").then(|| ascii.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn valid_addresses_are_accepted() {
        for address in [
            "anna@example.org",
            "a.b+habits@mail.example.co.uk",
            "Anna@Example.ORG",
            "root@localhost",
            "jörg@müller.example",
            "用户@例子.广告",
            "o'neill@example.ie",
            "අමා@example.lk",
            "anna@ශ්\u{200d}රී.example",
        ] {
            assert!(Identifier::email(address).is_ok(), "{address}");
        }
        let Ok(Identifier::Email { typed, .. }) = Identifier::email("Ａｎｎａ＠例子．网址") else { panic!() };
        assert_eq!(typed, "Anna@例子.网址", "mail can be sent to it");
        let wide = Identifier::either("anna＠example.org", &Phones::new("LK", None)).unwrap();
        assert_eq!(wide.channel(), "email");
        let Ok(Identifier::Email { typed, key }) = Identifier::email("  Anna@Example.ORG ") else { panic!() };
        assert_eq!((typed.as_str(), key.as_str()), ("Anna@Example.ORG", "anna@example.org"));
    }

    #[test]
    fn every_spelling_of_a_mailbox_has_one_key() {
        for (key, spellings) in [
            (
                "a@xn--mnchen-3ya.example",
                &[
                    "a@münchen.example",
                    "A@MÜNCHEN.Example",
                    "a@mu\u{308}nchen.example",
                    "a@XN--MNCHEN-3YA.example",
                    "a@münchen\u{3002}example",
                    "\u{feff}a@münchen.example\u{200b}",
                    "\u{202a}a@münchen.example\u{202c} ",
                    "a@ｍüｎｃｈｅｎ.example",
                    "ａ＠ｍüｎｃｈｅｎ．ｅｘａｍｐｌｅ",
                    "a﹫münchen｡example",
                ][..],
            ),
            ("jörg@xn--mller-kva.example", &["JÖRG@Müller.example", "jo\u{308}rg@müller.example"]),
            ("οδυσσευσ@example.gr", &["ΟΔΥΣΣΕΥΣ@example.gr", "οδυσσευς@example.gr"]),
            ("straße@example.de", &["straße@example.de", "STRAẞE@example.de"]),
            ("strasse@xn--strae-oqa.de", &["Strasse@straße.de"]),
            ("用户@xn--fsqu00a.xn--ses554g", &["用户@例子.网址"]),
        ] {
            for spelling in spellings {
                let Ok(Identifier::Email { typed, key: found }) = Identifier::email(spelling) else {
                    panic!("{spelling}")
                };
                assert_eq!(found, key, "{spelling}");
                assert_eq!(Identifier::from_row("email", typed).key(), key, "{spelling}");
            }
        }
    }

    #[test]
    fn stored_addresses_of_the_earlier_rule_have_the_key_that_is_typed_now() {
        for (stored, typed) in [
            ("An\u{200b}na@example.org", "anna@example.org"),
            ("anna\u{202e}@münchen.example", "anna@münchen.example"),
            ("Anna@Example.ORG", "anna@example.org"),
        ] {
            assert_eq!(key_of_stored_email(stored), Identifier::email(typed).unwrap().key());
        }
        assert_eq!(key_of_stored_email("X@-bad-.example"), "x@-bad-.example", "compared as before");
    }

    #[test]
    fn invalid_addresses_are_refused() {
        let long = format!("{}@example.org", "a".repeat(250));
        for text in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "anna@example",
            "anna@@example.org",
            "an na@example.org",
            "anna@exam ple.org",
            "anna@example..org",
            "anna@.example.org",
            "anna@example.org.",
            "anna@-example.org",
            ".anna@example.org",
            "an..na@example.org",
            "anna@example.org\r\nBcc: eve@example.org",
            "<anna@example.org>",
            "anna@example.org,eve@example.org",
            "mi\u{212a}e@example.org",
            "an\u{200b}na@example.org",
            "an\u{202e}na@example.org",
            "anna@exam\u{200b}ple.org",
            "anna@exa_mple.org",
            "anna@xn--a.example",
            "anna\u{37e}@example.org",
            &format!("a@{}.example", "ü".repeat(80)),
            &long,
        ] {
            assert!(Identifier::email(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn key_is_idempotent_and_equal_for_every_spelling(
            local in "[a-zA-ZäÖéñσΣжЖකা]{1,8}",
            domain in "[a-zA-ZäÖéñжЖ例]{1,12}",
            before in "[\u{200b}\u{202a}\u{2066} ]{0,2}",
            after in "[\u{feff}\u{202c}\u{2069} ]{0,2}",
        ) {
            let typed = format!("{local}@{domain}.example");
            if let Ok(Identifier::Email { key, .. }) = Identifier::email(&typed) {
                let decomposed: String =
                    icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&typed).into_owned();
                for same in [
                    key.clone(),
                    typed.to_lowercase(),
                    decomposed,
                    format!("{before}{typed}{after}"),
                    key.replace(".example", ".EXAMPLE"),
                ] {
                    let found = Identifier::email(&same);
                    prop_assert_eq!(found.as_ref().map(Identifier::key).ok(), Some(key.as_str()), "{}", same);
                }
            }
        }

        #[test]
        fn accepted_addresses_cannot_break_a_header(text in "\\PC*|[ -~\\r\\n]*@[ -~\\r\\n]*") {
            if let Ok(id) = Identifier::email(&text) {
                prop_assert!(!id.as_typed().chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',')));
                prop_assert_eq!(id.as_typed().matches('@').count(), 1);
            }
        }
    }
}
