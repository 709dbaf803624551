//! From a request to the flow and back, as a workflow designer goes it: by role and name.

use std::sync::mpsc;

use crate::support::server::{ok, telling};
use crate::support::{Editor, editor_sized, text, until};
use cordboard::editor::api::{Outcome, TryKey};
use cordboard::editor::app::Options;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const CTRL: Modifiers = Modifiers::COMMAND;
const SUMMARY: &str = "Write a message in a conversation";

/// The editor on this flow, high enough that all of the inspector is seen.
fn open(flow: Option<&Value>) -> Editor {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    if let Some(flow) = flow {
        let path = folder.path().join("desk.json");
        std::fs::write(&path, flow.to_string()).unwrap();
        files.push(path);
    }
    let has_file = !files.is_empty();
    let mut editor = editor_sized(Options { files, ..Options::default() }, [1600.0, 2600.0]);
    if has_file {
        until(&mut editor, |editor| editor.state().state().active().is_some());
    } else {
        editor.run();
        editor.get_by_label("New flow").click();
    }
    editor.run_steps(5);
    editor
}

fn press(editor: &mut Editor, role: Role, name: &str) {
    editor.get_by_role_and_label(role, name).click();
    editor.run_steps(4);
}

fn fill(editor: &mut Editor, name: &str, new: &str) {
    let role = |editor: &Editor| {
        let roles = [Role::TextInput, Role::MultilineTextInput];
        roles.into_iter().find(|role| editor.query_by_role_and_label(*role, name).is_some())
    };
    let role = role(editor).unwrap_or_else(|| panic!("no field {name}"));
    editor.get_by_role_and_label(role, name).focus();
    editor.run_steps(2);
    editor.key_press_modifiers(CTRL, Key::A);
    editor.run_steps(1);
    editor.get_by_role_and_label(role, name).type_text(new);
    editor.run_steps(4);
}

fn shows(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_label_contains(text).next().is_some()
        || editor
            .root()
            .children_recursive()
            .any(|node| node.accesskit_node().value().is_some_and(|value| value.contains(text)))
}

fn state(editor: &Editor, name: &str) -> Value {
    let flow: Value = serde_json::from_str(&text(editor)).unwrap();
    let states = flow["states"].as_array().unwrap();
    states.iter().find(|state| state["name"] == name).cloned().unwrap_or_else(|| panic!("no {name}"))
}

fn connect(editor: &mut Editor, output: &str, input: &str) {
    let from = editor.get_by_label(output).rect().center();
    let to = editor.get_by_label(input).rect().center();
    editor.drag_at(from);
    editor.step();
    editor.hover_at(from + (to - from) * 0.5);
    editor.step();
    editor.hover_at(to);
    editor.step();
    editor.drop_at(to);
    editor.run();
}

/// What became of the test of the selected widget.
fn tested(editor: &mut Editor) -> Outcome {
    let key = |editor: &Editor| {
        let file = editor.state().state().active().unwrap();
        TryKey::Widget { flow: file.key, widget: file.selection.only_card().unwrap() }
    };
    until(editor, |editor| {
        editor.state().state().api.tries.get(&key(editor)).is_some_and(|shown| shown.outcome.is_some())
    });
    editor.run_steps(3);
    editor.state().state().api.tries[&key(editor)].outcome.clone().unwrap()
}

fn status(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Answered(answered) => answered.answer.status,
        other => panic!("{other:?}"),
    }
}

/// Simulates to the end, and gives what a widget left.
fn simulated(editor: &mut Editor, widget: &str) -> Value {
    editor.key_press_modifiers(CTRL, Key::Enter);
    editor.run_steps(3);
    until(editor, |editor| {
        let file = editor.state().state().active().unwrap();
        file.runs.shown().is_some_and(|run| !run.is_live())
    });
    let run = editor.state().state().active().unwrap().runs.shown().unwrap();
    run.context()["widgets"][widget].clone()
}

