//! Connect Virtual Agent (v1).

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Connect Virtual Agent (v1).
pub(super) const CONNECT_VIRTUAL_AGENT: WidgetType = WidgetType {
    id: "connect-virtual-agent",
    label: "Connect Virtual Agent (v1)",
    base_name: "connect_virtual_agent",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Legacy,
    grade: Grade::B,
    events: Events::Known(&[
        Event::normal("return", "Return", "Return"),
        Event::normal("hangup", "Hangup", "Hangup"),
    ]),
    ..WidgetType::BASE
};
