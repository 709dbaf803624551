//! What an execution says on its way, and its end.

use super::{Emitted, Execution, LIFETIME_SECS, State, Visit};
use crate::sim::history::{Beside, Replaced};
use crate::sim::program::MAX_WIDGETS;
use crate::sim::trace::{self, Last, Reason, Record};
use crate::widgets::assumptions::{self, Assumption};

impl Execution {
    /// It has lived for as long as any.
    pub(super) fn expire(&mut self, visit: Option<&Visit>, out: &mut Vec<Emitted>) {
        self.clock_secs = LIFETIME_SECS;
        let last = visit.map(|visit| Last { widget: self.title(visit.node), event: None });
        self.end(Reason::Expired, last, out);
    }

    /// Whether the flow has more widgets than Studio executes, so that the execution has ended before it began.
    pub(super) fn is_too_big(&mut self, initial: usize, out: &mut Vec<Emitted>) -> bool {
        let Some(widgets) = self.program.widgets_too_many() else { return false };
        let message =
            format!("the flow and its subflows have {widgets} widgets; Studio allows {MAX_WIDGETS} of them");
        let is_failed = self.assume(&assumptions::TOO_MANY_WIDGETS, self.name(initial), out) == "failed";
        self.warn(Some(if is_failed { 81026 } else { 81025 }), None, message, out);
        if is_failed {
            self.end(Reason::UnhandledFailure, None, out);
        }
        is_failed
    }

    /// Says that what is done rests on an assumption, and gives the name of what is taken. **Unverified:** whatever
    /// the caller does by it.
    pub(super) fn assume(
        &self,
        assumption: &Assumption,
        widget: String,
        out: &mut Vec<Emitted>,
    ) -> &'static str {
        let choice = self.start.assume.choice(assumption);
        out.push(Emitted::Record(Record::Assumption(trace::Assumption {
            id: assumption.id.to_owned(),
            widget,
            took: choice.took.to_owned(),
            at: self.clock_secs,
        })));
        choice.name
    }

    pub(super) fn warn(
        &self,
        code: Option<u32>,
        widget: Option<String>,
        message: String,
        out: &mut Vec<Emitted>,
    ) {
        let at = self.clock_secs;
        out.push(Emitted::Record(Record::Warning(trace::Warning { code, widget, message, at })));
    }

    pub(super) fn end(&mut self, reason: Reason, last: Option<Last>, out: &mut Vec<Emitted>) {
        // Where a subflow ends the execution, what is left is the flow's own.
        if !self.outer.is_empty() {
            let outer = self.outer.remove(0);
            let inner = std::mem::replace(&mut self.context, outer.context);
            self.replaced.push(Replaced::All(inner));
            self.program = outer.program;
            self.outer.clear();
        }
        self.state = State::Ended(reason);
        out.push(Emitted::Record(Record::Ended(trace::Ended {
            reason,
            last,
            steps: self.steps,
            unused_replies: 0,
            at: self.clock_secs,
            context: self.context.to_value(),
            replaced: Beside(std::mem::take(&mut self.replaced)),
        })));
    }
}
