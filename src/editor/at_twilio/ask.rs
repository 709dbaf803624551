//! The tasks that ask. They own all that they need, so that the window may go on or be closed meanwhile.

use super::{Heard, Wish};
use crate::check::Options;
use crate::editor::account::{AccountForm, Known, Surroundings, described};
use crate::flow::Flow;
use crate::remote::{self, PushError, RemoteError, Validation};
use crate::twilio::account::{self as accounts, Standing};
use crate::twilio::keys;
use crate::twilio::studio::Status;
use crate::twilio::{ApiError, Client, ClientError, error_title, explain};

/// Why Twilio was asked in vain, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// A sentence.
    pub text: String,
    /// The way out.
    pub remedy: Option<String>,
    /// Other credentials may help.
    pub is_account: bool,
    /// There is no such thing at Twilio.
    pub is_gone: bool,
}

impl Trouble {
    fn account(text: String) -> Self {
        Self { text, remedy: None, is_account: true, is_gone: false }
    }

    pub(super) fn client(error: &ClientError) -> Self {
        let remedy = error.remedy().map(str::to_owned);
        Self { text: error.to_string(), remedy, is_account: false, is_gone: false }
    }

    pub(in crate::editor) fn remote(error: &RemoteError) -> Self {
        let status = match error {
            RemoteError::Api(error) => Some(error.status),
            _ => None,
        };
        Self {
            text: match error {
                RemoteError::Api(error) => in_words(error),
                error => error.to_string(),
            },
            remedy: error.remedy().map(str::to_owned),
            is_account: matches!(status, Some(401 | 403)),
            is_gone: status == Some(404),
        }
    }

    /// All of it, in one line.
    pub fn line(&self) -> String {
        match &self.remedy {
            Some(remedy) => format!("{}. {remedy}", self.text.trim_end_matches('.')),
            None => self.text.clone(),
        }
    }
}

/// An error answer as a sentence: what its code means, and what Twilio said.
fn in_words(error: &ApiError) -> String {
    match error.code.and_then(error_title) {
        Some(title) => format!("{title} (Twilio says {error})"),
        None => format!("Twilio says: {error}"),
    }
}

/// Why a flow was not pushed.
#[derive(Debug)]
pub enum PushFailed {
    /// Another revision stands there.
    Moved {
        /// Its number.
        revision: u64,
        /// The flow, where it can be understood.
        there: Option<Box<Flow>>,
    },
    /// Studio refuses the definition.
    Invalid(Validation),
    /// Twilio was asked in vain.
    Trouble(Trouble),
}

/// Everything that is needed to ask.
pub(in crate::editor) struct Asking {
    /// What.
    pub wish: Wish,
    /// Who asks.
    pub account: AccountForm,
    /// Where credentials are found.
    pub surroundings: Surroundings,
    /// The open flow as it is now, with its name and the settings of its checks.
    pub flow: Option<(Flow, String, Options)>,
}

impl Asking {
    /// Asks, and tells what was heard.
    pub async fn ask(self) -> Heard {
        let Self { wish, account, surroundings, flow } = self;
        match (wish, flow) {
            (Wish::Push(form), Some((flow, _, options))) => {
                let found = remote::blockers(&flow, &options, form.status);
                if !found.is_empty() {
                    return Heard::Blocked { key: form.key, status: form.status, found };
                }
                match client(account, surroundings).await {
                    Ok(client) => push(&client, form, flow).await,
                    Err(trouble) => Heard::Failed(Wish::Push(form), trouble),
                }
            }
            (wish, flow) => {
                let client = match client(account, surroundings).await {
                    Ok(client) => client,
                    Err(trouble) => return Heard::Failed(wish, trouble),
                };
                match (wish, flow) {
                    (Wish::Validate(key), Some((flow, name, _))) => {
                        // As for publishing: a draft would be taken with errors that matter later.
                        match remote::validate(&client, &flow, &name, Status::Published).await {
                            Ok(validation) => Heard::Validated { key, flow, validation },
                            Err(error) => Heard::Failed(Wish::Validate(key), Trouble::remote(&error)),
                        }
                    }
                    (Wish::Pull(form), _) => match remote::pull(&client, form.sid.trim()).await {
                        Ok(pulled) => Heard::Pulled { form, pulled: Box::new(pulled) },
                        Err(error) => Heard::Failed(Wish::Pull(form), Trouble::remote(&error)),
                    },
                    (wish, _) => {
                        let text = "The flow is not open any more".to_owned();
                        let trouble = Trouble { text, remedy: None, is_account: false, is_gone: false };
                        Heard::Failed(wish, trouble)
                    }
                }
            }
        }
    }
}

