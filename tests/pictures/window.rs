//! Pictures of the main window, compared on software Vulkan. `UPDATE_SNAPSHOTS=true` writes them anew.

use std::path::{Path, PathBuf};

use crate::support::{Editor, checked, until};
use cordboard::editor::app::{App, Options};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

fn window(theme: egui::Theme) -> Editor {
    window_of(theme, Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/appointment-reminder.json"))
}

fn window_of(theme: egui::Theme, path: PathBuf) -> Editor {
    let options = Options { files: vec![path], ..Options::default() };
    let mut editor = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_theme(theme)
        .with_step_dt(0.1)
        .with_max_steps(60)
        .with_context_setup(cordboard::editor::theme::apply)
        .wgpu()
        .build_eframe(move |cc| App::new(&cc.egui_ctx, options).expect("the editor starts"));
    until(&mut editor, |editor| editor.state().state().active().is_some());
    checked(&mut editor);
    let command = if theme == egui::Theme::Dark { Command::ThemeDark } else { Command::ThemeLight };
    editor.state_mut().press(command);
    editor.run();
    editor
}

/// Editing, a Send & Wait For Reply selected.
#[test]
fn editing_dark() {
    let mut editor = window(egui::Theme::Dark);
    editor.get_by_label_contains("Send & Wait For Reply remind").click();
    editor.run();
    editor.snapshot("main-dark");
}

#[test]
fn editing_light() {
    let mut editor = window(egui::Theme::Light);
    editor.get_by_label_contains("Send & Wait For Reply remind").click();
    editor.run();
    editor.snapshot("main-light");
}

/// A thousand contacts have gone through the flow: the page of the simulator, and their counts on the canvas.
fn contacts(theme: egui::Theme) -> Editor {
    let mut editor = window(theme);
    editor.state_mut().press(Command::ManyContacts);
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::Button, "Run 1,000 contacts").click();
    editor.run_steps(2);
    until(&mut editor, |editor| {
        let crowd = &editor.state().state().active().expect("a flow is open").crowd;
        crowd.shown.is_some() && crowd.running.is_none()
    });
    editor.state_mut().press(Command::Fit);
    editor.run();
    editor
}

#[test]
fn contacts_dark() {
    contacts(egui::Theme::Dark).snapshot("contacts-dark");
}

#[test]
fn contacts_light() {
    contacts(egui::Theme::Light).snapshot("contacts-light");
}

/// A run that went round twice and failed once, held at a breakpoint; another is switched off, a third has a condition.
fn held(theme: egui::Theme, name: &str) {
    let root = tempfile::tempdir().expect("a folder");
    let path = root.path().join("asking.json");
    std::fs::write(&path, asking()).expect("it is written");
    let mut editor = window_of(theme, path);
    let steps = |editor: &mut Editor| editor.run_steps(4);
    let press = |editor: &mut Editor, label: &str| {
        editor.get_by_role_and_label(Role::Button, label).click();
        steps(editor);
    };
    let menu = |editor: &mut Editor, label: &str| {
        editor.get_by_label_contains(label).click_secondary();
        steps(editor);
    };
    menu(&mut editor, "Set Variables note,");
    press(&mut editor, "Breakpoint F9");
    menu(&mut editor, "Output No reply of ask");
    press(&mut editor, "Breakpoint on No reply…");
    editor.get_by_role_and_label(Role::CheckBox, "Breakpoint on No reply of ask is on").click();
    steps(&mut editor);
    press(&mut editor, "Done");
    menu(&mut editor, "Send Message confirm,");
    press(&mut editor, "Breakpoint…");
    editor.get_by_role_and_label(Role::TextInput, "Condition").focus();
    steps(&mut editor);
    editor.input_mut().events.push(egui::Event::Text("1 == 2".to_owned()));
    steps(&mut editor);
    press(&mut editor, "Done");
    editor.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    for (times, text) in ["what", "pardon", "yes"].into_iter().enumerate() {
        until(&mut editor, |editor| {
            let run = editor.state().state().active().and_then(|file| file.runs.shown());
            run.is_some_and(|run| run.waits_for_contact() && run.steps().len() == 1 + 2 * times)
        });
        if times == 2 {
            menu(&mut editor, "Send Message confirm,");
            press(&mut editor, "Force an outcome…");
            press(&mut editor, "Once: Failed");
        }
        editor.get_by_role_and_label(Role::TextInput, "Reply as the contact").focus();
        steps(&mut editor);
        editor.input_mut().events.push(egui::Event::Text(text.to_owned()));
        steps(&mut editor);
        editor.key_press(egui::Key::Enter);
        steps(&mut editor);
    }
    until(&mut editor, |editor| editor.query_all_by_label_contains("the run is held here").next().is_some());
    // The panel tells the time, which no two pictures have in common.
    editor.state_mut().press(Command::ToggleRight);
    editor.run();
    editor.state_mut().press(Command::Fit);
    editor.hover_at(egui::pos2(300.0, 860.0));
    editor.run();
    editor.snapshot(name);
}

