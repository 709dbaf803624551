//! Curl commands that are pasted: into the API page, and into the search of a widget. Their secrets go into no file.

use std::path::Path;

use super::api_answers::{press, settle, shows};
use crate::support::{Editor, editor, editor_on, folders, text, until};
use cordboard::editor::api::{TryKey, World};
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const TWILIO: &str = "curl -X POST \\\n  'https://api.twilio.com/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json' \\\n  \
    -u 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:hushhush' --data-urlencode 'Body=Guten Tag' --data-urlencode To=+15551230001 --data-urlencode From=+15559990000";
const OTHER: &str = "curl https://orders.example.com/v1/orders/7?full=1 -H 'Authorization: Bearer hushhush' \
    -H 'Accept: application/json' -d client_secret=hushtoo -d note=kept";

/// Pastes a command into the dialog.
fn pasted(editor: &mut Editor, command: &str) {
    editor.state_mut().press(Command::PasteCurl);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Dialog, "Paste a curl command");
    editor.get_by_role_and_label(Role::MultilineTextInput, "curl command").focus();
    editor.run_steps(2);
    editor.event(Event::Paste(command.to_owned()));
    editor.run_steps(4);
}

fn value(editor: &Editor, name: &str) -> String {
    editor.state().state().api.current().unwrap().prepared.value(name).to_owned()
}

/// Everything in all files below a folder.
fn written(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            all += &written(&entry.path());
        } else {
            all += &String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap());
        }
    }
    all
}

#[test]
fn a_command_to_twilio_fills_its_operation_without_the_token() {
    let mut editor = editor(Options::default());
    editor.run_steps(3);
    pasted(&mut editor, TWILIO);
    assert!(shows(&editor, "It asks “"));
    assert!(shows(&editor, "Its account and token are left out"));
    assert!(editor.query_by_label_contains("Keep its secret").is_none());
    press(&mut editor, Role::Button, "Prepare the request");
    assert!(editor.state().state().api.is_open);
    let key = editor.state().state().api.shown.clone().unwrap();
    assert!(
        matches!(&key, TryKey::Operation { library, id } if library.0.is_empty() && id == "create-message"),
        "{key:?}"
    );
    assert_eq!(value(&editor, "Body"), "Guten Tag");
    assert_eq!(value(&editor, "To"), "+15551230001");
    // It can be tried at once.
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().outcome.is_some());
    settle(&mut editor);
    let outcome = format!("{:?}", editor.state().state().api.current().unwrap().outcome);
    assert!(shows(&editor, "201 Created"), "{outcome}");
    let page = &editor.state().state().api;
    assert!(!format!("{:?}", page.current().unwrap().prepared).contains("hushhush"));
}

#[test]
fn what_no_library_has_becomes_a_request_of_its_own_and_its_secret_stays_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = crate::support::sample(folder.path(), "order-status.json");
    let mut editor = editor_on(&path);
    pasted(&mut editor, OTHER);
    assert!(shows(&editor, "No library has this operation"));
    assert!(
        shows(&editor, "`client_secret` looks like a secret") || shows(&editor, "client_secret looks like")
    );
    editor.get_by_role_and_label(Role::CheckBox, "Keep its secret, for an environment of orders.example.com");
    press(&mut editor, Role::Button, "Prepare the request");
    assert_eq!(value(&editor, "full"), "1");
    assert_eq!(value(&editor, "note"), "kept");
    assert_eq!(value(&editor, "client_secret"), "");
    let page = &editor.state().state().api;
    assert_eq!(page.current().unwrap().world, World::Own("orders.example.com".into()));
    assert!(page.secrets["orders.example.com"].values.has("API_TOKEN"));
    // It stands in the list, and is found.
    assert!(shows(&editor, "From curl"));
    press(&mut editor, Role::Button, "Close the API page");
    settle(&mut editor);
    until(&mut editor, |_| folder.path().join("cordboard.api.json").exists());
    let all = written(folder.path());
    assert!(all.contains("orders.example.com") && all.contains("API_TOKEN"));
    assert!(!all.contains("hushhush") && !all.contains("hushtoo"), "{all}");
    assert!(!all.contains("from-curl"), "a request of its own is kept in no file");
}

#[test]
fn without_a_wish_the_secret_goes_nowhere() {
    let root = tempfile::tempdir().unwrap();
    let options = Options { folders: Some(folders(root.path())), ..Options::default() };
    let mut editor = editor(options);
    editor.run_steps(3);
    pasted(&mut editor, OTHER);
    press(&mut editor, Role::CheckBox, "Keep its secret, for an environment of orders.example.com");
    assert!(shows(&editor, "What proves who asks is left out"));
    press(&mut editor, Role::Button, "Prepare the request");
    let page = &editor.state().state().api;
    assert!(page.environments.is_empty() && page.secrets.is_empty());
    assert_eq!(page.current().unwrap().world, World::Live);
}

