//! `cordboard api`: the API library on the command line.

mod describe;
mod export;
mod from_curl;
mod send;

use clap::{Args, Subcommand, ValueEnum};

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::Output;
use super::{Outcome, input};
use crate::api::{self, Library, Operation};
use crate::flow::nearest;

/// Looks an API up, and sends a request that is prepared from its description.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api list --search 'conversation message'
  cordboard api show create-service-conversation-message
  cordboard api send create-service-conversation-message --example --set Body=Hello
  cordboard api send create-service-conversation-message --example --dry-run --as curl")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Show(Show),
    Send(send::Arguments),
    Export(export::Arguments),
    FromCurl(from_curl::Arguments),
}

/// Lists the operations.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard api list --search 'conversation message'")]
struct List {
    /// Only what these words are found in, the best first.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// An OpenAPI or Swagger document, JSON or YAML, in place of the shipped operations; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// For people, or one JSON document.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Prints one operation with its parameters, answers and errors.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard api show create-service-conversation-message")]
struct Show {
    /// The operation, as `list` names it.
    #[arg(value_name = "ID")]
    id: String,
    /// An OpenAPI or Swagger document, JSON or YAML, in place of the shipped operations; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The kind of body, where the operation takes several.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// For people, or one JSON document.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    match &arguments.command {
        Command::List(list) => run_list(list, output),
        Command::Show(show) => {
            let operations = operations(show.document.as_deref(), output)?.0;
            let operation = find(&operations, &show.id, show.content_type.as_deref())?;
            match show.format {
                Format::Text => output.bytes(describe::page(&operation).as_bytes()),
                Format::Json => output.line(&format!("{:#}", describe::document(&operation))),
            }
            Ok(Outcome::Well)
        }
        Command::Send(arguments) => send::run(arguments, output),
        Command::Export(arguments) => export::run(arguments, output),
        Command::FromCurl(arguments) => from_curl::run(arguments, output),
    }
}

fn run_list(list: &List, output: &Output) -> Result<Outcome, String> {
    let (all, library) = operations(list.document.as_deref(), output)?;
    if let (Some(library), Some(file)) = (&library, &list.document) {
        output.error(&describe::headline(library));
        let name = input::name_of(file);
        library.warnings.iter().for_each(|warning| output.error(&describe::warning(&name, warning)));
    }
    let hits = api::search(&all, list.search.as_deref().unwrap_or_default());
    let operations: Vec<&Operation> =
        hits.iter().filter_map(|hit| all.get(hit.index)).map(AsRef::as_ref).collect();
    match list.format {
        Format::Text => output.bytes(describe::table(&operations).as_bytes()),
        Format::Json => {
            let rows: Vec<_> = operations.iter().map(|operation| describe::row(operation)).collect();
            output.line(&format!("{:#}", serde_json::Value::from(rows)));
        }
    }
    Ok(Outcome::Well)
}

/// The shipped operations, or those of a document.
fn operations(
    document: Option<&Path>,
    output: &Output,
) -> Result<(Vec<Arc<Operation>>, Option<Library>), String> {
    let Some(file) = document else { return Ok((api::catalog().to_vec(), None)) };
    let name = input::name_of(file);
    let bytes = input::bytes(file).map_err(|error| error.text(&name))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name}: this is no text in UTF-8"))?;
    let library = api::import(&text, &name, &mut |_| ControlFlow::Continue(())).map_err(|error| {
        let place = match &error {
            api::ImportError::NotReadable { line, column, .. }
            | api::ImportError::NoDocument { line, column, .. } => format!(":{line}:{column}"),
            api::ImportError::TooLarge { .. } | api::ImportError::Cancelled => String::new(),
        };
        let remedy =
            error.remedy().map(|remedy| format!(". {}", remedy.trim_end_matches('.'))).unwrap_or_default();
        format!("{name}{place}: {error}{}", remedy.replace('`', ""))
    })?;
    if library.operations.is_empty() {
        output.error(&format!("{name}: it has no operations"));
    }
    Ok((library.operations.clone(), Some(library)))
}

/// The operation with this id, or what was most likely meant; with this kind of body, where one is named.
fn find(
    operations: &[Arc<Operation>],
    id: &str,
    content_type: Option<&str>,
) -> Result<Arc<Operation>, String> {
    let found = operations.iter().find(|operation| operation.id == id).ok_or_else(|| {
        let hint = match nearest(id, operations.iter().map(|operation| operation.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`cordboard api list` lists them".to_owned(),
        };
        format!("there is no operation `{id}`: {hint}")
    })?;
    let Some(wanted) = content_type else { return Ok(Arc::clone(found)) };
    found.with_body_of(wanted).ok_or_else(|| {
        let all = std::iter::once(found).chain(&found.variants);
        let types: Vec<&str> = all.map(|variant| variant.body.media_type.as_str()).collect();
        format!("`{id}` takes no body of `{wanted}`: it takes {}", types.join(", "))
    })
}
