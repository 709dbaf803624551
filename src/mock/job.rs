//! What is still to be done when a request has been answered.
//!
//! Resources answer under a lock and never wait. What follows from a request (a status that moves on, a webhook, an
//! execution of a flow) they note as a [`Job`]; one task of the mock takes the jobs. It follows messages itself,
//! with one timer for all of them; every other job runs in a task of its own.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

use super::callbacks::{self, Followers, announce};
use super::courier::Delivery;
use super::inbound;
use super::server::Shared;
use super::studio;

/// How many status callbacks are on their way or wait for their turn.
const MAX_ANNOUNCING: usize = 5_000;

/// Something to be done after the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// An execution of a flow begins.
    Execute {
        /// The account.
        account: String,
        /// The execution.
        execution: String,
    },
    /// A webhook is told of something.
    Tell(Delivery),
    /// Announce the statuses of a message to its callback, as they come.
    Follow {
        /// The account.
        account: String,
        /// The message.
        sid: String,
    },
    /// Announce that a message was called back.
    Canceled {
        /// The account.
        account: String,
        /// The message.
        sid: String,
    },
    /// A contact's message came in and waits to be routed.
    Inbound {
        /// The account that it came to.
        account: String,
        /// The message.
        sid: String,
        /// The conversation that the contact takes part in from this address, and the message that was posted there.
        post: Option<(String, String)>,
    },
}

/// Does jobs until the mock is gone. When this is dropped, whatever still runs ends with it.
pub(super) async fn work(shared: Arc<Shared>, mut jobs: UnboundedReceiver<Job>) {
    let mut running = JoinSet::new();
    let mut announcing = JoinSet::new();
    let mut followers = Followers::default();
    loop {
        // Where many are on their way already, the others wait in the heap, which costs the least.
        let next = followers.next().filter(|_| announcing.len() < MAX_ANNOUNCING);
        tokio::select! {
            job = jobs.recv() => match job {
                Some(Job::Follow { account, sid }) => followers.begin(&shared, &account, &sid),
                Some(job) => { running.spawn(perform(Arc::clone(&shared), job)); }
                None => return,
            },
            // Finished tasks are taken out, so that a long life costs no memory.
            Some(_) = running.join_next() => {}
            Some(done) = announcing.join_next() => if let Ok(Some(due)) = done {
                followers.go_on(&shared, due);
            },
            () = come(&shared, next) => {
                let now = shared.clock.now();
                while announcing.len() < MAX_ANNOUNCING
                    && let Some(due) = followers.take(now)
                {
                    announcing.spawn(announce(Arc::clone(&shared), due));
                }
            }
        }
    }
}

/// Waits for a time; for ever where there is none.
async fn come(shared: &Shared, time: Option<Timestamp>) {
    match time {
        Some(time) => shared.clock.until(time).await,
        None => std::future::pending().await,
    }
}

async fn perform(shared: Arc<Shared>, job: Job) {
    match job {
        Job::Execute { account, execution } => studio::execute(shared, account, execution).await,
        Job::Tell(delivery) => {
            // How it went stands in the log.
            let _ = shared.deliver(&delivery).await;
        }
        // The task that does the jobs follows all messages itself.
        Job::Follow { .. } => {}
        Job::Canceled { account, sid } => callbacks::canceled(&shared, &account, &sid).await,
        Job::Inbound { account, sid, post } => {
            inbound::perform(&shared, &account, &sid, post.is_some()).await
        }
    }
}
