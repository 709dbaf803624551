//! A real execution on the simulator's page, by role and name: pasted, fetched from the mock, and where it parts.

use std::path::PathBuf;

use crate::support::{Editor, command, editor_sized, fill_with, labels, press, shows, until, until_shown};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use cordboard::mock::{Config, Mock};
use cordboard::twilio::keys::MemoryStore;
use cordboard::twilio::studio::{self, Status};
use cordboard::twilio::{Base, Client, Credentials};
use egui::accesskit::Role;
use egui::{Event, Key};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "5ecret5ecret5ecret5ecret5ecret00";
const THEM: &str = "+15551230001";
const US: &str = "+15005550006";

fn definition() -> String {
    let on = |event: &str, next: &str| json!({"event": event, "next": next});
    let state = |name: &str, kind: &str, transitions: Value, mut properties: Value, y: u32| {
        properties["offset"] = json!({"x": 0, "y": y * 240});
        json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
    };
    let send = |name: &str, body: &str, y: u32| {
        let properties =
            json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body});
        state(name, "send-message", json!([{"event": "sent"}, {"event": "failed"}]), properties, y)
    };
    let condition = json!([{"friendly_name": "vip", "arguments": ["{{flow.data.kind}}"], "type": "equal_to", "value": "vip"}]);
    json!({"description": "t", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
        state("Trigger", "trigger", json!([{"event": "incomingMessage"}, {"event": "incomingCall"},
            {"event": "incomingConversationMessage"}, on("incomingRequest", "check"), {"event": "incomingParent"}]), json!({}), 0),
        state("check", "split-based-on", json!([on("noMatch", "plain"), {"event": "match", "next": "special", "conditions": condition}]),
            json!({"input": "{{flow.data.kind}}"}), 1),
        send("special", "Welcome back", 2),
        send("plain", "Hello", 3),
    ]})
    .to_string()
}

/// An execution that left the split for `special`, though what it compared was no `vip`.
fn pasted() -> String {
    let context = json!({"trigger": {"request": {"from": US, "to": THEM, "parameters": {"kind": "guest"}}},
        "flow": {"sid": "FN1", "flow_sid": "FW1", "channel": {"address": US}, "data": {"kind": "guest"}},
        "contact": {"channel": {"address": THEM}}, "widgets": {}});
    let step = |index: u32, from: &str, event: &str, to: &str| {
        json!({"sid": format!("FT{index:032x}"), "name": event, "transitioned_from": from, "transitioned_to": to,
            "date_created": format!("2026-11-21T09:00:0{index}Z"), "context": context})
    };
    json!({"steps": [step(2, "special", "sent", "Ended"), step(1, "check", "match", "special"),
        step(0, "Trigger", "incomingRequest", "check")]})
    .to_string()
}

fn open(folder: &tempfile::TempDir) -> Editor {
    let path: PathBuf = folder.path().join("kinds.json");
    std::fs::write(&path, definition()).unwrap();
    let variable = |name: &str| match name {
        "TWILIO_ACCOUNT_SID" => Some(ACCOUNT.to_owned()),
        "TWILIO_AUTH_TOKEN" => Some(TOKEN.to_owned()),
        _ => None,
    };
    let surroundings = Surroundings::new(variable, MemoryStore::default());
    let options = Options { files: vec![path], surroundings, ..Options::default() };
    let mut editor = editor_sized(options, [1440.0, 1100.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    command(&mut editor, Command::CompareExecution);
    until_shown(&mut editor, "Compare a real execution");
    editor
}

const FIELD: &str = "Steps and contexts as JSON";

fn chosen(editor: &Editor) -> usize {
    editor.state().state().active().unwrap().loaded.chosen
}

#[test]
fn what_is_pasted_is_drawn_and_the_step_is_named_where_ours_goes_another_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&folder);
    // What is no JSON is told with its place, and stays to be mended.
    fill_with(&mut editor, FIELD, Event::Text("[{]".to_owned()));
    press(&mut editor, Role::Button, "Compare");
    until_shown(&mut editor, "line 1, column 3: this is no JSON");

    fill_with(&mut editor, FIELD, Event::Paste(pasted()));
    press(&mut editor, Role::Button, "Compare");
    until_shown(&mut editor, "The two part.");
    assert!(
        shows(&editor, "left check by match to special, ours by noMatch to plain")
            || shows(&editor, "left `check` by `match` to `special`, ours by `noMatch` to `plain`"),
        "{}",
        labels(&editor).join(" | ")
    );
    assert!(shows(&editor, "\"guest\" meets no condition"), "{}", labels(&editor).join(" | "));
    let rows: Vec<String> = labels(&editor).into_iter().filter(|label| label.starts_with("Step ")).collect();
    for expected in [
        "Step 1: real Trigger by incomingRequest to check; ours Trigger by incomingRequest to check; the same",
        "Step 2: real check by match to special; ours check by noMatch to plain; different",
        "Step 3: real special by sent to the end; ours plain by sent to the end; not compared",
    ] {
        assert!(rows.iter().any(|row| row.starts_with(expected)), "{expected}: {rows:#?}");
    }

    // The canvas has the real path, stands where they part, and shows where ours would go.
    let file = editor.state().state().active().unwrap();
    let marks = file.loaded_marks().unwrap();
    let id = |name: &str| file.flow().named(name).unwrap().id();
    assert_eq!(marks.visits.len(), 3);
    assert!(marks.visits.contains_key(&id("special")) && !marks.visits.contains_key(&id("plain")));
    assert_eq!(marks.current, Some(id("check")));
    assert_eq!(marks.next.map(|output| (output.widget, output.index)), Some((id("check"), 0)));
    let check = id("check");
    press(&mut editor, Role::Link, "Show on the canvas");
    assert_eq!(editor.state().state().active().unwrap().selected_widget(), Some(check));
    assert!(shows(&editor, "The two part."), "the page stays");

    // Arrows move over the steps.
    assert_eq!(chosen(&editor), 1);
    editor.get_by_role_and_label(Role::ListBox, "Steps of both").focus();
    editor.run_steps(2);
    for (key, expected) in
        [(Key::ArrowUp, 0), (Key::ArrowUp, 0), (Key::ArrowDown, 1), (Key::End, 2), (Key::Home, 0)]
    {
        editor.key_press(key);
        editor.run_steps(3);
        assert_eq!(chosen(&editor), expected, "{key:?}");
    }

    // Another page has the canvas to itself; the run's marks come back.
    press(&mut editor, Role::RadioButton, "Run");
    assert!(editor.state().state().active().unwrap().loaded_marks().is_none());
    press(&mut editor, Role::RadioButton, "Compare");
    assert!(shows(&editor, "The two part."));
    press(&mut editor, Role::Button, "Compare another execution");
    assert!(shows(&editor, "Compare a real execution"));
}

