//! Renders an email's content as a text part and an HTML part.
//!
//! The HTML uses only tables and inline styles, which all mail programs support. It loads nothing,
//! and all content is escaped. Both parts are ASCII if the content is, so that they need no transfer
//! encoding and stay readable in the raw message.

use std::fmt::Write;

use super::OutboxMessage;

const INK: &str = "#2b2a26";
const SOFT: &str = "#6f6a5f";
const PAPER: &str = "#faf6ee";
const CARD: &str = "#fffdf8";
const LINE: &str = "#e8e0d0";
const MOSS: &str = "#4f7a4a";
const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/// One block of an email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// A code to type, on its own line.
    Code(String),
    /// A button that opens a page.
    Link {
        /// The label of the button.
        words: String,
        /// The http(s) URL of a page on this server.
        address: String,
    },
    /// Small print.
    Aside(String),
}

/// The content of an email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailContent {
    /// The subject line; also the heading.
    pub subject: String,
    /// The blocks below the heading, from top to bottom.
    pub blocks: Vec<Block>,
}

impl EmailContent {
    /// Returns the email addressed to `to`.
    #[must_use]
    pub fn mail(&self, to: &str) -> OutboxMessage {
        OutboxMessage::Email {
            to: to.to_owned(),
            subject: self.subject.clone(),
            text: self.text(),
            html: self.html(),
            unsubscribe_url: None,
        }
    }

    /// Like [`EmailContent::mail`], with a one-click unsubscribe URL.
    #[must_use]
    pub fn email_with_unsubscribe(&self, to: &str, address: &str) -> OutboxMessage {
        let mut message = self.mail(to);
        if let OutboxMessage::Email { unsubscribe_url, .. } = &mut message {
            *unsubscribe_url = Some(address.to_owned());
        }
        message
    }

    /// Returns the text part.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            match block {
                Block::Paragraph(words) | Block::Aside(words) => text.push_str(&wrapped(words)),
                Block::Code(code) => {
                    text.push_str("    ");
                    text.push_str(code);
                }
                Block::Link { words, address } => {
                    text.push_str(words);
                    text.push_str(":\n");
                    text.push_str(address);
                }
            }
        }
        text.push_str("\n\n-- \nHabitro\n");
        text
    }

    /// Returns the HTML part.
    #[must_use]
    pub fn html(&self) -> String {
        let subject = escaped(&self.subject);
        let mut html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{subject}</title>\n</head>\n\
             <body style=\"margin:0;padding:0;background:{PAPER}\">\n\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:{PAPER}\">\n\
             <tr><td align=\"center\" style=\"padding:32px 16px\">\n\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"\n\
             style=\"max-width:480px;background:{CARD};border:1px solid {LINE};border-radius:16px\">\n\
             <tr><td style=\"padding:32px;{FONT};\n\
             font-size:16px;line-height:1.5;color:{INK}\">\n\
             <p style=\"margin:0 0 24px;font-weight:700;color:{MOSS}\">Habitro</p>\n\
             <h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3\">{subject}</h1>\n"
        );
        for block in &self.blocks {
            // Writing to a String can't fail.
            let _ = match block {
                Block::Paragraph(words) => {
                    writeln!(html, "<p style=\"margin:0 0 16px\">{}</p>", wrapped(&escaped(words)))
                }
                Block::Code(code) => writeln!(
                    html,
                    "<p style=\"margin:24px 0;padding:16px;background:{PAPER};border-radius:12px;\n\
                     text-align:center;font-size:32px;font-weight:700;letter-spacing:8px;\n\
                     font-family:Consolas,Menlo,monospace\">{}</p>",
                    escaped(code)
                ),
                Block::Link { words, address } => writeln!(
                    html,
                    "<p style=\"margin:24px 0\"><a href=\"{}\"\n\
                     style=\"display:inline-block;padding:12px 24px;background:{MOSS};color:{CARD};\n\
                     border-radius:12px;text-decoration:none;font-weight:700\">{}</a></p>",
                    escaped(address),
                    escaped(words)
                ),
                Block::Aside(words) => {
                    writeln!(
                        html,
                        "<p style=\"margin:16px 0 0;font-size:14px;color:{SOFT}\">{}</p>",
                        wrapped(&escaped(words))
                    )
                }
            };
        }
        html.push_str("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n");
        html
    }
}

/// Escapes text for use as HTML text or in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Wraps text at 72 columns, so that no mail server needs to re-encode it.
fn wrapped(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    let mut column = 0;
    for word in words.split_whitespace() {
        let width = word.chars().count();
        if column > 0 {
            let break_line = column + 1 + width > 72;
            out.push(if break_line { '\n' } else { ' ' });
            column = if break_line { 0 } else { column + 1 };
        }
        out.push_str(word);
        column += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> EmailContent {
        EmailContent {
            subject: "Your <code> & more".into(),
            blocks: vec![
                Block::Paragraph("Type this \"code\" in the app where you started.".into()),
                Block::Code("012345".into()),
                Block::Link { words: "Open <it>".into(), address: "https://habits.example/?a=1&b=\"2".into() },
                Block::Aside(
                    "We will never ask you for this code. If you didn't request it, you can ignore this email.".into(),
                ),
            ],
        }
    }

    fn runs_of_six(text: &str) -> usize {
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).count()
    }

    #[test]
    fn both_parts_contain_the_code_once_and_no_other_six_digits() {
        let note = note();
        for part in [note.text(), note.html()] {
            assert_eq!(part.matches("012345").count(), 1);
            assert_eq!(runs_of_six(&part), 1);
            assert!(part.is_ascii() && part.lines().all(|line| line.len() <= 200), "{part}");
        }
    }

    #[test]
    fn content_is_escaped() {
        let html = note().html();
        assert!(!html.contains("<code>") && !html.contains("<it>") && !html.contains("b=\"2"));
        assert!(html.contains("Your &lt;code&gt; &amp; more"));
    }
}
