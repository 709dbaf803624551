//! TwiML Redirect.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// TwiML Redirect.
pub(super) const ADD_TWIML_REDIRECT: WidgetType = WidgetType {
    id: "add-twiml-redirect",
    label: "TwiML Redirect",
    base_name: "twiml_redirect",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("return", "Return", "Return"),
        Event::normal("timeout", "Timeout", "Timeout"),
        Event::failure("fail", "Failed", "Failed"),
    ]),
    ..WidgetType::BASE
};
