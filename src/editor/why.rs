//! What the user looks at of a run's variables and steps, and the answer to "why did it go this way?".
//!
//! It paints nothing. The answer is worked out beside the window by what runs ([`crate::sim::explain`]).

use std::path::PathBuf;
use std::sync::Arc;

use crate::flow::{Document, Flow, Widget, WidgetId, file};
use crate::sim::{Context, Program, Start, explain};
use crate::widgets::explain::Explanation;

use super::run::Run;
use super::variable_tree::{Change, changes};

/// So many changed variables of a step are told; the tree shows all.
const MOST_CHANGES: usize = 50;

/// What the user has arranged in the tabs of variables and steps.
#[derive(Debug, Default)]
pub struct WhyView {
    /// Only variables that the last step changed are shown.
    pub only_changed: bool,
    /// Expressions whose values are shown on top of the variables.
    pub watches: Vec<String>,
    /// The expression that is being typed.
    pub draft: String,
    /// The step of the trace that is open, with the run that it is of.
    open: Option<(u64, u32)>,
    /// The open step is to be brought into view, once.
    pub wants_sight: bool,
    /// The list of all assumptions is shown in place of the steps.
    pub shows_assumptions: bool,
    /// What was found out of a step.
    pub answer: Option<WhyAnswer>,
}

impl WhyView {
    /// The number of the step that is open, where it is of this run.
    pub fn open_step(&self, run: &Run) -> Option<u32> {
        self.open.filter(|(known, _)| *known == identity(run)).map(|(_, step)| step)
    }

    /// Opens a step of a run, or closes what is open.
    pub fn open(&mut self, run: &Run, step: Option<u32>) {
        self.open = step.map(|step| (identity(run), step));
        self.shows_assumptions = false;
    }

    /// What was found out of the step that is open.
    pub fn answer_of(&self, run: &Run, step: u32) -> Option<&WhyAnswer> {
        self.answer.as_ref().filter(|answer| answer.of == (identity(run), step))
    }
}

/// Tells runs of a flow apart, and those that somebody else has begun.
pub fn identity(run: &Run) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (run.number(), run.execution()).hash(&mut hasher);
    hasher.finish()
}

/// What the user does with variables, watches, steps and assumptions.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyAction {
    /// Opens or closes a step of the trace.
    ToggleStep(u32),
    /// Shows a step of the trace, open.
    ShowStep(u32),
    /// Shows all assumptions of the run, or the steps again.
    ShowAssumptions(bool),
    /// Takes another choice for an assumption from the next run on: its id and the choice's name.
    Assume(String, &'static str),
    /// Shows only what the last step changed, or everything.
    OnlyChanged(bool),
    /// An expression that is being typed.
    Draft(String),
    /// Watches an expression.
    Watch(String),
    /// Watches the expression with this place in the list no more.
    Unwatch(usize),
    /// Shows the fields of a widget, so that a variable can be dropped into one.
    OpenFields(WidgetId),
    /// Puts a path into the field that had the caret last.
    Insert(String),
}

/// What is to be found out of a step.
pub struct WhyQuestion {
    /// The run and the number of the step.
    pub of: (u64, u32),
    /// The flow that the widget is in, or the file that holds it; `None` where that is not known.
    pub flow: Option<Result<Flow, PathBuf>>,
    /// The widget's name.
    pub widget: String,
    /// How the run began.
    pub start: Option<Start>,
    /// The variables before the step and after it.
    pub before: Context,
    /// After it.
    pub after: Context,
    /// When the widget was left.
    pub at_secs: f64,
}

/// What was found out of a step.
#[derive(Debug)]
pub struct WhyAnswer {
    /// The run and the number of the step.
    pub of: (u64, u32),
    /// The widget, condition by condition; `None` where it compares nothing.
    pub told: Result<Option<(Arc<Widget>, Explanation)>, String>,
    /// The variables that the step changed.
    pub changes: Vec<Change>,
    /// How many more it changed.
    pub more: usize,
}

impl WhyQuestion {
    /// Works it out.
    pub fn answer(self) -> WhyAnswer {
        let told = self.told();
        let mut changes = changes(&self.before, &self.after, MOST_CHANGES + 1_000);
        let more = changes.len().saturating_sub(MOST_CHANGES);
        changes.truncate(MOST_CHANGES);
        WhyAnswer { of: self.of, told, changes, more }
    }

    fn told(&self) -> Result<Option<(Arc<Widget>, Explanation)>, String> {
        let (Some(start), Some(flow)) = (&self.start, &self.flow) else { return Ok(None) };
        let read = match flow {
            Ok(flow) => flow.clone(),
            Err(path) => {
                let bytes = file::read(path).map_err(|error| error.to_string())?;
                let document = Document::from_bytes(None, &bytes)
                    .map_err(|error| format!("{}: {}", path.display(), error.message()))?;
                document.flow().clone()
            }
        };
        let widget = read.widgets().iter().find(|widget| widget.title() == self.widget);
        let Some(widget) = widget else { return Ok(None) };
        let program = Program::compile(&read);
        let told = explain(&program, start, &self.after, self.at_secs, widget);
        Ok(told.map(|told| (Arc::clone(widget), told)))
    }
}
