//! The API library: what can be asked of an API, how a request is prepared, what is wrong with it, and what came back.
//!
//! An [`Operation`] is plain data, whoever wrote it; search, form, checks, request and reference page are all made
//! from it, and none of them knows an operation by name. Nothing here does I/O but [`send`]. It knows neither the
//! mock nor the editor.

mod body;
pub mod catalog;
pub mod check;
pub mod conductor;
pub mod curl_read;
mod encode;
pub mod environment;
pub mod import;
pub mod kept;
pub mod operation;
pub mod parameter;
pub mod prepared;
pub mod schema;
pub mod search;
pub mod send;
pub mod wire;

pub use catalog::{catalog, find};
pub use check::{Finding, Severity, check};
pub use environment::{Environment, Variable as EnvironmentVariable};
pub use import::{ImportError, Library, Progress, Stage, Warning, import};
pub use kept::{Kept, KeptDocument, KeptRequest, KeptValue};
pub use operation::{
    Answer, Body, BodyKind, Check, Coding, Covers, Kind, KnownError, OneOf, Operation, Output, Parameter,
    Place, Security, SecurityKind, Server, Style, Variable,
};
pub use prepared::{Prepared, request};
pub use schema::{Difference, Schema, Weight, differences};
pub use search::{Hit, Index, search};
pub use send::{Answered, Hop, Times, send, status_meaning};
pub use wire::{Auth, Route, curl, http, python};

#[cfg(test)]
mod tests;
