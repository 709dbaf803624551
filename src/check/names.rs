//! Names of widgets: which are doubled, which are near to a misspelled one, which are free.
//!
//! Everything is a look-up. A near name is found without comparing each name with each: two names that differ by one
//! letter (missing, added, other or swapped) have a form in common once one letter is left out.

#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};

use crate::flow::edit::is_good_name;
use crate::flow::{Flow, WidgetId};

/// Longer names are not looked for: nobody misspells them by one letter.
const MAX_CHARS: usize = 64;

/// The names of a flow.
pub(super) struct Names {
    by_name: HashMap<String, Named>,
    /// How many near names were sought: for a few of them all names are gone through.
    looked: Cell<u32>,
    /// Made when more are sought.
    index: OnceCell<Index>,
}

/// So many near names are sought without an index.
const FEW_LOOKS: u32 = 16;

struct Named {
    /// The place of the first widget of the name.
    first: usize,
    is_doubled: bool,
}

/// Names by forms that misspelled ones have, too: sorted hashes of forms, each with its widget.
#[derive(Default)]
struct Index {
    /// Names by their form without case and punctuation.
    word: Vec<(u64, WidgetId)>,
    /// Names by their form without case, punctuation and trailing number.
    plain: Vec<(u64, WidgetId)>,
    /// Names by each of their forms with one letter left out.
    near: Vec<(u64, WidgetId)>,
}

/// The first widget with a form.
fn first_with(forms: &[(u64, WidgetId)], form: u64) -> Option<WidgetId> {
    let at = forms.partition_point(|(other, _)| *other < form);
    forms.get(at).filter(|(other, _)| *other == form).map(|(_, id)| *id)
}

/// How a near name was found.
pub(super) struct Near {
    pub id: WidgetId,
    /// Whether only case or punctuation differ, and no other name is as near.
    pub is_same_word: bool,
}

impl Names {
    pub fn of(flow: &Flow) -> Self {
        let mut by_name: HashMap<String, Named> = HashMap::with_capacity(flow.widgets().len());
        for (first, widget) in flow.widgets().iter().enumerate() {
            let Some(name) = widget.name() else { continue };
            match by_name.get_mut(name) {
                Some(named) => named.is_doubled = true,
                None => {
                    by_name.insert(name.to_owned(), Named { first, is_doubled: false });
                }
            }
        }
        Self { by_name, looked: Cell::new(0), index: OnceCell::new() }
    }

    fn index(&self, flow: &Flow) -> Index {
        let mut index = Index::default();
        for (name, id) in self.meant(flow) {
            index.word.push((hash(word(name)), id));
            index.plain.push((plain_form(name), id));
            index.near.extend(near_forms(name).map(|form| (form, id)));
        }
        index.word.sort_unstable();
        index.plain.sort_unstable();
        index.near.sort_unstable();
        index
    }

