//! Tests of the catalogue and of what the widgets do.

mod behaviour;
mod change_type;
mod condition;
mod edits;
mod voice;

use serde_json::{Value, json};

use super::*;
use crate::flow::{Document, Flow, Offset, Widget};

/// A flow of these states.
fn flow_of(states: Value) -> Flow {
    let text = json!({"states": states, "initial_state": "Trigger"}).to_string();
    Document::from_bytes(None, text.as_bytes()).expect("a flow").flow().clone()
}

/// One widget of a type with these properties and transitions.
fn widget_of(kind: &str, properties: Value, transitions: Value) -> std::sync::Arc<Widget> {
    let state = json!({"name": "it", "type": kind, "transitions": transitions, "properties": properties});
    std::sync::Arc::clone(flow_of(json!([state])).widgets().first().expect("one widget"))
}

#[test]
fn catalogue_entries_are_sound() {
    let mut ids = std::collections::HashSet::new();
    for entry in CATALOGUE {
        assert!(ids.insert(entry.id), "{} is doubled", entry.id);
        assert!(entry.docs.starts_with("https://www.twilio.com/docs/studio/"), "{}", entry.id);
        assert!(entry.help.len() > 40, "{}", entry.id);
        for field in entry.fields {
            let here = format!("{}.{}", entry.id, field.key);
            assert!(!field.label.is_empty() && !field.help.is_empty() && !field.source.is_empty(), "{here}");
            assert!(field.accepts.contains(&field.writes), "{here}");
            if let Some(default) = field.default {
                let value: Value = serde_json::from_str(default).expect(&here);
                assert_eq!(value.is_array(), field.writes == JsonType::Array, "{here}");
            }
            if let Some(when) = field.condition {
                let other = entry.field(when.key()).expect(&here);
                let offered: Vec<&str> = match other.kind {
                    FieldKind::Choice(choices) => choices.iter().map(|choice| choice.value).collect(),
                    FieldKind::Boolean => vec!["true", "false"],
                    _ => Vec::new(),
                };
                match when {
                    When::Is(_, values) => {
                        assert!(values.iter().all(|value| offered.contains(value)), "{here}");
                    }
                    When::Filled(_) => assert!(offered.is_empty(), "{here}: always filled"),
                }
            }
        }
    }
    let starts = CATALOGUE.iter().filter(|entry| entry.is_start).count();
    assert_eq!(starts, 1);
}

#[test]
fn new_widgets_are_what_the_console_makes() {
    let new = |kind: &str| {
        let state = widget_type(kind).expect(kind).new_state("a", Offset { x: 14.0, y: -26.0 });
        serde_json::to_string(&state).expect("JSON")
    };
    // The order of keys is that of the console's exports.
    assert_eq!(
        new("send-message"),
        r#"{"name":"a","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"offset":{"x":10,"y":-30},"service":"{{trigger.message.InstanceSid}}","channel":"{{trigger.message.ChannelSid}}","from":"{{flow.channel.address}}","message_type":"custom","to":"{{contact.channel.address}}","body":""}}"#
    );
    assert_eq!(
        new("send-and-wait-for-reply"),
        r#"{"name":"a","type":"send-and-wait-for-reply","transitions":[{"event":"incomingMessage"},{"event":"timeout"},{"event":"deliveryFailure"}],"properties":{"offset":{"x":10,"y":-30},"service":"{{trigger.message.InstanceSid}}","channel":"{{trigger.message.ChannelSid}}","from":"{{flow.channel.address}}","body":"","timeout":"3600"}}"#
    );
    assert_eq!(
        new("split-based-on"),
        r#"{"name":"a","type":"split-based-on","transitions":[{"event":"noMatch"}],"properties":{"input":"","offset":{"x":10,"y":-30}}}"#
    );
    assert_eq!(
        new("set-variables"),
        r#"{"name":"a","type":"set-variables","transitions":[{"event":"next"}],"properties":{"variables":[],"offset":{"x":10,"y":-30}}}"#
    );
}

