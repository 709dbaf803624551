//! Fork Stream: sends the call's audio to another service while the flow goes on.

use super::acts::Acts;
use super::field::{Field, FieldKind, Section, When};
use super::voice::choice;
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Needs, Placing, WidgetType};

/// Fork Stream.
pub(super) const FORK_STREAM: WidgetType = WidgetType {
    id: "fork-stream",
    label: "Fork Stream",
    base_name: "stream",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Streams the call's audio",
    help: "Begins or ends a copy of the call's audio that goes to a WebSocket server or a SIPREC recorder, then goes \
           on at once. The caller does not notice.",
    docs: "https://www.twilio.com/docs/studio/widget-library/fork-stream",
    fields: &[ACTION, NAME, TRANSPORT, URL, CONNECTOR, TRACK, PARAMETERS],
    events: Events::Known(&[Event::normal("next", "Next", "Next")]),
    card: Card::FirstOf(&["stream_name", "stream_url", "stream_connector"]),
    needs: Needs::Call,
    behaviour: &Acts("stream"),
    ..WidgetType::BASE
};

const WEBSOCKET: &str = "websocket";
const SIPREC: &str = "siprec";
const IF_START: Option<When> = Some(When::Is("stream_action", &["start"]));

const ACTION: Field = Field {
    key: "stream_action",
    label: "Action",
    kind: FieldKind::Choice(&[choice("start", "Start"), choice("stop", "Stop")]),
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""start""#),
    help: "Whether a stream begins or ends here.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const NAME: Field = Field {
    key: "stream_name",
    label: "Stream Name",
    placeholder: "audio",
    help: "What the stream is called. To stop a stream, give the name that it was started with.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const TRANSPORT: Field = Field {
    key: "stream_transport_type",
    label: "Stream Type",
    kind: FieldKind::Choice(&[choice(WEBSOCKET, "WebSocket"), choice(SIPREC, "SIPREC")]),
    help: "Whether the audio goes to a WebSocket server of yours, or to a SIPREC recorder that is set up as a \
           connector.",
    condition: IF_START,
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const URL: Field = Field {
    key: "stream_url",
    label: "URL",
    required_in_console: true,
    scheme: Some("wss://"),
    placeholder: "wss://example.com/audio",
    help: "The address of the WebSocket server. Twilio takes only `wss://`.",
    condition: Some(When::Is("stream_transport_type", &[WEBSOCKET])),
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const CONNECTOR: Field = Field {
    key: "stream_connector",
    label: "Connector Name",
    required_in_console: true,
    placeholder: "Gridspace_1",
    help: "The unique name of the SIPREC connector, as it was installed from Twilio's Marketplace.",
    condition: Some(When::Is("stream_transport_type", &[SIPREC])),
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const TRACK: Field = Field {
    key: "stream_track",
    label: "Tracks",
    kind: FieldKind::Choice(&[
        choice("inbound_track", "Inbound Track"),
        choice("outbound_track", "Outbound Track"),
        choice("both_tracks", "Both Tracks"),
    ]),
    help: "Which side is sent: what the caller says is inbound, what they hear is outbound.",
    condition: IF_START,
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const PARAMETERS: Field = Field {
    key: "stream_parameters",
    label: "Stream Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "What the other service is told when the stream begins.",
    condition: IF_START,
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::LIST
};
