//! The open connections: how many there are, from which addresses, and which of them is given up for a
//! new one.
//!
//! Someone who opens connections and sends nothing, or a byte now and then, must not keep others out. So
//! once an address has its share, or all slots are taken, the connection that has been waiting longest
//! for its client is closed.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::Network;
use super::timeouts::ConnectionState;

/// A connection is not closed for another one before its client had this much time. Clients send their request
/// with the last packet of the handshake.
const MIN_WAIT: Duration = Duration::from_millis(50);
/// How often to look again for a connection to close while all slots are taken.
const RETRY: Duration = Duration::from_millis(25);
/// How often a connection tries to get its place, [`MIN_WAIT`] apart.
const TRIES: usize = 4;
/// Between two lines in the log about the same shortage.
const LOG_INTERVAL: Duration = Duration::from_secs(60);
/// The smallest share of one address, if there are as many slots.
const MIN_SHARE: usize = 64;

/// The open connections of a server; cheap to clone.
#[derive(Clone)]
pub(super) struct Connections(Arc<Inner>);

struct Inner {
    slots: Arc<Semaphore>,
    max_per_address: usize,
    trusted_proxies: Vec<Network>,
    open: Mutex<OpenConnections>,
}

#[derive(Default)]
struct OpenConnections {
    by_address: HashMap<IpAddr, BTreeMap<u64, Entry>>,
    next_id: u64,
    logged_slots: Option<Instant>,
    logged_address: Option<Instant>,
}

struct Entry {
    state: ConnectionState,
    closed: Arc<Notify>,
}

/// The place of one connection among the others; it is free again once this is dropped.
pub(super) struct Place {
    connections: Connections,
    address: IpAddr,
    id: u64,
    closed: Arc<Notify>,
    _slot: Option<OwnedSemaphorePermit>,
}

impl Connections {
    /// `max` connections, of which one address that is not a trusted proxy gets a quarter.
    pub(super) fn new(max: usize, trusted_proxies: Vec<Network>) -> Self {
        Self(Arc::new(Inner {
            slots: Arc::new(Semaphore::new(max)),
            max_per_address: (max / 4).max(max.min(MIN_SHARE)),
            trusted_proxies,
            open: Mutex::default(),
        }))
    }

    /// Waits for a slot, and closes a connection if there is none.
    pub(super) async fn slot(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(slot) = Arc::clone(&self.0.slots).try_acquire_owned() {
            return Some(slot);
        }
        self.0.open.lock().log_slots();
        loop {
            self.0.open.lock().close_longest_waiting_of_largest(Instant::now());
            let freed = tokio::time::timeout(RETRY, Arc::clone(&self.0.slots).acquire_owned()).await;
            // The semaphore is never closed.
            if let Ok(slot) = freed {
                return slot.ok();
            }
        }
    }

    /// Adds a connection, which waits a moment if its address has its share. Returns `None` if none of them can
    /// be closed then.
    pub(super) async fn place(
        &self,
        address: IpAddr,
        state: &ConnectionState,
        mut slot: Option<OwnedSemaphorePermit>,
    ) -> Option<Place> {
        for _ in 1..TRIES {
            if let Some(place) = self.add(address, state, &mut slot, Instant::now()) {
                return Some(place);
            }
            tokio::time::sleep(MIN_WAIT).await;
        }
        self.add(address, state, &mut slot, Instant::now())
    }

    /// Adds a connection, unless its address has its share and none of its connections can be closed.
    fn add(
        &self,
        address: IpAddr,
        state: &ConnectionState,
        slot: &mut Option<OwnedSemaphorePermit>,
        now: Instant,
    ) -> Option<Place> {
        let address = address.to_canonical();
        let mut open = self.0.open.lock();
        let is_proxy = self.0.trusted_proxies.iter().any(|proxy| proxy.contains(address));
        let is_full = open.by_address.get(&address).is_some_and(|own| own.len() >= self.0.max_per_address);
        if is_full && !is_proxy {
            open.log_address();
            if !open.close_longest_waiting(address, now) {
                return None;
            }
        }
        let (id, closed) = (open.next_id, Arc::new(Notify::new()));
        open.next_id += 1;
        let entry = Entry { state: state.clone(), closed: Arc::clone(&closed) };
        open.by_address.entry(address).or_default().insert(id, entry);
        drop(open);
        Some(Place { connections: self.clone(), address, id, closed, _slot: slot.take() })
    }
}

impl Place {
    /// Returns what is notified when this connection has to make room for another one.
    pub(super) fn closed(&self) -> Arc<Notify> {
        Arc::clone(&self.closed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.0.open.lock().remove(self.address, self.id);
    }
}

impl OpenConnections {
    fn remove(&mut self, address: IpAddr, id: u64) -> Option<Entry> {
        let own = self.by_address.get_mut(&address)?;
        let entry = own.remove(&id);
        if own.is_empty() {
            self.by_address.remove(&address);
        }
        entry
    }

