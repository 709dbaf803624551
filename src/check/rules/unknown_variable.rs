//! A template that reads a variable that nothing sets.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::check::unknown::{Unknown, tell_unknown};
use crate::flow::nearest;

pub(super) const RULE: Rule = Rule {
    code: "unknown-variable",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads a variable that nothing sets",
    why: "only Set Variables widgets of this flow set `flow.variables`; any other renders to nothing, without a word",
    run: Run::Flow(look),
};

/// A name is sought among all others: only for so many findings.
const MOST_SUGGESTIONS: usize = 50;

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let setters = subject.setters();
    let mut known: Vec<&str> = setters.keys().map(String::as_str).collect();
    known.sort_unstable();
    let mut sought = 0;
    for at in subject.each() {
        tell_unknown(subject, &at, sink, (&["flow", "variables"], 3), |path| {
            let key = path.get(2).copied().filter(|key| !setters.contains_key(*key))?;
            sought += 1;
            let near = if sought <= MOST_SUGGESTIONS { nearest(key, known.iter().copied()) } else { None };
            let message = format!("nothing sets `flow.variables.{key}`");
            Some(Unknown { message, near: near.map(str::to_owned), depth: 3 })
        });
    }
}
