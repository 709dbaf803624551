//! `cordboard check`: what is wrong with flows, for people and for CI.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};

use super::input::{self, InputError};
use super::output::Output;
use super::settings::{Finder, Settings as Found};
use super::{Outcome, input::Input};
use crate::check::report::{self, File};
use crate::check::{
    Fixed, Options, Settings, Severity, check, fix_all, locate, manual, sarif, unknown_codes,
};
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
  cordboard check flow.json --format json --deny warning
  cordboard check flows/*.json --format sarif > cordboard.sarif
  cordboard check flow.json --fix --skip leads-nowhere
  cordboard check --explain unknown-target

A file cordboard.toml beside a flow or above it sets rules for a folder; options win over it:
  [check]
  deny = \"warning\"
  [check.rules]
  leads-nowhere = \"off\"          # or \"advice\", \"warning\", \"error\"")]
pub(super) struct Arguments {
    /// The flows' definitions; `-` is standard input.
    #[arg(value_name = "FLOW", required_unless_present = "explain")]
    flows: Vec<PathBuf>,
    /// For people, one JSON document, or SARIF 2.1.0.
    #[arg(long, default_value = "text")]
    format: Format,
    /// From what on a finding makes the exit status 1: error, unless cordboard.toml says otherwise.
    #[arg(long)]
    deny: Option<Level>,
    /// What Studio would not publish is an error.
    #[arg(long)]
    publish: bool,
    /// Applies every safe fix to the files and says what was done; what is counted is what remains.
    #[arg(long)]
    fix: bool,
    /// Only this rule, as often as there are rules to name.
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
    /// Not this rule, as often as there are rules to name.
    #[arg(long, value_name = "CODE")]
    skip: Vec<String>,
    /// Prints what a rule finds, why that matters, and an example; nothing is checked.
    #[arg(long, value_name = "CODE", conflicts_with = "flows")]
    explain: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
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
    if let Some(code) = &arguments.explain {
        let text = manual::explained(code).map_err(|error| format!("--explain: {error}"))?;
        output.bytes(text.as_bytes());
        return Ok(Outcome::Well);
    }
    for (option, codes) in [("--only", &arguments.only), ("--skip", &arguments.skip)] {
        if let Some(code) = unknown_codes(codes).first() {
            return Err(format!("{option}: there is no rule `{code}`"));
        }
    }
    if arguments.fix && arguments.flows.iter().any(|path| path == Path::new("-")) {
        return Err("--fix: what is fixed has to be a file".to_owned());
    }
    let mut finder = Finder::default();
    // Settings that cannot be read are found before anything is changed.
    let settings: Vec<Rc<Found>> =
        arguments.flows.iter().map(|path| finder.of(path)).collect::<Result<_, _>>()?;
    let mut files = Vec::new();
    let mut has_failed = false;
    let mut is_denied = false;
    // `flows/*.json` names what stands beside the flows too. Named alone, it is told that it is no flow.
    let has_flow = arguments.flows.iter().any(|path| !is_side_path(path));
    let flows = arguments.flows.iter().zip(settings);
    for (path, settings) in flows.filter(|(path, _)| !(has_flow && is_side_path(path))) {
        let settings = &settings.check;
        let options = options(arguments, settings);
        let file = match input::flow(path) {
            Ok(input) => {
                let (file, unwritten) = looked_at(path, input, &options, arguments);
                if let Some(error) = unwritten {
                    has_failed = true;
                    output.error(&format!("the fixes could not be written: {error}"));
                }
                file
            }
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
        let deny = arguments.deny.map(Level::severity).or(settings.deny).unwrap_or(Severity::Error);
        is_denied |= file.worst().is_some_and(|worst| worst >= deny);
        files.push(file);
    }
    match arguments.format {
        Format::Text => output.bytes(report::text(&files).as_bytes()),
        Format::Json => output.line(&format!("{:#}", report::json(&files))),
        Format::Sarif => output.line(&format!("{:#}", sarif::sarif(&files, !has_failed))),
    }
    Ok(match (has_failed, is_denied) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Findings,
        (false, false) => Outcome::Well,
    })
}

/// The folder's settings with the command line's options laid over them.
fn options(arguments: &Arguments, settings: &Settings) -> Options {
    let mut options = if arguments.publish { settings.options_to_publish() } else { settings.options() };
    // A rule that is asked for by name looks, even where the folder has it off.
    options.skip.retain(|code| !arguments.only.contains(code));
    options.skip.extend(arguments.skip.iter().cloned());
    options.only.clone_from(&arguments.only);
    options
}

const WRAPPED: &str = "wrapped-definition";

/// What is wrong with a flow, after its fixes where they are wanted.
/// Where the fixes cannot be written, everything that is wrong still is, and the reason is given beside it.
fn looked_at(path: &Path, input: Input, options: &Options, arguments: &Arguments) -> (File, Option<String>) {
    let mut unwritten = None;
    let fixed = match arguments.fix.then(|| fixed(path, &input, options)) {
        Some(Ok(fixed)) => Some(fixed),
        Some(Err(error)) => {
            unwritten = Some(error);
            None
        }
        None => None,
    };
    let (flow, mut found, done) = match fixed {
        Some(fixed) => (fixed.flow, fixed.remaining, fixed.done),
        None => {
            let flow = input.document.flow().clone();
            let found = check(&flow, options);
            (flow, found, Vec::new())
        }
    };
    locate(&flow, &mut found);
    let mut file = File::of(input.name, &flow, &found);
    file.fixed = done;
    if arguments.format == Format::Sarif {
        sarif::add_replacements(&mut file, &flow, &found);
    }
    (file, unwritten)
}

/// Applies the safe fixes and writes the file where there were any; what remains is told.
fn fixed(path: &Path, input: &Input, options: &Options) -> Result<Fixed, String> {
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
    Ok(fixed)
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
