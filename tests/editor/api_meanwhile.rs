//! What is changed while a request is out or asked about leads nothing astray: neither the request, nor its answer, nor
//! what is kept of it.

use std::path::{Path, PathBuf};

use super::api_answers;
use crate::support::server::{ok, silent, telling};
use crate::support::{
    Editor, command, editor, editor_sized, fill, folders, press, press_keys, shows, until, until_shown,
};
use cordboard::editor::api::{Outcome, Try, World};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

/// A server that answers each request with this JSON.
fn json_server(body: &str) -> String {
    telling(ok("application/json", body.as_bytes())).0
}

/// A document of one operation at these servers.
fn document(folder: &Path, servers: &[&str]) -> PathBuf {
    let servers: Vec<Value> = servers.iter().map(|url| json!({"url": url})).collect();
    let operation = json!({"operationId": "list", "summary": "List the pets", "responses": {"200": {"description": "ok"}}});
    let document = json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "servers": servers,
        "paths": {"/pets": {"get": operation}}});
    let path = folder.join("pets.json");
    std::fs::write(&path, document.to_string()).unwrap();
    path
}

fn flow(url: &str) -> Value {
    json!({"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingMessage", "next": "ask"}]},
        {"name": "ask", "type": "make-http-request", "transitions": [{"event": "success"}, {"event": "failed"}],
         "properties": {"offset": {"x": 0, "y": 300}, "method": "GET", "url": url, "timeout": 5}},
    ]})
}

/// The editor with a flow in a folder of its own, in which a file dialog answers with the document.
fn start(root: &Path, url: &str, document: Option<PathBuf>) -> Editor {
    let path = root.join("desk.json");
    std::fs::write(&path, flow(url).to_string()).unwrap();
    let answers = document.map(|document| vec![document]).into_iter().collect();
    let options = Options {
        files: vec![path],
        folders: Some(folders(root)),
        path_answers: PathAnswers::Scripted(answers),
        ..Options::default()
    };
    let mut editor = editor_sized(options, [1600.0, 2000.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor
}

/// The same, with the operation of the document shown.
fn with_pets(root: &Path, servers: &[&str]) -> Editor {
    let document = document(root, servers);
    let mut editor = start(root, "https://orders.example.com", Some(document));
    command(&mut editor, Command::ImportApi);
    press(&mut editor, Role::Button, "Choose a file…");
    until_shown(&mut editor, "List the pets");
    press(&mut editor, Role::Button, "List the pets");
    editor
}

fn select(editor: &mut Editor) {
    press_keys(editor, Modifiers::COMMAND, Key::Num1);
    let is_it = |label: String| label.contains(" ask,");
    let mut cards = editor.query_all_by_role(Role::TreeItem);
    let card = cards.find(|node| node.accesskit_node().label().is_some_and(is_it));
    card.unwrap().click();
    drop(cards);
    editor.run_steps(4);
}

fn current(editor: &Editor) -> &Try {
    editor.state().state().api.current().unwrap()
}

#[test]
fn an_answer_counts_only_for_the_fields_that_were_sent() {
    let root = tempfile::tempdir().unwrap();
    let url = json_server(r#"{"level": "gold"}"#);
    let mut editor = start(root.path(), &url, None);
    select(&mut editor);
    press(&mut editor, Role::DisclosureTriangle, "Exact request");
    assert!(shows(&editor, "GET / HTTP/1.1"), "what goes out is seen before it goes");
    press(&mut editor, Role::Tab, "curl");
    assert!(shows(&editor, &format!("curl '{url}/'")) || shows(&editor, &format!("{url}/")));
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "200 OK");
    assert!(shows(&editor, "Use in the next simulation"));
    fill(&mut editor, "Request URL", "https://orders.example.com/");
    assert!(!shows(&editor, "Use in the next simulation"));
    // Asked, and not sent.
    press(&mut editor, Role::Button, "Test request");
    press(&mut editor, Role::Button, "Cancel");
    assert!(!shows(&editor, "Use in the next simulation"), "the old answer is to another question");
}

#[test]
fn a_long_answer_to_a_widget_is_read_to_its_end() {
    let root = tempfile::tempdir().unwrap();
    let body = json!({"all": "x".repeat(200_000)}).to_string();
    let mut editor = start(root.path(), &json_server(&body), None);
    select(&mut editor);
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "200 OK");
    let tries = &editor.state().state().api.tries;
    let answered = tries.values().find_map(|shown| match &shown.outcome {
        Some(Outcome::Answered(answered)) => Some(answered),
        _ => None,
    });
    let answer = &answered.unwrap().answer;
    assert_eq!((answer.size, answer.body.len(), answer.is_cut), (body.len(), body.len(), false));
    assert!(answer.json.is_some());
}

#[test]
fn what_a_flow_asked_is_forgotten_with_it() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = start(root.path(), &silent(), None);
    select(&mut editor);
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "Sending…");
    command(&mut editor, Command::CloseTab);
    until(&mut editor, |editor| editor.state().state().active().is_none());
    assert!(editor.state().state().api.tries.is_empty());
}

