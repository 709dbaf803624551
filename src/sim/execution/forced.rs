//! Outcomes that somebody else decides: a widget is left by an event, whatever it would do.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Map;

use super::{Emitted, Execution, HANG_UP, Leave, Outcome, State, Visit};

impl Execution {
    pub(super) fn force(&mut self, widget: String, event: String, out: &mut Vec<Emitted>) {
        if self.current_title() != widget {
            Arc::make_mut(&mut self.forced).insert(widget, VecDeque::from([event]));
            return;
        }
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Performing { visit, .. } | State::Waiting { visit, .. } => {
                let mut visit = visit;
                let outcome = self.forced_outcome(&mut visit, &event, out);
                self.run(visit, outcome, out);
            }
            state => self.state = state,
        }
    }

    /// The next forced event of a widget; the last one stays.
    pub(super) fn take_forced(&mut self, widget: &str) -> Option<String> {
        if !self.forced.contains_key(widget) {
            return None;
        }
        let queue = Arc::make_mut(&mut self.forced).get_mut(widget)?;
        if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
    }

    /// Leaves a widget by an event that it did not choose itself. What that event means for the call still holds.
    pub(super) fn forced_outcome(
        &mut self,
        visit: &mut Visit,
        event: &str,
        out: &mut Vec<Emitted>,
    ) -> Outcome {
        if event == HANG_UP {
            self.on_call = false;
        }
        // A type of which nothing is known has nothing to say to it.
        self.call(visit, out, |behaviour, step| {
            behaviour.forced(step, event);
            Outcome::Unsupported
        });
        Outcome::Leave(forced_leave(event))
    }
}

fn forced_leave(event: &str) -> Leave {
    Leave { why: Some("forced".to_owned()), outputs: Map::new(), ..Leave::by(event) }
}
