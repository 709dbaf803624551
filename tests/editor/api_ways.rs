//! Where requests go: what stands on the page, was sent before, or was pasted goes where it says, with what it shows.

use std::path::Path;

use crate::support::server::{answer, ok, telling};
use crate::support::{
    Editor, command, editor_sized, field, fill, fill_with, folders, press, press_keys, shows, until,
    until_shown,
};
use cordboard::editor::account::Surroundings;
use cordboard::editor::api::{Outcome, Try};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use cordboard::twilio::keys::NoStore;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

/// A document of pets at these servers.
fn document(servers: &[&str]) -> Value {
    let servers: Vec<Value> = servers.iter().map(|url| json!({"url": url})).collect();
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}, "password": {"type": "string"},
        "client_secret": {"type": "string"}}});
    let content = json!({"application/json": {"schema": schema}, "application/x-www-form-urlencoded": {"schema":
        {"type": "object", "properties": {"name": {"type": "string"}, "tag": {"type": "string"}}}}});
    let ok = json!({"200": {"description": "ok"}});
    json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "servers": servers,
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "paths": {"/pets": {
        "get": {"operationId": "list", "summary": "List the pets", "responses": ok, "security": [{"token": []}]},
        "post": {"operationId": "add", "summary": "Add a pet", "requestBody": {"content": content}, "responses": ok},
    }}})
}

fn window(root: &Path, flow: &Value, answers: Vec<Vec<std::path::PathBuf>>) -> Editor {
    let path = root.join("desk.json");
    std::fs::write(&path, flow.to_string()).unwrap();
    let options = Options {
        files: vec![path],
        folders: Some(folders(root)),
        path_answers: PathAnswers::Scripted(answers.into()),
        surroundings: Surroundings::new(|_| None, NoStore("none in tests")),
    };
    let mut editor = editor_sized(options, [1600.0, 2400.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor
}

fn flow(url: &str, more: &Value) -> Value {
    let mut properties = json!({"offset": {"x": 0, "y": 300}, "method": "GET", "url": url, "timeout": 5});
    for (key, value) in more.as_object().into_iter().flatten() {
        properties[key] = value.clone();
    }
    json!({"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingMessage", "next": "ask"}]},
        {"name": "ask", "type": "make-http-request", "transitions": [{"event": "success"}, {"event": "failed"}],
         "properties": properties},
    ]})
}

/// The editor with a document of pets at these servers, and one of its operations shown.
fn with_pets(root: &Path, servers: &[&str], summary: &str) -> Editor {
    let path = root.join("pets.json");
    std::fs::write(&path, document(servers).to_string()).unwrap();
    let mut editor = window(root, &flow("https://orders.example.com", &json!({})), vec![vec![path]]);
    command(&mut editor, Command::ImportApi);
    press(&mut editor, Role::Button, "Choose a file…");
    until_shown(&mut editor, summary);
    press(&mut editor, Role::Button, summary);
    editor
}

fn current(editor: &Editor) -> &Try {
    editor.state().state().api.current().unwrap()
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

fn copied(editor: &Editor) -> Option<String> {
    editor.output().platform_output.commands.iter().rev().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

fn paste_curl(editor: &mut Editor, text: &str) {
    command(editor, Command::PasteCurl);
    fill_with(editor, "curl command", Event::Paste(text.to_owned()));
    press(editor, Role::Button, "Prepare the request");
}

#[test]
fn a_command_for_a_server_with_a_path_goes_below_that_path() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &["https://pets.example/v1"], "List the pets");
    paste_curl(&mut editor, "curl 'https://pets.example/v1/pets?all=1' -H 'Authorization: Bearer hush-hush'");
    let own = editor.state().state().api.environments.first().unwrap().clone();
    assert_eq!((own.name.as_str(), own.base.as_str()), ("pets.example", "https://pets.example/v1"));
    assert!(shows(&editor, "GET /v1/pets"), "below the path of the server that it was written for");
    assert!(!shows(&editor, "hush-hush"));
    // Whoever wants the command with its secret asks for it.
    editor.get_by_role_and_label(Role::Link, "Copy with its secrets").click();
    let mut told = None;
    for _ in 0..6 {
        editor.step();
        told = told.or_else(|| copied(&editor));
    }
    assert!(told.as_ref().is_some_and(|told| told.contains("Bearer hush-hush")), "{told:?}");
}

