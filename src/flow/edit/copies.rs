//! Copies of widgets, ready to be added to a flow.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::parts::set_offset;
use super::{cut_outward, is_good_name};
use crate::flow::json::Style;
use crate::flow::model::Flow;
use crate::flow::rename::{self, Names};
use crate::flow::widget::{Offset, Widget, WidgetId};

/// States made ready to be added to a flow as copies: free names, connections among themselves kept and all
/// others cut, templates that meant one of them following, and `by` added to their places.
pub fn copies(flow: &Flow, states: &[Value], by: Offset) -> Vec<Value> {
    let mut taken: HashSet<String> =
        flow.widgets().iter().filter_map(|widget| widget.name().map(str::to_owned)).collect();
    let mut numbers = HashMap::new();
    let fresh: Vec<(&str, String)> = states
        .iter()
        .map(|state| {
            let old = state.get("name").and_then(Value::as_str).unwrap_or("widget");
            (old, free_name(old, &mut taken, &mut numbers))
        })
        .collect();
    let inside: HashSet<&str> = fresh.iter().map(|(old, _)| *old).collect();
    let mut renames: HashMap<&str, &str> = HashMap::new();
    for (old, new) in &fresh {
        // Of doubled names the first is the one that is meant.
        renames.entry(old).or_insert(new);
    }
    renames.retain(|old, new| old != new);
    let style = Style::default();
    let mut out = Vec::with_capacity(states.len());
    for (state, (_, name)) in states.iter().zip(&fresh) {
        let mut json = style.lay_out(state, Some(""));
        cut_outward(&mut json, |next| !inside.contains(next));
        if !renames.is_empty() {
            rename::follow(&mut json, &Names::Many(&renames));
        }
        json.set("name", &Value::String(name.clone()), &style, None, 0);
        let offset = Widget::new(WidgetId(0), json.clone()).offset().unwrap_or_default();
        set_offset(&mut json, Offset { x: offset.x + by.x, y: offset.y + by.y }, &style);
        out.push(json.to_value());
    }
    out
}

/// The name itself where it is free and one that Studio takes, else the next of its row: `ask_1`, `ask_2`, …
fn free_name<'a>(old: &'a str, taken: &mut HashSet<String>, numbers: &mut HashMap<&'a str, u32>) -> String {
    if is_good_name(old) && taken.insert(old.to_owned()) {
        return old.to_owned();
    }
    let base = old.trim_end_matches(|char: char| char.is_ascii_digit()).trim_end_matches('_');
    let base = if is_good_name(base) { base } else { "widget" };
    // Each row is counted on, so that a thousand copies of one widget are not a million questions.
    let number = numbers.entry(base).or_insert(0);
    loop {
        *number += 1;
        let name = format!("{base}_{number}");
        if taken.insert(name.clone()) {
            return name;
        }
    }
}
