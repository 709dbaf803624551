//! Tests of rules about the values of fields and what their fixes may do, both ways.

use serde_json::{Value, json};

use super::{check, check_widget, flow, found, open, state};
use crate::check::{Options, Severity, check as check_flow, fix_all};

/// What the safe fixes make of a property.
#[track_caller]
fn check_fixed(kind: &str, key: &str, value: &Value, expected: &Value) {
    let mut properties = json!({});
    properties[key] = value.clone();
    let value = flow("incomingMessage", &[state("w", kind, &properties, &json!([]))]);
    let flow = open(&value);
    let options = Options { only: vec!["wrong-type".to_owned()], ..Options::default() };
    let mut fixed = flow;
    for one in check_flow(&fixed.clone(), &options) {
        if let Some(fix) = one.fix.filter(|fix| fix.is_safe) {
            fixed = fix.edit.apply(&fixed).expect("the fix applies");
        }
    }
    assert_eq!(&fixed.to_value()["states"][1]["properties"][key], expected, "{kind} {key}");
}

#[test]
fn a_value_is_converted_only_where_it_is_right_then() {
    let ask = "send-and-wait-for-reply";
    check_fixed(ask, "timeout", &json!(60), &json!(60));
    check_fixed(ask, "timeout", &json!(true), &json!(true));
    check_fixed(ask, "timeout", &json!(-1), &json!(-1));
    check_fixed(ask, "body", &json!(5), &json!("5"));
    check_fixed(ask, "body", &json!(false), &json!(false));
    check_fixed("send-message", "to", &json!(true), &json!(true));
    check_fixed("send-message", "to", &json!(15_551_230_001_u64), &json!(15_551_230_001_u64));
    check_fixed("run-function", "url", &json!(5), &json!(5));
    check_fixed("send-to-flex", "priority", &json!(false), &json!(false));
    check_fixed("say-play", "loop", &json!("3"), &json!(3));
    check_fixed("say-play", "loop", &json!(5.0), &json!(5));
    check_fixed("say-play", "loop", &json!(5.5), &json!(5.5));
    check_fixed(
        "set-variables",
        "variables",
        &json!([{"key": "a", "value": 5}, {"key": "b", "value": true}]),
        &json!([{"key": "a", "value": "5"}, {"key": "b", "value": true}]),
    );
}

#[test]
fn a_trigger_without_a_name_gets_the_one_that_is_meant() {
    let named = |initial: &str| {
        let mut value =
            flow("incomingMessage", &[state("w", "send-message", &json!({"body": "x"}), &json!([]))]);
        value["initial_state"] = json!(initial);
        value["states"][0].as_object_mut().expect("a state").shift_remove("name");
        let fixed = fix_all(&open(&value), &Options::default());
        fixed.flow.to_value()["states"][0]["name"].clone()
    };
    assert_eq!(named("Trigger"), json!("Trigger"));
    assert_eq!(named("Start"), json!("Start"));
    assert_ne!(named("w"), json!("w"));
}

#[test]
fn a_name_that_nothing_refers_to_is_changed_without_looking() {
    let two = |body: &str, next: &str| {
        let states = [
            state("a", "send-message", &json!({"body": body}), &json!([{"event": "sent", "next": next}])),
            state("b", "send-message", &json!({"body": "x"}), &json!([])),
            state("b", "send-message", &json!({"body": "y"}), &json!([])),
        ];
        found("duplicate-name", &flow("incomingMessage", &states))
            .first()?
            .fix
            .as_ref()
            .map(|fix| fix.is_safe)
    };
    assert_eq!(two("x", ""), Some(true));
    assert_eq!(two("x", "b"), Some(false));
    assert_eq!(two("{{widgets.b.outbound.Sid}}", ""), Some(false));
    assert_eq!(two("{{widgets[flow.data.x].outbound.Sid}}", ""), Some(false));
}

#[test]
fn a_placeholder_of_a_content_template_is_bare() {
    let key = |key: &str| json!({"content_variables": [{"key": key, "value": "x"}]});
    let code = "liquid-not-allowed";
    check_widget(code, "send-message", &key("1"), &[]);
    let at = "/states/1/properties/content_variables/0/key Content Variables:";
    check_widget(code, "send-message", &key("{{1}}"), &[&format!("{at} write the key `{{{{1}}}}` as `1`")]);
    check_widget(
        code,
        "send-message",
        &key("{{flow.data.a}}"),
        &[&format!("{at} the key `{{{{flow.data.a}}}}` is not rendered")],
    );
    let value = flow("incomingMessage", &[state("w", "send-message", &key("{{ 1 }}"), &json!([]))]);
    let told: Vec<_> = found(code, &value)
        .into_iter()
        .map(|found| (found.severity, found.fix.and_then(|fix| fix.edit.apply(&open(&value)).ok())))
        .map(|(severity, flow)| {
            let value = flow.map(|flow| flow.to_value()).unwrap_or_default();
            (severity, value["states"][1]["properties"]["content_variables"][0]["key"].clone())
        })
        .collect();
    assert_eq!(told, [(Severity::Advice, json!("1"))]);
}