#[test]
fn what_is_sent_again_goes_to_the_server_that_it_went_to() {
    let root = tempfile::tempdir().unwrap();
    let ((one, first), (two, second)) =
        (telling(ok("text/plain", b"one")), telling(ok("text/plain", b"two")));
    let mut editor = with_pets(root.path(), &[&one, &two], "List the pets");
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| current(editor).past.count() == 1);
    assert!(first.recv().unwrap().starts_with("GET /pets HTTP/1.1\r\n"));
    press(&mut editor, Role::ComboBox, "Server");
    press(&mut editor, Role::ListBoxOption, &two);
    press(&mut editor, Role::DisclosureTriangle, "History");
    let row = editor.query_all_by_label_contains("200 OK ·").last().unwrap();
    row.click();
    editor.run_steps(4);
    press(&mut editor, Role::Button, "Send again");
    until(&mut editor, |editor| current(editor).past.count() == 2);
    assert!(first.recv().unwrap().starts_with("GET /pets HTTP/1.1\r\n"));
    assert!(second.try_recv().is_err(), "the server that is chosen now got nothing");
}

#[test]
fn what_is_named_like_a_secret_goes_into_no_file() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &["https://pets.example"], "Add a pet");
    if editor.query_by_role_and_label(Role::DisclosureTriangle, "More fields").is_some() {
        press(&mut editor, Role::DisclosureTriangle, "More fields");
    }
    for (name, value) in [("client_secret", "hush-one"), ("password", "hush-two"), ("name", "Rex")] {
        fill(&mut editor, name, value);
    }
    let kept = || std::fs::read_to_string(root.path().join("cordboard.api.json")).unwrap_or_default();
    until(&mut editor, |_| kept().contains("Rex"));
    press(&mut editor, Role::Link, "Write the body by hand");
    fill(&mut editor, "Body by hand", r#"{"name": "Luna", "client_secret": "hush-three"}"#);
    until(&mut editor, |_| kept().contains("Luna"));
    assert!(!kept().contains("hush"), "{}", kept());
}

#[test]
fn another_kind_of_body_loses_nothing() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &["https://pets.example"], "Add a pet");
    if editor.query_by_role_and_label(Role::DisclosureTriangle, "More fields").is_some() {
        press(&mut editor, Role::DisclosureTriangle, "More fields");
    }
    fill(&mut editor, "name", "Rex");
    fill(&mut editor, "password", "p");
    let choose = |editor: &mut Editor, kind: &str| {
        press(editor, Role::ComboBox, "Kind of body");
        press(editor, Role::ListBoxOption, kind);
    };
    choose(&mut editor, "application/x-www-form-urlencoded");
    assert_eq!(current(&editor).prepared.value("name"), "Rex", "what both have goes along");
    press(&mut editor, Role::Link, "Write the body by hand");
    fill(&mut editor, "Body by hand", "name=Luna&tag=x");
    choose(&mut editor, "application/json");
    assert_eq!(current(&editor).prepared.value("password"), "p", "what only this kind has is still there");
    assert_eq!(current(&editor).prepared.raw_body(), None);
    choose(&mut editor, "application/x-www-form-urlencoded");
    assert_eq!(current(&editor).prepared.raw_body(), Some("name=Luna&tag=x"));
}

