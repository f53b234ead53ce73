//! Argon2id on threads of its own.
//!
//! A hash takes 19 MiB and tens of milliseconds: on the async threads it would hold up every
//! request, in a unit of work the database. Half the cores do it, each with its memory
//! allocated once; what waits is bounded, and beyond that the answer is 503, not a slow death.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

use crate::platform::rng::Entropy;

/// Hashes that may wait for a thread: some seconds of work.
const QUEUE: usize = 256;
const HASH: usize = 32;
const SALT: usize = 16;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// OWASP's Argon2id setting with the least memory worth having: 19 MiB, 2 passes, 1 lane.
    pub const STANDARD: Self = Self { memory: 19 * 1024, passes: 2 };
}

/// Too many hashes wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be hashed")]
pub struct Overloaded;

enum Job {
    Hash { password: String, reply: oneshot::Sender<String> },
    Verify { password: String, hash: String, reply: oneshot::Sender<bool> },
}

/// A handle on the hashing threads; they end when the last one is gone.
#[derive(Clone)]
pub struct Hashing {
    jobs: SyncSender<Job>,
    dummy: Arc<str>,
}

impl Hashing {
    /// Half the cores (at least one), at this cost.
    #[must_use]
    pub fn start(cost: Cost, entropy: &Entropy) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        Self::with(threads, QUEUE, cost, entropy)
    }

    /// As many `threads`, with room for `queue` waiting hashes.
    #[must_use]
    pub fn with(threads: usize, queue: usize, cost: Cost, entropy: &Entropy) -> Self {
        let (jobs, receiver) = sync_channel(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let (receiver, entropy) = (Arc::clone(&receiver), entropy.clone());
            let worker = std::thread::Builder::new().name("habitro-hash".into());
            if let Err(error) = worker.spawn(move || serve(&receiver, cost, &entropy)) {
                tracing::error!(%error, "can't start a hashing thread");
            }
        }
        // Verifying against it takes as long as against any other and never succeeds.
        let dummy = encode(cost, &[0; SALT], &[0; HASH]).into();
        Self { jobs, dummy }
    }

    /// The PHC string of a new hash of `password`.
    ///
    /// # Errors
    /// [`Overloaded`] when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Overloaded> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Hash { password, reply })?;
        answer.await.map_err(|_| Overloaded)
    }

    /// Whether `password` is the one `hash` was made of. Without a hash it takes as long and
    /// answers no.
    ///
    /// # Errors
    /// [`Overloaded`] when too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Overloaded> {
        let (reply, answer) = oneshot::channel();
        let hash = hash.unwrap_or_else(|| self.dummy.to_string());
        self.submit(Job::Verify { password, hash, reply })?;
        answer.await.map_err(|_| Overloaded)
    }

    fn submit(&self, job: Job) -> Result<(), Overloaded> {
        self.jobs.try_send(job).map_err(|error| {
            if let TrySendError::Disconnected(_) = error {
                tracing::error!("the hashing threads are gone");
            }
            Overloaded
        })
    }
}

impl std::fmt::Debug for Hashing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashing(..)")
    }
}

fn serve(receiver: &Mutex<Receiver<Job>>, cost: Cost, entropy: &Entropy) {
    let mut memory = Vec::new();
    loop {
        // The lock is held while waiting, which is fine: one waiter is woken for each job.
        let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(Job::Hash { password, reply }) => {
                let salt: [u8; SALT] = entropy.bytes();
                match derive(&password, &salt, cost, &mut memory) {
                    Some(hash) => drop(reply.send(encode(cost, &salt, &hash))),
                    None => tracing::error!("a password could not be hashed"),
                }
            }
            Ok(Job::Verify { password, hash, reply }) => drop(reply.send(fits(&password, &hash, &mut memory))),
            Err(_) => return,
        }
    }
}

fn derive(password: &str, salt: &[u8], cost: Cost, memory: &mut Vec<Block>) -> Option<[u8; HASH]> {
    let params = Params::new(cost.memory, cost.passes, 1, Some(HASH)).ok()?;
    let blocks = params.block_count();
    memory.resize(blocks.max(memory.len()), Block::default());
    let mut hash = [0; HASH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, &mut memory[..blocks])
        .ok()?;
    Some(hash)
}

fn fits(password: &str, stored: &str, memory: &mut Vec<Block>) -> bool {
    let Some((cost, salt, expected)) = decode(stored) else {
        tracing::error!("a stored password hash can't be read");
        return false;
    };
    derive(password, &salt, cost, memory).is_some_and(|hash| bool::from(hash.ct_eq(&expected)))
}

/// A PHC string: the cost stands in it, so that it can be raised later.
fn encode(cost: Cost, salt: &[u8; SALT], hash: &[u8; HASH]) -> String {
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    format!("$argon2id$v=19$m={},t={},p=1${salt}${hash}", cost.memory, cost.passes)
}

fn decode(text: &str) -> Option<(Cost, Vec<u8>, [u8; HASH])> {
    let rest = text.strip_prefix("$argon2id$v=19$m=")?;
    let (memory, rest) = rest.split_once(",t=")?;
    let (passes, rest) = rest.split_once(",p=1$")?;
    let (salt, hash) = rest.split_once('$')?;
    let cost = Cost { memory: memory.parse().ok()?, passes: passes.parse().ok()? };
    Some((cost, STANDARD_NO_PAD.decode(salt).ok()?, STANDARD_NO_PAD.decode(hash).ok()?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory: 64, passes: 1 };

    #[tokio::test]
    async fn a_hash_fits_its_password_alone_and_has_its_own_salt() {
        let hashing = Hashing::with(2, 16, CHEAP, &Entropy::system());
        let hash = hashing.hash("mango-lantern".into()).await.unwrap();
        assert!(hashing.verify("mango-lantern".into(), Some(hash.clone())).await.unwrap());
        assert!(!hashing.verify("mango-lanterm".into(), Some(hash.clone())).await.unwrap());
        assert!(!hashing.verify("mango-lantern".into(), None).await.unwrap());
        assert!(!hashing.verify("mango-lantern".into(), Some("plain".into())).await.unwrap());
        assert_ne!(hash, hashing.hash("mango-lantern".into()).await.unwrap());
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    }

    #[test]
    fn hashes_of_other_programs_fit_and_ours_say_what_they_cost() {
        // From the reference implementation's own tests.
        let reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let mut memory = Vec::new();
        assert!(fits("password", reference, &mut memory));
        assert!(!fits("Password", reference, &mut memory));
        let hash = derive("password", &[1; SALT], Cost::STANDARD, &mut memory).unwrap();
        let text = encode(Cost::STANDARD, &[1; SALT], &hash);
        assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && fits("password", &text, &mut Vec::new()));
    }

    #[tokio::test]
    async fn what_is_beyond_the_queue_is_refused_at_once() {
        let (jobs, waiting) = sync_channel(1);
        let hashing = Hashing { jobs, dummy: "".into() };
        let first = hashing.hash("one".into());
        let second = hashing.hash("two".into());
        let refused = async {
            let outcome = second.await;
            drop(waiting);
            outcome
        };
        assert_eq!(tokio::join!(first, refused), (Err(Overloaded), Err(Overloaded)));
    }
}
