//! Every change to a flow or its side file as data. Fixes, undo, paste and the tests all go through [`Edit::apply`]
//! and [`Edit::apply_to_side`].

mod batch;
mod beside;
mod copies;
mod error;
mod parts;

use std::collections::HashSet;

use serde_json::Value;

use super::json::{self, Json, Kind};
use super::model::Flow;
use super::side::{SideChange, SideFile, StudioLink};
use super::variable;
use super::widget::{Offset, Output, WidgetId};

#[cfg(test)]
mod tests;

use batch::Batch;
use beside::Beside;
pub use copies::copies;
pub use error::EditError;
use parts::part_of;

/// One change, undone in one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Gives a widget another name, and with it everything that refers to it.
    Rename {
        /// The widget.
        widget: WidgetId,
        /// Its new name.
        name: String,
    },
    /// Gives a variable of the flow another name: in the lists that set it and in every template that reads it. Where
    /// the new name is that of another variable, both are one afterwards.
    RenameVariable {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
        /// The lists of variables: widgets with the property that holds each list.
        lists: Vec<(WidgetId, String)>,
    },
    /// Sets or, with `None`, takes out one property.
    SetProperty {
        /// The widget.
        widget: WidgetId,
        /// The property's key.
        key: String,
        /// Its new value.
        value: Option<Value>,
    },
    /// Replaces the transitions of a widget; those that stay the same keep their text.
    SetTransitions {
        /// The widget.
        widget: WidgetId,
        /// The transitions as they stand in the file.
        transitions: Vec<Value>,
    },
    /// Sets or, with `None`, takes out what stands at one place of a state; nothing else in it changes.
    SetPart {
        /// The widget.
        widget: WidgetId,
        /// A JSON pointer into the state.
        pointer: String,
        /// What stands there then.
        value: Option<Value>,
    },
    /// Replaces a whole state, as typed into its JSON.
    SetState {
        /// The widget.
        widget: WidgetId,
        /// The state.
        state: Value,
    },
    /// Leads an output to a widget, or nowhere.
    Connect {
        /// The output.
        output: Output,
        /// Where it leads.
        target: Option<WidgetId>,
    },
    /// Puts widgets elsewhere on the canvas.
    Move {
        /// Each widget with its new place.
        to: Vec<(WidgetId, Offset)>,
    },
    /// Appends states, as they stand in a file.
    Add {
        /// The states.
        states: Vec<Value>,
    },
    /// Takes widgets out, and every `next` that led to them.
    Delete {
        /// The widgets.
        widgets: Vec<WidgetId>,
    },
    /// Copies widgets with the connections among them.
    Duplicate {
        /// The widgets.
        widgets: Vec<WidgetId>,
        /// How far the copies stand from the originals.
        by: Offset,
    },
    /// Sets or takes out a key of the top-level object, as `description`.
    SetEnvelope {
        /// The key.
        key: String,
        /// Its new value.
        value: Option<Value>,
    },
    /// Keeps, or with `None` forgets, which file the SID of a subflow means. The flow itself does not change.
    SetSubflowFile {
        /// The SID.
        sid: String,
        /// The file as the side file stores it: see [`stored`](super::side::stored).
        file: Option<String>,
    },
    /// Keeps, or with `None` forgets, which flow at Twilio this is. The flow itself does not change.
    SetStudio {
        /// The flow there, as it was when it was pulled or pushed last.
        link: Option<StudioLink>,
    },
    /// Puts another flow in this one's place, as one that was pulled.
    Replace {
        /// Its text.
        text: String,
    },
    /// Keeps, or with `None` forgets, the SID that stands for the flow where it was never at Twilio. The flow itself does
    /// not change.
    SetFlowSid {
        /// `FW…`.
        sid: Option<String>,
    },
    /// Changes what is kept beside the flow: start sets, prepared answers, notes and groups. The flow itself does not change.
    Beside(SideChange),
    /// Several changes that are one to the user.
    Together {
        /// What the user did.
        name: String,
        /// The changes, in order.
        edits: Vec<Self>,
    },
}

impl Edit {
    /// The flow after this change. Many changes together cost little more than what they change: see [`Batch`].
    ///
    /// # Errors
    /// Where the change cannot be made; the flow given is never touched.
    pub fn apply(&self, flow: &Flow) -> Result<Flow, EditError> {
        let mut batch = Batch::of(flow);
        batch.add(self)?;
        Ok(batch.finish())
    }

