//! Make HTTP Request.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Make HTTP Request.
pub(super) const MAKE_HTTP_REQUEST: WidgetType = WidgetType {
    id: "make-http-request",
    label: "Make HTTP Request",
    base_name: "http",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
