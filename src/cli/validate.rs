//! `cordboard validate`: what Studio itself says of a flow. Nothing is stored there.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::output::Output;
use super::{Outcome, account, input, runtime};
use crate::flow::{Flow, file};
use crate::remote::{self, Finding, Validation};
use crate::twilio::studio::Status;

/// Asks Twilio whether Studio would take a flow; nothing is stored.
///
/// The exit status is 0 where it would, 1 where it would not, 2 where Twilio could not be asked.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard validate flows/opt-in.json")]
pub(super) struct Arguments {
    /// The flow's definition; `-` is standard input.
    #[arg(value_name = "FLOW")]
    flow: PathBuf,
    /// As it would be published, instead of as a draft.
    #[arg(long)]
    publish: bool,
    /// An address that stands in for Twilio's.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// For people, or one JSON document.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// How the result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let input = input::current_flow(&arguments.flow)?;
    let client = account::studio_client("`validate`", arguments.base_url.as_deref(), output)?;
    let flow = input.document.flow();
    let status = if arguments.publish { Status::Published } else { Status::Draft };
    let name = friendly_name(&arguments.flow);
    let asked = runtime()?.block_on(remote::validate(&client, flow, &name, status));
    let validation = asked.map_err(|error| account::told(&error))?;
    match arguments.format {
        Format::Text => {
            lines(&input.name, flow, &validation).iter().for_each(|line| output.line(line));
            if validation.is_valid() {
                output.line(&format!("{}: Studio takes it", input.name));
            }
        }
        Format::Json => {
            let mut document = json!({"version": 1, "file": input.name, "valid": validation.is_valid()});
            extend(&mut document, &found(flow, &validation));
            output.line(&format!("{document:#}"));
        }
    }
    Ok(if validation.is_valid() { Outcome::Well } else { Outcome::Findings })
}

/// The flow's name at Twilio: the one that is known, else the one that `push` would make it with. Where the file lies is
/// nobody else's business.
fn friendly_name(path: &Path) -> String {
    if input::is_standard(path) {
        return "flow".to_owned();
    }
    let link = file::read_pair(path).ok().and_then(|pair| pair.side.studio());
    let known = link.map(|link| link.friendly_name).filter(|name| !name.is_empty());
    let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    known.or_else(stem).unwrap_or_else(|| "flow".to_owned())
}

/// A line for each thing that Studio says.
pub(super) fn lines(file: &str, flow: &Flow, validation: &Validation) -> Vec<String> {
    let findings = validation.errors.iter().chain(&validation.warnings);
    let line = |finding: &Finding| {
        let diagnostic = &finding.diagnostic;
        let place = diagnostic.span.map(|span| format!(":{}:{}", span.start.line, span.start.column));
        let widget = name(flow, finding).map(|name| format!("{name}: ")).unwrap_or_default();
        format!(
            "{file}{}: {}: {widget}{} ({})",
            place.unwrap_or_default(),
            diagnostic.severity.name(),
            diagnostic.message,
            finding.property_path
        )
    };
    findings.map(line).collect()
}

/// What Studio says, as JSON.
pub(super) fn found(flow: &Flow, validation: &Validation) -> Value {
    let list = |findings: &[Finding]| -> Vec<Value> {
        let item = |finding: &Finding| {
            let span = finding.diagnostic.span;
            json!({
                "message": finding.diagnostic.message,
                "property_path": finding.property_path,
                "widget": name(flow, finding),
                "pointer": finding.diagnostic.place.pointer,
                "line": span.map(|span| span.start.line),
                "column": span.map(|span| span.start.column),
                "end_line": span.map(|span| span.end.line),
                "end_column": span.map(|span| span.end.column),
            })
        };
        findings.iter().map(item).collect()
    };
    json!({"errors": list(&validation.errors), "warnings": list(&validation.warnings)})
}

/// Lays the members of one object over another.
pub(super) fn extend(document: &mut Value, more: &Value) {
    if let (Some(members), Some(more)) = (document.as_object_mut(), more.as_object()) {
        members.extend(more.clone());
    }
}

fn name(flow: &Flow, finding: &Finding) -> Option<String> {
    let id = finding.diagnostic.place.widget?;
    flow.widget(id)?.name().map(str::to_owned)
}