async fn push(client: &Client, form: super::PushForm, flow: Flow) -> Heard {
    let there = form.there();
    let name = form.name.trim();
    let message = form.message.trim();
    let push = remote::Push {
        sid: there.map(|link| &*link.flow_sid),
        revision: there.map(|link| link.revision),
        name: (there.is_none() && !name.is_empty()).then_some(name),
        status: form.status,
        message: (!message.is_empty()).then_some(message),
        is_forced: form.is_forced,
    };
    let why = match remote::push(client, &flow, &push).await {
        Ok(pushed) => return Heard::Pushed { form, flow, pushed: Box::new(pushed) },
        Err(PushError::Moved { revision, there, .. }) => PushFailed::Moved { revision, there },
        Err(PushError::Invalid(validation)) => PushFailed::Invalid(validation),
        Err(PushError::Remote(error)) => PushFailed::Trouble(Trouble::remote(&error)),
        Err(error @ (PushError::NoName | PushError::Lost { .. })) => PushFailed::Trouble(Trouble {
            text: error.to_string(),
            remedy: error.remedy().map(str::to_owned),
            is_account: false,
            is_gone: false,
        }),
    };
    Heard::NotPushed { form, flow, why }
}

/// A client with the credentials that the user has chosen. The key store may ask the user, so this may take long.
pub(in crate::editor) async fn client(
    account: AccountForm,
    surroundings: Surroundings,
) -> Result<Client, Trouble> {
    let base = account.base();
    let found = tokio::task::spawn_blocking(move || account.credentials(&surroundings)).await;
    let credentials = match found {
        Ok(found) => found.map_err(Trouble::account)?,
        Err(_) => return Err(Trouble::account("The key store's library failed".to_owned())),
    };
    Client::new(base, credentials).map_err(|error| Trouble { is_account: true, ..Trouble::client(&error) })
}

/// What Twilio says of an account.
pub(super) async fn standing(client: &Client) -> Result<Known, Trouble> {
    let credentials = client.credentials();
    let response = client.send(&accounts::fetch(&credentials.account_sid)).await;
    let response = response.map_err(|error| Trouble::client(&error))?;
    let standing = match Standing::read(&response) {
        Ok(standing) => Some(standing),
        // What stands in for Twilio may not have accounts; Twilio itself has this one or it is none.
        Err(error) if error.status == 404 && !client.is_twilio() => None,
        Err(error) => {
            return Err(Trouble {
                text: in_words(&error),
                remedy: explain(&error).map(str::to_owned),
                is_account: true,
                is_gone: error.status == 404,
            });
        }
    };
    Ok(Known { sid: credentials.account_sid.clone(), place: credentials.place.clone(), standing })
}

/// Asks Twilio what an account is.
pub(in crate::editor) async fn known(
    account: AccountForm,
    surroundings: Surroundings,
) -> Result<Known, Trouble> {
    standing(&client(account, surroundings).await?).await
}

/// Asks the key store what it holds; the answer holds no secret.
pub(in crate::editor) fn stored(surroundings: &Surroundings) -> Result<Option<String>, String> {
    let found = keys::stored(surroundings.store()).map_err(|error| error.to_string())?;
    Ok(found.map(|credentials| described(&credentials)))
}
