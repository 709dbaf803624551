//! Edits that take back what differs.

use serde_json::Value;

use super::{Difference, WidgetChange};
use crate::flow::edit::Edit;
use crate::flow::json::Json;
use crate::flow::{Flow, Output};

/// One thing that differs about a widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Its name.
    Name,
    /// Its place.
    Place,
    /// An output, by its index in [`WidgetChange::rewired`].
    Output(usize),
    /// A field, by its index in [`WidgetChange::fields`].
    Field(usize),
}

impl Difference {
    /// The edit of the later version that takes back what differs about a widget; `None` where that cannot be done by
    /// itself, as where an output led to a widget that is gone.
    pub fn revert(&self, before: &Flow, after: &Flow, change: &WidgetChange, part: Part) -> Option<Edit> {
        let back = |id| Edit::Rename { widget: id, name: change.renamed_from.clone().unwrap_or_default() };
        match (part, change.after, change.before) {
            (Part::Whole, Some(id), None) => Some(Edit::Delete { widgets: vec![id] }),
            (Part::Whole, None, Some(_)) => {
                let state = self.state_before(before, after, change, &change.name)?;
                Some(Edit::Add { states: vec![state] })
            }
            (Part::Whole, Some(id), Some(_)) => {
                let name = change.renamed_from.as_ref().unwrap_or(&change.name);
                let state = self.state_before(before, after, change, name)?;
                let set = Edit::SetState { widget: id, state };
                let edits = change.renamed_from.is_some().then(|| back(id)).into_iter().chain([set]);
                Some(Edit::Together { name: format!("Revert {}", change.name), edits: edits.collect() })
            }
            (Part::Name, Some(id), Some(_)) => change.renamed_from.is_some().then(|| back(id)),
            (Part::Place, Some(id), Some(was)) => {
                Some(Edit::Move { to: vec![(id, before.widget(was)?.offset()?)] })
            }
            (Part::Output(index), Some(widget), Some(_)) => {
                let rewired = change.rewired.get(index)?;
                let output = Output { widget, index: rewired.is? };
                let target = match &rewired.from {
                    None => None,
                    Some(name) => Some(after.named(name)?.id()),
                };
                Some(Edit::Connect { output, target })
            }
            (Part::Field(index), Some(widget), Some(_)) => {
                let field = change.fields.get(index)?;
                let key = field.pointer.strip_prefix("/properties/").filter(|key| !key.contains(['/', '~']));
                match (key, &field.before, &field.after) {
                    (Some(key), value, _) => {
                        Some(Edit::SetProperty { widget, key: key.to_owned(), value: value.clone() })
                    }
                    (None, Some(value), Some(_)) if !field.pointer.is_empty() => Some(Edit::SetPart {
                        widget,
                        pointer: field.pointer.clone(),
                        value: Some(value.clone()),
                    }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The edit that takes back what differs of the flow itself, by the index in [`Difference::flow`].
    pub fn revert_flow(&self, before: &Flow, index: usize) -> Option<Edit> {
        let key = self.flow.get(index)?.pointer.split('/').nth(1)?.replace("~1", "/").replace("~0", "~");
        let value = before.envelope(&key).map(Json::to_value);
        Some(Edit::SetEnvelope { key, value })
    }

    /// The state as it was, with the names of the later version, and without leading to what is not there.
    fn state_before(&self, before: &Flow, after: &Flow, change: &WidgetChange, name: &str) -> Option<Value> {
        let was = before.widget(change.before?)?;
        let mut state = self.named_as_after(was).json().to_value();
        let members = state.as_object_mut()?;
        if members.contains_key("name") {
            members.insert("name".to_owned(), Value::from(name));
        }
        for way in members.get_mut("transitions").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(members) = way.as_object_mut() else { continue };
            let next = members.get("next").and_then(Value::as_str).unwrap_or_default();
            if !next.is_empty() && next != name && after.named(next).is_none() {
                members.shift_remove("next");
            }
        }
        Some(state)
    }
}
