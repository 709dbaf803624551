//! What time it is, as something that a test can set.

use std::fmt::Debug;
use std::pin::Pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// A wait that ends at a time.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Tells the time. Every date and status that the mock shows is worked out from it when it is asked for.
pub trait Clock: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Waits until it shows this time or a later one.
    fn until(&self, time: Timestamp) -> Wait<'_>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn until(&self, time: Timestamp) -> Wait<'_> {
        Box::pin(async move {
            // Asked again after each sleep: the machine's clock may have been set meanwhile.
            while let Ok(rest) = Duration::try_from(time.duration_since(Timestamp::now()))
                && !rest.is_zero()
            {
                tokio::time::sleep(rest.min(LONGEST_SLEEP)).await;
            }
        })
    }
}

/// After so long the machine's clock is looked at again.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct SetClock(watch::Sender<Timestamp>);

impl SetClock {
    /// A clock that shows this time.
    pub fn at(time: Timestamp) -> Self {
        Self(watch::Sender::new(time))
    }

    /// Moves it to this time.
    pub fn set(&self, time: Timestamp) {
        self.0.send_replace(time);
    }

    /// Moves it on. At the end of what the calendar can say it stays where it is.
    pub fn advance(&self, by: SignedDuration) {
        self.0.send_modify(|time| *time = time.checked_add(by).unwrap_or(*time));
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn until(&self, time: Timestamp) -> Wait<'_> {
        let mut moved = self.0.subscribe();
        Box::pin(async move {
            // The sender lives as long as this borrow of the clock, so the wait cannot break off.
            let _ = moved.wait_for(|now| *now >= time).await;
        })
    }
}
