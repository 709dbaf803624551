//! A branch that an earlier one always takes.

use super::conditions::{Asked, asked};
use super::{Rule, Run};
use std::collections::{BTreeSet, HashMap};

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, is_open};
use crate::widgets::condition::Takes;
use crate::widgets::output_label;

pub(super) const RULE: Rule = Rule {
    code: "shadowed-condition",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A branch that an earlier one always takes",
    why: "the first branch that holds is taken, in the order of the file: this one never is",
    run: Run::Own(look),
};

/// Branches that compare with a part of the text are compared with each word that comes later: only so many of them.
const MOST_PARTS: usize = 40;

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let mut taken = Taken::default();
    for asked in asked(at) {
        if asked.condition.value.is_empty() && asked.takes() != Some(Takes::Nothing)
            || is_open(&asked.condition.value)
        {
            continue;
        }
        let by = taken.by(&asked);
        if !by.is_empty() && !by.contains(&asked.output) {
            let earlier: Vec<String> =
                by.iter().map(|output| format!("`{}`", output_label(at.widget, *output))).collect();
            let place = at.transition(asked.output, &format!("/conditions/{}", asked.number));
            let take = if earlier.len() == 1 { "takes" } else { "take" };
            sink.add(format!("{} {take} everything that this branch could", earlier.join(" and ")), place);
        }
        if asked.is_alone {
            taken.note(&asked);
        }
    }
}

/// What earlier branches take, each with its output.
#[derive(Default)]
struct Taken<'a> {
    /// Whole conditions: arguments, kind and value.
    same: HashMap<(String, String), usize>,
    /// Words that are compared with the whole text, by arguments.
    words: HashMap<(String, String), usize>,
    parts: Vec<(String, &'a str, String, usize)>,
}

impl<'a> Taken<'a> {
    /// The branches that leave nothing to this one; empty where they leave something.
    fn by(&self, asked: &Asked<'a>) -> BTreeSet<usize> {
        let arguments = arguments(asked);
        let same = (arguments.clone(), format!("{} {}", asked.condition.kind, plain(&asked.condition.value)));
        if let Some(by) = self.same.get(&same) {
            return BTreeSet::from([*by]);
        }
        let taker = |word: String| {
            let part = || {
                let mut parts = self.parts.iter().filter(|(of, ..)| *of == arguments);
                parts.find(|(_, kind, value, _)| holds(kind, &word, value)).map(|(.., output)| *output)
            };
            self.words.get(&(arguments.clone(), word.clone())).copied().or_else(part)
        };
        // Every word of the list must be taken.
        words(asked).into_iter().map(taker).collect::<Option<_>>().unwrap_or_default()
    }

    fn note(&mut self, asked: &Asked<'a>) {
        let arguments = arguments(asked);
        let value = plain(&asked.condition.value);
        for word in words(asked) {
            self.words.entry((arguments.clone(), word)).or_insert(asked.output);
        }
        let kind: &'a str = &asked.condition.kind;
        if matches!(kind, "contains" | "starts_with" | "is_not_blank") && self.parts.len() < MOST_PARTS {
            self.parts.push((arguments.clone(), kind, value.clone(), asked.output));
        }
        self.same.entry((arguments, format!("{kind} {value}"))).or_insert(asked.output);
    }
}

fn arguments(asked: &Asked<'_>) -> String {
    asked.condition.arguments.join("\n").trim().to_owned()
}

/// The texts for which a branch holds, where they can be counted.
fn words(asked: &Asked<'_>) -> Vec<String> {
    let value = &asked.condition.value;
    match &*asked.condition.kind {
        "equal_to" => vec![plain(value)],
        "matches_any_of" => value.split(',').map(plain).filter(|word| !word.is_empty()).collect(),
        _ => Vec::new(),
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

fn holds(kind: &str, word: &str, value: &str) -> bool {
    match kind {
        "contains" => word.contains(value),
        "starts_with" => word.starts_with(value),
        _ => !word.is_empty(),
    }
}
