//! Copies of widgets, ready to be added to a flow.

use std::collections::HashSet;

use serde_json::Value;

use super::parts::set_offset;
use super::{cut_outward, is_good_name};
use crate::flow::json::Style;
use crate::flow::model::Flow;
use crate::flow::rename;
use crate::flow::widget::{Offset, Widget, WidgetId};

/// States made ready to be added to a flow as copies: free names, connections among themselves kept and all
/// others cut, templates that meant one of them following, and `by` added to their places.
pub fn copies(flow: &Flow, states: &[Value], by: Offset) -> Vec<Value> {
    let mut taken: HashSet<String> =
        flow.widgets().iter().filter_map(|widget| widget.name().map(str::to_owned)).collect();
    let mut renames: Vec<(String, String)> = Vec::new();
    for state in states {
        let old = state.get("name").and_then(Value::as_str).unwrap_or("widget");
        let base = old.trim_end_matches(|char: char| char.is_ascii_digit()).trim_end_matches('_');
        let base = if base.is_empty() { "widget" } else { base };
        let fresh = if taken.contains(old) || !is_good_name(old) {
            (1..).map(|number: u32| format!("{base}_{number}")).find(|name| !taken.contains(name))
        } else {
            Some(old.to_owned())
        };
        let fresh = fresh.unwrap_or_default();
        taken.insert(fresh.clone());
        renames.push((old.to_owned(), fresh));
    }
    let inside: HashSet<&str> = renames.iter().map(|(old, _)| &**old).collect();
    let mut out = Vec::with_capacity(states.len());
    for (state, (_, fresh)) in states.iter().zip(&renames) {
        let mut json = Style::default().lay_out(state, Some(""));
        cut_outward(&mut json, |next| !inside.contains(next));
        // By way of names that cannot occur, so that swapped names do not follow each other in a circle.
        for (index, (old, _)) in renames.iter().enumerate() {
            rename::follow(&mut json, old, &format!("cordboard_copy_{index}_"));
        }
        for (index, (_, fresh)) in renames.iter().enumerate() {
            rename::follow(&mut json, &format!("cordboard_copy_{index}_"), fresh);
        }
        let style = Style::default();
        json.set("name", &Value::String(fresh.clone()), &style, None, 0);
        let offset = Widget::new(WidgetId(0), json.clone()).offset().unwrap_or_default();
        set_offset(&mut json, Offset { x: offset.x + by.x, y: offset.y + by.y }, &style);
        out.push(json.to_value());
    }
    out
}
