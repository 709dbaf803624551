//! The world outside of an execution: it performs effects over HTTP and brings answers and news back.
//!
//! The embedded mock and Twilio itself are the same client with another base address. **A world without a
//! [`LiveGuard`] reaches this machine only**; that is checked when it is made. It does not know who listens there.

mod beside;
mod drive;
mod guard;
mod http;
mod outside;
mod script;
mod scripted;
mod subflows;
mod table;

pub use beside::settings_beside;
pub use drive::{Command, Event, Exchange, Now, drive};
pub use guard::{LiveGuard, Refusal};
pub use http::{HttpWorld, News, WorldError};
pub use outside::{Outside, Stub};
pub use script::{Reply, Script, run_to_end};
pub use scripted::ScriptedWorld;
pub use subflows::{compile_with_files, compile_with_files_and};
