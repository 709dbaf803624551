//! An answer of the API page as the stub of a flow test: written in the test's own format, and taken back.

use std::path::Path;
use std::process::Command;

use super::api_answers::{fill, opened, press, send, shows};
use crate::support::{Editor, editor_on, sample, until};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

/// What the command line says of the tests in a file.
fn tested(file: &Path) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cordboard")).arg("test").arg(file).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The dialog, with *One test* chosen.
fn asked(path: &Path) -> Editor {
    let mut editor = opened(editor_on(path));
    send(&mut editor);
    press(&mut editor, Role::Link, "Save as stub…");
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Dialog, "Save as stub").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::RadioButton, "One test").click();
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::ComboBox, "Test").is_some());
    editor.run_steps(3);
    editor
}

fn click(editor: &mut Editor, role: Role, name: &str) {
    editor.get_by_role_and_label(role, name).click();
    editor.run_steps(4);
}

fn flow(folder: &Path) -> std::path::PathBuf {
    let flow = json!({"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true},
    "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingMessage", "next": "ask"}]},
        {"name": "ask", "type": "make-http-request", "transitions": [{"event": "success"}, {"event": "failed"}],
         "properties": {"offset": {"x": 0, "y": 300}, "method": "GET", "url": "https://example.com"}},
    ]});
    let path = folder.join("small.json");
    std::fs::write(&path, flow.to_string()).unwrap();
    path
}

#[test]
fn an_answer_goes_into_a_test_that_is_there_and_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "order-status.json");
    let tests = sample(folder.path(), "order-status.test.toml");
    let before = std::fs::read_to_string(&tests).unwrap();
    assert!(tested(&tests).0);
    let mut editor = asked(&path);
    // The first test is chosen, whose widget has an answer already.
    assert!(shows(&editor, "It has one answer already."));
    assert!(shows(&editor, "It is written into order-status.test.toml"));
    click(&mut editor, Role::Button, "Save");
    until(&mut editor, |editor| shows(editor, "fetch_order gets this answer in the test"));
    let after = std::fs::read_to_string(&tests).unwrap();
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 1, "one line is another: {changed:?}");
    assert!(changed[0].1.starts_with("fetch_order = { status = 201, body = "), "{changed:?}");
    assert_eq!(before.lines().count(), after.lines().count());
    // It is used: an order without a state is one that nobody knows.
    let (well, said) = tested(&tests);
    assert!(!well && said.contains("an order that is on its way"), "{said}");
    click(&mut editor, Role::Link, "Undo");
    until(&mut editor, |editor| shows(editor, "order-status.test.toml is as it was"));
    assert_eq!(std::fs::read_to_string(&tests).unwrap(), before);
}

#[test]
fn an_answer_makes_a_new_test_that_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = flow(folder.path());
    let mut editor = asked(&path);
    fill(&mut editor, Role::TextInput, "Name of the test", "");
    let button = editor.get_by_role_and_label(Role::Button, "Save");
    assert!(button.accesskit_node().is_disabled());
    fill(&mut editor, Role::TextInput, "Name of the test", "it asks");
    click(&mut editor, Role::Button, "Save");
    until(&mut editor, |editor| shows(editor, "ask gets this answer in the test “it asks”"));
    let tests = folder.path().join("small.test.toml");
    let text = std::fs::read_to_string(&tests).unwrap();
    assert!(text.starts_with("flow = \"small.json\"\n\n[[test]]\nname = \"it asks\"\n"), "{text}");
    let (well, said) = tested(&tests);
    assert!(well, "{said}");
    click(&mut editor, Role::Button, "Close message");
    // A second answer comes after the first.
    press(&mut editor, Role::Link, "Save as stub…");
    editor.run_steps(3);
    click(&mut editor, Role::RadioButton, "One test");
    until(&mut editor, |editor| shows(editor, "It has one answer already."));
    click(&mut editor, Role::CheckBox, "Give this one after them, and not in their place");
    click(&mut editor, Role::Button, "Save");
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Link, "Undo").is_some());
    let text = std::fs::read_to_string(&tests).unwrap();
    assert!(text.contains("ask = [{ status = 201, "), "{text}");
    assert!(tested(&tests).0);
    // Whoever writes into the file in between loses nothing.
    std::fs::write(&tests, format!("{text}# mine\n")).unwrap();
    let undo = editor.query_all_by_role_and_label(Role::Link, "Undo").last().unwrap();
    undo.click();
    editor.run_steps(3);
    until(&mut editor, |editor| shows(editor, "has changed since, and was left as it is"));
    assert!(std::fs::read_to_string(&tests).unwrap().ends_with("# mine\n"));
}

#[test]
fn a_file_of_tests_with_mistakes_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = flow(folder.path());
    let tests = folder.path().join("small.test.toml");
    std::fs::write(&tests, "flow = \"small.json\"\n[[test]]\n").unwrap();
    let editor = asked(&path);
    assert!(shows(&editor, "small.test.toml has mistakes"));
    let button = editor.get_by_role_and_label(Role::Button, "Save");
    assert!(button.accesskit_node().is_disabled());
}

#[test]
fn a_test_and_its_widget_are_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "order-status.json");
    let tests = sample(folder.path(), "order-status.test.toml");
    let before = std::fs::read_to_string(&tests).unwrap();
    let mut editor = asked(&path);
    click(&mut editor, Role::ComboBox, "Test");
    click(&mut editor, Role::ListBoxOption, "silence");
    assert!(!shows(&editor, "It has one answer already."));
    click(&mut editor, Role::Button, "Save");
    until(&mut editor, |editor| shows(editor, "in the test “silence”"));
    let after = std::fs::read_to_string(&tests).unwrap();
    // It has got a table of its own, behind the last thing that it had.
    let begin = after.find("\n\n[test.http]\nfetch_order = { status = 201").unwrap();
    assert!(before.starts_with(&after[..begin]) && after[..begin].ends_with("{ ends = true }]"), "{after}");
    assert_eq!(before.lines().filter(|line| !after.contains(line)).count(), 0);
    let (well, said) = tested(&tests);
    assert!(well, "an answer that nobody asks for changes nothing: {said}");
}
