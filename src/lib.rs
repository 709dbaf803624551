//! Cordboard: a desktop workbench for Twilio Studio flows.
//!
//! The guided tour, from the inside out:
//!
//! - [`liquid`] and [`twilio`] know nothing of flows.
//! - [`flow`] is what a flow *is*: lossless text, model, edits, history.
//! - [`widgets`] is the catalogue of widget types and what each does when it runs.
//! - [`api`] is the API library: operations, prepared requests, answers.
//! - [`check`] finds what is wrong with a flow, [`sim`] runs it, [`picture`] lays it out for drawing.
//! - [`remote`] compares a flow with its copy at Twilio: validate, pull, push.
//! - [`mock`] is a Twilio on loopback.
//! - [`cli`] and `editor` are the two ways in.

pub mod api;
pub mod check;
pub mod cli;
#[cfg(feature = "editor")]
pub mod editor;
pub mod flow;
pub mod liquid;
pub mod mock;
pub mod picture;
pub mod remote;
pub mod sim;
pub mod twilio;
pub mod widgets;
