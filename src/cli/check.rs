//! `cordboard check`.
use super::Outcome;
use super::output::Output;
use clap::Args;

/// Finds what is wrong with flows.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Flows.
    flows: Vec<std::path::PathBuf>,
}

pub(super) fn run(_arguments: &Arguments, _output: &mut Output) -> Result<Outcome, String> {
    Err("later".to_owned())
}
