//! What a run needs to know before it may really send: who pays, who may be reached, how often. Secrets stay in
//! memory: they are in no setting, no log and no debug output.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::json;

use crate::sim::trace::{Direction, Record};
use crate::sim::world::LiveGuard;
use crate::sim::world::Outside;
use crate::sim::{Emitted, Execution, Input, Program, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{
    Base, ClientError, Credentials, CredentialsError, Product, Response, SidSource, measure,
};
use crate::widgets::run::{Answer, Effect};

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

/// The live world's own questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveForm {
    /// `AC…`; empty: the environment says.
    pub account_sid: String,
    /// `SK…`, where an API key is used instead of the auth token.
    pub key_sid: String,
    /// The auth token, or the API key's secret.
    pub secret: Secret,
    /// An address that stands in for Twilio's; empty: Twilio.
    pub base_url: String,
    /// Whom messages may go to, apart by commas or white space.
    pub allow_to: String,
    /// How many messages may be sent.
    pub max_messages: String,
    /// What a rehearsal sent.
    pub planned: Arc<[Planned]>,
    /// The key store's credentials, once somebody has asked it: used where none are typed in or in the environment.
    pub stored: Option<Stored>,
    /// The user knows that something else answers the contact, too, and wants the run all the same.
    pub both_answer: bool,
}

/// Credentials of the key store. Two are the same where the account and the user are.
#[derive(Clone, Debug)]
pub struct Stored(pub Credentials);

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        self.0.account_sid == other.0.account_sid && self.0.user == other.0.user
    }
}

impl Eq for Stored {}

/// A message that a rehearsal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The widget.
    pub widget: String,
    /// The sender.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The text; empty where only the server knows it.
    pub body: String,
    /// Its segments.
    pub segments: usize,
}

impl LiveForm {
    /// Whether credentials are typed in here. Else the environment's are used.
    pub fn is_typed(&self) -> bool {
        !self.account_sid.trim().is_empty() || !self.key_sid.trim().is_empty() || !self.secret.is_empty()
    }

    /// Who sends. `variable` reads the environment.
    ///
    /// # Errors
    /// What is missing, as a sentence that repeats no secret.
    pub fn credentials(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Credentials, String> {
        if !self.is_typed() {
            return match (Credentials::from_env(variable), &self.stored) {
                (Ok(credentials), _) => Ok(credentials),
                (Err(CredentialsError::Missing("TWILIO_ACCOUNT_SID")), Some(stored)) => Ok(stored.0.clone()),
                (Err(error), _) => {
                    Err(format!("Type the credentials in, or set them in the environment: {error}"))
                }
            };
        }
        if self.secret.is_empty() {
            let what = if self.key_sid.trim().is_empty() { "auth token" } else { "API key's secret" };
            return Err(format!("The {what} is missing"));
        }
        let secret = SecretString::from(self.secret.0.trim());
        let made = if self.key_sid.trim().is_empty() {
            Credentials::new(&self.account_sid, secret)
        } else {
            Credentials::with_key(&self.account_sid, &self.key_sid, secret)
        };
        made.map_err(|error| error.to_string())
    }

    /// Where requests go; those to one product go to no other's host.
    ///
    /// # Errors
    /// Where the address cannot be used.
    pub fn base(&self, product: Option<Product>) -> Result<Base, ClientError> {
        match (self.base_url.trim(), product) {
            ("", _) => Ok(Base::Twilio),
            (url, Some(product)) => Base::parse_for(url, product),
            (url, None) => Base::parse(url),
        }
    }

    /// Whom messages may go to.
    pub fn allowed(&self) -> Vec<String> {
        let parts = self.allow_to.split(|char: char| char == ',' || char == ';' || char.is_whitespace());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// What keeps the run within what was agreed to.
    ///
    /// # Errors
    /// Where nobody is allowed or the number is none, as a sentence.
    pub fn guard(&self) -> Result<LiveGuard, String> {
        let allowed = self.allowed();
        if allowed.is_empty() {
            return Err("Name whom messages may go to".to_owned());
        }
        match self.max_messages.trim().parse::<u32>() {
            Ok(most) if most > 0 => Ok(LiveGuard::new(allowed, most)),
            _ => Err("The most messages has to be a number above 0".to_owned()),
        }
    }

    /// The first planned message that the guard would refuse.
    pub fn refused(&self) -> Option<&Planned> {
        let allowed = self.allowed();
        self.planned.iter().find(|planned| !allowed.contains(&planned.to))
    }
}

/// Runs a flow up to the contact's first answer without sending anything: every message counts as accepted. What
/// comes after an answer nobody can tell beforehand.
pub fn rehearse(program: Arc<Program>, start: Start) -> Vec<Planned> {
    let sids = SidSource::new(start.seed);
    let mut outside = Outside::default();
    let (mut execution, emitted) = Execution::start(program, start);
    let mut queue: VecDeque<Emitted> = emitted.into();
    let mut planned = Vec::new();
    // The engine's limit of steps bounds the effects, and with them this loop.
    while let Some(emitted) = queue.pop_front() {
        match emitted {
            Emitted::Effect { id, effect, .. } => {
                let sid = sids.named(prefix::SMS, &format!("rehearsed {}", id.0));
                let body = json!({"sid": sid, "status": "queued"}).to_string();
                let answer = match &effect {
                    Effect::Send(_) => Answer::Response(Response::new(201, Vec::new(), body)),
                    Effect::Fetch(fetch) => outside.withheld(fetch),
                    Effect::Act(act) => outside.act(act),
                };
                queue.extend(execution.apply(Input::Answer { id, answer }));
            }
            Emitted::Record(Record::Message(message)) if message.direction == Direction::Outbound => {
                planned.push(Planned {
                    segments: measure(&message.body).segments,
                    widget: message.widget,
                    from: message.from,
                    to: message.to,
                    body: message.body,
                });
            }
            Emitted::Record(_) => {}
        }
    }
    planned
}
