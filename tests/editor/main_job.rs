//! The main job, as a user does it, by role and name: draw a Send Message flow, save it, run it against the mock,
//! take everything back.

use std::fs;

use crate::support::{Editor, checked, editor, text, until};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::state::InspectorTab;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};

const CTRL: Modifiers = Modifiers::COMMAND;

/// Replaces what stands in a field.
fn fill(editor: &mut Editor, role: Role, label: &str, new: &str) {
    let field = editor.get_by_role_and_label(role, label);
    field.scroll_to_me();
    editor.run();
    let field = editor.get_by_role_and_label(role, label);
    field.focus();
    editor.step();
    editor.key_press_modifiers(CTRL, Key::A);
    editor.step();
    editor.get_by_role_and_label(role, label).type_text(new);
    editor.step();
    // Completion may offer something: Escape is for it, not for the text.
    editor.step();
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

/// What the mock answers to somebody who asks it over HTTP.
fn messages_in_the_mock(editor: &Editor) -> Value {
    let run = editor.state().state().active().unwrap().runs.shown().expect("there was a run");
    let base = format!("http://{}", run.address().expect("it reached the mock"));
    let path = run.exchanges().first().expect("it sent something").path.clone();
    let account = path.split('/').nth(3).unwrap().to_owned();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer =
            client.get(format!("{base}{path}")).basic_auth(account, Some("any")).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["messages"].clone()
    })
}

#[test]
fn draw_save_run_and_take_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hello.json");
    let path_answers = PathAnswers::Scripted([vec![path.clone()]].into());
    let mut editor = editor(Options { path_answers, ..Options::default() });
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    let original = text(&editor);

    // Place it, name it, fill it.
    editor.get_by_role_and_label(Role::Button, "Send Message").click();
    editor.run();
    fill(&mut editor, Role::MultilineTextInput, "Message Body", "Hello {{contact.channel.address}}");
    fill(&mut editor, Role::TextInput, "Media URL", "https://demo.twilio.com/owl.png");
    editor.key_press(Key::Escape);
    editor.run();

    // Connect it to the trigger, and save.
    connect(&mut editor, "Output Message of Trigger", "Input of send_message_1");
    editor.key_press_modifiers(CTRL, Key::S);
    until(&mut editor, |_| path.exists());
    let saved: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(
        saved["states"][0]["transitions"][0],
        json!({"next": "send_message_1", "event": "incomingMessage"})
    );
    let state = &saved["states"][1];
    let offset = state["properties"]["offset"].clone();
    assert_eq!(
        *state,
        json!({
            "name": "send_message_1",
            "type": "send-message",
            "transitions": [{"event": "sent"}, {"event": "failed"}],
            "properties": {
                "offset": offset,
                "service": "{{trigger.message.InstanceSid}}",
                "channel": "{{trigger.message.ChannelSid}}",
                "from": "{{flow.channel.address}}",
                "message_type": "custom",
                "to": "{{contact.channel.address}}",
                "body": "Hello {{contact.channel.address}}",
                "media_url": "https://demo.twilio.com/owl.png",
            }
        })
    );
    let x = offset["x"].as_i64().expect("offsets are integers");
    assert_eq!(x % 10, 0, "and snapped");

    // Run it: the message is on the phone and in the mock.
    editor.key_press_modifiers(CTRL, Key::Enter);
    until(&mut editor, |editor| editor.query_by_label_contains("Hello +15551230001").is_some());
    until(&mut editor, |editor| !editor.state().state().active().unwrap().is_running());
    let sent = messages_in_the_mock(&editor);
    assert_eq!(sent.as_array().map(Vec::len), Some(1), "{sent}");
    assert_eq!(sent[0]["body"], "Hello +15551230001");
    assert_eq!(sent[0]["num_media"], "1");
    assert_eq!(sent[0]["to"], "+15551230001");

    // Take everything back.
    // The reply field has the keyboard; Ctrl+Z belongs to it until it is left.
    editor.key_press(Key::Escape);
    editor.step();
    for _ in 0..20 {
        editor.key_press_modifiers(CTRL, Key::Z);
        editor.step();
    }
    assert_eq!(text(&editor), original);
}

#[test]
fn a_wire_dropped_on_empty_canvas_asks_what_to_add_and_connects_it() {
    let mut editor = editor(Options::default());
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    let from = editor.get_by_label("Output Message of Trigger").rect().center();
    editor.drag_at(from);
    editor.step();
    editor.hover_at(from + egui::vec2(40.0, 120.0));
    editor.step();
    editor.drop_at(from + egui::vec2(40.0, 120.0));
    editor.run();
    editor.get_by_role_and_label(Role::TextInput, "Add widget").type_text("split");
    editor.run();
    editor.key_press(Key::Enter);
    editor.run();
    let flow: Value = serde_json::from_str(&text(&editor)).unwrap();
    assert_eq!(flow["states"][0]["transitions"][0]["next"], "split_1");
    assert_eq!(flow["states"][1]["type"], "split-based-on");
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
    assert_eq!(text(&editor), cordboard::flow::NEW_FLOW, "placing and connecting is one step");
}

