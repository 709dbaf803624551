//! What happens beside the window: a request goes out, and its answer comes back.

use std::sync::Arc;

use super::answered::Answered;
use super::key::{TryKey, World};
use super::state::{MockAt, Outcome};
use super::way::{host_of, only_reads};
use crate::api::{self, Operation, Place, Veil};
use crate::editor::account::Surroundings;
use crate::editor::at_twilio;
use crate::editor::run::{LiveForm, MockSlot};
use crate::sim::world::LiveGuard;
use crate::twilio::{Base, Client, ClientError, Proof, Request};

/// What the page's tasks tell.
#[derive(Debug)]
pub enum ApiNews {
    /// Where the embedded mock listens.
    Mock(MockAt),
    /// About the key store.
    Store(super::secrets::StoreNews),
    /// About the libraries.
    Library(Box<super::libraries::LibraryNews>),
    /// A request is over.
    Over {
        /// Which one.
        key: TryKey,
        /// Which request of it.
        number: u64,
        /// What became of it.
        outcome: Outcome,
    },
    /// A file was read for the value of a parameter.
    File {
        /// Which request.
        key: TryKey,
        /// Which parameter of it: another kind of body may have come meanwhile.
        parameter: (Place, String),
        /// The value, or why there is none.
        value: Result<String, String>,
    },
    /// A workflow was made.
    Export(super::conductor::ExportNews),
    /// About an answer and the tests of a flow.
    Test(super::test_stub::TestNews),
    /// A body was written to a file, or not.
    Saved(Result<String, String>),
}

/// A request to be sent.
pub struct Errand {
    /// The request. It may hold secrets.
    pub request: Request,
    /// What it is a request of.
    pub operation: Arc<Operation>,
    /// Where it goes.
    pub world: World,
    /// What it names is made in the mock first.
    pub makes: bool,
    /// Who sends, in the world.
    pub live: LiveForm,
    /// Where credentials come from.
    pub surroundings: Surroundings,
    /// Who is asked, where that is somebody else than Twilio and the mock.
    pub elsewhere: Option<Elsewhere>,
    /// What must not be seen in what comes back.
    pub veil: Veil,
}

/// Somebody else than Twilio. Twilio's credentials never go there.
pub struct Elsewhere {
    /// The address.
    pub base: Base,
    /// What proves who asks.
    pub proof: Option<Proof>,
    /// It was confirmed, and whom it may reach.
    pub allowed: Vec<String>,
}

impl Elsewhere {
    fn client(self, request: &Request) -> Result<Client, String> {
        let host = match &self.base {
            Base::At(address) => host_of(address),
            Base::Twilio | Base::TwilioAt(_) => String::new(),
        };
        // The last look before anything leaves the machine.
        if !self.base.is_local() && !only_reads(request) && !self.allowed.contains(&host) {
            return Err(format!("a request to {host} was refused: it is not on the list of allowed hosts"));
        }
        Client::elsewhere(self.base, self.proof).map_err(|error| plain(&error))
    }
}

/// What may have been carried out all the same is part of the sentence.
fn plain(error: &ClientError) -> String {
    match error.remedy() {
        Some(remedy) => format!("{error}. {}", remedy.trim_end_matches('.')),
        None => error.to_string(),
    }
}

impl Errand {
    /// Sends it. A secret that comes back is hidden before anybody sees it.
    pub async fn perform(mut self, mock: MockSlot) -> Outcome {
        let mut made = Vec::new();
        let answer = match self.client(mock, &mut made).await {
            Ok(client) => api::send(&client, &self.request).await.map_err(|error| plain(&error)),
            Err(why) => Err(why),
        };
        let Self { operation, world, veil, .. } = self;
        // A long answer takes its time to be laid out, which must not hold up what else is going on.
        let laid_out = tokio::task::spawn_blocking(move || match answer {
            Ok(answer) => {
                Outcome::Answered(Arc::new(Answered::new(answer.veiled(&veil), &operation, world, made)))
            }
            Err(why) => Outcome::Failed(veil.hide(&why).into_owned()),
        });
        laid_out.await.unwrap_or_else(|_| Outcome::Failed("the answer could not be laid out".to_owned()))
    }

    /// Who carries it there, once it may go.
    async fn client(&mut self, mock: MockSlot, made: &mut Vec<String>) -> Result<Client, String> {
        match (&self.world, self.elsewhere.take()) {
            (_, Some(elsewhere)) => elsewhere.client(&self.request),
            (World::Mock, None) => {
                let mock = mock.running().await?;
                if self.makes {
                    *made = mock.provide_for(&self.request).await?;
                }
                Client::new(Base::At(mock.base_url()), mock.credentials()).map_err(|error| plain(&error))
            }
            (World::Live | World::Own(_), None) => {
                // The last look before anything leaves the machine.
                let mut guard = LiveGuard::new(self.live.allowed(), 1);
                guard.admit(&self.request).map_err(|error| error.to_string())?;
                let client = at_twilio::client(self.live.account.clone(), self.surroundings.clone()).await;
                let client = client.map_err(|trouble| trouble.line())?;
                let credentials = client.credentials();
                self.veil.add_pair(&credentials.user, &credentials.secret);
                Ok(client)
            }
        }
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