#[test]
fn ten_megabytes_are_read_beside_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&folder);
    let mut real: Value = serde_json::from_str(&pasted()).unwrap();
    real["steps"][0]["context"]["widgets"] =
        json!({"special": {"outbound": {"Body": "x".repeat(10_000_000)}}});
    fill_with(&mut editor, FIELD, Event::Paste(real.to_string()));
    until_shown(&mut editor, "The two part.");
    assert!(editor.state().state().active().unwrap().loaded.text.is_empty(), "it is not laid out");
}

#[test]
fn an_execution_is_listed_and_fetched_over_the_account() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mock = runtime.block_on(Mock::start(Config::default())).unwrap();
    let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
    let client = Client::new(Base::At(mock.base_url()), credentials).unwrap();
    let send = |request: &cordboard::twilio::Request| {
        let response = runtime.block_on(client.send(request)).unwrap();
        assert!(response.status < 300, "{}", response.body);
        response.json.unwrap()
    };
    let made = send(&studio::create("Kinds", Status::Published, &definition(), None));
    let flow = made["sid"].as_str().unwrap().to_owned();
    let began = send(&studio::execute(&flow, THEM, US, Some(r#"{"kind": "VIP"}"#)));
    let execution = began["sid"].as_str().unwrap().to_owned();
    let mut is_over = false;
    while !is_over {
        let now = send(&studio::executions::execution(&flow, &execution));
        is_over = now["status"] == "ended";
        std::thread::yield_now();
    }

    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&folder);
    let is_off = |editor: &Editor, button: &str| {
        editor.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
    };
    assert!(is_off(&editor, "Fetch") && is_off(&editor, "List the newest"), "nothing is asked without SIDs");
    press(&mut editor, Role::Link, "Account…");
    until_shown(&mut editor, "Twilio account");
    fill_with(&mut editor, "Base address", Event::Text(mock.base_url()));
    press(&mut editor, Role::Button, "Use");
    fill_with(&mut editor, "Flow SID", Event::Text(flow.clone()));
    assert!(is_off(&editor, "Fetch"));
    press(&mut editor, Role::Button, "List the newest");
    until_shown(&mut editor, "The newest executions");
    press(&mut editor, Role::ListBoxOption, THEM);
    until_shown(&mut editor, "The two are the same.");
    let file = editor.state().state().active().unwrap();
    let shown = file.loaded.shown.as_ref().unwrap();
    assert_eq!((shown.name(), shown.comparison.rows.len()), (&*execution, 3));
    assert_eq!(shown.comparison.not_compared, Vec::<String>::new());

    // One that is not there, and a mock of the window's own that does not run.
    press(&mut editor, Role::Button, "Compare another execution");
    let nobody = "FN00000000000000000000000000000000";
    fill_with(&mut editor, "Execution SID", Event::Text(nobody.to_owned()));
    press(&mut editor, Role::Button, "Fetch");
    until_shown(&mut editor, "That did not work.");
    press(&mut editor, Role::RadioButton, "This mock");
    fill_with(&mut editor, "Flow SID", Event::Text(flow));
    press(&mut editor, Role::Button, "List the newest");
    until_shown(&mut editor, "The mock does not run yet");
    runtime.block_on(mock.stop());
}
