//! Create Task.

use super::widget_type::{Events, Grade, Group, Icon, Placing, WidgetType};

/// Create Task.
pub(super) const CREATE_TASK: WidgetType = WidgetType {
    id: "create-task",
    label: "Create Task",
    base_name: "create_task",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    events: Events::Open,
    ..WidgetType::BASE
};
