//! Runs a flow.
//!
//! An [`Execution`] is a machine without I/O: it runs an immutable [`Program`], changes by an [`Input`] alone and
//! says what happened ([`Record`]) and what is to be done (an effect). The list of inputs is the replay.
//! [`world`] is the other half: it performs effects over HTTP and gives the answers back, for the embedded mock
//! and for Twilio alike. It does not know which of the two it talks to beyond its guard.

mod active;
pub mod compare;
mod context;
pub mod crowd;
pub mod debug;
mod execution;
mod explain;
pub mod flow_test;
mod forced;
mod history;
mod likely;
pub mod moment;
mod prepared;
mod program;
mod replay;
mod scope;
mod settings;
mod start;
pub mod trace;
pub mod world;

#[cfg(test)]
mod tests;

pub use active::{Active, Busy};
pub use context::Context;
pub use execution::{
    EffectId, Emitted, Execution, Inbound, Input, LIFETIME_SECS, MAX_IN_A_ROW, MAX_STEPS, Waiting,
};
pub use explain::{explain, rendering};
pub use forced::{Forced, has_event, leaves_of, not_left_by};
pub use history::{Beside, History, Replaced, weight};
pub use likely::{answer_to as likely_answer, likely_answers, likely_bodies};
pub use prepared::{Prepared, asks};
pub use program::{Parameter, Program, Subflows};
pub use replay::{inputs_before, replay, up_to};
pub use settings::{Settings, with_choice};
pub use start::{Channel, Chat, Source, Start};
pub use trace::Record;
