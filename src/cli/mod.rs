//! The command line, one file per subcommand. What scripts rely on: exit status 0 (all well), 1 (findings) and
//! 2 (could not do its work), errors on standard error, and JSON alone on standard output where it is asked for.

mod account;
mod api;
mod beside;
mod check;
mod convert;
mod diff;
mod fmt;
mod input;
mod login;
mod mock;
mod output;
mod outside;
mod pages;
mod pull;
mod push;
mod render;
mod run;
mod settings;
mod test;
mod traces;
mod validate;
mod widgets;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::output::Output;
use crate::flow::nearest;

/// Opens the editor on these files; an error is why it cannot, as a sentence.
pub type OpenEditor = fn(Vec<PathBuf>) -> Result<(), String>;

/// How a subcommand went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All well.
    Well,
    /// The flow has findings.
    Findings,
    /// The work could not be done; standard error says why.
    Failed,
}

impl Outcome {
    fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// A desktop workbench for Twilio Studio flows: draw, check and run them, offline.
///
/// Without a subcommand it opens the editor on the given files.
#[derive(Debug, Parser)]
#[command(name = "cordboard", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
struct Arguments {
    /// Flows to open in the editor.
    #[arg(value_name = "FLOW.json")]
    files: Vec<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  cordboard flow.json                              open a flow in the editor
  cordboard run flow.json --body hi --reply yes    run it against the built-in mock of Twilio
  cordboard check flow.json                        look for mistakes
  cordboard test flows                             play the dialogues of *.test.toml";

#[derive(Debug, Subcommand)]
enum Command {
    Run(Box<run::Arguments>),
    Test(test::Arguments),
    Check(check::Arguments),
    Fmt(fmt::Arguments),
    Convert(convert::Arguments),
    Diff(diff::Arguments),
    Render(render::Arguments),
    Mock(mock::Arguments),
    Validate(validate::Arguments),
    Pull(pull::Arguments),
    Push(push::Arguments),
    Login(login::Arguments),
    Logout(login::Logout),
    Widgets(widgets::Arguments),
    Api(api::Arguments),
    Completions(pages::Completions),
    Man(pages::Man),
}

/// Runs the program with its arguments, the program's own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>, editor: Option<OpenEditor>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors: clap knows which is which, and where each belongs.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut output = Output::new();
    let outcome = match arguments.command {
        None => open(&arguments.files, editor),
        Some(Command::Run(arguments)) => run::run(&arguments, &mut output),
        Some(Command::Test(arguments)) => test::run(&arguments, &mut output),
        Some(Command::Check(arguments)) => check::run(&arguments, &mut output),
        Some(Command::Fmt(arguments)) => fmt::run(&arguments, &mut output),
        Some(Command::Convert(arguments)) => convert::run(&arguments, &mut output),
        Some(Command::Diff(arguments)) => diff::run(&arguments, &mut output),
        Some(Command::Render(arguments)) => render::run(&arguments, &mut output),
        Some(Command::Mock(arguments)) => mock::run(&arguments, &mut output),
        Some(Command::Validate(arguments)) => validate::run(&arguments, &mut output),
        Some(Command::Pull(arguments)) => pull::run(&arguments, &mut output),
        Some(Command::Push(arguments)) => push::run(&arguments, &mut output),
        Some(Command::Login(arguments)) => login::run(&arguments, &mut output),
        Some(Command::Logout(arguments)) => login::logout(&arguments, &mut output),
        Some(Command::Widgets(arguments)) => widgets::run(&arguments, &mut output),
        Some(Command::Api(arguments)) => api::run(&arguments, &mut output),
        Some(Command::Completions(arguments)) => pages::completions(&arguments, &mut output),
        Some(Command::Man(arguments)) => pages::man(&arguments, &mut output),
    };
    let outcome = match output.failure() {
        Some(failure) => Err(failure),
        None => outcome,
    };
    let outcome = outcome.unwrap_or_else(|error| {
        output.error(&error);
        Outcome::Failed
    });
    ExitCode::from(outcome.code())
}

/// The subcommand that a first argument was meant to be, where it is no file and nothing like a file's name.
fn mistyped(files: &[PathBuf]) -> Option<(&str, String)> {
    let first = files.first()?;
    let text = first.to_str()?;
    // Words alone: a path, or a name with an ending, is a file that is not there yet.
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if !is_word || first.exists() {
        return None;
    }
    let definition = definition();
    let names = definition.get_subcommands().map(clap::Command::get_name).chain(["help"]);
    Some((text, nearest(text, names)?.to_owned()))
}

fn open(files: &[PathBuf], editor: Option<OpenEditor>) -> Result<Outcome, String> {
    if let Some((word, name)) = mistyped(files) {
        return Err(format!(
            "there is no subcommand `{word}`, and no file of that name; did you mean `{name}`?"
        ));
    }
    let hint = "on the command line, `cordboard run FLOW.json` runs a flow";
    match editor {
        Some(open) => match open(files.to_vec()) {
            Ok(()) => Ok(Outcome::Well),
            Err(reason) => Err(format!("the editor cannot be opened ({}); {hint}", one_line(&reason))),
        },
        None => Err(format!("this build of cordboard has no editor; {hint}")),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The definition that completions and the manual page are made from.
fn definition() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// A runtime for what waits on the network.
fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the system gave no means to wait for the network: {error}"))
}
