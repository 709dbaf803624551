//! Where credentials are kept between two starts of the program: the platform's key store, and nowhere else.
//!
//! One entry holds all of it, as JSON that only this module reads. Which store it is stands behind a trait, so that
//! no test touches a real one. It asks nobody for a secret and sends nothing.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::credentials::{Credentials, CredentialsError, Place};

/// Set to `off`, no key store is asked: for build servers, and for whoever wants none.
pub const SWITCH: &str = "CORDBOARD_KEY_STORE";

/// Why the key store did not do what it should. No variant holds what was to be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is none on this machine, or it does not answer.
    #[error(
        "this machine has no key store that answers ({0}); set the credentials in the environment instead"
    )]
    None(String),
    /// It refused.
    #[error("the key store refused: {0}")]
    Refused(String),
    /// It holds something else.
    #[error("what the key store holds for this program cannot be read; `cordboard logout` removes it")]
    Broken,
}

/// A place that keeps one secret.
pub trait KeyStore: Send + Sync {
    /// Its name for people.
    fn name(&self) -> &'static str;
    /// What it holds; `None` where it holds nothing.
    ///
    /// # Errors
    /// Where there is no such store or it refuses.
    fn read(&self) -> Result<Option<SecretString>, KeyError>;
    /// Keeps this, and nothing else.
    ///
    /// # Errors
    /// As [`KeyStore::read`].
    fn write(&self, secret: &SecretString) -> Result<(), KeyError>;
    /// Removes it; `false` where there was nothing.
    ///
    /// # Errors
    /// As [`KeyStore::read`].
    fn remove(&self) -> Result<bool, KeyError>;
}

/// A store that lasts as long as the program: for tests.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Option<SecretString>>>);

impl KeyStore for MemoryStore {
    fn name(&self) -> &'static str {
        "the program's memory"
    }

    fn read(&self) -> Result<Option<SecretString>, KeyError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn write(&self, secret: &SecretString) -> Result<(), KeyError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.clone());
        Ok(())
    }

    fn remove(&self) -> Result<bool, KeyError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore(…)")
    }
}

/// No store at all, and why.
#[derive(Clone, Debug)]
pub struct NoStore(pub &'static str);

impl KeyStore for NoStore {
    fn name(&self) -> &'static str {
        "no key store"
    }

    fn read(&self) -> Result<Option<SecretString>, KeyError> {
        Err(KeyError::None(self.0.to_owned()))
    }

    fn write(&self, _: &SecretString) -> Result<(), KeyError> {
        Err(KeyError::None(self.0.to_owned()))
    }

    fn remove(&self) -> Result<bool, KeyError> {
        Err(KeyError::None(self.0.to_owned()))
    }
}

/// The machine's own store; `variable` reads the environment. Opening it asks nothing of it yet.
pub fn platform(variable: impl Fn(&str) -> Option<String>) -> Box<dyn KeyStore> {
    if variable(SWITCH).is_some_and(|value| value.trim().eq_ignore_ascii_case("off")) {
        return Box::new(NoStore("it is switched off by CORDBOARD_KEY_STORE"));
    }
    #[cfg(feature = "key-store")]
    return Box::new(platform::PlatformStore);
    #[cfg(not(feature = "key-store"))]
    Box::new(NoStore("this build of cordboard has none"))
}

/// Keychain, Credential Manager or Secret Service.
#[cfg(feature = "key-store")]
mod platform {
    use keyring::v1::{Entry, Error};
    use secrecy::{ExposeSecret as _, SecretString};

    use super::{KeyError, KeyStore};

    const SERVICE: &str = "cordboard";
    const USER: &str = "twilio";

    /// See [`super::platform`].
    #[derive(Debug)]
    pub(super) struct PlatformStore;

    impl KeyStore for PlatformStore {
        fn name(&self) -> &'static str {
            if cfg!(target_os = "macos") {
                "the keychain"
            } else if cfg!(windows) {
                "the Credential Manager"
            } else {
                "the Secret Service"
            }
        }

        fn read(&self) -> Result<Option<SecretString>, KeyError> {
            ask(|entry| match entry.get_password() {
                Ok(text) => Ok(Some(SecretString::from(text))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            })
        }

        fn write(&self, secret: &SecretString) -> Result<(), KeyError> {
            ask(|entry| entry.set_password(secret.expose_secret()))
        }

        fn remove(&self) -> Result<bool, KeyError> {
            ask(|entry| match entry.delete_credential() {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(false),
                Err(error) => Err(error),
            })
        }
    }

