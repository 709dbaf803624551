//! Who asks Twilio: credentials from the environment, else from the key store. Never from an argument, which every
//! program on the machine can read.

use super::output::Output;
use crate::remote::RemoteError;
use crate::twilio::keys::{self, KeyStore};
use crate::twilio::{Base, Client, Credentials};

/// An environment variable.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The machine's key store.
pub(super) fn store() -> Box<dyn KeyStore> {
    keys::platform(variable)
}

/// The credentials; from here on their secret is not written anywhere.
pub(super) fn credentials(what: &str, output: &mut Output) -> Result<Credentials, String> {
    let (credentials, _) = keys::find(variable, &*store()).map_err(|error| {
        format!("{what} needs credentials, in the environment or in the key store: {error}")
    })?;
    output.keep_secret(&credentials);
    Ok(credentials)
}

/// A client for Twilio, or for what stands in for it.
pub(super) fn client(what: &str, base_url: Option<&str>, output: &mut Output) -> Result<Client, String> {
    let base = base_url.map_or(Base::Twilio, |url| Base::At(url.to_owned()));
    Client::new(base, credentials(what, output)?).map_err(|error| with_remedy(&error, error.remedy()))
}

/// An error with what can be done about it, as one line.
pub(super) fn with_remedy(error: &impl ToString, remedy: Option<&str>) -> String {
    let error = error.to_string();
    match remedy {
        Some(remedy) => format!("{}. {remedy}", error.trim_end_matches('.')),
        None => error,
    }
}

/// As [`with_remedy`], for what Twilio was asked.
pub(super) fn told(error: &RemoteError) -> String {
    with_remedy(error, error.remedy())
}
