//! Connect Call To.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Connect Call To.
pub(super) const CONNECT_CALL_TO: WidgetType = WidgetType {
    id: "connect-call-to",
    label: "Connect Call To",
    base_name: "connect_call",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("callCompleted", "Connected Call Ended", "Connected Call Ended"),
        Event::normal("hangup", "Caller Hung Up", "Caller Hung Up"),
    ]),
    ..WidgetType::BASE
};
