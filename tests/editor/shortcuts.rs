//! Keys that can be looked up and changed, and the palette, driven by role and name over the whole window.

use std::fs;
use std::path::Path;

use crate::support::{Editor, editor, folders, press, press_keys, sample, shows, text, until};
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn window(root: &Path) -> Editor {
    let path = sample(root, "opt-in.json");
    let options = Options { files: vec![path], folders: Some(folders(root)), ..Options::default() };
    let mut editor = editor(options);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.run();
    editor
}

fn search(editor: &mut Editor, field: &str, query: &str) {
    editor.get_by_role_and_label(Role::TextInput, field).focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, field).type_text(query);
    editor.run_steps(3);
}

fn keys(editor: &Editor, command: &str) -> String {
    editor.state().state().settings.keys.get(command).cloned().unwrap_or_else(|| "its own".to_owned())
}

fn description(editor: &Editor, label: &str) -> String {
    let node = editor.get_by_role_and_label(Role::Button, label);
    node.accesskit_node().data().description().unwrap_or_default().to_owned()
}

#[test]
fn keys_are_found_changed_used_kept_and_reset() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::Slash);
    search(&mut editor, "Search shortcuts", "fit flow");
    assert!(editor.query_by_role_and_label(Role::Button, "Keys of Save: Ctrl+S").is_none());
    press(&mut editor, Role::Button, "Keys of Fit flow: Ctrl+1");
    assert!(shows(&editor, "Press the new keys"));
    press_keys(&mut editor, CTRL_SHIFT, Key::Y);
    editor.get_by_role_and_label(Role::Button, "Keys of Fit flow: Ctrl+Shift+Y");
    assert_eq!(keys(&editor, "fit"), "Ctrl+Shift+Y");
    press(&mut editor, Role::Button, "Close");

    // The new keys do it, the old ones do not; the palette shows the new ones.
    let zoom = |editor: &Editor| editor.state().state().active().unwrap().view.zoom();
    press_keys(&mut editor, CTRL, Key::Num0);
    press_keys(&mut editor, CTRL, Key::Num1);
    editor.run();
    assert_eq!(zoom(&editor), 1.0, "the old keys do nothing");
    press_keys(&mut editor, CTRL_SHIFT, Key::Y);
    editor.run();
    assert_ne!(zoom(&editor), 1.0, "the flow was fitted");
    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", "fit flow");
    assert!(
        description(&editor, "Fit flow").ends_with("Ctrl+Shift+Y"),
        "{}",
        description(&editor, "Fit flow")
    );
    press_keys(&mut editor, Modifiers::NONE, Key::Escape);

    let file = folder.path().join("settings.json");
    until(&mut editor, |_| {
        fs::read_to_string(&file).is_ok_and(|text| text.contains("\"fit\": \"Ctrl+Shift+Y\""))
    });
    press_keys(&mut editor, CTRL, Key::Slash);
    search(&mut editor, "Search shortcuts", "fit flow");
    press(&mut editor, Role::Button, "Reset the keys of Fit flow to Ctrl+1");
    assert_eq!(keys(&editor, "fit"), "its own");
}

#[test]
fn keys_of_another_command_are_taken_only_by_choice() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::Slash);
    search(&mut editor, "Search shortcuts", "rules");
    press(&mut editor, Role::Button, "Keys of Rules…: none");
    press_keys(&mut editor, CTRL, Key::D);
    assert!(shows(&editor, "Ctrl+D belongs to Duplicate."));
    assert_eq!(keys(&editor, "rules"), "its own");
    press(&mut editor, Role::Link, "Keep it as it was");
    assert_eq!(keys(&editor, "duplicate"), "its own");

    press(&mut editor, Role::Button, "Keys of Rules…: none");
    press_keys(&mut editor, CTRL, Key::D);
    press(&mut editor, Role::Link, "Take it from Duplicate");
    assert_eq!((keys(&editor, "rules"), keys(&editor, "duplicate")), ("Ctrl+D".to_owned(), String::new()));
    press(&mut editor, Role::Button, "Reset all");
    assert!(editor.state().state().settings.keys.is_empty());
}

