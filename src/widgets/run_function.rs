//! Run Function.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Run Function.
pub(super) const RUN_FUNCTION: WidgetType = WidgetType {
    id: "run-function",
    label: "Run Function",
    base_name: "function",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("fail", "Fail", "Fail"),
    ]),
    ..WidgetType::BASE
};
