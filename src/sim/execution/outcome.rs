//! From one widget to the next: what an outcome means, which transition is taken, and what ends a run.

use serde_json::Value;

use super::{Effect, EffectId, Emitted, Execution, Leave, MAX_IN_A_ROW, MAX_STEPS, Outcome, State, Visit};
use crate::sim::program::{Next, Node};
use crate::sim::trace::{self, Last, Reason, Record};
use crate::widgets::EventKind;

impl Execution {
    /// Enters a widget and runs on.
    pub(super) fn enter(&mut self, node: usize, out: &mut Vec<Emitted>) {
        let visit = Visit { node, memory: Value::Null, sent_sid: None };
        if let Some((visit, outcome)) = self.begin(visit, out) {
            self.run(visit, outcome, out);
        }
    }

    /// Follows outcomes until something has to be waited for. Each round leaves a widget, so that the limit of
    /// steps bounds it.
    pub(super) fn run(&mut self, mut visit: Visit, mut outcome: Outcome, out: &mut Vec<Emitted>) {
        loop {
            match outcome {
                Outcome::Leave(leave) => {
                    let Some(next) = self.leave(&visit, leave, out) else { return };
                    let next = Visit { node: next, memory: Value::Null, sent_sid: None };
                    let Some(begun) = self.begin(next, out) else { return };
                    (visit, outcome) = begun;
                }
                Outcome::Perform(effect) => {
                    let id = EffectId(self.effect_count);
                    self.effect_count += 1;
                    let Effect::Send(send) = &effect;
                    self.state = State::Performing { visit, id, summary: send.summary.clone() };
                    out.push(Emitted::Effect { id, effect });
                    return;
                }
                Outcome::Wait { awaited, timeout_secs } => {
                    let deadline_secs = timeout_secs
                        .filter(|timeout| !timeout.is_nan())
                        .map(|timeout| self.clock_secs + timeout.max(0.0))
                        .filter(|deadline| deadline.is_finite());
                    out.push(Emitted::Record(Record::Waiting(trace::Waiting {
                        widget: self.title(visit.node),
                        awaited: awaited.to_owned(),
                        deadline: deadline_secs,
                        at: self.clock_secs,
                    })));
                    self.state = State::Waiting { visit, awaited, deadline_secs };
                    return;
                }
                Outcome::Unsupported => {
                    let node = self.program.node(visit.node);
                    let kind = node.and_then(|node| node.widget.kind()).unwrap_or("(none)").to_owned();
                    let widget = self.title(visit.node);
                    let message = format!(
                        "a widget of type {kind} cannot be run yet; on the command line, --on WIDGET=EVENT gives its outcome"
                    );
                    self.warn(None, Some(widget.clone()), message, out);
                    self.end(Reason::Unsupported, Some(Last { widget, event: None }), out);
                    return;
                }
            }
        }
    }

    /// Counts, checks the limits and calls the widget, or takes its forced outcome.
    fn begin(&mut self, mut visit: Visit, out: &mut Vec<Emitted>) -> Option<(Visit, Outcome)> {
        let widget = self.title(visit.node);
        let last = || Last { widget: widget.clone(), event: None };
        if self.steps >= MAX_STEPS {
            let message = format!("the execution has taken the {MAX_STEPS} steps that Studio allows");
            self.warn(Some(81000), Some(widget.clone()), message, out);
            self.end(Reason::MaxSteps, Some(last()), out);
            return None;
        }
        let run = if self.in_a_row.0 == visit.node { self.in_a_row.1 + 1 } else { 1 };
        if run > MAX_IN_A_ROW {
            let message = format!("the widget has run {MAX_IN_A_ROW} times in a row");
            self.warn(Some(81001), Some(widget.clone()), message, out);
            self.end(Reason::WidgetLoop, Some(last()), out);
            return None;
        }
        self.in_a_row = (visit.node, run);
        let outcome = match self.take_forced(&widget) {
            Some(event) => Outcome::Leave(super::forced_leave(&event)),
            None => self.call(&mut visit, out, |behaviour, step| behaviour.enter(step)),
        };
        Some((visit, outcome))
    }

    /// Leaves a widget. Gives the next one, or ends the execution.
    fn leave(&mut self, visit: &Visit, leave: Leave, out: &mut Vec<Emitted>) -> Option<usize> {
        let program = std::sync::Arc::clone(&self.program);
        let node = program.node(visit.node)?;
        let name = node.widget.title();
        if let (Some(name), false) = (node.widget.name(), leave.outputs.is_empty()) {
            self.context.set_widget(name, leave.outputs);
        }
        self.steps += 1;
        let transitions = node.widget.transitions();
        let taken = leave
            .transition
            .or_else(|| transitions.iter().position(|transition| transition.event == leave.event));
        let next = taken.and_then(|index| node.next.get(index)).unwrap_or(&Next::End);
        let target = match next {
            Next::To(index) => Some(*index),
            Next::End | Next::Missing(_) => None,
        };
        out.push(Emitted::Record(Record::Step(trace::Step {
            index: self.steps,
            widget: name.to_owned(),
            kind: node.widget.kind().unwrap_or_default().to_owned(),
            event: leave.event.to_string(),
            next: target.map(|index| self.title(index)),
            transition: leave.transition,
            why: leave.why,
            at: self.clock_secs,
        })));
        if target.is_some() {
            return target;
        }
        if let Next::Missing(missing) = next {
            let message = format!("{} leads to {missing}, which is no widget of this flow", leave.event);
            self.warn(None, Some(name.to_owned()), message, out);
        }
        let reason = end_reason(node, &leave.event);
        if reason == Reason::NoMatch {
            let message = "no condition matched, and no match leads nowhere".to_owned();
            self.warn(Some(81005), Some(name.to_owned()), message, out);
        }
        let last = Last { widget: name.to_owned(), event: Some(leave.event.to_string()) };
        self.end(reason, Some(last), out);
        None
    }
}

/// Why an execution ends that leaves a widget by an event that leads nowhere.
fn end_reason(node: &Node, event: &str) -> Reason {
    match node.kind.and_then(|kind| kind.event(event)).map(|event| event.kind) {
        Some(EventKind::Failure) => Reason::UnhandledFailure,
        Some(EventKind::Unmatched) => Reason::NoMatch,
        _ => Reason::Completed,
    }
}
