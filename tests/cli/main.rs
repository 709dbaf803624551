//! The command line, driven as a process.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in tests a panic is the report"
)]

mod answers;
mod api;
mod api_project;
mod api_wire;
mod assume;
mod check;
mod convert;
mod diff;
mod fmt;
mod live;
mod mistyped;
mod mock;
mod pages;
mod remote;
mod render;
mod run;
mod run_widgets;
mod sarif;
mod settings;
mod support;
mod test;
mod widgets;

#[path = "../shared/twilio.rs"]
mod twilio;