#[test]
fn commands_are_found_by_a_few_letters() {
    let mut editor = editor(Options::default());
    editor.run();
    editor.key_press_modifiers(CTRL, Key::K);
    editor.run();
    editor.get_by_role_and_label(Role::TextInput, "Search commands and widgets").type_text("newfl");
    editor.run();
    editor.key_press(Key::Enter);
    editor.run();
    assert_eq!(text(&editor), cordboard::flow::NEW_FLOW);
}

#[test]
fn an_idle_window_asks_for_no_repaint() {
    let mut editor = editor(Options::default());
    editor.get_by_label("New flow").click();
    // `run` itself fails where something goes on asking for repaints.
    editor.run();
    editor.run();
}

fn on_sample() -> (tempfile::TempDir, Editor) {
    let folder = tempfile::tempdir().unwrap();
    let path = crate::support::sample(folder.path(), "appointment-reminder.json");
    (folder, crate::support::editor_on(&path))
}

#[test]
fn renaming_replaces_the_old_name_everywhere() {
    let (_folder, mut editor) = on_sample();
    editor.get_by_label_contains("Send & Wait For Reply remind,").click();
    editor.run();
    editor.key_press(Key::F2);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::TextInput, "Name").type_text("first_reminder");
    editor.run_steps(2);
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    let after = text(&editor);
    assert!(after.contains("\"name\": \"first_reminder\""), "{after}");
    assert!(after.contains("{{widgets.first_reminder.inbound.Body}}"), "{after}");
    assert!(!after.contains("\"remind\"") && !after.contains("widgets.remind."), "{after}");
}

#[test]
fn escape_closes_the_menu_of_a_right_click_and_nothing_else() {
    let (_folder, mut editor) = on_sample();
    editor.get_by_label_contains("Send & Wait For Reply remind,").click();
    editor.run();
    editor.get_by_label_contains("Send & Wait For Reply remind,").click_secondary();
    editor.run();
    assert!(editor.query_by_label_contains("Duplicate").is_some());
    editor.key_press(Key::Escape);
    editor.run();
    assert!(editor.query_by_label_contains("Duplicate").is_none());
    let selected = editor.state().state().active().unwrap().selected_widget();
    assert!(selected.is_some(), "the selection stays");
}

#[test]
fn undo_drops_what_is_no_longer_there_from_the_selection() {
    let (_folder, mut editor) = on_sample();
    editor.get_by_label_contains("Send & Wait For Reply remind,").click();
    editor.run();
    editor.key_press_modifiers(CTRL, Key::D);
    editor.run();
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
    assert!(editor.state().state().active().unwrap().selection.is_empty());
}

#[test]
fn a_narrow_window_shows_the_canvas_until_the_palette_is_asked_for() {
    let mut editor = crate::support::editor_sized(Options::default(), [1000.0, 700.0]);
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    assert!(editor.query_by_label("Set Variables").is_none());
    editor.get_by_role_and_label(Role::Button, "Widgets").click();
    editor.run();
    editor.get_by_role_and_label(Role::Button, "Set Variables").click();
    editor.run();
    assert!(text(&editor).contains("set-variables"));
    assert!(editor.query_by_role_and_label(Role::Button, "Set Variables").is_none(), "it folds away again");
}

#[test]
fn a_problem_leads_to_its_field_and_that_of_an_output_to_the_transitions() {
    let mut editor = editor(Options::default());
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    editor.get_by_role_and_label(Role::Button, "Send Message").click();
    editor.run();
    editor.key_press_modifiers(Modifiers::ALT, Key::Num3);
    checked(&mut editor);
    let mut tabs = Vec::new();
    for index in 0..editor.get_all_by_role(Role::ListBoxOption).count() {
        editor.get_all_by_role(Role::ListBoxOption).nth(index).expect("it was counted").click();
        editor.run_steps(6);
        let shown = editor.state().state().active().unwrap();
        let widget = shown.selected_widget().and_then(|id| shown.flow().widget(id));
        let title = widget.map(|widget| widget.title());
        if title == Some("Trigger") {
            // Nothing starts the new flow yet.
            continue;
        }
        assert_eq!(title, Some("send_message_1"));
        tabs.push(shown.inspector_tab);
    }
    assert!(tabs.contains(&InspectorTab::Configure), "the empty body: {tabs:?}");
    assert!(tabs.contains(&InspectorTab::Transitions), "the failure that leads nowhere: {tabs:?}");
}