/// A question that is asked again until the answer is yes.
fn asking() -> String {
    let at = |x: i32, y: i32| serde_json::json!({"x": x, "y": y});
    let input = "{{widgets.ask.inbound.Body}}";
    let yes =
        serde_json::json!({"friendly_name": "yes", "arguments": [input], "type": "equal_to", "value": "yes"});
    let flow = serde_json::json!({"description": "", "initial_state": "Trigger", "flags": {}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": at(0, 0)},
         "transitions": [{"event": "incomingMessage", "next": "ask"}]},
        {"name": "ask", "type": "send-and-wait-for-reply",
         "properties": {"body": "Shall we come at nine?", "timeout": "3600", "offset": at(0, 200),
            "from": "{{flow.channel.address}}"},
         "transitions": [{"event": "incomingMessage", "next": "check"}, {"event": "timeout", "next": "note"},
            {"event": "deliveryFailure"}]},
        {"name": "check", "type": "split-based-on", "properties": {"input": input, "offset": at(60, 420)},
         "transitions": [{"event": "noMatch", "next": "ask"},
            {"event": "match", "next": "confirm", "conditions": [yes]}]},
        {"name": "confirm", "type": "send-message",
         "properties": {"body": "Until then!", "offset": at(200, 620), "from": "{{flow.channel.address}}",
            "to": "{{contact.channel.address}}"},
         "transitions": [{"event": "sent"}, {"event": "failed", "next": "note"}]},
        {"name": "note", "type": "set-variables", "properties": {"offset": at(500, 820),
            "variables": [{"key": "failed", "value": "yes"}]}, "transitions": [{"event": "next"}]},
    ]});
    flow.to_string()
}

#[test]
fn held_dark() {
    held(egui::Theme::Dark, "held-dark");
}

#[test]
fn held_light() {
    held(egui::Theme::Light, "held-light");
}

/// Nothing is open.
#[test]
fn start_page() {
    let mut editor = Harness::builder()
        .with_size([1000.0, 640.0])
        .with_theme(egui::Theme::Dark)
        .with_context_setup(cordboard::editor::theme::apply)
        .wgpu()
        .build_eframe(|cc| App::new(&cc.egui_ctx, Options::default()).unwrap());
    editor.state_mut().press(Command::ThemeDark);
    editor.run();
    editor.snapshot("start-dark");
}

/// A run of the sample that is over, answered with "yes", with a tab of the simulator.
fn after_a_run(theme: egui::Theme, tab: &str) -> Editor {
    let mut editor = window(theme);
    editor.key_press(egui::Key::F5);
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Button, "Start").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Start").click();
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Button, "yes").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "yes").click();
    until(&mut editor, |editor| {
        let run = editor.state().state().active().and_then(|file| file.shown_run());
        run.is_some_and(|run| !run.is_live())
    });
    editor.get_by_role_and_label(Role::Tab, tab).click();
    editor.run_steps(3);
    editor
}

/// Why a split went the way it went. Clocks and ports differ from run to run, so only what stands in the panel below
/// them is looked at by people; the pictures are compared with room for that.
fn why_a_branch(theme: egui::Theme, name: &str) {
    let mut editor = after_a_run(theme, "Trace");
    editor.get_by_label_contains("Step 4: read_reply").click();
    until(&mut editor, |editor| editor.query_all_by_label_contains("taken").next().is_some());
    editor.run_steps(5);
    let options = egui_kittest::SnapshotOptions::new().max_failed_pixels(4_000);
    editor.snapshot_options(name, &options);
}

#[test]
fn why_dark() {
    why_a_branch(egui::Theme::Dark, "why-dark");
}

#[test]
fn why_light() {
    why_a_branch(egui::Theme::Light, "why-light");
}

/// A run that was left for another answer: both in the list of runs, and the second three steps back.
fn going_back(theme: egui::Theme, name: &str) {
    let mut editor = after_a_run(theme, "Phone");
    for _ in 0..3 {
        editor.get_by_role_and_label(Role::Button, "Step back").click();
        editor.run_steps(3);
    }
    if let Some(link) = editor.query_by_role_and_label(Role::Button, "Answer something else…") {
        link.click();
        editor.run_steps(3);
    }
    editor.get_by_role_and_label(Role::TextInput, "Reply as the contact").focus();
    editor.run_steps(2);
    editor.input_mut().events.push(egui::Event::Text("monday".to_owned()));
    editor.run_steps(2);
    editor.key_press(egui::Key::Enter);
    until(&mut editor, |editor| {
        let runs = &editor.state().state().active().expect("a flow is open").runs;
        runs.iter().len() == 2 && runs.iter().all(|run| !run.is_live())
    });
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Step back").click();
    editor.run_steps(5);
    let options = egui_kittest::SnapshotOptions::new().max_failed_pixels(6_000);
    editor.snapshot_options(name, &options);
}

#[test]
fn past_dark() {
    going_back(egui::Theme::Dark, "past-dark");
}

#[test]
fn past_light() {
    going_back(egui::Theme::Light, "past-light");
}

