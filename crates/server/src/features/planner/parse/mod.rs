//! What models really return, made into blocks of tasks: JSON in any dress, lists of days, with
//! chatter around and pieces missing.
//!
//! Nothing is decided here about whether a task is good enough; that is `repair`'s.

mod clean;
mod lists;
mod loose;
mod words;

#[cfg(test)]
mod tests;

pub use clean::clean;
pub use words::{classification, questions, sentence};

/// What an answer holds of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The number it was given.
    pub number: Option<u32>,
    /// Its tasks, cleaned of marks and numbering.
    pub tasks: Vec<String>,
    /// Whether its end was seen: nothing will be added.
    pub closed: bool,
}

/// Blocks beyond this are noise: a plan has 365 days.
const MOST_BLOCKS: usize = 800;
/// Tasks of one block beyond this are noise.
const MOST_TASKS: usize = 30;

/// The blocks of `text`, which may still be growing.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let text = without_thinking(text);
    let mut found = loose::blocks(text);
    if !found.iter().any(|block| !block.tasks.is_empty()) {
        found = lists::blocks(text);
    }
    found.truncate(MOST_BLOCKS);
    for block in &mut found {
        block.tasks.truncate(MOST_TASKS);
    }
    found.retain(|block| !block.tasks.is_empty() || block.number.is_some());
    found
}

/// Reasoning models may think aloud before they answer.
fn without_thinking(text: &str) -> &str {
    text.rsplit_once("</think>").map_or(text, |(_, answer)| answer)
}

/// The blocks with the days they stand for, of `wanted` alone. A number is believed where all of
/// them make sense together; else the order is.
#[must_use]
pub fn numbered(blocks: Vec<Block>, wanted: &[u16]) -> Vec<(u16, Block)> {
    let index = |day: u32| wanted.iter().position(|want| u32::from(*want) == day);
    let numbers: Vec<Option<u32>> = blocks.iter().map(|block| block.number).collect();
    let rising = numbers.iter().all(Option::is_some) && numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let known = numbers.iter().flatten().all(|number| index(*number).is_some());
    let mut out: Vec<(u16, Block)> = Vec::with_capacity(blocks.len());
    if rising && known {
        for block in blocks {
            if let Some(at) = block.number.and_then(index) {
                out.push((wanted[at], block));
            }
        }
        return out;
    }
    // Counted from 0, begun again each week, or not counted at all: the order is the number.
    let from_zero = rising && numbers.first() == Some(&Some(0));
    let all_there = blocks.len() == wanted.len() && !distinct(&numbers, &index);
    let mut taken = vec![false; wanted.len()];
    let mut next = 0;
    for block in blocks {
        let by_number = block.number.and_then(index).filter(|at| !taken[*at]);
        let at = match by_number {
            _ if from_zero => block.number.and_then(|number| index(number.saturating_add(u32::from(wanted[0])))),
            Some(at) if !all_there => Some(at),
            _ => (next..wanted.len()).find(|at| !taken[*at]),
        };
        let Some(at) = at else { continue };
        taken[at] = true;
        next = at + 1;
        out.push((wanted[at], block));
    }
    out
}

/// Whether each number stands for a wanted day of its own, in whatever order.
fn distinct(numbers: &[Option<u32>], index: &impl Fn(u32) -> Option<usize>) -> bool {
    let mut seen = std::collections::HashSet::new();
    numbers.iter().all(|number| number.and_then(index).is_some_and(|at| seen.insert(at)))
}