    /// Asks on a thread of its own: the store's library waits, and may not do so inside of an asynchronous task.
    fn ask<T: Send>(question: impl FnOnce(&Entry) -> Result<T, Error> + Send) -> Result<T, KeyError> {
        let answer = std::thread::scope(|scope| {
            scope.spawn(|| Entry::new(SERVICE, USER).and_then(|entry| question(&entry))).join()
        });
        match answer {
            Ok(answer) => answer.map_err(|error| plain(&error)),
            Err(_) => Err(KeyError::None("its library failed".to_owned())),
        }
    }

    /// The library's error without anything that may be a secret: some of its variants hold the stored bytes.
    fn plain(error: &Error) -> KeyError {
        match error {
            Error::NoDefaultStore => KeyError::None("no service of that kind could be reached".to_owned()),
            Error::PlatformFailure(error) => KeyError::None(one_line(&error.to_string())),
            Error::NoStorageAccess(error) => KeyError::Refused(one_line(&error.to_string())),
            Error::BadEncoding(_) => KeyError::Broken,
            Error::TooLong(what, limit) => KeyError::Refused(format!("{what} is longer than {limit}")),
            _ => KeyError::Refused("it gave no reason".to_owned()),
        }
    }

    fn one_line(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Where credentials came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Environment variables.
    Environment,
    /// The key store.
    Store,
}

/// Why there are no credentials anywhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCredentials {
    /// The environment has some, and they cannot be used.
    #[error("the credentials in the environment cannot be used: {0}")]
    Environment(CredentialsError),
    /// Neither place has any.
    #[error("{missing}, and {store}")]
    Nowhere {
        /// What the environment lacks.
        missing: CredentialsError,
        /// What the store said.
        store: String,
    },
    /// The store has some, and they cannot be used.
    #[error(transparent)]
    Store(KeyError),
}

/// The credentials of the environment, else those of the key store. A store that is not there is only a reason.
///
/// # Errors
/// Where neither place has any, or what it has cannot be used.
pub fn find(
    variable: impl Fn(&str) -> Option<String>,
    store: &dyn KeyStore,
) -> Result<(Credentials, Origin), NoCredentials> {
    let missing = match Credentials::from_env(&variable) {
        Ok(credentials) => return Ok((credentials, Origin::Environment)),
        Err(missing @ CredentialsError::Missing("TWILIO_ACCOUNT_SID")) => missing,
        // Somebody has set the half of them: the other account of the store is not what they mean.
        Err(error) => return Err(NoCredentials::Environment(error)),
    };
    match stored(store) {
        Ok(Some(credentials)) => Ok((credentials, Origin::Store)),
        Ok(None) => {
            let store = "the key store has no credentials (`cordboard login` keeps them there)".to_owned();
            Err(NoCredentials::Nowhere { missing, store })
        }
        Err(error @ KeyError::Broken) => Err(NoCredentials::Store(error)),
        Err(error) => Err(NoCredentials::Nowhere { missing, store: error.to_string() }),
    }
}

/// What the store holds.
///
/// # Errors
/// Where there is no store, it refuses, or holds something else.
pub fn stored(store: &dyn KeyStore) -> Result<Option<Credentials>, KeyError> {
    let Some(text) = store.read()? else { return Ok(None) };
    let json: Value = serde_json::from_str(text.expose_secret()).map_err(|_| KeyError::Broken)?;
    let field = |key: &str| json.get(key).and_then(Value::as_str);
    let (Some(account), Some(secret)) = (field("account_sid"), field("secret")) else {
        return Err(KeyError::Broken);
    };
    let secret = SecretString::from(secret);
    let credentials = match field("key_sid") {
        Some(key) => Credentials::with_key(account, key, secret),
        None => Credentials::new(account, secret),
    };
    let place = Place::new(field("region"), field("edge"));
    let credentials = credentials.and_then(|credentials| Ok(credentials.at(place?)));
    credentials.map(Some).map_err(|_| KeyError::Broken)
}

/// Keeps credentials in the store, in place of any others.
///
/// # Errors
/// Where there is no store or it refuses.
pub fn keep(store: &dyn KeyStore, credentials: &Credentials) -> Result<(), KeyError> {
    let text = json!({
        "account_sid": credentials.account_sid,
        "key_sid": credentials.is_key().then_some(&credentials.user),
        "secret": credentials.secret.expose_secret(),
        "region": credentials.place.region,
        "edge": credentials.place.edge,
    });
    store.write(&SecretString::from(text.to_string()))
}
