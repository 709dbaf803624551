//! The world outside of an execution: it performs effects over HTTP and brings answers and news back.
//!
//! The embedded mock and Twilio itself are the same client with another base address. **A world without a
//! [`LiveGuard`] reaches this machine only**; that is checked when it is made. It does not know who listens there.

mod asks;
mod attached;
mod beside;
mod drive;
mod guard;
mod hosts;
mod http;
mod inbox;
mod outside;
mod pages;
mod recording;
mod script;
mod scripted;
mod subflows;
mod table;

pub use asks::{Asked, Place, Question};
pub use attached::{Attached, Known, attached};
pub use beside::settings_beside;
pub use drive::{Beginning, Command, Event, Exchange, Given, Now, Past, drive, stopped};
pub use guard::{LiveGuard, Refusal};
pub use hosts::is_host;
pub use http::{Heard, HttpWorld, News, Polled, WorldError, twilio_request};
pub use outside::{Outside, Stub};
pub use recording::{Recording, RecordingError};
pub use script::{Notice, Reply, Script, run_live, run_to_end};
pub use scripted::ScriptedWorld;
pub use subflows::{compile_with_files, compile_with_files_and};
