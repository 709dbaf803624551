//! `cordboard check`: what is wrong with flows, for people and for CI.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::input::{self, InputError};
use super::output::Output;
use super::{Outcome, input::Input};
use crate::check::report::{self, File};
use crate::check::{Options, Severity, check, fix_all, locate, unknown_codes};
use crate::flow::file::{self, Fingerprint};
use crate::flow::side::is_side_path;
use crate::flow::{FlowError, OpenError};

/// Finds what is wrong with flows.
///
/// An error is what Studio refuses even as a draft; a warning is what it will not publish, or what fails or
/// surprises at run time; the rest is advice.
/// The exit status is 0 where nothing is denied, 1 where something is, 2 where a file could not be checked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard check flows/*.json
  cordboard check flow.json --format json --deny warning")]
pub(super) struct Arguments {
    /// The flows' definitions; `-` is standard input.
    #[arg(value_name = "FLOW", required = true)]
    flows: Vec<PathBuf>,
    /// For people, or one JSON document.
    #[arg(long, default_value = "text")]
    format: Format,
    /// From what on a finding makes the exit status 1.
    #[arg(long, default_value = "error")]
    deny: Level,
    /// What Studio would not publish is an error.
    #[arg(long)]
    publish: bool,
    /// Applies every safe fix to the files; what is told and counted is what remains.
    #[arg(long)]
    fix: bool,
    /// Only this rule.
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
    /// Not this rule.
    #[arg(long, value_name = "CODE")]
    skip: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Error,
    Warning,
    Advice,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Advice => Severity::Advice,
        }
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    for (option, codes) in [("--only", &arguments.only), ("--skip", &arguments.skip)] {
        if let Some(code) = unknown_codes(codes).first() {
            return Err(format!("{option}: there is no rule `{code}`"));
        }
    }
    if arguments.fix && arguments.flows.iter().any(|path| path == Path::new("-")) {
        return Err("--fix: what is fixed has to be a file".to_owned());
    }
    let options = Options {
        publish: arguments.publish,
        only: arguments.only.clone(),
        skip: arguments.skip.clone(),
        ..Options::default()
    };
    let mut files = Vec::new();
    let mut has_failed = false;
    // `flows/*.json` names what stands beside the flows too. Named alone, it is told that it is no flow.
    let has_flow = arguments.flows.iter().any(|path| !is_side_path(path));
    for path in arguments.flows.iter().filter(|path| !(has_flow && is_side_path(path))) {
        let file = match input::flow(path) {
            Ok(input) if arguments.fix => fixed(path, input, &options).unwrap_or_else(|error| {
                has_failed = true;
                output.error(&error);
                let name = input::name_of(path);
                File::failed(name, "unreadable", error, "The fixes could not be written.", None)
            }),
            Ok(input) => checked(&input, &options),
            Err(error) => {
                let file = unchecked(path, &error);
                // A wrapped flow is one that was understood: a finding like any other.
                if file.entries.iter().all(|entry| entry.code != WRAPPED) {
                    has_failed = true;
                    output.error(&error.text(&input::name_of(path)));
                }
                file
            }
        };
        files.push(file);
    }
    match arguments.format {
        Format::Text => output.bytes(report::text(&files).as_bytes()),
        Format::Json => output.line(&format!("{:#}", report::json(&files))),
    }
    let worst = files.iter().filter_map(File::worst).max();
    Ok(match worst {
        _ if has_failed => Outcome::Failed,
        Some(worst) if worst >= arguments.deny.severity() => Outcome::Findings,
        _ => Outcome::Well,
    })
}

const WRAPPED: &str = "wrapped-definition";

fn checked(input: &Input, options: &Options) -> File {
    let flow = input.document.flow();
    let mut found = check(flow, options);
    locate(flow, &mut found);
    File::of(input.name.clone(), flow, &found)
}

/// Applies the safe fixes and writes the file where there were any.
fn fixed(path: &Path, input: Input, options: &Options) -> Result<File, String> {
    let fixed = fix_all(input.document.flow(), options);
    if !fixed.done.is_empty() {
        let before = input.document.bytes();
        let mut bytes = fixed.flow.write().into_bytes();
        let bom = "\u{feff}".as_bytes();
        if before.starts_with(bom) {
            bytes.splice(..0, bom.iter().copied());
        }
        file::save(path, &bytes, Some(Fingerprint::of(&before)))
            .map_err(|error| format!("{}: {error}", input.name))?;
    }
    let mut remaining = fixed.remaining;
    locate(&fixed.flow, &mut remaining);
    Ok(File::of(input.name, &fixed.flow, &remaining))
}

/// A file that holds no flow that could be checked.
fn unchecked(path: &Path, error: &InputError) -> File {
    let name = input::name_of(path);
    let (code, message, why, position) = match error {
        InputError::Unreadable(reason) => {
            ("unreadable", reason.clone(), "A file that cannot be read cannot be checked.", None)
        }
        InputError::Unopened(error) => {
            let (code, why) = match error {
                OpenError::NotAFlow { reason: FlowError::Wrapped, .. } => {
                    (WRAPPED, "Studio imports the definition alone.")
                }
                OpenError::NotAFlow { .. } => ("not-a-flow", "Studio imports flow definitions only."),
                OpenError::NotUtf8 { .. } | OpenError::NotJson { .. } => {
                    ("not-json", "A flow definition is JSON.")
                }
            };
            (code, error.message(), why, Some(error.position()))
        }
    };
    File::failed(name, code, message, why, position)
}
