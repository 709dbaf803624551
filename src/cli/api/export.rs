//! `cordboard api export`: a prepared request, or the calls of a flow, for a workflow engine.

use std::path::PathBuf;

use clap::Args;

use super::documents::Source;
use super::prepared::{Chosen, Given};
use crate::api::conductor::{self, Exported};
use crate::api::{self, Finding, Prepared, Severity};
use crate::cli::output::Output;
use crate::cli::{Outcome, input};

/// Prints a workflow definition of Conductor: a prepared request as an HTTP task, or the messages and HTTP calls of a flow.
///
/// It sends nothing, and writes no secret: a definition names secrets. What is not carried over is told on standard error.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api export create-message --conductor --example --set 'Body=Hello {{flow.data.name}}'
  cordboard api export --flow order-status.json > order-status.workflow.json")]
pub(super) struct Arguments {
    /// The operation, as `list` names it.
    #[arg(value_name = "ID", required_unless_present = "flow", conflicts_with = "flow")]
    id: Option<String>,
    /// A flow in place of an operation; `-` reads standard input.
    #[arg(long, value_name = "FLOW", conflicts_with_all = ["document", "content_type", "body", "values", "example", "server", "variables"])]
    flow: Option<PathBuf>,
    /// How the flow begins, such as `incomingMessage`; without it the first way that leads anywhere.
    #[arg(long, value_name = "EVENT", requires = "flow")]
    event: Option<String>,
    /// As tasks of a Conductor workflow definition, which is the only form so far.
    #[arg(long)]
    conductor: bool,
    /// Prints the tasks alone, to be put into a definition that is there.
    #[arg(long)]
    tasks: bool,
    /// The name of the workflow.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    source: Source,
    /// The kind of body, where the operation takes several.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// All of the body as it is, in place of its parameters.
    #[arg(long, value_name = "TEXT")]
    body: Option<String>,
    /// A parameter's value, in which templates may stand; an empty one leaves the parameter out.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    values: Vec<String>,
    /// Begins with the values of the operation's example.
    #[arg(long)]
    example: bool,
    #[command(flatten)]
    server: Chosen,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, String> {
    let (exported, name, description) = match &arguments.flow {
        Some(file) => {
            let input = input::current_flow(file)?;
            let flow = input.document.flow();
            let description =
                flow.envelope("description").and_then(|text| text.as_text()).unwrap_or_default();
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let stem = stem.filter(|stem| stem != "-").unwrap_or_else(|| "flow".to_owned());
            (conductor::flow(flow, arguments.event.as_deref()), stem, description.into_owned())
        }
        None => {
            let prepared = prepare(arguments, output)?;
            tell(&api::check(&prepared), output);
            let operation = prepared.operation();
            let (name, description) = (operation.id.clone(), operation.summary.clone());
            (conductor::request(&prepared), name, description)
        }
    };
    print(arguments, &exported, &name, &description, output)
}

fn print(
    arguments: &Arguments,
    exported: &Exported,
    name: &str,
    description: &str,
    output: &Output,
) -> Result<Outcome, String> {
    exported.notes.iter().for_each(|note| output.error(&format!("note: {}", note.replace('`', ""))));
    if exported.tasks.is_empty() {
        return Err("there is nothing to export".to_owned());
    }
    if !exported.secrets.is_empty() {
        let names: Vec<&str> = exported.secrets.iter().map(String::as_str).collect();
        output.error(&format!("note: the definition names these secrets: {}", names.join(", ")));
    }
    if arguments.tasks {
        output.line(&format!("{:#}", serde_json::Value::from(exported.tasks.clone())));
    } else {
        let name = arguments.name.as_deref().unwrap_or(name);
        output.line(&format!("{:#}", exported.workflow(name, description)));
    }
    Ok(Outcome::Well)
}

fn prepare(arguments: &Arguments, output: &Output) -> Result<Prepared, String> {
    let given = Given {
        id: arguments.id.as_deref().unwrap_or_default(),
        source: &arguments.source,
        content_type: arguments.content_type.as_deref(),
        body: arguments.body.as_deref(),
        values: &arguments.values,
        example: arguments.example,
        server: &arguments.server,
    };
    given.prepared(output)
}

/// What is wrong with a value. A path's value may come from the workflow's input, so that a missing one is no mistake.
fn tell(findings: &[Finding], output: &Output) {
    for finding in findings.iter().filter(|finding| !finding.blocks()) {
        let word = if finding.severity == Severity::Error { "error" } else { "warning" };
        output.error(&format!("{word}: {}", finding.message.replace('`', "")));
    }
}
