//! What was sent before: looked at, compared, sent again, its values taken back.

use super::api_answers::{fill, opened, press, send, settle, shows};
use super::api_environments::{fill_in, keep, start};
use crate::support::{editor, until};
use cordboard::editor::app::Options;
use cordboard::twilio::keys::NoStore;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

#[test]
fn what_was_sent_can_be_compared_and_sent_again() {
    let mut editor = opened(editor(Options::default()));
    fill(&mut editor, Role::MultilineTextInput, "Body", "one");
    send(&mut editor);
    fill(&mut editor, Role::MultilineTextInput, "Body", "two");
    send(&mut editor);
    press(&mut editor, Role::DisclosureTriangle, "History");
    let rows = |editor: &crate::support::Editor| editor.query_all_by_label_contains("201 Created ·").count();
    assert_eq!(rows(&editor), 2);
    // What differs tells them apart.
    let told = |row: egui_kittest::Node<'_>| row.accesskit_node().description().unwrap_or_default();
    let newest = editor.query_all_by_label_contains("201 Created ·").find(|row| !told(*row).is_empty());
    assert_eq!(newest.map(told).as_deref(), Some("Body: two"));
    // The older one stands last.
    editor.query_all_by_label_contains("201 Created ·").last().unwrap().scroll_to_me();
    settle(&mut editor);
    editor.query_all_by_label_contains("201 Created ·").last().unwrap().click();
    settle(&mut editor);
    assert!(shows(&editor, "Not the last one."));
    press(&mut editor, Role::ComboBox, "Compare with");
    let other = editor.query_all_by_label_contains("201 Created ·").last().unwrap();
    other.click();
    editor.run_steps(4);
    assert!(shows(&editor, "Body differs"), "what differs is told by its path");
    press(&mut editor, Role::Button, "Take its values");
    assert_eq!(editor.state().state().api.current().unwrap().prepared.value("Body"), "one");
    press(&mut editor, Role::Button, "Send again");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().past.count() == 3);
    let held = editor.state().mock_messages();
    let bodies: Vec<&str> = held.iter().filter_map(|message| message.body.as_deref()).collect();
    assert_eq!(bodies, ["one", "two", "one"]);
    editor.run_steps(3);
    press(&mut editor, Role::Link, "Clear the history");
    assert_eq!(editor.state().state().api.current().unwrap().past.count(), 0);
}

#[test]
fn an_old_request_that_failed_is_tried_again_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    // A port that is taken, and on which nobody listens.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = taken.local_addr().unwrap();
    let mut editor = start(root.path(), None, NoStore("none in tests"));
    fill_in(&mut editor, "nobody", &format!("http://{closed}"));
    keep(&mut editor);
    press(&mut editor, Role::RadioButton, "Environment");
    for (name, kind) in [("ChatServiceSid", "IS"), ("ConversationSid", "CH")] {
        fill(&mut editor, Role::TextInput, name, &format!("{kind}{}", "1".repeat(32)));
    }
    for body in ["one", "two"] {
        fill(&mut editor, Role::MultilineTextInput, "Body", body);
        send(&mut editor);
    }
    press(&mut editor, Role::RadioButton, "Embedded mock");
    fill(&mut editor, Role::MultilineTextInput, "Body", "three");
    press(&mut editor, Role::DisclosureTriangle, "History");
    editor.query_all_by_label_contains("No answer ·").last().unwrap().scroll_to_me();
    settle(&mut editor);
    editor.query_all_by_label_contains("No answer ·").last().unwrap().click();
    settle(&mut editor);
    press(&mut editor, Role::Link, "Try again");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().past.count() == 3);
    let shown = editor.state().state().api.current().unwrap();
    let last = shown.past.newest().unwrap();
    assert_eq!((last.prepared.value("Body"), last.world.label()), ("one", "nobody"));
    assert_eq!(
        (shown.prepared.value("Body"), shown.world.label()),
        ("three", "mock"),
        "what is filled in stays"
    );
}
