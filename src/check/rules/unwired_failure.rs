//! A message whose failure leads nowhere.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "unwired-failure",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A message whose failure leads nowhere",
    why: "when the message cannot be sent the execution ends there, as if nothing had happened",
    run: Run::Widget(look),
};

fn look(_: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.sends) else { return };
    for (index, transition) in at.widget.transitions().iter().enumerate() {
        let event = entry.event(&transition.event);
        if let Some(event) = event.filter(|event| event.kind == EventKind::Failure)
            && transition.next.is_none()
        {
            sink.add(format!("{} leads nowhere", event.label), at.transition(index, ""));
        }
    }
}
