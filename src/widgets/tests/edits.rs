//! Edits of splits and lists.

use serde_json::{Value, json};

use super::flow_of;
use crate::flow::{Edit, Flow, WidgetId};
use crate::widgets::{Alternative, Alternatives, pairs, split, widget_type};

const ID: WidgetId = WidgetId(0);

fn split_flow() -> Flow {
    let branch = |value: &str| {
        json!({"next": value, "event": "match", "conditions": [{"friendly_name": format!("If value equal_to {value}"),
            "arguments": ["{{old}}"], "type": "equal_to", "value": value, "kept": 1}]})
    };
    flow_of(json!([{"name": "s", "type": "split-based-on", "properties": {"input": "{{old}}"},
        "transitions": [{"event": "noMatch"}, branch("a"), branch("b")]}]))
}

fn after(flow: &Flow, edit: Option<Edit>) -> Value {
    let edit = edit.expect("an edit");
    edit.apply(flow).expect("applies").to_value()["states"][0].clone()
}

#[test]
fn the_input_is_set_everywhere_in_one_step() {
    let flow = split_flow();
    let state = after(&flow, split::set_input(&flow, ID, "{{new}}"));
    assert_eq!(state["properties"]["input"], "{{new}}");
    for index in [1, 2] {
        assert_eq!(state["transitions"][index]["conditions"][0]["arguments"], json!(["{{new}}"]));
        assert_eq!(state["transitions"][index]["conditions"][0]["kept"], 1);
    }
}

#[test]
fn branches_are_added_moved_and_removed() {
    let flow = split_flow();
    let state = after(&flow, split::add_branch(&flow, ID, "is_blank", ""));
    let expected = json!({"event": "match", "conditions": [{"friendly_name": "If value is_blank Is Blank",
        "arguments": ["{{old}}"], "type": "is_blank", "value": "Is Blank"}]});
    assert_eq!(state["transitions"][3], expected);
    let order = |state: Value| -> Vec<Value> {
        state["transitions"].as_array().expect("a list").iter().map(|t| t["next"].clone()).collect()
    };
    let moved = order(after(&flow, split::move_branch(&flow, ID, 2, 1)));
    assert_eq!(moved, [json!(null), json!("b"), json!("a")]);
    let removed = order(after(&flow, split::remove_branch(&flow, ID, 1)));
    assert_eq!(removed, [json!(null), json!("b")]);
    assert_eq!(split::remove_branch(&flow, ID, 3), None);
    assert_eq!(split::move_branch(&flow, ID, 0, 3), None);
}

#[test]
fn a_label_made_by_studio_follows_its_condition() {
    let flow = split_flow();
    let label =
        |edit: Option<Edit>| after(&flow, edit)["transitions"][1]["conditions"][0]["friendly_name"].clone();
    assert_eq!(label(split::set_condition(&flow, ID, 1, "contains", "x", None)), "If value contains x");
    assert_eq!(label(split::set_condition(&flow, ID, 1, "contains", "x", Some("mine"))), "mine");
    let named = split::set_condition(&flow, ID, 1, "contains", "x", Some("mine")).expect("an edit");
    let flow = named.apply(&flow).expect("applies");
    let kept = after(&flow, split::set_condition(&flow, ID, 1, "regex", "y", None));
    assert_eq!(kept["transitions"][1]["conditions"][0]["friendly_name"], "mine");
    assert_eq!(kept["transitions"][1]["conditions"][0]["kept"], 1);
}

#[test]
fn entries_of_lists_keep_what_else_they_have() {
    let flow = flow_of(json!([{"name": "v", "type": "set-variables", "transitions": [],
        "properties": {"variables": [{"index": "0", "value": "1", "key": "a"}, {"value": "2", "key": "b"}]}}]));
    let list = |edit: Option<Edit>| after(&flow, edit)["properties"]["variables"].clone();
    let b = json!({"value": "2", "key": "b"});
    let a = json!({"index": "0", "value": "1", "key": "a"});
    assert_eq!(
        list(pairs::set_entry(&flow, ID, "variables", 0, "x", "9")),
        json!([{"index": "0", "value": "9", "key": "x"}, b])
    );
    assert_eq!(list(pairs::move_entry(&flow, ID, "variables", 1, 0)), json!([b, a]));
    assert_eq!(list(pairs::remove_entry(&flow, ID, "variables", 0)), json!([b]));
    let added = list(pairs::add_entry(&flow, ID, "variables", "c", "3"));
    assert_eq!(added[2].to_string(), r#"{"value":"3","key":"c"}"#);
    assert_eq!(pairs::set_entry(&flow, ID, "variables", 2, "x", "9"), None);
}

#[test]
fn entries_are_read_out_of_what_people_copy() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let expected: Vec<Value> =
            expected.iter().map(|(key, value)| json!({"value": value, "key": key})).collect();
        assert_eq!(pairs::read_entries(text), expected, "{text:?}");
    };
    check("a=1\nb = two words \n\n# a remark\nc=", &[("a", "1"), ("b", "two words"), ("c", "")]);
    check("a: 1\nurl: https://x.example/?q=1", &[("a", "1"), ("url", "https://x.example/?q=1")]);
    check("a\t{{flow.data.x}}\nb\t2", &[("a", "{{flow.data.x}}"), ("b", "2")]);
    check("export TOKEN=\"a b\"\n\"k\": 'v',", &[("TOKEN", "a b"), ("k", "v")]);
    check(r#"{"a": "x", "n": 5, "o": {"b": [1]}}"#, &[("a", "x"), ("n", "5"), ("o", r#"{"b":[1]}"#)]);
    check("https://x.example/find?name=Ann%20Lee&city=Bern#top", &[("name", "Ann Lee"), ("city", "Bern")]);
    check("?a=1&b={{flow.data.x}}", &[("a", "1"), ("b", "{{flow.data.x}}")]);
    check("a=1&b=2", &[("a", "1"), ("b", "2")]);
    check("a=b c & d", &[("a", "b c & d")]);
    check("just words", &[]);
    check("", &[]);
    check("{\"broken\": ", &[("{\"broken\"", "")]);
    let typed = r#"[{"key": "a", "value": 1, "type": "string", "index": "0"}, 5, {"value": "no key"}]"#;
    let read = pairs::read_entries(typed);
    assert_eq!(read, [json!({"value": "1", "key": "a", "type": "string", "index": "0"})]);
}

