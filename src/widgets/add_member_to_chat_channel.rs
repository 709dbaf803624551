//! Add Member to Chat Channel.

use super::widget_type::{Events, Grade, Group, Icon, Placing, WidgetType};

/// Add Member to Chat Channel.
pub(super) const ADD_MEMBER_TO_CHAT_CHANNEL: WidgetType = WidgetType {
    id: "add-member-to-chat-channel",
    label: "Add Member to Chat Channel",
    base_name: "add_member_to_chat_channel",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    events: Events::Open,
    ..WidgetType::BASE
};
