//! What must be passed into a subflow and what must come back.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::boundary::Boundary;
use super::{Carried, Obstacle, Passed, Plan};
use crate::flow::Flow;
use crate::liquid::Key;
use crate::widgets::describe::below;
use crate::widgets::missing::names;
use crate::widgets::rewrite::{ReadIn, each_read};

const UNKNOWN: &str = "whose parts are only known when it runs, so it cannot be passed";
const WHOLE: &str = "which is all there is at once, and only single values can be passed";
const LOOPED: &str =
    "and goes through it with a `for`: parameters and variables are texts, so a list cannot be passed";

/// What a path means on either side of the border.
pub(super) enum Meaning<'a> {
    /// The same in both flows, or nothing to do with the other.
    Same,
    /// Made by the widget of this name, of the other flow.
    Widget(&'a str),
    /// A variable of the flow.
    Variable(&'a str),
    /// Something of the flow that a subflow has of its own, as `flow.data`.
    Own,
    /// More than one value.
    Whole,
}

/// What a path means.
pub(super) fn meaning<'a>(parts: &[&'a str], is_whole: bool) -> Meaning<'a> {
    match parts {
        ["widgets", name] if is_whole => Meaning::Widget(name),
        ["widgets", name, ..] => Meaning::Widget(name),
        ["flow", "variables", name, ..] => Meaning::Variable(name),
        ["flow", "data", _, ..] | ["flow", "flow_sid"] | ["trigger", "parent", _, ..] => Meaning::Own,
        ["widgets" | "flow"] | ["flow", "variables" | "data"] | ["trigger", "parent"] => Meaning::Whole,
        _ => Meaning::Same,
    }
}

pub(super) fn plan(flow: &Flow, boundary: Boundary) -> Result<Plan, Obstacle> {
    let mut inner = Reads::default();
    let mut outer = Reads::default();
    let mut trouble = None;
    for widget in flow.widgets() {
        let is_inside = boundary.inside.contains(&widget.id());
        each_read(widget, |at| {
            let result = match is_inside {
                true => inner.look_inside(&boundary, at),
                false => outer.look_outside(&boundary, at),
            };
            if let Err((path, why)) = result
                && trouble.is_none()
            {
                let (widget, id) = (widget.title().to_owned(), widget.id());
                trouble = Some(Obstacle::CannotPass { widget, id, path, why });
            }
        });
    }
    if let Some(trouble) = trouble {
        return Err(trouble);
    }
    let mut taken: HashSet<String> = HashSet::new();
    let mut parameters: Vec<Passed> = inner.passed(&mut taken);
    let mut carried = Vec::new();
    for name in &boundary.sets {
        let (is_read_inside, is_read_outside) =
            (inner.variables.contains(name), outer.variables.contains(name));
        if !(boundary.is_repeated || boundary.set_outside.contains(name)) {
            continue;
        }
        let key = is_read_inside.then(|| {
            let key = free(name, &mut taken);
            parameters.push(Passed { key, path: below("flow.variables", name), count: 1 });
            parameters.len() - 1
        });
        // What the flow does not read, the next pass of the subflow may.
        let comes_back = is_read_outside || is_read_inside;
        if key.is_some() || comes_back {
            carried.push(Carried { name: name.clone(), key, comes_back });
        }
    }
    // What the subflow sets comes back too, so results are called otherwise.
    let mut taken: HashSet<String> = boundary.sets.iter().cloned().collect();
    let results = if boundary.targets.is_empty() { Vec::new() } else { outer.passed(&mut taken) };
    let variables: Vec<String> =
        boundary.sets.iter().filter(|name| outer.variables.contains(*name)).cloned().collect();
    let notes = notes(flow, &boundary, &inner, &parameters, &results);
    Ok(Plan { parameters, results, variables, notes, boundary, carried })
}

/// What one side reads of the other.
#[derive(Default)]
struct Reads {
    /// By path: what it is called at first, and how often it is read.
    paths: BTreeMap<String, (String, usize)>,
    /// In the order in which they came.
    order: Vec<String>,
    /// The variables that are read.
    variables: BTreeSet<String>,
    /// Whether something made inside is read inside.
    reads_itself: bool,
}

