//! What mouse and keys do on the canvas and in the window that is no command: a part of the shortcut sheet.

/// What can be done, and how.
pub(super) struct Gesture {
    /// What it does.
    pub(super) text: &'static str,
    /// How it is done.
    pub(super) how: &'static str,
}

const fn gesture(text: &'static str, how: &'static str) -> Gesture {
    Gesture { text, how }
}

/// The groups with their names.
pub(super) const GESTURES: [(&str, &[Gesture]); 3] = [
    (
        "Mouse on the canvas",
        &[
            gesture("Move the view", "Wheel; drag with the middle or right button, or with Space held"),
            gesture("Zoom to the pointer", "Ctrl+wheel, or pinch"),
            gesture("Select", "Click; Shift+click adds; drag on empty canvas draws a box"),
            gesture("Move what is selected", "Drag; Alt or Ctrl lets it stand anywhere; Esc takes it back"),
            gesture("Connect", "Drag from an output to a card; on empty canvas it asks for a new widget"),
            gesture("Lead a wire elsewhere", "Drag its end off the input"),
            gesture("Let a wire begin at another output", "Ctrl+drag from its output"),
            gesture("Lead all wires of a card elsewhere", "Ctrl+drag from its input to another card"),
            gesture("Cut a wire", "Alt+click"),
            gesture("Add a widget", "Double click on empty canvas, or drag one from the list"),
            gesture("Put a widget into a wire", "Drag it onto the wire"),
            gesture("Make room, or close a gap", "Hold S and drag"),
            gesture("Open a widget's fields", "Double click on its card"),
            gesture("Put a widget into a group, or take it out", "Hold Alt while you drop it"),
            gesture("What can be done here", "Right click"),
        ],
    ),
    (
        "Keys on the canvas",
        &[
            gesture("From card to card in running order", "Tab, Shift+Tab"),
            gesture("To the nearest card", "Arrow"),
            gesture("Follow a wire, and go back", "] and ["),
            gesture("Move what is selected", "Ctrl+arrow; with Shift ten times as far"),
            gesture("Edit the card", "Enter"),
            gesture("Select the card with the keyboard", "Space"),
            gesture("Open the card's menu", "Menu key"),
            gesture("Add and go on below, in the menu of new widgets", "Shift+Enter"),
            gesture("Give up a gesture, or select nothing", "Esc"),
        ],
    ),
    (
        "In lists and dialogs",
        &[
            gesture("From one thing to the next", "Tab, Shift+Tab"),
            gesture("From row to row", "Up, Down; Home and End go to the ends"),
            gesture("Do it", "Enter or Space"),
            gesture("Close without doing anything", "Esc"),
        ],
    ),
];
