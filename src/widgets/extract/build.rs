//! Both flows, made as planned.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Value, json};

use super::boundary::Boundary;
use super::reads::{Meaning, key_of, meaning};
use super::{Extracted, Naming, Passed, Plan};
use crate::flow::side::{GroupChange, SideChange};
use crate::flow::{Edit, EditError, Flow, NEW_FLOW, Offset, Output, WidgetId};
use crate::widgets::describe::{below, reference_to};
use crate::widgets::missing::names;
use crate::widgets::rewrite::{Instead, ReadIn, rewritten};
use crate::widgets::{run_subflow, set_variables, split_based_on, trigger};

/// How far new widgets stand below each other, and beside.
const STEP: Offset = Offset { x: 320.0, y: 220.0 };
/// What the way is called that leads nowhere.
const END: &str = "end";
const COMPLETED: usize = 0;

/// Widgets with names that nobody has.
struct Namer<'a>(HashSet<Cow<'a, str>>);

impl<'a> Namer<'a> {
    fn new(taken: impl Iterator<Item = &'a str>) -> Self {
        Self(taken.map(Cow::Borrowed).collect())
    }

    fn free(&mut self, base: &str) -> String {
        let plain = |char: char| if char.is_ascii_alphanumeric() || char == '-' { char } else { '_' };
        let base: String = base.chars().map(plain).collect();
        let mut name = base.clone();
        let mut number = 1_u32;
        while !self.0.insert(Cow::Owned(name.clone())) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }
}

impl Plan {
    /// Makes both flows.
    ///
    /// # Errors
    /// Where the flow has changed since, or the new widget's name is taken.
    pub fn carry_out(&self, flow: &Flow, naming: &Naming) -> Result<Extracted, EditError> {
        if !crate::flow::edit::is_good_name(&naming.widget) {
            return Err(EditError::BadName(naming.widget.clone()));
        }
        if flow.named(&naming.widget).is_some() {
            return Err(EditError::NameTaken(naming.widget.clone()));
        }
        let exits = Exits::of(&self.boundary);
        let subflow = self.subflow(flow, naming, &exits)?;
        let edit = self.parent(flow, naming, &exits)?;
        Ok(Extracted { subflow, edit })
    }

    /// Whether the ways out must set something before they end.
    fn has_exit_widgets(&self) -> bool {
        self.boundary.is_split()
            || !self.boundary.targets.is_empty() && (!self.results.is_empty() || self.boundary.fails_outward)
    }

    /// The variable that tells by which way the subflow was left.
    fn exit_key(&self) -> String {
        let is_free = |key: &String| {
            !self.boundary.sets.contains(key) && !self.results.iter().any(|result| result.key == *key)
        };
        let names = std::iter::once("exit".to_owned()).chain((2..).map(|n: u32| format!("exit_{n}")));
        names.into_iter().find(is_free).unwrap_or_default()
    }

