//! The outcomes that a widget may have, and what each leaves.

use serde_json::{Map, Value};

use crate::widgets::WidgetType;

/// An event by which the widget may be left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The event.
    pub event: String,
    /// Studio's label.
    pub label: String,
    /// It stands for what usually happens, with all that follows from it.
    pub is_usual: bool,
    /// What it leaves: path, JSON type, the text so far.
    pub leaves: Vec<(&'static str, &'static str, String)>,
}

impl Outcome {
    /// What it leaves under the widget's name.
    ///
    /// # Errors
    /// Where a text is not of the type that the catalogue names, as a sentence.
    pub fn left(&self) -> Result<Map<String, Value>, String> {
        let mut left = Map::new();
        for (path, kind, text) in self.leaves.iter().filter(|(_, _, text)| !text.is_empty()) {
            let value = match *kind {
                "string" | "any" => Value::from(text.as_str()),
                kind => {
                    serde_json::from_str(text).map_err(|_| format!("`{path}` has to be a JSON {kind}"))?
                }
            };
            let mut into = &mut left;
            let (parents, key) = path.rsplit_once('.').map_or(("", *path), |(parents, key)| (parents, key));
            for part in parents.split('.').filter(|part| !part.is_empty()) {
                let below = into.entry(part.to_owned()).or_insert_with(|| Value::Object(Map::new()));
                let Some(below) = below.as_object_mut() else {
                    return Err(format!("`{path}` stands below a value"));
                };
                into = below;
            }
            into.insert(key.to_owned(), value);
        }
        Ok(left)
    }
}

/// How a widget may be left, the usual way first.
pub(super) fn outcomes_of(
    entry: Option<&'static WidgetType>,
    usual: Option<(&str, &Map<String, Value>)>,
) -> Vec<Outcome> {
    let known = entry.map(|entry| entry.events.known()).unwrap_or_default();
    let explicit = known.iter().map(|event| {
        let left = usual.filter(|(usual, _)| *usual == event.event).map(|(_, left)| left);
        Outcome {
            event: event.event.to_owned(),
            label: event.label.to_owned(),
            is_usual: false,
            leaves: entry.map(|entry| leaves_of(entry, event.event, left)).unwrap_or_default(),
        }
    });
    let mut outcomes: Vec<Outcome> = explicit.collect();
    if let Some((event, _)) = usual {
        let same = outcomes.iter().position(|outcome| outcome.event == event);
        let usual = match same.and_then(|index| outcomes.get(index)) {
            Some(known) => Outcome { is_usual: true, ..known.clone() },
            None => Outcome {
                event: event.to_owned(),
                label: event.to_owned(),
                is_usual: true,
                leaves: Vec::new(),
            },
        };
        if let Some(index) = same {
            outcomes.get_mut(..=index).unwrap_or_default().rotate_right(1);
        }
        outcomes.insert(0, usual);
    }
    outcomes
}

/// What a type leaves by an event, as fields.
fn leaves_of(
    entry: &'static WidgetType,
    event: &str,
    left: Option<&Map<String, Value>>,
) -> Vec<(&'static str, &'static str, String)> {
    let is_there = |path: &str| {
        entry.left_by.iter().all(|by| {
            let is_below =
                path == by.path || path.strip_prefix(by.path).is_some_and(|rest| rest.starts_with('.'));
            !is_below || by.events.contains(&event)
        })
    };
    let outputs = entry.outputs.iter().filter(|output| !output.path.contains('*') && is_there(output.path));
    let is_parent = |path: &str| {
        entry
            .outputs
            .iter()
            .any(|other| other.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    };
    let fields = outputs.filter(|output| !is_parent(output.path)).map(|output| {
        let mut at = left.map(|left| Value::Object(left.clone()));
        for part in output.path.split('.') {
            at = at.and_then(|value| value.get(part).cloned());
        }
        (output.path, output.kind, at.as_ref().map(text_of).unwrap_or_default())
    });
    fields.collect()
}

/// A value as a text for a field.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
