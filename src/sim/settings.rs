//! Settings of runs for a folder of flows: the table `[run]` of `cordboard.toml`.
//!
//! It reads and changes the text and nothing else; which file counts is decided by whoever has one.

use toml::de::{DeTable, DeValue};

use crate::flow::settings::{Mistakes, SettingsError, WriteError, read_table, with_entry};
use crate::widgets::assumptions::{self, Assumptions, NoChoice};

/// What a folder's settings say of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What is taken of that which nobody outside Twilio knows.
    pub assume: Assumptions,
}

/// The text of a settings file by which another choice is taken for an assumption. The usual one needs no entry.
///
/// # Errors
/// Where the text holds no settings, where there is no such assumption or choice, or where the text cannot be changed
/// without touching something else.
pub fn with_choice(text: &str, id: &str, name: &str) -> Result<String, WriteError> {
    let before = Settings::parse(text)?;
    let mut wanted = before.clone();
    wanted.assume.set(id, name).map_err(|error| SettingsError {
        line: 1,
        column: 1,
        message: error.to_string(),
    })?;
    if wanted == before {
        return Ok(text.to_owned());
    }
    let is_usual = assumptions::all().any(|known| known.id == id && known.usual.name == name);
    let is_as_meant = |changed: &str| Settings::parse(changed).is_ok_and(|read| read == wanted);
    with_entry(text, ["run", "assume"], id, (!is_usual).then_some(name), is_as_meant)
}

impl Settings {
    /// Reads the text of a settings file.
    ///
    /// # Errors
    /// Where the text is no TOML, or names what is not known: a setting that does nothing would be believed.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut settings = Self::default();
        read_table(text, "run", |table, mistakes| settings.run(table, mistakes))?;
        Ok(settings)
    }

    fn run(&mut self, run: &DeTable<'_>, mistakes: &mut Mistakes) {
        for (key, value) in run {
            match (&**key.get_ref(), value.get_ref()) {
                ("assume", DeValue::Table(assume)) => self.assume(assume, mistakes),
                ("assume", other) => mistakes.wrong(value.span(), "assume", "a table", other),
                (other, _) => mistakes.unknown(key.span(), "setting", other, &["assume"]),
            }
        }
    }

    fn assume(&mut self, table: &DeTable<'_>, mistakes: &mut Mistakes) {
        for (key, value) in table {
            let id = &**key.get_ref();
            let DeValue::String(choice) = value.get_ref() else {
                mistakes.wrong(value.span(), id, "a text", value.get_ref());
                continue;
            };
            if let Err(error) = self.assume.set(id, choice) {
                let span = match error {
                    NoChoice::Assumption { .. } => key.span(),
                    NoChoice::Choice { .. } => value.span(),
                };
                mistakes.add(span, error.to_string());
            }
        }
    }
}
