//! Removes what models put around a task.

use crate::platform::text::without_hidden;

/// The rest of a text is ignored: a task has at most 200 characters, plus markup.
const MAX_CHARS: usize = 2000;

/// Returns `text` as one plain line without list markers, emphasis, link targets and invisible
/// characters.
#[must_use]
pub fn clean(text: &str) -> String {
    let head: String = text.chars().take(MAX_CHARS).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let visible = without_hidden(&head);
    let mut line = visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // Markers can be nested: "- **1.** [ ] Walk".
    for _ in 0..6 {
        let before = line.len();
        line = without_mark(&without_emphasis(line.trim())).trim().to_owned();
        if line.len() == before {
            break;
        }
    }
    let line = unlinked(&unboxed(&line));
    let line = line.trim().trim_end_matches(['\\', '|']).trim();
    unquoted(line).trim().to_owned()
}

/// Removes emphasis and code marks. A single star or underscore inside a word stays.
fn without_emphasis(line: &str) -> String {
    let line = line.replace("**", "").replace("__", "").replace("~~", "").replace('`', "");
    let mut out = line.as_str();
    for mark in ['*', '_'] {
        if let Some(inner) = out.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)) {
            out = inner;
        }
    }
    // "*Walk* for ten minutes": pairs of stars that touch letters.
    if out.matches('*').count() >= 2 && out.matches('*').count().is_multiple_of(2) {
        return out.replace('*', "");
    }
    out.to_owned()
}

/// Removes one leading marker: heading, bullet, checkbox, number, "Task 1:".
fn without_mark(line: &str) -> String {
    let line = line.trim_start_matches(['#', '>', '|']).trim_start();
    for bullet in [
        "- ", "* ", "+ ", "• ", "– ", "— ", "· ", "▪ ", "◦ ", "‣ ", "[ ] ", "[x] ", "[X] ", "☐ ", "✅ ", "✔ ", "➡ ",
        "👉 ",
    ] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return rest.to_owned();
        }
    }
    for word in ["task", "action", "step"] {
        // Not by a copy in lower case: that may be of another length ("İ").
        if let Some((named, rest)) = line.split_at_checked(word.len())
            && named.eq_ignore_ascii_case(word)
        {
            let digits = rest.trim_start_matches([' ', '#']);
            let after = digits.trim_start_matches(|c: char| c.is_ascii_digit());
            let counted = digits.len() - after.len();
            if (1..=2).contains(&counted)
                && let Some(rest) = after.trim_start().strip_prefix([':', '.', ')', '-', '–'])
            {
                return rest.trim_start().to_owned();
            }
        }
    }
    let after = line.trim_start_matches('(').trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.trim_start_matches('(').len() - after.len();
    if (1..=2).contains(&digits) {
        for end in [". ", ") ", ".) ", ": ", "] ", "、"] {
            if let Some(rest) = after.strip_prefix(end) {
                return rest.to_owned();
            }
        }
        // "1.Walk", but not "1.5 km".
        if let Some(rest) = after.strip_prefix(['.', ')'])
            && rest.starts_with(char::is_alphabetic)
        {
            return rest.to_owned();
        }
    }
    line.to_owned()
}

/// `[text](address)` and `[text](address "title")` become `text`.
fn unlinked(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(middle) = rest.find("](") {
        let (Some(open), Some(close)) = (rest[..middle].rfind('['), rest[middle..].find(')')) else { break };
        out.push_str(rest[..open].trim_end_matches('!'));
        out.push_str(&rest[open + 1..middle]);
        rest = &rest[middle + close + 1..];
    }
    out.push_str(rest);
    out
}

/// LaTeX: `\boxed{x}`, `\text{x}` and `$x$` become `x`.
fn unboxed(line: &str) -> String {
    let mut line = line.to_owned();
    for start in ["\\boxed{", "\\text{", "\\textbf{"] {
        while let Some(at) = line.find(start) {
            let Some(end) = line[at..].find('}') else { break };
            line.remove(at + end);
            line.replace_range(at..at + start.len(), "");
        }
    }
    match line.strip_prefix('$').and_then(|rest| rest.strip_suffix('$')) {
        Some(inner) => inner.trim_matches('$').to_owned(),
        None => line,
    }
}

/// Without quotation marks around the whole.
fn unquoted(line: &str) -> &str {
    for (open, close) in [('"', '"'), ('“', '”'), ('\'', '\''), ('«', '»')] {
        if let Some(inner) = line.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.contains([open, close])
        {
            return inner;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        for (raw, expected) in [
            ("1. **Walk** to the door", "Walk to the door"),
            ("- [ ] __Read__ `two` pages", "Read two pages"),
            ("**1.** Walk", "Walk"),
            ("- **Task 2:** Drink water", "Drink water"),
            ("(3) Sit down", "Sit down"),
            ("1.5 km along the river", "1.5 km along the river"),
            ("2 pages before bed", "2 pages before bed"),
            ("[Read](https://x.example/a \"t\") a page", "Read a page"),
            ("\\boxed{Breathe}", "Breathe"),
            ("\"Stand up\"", "Stand up"),
            ("a\u{202e}b\u{200b}c\td", "abc d"),
            ("### 3) Stretch", "Stretch"),
            ("පොතක් කියවන්න", "පොතක් කියවන්න"),
            ("5 * 3 squats", "5 * 3 squats"),
            // Longer in lower case than as written.
            ("Task 1: İİİİİİİİİİİİİİİİ", "İİİİİİİİİİİİİİİİ"),
            ("STEP 2. İzmir yürüyüşü", "İzmir yürüyüşü"),
            ("", ""),
        ] {
            assert_eq!(clean(raw), expected, "{raw}");
        }
    }

    #[test]
    fn an_answer_of_marks_alone_costs_little() {
        let started = std::time::Instant::now();
        assert!(clean(&"\\boxed{".repeat(40_000)).len() <= MAX_CHARS);
        assert!(clean(&"\\boxed{x} ".repeat(40_000)).len() <= MAX_CHARS);
        assert!(started.elapsed().as_millis() < 500);
    }
}
