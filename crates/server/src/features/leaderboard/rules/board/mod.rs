//! [`Board`]: the counts of all users and six orders of them, in memory.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::ranking::Ranking;
use super::{LISTED, Order, Period, Tally};

/// The counts read for one user: absolute values, never differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    #[allow(missing_docs, reason = "the name says it")]
    pub user: Uuid,
    /// When the account was created.
    pub joined: Timestamp,
    /// Whether others can see the user on boards.
    pub listed: bool,
    /// The user's local day at the time of reading.
    pub today: Date,
    /// When the user's next local day begins.
    pub until: Timestamp,
    /// Counts before `edge(today)`.
    pub settled: Tally,
    /// Counts of each period, in the order of [`Period::ALL`].
    pub tallies: [Tally; 3],
}

/// Counts of a user that the next reading can build on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledCounts {
    /// The user's local day at the time of reading.
    pub today: Date,
    /// Counts before `edge(today)`.
    pub settled: Tally,
}

/// The place of a user on a board; of a hidden user, the place they would have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1: one more than the number of visible users ahead.
    pub rank: usize,
    #[allow(missing_docs, reason = "the name says it")]
    pub user: Uuid,
    #[allow(missing_docs, reason = "the name says it")]
    pub tally: Tally,
}

#[derive(Clone, Copy, Debug)]
struct UserCounts {
    user: Uuid,
    joined: Timestamp,
    until: Timestamp,
    settled: Tally,
    today: Date,
    listed: bool,
}

/// The counts of all users, indexed by small integers (slots), and the orders of the slots.
#[derive(Debug, Default)]
pub struct Board {
    slots: HashMap<Uuid, u32>,
    users: Vec<UserCounts>,
    tallies: [Vec<Tally>; 3],
    free: Vec<u32>,
    rankings: [[Ranking; 2]; 3],
    /// Slots by the end of the user's local day. An entry that no longer matches the user is ignored.
    day_ends: BTreeMap<Timestamp, Vec<u32>>,
    /// Whether the first hundred of each order have changed since [`Board::take_changed`].
    changed: [[bool; 2]; 3],
}

/// Compares by tally, then by the date of joining, then by id.
fn order<'b>(users: &'b [UserCounts], tallies: &'b [Tally], order: Order) -> impl Fn(u32, u32) -> Ordering + 'b {
    move |a, b| {
        let (a, b) = (a as usize, b as usize);
        tallies[a].compare(tallies[b], order).then_with(|| {
            let (a, b) = (&users[a], &users[b]);
            (a.joined, a.user).cmp(&(b.joined, b.user))
        })
    }
}

impl Board {
    /// Adds a new user without sorting: [`Board::arrange`] sorts all users at once, which is much
    /// faster.
    pub fn gather(&mut self, reading: &Reading) {
        if !self.slots.contains_key(&reading.user) {
            self.assign_slot(reading);
        }
    }

    /// Sorts all users that were gathered.
    pub fn arrange(&mut self) {
        let mut by_age: Vec<u32> = self.slots.values().copied().collect();
        by_age.sort_unstable_by_key(|slot| {
            let counts = &self.users[*slot as usize];
            (counts.joined, counts.user)
        });
        for (at, period) in Period::ALL.into_iter().enumerate() {
            for (by, order) in Order::ALL.into_iter().enumerate() {
                self.rankings[at][by] = self.sorted(&by_age, period, order);
            }
        }
        self.changed = [[true; 2]; 3];
    }

    /// Sorts one order by keys that are computed once. Different rates of fewer than 67 million due
    /// tasks also differ as floating-point numbers.
    fn sorted(&self, by_age: &[u32], period: Period, order: Order) -> Ranking {
        let tallies = &self.tallies[period as usize];
        let ranked = by_age
            .iter()
            .zip(0_u32..)
            .filter(|(slot, _)| self.users[**slot as usize].listed && tallies[**slot as usize].is_ranked(order));
        let mut keys: Vec<(u64, u32, u32, u32)> = ranked
            .map(|(slot, age)| {
                let tally = tallies[*slot as usize];
                // The bit patterns of non-negative floating-point numbers have the order of the numbers.
                let (score, done) = match order {
                    Order::Rate => (tally.rate(), tally.done),
                    Order::Fair => (tally.fair_score().unwrap_or(0.0), 0),
                };
                (!score.max(0.0).to_bits(), !done, age, *slot)
            })
            .collect();
        keys.sort_unstable();
        let slots: Vec<u32> = keys.into_iter().map(|(.., slot)| slot).collect();
        Ranking::of_sorted(&slots)
    }

