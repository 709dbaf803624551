//! Has the dialogue of a test with its flow.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::coverage::Reached;
use super::format::{Given, Test};
use super::matcher::TextMatch;
use super::steps::{Doing, Expectation, Step, StepKind, Voice};
use super::verdict::{self, Failure};
use crate::sim::execution::LIFETIME_SECS;
use crate::sim::trace::{Act, Direction, FlowFile, Reason, Record};
use crate::sim::world::{Outside, ScriptedWorld};
use crate::sim::{Emitted, Execution, Inbound, Input, Program, Start};
use crate::widgets::assumptions::Assumptions;

/// For what a flow waits that goes on when its message has arrived.
const AWAITS_DELIVERY: &str = "delivery";

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
    let mut start = start_of(program, test, flow_file);
    start.assume = assume.clone();
    let world = world_of(test, &mut start);
    let first = verdict::opening_line(&start);
    let (execution, emitted) = Execution::start(Arc::clone(program), start);
    let mut player = Player {
        execution,
        world,
        records: Vec::new(),
        unheard: VecDeque::new(),
        requests_from: 0,
        last_sid: None,
        reached: Reached::default(),
        visited: HashSet::new(),
    };
    player.take(emitted);
    let result =
        test.steps.iter().try_for_each(|step| player.step(step)).and_then(|()| {
            player.all_heard(test.name.offset, "nothing more, as the test ends here".to_owned())
        });
    let failure = result.err().map(|mut failure| {
        failure.dialogue = verdict::dialogue(first, &player.records);
        failure
    });
    Played { failure, steps: player.execution.steps(), reached: player.reached }
}

fn start_of(program: &Program, test: &Test, flow_file: &str) -> Start {
    let opening = &test.trigger;
    let trigger = test.begins_by(program);
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
        if let Given::Forced(events) = given {
            start.forced.extend(events.iter().map(|event| (widget.value.clone(), event.value.clone())));
        }
    }
    start
}

fn world_of(test: &Test, start: &mut Start) -> ScriptedWorld {
    let mut outside = Outside::default();
    outside.set_way_out("`http` of the test gives its answer");
    for (widget, given) in &test.given {
        if let Given::Answers(stubs) = given {
            stubs.iter().for_each(|stub| outside.stub(&widget.value, stub));
        }
    }
    let mut world = ScriptedWorld::new(start, outside);
    for (widget, given) in &test.given {
        match given {
            Given::Outcome(_, outcome) => world.set_outcome(&widget.value, outcome.clone()),
            Given::Refused(code) => world.refuse(&widget.value, *code),
            Given::Forced(_) | Given::Answers(_) => {}
        }
    }
    world
}

struct Player {
    execution: Execution,
    world: ScriptedWorld,
    records: Vec<Record>,
    /// What the flow has said and the test has not expected yet, by index of its record.
    unheard: VecDeque<usize>,
    /// The records from here on may hold requests that were not asserted yet.
    requests_from: usize,
    last_sid: Option<String>,
    reached: Reached,
    visited: HashSet<String>,
}

impl Player {
    fn apply(&mut self, input: Input) {
        let emitted = self.execution.apply(input);
        self.take(emitted);
    }

    /// Notes what happens and performs what is to be done, until the flow waits or has ended.
    fn take(&mut self, emitted: Vec<Emitted>) {
        let mut queue: VecDeque<Emitted> = emitted.into();
        while let Some(emitted) = queue.pop_front() {
            match emitted {
                Emitted::Record(record) => self.note(record),
                Emitted::Effect { id, widget, effect } => {
                    let answer = self.world.perform(&widget, &effect, self.execution.clock_secs());
                    queue.extend(self.execution.apply(Input::Answer { id, answer }));
                }
            }
        }
    }

    fn note(&mut self, record: Record) {
        match &record {
            Record::Message(message) if message.direction == Direction::Outbound && message.sid.is_some() => {
                self.last_sid.clone_from(&message.sid);
            }
            Record::Step(step) => {
                self.visited.insert(match &step.within {
                    Some(within) => format!("{within}/{}", step.widget),
                    None => step.widget.clone(),
                });
            }
            Record::Ended(ended) => {
                self.visited.extend(ended.last.as_ref().map(|last| last.widget.clone()));
            }
            _ => {}
        }
        self.reached.note(&record);
        if spoken(&record).is_some() {
            self.unheard.push_back(self.records.len());
        }
        self.records.push(record);
    }