    /// The text of the subflow.
    fn subflow(&self, flow: &Flow, naming: &Naming, exits: &Exits) -> Result<String, EditError> {
        let boundary = &self.boundary;
        let inner = self.with_parameters(flow)?;
        let mut namer = Namer::new(boundary.names.keys().map(String::as_str));
        let start = namer.free(trigger::TRIGGER.base_name);
        let places = boundary.inside.iter().filter_map(|id| flow.widget(*id)?.offset());
        let (mut top, mut bottom) = (f64::INFINITY, f64::NEG_INFINITY);
        for place in places {
            top = top.min(place.y);
            bottom = bottom.max(place.y);
        }
        if !top.is_finite() {
            (top, bottom) = (0.0, 0.0);
        }
        let entry = flow.widget(boundary.entry);
        let left = entry.and_then(|entry| entry.offset()).unwrap_or_default().x;
        let entry_name = entry.and_then(|entry| entry.name()).unwrap_or_default();
        let into: Vec<(String, String)> = self
            .carried
            .iter()
            .filter_map(|carried| {
                let key = &self.parameters.get(carried.key?)?.key;
                Some((carried.name.clone(), format!("trigger.parent.parameters.{key}")))
            })
            .collect();
        let mut head = Vec::new();
        let above = STEP.y * 2.0 * count(into.len());
        let first =
            chain(&into, entry_name, "take", &mut namer, Offset { x: left, y: top - above }, &mut head);
        let exit_names: Vec<String> =
            exits.names.iter().map(|name| namer.free(&format!("exit_{name}"))).collect();
        let mut states = vec![self.trigger(&start, &first, Offset { x: left, y: top - above - STEP.y })];
        states.append(&mut head);
        for widget in inner.widgets().iter().filter(|widget| boundary.inside.contains(&widget.id())) {
            let mut state = widget.json().to_value();
            let transitions = state.get_mut("transitions").and_then(Value::as_array_mut);
            for (index, transition) in transitions.into_iter().flatten().enumerate() {
                let output = Output { widget: widget.id(), index };
                let Some(transition) = transition.as_object_mut() else { continue };
                let way = boundary.out.get(&output).copied();
                let way = way.or_else(|| exits.end.filter(|_| boundary.ends.contains(&output)));
                let Some(way) = way else { continue };
                transition.shift_remove("next");
                if self.has_exit_widgets()
                    && let Some(name) = exit_names.get(way)
                {
                    transition.shift_insert(0, "next".to_owned(), json!(name));
                }
            }
            states.push(state);
        }
        if self.has_exit_widgets() {
            let results: Vec<(String, String)> = self
                .results
                .iter()
                .map(|result| (result.key.clone(), format!("{{{{{}}}}}", result.path)))
                .collect();
            for (index, (name, value)) in exit_names.iter().zip(&exits.names).enumerate() {
                let mut variables = vec![(self.exit_key(), value.clone())];
                variables.extend(results.iter().cloned());
                let at = Offset { x: left + STEP.x * count(index), y: bottom + STEP.y };
                states.push(setting(name, &variables, None, at));
            }
        }
        // Coordinates begin at the trigger, as in a flow of one's own.
        for state in &mut states {
            moved(state, Offset { x: -left, y: STEP.y + above - top });
        }
        let mut definition: Value = serde_json::from_str(NEW_FLOW).unwrap_or_default();
        if let Some(definition) = definition.as_object_mut() {
            definition.insert("description".to_owned(), json!(naming.description));
            definition.insert("states".to_owned(), Value::Array(states));
            definition.insert("initial_state".to_owned(), json!(start));
        }
        let text = serde_json::to_string_pretty(&definition).unwrap_or_default();
        Ok(format!("{text}\n"))
    }

    fn trigger(&self, name: &str, first: &str, at: Offset) -> Value {
        let mut state = trigger::TRIGGER.new_state(name, at);
        for transition in state.get_mut("transitions").and_then(Value::as_array_mut).into_iter().flatten() {
            if transition.get("event").and_then(Value::as_str) == Some("incomingParent")
                && let Some(transition) = transition.as_object_mut()
            {
                transition.shift_insert(0, "next".to_owned(), json!(first));
            }
        }
        state
    }

    /// The flow with the selection reading parameters.
    fn with_parameters(&self, flow: &Flow) -> Result<Flow, EditError> {
        let mut edits = Vec::new();
        for widget in flow.widgets().iter().filter(|widget| self.boundary.inside.contains(&widget.id())) {
            edits.extend(rewritten(widget, |at| {
                let parts = names(at.read);
                let is_passed = match meaning(&parts, parts.len() == at.read.path.len()) {
                    Meaning::Widget(name) => !self.boundary.names.contains_key(name),
                    Meaning::Variable(name) => !self.boundary.sets.contains(name),
                    Meaning::Own => true,
                    Meaning::Same | Meaning::Whole => false,
                };
                let key = key_of(&self.parameters, at).filter(|_| is_passed)?;
                Some(whole(at, format!("trigger.parent.parameters.{key}")))
            }));
        }
        Edit::Together { name: String::new(), edits }.apply(flow)
    }

