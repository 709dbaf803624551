//! What keeps a live run within what its user agreed to.

use crate::twilio::{Method, Product, Request};

/// Whom a live run may write to, and how often. Checked for every request that changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveGuard {
    allow_to: Vec<String>,
    max_messages: u32,
    sent: u32,
}

/// Why a request was not sent. Nothing left the machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not on the list.
    #[error("a message to {0} was refused: it is not on the list of allowed recipients")]
    Recipient(String),
    /// One too many.
    #[error("a message was refused: the run has sent the {0} that it may send")]
    TooMany(u32),
    /// It sends something that the guard cannot tell the recipient of.
    #[error("a request was refused: whom it would reach cannot be told")]
    Unknown,
}

impl LiveGuard {
    /// The most messages of a run when nothing else is said.
    pub const MAX_MESSAGES: u32 = 10;

    /// Allows these recipients (addresses, or SIDs of channels and conversations) and so many messages together.
    pub fn new(allow_to: impl IntoIterator<Item = String>, max_messages: u32) -> Self {
        let allow_to =
            allow_to.into_iter().map(|to| to.trim().to_owned()).filter(|to| !to.is_empty()).collect();
        Self { allow_to, max_messages, sent: 0 }
    }

    /// Whom it allows.
    pub fn allowed(&self) -> &[String] {
        &self.allow_to
    }

    /// How many messages it allows.
    pub fn max_messages(&self) -> u32 {
        self.max_messages
    }

    /// Counts a request as sent, or refuses it.
    ///
    /// # Errors
    /// Where the recipient is not on the list or the number is used up.
    pub fn admit(&mut self, request: &Request) -> Result<(), Refusal> {
        if matches!(request.method, Method::Get | Method::Head | Method::Options) {
            return Ok(());
        }
        let to = recipient(request).ok_or(Refusal::Unknown)?;
        if !self.allow_to.contains(&to) {
            return Err(Refusal::Recipient(to));
        }
        if self.sent >= self.max_messages {
            return Err(Refusal::TooMany(self.max_messages));
        }
        self.sent += 1;
        Ok(())
    }
}

/// Whom a request reaches, read from what goes out and from nothing else.
fn recipient(request: &Request) -> Option<String> {
    let segments: Vec<&str> = request.path.split('/').collect();
    let after = match (request.product()?, segments.last()) {
        (Product::Api, Some(&"Messages.json")) => {
            let mut to = request.form.iter().filter(|(name, _)| name == "To").map(|(_, value)| value);
            let one = to.next().cloned();
            return one.filter(|_| to.next().is_none());
        }
        (Product::Chat, Some(&"Messages")) => "Channels",
        (Product::Conversations, Some(&"Messages")) => "Conversations",
        _ => return None,
    };
    let at = segments.iter().position(|segment| *segment == after)?;
    segments.get(at + 1).map(|segment| (*segment).to_owned())
}
