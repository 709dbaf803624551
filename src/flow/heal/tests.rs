use serde_json::{Value, json};

use super::delete_and_heal;
use crate::flow::{Document, Flow};

/// A flow from `name: targets`, which starts at the first.
fn flow(widgets: &[(&str, &[&str])]) -> Flow {
    let state = |(name, targets): &(&str, &[&str])| {
        let transitions: Vec<Value> =
            targets
                .iter()
                .map(|next| {
                    if next.is_empty() { json!({"event": "e"}) } else { json!({"event": "e", "next": next}) }
                })
                .collect();
        json!({"name": name, "type": "any", "transitions": transitions, "properties": {}})
    };
    let states: Vec<Value> = widgets.iter().map(state).collect();
    let text = json!({"states": states, "initial_state": widgets[0].0}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

/// Deletes widgets and tells what is left, each with where it leads.
fn check(before: &[(&str, &[&str])], gone: &[&str], expected: &[&str]) {
    let flow = flow(before);
    let ids: Vec<_> = gone.iter().map(|name| flow.named(name).unwrap().id()).collect();
    let edit = delete_and_heal(&flow, &ids).unwrap();
    let after = edit.apply(&flow).unwrap();
    let left: Vec<String> = after
        .widgets()
        .iter()
        .map(|widget| {
            let to: Vec<&str> =
                widget.transitions().iter().map(|found| found.next.as_deref().unwrap_or("-")).collect();
            format!("{}>{}", widget.title(), to.join(","))
        })
        .collect();
    assert_eq!(left, expected, "{before:?} without {gone:?}");
}

#[test]
fn what_led_there_leads_to_what_followed() {
    check(&[("t", &["a"]), ("a", &["b", "c"]), ("b", &[]), ("c", &[])], &["a"], &["t>b", "b>", "c>"]);
    // The first output that is connected counts.
    check(&[("t", &["a"]), ("a", &["", "c"]), ("c", &[])], &["a"], &["t>c", "c>"]);
    check(&[("t", &["a"]), ("a", &[""])], &["a"], &["t>-"]);
}

#[test]
fn sets_and_loops_are_healed_through() {
    let chain: &[(&str, &[&str])] = &[("t", &["a"]), ("a", &["b"]), ("b", &["c"]), ("c", &[])];
    check(chain, &["a", "b"], &["t>c", "c>"]);
    // `b` only leads back to `a`, whose second output leads out.
    let circle: &[(&str, &[&str])] = &[("t", &["b", "a"]), ("a", &["b", "c"]), ("b", &["a"]), ("c", &[])];
    check(circle, &["a", "b"], &["t>c,c", "c>"]);
    // A way that leads nowhere is no way on.
    check(&[("t", &["a"]), ("a", &["b", "c"]), ("b", &[""]), ("c", &[])], &["a", "b"], &["t>c", "c>"]);
}

#[test]
fn nothing_is_led_to_the_start_or_to_itself() {
    check(&[("t", &["a"]), ("a", &["b"]), ("b", &["a"])], &["b"], &["t>a", "a>-"]);
    check(&[("t", &["a"]), ("a", &["t"])], &["a"], &["t>-"]);
}

#[test]
fn the_start_stays_and_alone_there_is_nothing_to_do() {
    let flow = flow(&[("t", &["a"]), ("a", &[])]);
    let start = flow.named("t").unwrap().id();
    assert!(delete_and_heal(&flow, &[start]).is_none());
    let both = [start, flow.named("a").unwrap().id()];
    assert_eq!(delete_and_heal(&flow, &both).unwrap().name(&flow), "Delete and heal a");
}

#[test]
fn a_long_chain_is_no_trouble() {
    let names: Vec<String> = (0..20_000).map(|number| format!("w{number}")).collect();
    let nexts: Vec<[&str; 1]> = names.iter().skip(1).map(|next| [next.as_str()]).chain([[""]]).collect();
    let widgets: Vec<(&str, &[&str])> =
        names.iter().zip(&nexts).map(|(name, next)| (name.as_str(), next.as_slice())).collect();
    let flow = flow(&widgets);
    let ids: Vec<_> = flow.widgets()[1..19_999].iter().map(|widget| widget.id()).collect();
    let after = delete_and_heal(&flow, &ids).unwrap().apply(&flow).unwrap();
    assert_eq!(after.widgets()[0].transitions()[0].next.as_deref(), Some("w19999"));
}
