//! The side file beside a flow, for the commands that run it.

use std::path::{Path, PathBuf};

use super::input;
use crate::flow::did_you_mean;
use crate::flow::side::{SideFile, SideTrouble, StartSet, side_path, stored_path};

/// What is kept beside a flow.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The name of the side file, for messages.
    pub name: String,
    /// What stands in it.
    pub side: SideFile,
    folder: PathBuf,
}

impl Beside {
    /// Reads the side file of a flow; there is none beside standard input.
    ///
    /// # Errors
    /// What is wrong with it, behind its name, line and column: half of what was decided would be another run.
    pub fn read(flow: &Path) -> Result<Self, String> {
        let path = side_path(flow);
        if input::is_standard(flow) || !path.exists() {
            return Ok(Self::default());
        }
        let name = input::name_of(&path);
        let bytes = input::bytes(&path).map_err(|error| error.text(&name))?;
        let side = SideFile::read(&bytes);
        match side.mistake() {
            // What a later version wrote is read as far as it is known.
            None | Some(SideTrouble::Newer(_)) => {}
            Some(SideTrouble::Unreadable(why)) => return Err(format!("{name}: {why}")),
            Some(mistake) => return Err(format!("{name}:{mistake}")),
        }
        Ok(Self { name, side, folder: flow.parent().unwrap_or(Path::new("")).to_owned() })
    }

    /// The version that wrote it, where that is a later one.
    pub fn newer(&self) -> Option<SideTrouble> {
        self.side.trouble()
    }

    /// The files that it notes for SIDs of subflows.
    pub fn subflows(&self) -> Vec<(String, PathBuf)> {
        let noted = self.side.subflows();
        noted.map(|(sid, file)| (sid.into_owned(), stored_path(&self.folder, &file))).collect()
    }

    /// The start set of this name.
    pub fn start(&self, name: &str) -> Result<StartSet, String> {
        if let Some(set) = self.side.start(name) {
            return Ok(set);
        }
        let sets = self.side.starts();
        let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        if names.is_empty() {
            return Err(format!("--start: no start set is kept beside the flow, so none is called `{name}`"));
        }
        Err(format!("--start: {} has no start set `{name}`{}", self.name, did_you_mean(name, &names)))
    }
}
