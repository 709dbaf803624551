//! Edits of splits and lists.

use serde_json::{Value, json};

use super::flow_of;
use crate::flow::{Edit, Flow, WidgetId};
use crate::widgets::{pairs, split};

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
