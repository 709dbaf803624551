//! The JSON beside the canvas, driven by role and name.

use std::fs;
use std::path::Path;

use crate::support::*;
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

fn flow(count: usize) -> Value {
    let mut states =
        vec![json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
        "transitions": [{"event": "incomingMessage", "next": "say_0"}]})];
    states.extend((0..count).map(|at| {
        json!({"name": format!("say_{at}"), "type": "send-message",
            "transitions": [{"event": "sent"}, {"event": "failed"}],
            "properties": {"body": "Hi {{ name | nosuch }}", "from": "{{flow.channel.address}}",
                "to": "{{contact.channel.address}}", "offset": {"x": 0, "y": 240 * (at + 1)}}})
    }));
    json!({"description": "d", "states": states, "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true}})
}

fn open(text: &str) -> (tempfile::TempDir, Editor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hello.json");
    fs::write(&path, text).unwrap();
    (folder, open_at(&path))
}

fn open_at(path: &Path) -> Editor {
    let mut editor = editor_on(path);
    checked(&mut editor);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num9);
    editor.run_steps(4);
    editor
}

fn choose(editor: &mut Editor, name: &str) {
    editor.get_by_role_and_label(Role::RadioButton, name).click();
    editor.run_steps(4);
}

fn select(editor: &mut Editor, begins: &str) {
    let card = editor
        .query_all_by_role(Role::TreeItem)
        .find(|node| node.accesskit_node().label().is_some_and(|label| label.starts_with(begins)));
    card.unwrap().click();
    editor.run_steps(4);
}

fn shown(editor: &Editor, name: &str) -> String {
    editor.get_by_role_and_label(Role::MultilineTextInput, name).accesskit_node().value().unwrap_or_default()
}

/// Puts a text in the place of what is shown, as by typing.
fn retype(editor: &mut Editor, name: &str, text: &str) {
    editor.get_by_role_and_label(Role::MultilineTextInput, name).focus();
    editor.run_steps(2);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::MultilineTextInput, name).type_text(text);
    editor.run_steps(2);
}

/// Waits until the typing counts as over.
fn pause(editor: &mut Editor) {
    editor.run_steps(10);
}

#[test]
fn a_widget_is_changed_as_text() {
    let before = serde_json::to_string_pretty(&flow(2)).unwrap();
    let (_folder, mut editor) = open(&before);
    assert!(editor.query_by_label_contains("Select a widget to see its text").is_some());
    select(&mut editor, "Send Message say_0");
    let own = shown(&editor, "JSON of say_0");
    assert!(own.starts_with("{\n  \"name\": \"say_0\""), "{own}");
    retype(&mut editor, "JSON of say_0", &own.replace("Hi {{ name | nosuch }}", "Hello"));
    pause(&mut editor);
    assert_eq!(text(&editor), before.replacen("Hi {{ name | nosuch }}", "Hello", 1));
    // The canvas changes the text.
    select(&mut editor, "Send Message say_1");
    assert!(shown(&editor, "JSON of say_1").contains("\"say_1\""));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run_steps(4);
    assert_eq!(text(&editor), before);
}

#[test]
fn what_is_no_json_stays_a_draft() {
    let before = serde_json::to_string_pretty(&flow(1)).unwrap();
    let (_folder, mut editor) = open(&before);
    choose(&mut editor, "Whole flow");
    assert_eq!(shown(&editor, "JSON of the flow"), before);
    let broken = before.replacen("\"Trigger\",\n  \"flags\"", ",\n  \"flags\"", 1);
    assert_ne!(broken, before);
    retype(&mut editor, "JSON of the flow", &broken);
    pause(&mut editor);
    assert_eq!(text(&editor), before, "the last good version stays");
    assert!(editor.query_by_label_contains("Not taken over yet.").is_some());
    assert!(editor.query_all_by_role(Role::Image).any(|node| {
        node.accesskit_node()
            .label()
            .is_some_and(|label| label.starts_with("Line ") && label.contains(": Error: "))
    }));
    let mended = before.replacen("\"description\": \"d\"", "\"description\": \"other\"", 1);
    retype(&mut editor, "JSON of the flow", &mended);
    pause(&mut editor);
    assert_eq!(text(&editor), mended);
    assert!(editor.query_by_label_contains("Not taken over yet.").is_none());
    retype(&mut editor, "JSON of the flow", "[");
    pause(&mut editor);
    editor.get_by_role_and_label(Role::Button, "Drop what was typed").click();
    editor.run_steps(4);
    assert_eq!(shown(&editor, "JSON of the flow"), mended);
}

#[test]
fn problems_are_marked_in_the_text() {
    let (_folder, mut editor) = open(&serde_json::to_string_pretty(&flow(1)).unwrap());
    select(&mut editor, "Send Message say_0");
    let marks: Vec<String> = editor
        .query_all_by_role(Role::Image)
        .filter_map(|node| node.accesskit_node().label())
        .filter(|label| label.starts_with("Line "))
        .collect();
    assert!(marks.iter().any(|mark| mark.contains("nosuch")), "{marks:?}");
}

#[test]
fn a_long_flow_is_read_and_changed_by_widget() {
    let before = serde_json::to_string_pretty(&flow(200)).unwrap();
    let (_folder, mut editor) = open(&before);
    choose(&mut editor, "Whole flow");
    assert!(editor.query_by_label_contains("To be read only.").is_some());
    let lines = format!("JSON of the flow, {} lines", before.lines().count());
    let page = editor.get_by_role_and_label(Role::Document, &lines);
    page.focus();
    editor.run_steps(2);
    for _ in 0..12 {
        editor.key_press(Key::PageDown);
        editor.run_steps(2);
    }
    let state = editor.state().state().active().unwrap();
    assert!(state.selected_widget().is_some_and(|id| id.0 > 2), "the line chooses its widget");
    choose(&mut editor, "Widget");
    assert!(editor.query_by_label_contains("To be read only.").is_none());
}

#[test]
fn a_flow_on_one_line_stays_on_one_line() {
    let before = flow(8).to_string();
    let (_folder, mut editor) = open(&before);
    choose(&mut editor, "Whole flow");
    assert!(editor.query_by_label_contains("all of the flow on one line").is_some());
    select(&mut editor, "Send Message say_0");
    choose(&mut editor, "Widget");
    let own = shown(&editor, "JSON of say_0");
    assert!(own.contains('\n'));
    retype(&mut editor, "JSON of say_0", &own.replace("nosuch", "upcase"));
    pause(&mut editor);
    assert_eq!(text(&editor), before.replacen("nosuch", "upcase", 1));
}

#[test]
fn while_a_mistake_stands_nothing_else_is_changed_and_undo_takes_the_typing_back() {
    let before = serde_json::to_string_pretty(&flow(2)).unwrap();
    let (_folder, mut editor) = open(&before);
    choose(&mut editor, "Whole flow");
    retype(&mut editor, "JSON of the flow", "{");
    pause(&mut editor);
    // It would be undone as soon as the mistake is mended.
    editor.state_mut().press(Command::SelectAll);
    editor.run_steps(2);
    editor.state_mut().press(Command::Delete);
    editor.run_steps(4);
    assert_eq!(text(&editor), before);
    assert!(editor.query_by_label_contains("nothing else is changed until it is").is_some());
    editor.state_mut().press(Command::Undo);
    editor.run_steps(4);
    assert_eq!(shown(&editor, "JSON of the flow"), before);
    editor.state_mut().press(Command::SelectAll);
    editor.run_steps(2);
    editor.state_mut().press(Command::Delete);
    editor.run_steps(4);
    assert_ne!(text(&editor), before);
}
