//! Outcomes that somebody decides for widgets, and what they may leave behind.
//!
//! It holds what is given against the catalogue, and knows neither the command line nor test files.

use serde_json::{Map, Value};

use crate::flow::{Widget, did_you_mean};
use crate::widgets::{Events, WidgetType, widget_type};

/// A widget is left by this event, whatever it would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forced {
    /// Its name as traces have it.
    pub widget: String,
    /// The event.
    pub event: String,
    /// What it leaves under `widgets.NAME`. With this, what is done on a call or in another product is done, and ends
    /// like this; without it nothing is done and nothing left.
    pub leaves: Option<Map<String, Value>>,
}

impl Forced {
    /// An event alone.
    pub fn by(widget: &str, event: &str) -> Self {
        Self { widget: widget.to_owned(), event: event.to_owned(), leaves: None }
    }
}

/// Whether a widget can be left by an event: one of its own transitions, or one that its type has.
pub fn has_event(widget: &Widget, event: &str) -> bool {
    let is_in_file = widget.transitions().iter().any(|transition| &*transition.event == event);
    is_in_file
        || match widget.kind().and_then(widget_type).map(|kind| kind.events) {
            Some(Events::Known(events)) => events.iter().any(|known| known.event == event),
            Some(Events::Open) | None => true,
        }
}

/// What of this a widget never leaves when it is left by an event, as a sentence.
pub fn not_left_by(widget: &Widget, event: &str, leaves: &Map<String, Value>) -> Option<String> {
    let entry = widget.kind().and_then(widget_type)?;
    let mut path = Vec::new();
    first_unknown(entry, event, leaves, &mut path)
}

/// What a widget leaves that is given as keys and texts: `outbound.Sid` stands below `outbound`, and a text is read as
/// JSON where the catalogue says that it is no text.
///
/// # Errors
/// A sentence, where the widget does not leave something of it by this event, or it is of another type.
pub fn leaves_of<'t>(
    widget: &Widget,
    event: &str,
    pairs: impl Iterator<Item = (&'t str, &'t str)>,
) -> Result<Map<String, Value>, String> {
    let entry = widget.kind().and_then(widget_type);
    let mut leaves = Map::new();
    for (key, text) in pairs {
        let path: Vec<&str> = key.split('.').collect();
        if path.iter().any(|part| part.is_empty()) {
            return Err(format!("`{key}` is no name of a variable"));
        }
        let kind = entry.and_then(|entry| entry.output(&path)).map_or("any", |output| output.kind);
        let value = match kind {
            "string" | "any" => Value::from(text),
            kind => serde_json::from_str(text).map_err(|_| format!("`{key}` is no {kind}: {text}"))?,
        };
        insert(&mut leaves, &path, value).map_err(|()| format!("`{key}` is given twice"))?;
    }
    match not_left_by(widget, event, &leaves) {
        None => Ok(leaves),
        Some(unknown) => Err(unknown),
    }
}

fn insert(into: &mut Map<String, Value>, path: &[&str], value: Value) -> Result<(), ()> {
    let Some((first, rest)) = path.split_first() else { return Err(()) };
    if rest.is_empty() {
        return if into.insert((*first).to_owned(), value).is_none() { Ok(()) } else { Err(()) };
    }
    let below = into.entry((*first).to_owned()).or_insert_with(|| Value::Object(Map::new()));
    insert(below.as_object_mut().ok_or(())?, rest, value)
}

fn first_unknown<'v>(
    entry: &WidgetType,
    event: &str,
    leaves: &'v Map<String, Value>,
    path: &mut Vec<&'v str>,
) -> Option<String> {
    for (key, value) in leaves {
        path.push(key);
        let unknown = if !entry.leaves(path) && !entry.is_open_below(path) && !entry.is_open() {
            Some(told_unknown(entry, path))
        } else if let Some(by) =
            entry.left_by.iter().find(|by| is_below(by.path, path) && !by.events.contains(&event))
        {
            Some(format!("`{}` is left by {} alone, not by {event}", path.join("."), by.events.join(" or ")))
        } else {
            value.as_object().and_then(|below| first_unknown(entry, event, below, path))
        };
        path.pop();
        if unknown.is_some() {
            return unknown;
        }
    }
    None
}

fn is_below(outer: &str, path: &[&str]) -> bool {
    outer.split('.').zip(path).all(|(outer, part)| outer == *part) && path.len() >= outer.split('.').count()
}

fn told_unknown(entry: &WidgetType, path: &[&str]) -> String {
    let path = path.join(".");
    let known: Vec<&str> = entry.outputs.iter().map(|output| output.path).collect();
    let hint = if known.is_empty() { "; it leaves nothing".to_owned() } else { did_you_mean(&path, &known) };
    format!("a {} leaves no `{path}`{hint}", entry.label)
}
