//! Where rules put what they find.

use super::diagnostic::{Blocks, Diagnostic, Fix, Place, Severity};
use super::rules::Rule;
use crate::flow::Edit;

/// Collects what one rule finds.
pub(super) struct Sink<'r> {
    pub rule: &'r Rule,
    pub publish: bool,
    pub found: &'r mut Vec<Diagnostic>,
}

impl Sink<'_> {
    /// Adds a finding with the rule's own severity.
    pub fn add(&mut self, message: impl Into<String>, place: Place) -> Found<'_> {
        let severity = match self.rule.blocks {
            Blocks::Publish if self.publish => Severity::Error,
            _ => self.rule.severity,
        };
        self.found.push(Diagnostic {
            code: self.rule.code,
            severity,
            blocks: self.rule.blocks,
            message: message.into(),
            why: self.rule.why,
            place,
            span: None,
            fix: None,
        });
        Found(self.found.last_mut())
    }
}

/// A finding that was just added, to be completed.
pub(super) struct Found<'s>(Option<&'s mut Diagnostic>);

impl Found<'_> {
    /// Gives it another severity than the rule's.
    pub fn graded(self, severity: Severity, blocks: Blocks) -> Self {
        self.with(|diagnostic| {
            diagnostic.severity = severity;
            diagnostic.blocks = blocks;
        })
    }

    /// Offers a fix that guesses nothing and drops nothing.
    pub fn safe_fix(self, title: impl Into<String>, edit: Edit) -> Self {
        self.with(|diagnostic| diagnostic.fix = Some(Fix { title: title.into(), edit, is_safe: true }))
    }

    /// Offers a fix to be looked at.
    pub fn fix(self, title: impl Into<String>, edit: Edit) -> Self {
        self.with(|diagnostic| diagnostic.fix = Some(Fix { title: title.into(), edit, is_safe: false }))
    }

    fn with(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            change(diagnostic);
        }
        self
    }
}
