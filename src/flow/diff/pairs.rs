//! Which widget of one version is which of the other.
//!
//! A name says so; where a name is gone and another has come, a widget of the same type that is alike enough was
//! renamed.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::flow::{Flow, Widget, WidgetId};

/// From here on two widgets of one type are taken for one, where their names differ.
const ALIKE: f64 = 0.5;
/// More pairs than this are not looked at one by one: then only widgets with equal properties are taken for renamed.
const MAX_PAIRS: usize = 40_000;

/// The widgets that both versions have.
pub(super) struct Pairs {
    /// Before and after.
    pub kept: Vec<(WidgetId, WidgetId)>,
    before: HashMap<WidgetId, WidgetId>,
    has_before: HashSet<WidgetId>,
}

impl Pairs {
    /// Which widget of the earlier version a widget of the later one is.
    pub(super) fn before_of(&self, after: WidgetId) -> Option<WidgetId> {
        self.before.get(&after).copied()
    }

    /// Whether a widget of the earlier version is there still.
    pub(super) fn has_before(&self, before: WidgetId) -> bool {
        self.has_before.contains(&before)
    }

    fn add(&mut self, before: WidgetId, after: WidgetId) {
        self.kept.push((before, after));
        self.before.insert(after, before);
        self.has_before.insert(before);
    }
}

/// Finds the pairs.
pub(super) fn of(before: &Flow, after: &Flow) -> Pairs {
    let mut pairs = Pairs { kept: Vec::new(), before: HashMap::new(), has_before: HashSet::new() };
    // Names may be doubled or missing: the second of a name is the second of it there.
    let mut by_name: HashMap<(&str, usize), &Widget> = numbered(before).collect();
    let mut new: Vec<&Widget> = Vec::new();
    for (name, widget) in numbered(after) {
        match by_name.remove(&name) {
            Some(was) => pairs.add(was.id(), widget.id()),
            None => new.push(widget),
        }
    }
    let gone: Vec<&Widget> = before
        .widgets()
        .iter()
        .map(|widget| &**widget)
        .filter(|widget| !pairs.has_before(widget.id()))
        .collect();
    rename(&gone, &new, &mut pairs);
    pairs
}

fn numbered(flow: &Flow) -> impl Iterator<Item = ((&str, usize), &Widget)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    flow.widgets().iter().map(move |widget| {
        let count = counts.entry(widget.title()).or_default();
        *count += 1;
        ((widget.title(), *count), &**widget)
    })
}

/// What counts of a widget when it is held against another.
struct Traits {
    id: WidgetId,
    kind: String,
    properties: Vec<(String, Value)>,
    text: String,
    outputs: Vec<(String, Option<String>)>,
}

impl Traits {
    fn of(widget: &Widget) -> Self {
        let properties: Vec<(String, Value)> =
            widget.properties().map(|(key, value)| (key.into_owned(), value.to_value())).collect();
        let outputs = widget
            .transitions()
            .iter()
            .map(|way| (way.event.to_string(), way.next.as_deref().map(str::to_owned)))
            .collect();
        let text = serde_json::to_string(&properties).unwrap_or_default();
        Self {
            id: widget.id(),
            kind: widget.kind().unwrap_or_default().to_owned(),
            properties,
            text,
            outputs,
        }
    }

    /// From 0 to 1: the part of properties and outputs that is the same.
    fn likeness(&self, other: &Self) -> f64 {
        if self.kind != other.kind {
            return 0.0;
        }
        let same_properties =
            self.properties.iter().filter(|property| other.properties.contains(property)).count();
        let same_outputs = self.outputs.iter().filter(|output| other.outputs.contains(output)).count();
        let all =
            self.properties.len().max(other.properties.len()) + self.outputs.len().max(other.outputs.len());
        if all == 0 {
            return 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of properties are small")]
        let part = (same_properties + same_outputs) as f64 / all as f64;
        part
    }
}

fn rename(gone: &[&Widget], new: &[&Widget], pairs: &mut Pairs) {
    if gone.is_empty() || new.is_empty() {
        return;
    }
    let mut gone: Vec<Traits> = gone.iter().map(|widget| Traits::of(widget)).collect();
    let mut new: Vec<Traits> = new.iter().map(|widget| Traits::of(widget)).collect();
    // Equal properties first: that is quick however many there are.
    let mut equal: HashMap<(String, String), Vec<WidgetId>> = HashMap::new();
    for widget in gone.iter().rev() {
        equal.entry((widget.kind.clone(), widget.text.clone())).or_default().push(widget.id);
    }
    new.retain(|widget| {
        let found = equal.get_mut(&(widget.kind.clone(), widget.text.clone())).and_then(Vec::pop);
        if let Some(was) = found {
            pairs.add(was, widget.id);
        }
        found.is_none()
    });
    gone.retain(|widget| !pairs.has_before(widget.id));
    if gone.len().saturating_mul(new.len()) > MAX_PAIRS {
        return;
    }
    let mut alike: Vec<(f64, &Traits, &Traits)> = gone
        .iter()
        .flat_map(|was| new.iter().map(move |is| (was.likeness(is), was, is)))
        .filter(|(likeness, ..)| *likeness >= ALIKE)
        .collect();
    // The most alike first; among equals the order of the file.
    alike.sort_by(|one, two| two.0.total_cmp(&one.0));
    for (_, was, is) in alike {
        if !pairs.has_before(was.id) && pairs.before_of(is.id).is_none() {
            pairs.add(was.id, is.id);
        }
    }
}
