//! The parts of the process that the database threads use.

use jiff::Timestamp;

use super::meter::Meter;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::rng::Entropy;

/// The instant and the random seed of one unit of work; a retry gets the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitInputs {
    pub now: Timestamp,
    pub seed: [u8; 32],
}

/// Clock, randomness, bus and counters of a database.
#[derive(Clone, Debug)]
pub(super) struct DbContext {
    pub clock: Clock,
    pub entropy: Entropy,
    pub bus: Bus,
    pub meter: Meter,
}

impl DbContext {
    pub fn new_inputs(&self) -> UnitInputs {
        UnitInputs { now: self.clock.now(), seed: self.entropy.bytes() }
    }
}
