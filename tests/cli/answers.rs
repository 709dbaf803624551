//! What is kept beside a flow counts where it is run and tested: prepared answers and start sets. Options and a test's own
//! tables win over it.

use crate::support::{Flows, Ran, cordboard, send, state, to, trigger};
use serde_json::{Value, json};

const TEMPLATE: &str = "HX0123456789abcdef0123456789abcdef";
const NOW: [&str; 4] = ["--now", "2026-11-21T09:00:00Z", "--format", "json"];

/// A flow that looks something up, puts the contact in a queue, and says what came of it.
fn desk(beside: Value) -> (Flows, String) {
    let flows = Flows::new();
    let lookup = state(
        "lookup",
        "make-http-request",
        json!([to("success", "queue"), to("failed", "sorry")]),
        json!({"url": "http://localhost:9/who", "method": "GET", "body": "", "content_type": "application/json"}),
    );
    let queue = state(
        "queue",
        "send-to-flex",
        json!([to("callComplete", "hello"), to("failedToEnqueue", "sorry"), to("callFailure", "sorry")]),
        json!({"channel": "TC0123456789abcdef0123456789abcdef", "workflow": "WW0123456789abcdef0123456789abcdef",
            "attributes": "{}"}),
    );
    let mut hello = send("hello", "{{contact.channel.address}}", "", json!([]));
    let properties = hello["properties"].as_object_mut().unwrap();
    properties.insert("message_type".into(), json!("content_template"));
    properties.insert("content_sid".into(), json!(TEMPLATE));
    properties
        .insert("content_variables".into(), json!([{"key": "1", "value": "{{widgets.lookup.parsed.name}}"}]));
    let sorry = send("sorry", "{{contact.channel.address}}", "Sorry {{flow.data.name}}", json!([]));
    let start = state(
        "Trigger",
        "trigger",
        json!([to("incomingMessage", "lookup"), to("incomingRequest", "lookup")]),
        json!({}),
    );
    let flow = flows.flow("desk.json", json!([start, lookup, queue, hello, sorry]));
    flows.text("desk.cordboard.json", &beside.to_string());
    (flows, flow)
}

fn answers() -> Value {
    json!({"version": 1, "answers": {
        "http": {"lookup": {"status": 200, "body": {"name": "Ann"}}, "gone": {"status": 500}},
        "outcomes": {"queue": {"event": "callComplete"}},
        "contents": {TEMPLATE: {"text": "Hello {{1}}!"}},
    }})
}

fn run(flow: &str, options: &[&str]) -> Ran {
    cordboard(&[&["run", flow], &NOW[..], options].concat())
}

/// What a run with these options sends.
#[track_caller]
fn check(flow: &str, options: &[&str], sent: &str) -> Ran {
    let ran = run(flow, options);
    assert_eq!(ran.sent(), [sent], "{}{}", ran.out, ran.err);
    ran
}

#[test]
fn a_run_takes_the_answers_beside_the_flow_and_says_so() {
    let (_flows, flow) = desk(answers());
    let ran = check(&flow, &[], "Hello Ann!");
    assert_eq!(ran.code, Some(0));
    let told = "desk.cordboard.json: lookup (http), queue (callComplete), HX0123456789abcdef0123456789abcdef (text)\n";
    assert!(ran.err.starts_with("answers from ") && ran.err.ends_with(told), "{}", ran.err);
}

#[test]
fn options_win_over_what_is_kept() {
    let (flows, flow) = desk(answers());
    check(&flow, &["--stub", "lookup=200:{\"name\": \"Bob\"}"], "Hello Bob!");
    let ran = check(&flow, &["--on", "lookup=failed"], "Sorry ");
    assert!(!ran.err.contains("lookup (http)"), "{}", ran.err);
    check(&flow, &["--on", "queue=failedToEnqueue"], "Sorry ");
    // A host that is allowed here is really asked, and nobody listens there; one that is kept comes after the answer.
    check(&flow, &["--allow-http", "localhost:9"], "Sorry ");
    let mut with_host = answers();
    with_host["answers"]["hosts"] = json!(["localhost:9"]);
    flows.text("desk.cordboard.json", &with_host.to_string());
    let ran = check(&flow, &[], "Hello Ann!");
    assert!(ran.err.contains("requests to localhost:9 go out"), "{}", ran.err);
}

