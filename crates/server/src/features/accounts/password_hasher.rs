//! Hashing passwords with Argon2id on dedicated threads.
//!
//! A hash takes 19 MiB and tens of milliseconds. On the async threads it would delay every request,
//! in a unit of work the whole database. Half the cores do it, and each thread allocates its memory
//! once. The queue is bounded; when it is full, requests fail with 503.
//!
//! Passwords are hashed in their normal form ([`password::normalize`]). Hashes of earlier releases are of
//! the password as it was typed then.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use parking_lot::Mutex;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

use super::rules::password;
use crate::platform::rng::Entropy;

/// Jobs that may wait for a thread: a few seconds of work.
const QUEUE_CAPACITY: usize = 256;
const HASH_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// Cost parameters of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl HashCost {
    /// The OWASP recommendation with 19 MiB, 2 passes and 1 lane.
    pub const STANDARD: Self = Self { memory: 19 * 1024, passes: 2 };
}

/// The queue of the hashing threads is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be hashed")]
pub struct Overloaded;

enum Job {
    Hash { password: String, reply: oneshot::Sender<String> },
    Verify { password: String, hash: String, reply: oneshot::Sender<bool> },
}

/// A handle to the hashing threads, which end when the last handle is dropped.
#[derive(Clone)]
pub struct PasswordHasher {
    jobs: SyncSender<Job>,
    dummy: Arc<str>,
}

impl PasswordHasher {
    /// Starts one thread per two cores, at least one.
    #[must_use]
    pub fn start(cost: HashCost, entropy: &Entropy) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        Self::with(threads, QUEUE_CAPACITY, cost, entropy)
    }

    /// Starts `threads` threads with a queue of `queue` jobs.
    #[must_use]
    pub fn with(threads: usize, queue: usize, cost: HashCost, entropy: &Entropy) -> Self {
        let (jobs, receiver) = sync_channel(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let (receiver, entropy) = (Arc::clone(&receiver), entropy.clone());
            let worker = std::thread::Builder::new().name("habitro-hash".into());
            if let Err(error) = worker.spawn(move || run_worker(&receiver, cost, &entropy)) {
                tracing::error!(%error, "can't start a hashing thread");
            }
        }
        // Verifying against it takes as long as against a real hash and never succeeds.
        let dummy = encode(cost, &[0; SALT_BYTES], &[0; HASH_BYTES]).into();
        Self { jobs, dummy }
    }

    /// Hashes `password` with a new salt and returns a PHC string.
    ///
    /// # Errors
    /// [`Overloaded`] if the queue is full.
    pub async fn hash(&self, password: String) -> Result<String, Overloaded> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Hash { password, reply })?;
        answer.await.map_err(|_| Overloaded)
    }

    /// Returns whether `password` matches `hash`. Without a hash it takes as long and returns
    /// `false`.
    ///
    /// # Errors
    /// [`Overloaded`] if the queue is full.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Overloaded> {
        let (reply, answer) = oneshot::channel();
        let hash = hash.unwrap_or_else(|| self.dummy.to_string());
        self.submit(Job::Verify { password, hash, reply })?;
        answer.await.map_err(|_| Overloaded)
    }

    fn submit(&self, job: Job) -> Result<(), Overloaded> {
        self.jobs.try_send(job).map_err(|error| {
            if let TrySendError::Disconnected(_) = error {
                tracing::error!("the hashing threads have ended");
            }
            Overloaded
        })
    }
}

impl std::fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHasher(..)")
    }
}

fn run_worker(receiver: &Mutex<Receiver<Job>>, cost: HashCost, entropy: &Entropy) {
    let mut memory = Vec::new();
    loop {
        // Waiting with the lock held is fine: each job wakes one thread only.
        let job = receiver.lock().recv();
        match job {
            Ok(Job::Hash { password, reply }) => {
                let salt: [u8; SALT_BYTES] = entropy.bytes();
                match derive(&password::normalize(&password), &salt, cost, &mut memory) {
                    Some(hash) => drop(reply.send(encode(cost, &salt, &hash))),
                    None => tracing::error!("a password could not be hashed"),
                }
            }
            Ok(Job::Verify { password, hash, reply }) => drop(reply.send(matches_hash(&password, &hash, &mut memory))),
            Err(_) => return,
        }
    }
}

fn derive(password: &str, salt: &[u8], cost: HashCost, memory: &mut Vec<Block>) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(cost.memory, cost.passes, 1, Some(HASH_BYTES)).ok()?;
    let blocks = params.block_count();
    memory.resize(blocks.max(memory.len()), Block::default());
    let mut hash = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, &mut memory[..blocks])
        .ok()?;
    Some(hash)
}

