//! A template that reads a variable that nothing sets.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::check::templates::{names, read_instead};
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
        let mut seen = std::collections::HashSet::new();
        for parsed in subject.templates(at.index) {
            for read in &parsed.reads {
                let path = names(read);
                let ["flow", "variables", key, ..] = path.as_slice() else { continue };
                if setters.contains_key(*key) || !seen.insert((*key).to_owned()) {
                    continue;
                }
                sought += 1;
                let near =
                    if sought <= MOST_SUGGESTIONS { nearest(key, known.iter().copied()) } else { None };
                let mut message = format!("nothing sets `flow.variables.{key}`");
                if let Some(near) = near {
                    message.push_str(&format!(": did you mean `{near}`?"));
                }
                let found = sink.add(message, parsed.place(&at, read.span.clone()));
                if let Some(near) = near
                    && let Some(edit) = read_instead(at.widget, &["flow", "variables", key], near)
                {
                    found.fix(format!("Read {near} instead"), edit);
                }
            }
        }
    }
}
