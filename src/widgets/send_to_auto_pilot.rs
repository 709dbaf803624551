//! Send to Autopilot.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Send to Autopilot.
pub(super) const SEND_TO_AUTO_PILOT: WidgetType = WidgetType {
    id: "send-to-auto-pilot",
    label: "Send to Autopilot",
    base_name: "autopilot",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::KeepOnly,
    grade: Grade::B,
    events: Events::Known(&[
        Event::normal("sessionEnded", "Session Ended", "Session Ended"),
        Event::failure("failure", "Failure", "Failure"),
        Event::normal("timeout", "Timeout", "Timeout"),
    ]),
    ..WidgetType::BASE
};
