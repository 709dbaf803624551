//! What a saved version of a flow is, and what our checker says of it in the words of Studio's validator.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::check::{self, Blocks, Options, Severity};
use crate::flow::{Document, Flow};
use crate::mock::errors::Failure;
use crate::sim::Program;
use crate::widgets::run::Trigger;

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
pub(super) fn read(text: &str) -> Result<Arc<Content>, Failure> {
    match Document::from_bytes(None, text.as_bytes()) {
        Ok(document) => Ok(Content::of(document.flow())),
        Err(error) => Err(refusal(&json!([finding(&error.message(), "")]), &json!([]))),
    }
}

/// What a version says, with everything that takes time to find out about it: it is made before the store is locked.
pub(super) struct Content {
    pub(super) flow: Flow,
    pub(super) findings: Findings,
    /// What can begin an execution.
    triggers: Vec<Trigger>,
    /// The flows that this one runs.
    subflows: Vec<String>,
    program: OnceLock<Arc<Program>>,
}

impl Content {
    /// Checks a flow and looks at what begins it. The program itself is not kept: few versions ever run.
    pub(super) fn of(flow: &Flow) -> Arc<Self> {
        let program = Program::compile(flow);
        Arc::new(Self {
            flow: flow.clone(),
            findings: Findings::of(flow),
            triggers: program.connected_triggers().to_vec(),
            subflows: program.subflow_sids().to_vec(),
            program: OnceLock::new(),
        })
    }

    /// Whether this begins an execution.
    pub(super) fn begins_by(&self, trigger: Trigger) -> bool {
        self.triggers.contains(&trigger)
    }

    /// The SIDs of the flows that this one runs.
    pub(super) fn subflows(&self) -> &[String] {
        &self.subflows
    }
}

/// A flow that a request brings, read and checked before the store was locked; or why it is none.
#[derive(Clone)]
pub(in crate::mock) struct Prepared(pub(super) Result<Arc<Content>, Failure>);

impl fmt::Debug for Prepared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Prepared").field(&self.0.is_ok()).finish()
    }
}

/// A saved version of a flow. Nothing changes it.
pub(super) struct Revision {
    /// From 1.
    pub(super) number: u64,
    pub(super) status: Status,
    pub(super) name: String,
    pub(super) message: Option<String>,
    pub(super) content: Arc<Content>,
    pub(super) created: Timestamp,
}

impl Revision {
    /// The first version; [`Revision::after`] gives the later ones.
    pub(super) fn first(name: &str, status: Status, content: Arc<Content>, now: Timestamp) -> Self {
        Self { number: 1, status, name: name.to_owned(), message: None, content, created: now }
    }

    /// The version after this one, for now with the same content.
    pub(super) fn after(&self, status: Status, now: Timestamp) -> Self {
        Self {
            number: self.number.saturating_add(1),
            status,
            name: self.name.clone(),
            message: None,
            content: Arc::clone(&self.content),
            created: now,
        }
    }

    /// The version with a commit message.
    pub(super) fn with_message(mut self, message: Option<&str>) -> Self {
        self.message = message.map(str::to_owned);
        self
    }

    /// The flow made ready to run, without its subflows. It may take a while: never under the store's lock.
    pub(super) fn program(&self) -> Arc<Program> {
        Arc::clone(self.content.program.get_or_init(|| Program::compile(&self.content.flow)))
    }

    /// Whether one caller may have several executions at once. Unverified: what counts where the flag is missing.
    pub(super) fn allows_calls(&self) -> bool {
        let flags = self.content.flow.envelope("flags").map(crate::flow::json::Json::to_value);
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
