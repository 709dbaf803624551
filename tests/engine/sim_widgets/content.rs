//! Content templates in the scripted world, limits of the engine, and who is active.

use cordboard::sim::{Active, Busy, Source, Start};
use cordboard::widgets::run::Trigger;
use serde_json::{Value, json};

use super::{Do, Setup, codes, context, events, state};

const TEMPLATE: &str = "HX00000000000000000000000000000001";

#[track_caller]
fn check_text(variables: &Value, contents: &[(&'static str, &'static str)], expected: &str) {
    for on in [Trigger::Message, Trigger::Conversation] {
        let properties = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
            "message_type": "content_template", "content_sid": TEMPLATE, "content_variables": variables});
        let setup =
            Setup::one("send-message", on, properties).with(|s| s.contents.extend_from_slice(contents));
        let records = setup.run();
        assert_eq!(events(&records, "it"), ["sent"]);
        assert_eq!(context(&records)["widgets"]["it"]["outbound"]["Body"], expected, "{on:?}");
    }
}

#[test]
fn a_content_template_is_filled_in_or_told_by_its_values() {
    let variables =
        json!([{"key": "1", "value": "Ann"}, {"key": "{{day}}", "value": "{{trigger.nothing}}Monday"}]);
    check_text(&variables, &[(TEMPLATE, "Hello {{1}}, {{ day }} {{x}} {{")], "Hello Ann, Monday {{x}} {{");
    check_text(&variables, &[("HX2", "other")], &format!("{TEMPLATE} · 1 = Ann · day = Monday"));
    check_text(&json!([]), &[], TEMPLATE);
}

#[test]
fn a_template_with_an_empty_value_is_refused() {
    let properties = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
        "message_type": "content_template", "content_sid": TEMPLATE,
        "content_variables": [{"key": "1", "value": "{{flow.variables.nothing}}"}]});
    let records = Setup::one("send-message", Trigger::Message, properties).run();
    assert_eq!((events(&records, "it"), codes(&records)), (vec!["failed"], vec![81011]));
    assert_eq!(context(&records)["widgets"]["it"]["outbound"]["ErrorCode"], 21656);
}

#[test]
fn keys_count_up_to_the_finish_key_and_the_number_of_digits() {
    let check = |properties: Value, pressed: &'static str, expected: &str| {
        let setup = Setup::one("gather-input-on-call", Trigger::Call, properties).does(&[Do::Press(pressed)]);
        assert_eq!(context(&setup.run())["widgets"]["it"]["Digits"], expected, "{pressed}");
    };
    check(json!({}), "12#3", "12");
    check(json!({"finish_on_key": "*"}), "1#2*3", "1#2");
    check(json!({"finish_on_key": ""}), "12#", "12#");
    check(json!({"number_of_digits": 2}), "1234", "12");
}

#[test]
fn an_answering_machine_is_told_apart_where_it_is_asked_for() {
    let answered_by = |properties: Value| {
        let mut all = json!({"to": "+15551230001", "from": "+15005550006"});
        all.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
        let records = Setup::one("make-outgoing-call-v2", Trigger::Request, all).run();
        context(&records)["widgets"]["it"]["AnsweredBy"].clone()
    };
    assert_eq!(answered_by(json!({"detect_answering_machine": true})), "human");
    assert_eq!(answered_by(json!({"detect_answering_machine": false})), Value::Null);
}

#[test]
fn one_execution_for_a_pair_of_addresses() {
    let start = |trigger, contact: &str| {
        let mut start = Start::new(Source::default(), trigger, "2026-11-21T09:00:00Z".parse().unwrap());
        contact.clone_into(&mut start.contact);
        start
    };
    let request = start(Trigger::Request, "+15551230001");
    let mut active = Active::default();
    assert_eq!(active.begin("FN1", &request, true), Ok(()));
    match active.begin("FN2", &request, true) {
        Err(Busy::Refused(error)) => assert_eq!((error.status, error.code), (409, Some(20409))),
        other => panic!("{other:?}"),
    }
    let message = start(Trigger::Message, "+15551230001");
    assert_eq!(active.begin("FN3", &message, true), Err(Busy::Taken("FN1".to_owned())));
    assert_eq!(active.of("+15551230001", Start::FLOW_ADDRESS), Some("FN1"));
    assert_eq!(active.begin("FN4", &start(Trigger::Message, "+15551230002"), true), Ok(()));
    let call = start(Trigger::Call, "+15551230001");
    assert_eq!(active.begin("FN5", &call, true), Ok(()), "calls may be at the same time");
    assert_eq!(active.begin("FN6", &call, false), Err(Busy::Taken("FN1".to_owned())));
    active.end("FN1");
    active.end("FN1");
    assert_eq!(active.len(), 1);
    assert_eq!(active.begin("FN7", &request, true), Ok(()));
}

