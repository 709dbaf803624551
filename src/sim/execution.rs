//! One execution: a state machine that changes by an [`Input`] alone.
//!
//! It knows no widget type by name. What a type does stands in the catalogue; what holds for all of them (which
//! transition is taken, what ends a run, Studio's limits) stands here.

mod arrivals;
mod beginning;
mod ends;
mod forced;
mod input;
mod outcome;
mod pacing;
mod records;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

pub use input::{EffectId, Emitted, Inbound, Input};

use super::context::Context;
use super::debug::{Held, Pacing, Times};
use super::forced::Forced;
use super::history::Replaced;
use super::program::Program;
use super::scope::{Note, StepScope};
use super::start::Start;
use super::trace::{self, Last, Reason, Record};
use crate::flow::Widget;
use crate::liquid::Options;
use crate::widgets::EventKind;
use crate::widgets::assumptions;
use crate::widgets::run::{
    Answer, Awaited, Behaviour, Effect, HANG_UP, Leave, Outcome, Resume, Step, Trigger,
};

/// The most steps of an execution.
pub const MAX_STEPS: u32 = 1000;
/// How often one widget may run in a row. Whether the last of them takes place is an assumption.
pub const MAX_IN_A_ROW: u32 = 10;
/// How long an execution lives.
pub const LIFETIME_SECS: f64 = 30.0 * 24.0 * 3600.0;

/// What the current widget waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting<'a> {
    /// The widget.
    pub widget: &'a str,
    /// In one word.
    pub awaited: &'static str,
    /// Whether the contact's message is awaited.
    pub for_message: bool,
    /// Whether keys or speech of the contact are awaited.
    pub for_voice: bool,
    /// Until when on the execution's clock.
    pub deadline_secs: Option<f64>,
}

/// A run of a program. A copy is cheap and goes its own way.
#[derive(Clone)]
pub struct Execution {
    program: Arc<Program>,
    start: Arc<Start>,
    /// How templates are rendered, but for the moment.
    options: Arc<Options>,
    context: Context,
    state: State,
    clock_secs: f64,
    steps: u32,
    /// The widget that ran last, and how often in a row.
    in_a_row: (usize, u32),
    inbound_count: u32,
    effect_count: u64,
    sid_count: u32,
    on_call: bool,
    /// What Twilio tells of a call that the flow made.
    made_call: Arc<Map<String, Value>>,
    /// The flows that run the present one as their subflow; at most one, as Studio allows no more.
    outer: Vec<Outer>,
    forced: Arc<HashMap<String, VecDeque<Forced>>>,
    /// What was decided for widgets on the way.
    decided: Arc<HashMap<String, (String, Times)>>,
    /// How often chance was asked.
    throws: u64,
    /// What holds it; `None` where nothing can.
    pacing: Option<Pacing>,
    /// What was replaced among the variables since the last step.
    replaced: Vec<Replaced>,
}

/// A flow that waits for its subflow.
#[derive(Clone)]
struct Outer {
    program: Arc<Program>,
    context: Context,
    /// The widget that runs the subflow.
    visit: Visit,
    in_a_row: (usize, u32),
}

#[derive(Clone)]
enum State {
    /// Between two states, within one call of `apply`.
    Moving,
    /// An effect is being performed.
    Performing { visit: Visit, id: EffectId, effect: Arc<Effect> },
    /// Something from outside is awaited.
    Waiting { visit: Visit, awaited: &'static str, deadline_secs: Option<f64> },
    /// A widget is about to be entered, and somebody looks on.
    Held { visit: Visit, held: Held },
    /// Nothing more happens.
    Ended(Reason),
}

/// A widget from being entered to being left.
#[derive(Clone)]
struct Visit {
    node: usize,
    memory: Value,
    /// The message that it sent.
    sent_sid: Option<String>,
}

impl Visit {
    fn of(node: usize) -> Self {
        Self { node, memory: Value::Null, sent_sid: None }
    }
}

impl Execution {
    /// Changes by one input and runs to the next effect, wait or end. After the end nothing
    /// changes any more.
    pub fn apply(&mut self, input: Input) -> Vec<Emitted> {
        let mut out = Vec::new();
        // After the end only news of messages that are still on their way is told.
        if self.ended().is_some() && !matches!(input, Input::Delivery { .. }) {
            return out;
        }
        match input {
            Input::Message(inbound) => {
                let parameters =
                    self.start.inbound(&inbound.body, &inbound.media, self.inbound_count.saturating_add(1));
                self.receive(&inbound, parameters, &mut out);
            }
            Input::Arrival { inbound, parameters } => self.receive(&inbound, parameters, &mut out),
            Input::Press(keys) => self.hear("keys", &keys, Resume::Keys(keys.clone()), &mut out),
            Input::Speak(text) => self.hear("speech", &text, Resume::Speech(text.clone()), &mut out),
            Input::HangUp => self.hang_up(&mut out),
            Input::Answer { id, answer } => self.answer(id, answer, &mut out),
            Input::Delivery { sid, status, code } => self.deliver(sid, status, code, &mut out),
            Input::Clock { to_secs } => self.move_clock(to_secs, &mut out),
            Input::Force { widget, event, times } => self.force(widget, event, times, &mut out),
            Input::SetVariable { path, value } => self.set_variable(&path, value, &mut out),
            Input::Stop => {
                let last = self.current().map(|visit| Last { widget: self.title(visit.node), event: None });
                self.end(Reason::Stopped, last, &mut out);
            }
        }
        out
    }

