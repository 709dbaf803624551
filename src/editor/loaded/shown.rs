//! A comparison as the window shows it: with the flow that it is of, and its marks on the canvas.

use std::sync::Arc;

use crate::editor::canvas::RunMarks;
use crate::flow::{Flow, Graph, Output, WidgetId};
use crate::sim::compare::{Comparison, Parted, Real, RealStep, Row};

/// A comparison of a real execution with a version of a flow.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The execution.
    pub real: Arc<Real>,
    /// What was found.
    pub comparison: Comparison,
    /// The version of the flow.
    pub flow: Flow,
    /// What the canvas shows of it.
    pub marks: Arc<RunMarks>,
    /// The row to begin with: where they part, else where variables do.
    pub first_row: Option<usize>,
    graph: Arc<Graph>,
}

impl Shown {
    /// Puts it together.
    pub fn of(flow: Flow, real: Arc<Real>, comparison: Comparison) -> Self {
        let graph = Graph::of(&flow);
        let marks = Arc::new(marks(&flow, &graph, &real, &comparison));
        let first_row = comparison.first.as_ref().map(|first| first.row).or(comparison.first_variables);
        Self { real, comparison, flow, marks, first_row, graph: Arc::new(graph) }
    }

    /// The real step of a row.
    pub fn step(&self, row: &Row) -> Option<&RealStep> {
        self.real.steps.get(row.real?)
    }

    /// The widget of the flow that a row is about.
    pub fn widget(&self, row: usize) -> Option<WidgetId> {
        let row = self.comparison.rows.get(row)?;
        let title = match (self.step(row), &row.ours) {
            (Some(step), _) => step.within.clone().unwrap_or_else(|| step.widget.clone()),
            (None, Some(ours)) => ours.widget.clone(),
            (None, None) => return None,
        };
        self.graph.named(title.split('/').next().unwrap_or_default())
    }

    /// What it is called: the execution's SID, or where it came from.
    pub fn name(&self) -> &str {
        self.real.sid.as_deref().unwrap_or("Pasted execution")
    }
}

/// The real path, and where ours goes another way.
fn marks(flow: &Flow, graph: &Graph, real: &Real, comparison: &Comparison) -> RunMarks {
    let mut marks = RunMarks::default();
    let output = |widget: &str, event: &str, next: Option<&str>| {
        let id = graph.named(widget)?;
        let index = flow.widget(id)?.transitions().iter().position(|transition| {
            &*transition.event == event && transition.next.as_deref() == next && next.is_some()
        });
        index.map(|index| Output { widget: id, index })
    };
    for (index, row) in comparison.rows.iter().enumerate() {
        let step = row.real.and_then(|index| real.steps.get(index)).filter(|step| step.within.is_none());
        let Some((step, id)) = step.and_then(|step| Some((step, graph.named(&step.widget)?))) else {
            continue;
        };
        let visit = marks.visits.entry(id).or_default();
        visit.step = index + 1;
        visit.times += 1;
        marks.taken.extend(output(&step.widget, &step.event, step.next.as_deref()));
    }
    if let Some(first) = &comparison.first {
        marks.current = graph.named(&first.widget);
        let ours = comparison.rows.get(first.row).and_then(|row| row.ours.as_ref());
        if let (Some(ours), false) = (ours, first.parted == Parted::Widget) {
            marks.next = output(&ours.widget, &ours.event, ours.next.as_deref());
        }
    }
    marks
}
