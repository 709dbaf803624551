//! The settings of the rules for the folder of an open flow: `cordboard.toml`, found as the command line finds it, read
//! and written beside the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{Level, SETTINGS_FILE, Settings, SettingsError, WriteError, with_level};
use crate::flow::file::{self, Fingerprint, SaveError};
use crate::sim;
use crate::widgets::assumptions::Assumptions;

/// The settings that count for an open flow.
#[derive(Clone, Debug, Default)]
pub struct FolderRules {
    /// The flow's file that they were looked for beside; nothing before that.
    looked_beside: Option<Option<PathBuf>>,
    /// Whether it is known what counts.
    is_known: bool,
    found: Found,
}

/// What was found beside a flow and upwards.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The file; `None` where there is none.
    pub file: Option<PathBuf>,
    /// What it held.
    pub fingerprint: Option<Fingerprint>,
    /// What it says; the defaults where there is none or where it cannot be read.
    pub settings: Arc<Settings>,
    /// What it takes of that which nobody outside Twilio knows, in runs.
    pub assume: Assumptions,
    /// What is wrong with it, with line and column.
    pub trouble: Option<String>,
}

impl FolderRules {
    /// What counts.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.found.settings
    }

    /// What counts in runs.
    pub fn assumptions(&self) -> &Assumptions {
        &self.found.assume
    }

    /// Whether it is known what counts: a file that was just opened is not checked before that, so that nothing is
    /// told that the folder does not want to hear.
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// What is wrong with the file, if there is one and something is.
    pub fn trouble(&self) -> Option<&str> {
        self.found.trouble.as_deref()
    }

    /// The file that counts, where there is one.
    pub fn file(&self) -> Option<&Path> {
        self.found.file.as_deref()
    }

    /// What was found.
    pub(super) fn found(&self) -> &Found {
        &self.found
    }

    /// The file that a level would be written to; `None` for a flow that has no folder yet.
    pub fn target(&self) -> Option<PathBuf> {
        let beside = self.looked_beside.as_ref()?.as_ref()?;
        Some(self.found.file.clone().unwrap_or_else(|| beside.with_file_name(SETTINGS_FILE)))
    }

    /// Why no level can be set now.
    pub fn locked_because(&self) -> Option<&'static str> {
        match &self.looked_beside {
            _ if self.found.trouble.is_some() => Some("The settings file has to be mended first"),
            Some(Some(_)) => None,
            Some(None) | None => Some("Save the flow first: rules are set for its folder"),
        }
    }

    /// Notes where the flow's file is now. Answers whether the settings have to be looked for.
    pub(super) fn follow(&mut self, flow: Option<&Path>) -> bool {
        if self.looked_beside.as_ref().is_some_and(|known| known.as_deref() == flow) {
            return false;
        }
        self.looked_beside = Some(flow.map(Path::to_owned));
        if flow.is_none() {
            self.is_known = true;
        }
        flow.is_some()
    }

    /// Takes what was found beside a flow; answers whether anything is new about it. A flow that was saved elsewhere
    /// meanwhile has other settings.
    pub(super) fn take(&mut self, beside: &Path, found: Found) -> bool {
        if self.looked_beside.as_ref().and_then(Option::as_deref) != Some(beside) {
            return false;
        }
        let is_new = !self.is_known
            || (&self.found.file, self.found.fingerprint, &self.found.trouble)
                != (&found.file, found.fingerprint, &found.trouble);
        self.is_known = true;
        // The same settings stay the same, so that nothing is checked again for them.
        let settings = if *self.found.settings == *found.settings {
            Arc::clone(&self.found.settings)
        } else {
            Arc::clone(&found.settings)
        };
        self.found = Found { settings, ..found };
        is_new
    }
}

/// Looks for the settings beside a flow and upwards.
pub(super) fn look(flow: &Path) -> Found {
    let Some(path) = flow.parent().and_then(|folder| file::nearest_above(folder, SETTINGS_FILE)) else {
        return Found::default();
    };
    let (fingerprint, read) = match file::read(&path) {
        Ok(bytes) => (
            Some(Fingerprint::of(&bytes)),
            both(&bytes).map_err(|error| format!("{}:{error}", path.display())),
        ),
        Err(error) => (None, Err(error.to_string())),
    };
    let (settings, assume, trouble) = match read {
        Ok((settings, run)) => (Arc::new(settings), run.assume, None),
        Err(trouble) => (Arc::default(), Assumptions::default(), Some(trouble)),
    };
    Found { file: Some(path), fingerprint, settings, assume, trouble }
}

/// What the bytes of a settings file say of checks and of runs.
fn both(bytes: &[u8]) -> Result<(Settings, sim::Settings), SettingsError> {
    let settings = Settings::from_bytes(bytes)?;
    // That they are a text was found above.
    let run = sim::Settings::parse(&String::from_utf8_lossy(bytes))?;
    Ok((settings, run))
}

/// What was written, to be taken back.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub file: PathBuf,
    /// What it held before; `None` where it was not there.
    before: Option<Vec<u8>>,
    /// What it holds since then.
    after: Fingerprint,
}

/// Sets levels of rules. The file is made where there is none.
///
/// # Errors
/// A sentence, where the file is not what it is known to be, cannot be changed or cannot be written.
pub(super) fn write(
    target: &Path,
    known: Option<Fingerprint>,
    levels: &[(&str, Option<Level>)],
) -> Result<Written, String> {
    change(target, known, |text| {
        levels.iter().try_fold(text, |text, (code, level)| with_level(&text, code, *level))
    })
}

/// Sets what is taken of something that nobody outside Twilio knows, for runs of the folder's flows.
///
/// # Errors
/// As [`write`].
pub(super) fn write_choice(
    target: &Path,
    known: Option<Fingerprint>,
    id: &str,
    choice: &str,
) -> Result<Written, String> {
    change(target, known, |text| sim::with_choice(&text, id, choice))
}

/// Writes what a change makes of a settings file's text.
fn change(
    target: &Path,
    known: Option<Fingerprint>,
    change: impl FnOnce(String) -> Result<String, WriteError>,
) -> Result<Written, String> {
    let before = match file::read(target) {
        Ok(bytes) => Some(bytes),
        Err(SaveError::Io { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.to_string()),
    };
    if before.as_deref().map(Fingerprint::of) != known {
        return Err(format!("it has changed on disk meanwhile and is read again: {}", target.display()));
    }
    let bytes = before.clone().unwrap_or_default();
    // What is no text was told when it was read, and nothing is set then.
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = change(text).map_err(|error| format!("{}:{error}", target.display()))?;
    let after = file::save(target, text.as_bytes(), known).map_err(|error| error.to_string())?;
    Ok(Written { file: target.to_owned(), before, after })
}

/// Takes back what was written, unless somebody else has written since.
///
/// # Errors
/// A sentence, where the file has changed or cannot be written.
pub(super) fn take_back(written: &Written) -> Result<(), String> {
    let file = &written.file;
    if !file::is_unchanged(file, written.after) {
        return Err(format!("it has changed on disk since then: {}", file.display()));
    }
    match &written.before {
        Some(bytes) => {
            file::save(file, bytes, Some(written.after)).map(|_| ()).map_err(|error| error.to_string())
        }
        None => std::fs::remove_file(file).map_err(|error| format!("{error}: {}", file.display())),
    }
}
