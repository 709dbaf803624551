//! Finding operations by a few words: each word has to be found somewhere, and where it is found says how good it is.

use std::sync::Arc;

use super::operation::Operation;

/// An operation that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in what was searched.
    pub index: usize,
    /// How well it fits; more is better.
    pub score: u32,
}

/// What is searched: the words of many operations, taken apart once.
#[derive(Clone, Debug, Default)]
pub struct Index {
    rows: Vec<Vec<Word>>,
}

/// One word of an operation, and what it weighs.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    weight: u32,
}

impl Index {
    /// Takes the words of these operations.
    pub fn new(operations: &[Arc<Operation>]) -> Self {
        Self { rows: operations.iter().map(|operation| words_of(operation)).collect() }
    }

    /// What fits, the best first; all in their order where nothing is asked.
    pub fn search(&self, query: &str) -> Vec<Hit> {
        let mut asked = Vec::new();
        add_words(&mut asked, query, 0);
        let asked: Vec<&str> = asked.iter().map(|word| word.text.as_str()).collect();
        let score = |words: &[Word]| {
            asked.iter().try_fold(0_u32, |sum, asked| Some(sum.saturating_add(best(words, asked)?)))
        };
        let rows = self.rows.iter().enumerate();
        let mut hits: Vec<Hit> =
            rows.filter_map(|(index, words)| Some(Hit { index, score: score(words)? })).collect();
        // A stable sort: what fits equally well stays in its order.
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        hits
    }
}

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
    add_words(&mut words, &operation.description, 10);
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

/// The best that a word of the query finds.
fn best(words: &[Word], asked: &str) -> Option<u32> {
    words.iter().filter_map(|word| Some(fit(&word.text, asked)? * (word.weight + 10))).max()
}

/// How well a word fits: all of it, its beginning, a part of it, or its letters in their order.
fn fit(word: &str, asked: &str) -> Option<u32> {
    if word == asked {
        Some(10)
    } else if word.starts_with(asked) {
        Some(8)
    } else if asked.len() > 2 && word.contains(asked) {
        Some(5)
    } else if asked.len() > 3 && is_spelled_nearly(word, asked) {
        Some(2)
    } else {
        None
    }
}

/// Whether the asked letters stand in the word in this order, beginning alike and skipping few.
fn is_spelled_nearly(word: &str, asked: &str) -> bool {
    let (word_count, asked_count) = (word.chars().count(), asked.chars().count());
    // `messages` means `message` too, and a letter too many is a slip like a letter too few.
    let (long, short) = if word_count >= asked_count { (word, asked) } else { (asked, word) };
    let missing = word_count.abs_diff(asked_count);
    if missing > 2 || short.chars().count() < 3 || long.chars().next() != short.chars().next() {
        return false;
    }
    let mut letters = long.chars();
    short.chars().all(|letter| letters.any(|other| other == letter))
}
