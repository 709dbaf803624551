//! Say/Play.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Say/Play.
pub(super) const SAY_PLAY: WidgetType = WidgetType {
    id: "say-play",
    label: "Say/Play",
    base_name: "say_play",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[Event::normal("audioComplete", "Audio Complete", "Audio Complete")]),
    ..WidgetType::BASE
};