    /// Why it ended, if it has.
    pub fn ended(&self) -> Option<Reason> {
        match &self.state {
            State::Ended(reason) => Some(*reason),
            _ => None,
        }
    }

    /// What the current widget waits for, if it waits.
    pub fn waiting(&self) -> Option<Waiting<'_>> {
        let State::Waiting { visit, awaited, deadline_secs } = &self.state else { return None };
        Some(Waiting {
            widget: self.program.node(visit.node)?.widget.title(),
            awaited,
            for_message: self.awaits(visit, Awaited::Message),
            for_voice: self.awaits(visit, Awaited::Voice),
            deadline_secs: *deadline_secs,
        })
    }

    /// The name of the widget that the execution stands on; `None` after the end.
    pub fn current_widget(&self) -> Option<&str> {
        Some(self.program.node(self.current()?.node)?.widget.title())
    }

    /// The type of the widget that the execution stands on, be it one of a subflow.
    pub fn current_kind(&self) -> Option<&str> {
        self.program.node(self.current()?.node)?.widget.kind()
    }

    /// The widgets of the flow in which the current one stands, and its name there.
    pub fn current_place(&self) -> (Vec<Arc<Widget>>, String) {
        let name = self.current().map(|visit| self.name(visit.node)).unwrap_or_default();
        (self.program.widgets().cloned().collect(), name)
    }

    /// The name of the widget of the flow itself that the execution stands on: while a subflow runs, the one that
    /// runs it. `None` after the end.
    pub fn current_own_widget(&self) -> Option<&str> {
        match self.outer.first() {
            Some(outer) if self.ended().is_none() => {
                Some(outer.program.node(outer.visit.node)?.widget.title())
            }
            _ => self.current_widget(),
        }
    }

    /// Whether a call is going on.
    pub fn is_on_call(&self) -> bool {
        self.on_call
    }

    /// The variables as they are now.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The variables as the last step left them: without what was changed since, by hand or as a subflow began. What
    /// [`History`](crate::sim::History) goes back from.
    pub fn settled(&self) -> Context {
        let mut context = self.context.clone();
        self.replaced.iter().rev().for_each(|replaced| context.put_back(replaced));
        context
    }

    /// How it began.
    pub fn began_with(&self) -> &Start {
        &self.start
    }

