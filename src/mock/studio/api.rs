//! What the program itself does with the mock's Studio: registers the open flow, follows executions.

use std::sync::Arc;

use tokio::sync::broadcast;

use super::definition::{Revision, Status};
use super::events::{ExecutionEvent, ExecutionView, FlowView, SetFlowError};
use super::flows::{StudioFlow, content_of};
use crate::flow::Flow;
use crate::mock::Mock;
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

impl Mock {
    /// Registers a flow as the published and newest version under this SID, for every account. The same flow again
    /// changes nothing; executions that run go on with the version that they began with.
    ///
    /// # Errors
    /// Where the SID has another shape.
    pub fn set_flow(&self, sid: &str, name: &str, flow: &Flow) -> Result<(), SetFlowError> {
        if !is_sid(sid, prefix::FLOW) {
            return Err(SetFlowError::Sid(sid.to_owned()));
        }
        let latest =
            self.shared.with_store(|store| Some(Arc::clone(&store.studio.flows.get(sid)?.latest()?.content)));
        // Checking takes its time, so nobody waits for it.
        let content = content_of(latest, flow);
        self.shared.with_world(|world| {
            let now = world.now;
            if let Some(known) = world.store.studio.flows.get_mut(sid) {
                return known.publish(name, content, now);
            }
            let first = Revision::first(name, Status::Published, content, now);
            let number = world.store.number();
            world.store.studio.flows.insert(number, sid, StudioFlow::new(sid, None, first));
        });
        Ok(())
    }

    /// Forgets a flow, as when its document is closed. Its executions end.
    pub fn remove_flow(&self, sid: &str) {
        self.shared.with_store(|store| store.studio.remove_flow(sid));
    }

    /// A flow that the mock knows.
    pub fn flow(&self, sid: &str) -> Option<FlowView> {
        self.shared.with_store(|store| {
            let flow = store.studio.flows.get(sid)?;
            let latest: &Arc<Revision> = flow.latest()?;
            Some(FlowView {
                sid: flow.sid.clone(),
                name: latest.name.clone(),
                revision: latest.number,
                is_published: latest.status == Status::Published,
                flow: latest.content.flow.clone(),
            })
        })
    }

    /// Lets a flow answer at an address: a number, a WhatsApp address or a Messaging Service. `false` where the mock
    /// has no such flow.
    pub fn attach_number(&self, address: &str, flow: &str) -> bool {
        self.shared.with_store(|store| store.studio.attach(address, flow))
    }

    /// What happens to executions from now on, whoever began them.
    pub fn events(&self) -> broadcast::Receiver<ExecutionEvent> {
        self.shared.with_store(|store| store.studio.events.subscribe())
    }

    /// The executions that are kept, in the order of their beginnings within each account.
    pub fn executions(&self) -> Vec<ExecutionView> {
        self.shared.with_store(|store| {
            let all = store.studio.executions.values().flat_map(|shelf| shelf.iter());
            all.map(|(_, entry)| entry.view()).collect()
        })
    }

    /// One execution.
    pub fn execution(&self, sid: &str) -> Option<ExecutionView> {
        self.shared.with_store(|store| {
            store.studio.executions.values().find_map(|shelf| shelf.get(sid)).map(super::state::Entry::view)
        })
    }

    /// Where a flow is told of messages and calls of an account.
    pub fn webhook_url(&self, account: &str, flow: &str) -> String {
        format!("{}/v1/Accounts/{account}/Flows/{flow}", self.base_url())
    }
}