fn search(editor: &mut Editor, words: &str) {
    editor.get_by_role_and_label(Role::TextInput, "Search an API").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Search an API").type_text(words);
    editor.run_steps(4);
}

#[test]
fn place_search_fill_test_and_simulate() {
    let mut editor = open(None);
    press(&mut editor, Role::Button, "Make HTTP Request");
    let before = text(&editor);
    search(&mut editor, "conversation message");
    press(&mut editor, Role::Button, SUMMARY);
    let prepared = state(&editor, "http_1");
    assert_eq!(prepared["properties"]["method"], "POST");
    assert_eq!(
        prepared["properties"]["url"],
        "https://conversations.twilio.com/v1/Services/{ChatServiceSid}/Conversations/{ConversationSid}/Messages"
    );
    assert_eq!(prepared["properties"]["add_twilio_auth"], true);
    // Its reference stands beside it, and what Studio cannot carry over is told.
    editor.get_by_role_and_label(Role::Button, "Close the reference");
    assert!(shows(&editor, "Example of an answer") && shows(&editor, "X-Twilio-Webhook-Enabled"));
    // It was one step.
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run_steps(3);
    assert_eq!(text(&editor), before);
    editor.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    editor.run_steps(3);
    assert_eq!(state(&editor, "http_1"), prepared);

    // What is missing is asked for, and keeps the button from being pressed.
    let button = editor.get_by_role_and_label(Role::Button, "Test request");
    assert!(button.accesskit_node().is_disabled());
    let (service, conversation) = (format!("IS{}", "1".repeat(32)), format!("CH{}", "2".repeat(32)));
    let top = |name: &str| editor.get_by_role_and_label(Role::TextInput, name).rect().top();
    assert!(top("ChatServiceSid") < top("ConversationSid"), "in the order of the path");
    fill(&mut editor, "ChatServiceSid", &service);
    fill(&mut editor, "ConversationSid", &conversation);
    fill(&mut editor, "Body", "Guten Tag");
    let filled = state(&editor, "http_1");
    let url = format!(
        "https://conversations.twilio.com/v1/Services/{service}/Conversations/{conversation}/Messages"
    );
    assert_eq!(filled["properties"]["url"], url);
    let parameters = filled["properties"]["parameters"].as_array().unwrap();
    assert!(parameters.contains(&json!({"key": "Body", "value": "Guten Tag"})), "{parameters:?}");

    press(&mut editor, Role::Button, "Test request");
    let outcome = tested(&mut editor);
    assert_eq!(status(&outcome), 201);
    let Outcome::Answered(answered) = outcome else { panic!() };
    let sid = answered.answer.json.as_ref().unwrap()["sid"].clone();
    assert!(shows(&editor, "201 Created") && shows(&editor, "widgets.http_1.parsed.sid"));
    editor.get_by_role_and_label(Role::Button, "Copy widgets.http_1.parsed.sid as Liquid path");

    connect(&mut editor, "Output Message of Trigger", "Input of http_1");
    let left = simulated(&mut editor, "http_1");
    assert_eq!((&left["parsed"]["sid"], &left["status_code"]), (&sid, &json!(201)));
    assert!(shows(&editor, "http_1 gets the answer of the test request (201)"));
    assert_eq!(editor.state().mock_messages().len(), 1, "the simulation sent it no second time");
}

