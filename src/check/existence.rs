//! What can exist when an execution comes to a widget: which widgets it may have left by then, and which it must have,
//! and the same for variables of the flow.
//!
//! What may exist is known after one pass over the loops of the flow, what must exist after a few over its widgets.

use super::named::{Made, Meant, Named};
use super::paths::Paths;
use crate::flow::Flow;

/// Flows with more widgets are not looked at: Studio runs none with more than half as many.
const MOST_WIDGETS: usize = 4_000;

/// So many passes, and what is not settled then counts as existing. In the order of running each pass settles one more
/// depth of nested loops.
const MOST_PASSES: usize = 16;

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
    /// Numbers of variables of the flow, by those that their names have.
    variables: Vec<Option<usize>>,
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
    pub fn of(flow: &Flow, paths: &Paths, named: &Named) -> Self {
        let mut found = Self::default();
        let count = flow.widgets().len();
        let (Some(start), true) = (paths.start, count <= MOST_WIDGETS) else { return found };
        found.by = vec![None; count];
        found.variables = vec![None; named.variables().len()];
        let mut makers: Vec<&[usize]> = Vec::new();
        let places: Vec<usize> = (0..count).collect();
        for read in (0..count).filter_map(|widget| named.meant(widget)).flat_map(|meant| &meant.reads) {
            let (number, by) = match read.made {
                Made::By(widget) => (found.by.get_mut(widget), places.get(widget..=widget)),
                Made::Variable(variable) => {
                    (found.variables.get_mut(variable), Some(named.setters_of(variable)))
                }
            };
            if let (Some(number @ None), Some(by)) = (number, by) {
                *number = Some(makers.len());
                makers.push(by);
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

    /// The number of something that is read; `None` where nothing read it when this was worked out.
    pub fn number(&self, made: Made) -> Option<usize> {
        match made {
            Made::By(widget) => self.by.get(widget).copied().flatten(),
            Made::Variable(variable) => self.variables.get(variable).copied().flatten(),
        }
    }

    /// Whether it says something of all that a widget reads. What was too large to be looked at covers everything.
    pub fn covers(&self, meant: &Meant) -> bool {
        self.reached.is_empty() || meant.reads.iter().all(|read| self.number(read.made).is_some())
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
        let mut bits = vec![0; made.words];
        for _ in 0..MOST_PASSES {
            let mut changed = false;
            for widget in paths.order.iter().filter(|widget| **widget != start) {
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
