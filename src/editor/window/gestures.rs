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
            gesture("Move what is selected", "Drag; Esc takes it back"),
            gesture("Connect", "Drag from an output to a card; on empty canvas it asks for a new widget"),
            gesture("Lead a wire elsewhere", "Drag its end off the input"),
            gesture("Add a widget", "Double click on empty canvas, or drag one from the list"),
            gesture("Open a widget's fields", "Double click on its card"),
            gesture("What can be done here", "Right click"),
        ],
    ),
    (
        "Keys on the canvas",
        &[
            gesture("From card to card in running order", "Tab, Shift+Tab"),
            gesture("To the nearest card", "Alt+arrow"),
            gesture("Move what is selected", "Arrow; with Shift further"),
            gesture("Open the fields of a card", "Enter"),
            gesture("Select the card with the keyboard", "Space"),
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
            gesture("Redo, besides its own keys", "Ctrl+Y"),
        ],
    ),
];
