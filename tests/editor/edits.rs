//! The clipboard, changes of type, subflows made of a selection and the list of changes, through the whole editor.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::support::{Editor, checked, command, editor, editor_on, press, text, until};
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use cordboard::flow::Flow;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const CTRL: Modifiers = Modifiers::COMMAND;

fn definition() -> Value {
    let wait = |name: &str, body: &str, next: &str, y: i32| {
        json!({"name": name, "type": "send-and-wait-for-reply", "transitions": [
            {"next": next, "event": "incomingMessage"}, {"event": "timeout"}, {"event": "deliveryFailure"}],
            "properties": {"offset": {"x": 0, "y": y}, "service": "{{trigger.message.InstanceSid}}", "channel":
            "{{trigger.message.ChannelSid}}", "from": "{{flow.channel.address}}", "body": body, "timeout": "60"}})
    };
    let say = |name: &str, body: &str, y: i32| {
        json!({"name": name, "type": "send-message", "transitions": [{"event": "sent"}, {"event": "failed"}],
            "properties": {"offset": {"x": 0, "y": y}, "from": "{{flow.channel.address}}", "to":
            "{{contact.channel.address}}", "body": body}})
    };
    json!({"description": "Asks", "states": [
        {"name": "Trigger", "type": "trigger", "transitions": [{"next": "ask", "event": "incomingMessage"}],
         "properties": {"offset": {"x": 0, "y": 0}}},
        wait("ask", "Your name?", "hello", 200),
        say("hello", "Hello {{widgets.ask.inbound.Body}}, {{flow.variables.cart}}", 400),
    ], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}})
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::write(desk.flow(), serde_json::to_string_pretty(&definition()).unwrap()).unwrap();
        desk
    }

    fn flow(&self) -> PathBuf {
        self.0.path().join("asks.json")
    }
}

fn flow(editor: &Editor) -> Flow {
    editor.state().state().active().unwrap().flow().clone()
}

fn select(editor: &mut Editor, cards: &[&str]) {
    for (index, card) in cards.iter().enumerate() {
        let at = editor.get_by_label_contains(card).rect().center_top() + egui::vec2(0.0, 12.0);
        let modifiers = if index == 0 { Modifiers::NONE } else { Modifiers::SHIFT };
        editor.hover_at(at);
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            editor.event(Event::PointerButton { pos: at, button, pressed, modifiers });
        }
        editor.run();
    }
}

fn paste(editor: &mut Editor, text: &str) {
    editor.event(Event::Paste(text.to_owned()));
    editor.run_steps(3);
}

/// What was put on the clipboard in the last frame.
fn copied(editor: &Editor) -> Option<String> {
    editor.output().platform_output.commands.iter().rev().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

fn said(editor: &Editor) -> String {
    editor.state().state().toasts.log().next().map(|(_, text)| text.to_owned()).unwrap_or_default()
}

fn undo_name(editor: &Editor) -> String {
    let file = editor.state().state().active().unwrap();
    file.document.history().undo_name().unwrap_or_default().to_owned()
}

fn names(editor: &Editor) -> Vec<String> {
    flow(editor).widgets().iter().map(|widget| widget.title().to_owned()).collect()
}

#[test]
fn what_is_copied_pastes_into_another_flow_and_what_is_missing_there_is_told() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    select(&mut editor, &["Send Message hello, "]);
    editor.event(Event::Copy);
    editor.step();
    let states: Value = serde_json::from_str(&copied(&editor).unwrap()).unwrap();
    assert_eq!(states[0], definition()["states"][2], "a states array, as Studio takes it");
    command(&mut editor, Command::New);
    editor.run();
    paste(&mut editor, &states.to_string());
    assert_eq!(names(&editor), ["Trigger", "hello"]);
    assert_eq!(undo_name(&editor), "Paste 1 widget");
    assert_eq!(said(&editor), "Pasted 1 widget; widget “ask” and “flow.variables.cart” do not exist here");
    press(&mut editor, Role::Link, "Show");
    let file = editor.state().state().active().unwrap();
    assert_eq!(file.selected_widget(), Some(file.flow().named("hello").unwrap().id()));
}

#[test]
fn it_pastes_at_the_pointer_with_new_names_and_references_that_follow() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    select(&mut editor, &["Send & Wait For Reply ask, ", "Send Message hello, "]);
    editor.event(Event::Copy);
    editor.step();
    let states = copied(&editor).unwrap();
    let at = egui::pos2(900.0, 300.0);
    editor.hover_at(at);
    editor.step();
    let place = editor.state().state().active().unwrap().view.world_from_screen(at);
    paste(&mut editor, &states);
    let flow = flow(&editor);
    assert_eq!(names(&editor), ["Trigger", "ask", "hello", "ask_1", "hello_1"]);
    let copy = flow.named("hello_1").unwrap();
    assert!(copy.property_text("body").unwrap().starts_with("Hello {{widgets.ask_1.inbound.Body}}"));
    let ask = flow.named("ask_1").unwrap();
    assert_eq!(ask.transitions()[0].next.as_deref(), Some("hello_1"));
    let offset = ask.offset().unwrap();
    assert!(
        (offset.y - f64::from(place.y)).abs() <= 5.0 && (offset.x + 118.0 - f64::from(place.x)).abs() <= 5.0
    );
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
    assert_eq!(text(&editor), fs::read_to_string(desk.flow()).unwrap());
}

