//! Opening what holds a flow but is none yet, through the whole editor.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::*;
use cordboard::editor::app::{Options, PathAnswers};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

fn definition(body: &str) -> Value {
    json!({"description": "A flow", "initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
            "transitions": [{"event": "incomingMessage", "next": "thanks"}]},
        {"name": "thanks", "type": "send-message", "transitions": [],
            "properties": {"offset": {"x": 0, "y": 200}, "body": body}},
    ]})
}

/// An answer of the REST API.
fn answer(name: &str, body: &str) -> Value {
    json!({"sid": "FW0123456789abcdef0123456789abcdef", "friendly_name": name, "definition": definition(body), "links": {"a": 1}})
}

fn legacy() -> Value {
    json!({"description": "Old", "states": [
        {"name": "Trigger", "type": "InitialState", "sid": "FFaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "properties": {"offset": {"x": 0, "y": 0}},
            "transitions": [{"event": "incomingMessage", "conditions": [], "next": "FFbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "uuid": "1"}]},
        {"name": "ask", "type": "MessagePrompt", "sid": "FFbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "properties": {"body": "b", "timeout": 3600, "offset": {"x": 0, "y": 200}}, "transitions": []},
    ]})
}

fn write(folder: &Path, name: &str, value: &Value) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, value.to_string()).unwrap();
    path
}

fn start(files: Vec<PathBuf>, path_answers: PathAnswers) -> Editor {
    editor(Options { files, path_answers, ..Options::default() })
}

fn asks(editor: &Editor, name: &str) -> bool {
    editor.query_by_role_and_label(Role::Heading, &format!("Convert {name}?")).is_some()
}

fn press(editor: &mut Editor, name: &str) {
    editor.get_by_role_and_label(Role::Button, name).click();
    editor.run_steps(4);
}

fn titles(editor: &Editor) -> Vec<String> {
    editor.state().state().open.iter().map(|file| file.document.title()).collect()
}

#[test]
fn an_answer_of_the_api_opens_as_a_new_flow_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "answer.json", &answer("Hello", "Hi"));
    let before = fs::read(&path).unwrap();
    let saved = folder.path().join("answer.flow.json");
    let mut editor =
        start(vec![path.clone()], PathAnswers::Scripted([vec![path.clone()], vec![saved.clone()]].into()));
    until(&mut editor, |editor| asks(editor, "answer.json"));
    assert!(shows(&editor, "holds one of FW0123456789abcdef0123456789abcdef, at /definition"));
    assert!(shows(&editor, "opens as a new flow, answer.flow.json,"));
    assert!(shows(&editor, r#"dropped /friendly_name: "Hello""#));
    assert!(shows(&editor, "dropped /links: an object with 1 key"));
    press(&mut editor, "Convert and open");
    until(&mut editor, |editor| editor.state().state().active().is_some());
    assert_eq!(titles(&editor), ["answer.flow.json"]);
    assert!(editor.state().state().active().unwrap().document.is_modified());
    let value: Value = serde_json::from_str(&text(&editor)).unwrap();
    assert_eq!(value, definition("Hi"));
    // The source is never written over, not even where somebody chooses it.
    editor.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until_shown(&mut editor, "This flow was converted from what stands in that file");
    press(&mut editor, "Close");
    editor.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until(&mut editor, |editor| !editor.state().state().active().unwrap().document.is_modified());
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_to_string(&saved).unwrap(), text(&editor));
}

#[test]
fn cancel_leaves_nothing_and_save_suggests_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "old.json", &answer("Hello", "Hi"));
    let mut editor = start(vec![path.clone()], PathAnswers::Own);
    until(&mut editor, |editor| asks(editor, "old.json"));
    editor.key_press(Key::Escape);
    editor.run_steps(4);
    let state = editor.state().state();
    assert!(state.open.is_empty() && state.dialogs.is_empty() && state.settings.recent.is_empty());
    // Asked for again, as by dragging the file here.
    editor.input_mut().dropped_files.push(dropped(&path));
    until(&mut editor, |editor| asks(editor, "old.json"));
    editor.key_press(Key::Enter);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.key_press_modifiers(Modifiers::COMMAND, Key::S);
    editor.run_steps(6);
    let named = editor.get_all_by_role(Role::TextInput).filter_map(|node| node.accesskit_node().value());
    assert!(named.collect::<Vec<_>>().contains(&"old.flow.json".to_owned()));
}

