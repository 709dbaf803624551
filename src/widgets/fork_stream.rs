//! Fork Stream.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Fork Stream.
pub(super) const FORK_STREAM: WidgetType = WidgetType {
    id: "fork-stream",
    label: "Fork Stream",
    base_name: "fork_stream",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[Event::normal("next", "Next", "Next")]),
    ..WidgetType::BASE
};
