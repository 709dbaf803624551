//! Run Function: runs code of yours at Twilio and goes on with its answer.

use super::field::{Field, FieldKind};
use super::web;
use super::web_run::CallFunction;
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType};

/// Run Function.
pub(super) const RUN_FUNCTION: WidgetType = WidgetType {
    id: "run-function",
    label: "Run Function",
    base_name: "function",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Runs a Twilio Function",
    help: "Calls one of your Twilio Functions and waits up to ten seconds for its answer. A status below 400 is a \
           success. The members of a JSON answer are under `parsed`; when the widget runs again they are laid over \
           the earlier ones. A Function that answers with TwiML takes the call away from Studio.",
    docs: "https://www.twilio.com/docs/studio/widget-library/run-function",
    fields: &[SERVICE_SID, ENVIRONMENT_SID, FUNCTION_SID, URL, PARAMETERS],
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("fail", "Fail", "Fail"),
    ]),
    outputs: &OUTPUTS,
    card: Card::FirstOf(&["url"]),
    asks: true,
    behaviour: &CallFunction,
    ..WidgetType::BASE
};

const OUTPUTS: [OutputVariable; web::ANSWER.len() + 1] = [
    web::ANSWER[0],
    web::ANSWER[1],
    web::ANSWER[2],
    web::ANSWER[3],
    OutputVariable {
        path: "headers[\"x-twilio-function-concurrency\"]",
        kind: "string",
        help: "How many Functions were running at the time",
        grade: Grade::C,
    },
];

const URL: Field = Field {
    key: "url",
    label: "Function URL",
    kind: FieldKind::Url,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "https://example-1234.twil.io/look-up",
    help: "The https address of the Function, as its editor shows it.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const SERVICE_SID: Field = Field {
    key: "service_sid",
    label: "Service",
    kind: FieldKind::Sid(&["ZS"]),
    words: &["default"],
    placeholder: "ZS… or default",
    help: "The Functions service that the Function belongs to. `default`, or nothing, is the classic service of an \
           account.",
    source: "a generated library, public exports",
    ..Field::TEXT
};

const ENVIRONMENT_SID: Field = Field {
    key: "environment_sid",
    label: "Environment",
    kind: FieldKind::Sid(&["ZE"]),
    placeholder: "ZE…",
    help: "Which of the service's deployments is called.",
    source: "a generated library, public exports",
    ..Field::TEXT
};

const FUNCTION_SID: Field = Field {
    key: "function_sid",
    label: "Function",
    kind: FieldKind::Sid(&["ZH", "ZN"]),
    placeholder: "ZH…",
    help: "The Function itself. It tells the console which one is meant; the address is what is called.",
    source: "a generated library, public exports",
    ..Field::TEXT
};

const PARAMETERS: Field = Field {
    key: "parameters",
    label: "Function Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "What the Function finds in its `event`: names and values. All values arrive as text.",
    source: "schema, public exports",
    ..Field::LIST
};
