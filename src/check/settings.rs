//! Settings of the rules for a folder of flows: the table `[check]` of `cordboard.toml`.
//!
//! It reads and changes the text and nothing else; which file counts is decided by whoever has one.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::diagnostic::{Blocks, Severity};
use super::rules::rules;
use super::subject::Options;
pub use crate::flow::settings::WriteError;
use crate::flow::settings::{Mistakes, SettingsError, read_table, with_entry};
use crate::flow::utf8;

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

/// The text of a settings file in which a rule has another level, or with `None` its own again.
///
/// # Errors
/// Where the text holds no settings, or where they cannot be changed without touching something else.
pub fn with_level(text: &str, code: &str, level: Option<Level>) -> Result<String, WriteError> {
    let before = Settings::parse(text)?;
    let mut wanted = before.clone();
    match level {
        Some(level) => wanted.rules.insert(code.to_owned(), level),
        None => wanted.rules.remove(code),
    };
    if wanted == before {
        return Ok(text.to_owned());
    }
    let is_as_meant = |changed: &str| Settings::parse(changed).is_ok_and(|read| read == wanted);
    with_entry(text, ["check", "rules"], code, level.map(Level::name), is_as_meant)
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
        let mut settings = Self::default();
        read_table(text, "check", |table, mistakes| settings.check(table, mistakes))?;
        Ok(settings)
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

    fn check(&mut self, check: &DeTable<'_>, mistakes: &mut Mistakes) {
        for (key, value) in check {
            match (&**key.get_ref(), value.get_ref()) {
                ("deny", DeValue::String(name)) => {
                    let severity = Severity::ALL.into_iter().find(|severity| severity.name() == name);
                    if severity.is_none() {
                        mistakes.unknown(value.span(), "severity", name, &Severity::ALL.map(Severity::name));
                    }
                    self.deny = severity;
                }
                ("publish", DeValue::Boolean(publish)) => self.publish = Some(*publish),
                ("rules", DeValue::Table(rules)) => self.rules(rules, mistakes),
                ("deny", other) => mistakes.wrong(value.span(), "deny", "a text", other),
                ("publish", other) => mistakes.wrong(value.span(), "publish", "true or false", other),
                ("rules", other) => mistakes.wrong(value.span(), "rules", "a table", other),
                (other, _) => mistakes.unknown(key.span(), "setting", other, &["deny", "publish", "rules"]),
            }
        }
    }

    fn rules(&mut self, table: &DeTable<'_>, mistakes: &mut Mistakes) {
        let codes: Vec<&str> = rules().map(|rule| rule.code).collect();
        for (key, value) in table {
            let code = &**key.get_ref();
            if !codes.contains(&code) {
                mistakes.unknown(key.span(), "rule", code, &codes);
                continue;
            }
            match value.get_ref() {
                DeValue::String(name) => match Level::named(name) {
                    Some(level) => {
                        self.rules.insert(code.to_owned(), level);
                    }
                    None => mistakes.unknown(value.span(), "level", name, &Level::ALL.map(Level::name)),
                },
                other => mistakes.wrong(value.span(), code, "a text", other),
            }
        }
    }
}
