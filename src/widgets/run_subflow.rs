//! Run Subflow.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Run Subflow.
pub(super) const RUN_SUBFLOW: WidgetType = WidgetType {
    id: "run-subflow",
    label: "Run Subflow",
    base_name: "run_subflow",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("completed", "Completed", "Completed"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
