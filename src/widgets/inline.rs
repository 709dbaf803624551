//! The widgets of a subflow take the place of the widget that runs it.
//!
//! Both flows have variables of their own, so those of the subflow that are called like one of the flow get other names.
//! What the widget passed stands where the subflow read its parameters.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::describe::below;
use super::extract::{lead, setting};
use super::missing::names;
use super::rewrite::{Instead, ReadIn, each_read, rewritten};
use super::run::HANG_UP;
use super::templates::has_liquid;
use super::variables::{rename_variable, variables_set};
use super::widget_type::{EventKind, widget_type};
use crate::flow::edit::copies;
use crate::flow::json::Json;
use crate::flow::side::{GroupChange, SideChange};
use crate::flow::{Edit, EditError, Flow, Graph, Offset, Widget, WidgetId};
use crate::liquid;

/// How far the widgets that follow stand below what was put in.
const STEP: f64 = 220.0;

/// What becomes of a flow.
#[derive(Clone, Debug)]
pub struct Inlined {
    /// The change: one step of undo.
    pub edit: Edit,
    /// The names of the widgets that were put in.
    pub names: Vec<String>,
    /// What could not be carried over, each as a sentence.
    pub notes: Vec<String>,
}

/// Why a subflow cannot be inlined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InlineError {
    /// The subflow does nothing when it is run as one.
    #[error("its trigger's Subflow output leads nowhere, so there is nothing to put in")]
    NoEntry,
    /// A change cannot be made.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// Puts the widgets of a subflow in the place of the widget that runs it.
///
/// # Errors
/// Where the subflow has nothing to put in, or the flow cannot be changed so.
pub fn inline(flow: &Flow, id: WidgetId, subflow: &Flow) -> Result<Inlined, InlineError> {
    let runner = flow.widget(id).ok_or(EditError::NoSuchWidget)?;
    let name = runner.name().ok_or(EditError::TargetWithoutName)?;
    let mut work =
        Work { flow, runner, name, notes: Vec::new(), variables: HashMap::new(), set_first: Vec::new() };
    let inner = work.with_free_variables(subflow)?;
    let (entry, kept) = work.reached(&inner)?;
    let inner = work.with_arguments(&inner, &kept)?;
    work.edit(&inner, entry, &kept)
}

struct Work<'a> {
    flow: &'a Flow,
    runner: &'a Widget,
    name: &'a str,
    notes: Vec<String>,
    /// The variables of the subflow, by the names that they had there.
    variables: HashMap<String, String>,
    /// What must be set before the subflow's widgets are run: parameters that are no plain values.
    set_first: Vec<(String, String)>,
}

