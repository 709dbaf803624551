//! What a client of the SDK writes, and the command that ties a flow to a channel.

use super::fire::{self, By};
use crate::mock::Mock;
use crate::mock::auth;
use crate::mock::call::Call;
use crate::mock::errors::Failure;
use crate::mock::studio;
use crate::mock::talk::{self, Draft};

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
}

/// The command that tells a flow of every message in a channel, to be pasted into a shell. `base` is the mock's
/// address, or `https://chat.twilio.com`: the token then comes from the environment.
pub fn webhook_curl(base: &str, account: &str, service: &str, channel: &str, flow: &str) -> String {
    let is_twilio = base.starts_with("https://");
    let token = if is_twilio { "$TWILIO_AUTH_TOKEN" } else { "${CORDBOARD_MOCK_TOKEN:-mock}" };
    let url = format!("{}/v2/Services/{service}/Channels/{channel}/Webhooks", base.trim_end_matches('/'));
    format!(
        "curl -X POST {} \\\n  -u {}:\"{token}\" \\\n  --data-urlencode 'Type=studio' \\\n  --data-urlencode {}\n",
        quoted(&url),
        quoted(account),
        quoted(&format!("Configuration.FlowSid={flow}")),
    )
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
