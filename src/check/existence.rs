//! What can exist when an execution comes to a widget: which widgets it may have left by then, and which it must have,
//! and the same for variables of the flow.
//!
//! What may exist is known after one pass over the loops of the flow, what must exist after a few over its widgets.

use std::collections::HashMap;
use std::sync::Arc;

use super::facts::Facts;
use super::names::Names;
use super::paths::Paths;
use super::templates::names;
use crate::flow::Flow;

/// Flows with more widgets are not looked at: Studio runs none with more than half as many.
const MOST_WIDGETS: usize = 4_000;

/// So many passes, and what is not settled then counts as existing: nested loops deeper than that are nobody's flow.
const MOST_PASSES: usize = 16;

/// Something that a template reads and an execution makes.
#[derive(Clone, Copy)]
pub(super) enum Made<'a> {
    /// What a widget of this name leaves.
    By(&'a str),
    /// A variable of the flow.
    Variable(&'a str),
}

/// What a path reads of what an execution makes, and the part of the path that names it.
pub(super) fn made<'a, 'p>(path: &'p [&'a str]) -> Option<(Made<'a>, &'p [&'a str])> {
    match path {
        ["widgets", name, ..] => Some((Made::By(name), path.get(..2)?)),
        ["flow", "variables", key, ..] => Some((Made::Variable(key), path.get(..3)?)),
        _ => None,
    }
}

/// When something exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exists {
    Always,
    Sometimes,
    Never,
}

/// What can exist where.
#[derive(Default)]
pub(super) struct Existence {
    /// Numbers of what widgets leave, by the widget's place.
    by: Vec<Option<usize>>,
    /// Numbers of variables of the flow, by key.
    variables: HashMap<String, usize>,
    may: Table,
    must: Table,
    reached: Vec<bool>,
}

/// A set of numbers below a bound for each widget, one behind the other.
#[derive(Clone, Default)]
struct Table {
    words: usize,
    bits: Vec<u64>,
}

impl Table {
    fn new(rows: usize, numbers: usize, filled: bool) -> Self {
        let words = numbers.div_ceil(64);
        Self { words, bits: vec![if filled { u64::MAX } else { 0 }; rows * words] }
    }

    fn row(&self, at: usize) -> &[u64] {
        self.bits.get(at * self.words..(at + 1) * self.words).unwrap_or_default()
    }

    fn row_mut(&mut self, at: usize) -> &mut [u64] {
        self.bits.get_mut(at * self.words..(at + 1) * self.words).unwrap_or_default()
    }

    fn set(&mut self, at: usize, number: usize) {
        if let Some(word) = self.row_mut(at).get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    fn has(&self, at: usize, number: usize) -> bool {
        self.row(at).get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }
}

fn join(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(word, other)| *word |= other);
}

fn meet_of_both(set: &mut [u64], one: &[u64], other: &[u64]) {
    let both = one.iter().zip(other).map(|(one, other)| one | other);
    set.iter_mut().zip(both).for_each(|(word, both)| *word &= both);
}

impl Existence {
    pub fn of(
        flow: &Flow,
        paths: &Paths,
        widget_names: &Names,
        facts: &[Arc<Facts>],
        setters: &HashMap<String, Vec<usize>>,
    ) -> Self {
        let mut found = Self::default();
        let count = flow.widgets().len();
        let (Some(start), true) = (paths.start, count <= MOST_WIDGETS) else { return found };
        found.by = vec![None; count];
        let mut makers: Vec<Vec<usize>> = Vec::new();
        let reads = facts.iter().flat_map(|facts| &facts.templates).flat_map(|parsed| &parsed.reads);
        for read in reads {
            match made(&names(read)) {
                Some((Made::By(name), _)) => {
                    let Some(index) = widget_names.only(name) else { continue };
                    if let Some(number @ None) = found.by.get_mut(index) {
                        *number = Some(makers.len());
                        makers.push(vec![index]);
                    }
                }
                Some((Made::Variable(key), _)) if !found.variables.contains_key(key) => {
                    let Some(by) = setters.get(key) else { continue };
                    found.variables.insert(key.to_owned(), makers.len());
                    makers.push(by.clone());
                }
                _ => {}
            }
        }
        let mut made = Table::new(count, makers.len(), false);
        for (number, by) in makers.iter().enumerate() {
            by.iter().for_each(|index| made.set(*index, number));
        }
        found.reached = (0..count).map(|widget| paths.is_reached(widget)).collect();
        found.find_may(paths, &made, makers.len());
        found.find_must(paths, start, &made, makers.len());
        found
    }

