//! What happens to all contacts, as counts. They grow with the flow, never with the contacts.

use std::collections::{BTreeMap, HashMap};

use super::contact::Played;
use crate::flow::WidgetId;
use crate::sim::Program;
use crate::sim::trace::{Ended, Reason, Record, Step};

/// So many contacts are named for each way and each end.
const EXAMPLES: usize = 3;

/// How a contact got through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// The flow ended as its author meant it to.
    ReachedEnd,
    /// The contact was silent or hung up, and the flow ended there.
    DroppedOff,
    /// Something went wrong.
    Failed,
}

/// What happened so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// So many contacts are through.
    pub contacts: u32,
    /// So many of them reached an end of the flow.
    pub reached_end: u32,
    /// So many dropped off.
    pub dropped_off: u32,
    /// With so many something went wrong.
    pub failed: u32,
    /// How many widgets all of them left together.
    pub steps: u64,
    /// The contact with the most steps.
    pub longest: Option<Longest>,
    /// For each widget of the flow, in the order of the file.
    pub widgets: Vec<WidgetCount>,
    /// Where and why contacts ended, those first with the most contacts.
    pub ends: Vec<End>,
    /// Warnings and refusals by Twilio's code.
    pub troubles: BTreeMap<u32, Trouble>,
}

/// The contact with the most steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Longest {
    /// Which.
    pub contact: u32,
    /// How many steps it took.
    pub steps: u32,
    /// How long that was on its clock.
    pub secs: f64,
}

/// What happened at a widget.
#[derive(Clone, Debug, PartialEq)]
pub struct WidgetCount {
    /// The widget.
    pub widget: WidgetId,
    /// How many contacts came here.
    pub contacts: u32,
    /// How often it was entered: as often as it was left, and once more for each who ended inside.
    pub entered: u64,
    /// How often it was left.
    pub left: u64,
    /// How many contacts ended while it was running or waiting.
    pub ended_inside: u32,
    /// How many contacts reached an end of the flow here.
    pub reached_end: u32,
    /// How many dropped off here: were silent, and nothing was heard of them after that; or hung up.
    pub dropped_off: u32,
    /// With how many something went wrong here.
    pub failed: u32,
    /// For each of its transitions.
    pub outputs: Vec<OutputCount>,
    /// How often it was left by an event that it has no transition for.
    pub left_otherwise: u64,
}

impl WidgetCount {
    fn of(widget: WidgetId, outputs: usize) -> Self {
        Self {
            widget,
            contacts: 0,
            entered: 0,
            left: 0,
            ended_inside: 0,
            reached_end: 0,
            dropped_off: 0,
            failed: 0,
            outputs: vec![OutputCount::default(); outputs],
            left_otherwise: 0,
        }
    }
}

/// What happened at an output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputCount {
    /// How many contacts took it.
    pub contacts: u32,
    /// How often it was taken.
    pub taken: u64,
    /// The first contacts who took it.
    pub examples: Vec<u32>,
}

/// Where and why contacts ended.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The widget that the contact was lost at, or where the flow ended; `None` where none was ever entered. Who drops
    /// off is lost at the widget that it was silent to, whatever the flow did after that.
    pub widget: Option<WidgetId>,
    /// The widget that ran last.
    pub last: Option<WidgetId>,
    /// The event by which the last one was left; `None` where the contact ended inside.
    pub event: Option<String>,
    /// Why.
    pub reason: Reason,
    /// What that means.
    pub fate: Fate,
    /// How many contacts.
    pub contacts: u32,
    /// The first of them.
    pub examples: Vec<u32>,
}

/// A code of Twilio's that came up.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// How often.
    pub times: u64,
    /// With how many contacts.
    pub contacts: u32,
    /// Where it came up first.
    pub widget: Option<WidgetId>,
    /// In the words of the first time.
    pub message: String,
    /// The contact of the first time.
    pub example: u32,
}

