//! What happens beside the window: a request goes out, and its answer comes back.

use std::sync::Arc;

use super::state::{Answered, MockAt, Outcome};
use crate::api;
use crate::editor::run::{LiveForm, MockSlot, WorldChoice};
use crate::sim::world::LiveGuard;
use crate::twilio::{Base, Client, ClientError, Request};

/// What the page's tasks tell.
#[derive(Debug)]
pub enum ApiNews {
    /// Where the embedded mock listens.
    Mock(MockAt),
    /// A request is over.
    Over {
        /// The operation.
        id: String,
        /// Which request of it.
        number: u64,
        /// What became of it.
        outcome: Outcome,
    },
}

/// A request to be sent.
pub struct Errand {
    /// The request.
    pub request: Request,
    /// Where it goes.
    pub world: WorldChoice,
    /// What it names is made in the mock first.
    pub makes: bool,
    /// Who sends, in the world.
    pub live: LiveForm,
}

impl Errand {
    /// Sends it.
    pub async fn perform(self, mock: MockSlot) -> Outcome {
        match self.send(mock).await {
            Ok(answered) => Outcome::Answered(Arc::new(answered)),
            Err(reason) => Outcome::Failed(reason),
        }
    }

    async fn send(self, mock: MockSlot) -> Result<Answered, String> {
        // What may have been carried out all the same is part of the sentence.
        let plain = |error: ClientError| match error.remedy() {
            Some(remedy) => format!("{error}. {}", remedy.trim_end_matches('.')),
            None => error.to_string(),
        };
        let mut made = Vec::new();
        let client = match self.world {
            WorldChoice::Mock => {
                let running = mock.running().await?;
                if let Some(mock) = running.as_ref().filter(|_| self.makes) {
                    made = mock.provide_for(&self.request).await?;
                }
                let mock = running.as_ref().ok_or("The mock did not start")?;
                Client::new(Base::At(mock.base_url()), mock.credentials()).map_err(plain)?
            }
            WorldChoice::Live => {
                let credentials = self.live.credentials(|name| std::env::var(name).ok())?;
                // The last look before anything leaves the machine.
                let mut guard = LiveGuard::new(self.live.allowed(), 1);
                guard.admit(&self.request).map_err(|error| error.to_string())?;
                let base = self.live.base(Some(self.request.product)).map_err(plain)?;
                Client::new(base, credentials).map_err(plain)?
            }
        };
        let answer = api::send(&client, &self.request).await.map_err(plain)?;
        Ok(Answered { pretty: answer.pretty(), answer, world: self.world, made })
    }
}

/// Starts the embedded mock, and tells where it listens.
///
/// # Errors
/// Where it does not start, as a sentence.
pub(in crate::editor) async fn find_mock(mock: MockSlot) -> Result<MockAt, String> {
    let running = mock.running().await?;
    let mock = running.as_ref().ok_or("The mock did not start")?;
    let credentials = mock.credentials();
    Ok(MockAt { base: mock.base_url(), user: credentials.user, token: credentials.secret })
}
