//! `cordboard diff`: what differs between two versions of a flow, by meaning.

use crate::support::{Flows, cordboard, cordboard_fed};
use serde_json::{Value, json};

fn send(name: &str, body: &str, next: Option<&str>, x: i32) -> Value {
    json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
           "properties": {"offset": {"x": x, "y": 0}, "body": body, "from": "{{flow.channel.address}}", "to": "+1"}})
}

fn flow(states: Value) -> String {
    json!({"description": "x", "states": states, "initial_state": "a", "flags": {}}).to_string()
}

/// What is said of two versions, and the exit status.
fn check(before: &str, after: &str, more: &[&str], code: i32) -> String {
    let flows = Flows::new();
    let (one, two) = (flows.text("old.json", before), flows.text("new.json", after));
    let ran = cordboard(&[&["diff", &one, &two], more].concat());
    assert_eq!(ran.code, Some(code), "{} {}", ran.out, ran.err);
    ran.out
}

fn versions() -> (String, String) {
    let before = json!([
        send("a", "Hi", Some("b"), 0),
        send("b", "Bye", None, 0),
        send("c", "See you", None, 0),
        send("d", "d", None, 0)
    ]);
    let after = json!([
        send("a", "Hello", Some("bye"), 0),
        send("bye", "Bye", Some("c"), 0),
        send("c", "See you", None, 9),
        send("e", "something else", None, 0)
    ]);
    (flow(before), flow(after))
}

#[test]
fn each_kind_of_change_is_told() {
    let (before, after) = versions();
    let told = check(&before, &after, &[], 1);
    let expected = "\
~ a (Send Message)
    body: \"Hi\" → \"Hello\"
~ bye (Send Message), was b
    sent: led to nowhere, leads to c
~ e (Send Message), was d
    body: \"d\" → \"something else\"
= moved only: c
";
    assert_eq!(told, expected);
}

#[test]
fn equal_versions_are_equal_however_they_are_spelled() {
    let (before, _) = versions();
    let pretty =
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&before).expect("JSON")).expect("JSON");
    assert_eq!(check(&before, &pretty, &[], 0), "The two mean the same.\n");
    let moved = before.replacen("\"x\":0", "\"x\":7", 1);
    assert_eq!(check(&before, &moved, &["--ignore-moves"], 0), "The two mean the same.\n");
    check(&before, &moved, &[], 1);
}

#[test]
fn json_holds_all_of_it() {
    let (before, after) = versions();
    let told: Value = serde_json::from_str(&check(&before, &after, &["--format", "json"], 1)).expect("JSON");
    let first = json!({"change": "changed", "name": "a", "type": "send-message", "renamed_from": null, "rewired": [],
        "fields": [{"path": "properties.body", "before": "Hi", "after": "Hello"}], "moved": false});
    assert_eq!(told.pointer("/widgets/0"), Some(&first));
    assert_eq!(told.pointer("/widgets/2/change"), Some(&json!("moved")));
    assert_eq!(told.get("version"), Some(&json!(1)));
}

#[test]
fn markdown_is_safe_for_a_pull_request() {
    let before = flow(json!([send("a", "Hi", None, 0)]));
    let after = flow(json!([send("a", "`rm` <b>\n# x", None, 0)]));
    let told = check(&before, &after, &["--format", "markdown"], 1);
    assert!(told.contains("- **changed** `a (Send Message)`"), "{told}");
    assert!(told.lines().all(|line| !line.starts_with("# x")), "{told}");
    assert!(told.contains("``body:"), "{told}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let (before, _) = versions();
    let flows = Flows::new();
    let (one, two) = (flows.text("old.json", &before), flows.text("new.json", "{"));
    let ran = cordboard(&["diff", &one, &two]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("new.json:1:"), "{}", ran.err);
    assert_eq!(cordboard(&["diff", "-", "-"]).code, Some(2));
    assert_eq!(cordboard_fed(&["diff", "-", &one], &before).code, Some(0));
}

#[test]
fn a_terminal_does_not_obey_what_a_flow_holds() {
    let before = flow(json!([send("a", "Hi", None, 0)]));
    let after = flow(json!([send("a\u{1b}[31m", "Hi\u{1b}]0;x\u{7}", Some("\u{9b}1m"), 0)]));
    for format in ["text", "markdown", "json"] {
        let told = check(&before, &after, &["--format", format], 1);
        assert!(
            told.chars()
                .all(|char| char == '\n' || !char.is_control() || char == '\u{9b}' && format == "json"),
            "{told:?}"
        );
    }
}

#[test]
fn the_order_of_branches_is_told_and_nothing_follows_from_it() {
    let branch = |name: &str| json!({"event": "match", "next": name, "conditions": [{"friendly_name": name, "type": "equal_to", "value": name}]});
    let split = |names: &[&str]| {
        let ways: Vec<Value> = names.iter().map(|name| branch(name)).collect();
        flow(json!([{"name": "s", "type": "split-based-on", "properties": {}, "transitions": ways}]))
    };
    let told = check(&split(&["x", "y", "z"]), &split(&["z", "x", "y"]), &[], 1);
    assert_eq!(
        told,
        "~ s (Split Based On…)\n    order of transitions: [\"x\",\"y\",\"z\"] → [\"z\",\"x\",\"y\"]\n"
    );
}
