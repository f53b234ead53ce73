//! [`Ranking`]: an order of many that answers "how many stand before this one?" at once.
//!
//! Members are small numbers; what they are ordered by lies elsewhere and is asked through a
//! comparison. They are kept in blocks of at most [`FULL`]: finding a place is a binary search
//! over the blocks and one within a block, changing one moves at most a block's numbers, and a
//! rank is the sum of the blocks before. Four bytes and a little a member.

use std::cmp::Ordering;

/// A block is cut in two when it grows beyond this.
const FULL: usize = 512;
/// How full blocks are made at first, so that the first changes cut none.
const AT_FIRST: usize = 384;
/// A block below this is joined with a neighbour if both fit in one.
const THIN: usize = 96;

/// An order of members. Every call must be given the same total order; the keys of a member must
/// not change while it stands here.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    blocks: Vec<Vec<u32>>,
    len: usize,
}

impl Ranking {
    /// From members in their order.
    #[must_use]
    pub fn of_sorted(members: &[u32]) -> Self {
        let block = |part: &[u32]| {
            let mut block = Vec::with_capacity(FULL.min(part.len() + AT_FIRST / 3));
            block.extend_from_slice(part);
            block
        };
        Self { blocks: members.chunks(AT_FIRST).map(block).collect(), len: members.len() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first ones, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.blocks.iter().flatten().copied()
    }

    /// Block and place in it before which `member` belongs.
    fn place(&self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> (usize, usize) {
        let before = |other: &u32| compare(*other, member) == Ordering::Less;
        let after = self.blocks.partition_point(|block| block.first().is_some_and(before));
        let Some(at) = after.checked_sub(1) else { return (0, 0) };
        (at, self.blocks[at].partition_point(before))
    }

    fn count_before(&self, block: usize) -> usize {
        self.blocks[..block].iter().map(Vec::len).sum()
    }

    /// How many stand before `member`, who need not be here.
    #[must_use]
    pub fn before(&self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> usize {
        let (block, place) = self.place(member, compare);
        self.count_before(block) + place
    }

    /// Adds one who is not here; answers how many stand before.
    pub fn insert(&mut self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> usize {
        self.len += 1;
        let (at, place) = self.place(member, compare);
        let rank = self.count_before(at) + place;
        let Some(block) = self.blocks.get_mut(at) else {
            self.blocks.push(vec![member]);
            return rank;
        };
        block.insert(place, member);
        if block.len() > FULL {
            let rest = block.split_off(block.len() / 2);
            block.shrink_to(AT_FIRST);
            self.blocks.insert(at + 1, rest);
        }
        rank
    }

    /// Removes one; answers how many stood before, or none when it was not here.
    pub fn remove(&mut self, member: u32, compare: &impl Fn(u32, u32) -> Ordering) -> Option<usize> {
        let (mut at, mut place) = self.place(member, compare);
        if self.blocks.get(at).is_some_and(|block| place == block.len()) {
            (at, place) = (at + 1, 0);
        }
        let block = self.blocks.get_mut(at).filter(|block| block.get(place) == Some(&member))?;
        block.remove(place);
        let thin = block.len() < THIN;
        self.len -= 1;
        let rank = self.count_before(at) + place;
        if thin {
            self.thicken(at);
        }
        Some(rank)
    }

    /// Joins a thin block with a neighbour, or takes it away when it is empty.
    fn thicken(&mut self, at: usize) {
        if self.blocks[at].is_empty() {
            self.blocks.remove(at);
            return;
        }
        let fits =
            |other: Option<&Vec<u32>>| other.is_some_and(|other| other.len() + self.blocks[at].len() <= AT_FIRST);
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

    /// Bytes of memory it holds.
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

    /// Ordered by key, then by number.
    fn order(keys: &[u8]) -> impl Fn(u32, u32) -> Ordering + '_ {
        |a, b| keys[a as usize].cmp(&keys[b as usize]).then(a.cmp(&b))
    }

    #[test]
    fn many_come_and_go() {
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
        fn it_is_a_sorted_list(keys in proptest::collection::vec(any::<u8>(), 1..200), steps in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..400)) {
            let mut keys = keys;
            let mut ranking = Ranking::default();
            let mut model: Vec<u32> = Vec::new();
            for (index, key) in steps {
                let member = u32::try_from(index.index(keys.len())).unwrap();
                let was = model.iter().position(|other| *other == member);
                prop_assert_eq!(ranking.remove(member, &order(&keys)), was);
                if let Some(was) = was {
                    model.remove(was);
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
