//! `cordboard run` as scripts see it.

use crate::support::{Flows, Ran, cordboard, cordboard_fed, send, state, to, trigger};
use serde_json::{Value, json};

const REMINDER: &str = "flows/appointment-reminder.json";
const NOW: [&str; 4] = ["--now", "2026-11-21T09:00:00Z", "--format", "json"];

fn run(flow: &str, options: &[&str]) -> Ran {
    cordboard(&[&["run", flow], &NOW[..], options].concat())
}

#[track_caller]
fn check(flow: &str, options: &[&str], code: i32, reason: &str, steps: &[&str]) -> Ran {
    let ran = run(flow, options);
    assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
    assert_eq!(ran.reason(), reason);
    assert_eq!(ran.steps(), steps);
    ran
}

/// A run that could not be done: status 2, nothing on standard output, the reason on standard error.
#[track_caller]
fn refused(arguments: &[&str], reason: &str) {
    let ran = cordboard(arguments);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains(reason), "{}", ran.err);
}

#[test]
fn the_readme_s_command_sends_messages_and_completes() {
    let ran = cordboard(&["run", REMINDER, "--body", "hi", "--reply", "yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("See you on Thursday at 10:30!"), "{}", ran.out);
    assert!(ran.out.contains("completed after 5 steps"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "no colours where nobody sees them");
}

#[test]
fn the_records_are_those_of_the_contract() {
    let ran = run(REMINDER, &["--body", "hi", "--reply", "yes", "--seed", "7"]);
    let records = ran.records();
    let keys = |record: &Value| record.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let started = &records[0];
    assert_eq!(
        keys(started),
        ["kind", "execution", "flow", "trigger", "seed", "now", "zone", "context", "at"]
    );
    assert_eq!(started["trigger"], "incomingMessage");
    assert_eq!(started["seed"], 7);
    assert_eq!(started["now"], "2026-11-21T09:00:00Z");
    assert_eq!(started["zone"], "America/Los_Angeles");
    assert_eq!(started["flow"]["file"], REMINDER);
    assert_eq!(started["flow"]["sha256"].as_str().unwrap().len(), 64);
    assert!(started["execution"].as_str().unwrap().starts_with("FN"));
    assert_eq!(
        records[1],
        json!({"kind": "step", "index": 1, "widget": "Trigger", "type": "trigger", "event": "incomingMessage", "next": "prepare", "at": 0})
    );
    let messages = ran.of_kind("message");
    assert_eq!(messages.len(), 3);
    assert_eq!(
        keys(&messages[0]),
        ["kind", "direction", "widget", "from", "to", "body", "media", "status", "sid", "at"]
    );
    assert_eq!(messages[0]["status"], "queued");
    assert_eq!(
        messages[1],
        json!({"kind": "message", "direction": "inbound", "widget": "remind", "from": "+15551230001", "to": "+15005550006", "body": "yes", "media": [], "at": 5})
    );
    assert_eq!(
        ran.of_kind("waiting")[0],
        json!({"kind": "waiting", "widget": "remind", "for": "reply", "deadline": 14400, "at": 0})
    );
    assert_eq!(keys(&ran.of_kind("assumption")[0]), ["kind", "id", "widget", "took", "at"]);
    let ended = records.last().unwrap();
    assert_eq!(keys(ended), ["kind", "reason", "last", "steps", "unused_replies", "at", "context"]);
    assert_eq!(ended["last"], json!({"widget": "confirmed", "event": "sent"}));
    assert_eq!(ended["steps"], 5);
    assert_eq!(keys(&ended["context"]), ["trigger", "flow", "widgets", "contact"]);
    let sid = &messages[2]["sid"];
    assert_eq!(&ended["context"]["widgets"]["confirmed"]["outbound"]["Sid"], sid);
    assert_eq!(ended["context"]["widgets"]["remind"]["inbound"]["Body"], "yes");
}

#[test]
fn the_same_start_gives_the_same_bytes_and_another_seed_others() {
    let options = ["--body", "hi", "--reply", "maybe", "--reply", "monday"];
    let one = run(REMINDER, &options);
    assert_eq!(one.out, run(REMINDER, &options).out);
    assert_ne!(one.out, run(REMINDER, &[&options[..], &["--seed", "1"]].concat()).out);
}

#[test]
fn every_branch_of_the_samples_can_be_reached() {
    let first = ["Trigger incomingMessage", "prepare next", "remind incomingMessage"];
    check(
        REMINDER,
        &["--reply", " Friday "],
        0,
        "completed",
        &[&first[..], &["read_reply match", "note_day next", "moved sent"]].concat(),
    );
    let lost = check(
        REMINDER,
        &["--reply", "what?", "--reply", "hm"],
        0,
        "completed",
        &[
            &first[..],
            &["read_reply noMatch", "ask_again incomingMessage", "read_second_reply noMatch", "call_us sent"],
        ]
        .concat(),
    );
    assert_eq!(lost.sent().len(), 3);
    let silent = check(
        REMINDER,
        &[],
        0,
        "completed",
        &["Trigger incomingMessage", "prepare next", "remind timeout", "keep_it sent"],
    );
    assert_eq!(silent.records().last().unwrap()["at"], 14400);
    check(
        "flows/opt-in.json",
        &["--body", "STOP"],
        0,
        "completed",
        &["Trigger incomingMessage", "read_keyword match", "goodbye sent"],
    );
    let joined = run("flows/opt-in.json", &["--body", "join", "--reply", "yes"]);
    assert_eq!(joined.context()["flow"]["variables"]["consent"], "yes");
}

#[test]
fn a_rest_trigger_has_its_data() {
    let ran = run(REMINDER, &["--trigger", "request", "--data", r#"{"name": "Ann", "day": "Monday"}"#]);
    assert!(ran.sent()[0].starts_with("Hello Ann,"), "{:?}", ran.sent());
    let context = &ran.records()[0]["context"];
    assert_eq!(context["trigger"]["request"]["to"], "+15551230001");
    assert_eq!(context["flow"]["data"]["day"], "Monday");
}

#[test]
fn replies_come_after_their_time_and_are_counted() {
    let ran = run(REMINDER, &["--reply", "yes", "--reply", "more", "--reply-after", "90"]);
    assert_eq!(ran.of_kind("message")[1]["at"], 90);
    assert_eq!(ran.records().last().unwrap()["unused_replies"], 1);
    let warnings = ran.of_kind("warning");
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0]["message"].as_str().unwrap().contains("1 reply"), "{warnings:?}");
    let late = run(REMINDER, &["--reply", "yes", "--reply-after", "20000"]);
    assert_eq!(late.steps()[2], "remind timeout");
}

#[test]
fn whatsapp_addresses_carry_their_channel() {
    let ran = run(REMINDER, &["--channel", "whatsapp", "--reply", "yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    let message = &ran.of_kind("message")[0];
    assert_eq!(message["to"], "whatsapp:+15551230001");
    assert_eq!(message["from"], "whatsapp:+15005550006");
}

#[test]
fn a_chat_is_answered_in_its_channel() {
    let ran =
        run("flows/chat-greeter.json", &["--channel", "chat", "--from", "mia", "--reply", "opening hours"]);
    assert_eq!(ran.reason(), "completed");
    let context = ran.context();
    let channel = context["trigger"]["message"]["ChannelSid"].as_str().unwrap();
    assert!(channel.starts_with("CH"), "{channel}");
    let outbound = &context["widgets"]["hours"]["outbound"];
    assert_eq!(outbound["To"], channel);
    assert_eq!(outbound["Attributes"], r#"{"topic": "hours"}"#);
    // The contact's two messages and the flow's first stand before it in the channel.
    assert_eq!(outbound["Index"], 3);
}

#[test]
fn a_chat_that_is_named_keeps_its_name() {
    let (service, channel) = (format!("IS{}", "1".repeat(32)), format!("CH{}", "2".repeat(32)));
    let options =
        ["--channel", "chat", "--chat-service", &service, "--chat-channel", &channel, "--reply", "human"];
    let ran = run("flows/chat-greeter.json", &options);
    assert_eq!(ran.reason(), "completed", "{}", ran.out);
    let context = ran.context();
    assert_eq!(context["trigger"]["message"]["InstanceSid"], service);
    assert_eq!(context["widgets"]["pass_on"]["outbound"]["To"], channel);
    assert_eq!(ran.of_kind("message")[0]["to"], channel);
}

#[test]
fn a_conversation_is_answered_in_the_conversation() {
    let ran = run(
        "flows/chat-greeter.json",
        &["--channel", "conversation", "--body", "hi", "--reply", "delivery?"],
    );
    assert_eq!(ran.reason(), "completed", "{}", ran.out);
    let context = ran.context();
    let conversation = &context["trigger"]["conversation"]["ConversationSid"];
    let outbound = &context["widgets"]["delivery"]["outbound"];
    assert_eq!(&outbound["ConversationSid"], conversation);
    assert_eq!(outbound["Author"], "Greeter");
    assert_eq!(outbound["Index"], 3);
}

#[test]
fn forced_outcomes_replace_what_a_widget_would_do() {
    check(
        REMINDER,
        &["--on", "remind=deliveryFailure"],
        0,
        "completed",
        &["Trigger incomingMessage", "prepare next", "remind deliveryFailure", "note_failure next"],
    );
    refused(&["run", REMINDER, "--on", "nobody=sent"], "no widget `nobody`");
    refused(&["run", REMINDER, "--on", "remind=sent"], "no event `sent`");
    refused(&["run", REMINDER, "--on", "remind"], "not WIDGET=EVENT");
}

#[test]
fn the_starting_variables_can_be_laid_over() {
    let flows = Flows::new();
    let file = flows.text("over.json", r#"{"flow": {"variables": {"x": "from a file"}}}"#);
    let flow = flows.flow(
        "f.json",
        json!([
            trigger("incomingMessage", "say"),
            send("say", "{{contact.channel.address}}", "{{flow.variables.x}}", json!([]))
        ]),
    );
    assert_eq!(run(&flow, &["--context", &format!("@{file}")]).sent(), ["from a file"]);
    assert_eq!(run(&flow, &["--context", r#"{"flow": {"variables": {"x": 3}}}"#]).sent(), ["3"]);
    refused(&["run", &flow, "--context", "[]"], "a JSON object");
    refused(&["run", &flow, "--data", "{"], "--data:1:1");
}

#[test]
fn a_refused_message_is_told_and_fails() {
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([
            trigger("incomingMessage", "say"),
            send("say", "+15005550001", "Hi", json!([to("sent", "say"), {"event": "failed"}]))
        ]),
    );
    let ran = check(&flow, &[], 1, "unhandled-failure", &["Trigger incomingMessage", "say failed"]);
    let message = &ran.of_kind("message")[0];
    assert_eq!(message["status"], "failed");
    assert_eq!(message["error"]["code"], 21211);
    assert_eq!(ran.of_kind("warning")[0]["code"], 81011);
}

#[test]
fn loops_end_with_their_codes() {
    let flows = Flows::new();
    let set = |name: &str, next: &str| {
        state(name, "set-variables", json!([to("next", next)]), json!({"variables": []}))
    };
    let alone = flows.flow("alone.json", json!([trigger("incomingMessage", "a"), set("a", "a")]));
    let ran = run(&alone, &[]);
    assert_eq!((ran.code, &*ran.reason()), (Some(1), "widget-loop"));
    assert_eq!(ran.of_kind("warning")[0]["code"], 81001);
    let pair =
        flows.flow("pair.json", json!([trigger("incomingMessage", "a"), set("a", "b"), set("b", "a")]));
    let ran = run(&pair, &[]);
    assert_eq!((ran.code, &*ran.reason()), (Some(1), "max-steps"));
    assert_eq!(ran.of_kind("warning")[0]["code"], 81000);
    assert_eq!(ran.steps().len(), 1000);
}

#[test]
fn a_type_that_nobody_knows_is_unsupported() {
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([trigger("incomingMessage", "fax"), state("fax", "send-a-fax", json!([]), json!({}))]),
    );
    check(&flow, &[], 1, "unsupported", &["Trigger incomingMessage"]);
}

/// A split on the triggering text with one branch.
fn predicate(flows: &Flows, kind: &str, value: &str) -> String {
    let condition = json!({"friendly_name": "x", "arguments": ["{{trigger.message.Body}}"], "type": kind, "value": value});
    flows.flow(
        "split.json",
        json!([
            trigger("incomingMessage", "split"),
            state(
                "split",
                "split-based-on",
                json!([{"event": "noMatch"}, {"event": "match", "conditions": [condition]}]),
                json!({"input": "{{trigger.message.Body}}"})
            ),
        ]),
    )
}

#[test]
fn predicates_decide_the_way() {
    let flows = Flows::new();
    for (kind, value, body, holds) in [
        ("equal_to", "Yes", " yes ", true),
        ("equal_to", "yes", "yes!", false),
        ("not_equal_to", "yes", "no", true),
        ("matches_any_of", "yes, yeah , yup", "YEAH", true),
        ("does_not_match_any_of", "yes,no", "maybe", true),
        ("is_blank", "Is Blank", "  ", true),
        ("is_not_blank", "", "x", true),
        ("regex", "[1-5]", "6", false),
        ("regex", "[1-5]", "12", false),
        ("regex", "(?:yes|no)", "NO", true),
        ("contains", "A", "xay", true),
        ("does_not_contain", "a", "xay", false),
        ("starts_with", "he", "Hello", true),
        ("does_not_start_with", "he", "Hello", false),
        ("less_than", "10", "9", true),
        ("greater_than", "1000", "900", false),
        ("is_before_time", "16:35", "17:00", false),
        ("is_after_time", "16:35", "17:00", true),
        ("is_after_date", "2017-09-04", "2019-08-12", true),
        ("is_before_date", "2017-09-04", "2019-08-12", false),
    ] {
        let ran = run(&predicate(&flows, kind, value), &["--body", body]);
        let expected = if holds { ("completed", Some(0)) } else { ("no-match", Some(1)) };
        assert_eq!((&*ran.reason(), ran.code), expected, "{body:?} {kind} {value:?}");
        let has_warning = ran.of_kind("warning").iter().any(|warning| warning["code"] == 81005);
        assert_eq!(has_warning, !holds);
    }
}

#[test]
fn the_first_connected_trigger_event_starts_it() {
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([
            state("Trigger", "trigger", json!([{"event": "incomingMessage"}, to("incomingCall", "say"), to("incomingRequest", "say")]), json!({})),
            send("say", "{{contact.channel.address}}", "Hi", json!([])),
        ]),
    );
    assert_eq!(run(&flow, &[]).steps()[0], "Trigger incomingCall");
    let loose = flows.flow(
        "g.json",
        json!([state("Trigger", "trigger", json!([{"event": "incomingMessage"}]), json!({}))]),
    );
    refused(&["run", &loose], "no event of the trigger is connected");
}

#[test]
fn files_that_cannot_be_run_are_refused_with_their_place() {
    let flows = Flows::new();
    let broken = flows.text("broken.json", "{\n  \"states\": [,]\n}");
    refused(&["run", &broken], &format!("{broken}:2:14: "));
    let wrapped = flows.text("wrapped.json", r#"{"sid": "FW1", "definition": {"states": []}}"#);
    refused(&["run", &wrapped], "convert");
    let legacy = flows.text("legacy.json", r#"{"states": [{"name": "Trigger", "type": "InitialState"}]}"#);
    refused(&["run", &legacy], "convert");
    refused(&["run", "nowhere.json"], "nowhere.json: ");
    refused(&["run", REMINDER, "--zone", "Mars/Base"], "Mars/Base");
    refused(&["run", REMINDER, "--now", "yesterday"], "--now");
    refused(&["run", REMINDER, "--colour"], "--colour");
    refused(&["run", REMINDER, "--trigger", "message", "--channel", "conversation"], "conversation");
}

#[test]
fn a_flow_can_come_from_standard_input() {
    let text = std::fs::read_to_string(REMINDER).unwrap();
    let ran = cordboard_fed(&["run", "-", "--format", "json", "--reply", "yes"], &text);
    assert_eq!((ran.code, &*ran.reason()), (Some(0), "completed"));
    assert_eq!(ran.records()[0]["flow"]["file"], "-");
}

#[test]
fn control_characters_of_a_flow_do_not_reach_the_terminal() {
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([
            trigger("incomingMessage", "say"),
            send("say", "{{contact.channel.address}}", "\u{1b}[2Jgone\u{7}", json!([]))
        ]),
    );
    let ran = cordboard(&["run", &flow]);
    assert_eq!(ran.code, Some(0));
    assert!(!ran.out.contains(['\u{1b}', '\u{7}']) && ran.out.contains("gone"), "{:?}", ran.out);
}

/// An execution over the API, as it stands in a file.
#[test]
fn a_real_execution_is_compared() {
    let folder = Flows::new();
    let flow = folder.flow(
        "f.json",
        json!([
            trigger("incomingRequest", "hello"),
            send(
                "hello",
                "{{contact.channel.address}}",
                "Hi {{flow.data.name}}",
                json!([{"event": "sent"}, {"event": "failed"}])
            )
        ]),
    );
    let context = |body: &str| {
        json!({
            "trigger": {"request": {"from": "+15005550006", "to": "+15551230001", "parameters": {"name": "Ada"}}},
            "flow": {"sid": "FN1", "flow_sid": "FW1", "data": {"name": "Ada"}, "channel": {"address": "+15005550006"}},
            "contact": {"channel": {"address": "+15551230001"}},
            "widgets": {"hello": {"outbound": {"Sid": "SM1", "From": "+15005550006", "Body": body, "To": "+15551230001"}}},
        })
    };
    let steps = json!([
        {"sid": "FT2", "name": "sent", "transitioned_from": "hello", "transitioned_to": "Ended"},
        {"sid": "FT1", "name": "incomingRequest", "transitioned_from": "Trigger", "transitioned_to": "hello"},
    ]);
    let check = |text: &str, code: i32, expected: &str| {
        let file = folder.text("real.json", text);
        let ran = cordboard(&["run", &flow, "--compare", &file]);
        let told = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == Some(code) && told.contains(expected), "{code} {expected}: {told}");
    };
    check(&format!("{steps}{}", context("Hi Ada")), 0, "   2 = hello sent → end");
    check(
        &format!("{steps}{}", context("Hi Eve")),
        1,
        "widgets.hello.outbound.Body: real \"Hi Eve\", ours \"Hi Ada\"",
    );
    check(&steps.to_string(), 2, "…/Context");
    check("[1", 2, "The end is missing");
    let file = folder.text("real.json", &format!("{steps}{}", context("Hi Ada")));
    let ran = cordboard(&["run", &flow, "--compare", &file, "--format", "json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&value["verdict"], &value["first"]), (&json!("equal"), &Value::Null));
}