    /// Returns the number of users, including hidden ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Returns whether there are no users.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Returns the approximate size in memory in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let rankings: usize = self.rankings.iter().flatten().map(Ranking::bytes).sum();
        let tallies: usize = self.tallies.iter().map(|tallies| tallies.capacity() * size_of::<Tally>()).sum();
        let day_ends: usize = self.day_ends.values().map(|slots| slots.capacity() * size_of::<u32>()).sum();
        // A hash map stores one control byte per entry.
        let slots = self.slots.capacity() * (size_of::<(Uuid, u32)>() + 1);
        rankings + tallies + day_ends + slots + self.users.capacity() * size_of::<UserCounts>()
    }

    /// Returns the counts that the next reading of a user can build on.
    #[must_use]
    pub fn known(&self, user: Uuid) -> Option<SettledCounts> {
        let counts = &self.users[*self.slots.get(&user)? as usize];
        Some(SettledCounts { today: counts.today, settled: counts.settled })
    }

    /// Returns the slot of a user and whether others can see them.
    pub(super) fn slot(&self, user: Uuid) -> Option<(u32, bool)> {
        let slot = *self.slots.get(&user)?;
        Some((slot, self.users[slot as usize].listed))
    }

    pub(super) fn user(&self, slot: u32) -> Uuid {
        self.users[slot as usize].user
    }

    /// Compares two slots by the date of joining.
    pub(super) fn by_age(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (&self.users[a as usize], &self.users[b as usize]);
        (a.joined, a.user).cmp(&(b.joined, b.user))
    }

    /// Returns the local day of a user at the time of reading, and when the next one begins.
    #[must_use]
    pub fn day(&self, user: Uuid) -> Option<(Date, Timestamp)> {
        let counts = &self.users[*self.slots.get(&user)? as usize];
        Some((counts.today, counts.until))
    }

    /// Applies a reading.
    pub fn apply(&mut self, reading: &Reading) {
        let Some(slot) = self.slots.get(&reading.user).copied() else {
            let slot = self.assign_slot(reading);
            self.insert_into_orders(slot, [true; 3]);
            return;
        };
        let index = slot as usize;
        let counts = self.users[index];
        let same_person = (counts.joined, counts.listed) == (reading.joined, reading.listed);
        let moves: [bool; 3] = std::array::from_fn(|at| !same_person || self.tallies[at][index] != reading.tallies[at]);
        self.remove_from_orders(slot, moves);
        self.write(slot, reading);
        self.insert_into_orders(slot, moves);
    }

    /// Removes a deleted user.
    pub fn remove(&mut self, user: Uuid) {
        let Some(slot) = self.slots.get(&user).copied() else { return };
        self.remove_from_orders(slot, [true; 3]);
        self.slots.remove(&user);
        let counts = &mut self.users[slot as usize];
        (counts.listed, counts.until) = (false, Timestamp::MAX);
        self.free.push(slot);
    }

    /// Assigns a slot to a new user, who is not ranked yet.
    fn assign_slot(&mut self, reading: &Reading) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            // More than 4 billion users would not fit into memory.
            let slot = u32::try_from(self.users.len()).unwrap_or(u32::MAX);
            self.users.push(UserCounts {
                user: reading.user,
                joined: reading.joined,
                until: Timestamp::MAX,
                settled: Tally::default(),
                today: reading.today,
                listed: false,
            });
            self.tallies.iter_mut().for_each(|tallies| tallies.push(Tally::default()));
            slot
        });
        self.slots.insert(reading.user, slot);
        self.write(slot, reading);
        slot
    }

    fn write(&mut self, slot: u32, reading: &Reading) {
        let Reading { user, joined, listed, today, until, settled, tallies } = *reading;
        let counts = &mut self.users[slot as usize];
        if counts.until != until {
            self.day_ends.entry(until).or_default().push(slot);
        }
        *counts = UserCounts { user, joined, until, settled, today, listed };
        for (column, tally) in self.tallies.iter_mut().zip(tallies) {
            column[slot as usize] = tally;
        }
    }

    fn insert_into_orders(&mut self, slot: u32, periods: [bool; 3]) {
        self.update_orders(slot, periods, true);
    }

    fn remove_from_orders(&mut self, slot: u32, periods: [bool; 3]) {
        self.update_orders(slot, periods, false);
    }

    /// Inserts a user into the orders of `periods` in which they are ranked, or removes them, and records
    /// which first hundreds have changed.
    fn update_orders(&mut self, slot: u32, periods: [bool; 3], insert: bool) {
        if !self.users[slot as usize].listed {
            return;
        }
        for (at, _) in periods.into_iter().enumerate().filter(|(_, moves)| *moves) {
            for (by, sort) in Order::ALL.into_iter().enumerate() {
                if !self.tallies[at][slot as usize].is_ranked(sort) {
                    continue;
                }
                let compare = order(&self.users, &self.tallies[at], sort);
                let ranking = &mut self.rankings[at][by];
                let rank = if insert { Some(ranking.insert(slot, &compare)) } else { ranking.remove(slot, &compare) };
                self.changed[at][by] |= rank.is_some_and(|rank| rank < LISTED);
            }
        }
    }

    /// Returns the users whose local day has ended by `now`, each once. They must be read again.
    pub fn ended_by(&mut self, now: Timestamp) -> Vec<Uuid> {
        let mut ended = Vec::new();
        while let Some(entry) = self.day_ends.first_entry().filter(|entry| *entry.key() <= now) {
            let (until, slots) = entry.remove_entry();
            ended.extend(
                slots
                    .into_iter()
                    .map(|slot| &self.users[slot as usize])
                    .filter(|counts| counts.until == until)
                    .map(|counts| counts.user),
            );
        }
        ended
    }

    /// Returns when the next local day of any user ends.
    #[must_use]
    pub fn next_day_end(&self) -> Option<Timestamp> {
        self.day_ends.keys().next().copied()
    }

    /// Returns the orders whose first hundred have changed since the last call.
    pub fn take_changed(&mut self) -> Vec<(Period, Order)> {
        let changed = std::mem::take(&mut self.changed);
        let boards = Period::ALL.into_iter().flat_map(|period| Order::ALL.map(|order| (period, order)));
        boards.filter(|(period, order)| changed[*period as usize][*order as usize]).collect()
    }

    /// Marks the first hundred of every order as changed.
    pub fn mark_all_changed(&mut self) {
        self.changed = [[true; 2]; 3];
    }

    /// Returns the first `limit` places.
    #[must_use]
    pub fn first(&self, period: Period, order: Order, limit: usize) -> Vec<Place> {
        let slots = self.rankings[period as usize][order as usize].iter().take(limit);
        slots.zip(1..).map(|(slot, rank)| self.place(slot, period, rank)).collect()
    }

    fn place(&self, slot: u32, period: Period, rank: usize) -> Place {
        Place { rank, user: self.user(slot), tally: self.tallies[period as usize][slot as usize] }
    }

    /// Returns the place of a user, or the one they would have if they were visible. `None` if the user is
    /// unknown or not ranked in this order.
    #[must_use]
    pub fn rank_of(&self, user: Uuid, period: Period, sort: Order) -> Option<Place> {
        let (slot, _) = self.slot(user)?;
        let tallies = &self.tallies[period as usize];
        if !tallies[slot as usize].is_ranked(sort) {
            return None;
        }
        let before = self.rankings[period as usize][sort as usize].before(slot, &order(&self.users, tallies, sort));
        Some(self.place(slot, period, before + 1))
    }

    /// Returns the visible ones of `users` in order, and the place of `viewer` among them.
    #[must_use]
    pub fn among(&self, users: &[Uuid], viewer: Uuid, period: Period, sort: Order) -> (Vec<Place>, Option<Place>) {
        let tallies = &self.tallies[period as usize];
        let compare = order(&self.users, tallies, sort);
        let ranked = |slot: &u32| tallies[*slot as usize].is_ranked(sort);
        let listed = users.iter().filter_map(|user| self.slot(*user)).filter(|(_, listed)| *listed);
        let mut slots: Vec<u32> = listed.map(|(slot, _)| slot).filter(ranked).collect();
        slots.sort_unstable_by(|a, b| compare(*a, *b));
        slots.dedup();
        let me = self.slot(viewer).map(|(slot, _)| slot).filter(ranked).map(|slot| {
            let before = slots.partition_point(|other| compare(*other, slot) == Ordering::Less);
            self.place(slot, period, before + 1)
        });
        let places = slots.into_iter().zip(1..).map(|(slot, rank)| self.place(slot, period, rank));
        (places.take(LISTED).collect(), me)
    }
}

#[cfg(test)]
mod tests;
