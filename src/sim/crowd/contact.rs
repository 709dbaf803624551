//! One contact, from its beginning to its end.

use std::collections::VecDeque;
use std::sync::Arc;

use super::chance::Chance;
use super::{Doing, Ending, Plan};
use crate::sim::debug::{Logged, Times};
use crate::sim::execution::{LIFETIME_SECS, MAX_STEPS};
use crate::sim::trace::{Reason, Record};
use crate::sim::world::ScriptedWorld;
use crate::sim::{Emitted, Execution, Inbound, Input, Start};
use crate::widgets::run::{Answer, Done, Effect};

/// How long after it is waited for the contact answers, or half of the time that is left where that is less.
const REPLY_AFTER_SECS: f64 = 5.0;
/// A contact that has done so much and taken no step is stopped: no flow of any sense asks so often.
const MOST_ROUNDS: u32 = 4 * MAX_STEPS;

/// Something that a contact did or met.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The widget, by its name in traces.
    pub widget: String,
    /// What.
    pub what: What,
    /// When, on the execution's clock.
    pub at_secs: f64,
}

/// What a contact did or met.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// It wrote.
    Wrote(String),
    /// It pressed keys.
    Pressed(String),
    /// It said something on the call.
    Spoke(String),
    /// It let the time pass.
    Silent,
    /// It hung up.
    HungUp,
    /// Something that the widget did ended like this, and not as usual.
    Ended(Ending),
}

/// How a contact got through.
pub(super) struct Played {
    /// Why it ended.
    pub reason: Reason,
    /// The widget that the contact was silent to, where nothing was heard of it after that.
    pub silent_at: Option<String>,
    pub steps: u32,
    pub secs: f64,
}

struct Player<'p> {
    plan: &'p Plan,
    chance: Chance,
    world: ScriptedWorld,
    execution: Execution,
    tell: &'p mut dyn FnMut(Told),
}

/// What is told of a contact on its way.
pub(super) enum Told {
    /// How it begins, with all that was made for it.
    Began(Box<Start>),
    /// Something happened.
    Record(Record),
    /// It did or met something.
    Given(Given),
    /// This is put into its execution next.
    Input(Logged),
}

/// Plays a contact and tells what happens.
pub(super) fn play(plan: &Plan, number: u32, tell: &mut dyn FnMut(Told)) -> Played {
    let mut start = plan.start_of(number);
    let mut world = ScriptedWorld::new(&mut start, plan.outside.clone());
    for (sid, text) in &plan.contents {
        world.set_content(sid, text);
    }
    tell(Told::Began(Box::new(start.clone())));
    let (execution, emitted) = Execution::start(Arc::clone(&plan.program), start);
    let chance = Chance::of(plan.seed, number);
    let mut player = Player { plan, chance, world, execution, tell };
    player.take(emitted);
    let mut silent_at = None;
    let mut rounds = 0;
    while player.execution.ended().is_none() {
        rounds += 1;
        let is_stuck = rounds > MOST_ROUNDS || player.execution.waiting().is_none();
        if is_stuck {
            player.apply(Input::Stop);
        } else if let Some(answered) = player.answer() {
            silent_at = answered.err();
        }
    }
    Played {
        reason: player.execution.ended().unwrap_or(Reason::Stopped),
        silent_at,
        steps: player.execution.steps(),
        secs: player.execution.clock_secs(),
    }
}

