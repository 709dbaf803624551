//! What a run means to the canvas: where it is, where it was, where it goes.

use std::cell::OnceCell;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::form::output_of;
use super::steps::Took;
use crate::editor::canvas::{RunMarks, Spot};
use crate::flow::{Flow, Graph, Output, WidgetId};
use crate::sim::trace::{self, Direction};
use crate::widgets::run::Trigger;
use crate::widgets::{EventKind, output_label, widget_type};

/// What a run did, and what the canvas shows of it: that is made once for each change, and not for each frame.
#[derive(Default)]
pub(super) struct Marked {
    marks: RunMarks,
    shown: OnceCell<Arc<RunMarks>>,
}

impl Deref for Marked {
    type Target = RunMarks;

    fn deref(&self) -> &RunMarks {
        &self.marks
    }
}

impl DerefMut for Marked {
    fn deref_mut(&mut self) -> &mut RunMarks {
        self.shown.take();
        &mut self.marks
    }
}

impl Marked {
    /// What the canvas shows after so many steps: where the run is, it is as if that was a step, too.
    pub fn shown(&self, steps: usize) -> Arc<RunMarks> {
        let make = || {
            let mut marks = self.marks.clone();
            if let Some(current) = marks.current {
                let next = u32::try_from(steps).unwrap_or(u32::MAX).saturating_add(1);
                note_visit(&mut marks, current, next);
            }
            Arc::new(marks)
        };
        Arc::clone(self.shown.get_or_init(make))
    }
}

/// A widget that was left, as a row of the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRow {
    /// From 1.
    pub number: u32,
    /// The widget, where it is known.
    pub id: Option<WidgetId>,
    /// Its name.
    pub widget: String,
    /// The number of the output by which it was left, where the flow has it.
    pub output: Option<usize>,
    /// Whether that is a failure.
    pub has_failed: bool,
    /// The output by which it was left and that led on, where the flow has it.
    pub taken: Option<Output>,
    /// The label of the output that was taken.
    pub label: String,
    /// The event.
    pub event: String,
    /// The next widget; `None` where the run ends.
    pub next: Option<String>,
    /// Why this way.
    pub why: Option<String>,
    /// When, on the run's clock.
    pub at_secs: f64,
    /// What the step takes for true though nobody outside Twilio has confirmed it.
    pub assumptions: Vec<Took>,
    /// What the records say of it, in the order in which it happened.
    pub facts: Vec<String>,
    /// Which transition was taken, where several have the event.
    pub transition: Option<usize>,
    /// The catalogue's name of the widget's type.
    pub kind: String,
}

/// Notes a step on the canvas; gives its row of the trace.
pub(super) fn note_step(marks: &mut RunMarks, flow: &Flow, graph: &Graph, step: &trace::Step) -> StepRow {
    // A step of a subflow is about no widget of this flow, even where the names are the same.
    let id = graph.named(&step.widget).filter(|_| step.within.is_none());
    let widget = id.and_then(|id| flow.widget(id));
    let output = widget.and_then(|widget| output_of(widget, &step.event, step.transition));
    let taken = id.zip(output).filter(|_| step.next.is_some());
    let event = widget_type(&step.kind).and_then(|kind| kind.event(&step.event));
    let has_failed = event.is_some_and(|event| event.kind == EventKind::Failure);
    let label = match (widget, output) {
        (Some(widget), Some(index)) => output_label(widget, index),
        // The widget has no such output in the file: the catalogue knows the event all the same.
        _ => widget_type(&step.kind)
            .and_then(|kind| kind.event(&step.event))
            .map_or_else(|| step.event.clone(), |event| event.short.to_owned()),
    };
    let row = StepRow {
        number: step.index,
        id,
        output,
        taken: taken.map(|(widget, index)| Output { widget, index }),
        has_failed,
        widget: match &step.within {
            Some(within) => format!("{within}/{}", step.widget),
            None => step.widget.clone(),
        },
        label,
        event: step.event.clone(),
        next: step.next.clone(),
        why: step.why.clone(),
        at_secs: step.at,
        assumptions: Vec::new(),
        facts: Vec::new(),
        transition: step.transition,
        kind: step.kind.clone(),
    };
    mark_row(marks, &row);
    row
}

/// Marks a step on the canvas.
pub(super) fn mark_row(marks: &mut RunMarks, row: &StepRow) {
    if let Some(taken) = row.taken {
        marks.taken.insert(taken);
        let count = marks.counts.entry(taken).or_default();
        *count = count.saturating_add(1);
    }
    let Some(id) = row.id else { return };
    note_visit(marks, id, row.number);
    if row.has_failed {
        marks.failed.insert(Spot::card(id));
        marks.failed.extend(row.output.map(|index| Spot { widget: id, output: Some(index) }));
    }
}

/// Notes a message that was refused on the canvas.
pub(super) fn note_message(marks: &mut RunMarks, graph: &Graph, message: &trace::Message) {
    if message.direction == Direction::Outbound && message.error.is_some() {
        marks.failed.extend(graph.named(&message.widget).map(Spot::card));
    }
}

/// Counts a visit of a widget.
pub(super) fn note_visit(marks: &mut RunMarks, id: WidgetId, step: u32) {
    let visit = marks.visits.entry(id).or_default();
    visit.step = usize::try_from(step).unwrap_or(usize::MAX);
    visit.times += 1;
}

/// The output that an answer of the contact would take.
pub(super) fn next_output(flow: &Flow, waiting: WidgetId) -> Option<Output> {
    let widget = flow.widget(waiting)?;
    let index = output_of(widget, Trigger::Message.event(), None)?;
    widget.transitions().get(index)?.next.as_ref()?;
    Some(Output { widget: waiting, index })
}
