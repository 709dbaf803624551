//! About the program.

use egui::Key;

use super::{CTRL, NONE, key, row};
use crate::editor::command::{Command, Entry, Menu};

/// The rows of the menu.
pub(super) const ROWS: &[Entry] = &[
    row(
        Command::Shortcuts,
        Menu::Help,
        "Keyboard shortcuts…",
        key(CTRL, Key::Slash),
        "Lists all keys and changes them",
    ),
    row(Command::Settings, Menu::Help, "Settings…", key(CTRL, Key::Comma), "Colours, motion, size and wires"),
    row(
        Command::About,
        Menu::Help,
        "About Cordboard",
        key(NONE, Key::F1),
        "Version, keys and where to read more",
    ),
];
