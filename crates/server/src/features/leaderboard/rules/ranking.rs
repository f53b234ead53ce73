//! [`Ranking`]: a sorted list of many members that finds a member's rank quickly.
//!
//! Members are small integers, compared by a function that the caller passes. They are stored in blocks
//! of at most [`MAX_BLOCK_LEN`] members: finding a position takes one binary search over the blocks and one
//! within a block, a change moves at most one block's members, and a rank is the sum of the lengths of the
//! earlier blocks and the position in the block. A member takes little more than four bytes.

use std::cmp::Ordering;

/// Maximum length of a block; a longer block is split in two.
const MAX_BLOCK_LEN: usize = 512;
/// Length of a block after the ranking is created or blocks are merged; leaves room for the first changes.
const INITIAL_BLOCK_LEN: usize = 384;
/// A block shorter than this is merged with a neighbour if both together have at most [`INITIAL_BLOCK_LEN`] members.
const MIN_BLOCK_LEN: usize = 96;

/// A sorted list of members. All calls must pass the same total order, and the keys of a member must not
/// change while it is in the list.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    blocks: Vec<Vec<u32>>,
    len: usize,
}

impl Ranking {
    /// Creates a ranking from sorted members.
    #[must_use]
    pub fn of_sorted(members: &[u32]) -> Self {
        let block = |part: &[u32]| {
            let mut block = Vec::with_capacity(MAX_BLOCK_LEN.min(part.len() + INITIAL_BLOCK_LEN / 3));
            block.extend_from_slice(part);
            block
        };
        Self { blocks: members.chunks(INITIAL_BLOCK_LEN).map(block).collect(), len: members.len() }
    }

    /// Returns the number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Iterates over the members in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.blocks.iter().flatten().copied()
    }

    /// Returns the block and the index in it at which `member` belongs.
    fn position(&self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> (usize, usize) {
        let before = |other: &u32| compare(*other, member) == Ordering::Less;
        let after = self.blocks.partition_point(|block| block.first().is_some_and(before));
        let Some(at) = after.checked_sub(1) else { return (0, 0) };
        (at, self.blocks[at].partition_point(before))
    }

    fn count_before(&self, block: usize) -> usize {
        self.blocks[..block].iter().map(Vec::len).sum()
    }

    /// Returns how many members are before `member`, which need not be in the list.
    #[must_use]
    pub fn before(&self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> usize {
        let (block, position) = self.position(member, compare);
        self.count_before(block) + position
    }

    /// Inserts a new member and returns how many are before it.
    pub fn insert(&mut self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> usize {
        self.len += 1;
        let (at, position) = self.position(member, compare);
        let rank = self.count_before(at) + position;
        let Some(block) = self.blocks.get_mut(at) else {
            self.blocks.push(vec![member]);
            return rank;
        };
        block.insert(position, member);
        if block.len() > MAX_BLOCK_LEN {
            let rest = block.split_off(block.len() / 2);
            block.shrink_to(INITIAL_BLOCK_LEN);
            self.blocks.insert(at + 1, rest);
        }
        rank
    }

    /// Removes a member and returns how many were before it, or `None` if it was not in the list.
    pub fn remove(&mut self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> Option<usize> {
        let (mut at, mut position) = self.position(member, compare);
        if self.blocks.get(at).is_some_and(|block| position == block.len()) {
            (at, position) = (at + 1, 0);
        }
        let block = self.blocks.get_mut(at).filter(|block| block.get(position) == Some(&member))?;
        block.remove(position);
        let is_short = block.len() < MIN_BLOCK_LEN;
        self.len -= 1;
        let rank = self.count_before(at) + position;
        if is_short {
            self.merge_short_block(at);
        }
        Some(rank)
    }

    /// Merges a short block with a neighbour if they fit into one block, or removes it if it is empty.
    fn merge_short_block(&mut self, at: usize) {
        if self.blocks[at].is_empty() {
            self.blocks.remove(at);
            return;
        }
        let fits = |other: Option<&Vec<u32>>| {
            other.is_some_and(|other| other.len() + self.blocks[at].len() <= INITIAL_BLOCK_LEN)
        };
        let from = if fits(self.blocks.get(at + 1)) {
            at + 1
        } else if at > 0 && fits(self.blocks.get(at - 1)) {
            at
        } else {
            return;
        };
        let moved = self.blocks.remove(from);
        self.blocks[from - 1].extend(moved);
    }

    /// Returns the size in memory in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(|block| block.capacity() * size_of::<u32>()).sum();
        blocks + self.blocks.capacity() * size_of::<Vec<u32>>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Orders by key, then by number.
    fn order(keys: &[u8]) -> impl Fn(u32, u32) -> Ordering + '_ {
        |a, b| keys[a as usize].cmp(&keys[b as usize]).then(a.cmp(&b))
    }

    #[test]
    fn insert_and_remove_preserve_the_order() {
        let keys: Vec<u8> = (0..20_000_u32).map(|n| u8::try_from(n * 7919 % 251).unwrap()).collect();
        let mut sorted: Vec<u32> = (0..10_000).collect();
        sorted.sort_by(|a, b| order(&keys)(*a, *b));
        let mut ranking = Ranking::of_sorted(&sorted);
        for member in 10_000..20_000 {
            let rank = ranking.insert(member, &order(&keys));
            assert_eq!(ranking.before(member, &order(&keys)), rank);
        }
        for member in (0..20_000).filter(|n| n % 3 != 0) {
            assert!(ranking.remove(member, &order(&keys)).is_some());
            assert_eq!(ranking.remove(member, &order(&keys)), None);
        }
        let mut left: Vec<u32> = (0..20_000).filter(|n| n % 3 == 0).collect();
        left.sort_by(|a, b| order(&keys)(*a, *b));
        assert_eq!(ranking.iter().collect::<Vec<_>>(), left);
        assert_eq!(ranking.len(), left.len());
        for (rank, member) in left.into_iter().enumerate() {
            assert_eq!(ranking.before(member, &order(&keys)), rank);
        }
        assert!(ranking.bytes() < 20_000 * 4 * 2);
    }

    proptest! {
        #[test]
        fn ranking_equals_a_sorted_list(keys in proptest::collection::vec(any::<u8>(), 1..200), steps in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..400)) {
            let mut keys = keys;
            let mut ranking = Ranking::default();
            let mut model: Vec<u32> = Vec::new();
            for (index, key) in steps {
                let member = u32::try_from(index.index(keys.len())).unwrap();
                let old_rank = model.iter().position(|other| *other == member);
                prop_assert_eq!(ranking.remove(member, &order(&keys)), old_rank);
                if let Some(old_rank) = old_rank {
                    model.remove(old_rank);
                }
                keys[member as usize] = key;
                if key % 3 > 0 {
                    let rank = model.partition_point(|other| order(&keys)(*other, member) == Ordering::Less);
                    prop_assert_eq!(ranking.insert(member, &order(&keys)), rank);
                    model.insert(rank, member);
                }
            }
            prop_assert_eq!(ranking.len(), model.len());
            prop_assert_eq!(ranking.iter().collect::<Vec<_>>(), model);
        }
    }
}