#[test]
fn a_widgets_list_takes_an_item_on_each_line_and_templates_are_completed() {
    let mut editor = open(None);
    press(&mut editor, Role::Button, "Make HTTP Request");
    search(&mut editor, "send a message");
    press(&mut editor, Role::Button, "Send a message");
    let ends = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node().label().is_some_and(|name| name.ends_with("more fields"))
    };
    editor.query_all_by_role(Role::DisclosureTriangle).rfind(ends).unwrap().click();
    editor.run_steps(8);
    fill(&mut editor, "MediaUrl", "https://a.example/1");
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::MultilineTextInput, "MediaUrl").type_text("https://b.example/2");
    editor.run_steps(4);
    let media = |editor: &Editor| {
        let parameters = state(editor, "http_1")["properties"]["parameters"].clone();
        let all = parameters.as_array().unwrap().iter();
        let media = all.filter(|entry| entry["key"] == "MediaUrl");
        media.map(|entry| entry["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(media(&editor), ["https://a.example/1", "https://b.example/2"]);
    fill(&mut editor, "Body", "Hi {{flow.channel.ad");
    assert!(shows(&editor, "address"), "what the widget's own fields offer");
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    let body = state(&editor, "http_1")["properties"]["parameters"].as_array().unwrap().clone();
    assert!(body.contains(&json!({"key": "Body", "value": "Hi {{flow.channel.address}}"})), "{body:?}");
}

#[test]
fn the_keyboard_alone_chooses_and_templates_stay() {
    let mut editor = open(Some(&asking("https://example.com", "contact_name")));
    press_card(&mut editor, "ask");
    search(&mut editor, "conversation message");
    editor.key_press(Key::ArrowDown);
    editor.key_press(Key::ArrowUp);
    editor.run_steps(2);
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    let properties = state(&editor, "ask")["properties"].clone();
    assert!(properties["url"].as_str().unwrap().contains("/Conversations/{ConversationSid}/Messages"));
    // A template that stood under the same name stays, what is no template goes.
    let parameters = properties["parameters"].as_array().unwrap();
    assert!(parameters.contains(&json!({"key": "Body", "value": "{{flow.variables.contact_name}}"})));
    assert!(parameters.iter().all(|entry| entry["key"] != "Extra"));
    // What the operation does not know of stays.
    assert_eq!(properties["timeout"], 5);
}

/// A flow with a request to this address.
fn asking(url: &str, variable: &str) -> Value {
    let parameters = json!([
        {"key": "Body", "value": format!("{{{{flow.variables.{variable}}}}}")},
        {"key": "Extra", "value": "1"},
    ]);
    json!({"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingMessage", "next": "ask"}]},
        {"name": "ask", "type": "make-http-request", "transitions": [{"event": "success"}, {"event": "failed"}],
         "properties": {"offset": {"x": 0, "y": 300}, "method": "POST", "url": url, "timeout": 5,
            "content_type": "application/x-www-form-urlencoded;charset=utf-8", "parameters": parameters}},
    ]})
}

fn press_card(editor: &mut Editor, name: &str) {
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run_steps(3);
    let end = format!(" {name}");
    let is_it = |label: String| label.split(", ").next().is_some_and(|title| title.ends_with(&end));
    let card = editor
        .query_all_by_role(Role::TreeItem)
        .find(|node| node.accesskit_node().label().is_some_and(is_it));
    card.unwrap().click();
    editor.run_steps(4);
}

/// A server that answers so, and tells what it was asked.
fn look_up(answer: &str) -> (String, mpsc::Receiver<String>) {
    let (base, told) = telling(ok("application/json", answer.as_bytes()));
    (format!("{base}/look-up"), told)
}

