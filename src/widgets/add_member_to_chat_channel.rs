//! Add Member to Chat Channel: Studio's schema names the type, and nothing else is known of it.

use super::widget_type::{Grade, Group, Icon, Placing, WidgetType};

/// Add Member to Chat Channel.
pub(super) const ADD_MEMBER_TO_CHAT_CHANNEL: WidgetType = WidgetType {
    id: "add-member-to-chat-channel",
    label: "Add Member to Chat Channel",
    base_name: "add_member",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    summary: "Adds somebody to a chat channel",
    help: "Adds a member to a Programmable Chat channel, which fails with error 81004. Nothing else is \
           documented. Such a widget is kept as it is, with whatever properties and events a file has.",
    ..WidgetType::BASE
};
