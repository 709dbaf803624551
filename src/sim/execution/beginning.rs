//! How an execution begins.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{Emitted, Execution, State};
use crate::sim::debug::{Breakpoint, Pace, Pacing};
use crate::sim::forced::Forced;
use crate::sim::program::Program;
use crate::sim::start::Start;
use crate::sim::trace::{self, Reason, Record};
use crate::widgets::run::Trigger;

impl Execution {
    /// Begins and runs to the first effect, wait or end.
    pub fn start(program: Arc<Program>, start: Start) -> (Self, Vec<Emitted>) {
        Self::begin_with(program, start, None)
    }

    /// The same, held before the widget that comes after so many steps.
    pub(in crate::sim) fn start_held(
        program: Arc<Program>,
        start: Start,
        hold_after: Option<u32>,
    ) -> (Self, Vec<Emitted>) {
        let pacing = hold_after.map(|_| Pacing { hold_after, ..Pacing::default() });
        Self::begin_with(program, start, pacing)
    }

    /// The same with somebody who looks on: held where they want it.
    pub fn start_watched(
        program: Arc<Program>,
        start: Start,
        breakpoints: Vec<Breakpoint>,
        pace: Pace,
        asks_subflows: bool,
    ) -> (Self, Vec<Emitted>) {
        let mut pacing = Pacing { pace, asks_subflows, ..Pacing::default() };
        pacing.set_breakpoints(breakpoints);
        Self::begin_with(program, start, Some(pacing))
    }

    fn begin_with(program: Arc<Program>, start: Start, pacing: Option<Pacing>) -> (Self, Vec<Emitted>) {
        let mut forced: HashMap<String, VecDeque<Forced>> = HashMap::new();
        for told in &start.forced {
            forced.entry(told.widget.clone()).or_default().push_back(told.clone());
        }
        let context = start.context();
        let options = crate::sim::explain::rendering(&start);
        let on_call = context.get(&["trigger", "call"]).is_some();
        let mut execution = Self {
            program,
            options: Arc::new(options),
            context,
            state: State::Moving,
            clock_secs: 0.0,
            steps: 0,
            in_a_row: (usize::MAX, 0),
            inbound_count: 0,
            effect_count: 0,
            sid_count: 0,
            on_call,
            made_call: Arc::default(),
            outer: Vec::new(),
            forced: Arc::new(forced),
            decided: Arc::default(),
            throws: 0,
            pacing,
            replaced: Vec::new(),
            start: Arc::new(start),
        };
        let start = &execution.start;
        let mut out = vec![Emitted::Record(Record::Started(trace::Started {
            execution: start.execution_sid(),
            flow: start.source.clone(),
            trigger: start.trigger.event().to_owned(),
            seed: start.seed,
            now: start.now.to_string(),
            zone: start.zone.iana_name().unwrap_or("UTC").to_owned(),
            assume: start.assume.changed().map(|(id, name)| (id.to_owned(), name.to_owned())).collect(),
            context: execution.context.to_value(),
            at: 0.0,
        }))];
        match execution.program.initial() {
            Some(initial) => {
                if execution.start.trigger == Trigger::Parent {
                    let widget = execution.title(initial);
                    execution.assume_of_subflow(&Arc::clone(&execution.program), &widget, &mut out);
                }
                if !execution.is_too_big(initial, &mut out) {
                    execution.enter(initial, &mut out);
                }
            }
            None => {
                execution.warn(None, None, "the flow has no widget to begin with".to_owned(), &mut out);
                execution.end(Reason::Unsupported, None, &mut out);
            }
        }
        (execution, out)
    }
}
