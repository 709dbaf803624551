//! What differs between two JSON values, by path.

use serde_json::Value;

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Where: keys apart by dots, places in lists in brackets, counted from 1: `transitions[2].conditions[1].value`.
    pub path: String,
    /// What was there; `None`: nothing.
    pub before: Option<Value>,
    /// What is there; `None`: nothing.
    pub after: Option<Value>,
}

/// All that differs, in the order of the earlier value, then what is new.
pub(super) fn between(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk(&mut String::new(), Some(before), Some(after), &mut changes);
    changes
}

fn walk(path: &mut String, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<FieldChange>) {
    match (before, after) {
        (one, two) if one == two => {}
        // The spelling of a number means nothing.
        (Some(Value::Number(one)), Some(Value::Number(two))) if one.as_f64() == two.as_f64() => {}
        (Some(Value::Object(one)), Some(Value::Object(two))) => {
            let added = two.keys().filter(|key| !one.contains_key(*key));
            for key in one.keys().chain(added) {
                let end = path.len();
                if end > 0 {
                    path.push('.');
                }
                path.push_str(key);
                walk(path, one.get(key), two.get(key), changes);
                path.truncate(end);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(two))) => {
            for index in 0..one.len().max(two.len()) {
                let end = path.len();
                path.push_str(&format!("[{}]", index + 1));
                walk(path, one.get(index), two.get(index), changes);
                path.truncate(end);
            }
        }
        (one, two) => {
            changes.push(FieldChange { path: path.clone(), before: one.cloned(), after: two.cloned() })
        }
    }
}
