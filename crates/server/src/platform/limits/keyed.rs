//! A bounded number of limits, one per key.

use std::borrow::ToOwned;
use std::hash::Hash;

use parking_lot::Mutex;
use quick_cache::Equivalent;
use quick_cache::unsync::Cache;

/// One limit per key. When `capacity` keys are known, a rarely used one is forgotten for each new
/// one: its limit starts again from nothing.
pub struct Keyed<K, L>(Mutex<Cache<K, L>>);

impl<K: Eq + Hash, L> Keyed<K, L> {
    /// Creates an empty map; memory is taken as keys come.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self(Mutex::new(Cache::new(capacity)))
    }

    /// Calls `change` with the limit of `key`, which is made by `create` if it is unknown.
    pub fn update_or_create<Q, R>(&self, key: &Q, create: impl FnOnce() -> L, change: impl FnOnce(&mut L) -> R) -> R
    where
        Q: Hash + Equivalent<K> + ToOwned<Owned = K> + ?Sized,
    {
        let mut limits = self.0.lock();
        if let Some(mut limit) = limits.get_mut(key) {
            return change(&mut limit);
        }
        let mut limit = create();
        let result = change(&mut limit);
        limits.insert(key.to_owned(), limit);
        result
    }

    /// Calls `change` with the limit of `key`, if it is known.
    pub fn update<Q, R>(&self, key: &Q, change: impl FnOnce(&mut L) -> R) -> Option<R>
    where
        Q: Hash + Equivalent<K> + ?Sized,
    {
        self.0.lock().get_mut(key).map(|mut limit| change(&mut limit))
    }

    /// Forgets `key`.
    pub fn remove<Q>(&self, key: &Q)
    where
        Q: Hash + Equivalent<K> + ?Sized,
    {
        self.0.lock().remove(key);
    }
}

impl<K, L> std::fmt::Debug for Keyed<K, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_limit_per_key_up_to_its_capacity() {
        let counts: Keyed<String, u32> = Keyed::new(100);
        let count = |key: &str| {
            counts.update_or_create(
                key,
                || 0,
                |count| {
                    *count += 1;
                    *count
                },
            )
        };
        assert_eq!((count("a"), count("a"), count("b")), (1, 2, 1));
        counts.remove("a");
        assert_eq!((counts.update("a", |count| *count), counts.update("b", |count| *count)), (None, Some(1)));
        for n in 0..1_000 {
            count(&n.to_string());
        }
        assert!(counts.0.lock().len() <= 100);
    }
}
