//! What the user arranges of the window: the settings, the keys, and what the start page knows of files. Nothing here is
//! the document.

mod gestures;
mod recent;
mod settings_dialog;
mod shortcuts;

use std::path::PathBuf;

use super::command::Command;
use super::state::FileKey;

pub(in crate::editor) use recent::ago;
pub use recent::{RecentFile, RecentFiles, SAMPLES, Sample, look_at};
pub(in crate::editor) use settings_dialog::told;
pub use settings_dialog::{SettingsAnswer, SettingsPart, settings_ui};
pub use shortcuts::{KeyChange, ShortcutSheet, shortcuts_ui};

/// What the user wants.
#[derive(Clone, Debug)]
pub enum WindowAction {
    /// Shows the settings, at one of their parts.
    OpenSettings(SettingsPart),
    /// A command was chosen in the palette.
    Used(Command),
    /// Opens a flow that comes with the program, as a new one.
    OpenSample(&'static Sample),
    /// Takes a file out of the list of recent ones.
    ForgetRecent(PathBuf),
    /// Gives up the files that are still to be read.
    StopReading,
    /// Takes a change back, where nothing was changed since.
    TakeBack {
        /// The flow.
        key: FileKey,
        /// Where it stood in its history after the change.
        at: usize,
    },
}
