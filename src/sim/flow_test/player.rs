//! Has the dialogue of a test with its flow: one execution for each contact, all on one clock and in one world.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::coverage::Reached;
use super::format::{Given, Opening, Test};
use super::session::Session;
use super::steps::{Doing, Step, StepKind};
use super::verdict::{self, Failure};
use crate::sim::execution::LIFETIME_SECS;
use crate::sim::trace::{FlowFile, Record};
use crate::sim::world::{Outside, ScriptedWorld};
use crate::sim::{Forced, Inbound, Input, Prepared, Program, Start};
use crate::widgets::assumptions::Assumptions;
use crate::widgets::run::Trigger;

/// For what a flow waits that goes on when its message has arrived.
const AWAITS_DELIVERY: &str = "delivery";

/// The code with which the REST API refuses an execution between two addresses that have one.
const BUSY: u32 = 20409;
/// The code of something that comes in while nothing can take it.
const UNEXPECTED: u32 = 81002;

/// How long after it is waited for the contact answers, or half of the time that is left where that is less.
const REPLY_AFTER_SECS: f64 = 5.0;

/// A test that was played.
#[derive(Clone, Debug)]
pub struct Played {
    /// Where and how the flow differs from the test; `None` where it does not.
    pub failure: Option<Failure>,
    /// What the test has reached.
    pub reached: Reached,
    /// How many steps the flow took.
    pub steps: u32,
}

/// Plays a test that fits the flow, with the usual assumptions.
pub fn play(program: &Arc<Program>, test: &Test, flow_file: &str) -> Played {
    play_with(program, test, flow_file, &Assumptions::default())
}

/// Plays a test that fits the flow.
pub fn play_with(program: &Arc<Program>, test: &Test, flow_file: &str, assume: &Assumptions) -> Played {
    play_prepared(program, test, flow_file, assume, &Prepared::default())
}

/// Plays a test that fits the flow, with what was decided beside the flow for widgets for which the test decides nothing.
/// Nothing is ever sent, whatever hosts are allowed there.
pub fn play_prepared(
    program: &Arc<Program>,
    test: &Test,
    flow_file: &str,
    assume: &Assumptions,
    beside: &Prepared,
) -> Played {
    let mut beside = Prepared { hosts: Vec::new(), ..beside.clone() };
    beside.forget(|widget| test.given.iter().any(|(given, _)| given.value == widget));
    let mut start = start_of(program, test, &test.trigger, flow_file);
    start.forced.extend(beside.forced.iter().cloned());
    start.assume = assume.clone();
    for (id, choice) in &test.assume {
        // The reader has set each of them once already.
        let _ = start.assume.set(id, choice);
    }
    let mut world = world_of(test, &mut start, &beside);
    let (mut session, emitted) = Session::begin(program, start, 0.0);
    session.take(emitted, &mut world);
    let mut player = Player {
        program,
        test,
        flow_file,
        forced: &beside.forced,
        world,
        order: vec![0; session.records.len()],
        sessions: vec![session],
        by_contact: HashMap::from([(0, 0)]),
        now_secs: 0.0,
    };
    let result = test.steps.iter().try_for_each(|step| player.step(step)).and_then(|()| {
        let expected = "nothing more, as the test ends here";
        (0..player.sessions.len()).try_for_each(|index| player.all_heard(index, test.name.offset, expected))
    });
    let failure = result.err().map(|mut failure| {
        failure.dialogue = player.dialogue();
        failure
    });
    let mut played = Played { failure, steps: 0, reached: Reached::default() };
    for session in player.sessions {
        played.steps = played.steps.saturating_add(session.execution.steps());
        played.reached.add(session.reached);
    }
    played
}

fn start_of(program: &Program, test: &Test, opening: &Opening, flow_file: &str) -> Start {
    let trigger = opening.begins_by(program);
    let source = FlowFile { file: flow_file.to_owned(), sha256: String::new() };
    let mut start = Start::new(source, trigger, test.now);
    if let Some(channel) = &opening.channel {
        start.channel = channel.value;
    }
    start.seed = test.seed;
    start.account_sid = Start::made_account_sid(test.seed);
    start.zone = test.zone.clone();
    if let Some(from) = &opening.from {
        start.contact.clone_from(from);
    }
    if let Some(to) = &opening.to {
        start.flow_address.clone_from(to);
    }
    start.body.clone_from(&opening.body);
    start.media.clone_from(&opening.media);
    start.parameters = Value::Object(opening.data.clone());
    start.overlay.clone_from(&opening.context);
    start.chat.service.clone_from(&opening.chat_service);
    start.chat.channel.clone_from(&opening.chat_channel);
    for (widget, given) in &test.given {
        if let Given::Forced(all) = given {
            start.forced.extend(all.iter().map(|told| Forced {
                widget: widget.value.clone(),
                event: told.event.value.clone(),
                leaves: told.leaves.as_ref().map(|leaves| leaves.value.clone()),
            }));
        }
    }
    start
}

