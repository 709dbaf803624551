//! TwiML Redirect: gives a call or message to TwiML that lives elsewhere, and takes it back.

use super::acts::Acts;
use super::field::{Choice, Field, FieldKind, Limits};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType};

/// TwiML Redirect.
pub(super) const ADD_TWIML_REDIRECT: WidgetType = WidgetType {
    id: "add-twiml-redirect",
    label: "TwiML Redirect",
    base_name: "twiml_redirect",
    group: Group::Tools,
    icon: Icon::Code,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Hands over to TwiML",
    help: "Hands the call or message to an address that answers with TwiML. The flow goes on when that TwiML calls \
           the flow's webhook with `FlowEvent=return`; what else stands in that address is kept. An address that \
           answers with an error is not Failed: the call simply does not come back.",
    docs: "https://www.twilio.com/docs/studio/widget-library/twiml-redirect",
    fields: &[URL, METHOD, TIMEOUT],
    events: Events::Known(&[
        Event::normal("return", "Return", "Return"),
        Event::normal("timeout", "Timeout", "Timeout"),
        Event::failure("fail", "Failed", "Failed"),
    ]),
    outputs: &[OutputVariable {
        path: "*",
        kind: "string",
        help: "Each further parameter of the address by which the TwiML returned",
        grade: Grade::A,
    }],
    card: Card::FirstOf(&["url"]),
    behaviour: &Acts("redirect"),
    ..WidgetType::BASE
};

const URL: Field = Field {
    key: "url",
    label: "URL",
    kind: FieldKind::Url,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "https://example.com/twiml",
    help: "The address whose TwiML takes over.",
    source: "a generated library, docs, public exports",
    ..Field::TEXT
};

const METHOD: Field = Field {
    key: "method",
    label: "Request Method",
    kind: FieldKind::Choice(&[
        Choice { value: "POST", label: "POST" },
        Choice { value: "GET", label: "GET" },
    ]),
    default: Some(r#""POST""#),
    when_absent: Some(r#""POST""#),
    help: "How Twilio asks that address.",
    source: "a generated library, public exports",
    ..Field::TEXT
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    default: Some(r#""14400""#),
    when_absent: Some(r#""14400""#),
    placeholder: "14400",
    help: "How many seconds to wait for the return before Timeout is taken: 0 to 14400, which is four hours. A call \
           that was lost to a timeout cannot be taken back.",
    limits: Limits { max_chars: None, range: Some((0, 14400)), max_items: None },
    source: "a generated library, docs, public exports",
    ..Field::TEXT
};
