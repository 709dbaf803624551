//! Connect Virtual Agent.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Connect Virtual Agent.
pub(super) const CONNECT_VIRTUAL_AGENT_V2: WidgetType = WidgetType {
    id: "connect-virtual-agent-v2",
    label: "Connect Virtual Agent",
    base_name: "connect_virtual_agent",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("completed", "Completed", "Completed"),
        Event::normal("live-agent-handoff", "Live Agent Handoff", "Live Agent Handoff"),
        Event::normal("hangup", "Hangup", "Hangup"),
        Event::failure("failed", "Failed", "Failed"),
        Event::normal("paused", "Paused", "Paused"),
        Event::normal("timeout", "Timeout", "Timeout"),
    ]),
    ..WidgetType::BASE
};