impl Work<'_> {
    /// The subflow, its variables called as none of the flow is.
    fn with_free_variables(&mut self, subflow: &Flow) -> Result<Flow, EditError> {
        let mut taken: HashSet<String> = HashSet::new();
        for widget in self.flow.widgets() {
            taken.extend(variables_set(widget).into_iter().map(|(_, key)| key));
            each_read(widget, |at| {
                if let ["flow", "variables", name, ..] = names(at.read).as_slice() {
                    taken.insert((*name).to_owned());
                }
            });
        }
        let own: Vec<String> =
            subflow.widgets().iter().flat_map(|widget| variables_set(widget)).map(|(_, key)| key).collect();
        let mut inner = subflow.clone();
        for key in own {
            if self.variables.contains_key(&key) {
                continue;
            }
            let mut free = key.clone();
            let mut number = 1_u32;
            while !taken.insert(free.clone()) {
                number += 1;
                free = format!("{key}_{number}");
            }
            if free != key {
                inner = rename_variable(&inner, &key, &free).apply(&inner)?;
                self.notes.push(format!(
                    "The subflow's variable `{key}` is called `{free}` now, since this flow has one of that name."
                ));
            }
            self.variables.insert(key, free);
        }
        Ok(inner)
    }

    /// Where the subflow begins, and the widgets that a run comes to from there, in the order of the file.
    fn reached(&mut self, inner: &Flow) -> Result<(WidgetId, Vec<WidgetId>), InlineError> {
        let graph = Graph::of(inner);
        let start = graph.start().and_then(|id| inner.widget(id)).ok_or(InlineError::NoEntry)?;
        let way = start.transitions().iter().find(|way| &*way.event == "incomingParent");
        let entry = way.and_then(|way| graph.named(way.next.as_deref()?)).ok_or(InlineError::NoEntry)?;
        let mut seen: HashSet<WidgetId> = [entry, start.id()].into();
        let mut open = vec![entry];
        while let Some(id) = open.pop() {
            open.extend(graph.next_of(id).iter().copied().filter(|next| seen.insert(*next)));
        }
        let all = inner.widgets().iter().map(|widget| widget.id()).filter(|id| *id != start.id());
        let (kept, left): (Vec<WidgetId>, Vec<WidgetId>) = all.partition(|id| seen.contains(id));
        match left.len() {
            0 => {}
            1 => self.notes.push("1 widget that a run as a subflow never comes to was left out.".to_owned()),
            many => self
                .notes
                .push(format!("{many} widgets that a run as a subflow never comes to were left out.")),
        }
        Ok((entry, kept))
    }

    /// The subflow with what the widget passes in the place of its parameters.
    fn with_arguments(&mut self, inner: &Flow, kept: &[WidgetId]) -> Result<Flow, EditError> {
        let passed = passed(self.runner);
        let mut edits = Vec::new();
        for widget in kept.iter().filter_map(|id| inner.widget(*id)) {
            let title = widget.title().to_owned();
            edits.extend(rewritten(widget, |at| self.argument(&passed, at, &title)));
        }
        Edit::Together { name: String::new(), edits }.apply(inner)
    }

    /// What stands in the place of a read in the subflow.
    fn argument(
        &mut self,
        passed: &HashMap<String, String>,
        at: &ReadIn<'_>,
        title: &str,
    ) -> Option<Instead> {
        let parts = names(at.read);
        let key = match parts.as_slice() {
            ["trigger", "parent", "parameters", key, ..] => *key,
            ["trigger", "parent", "execution_sid"] => {
                return Some(Instead { parts: 3, text: "flow.sid".to_owned() });
            }
            ["trigger", "parent", "flow_sid"] => {
                return Some(Instead { parts: 3, text: "flow.flow_sid".to_owned() });
            }
            ["trigger", "parent", ..] | ["flow", "flow_sid" | "data", ..] => {
                let text = at.text();
                self.note(format!("{title} reads `{text}`, which means something else in this flow."));
                return None;
            }
            _ => return None,
        };
        let Some(value) = passed.get(key) else {
            let name = self.name;
            self.note(format!(
                "{title} reads the parameter `{key}`, which {name} does not pass: it stays empty."
            ));
            return None;
        };
        let text = if let Some(path) = plain_path(value) {
            path
        } else if let Some(text) = quoted(value).filter(|_| parts.len() == 4 && at.read.path.len() == 4) {
            text
        } else {
            self.variable_for(key, value)
        };
        Some(Instead { parts: 4, text })
    }

    /// The variable that holds a parameter which is no plain value, as templates read it.
    fn variable_for(&mut self, key: &str, value: &str) -> String {
        let plain = |char: char| if char.is_ascii_alphanumeric() { char } else { '_' };
        let base: String = format!("{}_{key}", self.name).chars().map(plain).collect();
        let known = self.set_first.iter().find(|(known, set)| set == value && known.starts_with(&base));
        let name = match known {
            Some((known, _)) => known.clone(),
            None => {
                let mut name = base.clone();
                let mut number = 1_u32;
                while self.set_first.iter().any(|(known, _)| *known == name)
                    || self.variables.values().any(|known| *known == name)
                {
                    number += 1;
                    name = format!("{base}_{number}");
                }
                self.set_first.push((name.clone(), value.to_owned()));
                name
            }
        };
        below("flow.variables", &name)
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn edit(mut self, inner: &Flow, entry: WidgetId, kept: &[WidgetId]) -> Result<Inlined, InlineError> {
        let place = self.runner.offset().unwrap_or_default();
        let entry_place = inner.widget(entry).and_then(|entry| entry.offset()).unwrap_or_default();
        let lead_in = if self.set_first.is_empty() { 0.0 } else { STEP };
        let by = Offset { x: place.x - entry_place.x, y: place.y - entry_place.y + lead_in };
        let widgets: Vec<&Widget> = kept.iter().filter_map(|id| inner.widget(*id).map(|it| &**it)).collect();
        let originals: Vec<Value> = widgets.iter().map(|widget| widget.json().to_value()).collect();
        let mut states = copies(self.flow, &originals, by);
        let at = kept.iter().position(|id| *id == entry).unwrap_or_default();
        let name_at = |states: &[Value], index: usize| {
            let name = states.get(index).and_then(|state| state.get("name")).and_then(Value::as_str);
            name.unwrap_or_default().to_owned()
        };
        let mut first = name_at(&states, at);
        if !self.set_first.is_empty() {
            let base = format!("{}_parameters", self.name);
            let own = states.iter().filter_map(|state| state.get("name").and_then(Value::as_str));
            let others = self.flow.widgets().iter().filter_map(|widget| widget.name());
            let taken: HashSet<&str> = own.chain(others).collect();
            let names = std::iter::once(base.clone()).chain((2..).map(|n: u32| format!("{base}_{n}")));
            let name = names.into_iter().find(|name| !taken.contains(&**name)).unwrap_or(base);
            states.insert(0, setting(&name, &self.set_first, Some(&first), place));
            first = name;
        }
        let skip = states.len() - widgets.len();
        self.lead_on(&widgets, states.iter_mut().skip(skip), &first);
        let names: Vec<String> = (0..states.len()).map(|index| name_at(&states, index)).collect();
        let height = widgets
            .iter()
            .filter_map(|widget| widget.offset())
            .fold(0.0_f64, |height, offset| height.max(offset.y - entry_place.y));
        let mut edits = self.edits(states, &first, height + lead_in)?;
        // Before the widget goes that ran them: what stands in its place is in its group.
        let follow = GroupChange::Follow { of: vec![self.name.to_owned()], widgets: names.clone() };
        edits.insert(0, Edit::Beside(SideChange::Group(follow)));
        // What was decided for the widgets of the subflow holds for them where they are now.
        for (widget, to) in widgets.iter().zip(names.iter().skip(skip)) {
            let from = format!("{}/{}", self.name, widget.name().unwrap_or_default());
            edits.push(Edit::Beside(SideChange::MoveAnswers { from, to: to.clone() }));
        }
        let edit = Edit::Together { name: format!("Inline {}", self.name), edits };
        edit.apply(self.flow)?;
        Ok(Inlined { edit, names, notes: self.notes })
    }

    /// What ended the subflow leads to what followed it.
    fn lead_on<'s>(&self, widgets: &[&Widget], states: impl Iterator<Item = &'s mut Value>, first: &str) {
        let after = |event: &str| {
            let way = self.runner.transitions().iter().find(|way| &*way.event == event)?;
            let next = way.next.as_deref()?;
            // A subflow that runs itself again.
            Some(if next == self.name { first.to_owned() } else { next.to_owned() })
        };
        let (completed, failed) = (after("completed"), after("failed"));
        for (widget, state) in widgets.iter().zip(states) {
            let kind = widget.kind().and_then(widget_type);
            for (index, way) in widget.transitions().iter().enumerate() {
                if way.next.is_some() || &*way.event == HANG_UP {
                    continue;
                }
                let event = kind.and_then(|kind| kind.event(&way.event)).map(|event| event.kind);
                let next = match event {
                    Some(EventKind::Failure | EventKind::Unmatched) => &failed,
                    _ => &completed,
                };
                lead(state, index, next.as_deref());
            }
        }
    }

    fn edits(&mut self, states: Vec<Value>, first: &str, height: f64) -> Result<Vec<Edit>, EditError> {
        let id = self.runner.id();
        let graph = Graph::of(self.flow);
        let into: Vec<_> =
            Graph::into(&graph, id).iter().copied().filter(|output| output.widget != id).collect();
        let mut edits = vec![Edit::Add { states }];
        // The ids of the new widgets are known once they are there.
        let with_new = edits.first().map_or_else(|| Ok(self.flow.clone()), |edit| edit.apply(self.flow))?;
        let target = with_new.named(first).map(|widget| widget.id());
        edits.extend(into.into_iter().map(|output| Edit::Connect { output, target }));
        for widget in self.flow.widgets().iter().filter(|widget| widget.id() != id) {
            let title = widget.title().to_owned();
            edits.extend(rewritten(widget, |at| self.read_outside(at, &title)));
        }
        edits.push(Edit::Delete { widgets: vec![id] });
        let place = self.runner.offset().unwrap_or_default();
        let below: Vec<(WidgetId, Offset)> = self
            .flow
            .widgets()
            .iter()
            .filter_map(|widget| Some((widget.id(), widget.offset()?)))
            .filter(|(other, offset)| *other != id && offset.y > place.y)
            .map(|(other, offset)| (other, Offset { x: offset.x, y: offset.y + height }))
            .collect();
        if height > 0.0 && !below.is_empty() {
            edits.push(Edit::Move { to: below });
        }
        Ok(edits)
    }

    /// What a read of what the subflow gave back becomes.
    fn read_outside(&mut self, at: &ReadIn<'_>, title: &str) -> Option<Instead> {
        let parts = names(at.read);
        match parts.as_slice() {
            ["widgets", of, key, ..] if *of == self.name => match self.variables.get(*key) {
                Some(variable) => Some(Instead { parts: 3, text: below("flow.variables", variable) }),
                None => {
                    let text = at.text();
                    self.note(format!("{title} reads `{text}`, which the subflow does not set."));
                    None
                }
            },
            ["widgets", of] if *of == self.name => {
                let text = at.text();
                self.note(format!("{title} reads `{text}`, and nobody can tell which variable of it."));
                None
            }
            _ => None,
        }
    }
}

