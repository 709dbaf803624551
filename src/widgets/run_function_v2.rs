//! Run Function v2: Studio's schema names the type, and nothing else is known of it.

use super::widget_type::{Grade, Group, Icon, Placing, WidgetType};

/// Run Function v2.
pub(super) const RUN_FUNCTION_V2: WidgetType = WidgetType {
    id: "run-function-v2",
    label: "Run Function v2",
    base_name: "run_function_v2",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::KeepOnly,
    grade: Grade::D,
    summary: "Runs a Function, in an unknown later way",
    help: "Studio knows a type of this name; what sets it apart from Run Function is not documented. Such a \
           widget is kept as it is, with whatever properties and events a file has.",
    docs: "https://www.twilio.com/docs/studio/widget-library/run-function",
    ..WidgetType::BASE
};
