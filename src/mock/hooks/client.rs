//! What a client of the SDK writes, and the command that ties a flow to a channel.

use super::fire::{self, By};
use crate::mock::Mock;
use crate::mock::auth;
use crate::mock::call::Call;
use crate::mock::errors::Failure;
use crate::mock::studio;
use crate::mock::talk::{self, Draft};
use crate::twilio::curl::{Curl, quoted};

/// A message as a client of the chat writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientMessage {
    /// The account; `None`: the mock's own.
    pub account_sid: Option<String>,
    /// The channel or conversation, `CH…`.
    pub channel: String,
    /// Who writes.
    pub identity: String,
    /// The text.
    pub body: String,
    /// Attributes, as JSON.
    pub attributes: Option<String>,
}

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct NotPosted {
    /// Twilio's code.
    pub code: u32,
    /// The text.
    pub message: String,
}

impl Mock {
    /// Writes into a channel or conversation as a client of the SDK does, so that webhooks are told of it. Gives the
    /// message's SID.
    ///
    /// # Errors
    /// Where the channel is not there or closed, or the text or the attributes cannot be taken.
    pub fn post_as_client(&self, message: ClientMessage) -> Result<String, NotPosted> {
        studio::refresh(&self.shared);
        let posted: Result<String, Failure> = self.shared.with_world(|world| {
            let account =
                message.account_sid.as_deref().map(auth::spelled).unwrap_or_else(|| world.store.home());
            let attributes = message.attributes.as_deref().unwrap_or("{}");
            let mut call = Call::inner(&account, &[("Attributes", attributes)]);
            call.resource = format!("/Channels/{}", message.channel);
            talk::body_fits(&message.body)?;
            let draft = Draft {
                author: message.identity.clone(),
                body: Some(message.body.clone()),
                media: None,
                attributes: talk::attributes(&call.form, 4 * 1024)?.unwrap_or_else(|| "{}".to_owned()),
                created: None,
                updated: None,
                last_updated_by: None,
                content_sid: None,
                content_variables: None,
            };
            let post = talk::add_post(world, &call, &message.channel, draft)?;
            let by = By::Client(message.identity.clone());
            fire::added(world, &account, &message.channel, &post, &by);
            Ok(post.sid)
        });
        posted.map_err(|failure| NotPosted { code: failure.code, message: failure.message })
    }

    /// Whether a flow is told of what clients write in a channel or conversation; `account`, where it is `None`, is the
    /// mock's own.
    pub fn has_studio_webhook(&self, account: Option<&str>, channel: &str) -> bool {
        self.shared.with_store(|store| {
            let account = account.map_or_else(|| store.home(), str::to_owned);
            let thread = store.account(&account).threads.get(channel);
            thread.is_some_and(|thread| {
                thread.hooks.iter().any(|(_, hook)| hook.target == super::Target::Studio)
            })
        })
    }

    /// The service that a channel or conversation of the mock's own account is in; `None` where there is no such.
    pub fn service_of(&self, channel: &str) -> Option<String> {
        self.shared.with_store(|store| {
            let home = store.home();
            Some(store.account(&home).threads.get(channel)?.head.service.clone())
        })
    }
}

/// The command that tells a flow of every message in a channel, to be pasted into a shell. `base` is the mock's
/// address, or `https://chat.twilio.com`: the token then comes from the environment.
pub fn webhook_curl(base: &str, account: &str, service: &str, channel: &str, flow: &str) -> String {
    let is_twilio = base.starts_with("https://");
    let token = if is_twilio { "$TWILIO_AUTH_TOKEN" } else { "${CORDBOARD_MOCK_TOKEN:-mock}" };
    let url = format!("{}/v2/Services/{service}/Channels/{channel}/Webhooks", base.trim_end_matches('/'));
    let command = Curl::new("POST").url(&url).user(&format!("{}:\"{token}\"", quoted(account)));
    let command = command.field("Type", "studio").field("Configuration.FlowSid", flow);
    command.lines() + "\n"
}