type Found = Result<(), (String, &'static str)>;

impl Reads {
    fn look_inside(&mut self, boundary: &Boundary, at: &ReadIn<'_>) -> Found {
        let parts = names(at.read);
        match meaning(&parts, parts.len() == at.read.path.len()) {
            Meaning::Same => Ok(()),
            Meaning::Whole => Err((at.text().to_owned(), WHOLE)),
            Meaning::Widget(name) if boundary.names.contains_key(name) => {
                self.reads_itself = true;
                Ok(())
            }
            Meaning::Variable(name) if boundary.sets.contains(name) => {
                self.variables.insert(name.to_owned());
                Ok(())
            }
            // Nobody sets it, so it is empty here and there.
            Meaning::Variable(name) if !boundary.set_outside.contains(name) => Ok(()),
            Meaning::Variable(name) => self.pass(at, name.to_owned()),
            Meaning::Widget(name) => {
                let last = parts.get(2..).and_then(<[_]>::last).copied().unwrap_or_default();
                self.pass(at, format!("{name}_{last}"))
            }
            Meaning::Own => self.pass(at, parts.last().copied().unwrap_or_default().to_owned()),
        }
    }

    fn look_outside(&mut self, boundary: &Boundary, at: &ReadIn<'_>) -> Found {
        let parts = names(at.read);
        match meaning(&parts, parts.len() == at.read.path.len()) {
            Meaning::Widget(name) if boundary.names.contains_key(name) => {
                let last = parts.get(2..).and_then(<[_]>::last).copied().unwrap_or_default();
                self.pass(at, format!("{name}_{last}"))
            }
            Meaning::Variable(name) if boundary.sets.contains(name) => {
                self.variables.insert(name.to_owned());
                Ok(())
            }
            Meaning::Whole if parts.first() == Some(&"widgets") => Err((at.text().to_owned(), WHOLE)),
            Meaning::Whole if parts.get(1) == Some(&"variables") && !boundary.sets.is_empty() => {
                Err((at.text().to_owned(), WHOLE))
            }
            _ => Ok(()),
        }
    }

    fn pass(&mut self, at: &ReadIn<'_>, key: String) -> Found {
        let path = path_of(at);
        if !at.is_static() {
            return Err((path, UNKNOWN));
        }
        if at.read.path.len() < 3 && at.read.path.first().is_some_and(|_| path.starts_with("widgets")) {
            return Err((path, WHOLE));
        }
        if at.is_looped() {
            return Err((path, LOOPED));
        }
        match self.paths.get_mut(&path) {
            Some((_, count)) => *count += 1,
            None => {
                self.order.push(path.clone());
                self.paths.insert(path, (key, 1));
            }
        }
        Ok(())
    }

    /// What is passed, under names of which none is taken.
    fn passed(&self, taken: &mut HashSet<String>) -> Vec<Passed> {
        let paths = self.order.iter().filter_map(|path| Some((path, self.paths.get(path)?)));
        paths
            .map(|(path, (key, count))| Passed { key: free(key, taken), path: path.clone(), count: *count })
            .collect()
    }
}

/// A path as it is named among what is passed: the same however its parts are quoted.
pub(super) fn path_of(at: &ReadIn<'_>) -> String {
    let mut path = String::new();
    for part in &at.read.path {
        match &part.key {
            Key::Name(name) if path.is_empty() => path.push_str(name),
            Key::Name(name) => path = below(&path, name),
            Key::Index(index) => path.push_str(&format!("[{index}]")),
            Key::Dynamic => return at.text().to_owned(),
        }
    }
    path
}

/// A name that can stand behind a dot and that nothing else has.
fn free(wanted: &str, taken: &mut HashSet<String>) -> String {
    let plain: String =
        wanted.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '_' }).collect();
    let plain = plain.trim_end_matches('_');
    let base = match plain.chars().next() {
        None => "value".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("value_{plain}"),
        Some(_) => plain.to_owned(),
    };
    if taken.insert(base.clone()) {
        return base;
    }
    let name = (2..).map(|number: u32| format!("{base}_{number}")).find(|name| !taken.contains(name));
    let name = name.unwrap_or(base);
    taken.insert(name.clone());
    name
}

fn notes(
    flow: &Flow,
    boundary: &Boundary,
    inner: &Reads,
    parameters: &[Passed],
    results: &[Passed],
) -> Vec<String> {
    let mut notes = Vec::new();
    if !(parameters.is_empty() && results.is_empty()) {
        notes.push(
            "Parameters are passed as texts, and a variable whose text is a bare number is a number. What is not set is \
             passed as an empty text, which counts as true in `if`."
                .to_owned(),
        );
    }
    if boundary.is_repeated && inner.reads_itself {
        notes.push(
            "The selection can be run again: then its widgets no longer see what they left the time before."
                .to_owned(),
        );
    }
    let start = flow.initial_state().and_then(|name| flow.named(&name).cloned());
    if start.is_some_and(|start| {
        start.transitions().iter().any(|way| &*way.event == "incomingParent" && way.next.is_some())
    }) {
        notes.push(
            "Run as a subflow itself, this flow could no longer run: a subflow cannot run one.".to_owned(),
        );
    }
    notes
}

/// Which of the other flow's paths is meant by a read of a widget of this side, as it was planned.
pub(super) fn key_of<'p>(list: &'p [Passed], at: &ReadIn<'_>) -> Option<&'p str> {
    let path = path_of(at);
    list.iter().find(|passed| passed.path == path).map(|passed| &*passed.key)
}
