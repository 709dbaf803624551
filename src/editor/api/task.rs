//! What happens beside the window: a request goes out, and its answer comes back.

use std::sync::Arc;

use secrecy::SecretString;

use super::answered::Answered;
use super::key::{TryKey, World};
use super::state::{MockAt, Outcome};
use super::way::{host_of, only_reads};
use crate::api::{self, Operation};
use crate::editor::account::Surroundings;
use crate::editor::at_twilio;
use crate::editor::run::{LiveForm, MockSlot};
use crate::sim::world::LiveGuard;
use crate::twilio::{Base, Client, ClientError, Credentials, Proof, Request};

/// What the page's tasks tell.
#[derive(Debug)]
pub enum ApiNews {
    /// Where the embedded mock listens.
    Mock(MockAt),
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
        /// Which parameter of it.
        index: usize,
        /// The value, or why there is none.
        value: Result<String, String>,
    },
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
}

/// Somebody else than Twilio. Twilio's credentials never go there.
pub struct Elsewhere {
    /// The address.
    pub base: Base,
    /// What proves who asks.
    pub proof: Option<Proof>,
    /// The user and the secret, for what stands in for Twilio.
    pub user: Option<(String, SecretString)>,
    /// It was confirmed, and whom it may reach.
    pub allowed: Vec<String>,
}

impl Elsewhere {
    fn client(self, request: &Request) -> Result<Client, String> {
        let host = match &self.base {
            Base::At(address) => host_of(address).to_owned(),
            Base::Twilio | Base::TwilioAt(_) => String::new(),
        };
        // The last look before anything leaves the machine.
        if !self.base.is_local() && !only_reads(request) && !self.allowed.contains(&host) {
            return Err(format!("a request to {host} was refused: it is not on the list of allowed hosts"));
        }
        let nobody = || Credentials::new(&format!("AC{}", "0".repeat(32)), SecretString::from("none"));
        let own = self.user.and_then(|(user, secret)| Credentials::new(&user, secret).ok());
        let credentials = own.map_or_else(nobody, Ok).map_err(|error| error.to_string())?;
        let client = Client::new(self.base, credentials).map_err(|error| plain(&error))?;
        Ok(match self.proof {
            Some(proof) => client.proving(proof),
            None => client,
        })
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
    /// Sends it.
    pub async fn perform(self, mock: MockSlot) -> Outcome {
        match self.send(mock).await {
            Ok(answered) => Outcome::Answered(Arc::new(answered)),
            Err(reason) => Outcome::Failed(reason),
        }
    }

    async fn send(self, mock: MockSlot) -> Result<Answered, String> {
        let mut made = Vec::new();
        let client = match (&self.world, self.elsewhere) {
            (_, Some(elsewhere)) => elsewhere.client(&self.request)?,
            (World::Mock, None) => {
                let mock = mock.running().await?;
                if self.makes {
                    made = mock.provide_for(&self.request).await?;
                }
                Client::new(Base::At(mock.base_url()), mock.credentials()).map_err(|error| plain(&error))?
            }
            (World::Live | World::Own(_), None) => {
                // The last look before anything leaves the machine.
                let mut guard = LiveGuard::new(self.live.allowed(), 1);
                guard.admit(&self.request).map_err(|error| error.to_string())?;
                let client = at_twilio::client(self.live.account, self.surroundings).await;
                client.map_err(|trouble| trouble.line())?
            }
        };
        let answer = api::send(&client, &self.request).await.map_err(|error| plain(&error))?;
        let (operation, world) = (self.operation, self.world);
        // A long answer takes its time to be laid out, which must not hold up what else is going on.
        tokio::task::spawn_blocking(move || Answered::new(answer, &operation, world, made))
            .await
            .map_err(|_| "the answer could not be laid out".to_owned())
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
