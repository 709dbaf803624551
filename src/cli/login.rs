//! `cordboard login` and `logout`: credentials in the platform's key store. The secret comes from a prompt that shows
//! nothing, or from standard input; it is never an argument.

#[cfg(test)]
mod tests;

use std::io::{IsTerminal as _, Read as _};

use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};

use super::output::Output;
use super::{Outcome, account};
use crate::twilio::keys::{self, KeyStore, NoCredentials, Origin};
use crate::twilio::{Credentials, Place};

/// Keeps credentials in the platform's key store, for `run --world live`, `validate`, `pull` and `push`.
///
/// The auth token (or the API key's secret) is asked for without showing it, or read from standard input where that is
/// no terminal. Credentials in the environment win over those that are kept here.
/// With `--status` the exit status is 1 where there are no credentials.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard login --account-sid AC…
  cordboard login --account-sid AC… --api-key SK… --region ie1 --edge dublin
  pass show twilio | cordboard login --account-sid AC…
  cordboard login --status")]
pub(super) struct Arguments {
    /// The account.
    #[arg(long, value_name = "AC…", required_unless_present = "status")]
    account_sid: Option<String>,
    /// An API key, whose secret is then asked for instead of the auth token.
    #[arg(long, value_name = "SK…")]
    api_key: Option<String>,
    /// The region that the credentials belong to, unless it is the United States.
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// The edge through which the region is reached.
    #[arg(long, value_name = "NAME")]
    edge: Option<String>,
    /// Says which credentials would be used and where they come from; the secret is not shown.
    #[arg(long, conflicts_with_all = ["account_sid", "api_key", "region", "edge"])]
    status: bool,
}

/// Removes the credentials from the platform's key store.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard logout")]
pub(super) struct Logout {}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let store = account::store();
    if arguments.status {
        return status(account::variable, &*store, output);
    }
    login(arguments, &*store, secret, output)
}

pub(super) fn logout(_: &Logout, output: &mut Output) -> Result<Outcome, String> {
    remove(&*account::store(), output)
}

fn remove(store: &dyn KeyStore, output: &Output) -> Result<Outcome, String> {
    let was_there = store.remove().map_err(|error| error.to_string())?;
    let said = if was_there { "The credentials were removed from" } else { "There were no credentials in" };
    output.line(&format!("{said} {}.", store.name()));
    Ok(Outcome::Well)
}

fn login(
    arguments: &Arguments,
    store: &dyn KeyStore,
    ask: impl FnOnce(&str) -> Result<SecretString, String>,
    output: &mut Output,
) -> Result<Outcome, String> {
    let place = Place::new(arguments.region.as_deref(), arguments.edge.as_deref())
        .map_err(|error| error.to_string())?;
    let account_sid = arguments.account_sid.as_deref().unwrap_or_default();
    let make = |secret: SecretString| match &arguments.api_key {
        Some(key) => Credentials::with_key(account_sid, key, secret),
        None => Credentials::new(account_sid, secret),
    };
    // The SIDs are looked at before anybody types a secret.
    make(SecretString::default()).map_err(|error| error.to_string())?;
    let what = if arguments.api_key.is_some() { "API key's secret" } else { "auth token" };
    let secret = ask(what)?;
    let secret = SecretString::from(secret.expose_secret().trim());
    if secret.expose_secret().is_empty() {
        return Err(format!("the {what} is missing; nothing was kept"));
    }
    if secret.expose_secret().chars().any(char::is_whitespace) {
        return Err(format!("the {what} is one word; nothing was kept"));
    }
    let credentials = make(secret).map_err(|error| error.to_string())?.at(place);
    output.keep_secret(&credentials);
    keys::keep(store, &credentials).map_err(|error| error.to_string())?;
    output.line(&format!("The credentials of {} are kept in {}.", credentials.account_sid, store.name()));
    Ok(Outcome::Well)
}

fn status(
    variable: impl Fn(&str) -> Option<String>,
    store: &dyn KeyStore,
    output: &mut Output,
) -> Result<Outcome, String> {
    match keys::find(variable, store) {
        Ok((credentials, origin)) => {
            output.keep_secret(&credentials);
            let from = match origin {
                Origin::Environment => "the environment",
                Origin::Store => store.name(),
            };
            let with = if credentials.is_key() {
                format!("the API key {}", credentials.user)
            } else {
                "its auth token".to_owned()
            };
            let place = &credentials.place;
            let region =
                place.region.as_deref().map(|region| format!(", region {region}")).unwrap_or_default();
            let edge = place.edge.as_deref().map(|edge| format!(", edge {edge}")).unwrap_or_default();
            output.line(&format!("{} with {with}{region}{edge}, from {from}", credentials.account_sid));
            Ok(Outcome::Well)
        }
        Err(NoCredentials::Nowhere { missing, store }) => {
            output.line(&format!("no credentials: {missing}, and {store}"));
            Ok(Outcome::Findings)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Asks for a secret without showing it, or reads it from standard input.
fn secret(what: &str) -> Result<SecretString, String> {
    if std::io::stdin().is_terminal() {
        return prompt(what);
    }
    let mut text = String::new();
    // More than any secret; somebody may have piped the wrong file.
    let read = std::io::stdin().lock().take(4096).read_to_string(&mut text);
    let secret = SecretString::from(text);
    read.map_err(|error| format!("cannot read the {what} from standard input: {error}"))?;
    Ok(secret)
}

#[cfg(feature = "key-store")]
fn prompt(what: &str) -> Result<SecretString, String> {
    let typed = rpassword::prompt_password(format!("The {what} (it is not shown): "));
    typed.map(SecretString::from).map_err(|error| format!("the {what} could not be asked for: {error}"))
}

#[cfg(not(feature = "key-store"))]
fn prompt(what: &str) -> Result<SecretString, String> {
    Err(format!("this build of cordboard has no key store to keep the {what} in"))
}