fn world_of(test: &Test, start: &mut Start, beside: &Prepared) -> ScriptedWorld {
    let mut outside = Outside::default();
    outside.set_way_out("`http` of the test gives its answer");
    for (widget, given) in &test.given {
        if let Given::Answers(stubs) = given {
            stubs.iter().for_each(|stub| outside.stub(&widget.value, stub));
        }
    }
    for (widget, stubs) in &beside.stubs {
        stubs.iter().for_each(|stub| outside.stub_beside(widget, stub));
    }
    let mut world = ScriptedWorld::new(start, outside);
    for (widget, given) in &test.given {
        if let Given::Refused(code) = given {
            world.refuse(&widget.value, *code);
        }
    }
    // Of two texts of a template the test's own counts, as it comes later.
    for (sid, text) in beside.contents.iter().chain(&test.contents) {
        world.set_content(sid, text);
    }
    world
}

struct Player<'a> {
    program: &'a Arc<Program>,
    test: &'a Test,
    flow_file: &'a str,
    /// The outcomes that were decided beside the flow.
    forced: &'a [Forced],
    world: ScriptedWorld,
    /// The executions, in the order in which they began.
    sessions: Vec<Session>,
    /// The execution of each contact who has one, by their number.
    by_contact: HashMap<usize, usize>,
    /// Whose record came when, so that the dialogue can be told in its order.
    order: Vec<usize>,
    /// The clock of the test.
    now_secs: f64,
}

