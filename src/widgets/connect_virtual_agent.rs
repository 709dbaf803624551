//! Connect Virtual Agent (v1): handed the call to a Dialogflow ES agent.

use super::acts::Acts;
use super::field::{Field, FieldKind};
use super::voice;
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Needs, Placing, WidgetType};

/// Connect Virtual Agent (v1).
pub(super) const CONNECT_VIRTUAL_AGENT: WidgetType = WidgetType {
    id: "connect-virtual-agent",
    label: "Connect Virtual Agent (v1)",
    base_name: "connect_virtual_agent",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Legacy,
    grade: Grade::B,
    summary: "Hands over to a bot",
    help: "Handed the call to a virtual agent of Google Dialogflow ES. Twilio has not supported that since May 2024: \
           take Connect Virtual Agent, which is for Dialogflow CX.",
    docs: "https://www.twilio.com/docs/studio/widget-library/connect-virtual-agent-dialogflow-es",
    fields: &[CONNECTOR, LANGUAGE, SENTIMENT_ANALYSIS, STATUS_CALLBACK],
    events: Events::Known(&[
        Event::normal("return", "Return", "Return").graded(Grade::B),
        Event::normal("hangup", "Hangup", "Hangup").graded(Grade::B),
    ]),
    card: Card::FirstOf(&["connector"]),
    needs: Needs::Call,
    behaviour: &Acts("agent-v1"),
    ..WidgetType::BASE
};

const CONNECTOR: Field = Field {
    key: "connector",
    label: "Connector Name",
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "my-dialogflow-agent",
    help: "The unique name of the Dialogflow ES connector, as it was installed from Twilio's Marketplace.",
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TEXT
};

const LANGUAGE: Field = Field {
    help: "The language that the agent listens for and speaks, as a code such as `en-US`. Left out, the agent's own \
           counts.",
    grade: Grade::B,
    source: "schema, generated library",
    ..voice::LANGUAGE
};

const SENTIMENT_ANALYSIS: Field = Field {
    key: "sentiment_analysis",
    label: "Sentiment Analysis",
    help: "Whether the agent also finds out in what mood the caller is.",
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TRUE_FALSE_TEXT
};

const STATUS_CALLBACK: Field = Field {
    key: "status_callback",
    label: "Status Callback URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/agent-status",
    help: "An address that Twilio tells of every step of the session.",
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TEXT
};
