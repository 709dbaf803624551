//! What a flow *is*: its lossless text, the model over it, edits as data, history, and the file it lives in.
//!
//! It knows nothing of what a widget type means (that is the catalogue's business) and, but for
//! [`file`](self::file), does no I/O.

mod canonical;
pub mod console;
pub mod convert;
mod counts;
pub mod diff;
mod document;
pub mod edit;
pub mod file;
mod graph;
mod heal;
mod history;
pub mod json;
mod model;
mod nearest;
mod rename;
pub mod settings;
pub mod side;
pub mod variable;
mod widget;
pub(crate) mod work;

#[cfg(test)]
mod tests;

pub use canonical::{CanonicalError, canonical};
pub use counts::counted;
pub use document::{Document, OpenError, utf8};
pub use edit::{Edit, EditError};
pub use graph::Graph;
pub use heal::delete_and_heal;
pub use history::{Entry, History};
pub use model::{Flow, FlowError, NEW_FLOW};
pub use nearest::{did_you_mean, nearest};
pub use side::SideFile;
pub use widget::{Condition, Offset, Output, Transition, Widget, WidgetId};