#[test]
fn what_an_open_list_leaves_out_is_not_denied() {
    let code = "unknown-output";
    let body = |text: &str| {
        let gather = state(
            "g",
            "gather-input-on-call",
            &json!({"say": "?"}),
            &json!([{"event": "keypress", "next": "m"}]),
        );
        flow("incomingCall", &[gather, state("m", "send-message", &json!({"body": text}), &json!([]))])
    };
    let told = |text: &str| {
        found(code, &body(text)).into_iter().map(|found| (found.severity, found.message)).collect::<Vec<_>>()
    };
    assert_eq!(told("{{widgets.g.Digits}} {{widgets.g.CallSid}}"), []);
    assert_eq!(
        told("{{widgets.g.Strange}}"),
        [(Severity::Advice, "Gather Input On Call `g` is not known to leave `Strange`".to_owned())]
    );
    assert_eq!(
        told("{{widgets.m.outbound.Strange}} {{widgets.m.strange}}"),
        [
            (Severity::Advice, "Send Message `m` is not known to leave `outbound.Strange`".to_owned()),
            (Severity::Warning, "Send Message `m` leaves no `strange`".to_owned()),
        ]
    );
}

#[test]
fn templates_make_json_whatever_they_hold() {
    let body = |text: &str| {
        json!({"method": "POST", "url": "https://a.example", "content_type": "application/json;charset=utf-8",
            "body": text})
    };
    let code = "bad-json";
    for right in [
        r#"{"a": "x{{flow.data.a}}\\", "b": {{flow.data.b}}}"#,
        r#"{{flow.data.a}}"#,
        r#"{"a": [1, {{flow.data.a}}, {{ flow.data.b | default: "}" }}]}"#,
        r#"{ {{flow.data.members}} }"#,
        r#"{"a": 1{{flow.data.more}}, {{flow.data.members}}}"#,
        r#"{ {{flow.data.key}}: -{{flow.data.a}}{{flow.data.b}}.5 }"#,
        r#"{"a": "{{flow.data.a}}"{% if flow.data.b %},{% endif %}}"#,
        r#"{"a": ${VALUE}, "b": {{flow.data.b}},}"#,
    ] {
        check_widget(code, "make-http-request", &body(right), &[]);
    }
    for wrong in [
        r#"{"a": "{{flow.data.a}}",}"#,
        r#"{"a": {{flow.data.a}}"#,
        r#"{"a" {{flow.data.a}}"#,
        r#"{"a": "{{flow.data.a}}}"#,
        r#"{'a': {{flow.data.a}}}"#,
    ] {
        let value = flow("incomingMessage", &[state("w", "make-http-request", &body(wrong), &json!([]))]);
        let told = found(code, &value);
        assert!(
            matches!(told.as_slice(), [one] if one.message.contains("is no JSON, whatever its variables hold: ")),
            "{wrong}: {told:?}"
        );
    }
}

#[test]
fn addresses_can_be_reached() {
    let code = "bad-url";
    let url = |url: &str| json!({"method": "GET", "url": url});
    for right in [
        "https://a.example/x?y=http://localhost",
        "http://8.8.8.8",
        "https://172.32.0.1",
        "https://10.example",
    ] {
        check_widget(code, "make-http-request", &url(right), &[]);
    }
    for host in ["localhost", "127.0.0.1", "10.1.2.3", "192.168.0.9", "172.20.1.1", "::1", "nas.local"] {
        let spelled = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let message =
            format!("/states/1/properties/url Request URL: nobody but your own network knows `{host}`");
        check_widget(code, "make-http-request", &url(&format!("http://u:p@{spelled}:8080/x")), &[&message]);
    }
    let stream = |url: &str| json!({"stream_action": "start", "stream_transport_type": "websocket", "stream_url": url});
    check_widget(code, "fork-stream", &stream("wss://a.example/x"), &[]);
    check_widget(code, "fork-stream", &stream("{{flow.data.url}}"), &[]);
    check_widget(
        code,
        "fork-stream",
        &stream("https://a.example/x"),
        &["/states/1/properties/stream_url URL: `https://a.example/x` does not begin with `wss://`"],
    );
    check_widget(
        code,
        "run-conversation-relay",
        &json!({"url": "a.example"}),
        &["/states/1/properties/url WebSocket URL: `a.example` does not begin with `wss://`"],
    );
}

