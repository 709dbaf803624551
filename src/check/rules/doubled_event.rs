//! One event with two transitions.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "doubled-event",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "One event with two transitions",
    why: "only one of them can be taken, and which one is not documented",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| !entry.is_open()) else { return };
    // A type has a handful of events.
    let mut seen: Vec<&str> = Vec::new();
    for (index, transition) in at.widget.transitions().iter().enumerate() {
        let Some(event) = entry.event(&transition.event) else { continue };
        if event.kind == EventKind::Branch {
            continue;
        }
        if !seen.contains(&event.event) {
            seen.push(event.event);
        } else {
            let message = format!("`{}` has a transition already", event.event);
            sink.add(message, at.transition(index, "/event"));
        }
    }
}
