//! Make HTTP Request: asks a server and goes on with its answer.

use super::field::{Choice, Field, FieldKind, When};
use super::web;
use super::web_run::AskServer;
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Make HTTP Request.
pub(super) const MAKE_HTTP_REQUEST: WidgetType = WidgetType {
    id: "make-http-request",
    label: "Make HTTP Request",
    base_name: "http",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Calls a web address",
    help: "Sends a GET or POST request to a server of yours and waits up to ten seconds for the answer. A status of \
           200 to 299 is a success, after following redirects. Where the answer is a JSON object its members are \
           under `parsed`. Search an API at the top of its inspector to have it prepared, and test it below. To give \
           a call or a message to TwiML elsewhere, take TwiML Redirect.",
    docs: "https://www.twilio.com/docs/studio/widget-library/http-request",
    fields: &[METHOD, URL, CONTENT_TYPE, BODY, PARAMETERS, ADD_TWILIO_AUTH],
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    outputs: &web::ANSWER,
    card: Card::FirstOf(&["url"]),
    asks: true,
    behaviour: &AskServer,
    ..WidgetType::BASE
};

const METHOD: Field = Field {
    key: "method",
    label: "Request Method",
    kind: FieldKind::Choice(web::GET_OR_POST),
    required_in_console: true,
    default: Some(r#""GET""#),
    when_absent: Some(r#""GET""#),
    template: false,
    help: "How the request is sent. A GET puts the parameters into the address, a POST into the body.",
    source: "schema, all public exports",
    ..Field::TEXT
};

const URL: Field = Field {
    key: "url",
    label: "Request URL",
    kind: FieldKind::Url,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "https://api.example.com/orders",
    help: "The address to call. `user:password@` before the host sends these with basic authentication; they stand \
           readable in the flow. An address that a template makes must be a whole one.",
    source: "schema, docs, all public exports",
    ..Field::TEXT
};

const FORM_ALONE: &str = "application/x-www-form-urlencoded";
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

const CONTENT_TYPE: Field = Field {
    key: "content_type",
    label: "Content Type",
    kind: FieldKind::Choice(&[
        Choice { value: FORM, label: "Form URL Encoded" },
        Choice { value: "application/json;charset=utf-8", label: "Application/JSON" },
        // Older and hand-written files leave the character set out.
        Choice { value: FORM_ALONE, label: "Form URL Encoded, no charset" },
        Choice { value: "application/json", label: "Application/JSON, no charset" },
    ]),
    required_in_console: true,
    default: Some(r#""application/x-www-form-urlencoded;charset=utf-8""#),
    when_absent: Some(r#""application/x-www-form-urlencoded;charset=utf-8""#),
    help: "What the body of the request is: pairs of names and values as a web form sends them, or JSON.",
    source: "schema, all public exports",
    ..Field::TEXT
};

const BODY: Field = Field {
    key: "body",
    label: "Request Body",
    kind: FieldKind::Text,
    placeholder: r#"{"name": "{{flow.data.name}}"}"#,
    help: "What a POST sends. Values put into JSON are not escaped by themselves: `to_json` writes a value with its \
           quotes.",
    source: "schema, public exports",
    ..Field::TEXT
};

const PARAMETERS: Field = Field {
    key: "parameters",
    label: "Http Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    condition: Some(When::Is("content_type", &[FORM, FORM_ALONE])),
    help: "Names and values that are sent along, in the address of a GET and in the form of a POST. Some names, such \
           as `method`, are reserved: Studio then fails with error 81014.",
    source: "schema, docs, public exports",
    ..Field::LIST
};

const ADD_TWILIO_AUTH: Field = Field {
    key: "add_twilio_auth",
    label: "Authenticate with Twilio",
    when_absent: Some("false"),
    help: "Sends your account's own credentials, for requests to Twilio's API. Twilio adds them, they are not in the \
           flow.",
    source: "schema, docs, one public export",
    ..Field::BOOLEAN
};
