//! Changes one entry in the text of a settings file. Whatever else stands there stays as it is: comments, order, line
//! ends. What the entries mean it does not know.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::SettingsError;
use crate::flow::json::position;

/// Why a settings file's text was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// It is none.
    #[error(transparent)]
    Unreadable(#[from] SettingsError),
    /// It is written in a way that cannot be changed without doing harm.
    #[error("{line}:{column}: the settings are written here in a way that can only be changed by hand")]
    ByHand {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
}

/// The text of a settings file in which an entry of a table in a table, as `rules` in `check`, has another text, or with
/// `None` is not there any more. TOML can be written in more ways than are known here: what came out is believed only
/// where the caller reads it as meant.
///
/// # Errors
/// Where it cannot be changed without touching something else.
pub fn with_entry(
    text: &str,
    path: [&'static str; 2],
    key: &str,
    value: Option<&str>,
    is_as_meant: impl FnOnce(&str) -> bool,
) -> Result<String, WriteError> {
    let (bom, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let by_hand = |offset: usize| {
        let (line, column) = position(text, offset);
        WriteError::ByHand { line, column }
    };
    let root = DeTable::parse(body).map_err(|_| by_hand(0))?;
    let found = Found::in_root(body, root.get_ref(), path);
    let (range, new) = match value {
        Some(value) => found.set(key, value),
        None => found.removed(key).unwrap_or_default(),
    };
    let mut changed = String::with_capacity(text.len() + new.len());
    changed.push_str(bom);
    changed.push_str(body.get(..range.start).unwrap_or(body));
    changed.push_str(&new);
    changed.push_str(body.get(range.end..).unwrap_or_default());
    if is_as_meant(&changed) { Ok(changed) } else { Err(by_hand(bom.len() + range.start)) }
}

/// The entries as the text has them.
struct Found<'a> {
    text: &'a str,
    /// The names of the two tables.
    path: [&'static str; 2],
    end_of_line: &'static str,
    outer: Option<&'a Spanned<DeValue<'a>>>,
    inner: Option<&'a Spanned<DeValue<'a>>>,
    /// Where the key and the value of each entry stand, in the order of the text.
    entries: Vec<(&'a str, Range<usize>, Range<usize>)>,
}

impl<'a> Found<'a> {
    fn in_root(text: &'a str, root: &'a DeTable<'a>, path: [&'static str; 2]) -> Self {
        let outer = root.get(path[0]);
        let inner = outer.and_then(|outer| outer.get_ref().as_table()).and_then(|outer| outer.get(path[1]));
        let mut entries: Vec<(&str, Range<usize>, Range<usize>)> = inner
            .and_then(|inner| inner.get_ref().as_table())
            .into_iter()
            .flatten()
            .map(|(key, value)| (&**key.get_ref(), key.span(), value.span()))
            .collect();
        entries.sort_by_key(|(_, key, _)| key.start);
        let end_of_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, path, end_of_line, outer, inner, entries }
    }

    /// Where what is to be written.
    fn set(&self, code: &str, to: &str) -> (Range<usize>, String) {
        let [outer_name, inner_name] = self.path;
        let entry = format!("{code} = \"{to}\"");
        if let Some((.., value)) = self.entries.iter().find(|(known, ..)| *known == code) {
            return (value.clone(), format!("\"{to}\""));
        }
        let inline = |table: Option<&Spanned<DeValue<'_>>>| {
            table.map(Spanned::span).filter(|span| self.at(span).starts_with('{'))
        };
        if let Some(span) = inline(self.inner) {
            return self.in_braces(&span, &entry);
        }
        if let Some((_, key, value)) = self.entries.last() {
            // In the manner of its neighbour: the same indentation, or the same dotted key.
            let line = self.line_of(key.start, value.end);
            let before = self.at(&(line.start..key.start));
            return self.line_at(line.end, &format!("{before}{entry}"));
        }
        if let Some(inner) = self.inner {
            // A header with nothing below it.
            let span = inner.span();
            return self.line_at(self.line_of(span.start, span.end).end, &entry);
        }
        if let Some(span) = inline(self.outer) {
            return self.in_braces(&span, &format!("{inner_name} = {{ {entry} }}"));
        }
        let gap = if self.text.trim().is_empty() { "" } else { self.end_of_line };
        let (at, line) =
            self.line_at(self.text.len(), &format!("[{outer_name}.{inner_name}]{}{entry}", self.end_of_line));
        let line = match line.strip_prefix(self.end_of_line) {
            Some(line) => format!("{}{gap}{line}", self.end_of_line),
            None => format!("{gap}{line}"),
        };
        (at, line)
    }

    /// What is to go; nothing where the entry is not there.
    fn removed(&self, code: &str) -> Option<(Range<usize>, String)> {
        let at = self.entries.iter().position(|(known, ..)| *known == code)?;
        let (_, key, value) = self.entries.get(at)?;
        let is_inline = self.inner.is_some_and(|inner| self.at(&inner.span()).starts_with('{'));
        if !is_inline {
            return Some((self.line_of(key.start, value.end), String::new()));
        }
        // With the comma that belonged to it.
        let next = self.entries.get(at + 1).map(|(_, key, _)| key.start);
        let last = at.checked_sub(1).and_then(|at| self.entries.get(at)).map(|(.., value)| value.end);
        let range = match (next, last) {
            (Some(next), _) => key.start..next,
            (None, Some(last)) => last..value.end,
            (None, None) => key.start..value.end,
        };
        Some((range, String::new()))
    }

    fn at(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The whole lines from here to there, with the line end.
    fn line_of(&self, start: usize, end: usize) -> Range<usize> {
        let before = self.text.get(..start).unwrap_or_default();
        let behind = self.text.get(end..).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = behind.find('\n').map_or(self.text.len(), |at| end + at + 1);
        start..end
    }

    /// A line of its own at the beginning of a line, or at the end of the text.
    fn line_at(&self, at: usize, line: &str) -> (Range<usize>, String) {
        let is_open = at > 0 && !self.text.get(..at).unwrap_or_default().ends_with('\n');
        let first = if is_open { self.end_of_line } else { "" };
        (at..at, format!("{first}{line}{}", self.end_of_line))
    }

    /// One more item at the end of an inline table.
    fn in_braces(&self, span: &Range<usize>, item: &str) -> (Range<usize>, String) {
        let inner = self.at(span).trim_start_matches('{').trim_end_matches('}');
        let used = inner.trim_end();
        let at = span.start + 1 + used.len();
        let comma = if used.trim().is_empty() || used.ends_with(',') { "" } else { "," };
        (at..span.end.saturating_sub(1), format!("{comma} {item} "))
    }
}
