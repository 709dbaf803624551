//! The steps of both side by side, and after each the variables that differ since.

use std::collections::HashMap;

use super::difference::{self, Difference};
use super::drive::{Ours, Taken};
use super::real::{Real, RealStep};
use crate::widgets::run::Trigger;

/// What a pair of steps is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The same.
    Same,
    /// The same, as the outcome was taken over from the real execution: nobody can know it here.
    Given,
    /// Another widget, event or next widget.
    Differs,
    /// Only the real execution has a step here.
    OnlyReal,
    /// Only our run has a step here.
    OnlyOurs,
    /// Not compared: the two have parted before, or our run could not go on.
    NotCompared,
}

impl Sign {
    /// In a few words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Same => "the same",
            Self::Given => "taken over from the real one",
            Self::Differs => "different",
            Self::OnlyReal => "only in the real one",
            Self::OnlyOurs => "only in ours",
            Self::NotCompared => "not compared",
        }
    }
}

/// A step of our run.
#[derive(Clone, Debug, PartialEq)]
pub struct OurStep {
    /// The widget; in a subflow `outer/inner`.
    pub widget: String,
    /// The event by which it was left.
    pub event: String,
    /// The next widget; `None` where the flow ends.
    pub next: Option<String>,
    /// Which transition was taken, where several have this event.
    pub transition: Option<usize>,
    /// Why this way.
    pub why: Option<String>,
    /// Seconds since the beginning.
    pub at_secs: f64,
    /// What it takes for true that nobody outside Twilio has confirmed: the rule, and what was taken.
    pub assumptions: Vec<(String, String)>,
    /// What it warned of.
    pub warnings: Vec<String>,
}

/// A step of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The index of the real step in its execution.
    pub real: Option<usize>,
    /// Our step.
    pub ours: Option<OurStep>,
    /// What the two are.
    pub sign: Sign,
    /// The variables that differ after this step, and did not before it.
    pub variables: Vec<Difference>,
    /// Whether the variables after it could be compared.
    pub has_variables: bool,
    /// What is to be known of it.
    pub remarks: Vec<String>,
}

impl Row {
    /// Whether a variable differs that could be the same.
    pub fn has_differing_variables(&self) -> bool {
        self.variables.iter().any(|difference| difference.kind.counts())
    }
}

/// Puts both side by side.
pub(super) fn rows(real: &Real, path: &[usize], ours: Option<&Ours>, notes: &mut Vec<String>) -> Vec<Row> {
    let taken = ours.map_or(&[][..], |ours| &ours.steps);
    // Where the list does not begin with the trigger, ours does all the same.
    let skipped = skipped(real, path, taken);
    let taken = taken.get(skipped..).unwrap_or_default();
    let mut rows = Vec::with_capacity(path.len().max(taken.len()));
    let mut has_parted = ours.is_none();
    for index in 0..path.len().max(taken.len()) {
        let theirs = path.get(index).copied();
        let step = theirs.and_then(|index| real.steps.get(index));
        let mine = taken.get(index);
        let sign = if has_parted { Sign::NotCompared } else { sign(step, mine, real, ours) };
        has_parted |= matches!(sign, Sign::Differs | Sign::OnlyReal | Sign::OnlyOurs | Sign::NotCompared);
        rows.push(Row {
            real: theirs,
            ours: mine.map(our_step),
            sign,
            variables: Vec::new(),
            has_variables: false,
            remarks: mine.map(|mine| mine.remarks.clone()).unwrap_or_default(),
        });
    }
    if let Some(ours) = ours {
        variables(real, ours, skipped, &mut rows, notes);
        notes.extend(ours.stopped.iter().map(|why| sentence(why)));
    }
    rows
}

fn skipped(real: &Real, path: &[usize], taken: &[Taken]) -> usize {
    let is_begun = |event: &str| Trigger::ALL.iter().any(|trigger| trigger.event() == event);
    let first = path.first().and_then(|index| real.steps.get(*index));
    match (first, taken.first()) {
        (Some(real), Some(ours))
            if ours.step.kind == "trigger"
                && real.widget != ours.step.widget
                && !(is_begun(&real.event) && real.kind.as_deref().is_none_or(|kind| kind == "trigger")) =>
        {
            1
        }
        _ => 0,
    }
}

fn sign(step: Option<&RealStep>, mine: Option<&Taken>, real: &Real, ours: Option<&Ours>) -> Sign {
    match (step, mine) {
        (Some(step), Some(mine)) => {
            let is_same =
                step.title() == mine.title && step.event == mine.step.event && step.next == mine.step.next;
            match (is_same, mine.is_given) {
                (true, true) => Sign::Given,
                (true, false) => Sign::Same,
                (false, _) => Sign::Differs,
            }
        }
        (Some(_), None) => match ours {
            // Ours knows no answer there, which is no difference of the flow.
            Some(ours) if ours.stopped.is_some() && ours.ended.is_none() => Sign::NotCompared,
            _ => Sign::OnlyReal,
        },
        // One that is going on may take this step yet.
        (None, Some(_)) if real.is_active == Some(true) => Sign::NotCompared,
        (None, _) => Sign::OnlyOurs,
    }
}

fn our_step(taken: &Taken) -> OurStep {
    OurStep {
        widget: taken.title.clone(),
        event: taken.step.event.clone(),
        next: taken.step.next.clone(),
        transition: taken.step.transition,
        why: taken.step.why.clone().filter(|why| why != "forced"),
        at_secs: taken.step.at,
        assumptions: taken
            .assumptions
            .iter()
            .map(|assumption| (assumption.id.clone(), assumption.took.clone()))
            .collect(),
        warnings: taken.warnings.iter().map(|warning| warning.message.clone()).collect(),
    }
}

/// Compares the variables after each step that both have taken.
fn variables(real: &Real, ours: &Ours, skipped: usize, rows: &mut [Row], notes: &mut Vec<String>) {
    let last = rows.iter().rposition(|row| row.real.is_some());
    let mut without = 0_usize;
    ours.history.backwards(&ours.context, |index, context| {
        let Some(at) = index.checked_sub(skipped) else { return };
        let Some(row) = rows.get_mut(at) else { return };
        if !matches!(row.sign, Sign::Same | Sign::Given | Sign::Differs) {
            return;
        }
        let step = row.real.and_then(|index| real.steps.get(index));
        let is_last = last == Some(at) && step.is_some_and(|step| step.within.is_none());
        let theirs =
            step.and_then(|step| step.context.as_ref()).or_else(|| real.context.as_ref().filter(|_| is_last));
        match theirs {
            Some(theirs) => {
                row.has_variables = true;
                row.variables = difference::of(theirs, context);
            }
            None => without += 1,
        }
    });
    if without > 0 {
        let steps = if without == 1 { "1 step is".to_owned() } else { format!("{without} steps are") };
        notes.push(format!(
            "The variables after {steps} not compared, as their contexts were not given: …/Steps/FT…/Context has them"
        ));
    }
    keep_new(rows);
}

/// Leaves of each step's differences those that were not there before it.
fn keep_new(rows: &mut [Row]) {
    let mut known: HashMap<String, (Option<String>, Option<String>)> = HashMap::new();
    for row in rows.iter_mut().filter(|row| row.has_variables) {
        row.variables.retain(|difference| {
            let now = (difference.real.clone(), difference.ours.clone());
            known.insert(difference.path.clone(), now.clone()) != Some(now)
        });
    }
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
