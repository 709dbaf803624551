//! Why a run went the way it went, driven by role and name: a step opens to its conditions, what it rests on and what it
//! changed; another choice is written into the folder's settings and taken back.

use std::path::{Path, PathBuf};

use crate::support::{Editor, editor_on, press, shows, until, until_shown};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

const BODY: &str = "{{trigger.message.Body}}";

/// A flow that splits what its first message says, by branches of which one has two conditions.
fn flow(root: &Path) -> PathBuf {
    let branch = |name: &str, next: Option<&str>, conditions: &[(&str, &str)]| {
        let conditions: Vec<_> = conditions
            .iter()
            .map(|(kind, value)| json!({"friendly_name": name, "arguments": [BODY], "type": kind, "value": value}))
            .collect();
        json!({"event": "match", "next": next, "conditions": conditions})
    };
    let both = [("starts_with", "yes"), ("contains", "please")];
    let flow = json!({"description": "test", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true},
        "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingMessage", "next": "check_reply"}]},
        {"name": "check_reply", "type": "split-based-on", "properties": {"input": BODY, "offset": {"x": 0, "y": 200}},
         "transitions": [{"event": "noMatch", "next": "note"}, branch("no", None, &[("equal_to", " NO ")]),
            branch("polite", Some("note"), &both), branch("any", Some("note"), &[("is_not_blank", "Is Not Blank")])]},
        {"name": "note", "type": "set-variables", "transitions": [{"event": "next"}],
         "properties": {"offset": {"x": 0, "y": 400}, "variables": [{"key": "answer", "value": BODY}]}},
    ]});
    let path = root.join("why.json");
    std::fs::write(&path, flow.to_string()).unwrap();
    path
}

/// The flow, run once with a message.
fn after_a_run(path: &Path, says: &str) -> Editor {
    let mut editor = editor_on(path);
    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    let fields = editor.query_all_by_role(Role::TextInput);
    let mut fields = fields.chain(editor.query_all_by_role(Role::MultilineTextInput));
    let field = fields.find(|node| node.accesskit_node().label().as_deref() == Some("Message"));
    field.unwrap().focus();
    drop(fields);
    editor.run_steps(2);
    editor.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    editor.run_steps(1);
    editor.input_mut().events.push(egui::Event::Text(says.to_owned()));
    editor.run_steps(2);
    press(&mut editor, Role::Button, "Start");
    until_shown(&mut editor, "completed · the flow came to its end");
    editor
}

#[test]
fn a_click_on_the_phones_line_opens_the_step_with_each_condition() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = after_a_run(&flow(root.path()), " Yes, PLEASE ");
    editor.get_by_label_contains("check_reply · ").click();
    until_shown(&mut editor, "Branch polite → note: taken");
    assert!(shows(&editor, "Branch no: does not hold"));
    assert!(shows(&editor, "“ Yes, PLEASE ” (text, compared as “yes, please”) · Equal To “no”: no"));
    assert!(shows(&editor, "“ Yes, PLEASE ” (text, compared as “yes, please”) · Contains “please”: yes"));
    assert!(shows(&editor, "Branch any: not looked at, since polite holds"));
    assert!(shows(&editor, "Must all conditions of one branch hold, or one of them?"));
    // The step is open in the trace, and Arrow left closes it.
    let row = "Step 2: check_reply, polite, next note, rests on 1 assumption";
    editor.get_by_role_and_label(Role::Button, row).focus();
    editor.run_steps(2);
    editor.key_press(Key::ArrowLeft);
    until(&mut editor, |editor| !shows(editor, "Branch polite"));
    // One down, and Arrow right opens what Set Variables changed.
    editor.key_press(Key::ArrowDown);
    editor.run_steps(2);
    editor.key_press(Key::ArrowRight);
    until_shown(&mut editor, "Changed 2 variables");
    assert!(shows(&editor, "flow.variables.answer is new: +  Yes, PLEASE"));
}

#[test]
fn another_choice_is_written_restarts_the_run_and_can_be_taken_back() {
    let root = tempfile::tempdir().unwrap();
    let path = flow(root.path());
    let settings = root.path().join("cordboard.toml");
    let before = "# ours\n[check]\npublish = true # keep\n";
    std::fs::write(&settings, before).unwrap();
    let mut editor = after_a_run(&path, "yes thanks");
    press(&mut editor, Role::Button, "1 assumption");
    until_shown(&mut editor, "[run.assume] several-conditions = \"all\"");
    let any = "any: one condition of a branch that holds is enough";
    press(&mut editor, Role::RadioButton, any);
    until_shown(&mut editor, "several-conditions is any in");
    let written = std::fs::read_to_string(&settings).unwrap();
    assert_eq!(written, format!("{before}\n[run.assume]\nseveral-conditions = \"any\"\n"));
    until_shown(&mut editor, "This run still rests on what counted when it began.");
    press(&mut editor, Role::Link, "Restart now");
    press(&mut editor, Role::Tab, "Phone");
    until(&mut editor, |editor| {
        let run = editor.state().state().active().unwrap().shown_run().unwrap();
        !run.is_live() && run.steps().iter().any(|step| step.label == "polite")
    });
    editor.get_by_label("Undo").click();
    editor.run_steps(2);
    until(&mut editor, |_| std::fs::read_to_string(&settings).is_ok_and(|text| text == before));
}

#[test]
fn a_timeout_and_a_forced_outcome_say_so() {
    let root = tempfile::tempdir().unwrap();
    let sample = crate::support::sample(root.path(), "appointment-reminder.json");
    let mut editor = editor_on(&sample);
    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    press(&mut editor, Role::Button, "Start");
    until_shown(&mut editor, "remind waits for a reply until");
    press(&mut editor, Role::Button, "stay silent");
    until_shown(&mut editor, "completed · the flow came to its end");
    press(&mut editor, Role::Tab, "Trace");
    editor.get_by_label_contains("Step 3: remind").click();
    until_shown(&mut editor, "the time was up");
    assert!(shows(&editor, "the message to "));
    assert!(shows(&editor, "waits for a reply until"));
}
