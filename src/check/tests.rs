//! Tests of the rules, both ways.

mod options;

use serde_json::{Value, json};

use super::*;
use crate::flow::{Document, Flow, WidgetId};

fn open(text: &str) -> Flow {
    Document::from_bytes(None, text.as_bytes()).expect("a flow").flow().clone()
}

/// A sound flow: a trigger, a question, a split, an answer.
fn sound() -> Value {
    let message = |body: &str| {
        json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body,
            "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}"})
    };
    json!({
        "description": "A flow",
        "states": [
            {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
                "transitions": [{"event": "incomingMessage", "next": "ask_name"}, {"event": "incomingCall"}]},
            {"name": "ask_name", "type": "send-and-wait-for-reply",
                "properties": {"from": "{{flow.channel.address}}", "body": "Your name?", "timeout": "60"},
                "transitions": [{"event": "incomingMessage", "next": "split_1"},
                    {"event": "timeout", "next": "thanks"}, {"event": "deliveryFailure", "next": "thanks"}]},
            {"name": "split_1", "type": "split-based-on", "properties": {"input": "{{widgets.ask_name.inbound.Body}}"},
                "transitions": [{"event": "noMatch", "next": "thanks"}, {"event": "match", "next": "thanks",
                    "conditions": [{"friendly_name": "if-ann", "arguments": ["{{widgets.ask_name.inbound.Body}}"],
                        "type": "equal_to", "value": "Ann"}]}]},
            {"name": "thanks", "type": "send-message", "properties": message("Thanks"),
                "transitions": [{"event": "sent"}, {"event": "failed", "next": "other"}]},
            {"name": "other", "type": "create-task", "properties": {"x": 1}, "transitions": [{"event": "any"}]},
        ],
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true},
    })
}

fn diagnostics(value: &Value) -> Vec<Diagnostic> {
    super::check(&open(&value.to_string()), &Options::default())
}

/// What a change to the sound flow brings: `code pointer` of each finding.
#[track_caller]
fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
    let mut value = sound();
    change(&mut value);
    let found: Vec<String> =
        diagnostics(&value).iter().map(|found| format!("{} {}", found.code, found.place.pointer)).collect();
    assert_eq!(found, expected);
}

/// The same for one property of a widget.
#[track_caller]
fn check_property(state: usize, key: &str, to: Value, expected: &[&str]) {
    check(|flow| flow["states"][state]["properties"][key] = to, expected);
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().expect("an object").shift_remove(key);
}

#[test]
fn a_sound_flow_has_nothing() {
    check(|_| (), &[]);
}

#[test]
fn the_envelope_is_checked() {
    check(|flow| remove(flow, "initial_state"), &["missing-initial-state /initial_state"]);
    check(|flow| flow["initial_state"] = json!(1), &["missing-initial-state /initial_state"]);
    check(|flow| flow["initial_state"] = json!("Start"), &["unknown-initial-state /initial_state"]);
    check(|flow| flow["flags"] = json!({}), &["bad-flags /flags/allow_concurrent_calls"]);
    check(
        |flow| flow["flags"] = json!({"allow_concurrent_calls": "true"}),
        &["bad-flags /flags/allow_concurrent_calls"],
    );
    check(|flow| flow["flags"] = json!([]), &["bad-flags /flags"]);
    check(|flow| remove(flow, "flags"), &[]);
    check(|flow| flow["states"] = json!([]), &["no-states /states", "unknown-initial-state /initial_state"]);
    let doubled = open(
        r#"{"states": [{"type": "trigger", "name": "Trigger", "name": "T", "name": "Trigger"}],
        "initial_state": "Trigger"}"#,
    );
    let found: Vec<_> = super::check(&doubled, &Options::default()).iter().map(|found| found.code).collect();
    assert_eq!(found, ["doubled-key", "never-starts"]);
}

