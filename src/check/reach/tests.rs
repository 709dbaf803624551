use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Presence, reach};
use crate::check::{Options, check};
use crate::flow::{Document, Flow, Graph};

/// A flow of numbered widgets: each leads to those given, and sets the variables given.
fn flow(widgets: &[(Vec<usize>, Vec<&str>)], reads: &str) -> Flow {
    let mut states = vec![json!({"name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{"event": "incomingMessage", "next": "w0"}]})];
    for (index, (next, sets)) in widgets.iter().enumerate() {
        let transitions: Vec<Value> =
            next.iter().map(|next| json!({"event": "match", "next": format!("w{next}")})).collect();
        let entries: Vec<Value> = sets.iter().map(|key| json!({"key": key, "value": reads})).collect();
        states.push(json!({"name": format!("w{index}"), "type": "set-variables",
            "properties": {"variables": entries, "note": reads}, "transitions": transitions}));
    }
    let text = json!({"states": states, "initial_state": "Trigger"}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

/// What exists at a widget: `a` for always, `s` for sometimes, `n` for never; first widgets, then variables.
fn check_reach(widgets: &[(Vec<usize>, Vec<&str>)], at: usize, keys: &[&str], expected: &str) {
    let flow = flow(widgets, "");
    let graph = Graph::of(&flow);
    let id = graph.named(&format!("w{at}")).unwrap();
    let found = match reach(&flow, &graph, id) {
        None => "nothing".to_owned(),
        Some(found) => {
            let letter = |presence| match presence {
                Some(Presence::Always) => 'a',
                Some(Presence::Sometimes) => 's',
                Some(Presence::Never) => 'n',
                None => '-',
            };
            let names = (0..widgets.len()).map(|index| letter(found.widget(&format!("w{index}"))));
            names.chain(keys.iter().map(|key| letter(found.variable(key)))).collect()
        }
    };
    assert_eq!(found, expected);
}

#[test]
fn what_stands_on_every_way_always_exists() {
    // 0 forks to 1 and 2, which join in 3; both set y.
    let fork = [
        (vec![1, 2], vec![]),
        (vec![3], vec!["x", "y"]),
        (vec![3], vec!["y"]),
        (vec![4], vec!["z"]),
        (vec![], vec![]),
        (vec![3], vec!["lost"]),
    ];
    check_reach(&fork, 3, &["x", "y", "z", "lost", "none"], "assnnnsann-");
    check_reach(&fork, 4, &["x", "y", "z"], "assannsaa");
    check_reach(&fork, 0, &["x", "y", "z"], "nnnnnnnnn");
    check_reach(&fork, 5, &[], "nothing");
}

#[test]
fn within_a_loop_all_of_it_may_have_happened() {
    let turn = [(vec![1], vec!["a"]), (vec![2], vec!["b"]), (vec![1, 3], vec!["c"]), (vec![], vec![])];
    check_reach(&turn, 1, &["a", "b", "c"], "assnass");
    check_reach(&turn, 2, &["a", "b", "c"], "aasnaas");
    check_reach(&turn, 3, &["a", "b", "c"], "aaanaaa");
}

#[test]
fn a_flow_without_a_start_says_nothing() {
    let text = json!({"states": [{"name": "a", "type": "set-variables", "transitions": []}]}).to_string();
    let flow = Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone();
    let id = flow.widgets().first().unwrap().id();
    assert_eq!(reach(&flow, &Graph::of(&flow), id), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// What completion says must be what the rules say of a template that reads it.
    #[test]
    fn it_says_what_the_rules_say(
        ways in prop::collection::vec((prop::collection::vec(0_usize..9, 0..3), prop::collection::vec(0_usize..4, 0..2)), 9),
    ) {
        let keys = ["p", "q", "r", "s"];
        let reads: String = (0..9).map(|index| format!("{{{{widgets.w{index}.k}}}}"))
            .chain(keys.iter().map(|key| format!("{{{{flow.variables.{key}}}}}")))
            .collect();
        let widgets: Vec<(Vec<usize>, Vec<&str>)> = ways.iter()
            .map(|(next, sets)| (next.clone(), sets.iter().filter_map(|set| keys.get(*set).copied()).collect()))
            .collect();
        let flow = flow(&widgets, &reads);
        let graph = Graph::of(&flow);
        let said = check(&flow, &Options::default());
        let told = |widget, what: &str, code: &str| said.iter().any(|one| {
            one.code == code && one.place.widget == Some(widget) && one.message.contains(&format!("`{what}`"))
        });
        for widget in flow.widgets().iter().skip(1) {
            let found = reach(&flow, &graph, widget.id());
            for what in (0..9).map(|index| format!("widgets.w{index}")).chain(keys.iter().map(|key| format!("flow.variables.{key}"))) {
                let presence = found.as_ref().and_then(|found| match what.strip_prefix("widgets.") {
                    Some(name) => found.widget(name),
                    None => found.variable(what.trim_start_matches("flow.variables.")),
                });
                prop_assert_eq!(told(widget.id(), &what, "read-too-early"), presence == Some(Presence::Never), "{} at {}", what, widget.title());
                prop_assert_eq!(told(widget.id(), &what, "read-maybe-missing"), presence == Some(Presence::Sometimes), "{} at {}", what, widget.title());
            }
        }
    }
}
