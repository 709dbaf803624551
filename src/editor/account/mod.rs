//! The account that the window works with at Twilio: whose credentials, where they come from, and what is known of it.
//!
//! Runs and the commands for Studio share it. Secrets stay in memory or in the system's key store: they are in no
//! setting, no log and no debug output. Nothing here waits: what asks the key store or Twilio runs in tasks.

mod view;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use crate::twilio::account::Standing;
use crate::twilio::keys::{self, KeyStore, NoCredentials};
use crate::twilio::{Base, ClientError, Credentials, Place, Product};

pub(in crate::editor) use view::{account_dialog_ui, account_line_ui};

/// A text that is shown nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text, for the field that it is typed into.
    pub fn edit(&mut self) -> &mut String {
        &mut self.0
    }

    fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        // Each copy of a form that is given up is wiped.
        secrecy::zeroize::Zeroize::zeroize(&mut self.0);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

type Variable = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What the program finds around it: environment variables and a key store. Tests bring their own.
#[derive(Clone)]
pub struct Surroundings {
    variable: Arc<Variable>,
    store: Arc<dyn KeyStore>,
}

impl Surroundings {
    /// Surroundings of one's own.
    pub fn new(
        variable: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
        store: impl KeyStore + 'static,
    ) -> Self {
        Self { variable: Arc::new(variable), store: Arc::new(store) }
    }

    /// The credentials of the environment, or why there are none. Asks nobody.
    pub fn environment(&self) -> Result<Credentials, String> {
        Credentials::from_env(&*self.variable).map_err(|error| error.to_string())
    }

    /// The key store; whoever asks it may have to wait.
    pub fn store(&self) -> &dyn KeyStore {
        &*self.store
    }
}

impl Default for Surroundings {
    fn default() -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        Self { variable: Arc::new(variable), store: Arc::from(keys::platform(variable)) }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").field("store", &self.store.name()).finish_non_exhaustive()
    }
}

/// Where credentials come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Environment variables.
    Environment,
    /// The system's key store.
    Store,
    /// Typed in, for this window.
    Typed,
}

impl Origin {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Environment, Self::Store, Self::Typed];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Environment => "Environment",
            Self::Store => "Key store",
            Self::Typed => "Typed in",
        }
    }
}

/// Whose credentials are used, as the user has said it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountForm {
    /// Where they come from; `None`: the environment, else the key store.
    pub origin: Option<Origin>,
    /// `AC…`.
    pub account_sid: String,
    /// `SK…`, where an API key is used instead of the auth token.
    pub key_sid: String,
    /// The auth token, or the API key's secret.
    pub secret: Secret,
    /// The region that the credentials belong to; empty: the United States.
    pub region: String,
    /// The edge through which it is reached; empty: Twilio's own choice.
    pub edge: String,
    /// An address that stands in for Twilio's; empty: Twilio.
    pub base_url: String,
}

impl AccountForm {
    /// The credentials. Asks the key store, so it must not be called while a frame is made.
    ///
    /// # Errors
    /// What is missing, as a sentence that repeats no secret.
    pub fn credentials(&self, surroundings: &Surroundings) -> Result<Credentials, String> {
        match self.origin {
            None => match keys::find(&*surroundings.variable, surroundings.store()) {
                Ok((credentials, _)) => Ok(credentials),
                Err(NoCredentials::Nowhere { missing, .. }) => {
                    Err(format!("There are no credentials yet: {missing}, and the key store has none"))
                }
                Err(error) => Err(error.to_string()),
            },
            Some(Origin::Environment) => surroundings.environment(),
            Some(Origin::Store) => match keys::stored(surroundings.store()) {
                Ok(Some(credentials)) => Ok(credentials),
                Ok(None) => Err("The key store has no credentials".to_owned()),
                Err(error) => Err(error.to_string()),
            },
            Some(Origin::Typed) => self.typed(),
        }
    }

