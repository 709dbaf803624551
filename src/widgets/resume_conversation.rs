//! Resume Conversation.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Resume Conversation.
pub(super) const RESUME_CONVERSATION: WidgetType = WidgetType {
    id: "resume-conversation",
    label: "Resume Conversation",
    base_name: "resume_conversation",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::Palette,
    grade: Grade::C,
    events: Events::Known(&[
        Event::normal("resumed", "Resumed", "Resumed"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
