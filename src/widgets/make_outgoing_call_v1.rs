//! Make Outgoing Call v1: calls the contact, with fewer settings than today's widget.

use super::field::Field;
use super::make_outgoing_call_v2 as v2;
use super::voice_run::CallOut;
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Make Outgoing Call v1.
pub(super) const MAKE_OUTGOING_CALL_V1: WidgetType = WidgetType {
    id: "make-outgoing-call-v1",
    label: "Make Outgoing Call v1",
    base_name: "call_user",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Legacy,
    grade: Grade::B,
    summary: "Calls the contact",
    help: "The older form of Make Outgoing Call. Flows that have it go on working, but Studio's console no longer \
           offers it. Take Make Outgoing Call in new flows.",
    docs: "https://www.twilio.com/docs/studio/widget-library/make-outgoing-call",
    fields: &[
        Field { grade: Grade::B, source: "schema", ..v2::TO },
        Field { grade: Grade::B, source: "schema", ..v2::FROM },
        Field { default: None, grade: Grade::B, source: "schema", ..v2::TIMEOUT },
        Field { default: None, grade: Grade::B, source: "schema", ..v2::RECORD },
    ],
    // Unverified: only one text by Twilio names them, and no file shows their order.
    events: Events::Known(&[
        Event::normal("answered", "Answered", "Answered").graded(Grade::C),
        Event::normal("busy", "Busy", "Busy").graded(Grade::C),
        Event::normal("noAnswer", "No Answer", "No answer").graded(Grade::C),
        Event::failure("failed", "Call Failed", "Failed").graded(Grade::C),
        Event::normal("answeredByMachine", "Answered By Machine", "Machine").graded(Grade::C),
        Event::normal("hangup", "Hangup", "Hangup").graded(Grade::C),
    ]),
    outputs: v2::OUTPUTS,
    card: Card::FirstOf(&["to"]),
    behaviour: &CallOut,
    ..WidgetType::BASE
};
