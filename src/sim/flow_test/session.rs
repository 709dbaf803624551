//! One execution of a test: what it has said and done so far, held against what is expected of it.
//!
//! It does not know the world, nor the other executions of the test.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::coverage::Reached;
use super::matcher::TextMatch;
use super::steps::{Expectation, Voice};
use super::verdict::{self, Failure};
use crate::sim::trace::{Act, Direction, Reason, Record};
use crate::sim::world::ScriptedWorld;
use crate::sim::{Emitted, Execution, Input, Program, Start};

/// An execution of a contact.
pub(super) struct Session {
    pub execution: Execution,
    /// When it began, on the clock of the test.
    pub began_secs: f64,
    /// What began it, as a line of the dialogue.
    pub opening: String,
    pub records: Vec<Record>,
    /// What the flow has said and the test has not expected yet, by index of its record.
    unheard: VecDeque<usize>,
    /// The records from here on may hold requests that were not asserted yet.
    requests_from: usize,
    /// The last message that was sent.
    pub last_sid: Option<String>,
    pub reached: Reached,
    visited: HashSet<String>,
}

impl Session {
    /// Begins an execution; what it emits is still to be taken.
    pub fn begin(program: &Arc<Program>, start: Start, began_secs: f64) -> (Self, Vec<Emitted>) {
        let opening = verdict::opening_line(&start);
        let (execution, emitted) = Execution::start(Arc::clone(program), start);
        let session = Self {
            execution,
            began_secs,
            opening,
            records: Vec::new(),
            unheard: VecDeque::new(),
            requests_from: 0,
            last_sid: None,
            reached: Reached::default(),
            visited: HashSet::new(),
        };
        (session, emitted)
    }

    /// Where its own clock stands, on the clock of the test.
    pub fn clock_secs(&self) -> f64 {
        self.began_secs + self.execution.clock_secs()
    }

    /// Whether the test has expected all that the flow has said.
    pub fn has_said_all(&self) -> bool {
        self.unheard.is_empty()
    }

    /// The deadline of what it waits for, on its own clock and on that of the test.
    pub fn deadline_secs(&self) -> Option<(f64, f64)> {
        let own = self.execution.waiting()?.deadline_secs?;
        Some((own, self.began_secs + own))
    }

    pub fn apply(&mut self, input: Input, world: &mut ScriptedWorld) {
        let emitted = self.execution.apply(input);
        self.take(emitted, world);
    }

    /// Notes what happens and performs what is to be done, until the flow waits or has ended.
    pub fn take(&mut self, emitted: Vec<Emitted>, world: &mut ScriptedWorld) {
        let mut queue: VecDeque<Emitted> = emitted.into();
        while let Some(emitted) = queue.pop_front() {
            match emitted {
                Emitted::Record(record) => self.note(record),
                Emitted::Effect { id, widget, effect } => {
                    let answer = world.perform(&widget, &effect, self.clock_secs());
                    queue.extend(self.execution.apply(Input::Answer { id, answer }));
                }
            }
        }
    }

    /// What the flow has said first of what was not expected yet.
    pub fn first_unheard(&self) -> Option<Spoken<'_>> {
        self.unheard.front().and_then(|index| self.spoken(*index))
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

    /// Whether all that the flow has said was expected.
    pub fn all_heard(&self, offset: usize, expected: String) -> Result<(), Failure> {
        match self.first_unheard() {
            None => Ok(()),
            Some(spoken) => Err(Failure::new(offset, expected, spoken.told())),
        }
    }

    fn spoken(&self, index: usize) -> Option<Spoken<'_>> {
        spoken(self.records.get(index)?)
    }

    pub fn expect(&mut self, expectation: &Expectation, offset: usize) -> Result<(), Failure> {
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
    pub fn expect_all(&mut self, all: &[Expectation], offset: usize) -> Result<(), Failure> {
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
    pub fn stand(&self) -> String {
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

    pub fn told(&self) -> String {
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
