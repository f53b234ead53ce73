//! Where the next template of a role comes from: the week's own list first, then combinations.

use std::collections::VecDeque;

use crate::features::planner::rules::text::capitalise;

/// A template that is not read yet: one line, or parts of a combination.
pub(super) enum Line {
    /// A line of its own.
    Whole(&'static str),
    /// Two parts and what joins them.
    Pair(&'static str, &'static str, &'static str),
    /// An act: what comes first, where, and what to heed; any but the act may be empty.
    Act(&'static str, &'static str, &'static str),
    /// An act that is to wait, with where or when in front: "After lunch, wait ten minutes ...".
    Front(&'static str, &'static str),
    /// An act with two things to heed, both beginning with "and".
    Both(&'static str, &'static str),
    /// Built for this request.
    Built(String),
}

impl Line {
    fn text(&self) -> String {
        match self {
            Self::Whole(line) => (*line).to_owned(),
            Self::Pair(a, b, join) => format!("{a}{join}{b}"),
            Self::Act(prefix, place, focus) => {
                let mut out = String::new();
                out.push_str(prefix);
                out.push_str("{act}");
                if !place.is_empty() {
                    // "earlier than your old time, with the curtains open" needs its pause.
                    let paused = ["with ", "to ", "for "].iter().any(|p| place.starts_with(p));
                    out.push_str(if paused { ", " } else { " " });
                    out.push_str(place);
                }
                if !focus.is_empty() {
                    out.push_str(", ");
                    out.push_str(focus);
                }
                out
            }
            Self::Front(place, focus) => format!("{}, {{act}}, {focus}", capitalise(place)),
            Self::Both(a, b) => format!("{{act}}: {}, {b}", a.trim_start_matches("and ")),
            Self::Built(text) => text.clone(),
        }
    }

    /// Returns the parts that a reader would recognise if they were repeated a few days later.
    fn parts(&self) -> [&'static str; 3] {
        match self {
            Self::Whole(line) => [line.strip_prefix("{act}, ").unwrap_or(line), "", ""],
            Self::Pair(a, b, _) | Self::Front(a, b) | Self::Both(a, b) => [a, b, ""],
            Self::Act(a, b, c) => [a, b, c],
            Self::Built(_) => ["", "", ""],
        }
    }
}

/// How many combinations are searched for one without a recently used part.
const LOOK_AHEAD: usize = 40;
/// How many recent lines are remembered.
const REMEMBERED: usize = 10;

/// Templates of one role, by week, then combinations.
pub(super) struct Stream {
    weeks: [VecDeque<Line>; 4],
    combos: VecDeque<Line>,
    /// Parts of the combinations given last, the newest at the end.
    recent: VecDeque<[&'static str; 3]>,
    /// Parts of the template given last.
    given: [&'static str; 3],
    turn: bool,
    flat: bool,
}

impl Stream {
    /// Lists for weeks one, two, three and later; `turn` rotates them for a regeneration.
    pub(super) fn weekly(weeks: [Vec<&'static str>; 4], turn: usize, combos: Vec<Line>) -> Self {
        let weeks = weeks.map(|week| {
            let mut week: VecDeque<Line> = week.into_iter().map(Line::Whole).collect();
            if !week.is_empty() {
                let by = turn % week.len();
                week.rotate_left(by);
            }
            week
        });
        let mut combos = VecDeque::from(combos);
        if !combos.is_empty() {
            let by = (turn * 11) % combos.len();
            combos.rotate_left(by);
        }
        Self { weeks, combos, recent: VecDeque::new(), given: [""; 3], turn: false, flat: false }
    }

    /// One list for all weeks.
    pub(super) fn flat(lines: &[&'static str], turn: usize, combos: Vec<Line>) -> Self {
        Self { flat: true, ..Self::weekly([Vec::new(), Vec::new(), Vec::new(), lines.to_vec()], turn, combos) }
    }

    /// Lines built for this request.
    pub(super) fn owned(lines: Vec<String>, turn: usize) -> Self {
        let mut stream = Self::weekly(std::array::from_fn(|_| Vec::new()), 0, Vec::new());
        stream.weeks[3] = lines.into_iter().map(Line::Built).collect();
        if !stream.weeks[3].is_empty() {
            let by = turn % stream.weeks[3].len();
            stream.weeks[3].rotate_left(by);
        }
        stream
    }

    /// The next template for a phase; each comes once. In the long phase every other one is a
    /// combination, so that the hand-written lines are spread out; unused
    /// lines of the first weeks come last, since they address a beginner.
    pub(super) fn next(&mut self, phase: usize) -> Option<String> {
        let line = self.line(phase)?;
        self.given = line.parts();
        Some(line.text())
    }

    /// Remembers the last template, because it was used.
    pub(super) fn keep(&mut self) {
        self.recent.push_back(self.given);
        if self.recent.len() > REMEMBERED {
            self.recent.pop_front();
        }
    }

    fn line(&mut self, phase: usize) -> Option<Line> {
        let left = |this: &mut Self, weeks: &[usize]| weeks.iter().find_map(|week| this.weeks[*week].pop_front());
        if phase < 3 {
            let week = if self.flat { 3 } else { phase };
            if let Some(line) = left(self, &[week]) {
                return Some(line);
            }
        } else {
            self.turn = !self.turn;
            if self.turn
                && let Some(line) = self.combo()
            {
                return Some(line);
            }
            if let Some(line) = left(self, &[3, 2]) {
                return Some(line);
            }
        }
        self.combo().or_else(|| left(self, &[3, 2, 1, 0]))
    }

    /// The next combination none of whose parts was said in the last lines; if none is near, the
    /// one whose parts were said longest ago.
    fn combo(&mut self) -> Option<Line> {
        let mut best = (0, usize::MAX);
        for (at, line) in self.combos.iter().take(LOOK_AHEAD).enumerate() {
            let parts = line.parts();
            let heard = |said: &[&'static str; 3]| said.iter().any(|s| !s.is_empty() && parts.contains(s));
            // 0 for never, then the higher the more recent.
            let nearness = self.recent.iter().rposition(heard).map_or(0, |at| at + 1);
            if nearness < best.1 {
                best = (at, nearness);
            }
            if nearness == 0 {
                break;
            }
        }
        self.combos.remove(best.0)
    }
}

/// All pairs, neighbours differing in both parts; without those that would say a word twice.
pub(super) fn pairs(first: &[&'static str], second: &[&'static str], join: &'static str) -> Vec<Line> {
    mixed(first, second).into_iter().map(|(a, b)| Line::Pair(a, b, join)).collect()
}

/// Acts that are to wait, with a time or place in front.
pub(super) fn fronts(places: &[&'static str], focuses: &[&'static str]) -> Vec<Line> {
    mixed(places, focuses).into_iter().map(|(a, b)| Line::Front(a, b)).collect()
}

fn mixed(first: &[&'static str], second: &[&'static str]) -> Vec<(&'static str, &'static str)> {
    let (a, b) = (first.len(), second.len());
    if a == 0 || b == 0 {
        return Vec::new();
    }
    // The words are taken apart once, not once a pair.
    let heads: Vec<Vec<&str>> = first.iter().map(|text| weighty(text)).collect();
    let tails: Vec<Vec<&str>> = second.iter().map(|text| weighty(text)).collect();
    (0..a * b)
        .map(|i| (i % a, (i / a + (i % a) * stride(b)) % b))
        .filter(|(x, y)| !shared(&heads[*x], &tails[*y]))
        .map(|(x, y)| (first[x], second[y]))
        .collect()
}

/// Whether two parts share a word of weight: "While you brush your teeth, brush your teeth".
pub(super) fn echoes(first: &str, second: &str) -> bool {
    shared(&weighty(first), &weighty(second))
}

fn shared(first: &[&str], second: &[&str]) -> bool {
    second.iter().any(|word| first.iter().any(|other| other.eq_ignore_ascii_case(word)))
}

/// Words of five letters and more that carry a meaning.
fn weighty(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|w| w.len() >= 5 && !matches!(*w, "today" | "before" | "after" | "first" | "where" | "which"))
        .collect()
}

/// Acts with a place and a focus, then with something before, then with two of them.
pub(super) fn triples(prefixes: &[&'static str], places: &[&'static str], focuses: &[&'static str]) -> Vec<Line> {
    let (p, l, f) = (prefixes.len(), places.len(), focuses.len());
    if f == 0 {
        return Vec::new();
    }
    let mut out = Vec::with_capacity(l * f * 2 + p * (f + l));
    for i in 0..(l * f).max(p * f).max(p * l) {
        if i < l * f {
            out.push(Line::Act("", places[i % l], focuses[(i / l + (i % l) * stride(f)) % f]));
        }
        if i < p * f {
            out.push(Line::Act(prefixes[i % p], "", focuses[(i / p + (i % p) * stride(f) + f / 2) % f]));
        }
        if i < p * l {
            out.push(Line::Act(prefixes[(i + p / 2) % p], places[(i / p + (i % p) * stride(l) + l / 2) % l], ""));
        }
    }
    // Two things to heed fit where all of them are of the kind "and ...".
    if focuses.iter().all(|focus| focus.starts_with("and ")) {
        let both: Vec<Line> = (1..f)
            .flat_map(|step| (0..f).map(move |i| (i, (i * stride(f) + step) % f)))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| Line::Both(focuses[a], focuses[b]))
            .collect();
        if l == 0 {
            // Without places the two forms alternate, so that a long plan does not settle into one.
            let mut others = std::mem::take(&mut out).into_iter();
            for line in both {
                out.push(line);
                out.extend(others.next());
            }
            out.extend(others);
        } else {
            out.extend(both);
        }
    }
    for i in 0..(l * f) {
        for (j, prefix) in prefixes.iter().enumerate().take(3) {
            out.push(Line::Act(prefix, places[(i + j) % l], focuses[(i / l + i * stride(f)) % f]));
        }
    }
    out
}

/// A step that spreads neighbours over a list of this length and still visits all of it.
fn stride(len: usize) -> usize {
    [7, 5, 3, 11, 13].into_iter().find(|step| !len.is_multiple_of(*step)).unwrap_or(1)
}
