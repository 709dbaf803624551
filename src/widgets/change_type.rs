//! A widget becomes one of another type: what both types have stays, and what does not is told beforehand.
//!
//! Which fields and events two types share is read from their entries. Only what the entries cannot say, that two
//! fields of different names mean the same, stands here.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::describe::label_of;
use super::field::{Field, FieldKind, JsonType};
use super::missing::names;
use super::templates::{has_liquid, templates_of};
use super::widget_type::{CATALOGUE, Event, EventKind, Placing, WidgetType, widget_type};
use crate::flow::json::Json;
use crate::flow::{Edit, Flow, Widget, WidgetId, console};
use crate::liquid;
use crate::twilio::is_sid;

/// Keys of fields that mean the same in different types: what is said to the contact.
const ALIKE: [&[&str]; 1] = [&["body", "say", "welcome_greeting"]];

/// What becomes of a widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The type that it gets.
    pub kind: &'static str,
    /// The state then.
    pub state: Value,
    /// The labels of the fields that keep their value.
    pub kept: Vec<String>,
    /// The labels of the fields whose value is lost.
    pub lost: Vec<String>,
    /// The labels of the outputs whose wire is lost.
    pub cut: Vec<String>,
    /// How many templates of the flow read what the widget does not leave any more.
    pub unread: usize,
}

impl Changed {
    /// The change, as one step of undo.
    pub fn edit(&self, widget: &Widget) -> Edit {
        let name = format!("Change {} to {}", widget.title(), label_of(self.kind));
        Edit::Together {
            name,
            edits: vec![Edit::SetState { widget: widget.id(), state: self.state.clone() }],
        }
    }

    /// Whether nothing that somebody entered is lost.
    pub fn is_lossless(&self) -> bool {
        self.lost.is_empty() && self.cut.is_empty() && self.unread == 0
    }

