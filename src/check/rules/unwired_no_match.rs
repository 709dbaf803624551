//! A split that leads nowhere when nothing matches.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "unwired-no-match",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A split that leads nowhere when nothing matches",
    why: "where no condition holds the execution ends with 81005",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    for event in entry.events.known().iter().filter(|event| event.kind == EventKind::Unmatched) {
        let mut transitions = at.widget.transitions().iter().enumerate();
        let place = match transitions.find(|(_, transition)| &*transition.event == event.event) {
            Some((_, transition)) if transition.next.is_some() => continue,
            Some((index, _)) => at.transition(index, ""),
            None => at.place("/transitions"),
        };
        sink.add(format!("{} leads nowhere", event.label), place);
    }
}
