//! Executions for who tries an API out: of a flow that was made for that, under the SID that was asked for.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use super::begin::begin;
use super::flows::StudioFlow;
use super::state::State;
use crate::mock::magic;
use crate::mock::provide::{MADE, fresh_number};
use crate::mock::server::Shared;
use crate::mock::store::World;
use crate::sim::{Source, Start};
use crate::widgets::run::Trigger;

/// How long the first step is waited for: the execution runs beside.
const FIRST_STEP: Duration = Duration::from_secs(2);

/// Makes an execution with this SID, and gives its first step the other one. Answers whether there was none.
///
/// Flows that somebody else made are not run for that: they may do anything.
pub(in crate::mock) async fn execute_as(
    shared: &Shared,
    account: &str,
    flow: &str,
    sid: &str,
    step: Option<&str>,
) -> bool {
    let mut events = shared.with_store(|store| store.studio.events.subscribe());
    let Some(is_new) = shared.with_world(|world| begin_as(world, account, flow, sid)) else { return false };
    let stepped = async {
        while !shared.with_store(|store| name_step(&mut store.studio, account, sid, step)) {
            // Who has missed something looks again.
            if matches!(events.recv().await, Err(RecvError::Closed)) {
                break;
            }
        }
    };
    // What is asked for then shows how far it came.
    let _ = tokio::time::timeout(FIRST_STEP, stepped).await;
    is_new
}

/// Whether it was begun just now; nothing where it is not for us to make.
fn begin_as(world: &mut World<'_>, account: &str, flow: &str, sid: &str) -> Option<bool> {
    let studio = &mut world.store.studio;
    let is_made =
        studio.flows.get(flow).and_then(StudioFlow::latest).is_some_and(|latest| latest.name == MADE);
    if !is_made {
        return None;
    }
    if studio.entry(account, sid).is_some() {
        return Some(false);
    }
    let mut start = Start::new(Source::default(), Trigger::Request, world.now);
    start.contact = fresh_number(world.store);
    magic::OWNED.clone_into(&mut start.flow_address);
    start.parameters = serde_json::json!({});
    begin(world, account, flow, start, None, None, Some(sid)).ok().map(|_| true)
}

/// Whether an execution has a step by now, which then has this SID. One that is gone has as many as it ever will.
fn name_step(studio: &mut State, account: &str, execution: &str, sid: Option<&str>) -> bool {
    let Some(entry) = studio.entry(account, execution) else { return true };
    let Some(first) = entry.steps.iter().next().map(|(_, row)| row.sid().to_owned()) else { return false };
    if let Some(sid) = sid
        && entry.steps.get(sid).is_none()
        && let Some((number, mut row)) = entry.steps.remove(&first)
    {
        row.rename(sid);
        entry.steps.insert(number, sid, row);
    }
    true
}
