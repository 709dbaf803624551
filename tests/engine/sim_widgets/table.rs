//! Walks the catalogue: for each event of each type a case in which the type itself fires it, and for each declared
//! variable a case in which it is there with its type. A new event or variable without a case fails here.

use std::collections::BTreeSet;

use cordboard::sim::{Channel, Record};
use cordboard::widgets::run::Trigger;
use cordboard::widgets::{CATALOGUE, Events, Needs, WidgetType};
use serde_json::{Map, Value, json};

use super::{Do, SUBFLOW, Setup, context, events, state, trigger};

/// Variables that no run here leaves, and why.
const NOT_HERE: &[(&str, &str, &str)] = &[
    (
        "send-and-wait-for-reply",
        "inbound.ButtonPayload",
        "no input says that a button was tapped: it comes as its text",
    ),
    (
        "send-and-wait-for-reply",
        "inbound.ButtonText",
        "no input says that a button was tapped: it comes as its text",
    ),
    ("run-function", "headers[\"x-twilio-function-concurrency\"]", "only Twilio's own servers send it"),
];

/// Types whose outcome the world tells: on a call and in other products nothing else decides it.
fn is_told_by_world(kind: &WidgetType) -> bool {
    const OWN: &[&str] = &[
        "trigger",
        "send-message",
        "send-and-wait-for-reply",
        "split-based-on",
        "set-variables",
        "gather-input-on-call",
        "make-http-request",
        "run-function",
        "run-subflow",
    ];
    matches!(kind.events, Events::Known(_)) && !OWN.contains(&kind.id)
}

/// A setup, the widget that it is about and the event by which that is left.
struct Case {
    kind: &'static str,
    event: &'static str,
    setup: Setup,
}

fn case(kind: &'static str, event: &'static str, setup: Setup) -> Case {
    Case { kind, event, setup }
}

fn messages() -> Vec<Case> {
    let one = |kind, on| {
        let properties = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "hi",
            "timeout": "60", "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}",
            "attributes": "{\"a\": 1}", "media_url": ""});
        Setup::one(kind, on, properties)
    };
    let by_participant = json!({"sid": "IM1", "conversation_sid": "CH1", "participant_sid": "MB1",
        "media": [{"sid": "ME1"}], "index": 2, "author": "+1", "body": "hi"});
    let mut cases = Vec::new();
    for (kind, well) in [("send-message", "sent"), ("send-and-wait-for-reply", "incomingMessage")] {
        let reply = [Do::Say("yes")];
        let sms = one(kind, Trigger::Message);
        cases.push(case(kind, well, sms.clone().does(&reply)));
        cases.push(case(
            kind,
            well,
            sms.clone().does(&reply).with(|s| s.start.flow_address = format!("MG{}", "0".repeat(32))),
        ));
        cases.push(case(kind, well, sms.clone().does(&reply).with(|s| s.start.channel = Channel::Chat)));
        let conversation = one(kind, Trigger::Conversation);
        cases.push(case(kind, well, conversation.clone().does(&reply)));
        cases.push(case(
            kind,
            well,
            conversation.does(&reply).with(|s| s.answers.push(by_participant.clone())),
        ));
        let refused = if kind == "send-message" { "failed" } else { "deliveryFailure" };
        cases.push(case(kind, refused, sms.with(|s| s.refuse = Some(21610))));
    }
    let ask = one("send-and-wait-for-reply", Trigger::Message);
    cases.push(case(
        "send-and-wait-for-reply",
        "incomingMessage",
        ask.clone().does(&[Do::SayWithMedia("https://example.com/owl.png")]),
    ));
    cases.push(case("send-and-wait-for-reply", "timeout", ask.clone().does(&[Do::LetTimePass])));
    cases.push(case("send-and-wait-for-reply", "deliveryFailure", ask.does(&[Do::News("undelivered")])));
    cases
}

fn control() -> Vec<Case> {
    let split = |body: &str| {
        let condition = json!({"friendly_name": "c", "arguments": ["{{trigger.message.Body}}"], "type": "equal_to", "value": "a"});
        let transitions = json!([{"event": "noMatch"}, {"event": "match", "conditions": [condition]}]);
        let states =
            vec![state("it", "split-based-on", transitions, json!({"input": "{{trigger.message.Body}}"}))];
        Setup::of(Trigger::Message, states).with(|s| body.clone_into(&mut s.start.body))
    };
    let set = json!({"variables": [{"key": "n", "value": "1"}, {"key": "t", "value": "x"}]});
    let subflow = |ends: Value| {
        let properties = json!({"flow_sid": SUBFLOW, "flow_revision": "LatestPublished"});
        Setup::one("run-subflow", Trigger::Message, properties)
            .with(|s| s.subflow = Some(vec![trigger(Trigger::Parent, "inner"), ends]))
    };
    let set_inside = state("inner", "set-variables", json!([{"event": "next"}]), set.clone());
    let fails_inside = state("inner", "make-http-request", json!([]), json!({"url": "nothing"}));
    let mut cases = vec![
        case("split-based-on", "match", split("a")),
        case("split-based-on", "noMatch", split("b")),
        case("set-variables", "next", Setup::one("set-variables", Trigger::Message, set)),
        case("run-subflow", "completed", subflow(set_inside)),
        case("run-subflow", "failed", subflow(fails_inside)),
    ];
    for on in Trigger::ALL {
        let end = state("it", "set-variables", json!([]), json!({"variables": []}));
        cases.push(case("trigger", on.event(), Setup::of(on, vec![end])));
    }
    cases
}

