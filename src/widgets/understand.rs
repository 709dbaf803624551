//! Understand.

use super::widget_type::{Events, Grade, Group, Icon, Placing, WidgetType};

/// Understand.
pub(super) const UNDERSTAND: WidgetType = WidgetType {
    id: "understand",
    label: "Understand",
    base_name: "understand",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    events: Events::Open,
    ..WidgetType::BASE
};
