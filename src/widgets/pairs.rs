//! Edits of the lists of `key` and `value` that several widget types have. `list` is the property's key.
//!
//! An entry keeps what else it has: older exports number the entries, newer ones give some a type.

use serde_json::{Map, Value, json};

use crate::flow::json::Json;
use crate::flow::{Edit, Flow, WidgetId};

/// The most entries that are read out of one text.
const MOST_READ: usize = 10_000;

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
        entries.push(entry(key, value));
        Some(())
    })
}

/// Puts entries before the one at an index, or behind the last. An entry without key and value in front of them
/// makes room: it was added to be filled.
pub fn insert_entries(flow: &Flow, id: WidgetId, list: &str, index: usize, new: Vec<Value>) -> Option<Edit> {
    if new.is_empty() {
        return None;
    }
    change(flow, id, list, |entries| {
        let mut at = index.min(entries.len());
        if let Some(before) = at.checked_sub(1)
            && entries.get(before).is_some_and(is_blank)
        {
            entries.remove(before);
            at = before;
        }
        entries.splice(at..at, new);
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

/// Reads entries out of a text that somebody copied from elsewhere: lines of `key=value`, `key: value` or two
/// columns, a JSON object, a list of entries as a flow has it, or the query of a URL. Empty where it is none of them.
pub fn read_entries(text: &str) -> Vec<Value> {
    let text = text.trim();
    if text.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return of_json(value);
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut rest = lines();
    if let (Some(line), None) = (rest.next(), rest.next())
        && let Some(found) = of_query(line)
    {
        return found;
    }
    lines().take(MOST_READ).filter_map(of_line).collect()
}

fn of_json(value: Value) -> Vec<Value> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Object(members) => {
            members.iter().take(MOST_READ).map(|(key, value)| entry(key, &plain(value))).collect()
        }
        Value::Array(items) => items
            .into_iter()
            .take(MOST_READ)
            .filter(|item| item.get("key").is_some_and(Value::is_string))
            .filter_map(|item| match item {
                // What the entry has besides is part of it, as its type.
                Value::Object(members) => Some(members),
                _ => None,
            })
            .map(|mut members| {
                let value = members.get("value").map(plain).unwrap_or_default();
                let key = members.get("key").map(plain).unwrap_or_default();
                members.shift_remove("value");
                members.shift_remove("key");
                let mut all = Map::new();
                all.insert("value".to_owned(), json!(value));
                all.insert("key".to_owned(), json!(key));
                all.extend(members);
                Value::Object(all)
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A URL's query of at least one `key=value`; templates in it are not encoded, so `{{` has its own meaning.
fn of_query(line: &str) -> Option<Vec<Value>> {
    let is_url = line.starts_with("http://") || line.starts_with("https://") || line.starts_with('?');
    let query = match line.split_once('?') {
        Some((_, query)) if is_url => query.split('#').next().unwrap_or_default(),
        _ if line.contains('&') && line.contains('=') && !line.contains(char::is_whitespace) => line,
        _ => return None,
    };
    let read: Vec<Value> = form_urlencoded::parse(query.as_bytes())
        .take(MOST_READ)
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, value)| entry(&key, &value))
        .collect();
    (!read.is_empty()).then_some(read)
}

/// One line. What comes first separates: a URL as a value has a colon, and a template may have an `=`.
fn of_line(line: &str) -> Option<Value> {
    let (key, value) = match line.split_once('\t') {
        Some(columns) => columns,
        None => {
            let at = line.find(['=', ':'])?;
            (line.get(..at)?, line.get(at + 1..)?)
        }
    };
    let key = unquoted(key.trim().trim_start_matches("export "));
    (!key.is_empty()).then(|| entry(key, unquoted(value.trim().trim_end_matches(','))))
}

/// A text without the quotes around it.
fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

fn entry(key: &str, value: &str) -> Value {
    json!({"value": value, "key": key})
}

fn is_blank(entry: &Value) -> bool {
    let is_empty = |key: &str| entry.get(key).and_then(Value::as_str).is_some_and(str::is_empty);
    is_empty("key") && is_empty("value")
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
