//! Settings of runs for a folder of flows: the table `[run]` of `cordboard.toml`.
//!
//! It reads the text and nothing else; which file counts is decided by whoever has one.

use toml::de::{DeTable, DeValue};

use crate::flow::settings::{Mistakes, SettingsError, read_table};
use crate::widgets::assumptions::{Assumptions, NoChoice};

/// What a folder's settings say of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What is taken of that which nobody outside Twilio knows.
    pub assume: Assumptions,
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
