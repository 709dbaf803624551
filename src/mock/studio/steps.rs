//! The steps of an execution: what is kept of each, and how the API shows them.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::executions;
use super::flows::MAX_PAGE;
use super::state::Entry;
use crate::mock::call::{Answer, Call, Reply};
use crate::mock::dates::iso;
use crate::mock::errors::Failure;
use crate::mock::paging::{self, Order};
use crate::mock::store::{Store, World};
use crate::sim::trace;
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// A step.
#[derive(Debug)]
pub(in crate::mock) struct StepRow {
    sid: String,
    /// How many steps were done with this one.
    count: usize,
    event: String,
    from: String,
    to: Option<String>,
    kind: String,
    parent: Option<String>,
    created: Timestamp,
}

impl StepRow {
    /// What is kept of a step. `outer` holds the SIDs of widgets that run a subflow: the steps in there name theirs
    /// before it is left.
    pub(super) fn of(
        step: &trace::Step,
        count: usize,
        outer: &mut HashMap<String, String>,
        store: &mut Store,
        now: Timestamp,
    ) -> Self {
        let parent = step
            .within
            .as_ref()
            .map(|within| outer.entry(within.clone()).or_insert_with(|| store.sid(prefix::STEP)).clone());
        let sid = match (&parent, outer.remove(&step.widget)) {
            (None, Some(sid)) => sid,
            _ => store.sid(prefix::STEP),
        };
        // A trace calls a widget of a subflow by both names.
        let within = step.within.as_deref();
        let bare = |name: &str| {
            let inner = within.and_then(|within| name.strip_prefix(within)?.strip_prefix('/'));
            inner.unwrap_or(name).to_owned()
        };
        Self {
            sid,
            count,
            event: step.event.clone(),
            from: bare(&step.widget),
            to: step.next.as_deref().map(bare),
            kind: step.kind.clone(),
            parent,
            created: now,
        }
    }

    pub(super) fn rename(&mut self, sid: &str) {
        sid.clone_into(&mut self.sid);
    }

    pub(super) fn sid(&self) -> &str {
        &self.sid
    }

    fn json(&self, call: &Call, entry: &Entry) -> Value {
        let url = format!("{}/Steps/{}", executions::url(call, entry), self.sid);
        json!({
            "sid": self.sid,
            "account_sid": call.account,
            "flow_sid": entry.flow,
            "execution_sid": entry.sid,
            "parent_step_sid": self.parent,
            "name": self.event,
            "context": {},
            "transitioned_from": self.from,
            "transitioned_to": self.to.as_deref().unwrap_or("Ended"),
            "type": self.kind,
            "date_created": iso(self.created),
            "date_updated": null,
            "url": url,
            "links": {"step_context": format!("{url}/Context")},
        })
    }
}

/// Answers what is asked below `…/Executions/{FN}/Steps`. Unverified: that the newest comes first.
pub(super) fn answer(world: &mut World<'_>, call: &Call, flow: &str, sid: &str, rest: &[&str]) -> Reply {
    let entry = executions::own(world, call, flow, sid)?;
    match (call.method, rest) {
        (Method::Get, []) => {
            let page = paging::cut(&entry.steps, call, Order::Descending, MAX_PAGE, prefix::STEP, |_| true)?;
            let rows = page.rows.iter().map(|step| step.json(call, entry)).collect();
            Answer::ok(page.product_list(call, "steps", rows))
        }
        (Method::Get, [step]) => {
            let step = entry.steps.get(step).ok_or_else(|| call.not_found())?;
            Answer::ok(step.json(call, entry))
        }
        (Method::Get, [step, "Context"]) => {
            let step = entry.steps.get(step).ok_or_else(|| call.not_found())?;
            let context = entry.history.after(step.count, &entry.context);
            Answer::ok(json!({
                "account_sid": call.account,
                "context": context.to_value(),
                "flow_sid": entry.flow,
                "execution_sid": entry.sid,
                "step_sid": step.sid,
                "url": format!("{}/Steps/{}/Context", executions::url(call, entry), step.sid),
            }))
        }
        (_, [] | [_] | [_, "Context"]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}
