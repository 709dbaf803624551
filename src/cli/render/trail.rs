//! The way of a run, read from its trace.

use std::collections::BTreeSet;

use crate::flow::{Flow, Output, Widget};
use crate::picture::trail::Trail;
use crate::sim::Record;
use crate::sim::trace::{Direction, Step};
use crate::widgets::run::Trigger;
use crate::widgets::{EventKind, widget_type};

/// So many names are listed.
const MOST_NAMED: usize = 5;

/// What a trace says of a flow.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The way.
    pub trail: Trail,
    /// Widgets that the flow does not have, each with the line of the trace.
    strangers: Vec<(usize, String)>,
    /// What the flow has otherwise.
    pub remarks: Vec<String>,
}

impl Found {
    /// What does not fit, where something does not.
    pub(super) fn strangers_told(&self) -> Option<String> {
        let mut names = BTreeSet::new();
        let new = self.strangers.iter().filter(|(_, name)| names.insert(name.clone()));
        let listed: Vec<String> =
            new.take(MOST_NAMED).map(|(line, name)| format!("`{name}` (line {line})")).collect();
        let all: BTreeSet<&String> = self.strangers.iter().map(|(_, name)| name).collect();
        let more = match all.len().saturating_sub(listed.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!listed.is_empty()).then(|| format!("the flow has no widget {}{more}", listed.join(", ")))
    }
}

/// Reads the records of a trace with their lines.
pub(super) fn of(records: &[(usize, Record)], flow: &Flow) -> Found {
    let mut found = Found::default();
    let mut waiting: Option<String> = None;
    for (line, record) in records {
        match record {
            // A step of a subflow is about no widget of this flow.
            Record::Step(step) if step.within.is_none() => {
                waiting = None;
                found.step(*line, step, flow);
            }
            Record::Waiting(record) => waiting = Some(record.widget.clone()),
            Record::Message(message)
                if message.direction == Direction::Outbound && message.error.is_some() =>
            {
                found.trail.failed.extend(flow.named(&message.widget).map(|widget| widget.id()));
            }
            Record::Ended(ended) => {
                waiting = None;
                found.trail.ended = Some(ended.reason.name().to_owned());
                found.trail.steps = ended.steps;
            }
            _ => {}
        }
    }
    if let Some(widget) = waiting.and_then(|name| flow.named(&name)) {
        found.trail.current = Some(widget.id());
        let index = widget.transitions().iter().position(|way| &*way.event == Trigger::Message.event());
        let index =
            index.filter(|index| widget.transitions().get(*index).is_some_and(|way| way.next.is_some()));
        found.trail.next = index.map(|index| Output { widget: widget.id(), index });
    }
    found
}

impl Found {
    fn step(&mut self, line: usize, step: &Step, flow: &Flow) {
        let Some(widget) = flow.named(&step.widget) else {
            self.strangers.push((line, step.widget.clone()));
            return;
        };
        let output = output_of(widget, step);
        let event = widget_type(&step.kind).and_then(|kind| kind.event(&step.event));
        let has_failed = event.is_some_and(|event| event.kind == EventKind::Failure);
        self.trail.note(widget.id(), output, step.index, step.next.is_some(), has_failed);
        self.trail.steps = self.trail.steps.max(step.index);
        let leads =
            output.and_then(|index| widget.transitions().get(index)).and_then(|way| way.next.as_deref());
        if leads != step.next.as_deref() && self.remarks.len() < MOST_NAMED {
            let end = |name: Option<&str>| name.map_or("nowhere".to_owned(), |name| format!("to `{name}`"));
            self.remarks.push(format!(
                "line {line}: `{}` led {} by `{}`, and leads {} in this flow",
                step.widget,
                end(step.next.as_deref()),
                step.event,
                end(leads)
            ));
        }
    }
}

/// The output by which a widget was left, where the flow has it.
fn output_of(widget: &Widget, step: &Step) -> Option<usize> {
    let ways = widget.transitions();
    let is_it = |index: &usize| ways.get(*index).is_some_and(|way| *way.event == *step.event);
    step.transition.filter(is_it).or_else(|| ways.iter().position(|way| *way.event == *step.event))
}
