//! A template that reads a variable that nothing sets.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::unknown::{Unknown, Wrong, tell_unknown};
use crate::flow::nearest;

pub(super) const RULE: Rule = Rule {
    code: "unknown-variable",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads a variable that nothing sets",
    why: "only Set Variables widgets of this flow set `flow.variables`; any other renders to nothing, without a word",
    run: Run::Named(look),
};

/// A name is sought among all others: not in a flow with more variables than anybody would read through.
const MOST_VARIABLES: usize = 200;

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let meaning = subject.meaning();
    let wrong = |path: &[&str]| match path.get(2) {
        Some(key) if !meaning.is_set(key) => Wrong::at(3),
        _ => None,
    };
    tell_unknown(at, sink, &["flow", "variables"], wrong, |path| {
        let key = path.get(2).copied().unwrap_or_default();
        let mut known: Vec<&str> = Vec::new();
        let variables = meaning.variables();
        if variables.len() <= MOST_VARIABLES {
            known.extend(variables);
            known.sort_unstable();
        }
        let near = nearest(key, known).map(str::to_owned);
        Unknown { message: format!("nothing sets `flow.variables.{key}`"), near, is_open: false }
    });
}
