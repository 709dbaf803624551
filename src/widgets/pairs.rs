//! Edits of the lists of `key` and `value` that several widget types have. `list` is the property's key.
//!
//! An entry keeps what else it has: older exports number the entries, newer ones give some a type.

use serde_json::{Value, json};

use crate::flow::json::Json;
use crate::flow::{Edit, Flow, WidgetId};

/// Replaces the text of one entry; what else it has stays.
pub fn set_entry(
    flow: &Flow,
    id: WidgetId,
    list: &str,
    index: usize,
    key: &str,
    value: &str,
) -> Option<Edit> {
    change(flow, id, list, |entries| {
        let entry = entries.get_mut(index)?.as_object_mut()?;
        entry.insert("value".to_owned(), json!(value));
        entry.insert("key".to_owned(), json!(key));
        Some(())
    })
}

/// Adds an entry at the end, as Studio's console writes it.
pub fn add_entry(flow: &Flow, id: WidgetId, list: &str, key: &str, value: &str) -> Option<Edit> {
    change(flow, id, list, |entries| {
        entries.push(json!({"value": value, "key": key}));
        Some(())
    })
}

/// Takes an entry out.
pub fn remove_entry(flow: &Flow, id: WidgetId, list: &str, index: usize) -> Option<Edit> {
    change(flow, id, list, |entries| (index < entries.len()).then(|| drop(entries.remove(index))))
}

/// Moves an entry.
pub fn move_entry(flow: &Flow, id: WidgetId, list: &str, from: usize, to: usize) -> Option<Edit> {
    change(flow, id, list, |entries| {
        (from < entries.len() && to < entries.len()).then(|| {
            let moved = entries.remove(from);
            entries.insert(to, moved);
        })
    })
}

fn change(
    flow: &Flow,
    id: WidgetId,
    list: &str,
    how: impl FnOnce(&mut Vec<Value>) -> Option<()>,
) -> Option<Edit> {
    let mut entries = match flow.widget(id)?.property(list).map(Json::to_value) {
        Some(Value::Array(entries)) => entries,
        None => Vec::new(),
        // Something else stands there: it is not ours to overwrite.
        Some(_) => return None,
    };
    how(&mut entries)?;
    Some(Edit::SetProperty { widget: id, key: list.to_owned(), value: Some(Value::Array(entries)) })
}
