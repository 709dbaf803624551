//! The execution of a run with somebody in front of it, and what they want of it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{BEFORE_DEADLINE_SECS, Command, Event, Exchange, Given, Now};
use crate::sim::debug::{Breakpoint, Logged, Pace, Times};
use crate::sim::execution::LIFETIME_SECS;
use crate::sim::world::asks::Question;
use crate::sim::world::http::{Heard, HttpWorld};
use crate::sim::{EffectId, Emitted, Execution, Input, Program, Start};
use crate::widgets::run::{Answer, Done, Effect};

pub(super) struct Session<F> {
    pub(super) execution: Execution,
    pub(super) effects: VecDeque<Wanted>,
    pub(super) on_event: F,
    /// When the execution's clock stood at zero, where it goes with the real one.
    clock: Option<Instant>,
    /// By how much it was put forward.
    skipped_secs: f64,
    /// Whether somebody is there to say what nobody knows.
    asks: bool,
    /// What is asked, and the effect that waits for it.
    asked: Option<(Arc<Question>, Wanted)>,
    /// Whether the next effect needs no question, as it was answered.
    is_answered: bool,
    /// Time that passed without anything happening.
    passed: Option<Logged>,
}

/// An effect that is to be performed, and the widget that asks for it.
pub(super) type Wanted = (EffectId, String, Effect);

impl<F: FnMut(Event) + Send> Session<F> {
    /// One that begins.
    pub(super) fn begin(
        program: Arc<Program>,
        start: Start,
        asks: bool,
        breakpoints: Vec<Breakpoint>,
        pace: Pace,
        clock: Option<Instant>,
        on_event: F,
    ) -> Self {
        let (execution, emitted) = Execution::start_watched(program, start, breakpoints, pace, asks);
        let mut session = Self::repeated(execution, asks, clock, on_event);
        session.tell(emitted);
        session
    }

    /// One of an execution that stands somewhere already.
    pub(super) fn repeated(execution: Execution, asks: bool, clock: Option<Instant>, on_event: F) -> Self {
        let skipped_secs = execution.clock_secs();
        let effects = VecDeque::new();
        Self {
            execution,
            effects,
            on_event,
            clock,
            skipped_secs,
            asks,
            asked: None,
            is_answered: false,
            passed: None,
        }
    }

    /// Tells what was repeated.
    pub(super) fn repeat(&mut self, inputs: Vec<Logged>, emitted: Vec<Emitted>) {
        for logged in inputs {
            (self.on_event)(Event::Took(logged));
        }
        self.tell(emitted);
    }

    /// Sets what holds it from here on.
    pub(super) fn watch(&mut self, breakpoints: Vec<Breakpoint>, pace: Pace) {
        self.execution.set_breakpoints(breakpoints);
        self.execution.ask_for_subflows(self.asks);
        self.execution.set_pace(pace);
    }

    /// Whether somebody is to be asked before the next effect.
    pub(super) fn asks(&mut self) -> bool {
        self.asks && !std::mem::take(&mut self.is_answered)
    }

    /// Asks, and waits with the effect.
    pub(super) fn ask(&mut self, question: Question, wanted: Wanted) {
        self.asked = Some((Arc::new(question), wanted));
        self.tell_now();
    }

    fn go_on(&mut self, pace: Pace) {
        let emitted = self.execution.go_on(pace);
        self.tell(emitted);
    }

    /// Does what was given as an answer.
    fn answer(&mut self, given: Given, keeps: bool, world: &mut HttpWorld) {
        let Some((_, wanted)) = self.asked.take() else { return };
        let times = if keeps { Times::Always } else { Times::Once };
        match given {
            Given::Response(stub) => {
                if keeps {
                    world.outside_mut().stub(&wanted.1, &stub);
                }
                self.apply(Input::Answer { id: wanted.0, answer: stub.answer() });
            }
            Given::Outcome { event, leaves } => match wanted.2 {
                Effect::Act(_) => {
                    if keeps {
                        world.outside_mut().decide(&wanted.1, &event, &leaves);
                    }
                    let done = Done { event, result: leaves, ..Done::default() };
                    self.apply(Input::Answer { id: wanted.0, answer: Answer::Done(done) });
                }
                _ => self.apply(Input::Force { widget: wanted.1, event, times }),
            },
            Given::Allow(host) => {
                world.outside_mut().allow_host(&host);
                self.perform(wanted);
            }
            Given::Usual => {
                if keeps {
                    world.outside_mut().take_the_usual(&wanted.1);
                }
                self.perform(wanted);
            }
        }
    }

    /// Performs what was asked about.
    fn perform(&mut self, wanted: Wanted) {
        self.effects.push_front(wanted);
        self.is_answered = true;
        self.tell_now();
    }

    pub(super) fn awaits_message(&self) -> bool {
        self.execution.waiting().is_some_and(|waiting| waiting.for_message)
    }

    /// Lets the time pass that has passed in the real world.
    pub(super) fn catch_up(&mut self) {
        if let Some(clock) = self.clock {
            let to_secs = clock.elapsed().as_secs_f64() + self.skipped_secs;
            self.apply(Input::Clock { to_secs });
        }
    }