#[test]
fn all_keys_are_reset_while_the_whole_list_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::Slash);
    press(&mut editor, Role::Button, "Keys of Save: Ctrl+S");
    press_keys(&mut editor, Modifiers::ALT, Key::S);
    assert_eq!(keys(&editor, "save"), "Alt+S");
    press(&mut editor, Role::Button, "Reset all");
    assert_eq!(keys(&editor, "save"), "its own");
    assert!(editor.state().state().settings.keys.is_empty());
}

#[test]
fn a_letter_alone_is_only_for_the_canvas_and_escape_gives_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::Slash);
    press(&mut editor, Role::Button, "Keys of Save: Ctrl+S");
    press_keys(&mut editor, Modifiers::NONE, Key::S);
    assert!(shows(&editor, "S cannot be used:"));
    press(&mut editor, Role::Link, "Press other keys");
    press_keys(&mut editor, Modifiers::NONE, Key::Escape);
    assert_eq!(keys(&editor, "save"), "its own");
    // Escape gave the keys up, and not the dialog.
    editor.get_by_role_and_label(Role::Button, "Keys of Save: Ctrl+S");
    search(&mut editor, "Search shortcuts", "duplicate");
    press(&mut editor, Role::Button, "Keys of Duplicate: Ctrl+D");
    press_keys(&mut editor, Modifiers::NONE, Key::J);
    assert_eq!(keys(&editor, "duplicate"), "J");
    press(&mut editor, Role::Button, "Keys of Duplicate: J");
    press(&mut editor, Role::Link, "No keys");
    assert_eq!(keys(&editor, "duplicate"), "");
    press_keys(&mut editor, Modifiers::NONE, Key::Escape);
    assert!(editor.query_by_role_and_label(Role::TextInput, "Search shortcuts").is_none());
}

#[test]
fn the_sheet_lists_gestures_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    editor.state_mut().press(Command::Shortcuts);
    editor.run_steps(3);
    search(&mut editor, "Search shortcuts", "nearest");
    assert!(shows(&editor, "To the nearest card"));
    search(&mut editor, "Search shortcuts", " nothing of the kind");
    assert!(shows(&editor, "Nothing found"));
}

#[test]
fn the_palette_says_why_something_cannot_be_done_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", "fit selection");
    assert!(description(&editor, "Fit selection").starts_with("Nothing is selected"));
    press_keys(&mut editor, Modifiers::NONE, Key::Enter);
    assert!(editor.query_by_role_and_label(Role::TextInput, "Search commands and widgets").is_some());
}

#[test]
fn signs_narrow_the_palette_and_what_was_used_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", "@trig");
    assert!(editor.query_by_role_and_label(Role::Button, "Go to Trigger").is_some());
    press_keys(&mut editor, Modifiers::NONE, Key::Enter);
    let file = editor.state().state().active().unwrap();
    assert_eq!(file.selected_widget(), file.flow().widgets().first().map(|widget| widget.id()));

    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", "/");
    assert!(editor.query_by_role_and_label(Role::Button, "Show opt-in.json").is_some());
    assert!(editor.query_by_role_and_label(Role::Button, "New flow").is_none());
    press_keys(&mut editor, Modifiers::NONE, Key::Escape);

    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", ">select all");
    press_keys(&mut editor, Modifiers::NONE, Key::Enter);
    press_keys(&mut editor, CTRL, Key::K);
    assert!(shows(&editor, "Used last"));
    let top = |editor: &Editor, label: &str| editor.get_by_role_and_label(Role::Button, label).rect().top();
    assert!(top(&editor, "Select all") < top(&editor, "New flow"));
    assert_eq!(editor.state().state().settings.used, ["select-all"]);
}

#[test]
fn the_palette_leads_to_settings_and_adds_widgets() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", "settings wires");
    press_keys(&mut editor, Modifiers::NONE, Key::Enter);
    assert!(editor.query_by_role_and_label(Role::Heading, "Settings").is_some());
    press_keys(&mut editor, Modifiers::NONE, Key::Escape);
    let before = text(&editor);
    press_keys(&mut editor, CTRL, Key::K);
    search(&mut editor, "Search commands and widgets", "add set variables");
    press_keys(&mut editor, Modifiers::NONE, Key::Enter);
    assert_ne!(text(&editor), before);
}