    fn step(&mut self, step: &Step) -> Result<(), Failure> {
        let fails = matches!(&step.kind, StepKind::Do { doing: Doing::DeliveryFails(_), .. });
        if !fails {
            self.messages_arrive();
        }
        match &step.kind {
            StepKind::Do { doing, after_secs } => {
                let expected = verdict::of_doing(doing);
                self.all_heard(step.offset, format!("nothing more before {expected}"))?;
                self.happens(doing, *after_secs)
                    .map_err(|came| Failure::new(step.offset, format!("that {expected}"), came))
            }
            StepKind::Expect(expectation) => self.expect(expectation, step.offset),
            StepKind::AnyOrder(all) => self.expect_all(all, step.offset),
        }
    }

    /// Where the flow waits for news of its message alone, there are none: it counts as delivered.
    fn messages_arrive(&mut self) {
        while self.unheard.is_empty()
            && let Some(waiting) = self.execution.waiting()
            && waiting.awaited == AWAITS_DELIVERY
            && let Some(deadline) = waiting.deadline_secs
        {
            self.apply(Input::Clock { to_secs: deadline });
        }
    }

    /// Whether all that the flow has said was expected.
    fn all_heard(&self, offset: usize, expected: String) -> Result<(), Failure> {
        match self.unheard.front().and_then(|index| self.spoken(*index)) {
            None => Ok(()),
            Some(spoken) => Err(Failure::new(offset, expected, spoken.told())),
        }
    }

