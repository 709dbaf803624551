//! A run once more, from what was put into it.

use std::sync::Arc;

use super::debug::{Logged, Pace};
use super::{Emitted, Execution, Input, Program, Start};

/// Repeats the beginning of a run: its inputs up to the end of `past`, each where it was given before. With
/// `stop_after` the run is then held before the widget that comes after so many steps, and without it, it goes on until
/// it needs something. The effects that `past` has no answer for come last; they are still to be performed.
///
/// Nothing is sent and nothing is asked for: answers are inputs.
pub fn replay(
    program: Arc<Program>,
    start: Start,
    past: &[Logged],
    stop_after: Option<u32>,
) -> (Execution, Vec<Emitted>) {
    // What was put in at the end of the way, or behind it, is no part of the way there.
    let count =
        stop_after.map_or(past.len(), |stop| past.iter().take_while(|logged| logged.at_step < stop).count());
    let past = past.get(..count).unwrap_or_default();
    let hold_for = |index: usize| match past.get(index) {
        Some(logged) => logged.was_held.then_some(logged.at_step),
        None => stop_after,
    };
    let (mut execution, mut emitted) = Execution::start_held(program, start, hold_for(0));
    for (index, logged) in past.iter().enumerate() {
        let is_there = logged.was_held && execution.steps() == logged.at_step;
        if execution.held().is_some() && !is_there {
            execution.hold_after(hold_for(index));
            emitted.extend(execution.go_on(Pace::Free));
        }
        execution.hold_after(hold_for(index + 1));
        emitted.extend(execution.apply(logged.input.clone()));
    }
    if execution.held().is_some() && stop_after != Some(execution.steps()) {
        execution.hold_after(stop_after);
        emitted.extend(execution.go_on(Pace::Free));
    }
    execution.hold_after(None);
    let performs = execution.performs();
    emitted.retain(|emitted| match emitted {
        Emitted::Effect { id, .. } => performs == Some(*id),
        Emitted::Record(_) => true,
    });
    (execution, emitted)
}

/// How many of the inputs of a run came before it stood where an input of the contact, or of the person in front of
/// it, may come after so many steps: the inputs that a fork there begins with. `None` where it never waited or was
/// held there.
pub fn inputs_before(past: &[Logged], step: u32) -> Option<usize> {
    past.iter().position(|logged| {
        logged.at_step == step && !matches!(logged.input, Input::Answer { .. } | Input::Delivery { .. })
    })
}
