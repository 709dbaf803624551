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
    let past = up_to(past, stop_after);
    let hold_for = |index: usize| match past.get(index) {
        Some(logged) => logged.held.as_ref().map(|_| logged.at_step),
        None => stop_after,
    };
    let (mut execution, mut emitted) = Execution::start_held(program, start, hold_for(0));
    for (index, logged) in past.iter().enumerate() {
        // Each round goes on to another widget, or not at all.
        while let Some(held) = execution.held()
            && !(execution.steps() == logged.at_step && logged.held.as_deref() == Some(&*held.widget))
            && execution.steps() <= logged.at_step
        {
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

/// The inputs on the way to the widget that comes after so many steps: what was put in there, or behind it, is no part
/// of the way.
pub fn up_to(past: &[Logged], stop_after: Option<u32>) -> &[Logged] {
    let is_before = |logged: &&Logged| stop_after.is_none_or(|stop| logged.at_step < stop);
    past.get(..past.iter().take_while(is_before).count()).unwrap_or_default()
}

/// How many of the inputs of a run came before it stood where an input of the contact, or of the person in front of
/// it, was given after so many steps: the inputs that a fork there begins with. What was answered on the way there, and
/// what was changed while it was held before that widget, belongs to the way. `None` where nothing was given there.
pub fn inputs_before(past: &[Logged], step: u32) -> Option<usize> {
    let begins = past.iter().position(|logged| logged.at_step == step)?;
    let here = past.iter().skip(begins).take_while(|logged| logged.at_step == step).count();
    let here = past.get(begins..begins + here)?;
    let is_way = |logged: &Logged| logged.held.is_some() || matches!(logged.input, Input::Answer { .. });
    let from = here.iter().rposition(is_way).map_or(0, |last| last + 1);
    let given = here.iter().skip(from).position(|logged| !matches!(logged.input, Input::Delivery { .. }))?;
    Some(begins + from + given)
}