impl Player<'_> {
    fn session(&self, index: usize) -> &Session {
        #[expect(clippy::indexing_slicing, reason = "each number was given when its session was put here")]
        &self.sessions[index]
    }

    /// Does something with an execution, and notes what comes of it.
    fn with<R>(&mut self, index: usize, act: impl FnOnce(&mut Session, &mut ScriptedWorld) -> R) -> R {
        #[expect(clippy::indexing_slicing, reason = "each number was given when its session was put here")]
        let session = &mut self.sessions[index];
        let before = session.records.len();
        let result = act(session, &mut self.world);
        self.order.extend((before..session.records.len()).map(|_| index));
        self.now_secs = self.now_secs.max(session.clock_secs());
        result
    }

    fn apply(&mut self, index: usize, input: Input) {
        self.with(index, |session, world| session.apply(input, world));
    }

    fn step(&mut self, step: &Step) -> Result<(), Failure> {
        if let StepKind::Do { doing: Doing::Refused(code), .. } = step.kind {
            return self.is_refused(step, code);
        }
        let index = match self.by_contact.get(&step.contact) {
            Some(index) => *index,
            None => self.begin(step)?,
        };
        if !matches!(&step.kind, StepKind::Do { doing: Doing::DeliveryFails(_), .. }) {
            self.messages_arrive(index);
        }
        let result = match &step.kind {
            StepKind::Do { doing, after_secs } => {
                let expected = verdict::of_doing(doing);
                let before = format!("nothing more before {expected}");
                match doing {
                    // Time passes for everybody.
                    Doing::Wait(_) => (0..self.sessions.len())
                        .try_for_each(|index| self.all_heard(index, step.offset, &before))?,
                    _ => self.all_heard(index, step.offset, &before)?,
                }
                self.happens(index, doing, *after_secs)
                    .map_err(|came| Failure::new(step.offset, format!("that {expected}"), came))
            }
            StepKind::Expect(expectation) => {
                self.with(index, |session, _| session.expect(expectation, step.offset))
            }
            StepKind::AnyOrder(all) => self.with(index, |session, _| session.expect_all(all, step.offset)),
        };
        result.map_err(|failure| self.named(index, failure))
    }

    /// Where the flow waits for news of its message alone, there are none: it counts as delivered.
    fn messages_arrive(&mut self, index: usize) {
        while self.session(index).has_said_all()
            && self
                .session(index)
                .execution
                .waiting()
                .is_some_and(|waiting| waiting.awaited == AWAITS_DELIVERY)
            && let Some((_, on_test)) = self.session(index).deadline_secs()
        {
            self.pass(on_test);
        }
    }

    /// Begins the execution of a contact who comes later. Between two addresses there is one at a time.
    fn begin(&mut self, step: &Step) -> Result<usize, Failure> {
        let contact = step.contact.checked_sub(1).and_then(|index| self.test.contacts.get(index));
        let Some(contact) = contact else { return Ok(0) };
        let mut start = start_of(self.program, self.test, &contact.opening, self.flow_file);
        start.forced.extend(self.forced.iter().cloned());
        start.assume = self.session(0).execution.began_with().assume.clone();
        start.number = u32::try_from(step.contact).unwrap_or(u32::MAX);
        let elapsed = jiff::SignedDuration::try_from_secs_f64(self.now_secs).unwrap_or_default();
        start.now = start.now.checked_add(elapsed).unwrap_or(start.now);
        self.world.join(&mut start);
        if let Some(index) = self.holder_of(&start) {
            let expected = format!("that the execution of `{}` begins", contact.name.value);
            let came = format!(
                "that of `{}`, between the same two addresses, has not ended: {}",
                self.name_of(index).unwrap_or("the trigger"),
                self.session(index).stand()
            );
            return Err(Failure::new(step.offset, expected, came));
        }
        let (session, emitted) = Session::begin(self.program, start, self.now_secs);
        let index = self.sessions.len();
        self.sessions.push(session);
        self.by_contact.insert(step.contact, index);
        self.with(index, |session, world| session.take(emitted, world));
        Ok(index)
    }

    /// The execution that has the two addresses of a start. Calls have executions of their own where the flow allows it.
    fn holder_of(&self, start: &Start) -> Option<usize> {
        if start.trigger == Trigger::Call && self.program.allows_concurrent_calls() {
            return None;
        }
        let pair = |start: &Start| (start.contact_address(), start.own_address(), start.chat.channel.clone());
        let wanted = pair(start);
        self.sessions.iter().position(|session| {
            session.execution.ended().is_none() && pair(session.execution.began_with()) == wanted
        })
    }

    /// Another start for a contact, which has to be refused. What comes in by itself is not refused but goes to the
    /// execution that there is; of a call Twilio warns.
    fn is_refused(&mut self, step: &Step, code: u32) -> Result<(), Failure> {
        let contact = step.contact.checked_sub(1).and_then(|index| self.test.contacts.get(index));
        let opening = contact.map_or(&self.test.trigger, |contact| &contact.opening);
        let start = start_of(self.program, self.test, opening, self.flow_file);
        let came = match (self.holder_of(&start), start.trigger) {
            (None, _) => "no execution has these two addresses, so it would begin".to_owned(),
            (Some(_), Trigger::Request) if code == BUSY => return Ok(()),
            (Some(_), Trigger::Request) => format!("it is refused with {BUSY}"),
            (Some(_), Trigger::Call) if code == UNEXPECTED => return Ok(()),
            (Some(_), Trigger::Call) => format!("the call meets the warning {UNEXPECTED}"),
            (Some(_), Trigger::Parent) => "a subflow is part of the execution that runs it".to_owned(),
            (Some(_), Trigger::Message | Trigger::Conversation) => {
                "a message goes to the execution that there is".to_owned()
            }
        };
        let expected = verdict::of_doing(&Doing::Refused(code));
        let mut failure = Failure::new(step.offset, format!("that {expected}"), came);
        if let Some(contact) = contact {
            failure.expected = format!("with `{}`: {}", contact.name.value, failure.expected);
        }
        Err(failure)
    }

    /// Whether all that the flow has said in an execution was expected.
    fn all_heard(&self, index: usize, offset: usize, expected: &str) -> Result<(), Failure> {
        let heard = self.session(index).all_heard(offset, expected.to_owned());
        heard.map_err(|failure| self.named(index, failure))
    }

    /// The name of the contact of an execution; none in a test with one contact.
    fn name_of(&self, index: usize) -> Option<&str> {
        let (contact, _) = self.by_contact.iter().find(|(_, found)| **found == index)?;
        let named = contact.checked_sub(1).and_then(|contact| self.test.contacts.get(contact));
        match named {
            Some(contact) => Some(&contact.name.value),
            None => (!self.test.contacts.is_empty()).then_some("contact"),
        }
    }

    /// Says with whom the dialogue differs, where there are several.
    fn named(&self, index: usize, mut failure: Failure) -> Failure {
        if let Some(name) = self.name_of(index)
            && !failure.expected.starts_with("with `")
        {
            failure.expected = format!("with `{name}`: {}", failure.expected);
        }
        failure
    }

    /// The dialogues of all, in the order in which everything was said and done.
    fn dialogue(&self) -> Vec<String> {
        let names: Vec<Option<&str>> = (0..self.sessions.len()).map(|index| self.name_of(index)).collect();
        let mut next = vec![0; self.sessions.len()];
        let mut lines = Vec::new();
        for index in &self.order {
            let (Some(session), Some(at), Some(name)) =
                (self.sessions.get(*index), next.get_mut(*index), names.get(*index))
            else {
                continue;
            };
            if *at == 0 {
                lines.push(verdict::by(*name, session.opening.clone()));
            }
            let record: Option<&Record> = session.records.get(*at);
            *at += 1;
            lines.extend(record.and_then(verdict::line).map(|line| verdict::by(*name, line)));
        }
        verdict::last_of(lines)
    }

    /// What happens outside of the flow; an error is what stands in its way.
    fn happens(&mut self, index: usize, doing: &Doing, after_secs: Option<f64>) -> Result<(), String> {
        match doing {
            Doing::Wait(secs) => {
                self.pass(self.now_secs + secs);
                return Ok(());
            }
            Doing::Timeout => {
                let session = self.session(index);
                let (_, deadline) = session.deadline_secs().ok_or_else(|| session.stand())?;
                self.pass(deadline);
                return Ok(());
            }
            Doing::DeliveryFails(code) => {
                let Some(sid) = self.session(index).last_sid.clone() else {
                    return Err("the flow has sent no message that could fail".to_owned());
                };
                if let Some(secs) = after_secs {
                    self.pass(self.now_secs + secs);
                }
                self.apply(
                    index,
                    Input::Delivery { sid, status: "undelivered".to_owned(), code: Some(*code) },
                );
                return Ok(());
            }
            Doing::HangUp => {
                if let Some(secs) = after_secs {
                    self.pass(self.now_secs + secs);
                }
                let session = self.session(index);
                if !session.execution.is_on_call() || session.execution.ended().is_some() {
                    return Err(format!("{}, and there is no call", session.stand()));
                }
                self.apply(index, Input::HangUp);
                return Ok(());
            }
            Doing::Reply { .. } | Doing::Press(_) | Doing::Say(_) | Doing::Refused(_) => {}
        }
        self.pass_until_answer(index, after_secs);
        let session = self.session(index);
        if let Some(spoken) = session.first_unheard() {
            return Err(format!("{} before that", spoken.told()));
        }
        let waiting = session.execution.waiting();
        let is_awaited = waiting.is_some_and(|waiting| match doing {
            Doing::Reply { .. } => waiting.for_message,
            _ => waiting.for_voice && session.execution.is_on_call(),
        });
        if !is_awaited {
            return Err(session.stand());
        }
        match doing {
            Doing::Reply { body, media } => {
                let thread = session.execution.began_with().chat.channel.clone();
                self.world.contact_says(&thread);
                self.apply(index, Input::Message(Inbound { body: body.clone(), media: media.clone() }));
            }
            Doing::Press(keys) => self.apply(index, Input::Press(keys.clone())),
            Doing::Say(text) => self.apply(index, Input::Speak(text.clone())),
            _ => {}
        }
        Ok(())
    }

    /// Lets the time pass until the contact answers.
    fn pass_until_answer(&mut self, index: usize, after_secs: Option<f64>) {
        let after = after_secs.unwrap_or_else(|| {
            let deadline = self.session(index).deadline_secs();
            let left = |(_, deadline): (f64, f64)| REPLY_AFTER_SECS.min((deadline - self.now_secs) / 2.0);
            deadline.map_or(REPLY_AFTER_SECS, left)
        });
        self.pass(self.now_secs + after);
    }

    /// Moves all clocks; each deadline on the way is met at its time, the earliest first. Every round leaves a
    /// widget, so that the limit of steps bounds them.
    fn pass(&mut self, to_secs: f64) {
        let mut is_stuck = vec![false; self.sessions.len()];
        loop {
            let sessions = self.sessions.iter().zip(&is_stuck).enumerate();
            let due = sessions.filter_map(|(index, (session, is_stuck))| {
                let (own, on_test) = session.deadline_secs()?;
                (!is_stuck && on_test <= to_secs && own <= LIFETIME_SECS).then_some((on_test, own, index))
            });
            let Some((_, own, index)) = due.min_by(|one, two| one.0.total_cmp(&two.0)) else { break };
            let steps = self.session(index).execution.steps();
            self.apply(index, Input::Clock { to_secs: own });
            if let Some(is_stuck) = is_stuck.get_mut(index) {
                *is_stuck = self.session(index).execution.steps() == steps;
            }
        }
        for index in 0..self.sessions.len() {
            let own = to_secs - self.session(index).began_secs;
            self.apply(index, Input::Clock { to_secs: own });
        }
        self.now_secs = self.now_secs.max(to_secs);
    }
}
