//! Parses JSON as models write it: in fences, with trailing or missing commas, single quotes, comments,
//! unescaped quotation marks, or cut off.

use super::{Block, clean, lists};

#[derive(Debug)]
enum Loose {
    Text(String),
    List(Vec<Loose>, bool),
    Map(Vec<(String, Loose)>, bool),
    Other(String),
}

/// The maximum nesting.
const MAX_DEPTH: u32 = 12;
/// How many opening brackets are tried before the text counts as not JSON.
const MAX_STARTS: usize = 48;

/// Returns the blocks of all objects and lists in `text`.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let (mut from, mut starts) = (0, 0);
    while let Some(at) = text[from..].find(['{', '[']).map(|at| from + at) {
        starts += 1;
        if starts > MAX_STARTS {
            break;
        }
        let mut reader = Reader { text, at };
        let value = reader.value(0);
        let before = found.len();
        value.iter().for_each(|value| harvest(value, &mut found));
        from = if found.len() > before { reader.at.max(at + 1) } else { at + 1 };
    }
    found
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Over white space and comments.
    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let comment = if trimmed.starts_with("//") {
                trimmed.find('\n')
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map(|at| at + 2)
            } else {
                return;
            };
            self.at += comment.unwrap_or(trimmed.len());
        }
    }

    fn value(&mut self, depth: u32) -> Option<Loose> {
        self.space();
        match self.peek()? {
            '{' | '[' if depth == MAX_DEPTH => None,
            '{' => Some(self.map(depth)),
            '[' => Some(self.list(depth)),
            '"' | '“' | '\'' => Some(Loose::Text(self.text())),
            ',' | ':' | '}' | ']' => None,
            _ => Some(Loose::Other(self.bare())),
        }
    }

    fn list(&mut self, depth: u32) -> Loose {
        self.skip();
        let mut items = Vec::new();
        loop {
            self.space();
            match self.peek() {
                None => return Loose::List(items, false),
                Some(']') => {
                    self.skip();
                    return Loose::List(items, true);
                }
                // Somebody forgot the bracket.
                Some('}') => return Loose::List(items, true),
                Some(_) => match self.value(depth + 1) {
                    Some(item) => items.push(item),
                    None => self.skip(),
                },
            }
        }
    }

    fn map(&mut self, depth: u32) -> Loose {
        self.skip();
        let mut entries = Vec::new();
        loop {
            self.space();
            let key = match self.peek() {
                None => return Loose::Map(entries, false),
                Some('}') => {
                    self.skip();
                    return Loose::Map(entries, true);
                }
                Some(']') => return Loose::Map(entries, true),
                Some('"' | '“' | '\'') => self.text(),
                Some(',' | ':' | '[' | '{') => {
                    self.skip();
                    continue;
                }
                Some(_) => self.bare(),
            };
            self.space();
            if self.peek() == Some(':') {
                self.skip();
                match self.value(depth + 1) {
                    Some(value) => entries.push((key, value)),
                    None if self.peek().is_none() => return Loose::Map(entries, false),
                    None => {}
                }
            }
        }
    }

    /// A number, a word, whatever stands without quotation marks.
    fn bare(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find([',', ':', '}', ']', '\n', '"']).unwrap_or(rest.len());
        let word = rest[..end].trim().to_owned();
        if end == 0 {
            self.skip();
        } else {
            self.at += end;
        }
        word
    }

    /// A text up to the quotation mark that ends it: one that is followed by what may follow a
    /// text. Others belong to it.
    fn text(&mut self) -> String {
        let close = match self.peek() {
            Some('“') => '”',
            Some(quote) => quote,
            None => return String::new(),
        };
        self.skip();
        let mut out = String::new();
        while let Some(c) = self.peek() {
            self.skip();
            match c {
                '\\' => self.escape(&mut out),
                _ if c == close || (close == '”' && c == '"') => {
                    let next = self.rest().trim_start().chars().next();
                    if matches!(next, None | Some(',' | ':' | '}' | ']' | '"' | '/')) || self.rest().starts_with('\n') {
                        return out;
                    }
                    out.push(c);
                }
                c => out.push(c),
            }
        }
        out
    }

    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.peek() else { return };
        self.skip();
        match c {
            'n' | 'r' => out.push('\n'),
            't' => out.push(' '),
            'b' | 'f' => {}
            'u' => {
                let digits = self.rest().get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let Some(first) = digits else { return };
                self.at += 4;
                // The second half of a pair.
                let low = self.rest().strip_prefix("\\u").and_then(|rest| u32::from_str_radix(rest.get(..4)?, 16).ok());
                let code = match low {
                    Some(low) if (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&low) => {
                        self.at += 6;
                        0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)
                    }
                    _ => first,
                };
                out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            c => out.push(c),
        }
    }
}

const TASKS: [&str; 8] = ["tasks", "task", "actions", "activities", "steps", "todo", "todos", "items"];
const NUMBER: [&str; 5] = ["day", "day_number", "daynumber", "number", "index"];
const WORDS: [&str; 8] = ["task", "title", "text", "description", "name", "action", "activity", "content"];

fn plain(key: &str) -> String {
    key.trim().to_lowercase().replace([' ', '-'], "_")
}

