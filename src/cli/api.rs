//! `cordboard api`: the API library on the command line.

mod describe;
mod send;

use clap::{Args, Subcommand, ValueEnum};

use super::Outcome;
use super::output::Output;
use crate::api::{self, Operation};
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
}

/// Lists the operations.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard api list --search 'conversation message'")]
struct List {
    /// Only what these words are found in, the best first.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
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
            let operation = find(&show.id)?;
            match show.format {
                Format::Text => output.bytes(describe::page(operation).as_bytes()),
                Format::Json => output.line(&format!("{:#}", describe::document(operation))),
            }
            Ok(Outcome::Well)
        }
        Command::Send(arguments) => send::run(arguments, output),
    }
}

fn run_list(list: &List, output: &Output) -> Result<Outcome, String> {
    let all = api::catalog();
    let hits = api::search(all, list.search.as_deref().unwrap_or_default());
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

/// The operation with this id, or what was most likely meant.
fn find(id: &str) -> Result<&'static std::sync::Arc<Operation>, String> {
    api::find(id).ok_or_else(|| {
        let hint = match nearest(id, api::catalog().iter().map(|operation| operation.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`cordboard api list` lists them".to_owned(),
        };
        format!("there is no operation `{id}`: {hint}")
    })
}
