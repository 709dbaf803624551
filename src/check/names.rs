//! Names of widgets: which are doubled, which are near to a misspelled one, which are free.
//!
//! Everything is a look-up. A near name is found without comparing each name with each: two names that differ by one
//! letter (missing, added, other or swapped) have a form in common once one letter is left out.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::flow::{Flow, WidgetId};

/// Longer names are not looked for: nobody misspells them by one letter.
const MAX_CHARS: usize = 64;

/// The names of a flow.
pub(super) struct Names {
    counts: HashMap<String, usize>,
    /// Made when the first near name is sought: most flows need none.
    index: OnceCell<Index>,
}

/// Names by forms that misspelled ones have, too.
#[derive(Default)]
struct Index {
    /// Names by their form without case, punctuation and trailing number.
    plain: HashMap<String, WidgetId>,
    /// Names by each of their forms with one letter left out.
    near: HashMap<String, WidgetId>,
}

/// How a near name was found.
pub(super) struct Near {
    pub id: WidgetId,
    /// Whether only case or punctuation differ.
    pub is_same_word: bool,
}

impl Names {
    pub fn of(flow: &Flow) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for name in flow.widgets().iter().filter_map(|widget| widget.name()) {
            *counts.entry(name.to_owned()).or_insert(0) += 1;
        }
        Self { counts, index: OnceCell::new() }
    }

    fn index(&self, flow: &Flow) -> Index {
        let mut index = Index::default();
        let initial = flow.initial_state();
        for widget in flow.widgets() {
            // Nothing can lead to the start, and a doubled name means nobody in particular.
            let Some(name) = widget.name().filter(|name| Some(*name) != initial.as_deref()) else { continue };
            if self.is_doubled(name) || name.chars().count() > MAX_CHARS {
                continue;
            }
            index.plain.entry(plain_form(name)).or_insert(widget.id());
            for form in near_forms(name) {
                index.near.entry(form).or_insert(widget.id());
            }
        }
        index
    }

    /// Whether a widget has this name.
    pub fn contains(&self, name: &str) -> bool {
        self.counts.contains_key(name)
    }

    /// Whether more than one widget has this name.
    pub fn is_doubled(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|count| *count > 1)
    }

    /// The widget that a misspelled name most likely means.
    pub fn near(&self, flow: &Flow, name: &str) -> Option<Near> {
        let index = self.index.get_or_init(|| self.index(flow));
        if name.chars().count() > MAX_CHARS {
            return None;
        }
        if let Some(id) = index.plain.get(&plain_form(name)) {
            return Some(Near { id: *id, is_same_word: true });
        }
        let id = near_forms(name).into_iter().find_map(|form| index.near.get(&form).copied())?;
        Some(Near { id, is_same_word: false })
    }

    /// Gives out free names, each once.
    pub fn free(&self) -> FreeNames<'_> {
        FreeNames { names: self, given: HashSet::new(), numbers: HashMap::new() }
    }
}

/// Gives out free names.
pub(super) struct FreeNames<'n> {
    names: &'n Names,
    given: HashSet<String>,
    /// The number after the last one given, by base.
    numbers: HashMap<String, u32>,
}

impl FreeNames<'_> {
    /// A name that no widget has and that was not given before.
    pub fn next(&mut self, base: &str) -> String {
        let base = base.trim_end_matches(|char: char| char.is_ascii_digit()).trim_end_matches('_');
        let base = if base.is_empty() { "widget" } else { base };
        let number = self.numbers.entry(base.to_owned()).or_insert(1);
        loop {
            let name = format!("{base}_{number}");
            *number += 1;
            if !self.names.contains(&name) && self.given.insert(name.clone()) {
                return name;
            }
        }
    }
}

fn plain_form(name: &str) -> String {
    let trimmed = name.trim_end_matches(|char: char| char.is_ascii_digit());
    let trimmed = if trimmed.ends_with('_') { trimmed } else { name };
    trimmed.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name itself and its forms with one letter left out, in lower case.
fn near_forms(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut forms = vec![chars.iter().collect()];
    if chars.len() >= 3 {
        for gap in 0..chars.len() {
            let kept = chars.iter().enumerate().filter(|(index, _)| *index != gap);
            forms.push(kept.map(|(_, char)| *char).collect());
        }
    }
    forms
}
