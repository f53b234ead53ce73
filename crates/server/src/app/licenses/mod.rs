//! `/licenses` and `habitro licenses`: the notices of the third-party software in the binary.
//!
//! scripts/licenses writes them and build.rs compresses them. They are unpacked for each request, since almost
//! nobody asks for them.

use std::fmt::Write;
use std::io::Read;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use flate2::read::GzDecoder;

use super::docs_page::escape;
use crate::platform::problem::Problem;

const NOTICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/notices.txt.gz"));
/// The start of a section on a line of its own; the rest of the line names a license.
const SECTION: &str = "\n=== ";

/// Returns the notices as text.
#[must_use]
pub fn notices() -> String {
    let mut text = String::new();
    // The build script has compressed it, so it can be unpacked.
    let _ = GzDecoder::new(NOTICES).read_to_string(&mut text);
    text
}

/// `GET /licenses`.
pub(super) async fn respond() -> Result<Response, Problem> {
    // It takes milliseconds, during which it would block the other tasks of its thread.
    let html = tokio::task::spawn_blocking(|| page(&notices())).await.map_err(|_| Problem::internal())?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response())
}

fn page(notices: &str) -> String {
    let mut sections = notices.split(SECTION);
    let introduction = sections.next().unwrap_or_default().trim();
    let (title, introduction) = introduction.split_once("\n\n").unwrap_or((introduction, ""));
    let mut html = String::from(HEAD);
    let _ = write!(html, "<header><h1>{}</h1><p>{}</p></header><main>", escape(title), escape(introduction));
    for section in sections {
        let (license, rest) = section.split_once("\n\n").unwrap_or((section, ""));
        let (users, text) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let _ = write!(html, "<section><h2>{}</h2><ul>", escape(license));
        for user in users.lines() {
            let _ = write!(html, "<li>{}</li>", with_link(user.trim_start_matches("- ")));
        }
        let _ = write!(html, "</ul><pre>{}</pre></section>", escape(text.trim_end()));
    }
    html.push_str("</main></body></html>\n");
    html
}

/// Makes the address in parentheses at the end of a line a link.
fn with_link(line: &str) -> String {
    let address = line.strip_suffix(')').and_then(|line| line.rsplit_once(" ("));
    match address.filter(|(_, address)| address.starts_with("https://")) {
        Some((name, address)) => format!("<a href=\"{0}\" rel=\"noreferrer\">{1}</a>", escape(address), escape(name)),
        None => escape(line),
    }
}

const HEAD: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Licenses - Habitro</title><link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body class=\"licenses\">";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_lists_users_and_texts_and_escapes_them() {
        let html = page(
            "Title\n\nA <b>.\n\n=== MIT License\n\n- crate a 1 (https://a.example/?x=\"1\")\n- data B\n\nText & <i>\n\nmore\n\n\
             === ISC License\n\n- npm c 2 (javascript:x)\n\n=======\n",
        );
        assert!(html.contains("<h1>Title</h1><p>A &lt;b&gt;.</p>"), "{html}");
        assert!(html.contains("<h2>MIT License</h2><ul><li><a href=\"https://a.example/?x=&quot;1&quot;\""), "{html}");
        assert!(html.contains("<li>data B</li></ul><pre>Text &amp; &lt;i&gt;\n\nmore</pre>"), "{html}");
        assert!(html.contains("<li>npm c 2 (javascript:x)</li></ul><pre>=======</pre>"), "{html}");
    }

    #[test]
    fn notices_name_what_is_in_the_binary() {
        let text = notices();
        for named in ["crate axum ", "crate ring ", "npm svelte ", "npm @fontsource-variable/inter ", "data SQLite"] {
            assert!(text.contains(&format!("\n- {named}")), "{named}");
        }
        for license in [
            "SIL Open Font License 1.1",
            "MIT License",
            "Apache License 2.0",
            "ISC License",
            "Mozilla Public License 2.0",
        ] {
            assert!(text.contains(&format!("\n=== {license}\n")), "{license}");
        }
        assert!(text.contains("Copyright 2020 The Inter Project Authors") || text.contains("Inter Project Authors"));
        assert!(!text.contains("index.crates.io") && !text.contains("registry.npmjs.org"));
        assert!(NOTICES.len() < 60_000, "{}", NOTICES.len());
    }
}
