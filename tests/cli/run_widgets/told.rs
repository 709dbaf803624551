//! `--on WIDGET=EVENT?KEY=VALUE`: outcomes with what they leave.

use super::*;

fn refused(flow: &str, on: &str, expected: &str) {
    let ran = run(flow, &["--on", on]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn a_redirect_returns_with_parameters() {
    let flows = Flows::new();
    let flow = one(&flows, "incomingMessage", "add-twiml-redirect", json!({"url": "https://example.com"}));
    let ran = run(&flow, &["--on", "it=return?x=1&y=a%20b+c&z="]);
    assert_eq!(ran.context()["widgets"]["it"], json!({"x": "1", "y": "a b c", "z": ""}), "{}", ran.err);
    let act = &ran.of_kind("redirect")[0];
    assert_eq!(act["sent"]["url"], "https://example.com");
    // Nothing was assumed: all was told.
    assert!(ran.of_kind("assumption").is_empty(), "{}", ran.out);
    assert_eq!(run(&flow, &["--on", "it=return?"]).context()["widgets"]["it"], Value::Null);
}

#[test]
fn what_a_call_leaves_can_be_told() {
    let flows = Flows::new();
    let call = |kind: &str, properties: Value| one(&flows, "incomingCall", kind, properties);
    let left = |flow: &str, on: &str, key: &str| {
        let ran = run(flow, &["--on", on]);
        ran.context()["widgets"]["it"][key].clone()
    };
    let dial = call("connect-call-to", json!({"noun": "number", "to": "+15551230009"}));
    assert_eq!(left(&dial, "it=callCompleted?DialCallStatus=busy", "DialCallStatus"), "busy");
    let gather = call("gather-input-on-call", json!({"say": "Press 1"}));
    assert_eq!(left(&gather, "it=keypress?Digits=12", "Digits"), "12");
    assert_eq!(left(&gather, "it=speech?SpeechResult=yes+please", "SpeechResult"), "yes please");
    let queue = call("enqueue-call", json!({"queue_name": "support"}));
    assert_eq!(left(&queue, "it=failedToEnqueue?QueueResult=queue-full", "QueueResult"), "queue-full");
    let task =
        call("send-to-flex", json!({"workflow": format!("WW{:032}", 1), "channel": format!("TC{:032}", 1)}));
    assert_eq!(left(&task, "it=callComplete?TaskSid=WT1", "TaskSid"), "WT1");
}

#[test]
fn several_outcomes_count_in_order_and_become_a_replay_and_a_test() {
    let flows = Flows::new();
    let redirect = state(
        "it",
        "add-twiml-redirect",
        json!([to("return", "said"), to("timeout", "it"), to("fail", "it")]),
        json!({"url": "https://example.com"}),
    );
    let said = send("said", "{{contact.channel.address}}", "x is {{widgets.it.x}}", json!([]));
    let flow = flows.flow("f.json", json!([trigger("incomingMessage", "it"), redirect, said]));
    let on = ["--body", "hi", "--on", "it=timeout", "--on", "it=fail?x=0", "--on", "it=return?x=7%267"];
    let first = run(&flow, &on);
    assert_eq!(first.sent(), ["x is 7&7"], "{}", first.err);
    let trace = flows.text("run.jsonl", &first.out);
    let second = cordboard(&["run", &flow, "--replay", &trace, "--format", "json"]);
    assert_eq!((second.code, &second.out), (Some(0), &first.out), "{}", second.err);
    let written = cordboard(&["test", "--from", &trace]);
    let file = flows.text("f.test.toml", &written.out);
    let tested = cordboard(&["test", &file]);
    assert_eq!(tested.code, Some(0), "{}{}{}", written.out, tested.out, tested.err);
}

#[test]
fn what_a_widget_never_leaves_is_refused() {
    let flows = Flows::new();
    let redirect =
        one(&flows, "incomingMessage", "add-twiml-redirect", json!({"url": "https://example.com"}));
    refused(&redirect, "it=retrun?x=1", "--on: the widget `it` has no event `retrun`");
    refused(&redirect, "it=return?x=1&x=2", "--on: the widget `it`: `x` is given twice");
    let server = one(&flows, "incomingMessage", "make-http-request", http(json!({})));
    refused(
        &server,
        "it=success?status_code=many",
        "--on: the widget `it`: `status_code` is no integer: many",
    );
    refused(&server, "it=success?cookie=1", "leaves no `cookie`; there is: body");
}

#[test]
fn a_run_on_other_assumptions_becomes_a_test_on_them() {
    let flows = Flows::new();
    let again = state("it", "set-variables", json!([to("next", "it")]), json!({"variables": []}));
    let flow = flows.flow("f.json", json!([trigger("incomingMessage", "it"), again]));
    let ran = run(&flow, &["--body", "hi", "--assume", "widget-loop=at-ten"]);
    let trace = flows.text("run.jsonl", &ran.out);
    let written = cordboard(&["test", "--from", &trace]);
    assert!(written.out.contains("assume = { widget-loop = \"at-ten\" }"), "{}", written.out);
    let file = flows.text(
        "f.test.toml",
        &format!(
            "{}\n",
            written.out.replace("{ ends =", "{ variable = 'flow.variables.x', absent = true },\n  { ends =")
        ),
    );
    // What the test says counts, whatever the folder says.
    flows.text("cordboard.toml", "[run.assume]\nwidget-loop = \"after-ten\"\n");
    let tested = cordboard(&["test", &file, "--format", "json"]);
    let report: Value = serde_json::from_str(&tested.out).unwrap();
    assert_eq!(report["files"][0]["tests"][0]["steps"], 10, "{}{}", tested.out, tested.err);
}

#[test]
fn a_flow_that_is_too_large_fails_before_its_first_step() {
    let flows = Flows::new();
    let set = |n: usize| state(&format!("w{n}"), "set-variables", json!([]), json!({"variables": []}));
    let states = std::iter::once(trigger("incomingMessage", "w1")).chain((1..2001).map(set));
    let flow = flows.flow("large.json", states.collect());
    let ran = run(&flow, &[]);
    assert_eq!((ran.code, ran.reason()), (Some(1), "unhandled-failure".to_owned()), "{}", ran.err);
    assert_eq!(warnings(&ran), [81026]);
    let warned = run(&flow, &["--assume", "too-many-widgets=warned"]);
    assert_eq!((warned.code, warned.reason()), (Some(0), "completed".to_owned()));
    assert_eq!(warnings(&warned), [81025]);
}
