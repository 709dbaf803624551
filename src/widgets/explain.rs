//! Why a widget that compares goes on by one branch and not by another: each condition in order, what it compared, in
//! which form, and whether it held; and what was never looked at, and why not.
//!
//! It only tells what the comparison itself has noted; it compares nothing.

use serde_json::Value;

use super::assumptions::{self, Assumptions};
use super::condition::{self, Problem, Verdict};
use super::run::Leave;
use crate::flow::{Transition, Widget};

/// So many characters of a text are kept.
const MOST: usize = 2_000;

/// Why a widget was left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The transition that is taken because its conditions hold; `None` where none holds.
    pub taken: Option<usize>,
    /// The event by which the widget is left.
    pub event: String,
    /// The branches, in the order in which they are tried.
    pub branches: Vec<Branch>,
}

/// One branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its place among the widget's transitions.
    pub transition: usize,
    /// What became of it.
    pub fate: Fate,
    /// Its conditions; one with several arguments has an entry for each of them.
    pub conditions: Vec<Tried>,
}

/// What became of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is taken.
    Taken,
    /// It does not hold.
    Missed,
    /// It was not looked at, since the branch with this transition holds.
    After(usize),
    /// It has no condition, so it is never taken.
    Empty,
}

/// A condition with one of its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The argument as it stands in the flow.
    pub argument: String,
    /// The predicate's type.
    pub predicate: String,
    /// The value as it stands in the flow; empty where the predicate compares with nothing.
    pub value: String,
    /// What came of it.
    pub result: Tell,
}

impl Tried {
    /// The predicate in Studio's words; its type where Studio has no such predicate.
    pub fn label(&self) -> &str {
        condition::named(&self.predicate).map_or(&self.predicate, |predicate| predicate.label)
    }
}

/// What came of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tell {
    /// It was compared.
    Compared(Compared),
    /// It cannot be decided and counts as no match: why, and the argument's value.
    Undecided {
        /// Why, as a sentence without a full stop.
        why: String,
        /// The argument's value as text.
        text: String,
        /// The type of that value.
        kind: &'static str,
    },
    /// It was not looked at.
    Skipped(Skip),
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whether it holds.
    pub holds: bool,
    /// The argument's value as text.
    pub text: String,
    /// The type of that value: `text`, `number`, …
    pub kind: &'static str,
    /// The argument in the form in which it was compared.
    pub left: String,
    /// What it was compared with, in the form in which that was compared.
    pub right: String,
    /// In words, as the trace has it.
    pub why: String,
    /// The unconfirmed rule that it rests on.
    pub assumption: Option<&'static str>,
}

/// Why a condition was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// An earlier branch holds.
    EarlierBranch,
    /// All conditions of the branch must hold, and an earlier one does not.
    EarlierFailed,
    /// One condition of the branch is enough, and an earlier one holds.
    EarlierHolds,
    /// Only the first one counts.
    OnlyFirst,
}

impl Skip {
    /// As a sentence without a full stop.
    pub fn words(self) -> &'static str {
        match self {
            Self::EarlierBranch => "not looked at, since an earlier branch holds",
            Self::EarlierFailed => "not looked at, since an earlier one does not hold",
            Self::EarlierHolds => "not looked at, since an earlier one holds",
            Self::OnlyFirst => "not looked at, since only the first one counts",
        }
    }
}

/// What was noted of one comparison while branches were tried.
#[derive(Clone, Debug)]
pub(super) struct Tested {
    transition: usize,
    condition: usize,
    argument: String,
    result: Tell,
}

impl Tested {
    pub(super) fn of(
        at: (usize, usize),
        source: &str,
        argument: &Value,
        value: &str,
        verdict: &Result<Verdict, Problem>,
    ) -> Self {
        let (text, kind) = (short(&condition::text_of(argument)), kind_of(argument));
        let result = match verdict {
            Ok(verdict) => Tell::Compared(Compared {
                holds: verdict.holds,
                text,
                kind,
                left: short(&verdict.left),
                right: short(if verdict.right.is_empty() { value.trim() } else { &verdict.right }),
                why: short(&verdict.why),
                assumption: verdict.assumption.map(|assumption| assumption.id),
            }),
            Err(problem) => Tell::Undecided { why: short(&problem.to_string()), text, kind },
        };
        Self { transition: at.0, condition: at.1, argument: source.to_owned(), result }
    }
}

impl Explanation {
    /// Puts what was tested beside what stands in the widget.
    pub(super) fn of(
        widget: &Widget,
        branch_event: &str,
        leave: &Leave,
        tested: Vec<Tested>,
        taken: &Assumptions,
    ) -> Self {
        let branches = widget.transitions().iter().enumerate();
        let branches = branches.filter(|(_, transition)| &*transition.event == branch_event);
        let mut tested = tested.into_iter().peekable();
        let branches = branches
            .map(|(index, transition)| {
                let fate = match leave.transition {
                    Some(winner) if winner == index => Fate::Taken,
                    Some(winner) if winner < index => Fate::After(winner),
                    _ if transition.conditions.is_empty() => Fate::Empty,
                    _ => Fate::Missed,
                };
                let mine = std::iter::from_fn(|| tested.next_if(|tested| tested.transition == index));
                let conditions = conditions_of(transition, fate, mine.collect(), taken);
                Branch { transition: index, fate, conditions }
            })
            .collect();
        Self { taken: leave.transition, event: leave.event.to_string(), branches }
    }
}

/// All conditions of a branch with all their arguments: those that were tested, and why the others were not.
fn conditions_of(
    transition: &Transition,
    fate: Fate,
    tested: Vec<Tested>,
    taken: &Assumptions,
) -> Vec<Tried> {
    let how_conditions = match transition.conditions.len() {
        0 | 1 => "all",
        _ => taken.choice(&assumptions::SEVERAL_CONDITIONS).name,
    };
    let mut tested = tested.into_iter().peekable();
    let mut tried = Vec::new();
    for (index, condition) in transition.conditions.iter().enumerate() {
        let how_arguments = match condition.arguments.len() {
            0 | 1 => "all",
            _ => taken.choice(&assumptions::SEVERAL_ARGUMENTS).name,
        };
        let takes_nothing = condition::named(&condition.kind)
            .is_some_and(|predicate| predicate.takes == condition::Takes::Nothing);
        let value = if takes_nothing { String::new() } else { short(&condition.value) };
        let none = condition.arguments.is_empty().then_some("");
        let arguments = condition.arguments.iter().map(|argument| &**argument).chain(none);
        for (place, argument) in arguments.enumerate() {
            let mine = tested.next_if(|tested| tested.condition == index && tested.argument == argument);
            let result = match mine {
                Some(tested) => tested.result,
                None if matches!(fate, Fate::After(_)) => Tell::Skipped(Skip::EarlierBranch),
                None => Tell::Skipped(skip(if place > 0 { how_arguments } else { how_conditions })),
            };
            let (argument, predicate) = (short(argument), condition.kind.to_string());
            tried.push(Tried { argument, predicate, value: value.clone(), result });
        }
    }
    tried
}

fn skip(how: &str) -> Skip {
    match how {
        "any" => Skip::EarlierHolds,
        "first" => Skip::OnlyFirst,
        _ => Skip::EarlierFailed,
    }
}

/// The type of a value, in a reader's words.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true/false",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// As much of a text as is kept.
fn short(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
