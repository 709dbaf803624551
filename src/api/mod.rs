//! The API library: what can be asked of an API, how a request is prepared, what is wrong with it, and what came back.
//!
//! An [`Operation`] is plain data, whoever wrote it; search, form, checks, request and reference page are all made
//! from it, and none of them knows an operation by name. Nothing here does I/O but [`mod@send`] and [`mod@fetch`]. It knows neither the
//! mock nor the editor.

mod address;
mod aside;
mod body;
pub mod catalog;
pub mod check;
pub mod compare;
pub mod conductor;
pub mod curl_read;
mod encode;
pub mod environment;
pub mod fetch;
pub mod import;
pub mod kept;
mod of_fetch;
mod of_widget;
pub mod operation;
pub mod parameter;
pub mod prepared;
pub mod schema;
pub mod search;
pub mod send;
mod to_message;
mod to_widget;
pub mod wire;

pub use catalog::{catalog, find};
pub use check::{Finding, Severity, check};
pub use compare::{Changed, Compared};
pub use environment::{
    Environment, Missing, Problem, Rendered, Scope, Sealed, Secrets, Variable as EnvironmentVariable, Veil,
};
pub use fetch::{FetchError, Fetched, MAX_DOCUMENT_BYTES, fetch};
pub use import::{ImportError, Library, Progress, Stage, Warning, import};
pub use kept::{Kept, KeptDocument, KeptError, KeptRequest, KeptTarget, KeptValue};
pub use of_fetch::{OfFetch, of_fetch};
pub use of_widget::{host_of, is_loopback, matching, of_widget};
pub use operation::{
    Answer, Body, BodyKind, Check, Coding, Covers, Kind, KnownError, OneOf, Operation, Output, Parameter,
    Place, Security, SecurityKind, Server, Style, Variable,
};
pub use prepared::{Prepared, request};
pub use schema::{Difference, Direction, Schema, Weight, differences};
pub use search::{Hit, Index, search};
pub use send::{Answered, Hop, Times, send, status_meaning};
pub use to_message::{is_message, to_message};
pub use to_widget::{LIMITS, LeftOut, WidgetMade, to_widget, unlike_studio};
pub use wire::{Auth, Route, curl, http, python};

#[cfg(test)]
mod tests;
