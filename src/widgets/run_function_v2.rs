//! Run Function v2.

use super::widget_type::{Events, Grade, Group, Icon, Placing, WidgetType};

/// Run Function v2.
pub(super) const RUN_FUNCTION_V2: WidgetType = WidgetType {
    id: "run-function-v2",
    label: "Run Function v2",
    base_name: "run_function_v2",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    events: Events::Open,
    ..WidgetType::BASE
};