#[test]
fn cards_say_what_a_widget_is_about() {
    let check = |kind: &str, properties: Value, transitions: Value, expected: Option<&str>| {
        assert_eq!(card_text(&widget_of(kind, properties, transitions)).as_deref(), expected);
    };
    let events = json!([{"event": "incomingMessage", "next": "a"}, {"event": "incomingCall"},
        {"event": "incomingRequest", "next": "a"}]);
    check("trigger", json!({}), events, Some("Message, REST API"));
    check("trigger", json!({}), json!([]), None);
    check("split-based-on", json!({"input": "{{x}}"}), json!([]), Some("{{x}}"));
    check("send-message", json!({"body": "", "content_sid": "HX1"}), json!([]), Some("HX1"));
    let variables = json!({"variables": [{"key": "a", "value": "1"}, {"value": 2, "key": "b"}, 7]});
    check("set-variables", variables, json!([]), Some("a = 1\nb = 2\n = "));
    check(
        "say-play",
        json!({"say": "", "play": "https://example.com/a.mp3"}),
        json!([]),
        Some("https://example.com/a.mp3"),
    );
    check("record-call", json!({"record_call": true}), json!([]), None);
}

#[test]
fn outputs_have_short_labels() {
    let check = |kind: &str, transition: Value, expected: &str| {
        assert_eq!(output_label(&widget_of(kind, json!({}), json!([transition])), 0), expected);
    };
    let branch = |name: &str, value: &str| json!({"event": "match", "conditions": [{"friendly_name": name, "arguments": ["x"], "type": "equal_to", "value": value}]});
    check("split-based-on", branch("a weekday", "monday"), "a weekday");
    check("split-based-on", branch("If value equal_to yes", "yes"), "yes");
    check("split-based-on", branch("", ""), "equal_to");
    check("split-based-on", json!({"event": "match"}), "Match");
    check("split-based-on", json!({"event": "noMatch"}), "No match");
    check("send-message", json!({"event": "failed"}), "Failed");
    check("send-and-wait-for-reply", json!({"event": "deliveryFailure"}), "Delivery fails");
    check("no-such-type", json!({"event": "callCompleted"}), "callCompleted");
    check("no-such-type", json!({}), "(no event)");
    assert_eq!(label_of("run-subflow_x"), "Run Subflow X");
    assert_eq!(label_of("send-and-wait-for-reply"), "Send & Wait For Reply");
}

#[test]
fn variables_are_named_as_templates_write_them() {
    let named = |name: &str, kind: &str, properties: Value| {
        let state = json!({"name": name, "type": kind, "transitions": [], "properties": properties});
        variables_of(flow_of(json!([state])).widgets().first().expect("one widget"))
    };
    let send = named("thanks", "send-message", json!({}));
    assert!(send.contains(&"{{widgets.thanks.outbound.Sid}}".to_owned()), "{send:?}");
    assert!(send.contains(&"{{widgets.thanks.outbound.ConversationSid}}".to_owned()));
    let ask = named("ask-name", "send-and-wait-for-reply", json!({}));
    assert_eq!(ask.first().map(String::as_str), Some(r#"{{widgets["ask-name"].inbound.Body}}"#));
    assert!(ask.iter().all(|variable| !variable.contains('*')));
    let set = named("set", "set-variables", json!({"variables": [{"key": "count"}, {"key": "a b"}, {}]}));
    let expected = [
        "{{flow.variables.count}}",
        "{{widgets.set.count}}",
        r#"{{flow.variables["a b"]}}"#,
        r#"{{widgets.set["a b"]}}"#,
    ];
    assert_eq!(set, expected);
}

#[test]
fn inputs_are_found_in_every_template() {
    let flow = flow_of(json!([
        {"name": "a", "type": "send-message", "transitions": [],
            "properties": {"body": "Hi {{flow.data.name}}, {{ trigger.request.parameters[\"at\"] | upcase }}"}},
        {"name": "b", "type": "split-based-on", "properties": {"input": "{{flow.data.name}}"}, "transitions": [
            {"event": "match", "conditions": [{"arguments": ["{{flow.data.name}}"], "value": "{{flow.data.yes}}"}]}]},
        {"name": "c", "type": "unheard-of", "properties": {"deep": [{"x": "{{trigger.parent.parameters.p.q}}"}]}},
        {"name": "d", "type": "set-variables", "transitions": [],
            "properties": {"variables": [{"key": "{{flow.data.no}}", "value": "{% if flow.data.v %}{% endif %}"}]}},
    ]));
    let found: Vec<String> =
        inputs_read(&flow).iter().map(|input| format!("{}.{}", input.root.path(), input.key)).collect();
    let expected = [
        "flow.data.name",
        "trigger.request.parameters.at",
        "flow.data.yes",
        "trigger.parent.parameters.p",
        "flow.data.v",
    ];
    assert_eq!(found, expected);
}
