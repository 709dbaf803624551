//! Where widgets stand, notes and groups, subflows made of a selection.

use egui::Key;

use super::{ALT_SHIFT, CTRL, CTRL_SHIFT, NONE, group, key, row};
use crate::editor::command::{Command, Entry, Menu};

/// The rows of the menu.
pub(super) const ROWS: &[Entry] = &[
    row(
        Command::LayOut,
        Menu::Arrange,
        "Lay out",
        key(CTRL, Key::L),
        "Puts the selected widgets, or all of them, in running order from top to bottom",
    ),
    group(row(
        Command::AlignLeft,
        Menu::Arrange,
        "Align left",
        key(ALT_SHIFT, Key::ArrowLeft),
        "Puts the left edges of the selected widgets on one line",
    )),
    row(
        Command::AlignCenter,
        Menu::Arrange,
        "Align centres",
        None,
        "Puts the centres of the selected widgets on one upright line",
    ),
    row(
        Command::AlignRight,
        Menu::Arrange,
        "Align right",
        key(ALT_SHIFT, Key::ArrowRight),
        "Puts the right edges of the selected widgets on one line",
    ),
    row(
        Command::AlignTop,
        Menu::Arrange,
        "Align top",
        key(ALT_SHIFT, Key::ArrowUp),
        "Puts the top edges of the selected widgets on one line",
    ),
    row(
        Command::AlignMiddle,
        Menu::Arrange,
        "Align middles",
        None,
        "Puts the middles of the selected widgets on one level line",
    ),
    row(
        Command::AlignBottom,
        Menu::Arrange,
        "Align bottom",
        key(ALT_SHIFT, Key::ArrowDown),
        "Puts the bottom edges of the selected widgets on one line",
    ),
    row(
        Command::DistributeAcross,
        Menu::Arrange,
        "Distribute across",
        None,
        "Makes the gaps between the selected widgets equally wide",
    ),
    row(
        Command::DistributeDown,
        Menu::Arrange,
        "Distribute down",
        None,
        "Makes the gaps between the selected widgets equally high",
    ),
    group(row(
        Command::ConnectTo,
        Menu::Arrange,
        "Connect to…",
        key(NONE, Key::C),
        "Leads an output of the selected widget to another one by name",
    )),
    group(row(
        Command::AddNote,
        Menu::Arrange,
        "Add note",
        key(NONE, Key::N),
        "Puts a note on the canvas; it lives beside the flow, which stays as it is",
    )),
    row(
        Command::Group,
        Menu::Arrange,
        "Group",
        key(CTRL, Key::G),
        "Draws a named frame around the selected widgets; it lives beside the flow",
    ),
    row(
        Command::Ungroup,
        Menu::Arrange,
        "Ungroup",
        key(CTRL_SHIFT, Key::G),
        "Removes the frame and keeps the widgets",
    ),
    row(
        Command::FoldGroup,
        Menu::Arrange,
        "Fold group",
        None,
        "Shows the group as one card, or all of it again",
    ),
    group(row(
        Command::ExtractSubflow,
        Menu::Arrange,
        "Extract to subflow…",
        None,
        "Moves the selected widgets into a flow of their own and runs that in their place",
    )),
    row(
        Command::InlineSubflow,
        Menu::Arrange,
        "Inline subflow",
        None,
        "Puts the widgets of the subflow in the place of the widget that runs it",
    ),
    group(row(Command::WiresSmooth, Menu::Arrange, "Smooth wires", None, "Draws wires as curves")),
    row(
        Command::WiresRightAngled,
        Menu::Arrange,
        "Right-angled wires",
        None,
        "Draws wires along right angles, round the cards",
    ),
];
