//! What names mean in a flow: where transitions lead and what templates read, worked out once for as long as the names
//! stay the same.

use std::collections::HashMap;
use std::sync::Arc;

use super::facts::Facts;
use super::names::Names;
use super::templates::names;
use crate::flow::{Flow, Widget};

/// What the names of a flow mean.
pub(super) struct Named {
    pub names: Names,
    /// Each variable of the flow that some widget sets, by key.
    variables: HashMap<String, usize>,
    /// The places of the widgets that set each of them.
    setters: Vec<Vec<usize>>,
    /// For each widget.
    meant: Vec<Meant>,
}

/// What the names in a widget mean.
#[derive(Default)]
pub(super) struct Meant {
    /// For each transition the place of the widget that it leads to.
    pub targets: Box<[Option<usize>]>,
    /// What its templates read that an execution makes.
    pub reads: Box<[ReadOf]>,
}

/// A read of something that an execution makes.
#[derive(Clone, Copy)]
pub(super) struct ReadOf {
    /// Which template of the widget it is.
    pub template: usize,
    /// Which of its reads.
    pub read: usize,
    pub made: Made,
}

/// Something that an execution makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// What the widget at a place leaves.
    By(usize),
    /// A variable of the flow, by its number.
    Variable(usize),
}

impl Named {
    pub fn of(flow: &Flow, facts: &[Arc<Facts>]) -> Self {
        let (mut variables, mut setters) = (HashMap::new(), Vec::<Vec<usize>>::new());
        for (index, facts) in facts.iter().enumerate() {
            for key in &facts.sets {
                let number = *variables.entry(key.clone()).or_insert(setters.len());
                match setters.get_mut(number) {
                    Some(by) => by.push(index),
                    None => setters.push(vec![index]),
                }
            }
        }
        let mut named = Self { names: Names::of(flow), variables, setters, meant: Vec::new() };
        let both = flow.widgets().iter().zip(facts);
        named.meant = both.map(|(widget, facts)| named.meant_by(widget, facts)).collect();
        named
    }

    /// Follows a change of a widget that left its name and what it sets as they were.
    pub fn follow(&mut self, index: usize, widget: &Widget, facts: &Facts) {
        let meant = self.meant_by(widget, facts);
        if let Some(before) = self.meant.get_mut(index) {
            *before = meant;
        }
    }

    fn meant_by(&self, widget: &Widget, facts: &Facts) -> Meant {
        let target = |next: &str| self.names.first(next);
        let mut reads = Vec::new();
        for (template, parsed) in facts.templates.iter().enumerate() {
            for (read, path) in parsed.reads.iter().enumerate() {
                let made = match names(path).as_slice() {
                    ["widgets", name, ..] => self.names.only(name).map(Made::By),
                    ["flow", "variables", key, ..] => self.variables.get(*key).copied().map(Made::Variable),
                    _ => None,
                };
                reads.extend(made.map(|made| ReadOf { template, read, made }));
            }
        }
        let transitions = widget.transitions().iter();
        Meant {
            targets: transitions.map(|transition| transition.next.as_deref().and_then(target)).collect(),
            reads: reads.into(),
        }
    }

    /// What the names in the widget at a place mean.
    pub fn meant(&self, index: usize) -> Option<&Meant> {
        self.meant.get(index)
    }

    /// Where the transitions of the widget at a place lead.
    pub fn targets(&self, index: usize) -> &[Option<usize>] {
        self.meant(index).map(|meant| &*meant.targets).unwrap_or_default()
    }

    /// Whether a widget sets this variable of the flow.
    pub fn is_set(&self, key: &str) -> bool {
        self.variables.contains_key(key)
    }

    /// The places of the widgets that set a variable of the flow.
    pub fn setters(&self, key: &str) -> &[usize] {
        self.variables.get(key).map(|number| self.setters_of(*number)).unwrap_or_default()
    }

    pub fn setters_of(&self, number: usize) -> &[usize] {
        self.setters.get(number).map(Vec::as_slice).unwrap_or_default()
    }

    /// The keys of all variables of the flow that a widget sets.
    pub fn variables(&self) -> impl ExactSizeIterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }
}
