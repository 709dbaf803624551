//! What the list of problems shows, and where it stands. The rows are worked out when something changes, never while
//! they are only painted.

use std::sync::Arc;

use crate::check::{Diagnostic, Place, Severity};
use crate::editor::findings::{Findings, below_state};
use crate::editor::state::FileKey;

/// The state of the list.
#[derive(Default)]
pub struct ProblemsView {
    /// What is searched for.
    pub filter: String,
    /// Severities that are not shown.
    hidden: Vec<Severity>,
    /// The problem that is chosen, as it is known again after the next check.
    chosen: Option<Chosen>,
    rows: Rows,
    /// The list is to scroll to the chosen row, and perhaps to take the keyboard, once.
    pub(super) wants: Option<Wants>,
    /// Whether a row has the keyboard, or there is none that could have it.
    pub has_keyboard: bool,
}

/// What the list is to do in the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    Scroll,
    Keyboard,
}

#[derive(Clone, PartialEq)]
struct Chosen {
    code: &'static str,
    place: Place,
}

/// The rows, and what they were made of.
#[derive(Default)]
struct Rows {
    key: Option<FileKey>,
    findings: Arc<Findings>,
    filter: String,
    hidden: Vec<Severity>,
    /// Places in the findings.
    order: Arc<Vec<usize>>,
    /// The chosen row.
    at: Option<usize>,
    /// Where the chosen row was before it went away: the next one stands there now.
    was_at: usize,
}

impl ProblemsView {
    /// Whether a severity is shown.
    pub fn shows(&self, severity: Severity) -> bool {
        !self.hidden.contains(&severity)
    }

    /// Shows or hides a severity.
    pub fn toggle(&mut self, severity: Severity) {
        if self.shows(severity) {
            self.hidden.push(severity);
        } else {
            self.hidden.retain(|hidden| *hidden != severity);
        }
    }

    /// Drops every filter.
    pub fn show_all(&mut self) {
        self.filter.clear();
        self.hidden.clear();
    }

    /// Works the rows out, where the flow, what was found or the filter are others than before.
    pub fn refresh(&mut self, key: FileKey, findings: &Arc<Findings>) {
        let rows = &mut self.rows;
        if rows.key == Some(key)
            && Arc::ptr_eq(&rows.findings, findings)
            && rows.filter == self.filter
            && rows.hidden == self.hidden
        {
            return;
        }
        if rows.key != Some(key) {
            self.chosen = None;
            rows.was_at = 0;
        }
        let wanted = self.filter.trim().to_lowercase();
        let fits = |index: &usize| {
            findings.get(*index).is_some_and(|found| {
                !self.hidden.contains(&found.severity)
                    && (wanted.is_empty() || findings.holds(*index, &wanted))
            })
        };
        let order: Vec<usize> = findings.worst_first().iter().copied().filter(fits).collect();
        let chosen = self.chosen.as_ref();
        let at = chosen.and_then(|chosen| {
            order.iter().position(|index| findings.get(*index).is_some_and(|found| chosen.is(found)))
        });
        *rows = Rows {
            key: Some(key),
            findings: Arc::clone(findings),
            filter: self.filter.clone(),
            hidden: self.hidden.clone(),
            order: Arc::new(order),
            at,
            was_at: at.or(rows.at).unwrap_or(rows.was_at),
        };
    }

    /// The chosen row is to have the keyboard, or the first one.
    pub fn ask_for_keyboard(&mut self) {
        self.wants = Some(Wants::Keyboard);
    }

    /// Settles who has the keyboard before the rows are shown.
    pub(super) fn prepare(&mut self) {
        self.has_keyboard = self.is_empty();
        if self.is_empty() {
            self.wants = None;
        } else if self.wants == Some(Wants::Keyboard) && self.at().is_none() {
            self.choose(0);
        }
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.rows.order.is_empty()
    }

    /// The rows as places in the findings.
    pub(super) fn order(&self) -> Arc<Vec<usize>> {
        Arc::clone(&self.rows.order)
    }

    /// The chosen row.
    pub(super) fn at(&self) -> Option<usize> {
        self.rows.at
    }

    /// The chosen problem.
    pub(super) fn current<'f>(&self, findings: &'f Findings) -> Option<&'f Diagnostic> {
        findings.get(*self.rows.order.get(self.rows.at?)?)
    }

    /// Chooses a row.
    pub(super) fn choose(&mut self, row: usize) {
        let found = self.rows.order.get(row).and_then(|index| self.rows.findings.get(*index));
        self.chosen = found.map(|found| Chosen { code: found.code, place: found.place.clone() });
        self.rows.at = found.map(|_| row);
        self.rows.was_at = row;
    }

    /// Chooses the next row or the one before, around the ends. Answers with its place in the findings.
    pub fn step(&mut self, is_forward: bool) -> Option<usize> {
        let count = self.rows.order.len();
        let last = count.checked_sub(1)?;
        let next = match (self.rows.at, is_forward) {
            (Some(at), true) => at + 1,
            (None, true) => self.rows.was_at,
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, false) => self.rows.was_at.checked_sub(1).unwrap_or(last),
        };
        let next = if next > last { 0 } else { next };
        self.choose(next);
        self.wants = Some(Wants::Scroll);
        self.rows.order.get(next).copied()
    }
}

impl Chosen {
    /// Whether this is the same problem, found again.
    fn is(&self, found: &Diagnostic) -> bool {
        let (one, two) = (&self.place, &found.place);
        self.code == found.code
            && (one.widget, &one.field, one.output) == (two.widget, &two.field, two.output)
            && below_state(&one.pointer) == below_state(&two.pointer)
    }
}