#[test]
fn an_old_export_is_one_finding() {
    let flow = open(
        r#"{"states": [{"name": "Trigger", "type": "InitialState", "sid": "FF0", "properties": {},
        "transitions": [{"event": "incomingMessage", "next": "FF1", "conditions": [], "uuid": "x"}]}]}"#,
    );
    let found = super::check(&flow, &Options::default());
    assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), ["legacy-export"]);
    assert!(found.iter().all(|found| found.why.contains("convert")));
}

#[test]
fn triggers_are_counted() {
    let second = |flow: &mut Value| {
        let mut copy = flow["states"][0].clone();
        copy["name"] = json!("Trigger_2");
        flow["states"].as_array_mut().expect("states").push(copy);
    };
    check(second, &["several-triggers /states/5", "unreachable /states/5"]);
    check(
        |flow| flow["states"][0]["type"] = json!("unheard-of"),
        &["no-trigger /states", "unknown-type /states/0/type"],
    );
}

#[test]
fn states_need_their_keys() {
    check(
        |flow| flow["states"][4] = json!(7),
        &["unknown-target /states/3/transitions/1/next", "not-an-object /states/4", "unreachable /states/4"],
    );
    check(|flow| remove(&mut flow["states"][4], "type"), &["missing-type /states/4/type"]);
    check(
        |flow| flow["states"][4]["name"] = json!(""),
        &["unknown-target /states/3/transitions/1/next", "unnamed /states/4/name", "unreachable /states/4"],
    );
    check(|flow| remove(&mut flow["states"][4], "transitions"), &["missing-key /states/4/transitions"]);
    check(|flow| flow["states"][4]["properties"] = json!([]), &["missing-key /states/4/properties"]);
    check(|flow| remove(&mut flow["states"][0], "properties"), &[]);
    check(
        |flow| flow["states"][4]["transitions"] = json!([1, {}, {"event": 2}, {"event": "x", "next": 3}]),
        &[
            "bad-transition /states/4/transitions/0",
            "bad-transition /states/4/transitions/1/event",
            "bad-transition /states/4/transitions/2/event",
            "bad-transition /states/4/transitions/3/next",
        ],
    );
    check(|flow| flow["states"][4]["transitions"][0]["next"] = json!(null), &[]);
}

#[test]
fn names_are_checked() {
    check(
        |flow| {
            flow["states"][4]["name"] = json!("thanks");
            flow["states"][3]["transitions"][1]["next"] = json!("split_1");
        },
        &["duplicate-name /states/4/name", "unreachable /states/4"],
    );
    check(
        |flow| {
            flow["states"][4]["name"] = json!("the other");
            flow["states"][3]["transitions"][1]["next"] = json!("the other");
        },
        &["bad-name /states/4/name"],
    );
}

#[test]
fn a_target_that_is_not_there_is_mended_by_a_near_name() {
    let fix = |next: &str| {
        let mut flow = sound();
        flow["states"][3]["transitions"][1]["next"] = json!(next);
        let found = diagnostics(&flow);
        let found = found.iter().find(|found| found.code == "unknown-target").expect("found");
        assert_eq!(found.severity, Severity::Error);
        let fix = found.fix.clone().expect("a fix");
        let mended = fix.edit.apply(&open(&flow.to_string())).expect("applies");
        assert!(
            super::check(&mended, &Options::default()).iter().all(|found| found.code != "unknown-target")
        );
        (fix.title, fix.is_safe)
    };
    assert_eq!(fix("Ask-Name"), ("Connect to ask_name".to_owned(), true));
    assert_eq!(fix("ask_nmae"), ("Connect to ask_name".to_owned(), false));
    assert_eq!(
        fix("ask_name_2"),
        ("Connect to ask_name".to_owned(), false),
        "another number is another widget"
    );
    assert_eq!(fix("askname_"), ("Connect to ask_name".to_owned(), true));
    assert_eq!(fix("goodbye"), ("Disconnect".to_owned(), false));
    // Nothing can lead to the trigger.
    assert_eq!(fix("trigger"), ("Disconnect".to_owned(), false));
}

