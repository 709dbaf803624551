//! Create Task: Studio's schema names the type, and nothing else is known of it.

use super::widget_type::{Grade, Group, Icon, Placing, WidgetType};

/// Create Task.
pub(super) const CREATE_TASK: WidgetType = WidgetType {
    id: "create-task",
    label: "Create Task",
    base_name: "create_task",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    summary: "Makes a TaskRouter task",
    help: "Makes a task in TaskRouter; where it cannot, the error is 81015. Nothing else is documented. Such a widget \
           is kept as it is, with whatever properties and events a file has.",
    ..WidgetType::BASE
};