#[test]
fn what_was_made_up_for_the_mock_never_goes_out_by_old_values() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window(root.path(), &flow("https://orders.example.com", &json!({})), Vec::new());
    command(&mut editor, Command::ShowApi);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    press(&mut editor, Role::Button, "Write a message in a conversation");
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| current(editor).past.count() == 1);
    let made_up = current(&editor).prepared.value("ConversationSid").to_owned();
    assert!(made_up.starts_with("CH"));
    press(&mut editor, Role::RadioButton, "Live");
    press(&mut editor, Role::DisclosureTriangle, "History");
    editor.query_all_by_label_contains("201 Created ·").last().unwrap().click();
    editor.run_steps(4);
    press(&mut editor, Role::Button, "Take its values");
    assert_eq!(current(&editor).prepared.value("ConversationSid"), "", "live it has to be named");
    press(&mut editor, Role::RadioButton, "Embedded mock");
    assert_eq!(current(&editor).prepared.value("ConversationSid"), made_up);
}

#[test]
fn a_live_request_that_only_reads_needs_no_list() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window(root.path(), &flow("https://orders.example.com", &json!({})), Vec::new());
    command(&mut editor, Command::ShowApi);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    fill(&mut editor, "Search APIs", "look up a phone number");
    press(&mut editor, Role::Button, "Look a number up");
    press(&mut editor, Role::RadioButton, "Live");
    fill(&mut editor, "PhoneNumber", "+15551230001");
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "Send a real request?");
    assert!(!shows(&editor, "Name whom the request may reach") && !shows(&editor, "Allowed channels"));
}

#[test]
fn the_exact_request_of_a_widget_is_what_its_server_gets() {
    let root = tempfile::tempdir().unwrap();
    let (base, told) = telling(ok("application/json", b"{}"));
    let pets = root.path().join("pets.json");
    std::fs::write(&pets, document(&[&format!("{base}/v1")]).to_string()).unwrap();
    let mut editor = window(root.path(), &flow(&format!("{base}/v1/pets"), &json!({})), vec![vec![pets]]);
    command(&mut editor, Command::ImportApi);
    press(&mut editor, Role::Button, "Choose a file…");
    until_shown(&mut editor, "List the pets");
    press(&mut editor, Role::Button, "Close this library's page");
    press(&mut editor, Role::Button, "Close the API page");
    select(&mut editor);
    press(&mut editor, Role::DisclosureTriangle, "Exact request");
    assert!(shows(&editor, "GET /v1/pets HTTP/1.1"), "and not the path of the server twice");
    press(&mut editor, Role::Button, "Test request");
    assert!(told.recv().unwrap().starts_with("GET /v1/pets HTTP/1.1\r\n"));
}

#[test]
fn the_mock_is_asked_for_its_own_account_as_is_shown() {
    let root = tempfile::tempdir().unwrap();
    let theirs = format!("AC{}", "a".repeat(32));
    let url = format!("https://api.twilio.com/2010-04-01/Accounts/{theirs}/Messages.json");
    let mut editor = window(root.path(), &flow(&url, &json!({"add_twilio_auth": true})), Vec::new());
    command(&mut editor, Command::ShowApi);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    let ours = editor.state().state().api.mock.as_ref().unwrap().user.clone();
    press(&mut editor, Role::Button, "Close the API page");
    select(&mut editor);
    press(&mut editor, Role::DisclosureTriangle, "Exact request");
    assert!(shows(&editor, &format!("GET /2010-04-01/Accounts/{ours}/Messages.json")));
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "200 OK");
}

#[test]
fn an_answer_that_is_no_text_is_nothing_for_a_flow() {
    let root = tempfile::tempdir().unwrap();
    let (base, _told) = telling(ok("application/octet-stream", b"\x00\xff\x01\xfe"));
    let mut editor = window(root.path(), &flow(&base, &json!({})), Vec::new());
    select(&mut editor);
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "200 OK");
    let tries = &editor.state().state().api.tries;
    assert!(tries.values().any(|shown| matches!(&shown.outcome, Some(Outcome::Answered(answered)) if
        answered.answer.binary.is_some())));
    assert!(shows(&editor, "Simulations do not use it"));
    assert!(!shows(&editor, "Use in the next simulation") && !shows(&editor, "Keep with the flow"));
}

