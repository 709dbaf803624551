//! Changes deep in a side file that leave all other text as it is.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::flow::json::{Json, Kind, Style, encode};

/// Puts a value at a path of keys; objects that are missing on the way are made.
pub(super) fn set_at(json: &mut Json, path: &[&str], value: &Value, style: &Style, margin: Option<&str>) {
    let Some((key, rest)) = path.split_first() else {
        json.assign(value, style, margin);
        return;
    };
    let is_object = json.get(key).is_some_and(|inner| inner.as_object().is_some());
    if rest.is_empty() || !is_object {
        let nested = rest.iter().rev().fold(value.clone(), |value, key| {
            Value::Object(std::iter::once(((*key).to_owned(), value)).collect::<Map<_, _>>())
        });
        json.set(key, &nested, style, margin, usize::MAX);
        return;
    }
    let margin = own_margin(json, key);
    if let Some(inner) = json.get_mut(key) {
        set_at(inner, rest, value, style, margin.as_deref());
    }
}

/// Takes out what stands at a path of keys, and with it each object on the way that it leaves empty.
pub(super) fn remove_at(json: &mut Json, path: &[&str]) {
    let Some((key, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        json.remove(key);
        return;
    }
    let Some(inner) = json.get_mut(key) else { return };
    let had_members = inner.as_object().is_some_and(|members| !members.is_empty());
    remove_at(inner, rest);
    if had_members && inner.as_object().is_some_and(<[_]>::is_empty) {
        json.remove(key);
    }
}

/// Gives keys of an object other names where they stand. What stood under the new name before is taken out.
pub(super) fn rename_keys(json: &mut Json, renamed: impl Fn(&str) -> Option<String>) {
    let names = json.as_object().into_iter().flatten().map(|member| member.name().into_owned());
    let changes: Vec<(String, String)> = names
        .filter_map(|name| renamed(&name).map(|to| (name, to)))
        .filter(|(name, to)| name != to)
        .collect();
    for (from, to) in changes {
        json.remove(&to);
        let Kind::Object(list) = &mut json.kind else { return };
        for member in list.items.iter_mut().filter(|member| member.is_named(&from)) {
            member.key = encode(&to).into();
        }
    }
}

/// Of what has the same key the last, where the first of it stood: of doubled keys the last counts, as everywhere in JSON.
pub(super) fn last_of_each<T>(all: impl Iterator<Item = T>, key: impl Fn(&T) -> &String) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for one in all {
        match places.get(key(&one)).and_then(|place| kept.get_mut(*place)) {
            Some(known) => *known = one,
            None => {
                places.insert(key(&one).clone(), kept.len());
                kept.push(one);
            }
        }
    }
    kept
}

/// The margin of the line on which a member begins.
fn own_margin(json: &Json, key: &str) -> Option<String> {
    let member = json.as_object()?.iter().rev().find(|member| member.is_named(key))?;
    member.lead.rsplit_once('\n').map(|(_, margin)| margin.to_owned())
}

/// An object of which these keys are known: they are set or, with `None`, taken out; what else the old value has stays.
pub(super) fn merged(old: Option<&Json>, known: Vec<(&str, Option<Value>)>) -> Value {
    let mut members = match old.map(Json::to_value) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for (key, value) in known {
        match value {
            Some(value) => {
                members.insert(key.to_owned(), value);
            }
            None => {
                members.shift_remove(key);
            }
        }
    }
    Value::Object(members)
}