impl Player<'_> {
    /// Does what the contact does where it is waited for; an error is the widget that it is silent to. Nothing where
    /// something else is waited for.
    fn answer(&mut self) -> Option<Result<(), String>> {
        let waiting = self.execution.waiting()?;
        let on_call = self.execution.is_on_call();
        let is_voice = waiting.for_voice && on_call && !waiting.for_message;
        let is_asked = waiting.for_message || is_voice;
        let deadline_secs = waiting.deadline_secs;
        let widget = self.execution.current_title();
        // News of a message is waited for: it has arrived when the time is up.
        let doing = match is_asked {
            true => self.chance.pick(self.plan.answers_at(&widget)).cloned().unwrap_or(Doing::Silent),
            false => Doing::Silent,
        };
        let what = match doing {
            Doing::Silent => What::Silent,
            Doing::HangsUp if on_call => What::HungUp,
            Doing::HangsUp => What::Silent,
            Doing::Says(text) if !is_voice => What::Wrote(text),
            Doing::Says(text) if is_keys(&text) => What::Pressed(text),
            Doing::Says(text) => What::Spoke(text),
        };
        let is_silent = what == What::Silent;
        if !is_silent {
            let now = self.execution.clock_secs();
            let left = deadline_secs.map_or(f64::INFINITY, |deadline| (deadline - now).max(0.0));
            self.apply(Input::Clock { to_secs: now + REPLY_AFTER_SECS.min(left / 2.0) });
        }
        if is_asked {
            let at_secs = self.execution.clock_secs();
            (self.tell)(Told::Given(Given { widget: widget.clone(), what: what.clone(), at_secs }));
        }
        match what {
            What::Wrote(body) => {
                let thread = self.execution.began_with().chat.channel.clone();
                self.world.contact_says(&thread);
                self.apply(Input::Message(Inbound { body, media: Vec::new() }));
            }
            What::Pressed(keys) => self.apply(Input::Press(keys)),
            What::Spoke(text) => self.apply(Input::Speak(text)),
            What::HungUp => self.apply(Input::HangUp),
            What::Silent | What::Ended(_) => {
                self.apply(Input::Clock { to_secs: deadline_secs.unwrap_or(LIFETIME_SECS) });
            }
        }
        is_asked.then_some(if is_silent { Err(widget) } else { Ok(()) })
    }

    fn apply(&mut self, input: Input) {
        let emitted = self.put_in(input);
        self.take(emitted);
    }

    fn put_in(&mut self, input: Input) -> Vec<Emitted> {
        let logged = Logged { input: input.clone(), at_step: self.execution.steps(), held: None };
        (self.tell)(Told::Input(logged));
        self.execution.apply(input)
    }

    /// Tells what happens and performs what is to be done, until the flow waits or has ended.
    fn take(&mut self, emitted: Vec<Emitted>) {
        let mut queue: VecDeque<Emitted> = emitted.into();
        while let Some(emitted) = queue.pop_front() {
            match emitted {
                Emitted::Record(record) => (self.tell)(Told::Record(record)),
                Emitted::Effect { id, widget, effect } => {
                    let input = match self.ending(&widget, &effect) {
                        Some(input) => input,
                        None => {
                            Reply::Answer(self.world.perform(&widget, &effect, self.execution.clock_secs()))
                        }
                    };
                    queue.extend(self.put_in(match input {
                        Reply::Answer(answer) => Input::Answer { id, answer },
                        Reply::Force(event) => Input::Force { widget, event, times: Times::Once },
                    }));
                }
            }
        }
    }

    /// How something ends, where it was drawn that it does not end as usual.
    fn ending(&mut self, widget: &str, effect: &Effect) -> Option<Reply> {
        let ending = self.chance.pick(self.plan.endings_at(widget)?)?;
        let reply = match (ending, effect) {
            (Ending::AsUsual, _) => return None,
            (Ending::Answered(stub), Effect::Fetch(_)) => Reply::Answer(stub.answer()),
            (Ending::Answered(_), _) => return None,
            (Ending::Leaves { event, result: Some(result) }, Effect::Act(_)) => {
                Reply::Answer(Answer::Done(Done {
                    event: event.clone(),
                    result: result.clone(),
                    ..Done::default()
                }))
            }
            (Ending::Leaves { event, .. }, _) => Reply::Force(event.clone()),
        };
        let at_secs = self.execution.clock_secs();
        (self.tell)(Told::Given(Given {
            widget: widget.to_owned(),
            what: What::Ended(ending.clone()),
            at_secs,
        }));
        Some(reply)
    }
}

/// What something that was asked for comes back as.
enum Reply {
    Answer(Answer),
    Force(String),
}

/// Whether a text is a row of keys of a telephone.
fn is_keys(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'))
}
