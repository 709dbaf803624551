//! Outcomes that somebody else decides: a widget is left by an event, whatever it would do.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Answer, Effect, Emitted, Execution, HANG_UP, Leave, Outcome, Resume, State, Visit, records};
use crate::sim::forced::Forced;
use crate::sim::trace::{self, Record};
use crate::widgets::run::Done;

/// Why a step is left, in a trace.
const FORCED: &str = "forced";

impl Execution {
    pub(super) fn force(&mut self, widget: String, event: String, out: &mut Vec<Emitted>) {
        if self.current_title() != widget {
            let told = Forced::by(&widget, &event);
            Arc::make_mut(&mut self.forced).insert(widget, VecDeque::from([told]));
            return;
        }
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Performing { visit, .. } | State::Waiting { visit, .. } => {
                let mut visit = visit;
                let leave = self.forced_leave(&mut visit, &event, Map::new(), out);
                self.run(visit, Outcome::Leave(leave), out);
            }
            state => self.state = state,
        }
    }

    /// The next forced outcome of a widget; the last one stays.
    pub(super) fn take_forced(&mut self, widget: &str) -> Option<Forced> {
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