    /// Whether a widget has this name.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The place of the first widget of this name.
    pub fn first(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).map(|named| named.first)
    }

    /// The place of the only widget of this name.
    pub fn only(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).filter(|named| !named.is_doubled).map(|named| named.first)
    }

    /// Whether more than one widget has this name.
    pub fn is_doubled(&self, name: &str) -> bool {
        self.by_name.get(name).is_some_and(|named| named.is_doubled)
    }

    /// The widget that a misspelled name most likely means.
    pub fn near(&self, flow: &Flow, name: &str) -> Option<Near> {
        if name.chars().count() > MAX_CHARS {
            return None;
        }
        let looked = self.looked.get();
        self.looked.set(looked.saturating_add(1));
        if looked < FEW_LOOKS && self.index.get().is_none() {
            self.near_among_all(flow, name)
        } else {
            self.near_by_index(flow, name)
        }
    }

    /// The names that may be meant: nothing can lead to the start, and a doubled name means nobody in particular.
    fn meant<'f>(&self, flow: &'f Flow) -> impl Iterator<Item = (&'f str, WidgetId)> {
        let initial = flow.initial_state();
        let all = flow.widgets().iter().filter_map(|widget| Some((widget.name()?, widget.id())));
        all.filter(move |(name, _)| {
            Some(*name) != initial.as_deref() && !self.is_doubled(name) && name.chars().count() <= MAX_CHARS
        })
    }

    fn near_among_all(&self, flow: &Flow, name: &str) -> Option<Near> {
        let letters: Vec<char> = lower(name).collect();
        let word_ends = (word(name).next(), word(name).next_back());
        let plain_end = plain(name).next_back();
        let (mut words, mut plains, mut near, mut letters_there) = (Vec::new(), None, None, Vec::new());
        for (there, id) in self.meant(flow) {
            // Most names differ in the first or last letter that counts.
            let ends = (word(there).next(), word(there).next_back());
            if ends == word_ends && word(there).eq(word(name)) {
                words.push(id);
            } else if plains.is_none()
                && plain(there).next_back() == plain_end
                && plain(there).eq(plain(name))
            {
                plains = Some(id);
            }
            let is_too_long_or_short =
                name.is_ascii() && there.is_ascii() && there.len().abs_diff(name.len()) > 1;
            if near.is_some() || is_too_long_or_short {
                continue;
            }
            letters_there.clear();
            letters_there.extend(lower(there));
            if differ_by_a_letter(&letters, &letters_there) {
                near = Some(id);
            }
        }
        match words.as_slice() {
            [only] => Some(Near { id: *only, is_same_word: true }),
            [first, ..] => Some(Near { id: *first, is_same_word: false }),
            [] => plains.or(near).map(|id| Near { id, is_same_word: false }),
        }
    }

    fn near_by_index(&self, flow: &Flow, name: &str) -> Option<Near> {
        let index = self.index.get_or_init(|| self.index(flow));
        // Two forms may have one hash: what is found is looked at.
        let is_found = |id: WidgetId, is_like: &dyn Fn(&str) -> bool| {
            flow.widget(id).and_then(|widget| widget.name()).is_some_and(is_like)
        };
        let form = hash(word(name));
        if let Some(id) = first_with(&index.word, form)
            && is_found(id, &|found| word(name).eq(word(found)))
        {
            let after = index.word.partition_point(|(other, _)| *other <= form);
            let from = index.word.partition_point(|(other, _)| *other < form);
            return Some(Near { id, is_same_word: after - from == 1 });
        }
        if let Some(id) = first_with(&index.plain, plain_form(name))
            && is_found(id, &|found| plain(name).eq(plain(found)))
        {
            return Some(Near { id, is_same_word: false });
        }
        let letters: Vec<char> = lower(name).collect();
        let near = near_forms(name).filter_map(|form| first_with(&index.near, form));
        let near = near.filter(|id| {
            is_found(*id, &|found| differ_by_a_letter(&letters, &lower(found).collect::<Vec<_>>()))
        });
        near.min().map(|id| Near { id, is_same_word: false })
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
        // A name that breaks the rules for names is no help as the beginning of another.
        let base = if is_good_name(base) { base } else { "widget" };
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

/// A name without case and punctuation.
fn word(name: &str) -> impl DoubleEndedIterator<Item = char> {
    name.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// A name without case, punctuation and trailing number.
fn plain(name: &str) -> impl DoubleEndedIterator<Item = char> {
    let trimmed = name.trim_end_matches(|char: char| char.is_ascii_digit());
    let trimmed = if trimmed.ends_with('_') { trimmed } else { name };
    trimmed.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn plain_form(name: &str) -> u64 {
    hash(plain(name))
}

fn lower(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase)
}

/// Names with fewer letters are near to too much.
const FEWEST_LETTERS: usize = 3;

/// The name itself and its forms with one letter left out, in lower case.
fn near_forms(name: &str) -> impl Iterator<Item = u64> {
    let chars: Vec<char> = lower(name).collect();
    let gaps = if chars.len() >= FEWEST_LETTERS { chars.len() } else { 0 };
    let form = move |gap: usize| {
        let kept = chars.iter().enumerate().filter(|(index, _)| *index != gap);
        hash(kept.map(|(_, char)| *char))
    };
    std::iter::once(usize::MAX).chain(0..gaps).map(form)
}

/// Whether a name may be what another that nobody has was meant to be.
pub(super) fn is_near(name: &str, sought: &str) -> bool {
    let letters = |name: &str| lower(name).collect::<Vec<_>>();
    word(name).eq(word(sought))
        || plain(name).eq(plain(sought))
        || differ_by_a_letter(&letters(name), &letters(sought))
}

/// Whether two names are the same but for one letter: missing, added, other, or standing elsewhere. They then have a
/// form in common once one letter is left out.
fn differ_by_a_letter(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let first = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let last = short.iter().rev().zip(long.iter().rev()).take_while(|(one, other)| one == other).count();
    match long.len() - short.len() {
        0 if first == short.len() => true,
        _ if long.len() < FEWEST_LETTERS => false,
        1 => first + last >= short.len(),
        0 if short.len() < FEWEST_LETTERS => false,
        0 => {
            // From the first letter that differs to the last one: one letter is other, or has moved over the rest.
            let differing = first..short.len() - last;
            let (one, other) = (one.get(differing.clone()), other.get(differing));
            let (Some(one), Some(other)) = (one, other) else { return false };
            one.len() == 1
                || one.get(1..) == other.get(..other.len() - 1)
                || one.get(..one.len() - 1) == other.get(1..)
        }
        _ => false,
    }
}

/// FNV-1a over letters: fast for the few that a name has.
fn hash(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(0xcbf2_9ce4_8422_2325, |hash, char| {
        (hash ^ u64::from(u32::from(char))).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
