//! Make Outgoing Call v1.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Make Outgoing Call v1.
pub(super) const MAKE_OUTGOING_CALL_V1: WidgetType = WidgetType {
    id: "make-outgoing-call-v1",
    label: "Make Outgoing Call v1",
    base_name: "call_user",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Legacy,
    grade: Grade::B,
    events: Events::Known(&[
        Event::normal("answered", "Answered", "Answered"),
        Event::normal("busy", "Busy", "Busy"),
        Event::normal("noAnswer", "No Answer", "No Answer"),
        Event::failure("failed", "Call Failed", "Call Failed"),
        Event::normal("answeredByMachine", "answeredByMachine", "answeredByMachine"),
        Event::normal("hangup", "hangup", "hangup"),
    ]),
    ..WidgetType::BASE
};
