//! Webhooks of conversations and channels: how they are made, and what they are told.
//!
//! The **echo rule**: what is written over REST tells nobody unless its request has `X-Twilio-Webhook-Enabled: true`.
//! What a client of the SDK or a phone writes always tells. So a flow never answers itself, not even where a new webhook
//! asks for earlier messages: a flow is told only of those that told somebody when they were written.

mod addresses;
mod client;
mod crud;
mod fire;

use jiff::Timestamp;

pub use client::{ClientMessage, NotPosted, webhook_curl};

pub(super) use addresses::{Address, answer as addresses, claim};
pub(super) use crud::{channel, conversation};
pub(super) use fire::{By, added, added_over_rest};

use super::talk::Dialect;

/// Whom a webhook tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A flow.
    Studio,
    /// An address, of certain events.
    Webhook,
    /// An address, of messages with certain words.
    Trigger,
}

impl Target {
    /// The word on the wire.
    fn name(self) -> &'static str {
        match self {
            Self::Studio => "studio",
            Self::Webhook => "webhook",
            Self::Trigger => "trigger",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Studio, Self::Webhook, Self::Trigger].into_iter().find(|target| target.name() == name)
    }
}

/// A webhook of a conversation or channel.
#[derive(Clone, Debug)]
pub(super) struct Hook {
    pub(super) sid: String,
    /// The product that it was made in: it decides what is told.
    dialect: Dialect,
    target: Target,
    flow: Option<String>,
    url: Option<String>,
    is_get: bool,
    filters: Vec<String>,
    triggers: Vec<String>,
    replay_after: Option<u64>,
    retries: u8,
    created: Timestamp,
    updated: Timestamp,
}
