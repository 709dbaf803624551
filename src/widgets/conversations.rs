//! What Start Conversation and Resume Conversation share.
//!
//! Unverified: both are newer than every public export; all that is known of their properties is from prose.

use serde_json::{Map, Value, json};

use super::acts;
use super::field::{Field, FieldKind, Section};
use super::run::{Act, Behaviour, Effect, Outcome, Resume, Step};
use super::widget_type::{Grade, OutputVariable};
use crate::twilio::sid::prefix;

pub(super) const CONVERSATION_SERVICE_SID: Field = Field {
    key: "conversation_service_sid",
    label: "Conversation Service",
    kind: FieldKind::Sid(&[prefix::CHAT_SERVICE]),
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "IS…",
    help: "The Conversations service: its SID, `IS` and 32 hexadecimal digits.",
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::TEXT
};

pub(super) const ATTRIBUTES: Field = Field {
    key: "attributes",
    label: "Attributes",
    kind: FieldKind::Json,
    placeholder: "{ }",
    help: "Data of your own that the conversation carries: a text that is JSON.",
    section: Section::Advanced,
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::TEXT
};

const fn known(path: &'static str, kind: &'static str, help: &'static str) -> OutputVariable {
    OutputVariable { path, kind, help, grade: Grade::C }
}

/// What is known of a conversation afterwards. It is merged into `flow.channel` as well.
pub(super) const CONVERSATION: [OutputVariable; 7] = [
    known("conversation.sid", "string", "The conversation's SID"),
    known("conversation.friendly_name", "string", "The conversation's name"),
    known("conversation.state", "string", "`active`, `inactive` or `closed`"),
    known("conversation.participants", "array", "Who takes part, each with its SID and address or identity"),
    known("conversation.*", "any", "Whatever else the conversation's resource holds"),
    known("webhook_sid", "string", "The webhook by which the conversation reaches the flow"),
    known(
        "close_channel_on_execution_end",
        "boolean",
        "Whether the conversation is closed when the flow ends",
    ),
];

/// Opens or takes up a conversation; the flow's channel is that conversation from then on.
pub(super) struct Opens(pub &'static str);

impl Behaviour for Opens {
    fn acts(&self) -> bool {
        true
    }

    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        Outcome::Perform(Effect::Act(Act { kind: self.0, sent: acts::sent(step) }))
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let leave = acts::done(step, with);
        if let Some(conversation) = leave.outputs.get("conversation").and_then(Value::as_object) {
            let mut channel = Map::new();
            for (key, from) in [("sid", "sid"), ("status", "state")] {
                channel.extend(conversation.get(from).map(|value| (key.to_owned(), value.clone())));
            }
            channel.insert("type".to_owned(), json!("conversation"));
            channel.insert("details".to_owned(), Value::Object(conversation.clone()));
            step.scope.set_channel(channel);
        }
        Outcome::Leave(leave)
    }
}
