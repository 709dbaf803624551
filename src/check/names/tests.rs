//! Both ways to a near name give the same one.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Names;
use crate::flow::{Document, Flow};

fn flow(names: &[String]) -> Flow {
    let state =
        |name: &String| json!({"name": name, "type": "send-message", "properties": {}, "transitions": []});
    let states: Vec<Value> = names.iter().map(state).collect();
    let flow = json!({"states": states, "initial_state": "Trigger", "flags": {}}).to_string();
    Document::from_bytes(None, flow.as_bytes()).expect("a flow").flow().clone()
}

fn check(names: &[&str], sought: &str, expected: Option<&str>) {
    let flow = flow(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let near = Names::of(&flow).near(&flow, sought);
    let near = near.and_then(|near| flow.widget(near.id)?.name().map(str::to_owned));
    assert_eq!(near.as_deref(), expected, "{sought} among {names:?}");
}

#[test]
fn a_letter_may_be_missing_added_other_or_moved() {
    check(&["ask_name"], "ask_nme", Some("ask_name"));
    check(&["ask_name"], "ask_naame", Some("ask_name"));
    check(&["ask_name"], "ask_neme", Some("ask_name"));
    check(&["ask_name"], "ask_nmae", Some("ask_name"));
    check(&["ask_name"], "sk_namea", Some("ask_name"));
    check(&["ask_name"], "AskName", Some("ask_name"));
    check(&["ask_name"], "ask_name_2", Some("ask_name"));
    check(&["ask_name"], "tell_name", None);
    check(&["ab"], "ac", None);
    check(&["Trigger"], "Triger", None);
    check(&["twice", "twice"], "twic", None);
}

proptest! {
    #[test]
    fn all_names_and_the_index_agree(names in prop::collection::vec("[ab_1]{0,5}", 0..12), sought in "[abB_1]{0,5}") {
        let flow = flow(&names);
        let found = Names::of(&flow);
        let told = |near: Option<super::Near>| near.map(|near| (near.id, near.is_same_word));
        prop_assert_eq!(told(found.near_among_all(&flow, &sought)), told(found.near_by_index(&flow, &sought)));
    }
}
