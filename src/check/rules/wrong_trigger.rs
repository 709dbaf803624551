//! A widget on a way on which it has not what it needs.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::fits::words;
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::Needs;

pub(super) const RULE: Rule = Rule {
    code: "wrong-trigger",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A widget on a way on which it has not what it needs",
    why: "Studio skips it with warning 81020: what began the execution, and what happened since, gives no call or contact",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    // Another rule tells of a start over the REST API.
    let Some(what) = words(entry.needs).filter(|_| entry.needs != Needs::Request) else { return };
    let (served, unserved): (Vec<_>, Vec<_>) =
        subject.paths().situations(at.index).partition(|situation| situation.serves(entry.needs));
    if unserved.is_empty() {
        return;
    }
    let ways = if served.is_empty() { "no way here has one" } else { "some ways here have none" };
    sink.add(format!("{} needs {what}, and {ways}", entry.label), at.place(""));
}
