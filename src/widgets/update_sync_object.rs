//! Update Sync Object.

use super::widget_type::{Events, Grade, Group, Icon, Placing, WidgetType};

/// Update Sync Object.
pub(super) const UPDATE_SYNC_OBJECT: WidgetType = WidgetType {
    id: "update-sync-object",
    label: "Update Sync Object",
    base_name: "update_sync_object",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    events: Events::Open,
    ..WidgetType::BASE
};