#[test]
fn an_old_export_says_what_changes_and_can_be_opened_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "old.json", &legacy());
    let mut editor = start(vec![path.clone()], PathAnswers::System);
    until(&mut editor, |editor| asks(editor, "old.json"));
    assert!(shows(&editor, "This is an export from before September 2019."));
    assert!(shows(&editor, r#"changed /states/1/properties/timeout: 3600 is "3600" now"#));
    // One kind of note alone.
    editor.get_by_label_contains("2 added").click();
    editor.run_steps(4);
    assert!(shows(&editor, "added /initial_state") && !shows(&editor, "changed /states/1"));
    press(&mut editor, "Open as it is");
    until(&mut editor, |editor| editor.state().state().active().is_some());
    let file = editor.state().state().active().unwrap();
    assert!(file.document.path() == Some(&*path) && !file.document.is_modified());
    drop(editor);

    let mut editor = start(vec![path], PathAnswers::System);
    until(&mut editor, |editor| asks(editor, "old.json"));
    press(&mut editor, "Convert and open");
    until(&mut editor, |editor| editor.state().state().active().is_some());
    let value: Value = serde_json::from_str(&text(&editor)).unwrap();
    assert_eq!(value.pointer("/states/1/type"), Some(&json!("send-and-wait-for-reply")));
    assert_eq!(value.pointer("/states/0/transitions/0/next"), Some(&json!("ask")));
}

#[test]
fn of_several_flows_some_are_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let list = json!({"flows": [answer("First", "1"), answer("Second", "2"), answer("Third", "3")]});
    let path = write(folder.path(), "list.json", &list);
    let mut editor = start(vec![path], PathAnswers::System);
    until(&mut editor, |editor| asks(editor, "list.json"));
    // A dialog is centred once its size is known.
    editor.run_steps(6);
    assert!(shows(&editor, "3 flows were found in this file"));
    // What becomes of another flow is looked at when it is shown.
    editor.get_by_role_and_label(Role::ListBoxOption, "Show Third").click();
    until_shown(&mut editor, r#"dropped /flows/2/friendly_name: "Third""#);
    assert!(!shows(&editor, "dropped /flows/1"), "it is opened, too, and not lost");
    editor.get_by_role_and_label(Role::CheckBox, "Second").click();
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::ListBoxOption, "Show Third").click();
    until_shown(&mut editor, "dropped /flows/1");
    assert!(!shows(&editor, "dropped /flows/0"));
    press(&mut editor, "Convert and open 2");
    until(&mut editor, |editor| !editor.state().state().open.is_empty());
    assert_eq!(titles(&editor), ["First.flow.json", "Third.flow.json"]);
    assert_eq!(editor.state().state().shown, 0);
    let third = editor.state().state().open.get(1).unwrap().flow().write();
    assert!(third.contains(r#""body": "3""#), "{third}");
}

#[test]
fn each_file_of_several_is_asked_about_and_what_is_no_flow_keeps_its_error() {
    let folder = tempfile::tempdir().unwrap();
    let first = write(folder.path(), "first.json", &answer("First", "1"));
    let plain = write(folder.path(), "plain.json", &definition("plain"));
    let code = folder.path().join("code.js");
    fs::write(&code, format!("module.exports = {};\n", definition("code"))).unwrap();
    let none = write(folder.path(), "none.json", &json!({"a": 1}));
    let mut editor = start(vec![first, plain, code, none], PathAnswers::System);
    until(&mut editor, |editor| editor.state().state().dialogs.len() == 3);
    let mut seen = Vec::new();
    while !editor.state().state().dialogs.is_empty() {
        for name in ["first.json", "code.js"] {
            if asks(&editor, name) {
                seen.push(name);
                press(&mut editor, "Convert and open");
            }
        }
        if shows(&editor, "The file is no flow") {
            assert!(shows(&editor, "none.json:1:1: this JSON is no flow"));
            seen.push("none.json");
            press(&mut editor, "Close");
        }
        editor.run_steps(2);
    }
    until(&mut editor, |editor| editor.state().state().open.len() == 3);
    seen.sort_unstable();
    assert_eq!(seen, ["code.js", "first.json", "none.json"]);
    let mut titles = titles(&editor);
    titles.sort();
    assert_eq!(titles, ["code.flow.json", "first.flow.json", "plain.json"]);
}

fn dropped(path: &Path) -> std::sync::Arc<dyn egui::DroppedFile + Send + Sync> {
    std::sync::Arc::new(Dropped(path.to_owned()))
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.0).map_err(|error| error.to_string())
    }
}