    fn spoken(&self, index: usize) -> Option<Spoken<'_>> {
        spoken(self.records.get(index)?)
    }

    /// What happens outside of the flow; an error is what stands in its way.
    fn happens(&mut self, doing: &Doing, after_secs: Option<f64>) -> Result<(), String> {
        match doing {
            Doing::Wait(secs) => {
                self.pass(self.execution.clock_secs() + secs);
                return Ok(());
            }
            Doing::Timeout => {
                let deadline = self.execution.waiting().and_then(|waiting| waiting.deadline_secs);
                let deadline = deadline.ok_or_else(|| self.stand())?;
                self.pass(deadline);
                return Ok(());
            }
            Doing::DeliveryFails(code) => {
                let Some(sid) = self.last_sid.clone() else {
                    return Err("the flow has sent no message that could fail".to_owned());
                };
                if let Some(secs) = after_secs {
                    self.pass(self.execution.clock_secs() + secs);
                }
                self.apply(Input::Delivery { sid, status: "undelivered".to_owned(), code: Some(*code) });
                return Ok(());
            }
            Doing::HangUp => {
                if let Some(secs) = after_secs {
                    self.pass(self.execution.clock_secs() + secs);
                }
                if !self.execution.is_on_call() || self.execution.ended().is_some() {
                    return Err(format!("{}, and there is no call", self.stand()));
                }
                self.apply(Input::HangUp);
                return Ok(());
            }
            Doing::Reply { .. } | Doing::Press(_) | Doing::Say(_) => {}
        }
        self.pass_until_answer(after_secs);
        if let Some(spoken) = self.unheard.front().and_then(|index| self.spoken(*index)) {
            return Err(format!("{} before that", spoken.told()));
        }
        let waiting = self.execution.waiting();
        let is_awaited = waiting.is_some_and(|waiting| match doing {
            Doing::Reply { .. } => waiting.for_message,
            _ => waiting.for_voice && self.execution.is_on_call(),
        });
        if !is_awaited {
            return Err(self.stand());
        }
        match doing {
            Doing::Reply { body, media } => {
                self.world.contact_says();
                self.apply(Input::Message(Inbound { body: body.clone(), media: media.clone() }));
            }
            Doing::Press(keys) => self.apply(Input::Press(keys.clone())),
            Doing::Say(text) => self.apply(Input::Speak(text.clone())),
            _ => {}
        }
        Ok(())
    }

    /// Lets the time pass until the contact answers.
    fn pass_until_answer(&mut self, after_secs: Option<f64>) {
        let now = self.execution.clock_secs();
        let after = after_secs.unwrap_or_else(|| {
            let deadline = self.execution.waiting().and_then(|waiting| waiting.deadline_secs);
            deadline.map_or(REPLY_AFTER_SECS, |deadline| REPLY_AFTER_SECS.min((deadline - now) / 2.0))
        });
        self.pass(now + after);
    }

    /// Moves the clock; each deadline on the way is met at its time. Every round leaves a widget, so that the limit
    /// of steps bounds them.
    fn pass(&mut self, to_secs: f64) {
        while let Some(deadline) = self.execution.waiting().and_then(|waiting| waiting.deadline_secs) {
            if deadline > to_secs || deadline > LIFETIME_SECS {
                break;
            }
            let steps = self.execution.steps();
            self.apply(Input::Clock { to_secs: deadline });
            if self.execution.steps() == steps {
                break;
            }
        }
        self.apply(Input::Clock { to_secs });
    }

    fn expect(&mut self, expectation: &Expectation, offset: usize) -> Result<(), Failure> {
        let fail = |came: String| Err(Failure::new(offset, verdict::of_expectation(expectation), came));
        match expectation {
            Expectation::Speaks { .. } => {
                let Some(index) = self.unheard.front().copied() else { return fail(self.stand()) };
                match self.spoken(index) {
                    Some(spoken) if spoken.is(expectation) => {}
                    Some(spoken) => return fail(spoken.told()),
                    None => return fail(self.stand()),
                }
                self.unheard.pop_front();
                Ok(())
            }
            Expectation::Requests { .. } => match self.find_request(expectation, self.requests_from, &[]) {
                Some(index) => {
                    self.requests_from = index + 1;
                    Ok(())
                }
                None => fail(verdict::requests_of(&self.records, self.requests_from)),
            },
            Expectation::Ends(reason) => {
                self.all_heard(offset, verdict::of_expectation(expectation))?;
                let is_so = match (self.execution.ended(), reason) {
                    (Some(ended), Some(reason)) => ended == *reason,
                    (Some(ended), None) => ended.is_well(),
                    (None, _) => false,
                };
                if is_so { Ok(()) } else { fail(self.stand()) }
            }
            Expectation::Variable { path, value } => {
                let segments: Vec<&str> = path.split('.').collect();
                let found = self.execution.context().get(&segments);
                if value.matches(found) { Ok(()) } else { fail(verdict::of_variable(path, found)) }
            }
            Expectation::Reaches(widget) => {
                if self.has_reached(&widget.value) {
                    Ok(())
                } else {
                    fail(self.stand())
                }
            }
            Expectation::NotReached(widget) => {
                let told = || format!("the flow has reached `{}`", widget.value);
                if self.has_reached(&widget.value) { fail(told()) } else { Ok(()) }
            }
        }
    }

    fn has_reached(&self, widget: &str) -> bool {
        self.visited.contains(widget)
            || self.execution.current_title() == widget
            || self.execution.current_own_widget() == Some(widget)
    }

    /// The first request from `from` on that is as it has to be and is not `taken`.
    fn find_request(&self, expectation: &Expectation, from: usize, taken: &[usize]) -> Option<usize> {
        let records = self.records.iter().enumerate().skip(from);
        let mut fitting = records.filter(|(index, record)| {
            !taken.contains(index) && verdict::request(record).is_some_and(|act| is_request(act, expectation))
        });
        fitting.next().map(|(index, _)| index)
    }

    /// Several expectations in any order: as many utterances as are expected, each the counterpart of one.
    fn expect_all(&mut self, all: &[Expectation], offset: usize) -> Result<(), Failure> {
        let speaks = |expectation: &&Expectation| matches!(expectation, Expectation::Speaks { .. });
        // One more than was said: where there are more, one of these stays without a counterpart.
        let wanted: Vec<&Expectation> = all.iter().filter(speaks).take(self.unheard.len() + 1).collect();
        let heard: Vec<usize> = self.unheard.iter().copied().take(wanted.len()).collect();
        let fits: Vec<Vec<usize>> = wanted
            .iter()
            .map(|wanted| {
                let is = |at: &usize| self.spoken(*at).is_some_and(|spoken| spoken.is(wanted));
                (0..heard.len()).filter(|place| heard.get(*place).is_some_and(is)).collect()
            })
            .collect();
        if let Some(lonely) = without_counterpart(&fits, heard.len()) {
            let expected = wanted.get(lonely).map(|wanted| verdict::of_expectation(wanted));
            let told: Vec<String> =
                heard.iter().filter_map(|index| Some(self.spoken(*index)?.told())).collect();
            let came = if told.is_empty() { self.stand() } else { told.join("; ") };
            let expected = format!("{}, in any order", expected.unwrap_or_default());
            return Err(Failure::new(offset, expected, came));
        }
        self.unheard.drain(..heard.len());
        let mut taken = Vec::new();
        for expectation in all.iter().filter(|expectation| !speaks(expectation)) {
            if matches!(expectation, Expectation::Requests { .. }) {
                let Some(index) = self.find_request(expectation, self.requests_from, &taken) else {
                    let came = verdict::requests_of(&self.records, self.requests_from);
                    return Err(Failure::new(offset, verdict::of_expectation(expectation), came));
                };
                taken.push(index);
            } else {
                self.expect(expectation, offset)?;
            }
        }
        self.requests_from = taken.iter().map(|index| index + 1).max().unwrap_or(self.requests_from);
        Ok(())
    }

    /// Where the flow stands, as a sentence.
    fn stand(&self) -> String {
        if let Some(reason) = self.execution.ended() {
            let last = self.records.iter().rev().find_map(|record| match record {
                Record::Ended(ended) => ended.last.as_ref(),
                _ => None,
            });
            let at = last.map(|last| format!(" at `{}`", last.widget)).unwrap_or_default();
            return match reason {
                Reason::Completed => format!("the flow has ended{at}"),
                reason => format!("the flow has ended with {}{at}", reason.name()),
            };
        }
        match self.execution.waiting() {
            Some(waiting) => {
                let until = waiting.deadline_secs.map(|at| format!(" until second {at}")).unwrap_or_default();
                format!("the flow waits at `{}` for a {}{until}", waiting.widget, waiting.awaited)
            }
            None => "the flow does nothing".to_owned(),
        }
    }
}

