//! Where a run is held on its way, and how it goes on.
//!
//! None of it changes what a run does: the same inputs give the same records however often it was held. What does
//! change it is an [`Input`](super::Input).

use std::sync::Arc;

use crate::flow::Widget;
use crate::liquid::{self, Options, Template, Variables};
use crate::widgets::{EventKind, widget_type};

/// A place where a run is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakpoint {
    /// The widget, by its name in the flow.
    pub widget: String,
    /// After it was left by this transition; `None`: before it is entered. An output that leads nowhere ends the run,
    /// so that nothing is held there.
    pub output: Option<usize>,
    /// Only where this is true, as between `{% if` and `%}`; empty: always. One that cannot be read holds, and says so.
    pub condition: String,
    /// Only each so many times that the condition is true; 0 and 1: each time.
    pub every: u32,
    /// Only the first time.
    pub once: bool,
}

/// How a run goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Up to the next breakpoint.
    #[default]
    Free,
    /// Up to the next widget.
    Step,
    /// Up to this widget.
    To(String),
}

/// Why a run is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// Somebody wanted it to be held before the next widget.
    Pause,
    /// A breakpoint.
    Breakpoint {
        /// Which, counted in the list that was set.
        index: usize,
        /// Why its condition could not be read, if it could not.
        trouble: Option<String>,
    },
    /// It has come to the widget that it was to run to.
    Arrived,
    /// The widget runs another flow, and which file that is was not said.
    Subflow(String),
}

/// Where a run is held: before a widget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The widget that comes next, as traces have it.
    pub widget: String,
    /// Why.
    pub by: HeldBy,
}

/// How often something that was decided for a widget holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Times {
    /// The next time only.
    Once,
    /// Each time.
    #[default]
    Always,
    /// Each time with this probability, from 0 to 1. The same seed gives the same run.
    Chance(f64),
}

/// An input and where it was given, for a run that is repeated.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The input.
    pub input: super::Input,
    /// After so many steps.
    pub at_step: u32,
    /// While the run was held before this widget, as traces have it: two holds may come after the same step, before a
    /// widget that runs a subflow and before the subflow's first.
    pub held: Option<Box<str>>,
}

/// What holds an execution.
#[derive(Clone, Debug, Default)]
pub(super) struct Pacing {
    pub pace: Pace,
    /// Before the widget that comes after so many steps.
    pub hold_after: Option<u32>,
    /// Whether it is held before a widget that runs a flow of which no file is known.
    pub asks_subflows: bool,
    /// The breakpoints.
    pub points: Arc<[Point]>,
    /// How often the condition of each was true.
    pub hits: Vec<u32>,
}

/// A breakpoint with its condition parsed.
#[derive(Clone, Debug)]
pub(super) struct Point {
    told: Breakpoint,
    condition: Option<Arc<Template>>,
}

/// A widget that is about to be entered.
#[derive(Clone, Copy)]
pub(super) struct Coming<'a> {
    /// As traces have it; breakpoints name widgets of the flow itself, and so never one of a subflow.
    pub title: &'a str,
    /// The widget and the transition that lead to it.
    pub from: Option<(&'a str, usize)>,
    /// How many steps were taken.
    pub steps: u32,
}

impl Pacing {
    /// Sets other breakpoints. One that was there before goes on counting.
    pub(super) fn set_breakpoints(&mut self, breakpoints: Vec<Breakpoint>) {
        let counted = |told: &Breakpoint| {
            let before = self.points.iter().position(|point| point.told == *told);
            before.and_then(|index| self.hits.get(index)).copied().unwrap_or_default()
        };
        self.hits = breakpoints.iter().map(counted).collect();
        self.points = breakpoints
            .into_iter()
            .map(|told| {
                let text = told.condition.trim();
                let condition = (!text.is_empty()).then(|| Arc::new(condition(text)));
                Point { told, condition }
            })
            .collect();
    }

    /// Whether nothing can hold the execution, so that nothing needs to be looked at.
    pub(super) fn is_free(&self) -> bool {
        self.pace == Pace::Free && self.hold_after.is_none() && !self.asks_subflows && self.points.is_empty()
    }

    /// Why the execution is held before a widget; `None` where it is not.
    pub(super) fn holds(
        &mut self,
        coming: Coming<'_>,
        variables: &dyn Variables,
        options: &Options,
    ) -> Option<HeldBy> {
        // Every breakpoint counts, whatever else holds the run here.
        let at_breakpoint = self.breakpoint(coming, variables, options);
        if self.hold_after == Some(coming.steps) || self.pace == Pace::Step {
            return at_breakpoint.or(Some(HeldBy::Pause));
        }
        if matches!(&self.pace, Pace::To(widget) if widget == coming.title) {
            return Some(HeldBy::Arrived);
        }
        at_breakpoint
    }

    fn breakpoint(
        &mut self,
        coming: Coming<'_>,
        variables: &dyn Variables,
        options: &Options,
    ) -> Option<HeldBy> {
        let mut holds = None;
        for (index, (point, hits)) in self.points.iter().zip(&mut self.hits).enumerate() {
            let is_here = match point.told.output {
                None => point.told.widget == coming.title,
                Some(output) => coming.from == Some((&*point.told.widget, output)),
            };
            if !is_here || (point.told.once && *hits > 0) {
                continue;
            }
            let trouble = match point.condition.as_deref() {
                Some(template) => match template.errors().first() {
                    Some(error) => Some(told(&error.message)),
                    None if template.render(variables, options).text.is_empty() => continue,
                    None => None,
                },
                None => None,
            };
            *hits = hits.saturating_add(1);
            if hits.is_multiple_of(point.told.every.max(1)) {
                holds.get_or_insert(HeldBy::Breakpoint { index, trouble });
            }
        }
        holds
    }
}

/// What is wrong with a condition, without the tag that stands around it here and nowhere else.
fn told(message: &str) -> String {
    message.replace("found `%}`", "found the end").replace("`%}`", "the end")
}

fn condition(text: &str) -> Template {
    liquid::parse(&format!("{{% if {text} %}}1{{% endif %}}"))
}

/// Why the condition of a breakpoint cannot be read, as a sentence; `None` where it can.
pub fn condition_trouble(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    condition(text).errors().first().map(|error| told(&error.message))
}

/// The event by which a widget is left that is skipped: the first output that leads on and is no failure.
pub fn skips_by(widget: &Widget) -> Option<String> {
    let kind = widget.kind().and_then(widget_type);
    let is_failure = |event: &str| {
        kind.and_then(|kind| kind.event(event)).is_some_and(|event| event.kind == EventKind::Failure)
    };
    let ways = widget.transitions();
    let leads_on = ways.iter().find(|way| way.next.is_some() && !is_failure(&way.event));
    let found = leads_on.or_else(|| ways.iter().find(|way| !is_failure(&way.event))).or(ways.first());
    found.map(|way| way.event.to_string())
}
