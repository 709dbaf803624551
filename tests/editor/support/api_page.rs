//! What a test does with the API page.

use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Editor, until};

/// The operation that most tests send.
pub const SUMMARY: &str = "Write a message in a conversation";

/// Opens the API page of an editor, with the operation shown.
pub fn opened(mut editor: Editor) -> Editor {
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    press(&mut editor, Role::Button, SUMMARY);
    editor
}

/// Brings something into view and presses it.
pub fn press(editor: &mut Editor, role: Role, name: &str) {
    in_sight(editor, role, name);
    editor.get_by_role_and_label(role, name).click();
    settle(editor);
}

/// Goes on until what moves and unfolds has come to rest.
pub fn settle(editor: &mut Editor) {
    editor.run_steps(20);
}

/// Brings something into view. Scrolling is a movement: a pointer that is quicker misses.
pub fn in_sight(editor: &mut Editor, role: Role, name: &str) {
    editor.run_steps(2);
    editor.get_by_role_and_label(role, name).scroll_to_me();
    settle(editor);
}

/// Whether a name on the page has this in it.
pub fn shows(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_label_contains(text).next().is_some()
}

/// Whether some text on the page holds this, whatever else it holds.
pub fn reads(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_role(Role::Label).chain(editor.query_all_by_role(Role::TextRun)).any(|node| {
        let node = node.accesskit_node();
        node.value().or_else(|| node.label()).is_some_and(|known| known.contains(text))
    })
}

/// Replaces what a field holds.
pub fn fill(editor: &mut Editor, role: Role, name: &str, text: &str) {
    in_sight(editor, role, name);
    editor.get_by_role_and_label(role, name).focus();
    editor.run_steps(2);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(1);
    editor.key_press(Key::Delete);
    editor.run_steps(1);
    if !text.is_empty() {
        editor.get_by_role_and_label(role, name).type_text(text);
    }
    editor.run_steps(3);
}

/// Sends, and waits for what comes back.
pub fn send(editor: &mut Editor) {
    let before = editor.state().state().api.current().expect("an operation is shown").past.count();
    press(editor, Role::Button, "Test request");
    until(editor, |editor| {
        editor.state().state().api.current().expect("an operation is shown").past.count() > before
    });
    editor.run_steps(3);
}

/// Imports the file that the dialog answers with next.
pub fn import_next(editor: &mut Editor) {
    editor.run_steps(3);
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    press(editor, Role::Button, "Choose a file…");
    until(editor, |editor| {
        let libraries = &editor.state().state().api.libraries;
        libraries.entries.first().is_some_and(|entry| entry.library().is_some())
    });
    editor.run_steps(3);
}
