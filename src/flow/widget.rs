//! One state of a flow: its own text, and what is read from it.

use std::borrow::Cow;
use std::sync::Arc;

use super::json::{Json, Member};
use super::work;

/// Names one widget for as long as its document is open, over edits, undo and redo. Names in the file cannot
/// do that: they may be missing or doubled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WidgetId(pub u32);

/// One output of a widget: a transition by its place in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Output {
    /// The widget.
    pub widget: WidgetId,
    /// Index in its `transitions`.
    pub index: usize,
}

/// Where a widget stands on the canvas, in points. Studio writes integers; other numbers are read too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Offset {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A way out of a widget.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transition {
    /// The event that takes it; empty where the file gives none.
    pub event: Arc<str>,
    /// The name of the next widget. `None` where it is left out, null or empty.
    pub next: Option<Arc<str>>,
    /// What must hold, for the `match` events of a split.
    pub conditions: Vec<Condition>,
}

/// What a branch of a split asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// The branch's label.
    pub friendly_name: Arc<str>,
    /// What is compared; Studio writes one, the split's input.
    pub arguments: Vec<Arc<str>>,
    /// The predicate, as `equal_to`.
    pub kind: Arc<str>,
    /// What it is compared with.
    pub value: Arc<str>,
}

/// One widget (a *state* in the file). What is not an object, or has no name or type, is kept and shown too.
#[derive(Clone, Debug)]
pub struct Widget {
    id: WidgetId,
    json: Json,
    name: Option<Arc<str>>,
    kind: Option<Arc<str>>,
    offset: Option<Offset>,
    transitions: Vec<Transition>,
}

impl Widget {
    /// Reads a state.
    pub fn new(id: WidgetId, json: Json) -> Self {
        work::done(1);
        let name = text_at(&json, "name").filter(|name| !name.is_empty());
        let kind = text_at(&json, "type").filter(|kind| !kind.is_empty());
        let offset =
            json.get("properties").and_then(|properties| properties.get("offset")).and_then(|offset| {
                Some(Offset { x: offset.get("x")?.as_number()?, y: offset.get("y")?.as_number()? })
            });
        let transitions = json
            .get("transitions")
            .and_then(Json::as_array)
            .unwrap_or_default()
            .iter()
            .map(read_transition)
            .collect();
        Self { id, json, name, kind, offset, transitions }
    }

    /// Its stable id.
    pub fn id(&self) -> WidgetId {
        self.id
    }

    /// Its own text.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// Its name, where the file gives one that is not empty.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// As [`Widget::name`], to be kept.
    pub(super) fn shared_name(&self) -> Option<&Arc<str>> {
        self.name.as_ref()
    }

    /// Its name for a reader: never empty.
    pub fn title(&self) -> &str {
        self.name().unwrap_or("(no name)")
    }

    /// Its type, as `send-message`, where the file gives one.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Where it stands, if the file says so in numbers.
    pub fn offset(&self) -> Option<Offset> {
        self.offset
    }

    /// Whether a place can be written into it: it is an object, and so are its properties if it has any.
    pub fn can_be_moved(&self) -> bool {
        let properties = self.json.get("properties");
        self.json.as_object().is_some()
            && properties.is_none_or(|properties| properties.as_object().is_some())
    }

    /// Its ways out, in the order of the file.
    pub fn transitions(&self) -> &[Transition] {
        &self.transitions
    }

    /// The value of one property.
    pub fn property(&self, key: &str) -> Option<&Json> {
        self.json.get("properties")?.get(key)
    }

    /// The text of one property; `None` where it is missing or no string.
    pub fn property_text(&self, key: &str) -> Option<Cow<'_, str>> {
        self.property(key)?.as_text()
    }

    /// All properties but the offset, in the order of the file.
    pub fn properties(&self) -> impl Iterator<Item = (Cow<'_, str>, &Json)> {
        self.json
            .get("properties")
            .and_then(Json::as_object)
            .unwrap_or_default()
            .iter()
            .map(|Member { key, value, .. }| (super::json::decode(key), value))
            .filter(|(key, _)| key != "offset")
    }
}

fn text_at(json: &Json, key: &str) -> Option<Arc<str>> {
    json.get(key)?.as_text().map(Arc::from)
}

fn read_transition(json: &Json) -> Transition {
    let conditions = json.get("conditions").and_then(Json::as_array).unwrap_or_default();
    Transition {
        event: text_at(json, "event").unwrap_or_default(),
        next: text_at(json, "next").filter(|next| !next.is_empty()),
        conditions: conditions.iter().map(read_condition).collect(),
    }
}

fn read_condition(json: &Json) -> Condition {
    let arguments = json.get("arguments").and_then(Json::as_array).unwrap_or_default();
    Condition {
        friendly_name: text_at(json, "friendly_name").unwrap_or_default(),
        arguments: arguments.iter().filter_map(Json::as_text).map(Arc::from).collect(),
        kind: text_at(json, "type").unwrap_or_default(),
        value: text_at(json, "value").unwrap_or_default(),
    }
}