    /// The number of something that is read, if it is made at all.
    pub fn number(&self, made: &Made<'_>, names: &Names) -> Option<usize> {
        match made {
            Made::By(name) => self.by.get(names.only(name)?).copied().flatten(),
            Made::Variable(key) => self.variables.get(*key).copied(),
        }
    }

    /// Whether all that a widget reads and that is made at all was read by some widget when this was worked out.
    pub fn covers(&self, facts: &Facts, widget_names: &Names, setters: &HashMap<String, Vec<usize>>) -> bool {
        let mut reads = facts.templates.iter().flat_map(|parsed| &parsed.reads);
        reads.all(|read| match made(&names(read)) {
            Some((Made::By(name), _)) => {
                widget_names.only(name).is_none_or(|at| matches!(self.by.get(at), Some(Some(_))))
            }
            Some((Made::Variable(key), _)) => !setters.contains_key(key) || self.variables.contains_key(key),
            None => true,
        })
    }

    /// Whether something exists when an execution comes to a widget; `None` where none does.
    pub fn at(&self, widget: usize, number: usize) -> Option<Exists> {
        if !self.is_reached(widget) {
            return None;
        }
        Some(match (self.may.has(widget, number), self.must.has(widget, number)) {
            (false, _) => Exists::Never,
            (true, true) => Exists::Always,
            (true, false) => Exists::Sometimes,
        })
    }

    fn is_reached(&self, widget: usize) -> bool {
        self.reached.get(widget) == Some(&true)
    }

    /// One pass over the components, the first ones first: within a loop everything may have happened.
    fn find_may(&mut self, paths: &Paths, made: &Table, numbers: usize) {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); paths.components];
        for (widget, component) in paths.component.iter().enumerate() {
            if self.is_reached(widget)
                && let Some(list) = members.get_mut(*component)
            {
                list.push(widget);
            }
        }
        let mut into = Table::new(paths.components, numbers, false);
        self.may = Table::new(self.reached.len(), numbers, false);
        for (component, list) in members.iter().enumerate().rev() {
            let before = into.row(component).to_vec();
            let mut after = before.clone();
            let mut turns = false;
            for widget in list {
                join(&mut after, made.row(*widget));
                turns |=
                    paths.ways(*widget).iter().any(|way| paths.component.get(way.to) == Some(&component));
            }
            for widget in list {
                self.may.row_mut(*widget).copy_from_slice(if turns { &after } else { &before });
                for way in paths.ways(*widget) {
                    let next = paths.component.get(way.to).copied().filter(|next| *next != component);
                    if let Some(next) = next {
                        join(into.row_mut(next), &after);
                    }
                }
            }
        }
    }

    /// Down from "everything" until nothing changes.
    fn find_must(&mut self, paths: &Paths, start: usize, made: &Table, numbers: usize) {
        let count = self.reached.len();
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
        for widget in (0..count).filter(|widget| self.is_reached(*widget)) {
            for way in paths.ways(widget) {
                before.get_mut(way.to).into_iter().for_each(|list| list.push(widget));
            }
        }
        self.must = Table::new(count, numbers, true);
        self.must.row_mut(start).fill(0);
        let mut order: Vec<usize> =
            (0..count).filter(|widget| self.is_reached(*widget) && *widget != start).collect();
        order.sort_by_key(|widget| std::cmp::Reverse(paths.component.get(*widget).copied()));
        let mut bits = vec![0; made.words];
        for _ in 0..MOST_PASSES {
            let mut changed = false;
            for widget in &order {
                bits.fill(u64::MAX);
                for from in before.get(*widget).into_iter().flatten() {
                    meet_of_both(&mut bits, self.must.row(*from), made.row(*from));
                }
                let must = self.must.row_mut(*widget);
                if *must != *bits {
                    must.copy_from_slice(&bits);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
    }
}
