//! Which widgets and transitions of a flow its tests reach.
//!
//! A widget is reached where it was entered. **A transition counts where it leads to a widget**; one that leads
//! nowhere ends the execution, and whether it was taken says no more than that its widget was reached.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::sim::Program;
use crate::sim::trace::Record;

/// What runs of one flow have reached, its subflows included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// By the widget of the flow that runs the subflow, `None` for the flow itself.
    by_flow: BTreeMap<Option<String>, Ways>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ways {
    widgets: BTreeSet<String>,
    /// Widget, event, and which transition where several have the event.
    transitions: BTreeSet<(String, String, Option<usize>)>,
}

/// What the tests reach of one flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowCoverage {
    /// How many widgets it has.
    pub widgets: usize,
    /// The widgets that no test reaches, in the order of the file.
    pub unreached_widgets: Vec<String>,
    /// How many of its transitions lead somewhere.
    pub transitions: usize,
    /// Those of them that no test takes, in the order of the file.
    pub unreached_transitions: Vec<Unreached>,
}

/// A transition that no test takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// The widget that it leaves.
    pub widget: String,
    /// Its index among the widget's transitions.
    pub index: usize,
    /// Its event.
    pub event: String,
    /// The label of its first condition; empty where it has none.
    pub condition: String,
    /// The widget that it leads to.
    pub next: String,
}

/// What the tests of several flows reach.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    flows: BTreeMap<String, Ways>,
}

impl Reached {
    /// Adds what another execution of the same flow has reached.
    pub(super) fn add(&mut self, other: Self) {
        for (within, ways) in other.by_flow {
            self.by_flow.entry(within).or_default().add(&ways);
        }
    }

    /// Whether a subflow was run whose SID is meant.
    pub fn ran(&self, program: &Program, is_meant: impl Fn(&str) -> bool) -> bool {
        let widgets = self.by_flow.keys().flatten();
        widgets.filter_map(|widget| program.subflow_sid_of(widget)).any(|sid| is_meant(&sid))
    }

    /// Counts a record.
    pub(super) fn note(&mut self, record: &Record) {
        match record {
            Record::Step(step) => {
                let ways = self.by_flow.entry(step.within.clone()).or_default();
                ways.widgets.insert(step.widget.clone());
                ways.transitions.insert((step.widget.clone(), step.event.clone(), step.transition));
                if let Some(next) = &step.next {
                    ways.widgets.insert(next.clone());
                }
            }
            // Any other last widget was led to by a step.
            Record::Ended(ended) if self.by_flow.is_empty() => {
                let last = ended.last.iter().map(|last| last.widget.clone());
                self.by_flow.entry(None).or_default().widgets.extend(last);
            }
            _ => {}
        }
    }
}

impl Ways {
    fn add(&mut self, other: &Self) {
        self.widgets.extend(other.widgets.iter().cloned());
        self.transitions.extend(other.transitions.iter().cloned());
    }
}

impl Coverage {
    /// Adds what a run of a flow has reached; steps of a subflow count for the file that `subflow_file` names for the
    /// SID that its widget holds.
    pub fn add(
        &mut self,
        flow: &str,
        program: &Program,
        reached: &Reached,
        subflow_file: impl Fn(&str) -> Option<String>,
    ) {
        self.flows.entry(flow.to_owned()).or_default();
        for (within, ways) in &reached.by_flow {
            let file = match within {
                None => Some(flow.to_owned()),
                Some(widget) => program.subflow_sid_of(widget).and_then(|sid| subflow_file(&sid)),
            };
            if let Some(file) = file {
                self.flows.entry(file).or_default().add(ways);
            }
        }
    }

    /// The flows, in the order of their names.
    pub fn flows(&self) -> impl Iterator<Item = &str> {
        self.flows.keys().map(String::as_str)
    }

    /// What the tests reach of one of the flows.
    pub fn of(&self, flow: &str, program: &Program) -> FlowCoverage {
        let none = Ways::default();
        let ways = self.flows.get(flow).unwrap_or(&none);
        let mut taken: HashMap<(&str, &str), BTreeSet<Option<usize>>> = HashMap::new();
        for (widget, event, index) in &ways.transitions {
            taken.entry((widget, event)).or_default().insert(*index);
        }
        let mut coverage = FlowCoverage::default();
        for widget in program.widgets() {
            coverage.widgets += 1;
            if !ways.widgets.contains(widget.title()) {
                coverage.unreached_widgets.push(widget.title().to_owned());
            }
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            for (index, transition) in widget.transitions().iter().enumerate() {
                // Without an index the first transition with the event was taken.
                let is_first = seen.insert(&transition.event);
                let Some(next) = &transition.next else { continue };
                coverage.transitions += 1;
                let is_taken = taken.get(&(widget.title(), &*transition.event)).is_some_and(|indices| {
                    indices.contains(&Some(index)) || (is_first && indices.contains(&None))
                });
                if !is_taken {
                    let condition = transition.conditions.first();
                    coverage.unreached_transitions.push(Unreached {
                        widget: widget.title().to_owned(),
                        index,
                        event: transition.event.to_string(),
                        condition: condition
                            .map(|condition| condition.friendly_name.to_string())
                            .unwrap_or_default(),
                        next: next.to_string(),
                    });
                }
            }
        }
        coverage
    }
}
