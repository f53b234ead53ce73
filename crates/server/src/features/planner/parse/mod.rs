//! Parses the responses of models into blocks of tasks: JSON in any form or lists of days, with chatter
//! around them and parts missing.
//!
//! `repair` decides whether a task is acceptable.

mod clean;
mod lists;
mod loose;
mod words;

#[cfg(test)]
mod tests;

pub use clean::clean;
pub use words::{ParsedQuestion, classification, questions, sentence};

/// The part of a response that belongs to one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The day number in the response.
    pub number: Option<u32>,
    /// The tasks without markup and numbering.
    pub tasks: Vec<String>,
    /// Whether the end of the block was seen, so that no more tasks follow.
    pub closed: bool,
}

/// More blocks are ignored: a plan has at most 365 days.
const MAX_BLOCKS: usize = 800;
/// More tasks in one block are ignored.
const MAX_TASKS: usize = 30;

/// Parses `text`, which may be incomplete.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let text = without_thinking(text);
    let mut found = loose::blocks(text);
    if !found.iter().any(|block| !block.tasks.is_empty()) {
        found = lists::blocks(text);
    }
    found.truncate(MAX_BLOCKS);
    for block in &mut found {
        block.tasks.truncate(MAX_TASKS);
    }
    found.retain(|block| !block.tasks.is_empty() || block.number.is_some());
    found
}

/// Removes the reasoning that some models write before their answer.
fn without_thinking(text: &str) -> &str {
    text.rsplit_once("</think>").map_or(text, |(_, answer)| answer)
}

/// Assigns the blocks to the days `wanted`. Uses the numbers in the response if all of them are
/// plausible, otherwise the order.
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
    // Numbered from 0, restarted each week, or not numbered: the order decides.
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

/// Returns whether each number is that of a different wanted day, in any order.
fn distinct(numbers: &[Option<u32>], index: &impl Fn(u32) -> Option<usize>) -> bool {
    let mut seen = std::collections::HashSet::new();
    numbers.iter().all(|number| number.and_then(index).is_some_and(|at| seen.insert(at)))
}
