//! A message whose failure leads nowhere.

use super::{Rule, Run, unwired};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "unwired-failure",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A message whose failure leads nowhere",
    why: "when the message cannot be sent the execution ends there, as if nothing had happened",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.sends) else { return };
    for event in entry.events.known().iter().filter(|event| event.kind == EventKind::Failure) {
        if let Some(place) = unwired(at, event.event) {
            sink.add(format!("{} leads nowhere", event.label), place);
        }
    }
}
