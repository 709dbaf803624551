//! Finding operations by a few words: each word has to be found somewhere, and where it is found says how good it is.
//!
//! A word that is written with a slip is found too, but always behind what was found as it was written. Slips are looked
//! for in beginnings as well, so that nothing comes and goes while somebody types.

mod slips;

use std::collections::HashMap;
use std::sync::Arc;

use self::slips::{Letters, Slips};
use super::operation::Operation;

/// An operation that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in what was searched.
    pub index: usize,
    /// How well it fits; more is better.
    pub score: u32,
}

/// What is searched: the words of many operations, taken apart once. Each word is there once, however many operations
/// have it, so that a query is held against each word once.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// How many operations there are.
    count: usize,
    words: Vec<Entry>,
}

/// A word, and the operations that have it.
#[derive(Clone, Debug)]
struct Entry {
    text: Box<str>,
    /// Its letters, to be held against one with slips.
    letters: Letters,
    /// The numbers of the operations, each with what the word weighs in it.
    places: Vec<(u32, u32)>,
}

/// One word of an operation, and what it weighs.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    weight: u32,
}

/// What the texts about parameters weigh. They are long, so that only whole words and beginnings count in them.
const SMALL_PRINT: u32 = 2;

impl Index {
    /// Takes the words of these operations.
    pub fn new(operations: &[Arc<Operation>]) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut words: Vec<Entry> = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            for word in words_of(operation) {
                let place = (u32::try_from(index).unwrap_or(u32::MAX), word.weight);
                let number = *numbers.entry(word.text).or_insert_with_key(|text| {
                    let letters = Letters::of(text);
                    words.push(Entry { text: text.as_str().into(), letters, places: Vec::new() });
                    words.len() - 1
                });
                if let Some(entry) = words.get_mut(number) {
                    entry.places.push(place);
                }
            }
        }
        Self { count: operations.len(), words }
    }

    /// What fits, the best first; all in their order where nothing is asked.
    pub fn search(&self, query: &str) -> Vec<Hit> {
        let mut asked = Vec::new();
        add_words(&mut asked, query, 0);
        // The signs of an address ask for nothing; others stand in nothing that is searched.
        if asked.is_empty() && query.contains(|char: char| !char.is_whitespace() && !SIGNS.contains(char)) {
            return Vec::new();
        }
        // What each operation has so far; nothing where a word of the query is not in it.
        let mut sums: Vec<Option<u32>> = vec![Some(0); self.count];
        for word in asked.iter().take(MAX_ASKED) {
            let best = self.best(&word.text);
            for (sum, best) in sums.iter_mut().zip(best) {
                *sum = sum.filter(|_| best > 0).map(|sum| sum.saturating_add(best));
            }
        }
        let scored = sums.into_iter().enumerate();
        let mut hits: Vec<Hit> =
            scored.filter_map(|(index, score)| Some(Hit { index, score: score? })).collect();
        // A stable sort: what fits equally well stays in its order.
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        hits
    }

    /// The best that a word of the query finds in each operation; 0 where it finds nothing.
    fn best(&self, asked: &str) -> Vec<u32> {
        let mut best = vec![0_u32; self.count];
        let slips = Slips::of(asked);
        for entry in &self.words {
            let fit = match fit(&entry.text, asked) {
                Some(fit) => fit,
                None => match slips.as_ref().and_then(|slips| slips.fit(&entry.text, entry.letters)) {
                    Some(fit) => fit,
                    None => continue,
                },
            };
            for (index, weight) in &entry.places {
                if *weight <= SMALL_PRINT && fit < STARTS {
                    continue;
                }
                if let Some(best) = best.get_mut(*index as usize) {
                    let precise = if fit >= PART { PRECISE } else { 0 };
                    *best = (*best).max(fit * (weight + 10) + precise);
                }
            }
        }
        best
    }
}

/// More words than anybody asks for.
const MAX_ASKED: usize = 24;
/// What a word is worth that stands there as it was asked for: more than all words with slips together.
const PRECISE: u32 = 1 << 20;
/// Signs that stand in paths.
const SIGNS: &str = "/{}-_.:?&=";

/// Searches operations once. Who searches the same ones again keeps an [`Index`].
pub fn search(operations: &[Arc<Operation>], query: &str) -> Vec<Hit> {
    Index::new(operations).search(query)
}

fn words_of(operation: &Operation) -> Vec<Word> {
    let mut words = Vec::new();
    add_words(&mut words, &operation.summary, 60);
    for tag in &operation.tags {
        add_words(&mut words, tag, 50);
    }
    add_words(&mut words, operation.method.name(), 45);
    add_words(&mut words, &operation.path, 40);
    add_words(&mut words, &operation.id, 40);
    for parameter in &operation.parameters {
        add_words(&mut words, &parameter.name, 30);
    }
    // The addresses of links are nothing that anybody looks for.
    add_words(&mut words, &super::import::plain_text(&operation.description), 10);
    for parameter in &operation.parameters {
        add_words(&mut words, &parameter.help, SMALL_PRINT);
    }
    // Of a word that is there often only the heaviest counts.
    words.sort_by(|a, b| a.text.cmp(&b.text).then(b.weight.cmp(&a.weight)));
    words.dedup_by(|next, kept| next.text == kept.text);
    words
}

/// Adds the words of a text in lower case; `ConversationSid` is two words, and itself one.
fn add_words(words: &mut Vec<Word>, text: &str, weight: u32) {
    for whole in text.split(|char: char| !char.is_alphanumeric()).filter(|whole| !whole.is_empty()) {
        let mut parts: Vec<String> = Vec::new();
        let mut was_lower = false;
        for char in whole.chars() {
            if parts.is_empty() || (was_lower && char.is_uppercase()) {
                parts.push(String::new());
            }
            was_lower = char.is_lowercase();
            if let Some(part) = parts.last_mut() {
                part.extend(char.to_lowercase());
            }
        }
        // In a query the parts are all asked for, and that is enough.
        if weight > 0 && parts.len() > 1 {
            words.push(Word { text: parts.concat(), weight });
        }
        words.extend(parts.into_iter().map(|text| Word { text, weight }));
    }
}

/// How well a word fits whose beginning was asked for.
const STARTS: u32 = 8;
/// How well a word fits of which a part was asked for. Words with slips fit less.
const PART: u32 = 5;

/// How well a word fits as it was written: all of it, its beginning, or a part of it.
fn fit(word: &str, asked: &str) -> Option<u32> {
    if word == asked {
        Some(10)
    } else if word.starts_with(asked) {
        Some(STARTS)
    } else if asked.len() > 2 && word.len() > asked.len() && word.contains(asked) {
        Some(PART)
    } else {
        None
    }
}
