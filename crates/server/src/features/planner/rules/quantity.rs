//! Reading an amount a day out of a wish: "smoke 12 cigarettes a day, down to 4".

use super::Quantity;
use super::text::clean;

/// Spellings of units and their plural as we write it.
#[rustfmt::skip]
const UNITS: &[(&str, &[&str])] = &[
    ("minutes", &["minute", "minutes", "min", "mins", "mins."]),
    ("hours", &["hour", "hours", "hr", "hrs", "h"]),
    ("seconds", &["second", "seconds", "sec", "secs"]),
    ("km", &["km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "kms."]),
    ("miles", &["mile", "miles", "mi"]),
    ("metres", &["metre", "metres", "meter", "meters", "m"]),
    ("steps", &["step", "steps"]),
    ("laps", &["lap", "laps"]),
    ("pages", &["page", "pages", "pgs", "pp"]),
    ("chapters", &["chapter", "chapters"]),
    ("words", &["word", "words"]),
    ("lines", &["line", "lines"]),
    ("glasses", &["glass", "glasses"]),
    ("cups", &["cup", "cups"]),
    ("bottles", &["bottle", "bottles"]),
    ("litres", &["litre", "litres", "liter", "liters", "l", "ltr", "ltrs"]),
    ("ml", &["ml", "millilitres", "milliliters", "cc"]),
    ("cigarettes", &["cigarette", "cigarettes", "cigs", "cig", "ciggies", "fags", "smokes", "cigarets"]),
    ("drinks", &["drink", "drinks"]),
    ("units", &["unit", "units"]),
    ("beers", &["beer", "beers"]),
    ("coffees", &["coffee", "coffees", "espressos", "espresso"]),
    ("teaspoons", &["teaspoon", "teaspoons", "tsp", "tsps"]),
    ("spoons", &["spoon", "spoons", "spoonful", "spoonfuls"]),
    ("cubes", &["cube", "cubes"]),
    ("cans", &["can", "cans"]),
    ("portions", &["portion", "portions", "serving", "servings", "helping", "helpings"]),
    ("push-ups", &["push-up", "push-ups", "pushup", "pushups", "press-ups", "press-up"]),
    ("sit-ups", &["sit-up", "sit-ups", "situp", "situps"]),
    ("pull-ups", &["pull-up", "pull-ups", "pullup", "pullups", "chin-ups"]),
    ("squats", &["squat", "squats"]),
    ("burpees", &["burpee", "burpees"]),
    ("dollars", &["dollar", "dollars", "usd", "bucks", "$"]),
    ("euros", &["euro", "euros", "eur", "€"]),
    ("pounds", &["gbp", "quid", "£"]),
    ("rupees", &["rupee", "rupees", "rs", "lkr", "inr", "rs."]),
    ("calories", &["calorie", "calories", "kcal", "cals"]),
    ("grams", &["gram", "grams", "g"]),
    ("times", &["time", "times", "x"]),
    ("breaths", &["breath", "breaths"]),
    ("people", &["person", "people"]),
    ("matches", &["match", "matches"]),
    ("emails", &["email", "emails", "e-mails"]),
    ("energy drinks", &["energy-drinks"]),
];

/// Nouns after a number that say nothing about an amount a day.
#[rustfmt::skip]
const NOT_UNITS: &[&str] = &[
    "days", "day", "weeks", "week", "months", "month", "years", "year", "oclock", "kilos", "kgs", "lbs",
    "pounds", "percent", "as", "is", "its", "this", "was", "has", "degrees", "seasons", "always", "weekdays",
    "weekends", "mornings", "evenings", "nights", "afternoons", "ones", "pm's", "stones", "decades", "less",
    "us", "yes", "plus", "kids", "sons", "daughters", "dogs", "cats", "jobs", "exams", "siblings", "sizes", "points", "thus", "years-old",
];

/// Words that may stand between a number and its unit.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "more", "new", "full", "whole", "extra", "big", "small", "large", "deep", "good", "healthy", "random", "of",
    "spanish", "english", "french", "german", "japanese", "tamil", "sinhala", "different", "slow", "short",
    "long", "focused", "solid", "mindful", "sugary", "energy", "proper", "real", "fewer", "less", "single",
    "daily", "quiet", "handwritten", "strong", "standard", "heaped", "vocabulary", "kind", "alcoholic",
];

#[rustfmt::skip]
const NUMBERS: &[(&str, u32)] = &[
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8),
    ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14),
    ("fifteen", 15), ("sixteen", 16), ("seventeen", 17), ("eighteen", 18), ("nineteen", 19), ("twenty", 20),
    ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80),
    ("ninety", 90), ("hundred", 100), ("dozen", 12), ("twenty-five", 25), ("thirty-five", 35), ("forty-
    five", 45), ("couple", 2),
];

