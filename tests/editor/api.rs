//! The API library as a user works with it: find an operation, read, fill in, send, see what came back.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::api_page::{SUMMARY, fill, opened, press, reads, shows};
use crate::support::{Editor, editor, editor_on, editor_sized, sample, text, until};
use cordboard::editor::account::Surroundings;
use cordboard::editor::api::Outcome;
use cordboard::editor::app::Options;
use cordboard::twilio::keys::NoStore;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// What must not be seen anywhere.
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// The editor with the API library open, its mock known and the operation shown.
pub fn library() -> Editor {
    let variable = |name: &str| match name {
        "TWILIO_ACCOUNT_SID" => Some(format!("AC{}", "b".repeat(32))),
        "TWILIO_AUTH_TOKEN" => Some(TOKEN.to_owned()),
        _ => None,
    };
    let surroundings = Surroundings::new(variable, NoStore("none in tests"));
    opened(editor(Options { surroundings, ..Options::default() }))
}

/// Fills in what a live request needs, for this address in the world's place, and confirms it.
pub fn send_live(editor: &mut Editor, base: &str) {
    let conversation = format!("CH{}", "2".repeat(32));
    press(editor, Role::RadioButton, "Live");
    fill(editor, Role::TextInput, "ChatServiceSid", &format!("IS{}", "1".repeat(32)));
    fill(editor, Role::TextInput, "ConversationSid", &conversation);
    press(editor, Role::Button, "Test request");
    fill(editor, Role::TextInput, "Allowed channels", &conversation);
    choose_base(editor, base);
    until(editor, may_send);
    press(editor, Role::Button, "Send for real");
}

/// Leads the window to what stands in for Twilio, in the dialog that is open.
fn choose_base(editor: &mut Editor, url: &str) {
    press(editor, Role::Link, "Account…");
    until(editor, |editor| shows(editor, "Twilio account"));
    editor.run_steps(3);
    fill(editor, Role::TextInput, "Base address", url);
    press(editor, Role::Button, "Use");
}

fn may_send(editor: &Editor) -> bool {
    !editor.get_by_role_and_label(Role::Button, "Send for real").accesskit_node().is_disabled()
}

