//! The trigger: where every execution begins.

use super::run::{Behaviour, Leave, Outcome, Step};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Trigger.
pub(super) const TRIGGER: WidgetType = WidgetType {
    id: "trigger",
    label: "Trigger",
    base_name: "Trigger",
    group: Group::Trigger,
    icon: Icon::Trigger,
    placing: Placing::KeepOnly,
    grade: Grade::A,
    summary: "Where executions begin",
    help: "Where the flow begins. Connect the way in which contacts reach it: a message to a number, a call, \
           a conversation, a request to the REST API, or another flow that runs this one as a subflow. \
           What came in is under `trigger`.",
    docs: "https://www.twilio.com/docs/studio/widget-library/trigger-start",
    fields: &[],
    events: Events::Known(&[
        Event::normal("incomingMessage", "Incoming Message", "Message"),
        Event::normal("incomingCall", "Incoming Call", "Call"),
        Event::normal("incomingConversationMessage", "Incoming Conversation", "Conversation"),
        Event::normal("incomingRequest", "REST API", "REST API"),
        Event::normal("incomingParent", "Subflow", "Subflow"),
    ]),
    outputs: &[],
    card: Card::ConnectedEvents,
    is_start: true,
    behaviour: &Begin,
    ..WidgetType::BASE
};

/// Leaves at once, by the event that began the execution.
struct Begin;

impl Behaviour for Begin {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        Outcome::Leave(Leave::by(step.scope.trigger().event()))
    }
}
