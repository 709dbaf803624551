//! The outline as an editor, driven by role and name, with keys only.

use std::fs;

use crate::support::*;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

fn branch(value: &str, next: &str) -> Value {
    json!({"event": "match", "next": next, "conditions": [{"friendly_name": value,
        "arguments": ["{{flow.variables.city}}"], "type": "equal_to", "value": value}]})
}

fn flow() -> Value {
    let at = |y: i32| json!({"x": 0, "y": y});
    let say = |name: &str, y: i32, next: Option<&str>| {
        let sent = match next {
            Some(next) => json!({"event": "sent", "next": next}),
            None => json!({"event": "sent"}),
        };
        json!({"name": name, "type": "send-message", "transitions": [sent, {"event": "failed"}],
            "properties": {"body": "x", "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
                "offset": at(y)}})
    };
    json!({"description": "d", "initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": at(0)},
            "transitions": [{"event": "incomingMessage", "next": "which"}, {"event": "incomingCall"}]},
        {"name": "which", "type": "split-based-on", "properties": {"input": "{{flow.variables.city}}", "offset": at(400)},
            "transitions": [{"event": "noMatch"}, branch("Rome", "rome"), branch("Oslo", "oslo")]},
        say("rome", 600, Some("bye")), say("oslo", 800, Some("bye")), say("bye", 1000, None), say("apart", 1200, None),
    ]})
}

fn open() -> (tempfile::TempDir, Editor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cities.json");
    fs::write(&path, serde_json::to_string_pretty(&flow()).unwrap()).unwrap();
    let mut editor = editor_on(&path);
    checked(&mut editor);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num2);
    editor.run_steps(4);
    (folder, editor)
}

/// The rows of the outline, as they are told.
fn rows(editor: &Editor) -> Vec<String> {
    let width = editor.state().state().settings.left_width + 60.0;
    let rows = editor.query_all_by_role(Role::TreeItem).filter(|node| node.rect().right() < width);
    rows.filter_map(|node| node.accesskit_node().label()).collect()
}

/// Walks with the arrow keys to the row that begins so.
fn walk_to(editor: &mut Editor, begins: &str) {
    editor.key_press(Key::Home);
    editor.run_steps(4);
    for _ in 0..40 {
        if focused(editor).starts_with(begins) {
            return;
        }
        editor.key_press(Key::ArrowDown);
        editor.run_steps(4);
    }
    panic!("no row begins with {begins}: {:?}", rows(editor));
}

