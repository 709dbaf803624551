//! A template that reads a widget that is not there.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::{names, read_instead};

pub(super) const RULE: Rule = Rule {
    code: "unknown-widget",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads a widget that is not there",
    why: "what no widget leaves renders to nothing, without a word",
    run: Run::Named(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let mut seen = std::collections::HashSet::new();
    for parsed in at.templates() {
        for read in &parsed.reads {
            let path = names(read);
            let ["widgets", name, ..] = path.as_slice() else { continue };
            if subject.names.contains(name) || !seen.insert((*name).to_owned()) {
                continue;
            }
            let near = subject.names.near(subject.flow, name);
            let near = near.and_then(|near| subject.flow.widget(near.id)?.name());
            let mut message = format!("no widget is named `{name}`");
            if let Some(near) = near {
                message.push_str(&format!(": did you mean `{near}`?"));
            }
            let found = sink.add(message, parsed.place(at, read.span.clone()));
            if let Some(near) = near
                && let Some(edit) = read_instead(at.widget, &["widgets", name], near)
            {
                found.fix(format!("Read {near} instead"), edit);
            }
        }
    }
}