#[test]
fn a_trace_of_such_a_run_is_replayed_from_itself() {
    let (flows, flow) = desk(answers());
    let trace = flows.text("run.jsonl", &run(&flow, &[]).out);
    let mut without = answers();
    without["answers"]["http"] = json!({});
    without["answers"]["outcomes"] = json!({});
    flows.text("desk.cordboard.json", &without.to_string());
    let ran = cordboard(&["run", &flow, "--replay", &trace]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn what_does_not_fit_the_flow_is_left_out_and_told() {
    let beside = json!({"version": 1, "answers": {
        "http": {"hello": {"status": 200}},
        "outcomes": {"lookup": {"event": "succes"}},
        "hosts": ["not a host"],
    }});
    let (_flows, flow) = desk(beside);
    let ran = check(&flow, &["--on", "queue=callComplete", "--stub", "lookup=404"], "Sorry ");
    for told in [
        "the widget `lookup` has no event `succes`; it is left out",
        "the widget `hello` asks no server; it is left out",
        "`not a host` is no host; it is left out",
    ] {
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    assert!(!ran.err.contains("answers from"), "{}", ran.err);
}

#[test]
fn a_broken_side_file_stops_a_run_and_a_test_with_its_place() {
    let (flows, flow) = desk(json!({}));
    flows.text("desk.test.toml", TESTS);
    for (text, place) in [
        (
            "{\"version\": 1,\n \"answers\": {\"http\": {\"lookup\": {\"status\": 0}}}}",
            "desk.cordboard.json:2:44: ",
        ),
        ("{\"version\": 1,\n \"starts\": 1}", "desk.cordboard.json:2:12: "),
        ("{", "desk.cordboard.json:1:2: "),
    ] {
        flows.text("desk.cordboard.json", text);
        let folder = flows.path("").display().to_string();
        for ran in [run(&flow, &[]), cordboard(&["test", &folder])] {
            assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
            assert!(ran.err.contains(place), "{}", ran.err);
        }
    }
}

const TESTS: &str = r#"flow = "desk.json"

[[test]]
name = "what is kept"
trigger = { message = "hi" }
steps = [{ sends = "Hello Ann!" }, { ends = true }]

[[test]]
name = "what the test says"
trigger = { message = "hi" }
steps = [{ sends = "Hello Bob!" }, { ends = true }]
[test.http]
lookup = { status = 200, body = '{"name": "Bob"}' }

[[test]]
name = "another outcome"
trigger = { message = "hi" }
steps = [{ sends = "Sorry " }, { ends = true }]
[test.on]
lookup = "failed"

[[test]]
name = "another text"
trigger = { message = "hi" }
steps = [{ sends = "Dear Ann" }, { ends = true }]
[test.content]
HX0123456789abcdef0123456789abcdef = "Dear {{1}}"
"#;

#[test]
fn tests_take_what_is_kept_where_they_say_nothing_and_send_nothing() {
    let mut beside = answers();
    beside["answers"]["hosts"] = json!(["localhost:9"]);
    let (flows, _flow) = desk(beside);
    flows.text("desk.test.toml", TESTS);
    let folder = flows.path("").display().to_string();
    let ran = cordboard(&["test", &folder]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(ran.err.matches("answers from ").count(), 1, "{}", ran.err);
    assert!(!ran.err.contains("localhost"), "{}", ran.err);
    // Without the answer nothing goes out either, whatever host is allowed beside the flow.
    let only_host = json!({"version": 1, "answers": {"hosts": ["localhost:9"]}});
    flows.text("desk.cordboard.json", &only_host.to_string());
    let ran = cordboard(&["test", &folder, "--filter", "what is kept"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("nothing was sent to localhost"), "{}", ran.out);
}

fn with_starts() -> Value {
    let mut beside = answers();
    beside["starts"] = json!({
        "Ann on Sunday": {
            "trigger": "request", "contact": "+15551230009", "flow_address": "+15005550009",
            "parameters": {"name": "Ann", "age": 5}, "now": "2026-11-29 23:59", "zone": "Kigali"
        },
        "odd": {"trigger": "mesage"},
        "late": {"now": "someday"},
    });
    beside
}

#[test]
fn a_run_starts_with_a_named_set_and_options_win() {
    let (_flows, flow) = desk(with_starts());
    let ran = cordboard(&["run", &flow, "--start", "Ann on Sunday", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let started = &ran.records()[0];
    assert_eq!(started["trigger"], "incomingRequest");
    assert_eq!(started["now"], "2026-11-29T21:59:00Z");
    assert_eq!(started["zone"], "Africa/Kigali");
    assert_eq!(started["context"]["flow"]["data"], json!({"name": "Ann", "age": 5}));
    assert_eq!(started["context"]["contact"]["channel"]["address"], "+15551230009");
    assert_eq!(started["context"]["flow"]["channel"]["address"], "+15005550009");
    let options = ["--start", "Ann on Sunday", "--data", "{}", "--from", "+15551230007", "--zone", "UTC"];
    let ran = run(&flow, &options);
    let started = &ran.records()[0];
    assert_eq!(started["now"], "2026-11-21T09:00:00Z");
    assert_eq!(started["zone"], "UTC");
    assert_eq!(started["context"]["flow"]["data"], json!({}));
    assert_eq!(started["context"]["contact"]["channel"]["address"], "+15551230007");
    assert_eq!(started["context"]["flow"]["channel"]["address"], "+15005550009");
    let ran = run(&flow, &["--start", "Ann on Sunday", "--trigger", "message", "--body", "hi"]);
    assert_eq!(ran.records()[0]["context"]["trigger"]["message"]["Body"], "hi");
}

#[test]
fn a_set_that_is_not_there_or_not_understood_is_refused() {
    let (flows, flow) = desk(with_starts());
    let refused = |name: &str, reason: &str| {
        let ran = cordboard(&["run", &flow, "--start", name]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.contains(reason), "{}", ran.err);
    };
    refused("Ann on Sonday", "has no start set `Ann on Sonday`; did you mean `Ann on Sunday`?");
    refused("odd", "the set `odd` names a trigger that there is not: `mesage`");
    refused("late", "the set `late`: `someday` is not understood");
    flows.text("desk.cordboard.json", &answers().to_string());
    refused("Ann", "no start set is kept beside the flow");
}

#[test]
fn answers_reach_the_widgets_of_a_subflow() {
    const SUB: &str = "FW0123456789abcdef0123456789abcdef";
    let flows = Flows::new();
    let ask = state(
        "ask",
        "make-http-request",
        json!([to("success", "keep")]),
        json!({"url": "https://api.example.org/", "method": "GET"}),
    );
    let keep = state(
        "keep",
        "set-variables",
        json!([]),
        json!({"variables": [{"key": "said", "value": "{{widgets.ask.body}}"}]}),
    );
    flows.flow("sub.json", json!([trigger("incomingParent", "ask"), ask, keep]));
    let it = state(
        "it",
        "run-subflow",
        json!([to("completed", "tell")]),
        json!({"flow_sid": SUB, "flow_revision": "LatestPublished", "parameters": []}),
    );
    let tell = send("tell", "{{contact.channel.address}}", "{{widgets.it.said}}", json!([]));
    let flow = flows.flow("main.json", json!([trigger("incomingMessage", "it"), it, tell]));
    let beside = json!({"version": 1, "subflows": {SUB: "sub.json"},
        "answers": {"http": {"it/ask": [{"body": "one"}, {"body": "two"}]}}});
    flows.text("main.cordboard.json", &beside.to_string());
    check(&flow, &[], "one");
}
