//! What differs between two versions of a flow, by meaning: widgets that were added, removed, renamed, rewired, changed
//! field by field, or only moved.
//!
//! It knows nothing of how a difference is shown, and nothing of files. White space, the order of keys and the
//! spelling of numbers mean nothing here; the order of a split's branches does.

mod fields;
mod pairs;

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::edit::Edit;
use super::{Flow, Widget, WidgetId};
pub use fields::FieldChange;

/// What leads from one version to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The widgets that differ: those of the later version in its order, then those that are gone.
    pub widgets: Vec<WidgetChange>,
    /// What differs of the flow itself, as its description or its first state.
    pub flow: Vec<FieldChange>,
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

/// An output that leads elsewhere, was added with a target or is gone with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewired {
    /// Its event; `match 2` for the second of several of one event.
    pub output: String,
    /// Where it led; `None`: nowhere.
    pub from: Option<String>,
    /// Where it leads; `None`: nowhere.
    pub to: Option<String>,
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
        // With the names of the later version, what refers to a renamed widget is the same text on both sides.
        let mut renamed = before.clone();
        for (was, is) in &pairs.kept {
            if let (Some(old), Some(new)) = (name_of(before, *was), name_of(after, *is))
                && old != new
                && let Ok(flow) = (Edit::Rename { widget: *was, name: new.to_owned() }).apply(&renamed)
            {
                renamed = flow;
            }
        }
        let mut widgets = Vec::new();
        for widget in after.widgets() {
            let was = pairs.before_of(widget.id());
            let change = match was.and_then(|was| Some((before.widget(was)?, renamed.widget(was)?))) {
                None => one_sided(widget, Fate::Added),
                Some((original, was)) => kept(original, was, widget),
            };
            widgets.extend(Some(change).filter(WidgetChange::is_change));
        }
        let gone = before.widgets().iter().filter(|widget| !pairs.has_before(widget.id()));
        widgets.extend(gone.map(|widget| one_sided(widget, Fate::Removed)));
        let envelope = |flow: &Flow| {
            let mut value = flow.envelope_json().to_value();
            if let Some(members) = value.as_object_mut() {
                members.shift_remove("states");
            }
            value
        };
        Self { widgets, flow: fields::between(&envelope(&renamed), &envelope(after)) }
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

fn name_of(flow: &Flow, id: WidgetId) -> Option<&str> {
    flow.widget(id)?.name()
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

/// How a widget of both versions differs: `original` as it was, `was` with the names of the later version.
fn kept(original: &Widget, was: &Widget, is: &Widget) -> WidgetChange {
    let renamed_from = Some(original.title()).filter(|old| *old != is.title()).map(str::to_owned);
    let mut change =
        WidgetChange { fate: Fate::Kept, before: Some(was.id()), renamed_from, ..one_sided(is, Fate::Added) };
    let (one, two) = (was.json().to_value(), is.json().to_value());
    if one == two {
        return change;
    }
    change.rewired = rewired(was, is);
    change.is_moved = was.offset() != is.offset();
    change.fields = fields::between(&without_place_and_targets(one), &without_place_and_targets(two));
    // Where both places are no numbers, a difference of them is one of the text.
    let place = |widget: &Widget| widget.property("offset").map(super::json::Json::to_value);
    if !change.is_moved && was.offset().is_none() && place(was) != place(is) {
        let text = |widget: &Widget| place(widget);
        change.fields.push(FieldChange {
            path: "properties.offset".to_owned(),
            before: text(was),
            after: text(is),
        });
    }
    change
}

/// A state without its name, its place and where its outputs lead.
fn without_place_and_targets(mut state: Value) -> Value {
    if let Some(members) = state.as_object_mut() {
        members.shift_remove("name");
    }
    if let Some(properties) = state.get_mut("properties").and_then(Value::as_object_mut) {
        properties.shift_remove("offset");
    }
    for transition in state.get_mut("transitions").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(members) = transition.as_object_mut() {
            members.shift_remove("next");
        }
    }
    state
}

/// The outputs by name: several of one event are counted.
fn outputs(widget: &Widget) -> Vec<(String, Option<&str>)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let total = |event: &str| widget.transitions().iter().filter(|way| &*way.event == event).take(2).count();
    widget
        .transitions()
        .iter()
        .map(|way| {
            let event = &*way.event;
            let count = match counts.iter_mut().find(|(known, _)| *known == event) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    counts.push((event, 1));
                    1
                }
            };
            let name =
                if count > 1 || total(event) > 1 { format!("{event} {count}") } else { event.to_owned() };
            (name, way.next.as_deref())
        })
        .collect()
}

fn rewired(was: &Widget, is: &Widget) -> Vec<Rewired> {
    let (old, new) = (outputs(was), outputs(is));
    let target = |list: &[(String, Option<&str>)], name: &str| {
        list.iter().find(|(known, _)| known == name).and_then(|(_, next)| next.map(str::to_owned))
    };
    let mut names: Vec<&String> = new.iter().map(|(name, _)| name).collect();
    let known: std::collections::HashSet<&String> = names.iter().copied().collect();
    names.extend(old.iter().map(|(name, _)| name).filter(|name| !known.contains(name)));
    names
        .into_iter()
        .filter_map(|name| {
            let (from, to) = (target(&old, name), target(&new, name));
            (from != to).then(|| Rewired { output: name.clone(), from, to })
        })
        .collect()
}
