//! A question whose silence leads nowhere.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::run::Awaited;

pub(super) const RULE: Rule = Rule {
    code: "unwired-timeout",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A question whose silence leads nowhere",
    why: "a contact who does not answer in time is left without a word: the execution ends there",
    run: Run::Widget(look),
};

/// The event of the end of the waiting time.
pub(super) const TIMEOUT: &str = "timeout";

fn look(_: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.behaviour.awaits().contains(&Awaited::Message)) else {
        return;
    };
    let Some(event) = entry.event(TIMEOUT) else { return };
    let mut transitions = at.widget.transitions().iter().enumerate();
    let place = match transitions.find(|(_, transition)| &*transition.event == TIMEOUT) {
        Some((_, transition)) if transition.next.is_some() => return,
        Some((index, _)) => at.transition(index, ""),
        None => at.place("/transitions"),
    };
    sink.add(format!("{} leads nowhere", event.label), place);
}