/// Who answers the question about the account, and then does something else with what comes.
fn first_asked(then: impl FnOnce(TcpListener) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::Builder::new()
        .spawn(move || {
            let (mut asks, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            let _ = asks.read(&mut head).unwrap();
            let body = r#"{"code":20404,"message":"no accounts here","status":404}"#;
            let head = "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nConnection: close\r\n";
            write!(asks, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            drop(asks);
            then(listener);
        })
        .unwrap();
    format!("http://{address}")
}

pub fn sent(editor: &mut Editor) -> Outcome {
    until(editor, |editor| editor.state().state().api.current().is_some_and(|shown| shown.outcome.is_some()));
    editor.run_steps(2);
    editor.state().state().api.current().unwrap().outcome.clone().unwrap()
}

fn status(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Answered(answered) => answered.answer.status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_search_leads_to_an_answer() {
    let mut editor = editor(Options::default());
    press(&mut editor, Role::Button, "API library");
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    // The search has the keyboard.
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").type_text("conversation message");
    editor.run_steps(3);
    press(&mut editor, Role::Button, SUMMARY);
    fill(&mut editor, Role::MultilineTextInput, "Body", "Guten Tag");
    assert!(reads(&editor, "Body=Guten+Tag"), "the bytes follow the field");
    assert!(shows(&editor, "made in the mock when you first send"));
    press(&mut editor, Role::Button, "Test request");
    assert_eq!(status(&sent(&mut editor)), 201);
    assert!(shows(&editor, "201 Created"));
    assert!(reads(&editor, "\"body\": \"Guten Tag\""));
    assert!(reads(&editor, "conversation CHa1b2c3d4e5f60718293a4b5c6d7e8f90"), "what was made is told");
    let held = editor.state().mock_messages();
    assert_eq!(held.iter().filter_map(|message| message.body.as_deref()).collect::<Vec<_>>(), ["Guten Tag"]);
    press(&mut editor, Role::Tab, "curl");
    assert!(reads(&editor, "--data-urlencode 'Body=Guten Tag'"));
    press(&mut editor, Role::Tab, "Python");
    assert!(reads(&editor, "urllib.request.Request("));
}

#[test]
fn a_wrong_field_says_so_in_its_place() {
    let mut editor = library();
    assert!(!shows(&editor, "50304"));
    press(&mut editor, Role::DisclosureTriangle, "More fields");
    fill(&mut editor, Role::MultilineTextInput, "Attributes", "{importance}");
    assert!(shows(&editor, "Twilio refuses this (50304)."));
    fill(&mut editor, Role::MultilineTextInput, "Attributes", "");
    assert!(!shows(&editor, "50304"));
    fill(&mut editor, Role::TextInput, "ChatServiceSid", "");
    let button = editor.get_by_role_and_label(Role::Button, "Test request");
    assert!(button.accesskit_node().is_disabled());
    assert!(shows(&editor, "ChatServiceSid is required"));
    // The keys are no way around it.
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    editor.run_steps(3);
    let shown = editor.state().state().api.current().unwrap();
    assert!(shown.sending.is_none() && shown.outcome.is_none());
}

#[test]
fn an_error_is_explained_and_the_missing_can_be_made() {
    let mut editor = library();
    fill(&mut editor, Role::TextInput, "ConversationSid", "front desk");
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    editor.run_steps(2);
    assert_eq!(status(&sent(&mut editor)), 404);
    assert!(shows(&editor, "404 Not found") && shows(&editor, "20404: There is no such resource."));
    press(&mut editor, Role::Link, "Make it in the mock and send again");
    assert_eq!(status(&sent(&mut editor)), 201);
    assert!(reads(&editor, "conversation front desk"));
    fill(&mut editor, Role::MultilineTextInput, "Body", &"x".repeat(32 * 1024 + 1));
    assert!(shows(&editor, "Twilio refuses this (50504)."));
    press(&mut editor, Role::Button, "Test request");
    assert_eq!(status(&sent(&mut editor)), 400);
    assert!(shows(&editor, "50504: The message body is longer than 32 KB."));
    press(&mut editor, Role::Tab, "Headers");
    assert!(reads(&editor, "twilio-request-id"), "headers are shown");
}

#[test]
fn examples_of_other_resources_work_at_once_and_what_the_mock_lacks_is_said() {
    let mut editor = library();
    for (name, made) in [
        ("Read a step of an execution", "execution FNa1b2c3d4e5f60718293a4b5c6d7e8f90"),
        ("Redact or cancel a message", "message SMa1b2c3d4e5f60718293a4b5c6d7e8f90"),
    ] {
        fill(&mut editor, Role::TextInput, "Search APIs", name);
        press(&mut editor, Role::Button, name);
        press(&mut editor, Role::Button, "Test request");
        assert_eq!(status(&sent(&mut editor)), 200, "{name}");
        assert!(reads(&editor, made), "{made}");
    }
    fill(&mut editor, Role::TextInput, "Search APIs", "Send a code to somebody");
    press(&mut editor, Role::Button, "Send a code to somebody");
    press(&mut editor, Role::Button, "Test request");
    assert_eq!(status(&sent(&mut editor)), 404);
    assert!(reads(&editor, "the mock does not have this resource"));
    assert!(reads(&editor, "The mock says: "));
    assert!(editor.query_by_label("Make it in the mock and send again").is_none());
}

#[test]
fn a_live_request_needs_a_list_credentials_and_a_confirmation() {
    let mut editor = library();
    press(&mut editor, Role::RadioButton, "Live");
    assert!(shows(&editor, "ChatServiceSid is required"), "what was made up does not go out");
    let service = format!("IS{}", "1".repeat(32));
    let conversation = format!("CH{}", "2".repeat(32));
    fill(&mut editor, Role::TextInput, "ChatServiceSid", &service);
    fill(&mut editor, Role::TextInput, "ConversationSid", &conversation);
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| {
        editor.query_by_role_and_label(Role::Dialog, "Send a real request?").is_some()
    });
    assert!(shows(&editor, &format!("everybody in the conversation {conversation}")));
    assert!(!may_send(&editor) && shows(&editor, "Name whom the request may reach"));
    fill(&mut editor, Role::TextInput, "Allowed channels", "+15551230001");
    assert!(!may_send(&editor) && shows(&editor, "is not on the list"));
    fill(&mut editor, Role::TextInput, "Allowed channels", &conversation);
    // The world of this test is the mock.
    let base = editor.state().state().api.mock.as_ref().unwrap().base.clone();
    choose_base(&mut editor, &base);
    until(&mut editor, may_send);
    assert!(editor.state().state().api.current().unwrap().outcome.is_none(), "nothing was sent so far");
    press(&mut editor, Role::Button, "Send for real");
    assert_eq!(status(&sent(&mut editor)), 404, "nothing is made for a request that really goes out");
    for form in ["HTTP", "curl", "Python"] {
        press(&mut editor, Role::Tab, form);
        assert!(!reads(&editor, TOKEN), "{form}");
    }
    let state = editor.state().state();
    assert!(!format!("{:?}", state.api.live).contains(TOKEN));
    assert!(!format!("{state:?}").contains(TOKEN));
}

#[test]
fn a_request_without_an_answer_can_be_given_up() {
    // Somebody listens and says nothing more.
    let (over, is_over) = std::sync::mpsc::channel::<()>();
    let base = first_asked(move |listener| {
        let _silent = listener;
        let _ = is_over.recv();
    });
    let mut editor = library();
    send_live(&mut editor, &base);
    assert!(shows(&editor, "Sending…"));
    assert!(editor.query_by_role_and_label(Role::Button, "Test request").is_none());
    press(&mut editor, Role::Button, "Cancel");
    assert!(matches!(sent(&mut editor), Outcome::Cancelled(_)));
    assert!(reads(&editor, "Twilio may have got it all the same."));
    assert!(editor.query_by_role_and_label(Role::Button, "Test request").is_some());
    drop(over);
}

#[test]
fn who_does_not_listen_is_named_in_a_sentence() {
    let base = first_asked(drop);
    let mut editor = library();
    send_live(&mut editor, &base);
    let address = base.trim_start_matches("http://");
    let outcome = sent(&mut editor);
    let Outcome::Failed(why) = &outcome else { panic!("{outcome:?}") };
    assert!(why.starts_with(&format!("{address} refused the connection")), "{why}");
    assert!(shows(&editor, "No answer."));
}

#[test]
fn the_flow_behind_the_page_is_safe_from_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "opt-in.json"));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(2);
    let before = text(&editor);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    editor.run_steps(3);
    press(&mut editor, Role::Button, SUMMARY);
    press(&mut editor, Role::Tab, "curl");
    for key in [Key::Delete, Key::Backspace, Key::ArrowDown] {
        editor.key_press(key);
        editor.run_steps(2);
    }
    editor.event(egui::Event::Paste(before.clone()));
    editor.run_steps(2);
    assert_eq!(text(&editor), before);
    press(&mut editor, Role::Button, "Widgets");
    assert!(!editor.state().state().api.is_open && shows(&editor, "Send & Wait For Reply"));
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Close the API page");
    assert!(!editor.state().state().api.is_open);
    press(&mut editor, Role::Button, "API library");
    press(&mut editor, Role::Tab, "opt-in.json");
    assert!(!editor.state().state().api.is_open);
}

#[test]
fn everything_is_there_at_every_width() {
    for width in [760.0, 1000.0, 1280.0, 2560.0] {
        let mut editor = editor_sized(Options::default(), [width, 1440.0]);
        editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
        until(&mut editor, |editor| editor.state().state().api.mock.is_some());
        press(&mut editor, Role::Button, SUMMARY);
        for name in ["Test request", "Copy the request"] {
            let node = editor.get_by_role_and_label(Role::Button, name);
            let rect = node.rect();
            assert!(rect.left() >= 48.0 && rect.right() <= width, "{name} at {width}: {rect:?}");
        }
        editor.get_by_role_and_label(Role::TextInput, "ChatServiceSid");
        if width < 1100.0 {
            press(&mut editor, Role::Button, "All APIs");
            press(&mut editor, Role::Button, SUMMARY);
        }
        if width < 1800.0 {
            press(&mut editor, Role::Tab, "Reference");
        }
        assert!(shows(&editor, "Example of an answer"), "{width}");
    }
}
