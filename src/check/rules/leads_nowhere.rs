//! An output that leads nowhere beside one that leads on.

use super::unwired_timeout::TIMEOUT;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::{Event, EventKind, output_label};

pub(super) const RULE: Rule = Rule {
    code: "leads-nowhere",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "An output that leads nowhere beside one that leads on",
    why: "the execution ends there, which may be what is meant",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| !entry.is_start) else { return };
    let transitions = at.widget.transitions();
    // A failure that is caught beside an ordinary end is what one wants, not what one forgot.
    let is_failure = |event: &str| entry.event(event).is_some_and(|event| event.kind == EventKind::Failure);
    if !transitions.iter().any(|transition| transition.next.is_some() && !is_failure(&transition.event)) {
        return;
    }
    // Rules of their own say so for these.
    let told = |event: &Event| match event.kind {
        EventKind::Unmatched => true,
        EventKind::Failure => entry.sends,
        EventKind::Normal => entry.sends && event.event == TIMEOUT,
        EventKind::Branch => false,
    };
    for (index, transition) in
        transitions.iter().enumerate().filter(|(_, transition)| transition.next.is_none())
    {
        if entry.event(&transition.event).is_some_and(|event| !told(event)) {
            let label = output_label(at.widget, index);
            sink.add(format!("`{label}` leads nowhere"), at.transition(index, ""));
        }
    }
    // What the file leaves out leads nowhere, too.
    let has = |event: &Event| transitions.iter().any(|transition| &*transition.event == event.event);
    let known = entry.events.known().iter().filter(|event| event.kind != EventKind::Branch && !told(event));
    for event in known.filter(|event| !has(event)) {
        sink.add(format!("`{}` leads nowhere", event.short), at.place("/transitions"));
    }
}
