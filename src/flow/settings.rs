//! The settings for a folder of flows, `cordboard.toml`, as a text: which tables it has, and how what is wrong in it is
//! told. What stands in a table is read by whoever it is for.

mod write;

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::json::position;
use super::nearest::did_you_mean;

pub use write::{WriteError, with_entry};

/// The name of the file.
pub const SETTINGS_FILE: &str = "cordboard.toml";

/// The tables that the file may have: one that nobody reads would be believed.
const TABLES: [&str; 2] = ["check", "run"];

/// Why a text holds no settings, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct SettingsError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Why, as a sentence without a full stop.
    pub message: String,
}

/// What is wrong in a settings file, each with its bytes.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<(Range<usize>, String)>);

impl Mistakes {
    /// Something is wrong here.
    pub fn add(&mut self, span: Range<usize>, message: String) {
        self.0.push((span, message));
    }

    /// The value of a key is of another kind than it has to be.
    pub fn wrong(&mut self, span: Range<usize>, key: &str, expected: &str, found: &DeValue<'_>) {
        self.add(span, format!("`{key}` has to be {expected}; this is a TOML {}", found.type_str()));
    }

    /// There is nothing of this name.
    pub fn unknown(&mut self, span: Range<usize>, noun: &str, name: &str, known: &[&str]) {
        self.add(span, format!("there is no {noun} `{name}`{}", did_you_mean(name, known)));
    }
}

/// Gives one table of the file to who reads it, where it is there.
///
/// # Errors
/// Where the text is no TOML, has a table that nobody knows, or the reader finds a mistake; the first in the file.
pub fn read_table(
    text: &str,
    name: &str,
    read: impl FnOnce(&DeTable<'_>, &mut Mistakes),
) -> Result<(), SettingsError> {
    let at = |offset, message: String| {
        let (line, column) = position(text, offset);
        SettingsError { line, column, message }
    };
    let root = DeTable::parse(text).map_err(|error| {
        let message = error.message().trim().replace('\n', ", ");
        at(error.span().map_or(0, |span| span.start), format!("this is no TOML: {message}"))
    })?;
    let mut mistakes = Mistakes::default();
    let mut wanted = None;
    for (key, value) in root.get_ref() {
        let key_name = &**key.get_ref();
        match value.get_ref() {
            _ if !TABLES.contains(&key_name) => mistakes.unknown(key.span(), "setting", key_name, &TABLES),
            DeValue::Table(table) if key_name == name => wanted = Some(table),
            DeValue::Table(_) => {}
            other => mistakes.wrong(value.span(), key_name, "a table", other),
        }
    }
    if let Some(table) = wanted {
        read(table, &mut mistakes);
    }
    // A table is sorted by key; a reader of the file begins at its top.
    match mistakes.0.into_iter().min_by_key(|(span, _)| span.start) {
        Some((span, message)) => Err(at(span.start, message)),
        None => Ok(()),
    }
}
