//! From one widget to the next: what an outcome means, which transition is taken, and what ends a run.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    EffectId, Emitted, EventKind, Execution, HANG_UP, Leave, MAX_IN_A_ROW, MAX_STEPS, Outcome, Outer, Resume,
    State, Trigger, Visit,
};
use crate::sim::history::{Beside, Replaced};
use crate::sim::program::{Next, Node, Program};
use crate::sim::trace::{self, Last, Reason, Record};
use crate::widgets::run::Returned;
use crate::widgets::{Needs, assumptions};

impl Execution {
    /// Enters a widget and runs on.
    pub(super) fn enter(&mut self, node: usize, out: &mut Vec<Emitted>) {
        if self.is_held_before(node, None) {
            return;
        }
        if let Some((visit, outcome)) = self.begin(Visit::of(node), out) {
            self.run(visit, outcome, out);
        }
    }

    /// Follows outcomes until something has to be waited for. Each round leaves a widget, so that the limit of
    /// steps bounds it.
    pub(super) fn run(&mut self, mut visit: Visit, mut outcome: Outcome, out: &mut Vec<Emitted>) {
        loop {
            match outcome {
                Outcome::Leave(leave) => {
                    let next = match self.leave(&visit, leave, out) {
                        Left::To(next, output) => {
                            if self.is_held_before(next, Some((visit.node, output))) {
                                return;
                            }
                            next
                        }
                        Left::Returned(begun) => {
                            (visit, outcome) = *begun;
                            continue;
                        }
                        Left::Ended => return,
                    };
                    let Some(begun) = self.begin(Visit::of(next), out) else { return };
                    (visit, outcome) = begun;
                }
                Outcome::Subflow { sid, parameters } => {
                    let Some(begun) = self.begin_subflow(visit, &sid, parameters, out) else { return };
                    (visit, outcome) = begun;
                }
                Outcome::Perform(effect) => {
                    let id = EffectId(self.effect_count);
                    self.effect_count += 1;
                    let widget = self.title(visit.node);
                    self.state = State::Performing { visit, id, effect: Arc::new(effect.clone()) };
                    out.push(Emitted::Effect { id, widget, effect });
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
    pub(super) fn begin(&mut self, mut visit: Visit, out: &mut Vec<Emitted>) -> Option<(Visit, Outcome)> {
        let widget = self.title(visit.node);
        let last = || Last { widget: widget.clone(), event: None };
        if self.steps >= MAX_STEPS {
            let message = format!("the execution has taken the {MAX_STEPS} steps that Studio allows");
            self.warn(Some(81000), Some(widget.clone()), message, out);
            self.end(Reason::MaxSteps, Some(last()), out);
            return None;
        }
        let run = if self.in_a_row.0 == visit.node { self.in_a_row.1 + 1 } else { 1 };
        if run >= MAX_IN_A_ROW && self.is_a_run_too_many(run, &widget, out) {
            let message = format!("the widget has run {} times in a row", run - 1);
            self.warn(Some(81001), Some(widget.clone()), message, out);
            self.end(Reason::WidgetLoop, Some(last()), out);
            return None;
        }
        self.in_a_row = (visit.node, run);
        let outcome = match self.take_forced(&widget) {
            Some(told) => self.told_outcome(&mut visit, told, out),
            None if !self.is_supported(&visit) => self.unsupported_trigger(&visit, out)?,
            None => self.call(&mut visit, out, |behaviour, step| behaviour.enter(step)),
        };
        Some((visit, outcome))
    }

    /// Whether the `run`th run in a row of a widget does not take place any more. Unverified: Twilio's words leave open
    /// whether the tenth one does.
    fn is_a_run_too_many(&mut self, run: u32, widget: &str, out: &mut Vec<Emitted>) -> bool {
        let is_last = run == MAX_IN_A_ROW;
        let at_ten = self.start.assume.choice(&assumptions::WIDGET_LOOP).name == "at-ten";
        if is_last == at_ten {
            self.assume(&assumptions::WIDGET_LOOP, widget.to_owned(), out);
        }
        at_ten || !is_last
    }

    /// Whether the execution has what a widget's type needs.
    fn is_supported(&self, visit: &Visit) -> bool {
        let trigger = self.start.trigger;
        match self.program.node(visit.node).and_then(|node| node.kind).map(|kind| kind.needs) {
            Some(Needs::Call) => self.on_call,
            Some(Needs::IncomingCall) => self.on_call && matches!(trigger, Trigger::Call | Trigger::Parent),
            Some(Needs::Contact) => self.on_call || trigger != Trigger::Request,
            Some(Needs::Request) => matches!(trigger, Trigger::Request | Trigger::Parent),
            Some(Needs::Nothing) | None => true,
        }
    }

    /// What a widget does that the trigger does not support.
    fn unsupported_trigger(&mut self, visit: &Visit, out: &mut Vec<Emitted>) -> Option<Outcome> {
        let program = Arc::clone(&self.program);
        let kind = program.node(visit.node)?.kind?;
        let widget = self.title(visit.node);
        let needed = match kind.needs {
            Needs::Call => "a call, and there is none",
            Needs::IncomingCall => "a call that came in, and there is none",
            Needs::Contact => "a message, a call or a conversation, and the REST API began this execution",
            Needs::Request | Needs::Nothing => "an execution that the REST API began",
        };
        let message = format!("{} needs {needed}", kind.label);
        self.warn(Some(81020), Some(widget.clone()), message, out);
        let how = self.assume(&assumptions::UNSUPPORTED_TRIGGER, widget.clone(), out);
        let failure = kind.events.known().iter().find(|event| event.kind == EventKind::Failure);
        if let Some(event) = failure.filter(|_| how != "ends") {
            return Some(Outcome::Leave(Leave::by(event.event)));
        }
        self.end(Reason::UnhandledFailure, Some(Last { widget, event: None }), out);
        None
    }

    /// Runs another flow in this execution, or resumes the widget with the reason why that cannot be.
    fn begin_subflow(
        &mut self,
        mut visit: Visit,
        sid: &str,
        parameters: Map<String, Value>,
        out: &mut Vec<Emitted>,
    ) -> Option<(Visit, Outcome)> {
        let found = if !self.outer.is_empty() {
            Err("a subflow cannot run a subflow".to_owned())
        } else if let Some(limit) = self.program.subflow_limit() {
            Err(limit)
        } else {
            let program = self.program.subflow(sid).cloned();
            let initial = program.and_then(|program| program.initial().map(|initial| (program, initial)));
            initial.ok_or_else(|| match sid {
                "" => "the widget names no subflow".to_owned(),
                sid => format!("which flow {sid} is was not said; name its file"),
            })
        };
        let (program, initial) = match found {
            Ok(found) => found,
            Err(why) => {
                let returned = Resume::Returned(Returned { result: Err(why) });
                let outcome = self.call(&mut visit, out, |behaviour, step| behaviour.resume(step, &returned));
                return Some((visit, outcome));
            }
        };
        let parent = json!({
            "parameters": parameters,
            "execution_sid": self.context.get(&["flow", "sid"]),
            "flow_sid": self.context.get(&["flow", "flow_sid"]),
            "step_sid": self.start.sid("FT", &format!("step {}", self.steps + 1)),
            // See the assumption `parent-trigger-type`.
            "trigger_type": self.start.trigger.event(),
        });
        let data = if self.start.has_data_in_subflows() { json!(parameters) } else { json!({}) };
        let context = self.context.of_subflow(&parent, sid, data);
        let widget = self.title(visit.node);
        self.assume_of_subflow(&program, &widget, out);
        self.replaced.push(Replaced::All(self.context.clone()));
        self.outer.push(Outer {
            program: std::mem::replace(&mut self.program, program),
            context: std::mem::replace(&mut self.context, context),
            visit,
            in_a_row: std::mem::replace(&mut self.in_a_row, (usize::MAX, 0)),
        });
        if self.is_held_before(initial, None) {
            return None;
        }
        self.begin(Visit::of(initial), out)
    }

    /// Says what a subflow rests on, by what its templates read.
    pub(super) fn assume_of_subflow(&self, program: &Program, widget: &str, out: &mut Vec<Emitted>) {
        for (text, assumption) in
            [("flow.data", assumptions::SUBFLOW_DATA), ("trigger_type", assumptions::PARENT_TRIGGER_TYPE)]
        {
            if program.mentions(text) {
                self.assume(&assumption, widget.to_owned(), out);
            }
        }
    }

    /// Goes back to the flow that runs the present one, with how that has ended.
    fn return_from_subflow(&mut self, reason: Reason, out: &mut Vec<Emitted>) -> Option<(Visit, Outcome)> {
        let runs =
            self.outer.last().and_then(|outer| Some(outer.program.node(outer.visit.node)?.widget.title()));
        let how = if reason.is_well() {
            "completed"
        } else {
            let runs = runs?.to_owned();
            self.assume(&assumptions::SUBFLOW_FAILURE, runs, out)
        };
        if how == "ends" {
            return None;
        }
        let outer = self.outer.pop()?;
        let variables = self.context.get(&["flow", "variables"]).and_then(Value::as_object).cloned();
        self.program = outer.program;
        let inner = std::mem::replace(&mut self.context, outer.context);
        self.replaced.push(Replaced::All(inner));
        self.in_a_row = outer.in_a_row;
        let mut visit = outer.visit;
        let result = if how == "completed" {
            Ok(variables.unwrap_or_default())
        } else {
            Err(format!("the subflow ended with {}", reason.name()))
        };
        let returned = Resume::Returned(Returned { result });
        let outcome = self.call(&mut visit, out, |behaviour, step| behaviour.resume(step, &returned));
        Some((visit, outcome))
    }

    /// Leaves a widget, for the next one, for the flow that runs the present one, or for the end.
    fn leave(&mut self, visit: &Visit, leave: Leave, out: &mut Vec<Emitted>) -> Left {
        let program = Arc::clone(&self.program);
        let Some(node) = program.node(visit.node) else { return Left::Ended };
        let name = node.widget.title();
        if let (Some(name), true) = (node.widget.name(), leave.clears || !leave.outputs.is_empty()) {
            self.replaced.push(self.context.set_widget(name, leave.outputs));
        }
        self.steps += 1;
        let transitions = node.widget.transitions();
        let taken = leave
            .transition
            .or_else(|| transitions.iter().position(|transition| transition.event == leave.event));
        let next = taken.and_then(|index| node.next.get(index)).unwrap_or(&Next::End);
        let target = match next {
            Next::To(index) => Some((*index, taken.unwrap_or_default())),
            Next::End | Next::Missing(_) => None,
        };
        out.push(Emitted::Record(Record::Step(trace::Step {
            index: self.steps,
            widget: name.to_owned(),
            kind: node.widget.kind().unwrap_or_default().to_owned(),
            event: leave.event.to_string(),
            next: target.map(|(index, _)| self.name(index)),
            transition: leave.transition,
            why: leave.why,
            within: self.outer.first().map(|outer| {
                outer
                    .program
                    .node(outer.visit.node)
                    .map(|node| node.widget.title().to_owned())
                    .unwrap_or_default()
            }),
            replaced: Beside(std::mem::take(&mut self.replaced)),
            at: self.clock_secs,
        })));
        if let Some((target, output)) = target {
            return Left::To(target, output);
        }
        if let Next::Missing(missing) = next {
            let message = format!("{} leads to {missing}, which is no widget of this flow", leave.event);
            self.warn(None, Some(self.title(visit.node)), message, out);
        }
        let reason = end_reason(node, &leave.event);
        if reason == Reason::NoMatch {
            let message = "no condition matched, and no match leads nowhere".to_owned();
            self.warn(Some(81005), Some(self.title(visit.node)), message, out);
        }
        if reason != Reason::HungUp
            && let Some(returned) = self.return_from_subflow(reason, out)
        {
            return Left::Returned(Box::new(returned));
        }
        let last = Last { widget: self.title(visit.node), event: Some(leave.event.to_string()) };
        self.end(reason, Some(last), out);
        Left::Ended
    }
}

/// Where an execution is after a widget was left.
enum Left {
    /// Before the next widget, by which transition.
    To(usize, usize),
    /// In the flow that ran the one that has ended: its widget, resumed.
    Returned(Box<(Visit, Outcome)>),
    /// Nothing comes after it.
    Ended,
}

/// Why an execution ends that leaves a widget by an event that leads nowhere.
fn end_reason(node: &Node, event: &str) -> Reason {
    match node.kind.and_then(|kind| kind.event(event)).map(|event| event.kind) {
        Some(EventKind::Failure) => Reason::UnhandledFailure,
        Some(EventKind::Unmatched) => Reason::NoMatch,
        _ if event == HANG_UP => Reason::HungUp,
        _ => Reason::Completed,
    }
}
