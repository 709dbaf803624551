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
}

impl Credentials {
    /// An account with its auth token.
    pub fn new(account_sid: &str, token: SecretString) -> Result<Self, CredentialsError> {
        let account_sid = sid_of("TWILIO_ACCOUNT_SID", prefix::ACCOUNT, account_sid)?;
        Ok(Self { user: account_sid.clone(), account_sid, secret: token })
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
        })
    }

    /// Reads `TWILIO_ACCOUNT_SID` with `TWILIO_API_KEY` and `TWILIO_API_SECRET`, or with `TWILIO_AUTH_TOKEN`.
    ///
    /// A key wins over the token, as it can be revoked by itself. Empty values count as not set.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, CredentialsError> {
        let read = |name: &'static str| {
            variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let need = |name: &'static str| read(name).ok_or(CredentialsError::Missing(name));
        let account_sid = need("TWILIO_ACCOUNT_SID")?;
        if let Some(key) = read("TWILIO_API_KEY") {
            return Self::with_key(&account_sid, &key, SecretString::from(need("TWILIO_API_SECRET")?));
        }
        Self::new(&account_sid, SecretString::from(need("TWILIO_AUTH_TOKEN")?))
    }

    /// The text with a sign where the secret stood.
    pub fn hidden_in(&self, text: &str) -> String {
        match self.secret.expose_secret() {
            "" => text.to_owned(),
            secret => text.replace(secret, "•••"),
        }
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
            .finish_non_exhaustive()
    }
}

fn sid_of(name: &'static str, prefix: &'static str, text: &str) -> Result<String, CredentialsError> {
    let text = text.trim();
    if is_sid(text, prefix) { Ok(text.to_owned()) } else { Err(CredentialsError::Shape { name, prefix }) }
}
