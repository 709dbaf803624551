//! The problems of the widget that is shown, by the place where each is told. Sorted once a frame, since a long list
//! with a problem in each row must not look through all of them for each row.

use std::collections::{HashMap, HashSet};

use super::pane::NAME;
use crate::check::Diagnostic;
use crate::editor::findings::{below_state, output_in};
use crate::flow::Widget;
use crate::widgets::{EventKind, WidgetType};

/// Problems by place. Each is told in one place.
#[derive(Default)]
pub(super) struct Places<'a> {
    all: Vec<&'a Diagnostic>,
    fields: HashMap<&'a str, Vec<&'a Diagnostic>>,
    rows: HashMap<&'a str, HashMap<usize, Vec<&'a Diagnostic>>>,
    branches: HashMap<usize, Vec<&'a Diagnostic>>,
    outputs: HashMap<usize, Vec<&'a Diagnostic>>,
    elsewhere: Vec<&'a Diagnostic>,
}

impl<'a> Places<'a> {
    /// Sorts what is wrong with a widget.
    pub fn of(
        widget: &Widget,
        entry: Option<&'static WidgetType>,
        problems: impl Iterator<Item = &'a Diagnostic>,
    ) -> Self {
        let mut places = Self { all: problems.collect(), ..Self::default() };
        for problem in &places.all {
            let place = &problem.place;
            let path = below_state(&place.pointer);
            let told = if let Some(branch) = branch_in(widget, entry, path) {
                places.branches.entry(branch).or_default()
            } else if let Some(field) = place.field.as_deref() {
                if let Some(row) = row_in(path) {
                    places.rows.entry(field).or_default().entry(row).or_default().push(problem);
                }
                places.fields.entry(field).or_default()
            } else if let Some(output) = place.output {
                places.outputs.entry(output).or_default()
            } else if path == "/name" {
                places.fields.entry(NAME).or_default()
            } else {
                &mut places.elsewhere
            };
            told.push(problem);
        }
        places
    }

    /// Every problem.
    pub fn all(&self) -> &[&'a Diagnostic] {
        &self.all
    }

    /// Those of a field, with those of its rows.
    pub fn of_field(&self, key: &str) -> &[&'a Diagnostic] {
        self.fields.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of one row of a list: of its key, its value or all of it.
    pub fn of_row(&self, key: &str, row: usize) -> &[&'a Diagnostic] {
        let rows = self.rows.get(key);
        rows.and_then(|rows| rows.get(&row)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of a list that are none of its rows'.
    pub fn of_list(&self, key: &str, rows: usize) -> Vec<&'a Diagnostic> {
        let beside = |problem: &&&Diagnostic| {
            row_in(below_state(&problem.place.pointer)).is_none_or(|row| row >= rows)
        };
        self.of_field(key).iter().filter(beside).copied().collect()
    }

    /// Those of what a branch asks: of the conditions of the transition with this index.
    pub fn of_branch(&self, transition: usize) -> &[&'a Diagnostic] {
        self.branches.get(&transition).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of where an output leads.
    pub fn of_output(&self, index: usize) -> &[&'a Diagnostic] {
        self.outputs.get(&index).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of where outputs lead.
    pub fn of_outputs(&self) -> impl Iterator<Item = &'a Diagnostic> {
        self.outputs.values().flatten().copied()
    }

    /// Those of none of these fields, of no output and of no branch.
    pub fn elsewhere(&self, keys: &HashSet<&str>) -> Vec<&'a Diagnostic> {
        let unshown = self.fields.iter().filter(|(key, _)| !keys.contains(**key));
        // A map has no order, and what is told must not jump from frame to frame.
        let mut unshown: Vec<(&str, &[&'a Diagnostic])> =
            unshown.map(|(key, told)| (*key, told.as_slice())).collect();
        unshown.sort_unstable_by_key(|(key, _)| *key);
        let unshown = unshown.into_iter().flat_map(|(_, told)| told.iter().copied());
        self.elsewhere.iter().copied().chain(unshown).collect()
    }
}

/// The branch that a path is in.
fn branch_in(widget: &Widget, entry: Option<&'static WidgetType>, path: &str) -> Option<usize> {
    let index = output_in(path).filter(|_| path.contains("/conditions"))?;
    let event = entry?.event(&widget.transitions().get(index)?.event)?;
    (event.kind == EventKind::Branch).then_some(index)
}

/// The row of a list of properties that a path is in: the number behind the key.
fn row_in(path: &str) -> Option<usize> {
    let (_, row) = path.strip_prefix("/properties/")?.split_once('/')?;
    row.split('/').next()?.parse().ok()
}