#[test]
fn a_parameter_without_a_value_is_shown_and_sent_as_a_run_sends_it() {
    let root = tempfile::tempdir().unwrap();
    let url = format!("https://conversations.twilio.com/v1/Conversations/CH{}/Messages", "1".repeat(32));
    let parameters = json!([{"key": "Body", "value": "Hi"}, {"key": "Author", "value": ""}]);
    let more = json!({"add_twilio_auth": true, "method": "POST", "parameters": parameters,
        "content_type": "application/x-www-form-urlencoded;charset=utf-8"});
    let mut editor = window(root.path(), &flow(&url, &more), Vec::new());
    select(&mut editor);
    press(&mut editor, Role::DisclosureTriangle, "Exact request");
    assert!(shows(&editor, "Body=Hi&Author="));
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "201 Created");
}

#[test]
fn user_and_password_of_an_address_go_as_a_run_sends_them_and_are_not_shown() {
    let root = tempfile::tempdir().unwrap();
    let (base, told) = telling(ok("application/json", b"{}"));
    let url = base.replace("http://", "http://me:hush%2Fhush@");
    let mut editor = window(root.path(), &flow(&url, &json!({})), Vec::new());
    select(&mut editor);
    press(&mut editor, Role::DisclosureTriangle, "Exact request");
    assert!(shows(&editor, "authorization: Basic ••••••••"));
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "200 OK");
    let came = told.recv().unwrap();
    // That is `me:hush/hush`.
    assert!(came.contains("authorization: Basic bWU6aHVzaC9odXNo\r\n"), "{came}");
}

#[test]
fn a_widget_asks_plain_http_after_a_question() {
    let root = tempfile::tempdir().unwrap();
    // This machine by an address that is not its own: nobody listens there.
    let mut editor = window(root.path(), &flow("http://0.0.0.0:9/x", &json!({})), Vec::new());
    select(&mut editor);
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "Send a real request?");
    assert!(shows(&editor, "GET http://0.0.0.0:9/x") && shows(&editor, "No secret of yours goes along"));
    press(&mut editor, Role::Button, "Cancel");
    let mut editor = window(root.path(), &flow("http://me:hush@0.0.0.0:9/x", &json!({})), Vec::new());
    select(&mut editor);
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "must begin with https://");
    assert!(editor.query_by_role_and_label(Role::Dialog, "Send a real request?").is_none());
}

#[test]
fn what_others_answer_is_not_explained_as_twilios() {
    let root = tempfile::tempdir().unwrap();
    let (base, _told) = telling(answer(
        "503 Busy\r\nContent-Type: application/json",
        b"{\"code\": 20429, \"message\": \"later\"}",
    ));
    let mut editor = with_pets(root.path(), &[&base], "List the pets");
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "503");
    assert!(!shows(&editor, "Twilio says") && !shows(&editor, "status.twilio.com"));
}

#[test]
fn a_redirect_that_is_not_followed_says_where_it_leads() {
    let root = tempfile::tempdir().unwrap();
    let (base, _told) =
        telling(answer("302 Found\r\nLocation: https://other.example/pets\r\nContent-Type: text/plain", b""));
    let mut editor = with_pets(root.path(), &[&base], "List the pets");
    press(&mut editor, Role::Button, "Test request");
    until_shown(&mut editor, "It leads elsewhere:");
    assert!(shows(&editor, "https://other.example/pets"));
}

#[test]
fn the_operations_of_a_library_are_listed_from_its_page() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &["https://pets.example"], "List the pets");
    press(&mut editor, Role::Button, "About Pets");
    fill(&mut editor, "Search APIs", "message");
    assert!(editor.query_by_role_and_label(Role::Button, "Add a pet").is_none());
    press(&mut editor, Role::Button, "List its operations");
    assert!(editor.query_by_role_and_label(Role::Button, "Add a pet").is_some());
    assert!(editor.query_by_role_and_label(Role::Button, "Write a message in a conversation").is_none());
}

