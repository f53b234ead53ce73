//! The words of the letters that this room sends.
//!
//! Nothing a stranger typed stands in them: whoever registers somebody else's address can't
//! use us to send that person a message. And no digits but the code's.

use crate::platform::outbox::{Block, Note};

/// The code that opens a sign-up.
#[must_use]
pub fn sign_up_code(code: &str) -> Note {
    Note {
        subject: "Your Habitro code".into(),
        blocks: vec![
            Block::Paragraph("Welcome! Type this code in Habitro to finish signing up:".into()),
            Block::Code(code.into()),
            Block::Paragraph("It works for a quarter of an hour.".into()),
            Block::Aside(
                "If you did not sign up, leave this letter be: without the code nothing happens. \
                 Nobody at Habitro will ever ask you for it."
                    .into(),
            ),
        ],
    }
}

/// For somebody who signs up again: the answer on the screen must not tell, so the letter does.
#[must_use]
pub fn already_here(origin: &str) -> Note {
    let mut blocks = vec![
        Block::Paragraph("Somebody, probably you, tried to sign up with this address. It has an account already, so there is nothing to finish: just sign in.".into()),
    ];
    // An address with six digits in a row could be taken for a code.
    if !origin.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 6) {
        blocks.push(Block::Link { words: "Open Habitro".into(), address: origin.into() });
    }
    blocks.push(Block::Aside("If that was not you, leave this letter be: your account is as it was.".into()));
    Note { subject: "You already have a Habitro account".into(), blocks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<&str> {
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 6).collect()
    }

    #[test]
    fn a_code_stands_in_its_letter_once() {
        assert_eq!(runs(&sign_up_code("012345").text()), ["012345"]);
        assert!(sign_up_code("012345").text().is_ascii());
    }

    #[test]
    fn the_other_letter_has_nothing_like_a_code() {
        for origin in ["http://localhost:8080", "https://123456.example"] {
            assert_eq!(runs(&already_here(origin).text()), [""; 0]);
            assert_eq!(runs(&already_here(origin).html()), [""; 0]);
        }
        assert!(already_here("http://localhost:8080").text().contains("http://localhost:8080"));
    }
}