    /// The flow after a change that is about all of it.
    fn apply_to_all(&self, flow: &Flow) -> Result<Flow, EditError> {
        match self {
            Self::RenameVariable { from, to, lists } => variable::rename(flow, from, to, lists),
            Self::Add { states } => Ok(flow.with_added(states)),
            Self::Delete { widgets } => delete(flow, widgets),
            Self::Duplicate { widgets, by } => {
                let states: Vec<Value> = widgets
                    .iter()
                    .filter_map(|id| flow.widget(*id))
                    .map(|widget| widget.json().to_value())
                    .collect();
                if states.len() < widgets.len() {
                    return Err(EditError::NoSuchWidget);
                }
                Ok(flow.with_added(&copies(flow, &states, *by)))
            }
            Self::SetEnvelope { key, value } => {
                let style = flow.style();
                Ok(flow.with_envelope(|json| match value {
                    Some(value) => json.set(key, value, &style, Some(""), usize::MAX),
                    None => json.remove(key),
                }))
            }
            Self::Replace { text } => {
                let root = json::parse(text).map_err(|error| EditError::NoFlow(error.message))?;
                let other = Flow::from_json(root).map_err(|error| EditError::NoFlow(error.to_string()))?;
                Ok(flow.replaced_by(&other))
            }
            _ => Ok(flow.clone()),
        }
    }

    /// The side file after this change to a flow and what stands beside it. What was decided for a widget follows when it
    /// gets another name, and stays when it is deleted; from its group it goes then. A copy is in the group of its
    /// original.
    ///
    /// # Errors
    /// Where the side file is left alone; the one given is never touched.
    pub fn apply_to_side(&self, flow: &Flow, side: &SideFile) -> Result<SideFile, EditError> {
        // Who is called how is asked anew after each change, but only where one of several changes it.
        let is_row = matches!(self, Self::Together { .. }) && self.renames();
        let mut beside = Beside::of(flow, side, is_row);
        beside.add(self)?;
        Ok(beside.finish())
    }

    fn renames(&self) -> bool {
        match self {
            Self::Rename { .. } | Self::SetState { .. } | Self::Duplicate { .. } | Self::Replace { .. } => {
                true
            }
            Self::Together { edits, .. } => edits.iter().any(Self::renames),
            _ => false,
        }
    }

    /// What the user did, for the Edit menu: `Move thanks`.
    pub fn name(&self, before: &Flow) -> String {
        let title = |id: &WidgetId| before.widget(*id).map_or("a widget", |widget| widget.title()).to_owned();
        let titles = |ids: &[WidgetId]| match ids {
            [only] => title(only),
            many => format!("{} widgets", many.len()),
        };
        match self {
            Self::Rename { widget, name } => format!("Rename {} to {name}", title(widget)),
            Self::RenameVariable { from, to, .. } => format!("Rename variable {from} to {to}"),
            Self::SetProperty { widget, key, value: Some(_) } => format!("Change {key} of {}", title(widget)),
            Self::SetProperty { widget, key, value: None } => format!("Clear {key} of {}", title(widget)),
            Self::SetTransitions { widget, .. } => format!("Change transitions of {}", title(widget)),
            Self::SetPart { widget, pointer, .. } => {
                format!("Change {} of {}", part_of(pointer), title(widget))
            }
            Self::SetState { widget, .. } => format!("Change JSON of {}", title(widget)),
            Self::Connect { output, target: Some(target) } => {
                format!("Connect {} to {}", title(&output.widget), title(target))
            }
            Self::Connect { output, target: None } => format!("Disconnect {}", title(&output.widget)),
            Self::Move { to } => {
                format!("Move {}", titles(&to.iter().map(|(id, _)| *id).collect::<Vec<_>>()))
            }
            Self::Add { states } => match states.as_slice() {
                [only] => format!("Add {}", only.get("name").and_then(Value::as_str).unwrap_or("a widget")),
                many => format!("Add {} widgets", many.len()),
            },
            Self::Delete { widgets } => format!("Delete {}", titles(widgets)),
            Self::Duplicate { widgets, .. } => format!("Duplicate {}", titles(widgets)),
            Self::SetEnvelope { key, .. } => format!("Change {key}"),
            Self::SetSubflowFile { file: Some(file), .. } => {
                let name = file.rsplit('/').next().unwrap_or(file);
                format!("Choose {name} as subflow")
            }
            Self::SetStudio { link: Some(link) } => format!("Note revision {}", link.revision),
            Self::SetStudio { link: None } => "Forget the flow at Twilio".to_owned(),
            Self::Replace { .. } => "Replace the flow".to_owned(),
            Self::SetSubflowFile { file: None, .. } => "Forget the file of a subflow".to_owned(),
            Self::SetFlowSid { sid: Some(_) } => "Give the flow a SID".to_owned(),
            Self::SetFlowSid { sid: None } => "Forget the flow's SID".to_owned(),
            Self::Beside(change) => change.name(),
            Self::Together { name, .. } => name.clone(),
        }
    }

