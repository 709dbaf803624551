//! What a saved version of a flow is, and what our checker says of it in the words of Studio's validator.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::check::{self, Blocks, Options, Severity};
use crate::flow::{Document, Flow};
use crate::mock::errors::Failure;
use crate::sim::Program;

/// Whether a version counts for contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// It is being worked on.
    Draft,
    /// It answers.
    Published,
}

impl Status {
    /// The word on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

/// What the checker says of a definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Findings {
    /// What is refused.
    pub(super) errors: Vec<Value>,
    /// What keeps a draft from being published.
    pub(super) publishing: Vec<Value>,
    /// What fails or surprises when the flow runs.
    pub(super) warnings: Vec<Value>,
}

impl Findings {
    /// Looks at a flow.
    pub(super) fn of(flow: &Flow) -> Self {
        let mut findings = Self::default();
        for found in check::check(flow, &Options::default()) {
            let line = finding(&found.message, &found.place.pointer);
            match found.blocks {
                Blocks::Draft => findings.errors.push(line),
                Blocks::Publish => findings.publishing.push(line),
                Blocks::None if found.severity >= Severity::Warning => findings.warnings.push(line),
                Blocks::None => {}
            }
        }
        findings
    }

    /// Refuses what Studio would refuse with this status.
    pub(super) fn refuse(&self, status: Status) -> Result<(), Failure> {
        let publishing = self.publishing.iter().filter(|_| status == Status::Published);
        let errors: Vec<&Value> = self.errors.iter().chain(publishing).collect();
        if errors.is_empty() { Ok(()) } else { Err(refusal(&json!(errors), &json!(self.warnings))) }
    }
}

fn finding(message: &str, pointer: &str) -> Value {
    json!({"message": message, "property_path": format!("#{pointer}")})
}

/// Unverified: the text at the top, and whether the warnings stand there.
fn refusal(errors: &Value, warnings: &Value) -> Failure {
    Failure::bad(81022, "Flow definition validation failed")
        .with_details(json!({"errors": errors, "warnings": warnings}))
}

/// Reads `Definition`: a flow as JSON in one form field.
pub(super) fn read(text: &str) -> Result<Flow, Failure> {
    match Document::from_bytes(None, text.as_bytes()) {
        Ok(document) => Ok(document.flow().clone()),
        Err(error) => Err(refusal(&json!([finding(&error.message(), "")]), &json!([]))),
    }
}

/// A saved version of a flow. Nothing changes it.
pub(super) struct Revision {
    /// From 1.
    pub(super) number: u64,
    pub(super) status: Status,
    pub(super) name: String,
    pub(super) message: Option<String>,
    pub(super) flow: Flow,
    pub(super) findings: Findings,
    pub(super) created: Timestamp,
    program: OnceLock<Arc<Program>>,
}

impl Revision {
    /// The first version; [`Revision::after`] gives the later ones.
    pub(super) fn first(name: &str, status: Status, flow: Flow, findings: Findings, now: Timestamp) -> Self {
        Self {
            number: 1,
            status,
            name: name.to_owned(),
            message: None,
            flow,
            findings,
            created: now,
            program: OnceLock::new(),
        }
    }

    /// The version after this one, for now with the same content.
    pub(super) fn after(&self, status: Status, now: Timestamp) -> Self {
        Self {
            number: self.number.saturating_add(1),
            status,
            name: self.name.clone(),
            message: None,
            flow: self.flow.clone(),
            findings: self.findings.clone(),
            created: now,
            program: OnceLock::new(),
        }
    }

    /// The version with a commit message.
    pub(super) fn with_message(mut self, message: Option<&str>) -> Self {
        self.message = message.map(str::to_owned);
        self
    }

    /// The flow made ready to run, without its subflows.
    pub(super) fn program(&self) -> Arc<Program> {
        Arc::clone(self.program.get_or_init(|| Program::compile(&self.flow)))
    }

    /// Whether one caller may have several executions at once. Unverified: what counts where the flag is missing.
    pub(super) fn allows_calls(&self) -> bool {
        let flags = self.flow.envelope("flags").map(crate::flow::json::Json::to_value);
        flags.and_then(|flags| flags.get("allow_concurrent_calls")?.as_bool()).unwrap_or(false)
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Revision")
            .field("number", &self.number)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