/// The largest amount that is read from a text.
const MAX_AMOUNT: f64 = 200_000.0;

/// The amount a day that a wish names, if it names one; see [`Quantity`].
///
/// Whole units: hours with a fraction become minutes, litres ml, kilometres metres. Never a clock
/// time ("wake at 6"), never a length of time in days, never something counted by the week.
#[must_use]
pub fn quantity_in(text: &str) -> Option<Quantity> {
    let tokens = tokens(text);
    let (at, mut found) = (0..tokens.len()).find_map(|at| amount_at(&tokens, at).map(|found| (at, found)))?;
    if tokens[at + 1..]
        .iter()
        .take(6)
        .any(|t| matches!(t.as_str(), "week" | "weekly" | "month" | "monthly" | "year" | "yearly"))
        && (found.unit == "times" || !daily(&tokens))
        && per_week(&tokens[at..])
        && !tokens.iter().any(|t| t == "times")
    {
        return None;
    }
    found.target = target(&tokens, at, &found);
    if let Some(goal) = found.target
        && matches!(tokens.get(at.wrapping_sub(1)).map(String::as_str), Some("to"))
        && at >= 2
        && tokens[at - 2] == "down"
    {
        found.per_day = goal;
    }
    Some(found)
}

fn daily(tokens: &[String]) -> bool {
    tokens.iter().any(|t| matches!(t.as_str(), "day" | "daily" | "night" | "morning" | "evening"))
}

/// "a week" or "per month" soon after the amount.
fn per_week(rest: &[String]) -> bool {
    rest.windows(2).take(7).any(|w| {
        matches!(w[0].as_str(), "a" | "per" | "every" | "each" | "the")
            && matches!(w[1].as_str(), "week" | "month" | "year")
    }) || rest.iter().take(6).any(|t| matches!(t.as_str(), "weekly" | "monthly" | "yearly"))
}

/// Lower-case tokens; digits are parted from letters and signs, "10,000" and "10 000" become one.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for raw in clean(text).to_lowercase().split([' ', '/', '(', ')', ';']) {
        let raw = raw.trim_matches(|c: char| matches!(c, ',' | '.' | ':' | '-' | '+' | '&'));
        let raw = raw.replace('\'', "");
        let mut token = String::new();
        let mut last = ' ';
        for c in raw.chars() {
            let digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ':');
            let breaks = matches!(c, '$' | '€' | '£')
                || matches!(last, '$' | '€' | '£')
                || (digit(last) && c.is_alphabetic() && last != '.')
                || (last.is_ascii_digit() && c == '-');
            if breaks && !token.is_empty() {
                out.push(std::mem::take(&mut token));
            }
            if !(c == '-' && token.is_empty()) {
                token.push(c);
            }
            last = c;
        }
        if !token.is_empty() {
            out.push(token);
        }
    }
    let mut joined: Vec<String> = Vec::with_capacity(out.len());
    for token in out {
        let thousands = token.len() == 3 && token.bytes().all(|b| b.is_ascii_digit());
        match joined.last_mut() {
            Some(last)
                if thousands
                    && last.len() <= 3
                    && !last.starts_with('0')
                    && last.bytes().all(|b| b.is_ascii_digit()) =>
            {
                last.push_str(&token);
            }
            _ => joined.push(token),
        }
    }
    joined
}

fn number(token: &str) -> Option<f64> {
    if let Some((_, n)) = NUMBERS.iter().find(|(word, _)| *word == token) {
        return Some(f64::from(*n));
    }
    if !token.starts_with(|c: char| c.is_ascii_digit()) || token.contains(':') {
        return None;
    }
    let parts: Vec<&str> = token.split(',').collect();
    let plain = if parts.len() > 1 && parts[1..].iter().all(|p| p.len() == 3) {
        token.replace(',', "")
    } else {
        token.replace(',', ".")
    };
    plain.parse().ok().filter(|n| (0.0..=MAX_AMOUNT).contains(n))
}