    /// The credentials that are typed in.
    ///
    /// # Errors
    /// What is missing.
    pub fn typed(&self) -> Result<Credentials, String> {
        let has_key = !self.key_sid.trim().is_empty();
        let make = |secret: SecretString| match has_key {
            true => Credentials::with_key(&self.account_sid, &self.key_sid, secret),
            false => Credentials::new(&self.account_sid, secret),
        };
        if self.account_sid.trim().is_empty() {
            return Err("The Account SID is missing".to_owned());
        }
        if self.secret.is_empty() {
            // What is wrong with the SIDs is said first: somebody may have typed the secret there.
            make(SecretString::default()).map_err(|error| error.to_string())?;
            return Err(format!(
                "The {} is missing",
                if has_key { "API key's secret" } else { "auth token" }
            ));
        }
        let place = Place::new(Some(&self.region), Some(&self.edge)).map_err(|error| error.to_string())?;
        let made = make(SecretString::from(self.secret.0.trim()));
        made.map(|credentials| credentials.at(place)).map_err(|error| error.to_string())
    }

    /// Where requests go. What cannot be used is told when something is to be sent there.
    pub fn base(&self) -> Base {
        self.base_for(None).unwrap_or_else(|_| Base::At(self.base_url.clone()))
    }

    /// Where requests go; those to one product go to no other's host.
    ///
    /// # Errors
    /// Where the address cannot be used.
    pub fn base_for(&self, product: Option<Product>) -> Result<Base, ClientError> {
        match (self.base_url.trim(), product) {
            ("", _) => Ok(Base::Twilio),
            (url, Some(product)) => Base::parse_for(url, product),
            (url, None) => Base::parse(url),
        }
    }

    /// Where requests go, for people.
    pub fn through(&self) -> &str {
        match self.base_url.trim() {
            "" => "Twilio",
            url => url,
        }
    }
}

/// The window's account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// What the user has said.
    pub form: AccountForm,
    /// What Twilio said of it last.
    pub known: Option<Known>,
    /// Grows with each question to the key store or to Twilio, so that old answers are known.
    pub(in crate::editor) questions: u64,
}

/// What is known of an account, with no secret in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `AC…`.
    pub sid: String,
    /// Region and edge.
    pub place: Place,
    /// Its name and type; `None` where that could not be found out.
    pub standing: Option<Standing>,
}

impl Known {
    /// `Acme (AC…), trial account`.
    pub fn line(&self) -> String {
        let place = [("region", &self.place.region), ("edge", &self.place.edge)];
        let place: String = place
            .iter()
            .filter_map(|(what, name)| name.as_deref().map(|name| format!(", {what} {name}")))
            .collect();
        match &self.standing {
            Some(Standing::Account { friendly_name, is_trial, .. }) => {
                let kind = if *is_trial { "trial account" } else { "full account" };
                format!("{friendly_name} ({}), {kind}{place}", self.sid)
            }
            Some(Standing::Test) => format!("{}, test credentials{place}", self.sid),
            None => format!("{}{place}", self.sid),
        }
    }
}

/// The question about the account, and what was answered so far.
#[derive(Clone, Debug)]
pub struct AccountQuestion {
    /// The answers.
    pub form: AccountForm,
    /// Why it is asked, where something went wrong.
    pub note: Option<String>,
    /// Typed credentials are to be kept in the key store.
    pub remembers: bool,
    /// What the key store holds, once it has said so: the account and who asks for it.
    pub stored: Looked<Option<String>>,
    /// What Twilio says of the account, where it was asked.
    pub checked: Looked<Known>,
    /// The number of the last question: older answers do not count.
    pub(in crate::editor) number: u64,
}

/// Something that is found out beside the window.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Looked<T> {
    /// Nobody has asked.
    #[default]
    Not,
    /// It is being found out.
    Waiting,
    /// It is known.
    Found(T),
    /// It cannot be known; a sentence.
    Failed(String),
}

/// An answer to the question about the account.
#[derive(Clone, Debug)]
pub enum AccountAnswer {
    /// The question as it stands now.
    Changed(Box<AccountQuestion>),
    /// Ask Twilio what the account is.
    Check(Box<AccountQuestion>),
    /// Take the credentials out of the key store.
    Forget(Box<AccountQuestion>),
    /// Use these.
    Use(Box<AccountQuestion>),
}

/// Who asks for an account, as a line without a secret.
pub fn described(credentials: &Credentials) -> String {
    let with = if credentials.is_key() { credentials.user.as_str() } else { "its auth token" };
    let known =
        Known { sid: credentials.account_sid.clone(), place: credentials.place.clone(), standing: None };
    format!("{} with {with}", known.line())
}
