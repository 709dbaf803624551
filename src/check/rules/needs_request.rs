//! A widget that only an execution from the REST API may have.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::Needs;

pub(super) const RULE: Rule = Rule {
    code: "needs-request",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A widget that only an execution from the REST API may have",
    why: "Studio refuses it where the trigger's REST API output leads nowhere",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.needs == Needs::Request) else { return };
    let mut situations = subject.paths().situations(at.index).peekable();
    let reached = situations.peek().is_some();
    let may_be_parent = subject.entered_by.iter().any(|event| event == "incomingParent");
    let begun = subject.entered_by.iter().any(|event| event == "incomingRequest");
    if (!begun && !may_be_parent)
        || (reached && !situations.any(|situation| situation.serves(Needs::Request)))
    {
        let name = at.widget.title();
        let message = format!("{name} can only be used in flows triggered by the REST API ({})", entry.label);
        sink.add(message, at.place(""));
    }
}
