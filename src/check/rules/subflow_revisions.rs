//! One subflow in two revisions.

use super::bad_revision::is_revision;
use super::{Rule, Run};
use std::collections::HashMap;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;
use crate::widgets::{Subflow, subflow_of};

pub(super) const RULE: Rule = Rule {
    code: "subflow-revisions",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "One subflow in two revisions",
    why: "all widgets that run the same flow must name the same revision of it; when Studio notices is not known",
    run: Run::Flow(look),
};

const REVISION: &str = "flow_revision";

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut first: HashMap<String, (String, String)> = HashMap::new();
    for at in subject.each().filter(|at| at.entry.is_some_and(|entry| entry.subflow.is_some())) {
        let Some(Subflow::Sid(sid)) = subflow_of(at.widget) else { continue };
        let Some(revision) = at.widget.property_text(REVISION) else { continue };
        let (named, by) = first
            .entry(sid.into_owned())
            .or_insert_with(|| (revision.trim().to_owned(), at.widget.title().to_owned()));
        if revision.trim() == named {
            continue;
        }
        let edit = Edit::SetProperty {
            widget: at.widget.id(),
            key: REVISION.to_owned(),
            value: Some(named.clone().into()),
        };
        let message = format!("{by} runs revision `{named}` of the same flow, this one `{revision}`");
        let found = sink.add(message, at.field(REVISION));
        if is_revision(named) {
            found.fix(format!("Run {named} here, too"), edit);
        }
    }
}
