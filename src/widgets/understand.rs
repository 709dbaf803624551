//! Understand: Studio's schema names the type, and nothing else is known of it.

use super::widget_type::{Grade, Group, Icon, Placing, WidgetType};

/// Understand.
pub(super) const UNDERSTAND: WidgetType = WidgetType {
    id: "understand",
    label: "Understand",
    base_name: "understand",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    summary: "Asked the forerunner of Autopilot",
    help: "Asked Twilio Understand, the forerunner of Autopilot, what a text means; it fails with error 81013. \
           Nothing else is documented. Such a widget is kept as it is, with whatever properties and events a \
           file has.",
    ..WidgetType::BASE
};