/// A run that asks what a server answers.
fn a_question(theme: egui::Theme, name: &str) {
    let at = |y: i32| serde_json::json!({"x": 0, "y": y});
    let flow = serde_json::json!({"description": "", "initial_state": "Trigger", "flags": {}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": at(0)},
         "transitions": [{"event": "incomingMessage", "next": "find_slot"}]},
        {"name": "find_slot", "type": "make-http-request",
         "properties": {"offset": at(200), "method": "GET", "url": "https://desk.example/slots?day=monday",
            "content_type": "application/x-www-form-urlencoded;charset=utf-8"},
         "transitions": [{"event": "success", "next": "offer"}, {"event": "failed"}]},
        {"name": "offer", "type": "send-message",
         "properties": {"offset": at(420), "body": "How about {{widgets.find_slot.parsed.slot}}?",
            "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}"},
         "transitions": [{"event": "sent"}, {"event": "failed"}]},
    ]});
    let root = tempfile::tempdir().expect("a folder");
    let path = root.path().join("slots.json");
    std::fs::write(&path, flow.to_string()).expect("it is written");
    let mut editor = window_of(theme, path);
    editor.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    until(&mut editor, |editor| {
        let run = editor.state().state().active().and_then(|file| file.runs.shown());
        run.is_some_and(|run| run.question().is_some())
    });
    editor.run_steps(5);
    let options = egui_kittest::SnapshotOptions::new().max_failed_pixels(4_000);
    editor.snapshot_options(name, &options);
}

#[test]
fn question_dark() {
    a_question(egui::Theme::Dark, "question-dark");
}

#[test]
fn question_light() {
    a_question(egui::Theme::Light, "question-light");
}

/// A real execution beside ours, which goes another way at its split.
fn comparing(theme: egui::Theme, name: &str) {
    let mut editor = window(theme);
    editor.state_mut().press(Command::CompareExecution);
    editor.run();
    let file = editor.state().state().active().expect("a flow is open");
    let text = execution_of(&file.flow().to_value()).to_string();
    let field = editor.get_by_role_and_label(Role::MultilineTextInput, "Steps and contexts as JSON");
    field.focus();
    editor.run_steps(2);
    editor.input_mut().events.push(egui::Event::Text(text));
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Compare").click();
    until(&mut editor, |editor| {
        editor.state().state().active().is_some_and(|file| file.loaded.shown.is_some())
    });
    editor.run();
    editor.snapshot(name);
}

/// An execution of the sample in which the contact's answer led elsewhere than it leads here.
fn execution_of(flow: &serde_json::Value) -> serde_json::Value {
    use serde_json::json;
    let list = |value: &serde_json::Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let states = list(flow, "states");
    let of =
        |kind: &str| states.iter().find(|state| state["type"] == kind).expect("the sample has one").clone();
    let (trigger, sets) = (of("trigger"), of("set-variables"));
    let (ask, split) = (of("send-and-wait-for-reply"), of("split-based-on"));
    let leads = |state: &serde_json::Value, event: &str| {
        let found = list(state, "transitions").into_iter().find(|transition| transition["event"] == event);
        found.map(|transition| transition["next"].clone()).unwrap_or_default()
    };
    let first = list(&trigger, "transitions").into_iter().find(|transition| transition["next"].is_string());
    let event = first.map(|transition| transition["event"].clone()).unwrap_or_default();
    let root = if event == "incomingRequest" { "request" } else { "message" };
    let name = ask["name"].as_str().unwrap_or_default();
    let context = json!({
        "trigger": {root: {"Body": "hi", "from": "+15005550006", "to": "+15551230001", "parameters": {}}},
        "flow": {"sid": "FN1", "flow_sid": "FW1", "channel": {"address": "+15005550006"}, "data": {}},
        "contact": {"channel": {"address": "+15551230001"}},
        "widgets": {name: {"inbound": {"Body": "who is this?"}, "outbound": {"Body": "Shall we meet tomorrow?",
            "From": "+15005550006", "To": "+15551230001"}}},
    });
    let step = |index: u32, from: &serde_json::Value, event: &str, to: &serde_json::Value| {
        json!({"sid": format!("FT{index:032x}"), "execution_sid": format!("FN{:032x}", 7), "name": event,
            "transitioned_from": from["name"], "transitioned_to": to,
            "date_created": format!("2026-11-21T09:00:{index:02}Z"), "context": context})
    };
    json!({"steps": [
        step(0, &trigger, event.as_str().unwrap_or_default(), &leads(&trigger, event.as_str().unwrap_or_default())),
        step(1, &sets, "next", &leads(&sets, "next")),
        step(2, &ask, "incomingMessage", &leads(&ask, "incomingMessage")),
        step(3, &split, "match", &leads(&split, "match")),
    ]})
}

#[test]
fn comparing_dark() {
    comparing(egui::Theme::Dark, "compare-dark");
}

#[test]
fn comparing_light() {
    comparing(egui::Theme::Light, "compare-light");
}