#[test]
fn a_server_on_this_machine_is_asked_with_what_was_typed_for_missing_variables() {
    let (url, told) = look_up(r#"{"customer": {"level": "gold"}}"#);
    let mut editor = open(Some(&asking(&url, "contact_name")));
    press_card(&mut editor, "ask");
    fill(&mut editor, "flow.variables.contact_name", "Ada L");
    press(&mut editor, Role::Button, "Test request");
    assert_eq!(status(&tested(&mut editor)), 200);
    let asked = told.recv().unwrap();
    assert!(asked.starts_with("POST /look-up") && asked.ends_with("Body=Ada+L&Extra=1"), "{asked}");
    assert!(!asked.to_lowercase().contains("authorization"));
    assert!(shows(&editor, "widgets.ask.parsed.customer.level"));
    let before = text(&editor);
    press(&mut editor, Role::Button, "Keep with the flow");
    let answers = editor.state().state().active().unwrap().document.side().answers();
    assert_eq!(answers.http_of("ask").unwrap()[0].body, r#"{"customer": {"level": "gold"}}"#);
    assert_eq!(text(&editor), before);
    let left = simulated(&mut editor, "ask");
    assert_eq!(left["parsed"]["customer"]["level"], "gold");
}

#[test]
fn another_host_is_asked_only_after_a_question() {
    let mut editor = open(Some(&asking("https://orders.example.com/look-up", "contact_name")));
    press_card(&mut editor, "ask");
    press(&mut editor, Role::Button, "Test request");
    editor.get_by_role_and_label(Role::Dialog, "Send a real request?");
    press(&mut editor, Role::CheckBox, "Runs of this flow may ask orders.example.com, too");
    press(&mut editor, Role::Button, "Cancel");
    let state = editor.state().state();
    assert!(state.api.tries.values().all(|shown| shown.sending.is_none() && shown.outcome.is_none()));
    assert!(state.active().unwrap().document.side().answers().hosts.is_empty());
}

#[test]
fn a_function_is_tested_with_its_parameters() {
    let (url, told) = look_up(r#"{"level": 3}"#);
    let mut flow = asking(&url, "contact_name");
    flow["states"][1]["type"] = json!("run-function");
    flow["states"][1]["transitions"] = json!([{"event": "success"}, {"event": "fail"}]);
    let mut editor = open(Some(&flow));
    press_card(&mut editor, "ask");
    assert!(editor.query_by_label("Search an API").is_none());
    press(&mut editor, Role::Button, "Test request");
    assert_eq!(status(&tested(&mut editor)), 200);
    assert!(told.recv().unwrap().ends_with("Body=&Extra=1"));
    // An answer that is not to be used leaves the run asking.
    assert_eq!(simulated(&mut editor, "ask")["parsed"]["level"], 3);
}

#[test]
fn a_request_of_the_page_becomes_a_widget() {
    let mut editor = open(None);
    let before = text(&editor);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    fill(&mut editor, "Search APIs", "conversation message");
    press(&mut editor, Role::Button, SUMMARY);
    fill(&mut editor, "Body", "Guten Tag");
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().outcome.is_some());
    assert_eq!(status(&editor.state().state().api.current().unwrap().outcome.clone().unwrap()), 201);
    press(&mut editor, Role::Button, "Add to flow");
    press(&mut editor, Role::Button, "Make HTTP Request");
    if editor.query_by_role_and_label(Role::Dialog, "Studio cannot carry over all of it").is_some() {
        assert!(shows(&editor, "X-Twilio-Webhook-Enabled"));
        press(&mut editor, Role::Button, "Add all the same");
    }
    assert!(!editor.state().state().api.is_open);
    let added = state(&editor, "http_1");
    let parameters = added["properties"]["parameters"].as_array().unwrap();
    assert!(parameters.contains(&json!({"key": "Body", "value": "Guten Tag"})), "{parameters:?}");
    let file = editor.state().state().active().unwrap();
    let selected = file.flow().widget(file.selection.only_card().unwrap()).unwrap();
    assert_eq!(selected.name(), Some("http_1"));

    // Its inspector goes on with it: tested, simulated.
    press(&mut editor, Role::Button, "Test request");
    assert_eq!(status(&tested(&mut editor)), 201);
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run();
    connect(&mut editor, "Output Message of Trigger", "Input of http_1");
    assert_eq!(simulated(&mut editor, "http_1")["parsed"]["body"], "Guten Tag");
    // Connecting was a step, and adding it another.
    for _ in 0..2 {
        editor.key_press_modifiers(CTRL, Key::Z);
        editor.run_steps(3);
    }
    assert_eq!(text(&editor), before);
}