#[test]
fn what_is_no_command_is_told() {
    let mut editor = editor(Options::default());
    editor.run_steps(3);
    pasted(&mut editor, "wget https://example.com");
    assert!(shows(&editor, "This is no curl command"));
    let button = editor.get_by_role_and_label(Role::Button, "Prepare the request");
    assert!(button.accesskit_node().is_disabled());
    press(&mut editor, Role::Button, "Cancel");
    // The link beside the search opens the same dialog.
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    editor.run_steps(4);
    press(&mut editor, Role::Link, "Paste curl…");
    editor.get_by_role_and_label(Role::Dialog, "Paste a curl command");
    press(&mut editor, Role::Button, "Cancel");
    // So does one that is pasted into the search itself.
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").focus();
    editor.run_steps(3);
    editor.event(Event::Paste(TWILIO.to_owned()));
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::Dialog, "Paste a curl command");
    assert!(shows(&editor, "It asks “Send a message”"));
    assert!(editor.state().state().api.search.is_empty());
}

fn state(editor: &Editor, name: &str) -> Value {
    let flow: Value = serde_json::from_str(&text(editor)).unwrap();
    flow["states"].as_array().unwrap().iter().find(|state| state["name"] == name).cloned().unwrap()
}

#[test]
fn a_command_in_the_search_of_a_widget_fills_the_widget() {
    let mut editor = crate::support::editor_sized(Options::default(), [1600.0, 2000.0]);
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run_steps(5);
    editor.get_by_role_and_label(Role::Button, "Make HTTP Request").click();
    editor.run_steps(4);
    let before = text(&editor);
    editor.get_by_role_and_label(Role::TextInput, "Search an API").focus();
    editor.run_steps(2);
    editor.event(Event::Paste(TWILIO.to_owned()));
    editor.run_steps(4);
    assert!(shows(&editor, "This curl command asks “"));
    assert!(shows(&editor, "Its token is left out"));
    assert_eq!(text(&editor), before, "nothing is done unasked");
    editor.get_by_role_and_label(Role::Button, "Fill this widget").click();
    editor.run_steps(4);
    let filled = state(&editor, "http_1");
    assert_eq!(filled["properties"]["method"], "POST");
    assert_eq!(filled["properties"]["add_twilio_auth"], true);
    let parameters = filled["properties"]["parameters"].as_array().unwrap();
    assert!(parameters.contains(&json!({"key": "Body", "value": "Guten Tag"})), "{parameters:?}");
    assert!(!text(&editor).contains("hushhush"));
    // It was one step.
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run_steps(3);
    assert_eq!(text(&editor), before);

    // One that was typed and that no library has, and one that is none.
    editor.get_by_role_and_label(Role::TextInput, "Search an API").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Search an API").type_text(OTHER);
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::Button, "Fill this widget").click();
    editor.run_steps(4);
    assert_eq!(
        state(&editor, "http_1")["properties"]["url"],
        "https://orders.example.com/v1/orders/7?full=1"
    );
    assert!(!text(&editor).contains("hushhush") && !text(&editor).contains("hushtoo"), "{}", text(&editor));
    editor.get_by_role_and_label(Role::TextInput, "Search an API").focus();
    editor.run_steps(2);
    editor.event(Event::Paste("curl --no-address".to_owned()));
    editor.run_steps(4);
    assert!(shows(&editor, "This curl command names no address"));
    editor.get_by_role_and_label(Role::Link, "Leave it").click();
    editor.run_steps(4);
    assert!(!shows(&editor, "This curl command names no address"));
}

#[test]
fn a_made_up_account_is_the_mocks_and_writes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = crate::support::sample(folder.path(), "order-status.json");
    let mut editor = editor_on(&path);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    let user = editor.state().state().api.mock.as_ref().unwrap().user.clone();
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").type_text("send a message");
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Send a message");
    settle(&mut editor);
    assert_eq!(value(&editor, "AccountSid"), user);
    assert!(!folder.path().join("cordboard.api.json").exists());
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().outcome.is_some());
    settle(&mut editor);
    assert!(shows(&editor, "201 Created"));
    // Where it really goes out, it is asked for.
    press(&mut editor, Role::RadioButton, "Live");
    assert_eq!(value(&editor, "AccountSid"), "");
}

#[test]
fn a_body_of_any_kind_is_sent_as_it_came() {
    let mut editor = editor(Options::default());
    editor.run_steps(3);
    for (command, body) in [
        (r#"curl https://x.example/text -d '{"a":1}'"#, r#"{"a":1}"#),
        ("curl https://x.example/xml -H 'Content-Type: application/xml' -d '<a/>'", "<a/>"),
        (r#"curl https://x.example/json --json '{"a": 1}'"#, r#"{"a": 1}"#),
        ("curl https://x.example/form -d 'a=&b=1'", "a=&b=1"),
    ] {
        pasted(&mut editor, command);
        press(&mut editor, Role::Button, "Prepare the request");
        let request = cordboard::api::request(&editor.state().state().api.current().unwrap().prepared);
        assert_eq!(String::from_utf8(request.body().unwrap_or_default()).unwrap(), body, "{command}");
    }
}

#[test]
fn no_secret_of_a_command_is_in_the_state_while_it_is_asked_about() {
    let mut editor = editor(Options::default());
    editor.run_steps(3);
    pasted(&mut editor, "curl https://x.example/y -u me:hushone -F client_secret=hushtwo -F note=kept");
    assert!(shows(&editor, "client_secret looks like"));
    let state = format!("{:?}", editor.state().state());
    assert!(state.contains("ApiCurl"), "{state}");
    assert!(!state.contains("hushone") && !state.contains("hushtwo"), "{state}");
}
