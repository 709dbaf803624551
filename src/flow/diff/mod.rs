//! What differs between two versions of a flow, by meaning: widgets that were added, removed, renamed, rewired, changed
//! field by field, or only moved.
//!
//! It knows nothing of how a difference is shown, and nothing of files. White space, the order of keys and the
//! spelling of numbers mean nothing here; the order of a split's branches does.

mod fields;
mod outputs;
mod pairs;
mod renames;
mod revert;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::{Flow, Widget, WidgetId};
pub use fields::FieldChange;
pub use outputs::Rewired;
use renames::Renames;
pub use revert::Part;
pub use words::{Piece, words};

/// What leads from one version to another.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The widgets that differ: those of the later version in its order, then those that are gone.
    pub widgets: Vec<WidgetChange>,
    /// What differs of the flow itself, as its description or its first state.
    pub flow: Vec<FieldChange>,
    renames: Arc<Renames>,
    kept: Arc<HashMap<WidgetId, WidgetId>>,
}

/// What happened to a widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Only the later version has it.
    Added,
    /// Only the earlier version has it.
    Removed,
    /// Both have it.
    Kept,
}

/// How a widget differs.
#[derive(Clone, Debug, PartialEq)]
pub struct WidgetChange {
    /// What happened to it.
    pub fate: Fate,
    /// Its id in the earlier version.
    pub before: Option<WidgetId>,
    /// Its id in the later version.
    pub after: Option<WidgetId>,
    /// Its name, in the later version where it is there.
    pub name: String,
    /// Its name in the earlier version, where that was another one. What referred to it refers to it still: that
    /// is no change of others.
    pub renamed_from: Option<String>,
    /// Its type.
    pub kind: String,
    /// Outputs that lead elsewhere.
    pub rewired: Vec<Rewired>,
    /// Everything else but its place.
    pub fields: Vec<FieldChange>,
    /// Whether it stands elsewhere.
    pub is_moved: bool,
}

impl WidgetChange {
    /// Whether nothing but its place differs.
    pub fn is_moved_only(&self) -> bool {
        self.fate == Fate::Kept
            && self.is_moved
            && self.renamed_from.is_none()
            && self.rewired.is_empty()
            && self.fields.is_empty()
    }

    fn kind_or_none(&self) -> &str {
        if self.kind.is_empty() { "no type" } else { &self.kind }
    }

    /// What differs in a word each.
    fn keys(&self) -> BTreeSet<&str> {
        fn key(field: &FieldChange) -> &str {
            let path = field.path.strip_prefix("properties.").unwrap_or(&field.path);
            match path.split(['.', '[']).next() {
                Some("order of transitions") | None => "transitions",
                Some(key) => key,
            }
        }
        let wires = (!self.rewired.is_empty()).then_some("transitions");
        let place = self.is_moved.then_some("place");
        self.fields.iter().map(key).chain(wires).chain(place).collect()
    }

    fn is_change(&self) -> bool {
        self.fate != Fate::Kept
            || self.is_moved
            || self.renamed_from.is_some()
            || !self.rewired.is_empty()
            || !self.fields.is_empty()
    }
}

impl Difference {
    /// What leads from one version to another.
    pub fn between(before: &Flow, after: &Flow) -> Self {
        let pairs = pairs::of(before, after);
        // With the names of the later version, what refers to a renamed widget is the same on both sides.
        let renames = Renames::of(before, after, &pairs);
        let mut widgets = Vec::new();
        for widget in after.widgets() {
            let was = pairs.before_of(widget.id()).and_then(|was| before.widget(was));
            let change = match was {
                None => one_sided(widget, Fate::Added),
                Some(was) => kept(was, widget, &renames),
            };
            widgets.extend(Some(change).filter(WidgetChange::is_change));
        }
        let gone = before.widgets().iter().filter(|widget| !pairs.has_before(widget.id()));
        widgets.extend(gone.map(|widget| one_sided(widget, Fate::Removed)));
        let envelope = |flow: &Flow, renames: Option<&Renames>| {
            let mut value = flow.envelope_json().to_value();
            if let Some(members) = value.as_object_mut() {
                members.shift_remove("states");
                if let Some(renames) = renames
                    && let Some(Value::String(name)) = members.get_mut("initial_state")
                {
                    *name = renames.name(name).to_owned();
                }
            }
            value
        };
        let flow = fields::between(&envelope(before, Some(&renames)), &envelope(after, None));
        let kept = Arc::new(pairs.kept.into_iter().collect());
        Self { widgets, flow, renames: Arc::new(renames), kept }
    }

