//! A question whose silence leads nowhere.

use super::{Rule, Run, unwired};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::run::Awaited;

pub(super) const RULE: Rule = Rule {
    code: "unwired-timeout",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A question whose silence leads nowhere",
    why: "a contact who does not answer in time is left without a word: the execution ends there",
    run: Run::Own(look),
};

/// The event of the end of the waiting time.
pub(super) const TIMEOUT: &str = "timeout";

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.behaviour.awaits().contains(&Awaited::Message)) else {
        return;
    };
    let Some(event) = entry.event(TIMEOUT) else { return };
    if let Some(place) = unwired(at, TIMEOUT) {
        sink.add(format!("{} leads nowhere", event.label), place);
    }
}
