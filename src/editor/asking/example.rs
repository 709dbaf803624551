//! An example of a server's answer, made of what the flow reads of it afterwards.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::flow::Widget;
use crate::liquid::{self, Key, Segment};
use crate::sim::likely_answer;
use crate::widgets::{TemplateAt, templates_of};

/// Lists in an example have at most so many items.
const MAX_ITEMS: usize = 5;
/// Paths deeper than this are not followed.
const MAX_DEPTH: usize = 20;

/// An answer with everything in it that the flow reads below `widgets.NAME.parsed`, as JSON text.
pub(super) fn example(widgets: &[Arc<Widget>], widget: &str) -> String {
    let mut root = Value::Object(Map::new());
    for card in widgets {
        for template in templates_of(card) {
            // Most templates read something else.
            if !template.text.contains(widget) {
                continue;
            }
            for read in liquid::parse(&template.text).reads() {
                if let Some(path) = below_parsed(&read.path, widget) {
                    put(&mut root, path, sample(card, &template));
                }
            }
        }
    }
    serde_json::to_string_pretty(&root).unwrap_or_default()
}

/// What a path names of a widget's answer.
fn below_parsed<'p>(path: &'p [Segment], widget: &str) -> Option<&'p [Segment]> {
    let (head, rest) = path.split_at_checked(3)?;
    let is = |index: usize, name: &str| match head.get(index).map(|segment| &segment.key) {
        Some(Key::Name(key)) => **key == *name,
        _ => false,
    };
    (is(0, "widgets") && is(1, widget) && is(2, "parsed") && !rest.is_empty()).then_some(rest)
}

/// A value that leads somewhere: what the first condition of a branch compares with.
fn sample(card: &Widget, template: &TemplateAt) -> Value {
    if !matches!(&*template.field, "input" | "transitions") {
        return json!("");
    }
    let transitions = card.transitions();
    let conditions = transitions.iter().flat_map(|transition| &transition.conditions);
    let text = conditions.filter_map(likely_answer).next();
    Value::String(text.unwrap_or_default())
}

/// Puts a value at a path, as far as nothing else stands in the way.
fn put(root: &mut Value, path: &[Segment], value: Value) {
    let mut at = root;
    for segment in path.iter().take(MAX_DEPTH) {
        let is_blank = at.as_str().is_some_and(str::is_empty);
        match &segment.key {
            Key::Name(key) if matches!(&**key, "size" | "first" | "last") => {
                if is_blank || at.as_object().is_some_and(Map::is_empty) {
                    *at = json!([""]);
                }
                match at.get_mut(0) {
                    Some(first) if **key != *"size" => at = first,
                    _ => return,
                }
            }
            Key::Name(key) => {
                if is_blank {
                    *at = Value::Object(Map::new());
                }
                let Some(members) = at.as_object_mut() else { return };
                at = members.entry(key.to_string()).or_insert_with(|| json!(""));
            }
            Key::Index(index) => {
                if is_blank || at.as_object().is_some_and(Map::is_empty) {
                    *at = json!([]);
                }
                let index = usize::try_from(*index).unwrap_or_default();
                let Some(items) = at.as_array_mut().filter(|_| index < MAX_ITEMS) else { return };
                while items.len() <= index {
                    items.push(json!(""));
                }
                let Some(item) = items.get_mut(index) else { return };
                at = item;
            }
            Key::Dynamic => return,
        }
    }
    if at.as_str().is_some_and(str::is_empty) {
        *at = value;
    }
}
