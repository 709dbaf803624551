//! How many deliveries may be under way: in all, to one host, and waiting for their turn.
//!
//! A receiver that takes connections and never answers would else use up what the system lets a program open, and the
//! mock could take no requests any more. It knows no deliveries.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// The most deliveries that are under way.
const MAX_RUNNING: usize = 64;
/// The most of these that go to one host.
const MAX_HOST: usize = 16;
/// The most that wait. Those beyond are dropped.
const MAX_WAITING: usize = 10_000;

/// Who may go, and who has to wait.
#[derive(Debug)]
pub(super) struct Lanes {
    all: Semaphore,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_host: usize,
    waiting: AtomicUsize,
    max_waiting: usize,
}

/// Somebody's turn; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    lanes: &'a Lanes,
    host: &'a str,
    of_host: Option<OwnedSemaphorePermit>,
    _of_all: SemaphorePermit<'a>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.of_host = None;
        let mut hosts = self.lanes.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody else is on the way there or waits for it.
        if hosts.get(self.host).is_some_and(|lane| Arc::strong_count(lane) == 1) {
            hosts.remove(self.host);
        }
    }
}

/// Counts who waits, also where the waiting is broken off.
struct Waits<'a>(&'a AtomicUsize);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Lanes {
    fn default() -> Self {
        Self::new(MAX_RUNNING, MAX_HOST, MAX_WAITING)
    }
}

impl Lanes {
    fn new(running: usize, per_host: usize, max_waiting: usize) -> Self {
        Self {
            all: Semaphore::new(running),
            hosts: Mutex::default(),
            per_host,
            waiting: AtomicUsize::new(0),
            max_waiting,
        }
    }

    /// Waits for a turn to go to this host; `None` where too many wait already.
    pub(super) async fn enter<'a>(&'a self, host: &'a str) -> Option<Turn<'a>> {
        let waits = Waits(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.max_waiting {
            return None;
        }
        let lane = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let lane =
                hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(self.per_host)));
            Arc::clone(lane)
        };
        // The host's own lane first: who waits for a slow host must not keep the others from going.
        let of_host = lane.acquire_owned().await.ok()?;
        let of_all = self.all.acquire().await.ok()?;
        drop(waits);
        Some(Turn { lanes: self, host, of_host: Some(of_host), _of_all: of_all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether there is a turn at once.
    async fn is_free(lanes: &Lanes, host: &str) -> bool {
        tokio::time::timeout(std::time::Duration::ZERO, lanes.enter(host)).await.is_ok()
    }

    #[tokio::test]
    async fn a_host_has_its_share_and_a_long_queue_is_cut() {
        let lanes = Lanes::new(3, 2, 1);
        let first = lanes.enter("a").await.unwrap();
        let second = lanes.enter("a").await.unwrap();
        assert!(!is_free(&lanes, "a").await);
        assert!(is_free(&lanes, "b").await);
        let third = lanes.enter("b").await.unwrap();
        assert!(!is_free(&lanes, "c").await);
        {
            let mut waits = std::pin::pin!(lanes.enter("a"));
            assert!(tokio::time::timeout(std::time::Duration::ZERO, waits.as_mut()).await.is_err());
            // One waits, which is the most.
            assert!(lanes.enter("b").await.is_none());
            drop(first);
            assert!(waits.await.is_some());
        }
        drop((second, third));
        assert!(lanes.enter("b").await.is_some());
        assert_eq!(lanes.waiting.load(Ordering::Relaxed), 0);
        assert!(!lanes.hosts.lock().unwrap().contains_key("a"));
    }
}