#[test]
fn entries_that_are_pasted_take_the_place_of_an_empty_one() {
    let flow = flow_of(json!([{"name": "v", "type": "set-variables", "transitions": [],
        "properties": {"variables": [{"value": "1", "key": "a"}, {"value": "", "key": ""}]}}]));
    let keys = |index: usize| {
        let new = pairs::read_entries("x=1\ny=2");
        let state = after(&flow, pairs::insert_entries(&flow, ID, "variables", index, new));
        let list = state["properties"]["variables"].as_array().expect("a list").clone();
        list.iter().map(|entry| entry["key"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys(2), ["a", "x", "y"], "the empty one was added to be filled");
    assert_eq!(keys(1), ["a", "x", "y", ""]);
    assert_eq!(keys(99), ["a", "x", "y"]);
    assert_eq!(pairs::insert_entries(&flow, ID, "variables", 0, Vec::new()), None);
}

const MODES: Alternatives = Alternatives {
    label: "Prompt",
    options: &[
        Alternative { label: "Say", keys: &["say", "voice", "loop"] },
        Alternative { label: "Play", keys: &["play", "loop"] },
        Alternative { label: "Digits", keys: &["digits"] },
    ],
    required: true,
};

fn spoken(properties: Value) -> Flow {
    flow_of(json!([{"name": "s", "type": "say-play", "transitions": [], "properties": properties}]))
}

#[test]
fn the_option_with_text_counts_and_else_the_first_that_is_there() {
    let check = |properties: Value, expected: &[usize]| {
        let flow = spoken(properties.clone());
        let widget = flow.widget(ID).expect("it is there");
        assert_eq!(MODES.chosen(widget), expected, "{properties}");
    };
    check(json!({}), &[]);
    check(json!({"say": ""}), &[0]);
    check(json!({"say": "", "play": "x"}), &[1]);
    check(json!({"play": "", "say": ""}), &[0]);
    check(json!({"voice": "alice"}), &[]);
    check(json!({"say": "Hi", "digits": "1", "play": " "}), &[0, 2]);
    check(json!({"say": null, "digits": ""}), &[0]);
    assert!(MODES.counts(&[1], "loop") && MODES.counts(&[1], "language") && !MODES.counts(&[1], "voice"));
}

#[test]
fn choosing_an_option_takes_out_the_others_in_one_step() {
    let entry = widget_type("say-play").expect("known");
    let check = |properties: Value, index: usize, expected: Option<Value>| {
        let flow = spoken(properties.clone());
        let edit = MODES.choose(&flow, ID, entry, index);
        let after = edit.map(|edit| after(&flow, Some(edit))["properties"].clone());
        assert_eq!(after, expected, "{properties} to {index}");
    };
    let said = json!({"say": "Hi", "voice": "alice", "loop": 2, "odd": 1});
    check(said.clone(), 1, Some(json!({"play": "", "loop": 2, "odd": 1})));
    check(said.clone(), 2, Some(json!({"digits": "", "odd": 1})));
    check(said.clone(), 0, None);
    check(said, 3, None);
    check(json!({}), 0, Some(json!({"say": ""})));
    check(json!({"say": "a", "play": "b"}), 1, Some(json!({"play": "b"})));
    let flow = spoken(json!({"say": "Hi", "loop": 2, "odd": 1}));
    assert_eq!(after(&flow, MODES.clear(&flow, ID))["properties"], json!({"odd": 1}));
    let flow = spoken(json!({"odd": 1}));
    assert_eq!(MODES.clear(&flow, ID), None);
}