#[test]
fn keys_and_pauses_are_ones_of_a_phone() {
    let code = "out-of-range";
    check_widget(code, "say-play", &json!({"digits": "12w#*A"}), &[]);
    check_widget(code, "say-play", &json!({"digits": "{{flow.data.digits}}"}), &[]);
    check_widget(
        code,
        "say-play",
        &json!({"digits": "1xyz"}),
        &["/states/1/properties/digits Digits to Play: `x` is none of `0123456789ABCDabcd#*wW`"],
    );
    for right in ["auto", "3", ""] {
        check_widget(code, "gather-input-on-call", &json!({"speech_timeout": right}), &[]);
    }
    check_widget(
        code,
        "gather-input-on-call",
        &json!({"speech_timeout": "abc"}),
        &["/states/1/properties/speech_timeout Speech Timeout is no number"],
    );
}

#[test]
fn whom_to_call_is_there() {
    let at = "/states/1/properties/to";
    check_widget(
        "bad-address",
        "send-message",
        &json!({"to": "whatsapp:5551234567", "body": "x"}),
        &[&format!("{at} Send Message To: `whatsapp:5551234567` is no phone number")],
    );
    let code = "missing-value";
    let call = |noun: &str| json!({"noun": noun, "caller_id": "{{contact.channel.address}}"});
    check_widget(
        code,
        "connect-call-to",
        &call("number"),
        &[&format!("{at} Number, Client, SIM or Conference (`to`) is missing but it is required")],
    );
    check_widget(code, "connect-call-to", &call("sip"), &[]);
}

#[test]
fn a_condition_has_a_type_and_something_to_compare() {
    let split = |change: &dyn Fn(&mut Value)| {
        let mut branch = json!({"event": "match", "conditions":
            [{"friendly_name": "a", "arguments": ["{{flow.data.a}}"], "type": "equal_to", "value": "a"}]});
        change(&mut branch);
        flow(
            "incomingMessage",
            &[state("s", "split-based-on", &json!({"input": "{{flow.data.a}}"}), &json!([branch]))],
        )
    };
    let at = "/states/1/transitions/0/conditions";
    check("unknown-condition", &split(&|_| ()), &[]);
    let untyped = found("unknown-condition", &split(&|branch| branch["conditions"][0]["type"] = json!("")));
    let told: Vec<_> =
        untyped.iter().map(|found| found.message.starts_with("`` does not have a value in")).collect();
    assert_eq!(told, [true]);
    check("unknown-condition", &split(&|branch| branch["conditions"][0]["type"] = json!(5)), &[]);
    check("nothing-compared", &split(&|_| ()), &[]);
    check(
        "nothing-compared",
        &split(&|branch| branch["conditions"][0]["arguments"] = json!([])),
        &[&format!("{at}/0/arguments `arguments` is empty")],
    );
    check(
        "match-without-condition",
        &split(&|branch| branch["conditions"] = json!([])),
        &[&format!("{at} `conditions`: there must be a minimum of 1 items in the array")],
    );
}

#[test]
fn one_emoji_in_a_long_text_is_told() {
    let code = "costly-character";
    let body = |text: String| json!({"body": text});
    let at = "/states/1/properties/body";
    check_widget(code, "send-message", &body(format!("{} \u{1f600}", "a".repeat(150))), &[]);
    check_widget(code, "send-message", &body("\u{43f}".repeat(400)), &[]);
    check_widget(
        code,
        "send-message",
        &body(format!("{} \u{1f600}", "a".repeat(250))),
        &[&format!("{at} `\u{1f600}` makes this text 4 segments instead of 2")],
    );
}

#[test]
fn nobody_is_there_where_nobody_answered() {
    let after = |event: &str| {
        let call = state("c", "make-outgoing-call-v2", &json!({}), &json!([{"event": event, "next": "s"}]));
        flow("incomingRequest", &[call, state("s", "say-play", &json!({"say": "Hello"}), &json!([]))])
    };
    check("wrong-trigger", &after("answered"), &[]);
    for event in ["busy", "noAnswer", "failed"] {
        check("wrong-trigger", &after(event), &["/states/2 Say/Play needs a call, and no way here has one"]);
    }
}

#[test]
fn filters_that_give_a_number_are_known() {
    let compare = |filter: &str| {
        let argument = format!("{{{{trigger.message.Body | {filter}}}}}");
        let condition =
            json!({"friendly_name": "a", "arguments": [argument], "type": "less_than", "value": "5"});
        let branch = json!([{"event": "match", "conditions": [condition]}]);
        flow("incomingMessage", &[state("s", "split-based-on", &json!({"input": argument}), &branch)])
    };
    for filter in ["at_least: 5", "at_most: 5", "plus: 0"] {
        check("text-as-number", &compare(filter), &[]);
    }
    assert_eq!(found("text-as-number", &compare("strip")).len(), 1);
}