/// The first expectation for which there is none left, where each may take one of the places that fit it.
fn without_counterpart(fits: &[Vec<usize>], places: usize) -> Option<usize> {
    /// Finds a place for `who`, moving others on where they have another choice.
    fn seat(who: usize, fits: &[Vec<usize>], taken: &mut [Option<usize>], tried: &mut [bool]) -> bool {
        // The places are tried at most once each, so that the depth is bounded by their number.
        for place in fits.get(who).into_iter().flatten() {
            let Some(seen) = tried.get_mut(*place).filter(|seen| !**seen) else { continue };
            *seen = true;
            let owner = taken.get(*place).copied().flatten();
            if owner.is_none_or(|owner| seat(owner, fits, taken, tried)) {
                if let Some(taken) = taken.get_mut(*place) {
                    *taken = Some(who);
                }
                return true;
            }
        }
        false
    }
    let mut taken = vec![None; places];
    (0..fits.len()).find(|who| !seat(*who, fits, &mut taken, &mut vec![false; places]))
}

/// Something that the flow says.
pub(super) struct Spoken<'r> {
    pub voice: Voice,
    pub widget: &'r str,
    pub text: &'r str,
    pub media: &'r [String],
    pub to: &'r str,
}

/// What a record says to the contact. A message that was refused says nothing.
pub(super) fn spoken(record: &Record) -> Option<Spoken<'_>> {
    match record {
        Record::Message(message) if message.direction == Direction::Outbound && message.error.is_none() => {
            Some(Spoken {
                voice: Voice::Message,
                widget: &message.widget,
                text: &message.body,
                media: &message.media,
                to: &message.to,
            })
        }
        Record::Act(act) if matches!(&*act.kind, "say" | "gather") => {
            let sent = |key: &str| act.sent.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
            let text = sent("say").or_else(|| sent("play")).or_else(|| sent("digits"))?;
            Some(Spoken { voice: Voice::Prompt, widget: &act.widget, text, media: &[], to: "" })
        }
        _ => None,
    }
}

impl Spoken<'_> {
    fn is(&self, expectation: &Expectation) -> bool {
        let Expectation::Speaks { voice, text, widget, media, to } = expectation else { return false };
        let fits = |wanted: &Option<TextMatch>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.matches(found))
        };
        *voice == self.voice
            && fits(text, self.text)
            && fits(to, self.to)
            && widget.as_ref().is_none_or(|widget| widget.value == self.widget)
            && media.as_ref().is_none_or(|media| self.media.iter().any(|url| media.matches(url)))
    }

    fn told(&self) -> String {
        let verb = match self.voice {
            Voice::Message => "sends",
            Voice::Prompt => "says",
        };
        let media: String = self.media.iter().map(|url| format!(" [{url}]")).collect();
        format!("the flow {verb} “{}”{media} from `{}`", self.text, self.widget)
    }
}

fn is_request(act: &Act, expectation: &Expectation) -> bool {
    let Expectation::Requests { widget, method, url, body } = expectation else { return false };
    let sent = |map: &Map<String, Value>, key: &str| {
        map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let fits = |wanted: &Option<TextMatch>, key: &str| {
        wanted.as_ref().is_none_or(|wanted| wanted.matches(&sent(&act.sent, key)))
    };
    widget.as_ref().is_none_or(|widget| widget.value == act.widget)
        && method.as_ref().is_none_or(|method| *method == sent(&act.sent, "method"))
        && fits(url, "url")
        && fits(body, "body")
}