    /// The change to the flow.
    fn parent(&self, flow: &Flow, naming: &Naming, exits: &Exits) -> Result<Edit, EditError> {
        let boundary = &self.boundary;
        let mut namer = Namer::new(flow.widgets().iter().filter_map(|widget| widget.name()));
        let name = namer.free(&naming.widget);
        let place = flow.widget(boundary.entry).and_then(|entry| entry.offset()).unwrap_or_default();
        let step = |steps: usize| Offset { x: place.x, y: place.y + STEP.y * count(steps) };
        let target = |index: usize| boundary.targets.get(index).map(|(_, name)| name.as_str());
        let mut states = Vec::new();
        let after = if boundary.is_split() {
            let split = namer.free(&format!("{name}_exit"));
            let exit = left_by(&name, &self.exit_key());
            states.push(splitting(&split, &exit, exits, &boundary.targets, step(1 + 2 * self.carried.len())));
            Some(split)
        } else {
            target(0).map(str::to_owned)
        };
        let back: Vec<(String, String)> = self
            .carried
            .iter()
            .filter(|carried| carried.comes_back)
            .map(|carried| (carried.name.clone(), left_by(&name, &carried.name)))
            .collect();
        let next =
            after.as_deref().map(|after| chain(&back, after, "keep", &mut namer, step(1), &mut states));
        states.insert(0, self.runner(&name, naming, next.as_deref(), place));
        let new: Vec<String> =
            states.iter().filter_map(|state| Some(state.get("name")?.as_str()?.to_owned())).collect();
        let mut edits = vec![Edit::Add { states }];
        // The id of the new widget is known once it is there.
        let with_new = edits.first().map_or_else(|| Ok(flow.clone()), |edit| edit.apply(flow))?;
        let id = with_new.named(&name).map(|widget| widget.id()).ok_or(EditError::NoSuchWidget)?;
        let into = boundary.into.iter();
        edits.extend(into.map(|output| Edit::Connect { output: *output, target: Some(id) }));
        for widget in flow.widgets().iter().filter(|widget| !boundary.inside.contains(&widget.id())) {
            edits.extend(rewritten(widget, |at| self.read_outside(at, &name)));
        }
        let mut moved: Vec<&String> = boundary.names.keys().collect();
        moved.sort_unstable();
        // Before the widgets go, and with the last of them their group: what stands for them now is in it.
        let of = moved.iter().map(|name| (*name).clone()).collect();
        edits.push(Edit::Beside(SideChange::Group(GroupChange::Follow { of, widgets: new })));
        let mut gone: Vec<WidgetId> = boundary.inside.iter().copied().collect();
        gone.sort_unstable();
        edits.push(Edit::Delete { widgets: gone });
        // What was decided for the widgets holds for them where they are now.
        edits.extend(moved.into_iter().map(|from| {
            Edit::Beside(SideChange::MoveAnswers { from: from.clone(), to: format!("{name}/{from}") })
        }));
        if let Some(file) = &naming.file {
            edits.push(Edit::SetSubflowFile { sid: naming.sid.clone(), file: Some(file.clone()) });
        }
        let edit = Edit::Together { name: format!("Extract {name}"), edits };
        edit.apply(flow).map(|_| edit)
    }

    /// What a read of what is now in the subflow becomes.
    fn read_outside(&self, at: &ReadIn<'_>, runner: &str) -> Option<Instead> {
        let parts = names(at.read);
        match meaning(&parts, parts.len() == at.read.path.len()) {
            Meaning::Widget(name) if self.boundary.names.contains_key(name) => {
                let key = key_of(&self.results, at)?;
                Some(whole(at, left_by(runner, key)))
            }
            Meaning::Variable(name)
                if self.boundary.sets.contains(name)
                    && !self.carried.iter().any(|carried| carried.name == name) =>
            {
                Some(Instead { parts: 3, text: left_by(runner, name) })
            }
            _ => None,
        }
    }

    /// The widget that runs the subflow.
    fn runner(&self, name: &str, naming: &Naming, next: Option<&str>, at: Offset) -> Value {
        let mut state = run_subflow::RUN_SUBFLOW.new_state(name, at);
        if let Some(properties) = state.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("flow_sid".to_owned(), json!(naming.sid));
            if !self.parameters.is_empty() {
                let entry =
                    |passed: &Passed| json!({"value": format!("{{{{{}}}}}", passed.path), "key": passed.key});
                let list: Vec<Value> = self.parameters.iter().map(entry).collect();
                properties.insert("parameters".to_owned(), Value::Array(list));
            }
        }
        lead(&mut state, COMPLETED, next);
        state
    }
}

/// What the ways out are called: the widgets that they lead to, and the end.
struct Exits {
    names: Vec<String>,
    /// Which of them is the end.
    end: Option<usize>,
}

impl Exits {
    fn of(boundary: &Boundary) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut taken = HashSet::new();
        let mut add = |name: &str| {
            let mut free = name.to_owned();
            let mut number = 1_u32;
            // A split does not tell capital letters from small ones.
            while !taken.insert(free.to_ascii_lowercase()) {
                number += 1;
                free = format!("{name}_{number}");
            }
            names.push(free);
        };
        boundary.targets.iter().for_each(|(_, name)| add(name));
        let has_end = boundary.is_split() && !boundary.ends.is_empty();
        if has_end {
            add(END);
        }
        let end = has_end.then(|| names.len() - 1);
        Self { names, end }
    }
}

