//! Where a selection begins and how it is left.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Obstacle;
use crate::flow::{Flow, Graph, Output, WidgetId};
use crate::widgets::run::HANG_UP;
use crate::widgets::variables::variables_set;
use crate::widgets::widget_type::{EventKind, widget_type};
use crate::widgets::{label_of, subflow_of};

/// The border between a selection and the rest of its flow.
#[derive(Clone, Debug)]
pub(super) struct Boundary {
    /// What is selected, without the trigger.
    pub inside: HashSet<WidgetId>,
    /// The names in it.
    pub names: HashMap<String, WidgetId>,
    /// The widget at which it begins.
    pub entry: WidgetId,
    /// The wires that lead there from outside.
    pub into: Vec<Output>,
    /// The wires that lead out, each with the index of its target.
    pub out: HashMap<Output, usize>,
    /// Where they lead, in the order of the file.
    pub targets: Vec<(WidgetId, String)>,
    /// The outputs that end the execution well: after them nothing of the flow comes.
    pub ends: BTreeSet<Output>,
    /// Whether a way out is one of a failure, which a subflow could only leave by ending badly.
    pub fails_outward: bool,
    /// Whether a run can come to the selection again after it has left it.
    pub is_repeated: bool,
    /// The variables that are set inside.
    pub sets: BTreeSet<String>,
    /// The variables that are set outside.
    pub set_outside: BTreeSet<String>,
}

impl Boundary {
    pub fn of(flow: &Flow, selection: &[WidgetId]) -> Result<Self, Obstacle> {
        let graph = Graph::of(flow);
        let start = graph.start();
        let is_start = |id: WidgetId| {
            let entry = flow.widget(id).and_then(|widget| widget_type(widget.kind()?));
            start == Some(id) || entry.is_some_and(|entry| entry.is_start)
        };
        let inside: HashSet<WidgetId> =
            selection.iter().copied().filter(|id| flow.widget(*id).is_some() && !is_start(*id)).collect();
        if inside.is_empty() {
            return Err(Obstacle::Nothing);
        }
        let names = names_of(flow, &inside)?;
        may_run_subflow(flow, start)?;
        let (entry, into) = entry_of(flow, &graph, &inside)?;
        let mut boundary = Self {
            inside,
            names,
            entry,
            into,
            out: HashMap::new(),
            targets: Vec::new(),
            ends: BTreeSet::new(),
            fails_outward: false,
            is_repeated: false,
            sets: BTreeSet::new(),
            set_outside: BTreeSet::new(),
        };
        boundary.leave(flow, &graph);
        for widget in flow.widgets() {
            let keys = variables_set(widget).into_iter().map(|(_, key)| key);
            match boundary.inside.contains(&widget.id()) {
                true => boundary.sets.extend(keys),
                false => boundary.set_outside.extend(keys),
            }
        }
        boundary.is_repeated = boundary.comes_back(&graph);
        Ok(boundary)
    }

    /// Whether several ways lead on, which must be told apart.
    pub fn is_split(&self) -> bool {
        self.targets.len() + usize::from(!self.ends.is_empty()) > 1 && !self.targets.is_empty()
    }

    /// Finds the ways out.
    fn leave(&mut self, flow: &Flow, graph: &Graph) {
        let mut known: HashMap<WidgetId, usize> = HashMap::new();
        for widget in flow.widgets().iter().filter(|widget| self.inside.contains(&widget.id())) {
            let entry = widget.kind().and_then(widget_type);
            for (index, transition) in widget.transitions().iter().enumerate() {
                let output = Output { widget: widget.id(), index };
                let kind = entry.and_then(|entry| entry.event(&transition.event)).map(|event| event.kind);
                let fails = matches!(kind, Some(EventKind::Failure | EventKind::Unmatched));
                let target = transition.next.as_deref().and_then(|next| graph.named(next));
                match target {
                    Some(target) if self.inside.contains(&target) => {}
                    Some(target) => {
                        let at = *known.entry(target).or_insert_with(|| {
                            let name = transition.next.as_deref().unwrap_or_default().to_owned();
                            self.targets.push((target, name));
                            self.targets.len() - 1
                        });
                        self.out.insert(output, at);
                        self.fails_outward |= fails;
                    }
                    // What ends badly, or because somebody hung up, ends so in a subflow too.
                    None if fails || &*transition.event == HANG_UP => {}
                    None => {
                        self.ends.insert(output);
                    }
                }
            }
            // A widget without outputs is the end, too; what leaves it has no output to be led on from.
        }
    }

