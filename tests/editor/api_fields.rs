//! The form of a request: what stands first, bodies by hand, templates, and environments with their secrets.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;

use super::api_answers::{fill, opened, press, reads, send, shows};
use crate::support::{Editor, editor, until};
use cordboard::editor::app::Options;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

/// Somebody on this machine who answers each request with `{"ok":true}` and tells what came.
fn server() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut all = Vec::new();
            let mut part = [0; 4096];
            loop {
                let count = stream.read(&mut part).unwrap();
                all.extend_from_slice(part.get(..count).unwrap());
                let text = String::from_utf8_lossy(&all).into_owned();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
                let head = text.find("\r\n\r\n").map_or(usize::MAX, |at| at + 4);
                if count == 0 || all.len() >= head.saturating_add(length) {
                    let _ = tell.send(text);
                    break;
                }
            }
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let _ = write!(stream, "{head}Content-Length: 11\r\n\r\n{{\"ok\":true}}");
        }
    });
    (format!("http://{address}"), told)
}

fn has(editor: &Editor, role: Role, name: &str) -> bool {
    editor.query_by_role_and_label(role, name).is_some()
}

#[test]
fn what_is_not_needed_stands_behind_a_heading() {
    let mut editor = opened(editor(Options::default()));
    assert!(has(&editor, Role::TextInput, "ChatServiceSid"));
    assert!(has(&editor, Role::MultilineTextInput, "Body"), "the example fills it in");
    assert!(!has(&editor, Role::MultilineTextInput, "Attributes"));
    press(&mut editor, Role::DisclosureTriangle, "More fields");
    assert!(has(&editor, Role::MultilineTextInput, "Attributes"));
    fill(&mut editor, Role::MultilineTextInput, "Body", "");
    assert!(has(&editor, Role::MultilineTextInput, "Body"), "what was emptied stays where it is");
}

#[test]
fn a_body_can_be_written_by_hand() {
    let mut editor = opened(editor(Options::default()));
    press(&mut editor, Role::Link, "Write the body by hand");
    assert!(!has(&editor, Role::MultilineTextInput, "Body"));
    fill(&mut editor, Role::MultilineTextInput, "Body by hand", "Body=by+hand");
    send(&mut editor);
    let held = editor.state().mock_messages();
    let bodies: Vec<&str> = held.iter().filter_map(|message| message.body.as_deref()).collect();
    assert_eq!(bodies, ["by hand"]);
    press(&mut editor, Role::Button, "Back to fields");
    assert!(has(&editor, Role::MultilineTextInput, "Body"));
}

#[test]
fn an_environment_gives_an_address_variables_and_secrets() {
    let (base, told) = server();
    let mut editor = opened(editor(Options::default()));
    press(&mut editor, Role::Link, "Environments…");
    press(&mut editor, Role::Link, "New environment");
    fill(&mut editor, Role::TextInput, "Name of the environment", "staging");
    fill(&mut editor, Role::TextInput, "Base address", &base);
    press(&mut editor, Role::Link, "Add a variable");
    fill(&mut editor, Role::TextInput, "Variable 1", "city");
    fill(&mut editor, Role::TextInput, "Value of variable 1", "Bonn");
    press(&mut editor, Role::Link, "Add a variable");
    fill(&mut editor, Role::TextInput, "Variable 2", "key");
    let boxes: Vec<_> = editor.query_all_by_role_and_label(Role::CheckBox, "Secret").collect();
    boxes.last().unwrap().click();
    drop(boxes);
    editor.run_steps(3);
    fill(&mut editor, Role::PasswordInput, "Value of variable 2", "hush-hush");
    press(&mut editor, Role::Button, "Keep");
    press(&mut editor, Role::RadioButton, "Environment");
    assert!(shows(&editor, "on this machine"));
    fill(&mut editor, Role::TextInput, "ChatServiceSid", "IS1");
    fill(&mut editor, Role::TextInput, "ConversationSid", "CH1");
    fill(&mut editor, Role::MultilineTextInput, "Body", "{{env.city}} {{env.key}} {{env.nothing}}");
    assert!(reads(&editor, "Becomes: Bonn ••••••••"), "a secret is dots");
    assert!(shows(&editor, "Nothing is there for env.nothing."));
    assert!(!reads(&editor, "hush-hush"));
    assert!(has(&editor, Role::CheckBox, "As templates"));
    send(&mut editor);
    let sent = told.recv().unwrap();
    assert!(sent.contains("Body=Bonn+hush-hush"), "{sent}");
    assert!(shows(&editor, "200 OK"));
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().sending.is_none());
    assert!(!format!("{:?}", editor.state().state()).contains("hush-hush"));
    let page = &editor.state().state().api;
    let kept = page.current().unwrap();
    assert!(!format!("{:?} {:?}", kept.past, page.environments).contains("hush-hush"));
}
