//! Settings of the rules for a folder of flows: the text of `cordboard.toml`.
//!
//! It reads and changes the text and nothing else; which file counts is decided by whoever has one.

mod write;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::diagnostic::{Blocks, Severity};
use super::rules::rules;
use super::subject::Options;
use crate::flow::json::position;
use crate::flow::{nearest, utf8};

pub use write::{WriteError, with_level};

/// The name of the file.
pub const SETTINGS_FILE: &str = "cordboard.toml";

/// What a folder's settings say of checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Rules that have another level than their own, by code.
    pub rules: BTreeMap<String, Level>,
    /// From what on a finding fails a check.
    pub deny: Option<Severity>,
    /// Whether what Studio would not publish is an error.
    pub publish: Option<bool>,
}

/// What becomes of a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule does not look.
    Off,
    /// All that it finds is this bad.
    At(Severity),
}

impl Level {
    /// All of them, as the settings name them.
    pub const ALL: [Self; 4] =
        [Self::Off, Self::At(Severity::Advice), Self::At(Severity::Warning), Self::At(Severity::Error)];

    /// Its name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::At(severity) => severity.name(),
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

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

impl Settings {
    /// Reads the bytes of a settings file.
    ///
    /// # Errors
    /// As [`Settings::parse`], and where they are no UTF-8.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SettingsError> {
        let text = utf8(bytes).map_err(|error| {
            let (line, column) = error.position();
            SettingsError { line, column, message: error.message() }
        })?;
        Self::parse(text)
    }

    /// Reads the text of a settings file, with or without a byte order mark.
    ///
    /// # Errors
    /// Where the text is no TOML, or names what is not known: a setting that does nothing would be believed.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let at = |offset, message: String| {
            let (line, column) = position(text, offset);
            SettingsError { line, column, message }
        };
        let table = DeTable::parse(text).map_err(|error| {
            let message = error.message().trim().replace('\n', ", ");
            at(error.span().map_or(0, |span| span.start), format!("this is no TOML: {message}"))
        })?;
        let mut reader = Reader::default();
        reader.root(table.get_ref());
        // The table is sorted by key; a reader of the file begins at its top.
        match reader.errors.into_iter().min_by_key(|(span, _)| span.start) {
            Some((span, message)) => Err(at(span.start, message)),
            None => Ok(reader.settings),
        }
    }

    /// The settings as options of a check.
    pub fn options(&self) -> Options {
        let level = |wanted: fn(Level) -> Option<Severity>| {
            self.rules.iter().filter_map(move |(code, level)| Some((code.clone(), wanted(*level)?)))
        };
        Options {
            publish: self.publish.unwrap_or(false),
            skip: self
                .rules
                .iter()
                .filter(|(_, level)| **level == Level::Off)
                .map(|(code, _)| code.clone())
                .collect(),
            severities: level(|level| match level {
                Level::At(severity) => Some(severity),
                Level::Off => None,
            })
            .collect(),
            ..Options::default()
        }
    }

    /// As [`Settings::options`], but what blocks publishing is an error whatever the settings say, unless its rule is
    /// off: for who asks for it expressly.
    pub fn options_to_publish(&self) -> Options {
        let mut options = self.options();
        options.publish = true;
        for rule in rules().filter(|rule| rule.blocks == Blocks::Publish) {
            options.severities.remove(rule.code);
        }
        options
    }
}

#[derive(Default)]
struct Reader {
    settings: Settings,
    errors: Vec<(Range<usize>, String)>,
}

impl Reader {
    fn root(&mut self, root: &DeTable<'_>) {
        for (key, value) in root {
            match (&**key.get_ref(), value.get_ref()) {
                ("check", DeValue::Table(check)) => self.check(check),
                ("check", other) => self.wrong(value.span(), "check", "a table", other),
                (other, _) => self.unknown(key.span(), "setting", other, &["check"]),
            }
        }
    }

    fn check(&mut self, check: &DeTable<'_>) {
        for (key, value) in check {
            match (&**key.get_ref(), value.get_ref()) {
                ("deny", DeValue::String(name)) => {
                    let severity = Severity::ALL.into_iter().find(|severity| severity.name() == name);
                    if severity.is_none() {
                        self.unknown(value.span(), "severity", name, &Severity::ALL.map(Severity::name));
                    }
                    self.settings.deny = severity;
                }
                ("publish", DeValue::Boolean(publish)) => self.settings.publish = Some(*publish),
                ("rules", DeValue::Table(rules)) => self.rules(rules),
                ("deny", other) => self.wrong(value.span(), "deny", "a text", other),
                ("publish", other) => self.wrong(value.span(), "publish", "true or false", other),
                ("rules", other) => self.wrong(value.span(), "rules", "a table", other),
                (other, _) => self.unknown(key.span(), "setting", other, &["deny", "publish", "rules"]),
            }
        }
    }

    fn rules(&mut self, table: &DeTable<'_>) {
        let codes: Vec<&str> = rules().map(|rule| rule.code).collect();
        for (key, value) in table {
            let code = &**key.get_ref();
            if !codes.contains(&code) {
                self.unknown(key.span(), "rule", code, &codes);
                continue;
            }
            match value.get_ref() {
                DeValue::String(name) => match Level::named(name) {
                    Some(level) => {
                        self.settings.rules.insert(code.to_owned(), level);
                    }
                    None => self.unknown(value.span(), "level", name, &Level::ALL.map(Level::name)),
                },
                other => self.wrong(value.span(), code, "a text", other),
            }
        }
    }

    fn wrong(&mut self, span: Range<usize>, key: &str, expected: &str, found: &DeValue<'_>) {
        self.errors
            .push((span, format!("`{key}` has to be {expected}; this is a TOML {}", found.type_str())));
    }

    fn unknown(&mut self, span: Range<usize>, noun: &str, name: &str, known: &[&str]) {
        /// More of them are no help.
        const MAX_LISTED: usize = 6;
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if known.len() <= MAX_LISTED => format!("; there is: {}", known.join(", ")),
            None => String::new(),
        };
        self.errors.push((span, format!("there is no {noun} `{name}`{hint}")));
    }
}
