//! What can exist when an execution comes to a widget: which widgets it may have left by then, and which it must have,
//! and the same for variables of the flow.
//!
//! What may exist is known after one pass over the loops of the flow, what must exist after a few over its widgets.

use std::collections::HashMap;

use super::paths::Paths;
use super::templates::{Parsed, names};
use crate::flow::Flow;

/// Flows with more widgets are not looked at: Studio runs none with more than half as many.
const MOST_WIDGETS: usize = 4_000;

/// So many passes, and what is not settled then counts as existing: nested loops deeper than that are nobody's flow.
const MOST_PASSES: usize = 16;

/// Something that a template reads and an execution makes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Made {
    /// What a widget leaves.
    By(usize),
    /// A variable of the flow.
    Variable(String),
}

/// When something exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exists {
    Always,
    Sometimes,
    Never,
}

/// What can exist where.
pub(super) struct Existence {
    numbers: HashMap<Made, usize>,
    may: Vec<Bits>,
    must: Vec<Bits>,
    reached: Vec<bool>,
}

/// A set of numbers below a bound.
#[derive(Clone, Default, PartialEq)]
struct Bits(Vec<u64>);

impl Bits {
    fn of(count: usize, filled: bool) -> Self {
        Self(vec![if filled { u64::MAX } else { 0 }; count.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    fn meet_of_both(&mut self, one: &Self, other: &Self) {
        let both = one.0.iter().zip(&other.0).map(|(one, other)| one | other);
        self.0.iter_mut().zip(both).for_each(|(word, both)| *word &= both);
    }
}

impl Existence {
    pub fn of(
        flow: &Flow,
        paths: &Paths,
        templates: &[Vec<Parsed>],
        setters: &HashMap<String, Vec<usize>>,
    ) -> Self {
        let mut found =
            Self { numbers: HashMap::new(), may: Vec::new(), must: Vec::new(), reached: Vec::new() };
        let (Some(start), true) = (paths.start, flow.widgets().len() <= MOST_WIDGETS) else { return found };
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (index, widget) in flow.widgets().iter().enumerate() {
            if let Some(name) = widget.name() {
                places.entry(name).or_insert(index);
            }
        }
        for read in templates.iter().flatten().flat_map(|parsed| &parsed.reads) {
            let made = match names(read).as_slice() {
                ["widgets", name, ..] => places.get(name).map(|index| Made::By(*index)),
                ["flow", "variables", key, ..] => Some(Made::Variable((*key).to_owned())),
                _ => None,
            };
            if let Some(made) = made {
                let number = found.numbers.len();
                found.numbers.entry(made).or_insert(number);
            }
        }
        let made = found.made(flow.widgets().len(), setters);
        found.reached = reached(paths, start);
        found.find_may(paths, &made);
        found.find_must(paths, start, &made);
        found
    }

    /// Whether something exists when an execution comes to a widget; `None` where none does, or nothing is known.
    pub fn at(&self, widget: usize, made: &Made) -> Option<Exists> {
        let number = *self.numbers.get(made)?;
        if !*self.reached.get(widget)? {
            return None;
        }
        Some(match (self.may.get(widget)?.has(number), self.must.get(widget)?.has(number)) {
            (false, _) => Exists::Never,
            (true, true) => Exists::Always,
            (true, false) => Exists::Sometimes,
        })
    }

    /// What each widget makes.
    fn made(&self, count: usize, setters: &HashMap<String, Vec<usize>>) -> Vec<Bits> {
        let mut made = vec![Bits::of(self.numbers.len(), false); count];
        for (what, number) in &self.numbers {
            let by = match what {
                Made::By(index) => std::slice::from_ref(index),
                Made::Variable(key) => setters.get(key).map(Vec::as_slice).unwrap_or_default(),
            };
            for index in by {
                if let Some(bits) = made.get_mut(*index) {
                    bits.set(*number);
                }
            }
        }
        made
    }

    fn is_reached(&self, widget: usize) -> bool {
        self.reached.get(widget) == Some(&true)
    }

    /// One pass over the components, the first ones first: within a loop everything may have happened.
    fn find_may(&mut self, paths: &Paths, made: &[Bits]) {
        let none = Bits::of(self.numbers.len(), false);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); paths.components];
        for (widget, component) in paths.component.iter().enumerate() {
            if self.is_reached(widget)
                && let Some(list) = members.get_mut(*component)
            {
                list.push(widget);
            }
        }
        let mut into: Vec<Bits> = vec![none.clone(); paths.components];
        self.may = vec![none; made.len()];
        for (component, list) in members.iter().enumerate().rev() {
            let Some(before) = into.get(component).cloned() else { continue };
            let mut after = before.clone();
            let mut turns = false;
            for widget in list {
                made.get(*widget).into_iter().for_each(|bits| after.join(bits));
                turns |=
                    paths.ways(*widget).iter().any(|way| paths.component.get(way.to) == Some(&component));
            }
            for widget in list {
                if let Some(may) = self.may.get_mut(*widget) {
                    may.clone_from(if turns { &after } else { &before });
                }
                for way in paths.ways(*widget) {
                    let next = paths.component.get(way.to).copied().filter(|next| *next != component);
                    if let Some(bits) = next.and_then(|next| into.get_mut(next)) {
                        bits.join(&after);
                    }
                }
            }
        }
    }

    /// Down from "everything" until nothing changes.
    fn find_must(&mut self, paths: &Paths, start: usize, made: &[Bits]) {
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); made.len()];
        for widget in (0..made.len()).filter(|widget| self.is_reached(*widget)) {
            for way in paths.ways(widget) {
                before.get_mut(way.to).into_iter().for_each(|list| list.push(widget));
            }
        }
        self.must = vec![Bits::of(self.numbers.len(), true); made.len()];
        if let Some(bits) = self.must.get_mut(start) {
            *bits = Bits::of(self.numbers.len(), false);
        }
        let mut order: Vec<usize> =
            (0..made.len()).filter(|widget| self.is_reached(*widget) && *widget != start).collect();
        order.sort_by_key(|widget| std::cmp::Reverse(paths.component.get(*widget).copied()));
        for _ in 0..MOST_PASSES {
            let mut changed = false;
            for widget in &order {
                let mut bits = Bits::of(self.numbers.len(), true);
                for from in before.get(*widget).into_iter().flatten() {
                    if let (Some(must), Some(made)) = (self.must.get(*from), made.get(*from)) {
                        bits.meet_of_both(must, made);
                    }
                }
                if let Some(must) = self.must.get_mut(*widget)
                    && *must != bits
                {
                    *must = bits;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
    }
}

fn reached(paths: &Paths, start: usize) -> Vec<bool> {
    let mut reached = vec![false; paths.out.len()];
    let mut todo = vec![start];
    while let Some(at) = todo.pop() {
        match reached.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        todo.extend(paths.ways(at).iter().map(|way| way.to));
    }
    reached
}
