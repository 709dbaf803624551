//! An event that the widget does not have.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::Events;

pub(super) const RULE: Rule = Rule {
    code: "unknown-event",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "An event that the widget does not have",
    why: "a widget is left only by the events of its type, and Studio refuses any other",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    let Events::Known(events) = entry.events else { return };
    for (index, transition) in at.widget.transitions().iter().enumerate() {
        if transition.event.is_empty() || entry.event(&transition.event).is_some() {
            continue;
        }
        let known: Vec<String> = events.iter().map(|event| format!("`{}`", event.event)).collect();
        let message = format!(
            "{} has no event `{}`: must be a constant value {}",
            entry.label,
            transition.event,
            known.join(" or ")
        );
        sink.add(message, at.transition(index, "/event"));
    }
}
