//! Send & Wait For Reply: sends to the contact, then waits for an answer.

use serde_json::{Map, Value};

use super::assumptions::{self, assume};
use super::field::{Field, FieldKind, JsonType, Limits, Section};
use super::messaging::{self, Sent};
use super::run::{Awaited, Behaviour, Effect, Leave, Outcome, Resume, Step, Trigger};
use super::widget_type::{
    Card, Event, Events, Grade, Group, Icon, LeftBy, OutputVariable, Placing, Sentence, WidgetType,
};

/// Send & Wait For Reply.
pub(super) const SEND_AND_WAIT_FOR_REPLY: WidgetType = WidgetType {
    id: "send-and-wait-for-reply",
    label: "Send & Wait For Reply",
    base_name: "send_and_reply",
    group: Group::Messaging,
    icon: Icon::Reply,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Asks and waits for a reply",
    help: "Sends a message to the contact and waits for an answer. The answer is under `inbound`. Only the contact \
           of this execution can be asked, so there is no recipient to set. To send without waiting, take Send \
           Message.",
    docs: "https://www.twilio.com/docs/studio/widget-library/send-wait-reply",
    fields: &[
        messaging::BODY,
        messaging::FROM,
        TIMEOUT,
        // Seldom in exports of this type, while new Send Message widgets have it.
        Field { default: None, ..messaging::MESSAGE_TYPE },
        messaging::CONTENT_SID,
        messaging::CONTENT_VARIABLES,
        messaging::MEDIA_URL,
        messaging::SERVICE,
        messaging::CHANNEL,
        messaging::ATTRIBUTES,
        Field { grade: Grade::C, source: "docs", ..messaging::SHORTEN_URLS },
        SAVE_RESPONSE_AS,
    ],
    events: Events::Known(&[
        Event::normal(REPLY, "Reply", "Reply"),
        Event::normal(TIMEOUT_EVENT, "No Reply", "No reply"),
        Event::failure(DELIVERY_FAILURE, "Delivery Fails", "Delivery fails"),
    ]),
    outputs: &OUTPUTS,
    more_below: &["outbound", "inbound"],
    left_by: &[LeftBy { path: "inbound", events: &[REPLY] }],
    card: Card::FirstOf(&["body", "content_sid"]),
    sends: true,
    sentence: Some(Sentence { key: "body", words: "Ask" }),
    behaviour: &SendAndWait,
    ..WidgetType::BASE
};

const REPLY: &str = "incomingMessage";
const TIMEOUT_EVENT: &str = "timeout";
const DELIVERY_FAILURE: &str = "deliveryFailure";