    /// When the current widget has waited long enough, in the real world.
    pub(super) fn real_deadline(&self) -> Option<Instant> {
        let clock = self.clock?;
        let deadline = self.execution.waiting()?.deadline_secs.unwrap_or(LIFETIME_SECS);
        let from_zero = Duration::try_from_secs_f64(deadline - self.skipped_secs).unwrap_or_default();
        // A little later, so that no rounding lets it be asked for again and again.
        clock.checked_add(from_zero + Duration::from_millis(2))
    }

    /// The same, but not past the deadline of the current widget.
    pub(super) fn catch_up_in_time(&mut self) {
        let deadline = self.execution.waiting().map(|waiting| waiting.deadline_secs.unwrap_or(LIFETIME_SECS));
        if let Some(clock) = self.clock {
            let to_secs = clock.elapsed().as_secs_f64() + self.skipped_secs;
            let most = deadline.map_or(f64::INFINITY, |deadline| deadline - BEFORE_DEADLINE_SECS);
            self.apply(Input::Clock { to_secs: to_secs.min(most) });
        }
    }

    /// Takes what the contact wrote as written in time.
    pub(super) fn hear(&mut self, replies: Vec<Heard>) {
        for heard in replies {
            self.catch_up_in_time();
            self.apply(Input::Message(heard.inbound));
        }
    }

    pub(super) async fn obey(&mut self, command: Command, world: &mut HttpWorld) {
        if self.awaits_message() && world.hears_contact() {
            self.catch_up_in_time();
        } else {
            self.catch_up();
        }
        match command {
            Command::Say(inbound) => {
                if self.execution.ended().is_none()
                    && let Err(error) = world.contact_says(self.execution.began_with(), &inbound).await
                {
                    (self.on_event)(Event::Failed(error.to_string()));
                }
                self.apply(Input::Message(inbound));
            }
            Command::LetTimePass => {
                let deadline = self.execution.waiting().map(|waiting| waiting.deadline_secs);
                if let Some(deadline) = deadline {
                    self.skipped_secs += deadline.unwrap_or(LIFETIME_SECS) - self.execution.clock_secs();
                    self.apply(Input::Clock { to_secs: deadline.unwrap_or(LIFETIME_SECS) });
                }
            }
            Command::Press(keys) => self.apply(Input::Press(keys)),
            Command::Speak(text) => self.apply(Input::Speak(text)),
            Command::HangUp => self.apply(Input::HangUp),
            Command::Force { widget, event, times } => {
                // It leaves the widget that asks, too.
                if self.asked.as_ref().is_some_and(|(_, wanted)| wanted.1 == widget)
                    && !matches!(times, Times::Chance(_))
                {
                    self.asked = None;
                }
                self.apply(Input::Force { widget, event, times });
            }
            Command::Answer { given, keeps } => self.answer(given, keeps, world),
            Command::Pause => self.execution.set_pace(Pace::Step),
            Command::GoOn(pace) => self.go_on(pace),
            Command::SetBreakpoints(breakpoints) => self.execution.set_breakpoints(breakpoints),
            Command::SetVariable { path, value } => self.apply(Input::SetVariable { path, value }),
            Command::SetClock(to_secs) => {
                self.skipped_secs += (to_secs - self.execution.clock_secs()).max(0.0);
                self.apply(Input::Clock { to_secs });
            }
            Command::Stop => {
                self.asked = None;
                self.apply(Input::Stop);
            }
        }
    }

    pub(super) fn tell_exchange(&mut self, widget: String, effect: &Effect, answer: &Answer) {
        // Other requests and acts are records of the trace.
        if let Effect::Send(send) = effect {
            let exchange = Exchange { widget, request: send.request.clone(), answer: answer.clone() };
            (self.on_event)(Event::Exchange(Arc::new(exchange)));
        }
    }

    pub(super) fn apply(&mut self, input: Input) {
        let logged = Logged {
            input: input.clone(),
            at_step: self.execution.steps(),
            was_held: self.execution.held().is_some(),
        };
        let is_clock = matches!(input, Input::Clock { .. });
        let emitted = self.execution.apply(input);
        if is_clock && emitted.is_empty() && self.clock.is_some() {
            // Where the clock goes with the real one it is put forward again and again: the last time before something
            // happens is enough.
            self.passed = Some(logged);
            return;
        }
        for logged in self.passed.take().into_iter().chain([logged]) {
            (self.on_event)(Event::Took(logged));
        }
        self.tell(emitted);
    }

    fn tell(&mut self, emitted: Vec<Emitted>) {
        for emitted in emitted {
            match emitted {
                Emitted::Record(record) => (self.on_event)(Event::Record(record)),
                Emitted::Effect { id, widget, effect } => self.effects.push_back((id, widget, effect)),
            }
        }
        self.tell_now();
    }

    fn tell_now(&mut self) {
        let waiting = self.execution.waiting();
        let now = Now {
            widget: self.execution.current_own_widget().map(str::to_owned),
            waits_for_message: waiting.as_ref().is_some_and(|waiting| waiting.for_message),
            waits_for_voice: waiting.as_ref().is_some_and(|waiting| waiting.for_voice),
            is_on_call: self.execution.is_on_call(),
            deadline_secs: waiting.and_then(|waiting| waiting.deadline_secs),
            is_performing: !self.effects.is_empty(),
            clock_secs: self.execution.clock_secs(),
            context: self.execution.context().clone(),
            held: self.execution.held().cloned(),
            asks: self.asked.as_ref().map(|(question, _)| Arc::clone(question)),
        };
        (self.on_event)(Event::Now(now));
    }
}
