use serde_json::{Value, json};

use super::{Difference, Fate, Part, Piece, words};
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

/// The words that differ, in brackets: what is gone, then what is new.
fn check_words(before: &str, after: &str, expected: &str) {
    let told: String = words(before, after)
        .into_iter()
        .map(|piece| match piece {
            Piece::Same(text) => text.to_owned(),
            Piece::Gone(text) => format!("[-{text}-]"),
            Piece::New(text) => format!("[+{text}+]"),
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn texts_are_held_against_each_other_word_by_word() {
    check_words("Hi {{name}}, welcome", "Hi {{name}}, welcome", "Hi {{name}}, welcome");
    check_words("Hi there, Bob", "Hi, dear Bob", "Hi[- there-],[+ dear+] Bob");
    check_words("", "Grüße 🎉", "[+Grüße 🎉+]");
    check_words("a b c", "", "[-a b c-]");
    let (one, two) = ("x ".repeat(3_000), "y ".repeat(3_000));
    assert_eq!(words(&one, &two).len(), 3, "the last space is the same");
}

#[test]
fn several_names_may_change_at_once() {
    let three = |first: &str, second: &str| {
        json!([
            send("start", "hi", Some(first), 0),
            send(first, "one {{widgets.start.x}}", Some(second), 0),
            send(second, "two", None, 0)
        ])
    };
    check(three("a", "b"), three("x", "a_2"), &["~ x was a", "~ a_2 was b"]);
}

#[test]
fn a_branch_put_in_between_is_one_change() {
    let branch = |value: &str, next: &str| json!({"event": "match", "next": next, "conditions": [{"type": "equal_to", "value": value}]});
    let split = |branches: &[Value]| json!([{"name": "s", "type": "split-based-on", "properties": {}, "transitions": branches}]);
    let (one, two, three) = (branch("1", "a"), branch("2", "b"), branch("3", "c"));
    check(
        split(&[one.clone(), three.clone()]),
        split(&[one.clone(), two.clone(), three.clone()]),
        &["~ s match 2: \"\"->\"b\" [transitions[2]]"],
    );
    check(
        split(&[one.clone(), two.clone(), three.clone()]),
        split(&[three.clone(), one.clone(), two.clone()]),
        &["~ s [order of transitions]"],
    );
    check(split(&[one.clone(), two]), split(&[one]), &["~ s match 2: \"b\"->\"\" [transitions[2]]"]);
}

#[test]
fn what_most_widgets_have_does_not_make_two_of_them_one() {
    let many = |last: Value| {
        let mut all: Vec<Value> =
            (0..20).map(|at| send(&format!("w{at}"), &format!("text {at}"), None, 0)).collect();
        all.push(last);
        Value::from(all)
    };
    check(
        many(send("old", "Good bye", None, 0)),
        many(send("new", "Who are you?", None, 0)),
        &["+ new", "- old"],
    );
}

#[test]
fn large_versions_with_other_names_are_compared_in_time() {
    let all = |prefix: &str| {
        (0..2_000)
            .map(|at| {
                send(
                    &format!("{prefix}{at}"),
                    &format!("{{{{widgets.{prefix}{}.x}}}} {at}", at / 2),
                    None,
                    at,
                )
            })
            .collect::<Value>()
    };
    let begun = std::time::Instant::now();
    let difference = Difference::between(&flow(all("a")), &flow(all("b")));
    assert!(difference.widgets.len() >= 2_000);
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

/// Takes everything back, part by part or widget by widget: then nothing differs.
fn check_reverted(before: Value, after: Value) {
    let (before, after) = (flow(before), flow(after));
    let difference = Difference::between(&before, &after);
    assert!(!difference.is_empty());
    let mut whole = after.clone();
    // What is gone first, since others may have led there.
    for change in difference.widgets.iter().rev() {
        let now = Difference::between(&before, &whole);
        let found = now.widgets.iter().find(|known| (known.fate, &known.name) == (change.fate, &change.name));
        let Some(change) = found else { continue };
        let edit = now.revert(&before, &whole, change, Part::Whole).expect("an edit");
        whole = edit.apply(&whole).expect("it can be made");
    }
    let left = Difference::between(&before, &whole);
    assert!(left.is_empty(), "{:?}", left.lines());
}

#[test]
fn what_differs_can_be_taken_back() {
    check_reverted(
        json!([send("a", "hi", Some("b"), 0), send("b", "bye", None, 0), send("gone", "x", Some("a"), 0)]),
        json!([
            send("a", "hello", Some("c"), 7),
            send("c", "bye", None, 0),
            send("new", "completely other", None, 3)
        ]),
    );
    let (before, after) =
        (flow(json!([send("a", "hi", Some("a"), 0)])), flow(json!([send("b", "hello", None, 9)])));
    let difference = Difference::between(&before, &after);
    let change = &difference.widgets[0];
    assert_eq!(change.renamed_from.as_deref(), Some("a"));
    for part in [Part::Field(0), Part::Place, Part::Output(0), Part::Name] {
        let edit = difference.revert(&before, &after, change, part).expect("an edit");
        let left = Difference::between(&before, &edit.apply(&after).expect("it can be made"));
        assert_ne!(left.lines(), difference.lines(), "{part:?}");
    }
}

#[test]
fn the_difference_is_told_in_lines() {
    let before = json!([send("a", "hi", Some("b"), 0), send("b", "bye", None, 0)]);
    let after = json!([send("a", "hello", None, 0), send("good_bye", "bye", None, 5), {"name": "x", "properties": {}}]);
    let lines = Difference::between(&flow(before), &flow(after)).lines();
    assert_eq!(lines, ["~ a: body, transitions", "~ good_bye, was b: place", "+ x (no type)"]);
}