    /// The effect that is to be performed next, if it needs one.
    pub fn performs(&self) -> Option<EffectId> {
        match &self.state {
            State::Performing { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Seconds since it began, on its own clock.
    pub fn clock_secs(&self) -> f64 {
        self.clock_secs
    }

    /// How many widgets were left.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// How many messages of the contact came after the one that started it.
    pub fn inbound_count(&self) -> u32 {
        self.inbound_count
    }

    fn current(&self) -> Option<&Visit> {
        match &self.state {
            State::Performing { visit, .. } | State::Waiting { visit, .. } | State::Held { visit, .. } => {
                Some(visit)
            }
            State::Moving | State::Ended(_) => None,
        }
    }

    fn behaviour(&self, node: usize) -> Option<&'static dyn Behaviour> {
        Some(self.program.node(node)?.kind?.behaviour)
    }

    fn awaits(&self, visit: &Visit, what: Awaited) -> bool {
        self.behaviour(visit.node).is_some_and(|behaviour| behaviour.awaits().contains(&what))
    }

    /// The name of a widget; in a subflow behind that of the widget that runs it, as in `identify/look_up`.
    fn title(&self, node: usize) -> String {
        let name = self.name(node);
        match self.outer.first() {
            Some(outer) => {
                let runs = outer.program.node(outer.visit.node).map(|node| node.widget.title());
                format!("{}/{name}", runs.unwrap_or_default())
            }
            None => name,
        }
    }

    /// The name of a widget alone.
    fn name(&self, node: usize) -> String {
        self.program.node(node).map(|node| node.widget.title().to_owned()).unwrap_or_default()
    }

    /// The name of the current widget as traces have it; empty after the end.
    pub fn current_title(&self) -> String {
        self.current().map(|visit| self.title(visit.node)).unwrap_or_default()
    }

    fn answer(&mut self, id: EffectId, answer: Answer, out: &mut Vec<Emitted>) {
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Performing { mut visit, id: awaited, effect } if awaited == id => {
                let widget = self.title(visit.node);
                let record = records::of_answer(&effect, widget, &answer, self.clock_secs);
                if let Record::Message(message) = &record {
                    visit.sent_sid.clone_from(&message.sid);
                }
                out.push(Emitted::Record(record));
                let takes_time = self.start.assume.choice(&assumptions::ACTS_TAKE_TIME).name == "usual-time";
                match &answer {
                    Answer::Done(done) if takes_time => self.clock_secs += done.secs.max(0.0),
                    _ => {}
                }
                if self.clock_secs >= LIFETIME_SECS {
                    return self.expire(Some(&visit), out);
                }
                self.resume(visit, &Resume::Answer(answer), out);
            }
            // The answer of an effect that nobody waits for any more, as after a forced outcome.
            state => self.state = state,
        }
    }

    fn move_clock(&mut self, to_secs: f64, out: &mut Vec<Emitted>) {
        let to_secs = if to_secs.is_nan() { self.clock_secs } else { to_secs.max(self.clock_secs) };
        // Every round leaves or ends a widget that waits, so the limit of steps bounds the rounds.
        loop {
            match std::mem::replace(&mut self.state, State::Moving) {
                State::Waiting { visit, deadline_secs: Some(deadline), .. }
                    if deadline <= to_secs && deadline <= LIFETIME_SECS =>
                {
                    self.clock_secs = self.clock_secs.max(deadline);
                    self.resume(visit, &Resume::Deadline, out);
                }
                state => {
                    self.state = state;
                    break;
                }
            }
        }
        if self.ended().is_some() {
            return;
        }
        if to_secs >= LIFETIME_SECS {
            let visit = self.current().cloned();
            self.expire(visit.as_ref(), out);
        } else {
            self.clock_secs = to_secs;
        }
    }

    /// Calls a behaviour with a scope, and puts what it noted into the trace.
    fn call(
        &mut self,
        visit: &mut Visit,
        out: &mut Vec<Emitted>,
        call: impl FnOnce(&dyn Behaviour, &mut Step<'_>) -> Outcome,
    ) -> Outcome {
        let program = Arc::clone(&self.program);
        let (Some(node), Some(behaviour)) = (program.node(visit.node), self.behaviour(visit.node)) else {
            return Outcome::Unsupported;
        };
        let mut scope = StepScope {
            program: &program,
            start: &self.start,
            options: &self.options,
            context: &mut self.context,
            trigger: if self.outer.is_empty() { self.start.trigger } else { Trigger::Parent },
            on_call: &mut self.on_call,
            made_call: &mut self.made_call,
            sid_count: &mut self.sid_count,
            clock_secs: self.clock_secs,
            replaced: &mut self.replaced,
            notes: Vec::new(),
        };
        let mut step = Step { widget: &node.widget, scope: &mut scope, memory: &mut visit.memory };
        let outcome = call(behaviour, &mut step);
        let notes = scope.notes;
        let widget = self.title(visit.node);
        for note in notes {
            let record = match note {
                Note::Warning(code, message) => {
                    self.warn(code, Some(widget.clone()), message, out);
                    continue;
                }
                Note::Told(kind, sent) => {
                    let at = self.clock_secs;
                    Record::Act(trace::Act {
                        kind: kind.to_owned(),
                        widget: widget.clone(),
                        sent,
                        result: None,
                        at,
                    })
                }
                Note::Assumption(id, took) => Record::Assumption(trace::Assumption {
                    id: id.to_owned(),
                    widget: widget.clone(),
                    took,
                    at: self.clock_secs,
                }),
            };
            out.push(Emitted::Record(record));
        }
        outcome
    }

    fn resume(&mut self, mut visit: Visit, with: &Resume, out: &mut Vec<Emitted>) {
        let outcome = self.call(&mut visit, out, |behaviour, step| behaviour.resume(step, with));
        self.run(visit, outcome, out);
    }
}
