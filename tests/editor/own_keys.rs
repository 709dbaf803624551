//! A user who has given commands other keys: the old ones are dead, the new ones work everywhere, and every text says
//! what holds.
use std::fs;

use crate::support::*;
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const NONE: Modifiers = Modifiers::NONE;
const SAY: &str = "Send Message say,";

fn flow() -> String {
    let at = |y: i32| json!({"x": 0, "y": y});
    let branch = |value: &str, next: &str| {
        json!({"event": "match", "next": next, "conditions": [{"friendly_name": value,
            "arguments": ["{{trigger.message.Body}}"], "type": "equal_to", "value": value}]})
    };
    let say = |name: &str, y: i32| {
        json!({"name": name, "type": "send-message", "transitions": [{"event": "sent"}, {"event": "failed"}],
            "properties": {"body": "x", "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
                "offset": at(y)}})
    };
    let flow = json!({"description": "d", "initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": at(0)},
            "transitions": [{"event": "incomingMessage", "next": "which"}, {"event": "incomingCall"}]},
        {"name": "which", "type": "split-based-on",
            "properties": {"input": "{{trigger.message.Body}}", "offset": at(300)},
            "transitions": [{"event": "noMatch"}, branch("Rome", "say"), branch("Oslo", "other")]},
        say("say", 600), say("other", 800),
    ]});
    serde_json::to_string_pretty(&flow).unwrap()
}

/// The window on the flow, with these keys in its settings.
fn window(keys: &serde_json::Value) -> (tempfile::TempDir, Editor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flow.json");
    fs::write(&path, flow()).unwrap();
    let folders = folders(folder.path());
    fs::write(&folders.settings, json!({"version": 1, "keys": keys}).to_string()).unwrap();
    let mut editor = editor(Options { files: vec![path], folders: Some(folders), ..Options::default() });
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run();
    (folder, editor)
}

fn own_keys() -> (tempfile::TempDir, Editor) {
    window(&json!({
        "duplicate": "Ctrl+Alt+U", "redo": "Ctrl+Alt+R", "delete": "Ctrl+Alt+X", "rename": "Ctrl+Alt+N",
        "select-upstream": "Ctrl+Alt+Up", "select-downstream": "Ctrl+Alt+Down", "run-again": "Ctrl+Alt+G",
        "toggle-breakpoint": "Ctrl+Alt+B", "connect-to": "Ctrl+Alt+T", "fit": "Insert",
        "quick-add": "Ctrl+Alt+Q",
    }))
}

fn count(editor: &Editor) -> usize {
    editor.state().state().active().unwrap().flow().widgets().len()
}

#[test]
fn old_keys_are_dead_and_new_ones_work_on_the_canvas() {
    let (_folder, mut editor) = own_keys();
    editor.get_by_label_contains(SAY).click();
    editor.run_steps(4);
    let steps = [
        ((CTRL, Key::D), 4, "the old keys of Duplicate"),
        ((CTRL_ALT, Key::U), 5, "the new keys of Duplicate"),
        ((NONE, Key::Delete), 5, "the old key of Delete"),
        ((NONE, Key::Backspace), 5, "the second key of Delete"),
        ((CTRL_ALT, Key::X), 4, "the new keys of Delete"),
        ((CTRL, Key::Z), 5, "Undo"),
        ((CTRL, Key::Y), 5, "the second keys of Redo"),
        ((CTRL_SHIFT, Key::Z), 5, "the old keys of Redo"),
        ((CTRL_ALT, Key::R), 4, "the new keys of Redo"),
    ];
    for ((modifiers, key), widgets, what) in steps {
        press_keys(&mut editor, modifiers, key);
        assert_eq!(count(&editor), widgets, "{what}");
    }
}

#[test]
fn keys_of_the_table_and_second_keys_work_where_nothing_was_changed() {
    let (_folder, mut editor) = window(&json!({}));
    editor.get_by_label_contains(SAY).click();
    editor.run_steps(4);
    for ((modifiers, key), widgets) in [
        ((CTRL, Key::D), 5),
        ((NONE, Key::Backspace), 4),
        ((CTRL, Key::Z), 5),
        ((CTRL, Key::Y), 4),
        ((CTRL, Key::Z), 5),
        ((CTRL_SHIFT, Key::Z), 4),
    ] {
        press_keys(&mut editor, modifiers, key);
        assert_eq!(count(&editor), widgets, "{key:?}");
    }
}

#[test]
fn the_outline_obeys_and_prints_the_new_keys() {
    let (_folder, mut editor) = own_keys();
    press_keys(&mut editor, Modifiers::ALT, Key::Num2);
    let row = |editor: &Editor, begins: &str| {
        let width = editor.state().state().settings.left_width + 60.0;
        let rows = editor.query_all_by_role(Role::TreeItem).filter(|node| node.rect().right() < width);
        rows.filter_map(|node| node.accesskit_node().label()).find(|label| label.starts_with(begins))
    };
    let open_menu = |editor: &mut Editor, begins: &str| {
        let label = row(editor, begins).unwrap();
        editor.get_by_role_and_label(Role::TreeItem, &label).click_secondary();
        editor.run_steps(4);
    };
    open_menu(&mut editor, "Output Oslo");
    for text in [
        "Try earlier Ctrl+Alt+",
        "Disconnect Ctrl+Alt+X",
        "Connect to… Ctrl+Alt+T",
        "Add widget here… Ctrl+Alt+Q",
    ] {
        assert!(shows(&editor, text), "{text}");
    }
    assert!(!shows(&editor, "Alt+↑") || shows(&editor, "Ctrl+Alt+↑"));
    press_keys(&mut editor, NONE, Key::Escape);
    open_menu(&mut editor, "Send Message say");
    for text in ["Delete Ctrl+Alt+X", "Rename… Ctrl+Alt+N", "Duplicate Ctrl+Alt+U"] {
        assert!(shows(&editor, text), "{text}");
    }
    press_keys(&mut editor, NONE, Key::Escape);
    let label = row(&editor, "Send Message say").unwrap();
    editor.get_by_role_and_label(Role::TreeItem, &label).focus();
    editor.run_steps(4);
    press_keys(&mut editor, NONE, Key::Delete);
    press_keys(&mut editor, NONE, Key::Backspace);
    assert_eq!(count(&editor), 4, "the old keys");
    press_keys(&mut editor, CTRL_ALT, Key::X);
    assert_eq!(count(&editor), 3, "the new keys");
}

#[test]
fn texts_print_the_new_keys() {
    let (_folder, mut editor) = own_keys();
    editor.get_by_label_contains(SAY).click();
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::Button, "Rename say").hover();
    editor.run_steps(15);
    assert!(shows(&editor, "Click or Ctrl+Alt+N to rename"));

    editor.state_mut().press(Command::ShowBreakpoints);
    editor.run_steps(4);
    assert!(shows(&editor, "Ctrl+Alt+B sets one on what is selected"));
    press(&mut editor, Role::Button, "Done");

    editor.state_mut().press(Command::Shortcuts);
    editor.run_steps(4);
    assert!(!shows(&editor, "Ctrl+Y"), "the second keys of Redo are gone");
    editor.get_by_role_and_label(Role::TextInput, "Search shortcuts").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Search shortcuts").type_text("redo");
    editor.run_steps(4);
    assert!(shows(&editor, "Keys of Redo: Ctrl+Alt+R"));
    press(&mut editor, Role::Button, "Reset the keys of Redo to Ctrl+Shift+Z");
    assert!(shows(&editor, "Keys of Redo: Ctrl+Shift+Z or Ctrl+Y"));
}