fn answers() -> Vec<Case> {
    let http = Setup::one(
        "make-http-request",
        Trigger::Message,
        json!({"method": "GET", "url": "https://a.example"}),
    );
    let function = Setup::one("run-function", Trigger::Message, json!({"url": "https://a.example/f"}));
    let object = r#"{"a": {"b": [1]}}"#;
    vec![
        case("make-http-request", "success", http.clone().stub(200, object)),
        case("make-http-request", "failed", http.clone().stub(500, "no")),
        case("make-http-request", "failed", http),
        case("run-function", "success", function.clone().stub(200, object)),
        case("run-function", "success", function.clone().stub(302, "")),
        case("run-function", "fail", function.stub(404, "no")),
    ]
}

fn calls() -> Vec<Case> {
    let gather = Setup::one("gather-input-on-call", Trigger::Call, json!({"say": "Press", "timeout": 5}));
    let mut cases = vec![
        case("gather-input-on-call", "keypress", gather.clone().does(&[Do::Press("12#")])),
        case("gather-input-on-call", "speech", gather.clone().does(&[Do::Speak("sales")])),
        case("gather-input-on-call", "timeout", gather.does(&[Do::LetTimePass])),
    ];
    for entry in CATALOGUE.iter().copied().filter(|entry| is_told_by_world(entry)) {
        let on = match entry.needs {
            Needs::Call | Needs::IncomingCall | Needs::Contact => Trigger::Call,
            Needs::Request => Trigger::Request,
            Needs::Nothing => Trigger::Message,
        };
        let setup = Setup::one(entry.id, on, sample_properties(entry));
        let known = entry.events.known();
        // The first event is what usually happens, without anybody telling.
        cases.extend(known.first().map(|first| case(entry.id, first.event, setup.clone())));
        for event in known {
            cases.push(case(entry.id, event.event, setup.clone().outcome(event.event, sample(entry))));
            if event.event == "hangup" && on == Trigger::Call {
                cases.push(case(entry.id, event.event, setup.clone().with(|s| s.hangs_up = true)));
            }
        }
    }
    cases
}

fn sample_properties(entry: &WidgetType) -> Value {
    let text = entry.fields.iter().filter(|field| field.required_by_service && field.template);
    Value::Object(text.map(|field| (field.key.to_owned(), json!("x"))).collect())
}

/// A value of its type under each declared path.
fn sample(entry: &WidgetType) -> Map<String, Value> {
    let mut tree = Map::new();
    for output in entry.outputs {
        let value = match output.kind {
            "integer" => json!(1),
            "boolean" => json!(true),
            "array" => json!([1]),
            "object" => json!({"a": 1}),
            _ => json!("x"),
        };
        match output.path.split_once('.') {
            None => {
                tree.insert(output.path.replace('*', "further"), value);
            }
            Some((first, rest)) => {
                let below = tree.entry(first.to_owned()).or_insert_with(|| json!({}));
                below.as_object_mut().unwrap().insert(rest.replace('*', "further"), value);
            }
        }
    }
    tree
}

/// What stands under a path; `*` is any key.
fn found<'v>(tree: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(tree, |value, key| match key {
        "*" => value.as_object()?.values().next(),
        key => value.get(key),
    })
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

#[test]
fn every_event_is_fired_and_every_variable_is_left() {
    let cases: Vec<Case> = [messages(), control(), answers(), calls()].into_iter().flatten().collect();
    let mut fired = BTreeSet::new();
    let mut left = BTreeSet::new();
    for Case { kind, event, setup } in &cases {
        let records = setup.run();
        let widget = if *kind == "trigger" { "Trigger" } else { "it" };
        assert_eq!(events(&records, widget), [*event], "{kind}: {records:#?}");
        fired.insert((*kind, *event));
        let entry = CATALOGUE.iter().find(|entry| entry.id == *kind).unwrap();
        let outputs = context(&records).pointer(&format!("/widgets/{widget}")).cloned().unwrap_or_default();
        for output in entry.outputs {
            let Some(value) = found(&outputs, output.path) else { continue };
            assert!(
                is_of(output.kind, value),
                "{kind} {event}: {} is {value}, no {}",
                output.path,
                output.kind
            );
            left.insert((*kind, output.path));
        }
        check_left_by(entry, event, &outputs, &records);
    }
    let mut missing = Vec::new();
    for entry in CATALOGUE {
        for event in entry.events.known() {
            if !fired.contains(&(entry.id, event.event)) {
                missing.push(format!("{} {}", entry.id, event.event));
            }
        }
        for output in entry.outputs {
            let stated = NOT_HERE.iter().any(|(kind, path, _)| (*kind, *path) == (entry.id, output.path));
            if left.contains(&(entry.id, output.path)) == stated {
                missing.push(format!("{} leaves {}", entry.id, output.path));
            }
        }
    }
    assert!(missing.is_empty(), "no case, or one against what is stated, for:\n{}", missing.join("\n"));
}

/// What the catalogue says is left only by some events is not there after others.
fn check_left_by(entry: &WidgetType, event: &str, outputs: &Value, records: &[Record]) {
    for limited in entry.left_by {
        let is_there = found(outputs, limited.path).is_some();
        assert_eq!(is_there, limited.events.contains(&event), "{} {event}: {records:#?}", entry.id);
    }
}