fn unit(token: &str) -> Option<&'static str> {
    UNITS.iter().find(|(_, spellings)| spellings.contains(&token)).map(|(unit, _)| *unit)
}

/// The amount whose number stands at `at`, if there is one.
fn amount_at(tokens: &[String], at: usize) -> Option<Quantity> {
    let token = tokens[at].as_str();
    let before = |n: usize| at.checked_sub(n).map_or("", |i| tokens[i].as_str());
    let after = |n: usize| tokens.get(at + n).map_or("", String::as_str);
    match (token, after(1), after(2)) {
        ("half", "an" | "a", unit_word) => return half(unit_word),
        ("a" | "an", "half", unit_word) => return half(unit_word),
        ("an", "hour", _) => {
            return Some(whole(if after(2) == "and" && after(4) == "half" { 90 } else { 60 }, "minutes"));
        }
        ("a", "pack" | "packet", _) if smokes(tokens) => return Some(whole(20, "cigarettes")),
        ("twice", "a" | "per" | "every" | "each", "day") | ("twice", "daily", _) => return Some(whole(2, "times")),
        _ => {}
    }
    let mut n = number(token)?;
    let (mut next, mut place) = (after(1), 1);
    if next == "hundred" || next == "thousand" {
        n *= if next == "hundred" { 100.0 } else { 1000.0 };
        (next, place) = (after(2), 2);
    }
    if next == "k" {
        if unit(after(2)).is_none() && n <= 100.0 {
            return Some(whole(round(n), "km"));
        }
        n *= 1000.0;
        (next, place) = (after(2), 2);
    }
    if next.starts_with('-')
        || (next.bytes().all(|b| b.is_ascii_digit()) && !next.is_empty() && unit(after(place + 1)).is_some())
    {
        (next, place) = (after(place + 1), place + 1);
    }
    if token == "couple" && next == "of" {
        (next, place) = (after(2), 2);
    }
    if matches!(next, "am" | "pm" | "oclock" | "percent" | "%")
        || token.ends_with('%')
        || matches!(before(1), "turn" | "age" | "aged" | "level" | "size" | "lose" | "weigh" | "page" | "chapter")
    {
        return None;
    }
    if matches!(before(1), "$" | "€" | "£" | "rs" | "rs." | "lkr" | "usd" | "eur") {
        return unit(before(1)).map(|u| whole(round(n), u));
    }
    let clock = matches!(before(1), "at" | "by" | "before" | "after" | "until" | "till" | "around" | "past" | "than")
        && unit(next).is_none();
    if clock {
        return None;
    }
    if matches!(next, "a" | "per" | "every" | "each" | "daily") && (next == "daily" || after(place + 1) == "day")
        || next.is_empty() && smokes(tokens)
    {
        let unit = if smokes(tokens) { "cigarettes" } else { "times" };
        return (number(token).is_some_and(|n| n >= 1.0)).then(|| whole(round(n), unit));
    }
    if next == "to" && number(after(place + 1)).is_some() {
        place += 2;
        next = after(place);
    }
    for _ in 0..2 {
        if unit(next).is_none() && BETWEEN.contains(&next) {
            place += 1;
            next = after(place);
        }
    }
    if let Some(unit) = unit(next) {
        let glued = matches!(unit, "metres") && next == "m" || next == "h" || next == "x" || next == "g" || next == "l";
        if glued && n < 1.0 && unit != "litres" {
            return None;
        }
        return measured(n, unit, &tokens[at..]);
    }
    let plural = next.len() > 3
        && next.ends_with('s')
        && !next.ends_with("ss")
        && !next.ends_with("us")
        && next.chars().all(|c| c.is_alphabetic() || c == '-');
    (plural && n >= 1.0 && !NOT_UNITS.contains(&next) && n.fract() == 0.0).then(|| Quantity {
        per_day: round(n),
        unit: next.to_owned(),
        target: None,
    })
}

