//! Runs work in batches: what arrives while the allowed number of batches runs is done together by the next one.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

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
            tokio::spawn(Running { shared: Arc::clone(&self.0), has_ended: false }.run());
        }
        result.await.ok()
    }
}

/// A task that works on batches until nothing waits.
struct Running<T, R> {
    shared: Arc<Shared<T, R>>,
    has_ended: bool,
}

impl<T, R> Running<T, R> {
    async fn run(mut self) {
        while let Some(items) = self.next_batch() {
            let (items, senders): (Vec<T>, Vec<_>) = items.into_iter().unzip();
            for (sender, result) in senders.into_iter().zip((self.shared.work)(items).await) {
                // The caller may have stopped waiting.
                let _ = sender.send(result);
            }
        }
    }

    /// Returns what waits, or ends this task under the same lock, so that the next item starts another one.
    fn next_batch(&mut self) -> Option<Vec<(T, oneshot::Sender<R>)>> {
        let mut waiting = self.shared.waiting.lock();
        if waiting.items.is_empty() {
            waiting.running -= 1;
            self.has_ended = true;
            return None;
        }
        Some(std::mem::take(&mut waiting.items))
    }
}

impl<T, R> Drop for Running<T, R> {
    fn drop(&mut self) {
        if !self.has_ended {
            // The work panicked.
            self.shared.waiting.lock().running -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
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
        let batcher = Batcher::new(1, |items: Vec<u32>| async move {
            assert!(items[0] > 0, "planned");
            items
        });
        assert_eq!(batcher.submit(0).await, None);
        assert_eq!(batcher.submit(1).await, Some(1));
    }
}
