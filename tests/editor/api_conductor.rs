//! Requests and flows as Conductor workflows, in the window.

use super::api_answers::{opened, press, shows};
use crate::support::{Editor, editor, sample, until};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use egui::OutputCommand;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use serde_json::Value;

fn made(editor: &mut Editor) {
    let titles = ["Export as Conductor task", "Export as Conductor workflow"];
    until(editor, |editor| {
        titles.iter().any(|title| editor.query_by_role_and_label(Role::Dialog, title).is_some())
    });
    until(editor, |editor| !shows(editor, "It is being made…"));
    // The dialog grows with what is in it now.
    editor.run_steps(20);
}

/// Presses *Copy*, and gives what was copied.
fn copied(editor: &mut Editor) -> Value {
    editor.get_by_role_and_label(Role::Button, "Copy").click();
    for _ in 0..6 {
        editor.step();
        let found = editor.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if let Some(text) = found {
            return serde_json::from_str(&text).unwrap();
        }
    }
    panic!("nothing was copied")
}

#[test]
fn the_request_of_the_page_is_a_task() {
    let mut editor = opened(editor(Options::default()));
    press(&mut editor, Role::Link, "Export as Conductor task…");
    made(&mut editor);
    assert!(shows(&editor, "TWILIO_BASIC_AUTH"), "the secret has to be stored there");
    let tasks = copied(&mut editor);
    let http = tasks.as_array().unwrap().iter().find(|task| task["type"] == "HTTP").unwrap();
    assert_eq!(http["inputParameters"]["http_request"]["method"], "POST", "{http:#}");
    // The dialog stays, and shows the whole definition.
    editor.get_by_role_and_label(Role::RadioButton, "Workflow definition").click();
    editor.run_steps(4);
    let workflow = copied(&mut editor);
    assert_eq!(workflow["tasks"], tasks);
    assert_eq!(workflow["schemaVersion"], 2);
}

#[test]
fn the_calls_of_the_flow_are_a_workflow_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "order-status.json");
    let file = folder.path().join("out.json");
    let path_answers = PathAnswers::Scripted([vec![file.clone()]].into());
    let mut editor = editor(Options { files: vec![path], path_answers, ..Options::default() });
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.state_mut().press(Command::ExportConductor);
    made(&mut editor);
    editor.get_by_role_and_label(Role::Button, "Save as…").click();
    until(&mut editor, |_| file.exists());
    until(&mut editor, |editor| shows(editor, "Wrote "));
    let workflow: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(workflow["name"], "order_status");
    let text = workflow["tasks"].to_string();
    assert!(text.contains("\"HTTP\"") && text.contains("fetch_order"), "{text}");
}
