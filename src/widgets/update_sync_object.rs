//! Update Sync Object: Studio's schema names the type, and nothing else is known of it.

use super::widget_type::{Grade, Group, Icon, Placing, WidgetType};

/// Update Sync Object.
pub(super) const UPDATE_SYNC_OBJECT: WidgetType = WidgetType {
    id: "update-sync-object",
    label: "Update Sync Object",
    base_name: "update_sync_object",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    summary: "Writes to Twilio Sync",
    help: "Writes to an object of Twilio Sync, which fails with error 81012. Nothing else is documented. Such a \
           widget is kept as it is, with whatever properties and events a file has.",
    ..WidgetType::BASE
};
