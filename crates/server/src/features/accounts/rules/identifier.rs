//! E-mail addresses and phone numbers: what a person signs in with.

use super::Fault;
use crate::platform::phones::{PhoneFault, Phones};

/// The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less the brackets).
const LONGEST_EMAIL: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;

/// What a person signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail address.
    Email {
        /// As typed, trimmed.
        typed: String,
        /// In lower case: one account for each.
        key: String,
    },
    /// A phone number, E.164.
    Phone(String),
}

impl Identifier {
    /// An e-mail address, if it looks like one. Whether it exists, only a letter can tell.
    ///
    /// # Errors
    /// Code `invalid-email`, for what no mail could reach.
    pub fn email(text: &str) -> Result<Self, Fault> {
        let typed = text.trim();
        if plausible(typed) {
            Ok(Self::Email { typed: typed.to_owned(), key: typed.to_lowercase() })
        } else {
            Err(Fault::new("invalid-email", "This does not look like an e-mail address."))
        }
    }

    /// A phone number, if there can be such a one; `phones` says whose are served.
    ///
    /// # Errors
    /// Codes `invalid-phone-number` and `country-not-served`.
    pub fn phone(text: &str, phones: &Phones) -> Result<Self, Fault> {
        phones.e164(text).map(Self::Phone).map_err(|fault| match fault {
            PhoneFault::Invalid => Fault::new(
                "invalid-phone-number",
                "This does not look like a phone number. With the country code it always works: +94 77 123 4567.",
            ),
            PhoneFault::Country => Fault::new("country-not-served", "Numbers of this country can't be used here."),
        })
    }

    /// What somebody typed where either is fine: an address if there is an @ in it.
    ///
    /// # Errors
    /// Those of the two.
    pub fn either(text: &str, phones: &Phones) -> Result<Self, Fault> {
        if text.contains('@') { Self::email(text) } else { Self::phone(text, phones) }
    }

    /// Back from its channel and what was typed, as a row keeps it.
    #[must_use]
    pub fn from_row(channel: &str, typed: String) -> Self {
        match channel {
            "phone" => Self::Phone(typed),
            _ => Self::Email { key: typed.to_lowercase(), typed },
        }
    }

    /// Which channel reaches it: the column's value.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        match self {
            Self::Email { .. } => "email",
            Self::Phone(_) => "phone",
        }
    }

    /// As the person wrote it.
    #[must_use]
    pub fn as_typed(&self) -> &str {
        match self {
            Self::Email { typed, .. } => typed,
            Self::Phone(number) => number,
        }
    }

    /// The form in which two of them are the same.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Email { key, .. } => key,
            Self::Phone(number) => number,
        }
    }
}

fn plausible(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    // U+212A, the sign of kelvin, is a k in lower case: another mailbox would share its key.
    let disguised = |c: char| !c.is_ascii() && c.to_lowercase().any(|lower| lower.is_ascii());
    let odd = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c, '@' | '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '[' | ']' | '\\')
    };
    text.len() <= LONGEST_EMAIL
        && !local.is_empty()
        && local.len() <= LONGEST_LOCAL_PART
        && !text.replacen('@', "", 1).contains(|c| odd(c) || disguised(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && plausible_domain(domain)
}

fn plausible_domain(domain: &str) -> bool {
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
    fn addresses_that_mail_can_reach() {
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
    fn what_is_no_address() {
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
        fn no_accepted_address_can_break_a_header(text in "\\PC*|[ -~\\r\\n]*@[ -~\\r\\n]*") {
            if let Ok(id) = Identifier::email(&text) {
                prop_assert!(!id.as_typed().chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',')));
                prop_assert_eq!(id.as_typed().matches('@').count(), 1);
            }
        }
    }
}
