//! Which widgets set variables of the flow, and which variables those are.

use super::widget_type::{Card, Grade, widget_type};
use crate::flow::json::Json;
use crate::flow::{Edit, Flow, Widget, WidgetId};

/// The property that holds the list of variables which a widget sets: what it leaves are the keys of that list.
pub fn list_of_variables(widget: &Widget) -> Option<&'static str> {
    let entry = widget_type(widget.kind()?)?;
    let Card::Pairs(list) = entry.card else { return None };
    entry.outputs.iter().any(|output| output.path == "*").then_some(list)
}

/// The variables that a widget sets, each with the index of its entry. White space around a key does not count.
pub fn variables_set(widget: &Widget) -> Vec<(usize, String)> {
    let entries = list_of_variables(widget).and_then(|list| widget.property(list)?.as_array());
    let key = |entry: &Json| Some(entry.get("key")?.as_text()?.trim().to_owned());
    let keys = entries
        .unwrap_or_default()
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| key(entry).filter(|key| !key.is_empty()).map(|key| (index, key)));
    keys.collect()
}

/// Every list of variables of a flow: the widget, and the property that holds the list.
pub fn variable_lists(flow: &Flow) -> Vec<(WidgetId, String)> {
    let list = |widget: &Widget| list_of_variables(widget).map(|list| (widget.id(), list.to_owned()));
    flow.widgets().iter().filter_map(|widget| list(widget)).collect()
}

/// The change that gives a variable of the flow another name everywhere.
pub fn rename_variable(flow: &Flow, from: &str, to: &str) -> Edit {
    Edit::RenameVariable { from: from.to_owned(), to: to.to_owned(), lists: variable_lists(flow) }
}

/// Whether a widget leaves something at this path below its name, or above or below it; `None` where nobody can tell.
pub fn leaves(widget: &Widget, below: &[&str]) -> Option<bool> {
    let Some(first) = below.first() else { return Some(true) };
    if list_of_variables(widget).is_some() {
        return Some(variables_set(widget).iter().any(|(_, key)| key == first));
    }
    let entry = widget_type(widget.kind()?)?;
    if entry.is_open() || entry.grade > Grade::B {
        return None;
    }
    Some(entry.leaves(below))
}
