//! Changes within the text of one state.

use serde_json::{Value, json};

use crate::flow::console;
use crate::flow::json::{Json, Kind, Style};
use crate::flow::widget::Offset;

/// Sets or takes out what stands at a JSON pointer. Everything else keeps its text; `false` where the place that holds
/// it is not there.
pub(super) fn set_part(state: &mut Json, pointer: &str, value: Option<&Value>, style: &Style) -> bool {
    let Some((above, key)) = pointer.rsplit_once('/') else { return false };
    let margin = own_margin(state);
    let Some(parent) = state.at_mut(above) else { return false };
    let margin = own_margin(parent).or(margin);
    let key = key.replace("~1", "/").replace("~0", "~");
    match (&mut parent.kind, value) {
        (Kind::Object(_), Some(value)) => parent.set(&key, value, style, margin.as_deref(), usize::MAX),
        (Kind::Object(_), None) => parent.remove(&key),
        (Kind::Array(list), Some(value)) => {
            let Some(item) = key.parse().ok().and_then(|index: usize| list.items.get_mut(index)) else {
                return false;
            };
            item.assign(value, style, margin.as_deref());
        }
        _ => return false,
    }
    true
}

/// What a place of a state is called: the property that it stands in, or the part of the state.
pub(super) fn part_of(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(1);
    let first = parts.next().unwrap_or_default();
    let name = match (first, parts.next()) {
        ("properties", Some(key)) => key,
        ("transitions", Some(_)) if pointer.contains("/conditions") => "conditions",
        ("", _) => "JSON",
        (part, _) => part,
    };
    name.replace("~1", "/").replace("~0", "~")
}

/// The margin of the line on which a value begins.
pub(super) fn own_margin(json: &Json) -> Option<String> {
    json.lead.rsplit_once('\n').map(|(_, margin)| margin.to_owned())
}

pub(super) fn set_property(json: &mut Json, key: &str, value: Option<&Value>, style: &Style) {
    let margin = properties_margin(json, style);
    let Some(properties) = json.get_mut("properties") else { return };
    match value {
        Some(value) => {
            let names: Vec<String> = properties
                .as_object()
                .into_iter()
                .flatten()
                .map(|member| member.name().into_owned())
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let position = console::position_for(&names, key);
            properties.set(key, value, style, margin.as_deref(), position);
        }
        None => properties.remove(key),
    }
}

/// Makes sure that there is an object `properties`, and tells the margin of its line.
fn properties_margin(json: &mut Json, style: &Style) -> Option<String> {
    let margin = own_margin(json);
    if json.get("properties").and_then(Json::as_object).is_none() {
        json.set("properties", &json!({}), style, margin.as_deref(), usize::MAX);
    }
    let member = json.as_object()?.iter().rev().find(|member| member.name() == "properties")?;
    member.lead.rsplit_once('\n').map(|(_, margin)| margin.to_owned())
}

pub(super) fn set_offset(json: &mut Json, offset: Offset, style: &Style) {
    let margin = properties_margin(json, style);
    let Some(properties) = json.get_mut("properties") else { return };
    if properties.get("offset").and_then(Json::as_object).is_none() {
        let value = json!({"x": whole(offset.x), "y": whole(offset.y)});
        let names: Vec<String> =
            properties.as_object().into_iter().flatten().map(|member| member.name().into_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let position = console::position_for(&names, "offset");
        properties.set("offset", &value, style, margin.as_deref(), position);
        return;
    }
    let Some(place) = properties.get_mut("offset") else { return };
    for (key, new) in [("x", offset.x), ("y", offset.y)] {
        if place.get(key).and_then(Json::as_number) != Some(new) {
            place.set(key, &json!(whole(new)), style, margin.as_deref(), usize::MAX);
        }
    }
}

/// Offsets are written as integers, as Studio writes them.
fn whole(number: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from float to integer saturates, which is wanted here"
    )]
    let whole = number.round() as i64;
    whole
}
