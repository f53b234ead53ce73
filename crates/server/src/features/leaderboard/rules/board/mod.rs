//! [`Board`]: everybody's counts and the six orders over them, in memory.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::ranking::Ranking;
use super::{LISTED, Order, Period, Tally};

/// What was read of somebody: absolute counts, never differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub user: Uuid,
    /// When the account was made.
    pub joined: Timestamp,
    /// Whether others may see them here.
    pub listed: bool,
    /// Their local day when it was read.
    pub today: Date,
    /// When their next local day begins.
    pub until: Timestamp,
    /// Counts before `edge(today)`.
    pub settled: Tally,
    /// Counts of each period, in the order of [`Period::ALL`].
    pub tallies: [Tally; 3],
}

/// What is known of somebody that the next reading can build on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Their local day when they were read.
    pub today: Date,
    /// Counts before `edge(today)`.
    pub settled: Tally,
}

/// Somebody on a board, or who would be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1: one more than those who are listed and stand before.
    pub rank: usize,
    /// Who.
    pub user: Uuid,
    /// Their counts.
    pub tally: Tally,
}

#[derive(Clone, Copy, Debug)]
struct Seat {
    user: Uuid,
    joined: Timestamp,
    until: Timestamp,
    settled: Tally,
    today: Date,
    listed: bool,
}

/// Everybody's counts, by small numbers (slots), and the orders over them.
#[derive(Debug, Default)]
pub struct Board {
    slots: HashMap<Uuid, u32>,
    seats: Vec<Seat>,
    tallies: [Vec<Tally>; 3],
    free: Vec<u32>,
    rankings: [[Ranking; 2]; 3],
    /// Whose day ends when. Entries of those whose day has been moved since are passed over.
    day_ends: BTreeMap<Timestamp, Vec<u32>>,
    /// Which lists of the first hundred have changed since they were asked for.
    changed: [[bool; 2]; 3],
}

/// Who stands before whom: the tally decides, then who joined earlier, then the id.
fn order<'b>(seats: &'b [Seat], tallies: &'b [Tally], order: Order) -> impl Fn(u32, u32) -> Ordering + 'b {
    move |a, b| {
        let (a, b) = (a as usize, b as usize);
        tallies[a].compare(tallies[b], order).then_with(|| {
            let (a, b) = (&seats[a], &seats[b]);
            (a.joined, a.user).cmp(&(b.joined, b.user))
        })
    }
}

impl Board {
    /// Notes a reading of somebody new without putting them in order: [`Board::arrange`] does
    /// that for all at once, which is much quicker.
    pub fn gather(&mut self, reading: &Reading) {
        if !self.slots.contains_key(&reading.user) {
            self.seat(reading);
        }
    }

    /// Puts everybody who was gathered in order.
    pub fn arrange(&mut self) {
        let mut by_age: Vec<u32> = self.slots.values().copied().collect();
        by_age.sort_unstable_by_key(|slot| {
            let seat = &self.seats[*slot as usize];
            (seat.joined, seat.user)
        });
        for (at, period) in Period::ALL.into_iter().enumerate() {
            for (by, order) in Order::ALL.into_iter().enumerate() {
                self.rankings[at][by] = self.sorted(&by_age, period, order);
            }
        }
        self.changed = [[true; 2]; 3];
    }

