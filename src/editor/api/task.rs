//! What happens beside the window: a request goes out, and its answer comes back.

use std::sync::Arc;

use super::key::{TryKey, World};
use super::state::{Answered, MockAt, Outcome};
use crate::api;
use crate::editor::account::Surroundings;
use crate::editor::at_twilio;
use crate::editor::run::{LiveForm, MockSlot};
use crate::sim::world::LiveGuard;
use crate::twilio::{Base, Client, ClientError, Request};

/// What the page's tasks tell.
#[derive(Debug)]
pub enum ApiNews {
    /// Where the embedded mock listens.
    Mock(MockAt),
    /// A request is over.
    Over {
        /// Which one.
        key: TryKey,
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
    pub world: World,
    /// What it names is made in the mock first.
    pub makes: bool,
    /// Who sends, in the world.
    pub live: LiveForm,
    /// Where credentials come from.
    pub surroundings: Surroundings,
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
        let client = match &self.world {
            World::Mock => {
                let mock = mock.running().await?;
                if self.makes {
                    made = mock.provide_for(&self.request).await?;
                }
                Client::new(Base::At(mock.base_url()), mock.credentials()).map_err(plain)?
            }
            World::Live | World::Own(_) => {
                // The last look before anything leaves the machine.
                let mut guard = LiveGuard::new(self.live.allowed(), 1);
                guard.admit(&self.request).map_err(|error| error.to_string())?;
                let client = at_twilio::client(self.live.account, self.surroundings).await;
                client.map_err(|trouble| trouble.line())?
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
    let mock = mock.running().await?;
    let credentials = mock.credentials();
    Ok(MockAt { base: mock.base_url(), user: credentials.user, token: credentials.secret })
}
