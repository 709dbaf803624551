//! What differs between two versions of a flow, in a few lines: enough to decide whether to write over one.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::flow::Flow;

/// The lines that lead from one version to the other: `+` what is only in the second, `-` what is only in the first,
/// `~` what both have and what is changed in it. None where both mean the same.
pub fn difference(from: &Flow, to: &Flow) -> Vec<String> {
    let (before, after) = (from.to_value(), to.to_value());
    let mut lines = Vec::new();
    let (old, new) = (by_name(&before), by_name(&after));
    for (name, state) in &new {
        match old.get(name) {
            None => lines.push(format!("+ {} ({})", title(name), kind(state))),
            Some(was) => {
                let changed = changed_keys(was, state);
                if !changed.is_empty() {
                    lines.push(format!("~ {}: {}", title(name), changed.join(", ")));
                }
            }
        }
    }
    let gone = old.iter().filter(|(name, _)| !new.contains_key(*name));
    lines.extend(gone.map(|(name, state)| format!("- {} ({})", title(name), kind(state))));
    let rest = |value: &Value| {
        let mut value = value.clone();
        if let Some(members) = value.as_object_mut() {
            members.shift_remove("states");
        }
        value
    };
    lines.extend(
        changed_keys(&rest(&before), &rest(&after)).into_iter().map(|key| format!("~ the flow's {key}")),
    );
    lines
}

/// Names may be doubled or missing: the second of a name has a 2.
fn by_name(flow: &Value) -> BTreeMap<(String, usize), &Value> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let states = flow.get("states").and_then(Value::as_array).into_iter().flatten();
    states
        .map(|state| {
            let name = state.get("name").and_then(Value::as_str).unwrap_or("(no name)").to_owned();
            let count = counts.entry(name.clone()).or_insert(0);
            *count += 1;
            ((name, *count), state)
        })
        .collect()
}

fn title((name, count): &(String, usize)) -> String {
    if *count == 1 { name.clone() } else { format!("{name} (no. {count})") }
}

fn kind(state: &Value) -> &str {
    state.get("type").and_then(Value::as_str).unwrap_or("no type")
}

/// The keys whose values differ; those of properties one by one.
fn changed_keys(was: &Value, is: &Value) -> Vec<String> {
    let keys = |value: &Value| value.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>());
    let (Some(old), Some(new)) = (keys(was), keys(is)) else {
        return if was == is { Vec::new() } else { vec!["all of it".to_owned()] };
    };
    let added = new.iter().filter(|key| was.get(key.as_str()).is_none());
    let mut changed = Vec::new();
    for key in old.iter().chain(added) {
        let (one, two) = (was.get(key.as_str()), is.get(key.as_str()));
        match (one, two) {
            _ if one == two => {}
            (Some(one @ Value::Object(_)), Some(two @ Value::Object(_))) if key == "properties" => {
                changed.extend(changed_keys(one, two));
            }
            _ => changed.push(key.clone()),
        }
    }
    changed
}