    /// The members of one order, sorted by keys that are worked out once. Rates of less than
    /// 67 million due differ as floating point numbers if they differ at all.
    fn sorted(&self, by_age: &[u32], period: Period, order: Order) -> Ranking {
        let tallies = &self.tallies[period as usize];
        let ranked = by_age
            .iter()
            .zip(0_u32..)
            .filter(|(slot, _)| self.seats[**slot as usize].listed && tallies[**slot as usize].is_ranked(order));
        let mut keys: Vec<(u64, u32, u32, u32)> = ranked
            .map(|(slot, age)| {
                let tally = tallies[*slot as usize];
                // Bits of floating point numbers above 0 are ordered as the numbers are.
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

    /// How many people are known, hidden ones too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Bytes of memory it holds, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let rankings: usize = self.rankings.iter().flatten().map(Ranking::bytes).sum();
        let tallies: usize = self.tallies.iter().map(|tallies| tallies.capacity() * size_of::<Tally>()).sum();
        let day_ends: usize = self.day_ends.values().map(|slots| slots.capacity() * size_of::<u32>()).sum();
        // A hash map keeps a byte beside each entry.
        let slots = self.slots.capacity() * (size_of::<(Uuid, u32)>() + 1);
        rankings + tallies + day_ends + slots + self.seats.capacity() * size_of::<Seat>()
    }

    /// What the next reading of somebody can build on.
    #[must_use]
    pub fn known(&self, user: Uuid) -> Option<Known> {
        let seat = &self.seats[*self.slots.get(&user)? as usize];
        Some(Known { today: seat.today, settled: seat.settled })
    }

    /// Their number here and whether others may see them.
    pub(super) fn slot(&self, user: Uuid) -> Option<(u32, bool)> {
        let slot = *self.slots.get(&user)?;
        Some((slot, self.seats[slot as usize].listed))
    }

    pub(super) fn user(&self, slot: u32) -> Uuid {
        self.seats[slot as usize].user
    }

    /// Who joined earlier, by number.
    pub(super) fn by_age(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (&self.seats[a as usize], &self.seats[b as usize]);
        (a.joined, a.user).cmp(&(b.joined, b.user))
    }

    /// Their local day when they were read, and when the next one begins.
    #[must_use]
    pub fn day(&self, user: Uuid) -> Option<(Date, Timestamp)> {
        let seat = &self.seats[*self.slots.get(&user)? as usize];
        Some((seat.today, seat.until))
    }

    /// Takes a reading in.
    pub fn take(&mut self, reading: &Reading) {
        let Some(slot) = self.slots.get(&reading.user).copied() else {
            let slot = self.seat(reading);
            self.stand(slot, [true; 3]);
            return;
        };
        let index = slot as usize;
        let seat = self.seats[index];
        let same_person = (seat.joined, seat.listed) == (reading.joined, reading.listed);
        let moves: [bool; 3] = std::array::from_fn(|at| !same_person || self.tallies[at][index] != reading.tallies[at]);
        self.leave(slot, moves);
        self.write(slot, reading);
        self.stand(slot, moves);
    }

    /// Forgets somebody who is gone.
    pub fn forget(&mut self, user: Uuid) {
        let Some(slot) = self.slots.get(&user).copied() else { return };
        self.leave(slot, [true; 3]);
        self.slots.remove(&user);
        let seat = &mut self.seats[slot as usize];
        (seat.listed, seat.until) = (false, Timestamp::MAX);
        self.free.push(slot);
    }

    /// A number for somebody new; in no order yet.
    fn seat(&mut self, reading: &Reading) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            // More than four thousand million people don't fit in memory anyway.
            let slot = u32::try_from(self.seats.len()).unwrap_or(u32::MAX);
            self.seats.push(Seat {
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
        let seat = &mut self.seats[slot as usize];
        if seat.until != until {
            self.day_ends.entry(until).or_default().push(slot);
        }
        *seat = Seat { user, joined, until, settled, today, listed };
        for (kept, tally) in self.tallies.iter_mut().zip(tallies) {
            kept[slot as usize] = tally;
        }
    }

    fn stand(&mut self, slot: u32, periods: [bool; 3]) {
        self.each_order(slot, periods, true);
    }

    fn leave(&mut self, slot: u32, periods: [bool; 3]) {
        self.each_order(slot, periods, false);
    }

    /// Adds somebody to the orders of `periods` they stand in, or takes them out, and notes when
    /// the first hundred of one are others now.
    fn each_order(&mut self, slot: u32, periods: [bool; 3], enters: bool) {
        if !self.seats[slot as usize].listed {
            return;
        }
        for (at, _) in periods.into_iter().enumerate().filter(|(_, moves)| *moves) {
            for (by, sort) in Order::ALL.into_iter().enumerate() {
                if !self.tallies[at][slot as usize].is_ranked(sort) {
                    continue;
                }
                let compare = order(&self.seats, &self.tallies[at], sort);
                let ranking = &mut self.rankings[at][by];
                let rank = if enters { Some(ranking.insert(slot, &compare)) } else { ranking.remove(slot, &compare) };
                self.changed[at][by] |= rank.is_some_and(|rank| rank < LISTED);
            }
        }
    }

    /// Whose day has ended by `now`; each is told once and has to be read anew.
    pub fn ended_by(&mut self, now: Timestamp) -> Vec<Uuid> {
        let mut ended = Vec::new();
        while let Some(entry) = self.day_ends.first_entry().filter(|entry| *entry.key() <= now) {
            let (until, slots) = entry.remove_entry();
            ended.extend(
                slots
                    .into_iter()
                    .map(|slot| &self.seats[slot as usize])
                    .filter(|seat| seat.until == until)
                    .map(|seat| seat.user),
            );
        }
        ended
    }

    /// When the next day of anybody ends.
    #[must_use]
    pub fn next_day_end(&self) -> Option<Timestamp> {
        self.day_ends.keys().next().copied()
    }

    /// Which first hundreds have changed since this was asked last.
    pub fn take_changed(&mut self) -> Vec<(Period, Order)> {
        let changed = std::mem::take(&mut self.changed);
        let boards = Period::ALL.into_iter().flat_map(|period| Order::ALL.map(|order| (period, order)));
        boards.filter(|(period, order)| changed[*period as usize][*order as usize]).collect()
    }

    /// Every list of the first hundred is to be made anew.
    pub fn touch(&mut self) {
        self.changed = [[true; 2]; 3];
    }

    /// The first `most`.
    #[must_use]
    pub fn first(&self, period: Period, order: Order, most: usize) -> Vec<Place> {
        let slots = self.rankings[period as usize][order as usize].iter().take(most);
        slots.zip(1..).map(|(slot, rank)| self.place(slot, period, rank)).collect()
    }

    fn place(&self, slot: u32, period: Period, rank: usize) -> Place {
        Place { rank, user: self.user(slot), tally: self.tallies[period as usize][slot as usize] }
    }

    /// Where somebody stands, or would stand if they did not hide. Nowhere when they are unknown
    /// or not ranked in this order.
    #[must_use]
    pub fn rank_of(&self, user: Uuid, period: Period, sort: Order) -> Option<Place> {
        let (slot, _) = self.slot(user)?;
        let tallies = &self.tallies[period as usize];
        if !tallies[slot as usize].is_ranked(sort) {
            return None;
        }
        let before = self.rankings[period as usize][sort as usize].before(slot, &order(&self.seats, tallies, sort));
        Some(self.place(slot, period, before + 1))
    }

    /// The board of a few: those of `users` who are listed, in order; and where `asker` stands
    /// among them.
    #[must_use]
    pub fn among(&self, users: &[Uuid], asker: Uuid, period: Period, sort: Order) -> (Vec<Place>, Option<Place>) {
        let tallies = &self.tallies[period as usize];
        let compare = order(&self.seats, tallies, sort);
        let ranked = |slot: &u32| tallies[*slot as usize].is_ranked(sort);
        let listed = users.iter().filter_map(|user| self.slot(*user)).filter(|(_, listed)| *listed);
        let mut slots: Vec<u32> = listed.map(|(slot, _)| slot).filter(ranked).collect();
        slots.sort_unstable_by(|a, b| compare(*a, *b));
        slots.dedup();
        let me = self.slot(asker).map(|(slot, _)| slot).filter(ranked).map(|slot| {
            let before = slots.partition_point(|other| compare(*other, slot) == Ordering::Less);
            self.place(slot, period, before + 1)
        });
        let places = slots.into_iter().zip(1..).map(|(slot, rank)| self.place(slot, period, rank));
        (places.take(LISTED).collect(), me)
    }
}

#[cfg(test)]
mod tests;
