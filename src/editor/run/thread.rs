//! The channel or conversation that a run or an execution takes place in.

use serde_json::Value;

use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// A channel or conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The account, `AC…`.
    pub account: String,
    /// The service, `IS…`.
    pub service: String,
    /// The channel or conversation, `CH…`.
    pub channel: String,
    /// Who writes there.
    pub identity: String,
}

impl Thread {
    /// What the first variables say of it; `None` where the contact writes in no channel.
    pub(super) fn of(context: &Value) -> Option<Self> {
        let trigger = context.get("trigger")?;
        let message = trigger.get("message").or_else(|| trigger.get("conversation"))?;
        let text = |key: &str| message.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let either = |one: &str, other: &str| text(one).or_else(|| text(other)).map(str::to_owned);
        let channel =
            either("ConversationSid", "ChannelSid").filter(|sid| is_sid(sid, prefix::CONVERSATION))?;
        Some(Self {
            account: text("AccountSid")?.to_owned(),
            service: either("ChatServiceSid", "InstanceSid").unwrap_or_default(),
            identity: either("Author", "From")?,
            channel,
        })
    }
}