fn matches_hash(password: &str, stored: &str, memory: &mut Vec<Block>) -> bool {
    let Some((cost, salt, expected)) = decode(stored) else {
        tracing::error!("a stored password hash can't be read");
        return false;
    };
    let mut matches =
        |text: &str| derive(text, &salt, cost, memory).is_some_and(|hash| bool::from(hash.ct_eq(&expected)));
    let normalized = password::normalize(password);
    // Whether a second attempt is made depends on the password only, so its time reveals nothing about the
    // account: it is made for the dummy hash, too.
    matches(&normalized) || (normalized != password && matches(password))
}

/// Encodes a PHC string. It contains the cost, so that the cost can be raised later.
fn encode(cost: HashCost, salt: &[u8; SALT_BYTES], hash: &[u8; HASH_BYTES]) -> String {
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    format!("$argon2id$v=19$m={},t={},p=1${salt}${hash}", cost.memory, cost.passes)
}

fn decode(text: &str) -> Option<(HashCost, Vec<u8>, [u8; HASH_BYTES])> {
    let rest = text.strip_prefix("$argon2id$v=19$m=")?;
    let (memory, rest) = rest.split_once(",t=")?;
    let (passes, rest) = rest.split_once(",p=1$")?;
    let (salt, hash) = rest.split_once('$')?;
    let cost = HashCost { memory: memory.parse().ok()?, passes: passes.parse().ok()? };
    Some((cost, STANDARD_NO_PAD.decode(salt).ok()?, STANDARD_NO_PAD.decode(hash).ok()?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashCost = HashCost { memory: 64, passes: 1 };

    #[tokio::test]
    async fn hash_matches_only_its_password_and_has_its_own_salt() {
        let hashing = PasswordHasher::with(2, 16, CHEAP, &Entropy::system());
        let hash = hashing.hash("mango-lantern".into()).await.unwrap();
        assert!(hashing.verify("mango-lantern".into(), Some(hash.clone())).await.unwrap());
        assert!(!hashing.verify("mango-lanterm".into(), Some(hash.clone())).await.unwrap());
        assert!(!hashing.verify("mango-lantern".into(), None).await.unwrap());
        assert!(!hashing.verify("mango-lantern".into(), Some("plain".into())).await.unwrap());
        assert_ne!(hash, hashing.hash("mango-lantern".into()).await.unwrap());
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    }

    #[tokio::test]
    async fn passwords_match_in_every_encoding_and_as_earlier_releases_hashed_them() {
        let hashing = PasswordHasher::with(1, 16, CHEAP, &Entropy::system());
        let (composed, decomposed, wide) = ("zölf kühe 1", "zo\u{308}lf ku\u{308}he 1", "zölf kühe １");
        let hash = hashing.hash(decomposed.into()).await.unwrap();
        for typed in [composed, decomposed, wide] {
            assert!(hashing.verify(typed.into(), Some(hash.clone())).await.unwrap(), "{typed}");
        }
        let salt = [7; SALT_BYTES];
        let earlier = encode(CHEAP, &salt, &derive(decomposed, &salt, CHEAP, &mut Vec::new()).unwrap());
        assert!(hashing.verify(decomposed.into(), Some(earlier.clone())).await.unwrap());
        assert!(!hashing.verify(wide.into(), Some(earlier.clone())).await.unwrap());
        assert!(!hashing.verify("zwolf kuhe 1".into(), Some(earlier)).await.unwrap());
        assert!(!hashing.verify(decomposed.into(), None).await.unwrap());
    }

    #[test]
    fn reference_hashes_verify_and_own_hashes_contain_their_cost() {
        // From the reference implementation's own tests.
        let reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let mut memory = Vec::new();
        assert!(matches_hash("password", reference, &mut memory));
        assert!(!matches_hash("Password", reference, &mut memory));
        let hash = derive("password", &[1; SALT_BYTES], HashCost::STANDARD, &mut memory).unwrap();
        let text = encode(HashCost::STANDARD, &[1; SALT_BYTES], &hash);
        assert!(
            text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && matches_hash("password", &text, &mut Vec::new())
        );
    }

    #[tokio::test]
    async fn full_queue_refuses_at_once() {
        let (jobs, waiting) = sync_channel(1);
        let hashing = PasswordHasher { jobs, dummy: "".into() };
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