const DEFAULT_TIMEOUT_SECS: f64 = 3600.0;
/// The life of an execution: no widget waits longer.
const MAX_TIMEOUT_SECS: i64 = 30 * 24 * 3600;

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Stop gathering after",
    kind: FieldKind::Seconds,
    accepts: messaging::TEXT_OR_NUMBER,
    writes: JsonType::String,
    default: Some(r#""3600""#),
    when_absent: Some(r#""3600""#),
    placeholder: "3600",
    help: "How many seconds to wait for an answer before No Reply is taken. Twilio advises at most four hours \
           (14400); no execution lives longer than 30 days.",
    limits: Limits { max_chars: None, range: Some((0, MAX_TIMEOUT_SECS)), max_items: None },
    source: "schema, docs; older exports write a number",
    ..Field::TEXT
};

const SAVE_RESPONSE_AS: Field = Field {
    key: "save_response_as",
    label: "Save Response As",
    template: false,
    help: "From older flows. Today the answer is always under `inbound`.",
    section: Section::Obsolete,
    grade: Grade::B,
    source: "schema",
    ..Field::TEXT
};

const fn inbound(path: &'static str, help: &'static str, grade: Grade) -> OutputVariable {
    OutputVariable { path, kind: "string", help, grade }
}

const INBOUND: [OutputVariable; 10] = [
    inbound("inbound.Body", "The text of the answer", Grade::A),
    inbound("inbound.From", "Who answered", Grade::A),
    inbound("inbound.To", "The address they wrote to", Grade::A),
    inbound("inbound.MessageSid", "The answer's SID", Grade::A),
    inbound("inbound.NumMedia", "How many media came along", Grade::A),
    inbound("inbound.MediaUrl0", "The address of the first medium; `MediaUrl1` is the next", Grade::A),
    inbound("inbound.MediaContentType0", "The kind of the first medium", Grade::B),
    inbound("inbound.ButtonPayload", "WhatsApp: the tapped button's payload", Grade::C),
    inbound("inbound.ButtonText", "WhatsApp: the tapped button's text", Grade::C),
    inbound("inbound.*", "Whatever else the message's webhook carries", Grade::C),
];

/// What came in first: it is what readers look for.
#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which refuses a wrong index")]
const OUTPUTS: [OutputVariable; INBOUND.len() + messaging::OUTBOUND.len()] = {
    let mut all = [INBOUND[0]; INBOUND.len() + messaging::OUTBOUND.len()];
    let mut index = 0;
    while index < all.len() {
        all[index] =
            if index < INBOUND.len() { INBOUND[index] } else { messaging::OUTBOUND[index - INBOUND.len()] };
        index += 1;
    }
    all
};

struct SendAndWait;

impl Behaviour for SendAndWait {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let to = messaging::variable(step, &["contact", "channel", "address"]);
        let send = messaging::compose(step, &to);
        *step.memory = messaging::remember(&send);
        Outcome::Perform(Effect::Send(send))
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let leave = match with {
            Resume::Answer(answer) => match messaging::read_answer(step, answer) {
                Sent::Taken(outbound) => {
                    *step.memory = Value::Object(outbound);
                    let timeout_secs = timeout_secs(step);
                    return Outcome::Wait { awaited: "reply", timeout_secs };
                }
                Sent::Refused(outbound) => {
                    Leave::by(DELIVERY_FAILURE).with(messaging::outputs(outbound, None))
                }
                Sent::Lost => Leave::by(DELIVERY_FAILURE),
            },
            Resume::Inbound(inbound) => {
                let in_conversation = step.scope.trigger() == Trigger::Conversation;
                let event = if in_conversation
                    && assume(step.scope, assumptions::CONVERSATION_REPLY_EVENT) != "incoming-message"
                {
                    Trigger::Conversation.event()
                } else {
                    REPLY
                };
                Leave::by(event).with(messaging::outputs(outbound(step), Some(inbound.clone())))
            }
            Resume::Deadline => Leave::by(TIMEOUT_EVENT).with(messaging::outputs(outbound(step), None)),
            // Nothing of a call arrives here: this type does not wait for it.
            Resume::Keys(_)
            | Resume::Speech(_)
            | Resume::HangUp
            | Resume::Returned(_)
            | Resume::Delivered => Leave::by(DELIVERY_FAILURE),
            Resume::DeliveryFailed { code } => {
                let outbound = messaging::undelivered(step, *code);
                Leave::by(DELIVERY_FAILURE).with(messaging::outputs(outbound, None))
            }
        };
        Outcome::Leave(leave)
    }

    fn awaits(&self) -> &'static [Awaited] {
        &[Awaited::Message, Awaited::Deadline, Awaited::Delivery]
    }
}

/// What the answer to the message left, as remembered since.
fn outbound(step: &Step<'_>) -> Map<String, Value> {
    step.memory.as_object().cloned().unwrap_or_default()
}

/// How long to wait; `None` as long as the execution lives.
fn timeout_secs(step: &mut Step<'_>) -> Option<f64> {
    let text = step.render("timeout");
    if text.trim().is_empty() && step.widget.property("timeout").is_none() {
        return Some(DEFAULT_TIMEOUT_SECS);
    }
    match text.trim().parse::<f64>() {
        // Where it is longer than an execution lives, that ends before No Reply is taken.
        Ok(secs) if secs.is_finite() => Some(secs.max(0.0)),
        _ => {
            step.scope.warn(None, format!("the waiting time `{}` is no number of seconds", text.trim()));
            match assume(step.scope, assumptions::UNREADABLE_TIMEOUT) {
                "at-once" => Some(0.0),
                "for-good" => None,
                _ => Some(DEFAULT_TIMEOUT_SECS),
            }
        }
    }
}