/// Where contacts were lost, the last widget and its event, why, and what that means.
type EndKey = (Option<usize>, Option<usize>, Option<Box<str>>, &'static str, Fate);

/// Counts, with what is needed to count a contact once.
pub(super) struct Tally {
    totals: Totals,
    by_name: HashMap<Box<str>, usize>,
    /// For each transition of each widget its event.
    events: Vec<Vec<Box<str>>>,
    /// Who was counted last, by widget, by output and by code; contacts count from 1 here.
    seen: Vec<u32>,
    seen_outputs: Vec<Vec<u32>>,
    seen_codes: HashMap<u32, u32>,
    ends: HashMap<EndKey, usize>,
    /// The contact who is on its way, from 1.
    current: u32,
    has_stepped: bool,
    end: Option<(Option<usize>, Option<String>)>,
}

impl Tally {
    /// Of a flow in which nothing has happened.
    pub fn of(program: &Program) -> Self {
        let mut by_name = HashMap::new();
        let mut totals = Totals::default();
        let mut events = Vec::new();
        for (index, widget) in program.widgets().enumerate() {
            by_name.entry(widget.title().into()).or_insert(index);
            let transitions = widget.transitions();
            totals.widgets.push(WidgetCount::of(widget.id(), transitions.len()));
            events.push(transitions.iter().map(|transition| Box::from(&*transition.event)).collect());
        }
        Self {
            seen: vec![0; totals.widgets.len()],
            seen_outputs: totals.widgets.iter().map(|count| vec![0; count.outputs.len()]).collect(),
            totals,
            by_name,
            events,
            seen_codes: HashMap::new(),
            ends: HashMap::new(),
            current: 0,
            has_stepped: false,
            end: None,
        }
    }

    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    pub fn begin(&mut self, contact: u32) {
        self.current = contact.saturating_add(1);
        self.has_stepped = false;
        self.end = None;
    }

    pub fn note(&mut self, record: &Record) {
        match record {
            Record::Step(step) if step.within.is_none() => self.step(step),
            // What a subflow does counts for the widget that runs it.
            Record::Step(step) => {
                if !self.has_stepped
                    && let Some(index) = step.within.as_deref().and_then(|name| self.index_of(name))
                {
                    self.enter(index);
                }
            }
            Record::Ended(ended) => self.ended(ended),
            Record::Warning(warning) => {
                if let Some(code) = warning.code {
                    self.trouble(code, warning.widget.as_deref(), &warning.message);
                }
            }
            Record::Message(message) => {
                if let Some(error) = &message.error
                    && let Some(code) = error.code
                {
                    self.trouble(code, Some(&message.widget), &error.message);
                }
            }
            _ => {}
        }
    }

    /// The widget of the flow itself that a name in a trace means.
    fn index_of(&self, name: &str) -> Option<usize> {
        own_index(&self.by_name, name)
    }

    fn enter(&mut self, index: usize) {
        self.has_stepped = true;
        let current = self.current;
        let (Some(count), Some(seen)) = (self.totals.widgets.get_mut(index), self.seen.get_mut(index)) else {
            return;
        };
        count.entered += 1;
        if *seen != current {
            *seen = current;
            count.contacts += 1;
        }
    }

    fn step(&mut self, step: &Step) {
        let Some(index) = self.index_of(&step.widget) else { return };
        if !self.has_stepped {
            self.enter(index);
        }
        let known = self.events.get(index);
        let output = step.transition.or_else(|| known?.iter().position(|event| **event == *step.event));
        let contact = self.current.saturating_sub(1);
        if let Some(count) = self.totals.widgets.get_mut(index) {
            count.left += 1;
            let seen = self.seen_outputs.get_mut(index);
            match output.and_then(|output| Some((count.outputs.get_mut(output)?, seen?.get_mut(output)?))) {
                Some((output, seen)) => {
                    output.taken += 1;
                    if *seen != self.current {
                        *seen = self.current;
                        output.contacts += 1;
                        if output.examples.len() < EXAMPLES {
                            output.examples.push(contact);
                        }
                    }
                }
                None => count.left_otherwise += 1,
            }
        }
        if let Some(next) = step.next.as_deref().and_then(|next| self.index_of(next)) {
            self.enter(next);
        }
    }

    fn ended(&mut self, ended: &Ended) {
        let Some(last) = &ended.last else {
            self.end = Some((None, None));
            return;
        };
        let index = self.index_of(&last.widget);
        if let (Some(index), false) = (index, self.has_stepped) {
            self.enter(index);
        }
        // In a subflow the widget of the flow itself was not left.
        let is_own = self.by_name.contains_key(&*last.widget);
        self.end = Some((index, last.event.clone().filter(|_| is_own)));
    }

    /// The contact is through.
    pub fn over(&mut self, contact: u32, played: &Played) {
        let totals = &mut self.totals;
        totals.contacts += 1;
        totals.steps += u64::from(played.steps);
        if totals.longest.is_none_or(|longest| played.steps > longest.steps) {
            totals.longest = Some(Longest { contact, steps: played.steps, secs: played.secs });
        }
        let fate = fate_of(played);
        let (last, event) = self.end.take().unwrap_or((None, None));
        match fate {
            Fate::ReachedEnd => totals.reached_end += 1,
            Fate::DroppedOff => totals.dropped_off += 1,
            Fate::Failed => totals.failed += 1,
        }
        let silent_at = played.silent_at.as_deref().filter(|_| fate == Fate::DroppedOff);
        let lost_at = silent_at.and_then(|name| own_index(&self.by_name, name)).or(last);
        if let Some(count) = last.and_then(|last| totals.widgets.get_mut(last)) {
            count.ended_inside += u32::from(event.is_none());
        }
        if let Some(count) = lost_at.and_then(|index| totals.widgets.get_mut(index)) {
            match fate {
                Fate::ReachedEnd => count.reached_end += 1,
                Fate::DroppedOff => count.dropped_off += 1,
                Fate::Failed => count.failed += 1,
            }
        }
        let key = (lost_at, last, event.as_deref().map(Box::from), played.reason.name(), fate);
        let place = *self.ends.entry(key).or_insert_with(|| {
            let id = |index: Option<usize>| Some(totals.widgets.get(index?)?.widget);
            let (widget, last, reason, examples) = (id(lost_at), id(last), played.reason, Vec::new());
            totals.ends.push(End { widget, last, event, reason, fate, contacts: 0, examples });
            totals.ends.len() - 1
        });
        if let Some(end) = totals.ends.get_mut(place) {
            end.contacts += 1;
            if end.examples.len() < EXAMPLES {
                end.examples.push(contact);
            }
        }
    }

    fn trouble(&mut self, code: u32, widget: Option<&str>, message: &str) {
        let widget = widget.and_then(|name| self.index_of(name));
        let widget = widget.and_then(|index| self.totals.widgets.get(index)).map(|count| count.widget);
        let example = self.current.saturating_sub(1);
        let trouble = self.totals.troubles.entry(code).or_insert_with(|| Trouble {
            times: 0,
            contacts: 0,
            widget,
            message: message.chars().take(300).collect(),
            example,
        });
        trouble.times += 1;
        let seen = self.seen_codes.entry(code).or_default();
        if *seen != self.current {
            *seen = self.current;
            trouble.contacts += 1;
        }
    }
}

fn own_index(by_name: &HashMap<Box<str>, usize>, name: &str) -> Option<usize> {
    let own = || name.split_once('/').and_then(|(outer, _)| by_name.get(outer));
    by_name.get(name).or_else(own).copied()
}

/// A contact whose silence ends the flow has dropped off, whatever Studio calls that end.
fn fate_of(played: &Played) -> Fate {
    match played.reason {
        Reason::HungUp | Reason::Expired => Fate::DroppedOff,
        Reason::Completed if played.silent_at.is_some() => Fate::DroppedOff,
        Reason::Completed => Fate::ReachedEnd,
        Reason::UnhandledFailure
        | Reason::MaxSteps
        | Reason::WidgetLoop
        | Reason::NoMatch
        | Reason::Unsupported
        | Reason::Stopped => Fate::Failed,
    }
}
