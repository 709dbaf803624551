//! What is still to be done when a request has been answered.
//!
//! Resources answer under a lock and never wait. What follows from a request (a status that moves on, a webhook, an
//! execution of a flow) they note as a [`Job`]; one task of the mock takes the jobs, and each runs in a task of its own.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

use super::callbacks;
use super::courier::Delivery;
use super::inbound;
use super::server::Shared;
use super::studio;

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
    loop {
        tokio::select! {
            job = jobs.recv() => match job {
                Some(job) => { running.spawn(perform(Arc::clone(&shared), job)); }
                None => return,
            },
            // Finished tasks are taken out, so that a long life costs no memory.
            Some(_) = running.join_next() => {}
        }
    }
}

async fn perform(shared: Arc<Shared>, job: Job) {
    match job {
        Job::Execute { account, execution } => studio::execute(shared, account, execution).await,
        Job::Tell(delivery) => {
            // How it went stands in the log.
            let _ = shared.deliver(&delivery).await;
        }
        Job::Follow { account, sid } => callbacks::follow(&shared, &account, &sid).await,
        Job::Canceled { account, sid } => callbacks::canceled(&shared, &account, &sid).await,
        Job::Inbound { account, sid, post } => {
            inbound::perform(&shared, &account, &sid, post.is_some()).await
        }
    }
}