    /// A widget of the earlier version, with the names of the later one in what it refers to.
    fn named_as_after<'a>(&self, was: &'a Widget) -> Cow<'a, Widget> {
        self.renames.applied(was).map_or(Cow::Borrowed(was), Cow::Owned)
    }

    /// A line for each widget that differs, and for what differs of the flow: enough to decide whether to write over
    /// one. `+` is only in the later version, `-` only in the earlier one, `~` in both. None where both mean the same.
    pub fn lines(&self) -> Vec<String> {
        let widget = |change: &WidgetChange| match change.fate {
            Fate::Added => format!("+ {} ({})", change.name, change.kind_or_none()),
            Fate::Removed => format!("- {} ({})", change.name, change.kind_or_none()),
            Fate::Kept => {
                let was =
                    change.renamed_from.as_ref().map(|name| format!(", was {name}")).unwrap_or_default();
                let what = change.keys().into_iter().collect::<Vec<_>>().join(", ");
                let colon = if what.is_empty() { "" } else { ": " };
                format!("~ {}{was}{colon}{what}", change.name)
            }
        };
        let flow: BTreeSet<&str> =
            self.flow.iter().filter_map(|field| field.path.split(['.', '[']).next()).collect();
        let flow = flow.into_iter().map(|key| format!("~ the flow's {key}"));
        self.widgets.iter().map(widget).chain(flow).collect()
    }

    /// The widget of the later version that one of the earlier version is; `None` where it is gone.
    pub fn after_of(&self, before: WidgetId) -> Option<WidgetId> {
        self.kept.get(&before).copied()
    }

    /// Whether both versions mean the same.
    pub fn is_empty(&self) -> bool {
        self.widgets.is_empty() && self.flow.is_empty()
    }

    /// The widgets that were only moved, which most readers do not care for.
    pub fn moved_only(&self) -> impl Iterator<Item = &WidgetChange> {
        self.widgets.iter().filter(|widget| widget.is_moved_only())
    }
}

fn one_sided(widget: &Widget, fate: Fate) -> WidgetChange {
    let id = Some(widget.id());
    let (before, after) = if fate == Fate::Added { (None, id) } else { (id, None) };
    WidgetChange {
        fate,
        before,
        after,
        name: widget.title().to_owned(),
        renamed_from: None,
        kind: widget.kind().unwrap_or_default().to_owned(),
        rewired: Vec::new(),
        fields: Vec::new(),
        is_moved: false,
    }
}

/// How a widget of both versions differs.
fn kept(original: &Widget, is: &Widget, renames: &Renames) -> WidgetChange {
    let renamed_from = Some(original.title()).filter(|old| *old != is.title()).map(str::to_owned);
    let mut change = WidgetChange {
        fate: Fate::Kept,
        before: Some(original.id()),
        renamed_from,
        ..one_sided(is, Fate::Added)
    };
    let followed = renames.applied(original);
    let was = followed.as_ref().unwrap_or(original);
    if was.json() == is.json() {
        return change;
    }
    let (rewired, of_outputs) = outputs::between(was, is);
    change.rewired = rewired;
    change.is_moved = was.offset() != is.offset();
    change.fields = fields::between(&rest(was), &rest(is));
    change.fields.extend(of_outputs);
    // Where a place is no number, a difference is one of the text.
    let place = |widget: &Widget| widget.property("offset").map(super::json::Json::to_value);
    if was.offset().is_none() && is.offset().is_none() && place(was) != place(is) {
        change.fields.push(FieldChange {
            path: "properties.offset".to_owned(),
            pointer: "/properties/offset".to_owned(),
            before: place(was),
            after: place(is),
        });
    }
    change
}

/// A state without its name, its place and its outputs.
fn rest(widget: &Widget) -> Value {
    let mut state = widget.json().to_value();
    if let Some(members) = state.as_object_mut() {
        members.shift_remove("transitions");
        // A name that is no text is told as it stands.
        if widget.name().is_some() {
            members.shift_remove("name");
        }
    }
    if let Some(properties) = state.get_mut("properties").and_then(Value::as_object_mut) {
        properties.shift_remove("offset");
    }
    state
}
