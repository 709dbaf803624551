//! Tests of rules that look at one widget, both ways; those of ways and of templates are in files of their own.

mod documents;
mod reads;
mod values;
mod ways;

use serde_json::{Value, json};

use crate::check::{Blocks, Diagnostic, Options, Severity, check as check_flow};
use crate::flow::{Document, Flow};

fn open(value: &Value) -> Flow {
    Document::from_bytes(None, value.to_string().as_bytes()).expect("a flow").flow().clone()
}

/// A flow that begins with an event, runs through these widgets and may have any other findings.
fn flow(event: &str, states: &[Value]) -> Value {
    let first = states.first().map(|state| state["name"].clone()).unwrap_or_default();
    let mut all = vec![json!({"name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{"event": event, "next": first}]})];
    all.extend(states.iter().cloned());
    json!({"states": all, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}})
}

fn state(name: &str, kind: &str, properties: &Value, transitions: &Value) -> Value {
    json!({"name": name, "type": kind, "properties": properties, "transitions": transitions})
}

fn found(code: &str, value: &Value) -> Vec<Diagnostic> {
    let options = Options { only: vec![code.to_owned()], ..Options::default() };
    check_flow(&open(value), &options)
}

/// What one rule finds: `pointer message` of each finding. A fix of the first finding must remove it.
#[track_caller]
fn check(code: &str, value: &Value, expected: &[&str]) {
    let found = found(code, value);
    let told: Vec<String> =
        found.iter().map(|found| format!("{} {}", found.place.pointer, found.message)).collect();
    assert_eq!(told, expected);
    for one in &found {
        let Some(fix) = &one.fix else { continue };
        let mended = fix.edit.apply(&open(value)).expect("the fix applies");
        let still = check_flow(&mended, &Options { only: vec![code.to_owned()], ..Options::default() });
        assert!(
            still.iter().all(|other| (&other.message, &other.place) != (&one.message, &one.place)),
            "{code}: {} does not help",
            fix.title
        );
    }
}

#[track_caller]
fn check_widget(code: &str, kind: &str, properties: &Value, expected: &[&str]) {
    check(code, &flow("incomingMessage", &[state("w", kind, properties, &json!([]))]), expected);
}

fn fix_title(code: &str, value: &Value) -> Option<String> {
    found(code, value).first().and_then(|found| Some(found.fix.as_ref()?.title.clone()))
}

#[test]
fn types_are_known() {
    let of = |kind: &str| flow("incomingMessage", &[state("w", kind, &json!({}), &json!([]))]);
    check("unknown-type", &of("send-message"), &[]);
    check("unknown-type", &of("create-task"), &[]);
    check(
        "unknown-type",
        &of("send-mesage"),
        &["/states/1/type there is no widget type `send-mesage`: did you mean `send-message`?"],
    );
    assert_eq!(fix_title("unknown-type", &of("Send_Message")), Some("Make it send-message".to_owned()));
    let unheard = found("unknown-type", &of("unheard-of"));
    assert!(unheard.iter().all(|found| found.message.starts_with("`unheard-of` does not have a value in")));
    assert_eq!(
        unheard.first().map(|found| (found.severity, found.blocks)),
        Some((Severity::Error, Blocks::Draft))
    );
}

#[test]
fn properties_are_known() {
    let code = "unknown-property";
    check_widget(code, "create-task", &json!({"x": 1}), &[]);
    check_widget(code, "send-message", &json!({"body": "x", "offset": {"x": 1, "y": 2}}), &[]);
    check_widget(
        code,
        "send-message",
        &json!({"boddy": "x"}),
        &["/states/1/properties/boddy Send Message has no property `boddy`: did you mean `body`?"],
    );
    check_widget(
        code,
        "gather-input-on-call",
        &json!({"num_digits": 1}),
        &[
            "/states/1/properties/num_digits Gather Input On Call has no property `num_digits`: did you mean `number_of_digits`?",
        ],
    );
    check_widget(
        code,
        "send-message",
        &json!({"zzz": {"kept": true}}),
        &["/states/1/properties/zzz Send Message has no property `zzz`"],
    );
}

#[test]
fn fields_that_exclude_each_other_are_told() {
    let code = "exclusive-fields";
    check_widget(code, "say-play", &json!({"say": "Hello"}), &[]);
    check_widget(
        code,
        "say-play",
        &json!({"say": "Hello", "digits": "1"}),
        &[
            "/states/1/properties/digits Say a Message and Play Digits exclude each other, and each is filled in",
        ],
    );
    check_widget(
        code,
        "say-play",
        &json!({}),
        &["/states/1/properties Choose Say a Message, Play a Message or Play Digits"],
    );
    check_widget(
        code,
        "say-play",
        &json!({"say": " "}),
        &["/states/1/properties/say Say a Message is empty"],
    );
    check_widget(code, "gather-input-on-call", &json!({}), &[]);
}

#[test]
fn a_branch_compares_what_its_split_says() {
    let split = |argument: &str| {
        let conditions =
            json!([{"friendly_name": "a", "arguments": [argument], "type": "equal_to", "value": "a"}]);
        let transitions = json!([{"event": "noMatch"}, {"event": "match", "conditions": conditions}]);
        flow(
            "incomingMessage",
            &[state("s", "split-based-on", &json!({"input": "{{flow.data.a}}"}), &transitions)],
        )
    };
    check("arguments-differ", &split("{{flow.data.a}}"), &[]);
    check("arguments-differ", &split(" {{flow.data.a}} "), &[]);
    check(
        "arguments-differ",
        &split("{{flow.data.b}}"),
        &[
            "/states/1/transitions/1/conditions/0/arguments this branch compares `{{flow.data.b}}`, the split `{{flow.data.a}}`",
        ],
    );
}

#[test]
fn what_is_never_rendered_holds_no_template() {
    let code = "liquid-not-allowed";
    let variables = |key: &str| json!({"variables": [{"key": key, "value": "{{flow.data.a}}"}]});
    check_widget(code, "set-variables", &variables("name"), &[]);
    check_widget(
        code,
        "set-variables",
        &variables("{{flow.data.a}}"),
        &["/states/1/properties/variables/0/key Variables: the key `{{flow.data.a}}` is not rendered"],
    );
}

#[test]
fn sids_have_their_shape() {
    let code = "bad-sid";
    let flex = |workflow: &str| json!({"workflow": workflow, "channel": ""});
    let good = format!("WW{}", "0a".repeat(16));
    for right in [&*good, "", "{{flow.data.workflow}}", "${WORKFLOW}", "YOUR_WORKFLOW", "WWxxxxxxxxxxxxxxxx"]
    {
        check_widget(code, "send-to-flex", &flex(right), &[]);
    }
    check_widget(
        code,
        "send-to-flex",
        &flex("support"),
        &["/states/1/properties/workflow Workflow: `support` is no SID: `WW` and 32 hexadecimal digits"],
    );
    let function = |sid: &str| json!({"url": "https://a.example/f", "service_sid": sid});
    check_widget(code, "run-function", &function("default"), &[]);
    check_widget(
        code,
        "run-function",
        &function("other"),
        &["/states/1/properties/service_sid Service: `other` is no SID: `ZS` and 32 hexadecimal digits"],
    );
    let code = "bad-flow-sid";
    let severity = |sid: &str| {
        let value =
            flow("incomingMessage", &[state("w", "run-subflow", &json!({"flow_sid": sid}), &json!([]))]);
        found(code, &value).first().map(|found| found.severity)
    };
    assert_eq!(severity(&format!("FW{}", "0a".repeat(16))), None);
    assert_eq!(severity("${FLOW}"), None);
    assert_eq!(severity("the other flow"), Some(Severity::Error));
    assert_eq!(severity("{{flow.data.flow}}"), Some(Severity::Error));
}

#[test]
fn values_to_be_filled_in_block_publishing() {
    let flex = |workflow: &str| json!({"workflow": workflow, "channel": "{{flow.data.channel}}"});
    for text in ["${WORKFLOW}", "YOUR_WORKFLOW_SID", "REPLACE_ME", "<workflow sid>", "WWxxxxxxxxxxxxxxxxxxxx"]
    {
        let message = format!("/states/1/properties/workflow Workflow: `{text}` is a placeholder");
        check_widget("placeholder", "send-to-flex", &flex(text), &[&message]);
    }
    check_widget("placeholder", "send-to-flex", &flex("{{flow.data.workflow}}"), &[]);
    let code = "missing-value";
    check_widget(code, "send-to-flex", &flex("x"), &[]);
    check_widget(code, "send-to-flex", &flex(""), &["/states/1/properties/workflow Workflow is empty"]);
    check_widget(
        code,
        "make-http-request",
        &json!({"method": "GET"}),
        &["/states/1/properties/url Request URL (`url`) is missing but it is required"],
    );
    let empty = flow("incomingMessage", &[state("w", "make-http-request", &json!({}), &json!([]))]);
    let told = |publish| {
        let options = Options { publish, ..Options::default() };
        let found = check_flow(&open(&empty), &options);
        found
            .iter()
            .filter(|found| found.place.field.as_deref() == Some("url"))
            .map(|found| (found.code, found.severity))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(false), [(code, Severity::Warning)]);
    assert_eq!(told(true), [(code, Severity::Error)]);
}

#[test]
fn addresses_have_their_shape() {
    let code = "bad-address";
    let to = |to: &str| json!({"from": "{{flow.channel.address}}", "to": to, "body": "x"});
    for right in [
        "+15551230001",
        "whatsapp:+15551230001",
        "{{contact.channel.address}}",
        "",
        "${TO}",
        "ann@example.com",
    ] {
        check_widget(code, "send-message", &to(right), &[]);
    }
    for wrong in ["5551230001", "+1 (555) 123-0001", "+12", "12345"] {
        let value = flow("incomingMessage", &[state("w", "send-message", &to(wrong), &json!([]))]);
        let told = found(code, &value).into_iter().map(|found| found.place.pointer).collect::<Vec<_>>();
        assert_eq!(told, ["/states/1/properties/to"], "{wrong}");
    }
    let call =
        |noun: &str, to: &str| json!({"noun": noun, "to": to, "caller_id": "{{contact.channel.address}}"});
    let dial = "connect-call-to";
    for (noun, right) in [
        ("number", "+15551230001"),
        ("number-multi", "+15551230001, +15551230002"),
        ("client", "5"),
        ("sim", "5"),
    ] {
        check_widget(code, dial, &call(noun, right), &[]);
    }
    let at = "/states/1/properties/to Number, Client, SIM or Conference:";
    check_widget(code, dial, &call("number", "555 123"), &[&format!("{at} `555 123` is no phone number")]);
    check_widget(
        code,
        dial,
        &call("number-multi", &["+15551230001"; 11].join(", ")),
        &[&format!("{at} there must be a maximum of 10 items in the array, and there are 11 numbers")],
    );
    check_widget(
        code,
        "make-outgoing-call-v2",
        &json!({"to": "{{contact.channel.address}}", "from": "0800 1"}),
        &["/states/1/properties/from Number to Make Call From: `0800 1` is no phone number"],
    );
    let several = flow(
        "incomingMessage",
        &[state("w", dial, &call("number-multi", "+1 555 123 0001,+15551230002"), &json!([]))],
    );
    assert_eq!(fix_title(code, &several), Some("Write it as +15551230001".to_owned()));
    let spaced = flow("incomingMessage", &[state("w", "send-message", &to("+1 (555) 123-0001"), &json!([]))]);
    assert_eq!(fix_title(code, &spaced), Some("Write it as +15551230001".to_owned()));
}

#[test]
fn requests_are_ones_that_studio_sends() {
    let code = "bad-content-type";
    let of = |kind: &str| json!({"method": "POST", "url": "https://a.example", "content_type": kind});
    check_widget(code, "make-http-request", &of("application/json;charset=utf-8"), &[]);
    check_widget(
        code,
        "make-http-request",
        &of("application/json; charset=UTF-8"),
        &[
            "/states/1/properties/content_type Content Type: Studio does not offer `application/json; charset=UTF-8`",
        ],
    );
    check_widget("not-a-choice", "make-http-request", &of("text/plain"), &[]);
    let code = "body-too-large";
    let body = |body: String| json!({"method": "POST", "url": "https://a.example", "body": body});
    check_widget(code, "make-http-request", &body("x".repeat(64 * 1024)), &[]);
    check_widget(
        code,
        "make-http-request",
        &body("x".repeat(64 * 1024 + 1)),
        &["/states/1/properties/body Request Body: 65537 bytes are more than 65536"],
    );
    let wide = format!("{}{{{{flow.data.a}}}}", "\u{e9}".repeat(8 * 1024 + 1));
    check_widget(
        code,
        "make-http-request",
        &body(wide),
        &["/states/1/properties/body Request Body: 16386 bytes are more than 16384"],
    );
    let rendered = format!("{}{{{{flow.data.a}}}}", "x".repeat(16 * 1024 + 1));
    check_widget(
        code,
        "make-http-request",
        &body(rendered),
        &["/states/1/properties/body Request Body: 16385 bytes are more than 16384"],
    );
}
