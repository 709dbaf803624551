//! Send Message: sends, and goes on without waiting.

use serde_json::{Map, Value};

use super::assumptions::{self, assume};
use super::messaging::{self, Sent};
use super::run::{Awaited, Behaviour, Effect, Leave, Outcome, Resume, Step};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Placing, Sentence, WidgetType};

/// Send Message.
pub(super) const SEND_MESSAGE: WidgetType = WidgetType {
    id: "send-message",
    label: "Send Message",
    base_name: "send_message",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Sends and goes on",
    help: "Sends a message and goes on at once: it waits for no answer. To ask something and use the answer, take \
           Send & Wait For Reply.",
    docs: "https://www.twilio.com/docs/studio/widget-library/send-message",
    fields: &[
        messaging::BODY,
        messaging::FROM,
        messaging::TO,
        messaging::MESSAGE_TYPE,
        messaging::CONTENT_SID,
        messaging::CONTENT_VARIABLES,
        messaging::MEDIA_URL,
        messaging::SERVICE,
        messaging::CHANNEL,
        messaging::ATTRIBUTES,
        messaging::SHORTEN_URLS,
    ],
    events: Events::Known(&[
        Event::normal(SENT, "Sent", "Sent"),
        Event::failure(FAILED, "Failed to Send", "Failed"),
    ]),
    outputs: &messaging::OUTBOUND,
    more_below: &["outbound"],
    card: Card::FirstOf(&["body", "content_sid"]),
    sends: true,
    sentence: Some(Sentence { key: "body", words: "Send message" }),
    behaviour: &SendAndGoOn,
    ..WidgetType::BASE
};

const SENT: &str = "sent";
const FAILED: &str = "failed";

/// After so long a message counts as delivered, as many carriers never tell.
const DELIVERY_SECS: f64 = 10.0;

struct SendAndGoOn;

impl Behaviour for SendAndGoOn {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let to = step.render("to").trim().to_owned();
        let send = messaging::compose(step, &to);
        *step.memory = messaging::remember(&send);
        Outcome::Perform(Effect::Send(send))
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let answer = match with {
            Resume::Answer(answer) => answer,
            Resume::DeliveryFailed { code } => {
                let outbound = messaging::undelivered(step, *code);
                return Outcome::Leave(Leave::by(FAILED).with(messaging::outputs(outbound, None)));
            }
            _ => return sent(step.memory.as_object().cloned().unwrap_or_default()),
        };
        Outcome::Leave(match messaging::read_answer(step, answer) {
            Sent::Taken(outbound) => {
                if assume(step.scope, assumptions::SENT_ON_ACCEPTANCE) == "delivery" {
                    *step.memory = Value::Object(outbound);
                    return Outcome::Wait { awaited: "delivery", timeout_secs: Some(DELIVERY_SECS) };
                }
                return sent(outbound);
            }
            Sent::Refused(outbound) => Leave::by(FAILED).with(messaging::outputs(outbound, None)),
            Sent::Lost => Leave::by(FAILED),
        })
    }

    /// Only where `sent` comes with the delivery does it ever wait.
    fn awaits(&self) -> &'static [Awaited] {
        &[Awaited::Delivery, Awaited::Arrival]
    }
}

fn sent(outbound: Map<String, Value>) -> Outcome {
    Outcome::Leave(Leave::by(SENT).with(messaging::outputs(outbound, None)))
}
