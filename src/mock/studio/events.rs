//! What a panel can follow: executions begin, go on and end, whoever began them.

use std::sync::Arc;

use crate::flow::Flow;
use crate::sim::trace::Reason;
use crate::sim::{Context, Record};

/// Something that happened to an execution. Who listens too slowly misses the oldest.
#[derive(Clone, Debug)]
pub enum ExecutionEvent {
    /// It began.
    Started {
        /// The execution's SID.
        execution: Arc<str>,
        /// The flow's SID.
        flow: Arc<str>,
        /// The contact's address.
        contact: Arc<str>,
    },
    /// A line of its trace.
    Record {
        /// The execution's SID.
        execution: Arc<str>,
        /// The line.
        record: Arc<Record>,
    },
    /// It ended.
    Ended {
        /// The execution's SID.
        execution: Arc<str>,
        /// Why.
        reason: Reason,
    },
}

/// An execution as it stands.
#[derive(Clone, Debug)]
pub struct ExecutionView {
    /// Its SID.
    pub sid: String,
    /// The flow's SID.
    pub flow_sid: String,
    /// Which version of the flow it runs.
    pub flow_version: u64,
    /// The contact's address.
    pub contact: String,
    /// The flow's address.
    pub flow_address: String,
    /// Whether it goes on.
    pub is_active: bool,
    /// How many widgets were left.
    pub steps: usize,
    /// Its variables; cheap to keep.
    pub context: Context,
}

/// A flow as it stands.
#[derive(Clone, Debug)]
pub struct FlowView {
    /// Its SID.
    pub sid: String,
    /// Its name.
    pub name: String,
    /// The number of its newest version.
    pub revision: u64,
    /// Whether the newest version answers contacts.
    pub is_published: bool,
    /// The newest version.
    pub flow: Flow,
}

/// Why a flow was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetFlowError {
    /// The SID has another shape.
    #[error("{0} is no flow SID: it should be FW and 32 hexadecimal digits")]
    Sid(String),
}
