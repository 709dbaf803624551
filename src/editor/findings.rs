//! What the checker found in a version of a flow, sorted for whoever asks: by widget, by rule, by severity. It is made
//! beside the window, once for each answer of the checker.

use std::collections::HashMap;
use std::sync::Arc;

use super::canvas::ProblemMarks;
use super::problems::severity;
use crate::check::{Diagnostic, Severity};
use crate::flow::{Flow, Output, WidgetId};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    all: Vec<Arc<Diagnostic>>,
    by_widget: HashMap<WidgetId, Vec<usize>>,
    of_flow: Vec<usize>,
    /// What a search looks in: message, code and the widget's name, in lower case.
    words: Vec<String>,
    kinds: HashMap<&'static str, Kind>,
    /// Errors, warnings and advice.
    counts: [usize; 3],
    safe_fixes: usize,
    /// The worst first; within a severity as the checker tells them.
    worst_first: Vec<usize>,
    /// The same for the canvas, the outline and the minimap.
    pub marks: Arc<ProblemMarks>,
}

/// What one rule found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// How often.
    pub count: usize,
    /// How many of these have a fix.
    pub fixable: usize,
}

impl Findings {
    /// Sorts what was found.
    pub fn new(flow: &Flow, all: Vec<Arc<Diagnostic>>) -> Self {
        let mut findings = Self::default();
        for (index, found) in all.iter().enumerate() {
            findings.note(flow, index, found);
        }
        findings.worst_first = (0..all.len()).collect();
        let bad = |index: &usize| all.get(*index).map(|found| std::cmp::Reverse(found.severity));
        findings.worst_first.sort_by_key(bad);
        let worst_first =
            findings.worst_first.iter().filter_map(|index| all.get(*index).map(|found| &**found));
        findings.marks = Arc::new(marks(worst_first));
        findings.all = all;
        findings
    }

    fn note(&mut self, flow: &Flow, index: usize, found: &Diagnostic) {
        match found.place.widget {
            Some(widget) => self.by_widget.entry(widget).or_default().push(index),
            None => self.of_flow.push(index),
        }
        let name = found.place.widget.and_then(|id| flow.widget(id)).map_or("", |widget| widget.title());
        self.words.push(format!("{}\n{}\n{name}", found.message, found.code).to_lowercase());
        let kind = self.kinds.entry(found.code).or_default();
        kind.count += 1;
        kind.fixable += usize::from(found.fix.is_some());
        self.safe_fixes += usize::from(found.fix.as_ref().is_some_and(|fix| fix.is_safe));
        let [errors, warnings, advice] = &mut self.counts;
        *match found.severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Advice => advice,
        } += 1;
    }

    /// All of it, as the checker tells it.
    pub fn all(&self) -> &[Arc<Diagnostic>] {
        &self.all
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Option<&Diagnostic> {
        self.all.get(index).map(|found| &**found)
    }

    /// Whether a text, given in lower case, stands in one of them: in its message, its code or its widget's name.
    pub fn holds(&self, index: usize, lower_case: &str) -> bool {
        self.words.get(index).is_some_and(|words| words.contains(lower_case))
    }

    /// What is wrong with a widget.
    pub fn of_widget(&self, widget: WidgetId) -> impl Iterator<Item = &Diagnostic> {
        self.by_widget.get(&widget).into_iter().flatten().filter_map(|index| self.get(*index))
    }

    /// What is wrong with the flow as a whole.
    pub fn of_flow(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_flow.iter().filter_map(|index| self.get(*index))
    }

    /// What a rule found.
    pub fn kind(&self, code: &str) -> Kind {
        self.kinds.get(code).copied().unwrap_or_default()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let [errors, warnings, advice] = self.counts;
        match severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Advice => advice,
        }
    }

    /// How many can be mended without looking.
    pub fn safe_fixes(&self) -> usize {
        self.safe_fixes
    }

    /// Places in [`Findings::all`], the worst first.
    pub fn worst_first(&self) -> &[usize] {
        &self.worst_first
    }

    /// The same without what widgets have that a version has no more; `None` where all of them are there.
    pub(super) fn without_gone(&self, flow: &Flow) -> Option<Self> {
        let is_there =
            |found: &Arc<Diagnostic>| found.place.widget.is_none_or(|id| flow.widget(id).is_some());
        let is_whole = self.by_widget.keys().all(|id| flow.widget(*id).is_some());
        (!is_whole).then(|| {
            Self::new(flow, self.all.iter().filter(|found| is_there(found)).map(Arc::clone).collect())
        })
    }
}

/// The marks of the canvas.
fn marks<'a>(worst_first: impl Iterator<Item = &'a Diagnostic>) -> ProblemMarks {
    let mut marks = ProblemMarks::default();
    for found in worst_first {
        let Some(widget) = found.place.widget else { continue };
        let (severity, message) = (severity(found.severity), with_capital(&found.message));
        marks.cards.entry(widget).or_default().add(severity, &message);
        if let Some(index) = found.place.output.or_else(|| output_in(&found.place.pointer)) {
            marks.outputs.entry(Output { widget, index }).or_default().add(severity, &message);
        }
    }
    marks
}

/// A message as it stands at the beginning of a line.
pub fn with_capital(message: &str) -> String {
    let mut chars = message.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str())
}

/// Names in quotes instead of backticks, for places that have no code style.
pub fn with_quotes(message: &str) -> String {
    let mut text = String::with_capacity(message.len());
    for (number, part) in message.split('`').enumerate() {
        if number > 0 {
            text.push(if number % 2 == 1 { '“' } else { '”' });
        }
        text.push_str(part);
    }
    text
}

/// What is said of settings that cannot be read.
pub fn unused_settings(trouble: &str) -> String {
    let stop = if trouble.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{trouble}{stop} Until that is mended, each rule has its own level.")
}

/// The path of a place below its state: `/properties/body` for `/states/3/properties/body`.
pub fn below_state(pointer: &str) -> &str {
    let below = pointer.strip_prefix("/states/").map(|rest| rest.find('/').and_then(|at| rest.get(at..)));
    below.map_or(pointer, Option::unwrap_or_default)
}

/// The output that a place is in, by its path.
pub fn output_in(pointer: &str) -> Option<usize> {
    let rest = below_state(pointer).strip_prefix("/transitions/")?;
    rest.split('/').next()?.parse().ok()
}
