//! Traces of runs as files: JSON lines that `cordboard run --format json` wrote.

use std::path::Path;

use super::input;
use crate::sim::Record;

/// Where a trace comes from, for whoever has none.
const REMEDY: &str = "`cordboard run FLOW --format json` writes a trace";

/// Reads a trace: its records, each with its line. The first is that of the start.
///
/// # Errors
/// Why it cannot be read, or what is wrong in it, with file, line and column.
pub(super) fn read(path: &Path) -> Result<Vec<(usize, Record)>, String> {
    let name = input::name_of(path);
    let bytes = input::bytes(path).map_err(|error| error.text(&name))?;
    let text = input::text(&bytes).map_err(|error| format!("{}; {REMEDY}", error.text(&name)))?;
    let mut records = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let record = serde_json::from_str(line).map_err(|error| {
            let place = format!("{name}:{}:{}", index + 1, error.column().max(1));
            format!("{place}: this is no line of a run's trace{}; {REMEDY}", why(&error))
        })?;
        records.push((index + 1, record));
    }
    match records.first() {
        Some((_, Record::Started(_))) => Ok(records),
        _ => Err(format!("{name}:1:1: a trace begins with a record of kind `started`; {REMEDY}")),
    }
}

/// What is wrong with a line, where that says more than that it is no record. The place is told before it.
fn why(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    if what.starts_with("data did not match") { String::new() } else { format!(" ({what})") }
}
