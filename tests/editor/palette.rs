//! The widget palette, driven by role and name over the whole window.

use crate::support::*;
use cordboard::widgets::{CATALOGUE, Placing};
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

/// The editor on a flow with these types behind the trigger.
fn open(kinds: &[&str]) -> Editor {
    let folder = tempfile::tempdir().expect("a folder");
    let mut states = vec![json!({"name": "Trigger", "type": "trigger", "transitions": [],
        "properties": {"offset": {"x": 0, "y": 0}}})];
    for (index, kind) in kinds.iter().enumerate() {
        states.push(json!({"name": format!("w{index}"), "type": kind, "transitions": [],
            "properties": {"offset": {"x": 0, "y": 300}}}));
    }
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}});
    let path = folder.path().join("flow.json");
    std::fs::write(&path, flow.to_string()).expect("it can be written");
    // All rows of the palette are seen, else they could not be found.
    let options = cordboard::editor::app::Options { files: vec![path], ..Default::default() };
    let mut editor = editor_sized(options, [1440.0, 2400.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.run();
    editor
}

/// The rows of the palette, from above.
fn rows(editor: &Editor) -> Vec<String> {
    let labels: Vec<&str> = CATALOGUE.iter().map(|entry| entry.label).collect();
    let mut found: Vec<(f32, String)> = editor
        .get_all_by_role(Role::Button)
        .filter(|node| node.rect().right() < 300.0)
        .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
        .filter(|(_, label)| labels.contains(&label.as_str()))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, label)| label).collect()
}

fn filter(editor: &mut Editor, text: &str) {
    editor.get_by_role_and_label(Role::TextInput, "Filter widgets").focus();
    editor.run_steps(3);
    editor.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    editor.step();
    editor.get_by_role_and_label(Role::TextInput, "Filter widgets").type_text(text);
    editor.run_steps(3);
}

fn kinds(editor: &Editor) -> Vec<String> {
    let flow: Value = serde_json::from_str(&text(editor)).expect("JSON");
    let states = flow.get("states").and_then(Value::as_array).expect("a list").clone();
    states.iter().map(|state| state["type"].as_str().unwrap_or("?").to_owned()).collect()
}

#[test]
fn every_type_that_can_be_placed_is_there_once_with_what_it_does() {
    let editor = open(&[]);
    let mut found = rows(&editor);
    let mut expected: Vec<&str> =
        CATALOGUE.iter().filter(|entry| entry.placing == Placing::Palette).map(|entry| entry.label).collect();
    found.sort();
    expected.sort_unstable();
    assert_eq!(found, expected);
    for entry in CATALOGUE.iter().filter(|entry| entry.placing == Placing::Palette) {
        let row = editor.get_by_role_and_label(Role::Button, entry.label);
        let description = row.accesskit_node().data().description().map(str::to_owned);
        assert_eq!(description.as_deref(), Some(entry.summary), "{}", entry.id);
    }
    for group in ["Messaging", "Flow Control", "Voice", "Tools & Code Execution", "Connect Other Products"] {
        editor.get_by_role_and_label(Role::DisclosureTriangle, group);
    }
}

#[test]
fn a_legacy_type_is_offered_where_the_flow_has_one() {
    let legacy =
        CATALOGUE.iter().find(|entry| entry.placing == Placing::Legacy).expect("there are such types");
    assert!(!rows(&open(&[])).contains(&legacy.label.to_owned()));
    let mut editor = open(&[legacy.id]);
    assert!(rows(&editor).contains(&legacy.label.to_owned()));
    let node = editor
        .get_all_by_role_and_label(Role::Button, legacy.label)
        .find(|node| node.rect().right() < 300.0)
        .expect("its row");
    let description = node.accesskit_node().data().description().unwrap_or_default().to_owned();
    assert!(description.ends_with("legacy"), "{description}");
    let kept =
        CATALOGUE.iter().find(|entry| entry.placing == Placing::KeepOnly).expect("there are such types");
    editor = open(&[kept.id]);
    assert!(!rows(&editor).contains(&kept.label.to_owned()), "{} is kept and never placed", kept.id);
}

#[test]
fn types_are_found_by_name_by_what_they_do_and_by_other_words() {
    let mut editor = open(&[]);
    let mut check = |text: &str, first: &str, absent: &str| {
        filter(&mut editor, text);
        let rows = rows(&editor);
        assert_eq!(rows.first().map(String::as_str), Some(first), "{text}: {rows:?}");
        assert!(!rows.iter().any(|row| row == absent), "{text}: {rows:?}");
    };
    check("wait for", "Send & Wait For Reply", "Say/Play");
    check("http request", "Make HTTP Request", "Run Function");
    check("say-play", "Say/Play", "Send Message");
    check("sms", "Send Message", "Say/Play");
    check("ivr gather", "Gather Input On Call", "Send Message");
    filter(&mut editor, "no such thing");
    assert!(editor.query_by_label("No widget of this name").is_some());
}

#[test]
fn the_keyboard_goes_from_the_filter_through_the_rows_and_places() {
    let mut editor = open(&[]);
    filter(&mut editor, "send");
    let found = rows(&editor);
    let focused =
        |editor: &Editor, label: &str| editor.get_by_role_and_label(Role::Button, label).is_focused();
    editor.key_press(Key::ArrowDown);
    editor.run_steps(3);
    assert!(focused(&editor, &found[0]));
    editor.key_press(Key::ArrowDown);
    editor.run_steps(3);
    assert!(focused(&editor, &found[1]));
    editor.key_press(Key::Enter);
    editor.run_steps(6);
    let kind = CATALOGUE.iter().find(|entry| entry.label == found[1]).expect("known").id;
    assert_eq!(kinds(&editor), ["trigger", kind]);

    filter(&mut editor, "set variables");
    editor.key_press(Key::Enter);
    editor.run_steps(6);
    assert_eq!(kinds(&editor), ["trigger", kind, "set-variables"], "Enter in the filter takes the first");

    filter(&mut editor, "send");
    editor.key_press(Key::ArrowDown);
    editor.run_steps(3);
    editor.key_press(Key::ArrowUp);
    editor.run_steps(3);
    assert!(editor.get_by_role_and_label(Role::TextInput, "Filter widgets").is_focused());
}
