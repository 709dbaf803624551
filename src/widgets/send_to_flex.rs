//! Send To Flex.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Send To Flex.
pub(super) const SEND_TO_FLEX: WidgetType = WidgetType {
    id: "send-to-flex",
    label: "Send To Flex",
    base_name: "send_to_flex",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("callComplete", "Task Created", "Task Created"),
        Event::failure("failedToEnqueue", "Failed to Create Task", "Failed to Create Task"),
        Event::failure("callFailure", "Call Failed", "Call Failed"),
    ]),
    ..WidgetType::BASE
};
