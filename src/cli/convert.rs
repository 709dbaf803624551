//! `cordboard convert`: a bare current definition out of whatever holds one.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::Output;
use super::{Outcome, input};
use crate::flow::convert::{Converted, Found, NoteKind, Source};
use crate::flow::file;

/// Makes a bare current definition of an old export, an answer of the REST API, or a definition in a file of code.
///
/// Exports from before September 2019 get today's types and names; a definition within something else is taken out
/// of it. Standard error lists everything that was dropped, added or changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard convert old-export.json -o flow.json
  cordboard convert flows.json --flow FW0123456789abcdef0123456789abcdef > flow.json
  cordboard convert assets/flow.private.js -o flow.json")]
pub(super) struct Arguments {
    /// What holds a definition; `-` is standard input.
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Where to write; without it, or with `-`, standard output.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Which flow, where there are several: its SID, its name or its number.
    #[arg(long, value_name = "SID_OR_NAME")]
    flow: Option<String>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let name = input::name_of(&arguments.input);
    let bytes = input::bytes(&arguments.input).map_err(|error| error.text(&name))?;
    let text = input::text(&bytes).map_err(|error| error.text(&name))?;
    let source = Source::read(text).map_err(|error| format!("{name}:{error}"))?;
    let index = chosen(&source, arguments.flow.as_deref()).map_err(|error| format!("{name}: {error}"))?;
    let converted = source
        .convert(index)
        .ok_or_else(|| format!("{name}: the converted definition would be larger than 64 MiB"))?;
    let written = if converted.was.is_current() { &bytes } else { converted.text.as_bytes() };
    match arguments.output.as_deref().filter(|path| !input::is_standard(path)) {
        Some(path) => save(path, written)?,
        None => output.bytes(written),
    }
    tell(&name, &converted, output);
    Ok(Outcome::Well)
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    file::save(path, bytes, None).map(|_| ()).map_err(|error| format!("{}: {error}", path.display()))
}

/// Which of the definitions is meant.
fn chosen(source: &Source, wanted: Option<&str>) -> Result<usize, String> {
    let flows = source.flows();
    let Some(wanted) = wanted else {
        return match flows {
            [_] => Ok(0),
            _ => Err(format!(
                "there are {} flows in it; choose one with --flow:{}",
                flows.len(),
                listed(flows)
            )),
        };
    };
    let matches =
        |found: &Found| found.sid.as_deref() == Some(wanted) || found.name.as_deref() == Some(wanted);
    let mut found = flows.iter().enumerate().filter(|(_, found)| matches(found)).map(|(index, _)| index);
    match (found.next(), found.next()) {
        (Some(index), None) => Ok(index),
        (Some(_), Some(_)) => {
            Err(format!("several flows in it are `{wanted}`; choose one by its number:{}", listed(flows)))
        }
        (None, _) => wanted
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1))
            .filter(|index| *index < flows.len())
            .ok_or_else(|| format!("--flow: no flow in it is `{wanted}`; there are:{}", listed(flows))),
    }
}

/// A line for each definition.
fn listed(flows: &[Found]) -> String {
    /// More of them would not be read.
    const MAX_LINES: usize = 100;
    let mut lines: String = flows
        .iter()
        .enumerate()
        .take(MAX_LINES)
        .map(|(index, found)| {
            let sid = found.sid.as_deref().unwrap_or("(no SID)");
            let name = found.name.as_deref().unwrap_or("(no name)");
            let (line, _) = found.at;
            let place = if found.pointer.is_empty() { format!("line {line}") } else { found.pointer.clone() };
            format!("\n  {}  {sid}  {name}  {place}", index + 1)
        })
        .collect();
    if flows.len() > MAX_LINES {
        lines.push_str(&format!("\n  … and {} more", flows.len() - MAX_LINES));
    }
    lines
}

/// Says what was done, and each thing that was lost, added or given another value.
fn tell(name: &str, converted: &Converted, output: &Output) {
    let was = converted.was;
    let what = match (was.legacy, was.wrapped) {
        (false, false) => {
            output.error(&format!("{name}: this is a bare current definition; it is written unchanged"));
            return;
        }
        (true, false) => "an export from before September 2019",
        (false, true) => "a definition within something else",
        (true, true) => "an export from before September 2019 within something else",
    };
    let count = |kind| converted.notes.iter().filter(|note| note.kind == kind).count();
    for note in converted.notes.iter().filter(|note| note.kind != NoteKind::Translated) {
        output.error(&format!("{name}: {note}"));
    }
    output.error(&format!(
        "{name}: this was {what}; {} dropped, {} added, {} changed, {} put in today's words, {} kept that may be \
         wrong",
        count(NoteKind::Dropped),
        count(NoteKind::Added),
        count(NoteKind::Changed),
        count(NoteKind::Translated),
        count(NoteKind::Kept),
    ));
}