/// A split that leads on by how the subflow was left. The last way that leads somewhere is the one without a condition,
/// so that no execution is left without one.
fn splitting(name: &str, exit: &str, exits: &Exits, targets: &[(WidgetId, String)], at: Offset) -> Value {
    let mut state = split_based_on::SPLIT_BASED_ON.new_state(name, at);
    let input = format!("{{{{{exit}}}}}");
    let last = targets.len().saturating_sub(1);
    lead(&mut state, 0, targets.get(last).map(|(_, name)| name.as_str()));
    for (index, value) in exits.names.iter().enumerate().filter(|(index, _)| *index != last) {
        let condition =
            json!({"friendly_name": value, "arguments": [input], "type": "equal_to", "value": value});
        let branch = match targets.get(index) {
            Some((_, next)) => json!({"next": next, "event": "match", "conditions": [condition]}),
            None => json!({"event": "match", "conditions": [condition]}),
        };
        if let Some(transitions) = state.get_mut("transitions").and_then(Value::as_array_mut) {
            transitions.push(branch);
        }
    }
    set(&mut state, "input", json!(input));
    state
}

/// Widgets that set variables to what stands at a path, each only where something stands there: what is missing must not
/// become an empty text. Answers with the name of the first; `next` where there is nothing to set.
fn chain(
    variables: &[(String, String)],
    next: &str,
    verb: &str,
    namer: &mut Namer<'_>,
    at: Offset,
    states: &mut Vec<Value>,
) -> String {
    let mut next = next.to_owned();
    let mut made = Vec::new();
    for (index, (variable, path)) in variables.iter().enumerate().rev() {
        let steps = count(index) * 2.0;
        let split_at = Offset { x: at.x, y: at.y + STEP.y * steps };
        let set_at = Offset { x: at.x + STEP.x, y: split_at.y + STEP.y };
        let (has, sets) = (namer.free(&format!("has_{variable}")), namer.free(&format!("{verb}_{variable}")));
        let value = format!("{{{{{path}}}}}");
        let mut split = split_based_on::SPLIT_BASED_ON.new_state(&has, split_at);
        lead(&mut split, 0, Some(&next));
        let condition = json!({"friendly_name": format!("{variable} is there"), "arguments": [value],
            "type": "is_not_blank", "value": "Is Not Blank"});
        if let Some(transitions) = split.get_mut("transitions").and_then(Value::as_array_mut) {
            transitions.push(json!({"next": sets, "event": "match", "conditions": [condition]}));
        }
        set(&mut split, "input", json!(value));
        made.push(setting(&sets, &[(variable.clone(), value.clone())], Some(&next), set_at));
        made.push(split);
        next = has;
    }
    states.extend(made.into_iter().rev());
    next
}

/// A widget that sets variables.
pub(in crate::widgets) fn setting(
    name: &str,
    variables: &[(String, String)],
    next: Option<&str>,
    at: Offset,
) -> Value {
    let mut state = set_variables::SET_VARIABLES.new_state(name, at);
    let list: Vec<Value> = variables.iter().map(|(key, value)| json!({"value": value, "key": key})).collect();
    set(&mut state, "variables", Value::Array(list));
    lead(&mut state, 0, next);
    state
}

fn set(state: &mut Value, key: &str, value: Value) {
    if let Some(properties) = state.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(key.to_owned(), value);
    }
}

/// Leads an output of a new state somewhere. Studio writes the target before the event.
pub(in crate::widgets) fn lead(state: &mut Value, index: usize, next: Option<&str>) {
    let transitions = state.get_mut("transitions").and_then(Value::as_array_mut);
    let transition = transitions.and_then(|list| list.get_mut(index)).and_then(Value::as_object_mut);
    if let (Some(transition), Some(next)) = (transition, next) {
        transition.shift_insert(0, "next".to_owned(), json!(next));
    }
}

/// Puts a state elsewhere.
fn moved(state: &mut Value, by: Offset) {
    for (axis, by) in [("x", by.x), ("y", by.y)] {
        if let Some(place) = state.pointer_mut(&format!("/properties/offset/{axis}"))
            && let Some(old) = place.as_f64()
        {
            #[expect(clippy::cast_possible_truncation, reason = "a cast from float to integer saturates")]
            let new = (old + by).round() as i64;
            *place = json!(new);
        }
    }
}

/// A variable that a subflow set, as the flow that ran it reads it.
fn left_by(runner: &str, key: &str) -> String {
    below(&reference_to(runner, ""), key)
}

/// All of a path is replaced.
fn whole(at: &ReadIn<'_>, text: String) -> Instead {
    Instead { parts: at.read.path.len(), text }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