#[test]
fn cut_is_one_step_with_a_name_and_leaves_the_trigger() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    editor.key_press_modifiers(CTRL, Key::A);
    editor.run();
    editor.event(Event::Cut);
    editor.step();
    let states: Value = serde_json::from_str(&copied(&editor).unwrap()).unwrap();
    assert_eq!(states.as_array().map(Vec::len), Some(2));
    assert_eq!((names(&editor).len(), undo_name(&editor).as_str()), (1, "Cut 2 widgets"));
    editor.run_steps(3);
    press(&mut editor, Role::Link, "Undo");
    assert_eq!(text(&editor), fs::read_to_string(desk.flow()).unwrap());
    let file = editor.state().state().active().unwrap();
    assert_eq!(file.selection.cards.len(), 2, "what came back is selected");
}

#[test]
fn a_definition_pastes_as_widgets_or_opens_as_a_new_flow() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    command(&mut editor, Command::New);
    editor.run();
    let mut whole = definition();
    whole["states"][2]["properties"]["body"] = json!("Hello");
    paste(&mut editor, &whole.to_string());
    assert_eq!(names(&editor), ["Trigger", "ask", "hello"]);
    assert_eq!(said(&editor), "Pasted 2 widgets without their trigger");
    press(&mut editor, Role::Link, "As new flow");
    assert_eq!(editor.state().state().open.len(), 3);
    assert_eq!(flow(&editor).to_value(), whole);
    // From the menu, and out of the code that it stands in.
    command(&mut editor, Command::NewFromClipboard);
    paste(&mut editor, &format!("resource \"x\" {{\n  definition = {:?}\n}}", whole.to_string()));
    editor.run();
    press(&mut editor, Role::Button, "Convert and open");
    until(&mut editor, |editor| editor.state().state().open.len() == 4);
    assert_eq!(flow(&editor).to_value()["states"], whole["states"]);
}

#[test]
fn without_a_flow_ctrl_v_opens_one_and_what_is_none_is_told() {
    let mut editor = editor(Options::default());
    editor.run();
    paste(&mut editor, "just words");
    assert!(said(&editor).starts_with("The clipboard holds no widgets and no flow: "), "{}", said(&editor));
    paste(&mut editor, "{\"states\": [");
    assert!(said(&editor).contains("this is no JSON"), "{}", said(&editor));
    let states = definition()["states"].as_array().unwrap()[1..].to_vec();
    paste(&mut editor, &json!(states).to_string());
    assert_eq!(names(&editor), ["Trigger", "ask", "hello"]);
    let start = Arc::clone(flow(&editor).named("Trigger").unwrap());
    let lead: Vec<_> = start.transitions().iter().filter_map(|way| way.next.as_deref()).collect();
    assert_eq!(lead, ["ask"]);
    assert!(editor.state().state().active().unwrap().document.is_modified());
}

#[test]
fn a_clipboard_that_does_not_answer_is_told_once() {
    let mut editor = editor(Options::default());
    editor.run();
    command(&mut editor, Command::NewFromClipboard);
    editor.run_steps(15);
    assert_eq!(said(&editor), "The clipboard holds no text");
    assert!(editor.state().state().extract.wish.is_none());
}

#[test]
fn a_widget_gets_another_type_and_keeps_what_both_have() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    select(&mut editor, &["Send & Wait For Reply ask, "]);
    command(&mut editor, Command::ChangeType);
    editor.run();
    let rows = editor.query_all_by_role_and_label(Role::Button, "Send Message");
    let told: Vec<String> = rows.filter_map(|row| row.accesskit_node().description()).collect();
    let loss = "Loses Stop gathering after; what 1 template reads of it";
    assert!(told.iter().any(|told| told == loss), "{told:?}");
    editor.event(Event::Text("send message".to_owned()));
    editor.run();
    editor.key_press(Key::Enter);
    editor.run();
    let changed = Arc::clone(flow(&editor).named("ask").unwrap());
    assert_eq!(changed.kind(), Some("send-message"));
    assert_eq!(changed.property_text("body").unwrap(), "Your name?");
    assert_eq!(changed.transitions()[0].next.as_deref(), Some("hello"));
    assert_eq!(undo_name(&editor), "Change ask to Send Message");
    assert!(said(&editor).starts_with("ask is Send Message now; lost: "), "{}", said(&editor));
    press(&mut editor, Role::Link, "Undo");
    assert_eq!(text(&editor), fs::read_to_string(desk.flow()).unwrap());
}