    /// Closes the connection of `address` that has been waiting longest for its client. Returns false if
    /// all of them are busy or new.
    fn close_longest_waiting(&mut self, address: IpAddr, now: Instant) -> bool {
        let waiting = self.by_address.get(&address).into_iter().flatten().filter_map(|(id, entry)| {
            let since = entry.state.waiting_since()?;
            (now.duration_since(since) >= MIN_WAIT).then_some((since, *id))
        });
        let Some((_, id)) = waiting.min() else { return false };
        // It no longer counts, although its task needs a moment to end.
        if let Some(entry) = self.remove(address, id) {
            entry.closed.notify_one();
        }
        true
    }

    /// Closes a connection of the address that has most.
    fn close_longest_waiting_of_largest(&mut self, now: Instant) {
        let mut addresses: Vec<(usize, IpAddr)> =
            self.by_address.iter().map(|(address, own)| (own.len(), *address)).collect();
        addresses.sort_unstable_by(|one, other| other.cmp(one));
        for (_, address) in addresses {
            if self.close_longest_waiting(address, now) {
                return;
            }
        }
    }

    fn log_slots(&mut self) {
        if is_due(&mut self.logged_slots) {
            tracing::warn!("all connections are taken: those that wait for their client are closed for new ones");
        }
    }

    fn log_address(&mut self) {
        if is_due(&mut self.logged_address) {
            tracing::warn!(
                "an address has too many connections: those that wait for their client are closed for new ones"
            );
        }
    }
}

/// Returns whether the last line is long enough ago, and if so counts this one.
fn is_due(last: &mut Option<Instant>) -> bool {
    let now = Instant::now();
    let due = last.is_none_or(|last| now.duration_since(last) >= LOG_INTERVAL);
    if due {
        *last = Some(now);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[tokio::test]
    async fn full_address_gives_up_its_longest_waiting_connection() {
        let (connections, now) = (Connections::new(256, vec![]), Instant::now());
        let mut places = Vec::new();
        for _ in 0..64 {
            places.push(connections.add(address(1), &ConnectionState::default(), &mut None, now).unwrap());
        }
        assert!(
            connections.add(address(1), &ConnectionState::default(), &mut None, now).is_none(),
            "none has waited yet"
        );
        assert!(
            connections.add(address(2), &ConnectionState::default(), &mut None, now).is_some(),
            "others are not affected"
        );
        let later = now + 2 * MIN_WAIT;
        let newest = connections.add(address(1), &ConnectionState::default(), &mut None, later).unwrap();
        places[0].closed().notified().await;
        drop(places);
        drop(newest);
        assert!(connections.0.open.lock().by_address.is_empty());
    }

    #[tokio::test]
    async fn connection_of_a_full_address_waits_until_another_can_be_closed() {
        let connections = Connections::new(64, vec![]);
        let mut places = Vec::new();
        for _ in 0..65 {
            places.push(connections.place(address(1), &ConnectionState::default(), None).await.expect("a place"));
        }
        let busy = ConnectionState::default();
        let _request = busy.start_request();
        let connections = Connections::new(64, vec![]);
        for _ in 0..64 {
            places.push(connections.place(address(1), &busy, None).await.expect("a place"));
        }
        assert!(connections.place(address(1), &ConnectionState::default(), None).await.is_none());
    }

    #[tokio::test]
    async fn busy_connections_and_those_of_proxies_stay() {
        let (connections, now) = (Connections::new(64, vec!["192.0.2.9".parse().unwrap()]), Instant::now());
        let busy = ConnectionState::default();
        let _request = busy.start_request();
        let places: Vec<_> = (0..64).map(|_| connections.add(address(1), &busy, &mut None, now).unwrap()).collect();
        let later = now + 2 * MIN_WAIT;
        assert!(connections.add(address(1), &ConnectionState::default(), &mut None, later).is_none());
        for _ in 0..100 {
            std::mem::forget(connections.add(address(9), &ConnectionState::default(), &mut None, later).unwrap());
        }
        drop(places);
    }

    #[tokio::test]
    async fn slot_is_taken_from_the_address_with_most_connections() {
        let connections = Connections::new(3, vec![]);
        let mut places = Vec::new();
        for last in [1, 2, 2] {
            let slot = connections.slot().await;
            places.push(connections.place(address(last), &ConnectionState::default(), slot).await.unwrap());
        }
        let waiting = tokio::spawn({
            let connections = connections.clone();
            async move { connections.slot().await.is_some() }
        });
        places[1].closed().notified().await;
        places.remove(1);
        assert!(waiting.await.unwrap());
    }
}
