//! Studio inside the mock: flows are stored and checked, and their executions really run, in the engine.
//!
//! Requests only note that an execution begins or what came in for it; each runs in a task of its own ([`run`]).

mod api;
mod begin;
mod definition;
mod events;
mod executions;
mod flows;
mod made;
mod news;
mod prepare;
mod run;
mod state;
mod steps;
mod webhook;

#[cfg(test)]
mod tests;

pub use events::{ExecutionEvent, ExecutionView, FlowView, SetFlowError};

pub(super) use begin::{InboundMessage, Incoming, deliver, route_inbound};
pub(super) use definition::Prepared;
pub(super) use made::execute_as;
pub(super) use prepare::{prepare, refresh, refresh_aside};
pub(super) use run::execute;
pub(super) use state::State;
pub(super) use webhook::Place;

use axum::http::request::Parts;

use super::auth;
use super::call::{Call, Reply};
use super::errors::Failure;
use super::route::Ground;
use super::server::Shared;
use super::store::World;

/// Answers what is asked of Studio.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match call.parts().as_slice() {
        ["Flows", flow, "Executions", rest @ ..] => executions::answer(world, call, flow, rest),
        ["Flows", rest @ ..] => flows::answer(world, call, rest),
        _ => Err(call.unserved()),
    }
}

/// Whether a request is for a flow's webhook address, and for which.
pub(super) fn webhook_place(ground: Ground, authority: &str, path: &str) -> Option<Place> {
    let mut place = webhook::place(ground, authority, path)?;
    place.account = auth::spelled(&place.account);
    Some(place)
}

/// Takes what Twilio's own servers would tell a flow of.
pub(super) fn webhook(
    shared: &Shared,
    parts: &Parts,
    place: &Place,
    body: Result<&Vec<u8>, Failure>,
) -> (u16, &'static str, String) {
    refresh(shared);
    webhook::answer(shared, parts, place, body)
}

/// Makes a published flow with this SID. Answers whether there was none.
pub(super) fn add_flow_as(world: &mut World<'_>, account: &str, sid: &str) -> bool {
    flows::add_as(world, account, sid)
}

/// Removes a flow with its executions.
fn remove_flow(world: &mut World<'_>, sid: &str) {
    world.store.studio.remove_flow(sid);
}
