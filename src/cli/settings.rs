//! Which `cordboard.toml` counts for a flow: the nearest one, beside the flow and upwards.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::input;
use crate::check::{SETTINGS_FILE, Settings};
use crate::flow::file;

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
    Settings::from_bytes(&bytes).map_err(|error| format!("{name}:{error}"))
}