#[test]
fn a_selection_becomes_a_subflow_beside_the_flow_and_comes_back() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    select(&mut editor, &["Send Message hello, "]);
    command(&mut editor, Command::ExtractSubflow);
    editor.run();
    let title = "Extract 1 widget to a subflow";
    assert!(editor.query_by_role_and_label(Role::Heading, title).is_some());
    assert!(
        editor.query_by_role_and_label(Role::TextInput, "Parameter for widgets.ask.inbound.Body").is_some()
    );
    press(&mut editor, Role::Button, "Extract");
    until(&mut editor, |editor| editor.state().state().open.len() == 2);
    let parent = flow(&editor);
    let runner = Arc::clone(parent.named("hello_subflow").unwrap());
    assert_eq!(runner.property_text("flow_sid").unwrap(), "REPLACE_WITH_SID_OF_HELLO");
    assert_eq!(undo_name(&editor), "Extract hello_subflow");
    assert!(desk.0.path().join("hello.json").is_file());
    checked(&mut editor);
    let found = editor
        .state()
        .state()
        .active()
        .unwrap()
        .derived
        .findings
        .all()
        .iter()
        .any(|found| found.code == "placeholder" && found.place.widget == Some(runner.id()));
    assert!(found, "that the SID is missing is told");
    // With the SID, the file stays known, and undo takes both back.
    let field = editor.get_by_role_and_label(Role::TextInput, "Subflow");
    field.focus();
    editor.run();
    editor.key_press_modifiers(CTRL, Key::A);
    editor.run();
    let sid = "FW0123456789abcdef0123456789abcdef";
    for part in [&sid[..5], &sid[5..]] {
        editor.event(Event::Text(part.to_owned()));
        editor.run();
    }
    let known = |editor: &Editor, sid: &str| {
        let file = editor.state().state().active().unwrap();
        file.document.side().subflow(sid).map(|file| file.into_owned())
    };
    assert_eq!(known(&editor, sid).as_deref(), Some("hello.json"));
    assert_eq!(known(&editor, "REPLACE_WITH_SID_OF_HELLO"), None);
    let at = editor.get_by_label_contains("Run Subflow hello_subflow, ").rect().center_top();
    editor.hover_at(at);
    select(&mut editor, &["Run Subflow hello_subflow, "]);
    while undo_name(&editor) != "Extract hello_subflow" {
        command(&mut editor, Command::Undo);
    }
    assert_eq!(known(&editor, "REPLACE_WITH_SID_OF_HELLO").as_deref(), Some("hello.json"));
    // What was made can be put back.
    command(&mut editor, Command::InlineSubflow);
    editor.run();
    until(&mut editor, |editor| flow(editor).named("hello_subflow").is_none());
    let hello = Arc::clone(flow(&editor).named("hello").unwrap());
    assert!(hello.property_text("body").unwrap().starts_with("Hello {{widgets.ask.inbound.Body}}"));
    assert_eq!(undo_name(&editor), "Inline hello_subflow");
    for _ in 0..2 {
        editor.key_press_modifiers(CTRL, Key::Z);
        editor.run();
    }
    assert_eq!(text(&editor), fs::read_to_string(desk.flow()).unwrap());
    // The file is still there, and is not written over.
    select(&mut editor, &["Send Message hello, "]);
    command(&mut editor, Command::ExtractSubflow);
    editor.run();
    press(&mut editor, Role::Button, "Extract");
    until(&mut editor, |editor| editor.query_by_label_contains("is there already").is_some());
}

#[test]
fn every_change_stands_in_the_history_and_can_be_gone_to() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    select(&mut editor, &["Send Message hello, "]);
    for _ in 0..3 {
        editor.key_press_modifiers(CTRL, Key::D);
        editor.run();
    }
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
    editor.key_press_modifiers(Modifiers::ALT, Key::Num8);
    editor.run();
    let told = |editor: &Editor, name: &str| -> Vec<String> {
        let rows = editor.query_all_by_role_and_label(Role::ListItem, name);
        rows.map(|row| row.accesskit_node().description().unwrap_or_default()).collect()
    };
    assert_eq!(told(&editor, "As it was opened"), ["saved"]);
    assert_eq!(told(&editor, "Duplicate hello"), [""]);
    assert_eq!(told(&editor, "Duplicate hello_1"), ["current version"]);
    assert_eq!(told(&editor, "Duplicate hello_2"), ["taken back"]);
    // With the keyboard: the current version has it.
    editor.key_press(Key::ArrowUp);
    editor.run();
    editor.key_press(Key::ArrowUp);
    editor.run();
    editor.key_press(Key::Enter);
    editor.run();
    assert_eq!(text(&editor), fs::read_to_string(desk.flow()).unwrap());
    press(&mut editor, Role::ListItem, "Duplicate hello_2");
    assert_eq!(names(&editor).len(), 6);
}

#[test]
fn text_fields_undo_their_own_text() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.flow());
    select(&mut editor, &["Send Message hello, "]);
    editor.key_press_modifiers(CTRL, Key::D);
    editor.run();
    let before = text(&editor);
    editor.get_by_role_and_label(Role::TextInput, "Filter widgets").click();
    editor.run();
    editor.event(Event::Text("something".to_owned()));
    editor.run();
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
    assert_eq!(text(&editor), before, "the flow stays as it is");
    assert_eq!(editor.state().state().widget_filter, "");
}
