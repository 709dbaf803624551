//! Outcomes that somebody else decides: a widget is left by an event, whatever it would do.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Answer, Effect, Emitted, Execution, HANG_UP, Leave, Outcome, Resume, State, Visit, records};
use crate::sim::debug::Times;
use crate::sim::forced::Forced;
use crate::sim::trace::{self, Record};
use crate::widgets::run::Done;

/// Why a step is left, in a trace.
const FORCED: &str = "forced";
/// The kind of the record of a variable that was changed by hand.
const CHANGED: &str = "changed";

impl Execution {
    pub(super) fn force(&mut self, widget: String, event: String, times: Times, out: &mut Vec<Emitted>) {
        let is_here = self.current_title() == widget;
        if !is_here || times != Times::Once {
            Arc::make_mut(&mut self.decided).insert(widget, (event.clone(), times));
        }
        if !is_here || matches!(times, Times::Chance(_)) {
            return;
        }
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Performing { visit, .. } | State::Waiting { visit, .. } | State::Held { visit, .. } => {
                let mut visit = visit;
                let leave = self.forced_leave(&mut visit, &event, Map::new(), out);
                self.run(visit, Outcome::Leave(leave), out);
            }
            state => self.state = state,
        }
    }

    /// Gives a variable another value, and says so.
    pub(super) fn set_variable(&mut self, path: &[String], value: Value, out: &mut Vec<Emitted>) {
        let name = path.join(".");
        let told = value.clone();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let Some(replaced) = self.context.set(&path, value) else {
            let message = format!("{name} cannot be set: only what is below flow.variables and widgets can");
            return self.warn(None, None, message, out);
        };
        self.replaced.push(replaced);
        let sent = [("variable", json!(name)), ("value", told)];
        out.push(Emitted::Record(Record::Act(trace::Act {
            kind: CHANGED.to_owned(),
            widget: self.current_title(),
            sent: sent.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            result: None,
            at: self.clock_secs,
        })));
    }

    /// Whether the next outcome of a widget does not depend on what it would do.
    pub(super) fn is_decided(&self, widget: &str) -> bool {
        self.forced.contains_key(widget) || self.decided.contains_key(widget)
    }

    /// What was decided for a widget on the way, for this time.
    fn take_decided(&mut self, widget: &str) -> Option<Forced> {
        let (event, times) = self.decided.get(widget)?.clone();
        let holds = match times {
            Times::Once => {
                Arc::make_mut(&mut self.decided).remove(widget);
                true
            }
            Times::Always => true,
            Times::Chance(chance) => {
                self.throws += 1;
                thrown(self.start.seed, self.throws) < chance
            }
        };
        holds.then(|| Forced::by(widget, &event))
    }

    /// The next forced outcome of a widget; the last one stays.
    pub(super) fn take_forced(&mut self, widget: &str) -> Option<Forced> {
        if let Some(decided) = self.take_decided(widget) {
            return Some(decided);
        }
        if !self.forced.contains_key(widget) {
            return None;
        }
        let queue = Arc::make_mut(&mut self.forced).get_mut(widget)?;
        if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
    }

    /// Leaves a widget as it was told. Where that says what is left, an act is done and answered with it, so that what
    /// the widget adds of its own is there too; the trace holds it for whoever repeats the run.
    pub(super) fn told_outcome(
        &mut self,
        visit: &mut Visit,
        told: Forced,
        out: &mut Vec<Emitted>,
    ) -> Outcome {
        let Forced { event, leaves, .. } = told;
        let Some(leaves) = leaves else {
            return Outcome::Leave(self.forced_leave(visit, &event, Map::new(), out));
        };
        let widget = self.title(visit.node);
        if self.behaviour(visit.node).is_some_and(|behaviour| behaviour.acts())
            && let Outcome::Perform(effect @ Effect::Act(_)) =
                self.call(visit, out, |behaviour, step| behaviour.enter(step))
        {
            let done = Done { event: event.clone(), result: leaves.clone(), ..Done::default() };
            let answer = Answer::Done(done);
            out.push(Emitted::Record(records::of_answer(&effect, widget.clone(), &answer, self.clock_secs)));
            let answer = Resume::Answer(answer);
            if let Outcome::Leave(leave) =
                self.call(visit, out, |behaviour, step| behaviour.resume(step, &answer))
            {
                if event == HANG_UP {
                    self.on_call = false;
                }
                return Outcome::Leave(Leave { why: Some(FORCED.to_owned()), ..leave });
            }
        }
        let left = [("event", json!(event)), ("left", json!(leaves))];
        let left: Map<String, Value> = left.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        out.push(Emitted::Record(Record::Act(trace::Act {
            kind: FORCED.to_owned(),
            widget,
            sent: Map::new(),
            result: Some(left),
            at: self.clock_secs,
        })));
        Outcome::Leave(self.forced_leave(visit, &event, leaves, out))
    }

    /// How a widget is left by an event that it did not choose itself. What that event means for the call still holds.
    fn forced_leave(
        &mut self,
        visit: &mut Visit,
        event: &str,
        outputs: Map<String, Value>,
        out: &mut Vec<Emitted>,
    ) -> Leave {
        if event == HANG_UP {
            self.on_call = false;
        }
        // A type of which nothing is known has nothing to say to it.
        self.call(visit, out, |behaviour, step| {
            behaviour.forced(step, event);
            Outcome::Unsupported
        });
        Leave { why: Some(FORCED.to_owned()), outputs, ..Leave::by(event) }
    }
}

/// The `count`th number of a seed, from 0 up to 1: SplitMix64, whose numbers are spread evenly.
fn thrown(seed: u64, count: u64) -> f64 {
    let mut bits = seed.wrapping_add(count.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let top = u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap_or_default();
    f64::from(top) / (f64::from(u32::MAX) + 1.0)
}
