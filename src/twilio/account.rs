//! The account behind credentials: what is asked and what the answer means. Nothing is sent here.

use serde_json::Value;

use super::error::ApiError;
use super::request::{Method, Product, Request, Response, segment};

/// What Twilio puts before each text of a trial account.
pub const TRIAL_PREFIX: &str = "Sent from your Twilio trial account - ";

/// What stands behind credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An account that really sends.
    Account {
        /// Its name in the console.
        friendly_name: String,
        /// Whether it is a trial account.
        is_trial: bool,
        /// `active`, `suspended` or `closed`.
        status: String,
    },
    /// Test credentials: they take requests and deliver nothing.
    Test,
}

/// Asks for an account.
pub fn fetch(account_sid: &str) -> Request {
    Request::new(Product::Api, Method::Get, format!("/2010-04-01/Accounts/{}.json", segment(account_sid)))
}

impl Standing {
    /// Reads the answer.
    ///
    /// # Errors
    /// What Twilio says against it.
    pub fn read(response: &Response) -> Result<Self, ApiError> {
        match response.api_error() {
            Some(error) if error.code == Some(20008) => Ok(Self::Test),
            Some(error) => Err(error),
            None => {
                let text = |key: &str| {
                    let value = response.json.as_ref().and_then(|json| json.get(key));
                    value.and_then(Value::as_str).unwrap_or_default().to_owned()
                };
                Ok(Self::Account {
                    friendly_name: text("friendly_name"),
                    is_trial: text("type").eq_ignore_ascii_case("trial"),
                    status: text("status"),
                })
            }
        }
    }

    /// Whether it is a trial account.
    pub fn is_trial(&self) -> bool {
        matches!(self, Self::Account { is_trial: true, .. })
    }

    /// What its user should know before anything is sent, in sentences.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Self::Test => {
                vec!["These are test credentials: nothing will be delivered to anybody.".to_owned()]
            }
            Self::Account { is_trial, status, .. } => {
                let mut notes = Vec::new();
                if *is_trial {
                    notes.push(format!(
                        "This is a trial account: it writes to verified numbers only, and each text begins with \
                         “{}”.",
                        TRIAL_PREFIX.trim_end()
                    ));
                }
                if !matches!(&**status, "" | "active") {
                    notes.push(format!("The account is {status}: it will not send."));
                }
                notes
            }
        }
    }
}