/// A number at the end of a key or text: "day_3", "Day 3", "3".
fn number_in(text: &str) -> Option<u32> {
    let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// "day_3", "Day 3: Start", "3": a key that names a day.
fn names_a_day(key: &str) -> bool {
    let key = plain(key);
    let rest = key.strip_prefix("day").unwrap_or(&key).trim_start_matches(['_', '#']);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < rest.len() && (after.is_empty() || after.starts_with([':', '_', '.', '(']))
}

fn harvest(value: &Loose, found: &mut Vec<Block>) {
    if found.len() > super::MAX_BLOCKS {
        return;
    }
    match value {
        Loose::Map(entries, closed) => harvest_map(entries, *closed, found),
        Loose::List(items, closed) => harvest_list(items, *closed, found),
        Loose::Text(text) => found.extend(lists::blocks(text)),
        Loose::Other(_) => {}
    }
}

fn harvest_map(entries: &[(String, Loose)], closed: bool, found: &mut Vec<Block>) {
    let number = || {
        let labelled = entries.iter().find(|(key, _)| NUMBER.contains(&plain(key).as_str()));
        labelled.and_then(|(_, value)| match value {
            Loose::Text(text) | Loose::Other(text) => number_in(text),
            _ => None,
        })
    };
    let tasks = entries.iter().find(|(key, value)| TASKS.contains(&plain(key).as_str()) && !holds_days(value));
    if let Some((_, tasks)) = tasks {
        let closed = closed || matches!(tasks, Loose::List(_, true));
        found.push(Block { number: number(), tasks: words_of(tasks), closed });
        return;
    }
    // {"day": 1, "task1": "..", "task2": ".."}
    let counted = |key: &str| plain(key).strip_prefix("task").is_some_and(|rest| number_in(rest).is_some());
    if entries.iter().filter(|(key, _)| counted(key)).count() >= 2 {
        let tasks = entries.iter().filter(|(key, _)| counted(key)).flat_map(|(_, value)| words_of(value)).collect();
        found.push(Block { number: number(), tasks, closed });
        return;
    }
    for (key, value) in entries {
        match value {
            // {"Day 1": ["..", "..", ".."]}, {"day_1": {"tasks": [..]}}
            Loose::List(_, whole) if names_a_day(key) => {
                found.push(Block { number: number_in(key), tasks: words_of(value), closed: *whole });
            }
            Loose::Map(_, whole) if names_a_day(key) => {
                let mut inner = Vec::new();
                harvest(value, &mut inner);
                match inner.into_iter().next() {
                    Some(block) => found.push(Block { number: number_in(key), ..block }),
                    None => found.push(Block { number: number_in(key), tasks: words_of(value), closed: *whole }),
                }
            }
            Loose::Text(text) if names_a_day(key) => {
                found.push(Block { number: number_in(key), tasks: lists::tasks(text), closed: true });
            }
            // A word on the side is no day.
            Loose::Text(text) if !text.contains('\n') => {}
            _ => harvest(value, found),
        }
    }
}

fn harvest_list(items: &[Loose], closed: bool, found: &mut Vec<Block>) {
    let texts = items.iter().filter(|item| matches!(item, Loose::Text(_))).count();
    if texts == 0 || texts < items.len() {
        for item in items {
            match item {
                // [["..", "..", ".."], [..]]
                Loose::List(inner, whole) if inner.iter().all(|item| matches!(item, Loose::Text(_))) => {
                    found.push(Block { number: None, tasks: words_of(item), closed: *whole });
                }
                Loose::Text(_) => {}
                other => harvest(other, found),
            }
        }
        return;
    }
    let text = items.iter().filter_map(|item| if let Loose::Text(text) = item { Some(text.as_str()) } else { None });
    let text: Vec<&str> = text.collect();
    if text.iter().any(|text| lists::header(text).is_some()) {
        found.extend(lists::blocks(&text.join("\n")));
    } else if text.len() >= 3 {
        // A flat list: three a day.
        let whole = text.chunks_exact(3);
        let left = whole.remainder().len();
        for three in whole {
            found.push(Block {
                number: None,
                tasks: three.iter().map(|task| clean(task)).collect(),
                closed: closed && left == 0,
            });
        }
    }
}

/// Whether a value is a list of days rather than of tasks.
fn holds_days(value: &Loose) -> bool {
    let Loose::List(items, _) = value else { return matches!(value, Loose::Map(..)) };
    items.iter().any(|item| match item {
        Loose::Map(entries, _) => entries.iter().any(|(key, value)| {
            matches!(value, Loose::List(..))
                || (plain(key) == "day"
                    && entries.len() > 1
                    && !entries.iter().any(|(key, _)| WORDS.contains(&plain(key).as_str())))
        }),
        Loose::List(..) => true,
        _ => false,
    })
}

/// The tasks of a list, of a map's values, or of a text with several lines.
fn words_of(value: &Loose) -> Vec<String> {
    let mut out = Vec::new();
    match value {
        Loose::Text(text) => out.extend(lists::tasks(text)),
        Loose::Other(_) => {}
        Loose::List(items, _) => {
            for item in items.iter().take(super::MAX_TASKS) {
                match item {
                    Loose::Text(text) => out.push(clean(text)),
                    Loose::Map(entries, _) => {
                        let labelled =
                            WORDS.iter().find_map(|word| entries.iter().find(|(key, _)| plain(key) == *word));
                        if let Some((_, Loose::Text(text))) = labelled.or(entries.first()) {
                            out.push(clean(text));
                        }
                    }
                    _ => {}
                }
            }
        }
        Loose::Map(entries, _) => {
            out.extend(
                entries
                    .iter()
                    .filter_map(|(_, value)| if let Loose::Text(text) = value { Some(clean(text)) } else { None }),
            );
        }
    }
    out.retain(|task| !task.is_empty());
    out
}
