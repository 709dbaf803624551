//! The simulator, driven from outside by role and name over the whole window: a flow is started, talked to, and
//! what it sent is read back from the mock.

use std::path::{Path, PathBuf};

use crate::support::{Editor, fill, labels, press, shows, until, until_shown};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::{App, Options};
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::Value;

fn window_on(flow: &Path) -> Editor {
    // Neither this machine's environment nor its key store has a say.
    let surroundings = Surroundings::new(|_| None, MemoryStore::default());
    let options = Options { files: vec![flow.to_owned()], surroundings, ..Options::default() };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .build_eframe(move |cc| App::new(&cc.egui_ctx, options).unwrap());
    until(&mut harness, |harness| harness.state().state().active().is_some());
    harness
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/appointment-reminder.json")
}

fn reply(harness: &mut Editor, text: &str) {
    fill(harness, "Reply as the contact", text);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
}

/// What the mock answers to somebody who asks it over HTTP.
fn ask_mock(base: &str, path: &str, account_sid: &str) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let request = client.get(format!("http://{base}{path}")).basic_auth(account_sid, Some("any"));
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    })
}

/// Host and port from the panel's line on the world.
fn address(harness: &Editor) -> String {
    let line =
        labels(harness).into_iter().find(|label| label.starts_with("Mock Twilio · 127.0.0.1:")).unwrap();
    line.trim_start_matches("Mock Twilio · ").to_owned()
}

/// The first request's path, which names the account.
fn messages_path(harness: &Editor) -> String {
    let labels = labels(harness);
    let row = labels.iter().find_map(|label| label.strip_prefix("POST /2010")).unwrap();
    format!("/2010{}", row.split(' ').next().unwrap())
}

#[test]
fn a_flow_is_started_answered_and_read_back_from_the_mock() {
    let mut harness = window_on(&sample());
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    fill(&mut harness, "Contact", "+15559870001");
    fill(&mut harness, "Message", "hi there");
    press(&mut harness, Role::Button, "Start");
    let asked = "Hello friend, this is Rosewood Dental.";
    until_shown(&mut harness, asked);
    until_shown(&mut harness, "remind waits for a reply");
    until_shown(&mut harness, "delivered · 1 segment · remind");
    assert!(shows(&harness, "hi there"));

    reply(&mut harness, "Yes");
    until_shown(&mut harness, "completed · the flow came to its end");
    assert!(shows(&harness, "Thank you, friend. See you on Thursday at 10:30!"));
    assert!(shows(&harness, "read_reply · \"Yes\" matches any of"));

    press(&mut harness, Role::Tab, "Requests");
    let path = messages_path(&harness);
    let account_sid = path.split('/').nth(3).unwrap().to_owned();
    let list = ask_mock(&address(&harness), &path, &account_sid);
    let messages: Vec<(&str, &str)> = list["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (message["to"].as_str().unwrap(), message["body"].as_str().unwrap()))
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages.iter().all(|(to, _)| *to == "+15559870001"), "{messages:?}");
    assert!(messages.iter().any(|(_, body)| body.starts_with(asked)), "{messages:?}");
    assert!(messages.iter().any(|(_, body)| body.starts_with("Thank you, friend.")), "{messages:?}");
}

/// Starts the sample on WhatsApp by an event, and waits until its first message has come to this.
fn check_whatsapp(event: &str, ends: &str) {
    let mut harness = window_on(&sample());
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    for (field, choice) in [("Trigger", event), ("Channel", "WhatsApp")] {
        press(&mut harness, Role::ComboBox, field);
        press(&mut harness, Role::ListBoxOption, choice);
    }
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, ends);
}

#[test]
fn whatsapp_takes_a_text_after_the_contact_has_written_only() {
    check_whatsapp("Incoming message", "delivered · ");
    check_whatsapp("REST API", "undelivered");
}

