//! Changes made in one go: each costs what it changes, however many there are and however large the flow is.
//!
//! What comes of them is what would come of them one after the other. The text of a widget is read anew when all of them
//! are made; new names are followed in one walk through the flow.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde_json::Value;

use super::parts::{own_margin, set_offset, set_part, set_property};
use super::{Edit, EditError, is_good_name};
use crate::flow::json::{Json, Kind, Style};
use crate::flow::model::Flow;
use crate::flow::rename::{Chain, Names, follow, mentions};
use crate::flow::widget::{Offset, Output, Widget, WidgetId};

/// A flow that is being changed.
pub(super) struct Batch {
    flow: Flow,
    style: Style,
    /// Texts that were changed and not read again. None of them has another name than before.
    open: HashMap<WidgetId, Json>,
    /// How many widgets have a name; counted when it is asked first.
    counts: Option<HashMap<Arc<str>, usize>>,
    /// Names that were given and do not stand in the flow yet.
    renames: Option<Renames>,
}

#[derive(Default)]
struct Renames {
    /// What widgets are called now.
    given: HashMap<WidgetId, Arc<str>>,
    /// What references say from now on.
    chain: Chain,
}

impl Batch {
    pub fn of(flow: &Flow) -> Self {
        let style = flow.style();
        Self { flow: flow.clone(), style, open: HashMap::new(), counts: None, renames: None }
    }

