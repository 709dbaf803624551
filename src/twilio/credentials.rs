//! Who asks: an account with its auth token or with an API key.
//!
//! The secret stays in a [`SecretString`]: it is wiped on drop and shows in no log.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use super::sid::{is_sid, prefix};

/// An account and what proves that one may use it.
#[derive(Clone)]
pub struct Credentials {
    /// The account that requests are made for.
    pub account_sid: String,
    /// The user of basic authentication: the Account SID, or the SID of an API key.
    pub user: String,
    /// The auth token, or the API key's secret.
    pub secret: SecretString,
    /// Where the account's requests go. Credentials belong to one region.
    pub place: Place,
}

/// A region of Twilio's and the edge through which it is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where requests are processed and data is kept, as `ie1`; `None`: the United States.
    pub region: Option<String>,
    /// Where requests enter Twilio's network, as `dublin`.
    pub edge: Option<String>,
}

impl Place {
    /// A place by its two names; empty ones count as not given.
    ///
    /// # Errors
    /// Where a name is no label of a host: it becomes part of the address that credentials are sent to.
    pub fn new(region: Option<&str>, edge: Option<&str>) -> Result<Self, CredentialsError> {
        let label = |name: &'static str, text: Option<&str>| {
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let is_label = |text: &str| {
                text.len() <= 63
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                    && !text.starts_with('-')
                    && !text.ends_with('-')
            };
            match text {
                Some(text) if !is_label(text) => Err(CredentialsError::Label { name }),
                text => Ok(text.map(str::to_ascii_lowercase)),
            }
        };
        Ok(Self { region: label("TWILIO_REGION", region)?, edge: label("TWILIO_EDGE", edge)? })
    }
}

/// Why there are no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// The name of what is missing.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// The name of what does not look right. The value is not repeated: people paste secrets in the wrong place.
    #[error("{name} is not `{prefix}` and 32 hexadecimal digits")]
    Shape {
        /// The name.
        name: &'static str,
        /// The prefix that the SID should have.
        prefix: &'static str,
    },
    /// The name of a region or edge that cannot be one.
    #[error("{name} is no name of a region or edge: letters, digits and dashes, as in `ie1` or `dublin`")]
    Label {
        /// The name.
        name: &'static str,
    },
}

impl Credentials {
    /// An account with its auth token.
    pub fn new(account_sid: &str, token: SecretString) -> Result<Self, CredentialsError> {
        let account_sid = sid_of("TWILIO_ACCOUNT_SID", prefix::ACCOUNT, account_sid)?;
        Ok(Self { user: account_sid.clone(), account_sid, secret: token, place: Place::default() })
    }

    /// An account with an API key and the key's secret.
    pub fn with_key(
        account_sid: &str,
        key_sid: &str,
        secret: SecretString,
    ) -> Result<Self, CredentialsError> {
        Ok(Self {
            account_sid: sid_of("TWILIO_ACCOUNT_SID", prefix::ACCOUNT, account_sid)?,
            user: sid_of("TWILIO_API_KEY", prefix::API_KEY, key_sid)?,
            secret,
            place: Place::default(),
        })
    }

    /// The same for a region and edge.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Whether the user is an API key.
    pub fn is_key(&self) -> bool {
        self.user != self.account_sid
    }

    /// Reads `TWILIO_ACCOUNT_SID` with `TWILIO_API_KEY` and `TWILIO_API_SECRET`, or with `TWILIO_AUTH_TOKEN`.
    ///
    /// A key wins over the token, as it can be revoked by itself. Empty values count as not set.
    /// `TWILIO_REGION` and `TWILIO_EDGE` say where the account is.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, CredentialsError> {
        let read = |name: &'static str| {
            variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let need = |name: &'static str| read(name).ok_or(CredentialsError::Missing(name));
        let account_sid = need("TWILIO_ACCOUNT_SID")?;
        let place = Place::new(read("TWILIO_REGION").as_deref(), read("TWILIO_EDGE").as_deref())?;
        let credentials = match read("TWILIO_API_KEY") {
            Some(key) => Self::with_key(&account_sid, &key, SecretString::from(need("TWILIO_API_SECRET")?))?,
            None => Self::new(&account_sid, SecretString::from(need("TWILIO_AUTH_TOKEN")?))?,
        };
        Ok(credentials.at(place))
    }

    /// Whether `text` contains the secret: what must not be shown or written.
    pub fn gives_away(&self, text: &str) -> bool {
        let secret = self.secret.expose_secret();
        !secret.is_empty() && text.contains(secret)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("account_sid", &self.account_sid)
            .field("user", &self.user)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

fn sid_of(name: &'static str, prefix: &'static str, text: &str) -> Result<String, CredentialsError> {
    let text = text.trim();
    if is_sid(text, prefix) { Ok(text.to_owned()) } else { Err(CredentialsError::Shape { name, prefix }) }
}
