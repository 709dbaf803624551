//! A loop that nothing stops.

use super::{Rule, Run};

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::EventKind;
use crate::widgets::run::Awaited;

pub(super) const RULE: Rule = Rule {
    code: "endless-loop",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A loop that nothing stops",
    why: "no widget in it waits for anybody and none leads out, so that Studio ends the execution: after ten times the same widget (81001) or 1,000 steps (81000)",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let paths = subject.paths();
    let mut loops = vec![Loop::default(); paths.components];
    for at in subject.each() {
        let Some(component) = paths.component.get(at.index).copied() else { continue };
        let Some(found) = loops.get_mut(component) else { continue };
        found.first.get_or_insert(at.index);
        found.widgets += 1;
        let stays = |to: usize| paths.component.get(to) == Some(&component);
        found.turns |= paths.ways(at.index).iter().any(|way| stays(way.to));
        found.ends |= can_end(&at) || {
            let stays =
                |output: usize| paths.ways(at.index).iter().any(|way| way.output == output && stays(way.to));
            let transitions = at.widget.transitions().iter().enumerate();
            transitions.filter(|(_, out)| !is_failure(&at, &out.event)).any(|(output, _)| !stays(output))
        };
    }
    loops.sort_by_key(|found| found.first);
    for found in loops.iter().filter(|found| found.turns && !found.ends) {
        let Some(at) = found.first.and_then(|index| subject.at(index)) else { continue };
        let message = if found.widgets == 1 {
            "this widget leads back to itself and nowhere else".to_owned()
        } else {
            format!(
                "these {} widgets lead to each other and nowhere else, and none of them waits",
                found.widgets
            )
        };
        sink.add(message, at.place(""));
    }
}

/// What is known of a loop, or of a widget that is none.
#[derive(Clone, Default)]
struct Loop {
    first: Option<usize>,
    widgets: usize,
    turns: bool,
    ends: bool,
}

fn is_failure(at: &At<'_>, event: &str) -> bool {
    at.entry.and_then(|entry| entry.event(event)).is_some_and(|event| event.kind == EventKind::Failure)
}

/// Whether the execution may stay here or end here: nothing is known of the type, it waits for the contact, it is on a
/// call that can be hung up, or it has an ordinary outcome that the file leaves out.
fn can_end(at: &At<'_>) -> bool {
    let Some(entry) = at.entry.filter(|entry| !entry.is_open()) else { return true };
    let has = |name: &str| at.widget.transitions().iter().any(|transition| &*transition.event == name);
    entry.behaviour.awaits().contains(&Awaited::Deadline)
        || entry.needs != crate::widgets::Needs::Nothing
        || entry
            .events
            .known()
            .iter()
            .any(|event| !matches!(event.kind, EventKind::Failure | EventKind::Branch) && !has(event.event))
}