#[test]
fn who_searches_by_keyboard_goes_on_with_the_first_field() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window(root.path(), &flow("https://orders.example.com", &json!({})), Vec::new());
    command(&mut editor, Command::ShowApi);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    fill(&mut editor, "Search APIs", "write a message in a conversation");
    press_keys(&mut editor, Modifiers::NONE, Key::Enter);
    editor.run_steps(3);
    let field = editor.get_by_role_and_label(Role::TextInput, "ChatServiceSid");
    assert!(field.accesskit_node().is_focused());
}

#[test]
fn a_dialog_for_files_says_what_it_is_for() {
    let root = tempfile::tempdir().unwrap();
    let options =
        Options { folders: Some(folders(root.path())), path_answers: PathAnswers::Own, ..Options::default() };
    let mut editor = editor_sized(options, [1600.0, 1200.0]);
    command(&mut editor, Command::ImportApi);
    press(&mut editor, Role::Button, "Choose a file…");
    until(&mut editor, |editor| {
        editor.query_by_role_and_label(Role::Dialog, "Choose the document of an API").is_some()
    });
    press(&mut editor, Role::Button, "Cancel");
    command(&mut editor, Command::Open);
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Dialog, "Open flows").is_some());
}

#[test]
fn what_could_not_be_imported_is_there_to_be_mended() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window(root.path(), &flow("https://orders.example.com", &json!({})), Vec::new());
    command(&mut editor, Command::ImportApi);
    press(&mut editor, Role::RadioButton, "Text");
    fill(&mut editor, "Document", "openapi: [");
    press(&mut editor, Role::Button, "Import");
    until_shown(&mut editor, "no YAML");
    press(&mut editor, Role::Button, "Close");
    command(&mut editor, Command::ImportApi);
    let text = field(&editor, "Document").accesskit_node().value();
    assert!(text.is_some_and(|text| text.contains("openapi: [")));
}

#[test]
fn a_command_goes_to_the_server_that_it_names_and_so_does_its_export() {
    let root = tempfile::tempdir().unwrap();
    let servers = ["https://pets.example", "https://staging.example"];
    let mut editor = with_pets(root.path(), &servers, "List the pets");
    paste_curl(&mut editor, "curl https://staging.example/pets");
    assert!(shows(&editor, "host: staging.example"));
    press(&mut editor, Role::Link, "Export as Conductor task…");
    until_shown(&mut editor, "https://staging.example/pets");
    assert!(!shows(&editor, "https://pets.example/pets"));
}

#[test]
fn a_server_that_the_document_does_not_name_is_told() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = with_pets(root.path(), &[], "List the pets");
    command(&mut editor, Command::PasteCurl);
    fill_with(&mut editor, "curl command", Event::Paste("curl https://other.example/pets".to_owned()));
    assert!(shows(&editor, "https://other.example is none of the servers that the document names"));
}

#[test]
fn values_of_an_old_request_go_into_the_operation_as_it_is_now() {
    let root = tempfile::tempdir().unwrap();
    let (base, told) = telling(ok("text/plain", b"one"));
    let mut editor = with_pets(root.path(), &[&base], "Add a pet");
    fill(&mut editor, "name", "Rex");
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| current(editor).past.count() == 1);
    assert!(told.recv().unwrap().starts_with("POST /pets "));
    let changed = document(&[&base]).to_string().replace("\"/pets\"", "\"/animals\"");
    std::fs::write(root.path().join("pets.json"), changed).unwrap();
    press(&mut editor, Role::Button, "About Pets");
    press(&mut editor, Role::Button, "Read again");
    until_shown(&mut editor, "Read Pets again");
    press(&mut editor, Role::Button, "Add a pet");
    press(&mut editor, Role::DisclosureTriangle, "History");
    let row = editor.query_all_by_label_contains("200 OK ·").last().unwrap();
    row.scroll_to_me();
    editor.run_steps(20);
    editor.query_all_by_label_contains("200 OK ·").last().unwrap().click();
    editor.run_steps(20);
    assert!(shows(&editor, "The document was read again since"));
    press(&mut editor, Role::Button, "Take its values");
    let prepared = &current(&editor).prepared;
    assert_eq!((prepared.operation().path.as_str(), prepared.value("name")), ("/animals", "Rex"));
}
