//! A branch that an earlier one always takes.

use super::conditions::{Asked, asked};
use super::{Rule, Run};
use std::collections::{BTreeSet, HashMap};

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, is_open};
use crate::widgets::assumptions::Assumptions;
use crate::widgets::condition::{Takes, evaluate, number};
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
    let mut taken: HashMap<String, Taken<'_>> = HashMap::new();
    for asked in asked(at) {
        if asked.condition.value.is_empty() && asked.takes() != Some(Takes::Nothing)
            || is_open(&asked.condition.value)
        {
            continue;
        }
        let taken = taken.entry(arguments(&asked)).or_default();
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

/// What earlier branches that compare the same thing take, each with its output.
#[derive(Default)]
struct Taken<'a> {
    /// The branches that leave nothing to any other.
    all: BTreeSet<usize>,
    /// Whole conditions: kind and value.
    same: HashMap<(&'a str, String), usize>,
    /// Words that are compared with the whole text; the empty one is the blank text.
    words: HashMap<String, usize>,
    /// What takes all texts but blank ones.
    not_blank: Option<usize>,
    /// What takes all texts but one: a second one of these takes that.
    all_but: Option<(String, usize)>,
    /// The greatest number below which all are taken, and the least one above which all are.
    below: Option<(f64, usize)>,
    above: Option<(f64, usize)>,
    parts: Vec<(&'a str, String, usize)>,
}

/// Two kinds of condition of which one holds for each text, whatever they compare it with.
const OPPOSITES: [(&str, &str); 5] = [
    ("equal_to", "not_equal_to"),
    ("matches_any_of", "does_not_match_any_of"),
    ("is_blank", "is_not_blank"),
    ("contains", "does_not_contain"),
    ("starts_with", "does_not_start_with"),
];

impl<'a> Taken<'a> {
    /// The branches that leave nothing to this one; empty where they leave something.
    fn by(&self, asked: &Asked<'a>) -> BTreeSet<usize> {
        if !self.all.is_empty() {
            return self.all.clone();
        }
        let (kind, value) = (&*asked.condition.kind, value(asked));
        if let Some(by) = self.same.get(&(kind, value.clone())) {
            return BTreeSet::from([*by]);
        }
        let one = |by: Option<usize>| by.into_iter().collect();
        match kind {
            "equal_to" | "matches_any_of" | "is_blank" => {
                // Every word of the list must be taken.
                words(kind, &value)
                    .into_iter()
                    .map(|word| self.word(&word))
                    .collect::<Option<_>>()
                    .unwrap_or_default()
            }
            "contains" | "starts_with" if !value.is_empty() => one(self.part(kind, &value)),
            "less_than" | "greater_than" => one(number(&value).and_then(|bound| self.number(kind, bound))),
            "is_before_time" | "is_after_time" | "is_before_date" | "is_after_date" => one(self.not_blank),
            "regex" => one(self.not_blank.filter(|_| !matches_blank(&value))),
            _ => BTreeSet::new(),
        }
    }

    /// What takes this very text.
    fn word(&self, word: &str) -> Option<usize> {
        let part = || {
            let holds = |kind: &str, value: &str| match kind {
                "contains" => word.contains(value),
                "starts_with" => word.starts_with(value),
                "does_not_contain" => !word.contains(value),
                _ => !word.starts_with(value),
            };
            self.parts.iter().find(|(kind, value, _)| holds(kind, value)).map(|(.., output)| *output)
        };
        let all_but = || self.all_but.as_ref().filter(|(left, _)| left != word).map(|(_, output)| *output);
        let known = self.words.get(word).copied();
        known.or_else(|| self.not_blank.filter(|_| !word.is_empty())).or_else(part).or_else(all_but)
    }

    /// What takes all texts with this part.
    fn part(&self, kind: &str, part: &str) -> Option<usize> {
        let within = |taker: &str, value: &str| match (taker, kind) {
            ("contains", _) => part.contains(value),
            ("starts_with", "starts_with") => part.starts_with(value),
            ("does_not_start_with", "starts_with") => !part.starts_with(value) && !value.starts_with(part),
            _ => false,
        };
        let parts = || self.parts.iter().find(|(taker, value, _)| within(taker, value));
        let lacks =
            |left: &str| if kind == "contains" { !left.contains(part) } else { !left.starts_with(part) };
        let all_but = || self.all_but.as_ref().filter(|(left, _)| lacks(left)).map(|(_, output)| *output);
        self.not_blank.or_else(|| parts().map(|(.., output)| *output)).or_else(all_but)
    }

    /// What takes all numbers on this side of a bound. A blank text is no number.
    fn number(&self, kind: &str, bound: f64) -> Option<usize> {
        let taker = match kind {
            "less_than" => self.below.filter(|(taken, _)| bound <= *taken),
            _ => self.above.filter(|(taken, _)| bound >= *taken),
        };
        taker.map(|(_, output)| output).or(self.not_blank)
    }

    fn note(&mut self, asked: &Asked<'a>) {
        let output = asked.output;
        let (kind, value): (&'a str, String) = (&asked.condition.kind, value(asked));
        if self.all.is_empty()
            && let Some(opposite) = opposite(kind)
            && let Some(other) = self.same.get(&(opposite, value.clone()))
        {
            self.all = BTreeSet::from([*other, output]);
        }
        for word in words(kind, &value) {
            self.words.entry(word).or_insert(output);
        }
        match kind {
            "is_not_blank" => self.not_blank = self.not_blank.or(Some(output)),
            "regex" if is_any(&value) && self.all.is_empty() => self.all = BTreeSet::from([output]),
            "regex" if is_anything(&value) => self.not_blank = self.not_blank.or(Some(output)),
            "not_equal_to" => match &self.all_but {
                Some((left, other)) if *left != value && self.all.is_empty() => {
                    self.all = BTreeSet::from([*other, output]);
                }
                Some(_) => {}
                None => self.all_but = Some((value.clone(), output)),
            },
            "less_than" => {
                let wider = |bound: &f64| self.below.is_none_or(|(taken, _)| *bound > taken);
                self.below = number(&value).filter(wider).map(|bound| (bound, output)).or(self.below);
            }
            "greater_than" => {
                let wider = |bound: &f64| self.above.is_none_or(|(taken, _)| *bound < taken);
                self.above = number(&value).filter(wider).map(|bound| (bound, output)).or(self.above);
            }
            "contains" | "starts_with" | "does_not_contain" | "does_not_start_with"
                if self.parts.len() < MOST_PARTS && !value.is_empty() =>
            {
                self.parts.push((kind, value.clone(), output));
            }
            _ => {}
        }
        self.same.entry((kind, value)).or_insert(output);
    }
}

fn arguments(asked: &Asked<'_>) -> String {
    asked.condition.arguments.join("\n").trim().to_owned()
}

/// What a condition compares with, in the form in which it is compared: `\d` and `\D` are not the same, though letters
/// of either case match.
fn value(asked: &Asked<'_>) -> String {
    match asked.takes() {
        Some(Takes::Pattern) => asked.condition.value.trim().to_owned(),
        // Studio keeps a label there.
        Some(Takes::Nothing) => String::new(),
        _ => plain(&asked.condition.value),
    }
}

/// The texts for which a branch holds, where they can be counted.
fn words(kind: &str, value: &str) -> Vec<String> {
    match kind {
        "equal_to" => vec![value.to_owned()],
        "matches_any_of" => value.split(',').map(plain).filter(|word| !word.is_empty()).collect(),
        "is_blank" => vec![String::new()],
        _ => Vec::new(),
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

fn opposite(kind: &str) -> Option<&'static str> {
    OPPOSITES.iter().find_map(|(one, other)| match kind {
        _ if kind == *one => Some(*other),
        _ if kind == *other => Some(*one),
        _ => None,
    })
}

/// Whether a pattern matches any text. A text of several lines is one that a plain dot does not match as a whole; it is
/// not what such a branch is written for.
fn is_any(pattern: &str) -> bool {
    matches!(inner(pattern), ".*" | r"[\s\S]*" | "(?s).*" | "(?i).*")
}

/// Whether a pattern matches any text that is not blank.
fn is_anything(pattern: &str) -> bool {
    matches!(inner(pattern), ".+" | r"[\s\S]+" | "(?s).+" | "(?i).+")
}

/// A pattern without anchors and one pair of brackets.
fn inner(pattern: &str) -> &str {
    let plain = pattern.trim_start_matches('^');
    let plain = plain.strip_suffix('$').unwrap_or(plain);
    plain
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .filter(|rest| !rest.contains(')'))
        .unwrap_or(plain)
}

/// Whether a pattern may match a blank text: one that cannot be read may.
fn matches_blank(pattern: &str) -> bool {
    let now = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
    let taken = Assumptions::default();
    evaluate("regex", &serde_json::Value::Null, pattern, &now, &taken).map_or(true, |verdict| verdict.holds)
}
