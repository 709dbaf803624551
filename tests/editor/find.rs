//! Finding and replacing, driven by role and name.

use std::fs;

use crate::support::*;
use cordboard::editor::app::Options;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

fn flow(word: &str) -> Value {
    let at = |y: i32| json!({"x": 0, "y": y});
    json!({"description": "d", "initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": at(0)},
            "transitions": [{"event": "incomingMessage", "next": "hello"}]},
        {"name": "hello", "type": "send-message", "transitions": [{"event": "sent", "next": "which"}, {"event": "failed"}],
            "properties": {"body": format!("{word} or {word}?"), "from": "{{flow.channel.address}}",
                "to": "{{contact.channel.address}}", "offset": at(200)}},
        {"name": "which", "type": "split-based-on", "properties": {"input": "{{flow.variables.city}}", "offset": at(400)},
            "transitions": [{"event": "noMatch"}]},
        {"name": "apart", "type": "send-message", "transitions": [{"event": "sent"}, {"event": "failed"}],
            "properties": {"body": format!("a {word}"), "from": "{{flow.channel.address}}",
                "to": "{{contact.channel.address}}", "offset": at(600)}},
    ]})
}

fn open() -> (tempfile::TempDir, Editor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cities.json");
    fs::write(&path, serde_json::to_string_pretty(&flow("city")).unwrap()).unwrap();
    let editor = editor_on(&path);
    (folder, editor)
}

/// Types a query into the panel, which has the keyboard.
fn find(editor: &mut Editor, query: &str) {
    editor.key_press_modifiers(Modifiers::COMMAND, Key::F);
    editor.run_steps(4);
    let field = editor.get_by_role_and_label(Role::TextInput, "Find");
    assert!(field.accesskit_node().is_focused());
    field.type_text(query);
    editor.run_steps(2);
    found(editor);
}

/// Goes on until what was asked last is answered.
fn found(editor: &mut Editor) {
    editor.run_steps(2);
    until(editor, |editor| !editor.state().state().finding.is_waiting());
    editor.run_steps(3);
}

fn says(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_label_contains(text).next().is_some()
}

fn press(editor: &mut Editor, name: &str) {
    editor.get_by_role_and_label(Role::Button, name).click();
    editor.run_steps(4);
    found(editor);
}

fn focused(editor: &Editor, role: Role, name: &str) -> bool {
    editor.get_by_role_and_label(role, name).accesskit_node().is_focused()
}

#[test]
fn places_are_listed_by_widget_and_gone_to_in_order() {
    let (_folder, mut editor) = open();
    find(&mut editor, "city");
    assert!(says(&editor, "4 places in 3 widgets"));
    for row in ["hello, Send Message, 2", "which, Split Based On…, 1", "apart, Send Message, 1"] {
        assert!(editor.query_by_role_and_label(Role::Heading, row).is_some(), "{row}");
    }
    // Enter goes on and leaves the keyboard in the query; F3 goes into the very field.
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    assert!(says(&editor, "1 of 4"));
    editor.run_steps(4);
    assert!(focused(&editor, Role::TextInput, "Find"));
    let file = |editor: &Editor| editor.state().state().active().unwrap().selected_widget();
    let first = file(&editor).unwrap();
    editor.key_press(Key::F3);
    editor.run_steps(4);
    assert!(says(&editor, "2 of 4"));
    assert_eq!(file(&editor), Some(first));
    assert!(focused(&editor, Role::MultilineTextInput, "Message Body"));
    editor.key_press(Key::F3);
    editor.run_steps(4);
    assert!(says(&editor, "3 of 4"));
    assert_ne!(file(&editor), Some(first));
    editor.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    editor.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    editor.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    editor.run_steps(4);
    assert!(says(&editor, "4 of 4"), "around the end");
    // The arrow goes from the query into the list, where Enter goes to the place.
    editor.get_by_role_and_label(Role::TextInput, "Find").focus();
    editor.run_steps(2);
    editor.key_press(Key::ArrowDown);
    editor.run_steps(3);
    editor.key_press(Key::Home);
    editor.run_steps(3);
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    assert!(says(&editor, "1 of 4"));
}

