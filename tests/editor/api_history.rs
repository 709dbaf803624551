//! What was sent before: looked at, compared, sent again, its values taken back.

use super::api_answers::{fill, opened, press, send, shows};
use crate::support::{editor, until};
use cordboard::editor::app::Options;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

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
    // The older one stands last.
    editor.query_all_by_label_contains("201 Created ·").last().unwrap().scroll_to_me();
    editor.run_steps(2);
    editor.query_all_by_label_contains("201 Created ·").last().unwrap().click();
    editor.run_steps(4);
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