#[test]
fn a_rest_start_fills_what_the_flow_reads() {
    let mut harness = window_on(&sample());
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    // What the flow reads is of no use to a message, and has a field where the trigger fills it.
    let has_field = |harness: &Editor| {
        let mut fields = harness.query_all_by_role(Role::TextInput);
        fields.any(|node| node.accesskit_node().label().as_deref() == Some("flow.data.name"))
    };
    let empty = "flow.data.day, flow.data.name and flow.data.time stay empty: only the REST API fills them.";
    assert!(!has_field(&harness) && shows(&harness, empty));
    press(&mut harness, Role::ComboBox, "Trigger");
    press(&mut harness, Role::ListBoxOption, "REST API");
    assert!(has_field(&harness) && !shows(&harness, empty));
    fill(&mut harness, "flow.data.name", "Ann");
    fill(&mut harness, "flow.data.day", "Tuesday");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "Hello Ann, this is Rosewood Dental. We expect you on Tuesday");
    assert!(shows(&harness, "REST API started the flow"));

    // The variables are a tree that can be searched; a click copies.
    press(&mut harness, Role::Tab, "Variables");
    fill(&mut harness, "Search the variables", "data.name");
    assert!(shows(&harness, "flow.data.name = Ann"));
    assert!(!shows(&harness, "flow.data.day = Tuesday"));
    press(&mut harness, Role::TreeItem, "flow.data.name = Ann");
    until_shown(&mut harness, "Copied {{flow.data.name}}");
}

#[test]
fn silence_lets_the_timeout_pass_and_the_last_start_can_be_repeated() {
    let mut harness = window_on(&sample());
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "remind waits for a reply until");
    assert!(
        harness.query_by_role_and_label(Role::Button, "yes").is_some(),
        "quick replies come from the branches"
    );
    press(&mut harness, Role::Button, "stay silent");
    until_shown(&mut harness, "completed · the flow came to its end");
    assert!(shows(&harness, "We have not heard from you"));
    press(&mut harness, Role::Tab, "Trace");
    assert!(shows(&harness, "Step 3: remind, No reply, next keep_it"), "{:?}", labels(&harness));

    // Once more, with the keys that repeat the last start.
    press(&mut harness, Role::Tab, "Phone");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut harness, |harness| {
        shows(harness, "remind waits for a reply until") && !shows(harness, "completed · ")
    });
    press(&mut harness, Role::Button, "monday");
    until_shown(&mut harness, "Done: we moved you to Monday");
}

#[test]
fn an_edit_changes_the_next_run_and_says_so() {
    let mut harness = window_on(&sample());
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "remind waits for a reply");
    // Only now the field has taken the keyboard, and can be left.
    until_shown(&mut harness, "stay silent");
    harness.run_steps(2);
    let first = address(&harness);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.key_press(Key::Delete);
    until_shown(&mut harness, "The flow has changed.");
    // The run is still that of the old flow.
    reply(&mut harness, "yes");
    until_shown(&mut harness, "completed · the flow came to its end");
    assert!(shows(&harness, "Thank you, friend."));
    let fields: Vec<_> = harness.query_all_by_role(Role::TextInput).collect();
    let field =
        fields.iter().find(|node| node.accesskit_node().label().as_deref() == Some("Reply as the contact"));
    assert!(field.is_some_and(|node| node.accesskit_node().is_read_only()), "nobody reads any more");
    drop(fields);
    press(&mut harness, Role::Link, "Restart now");
    until(&mut harness, |harness| {
        shows(harness, "completed · the flow came to its end · 1 step") && !shows(harness, "Thank you")
    });
    assert!(!shows(&harness, "The flow has changed."));
    assert_eq!(address(&harness), first, "all runs of a window share one mock");
}

#[test]
fn a_flow_without_a_way_on_ends_at_once_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loop.json");
    let flow = r#"{"description": "", "states": [
        {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "split"}],
         "properties": {"offset": {"x": 0, "y": 0}}},
        {"name": "split", "type": "split-based-on", "transitions": [{"event": "noMatch"}],
         "properties": {"input": "{{trigger.message.Body}}", "offset": {"x": 0, "y": 200}}}
        ], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}"#;
    std::fs::write(&path, flow).unwrap();
    let mut harness = window_on(&path);
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "no-match · no branch matched");
    assert!(shows(&harness, "split · 81005: "), "{:?}", labels(&harness));
}

