//! Start Conversation.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Start Conversation.
pub(super) const START_CONVERSATION: WidgetType = WidgetType {
    id: "start-conversation",
    label: "Start Conversation",
    base_name: "start_conversation",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::Palette,
    grade: Grade::C,
    events: Events::Known(&[
        Event::normal("created", "Created", "Created"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