fn focused(editor: &Editor) -> String {
    let mut all = editor.query_all_by_role(Role::TreeItem).filter(|node| node.accesskit_node().is_focused());
    all.next().and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

fn key(editor: &mut Editor, key: Key) {
    editor.key_press(key);
    editor.run_steps(6);
}

fn transitions(editor: &Editor, name: &str) -> Value {
    let flow: Value = serde_json::from_str(&text(editor)).unwrap();
    let states = flow["states"].as_array().unwrap();
    states.iter().find(|state| state["name"] == name).unwrap()["transitions"].clone()
}

#[test]
fn the_flow_is_a_tree_in_running_order() {
    let (_folder, editor) = open();
    let expected = [
        "Trigger Trigger",
        "Output Message of Trigger, leads to which",
        "Output Call of Trigger, leads nowhere",
        "Split Based On… which",
        "Output No match of which, leads nowhere",
        "Output Rome of which, leads to rome",
        "Send Message rome",
        "Output Sent of rome, leads to bye",
        "Output Failed of rome, leads nowhere",
        "Send Message bye",
        "Output Sent of bye, leads nowhere",
        "Output Failed of bye, leads nowhere",
        "Output Oslo of which, leads to oslo",
        "Send Message oslo",
        "Output Sent of oslo, leads to bye, which stands elsewhere",
        "Output Failed of oslo, leads nowhere",
        "Not reachable",
        "Send Message apart",
        "Output Sent of apart, leads nowhere",
        "Output Failed of apart, leads nowhere",
    ];
    let told: Vec<String> = rows(&editor);
    let told: Vec<&str> = told.iter().map(|row| row.split(" problem").next().unwrap()).collect();
    for (row, expected) in told.iter().zip(expected) {
        assert!(row.starts_with(expected), "{row} must begin with {expected}");
    }
    assert_eq!(told.len(), expected.len(), "{told:?}");
    assert!(editor.query_by_role_and_label(Role::Tree, "Outline").is_some());
    let first = editor.get_by_role_and_label(Role::TreeItem, "Output Rome of which, leads to rome");
    let node = first.accesskit_node();
    assert_eq!((node.level(), node.data().is_expanded()), (Some(2), Some(true)));
}

#[test]
fn keys_walk_fold_and_select() {
    let (_folder, mut editor) = open();
    walk_to(&mut editor, "Send Message rome");
    let file = |editor: &Editor| {
        let file = editor.state().state().active().unwrap();
        file.selected_widget().and_then(|id| file.flow().widget(id)).map(|widget| widget.title().to_owned())
    };
    assert_eq!(file(&editor).as_deref(), Some("rome"), "what the keyboard is on is selected on the canvas");
    let before = rows(&editor).len();
    key(&mut editor, Key::ArrowLeft);
    assert_eq!(rows(&editor).len(), before - 2);
    key(&mut editor, Key::ArrowLeft);
    assert!(focused(&editor).starts_with("Output Rome"), "{}", focused(&editor));
    key(&mut editor, Key::ArrowLeft);
    assert!(!rows(&editor).iter().any(|row| row.starts_with("Send Message rome")));
    key(&mut editor, Key::ArrowRight);
    key(&mut editor, Key::ArrowRight);
    assert!(focused(&editor).starts_with("Send Message rome"));
    // An output that leads to what stands elsewhere leads there.
    walk_to(&mut editor, "Output Sent of oslo");
    key(&mut editor, Key::ArrowRight);
    assert!(focused(&editor).starts_with("Send Message bye"));
    key(&mut editor, Key::End);
    assert!(focused(&editor).starts_with("Output Failed of apart"));
    // Enter edits in the inspector.
    walk_to(&mut editor, "Send Message oslo");
    key(&mut editor, Key::Enter);
    let field =
        editor.query_all_by_role(Role::MultilineTextInput).any(|node| node.accesskit_node().is_focused());
    assert!(field, "the first field has the keyboard");
}

#[test]
fn what_is_selected_on_the_canvas_is_shown() {
    let (_folder, mut editor) = open();
    walk_to(&mut editor, "Output Rome");
    key(&mut editor, Key::ArrowLeft);
    assert!(!rows(&editor).iter().any(|row| row.starts_with("Send Message rome")));
    let card = editor.query_all_by_role(Role::TreeItem).find(|node| {
        node.accesskit_node().label().is_some_and(|label| label.starts_with("Send Message rome, 2 outputs"))
    });
    card.unwrap().click();
    editor.run_steps(6);
    assert!(rows(&editor).iter().any(|row| row.starts_with("Send Message rome")), "it is unfolded to");
}

#[test]
fn a_widget_is_renamed_in_its_row() {
    let (_folder, mut editor) = open();
    let before = text(&editor);
    walk_to(&mut editor, "Send Message bye");
    key(&mut editor, Key::F2);
    let field = editor.get_by_role_and_label(Role::TextInput, "New name");
    assert!(field.accesskit_node().is_focused());
    field.type_text("rome");
    editor.run_steps(3);
    key(&mut editor, Key::Enter);
    assert!(editor.query_by_label_contains("Another widget has this name already").is_some());
    key(&mut editor, Key::Escape);
    assert_eq!(text(&editor), before);
    walk_to(&mut editor, "Send Message bye");
    key(&mut editor, Key::F2);
    editor.get_by_role_and_label(Role::TextInput, "New name").type_text("goodbye");
    editor.run_steps(3);
    key(&mut editor, Key::Enter);
    assert_eq!(text(&editor), before.replace("\"bye\"", "\"goodbye\""));
    assert!(focused(&editor).starts_with("Send Message goodbye"));
}

#[test]
fn an_output_is_connected_by_typing() {
    let (_folder, mut editor) = open();
    walk_to(&mut editor, "Output Failed of rome");
    key(&mut editor, Key::C);
    let field = editor.get_by_role_and_label(Role::TextInput, "Widget to lead to");
    assert!(field.accesskit_node().is_focused());
    field.type_text("apa");
    editor.run_steps(3);
    key(&mut editor, Key::Enter);
    assert_eq!(transitions(&editor, "rome")[1]["next"], "apart");
    assert!(focused(&editor).starts_with("Output Failed of rome, leads to apart"), "{}", focused(&editor));
    // Enter does the same, and nowhere is a place, too.
    key(&mut editor, Key::Enter);
    editor.get_by_role_and_label(Role::TextInput, "Widget to lead to").type_text("nowh");
    editor.run_steps(3);
    key(&mut editor, Key::Enter);
    assert_eq!(transitions(&editor, "rome")[1].get("next"), None);
    // Escape changes nothing.
    let before = text(&editor);
    key(&mut editor, Key::C);
    key(&mut editor, Key::Escape);
    assert!(editor.query_by_role_and_label(Role::TextInput, "Widget to lead to").is_none());
    assert_eq!(text(&editor), before);
}

#[test]
fn a_widget_is_put_behind_an_output() {
    let (_folder, mut editor) = open();
    walk_to(&mut editor, "Output Sent of rome");
    key(&mut editor, Key::A);
    editor.get_by_role_and_label(Role::TextInput, "Type of the new widget").type_text("send message");
    editor.run_steps(3);
    key(&mut editor, Key::Enter);
    let added = transitions(&editor, "rome")[0]["next"].as_str().unwrap().to_owned();
    assert_ne!(added, "bye");
    assert_eq!(transitions(&editor, &added)[0]["next"], "bye", "what followed follows the new one");
}

#[test]
fn branches_change_places_and_widgets_go() {
    let (_folder, mut editor) = open();
    let before = text(&editor);
    walk_to(&mut editor, "Output Oslo");
    editor.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    editor.run_steps(6);
    assert_eq!(transitions(&editor, "which")[1]["next"], "oslo");
    assert!(focused(&editor).starts_with("Output Oslo"));
    editor.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    editor.run_steps(4);
    assert!(editor.query_by_label_contains("This branch is the first one").is_some());
    walk_to(&mut editor, "Send Message apart");
    key(&mut editor, Key::Delete);
    assert!(!text(&editor).contains("\"apart\""));
    assert!(!focused(&editor).is_empty(), "the keyboard stays in the outline");
    for _ in 0..2 {
        editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        editor.run_steps(4);
    }
    assert_eq!(text(&editor), before);
}

#[test]
fn the_filter_lists_what_fits() {
    let (_folder, mut editor) = open();
    editor.get_by_role_and_label(Role::TextInput, "Filter outline").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Filter outline").type_text("split");
    editor.run_steps(4);
    assert_eq!(rows(&editor).len(), 1);
    key(&mut editor, Key::ArrowDown);
    assert!(focused(&editor).starts_with("Split Based On… which"));
}

#[test]
fn delete_on_an_output_cuts_its_wire_and_leaves_the_widget() {
    let (_folder, mut editor) = open();
    let before = text(&editor);
    walk_to(&mut editor, "Output Sent of apart, leads nowhere");
    key(&mut editor, Key::Delete);
    assert_eq!(text(&editor), before, "there is nothing to cut");
    walk_to(&mut editor, "Output Oslo of which");
    key(&mut editor, Key::Delete);
    let oslo = transitions(&editor, "which");
    assert!(oslo.as_array().unwrap().iter().all(|transition| transition["next"] != "oslo"), "{oslo}");
    assert!(text(&editor).contains("\"name\": \"oslo\""), "the widget stays");
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run_steps(4);
    assert_eq!(text(&editor), before);
}
