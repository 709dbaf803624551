use serde_json::{Value, json};

use super::{Difference, Fate};
use crate::flow::{Document, Flow};

fn flow(states: Value) -> Flow {
    let flow = json!({"description": "x", "states": states, "initial_state": "Trigger", "flags": {}});
    Document::from_bytes(None, flow.to_string().as_bytes()).expect("a flow").flow().clone()
}

fn send(name: &str, body: &str, next: Option<&str>, x: i32) -> Value {
    json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
           "properties": {"offset": {"x": x, "y": 0}, "body": body, "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}"}})
}

/// The difference in short: a line for each widget.
fn check(before: Value, after: Value, expected: &[&str]) {
    let difference = Difference::between(&flow(before), &flow(after));
    let lines: Vec<String> = difference
        .widgets
        .iter()
        .map(|widget| {
            let sign = match widget.fate {
                Fate::Added => "+",
                Fate::Removed => "-",
                Fate::Kept => "~",
            };
            let mut line = format!("{sign} {}", widget.name);
            if let Some(from) = &widget.renamed_from {
                line += &format!(" was {from}");
            }
            for wire in &widget.rewired {
                line += &format!(
                    " {}: {:?}->{:?}",
                    wire.output,
                    wire.from.as_deref().unwrap_or(""),
                    wire.to.as_deref().unwrap_or("")
                );
            }
            for field in &widget.fields {
                line += &format!(" [{}]", field.path);
            }
            if widget.is_moved {
                line += " moved";
            }
            line
        })
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn what_means_the_same_is_no_difference() {
    let one = json!([send("a", "hi", None, 0)]);
    check(one.clone(), one.clone(), &[]);
    let spelled = one.to_string().replace("\"x\":0", "\"x\": 0.0");
    check(one, serde_json::from_str(&spelled).expect("JSON"), &[]);
}

#[test]
fn widgets_come_and_go() {
    check(
        json!([send("a", "hi", None, 0), send("b", "bye", None, 0)]),
        json!([send("a", "hi", Some("c"), 0), {"name": "c", "type": "set-variables", "properties": {}, "transitions": []}]),
        &["~ a sent: \"\"->\"c\"", "+ c", "- b"],
    );
}

#[test]
fn a_renamed_widget_is_one_and_what_refers_to_it_is_no_change() {
    let reads = |name: &str| send("z", &format!("{{{{widgets.{name}.message.Sid}}}}"), None, 0);
    check(
        json!([send("a", "hi", Some("b"), 0), send("b", "bye", None, 0), reads("b")]),
        json!([send("a", "hi", Some("good_bye"), 0), send("good_bye", "bye", None, 0), reads("good_bye")]),
        &["~ good_bye was b"],
    );
}

#[test]
fn a_renamed_and_changed_widget_is_found_where_it_is_alike() {
    check(
        json!([send("b", "bye", None, 0)]),
        json!([send("good_bye", "so long", None, 20)]),
        &["~ good_bye was b [properties.body] moved"],
    );
}

#[test]
fn moved_only_is_told_apart() {
    let difference = Difference::between(
        &flow(json!([send("a", "hi", None, 0)])),
        &flow(json!([send("a", "hi", None, 40)])),
    );
    assert_eq!(difference.moved_only().count(), 1);
}

#[test]
fn doubled_names_are_held_against_each_other_in_order() {
    check(
        json!([send("a", "one", None, 0), send("a", "two", None, 0)]),
        json!([send("a", "one", None, 0), send("a", "three", None, 0)]),
        &["~ a [properties.body]"],
    );
}

#[test]
fn branches_are_counted() {
    let split = |second: &str, value: &str| {
        json!({"name": "s", "type": "split-based-on", "properties": {}, "transitions": [
            {"event": "noMatch"},
            {"event": "match", "next": "a", "conditions": [{"type": "equal_to", "value": "1"}]},
            {"event": "match", "next": second, "conditions": [{"type": "equal_to", "value": value}]},
        ]})
    };
    check(
        json!([split("a", "2")]),
        json!([split("b", "3")]),
        &["~ s match 2: \"a\"->\"b\" [transitions[3].conditions[1].value]"],
    );
}

#[test]
fn the_flow_itself_may_differ() {
    let mut other = flow(json!([])).to_value();
    other["description"] = json!("y");
    let other = Document::from_bytes(None, other.to_string().as_bytes()).expect("a flow");
    let difference = Difference::between(&flow(json!([])), other.flow());
    assert_eq!(difference.flow.iter().map(|field| &*field.path).collect::<Vec<_>>(), ["description"]);
}
