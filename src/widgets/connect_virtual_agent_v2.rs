//! Connect Virtual Agent: hands the contact to a Dialogflow CX agent.

use super::acts::Acts;
use super::field::{Field, FieldKind, JsonType, Section, When};
use super::voice::{self, choice, told};
use super::widget_type::{
    Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType,
};

/// Connect Virtual Agent.
pub(super) const CONNECT_VIRTUAL_AGENT_V2: WidgetType = WidgetType {
    id: "connect-virtual-agent-v2",
    label: "Connect Virtual Agent",
    base_name: "virtual_agent",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Hands over to a bot",
    help: "Hands the call or conversation to a virtual agent of Google Dialogflow CX. The flow goes on when the agent \
           is done, or asks for a person to take over. The agent is set up at Google and joined to Twilio by a \
           connector.",
    docs: "https://www.twilio.com/docs/studio/widget-library/connect-virtual-agent",
    fields: &[
        CHANNEL,
        CONNECTOR_NAME,
        CONNECTOR_DETAILS,
        TIMEOUT,
        CONFIGURATIONS,
        PARAMETERS,
        STATUS_CALLBACK,
        STATUS_CALLBACK_METHOD,
        SESSION_BEHAVIOR,
        RESUME_METHOD,
        RESUME_VALUE,
        RESUME_EVENT_NAME,
    ],
    events: Events::Known(&[
        Event::normal("completed", "Completed", "Completed"),
        Event::normal("live-agent-handoff", "Live Agent Handoff", "Live agent"),
        Event::normal("hangup", "Hangup", "Hangup"),
        Event::failure("failed", "Failed", "Failed"),
        Event::normal("paused", "Paused", "Paused").graded(Grade::C),
        Event::normal("timeout", "Timeout", "Timeout").graded(Grade::C),
    ]),
    outputs: OUTPUTS,
    card: Card::FirstOf(&["connector_name"]),
    needs: Needs::Contact,
    behaviour: &Acts("agent"),
    ..WidgetType::BASE
};

const VOICE: &str = "voice";
const CONVERSATIONS: &str = "conversations";
const IF_VOICE: Option<When> = Some(When::Is("channel", &[VOICE]));
const IF_CONVERSATIONS: Option<When> = Some(When::Is("channel", &[CONVERSATIONS]));
const IF_RESUMED: Option<When> = Some(When::Filled("resume_session_identification_method"));

const CHANNEL: Field = Field {
    key: "channel",
    label: "Channel",
    kind: FieldKind::Choice(&[choice(VOICE, "Voice"), choice(CONVERSATIONS, "Conversations")]),
    when_absent: Some(r#""voice""#),
    help: "Whether the agent talks on a call or writes in a conversation.",
    grade: Grade::B,
    source: "schema",
    ..Field::TEXT
};

const CONNECTOR_NAME: Field = Field {
    key: "connector_name",
    label: "Connector Name",
    required_in_console: true,
    placeholder: "my-dialogflow-agent",
    help: "The unique name of the Dialogflow CX connector, exactly as it was installed from Twilio's Marketplace.",
    condition: IF_VOICE,
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const CONNECTOR_DETAILS: Field = Field {
    key: "connector_details",
    label: "Connector",
    kind: FieldKind::Value,
    accepts: &[JsonType::Object],
    writes: JsonType::Object,
    template: false,
    help: "The connector for conversations: an object with `addon_sid`, `installed_addon_sid` and `name`, as the \
           console writes it.",
    condition: IF_CONVERSATIONS,
    grade: Grade::B,
    source: "schema",
    ..Field::TEXT
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    help: "After how long without an answer of the contact Timeout is taken. Unverified: in seconds, as everywhere \
           else.",
    condition: IF_CONVERSATIONS,
    grade: Grade::B,
    source: "schema",
    ..Field::INTEGER
};

const CONFIGURATIONS: Field = Field {
    key: "configurations",
    label: "Configuration",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "Settings of the agent that count for this session, such as `language`, `voiceName`, `sentimentAnalysis` or \
           `welcomeIntent`.",
    source: "schema, docs, one public export",
    ..Field::LIST
};

const PARAMETERS: Field = Field {
    key: "parameters",
    label: "Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "What the agent is told of the contact when the session begins. A conversation takes at most 10.",
    source: "schema, docs, one public export",
    ..Field::LIST
};

const STATUS_CALLBACK: Field = Field {
    key: "status_callback",
    label: "Status Callback URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/agent-status",
    help: "An address that Twilio tells of every step of the session.",
    section: Section::Advanced,
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const STATUS_CALLBACK_METHOD: Field = Field {
    key: "status_callback_method",
    label: "Status Callback Method",
    kind: FieldKind::Choice(voice::METHODS),
    default: Some(r#""POST""#),
    when_absent: Some(r#""POST""#),
    help: "Whether that address is asked by GET or by POST.",
    condition: Some(When::Filled("status_callback")),
    section: Section::Advanced,
    source: "schema, one public export",
    ..Field::TEXT
};

const SESSION_BEHAVIOR: Field = Field {
    key: "session_behavior",
    label: "Session",
    // Unverified: what the console writes for a session that is resumed.
    kind: FieldKind::Suggest(&[choice("new_session", "Start a new session")]),
    when_absent: Some(r#""new_session""#),
    placeholder: "new_session",
    help: "`new_session` begins anew. A session that was paused on a call can be resumed instead; what Studio writes \
           for that is not documented.",
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const RESUME_METHOD: Field = Field {
    key: "resume_session_identification_method",
    label: "Identify the Previous Session By",
    kind: FieldKind::Suggest(&[choice("widget", "A previous widget")]),
    placeholder: "widget",
    help: "How a paused session is found again: `widget` for the one that an earlier widget of this flow paused. It \
           counts only where a session is resumed.",
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const RESUME_VALUE: Field = Field {
    key: "resume_session_identification_value",
    label: "Previous Session",
    help: "Which session is resumed: the name of the widget that paused it, or the `EndUserID` of the session.",
    condition: IF_RESUMED,
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const RESUME_EVENT_NAME: Field = Field {
    key: "resume_session_event_name",
    label: "Resume Session at a Specific Point",
    help: "The agent's event with which the session goes on. Left empty, it goes on where it was paused.",
    condition: IF_RESUMED,
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const OUTPUTS: &[OutputVariable] = &[
    told(
        "VirtualAgentStatus",
        "string",
        "How the session ended: `completed`, `live-agent-handoff`, `failed`…",
    ),
    told("VirtualAgentProvider", "string", "Whose agent it was"),
    told("VirtualAgentError", "string", "What went wrong, where it failed"),
    told("VirtualAgentErrorCode", "string", "Twilio's error code, where it failed"),
    told("VirtualAgentProviderData.*", "any", "What the agent handed over, such as its parameters"),
];