#[test]
fn terms_and_switches_are_understood_or_told() {
    let (_folder, mut editor) = open();
    find(&mut editor, "is:unreachable");
    assert!(says(&editor, "1 place in 1 widget"));
    let check = |editor: &mut Editor, query: &str, expected: &str| {
        editor.key_press_modifiers(Modifiers::COMMAND, Key::F);
        editor.run_steps(3);
        editor.get_by_role_and_label(Role::TextInput, "Find").type_text(query);
        found(editor);
        assert!(says(editor, expected), "{query} must say {expected}");
    };
    check(&mut editor, "uses:flow.variables.city", "1 place in 1 widget");
    check(&mut editor, "CITY", "4 places in 3 widgets");
    editor.get_by_role_and_label(Role::CheckBox, "Match case").click();
    found(&mut editor);
    assert!(says(&editor, "Nothing was found"));
    editor.get_by_role_and_label(Role::CheckBox, "Match case").click();
    editor.get_by_role_and_label(Role::CheckBox, "Regular expression").click();
    check(&mut editor, "ci(ty", "is no regular expression");
    check(&mut editor, "c.t[y]", "4 places in 3 widgets");
    check(&mut editor, "is:what", "Not understood.");
}

#[test]
fn an_example_of_the_help_is_searched_for() {
    let (_folder, mut editor) = open();
    editor.key_press_modifiers(Modifiers::COMMAND, Key::F);
    editor.run_steps(3);
    press(&mut editor, "Search for type:send-message: Widgets of a type");
    assert!(says(&editor, "2 places in 2 widgets"));
    assert!(focused(&editor, Role::TextInput, "Find"));
}

#[test]
fn one_is_replaced_then_all_and_undo_gives_the_bytes_back() {
    let (_folder, mut editor) = open();
    let before = text(&editor);
    find(&mut editor, "text:city");
    editor.key_press_modifiers(Modifiers::COMMAND, Key::H);
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::TextInput, "Replace with").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Replace with").type_text("town \"x\"");
    editor.run_steps(4);
    assert!(says(&editor, "Message Body: city or city?, becomes town \"x\""));
    // The first press shows what is to be replaced, the second does it and goes on.
    press(&mut editor, "Replace");
    assert_eq!(text(&editor), before);
    press(&mut editor, "Replace");
    assert_eq!(text(&editor), before.replacen("city or", "town \\\"x\\\" or", 1));
    assert!(says(&editor, "1 of 3"));
    press(&mut editor, "Replace all");
    assert!(says(&editor, "Replaced 3 places"));
    assert_eq!(text(&editor), before.replace("city", "town \\\"x\\\""));
    assert!(says(&editor, "Nothing was found"));
    let history = editor.state().state().active().unwrap().document.history().undo_name().map(str::to_owned);
    assert_eq!(history.as_deref(), Some("Replace 3 times"));
    editor.state_mut().press(cordboard::editor::command::Command::Undo);
    editor.run_steps(4);
    assert_eq!(text(&editor), before.replacen("city or", "town \\\"x\\\" or", 1));
}

#[test]
fn all_open_flows_are_searched_where_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["one.json", "two.json"].map(|name| folder.path().join(name));
    for path in &paths {
        fs::write(path, flow("city").to_string()).unwrap();
    }
    let mut editor = editor(Options { files: paths.to_vec(), ..Options::default() });
    until(&mut editor, |editor| editor.state().state().open.len() == 2);
    find(&mut editor, "name:apart");
    assert!(says(&editor, "1 place in 1 widget"));
    editor.get_by_role_and_label(Role::CheckBox, "All open flows").click();
    found(&mut editor);
    assert!(says(&editor, "2 places in 2 widgets"));
    let shown = editor.state().state().shown;
    editor.get_by_role_and_label(Role::TextInput, "Find").focus();
    editor.run_steps(2);
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    assert_ne!(editor.state().state().shown, shown, "the other flow is shown for its place");
    assert!(editor.query_by_role_and_label(Role::Heading, "apart, one.json, 1").is_some());
}
