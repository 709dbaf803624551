//! What is true of any flow: all of it copied into an empty flow gives the same graph, and a widget that becomes one of
//! another type and goes back has lost nothing that both types have.
//!
//! The flows are the samples and, where `CORDBOARD_CORPUS` names them, real exports.

use std::collections::HashMap;

use crate::flow_files::files;
use cordboard::check::{Diagnostic, Options, Severity, check};
use cordboard::flow::edit::copies;
use cordboard::flow::{Document, Edit, Flow, Graph, Offset, WidgetId};
use cordboard::widgets::change_type::{can_change, change_type, changes_of};
use cordboard::widgets::extract::{Naming, plan};
use cordboard::widgets::inline::inline;
use cordboard::widgets::{CATALOGUE, is_start, missing_reads};
use serde_json::Value;

fn flows() -> impl Iterator<Item = (String, Flow)> {
    files().into_iter().filter_map(|path| {
        let document = Document::from_bytes(None, &std::fs::read(&path).ok()?).ok()?;
        Some((path.display().to_string(), document.flow().clone()))
    })
}

/// Where each widget leads, by its place among `ids`; a place outside is none.
fn wires(flow: &Flow, ids: &[WidgetId]) -> Vec<Vec<Option<usize>>> {
    let graph = Graph::of(flow);
    let places: HashMap<WidgetId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let of = |id: &WidgetId| {
        let ways = flow.widget(*id).unwrap().transitions().iter();
        ways.map(|way| places.get(&graph.named(way.next.as_deref()?)?).copied()).collect()
    };
    ids.iter().map(of).collect()
}

#[test]
fn all_of_a_flow_pasted_into_an_empty_one_is_the_same_graph() {
    let mut count = 0;
    for (path, flow) in flows() {
        let widgets: Vec<_> =
            flow.widgets().iter().filter(|widget| !is_start(&widget.json().to_value())).collect();
        let ids: Vec<WidgetId> = widgets.iter().map(|widget| widget.id()).collect();
        let states: Vec<Value> = widgets.iter().map(|widget| widget.json().to_value()).collect();
        if states.iter().any(|state| !state.is_object()) {
            continue;
        }
        let empty = Document::default().flow().clone();
        let pasted = Edit::Add { states: copies(&empty, &states, Offset::default()) }.apply(&empty).unwrap();
        let added = empty.added_in(&pasted);
        assert_eq!(added.len(), ids.len(), "{path}");
        assert_eq!(wires(&pasted, &added), wires(&flow, &ids), "{path}");
        // What the flow had among its own widgets is there; only what it lacked itself is missing.
        let lacked = missing_reads(&flow, &ids);
        for missing in missing_reads(&pasted, &added) {
            let is_old = lacked.iter().any(|old| old.what == missing.what);
            let is_start =
                flow.named(missing.what.to_string().trim_start_matches("widget ").trim_matches('`'));
            assert!(is_old || is_start.is_some(), "{path}: {:?}", missing.what);
        }
        count += 1;
    }
    assert!(count > 5, "{count} flows were tried");
}

#[test]
fn a_type_there_and_back_keeps_what_both_have() {
    let mut count = 0;
    for (path, flow) in flows() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for widget in flow.widgets().iter().filter(|widget| can_change(widget)) {
            let Some(kind) = widget.kind() else { continue };
            let times = seen.entry(kind).or_default();
            *times += 1;
            let is_known =
                CATALOGUE.iter().any(|entry| entry.id == kind && !entry.is_start && !entry.is_open());
            if *times > 2 || !is_known {
                continue;
            }
            for (entry, there) in changes_of(&flow, widget.id()) {
                let here = format!("{path}: {} to {}", widget.title(), entry.id);
                let changed = there.edit(widget).apply(&flow).unwrap();
                let back = change_type(&changed, widget.id(), kind).unwrap();
                let (old, new) = (widget.json().to_value(), back.state);
                assert_eq!((&old["name"], &old["type"]), (&new["name"], &new["type"]), "{here}");
                assert_eq!(old["properties"]["offset"], new["properties"]["offset"], "{here}");
                for (key, value) in old["properties"].as_object().into_iter().flatten() {
                    if there.state["properties"].get(key) == Some(value) {
                        assert_eq!(new["properties"].get(key), Some(value), "{here}, {key}");
                    }
                }
                // A wire that was not cut is there again, by its event or as the main one.
                let wires = |state: &Value| -> Vec<Value> {
                    let ways = state["transitions"].as_array().into_iter().flatten();
                    ways.filter_map(|way| way.get("next").cloned()).filter(|next| !next.is_null()).collect()
                };
                if there.cut.is_empty() {
                    for next in wires(&there.state) {
                        assert!(wires(&new).contains(&next) || !back.cut.is_empty(), "{here}");
                    }
                }
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count} changes were tried");
}

/// The codes of what is wrong, without what every moved widget may be told of.
fn wrong(flow: &Flow) -> Vec<String> {
    let found = check(flow, &Options::default());
    let counts = |code: &str| {
        ["unknown-target", "unknown-widget", "unknown-variable", "unknown-output", "duplicate-name"]
            .contains(&code)
    };
    let is_error = |found: &Diagnostic| found.severity == Severity::Error || counts(found.code);
    found
        .iter()
        .filter(|found| is_error(found))
        .map(|found| format!("{}: {}", found.code, found.message))
        .collect()
}

#[test]
fn any_selection_that_becomes_a_subflow_leaves_two_flows_that_are_right() {
    let mut count = 0;
    for (path, flow) in flows() {
        let graph = Graph::of(&flow);
        let before = wrong(&flow).len();
        for (number, widget) in flow.widgets().iter().enumerate().take(60) {
            // A widget with what follows it, one, two or three deep.
            let mut selection = vec![widget.id()];
            for _ in 0..number % 4 {
                let next: Vec<WidgetId> =
                    selection.iter().flat_map(|id| graph.next_of(*id)).copied().take(4).collect();
                selection.extend(next);
            }
            let Ok(plan) = plan(&flow, &selection) else { continue };
            let here = format!("{path}: {} and {} more", widget.title(), plan.count() - 1);
            assert_eq!(plan.refusal(), None, "{here}");
            let naming = Naming {
                widget: flow.free_name("part_of_the_test"),
                sid: "FW0123456789abcdef0123456789abcdef".to_owned(),
                description: String::new(),
                file: None,
            };
            let done = plan.carry_out(&flow, &naming).unwrap_or_else(|error| panic!("{here}: {error}"));
            let parent = done.edit.apply(&flow).unwrap();
            let subflow = Document::from_bytes(None, done.subflow.as_bytes()).unwrap().flow().clone();
            let (wrong_above, wrong_below) = (wrong(&parent), wrong(&subflow));
            let after = wrong_above.len() + wrong_below.len();
            // An error of a widget is copied with it, so no more may be there than twice as many.
            assert!(after <= before * 2, "{here}: {before} before, {wrong_above:#?} {wrong_below:#?}");
            let runner = parent.named(&naming.widget).unwrap().id();
            let back = inline(&parent, runner, &subflow).unwrap_or_else(|error| panic!("{here}: {error}"));
            let again = back.edit.apply(&parent).unwrap();
            let wrong_again = wrong(&again);
            assert!(wrong_again.len() <= before, "{here}: {before} before, {wrong_again:#?}");
            count += 1;
        }
    }
    assert!(count > 20, "{count} selections were tried");
}
