//! Two widgets of one name.

use super::{Rule, Run};
use std::collections::HashSet;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-name",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "Two widgets of one name",
    why: "a transition or template that names them could mean either, so Studio refuses the flow",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut free = subject.names.free();
    let mut seen = HashSet::new();
    for at in subject.each() {
        let Some(name) = at.widget.name().filter(|name| subject.names.is_doubled(name)) else { continue };
        if seen.insert(name) {
            continue;
        }
        let fresh = free.next(name);
        let edit = Edit::Rename { widget: at.widget.id(), name: fresh.clone() };
        sink.add(format!("another widget is named `{name}` too"), at.place("/name"))
            .safe_fix(format!("Rename this one to {fresh}"), edit);
    }
}