    /// Makes a change.
    pub fn add(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Together { edits, .. } => return edits.iter().try_for_each(|edit| self.add(edit)),
            Edit::SetSubflowFile { .. }
            | Edit::SetStudio { .. }
            | Edit::SetFlowSid { .. }
            | Edit::Beside(_) => return Ok(()),
            Edit::Rename { widget, name } => {
                self.close_texts();
                return self.rename(*widget, name);
            }
            _ => self.close_renames(),
        }
        match edit {
            Edit::SetProperty { widget, key, value } => self.set_property(*widget, key, value.as_ref()),
            Edit::SetTransitions { widget, transitions } => {
                self.object(*widget)?;
                let value = Value::Array(transitions.clone());
                self.change(*widget, |json, style| {
                    let margin = own_margin(json);
                    json.set("transitions", &value, style, margin.as_deref(), usize::MAX);
                })
            }
            Edit::SetPart { widget, pointer, value } => {
                self.object(*widget)?;
                let set = |json: &mut Json, style: &Style| set_part(json, pointer, value.as_ref(), style);
                if !self.change(*widget, set)? {
                    return Err(EditError::NoSuchPart(pointer.clone()));
                }
                if pointer.starts_with("/name") {
                    self.put_back(*widget);
                }
                Ok(())
            }
            Edit::SetState { widget, state } => {
                self.change(*widget, |json, style| {
                    let margin = own_margin(json);
                    json.assign(state, style, margin.as_deref());
                })?;
                self.put_back(*widget);
                Ok(())
            }
            Edit::Connect { output, target } => self.connect(*output, *target),
            Edit::Move { to } => to.iter().try_for_each(|(id, offset)| self.move_to(*id, *offset)),
            other => {
                self.close_texts();
                self.flow = other.apply_to_all(&self.flow)?;
                self.style = self.flow.style();
                self.counts = None;
                Ok(())
            }
        }
    }

    /// The flow after all changes.
    pub fn finish(mut self) -> Flow {
        self.close_renames();
        self.close_texts();
        self.flow
    }

    /// What a widget is called now.
    pub fn name_of(&self, id: WidgetId) -> Option<Arc<str>> {
        let given = self.renames.as_ref().and_then(|renames| renames.given.get(&id));
        given.or_else(|| self.flow.widget(id)?.shared_name()).cloned()
    }

    /// How many widgets are called so now.
    pub fn count(&mut self, name: &str) -> usize {
        self.counts().get(name).copied().unwrap_or_default()
    }

    fn counts(&mut self) -> &mut HashMap<Arc<str>, usize> {
        let flow = &self.flow;
        self.counts.get_or_insert_with(|| {
            let mut counts = HashMap::with_capacity(flow.widgets().len());
            for name in flow.widgets().iter().filter_map(|widget| widget.shared_name()) {
                *counts.entry(Arc::clone(name)).or_default() += 1;
            }
            counts
        })
    }

    fn recount(&mut self, old: Option<&Arc<str>>, new: Option<&Arc<str>>) {
        if old == new || self.counts.is_none() {
            return;
        }
        if let Some(count) = old.and_then(|old| self.counts().get_mut(old)) {
            *count -= 1;
        }
        if let Some(new) = new {
            *self.counts().entry(Arc::clone(new)).or_default() += 1;
        }
    }

    /// The text of a widget as it is now, but for a name that was given.
    fn state(&self, id: WidgetId) -> Result<&Json, EditError> {
        let read = || self.flow.widget(id).map(|widget| widget.json());
        self.open.get(&id).or_else(read).ok_or(EditError::NoSuchWidget)
    }

    /// That a state is an object.
    fn object(&self, id: WidgetId) -> Result<&Json, EditError> {
        let state = self.state(id)?;
        state.as_object().map(|_| state).ok_or(EditError::NotAnObject)
    }

    /// That a state is an object whose properties, if it has any, are one.
    fn properties(&self, id: WidgetId) -> Result<Option<&Json>, EditError> {
        match self.object(id)?.get("properties") {
            Some(properties) if properties.as_object().is_none() => Err(EditError::PropertiesNotAnObject),
            properties => Ok(properties),
        }
    }

    fn change<T>(
        &mut self,
        id: WidgetId,
        change: impl FnOnce(&mut Json, &Style) -> T,
    ) -> Result<T, EditError> {
        let json = match self.open.entry(id) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(free) => {
                let widget = self.flow.widget(id).ok_or(EditError::NoSuchWidget)?;
                free.insert(widget.json().clone())
            }
        };
        Ok(change(json, &self.style))
    }

    /// Reads the text of a widget anew that may have another name now.
    fn put_back(&mut self, id: WidgetId) {
        let Some(json) = self.open.remove(&id) else { return };
        let name = |flow: &Flow| flow.widget(id).and_then(|widget| widget.shared_name()).cloned();
        let old = name(&self.flow);
        self.flow.put(id, json);
        let new = name(&self.flow);
        self.recount(old.as_ref(), new.as_ref());
    }

    fn close_texts(&mut self) {
        for (id, json) in std::mem::take(&mut self.open) {
            self.flow.put(id, json);
        }
    }

    fn set_property(&mut self, id: WidgetId, key: &str, value: Option<&Value>) -> Result<(), EditError> {
        let properties = self.properties(id)?;
        if value.is_none() && properties.and_then(|properties| properties.get(key)).is_none() {
            return Ok(());
        }
        self.change(id, |json, style| set_property(json, key, value, style))
    }

    fn move_to(&mut self, id: WidgetId, offset: Offset) -> Result<(), EditError> {
        self.properties(id)?;
        self.change(id, |json, style| set_offset(json, offset, style))
    }

    fn connect(&mut self, output: Output, target: Option<WidgetId>) -> Result<(), EditError> {
        let outputs = self.state(output.widget)?.get("transitions").and_then(Json::as_array);
        if output.index >= outputs.map_or(0, <[_]>::len) {
            return Err(EditError::NoSuchOutput);
        }
        let next = match target {
            None => None,
            Some(target) => {
                let widget = self.flow.widget(target).ok_or(EditError::NoSuchWidget)?;
                let name = widget.shared_name().cloned().ok_or(EditError::TargetWithoutName)?;
                if self.count(&name) > 1 {
                    return Err(EditError::NameTaken(name.to_string()));
                }
                if self.flow.initial_state().as_deref() == Some(&*name) {
                    return Err(EditError::InitialHasNoInput(name.to_string()));
                }
                Some(Value::from(&*name))
            }
        };
        self.change(output.widget, |json, style| {
            let Some(Json { kind: Kind::Array(transitions), .. }) = json.get_mut("transitions") else {
                return;
            };
            let Some(transition) = transitions.items.get_mut(output.index) else { return };
            let margin = own_margin(transition);
            match &next {
                Some(next) => transition.set("next", next, style, margin.as_deref(), 0),
                None => transition.remove("next"),
            }
        })
    }

    fn rename(&mut self, id: WidgetId, name: &str) -> Result<(), EditError> {
        self.object(id)?;
        if !is_good_name(name) {
            return Err(EditError::BadName(name.to_owned()));
        }
        let old = self.name_of(id);
        let is_same = old.as_deref() == Some(name);
        if self.count(name) > usize::from(is_same) {
            return Err(EditError::NameTaken(name.to_owned()));
        }
        // Where another widget bears the old name, too, nobody can tell which of them a reference meant.
        let followed = old.clone().filter(|old| !is_same && self.count(old) == 1);
        let new: Arc<str> = Arc::from(name);
        self.recount(old.as_ref(), Some(&new));
        let renames = self.renames.get_or_insert_default();
        if let Some(old) = followed {
            renames.chain.rename(&old, name);
        }
        renames.given.insert(id, new);
        Ok(())
    }

    /// Writes the names that were given, and lets every reference follow.
    fn close_renames(&mut self) {
        let Some(renames) = self.renames.take() else { return };
        for (id, name) in renames.given {
            let named = self.change(id, |json, style| json.set("name", &Value::from(&*name), style, None, 0));
            debug_assert!(named.is_ok(), "only widgets that are there are renamed");
        }
        self.close_texts();
        let changed = renames.chain.changed();
        let names = match changed.iter().next() {
            None => return,
            Some((old, new)) if changed.len() == 1 => Names::One(old, new),
            Some(_) => Names::Many(&changed),
        };
        let style = &self.style;
        if let Some(new) = self.flow.initial_state().and_then(|initial| names.new_of(&initial)) {
            let write = |json: &mut Json| json.set("initial_state", &new.into(), style, None, usize::MAX);
            self.flow = self.flow.with_envelope(write);
        }
        let is_meant = |widget: &&Arc<Widget>| mentions(widget.json(), &names);
        let touched: Vec<WidgetId> =
            self.flow.widgets().iter().filter(is_meant).map(|widget| widget.id()).collect();
        self.flow = self.flow.with_widgets(&touched, |json| follow(json, &names));
    }
}