/// What a widget passes, by key.
fn passed(runner: &Widget) -> HashMap<String, String> {
    let text = |entry: &Json, key: &str| match entry.get(key) {
        Some(json) => {
            json.as_text().map_or_else(|| json.to_string().trim().to_owned(), |text| text.into_owned())
        }
        None => String::new(),
    };
    let list = runner.property("parameters").and_then(Json::as_array).unwrap_or_default();
    list.iter().map(|entry| (text(entry, "key").trim().to_owned(), text(entry, "value"))).collect()
}

/// The path that a text is, where it is `{{path}}` and nothing else.
fn plain_path(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let reads = liquid::parse(text).reads();
    let [read] = reads.as_slice() else { return None };
    let is_all = text.get(read.span.clone()) == Some(inner);
    (is_all && !names(read).is_empty()).then(|| inner.to_owned())
}

/// A text without Liquid as Liquid writes it; `None` where both kinds of quotes stand in it.
fn quoted(text: &str) -> Option<String> {
    if has_liquid(text) {
        return None;
    }
    let quote = ['"', '\''].into_iter().find(|quote| !text.contains(*quote))?;
    let is_plain = !text.contains(['\n', '\r', '{', '}', '%', '\\']);
    is_plain.then(|| format!("{quote}{text}{quote}"))
}
