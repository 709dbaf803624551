//! What is wrong with a flow: diagnostics with a stable code, a place and, where possible, a fix that is an edit.
//!
//! It knows no widget type by name (the catalogue says what is special) and does no I/O. Every rule looks at each
//! widget once, so that a check takes time in proportion to the flow.
//!
//! An **error** is only what Studio refuses even as a draft: a real export has none.

mod diagnostic;
mod existence;
mod fix;
mod locate;
pub mod message;
mod names;
mod paths;
pub mod report;
mod rules;
pub mod sarif;
mod settings;
mod subject;
mod templates;

#[cfg(test)]
mod tests;

pub use diagnostic::{Blocks, Diagnostic, Fix, Place, Position, Severity, Span};
pub use fix::{Fixed, fix_all, fix_kind};
pub use locate::locate;
pub use rules::{RuleInfo, rules, unknown_codes};
pub use settings::{Level, SETTINGS_FILE, Settings, SettingsError, WriteError, with_level};
pub use subject::{Options, Rendered};

use crate::flow::Flow;

/// Everything that is wrong with a flow: first what concerns all of it, then widget by widget in the order of the
/// file.
pub fn check(flow: &Flow, options: &Options) -> Vec<Diagnostic> {
    rules::run(flow, options)
}

/// As [`check`], the way a folder's settings want it.
pub fn check_with(flow: &Flow, settings: &Settings) -> Vec<Diagnostic> {
    check(flow, &settings.options())
}
