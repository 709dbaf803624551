//! Make Outgoing Call.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Make Outgoing Call.
pub(super) const MAKE_OUTGOING_CALL_V2: WidgetType = WidgetType {
    id: "make-outgoing-call-v2",
    label: "Make Outgoing Call",
    base_name: "call_user",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("answered", "Answered", "Answered"),
        Event::normal("busy", "Busy", "Busy"),
        Event::normal("noAnswer", "No Answer", "No Answer"),
        Event::failure("failed", "Call Failed", "Call Failed"),
    ]),
    ..WidgetType::BASE
};
