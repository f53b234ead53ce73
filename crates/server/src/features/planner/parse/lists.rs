//! Days as text: `Day 1:` and lines below it, in one line, or as rows of a table.

use super::{Block, clean};

/// "Day" as models write it when they answer in another language.
const DAY: [&str; 16] = [
    "day",
    "tag",
    "jour",
    "día",
    "dia",
    "giorno",
    "dag",
    "dzień",
    "день",
    "दिन",
    "දිනය",
    "දවස",
    "நாள்",
    "gün",
    "hari",
    "ngày",
];

/// The number and what follows it when `line` is the heading of a day.
pub(super) fn header(line: &str) -> Option<(u32, String)> {
    let line = line
        .trim()
        .trim_start_matches(['#', '*', '_', '-', '>', '|', '•', '[', '(', ' ', '=', '`', '📅', '🗓', '\u{fe0f}']);
    let lower = line.to_lowercase();
    // 第1天, 1日目, 第3日
    let east = lower.strip_prefix('第').unwrap_or(&lower);
    let digits = east.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < east.len() && digits.starts_with(['天', '日', '일']) {
        let number = east[..east.len() - digits.len()].parse().ok()?;
        let rest = digits.trim_start_matches(['天', '日', '目', '일', '차', ':', '：', ' ', '*']);
        return Some((number, ending(line, rest)));
    }
    let word = DAY.iter().filter(|word| lower.starts_with(**word)).max_by_key(|word| word.len())?;
    let rest = lower[word.len()..].trim_start_matches([' ', '#', '_', '-', '\u{a0}']);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u32 = rest[..rest.len() - after.len()].parse().ok()?;
    if after.starts_with(char::is_alphanumeric) {
        return None;
    }
    // "Day 3 of 21:" too.
    let after = after.trim_start_matches(['*', '_', ' ', ')', ']', '.']);
    let after = after.strip_prefix("of ").map_or(after, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    Some((
        number,
        ending(
            line,
            after.trim_start_matches([':', '：', '-', '–', '—', '*', '_', ' ', '|', '=', ')', ']', '`', '.', '/']),
        ),
    ))
}

/// The end of `line` that is as long as `rest`, which is the end of its lower-case copy; lower case
/// may be of another length, then `rest` itself.
fn ending(line: &str, rest: &str) -> String {
    let at = line.len().checked_sub(rest.len());
    at.and_then(|at| line.get(at..)).filter(|end| end.to_lowercase() == rest).unwrap_or(rest).to_owned()
}

/// The blocks of a text with headings, or of lines alone, three a day.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut loose = Vec::new();
    for line in text.lines().take(6000) {
        if let Some((number, rest)) = header(line) {
            if let Some(before) = found.last_mut() {
                before.closed = true;
            }
            found.push(Block { number: Some(number), tasks: after_header(&rest, line), closed: false });
        } else if let Some((number, tasks)) = row(line) {
            found.push(Block { number: Some(number), tasks, closed: true });
        } else if let Some(task) = item(line) {
            match found.last_mut() {
                // A list that begins again after an end ("Tips: 1. ...") is none of the day's.
                Some(day) if day.tasks.len() < super::MAX_TASKS => day.tasks.push(task),
                Some(_) => {}
                None => loose.push(task),
            }
        } else if let Some(day) = found.last_mut()
            && let Some(task) = bare(line)
        {
            day.tasks.push(task);
        }
    }
    if found.is_empty() && loose.len() >= 3 {
        found.extend(loose.chunks_exact(3).map(|three| Block { number: None, tasks: three.to_vec(), closed: false }));
    }
    found
}

/// The tasks of one text: its items, else its lines, else its parts between semicolons.
pub(super) fn tasks(text: &str) -> Vec<String> {
    let inline = split_inline(text);
    if inline.len() > 1 {
        return inline;
    }
    let items: Vec<String> = text.lines().filter_map(item).collect();
    if items.len() > 1 {
        return items;
    }
    let parts = text.split(['\n', ';']).map(clean).filter(|part| !part.is_empty());
    parts.collect()
}

/// Parses the rest of a heading's line, which is either tasks or a title.
fn after_header(rest: &str, line: &str) -> Vec<String> {
    let inline = split_inline(rest);
    if inline.len() > 1 {
        return inline;
    }
    if rest.contains(';') {
        return tasks(rest);
    }
    if line.trim_start().starts_with('|') {
        return cells(rest);
    }
    Vec::new()
}

/// "1. Walk 2. Rest 3. Write" on one line.
fn split_inline(text: &str) -> Vec<String> {
    let mut marks = Vec::new();
    let mut from = 0;
    for number in 1..=9_u32 {
        let found = [format!("{number}. "), format!("{number}) ")]
            .iter()
            .filter_map(|mark| text[from..].find(mark.as_str()))
            .min();
        let Some(at) = found.map(|at| from + at) else { break };
        marks.push(at);
        from = at + 3;
    }
    if marks.len() < 2 || text[..marks[0]].chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    let ends = marks.iter().skip(1).copied().chain([text.len()]);
    marks.iter().zip(ends).map(|(from, to)| clean(&text[*from..to])).filter(|task| !task.is_empty()).collect()
}

/// A line that is an item of a list.
fn item(line: &str) -> Option<String> {
    let line = line.trim();
    let bare = line.trim_start_matches(['*', '_', '(', '#', ' ', '>']);
    let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered =
        (1..=2).contains(&(bare.len() - digits.len())) && digits.starts_with(['.', ')', ':', '、', '*', ']']);
    let bulleted = ["- ", "* ", "+ ", "• ", "– ", "· ", "▪ ", "[ ]", "☐", "✅", "◦ ", "— ", "➡", "👉"]
        .iter()
        .any(|mark| line.starts_with(mark));
    let lower = bare.to_lowercase();
    let named = ["task ", "action ", "step "].iter().any(|word| lower.starts_with(word)) && lower.contains(':');
    if !(numbered || bulleted || named) {
        return None;
    }
    // "- Morning:" is a heading.
    let task = clean(line);
    (!task.is_empty() && !task.ends_with(':')).then_some(task)
}

/// Parses a line below a heading that is not a list item: a task if it reads like one.
fn bare(line: &str) -> Option<String> {
    let trimmed = line.trim();
    let marked = trimmed.starts_with(['#', '=', '|', '`', '{', '}', '[', ']', '<']) || trimmed.starts_with("---");
    let task = clean(trimmed);
    let chatter =
        ["tip", "note", "remember", "good luck", "let me know", "i hope", "week ", "why", "goal", "focus", "theme"];
    let lower = task.to_lowercase();
    let talks = chatter.iter().any(|word| lower.starts_with(word)) || task.ends_with(':');
    // The first letter is indented or the whole is plain: "   Walk to the corner".
    (!marked && !talks && task.split(' ').count() >= 2).then_some(task)
}

/// `| 3 | Walk | Rest | Write |` and `| Day 3 | .. |`.
fn row(line: &str) -> Option<(u32, Vec<String>)> {
    let line = line.trim();
    if !line.starts_with('|') {
        return None;
    }
    let mut all = cells(line).into_iter();
    let number = all.next()?.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    let tasks: Vec<String> = all.collect();
    (tasks.len() >= 2).then_some((number, tasks))
}

fn cells(line: &str) -> Vec<String> {
    line.split('|').map(clean).filter(|cell| !cell.is_empty()).collect()
}
