//! ConversationRelay.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// ConversationRelay.
pub(super) const RUN_CONVERSATION_RELAY: WidgetType = WidgetType {
    id: "run-conversation-relay",
    label: "ConversationRelay",
    base_name: "conversation_relay",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::C,
    events: Events::Known(&[
        Event::normal("success", "End of Session", "End of Session"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