#[test]
fn a_subflow_of_a_subflow_and_too_many_of_them_are_refused() {
    let run = |name: &str, sid: &str, next: &str| {
        state(name, "run-subflow", json!([{"event": "failed", "next": next}]), json!({"flow_sid": sid}))
    };
    let many: Vec<Value> =
        (0..151).map(|n| run(&format!("s{n}"), super::SUBFLOW, &format!("s{}", n + 1))).collect();
    let records = Setup::of(Trigger::Message, many).with(|s| s.subflow = Some(Vec::new())).run();
    assert!(codes(&records).iter().filter(|code| **code == 81024).count() > 100);
    let inner = run("inner", super::SUBFLOW, "x");
    let records = Setup::of(Trigger::Message, vec![run("it", super::SUBFLOW, "x")])
        .with(|s| s.subflow = Some(vec![super::trigger(Trigger::Parent, "inner"), inner]))
        .run();
    assert_eq!(events(&records, "inner"), ["failed"]);
    assert!(codes(&records).contains(&81024));
}

#[test]
fn a_hang_up_while_input_is_gathered_ends_it() {
    let setup =
        Setup::one("gather-input-on-call", Trigger::Call, json!({"say": "Press"})).does(&[Do::HangUp]);
    let records = setup.run();
    assert_eq!(events(&records, "it"), Vec::<&str>::new());
    let reason = records.last().map(|record| record.to_json()).unwrap_or_default();
    assert!(reason.contains(r#""reason":"hung-up""#), "{reason}");
}

#[test]
fn a_call_that_the_flow_made_is_told_of_like_one_that_came_in() {
    let call = state(
        "call",
        "make-outgoing-call-v2",
        json!([{"event": "answered", "next": "it"}]),
        json!({"to": "{{contact.channel.address}}", "from": "{{flow.channel.address}}"}),
    );
    let say = state("it", "say-play", json!([]), json!({"say": "Hello", "language": "en-GB"}));
    let records = Setup::of(Trigger::Request, vec![call, say]).run();
    let widgets = &context(&records)["widgets"];
    assert_eq!(widgets["it"]["CallSid"], widgets["call"]["CallSid"]);
    assert!(widgets["it"]["CallSid"].is_string());
    let said = &widgets["it"];
    assert_eq!(
        (&said["Called"], &said["Direction"], &said["language"]),
        (&json!(Start::CONTACT), &json!("outbound-api"), &json!("en-GB"))
    );
}

#[test]
fn the_attributes_of_a_task_are_json_of_at_most_1024_characters() {
    let check = |attributes: String, event: &str, warned: &[u32]| {
        for (kind, properties) in [
            ("send-to-flex", json!({"workflow": "WW1", "channel": "TC1", "attributes": attributes})),
            ("enqueue-call", json!({"workflow_sid": "WW1", "task_attributes": attributes})),
        ] {
            let records = Setup::one(kind, Trigger::Call, properties).run();
            assert_eq!((events(&records, "it"), codes(&records)), (vec![event], warned.to_vec()), "{kind}");
        }
    };
    let of_length = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    check("{\"from\": \"{{contact.channel.address}}\"}".to_owned(), "callComplete", &[]);
    check(of_length(1024), "callComplete", &[]);
    check(of_length(1025), "failedToEnqueue", &[81015]);
    check("{\"from\": }".to_owned(), "failedToEnqueue", &[81015]);
}
