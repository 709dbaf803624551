//! The moment of a run that is shown: now, or after one of its steps.
//!
//! What is to be known of a moment is put together once, when it is gone to, and only for that one.

use super::{Run, Tone};
use crate::editor::canvas::RunMarks;
use crate::editor::run::marks::{mark_row, note_visit};
use crate::editor::run::{Asking, Entry, StepRow};
use crate::flow::WidgetId;
use crate::sim::Context;
use std::cell::OnceCell;
use std::sync::Arc;

/// What the steps replaced may take so much.
const MAX_HISTORY_BYTES: usize = 64 << 20;

/// A moment that is over.
pub(super) struct Past {
    step: u32,
    pub(super) marks: Arc<RunMarks>,
    variables: Option<Context>,
}

impl Run {
    /// The moment that is shown, as the number of steps taken then; `None`: now.
    pub fn position(&self) -> Option<u32> {
        self.past.as_ref().map(|past| past.step)
    }

    /// How many steps had been taken at the moment that is shown.
    pub fn shown_steps(&self) -> u32 {
        self.position().unwrap_or_else(|| self.all_steps())
    }

    /// How many steps it has taken.
    pub fn all_steps(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Shows it as it was after so many steps; `None`, or as many as there are: as it is now, whatever comes.
    pub fn go_to(&mut self, position: Option<u32>) {
        let all = self.all_steps();
        self.past = position.filter(|step| *step < all).map(|step| self.past_after(step));
        self.context = OnceCell::new();
    }

    fn past_after(&self, step: u32) -> Past {
        let count = usize::try_from(step).unwrap_or(usize::MAX);
        let mut marks = RunMarks::default();
        self.steps.iter().take(count).for_each(|row| mark_row(&mut marks, row));
        if let Some(next) = self.steps.get(count) {
            marks.current = self.own_widget(next);
            marks.next = next.taken;
        }
        if let Some(current) = marks.current {
            note_visit(&mut marks, current, step.saturating_add(1));
        }
        Past { step, marks: Arc::new(marks), variables: self.variables_after(count) }
    }

    /// The widget of the flow itself in which a step was taken.
    fn own_widget(&self, row: &StepRow) -> Option<WidgetId> {
        let (own, _) = row.widget.split_once('/').unwrap_or((&row.widget, ""));
        row.id.or_else(|| self.graph.named(own))
    }

    /// All variables as they were after so many steps; `None` where that is not known any more, or not yet.
    pub fn variables_after(&self, steps: usize) -> Option<Context> {
        // Steps are told before the variables that they left.
        let now = self.now.as_ref().filter(|_| self.told_after == self.history.len())?;
        self.history.knows(steps).then(|| self.history.after(steps, &now.settled))
    }

    /// All variables of a step's flow before that step, counted from 0. A subflow has variables of its own: before the
    /// step behind it are those that its flow had when it began, and before its first step there are none to know.
    pub fn variables_before(&self, step: usize) -> Option<Context> {
        self.variables_after(self.step_before(step)?)
    }

    /// After how many steps its flow had the variables that it had before a step.
    pub(in crate::editor::run) fn step_before(&self, step: usize) -> Option<usize> {
        let of = |row: &StepRow| row.widget.rsplit_once('/').map(|(flow, _)| flow.to_owned());
        let flow = of(self.steps.get(step)?);
        let is_inside = |other: &str| {
            let rest = flow.as_deref().map_or(Some(other), |flow| other.strip_prefix(flow));
            rest.is_some_and(|rest| flow.is_none() || rest.starts_with('/'))
        };
        for (index, row) in self.steps.get(..step)?.iter().enumerate().rev() {
            match of(row) {
                other if other == flow => return Some(index + 1),
                Some(other) if is_inside(&other) => {}
                _ => return None,
            }
        }
        flow.is_none().then_some(0)
    }

    /// Works out the variables of the moment that is shown, where they were not known when it was gone to.
    pub(super) fn complete_past(&mut self) {
        let step = match &self.past {
            Some(past) if past.variables.is_none() => past.step,
            _ => return,
        };
        let variables = usize::try_from(step).ok().and_then(|step| self.variables_after(step));
        if let (Some(past), Some(variables)) = (&mut self.past, variables) {
            past.variables = Some(variables);
            self.context = OnceCell::new();
        }
    }

    /// All variables at the moment that is shown.
    pub fn shown_variables(&self) -> Option<&Context> {
        match &self.past {
            Some(past) => past.variables.as_ref(),
            None => self.variables(),
        }
    }

    /// The last step at the moment that is shown.
    pub fn shown_step(&self) -> Option<&StepRow> {
        let before = usize::try_from(self.shown_steps()).ok()?.checked_sub(1)?;
        self.steps.get(before)
    }

    /// The paths of the variables that the last step at that moment changed.
    pub fn changed(&self) -> Vec<String> {
        let before = usize::try_from(self.shown_steps()).ok().and_then(|steps| steps.checked_sub(1));
        before.map(|before| self.history.changed(before)).unwrap_or_default()
    }

    /// The widget that it stood on at the moment that is shown.
    pub fn shown_current(&self) -> Option<WidgetId> {
        match &self.past {
            Some(past) => past.marks.current,
            None => self.current(),
        }
    }

    /// Its clock at the moment that is shown.
    pub fn shown_clock_secs(&self) -> f64 {
        match &self.past {
            Some(_) => self.shown_step().map_or(0.0, |row| row.at_secs),
            None => self.clock_secs(),
        }
    }

    /// What the phone showed at that moment.
    pub fn shown_entries(&self) -> &[Entry] {
        let entries = self.log.entries();
        match &self.past {
            Some(past) => entries.get(..self.moments.entries(past.step)).unwrap_or(entries),
            None => entries,
        }
    }

    /// What the contact was asked at the moment that is shown, where another answer is another way: nothing where they
    /// can still answer.
    pub fn asking(&self) -> Option<&Asking> {
        let is_over = self.past.is_some() || !self.is_live();
        self.moments.asking(self.shown_steps()).filter(|_| is_over)
    }

    /// The last question to the contact before the moment that is shown.
    pub fn asked_before(&self) -> Option<&Asking> {
        self.moments.asked_before(self.shown_steps())
    }

    /// What the contact said after so many steps, if they were asked and said something.
    pub fn said_at(&self, step: u32) -> Option<&str> {
        self.moments.asking(step)?.said.as_deref()
    }

    /// Why it cannot be left for another way; `None` where it can.
    pub fn not_forked_because(&self) -> Option<&'static str> {
        if self.execution.is_some() {
            return Some("Somebody else began this execution: it is only looked at");
        }
        if self.kept.is_dropped() {
            return Some("What was put into this run was dropped, as it took too much memory");
        }
        self.start.is_none().then_some("The run has not begun")
    }

