//! Which `cordboard.toml` counts for a flow: the nearest one, beside the flow and upwards; and the options that are laid
//! over what it says of runs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;

use super::input;
use crate::flow::file;
use crate::flow::settings::SETTINGS_FILE;
use crate::widgets::assumptions::Assumptions;
use crate::{check, sim};

/// What one file says.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Of checks.
    pub check: check::Settings,
    /// Of runs.
    pub run: sim::Settings,
}

/// Settings by folder, each file read once.
#[derive(Debug, Default)]
pub(super) struct Finder {
    known: HashMap<PathBuf, Rc<Settings>>,
}

impl Finder {
    /// The settings for a flow; those of the current folder for standard input. An error names the settings file, line
    /// and column.
    pub(super) fn of(&mut self, flow: &Path) -> Result<Rc<Settings>, String> {
        let folder = match flow.parent().filter(|_| !input::is_standard(flow)) {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Without `..` and links every folder has its true parents. A folder that is not there has no settings.
        let Ok(folder) = folder.canonicalize() else { return Ok(Rc::default()) };
        if let Some(settings) = self.known.get(&folder) {
            return Ok(Rc::clone(settings));
        }
        let settings = match file::nearest_above(&folder, SETTINGS_FILE) {
            Some(file) => Rc::new(read(&file)?),
            None => Rc::default(),
        };
        self.known.insert(folder, Rc::clone(&settings));
        Ok(settings)
    }
}

fn read(file: &Path) -> Result<Settings, String> {
    let name = input::name_of(file);
    let bytes = input::bytes(file).map_err(|error| error.text(&name))?;
    let text = input::text(&bytes).map_err(|error| error.text(&name))?;
    let told = |error: check::SettingsError| format!("{name}:{error}");
    Ok(Settings {
        check: check::Settings::parse(text).map_err(told)?,
        run: sim::Settings::parse(text).map_err(told)?,
    })
}

/// `--assume`, for every command that runs flows.
#[derive(Debug, Args)]
pub(super) struct Assume {
    /// What is taken of that which nobody outside Twilio knows, such as several-conditions=any; over `[run.assume]` of
    /// cordboard.toml.
    #[arg(long, value_name = "ID=CHOICE")]
    assume: Vec<String>,
}

impl Assume {
    /// The folder's settings with these laid over them.
    pub(super) fn over(&self, settings: &Settings) -> Result<Assumptions, String> {
        let mut taken = settings.run.assume.clone();
        for text in &self.assume {
            let (id, choice) =
                text.split_once('=').ok_or_else(|| format!("--assume: `{text}` is not ID=CHOICE"))?;
            taken.set(id.trim(), choice.trim()).map_err(|error| format!("--assume: {error}"))?;
        }
        Ok(taken)
    }
}
