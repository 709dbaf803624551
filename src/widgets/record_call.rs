//! Call Recording.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Call Recording.
pub(super) const RECORD_CALL: WidgetType = WidgetType {
    id: "record-call",
    label: "Call Recording",
    base_name: "record_call",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::B,
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
