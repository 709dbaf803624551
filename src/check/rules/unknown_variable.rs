//! A template that reads a variable that nothing sets.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::{names, read_instead};
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
    let mut seen = std::collections::HashSet::new();
    for parsed in at.templates() {
        for read in &parsed.reads {
            let path = names(read);
            let ["flow", "variables", key, ..] = path.as_slice() else { continue };
            if setters.contains_key(*key) || !seen.insert((*key).to_owned()) {
                continue;
            }
            let mut known: Vec<&str> = Vec::new();
            if setters.len() <= MOST_VARIABLES {
                known.extend(setters.keys().map(String::as_str));
                known.sort_unstable();
            }
            let near = nearest(key, known.iter().copied());
            let mut message = format!("nothing sets `flow.variables.{key}`");
            if let Some(near) = near {
                message.push_str(&format!(": did you mean `{near}`?"));
            }
            let found = sink.add(message, parsed.place(at, read.span.clone()));
            if let Some(near) = near
                && let Some(edit) = read_instead(at.widget, &["flow", "variables", key], near)
            {
                found.fix(format!("Read {near} instead"), edit);
            }
        }
    }
}