    /// What is lost, in a few words; `None` where nothing is.
    pub fn loss(&self) -> Option<String> {
        let mut parts = Vec::new();
        if !self.lost.is_empty() {
            parts.push(listed(&self.lost));
        }
        match self.cut.as_slice() {
            [] => {}
            [only] => parts.push(format!("the wire of {only}")),
            cut => parts.push(format!("the wires of {}", listed(cut))),
        }
        match self.unread {
            0 => {}
            1 => parts.push("what 1 template reads of it".to_owned()),
            count => parts.push(format!("what {count} templates read of it")),
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// `A, B and C`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Every type that a widget can become, with what becomes of it; those first that lose the least and keep the most. A
/// type that Studio has a better one for is offered only where the flow has one already.
pub fn changes_of(flow: &Flow, id: WidgetId) -> Vec<(&'static WidgetType, Changed)> {
    let Some(widget) = flow.widget(id).filter(|widget| can_change(widget)) else { return Vec::new() };
    let there: HashSet<&str> = flow.widgets().iter().filter_map(|widget| widget.kind()).collect();
    let reads = reads_of(flow, widget);
    let group = widget.kind().and_then(widget_type).map(|entry| entry.group);
    let mut found: Vec<(&'static WidgetType, Changed)> = CATALOGUE
        .iter()
        .copied()
        .filter(|entry| !entry.is_start && Some(entry.id) != widget.kind())
        .filter(|entry| match entry.placing {
            Placing::Palette => true,
            Placing::Legacy => there.contains(entry.id),
            Placing::KeepOnly => false,
        })
        .map(|entry| (entry, changed(widget, entry, &reads)))
        .collect();
    found.sort_by_key(|(entry, changed)| {
        let lost = changed.lost.len() + changed.cut.len() + changed.unread;
        // What both have says more than what is lost: a widget without text loses nothing to any type.
        (std::cmp::Reverse(changed.kept.len()), Some(entry.group) != group, lost)
    });
    found
}

/// What becomes of a widget that gets another type.
pub fn change_type(flow: &Flow, id: WidgetId, to: &str) -> Option<Changed> {
    let widget = flow.widget(id).filter(|widget| can_change(widget))?;
    let entry = widget_type(to).filter(|entry| !entry.is_start)?;
    Some(changed(widget, entry, &reads_of(flow, widget)))
}

/// Whether a widget can become one of another type: the flow's start stays what it is, and what is no object too.
pub fn can_change(widget: &Widget) -> bool {
    let is_start = widget.kind().and_then(widget_type).is_some_and(|entry| entry.is_start);
    let properties = widget.json().get("properties");
    widget.json().as_object().is_some()
        && !is_start
        && properties.is_none_or(|properties| properties.as_object().is_some())
}

/// A path below a widget's name.
type Below = Vec<String>;

/// What the templates of a flow read of a widget: for each template the paths.
fn reads_of(flow: &Flow, widget: &Widget) -> Vec<Vec<Below>> {
    let Some(name) = widget.name() else { return Vec::new() };
    let mut found = Vec::new();
    for other in flow.widgets() {
        for template in templates_of(other).iter().filter(|template| template.text.contains(name)) {
            let reads = liquid::parse(&template.text).reads();
            let below = reads.iter().filter_map(|read| match names(read).as_slice() {
                ["widgets", of, below @ ..] if *of == name => {
                    Some(below.iter().map(|part| (*part).to_owned()).collect())
                }
                _ => None,
            });
            found.push(below.collect());
        }
    }
    found
}

fn changed(widget: &Widget, to: &'static WidgetType, reads: &[Vec<Below>]) -> Changed {
    let from = widget.kind().and_then(widget_type);
    let mut out = Changed {
        kind: to.id,
        state: Value::Null,
        kept: Vec::new(),
        lost: Vec::new(),
        cut: Vec::new(),
        unread: 0,
    };
    let mut state = match widget.json().to_value() {
        Value::Object(state) => state,
        _ => Map::new(),
    };
    let properties = properties(widget, from, to, &mut out);
    let transitions = transitions(widget, from, to, &mut out);
    // A key that is there keeps its place.
    state.insert("type".to_owned(), json!(to.id));
    state.insert("transitions".to_owned(), Value::Array(transitions));
    state.insert("properties".to_owned(), Value::Object(properties));
    out.state = Value::Object(state);
    if !to.is_open() {
        let is_left = |below: &Below| {
            let below: Vec<&str> = below.iter().map(String::as_str).collect();
            below.is_empty() || to.leaves(&below) || to.is_open_below(&below)
        };
        out.unread = reads.iter().filter(|template| !template.iter().all(is_left)).count();
    }
    out
}

/// The properties: those of a new widget of the type, with what the old one had of them.
fn properties(
    widget: &Widget,
    from: Option<&'static WidgetType>,
    to: &'static WidgetType,
    out: &mut Changed,
) -> Map<String, Value> {
    let mut entries: Vec<(String, Value)> = Vec::new();
    for field in to.fields {
        if let Some(default) = field.default.and_then(|text| serde_json::from_str(text).ok()) {
            entries.push((field.key.to_owned(), default));
        }
    }
    let mut put = |key: &str, value: Value| match entries.iter_mut().find(|(known, _)| known == key) {
        Some((_, old)) => *old = value,
        None => entries.push((key.to_owned(), value)),
    };
    for (key, json) in widget.properties() {
        let value = json.to_value();
        let label = || from.and_then(|entry| entry.field(&key)).map_or(&*key, |field| field.label).to_owned();
        match place_of(&key, widget, to).filter(|field| takes(field, &value)) {
            Some(field) => {
                if says_something(&value, from, &key) {
                    out.kept.push(label());
                }
                put(field.key, value);
            }
            None if says_something(&value, from, &key) => out.lost.push(label()),
            None => {}
        }
    }
    if let Some(offset) = widget.property("offset") {
        put("offset", offset.to_value());
    }
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    let order = console::property_order(&keys);
    order.into_iter().filter_map(|index| entries.get(index).cloned()).collect()
}

/// The field of a type that takes over a property: of the same key, else one that means the same and that the widget
/// has nothing for itself.
fn place_of(key: &str, widget: &Widget, to: &'static WidgetType) -> Option<&'static Field> {
    to.field(key).or_else(|| {
        let alike = ALIKE.iter().find(|alike| alike.contains(&key))?;
        alike.iter().filter(|other| widget.property(other).is_none()).find_map(|other| to.field(other))
    })
}

/// Whether a field can have a value.
fn takes(field: &Field, value: &Value) -> bool {
    let kind = match value {
        Value::String(_) => JsonType::String,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Integer,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
        Value::Null => return false,
    };
    if !field.accepts.contains(&kind) {
        return false;
    }
    let Value::String(text) = value else { return true };
    match field.kind {
        _ if has_liquid(text) => field.template,
        FieldKind::Choice(choices) => choices.iter().any(|choice| choice.value == text),
        FieldKind::Sid(prefixes) => text.is_empty() || prefixes.iter().any(|prefix| is_sid(text, prefix)),
        _ => true,
    }
}

/// Whether somebody has entered a value: it is there and not what every new widget has.
fn says_something(value: &Value, from: Option<&'static WidgetType>, key: &str) -> bool {
    let is_empty = match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let default = from.and_then(|entry| entry.field(key)).and_then(|field| field.default);
    let default = default.and_then(|text| serde_json::from_str::<Value>(text).ok());
    !is_empty && default.as_ref() != Some(value)
}

/// The transitions: an event that both types have keeps its wire, the main output and the first that tells of a failure
/// take over the wire of the old one.
fn transitions(
    widget: &Widget,
    from: Option<&'static WidgetType>,
    to: &'static WidgetType,
    out: &mut Changed,
) -> Vec<Value> {
    let old = widget.json().get("transitions").and_then(Json::as_array).unwrap_or_default();
    if to.is_open() {
        // Nobody knows which events there are, so all stay.
        return old.iter().map(Json::to_value).collect();
    }
    let mut new: Vec<Value> = Vec::new();
    let mut is_carried = vec![false; old.len()];
    for event in to.events.known() {
        let same = (0..old.len()).filter(|index| event_at(widget, *index) == event.event);
        let before = new.len();
        for index in same {
            new.extend(old.get(index).map(Json::to_value));
            if let Some(is_carried) = is_carried.get_mut(index) {
                *is_carried = true;
            }
        }
        if before == new.len() && event.kind != EventKind::Branch {
            new.push(json!({"event": event.event}));
        }
    }
    for is_failure in [false, true] {
        let is_so = |event: Option<&Event>| is_role(event, is_failure);
        let source = (0..old.len()).find(|index| is_so(event_of(from, event_at(widget, *index))));
        let target = to.events.known().iter().find(|event| is_so(Some(event)));
        let (Some(source), Some(target)) = (source, target) else { continue };
        let next = widget.transitions().get(source).and_then(|transition| transition.next.as_deref());
        let free = new.iter_mut().find(|transition| {
            transition.get("event").and_then(Value::as_str) == Some(target.event)
                && transition.get("next").is_none()
        });
        if let (Some(next), Some(Value::Object(free)), Some(false)) =
            (next, free, is_carried.get(source).copied())
        {
            // Studio writes the target before the event.
            free.shift_insert(0, "next".to_owned(), json!(next));
            is_carried.iter_mut().skip(source).take(1).for_each(|is_carried| *is_carried = true);
        }
    }
    for (index, transition) in widget.transitions().iter().enumerate() {
        if transition.next.is_some() && is_carried.get(index) == Some(&false) {
            out.cut.push(super::describe::output_label(widget, index));
        }
    }
    new
}

fn event_at(widget: &Widget, index: usize) -> &str {
    widget.transitions().get(index).map(|transition| &*transition.event).unwrap_or_default()
}

fn event_of(entry: Option<&'static WidgetType>, event: &str) -> Option<&'static Event> {
    entry.and_then(|entry| entry.event(event))
}

/// Whether an event is an ordinary outcome, or one of a failure. One that nobody knows counts as ordinary.
fn is_role(event: Option<&Event>, is_failure: bool) -> bool {
    match event.map(|event| event.kind) {
        Some(EventKind::Failure) => is_failure,
        Some(EventKind::Branch) => false,
        Some(EventKind::Normal | EventKind::Unmatched) | None => !is_failure,
    }
}
