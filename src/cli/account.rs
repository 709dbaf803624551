//! Who asks Twilio: credentials from the environment, else from the key store. Never from an argument, which every
//! program on the machine can read.

use secrecy::SecretString;

use super::output::Output;
use crate::remote::RemoteError;
use crate::twilio::account::{Standing, fetch};
use crate::twilio::keys::{self, KeyStore};
use crate::twilio::{Base, Client, ClientError, Credentials, CredentialsError, Product, explain};

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

/// Who asks something on this machine: the credentials of the environment, else those that a mock takes. Those of the
/// key store stay there: whatever listens on a port may be any program.
pub(super) fn local_credentials(output: &mut Output) -> Result<Credentials, String> {
    match Credentials::from_env(variable) {
        Ok(credentials) => {
            output.keep_secret(&credentials);
            Ok(credentials)
        }
        Err(CredentialsError::Missing("TWILIO_ACCOUNT_SID")) => {
            let account = format!("AC{}", "0".repeat(32));
            // A mock that insists on a token was told it in this variable.
            let token = variable("CORDBOARD_MOCK_TOKEN").filter(|token| !token.is_empty());
            let token = SecretString::from(token.unwrap_or_else(|| "mock".to_owned()));
            Credentials::new(&account, token).map_err(|error| error.to_string())
        }
        Err(error) => Err(format!("the credentials in the environment cannot be used: {error}")),
    }
}

/// A client for Studio's part of Twilio, or for what stands in for it.
pub(super) fn studio_client(
    what: &str,
    base_url: Option<&str>,
    output: &mut Output,
) -> Result<Client, String> {
    let base = base_url.map_or(Ok(Base::Twilio), |url| Base::parse_for(url, Product::Studio));
    let base = base.map_err(|error| unsent(&error))?;
    let credentials = match base.is_local() {
        true => local_credentials(output)?,
        false => credentials(what, output)?,
    };
    Client::new(base, credentials).map_err(|error| unsent(&error))
}

/// What stands behind a client's credentials; an error is the reason why nothing may be sent with them. What stands in
/// for Twilio may not have accounts: then the text says so.
pub(super) async fn standing(client: &Client) -> Result<Result<Standing, String>, String> {
    let response = client
        .send(&fetch(&client.credentials().account_sid))
        .await
        // Only a question was asked, so nothing can have been carried out.
        .map_err(|error| {
            let remedy = error.remedy().filter(|_| !error.may_be_done());
            format!("{}. Nothing was sent", with_remedy(&error, remedy).trim_end_matches('.'))
        })?;
    match Standing::read(&response) {
        Ok(standing) => Ok(Ok(standing)),
        // Twilio itself has this account or it is none.
        Err(error) if error.status == 404 && !client.is_twilio() => {
            Ok(Err(format!("The account could not be looked at: {error}")))
        }
        Err(error) => {
            let error = with_remedy(&error, explain(&error));
            Err(format!("{}. Nothing was sent", error.trim_end_matches('.')))
        }
    }
}

/// Why there is no answer, and what can be done about it.
pub(super) fn unsent(error: &ClientError) -> String {
    with_remedy(error, error.remedy())
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