    /// Why no test can be made of it; `None` where one can.
    pub fn not_kept_because(&self) -> Option<&'static str> {
        if self.execution.is_some() {
            return Some("Somebody else began this execution: it is only looked at");
        }
        if self.kept.is_dropped() {
            return Some("What this run told was dropped, as it took too much memory");
        }
        if self.is_busy() {
            return Some("Something is on its way");
        }
        self.records().is_empty().then_some("The run has not begun")
    }

    /// Whether it is to be held before the next widget, as soon as it comes to one.
    pub fn wants_pause(&self) -> bool {
        self.wants_pause.get() && self.is_live()
    }

    /// About how much memory it takes to go back and to make a test.
    pub(in crate::editor) fn kept_bytes(&self) -> usize {
        self.kept.bytes() + self.history.bytes()
    }

    /// Drops what is kept to fork it and to make a test of it, and says so.
    pub(in crate::editor) fn drop_kept(&mut self) {
        if !self.kept.is_dropped() {
            self.kept.drop_all();
            let text = "What was put into this run and what it told takes too much memory and was dropped: it can \
                        neither be left for another way nor kept as a test";
            self.log.say(Tone::Warning, text.to_owned());
        }
    }

    /// Drops all that only the past needs.
    pub(in crate::editor) fn drop_past(&mut self) {
        self.drop_kept();
        self.history.forget();
    }

    /// Keeps a run that goes on and on from taking all memory.
    pub(super) fn bound_memory(&mut self) {
        if self.kept.is_too_much() {
            self.drop_kept();
        }
        if self.history.bytes() > MAX_HISTORY_BYTES {
            self.history.forget();
            let text = "The variables at the steps so far take too much memory and were dropped";
            self.log.say(Tone::Warning, text.to_owned());
        }
    }
}