    /// Changes that follow each other with the same key become one step of undo.
    pub fn merge_key(&self) -> Option<String> {
        match self {
            Self::SetProperty { widget, key, .. } => Some(format!("property {} {key}", widget.0)),
            Self::SetTransitions { widget, .. } => Some(format!("transitions {}", widget.0)),
            Self::SetState { widget, .. } => Some(format!("state {}", widget.0)),
            Self::SetEnvelope { key, .. } => Some(format!("envelope {key}")),
            Self::Rename { widget, .. } => Some(format!("name {}", widget.0)),
            Self::Move { to } => {
                let ids: Vec<String> = to.iter().map(|(id, _)| id.0.to_string()).collect();
                Some(format!("move {}", ids.join(" ")))
            }
            Self::Together { edits, .. } => {
                let keys: Option<Vec<String>> = edits.iter().map(Self::merge_key).collect();
                keys.map(|keys| keys.join(", "))
            }
            Self::RenameVariable { .. }
            | Self::SetPart { .. }
            | Self::Connect { .. }
            | Self::Add { .. }
            | Self::Delete { .. }
            | Self::Duplicate { .. }
            | Self::SetStudio { .. }
            | Self::Replace { .. }
            | Self::SetFlowSid { .. }
            | Self::SetSubflowFile { .. } => None,
            Self::Beside(change) => change.merge_key(),
        }
    }
}

/// Whether Studio takes this as a widget's name.
pub fn is_good_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-')
}

/// Takes out each `next` for which `cut` says so.
fn cut_outward(state: &mut Json, cut: impl Fn(&str) -> bool) {
    let Some(Json { kind: Kind::Array(transitions), .. }) = state.get_mut("transitions") else { return };
    for transition in &mut transitions.items {
        if transition.get("next").and_then(Json::as_text).is_some_and(|next| cut(&next)) {
            transition.remove("next");
        }
    }
}

/// The names of widgets that no other widget has.
fn gone_names(flow: &Flow, widgets: &[WidgetId]) -> Vec<String> {
    let gone: HashSet<WidgetId> = widgets.iter().copied().collect();
    let (gone, stay): (Vec<_>, Vec<_>) =
        flow.widgets().iter().partition(|widget| gone.contains(&widget.id()));
    let stay: HashSet<&str> = stay.iter().filter_map(|widget| widget.name()).collect();
    let names = gone.iter().filter_map(|widget| widget.name()).filter(|name| !stay.contains(name));
    names.map(str::to_owned).collect()
}

fn delete(flow: &Flow, widgets: &[WidgetId]) -> Result<Flow, EditError> {
    let gone: HashSet<WidgetId> = widgets.iter().copied().collect();
    let initial = flow.initial_state();
    let mut names: HashSet<String> = HashSet::new();
    for id in &gone {
        let widget = flow.widget(*id).ok_or(EditError::NoSuchWidget)?;
        names.extend(widget.name().map(str::to_owned));
    }
    let rest = flow.without(&|id| gone.contains(&id));
    for widget in rest.widgets() {
        if let Some(name) = widget.name() {
            names.remove(name);
        }
    }
    if let Some(initial) = initial.filter(|initial| names.contains(initial)) {
        return Err(EditError::InitialStays(initial));
    }
    let led_there: Vec<WidgetId> = rest
        .widgets()
        .iter()
        .filter(|widget| {
            widget.transitions().iter().any(|t| t.next.as_deref().is_some_and(|next| names.contains(next)))
        })
        .map(|widget| widget.id())
        .collect();
    Ok(rest.with_widgets(&led_there, |json| cut_outward(json, |next| names.contains(next))))
}