    fn comes_back(&self, graph: &Graph) -> bool {
        let mut seen: HashSet<WidgetId> = HashSet::new();
        let mut open: Vec<WidgetId> = self.targets.iter().map(|(target, _)| *target).collect();
        while let Some(id) = open.pop() {
            if self.inside.contains(&id) {
                return true;
            }
            if seen.insert(id) {
                open.extend(graph.next_of(id));
            }
        }
        false
    }
}

fn names_of(flow: &Flow, inside: &HashSet<WidgetId>) -> Result<HashMap<String, WidgetId>, Obstacle> {
    let doubled = flow.doubled_names();
    let mut names = HashMap::new();
    for widget in flow.widgets().iter().filter(|widget| inside.contains(&widget.id())) {
        let name = widget.name().filter(|name| !doubled.contains_key(name));
        let Some(name) = name.filter(|_| widget.json().as_object().is_some()) else {
            let label = label_of(widget.kind().unwrap_or_default());
            let title = widget.name().map_or_else(|| format!("A widget ({label})"), str::to_owned);
            return Err(Obstacle::Nameless(title));
        };
        if subflow_of(widget).is_some() {
            return Err(Obstacle::Nested(name.to_owned()));
        }
        names.insert(name.to_owned(), widget.id());
    }
    Ok(names)
}

/// Whether a flow may run subflows: one that is run as a subflow itself may not.
fn may_run_subflow(flow: &Flow, start: Option<WidgetId>) -> Result<(), Obstacle> {
    let start = start.and_then(|id| flow.widget(id));
    let is_subflow = start.is_some_and(|start| {
        let ways = start.transitions();
        let (mut from_parent, mut others) = (false, false);
        for way in ways.iter().filter(|way| way.next.is_some()) {
            if &*way.event == "incomingParent" { from_parent = true } else { others = true }
        }
        // A flow that begins in other ways too may be meant to be run by itself.
        from_parent && !others
    });
    if is_subflow { Err(Obstacle::IsSubflow) } else { Ok(()) }
}

fn entry_of(
    flow: &Flow,
    graph: &Graph,
    inside: &HashSet<WidgetId>,
) -> Result<(WidgetId, Vec<Output>), Obstacle> {
    let title = |id: &WidgetId| flow.widget(*id).map_or("?", |widget| widget.title()).to_owned();
    let wires: Vec<(Output, WidgetId)> = graph
        .links()
        .iter()
        .copied()
        .filter(|(output, target)| !inside.contains(&output.widget) && inside.contains(target))
        .collect();
    let mut entries: Vec<WidgetId> = wires.iter().map(|(_, target)| *target).collect();
    entries.sort_unstable();
    entries.dedup();
    let outputs = wires.iter().map(|(output, _)| *output).collect();
    match entries.as_slice() {
        [only] => Ok((*only, outputs)),
        [] => {
            // Nothing comes in: it begins where nothing inside leads to, either.
            let mut first: Vec<WidgetId> =
                inside.iter().copied().filter(|id| graph.into(*id).is_empty()).collect();
            first.sort_unstable();
            match first.as_slice() {
                [only] => Ok((*only, outputs)),
                several => Err(Obstacle::NoEntry(match several {
                    [] => {
                        let mut all: Vec<WidgetId> = inside.iter().copied().collect();
                        all.sort_unstable();
                        all.iter().map(title).collect()
                    }
                    several => several.iter().map(title).collect(),
                })),
            }
        }
        several => {
            Err(Obstacle::SeveralEntries { names: several.iter().map(title).collect(), wires: outputs })
        }
    }
}