#[test]
fn events_are_checked() {
    check(
        |flow| flow["states"][3]["transitions"][0]["event"] = json!("delivered"),
        &["unknown-event /states/3/transitions/0/event", "missing-event /states/3/transitions"],
    );
    check(
        |flow| flow["states"][3]["transitions"] = json!([{"event": "failed", "next": "other"}]),
        &["missing-event /states/3/transitions"],
    );
}

#[test]
fn conditions_are_checked() {
    let condition = |flow: &mut Value, key: &str, to: Value| {
        flow["states"][2]["transitions"][1]["conditions"][0][key] = to;
    };
    let at = "/states/2/transitions/1/conditions";
    check(
        |flow| flow["states"][2]["transitions"][1]["conditions"] = json!([]),
        &[&format!("match-without-condition {at}")],
    );
    check(
        |flow| remove(&mut flow["states"][2]["transitions"][1], "conditions"),
        &[&format!("match-without-condition {at}")],
    );
    check(
        |flow| remove(&mut flow["states"][2]["transitions"][1]["conditions"][0], "value"),
        &[&format!("bad-condition {at}/0/value")],
    );
    check(|flow| condition(flow, "value", json!(5)), &[&format!("bad-condition {at}/0/value")]);
    check(|flow| condition(flow, "arguments", json!([5])), &[&format!("bad-condition {at}/0/arguments/0")]);
    check(|flow| condition(flow, "type", json!("sounds_like")), &[&format!("unknown-condition {at}/0/type")]);
}

#[test]
fn properties_have_their_json_types() {
    let from = "/states/3/properties/from";
    check(
        |flow| remove(&mut flow["states"][3]["properties"], "from"),
        &[&format!("missing-property {from}")],
    );
    check_property(3, "from", json!(true), &[&format!("wrong-type {from}")]);
    check_property(3, "shorten_urls", json!("true"), &["wrong-type /states/3/properties/shorten_urls"]);
    check_property(3, "attributes", json!(null), &["wrong-type /states/3/properties/attributes"]);
    check_property(
        3,
        "content_variables",
        json!([{"key": "1", "value": "x"}, {"key": 1}, 2]),
        &[
            "wrong-type /states/3/properties/content_variables/1/key",
            "wrong-type /states/3/properties/content_variables/1/value",
            "wrong-type /states/3/properties/content_variables/2",
        ],
    );
    check_property(1, "timeout", json!(60), &["old-type /states/1/properties/timeout"]);
    check_property(1, "timeout", json!("an hour"), &["out-of-range /states/1/properties/timeout"]);
    check_property(1, "timeout", json!("99999999"), &["out-of-range /states/1/properties/timeout"]);
    check_property(1, "timeout", json!("{{trigger.message.wait}}"), &[]);
    check_property(3, "message_type", json!("letter"), &["not-a-choice /states/3/properties/message_type"]);
    check_property(3, "message_type", json!("{{trigger.message.kind}}"), &[]);
    check_property(
        3,
        "unheard_of",
        json!({"kept": true}),
        &["unknown-property /states/3/properties/unheard_of"],
    );
}

