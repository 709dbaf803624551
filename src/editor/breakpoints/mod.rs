//! Where runs of a flow are to be held: the list that the window keeps, and what the user wants of the debugger.
//!
//! A breakpoint belongs to a widget, whatever that is called. One whose widget is deleted rests, and is there again
//! when the widget is. Nothing here holds a run.

mod view;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use super::canvas::{BreakMark, BreakMarks, BreakSign, Spot};
use crate::flow::{Flow, WidgetId};
use crate::sim::debug::{Breakpoint, Times, condition_trouble};
use crate::widgets::output_label;

pub(in crate::editor) use view::breakpoints_ui;

/// When a breakpoint holds a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Whether it holds at all.
    pub is_on: bool,
    /// Only where this is true, as between `{% if` and `%}`; empty: always.
    pub condition: String,
    /// Only each so many times that the condition is true, from 1.
    pub every: u32,
    /// Only the first time.
    pub once: bool,
}

impl Default for Stop {
    fn default() -> Self {
        Self { is_on: true, condition: String::new(), every: 1, once: false }
    }
}

impl Stop {
    /// Whether it holds each run that comes there.
    pub fn is_plain(&self) -> bool {
        self.condition.trim().is_empty() && self.every <= 1 && !self.once
    }

    /// How it looks.
    pub fn sign(&self) -> BreakSign {
        match (self.is_on, self.is_plain()) {
            (false, _) => BreakSign::Off,
            (true, true) => BreakSign::On,
            (true, false) => BreakSign::Conditional,
        }
    }

    /// When it holds: `Every 3rd time that x is true, once`.
    pub fn words(&self) -> String {
        let condition = self.condition.trim();
        let mut words = match (self.every, condition) {
            (0 | 1, "") if self.once => return self.or_off("Holds the first time"),
            (0 | 1, "") => return self.or_off("Holds each time"),
            (0 | 1, condition) => format!("Holds where {condition}"),
            (every, "") => format!("Holds every {} time", ordinal(every)),
            (every, condition) => format!("Holds every {} time that {condition}", ordinal(every)),
        };
        if self.once {
            words.push_str(", once");
        }
        self.or_off(&words)
    }

    fn or_off(&self, words: &str) -> String {
        if self.is_on { words.to_owned() } else { format!("Off. {words}") }
    }

    /// Why its condition cannot be read; `None` where it can.
    pub fn trouble(&self) -> Option<String> {
        condition_trouble(&self.condition)
    }
}

/// `2nd`, `3rd`, `11th`.
fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// The breakpoints of an open flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakpoints {
    stops: BTreeMap<Spot, Stop>,
    marks: BreakMarks,
    revision: u64,
}

impl Breakpoints {
    /// What the canvas shows of them.
    pub fn marks(&self) -> &BreakMarks {
        &self.marks
    }

    /// Changes with every change of the list.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// When a run is held at a place; `None` where it is not.
    pub fn get(&self, spot: Spot) -> Option<&Stop> {
        self.stops.get(&spot)
    }

    /// Those at widgets and outputs that a version of the flow has, switched on or off.
    pub fn of<'a>(&'a self, flow: &'a Flow) -> impl Iterator<Item = (Spot, &'a Stop)> {
        self.stops.iter().filter(|(spot, _)| is_there(flow, **spot)).map(|(spot, stop)| (*spot, stop))
    }

    /// What holds a run of a version of the flow: those that are switched on, by the names that widgets have there.
    pub fn for_run(&self, flow: &Flow) -> Vec<Breakpoint> {
        let told = |(spot, stop): (Spot, &Stop)| {
            Some(Breakpoint {
                widget: flow.widget(spot.widget)?.name()?.to_owned(),
                output: spot.output,
                condition: stop.condition.clone(),
                every: stop.every,
                once: stop.once,
            })
        };
        self.of(flow).filter(|(_, stop)| stop.is_on).filter_map(told).collect()
    }

    /// Sets a breakpoint, or removes it where it is set. Answers whether it is set now.
    pub fn toggle(&mut self, spot: Spot) -> bool {
        let is_set = self.stops.remove(&spot).is_none();
        if is_set {
            self.stops.insert(spot, Stop::default());
        }
        self.changed();
        is_set
    }

    /// Sets when a run is held at a place.
    pub fn set(&mut self, spot: Spot, stop: Stop) {
        self.stops.insert(spot, stop);
        self.changed();
    }

    /// Removes a breakpoint.
    pub fn remove(&mut self, spot: Spot) {
        self.stops.remove(&spot);
        self.changed();
    }

    /// Removes all of them, those that rest as well.
    pub fn clear(&mut self) {
        self.stops.clear();
        self.changed();
    }

    /// Takes over those of an earlier reading of the same file: widgets are then known by their names alone.
    pub fn carried_over(&self, from: &Flow, to: &Flow) -> Self {
        let mut by_name: HashMap<&str, WidgetId> = HashMap::new();
        for widget in to.widgets() {
            if let Some(name) = widget.name() {
                by_name.entry(name).or_insert(widget.id());
            }
        }
        let mut carried = Self { revision: self.revision, ..Self::default() };
        for (spot, stop) in &self.stops {
            let name = from.widget(spot.widget).and_then(|widget| widget.name());
            if let Some(widget) = name.and_then(|name| by_name.get(name)) {
                carried.stops.insert(Spot { widget: *widget, ..*spot }, stop.clone());
            }
        }
        carried.changed();
        carried
    }

    fn changed(&mut self) {
        let mark = |stop: &Stop| BreakMark { sign: stop.sign(), words: stop.words() };
        self.marks.spots = self.stops.iter().map(|(spot, stop)| (*spot, mark(stop))).collect();
        self.revision += 1;
    }
}

/// Whether a version of the flow has a place.
pub fn is_there(flow: &Flow, spot: Spot) -> bool {
    flow.widget(spot.widget)
        .is_some_and(|widget| spot.output.is_none_or(|index| index < widget.transitions().len()))
}

/// `reply`, or `Sent of reply`.
pub fn spot_name(flow: &Flow, spot: Spot) -> String {
    let Some(widget) = flow.widget(spot.widget) else { return String::new() };
    match spot.output {
        Some(index) => format!("{} of {}", output_label(widget, index), widget.title()),
        None => widget.title().to_owned(),
    }
}

/// What the user wants of the debugger.
#[derive(Clone, Debug, PartialEq)]
pub enum DebugAction {
    /// Sets a breakpoint, or removes it where it is set.
    Toggle(Spot),
    /// Shows the list with a breakpoint open, which is set where it is not.
    Edit(Spot),
    /// Shows the list.
    List,
    /// Sets when a run is held at a place.
    Set(Spot, Stop),
    /// Removes a breakpoint.
    Remove(Spot),
    /// Removes all breakpoints of the flow.
    RemoveAll,
    /// Lets the run go on up to a widget.
    RunTo(WidgetId),
    /// Leaves the widget on which the run stands, or before which it is held, by its usual output.
    Skip,
    /// Decides how a widget is left.
    Force {
        /// The widget.
        widget: WidgetId,
        /// The event that it is left by.
        event: String,
        /// How often.
        times: Times,
    },
}

/// An answer to the list of breakpoints: it stays open.
#[derive(Clone, Debug, PartialEq)]
pub enum BreakpointsAnswer {
    /// Another breakpoint is open, or none.
    Choose(Option<Spot>),
    /// The list is to be changed.
    Do(DebugAction),
}