fn half(unit_word: &str) -> Option<Quantity> {
    match unit(unit_word)? {
        "hours" => Some(whole(30, "minutes")),
        "litres" => Some(whole(500, "ml")),
        _ => None,
    }
}

/// The amount in whole numbers of a unit people use.
fn measured(n: f64, unit: &'static str, rest: &[String]) -> Option<Quantity> {
    if unit == "times" && !daily_times(rest) {
        return None;
    }
    let (n, unit) = match unit {
        _ if n.fract() == 0.0 => (n, unit),
        "hours" => (n * 60.0, "minutes"),
        "litres" => (n * 1000.0, "ml"),
        "km" => (n * 1000.0, "metres"),
        _ => (n.ceil(), unit),
    };
    (1.0..=MAX_AMOUNT).contains(&n).then(|| whole(round(n), unit))
}

/// "3 times" counts by the day unless a week is named.
fn daily_times(rest: &[String]) -> bool {
    !rest.iter().take(7).any(|t| matches!(t.as_str(), "week" | "weekly" | "month" | "monthly" | "year"))
}

fn smokes(tokens: &[String]) -> bool {
    tokens.iter().any(|t| t.starts_with("smok") || t.starts_with("cigar"))
}

/// The number after "down to", "up to" or "to" that follows the amount.
fn target(tokens: &[String], at: usize, found: &Quantity) -> Option<u32> {
    let value = |i: usize| -> Option<u32> {
        if tokens.get(i).is_some_and(|t| matches!(t.as_str(), "zero" | "none" | "nothing" | "0")) {
            return Some(0);
        }
        let n = number(tokens.get(i)?)?;
        if matches!(tokens.get(i + 1).map(String::as_str), Some("am" | "pm" | "days" | "weeks" | "months")) {
            return None;
        }
        let stated = tokens.get(i + 1).and_then(|t| unit(t));
        match (stated, found.unit.as_str()) {
            (Some(stated), ours) if stated != ours => {
                measured(n, stated, &[]).filter(|q| q.unit == ours).map(|q| q.per_day)
            }
            _ => Some(round(n)),
        }
    };
    if at >= 2 && tokens[at - 1] == "to" && matches!(tokens[at - 2].as_str(), "down" | "up") {
        return Some(found.per_day);
    }
    tokens[at + 1..]
        .iter()
        .enumerate()
        .take(12)
        .find_map(|(i, t)| (t == "to").then(|| value(at + i + 2)).flatten())
        .filter(|goal| *goal != found.per_day)
}

fn whole(per_day: u32, unit: &str) -> Quantity {
    Quantity { per_day, unit: unit.to_owned(), target: None }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked against MAX_AMOUNT and zero before"
)]
fn round(n: f64) -> u32 {
    n.clamp(0.0, MAX_AMOUNT).round() as u32
}

/// "8 pages", "1 page", "3 km": a number with its unit in the right form.
pub(in crate::features::planner) fn amount(n: u32, unit: &str) -> String {
    let (head, tail) = unit.split_once(" of ").map_or((unit, String::new()), |(h, t)| (h, format!(" of {t}")));
    let number = if n >= 1_000 { format!("{},{:03}", n / 1_000, n % 1_000) } else { n.to_string() };
    format!("{number} {}{tail}", if n == 1 { singular(head) } else { plural(head) })
}

fn singular(unit: &str) -> String {
    match unit {
        "people" => "person".to_owned(),
        "km" | "ml" | "kcal" | "kg" => unit.to_owned(),
        u if u.ends_with("ss") || u.ends_with("us") => u.to_owned(),
        u if u.ends_with("sses") || u.ends_with("ches") || u.ends_with("shes") || u.ends_with("xes") => {
            u[..u.len() - 2].to_owned()
        }
        u if u.ends_with("ies") && u.len() > 4 => format!("{}y", &u[..u.len() - 3]),
        u => u.strip_suffix('s').unwrap_or(u).to_owned(),
    }
}

fn plural(unit: &str) -> String {
    match unit {
        "person" => "people".to_owned(),
        u if UNITS.iter().any(|(_, s)| s.contains(&u)) => {
            UNITS.iter().find(|(_, s)| s.contains(&u)).map_or(u, |(p, _)| p).to_owned()
        }
        u => u.to_owned(),
    }
}
