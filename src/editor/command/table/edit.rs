//! What is selected, and finding.

use egui::{Key, Modifiers};

use super::{CTRL, CTRL_SHIFT, NONE, group, key, row};
use crate::editor::command::{Command, Entry, Menu};

/// The rows of the menu.
pub(super) const ROWS: &[Entry] = &[
    row(Command::Undo, Menu::Edit, "Undo", key(CTRL, Key::Z), "Takes the last change back"),
    row(
        Command::Redo,
        Menu::Edit,
        "Redo",
        key(CTRL_SHIFT, Key::Z),
        "Makes the change again that was taken back",
    ),
    group(row(
        Command::Cut,
        Menu::Edit,
        "Cut",
        key(CTRL, Key::X),
        "Moves the selected widgets to the clipboard",
    )),
    row(Command::Copy, Menu::Edit, "Copy", key(CTRL, Key::C), "Copies the selected widgets as JSON"),
    row(Command::Paste, Menu::Edit, "Paste", key(CTRL, Key::V), "Inserts widgets from the clipboard"),
    row(
        Command::Duplicate,
        Menu::Edit,
        "Duplicate",
        key(CTRL, Key::D),
        "Copies the selected widgets with the connections among them",
    ),
    row(Command::Delete, Menu::Edit, "Delete", key(NONE, Key::Delete), "Deletes what is selected"),
    row(
        Command::DeleteAndHeal,
        Menu::Edit,
        "Delete and heal",
        key(CTRL, Key::Delete),
        "Deletes the selected widgets and joins what led to them with what followed",
    ),
    row(
        Command::ChangeType,
        Menu::Edit,
        "Change type…",
        None,
        "Makes the selected widget one of another type; fields and wires that both have stay",
    ),
    group(row(Command::SelectAll, Menu::Edit, "Select all", key(CTRL, Key::A), "Selects all widgets")),
    row(
        Command::SelectUpstream,
        Menu::Edit,
        "Select what leads here",
        key(Modifiers::ALT, Key::ArrowUp),
        "Adds everything from which a run can come to the selection",
    ),
    row(
        Command::SelectDownstream,
        Menu::Edit,
        "Select what follows",
        key(Modifiers::ALT, Key::ArrowDown),
        "Adds everything to which a run can go from the selection",
    ),
    row(
        Command::SelectConnected,
        Menu::Edit,
        "Select what is connected",
        None,
        "Adds everything that wires join with the selection",
    ),
    row(
        Command::Rename,
        Menu::Edit,
        "Rename…",
        key(NONE, Key::F2),
        "Renames the selected widget, or the variable that has the keyboard, everywhere",
    ),
    group(row(
        Command::FindInFlow,
        Menu::Edit,
        "Find in flow…",
        key(CTRL, Key::F),
        "Searches names, texts, variables, SIDs, numbers and addresses of the flow",
    )),
    row(Command::ReplaceInFlow, Menu::Edit, "Replace in flow…", key(CTRL, Key::H), "Replaces what was found"),
    row(
        Command::FindNext,
        Menu::Edit,
        "Find next",
        key(NONE, Key::F3),
        "Goes to the next place that was found",
    ),
    row(
        Command::FindPrevious,
        Menu::Edit,
        "Find previous",
        key(Modifiers::SHIFT, Key::F3),
        "Goes to the place found before",
    ),
    row(
        Command::Find,
        Menu::Edit,
        "Go to widget…",
        key(CTRL, Key::P),
        "Goes to a widget by name, type or text",
    ),
    row(Command::AddWidget, Menu::Edit, "Add widget…", key(CTRL, Key::I), "Places a widget by name"),
    row(
        Command::QuickAdd,
        Menu::Edit,
        "Add widgets in a chain…",
        key(NONE, Key::A),
        "Places a widget at the pointer, or behind the card with the keyboard; Shift+Enter goes on with the next",
    ),
    group(row(
        Command::NextProblem,
        Menu::Edit,
        "Next problem",
        key(NONE, Key::F8),
        "Goes to the field of the next problem of the list",
    )),
    row(
        Command::PreviousProblem,
        Menu::Edit,
        "Previous problem",
        key(Modifiers::SHIFT, Key::F8),
        "Goes to the field of the problem before",
    ),
    row(
        Command::FixSafe,
        Menu::Edit,
        "Fix everything safe",
        None,
        "Applies every fix that guesses nothing and drops nothing",
    ),
    row(
        Command::Rules,
        Menu::Edit,
        "Rules…",
        None,
        "Lists all rules and sets their levels for the flow's folder",
    ),
];
