//! Executions made up for these tests, compared with what the engine does.

mod voice;

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Comparison, DifferenceKind, Options, Parted, Sign, Verdict, compare, read};
use crate::flow::Document;
use crate::sim::Program;

const EXECUTION: &str = "FN11111111111111111111111111111111";
const FLOW: &str = "FW22222222222222222222222222222222";
const US: &str = "+15005550006";
const THEM: &str = "+15551230001";

fn program(timeout: &str) -> Arc<Program> {
    let on = |event: &str, next: &str| json!({"event": event, "next": next});
    let state = |name: &str, kind: &str, transitions: Value, properties: Value| json!({"name": name, "type": kind, "transitions": transitions, "properties": properties});
    let send = |name: &str, body: &str| {
        let properties =
            json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body});
        state(name, "send-message", json!([{"event": "sent"}, {"event": "failed"}]), properties)
    };
    let condition = json!([{"friendly_name": "yes", "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "equal_to", "value": "yes"}]);
    let flow = json!({"description": "", "initial_state": "Trigger", "states": [
        state("Trigger", "trigger", json!([on("incomingMessage", "ask")]), json!({})),
        state("ask", "send-and-wait-for-reply",
            json!([on("incomingMessage", "check"), on("timeout", "bye"), {"event": "deliveryFailure"}]),
            json!({"from": "{{flow.channel.address}}", "body": "Go on?", "timeout": timeout})),
        state("check", "split-based-on",
            json!([on("noMatch", "bye"), {"event": "match", "next": "look", "conditions": condition}]),
            json!({"input": "{{widgets.ask.inbound.Body}}"})),
        state("look", "make-http-request", json!([on("success", "tell"), on("failed", "bye")]),
            json!({"method": "GET", "url": "https://orders.example/1"})),
        send("tell", "It is {{widgets.look.parsed.state}}"),
        send("bye", "Bye"),
    ]});
    Program::compile(Document::from_bytes(None, flow.to_string().as_bytes()).unwrap().flow())
}

/// The steps of an execution, the oldest first: from, event, to, second, and what the widget left.
fn steps(rows: &[(&str, &str, &str, u32, Value)]) -> Vec<(Value, Value)> {
    let mut widgets = json!({});
    let each = rows.iter().enumerate().map(|(index, (from, event, to, second, left))| {
        if !left.is_null() {
            widgets[*from] = left.clone();
        }
        let sid = format!("FT{index:032x}");
        let step = json!({
            "sid": sid, "execution_sid": EXECUTION, "flow_sid": FLOW, "name": event, "context": {},
            "parent_step_sid": null, "transitioned_from": from, "transitioned_to": to,
            "date_created": format!("2026-11-21T09:{:02}:{:02}Z", second / 60, second % 60),
        });
        let context = json!({"step_sid": sid, "context": {
            "trigger": {"message": {"Body": "hi", "From": THEM, "To": US}},
            "flow": {"sid": EXECUTION, "flow_sid": FLOW, "channel": {"address": US}},
            "contact": {"channel": {"address": THEM}},
            "widgets": widgets,
        }});
        (step, context)
    });
    each.collect()
}

fn said(body: &str, reply: Option<&str>) -> Value {
    let mut left = json!({"outbound": {"Sid": "SM33333333333333333333333333333333", "To": THEM, "From": US,
        "Body": body, "Status": "queued", "DateCreated": "Sat, 21 Nov 2026 09:00:00 +0000"}});
    if let Some(reply) = reply {
        left["inbound"] = json!({"Body": reply, "From": THEM, "To": US});
    }
    left
}

fn ready(state: &str) -> Value {
    let body = json!({"state": state});
    json!({"status_code": 200, "content_type": "application/json", "body": body.to_string(), "parsed": body})
}

fn good() -> Vec<(&'static str, &'static str, &'static str, u32, Value)> {
    vec![
        ("Trigger", "incomingMessage", "ask", 0, Value::Null),
        ("ask", "incomingMessage", "check", 20, said("Go on?", Some("Yes "))),
        ("check", "match", "look", 20, Value::Null),
        ("look", "success", "tell", 21, ready("ready")),
        ("tell", "sent", "Ended", 22, said("It is ready", None)),
    ]
}

fn text_of(rows: &[(&str, &str, &str, u32, Value)]) -> String {
    let both = steps(rows);
    let list: Vec<&Value> = both.iter().rev().map(|(step, _)| step).collect();
    let contexts: Vec<&Value> = both.iter().map(|(_, context)| context).collect();
    json!({"steps": list, "contexts": contexts}).to_string()
}

fn run(timeout: &str, text: &str) -> Comparison {
    let real = read(text).unwrap();
    compare(&program(timeout), &real, &Options::at("2026-01-01T00:00:00Z".parse().unwrap()))
}

/// The verdict, and the signs as one letter each.
#[track_caller]
fn check(comparison: &Comparison, verdict: Verdict, signs: &str) {
    let mark = |sign: Sign| match sign {
        Sign::Same => '=',
        Sign::Given => 'g',
        Sign::Differs => '≠',
        Sign::OnlyReal => '<',
        Sign::OnlyOurs => '>',
        Sign::NotCompared => '.',
    };
    let got: String = comparison.rows.iter().map(|row| mark(row.sign)).collect();
    assert_eq!((comparison.verdict, &*got), (verdict, signs), "{comparison:#?}");
}

#[test]
fn what_the_api_answers_is_taken_in_any_shape() {
    let both = steps(&good());
    let [newest, oldest]: [Vec<Value>; 2] = [
        both.iter().rev().map(|(step, _)| step.clone()).collect(),
        both.iter().map(|(step, _)| step.clone()).collect(),
    ];
    let contexts: Vec<Value> = both.iter().map(|(_, context)| context.clone()).collect();
    let last = json!({"execution_sid": EXECUTION, "context": contexts[4]["context"], "url": "u"});
    let by_sid: Value = both
        .iter()
        .map(|(step, context)| (step["sid"].as_str().unwrap().to_owned(), context["context"].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let camel: Vec<Value> = both
        .iter()
        .map(|(step, context)| {
            json!({"sid": step["sid"], "name": step["name"], "transitionedFrom": step["transitioned_from"],
                "transitionedTo": step["transitioned_to"], "dateCreated": step["date_created"],
                "context": context["context"]})
        })
        .collect();
    let own = |context: &Value| {
        let mut tree = context["context"].clone();
        tree["widgets"]["tell"]["outbound"]["Sid"] = json!("SM44444444444444444444444444444444");
        tree
    };
    let lines: Vec<String> = newest.iter().chain(&contexts).map(|value| value.to_string()).collect();
    for text in [
        json!({"steps": newest, "meta": {"page": 0}, "context": last}).to_string(),
        format!("{}\n{}", json!(newest), json!(contexts)),
        format!("\u{feff}{}{last}", json!({"steps": oldest, "meta": {}})),
        format!("{}\n\n{}", json!(oldest), own(&contexts[4])),
        json!({"execution": {"sid": EXECUTION, "status": "ended", "flow_version": 3}, "steps": oldest,
            "contexts": by_sid})
        .to_string(),
        json!(camel).to_string(),
        lines.join("\n"),
        // A page given twice counts once.
        format!("{}{}{}", json!({"steps": newest}), json!({"steps": newest}), json!(contexts)),
    ] {
        let real = read(&text).unwrap();
        let path: Vec<String> = real.steps.iter().map(|step| step.title()).collect();
        assert_eq!(path, ["Trigger", "ask", "check", "look", "tell"], "{text}");
        assert_eq!((real.steps[4].next.as_deref(), real.steps[4].at_secs), (None, Some(22.0)));
        let comparison = run("60", &text);
        check(&comparison, Verdict::Equal, "=====");
        assert!(comparison.first.is_none() && comparison.revision.is_empty(), "{comparison:#?}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_a_way_out() {
    for (text, expected) in [
        ("", "there is nothing to read"),
        ("  \n", "there is nothing to read"),
        ("hello", "line 1, column 1: this is no JSON"),
        ("{\"steps\": [\n{\"sid\": nope}]}", "line 2, column"),
        ("{\"steps\": [", "The end is missing"),
        ("5", "this is a number"),
        ("[[[[[[[[[[]]]]]]]]]]", "wrapped too deep"),
        ("{\"steps\": []}", "the list of steps is empty"),
        ("{\"states\": []}", "this is the definition of a flow"),
        ("{\"executions\": [{\"sid\": \"FN1\"}]}", "…/Executions/FN1/Steps"),
        ("{\"code\": 20404, \"message\": \"not found\", \"status\": 404}", "an error of Twilio: not found"),
        ("{\"a\": 1}", "it has a"),
        ("{}", "it has nothing"),
        ("[{\"transitioned_from\": \"a\", \"transitioned_to\": \"b\"}]", "[0]: a step has no `name`"),
        ("{} [{\"name\": \"x\", \"transitioned_to\": \"b\"}]", "document 1: "),
        ("{\"kind\": \"step\", \"at\": 0}", "no line of a run's trace"),
        ("{\"trigger\": {}}", "there are no steps in it"),
    ] {
        let error = read(text).unwrap_err();
        let told = error.to_string();
        assert!(told.contains(expected) && !error.remedy.is_empty(), "{text:?} gave {told:?}");
    }
    // Odd input is told of, and is no panic.
    for text in
        ["\u{0}", "[null]", "{\"steps\": {}}", "[[],[]]", "{\"context\": {\"widgets\": []}}", "\"FN\""]
    {
        assert!(read(text).is_err(), "{text}");
    }
    assert!(read(&"[".repeat(100_000)).is_err());
}

#[test]
fn a_reply_that_came_too_late_parts_the_two_at_the_wait() {
    // 20 seconds after the question: ours has waited for ten only.
    let comparison = run("10", &text_of(&good()));
    check(&comparison, Verdict::Differs, "=≠...");
    let first = comparison.first.unwrap();
    assert_eq!((first.row, first.parted, &*first.widget), (1, Parted::Event, "ask"));
    assert_eq!(
        first.text,
        "Step 2: the real execution left `ask` by `incomingMessage` to `check`, ours by `timeout` to `bye`"
    );
}

#[test]
fn a_timeout_a_failed_server_and_a_refused_message_go_as_they_went() {
    let silent = vec![
        ("Trigger", "incomingMessage", "ask", 0, Value::Null),
        ("ask", "timeout", "bye", 60, said("Go on?", None)),
        ("bye", "sent", "Ended", 60, said("Bye", None)),
    ];
    check(&run("60", &text_of(&silent)), Verdict::Equal, "===");
    let mut failed = good();
    failed.truncate(3);
    failed.push(("look", "failed", "bye", 31, Value::Null));
    let refused = json!({"outbound": {"ErrorCode": 21610, "ErrorMessage": "STOP", "To": THEM, "From": US,
        "Body": "Bye", "Status": "failed"}});
    failed.push(("bye", "failed", "Ended", 32, refused));
    check(&run("60", &text_of(&failed)), Verdict::Equal, "=====");
    let mut gone = good();
    gone.truncate(1);
    gone.push(("ask", "deliveryFailure", "Ended", 5, {
        let mut left = said("Go on?", None);
        left["outbound"]["ErrorCode"] = json!(30006);
        left["outbound"]["Status"] = json!("undelivered");
        left
    }));
    check(&run("60", &text_of(&gone)), Verdict::Equal, "==");
}

#[test]
fn an_answer_that_was_altered_is_named_with_its_reason() {
    let mut rows = good();
    rows[1].4 = said("Go on?", Some("no"));
    let comparison = run("60", &text_of(&rows));
    check(&comparison, Verdict::Differs, "==≠..");
    let first = comparison.first.unwrap();
    assert_eq!((first.row, first.parted, &*first.widget), (2, Parted::Event, "check"));
    assert!(first.why[0].contains("\"no\" meets no condition"), "{:?}", first.why);
    assert!(!first.is_other_revision);

    // The text of a message is ours; what differs since is told once.
    let mut rows = good();
    rows[4].4 = said("It was ready", None);
    let comparison = run("60", &text_of(&rows));
    check(&comparison, Verdict::Differs, "=====");
    assert_eq!(comparison.first_variables, Some(4));
    let found = &comparison.rows[4].variables;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&*found[0].path, found[0].real.as_deref(), found[0].ours.as_deref(), found[0].kind),
        (
            "widgets.tell.outbound.Body",
            Some("\"It was ready\""),
            Some("\"It is ready\""),
            DifferenceKind::Value
        )
    );
}

#[test]
fn sids_and_dates_are_never_the_same_and_no_difference() {
    let real = json!({"widgets": {"a": {"sid": format!("SM{:032}", 1), "at": "2026-11-21T09:00:00Z", "n": 1,
        "url": format!("https://x/AC{:032}/y", 3), "gone": null, "text": "1", "list": [1, 2]}}});
    let ours = json!({"widgets": {"a": {"sid": format!("SM{:032}", 2), "at": "2026-11-22T10:00:00Z", "n": 1.0,
        "url": format!("https://x/AC{:032}/y", 4), "text": 1, "list": [1]}}});
    let found = super::difference::of(&real, &crate::sim::Context::from_value(ours));
    let kinds: Vec<(&str, DifferenceKind)> =
        found.iter().map(|difference| (&*difference.path, difference.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("widgets.a.sid", DifferenceKind::Sid),
            ("widgets.a.at", DifferenceKind::Date),
            ("widgets.a.url", DifferenceKind::Sid),
            ("widgets.a.text", DifferenceKind::Type),
            ("widgets.a.list[1]", DifferenceKind::OnlyReal),
        ]
    );
}

#[test]
fn another_revision_is_told_and_not_taken_for_the_engines_fault() {
    let mut rows = good();
    rows[3].2 = "thank";
    rows[4].0 = "thank";
    let comparison = run("60", &text_of(&rows));
    check(&comparison, Verdict::OtherRevision, "===≠.");
    assert_eq!(
        comparison.revision,
        [
            "`success` of `look` led to `thank`, and in the open flow it leads to `tell`",
            "There was a widget `thank`, which the open flow does not have",
        ]
    );
    assert!(comparison.first.unwrap().is_other_revision);
}

#[test]
fn without_contexts_the_path_is_read_and_nothing_compared() {
    let both = steps(&good());
    let list: Vec<&Value> = both.iter().map(|(step, _)| step).collect();
    let comparison = run("60", &json!({"steps": list}).to_string());
    check(&comparison, Verdict::NotRun, ".....");
    assert!(comparison.not_compared.iter().any(|note| note.contains("…/Context")), "{comparison:?}");

    // The last context alone is enough for a flow that comes to each widget once.
    let text = format!("{}{}", json!({"steps": list}), both[4].1["context"]);
    let comparison = run("60", &text);
    check(&comparison, Verdict::Equal, "=====");
    assert!(comparison.not_compared.iter().any(|note| note.contains("4 steps are")), "{comparison:?}");
}

#[test]
fn an_execution_that_still_waits_is_the_same_as_far_as_it_came() {
    let mut rows = good();
    rows.truncate(1);
    let text = format!("{}{}", text_of(&rows), json!({"sid": EXECUTION, "status": "active"}));
    check(&run("60", &text), Verdict::Equal, "=");
}

#[test]
fn a_trace_of_ours_is_taken_too() {
    let start = json!({"kind": "started", "execution": EXECUTION, "flow": {"file": "a", "sha256": ""},
        "trigger": "incomingMessage", "seed": 3, "now": "2026-11-21T09:00:00Z", "zone": "UTC", "at": 0,
        "context": {"trigger": {"message": {"Body": "hi"}}, "flow": {"channel": {"address": US}},
            "contact": {"channel": {"address": THEM}}, "widgets": {}}});
    let step = |index: u32, widget: &str, event: &str, next: Option<&str>, at: u32| json!({"kind": "step", "index": index, "widget": widget, "type": "", "event": event, "next": next, "at": at});
    let message = json!({"kind": "message", "direction": "inbound", "widget": "ask", "from": "", "to": "",
        "body": "yes", "media": [], "at": 5});
    let answer = json!({"kind": "http", "widget": "look", "sent": {}, "at": 5,
        "result": {"status": 500, "content_type": "text/plain", "body": "no"}});
    let lines = [
        start,
        step(1, "Trigger", "incomingMessage", Some("ask"), 0),
        message,
        step(2, "ask", "incomingMessage", Some("check"), 5),
        step(3, "check", "match", Some("look"), 5),
        answer,
        step(4, "look", "failed", Some("bye"), 5),
        step(5, "bye", "sent", None, 5),
    ];
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    check(&run("60", &text.join("\n")), Verdict::Equal, "=====");
    assert!(read(&text[1..].join("\n")).is_err());
}

#[test]
fn a_thousand_steps_take_no_quadratic_time() {
    let on = |event: &str, next: &str| json!({"event": event, "next": next});
    let sends = |name: &str, next: &str| {
        json!({"name": name, "type": "send-message", "transitions": [on("sent", next)], "properties":
            {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "x"}})
    };
    let flow = json!({"initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "transitions": [on("incomingMessage", "a")], "properties": {}},
        sends("a", "b"), sends("b", "a"),
    ]});
    let program = Program::compile(Document::from_bytes(None, flow.to_string().as_bytes()).unwrap().flow());
    let mut rows = vec![("Trigger", "incomingMessage", "a", 0, Value::Null)];
    for index in 0..999_u32 {
        let (from, to) = if index % 2 == 0 { ("a", "b") } else { ("b", "a") };
        rows.push((from, "sent", to, index + 1, said(&"x".repeat(10_000), None)));
    }
    let text = text_of(&rows);
    assert!(text.len() > 10_000_000);
    let begun = std::time::Instant::now();
    let comparison = compare(&program, &read(&text).unwrap(), &Options::at(jiff::Timestamp::UNIX_EPOCH));
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
    assert_eq!((comparison.rows.len(), comparison.first_variables), (1000, Some(1)));
}
