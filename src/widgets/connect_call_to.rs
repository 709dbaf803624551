//! Connect Call To: calls somebody else and lets the two talk.

use super::field::{Field, FieldKind, Phones, Section, When};
use super::voice::{self, between, choice, told};
use super::voice_run::OnCall;
use super::widget_type::{
    Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType,
};

/// Connect Call To.
pub(super) const CONNECT_CALL_TO: WidgetType = WidgetType {
    id: "connect-call-to",
    label: "Connect Call To",
    base_name: "connect_call",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Calls somebody else",
    help: "Calls a number, an app, a SIM, a SIP address or a conference and joins the caller with it. The flow goes \
           on when that call has ended. Connected Call Ended is taken as well when nobody answered: look at \
           `DialCallStatus`.",
    docs: "https://www.twilio.com/docs/studio/widget-library/connect-call",
    fields: &[NOUN, TO, SIP_ENDPOINT, SIP_USERNAME, SIP_PASSWORD, CALLER_ID, TIMEOUT, RECORD, TIME_LIMIT],
    events: Events::Known(&[
        Event::normal("callCompleted", "Connected Call Ended", "Call ended"),
        Event::normal("hangup", "Caller Hung Up", "Hung up"),
    ]),
    outputs: &OUTPUTS,
    more_below: &[""],
    card: Card::FirstOf(&["to", "sip_endpoint"]),
    needs: Needs::Call,
    behaviour: &OnCall("dial"),
    ..WidgetType::BASE
};

const IF_SIP: Option<When> = Some(When::Is("noun", &["sip"]));

const NOUN: Field = Field {
    key: "noun",
    label: "Connect Call To",
    kind: FieldKind::Choice(&[
        choice("number", "Single Number"),
        choice("number-multi", "Multiple Numbers (Simulring)"),
        choice("client", "Client"),
        choice("sip", "SIP Endpoint"),
        choice("sim", "SIM"),
        choice("conference", "Conference"),
    ]),
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""number""#),
    help: "What kind of party is called. Several numbers ring at once, and whoever answers first gets the call.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const TO: Field = Field {
    key: "to",
    label: "Number, Client, SIM or Conference",
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "+14155550123",
    help: "Whom to call. Numbers begin with `+` and the country code; up to 10 of them have commas between. A \
           client is named by its identity, a SIM or a conference by its SID.",
    condition: Some(When::Is("noun", &["number", "number-multi", "client", "sim", "conference"])),
    phones: &[
        Phones { when: Some(When::Is("noun", &["number"])), most: 1 },
        Phones { when: Some(When::Is("noun", &["number-multi"])), most: 10 },
    ],
    source: "schema, docs, all public exports",
    ..Field::TEXT
};

const SIP_ENDPOINT: Field = Field {
    key: "sip_endpoint",
    label: "SIP Endpoint",
    required_in_console: true,
    placeholder: "sip:jack@example.com",
    help: "The SIP address to call, as `sip:name@domain`.",
    condition: IF_SIP,
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TEXT
};

const SIP_USERNAME: Field = Field {
    key: "sip_username",
    label: "SIP Username",
    help: "The user name for the SIP address, where it asks for one.",
    condition: IF_SIP,
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TEXT
};

const SIP_PASSWORD: Field = Field {
    key: "sip_password",
    secret: true,
    label: "SIP Password",
    help: "The password for the SIP address. It stands in the flow as plain text that everybody who has the file \
           can read; a variable keeps it out.",
    condition: IF_SIP,
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TEXT
};

const CALLER_ID: Field = Field {
    key: "caller_id",
    label: "Caller ID",
    required_in_console: true,
    default: Some(r#""{{contact.channel.address}}""#),
    placeholder: "{{contact.channel.address}}",
    help: "The number that the called party sees. The flow default is the caller's own number; other numbers must \
           be yours at Twilio or verified there.",
    phones: Phones::ONE,
    source: "schema, docs, all public exports",
    ..Field::TEXT
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    default: Some("30"),
    when_absent: Some("30"),
    placeholder: "30",
    help: "How many seconds it may ring before the call counts as not answered, 1 to 600.",
    limits: between(1, 600),
    source: "schema, docs, public exports",
    ..Field::INTEGER
};

const RECORD: Field = Field {
    key: "record",
    label: "Record Call",
    when_absent: Some("false"),
    help: "Whether the connected call is recorded. Laws may ask you to tell both parties.",
    source: "schema, public exports",
    ..Field::BOOLEAN
};

const TIME_LIMIT: Field = Field {
    key: "time_limit",
    label: "Call Length Limit",
    kind: FieldKind::Seconds,
    placeholder: "14400",
    help: "The connected call is ended after so many seconds. Left empty, the limit of your account counts, as a \
           rule four hours.",
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const OUTPUTS: [OutputVariable; 4 + voice::CALL.len()] = voice::with_call([
    told("DialCallStatus", "string", "How it went: `completed`, `busy`, `no-answer`, `failed` or `canceled`"),
    told("DialCallSid", "string", "The SID of the call that was made"),
    told("DialCallDuration", "string", "How many seconds the connected call took"),
    told("RecordingUrl", "string", "The address of the recording, where it was recorded"),
]);
