use serde_json::{Value, json};

use super::{Index, Kind};
use crate::flow::{Document, Flow};

fn flow(states: Value) -> Flow {
    let text = json!({"states": states, "initial_state": "Trigger"}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

/// Each thing as `text: writers > readers (mark)`, by names and places.
fn check(states: Value, expected: &[&str]) {
    let flow = flow(states);
    let index = Index::of(&flow, None);
    let title = |id| flow.widget(id).unwrap().title();
    let found: Vec<String> = index
        .things()
        .map(|thing| {
            let writers = thing
                .writers
                .iter()
                .map(|one| format!("{}/{}", title(one.widget), one.place.as_deref().unwrap_or("")));
            let readers = index.readers(thing).map(|one| format!("{}/{}", title(one.widget), one.place));
            let mark = thing.mark.map(|mark| format!(" ({})", mark.words())).unwrap_or_default();
            let list = |all: Vec<String>| all.join(" ");
            format!("{}: {} > {}{mark}", thing.text, list(writers.collect()), list(readers.collect()))
        })
        .collect();
    assert_eq!(found, expected);
}

fn set(name: &str, pairs: &[(&str, &str)]) -> Value {
    let entries: Vec<Value> = pairs.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    json!({"name": name, "type": "set-variables", "properties": {"variables": entries}, "transitions": []})
}

fn send(name: &str, body: &str) -> Value {
    json!({"name": name, "type": "send-message", "properties": {"body": body}, "transitions": []})
}

#[test]
fn writers_and_readers_are_found_with_their_places() {
    check(
        json!([
            set("one", &[("a", "x"), (" b ", "{{flow.variables.a.part}}")]),
            set("two", &[("a", "{{trigger.request.parameters.p.q}}")]),
            send(
                "three",
                "{{flow.variables.a}} {{flow.variables.gone}} {{widgets.one.a}} {{widgets.three.outbound.Sid}}"
            ),
            send("four", "{{widgets.three.nothing}} {{widgets.nobody.x}} {{flow.data.d}} {{flow.data.d.e}}"),
        ]),
        &[
            "flow.data.d:  > four/body four/body",
            "flow.variables.a: one/variables/0 two/variables/0 > one/variables/1/value three/body three/body",
            "flow.variables.b: one/variables/1 >  (never read)",
            "flow.variables.gone:  > three/body (never written)",
            "trigger.request.parameters.p:  > two/variables/0/value",
            "widgets.nobody.x:  > four/body (no such widget)",
            "widgets.one.a: one/variables/0 > three/body",
            "widgets.three.nothing:  > four/body (never written)",
            "widgets.three.outbound.Sid: three/ > three/body",
        ],
    );
}

#[test]
fn what_the_conditions_of_a_split_repeat_is_read_once() {
    let branch = |value: &str| json!({"event": "match", "conditions": [{"type": "equal_to", "arguments": ["{{flow.variables.a}}"], "value": value}]});
    let transitions = json!([branch("x"), branch("{{flow.variables.b}}")]);
    check(
        json!([{"name": "which", "type": "split-based-on", "properties": {"input": "{{flow.variables.a}}"}, "transitions": transitions}]),
        &[
            "flow.variables.a:  > which/input (never written)",
            "flow.variables.b:  > which/transitions/1/conditions/0/value (never written)",
        ],
    );
}

#[test]
fn what_nobody_reads_is_told_apart() {
    let flow = flow(json!([
        send("one", "{{widgets.two.outbound.Body}}"),
        send("two", "hi"),
        set("set", &[("a", "1")])
    ]));
    let index = Index::of(&flow, None);
    let unread: Vec<&str> = index.unread().iter().map(|thing| &*thing.text).collect();
    assert!(unread.contains(&"widgets.one.outbound.Body"), "{unread:?}");
    assert!(!unread.contains(&"widgets.two.outbound.Body"), "{unread:?}");
    assert!(unread.iter().all(|text| !text.starts_with("widgets.set")), "{unread:?}");
    let whole =
        Index::of(&self::flow(json!([send("one", "{{widgets.two | json}}"), send("two", "hi")])), None);
    assert!(whole.unread().iter().all(|thing| !thing.text.starts_with("widgets.two")));
    assert!(whole.unread().iter().all(|thing| thing.kind == Kind::Output));
}

#[test]
fn a_new_version_looks_only_at_what_has_changed_and_finds_the_same() {
    let mut document = Document::from_bytes(
        None,
        json!({"states": [set("one", &[("a", "x")]), send("two", "{{flow.variables.a}}")]})
            .to_string()
            .as_bytes(),
    )
    .unwrap();
    let first = Index::of(document.flow(), None);
    let edit = crate::widgets::rename_variable(document.flow(), "a", "b");
    document.edit(&edit).unwrap();
    let second = Index::of(document.flow(), Some(&first));
    let texts: Vec<&str> = second.things().map(|thing| &*thing.text).collect();
    assert_eq!(texts, ["flow.variables.b"]);
    assert!(second.variable("a").is_none() && second.variable("b").is_some_and(|thing| thing.mark.is_none()));
}
