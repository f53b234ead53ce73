//! Runs work in batches: what arrives while the allowed number of batches runs is done together by the next one.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt;
use parking_lot::Mutex;
use tokio::sync::oneshot;

/// The work on a batch; it returns one result for each item, in the same order.
type RunningBatch<R> = Pin<Box<dyn Future<Output = Vec<R>> + Send>>;

struct Waiting<T, R> {
    items: Vec<(T, oneshot::Sender<R>)>,
    /// Tasks that work on a batch now.
    running: usize,
}

struct Shared<T, R> {
    waiting: Mutex<Waiting<T, R>>,
    work: Box<dyn Fn(Vec<T>) -> RunningBatch<R> + Send + Sync>,
    max_running: usize,
}

/// Collects items for batches; cheap to clone.
pub struct Batcher<T, R>(Arc<Shared<T, R>>);

impl<T, R> Clone for Batcher<T, R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T, R> std::fmt::Debug for Batcher<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Batcher(..)")
    }
}

impl<T: Send + 'static, R: Send + 'static> Batcher<T, R> {
    /// Creates a batcher that runs `work` on at most `max_running` batches at the same time.
    pub fn new<F>(max_running: usize, work: impl Fn(Vec<T>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<R>> + Send + 'static,
    {
        let work = Box::new(move |items| Box::pin(work(items)) as RunningBatch<R>);
        let waiting = Mutex::new(Waiting { items: Vec::new(), running: 0 });
        Self(Arc::new(Shared { waiting, work, max_running }))
    }

    /// Adds an item to the next batch and returns its result, or `None` if the work panicked.
    pub async fn submit(&self, item: T) -> Option<R> {
        let (sender, result) = oneshot::channel();
        let start = {
            let mut waiting = self.0.waiting.lock();
            waiting.items.push((item, sender));
            let start = waiting.running < self.0.max_running;
            waiting.running += usize::from(start);
            start
        };
        if start {
            // A task of its own: a caller that goes away must not take the items of others with it.
            tokio::spawn(run_batches(Arc::clone(&self.0)));
        }
        result.await.ok()
    }
}

impl<T, R> Shared<T, R> {
    /// Returns what waits, or records under the same lock that a task ends, so that the next item starts another one.
    fn next_batch(&self) -> Option<Vec<(T, oneshot::Sender<R>)>> {
        let mut waiting = self.waiting.lock();
        if waiting.items.is_empty() {
            waiting.running -= 1;
            return None;
        }
        Some(std::mem::take(&mut waiting.items))
    }
}

/// Works on batches until nothing waits. A panic fails its batch, and the next one follows.
async fn run_batches<T, R>(shared: Arc<Shared<T, R>>) {
    while let Some(items) = shared.next_batch() {
        let (items, senders): (Vec<T>, Vec<_>) = items.into_iter().unzip();
        let work = AssertUnwindSafe(async { (shared.work)(items).await });
        let Ok(results) = work.catch_unwind().await else { continue };
        for (sender, result) in senders.into_iter().zip(results) {
            // The caller may have stopped waiting.
            let _ = sender.send(result);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn items_that_arrive_meanwhile_share_a_batch() {
        let (gate, sizes) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (opened, recorded) = (Arc::clone(&gate), Arc::clone(&sizes));
        let doubled = Batcher::new(1, move |items: Vec<u32>| {
            let (gate, sizes) = (Arc::clone(&opened), Arc::clone(&recorded));
            async move {
                gate.acquire().await.unwrap().forget();
                sizes.lock().push(items.len());
                items.into_iter().map(|n| 2 * n).collect()
            }
        });
        let submit = |n| {
            let doubled = doubled.clone();
            tokio::spawn(async move { doubled.submit(n).await })
        };
        let first = submit(1);
        while !doubled.0.waiting.lock().items.is_empty() || doubled.0.waiting.lock().running == 0 {
            tokio::task::yield_now().await;
        }
        let later: Vec<_> = (2..=5).map(submit).collect();
        while doubled.0.waiting.lock().items.len() < 4 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(2);
        assert_eq!(first.await.unwrap(), Some(2));
        for (n, task) in (2..=5).zip(later) {
            assert_eq!(task.await.unwrap(), Some(2 * n));
        }
        assert_eq!(*sizes.lock(), [1, 4]);
        assert_eq!(doubled.0.waiting.lock().running, 0);
    }

    #[tokio::test]
    async fn panic_fails_its_batch_only() {
        let gate = Arc::new(Semaphore::new(0));
        let opened = Arc::clone(&gate);
        let batcher = Batcher::new(1, move |items: Vec<u32>| {
            let gate = Arc::clone(&opened);
            async move {
                gate.acquire().await.unwrap().forget();
                assert!(items[0] > 0, "planned");
                items
            }
        });
        let submit = |n| {
            let batcher = batcher.clone();
            tokio::spawn(async move { batcher.submit(n).await })
        };
        let failing = submit(0);
        while !batcher.0.waiting.lock().items.is_empty() || batcher.0.waiting.lock().running == 0 {
            tokio::task::yield_now().await;
        }
        let waiting = submit(1);
        while batcher.0.waiting.lock().items.is_empty() {
            tokio::task::yield_now().await;
        }
        gate.add_permits(3);
        assert_eq!(failing.await.unwrap(), None);
        let waited = tokio::time::timeout(Duration::from_secs(10), waiting).await;
        assert_eq!(waited.expect("a result").unwrap(), Some(1));
        assert_eq!(batcher.submit(2).await, Some(2));
        assert_eq!(batcher.0.waiting.lock().running, 0);
    }
}
