//! Gather Input On Call.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Gather Input On Call.
pub(super) const GATHER_INPUT_ON_CALL: WidgetType = WidgetType {
    id: "gather-input-on-call",
    label: "Gather Input On Call",
    base_name: "gather",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("keypress", "User Pressed Keys", "User Pressed Keys"),
        Event::normal("speech", "User Said Something", "User Said Something"),
        Event::normal("timeout", "No Input", "No Input"),
    ]),
    ..WidgetType::BASE
};