#[test]
fn a_widget_asks_the_server_that_was_chosen() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &["https://one.example", "https://two.example/v2"]);
    press(&mut editor, Role::ComboBox, "Server");
    press(&mut editor, Role::ListBoxOption, "https://two.example/v2");
    press(&mut editor, Role::Button, "Add to flow");
    press(&mut editor, Role::Button, "Make HTTP Request");
    until(&mut editor, |editor| editor.state().state().active().unwrap().flow().widgets().len() == 3);
    let text = editor.state().state().active().unwrap().flow().write();
    assert!(text.contains("https://two.example/v2/pets") && !text.contains("one.example"), "{text}");
}

#[test]
fn the_chosen_server_stays_when_the_document_is_read_again() {
    let root = tempfile::tempdir().unwrap();
    let (one, two) = ("https://one.example", "https://two.example");
    let mut editor = with_pets(root.path(), &[one, two]);
    press(&mut editor, Role::ComboBox, "Server");
    press(&mut editor, Role::ListBoxOption, two);
    until_shown(&mut editor, "two.example");
    document(root.path(), &[two, "https://three.example", one]);
    press(&mut editor, Role::Button, "About Pets");
    press(&mut editor, Role::Button, "Read again");
    until_shown(&mut editor, "Read Pets again");
    press(&mut editor, Role::Button, "List the pets");
    press(&mut editor, Role::Button, "Add to flow");
    press(&mut editor, Role::Button, "Make HTTP Request");
    until(&mut editor, |editor| editor.state().state().active().unwrap().flow().widgets().len() == 3);
    let text = editor.state().state().active().unwrap().flow().write();
    assert!(text.contains("https://two.example/pets"), "{text}");
}

#[test]
fn the_keys_send_nothing_that_a_librarys_page_covers() {
    let root = tempfile::tempdir().unwrap();
    let url = json_server("{}");
    let mut editor = with_pets(root.path(), &[&url]);
    press(&mut editor, Role::Button, "About Pets");
    press_keys(&mut editor, Modifiers::COMMAND, Key::Enter);
    press(&mut editor, Role::Button, "List the pets");
    assert!(current(&editor).outcome.is_none() && current(&editor).sending.is_none());
    press_keys(&mut editor, Modifiers::COMMAND, Key::Enter);
    until(&mut editor, |editor| current(editor).outcome.is_some());
}

#[test]
fn a_library_that_is_removed_gives_up_what_is_out() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &[&silent()]);
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "Sending…");
    press(&mut editor, Role::Button, "About Pets");
    press(&mut editor, Role::Button, "Remove");
    press(&mut editor, Role::Link, "Undo");
    press(&mut editor, Role::Button, "List the pets");
    assert!(current(&editor).sending.is_none());
    assert!(matches!(current(&editor).outcome, Some(Outcome::Cancelled(_))));
}

#[test]
fn sending_again_does_not_change_where_the_next_request_goes() {
    let mut editor = api_answers::opened(editor(Options::default()));
    api_answers::send(&mut editor);
    api_answers::press(&mut editor, Role::DisclosureTriangle, "History");
    let first = editor.query_all_by_label_contains("201 Created ·").last().unwrap();
    first.scroll_to_me();
    api_answers::settle(&mut editor);
    editor.query_all_by_label_contains("201 Created ·").last().unwrap().click();
    api_answers::settle(&mut editor);
    api_answers::press(&mut editor, Role::RadioButton, "Live");
    api_answers::press(&mut editor, Role::Button, "Send again");
    until(&mut editor, |editor| current(editor).past.count() == 2);
    assert!(
        matches!(&current(&editor).outcome, Some(Outcome::Answered(answered)) if answered.world == World::Mock)
    );
    assert_eq!(current(&editor).world, World::Live);
}
