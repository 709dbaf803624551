//! The tree in words, one line for each row.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::tree::{Leads, Node, Tree};
use crate::flow::{Document, Flow, Graph, Output, WidgetId};

fn flow(states: &[(&str, &[Option<&str>])]) -> Flow {
    let states: Vec<Value> = states
        .iter()
        .map(|(name, nexts)| {
            let transitions: Vec<Value> = nexts
                .iter()
                .enumerate()
                .map(|(at, next)| match next {
                    Some(next) => json!({"event": format!("e{at}"), "next": next}),
                    None => json!({"event": format!("e{at}")}),
                })
                .collect();
            json!({"name": name, "type": "send-message", "transitions": transitions, "properties": {}})
        })
        .collect();
    let text = json!({"description": "", "states": states, "initial_state": "start"}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

fn told(flow: &Flow, folded: &[Node]) -> Vec<String> {
    let graph = Graph::of(flow);
    let folded: HashSet<Node> = folded.iter().copied().collect();
    let title = |id: WidgetId| flow.widget(id).unwrap().title().to_owned();
    let rows = Tree::of(flow, &graph).rows(flow, &graph, &folded);
    rows.iter()
        .map(|row| {
            let indent = "  ".repeat(row.depth);
            let sign = match row.is_open {
                None => "",
                Some(true) => "-",
                Some(false) => "+",
            };
            let text = match (row.node, &row.leads) {
                (Node::Unreachable, _) => "Not reachable".to_owned(),
                (Node::Widget(id), _) => title(id),
                (Node::Output(output), leads) => {
                    let leads = match leads.as_ref().unwrap() {
                        Leads::Nowhere => "nowhere".to_owned(),
                        Leads::Within(id) => format!("within {}", title(*id)),
                        Leads::Next(id) => format!("next {}", title(*id)),
                        Leads::Elsewhere(id) => format!("elsewhere {}", title(*id)),
                        Leads::Missing(name) => format!("missing {name}"),
                    };
                    format!("{} {leads}", output.index)
                }
            };
            format!("{indent}{sign}{text}")
        })
        .collect()
}

fn check(states: &[(&str, &[Option<&str>])], folded: &[Node], expected: &[&str]) {
    assert_eq!(told(&flow(states), folded), expected);
}

#[test]
fn a_chain_stays_on_its_level_and_branches_stand_within_their_outputs() {
    let states: &[(&str, &[Option<&str>])] = &[
        ("start", &[Some("split")]),
        ("split", &[Some("left"), Some("right"), None, Some("gone")]),
        ("left", &[Some("end")]),
        ("right", &[Some("end"), Some("split")]),
        ("end", &[]),
    ];
    check(
        states,
        &[],
        &[
            "-start",
            "  0 next split",
            "-split",
            "  -0 within left",
            "    -left",
            "      0 next end",
            "    end",
            "  -1 within right",
            "    -right",
            "      0 elsewhere end",
            "      1 elsewhere split",
            "  2 nowhere",
            "  3 missing gone",
        ],
    );
    let left = Node::Output(Output { widget: WidgetId(1), index: 0 });
    check(
        states,
        &[Node::Widget(WidgetId(0)), left, Node::Widget(WidgetId(3))],
        &[
            "+start",
            "-split",
            "  +0 within left",
            "  -1 within right",
            "    +right",
            "  2 nowhere",
            "  3 missing gone",
        ],
    );
}

#[test]
fn what_nothing_leads_to_stands_in_a_section_of_its_own() {
    let states: &[(&str, &[Option<&str>])] = &[
        ("start", &[None]),
        ("round", &[Some("about")]),
        ("about", &[Some("round")]),
        ("second", &[]),
        ("first", &[Some("second")]),
    ];
    check(
        states,
        &[],
        &[
            "-start",
            "  0 nowhere",
            "-Not reachable",
            "  -first",
            "    0 next second",
            "  second",
            "  -round",
            "    0 next about",
            "  -about",
            "    0 elsewhere round",
        ],
    );
    check(states, &[Node::Unreachable], &["-start", "  0 nowhere", "+Not reachable"]);
    let flow = flow(states);
    let tree = Tree::of(&flow, &Graph::of(&flow));
    assert_eq!(tree.above(WidgetId(2)), [Node::Unreachable]);
}

#[test]
fn a_long_flow_overflows_nothing() {
    let names: Vec<String> =
        (0..10_000).map(|at| if at == 0 { "start".to_owned() } else { format!("w{at}") }).collect();
    let nexts: Vec<[Option<&str>; 2]> = (0..names.len())
        .map(|at| [names.get(at + 1).map(String::as_str), names.get(at + 2).map(String::as_str)])
        .collect();
    let states: Vec<(&str, &[Option<&str>])> =
        names.iter().zip(&nexts).map(|(name, nexts)| (name.as_str(), nexts.as_slice())).collect();
    let flow = flow(&states);
    let graph = Graph::of(&flow);
    let tree = Tree::of(&flow, &graph);
    assert_eq!(tree.rows(&flow, &graph, &HashSet::new()).len(), 30_000);
    assert!(tree.above(WidgetId(9_999)).len() < 20_000);
}
