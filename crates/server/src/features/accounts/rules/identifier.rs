//! Identifiers to sign in with: email addresses and phone numbers.

use super::Fault;
use crate::platform::phones::{PhoneFault, Phones};

/// The longest address of an email (RFC 5321, 4.5.3.1.3, without the angle brackets).
const MAX_EMAIL_LENGTH: usize = 254;
const MAX_LOCAL_PART_LENGTH: usize = 64;

/// An email address or phone number that an account signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    #[allow(missing_docs, reason = "the name says it")]
    Email {
        /// The address as typed, trimmed.
        typed: String,
        /// The address in lower case, unique among accounts.
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
        let typed = text.trim();
        if is_plausible_email(typed) {
            Ok(Self::Email { typed: typed.to_owned(), key: typed.to_lowercase() })
        } else {
            Err(Fault::new("invalid-email", "This doesn't look like an email address."))
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
        if text.contains('@') { Self::email(text) } else { Self::phone(text, phones) }
    }

    /// Restores an identifier from the columns of a row.
    #[must_use]
    pub fn from_row(channel: &str, typed: String) -> Self {
        match channel {
            "phone" => Self::Phone(typed),
            _ => Self::Email { key: typed.to_lowercase(), typed },
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

fn is_plausible_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    // U+212A (kelvin sign) becomes a k in lower case, so another mailbox would get the same key.
    let lowercases_to_ascii = |c: char| !c.is_ascii() && c.to_lowercase().any(|lower| lower.is_ascii());
    let forbidden = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c, '@' | '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '[' | ']' | '\\')
    };
    text.len() <= MAX_EMAIL_LENGTH
        && !local.is_empty()
        && local.len() <= MAX_LOCAL_PART_LENGTH
        && !text.replacen('@', "", 1).contains(|c| forbidden(c) || lowercases_to_ascii(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && is_plausible_domain(domain)
}

fn is_plausible_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let label = |l: &&str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c == '-' || c.is_alphanumeric() || !c.is_ascii())
    };
    (labels.len() > 1 || domain.eq_ignore_ascii_case("localhost")) && labels.iter().all(label)
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
        ] {
            assert!(Identifier::email(address).is_ok(), "{address}");
        }
        let Ok(Identifier::Email { typed, key }) = Identifier::email("  Anna@Example.ORG ") else { panic!() };
        assert_eq!((typed.as_str(), key.as_str()), ("Anna@Example.ORG", "anna@example.org"));
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
            &long,
        ] {
            assert!(Identifier::email(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn accepted_addresses_cannot_break_a_header(text in "\\PC*|[ -~\\r\\n]*@[ -~\\r\\n]*") {
            if let Ok(id) = Identifier::email(&text) {
                prop_assert!(!id.as_typed().chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',')));
                prop_assert_eq!(id.as_typed().matches('@').count(), 1);
            }
        }
    }
}
