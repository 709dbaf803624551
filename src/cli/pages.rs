//! `cordboard completions` and `cordboard man`: both are made from the definition of the command line.

use clap::Args;
use clap_complete::Shell;

use super::output::Output;
use super::{Outcome, definition};

/// Prints a shell's completions.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard completions bash > ~/.local/share/bash-completion/completions/cordboard")]
pub(super) struct Completions {
    /// For which shell.
    shell: Shell,
}

/// Prints the manual page, or that of a subcommand.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard man run | man -l -")]
pub(super) struct Man {
    /// The subcommand; without it, the page of the whole program.
    subcommand: Option<String>,
}

pub(super) fn completions(arguments: &Completions, output: &mut Output) -> Result<Outcome, String> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut definition(), "cordboard", &mut bytes);
    output.bytes(&bytes);
    Ok(Outcome::Well)
}

pub(super) fn man(arguments: &Man, output: &mut Output) -> Result<Outcome, String> {
    let mut command = definition();
    // Fills in the full names of subcommands, as `cordboard run`.
    command.build();
    if let Some(name) = &arguments.subcommand {
        let found = command.find_subcommand(name).cloned();
        command = found.ok_or_else(|| format!("there is no subcommand `{name}`"))?;
    }
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command).render(&mut bytes).map_err(|error| error.to_string())?;
    output.bytes(&bytes);
    Ok(Outcome::Well)
}