#[test]
fn messages_are_checked() {
    check_property(3, "body", json!(" "), &["empty-body /states/3/properties/body"]);
    check_property(3, "body", json!("{{trigger.message.text}}"), &[]);
    check(
        |flow| {
            flow["states"][3]["properties"]["body"] = json!("");
            flow["states"][3]["properties"]["media_url"] = json!("https://demo.twilio.com/owl.png");
        },
        &[],
    );
    check_property(
        3,
        "message_type",
        json!("content_template"),
        &["no-content-template /states/3/properties/content_sid"],
    );
    check_property(3, "body", json!("x".repeat(1601)), &["text-too-long /states/3/properties/body"]);
    check_property(3, "body", json!("x".repeat(1600)), &[]);
    check_property(
        3,
        "body",
        json!(format!("{}{{{{trigger.message.a}}}}", "x".repeat(1601))),
        &["text-too-long /states/3/properties/body"],
    );
    check_property(3, "body", json!(format!("{{{{trigger.message.{}}}}}", "x".repeat(1601))), &[]);
    check_property(3, "media_url", json!("owl.png"), &["bad-url /states/3/properties/media_url"]);
    check_property(3, "media_url", json!("https://"), &["bad-url /states/3/properties/media_url"]);
    check_property(3, "media_url", json!("{{trigger.message.picture}}"), &[]);
    check_property(3, "attributes", json!("{\"a\": }"), &["bad-json /states/3/properties/attributes"]);
    check_property(3, "attributes", json!("{\"a\": {{trigger.message.a}}}"), &[]);
}

#[test]
fn what_the_last_run_rendered_counts() {
    let mut flow = sound();
    flow["states"][3]["properties"]["attributes"] = json!("{\"a\": {{trigger.message.a}}}");
    flow["states"][3]["properties"]["body"] = json!("{{trigger.message.b}}");
    let flow = open(&flow.to_string());
    let mut options = Options::default();
    options.rendered.insert((WidgetId(3), "attributes".to_owned()), "{\"a\": }".to_owned());
    options.rendered.insert((WidgetId(3), "body".to_owned()), String::new());
    let found: Vec<_> = super::check(&flow, &options).iter().map(|found| found.code).collect();
    assert_eq!(found, ["empty-body", "bad-json"]);
}

#[test]
fn chat_fields_need_a_chat() {
    let attributes = |flow: &mut Value| flow["states"][3]["properties"]["attributes"] = json!("{}");
    check(attributes, &[]);
    check(
        |flow| {
            attributes(flow);
            flow["states"][0]["transitions"][0]["event"] = json!("incomingRequest");
        },
        &["chat-field-without-effect /states/3/properties/attributes"],
    );
    check(
        |flow| {
            attributes(flow);
            flow["states"][0]["transitions"][0]["event"] = json!("incomingRequest");
            flow["states"][3]["properties"]["service"] = json!("{{flow.data.service}}");
            flow["states"][3]["properties"]["channel"] = json!("{{flow.data.channel}}");
        },
        &[],
    );
    check_property(3, "channel", json!(""), &["chat-field-without-effect /states/3/properties/service"]);
}

#[test]
fn what_leads_nowhere_is_told() {
    check(
        |flow| remove(&mut flow["states"][2]["transitions"][0], "next"),
        &["unwired-no-match /states/2/transitions/0"],
    );
    check(
        |flow| remove(&mut flow["states"][1]["transitions"][2], "next"),
        &["unwired-failure /states/1/transitions/2"],
    );
    check(
        |flow| remove(&mut flow["states"][1]["transitions"][1], "next"),
        &["unwired-timeout /states/1/transitions/1"],
    );
    check(
        |flow| flow["states"][3]["transitions"][1]["next"] = json!("thanks"),
        &["own-loop /states/3/transitions/1/next", "unreachable /states/4"],
    );
}

#[test]
fn templates_are_checked_once_and_in_place() {
    check_property(
        3,
        "body",
        json!("Hi {{ trigger.message.Body"),
        &["bad-template /states/3/properties/body"],
    );
    let mut flow = sound();
    flow["states"][2]["properties"]["input"] = json!("é {{ | }} x");
    flow["states"][2]["transitions"][1]["conditions"][0]["arguments"][0] = json!("é {{ | }} x");
    let mut found = diagnostics(&flow);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::Warning);
    let range = found[0].place.range.clone().expect("a range");
    assert!("é {{ | }} x".get(range).is_some_and(|text| text.contains('|')));
    locate(&open(&flow.to_string()), &mut found);
    assert!(found[0].span.is_some_and(|span| span.start < span.end));
}
