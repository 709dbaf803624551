//! What is wrong with a flow: diagnostics with a stable code, a place and, where possible, a fix that is an edit.
//!
//! It knows no widget type by name (the catalogue says what is special) and does no I/O. Every rule looks at each
//! widget once, so that a check takes time in proportion to the flow.
//!
//! An **error** is only what Studio refuses even as a draft: a real export has none.

mod checker;
mod diagnostic;
pub mod examples;
mod excerpt;
mod existence;
mod facts;
mod fits;
mod fix;
mod locate;
pub mod manual;
pub mod message;
mod named;
mod names;
mod passed;
mod paths;
mod reach;
pub mod report;
mod rules;
pub mod sarif;
mod settings;
mod sink;
mod subject;
mod templates;
mod unknown;

#[cfg(test)]
mod tests;

pub use crate::flow::settings::{SETTINGS_FILE, SettingsError};
pub use checker::Checker;
pub use diagnostic::{Blocks, Diagnostic, Fix, Place, Position, Severity, Span};
pub use fits::Standing;
pub use fix::{Fixed, fix_all, fix_kind};
pub use locate::locate;
pub use reach::{Presence, Reach, reach};
pub use rules::{RuleInfo, rules, unknown_codes};
pub use settings::{Level, Settings, WriteError, with_level};
pub use subject::{Options, Rendered};

use std::sync::Arc;

use crate::flow::Flow;

/// Everything that is wrong with a flow: first what concerns all of it, then widget by widget in the order of the
/// file.
pub fn check(flow: &Flow, options: &Options) -> Vec<Diagnostic> {
    let mut checker = Checker::new(options.clone());
    let found = checker.check(flow, &options.rendered);
    // What it remembers holds the findings, too.
    drop(checker);
    found.into_iter().map(Arc::unwrap_or_clone).collect()
}

/// As [`check`], the way a folder's settings want it.
pub fn check_with(flow: &Flow, settings: &Settings) -> Vec<Diagnostic> {
    check(flow, &settings.options())
}
