//! Create Chat Channel: Studio's schema names the type, and nothing else is known of it.

use super::widget_type::{Grade, Group, Icon, Placing, WidgetType};

/// Create Chat Channel.
pub(super) const CREATE_CHAT_CHANNEL: WidgetType = WidgetType {
    id: "create-chat-channel",
    label: "Create Chat Channel",
    base_name: "create_chat_channel",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    summary: "Makes a chat channel",
    help: "Makes a Programmable Chat channel, which fails with error 81006. Nothing else is documented. Such a \
           widget is kept as it is, with whatever properties and events a file has.",
    ..WidgetType::BASE
};
