//! Enqueue Call.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Enqueue Call.
pub(super) const ENQUEUE_CALL: WidgetType = WidgetType {
    id: "enqueue-call",
    label: "Enqueue Call",
    base_name: "enqueue_call",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("callComplete", "Call Complete", "Call Complete"),
        Event::failure("failedToEnqueue", "Failed to Enqueue", "Failed to Enqueue"),
        Event::failure("callFailure", "Call Failed", "Call Failed"),
    ]),
    ..WidgetType::BASE
};
