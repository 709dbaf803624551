//! Studio inside the mock: flows are stored and checked, and their executions really run, in the engine.
//!
//! Requests only note that an execution begins or what came in for it; each runs in a task of its own ([`run`]).

mod api;
mod begin;
mod definition;
mod events;
mod executions;
mod flows;
mod news;
mod run;
mod state;
mod steps;
mod webhook;

#[cfg(test)]
mod tests;

pub use events::{ExecutionEvent, ExecutionView, FlowView, SetFlowError};

pub(super) use begin::{InboundMessage, Incoming, deliver, route_inbound};
pub(super) use run::execute;
pub(super) use state::State;
pub(super) use webhook::{Place, answer as webhook, place as webhook_place};

use super::call::{Call, Reply};
use super::store::World;

/// Answers what is asked of Studio.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match call.parts().as_slice() {
        ["Flows", flow, "Executions", rest @ ..] => executions::answer(world, call, flow, rest),
        ["Flows", rest @ ..] => flows::answer(world, call, rest),
        _ => Err(call.not_found()),
    }
}

/// Removes a flow with its executions.
fn remove_flow(world: &mut World<'_>, sid: &str) {
    world.store.studio.remove_flow(sid);
}
