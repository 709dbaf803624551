//! Where credentials are kept between two starts of the program: the platform's key store, and nowhere else.
//!
//! One entry holds the account, as JSON that only this module reads; secrets of environments have entries with names of
//! their own. Which store it is stands behind a trait, so that no test touches a real one. It asks nobody for a secret
//! and sends nothing.

use std::collections::BTreeMap;
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

/// The entry of the account.
const ACCOUNT: &str = "twilio";

/// A place that keeps secrets, each under a name. Whoever asks it may have to wait.
pub trait KeyStore: Send + Sync {
    /// Its name for people.
    fn name(&self) -> &'static str;
    /// What it holds under a name; `None` where it holds nothing.
    ///
    /// # Errors
    /// Where there is no such store or it refuses.
    fn read_entry(&self, entry: &str) -> Result<Option<SecretString>, KeyError>;
    /// Keeps this under a name, in place of what was there.
    ///
    /// # Errors
    /// As [`KeyStore::read_entry`].
    fn write_entry(&self, entry: &str, secret: &SecretString) -> Result<(), KeyError>;
    /// Removes what a name stands for; `false` where there was nothing.
    ///
    /// # Errors
    /// As [`KeyStore::read_entry`].
    fn remove_entry(&self, entry: &str) -> Result<bool, KeyError>;

    /// Why there is no store, where that is known without asking one.
    fn absent(&self) -> Option<&'static str> {
        None
    }

    /// The account that it holds.
    ///
    /// # Errors
    /// As [`KeyStore::read_entry`].
    fn read(&self) -> Result<Option<SecretString>, KeyError> {
        self.read_entry(ACCOUNT)
    }

    /// Keeps this account, and no other.
    ///
    /// # Errors
    /// As [`KeyStore::read_entry`].
    fn write(&self, secret: &SecretString) -> Result<(), KeyError> {
        self.write_entry(ACCOUNT, secret)
    }

    /// Removes the account; `false` where there was none.
    ///
    /// # Errors
    /// As [`KeyStore::read_entry`].
    fn remove(&self) -> Result<bool, KeyError> {
        self.remove_entry(ACCOUNT)
    }
}

/// A store that lasts as long as the program: for tests.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<BTreeMap<String, SecretString>>>);

impl MemoryStore {
    /// The names of what it holds.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}

impl KeyStore for MemoryStore {
    fn name(&self) -> &'static str {
        "the program's memory"
    }

    fn read_entry(&self, entry: &str) -> Result<Option<SecretString>, KeyError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(entry).cloned())
    }

    fn write_entry(&self, entry: &str, secret: &SecretString) -> Result<(), KeyError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(entry.to_owned(), secret.clone());
        Ok(())
    }

    fn remove_entry(&self, entry: &str) -> Result<bool, KeyError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(entry).is_some())
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

impl NoStore {
    fn none<T>(&self) -> Result<T, KeyError> {
        Err(KeyError::None(self.0.to_owned()))
    }
}

impl KeyStore for NoStore {
    fn name(&self) -> &'static str {
        "no key store"
    }

    fn read_entry(&self, _: &str) -> Result<Option<SecretString>, KeyError> {
        self.none()
    }

    fn write_entry(&self, _: &str, _: &SecretString) -> Result<(), KeyError> {
        self.none()
    }

    fn remove_entry(&self, _: &str) -> Result<bool, KeyError> {
        self.none()
    }

    fn absent(&self) -> Option<&'static str> {
        Some(self.0)
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

        fn read_entry(&self, entry: &str) -> Result<Option<SecretString>, KeyError> {
            ask(entry, |entry| match entry.get_password() {
                Ok(text) => Ok(Some(SecretString::from(text))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            })
        }

        fn write_entry(&self, entry: &str, secret: &SecretString) -> Result<(), KeyError> {
            ask(entry, |entry| entry.set_password(secret.expose_secret()))
        }

        fn remove_entry(&self, entry: &str) -> Result<bool, KeyError> {
            ask(entry, |entry| match entry.delete_credential() {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(false),
                Err(error) => Err(error),
            })
        }
    }

    /// Asks on a thread of its own: the store's library waits, and may not do so inside of an asynchronous task.
    fn ask<T: Send>(
        name: &str,
        question: impl FnOnce(&Entry) -> Result<T, Error> + Send,
    ) -> Result<T, KeyError> {
        let answer = std::thread::scope(|scope| {
            scope.spawn(|| Entry::new(SERVICE, name).and_then(|entry| question(&entry))).join()
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
