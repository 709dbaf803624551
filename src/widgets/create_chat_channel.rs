//! Create Chat Channel.

use super::widget_type::{Events, Grade, Group, Icon, Placing, WidgetType};

/// Create Chat Channel.
pub(super) const CREATE_CHAT_CHANNEL: WidgetType = WidgetType {
    id: "create-chat-channel",
    label: "Create Chat Channel",
    base_name: "create_chat_channel",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    events: Events::Open,
    ..WidgetType::BASE
};
