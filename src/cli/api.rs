//! `cordboard api`: the API library on the command line.

mod describe;
mod documents;
mod export;
mod from_curl;
mod import;
mod prepared;
mod send;

use clap::{Args, Subcommand, ValueEnum};

use super::Outcome;
use super::output::Output;
use crate::api;
use documents::Source;

/// Looks an API up, and sends a request that is prepared from its description.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api list --search 'conversation message'
  cordboard api show create-service-conversation-message
  cordboard api send create-service-conversation-message --example --set Body=Hello
  cordboard api send create-service-conversation-message --example --dry-run --as curl
  cordboard api import petstore.yaml")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Show(Show),
    Send(Box<send::Arguments>),
    Import(import::Arguments),
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
    #[command(flatten)]
    source: Source,
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
    #[command(flatten)]
    source: Source,
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
            let offer = show.source.offer(output)?;
            let operation = offer.find(&show.id, show.content_type.as_deref())?;
            match show.format {
                Format::Text => {
                    output.bytes(describe::page(&operation, show.source.document.as_deref()).as_bytes())
                }
                Format::Json => output.line(&format!("{:#}", describe::document(&operation))),
            }
            Ok(Outcome::Well)
        }
        Command::Send(arguments) => send::run(arguments, output),
        Command::Import(arguments) => import::run(arguments, output),
        Command::Export(arguments) => export::run(arguments, output),
        Command::FromCurl(arguments) => from_curl::run(arguments, output),
    }
}

fn run_list(list: &List, output: &Output) -> Result<Outcome, String> {
    let offer = list.source.offer(output)?;
    if let Some((name, library)) = &offer.named {
        output.error(&describe::headline(library));
        library.warnings.iter().for_each(|warning| output.error(&describe::warning(name, warning)));
    }
    let hits = api::search(&offer.operations, list.search.as_deref().unwrap_or_default());
    let found = hits.iter().filter_map(|hit| {
        let library = offer.libraries.get(hit.index).map_or("", String::as_str);
        Some((library, offer.operations.get(hit.index)?.as_ref()))
    });
    let found: Vec<(&str, &api::Operation)> = found.collect();
    match list.format {
        Format::Text => output.bytes(describe::table(&found).as_bytes()),
        Format::Json => {
            let rows: Vec<_> =
                found.iter().map(|(library, operation)| describe::listed(library, operation)).collect();
            output.line(&format!("{:#}", serde_json::Value::from(rows)));
        }
    }
    Ok(Outcome::Well)
}
