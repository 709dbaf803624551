//! `cordboard fmt`: writes flows as Studio's console exports them.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::Output;
use super::{Outcome, input};
use crate::flow::canonical;
use crate::flow::file::{self, Fingerprint};
use crate::flow::side::is_side_path;

/// Writes flows the way Studio's console exports them: layout and order of keys, never a meaning.
///
/// A file that is written so already is not touched. The exit status is 0 where all files are (or were) written so,
/// 1 where `--check` found one that is not, 2 where a file could not be read, understood or written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard fmt flows/*.json
  cordboard fmt --check flows/*.json          names the files that differ, for CI
  pbpaste | cordboard fmt -                   from standard input to standard output")]
pub(super) struct Arguments {
    /// The flows' definitions; `-` takes standard input to standard output.
    #[arg(value_name = "FLOW", required = true)]
    flows: Vec<PathBuf>,
    /// Writes no file, but names those that would be written, one a line.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let mut outcome = Outcome::Well;
    // `flows/*.json` names what stands beside the flows too.
    let has_flow = arguments.flows.iter().any(|path| !is_side_path(path));
    for path in arguments.flows.iter().filter(|path| !(has_flow && is_side_path(path))) {
        match format(path, arguments.check, output) {
            Ok(Outcome::Findings) if outcome == Outcome::Well => outcome = Outcome::Findings,
            Ok(_) => {}
            // One bad file does not keep the others from being written.
            Err(error) => {
                output.error(&error);
                outcome = Outcome::Failed;
            }
        }
    }
    Ok(outcome)
}

fn format(path: &Path, is_check: bool, output: &Output) -> Result<Outcome, String> {
    let input = input::current_flow(path)?;
    let before = input.document.bytes();
    let text =
        canonical(&input.document.flow().write()).map_err(|error| format!("{}:{error}", input.name))?;
    let is_canonical = text.as_bytes() == before;
    if is_check {
        if !is_canonical {
            output.line(&input.name);
        }
        return Ok(if is_canonical { Outcome::Well } else { Outcome::Findings });
    }
    if input::is_standard(path) {
        output.bytes(text.as_bytes());
    } else if !is_canonical {
        file::save(path, text.as_bytes(), Some(Fingerprint::of(&before)))
            .map_err(|error| format!("{}: {error}", input.name))?;
    }
    Ok(Outcome::Well)
}
