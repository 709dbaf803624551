//! A template that reads a variable that nothing sets.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::unknown::{Unknown, tell_unknown};
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
    let setters = subject.setters();
    tell_unknown(at, sink, (&["flow", "variables"], 3), |path| {
        let key = path.get(2).copied().filter(|key| !setters.contains_key(*key))?;
        let mut known: Vec<&str> = Vec::new();
        if setters.len() <= MOST_VARIABLES {
            known.extend(setters.keys().map(String::as_str));
            known.sort_unstable();
        }
        let near = nearest(key, known.iter().copied()).map(str::to_owned);
        Some(Unknown { message: format!("nothing sets `flow.variables.{key}`"), near, depth: 3 })
    });
}