#[test]
fn a_live_run_is_shown_first_and_kept_within_its_list() {
    let mut harness = window_on(&sample());
    // A run on the mock, so that there is something that can stand in for Twilio.
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "remind waits for a reply");
    let base = address(&harness);

    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::ComboBox, "World");
    press(&mut harness, Role::ListBoxOption, "Live: real messages over a Twilio account");
    fill(&mut harness, "Contact", "+15559990002");
    press(&mut harness, Role::Button, "Look at what it sends…");
    until_shown(&mut harness, "Send real messages?");
    assert!(shows(&harness, "Before the contact's first answer it sends 1 message with 1 segment"));
    assert!(shows(&harness, "+15005550006 → +15559990002"));
    let account_sid = format!("AC{}", "7".repeat(32));
    press(&mut harness, Role::Link, "Account…");
    until_shown(&mut harness, "Twilio account");
    press(&mut harness, Role::RadioButton, "Typed in");
    fill(&mut harness, "Base address", &format!("http://{base}"));
    fill(&mut harness, "Account SID", &account_sid);
    let cannot_use =
        |harness: &Editor| harness.get_by_role_and_label(Role::Button, "Use").accesskit_node().is_disabled();
    assert!(cannot_use(&harness), "the token is missing");
    secret(&mut harness, "a-token-that-nobody-sees");
    press(&mut harness, Role::Button, "Use");
    let is_off = |harness: &Editor| {
        harness.get_by_role_and_label(Role::Button, "Send for real").accesskit_node().is_disabled()
    };
    until(&mut harness, |harness| !is_off(harness));
    fill(&mut harness, "Allowed recipients", "+15550000000");
    assert!(is_off(&harness), "the contact is not on the list");
    assert!(shows(&harness, "remind would send to +15559990002, which is not on the list"));
    fill(&mut harness, "Allowed recipients", "+15559990002");
    assert!(!labels(&harness).iter().any(|label| label.contains("nobody-sees")));
    assert!(!format!("{:?}", harness.state().state().active().unwrap().run_form).contains("nobody-sees"));
    press(&mut harness, Role::Button, "Send for real");
    until_shown(&mut harness, "1 segment · remind");
    let list = ask_mock(&base, &format!("/2010-04-01/Accounts/{account_sid}/Messages.json"), &account_sid);
    assert_eq!(list["messages"][0]["to"], "+15559990002");
    assert_eq!(list["messages"].as_array().unwrap().len(), 1);
}

fn secret(harness: &mut Editor, text: &str) {
    harness.get_by_role(Role::PasswordInput).focus();
    harness.run_steps(2);
    harness.input_mut().events.push(egui::Event::Text(text.to_owned()));
    harness.run_steps(2);
}

#[test]
fn a_run_takes_what_the_folder_says_and_does_not_begin_where_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loop.json");
    let flow = r#"{"description": "", "states": [
        {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "again"}],
         "properties": {"offset": {"x": 0, "y": 0}}},
        {"name": "again", "type": "set-variables", "transitions": [{"event": "next", "next": "again"}],
         "properties": {"variables": [], "offset": {"x": 0, "y": 200}}}
        ], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}"#;
    std::fs::write(&path, flow).unwrap();
    let settings = folder.path().join("cordboard.toml");
    std::fs::write(&settings, "[run.assume]\nwidget-loop = \"at-ten\"\n").unwrap();
    let mut harness = window_on(&path);
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "the widget has run 9 times in a row");
    // What stands there when a run begins counts.
    std::fs::write(&settings, "[run.assume]\nwidget-loop = \"after-ten\"\n").unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until_shown(&mut harness, "the widget has run 10 times in a row");
    std::fs::write(&settings, "[run.assume]\nwidget-loop = \"at-nine\"\n").unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until_shown(&mut harness, "cordboard.toml:2:15: ");
}
