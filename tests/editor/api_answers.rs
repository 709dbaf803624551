//! Answers on the API page: text, tree, search, paths, and stubs of widgets.

use crate::support::{Editor, editor, editor_on, until};
use cordboard::editor::app::Options;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

pub const SUMMARY: &str = "Write a message in a conversation";

/// Opens the API page of an editor, with the operation shown.
pub fn opened(mut editor: Editor) -> Editor {
    editor.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut editor, |editor| editor.state().state().api.mock.is_some());
    press(&mut editor, Role::Button, SUMMARY);
    editor
}

pub fn press(editor: &mut Editor, role: Role, name: &str) {
    editor.run_steps(2);
    let node = editor.get_by_role_and_label(role, name);
    node.scroll_to_me();
    editor.run_steps(2);
    editor.get_by_role_and_label(role, name).click();
    editor.run_steps(4);
}

pub fn shows(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_label_contains(text).next().is_some()
}

/// Whether some text on the page holds this, whatever else it holds.
pub fn reads(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_role(Role::Label).chain(editor.query_all_by_role(Role::TextRun)).any(|node| {
        let node = node.accesskit_node();
        node.value().or_else(|| node.label()).is_some_and(|known| known.contains(text))
    })
}

/// Replaces what a field holds.
pub fn fill(editor: &mut Editor, role: Role, name: &str, text: &str) {
    editor.get_by_role_and_label(role, name).scroll_to_me();
    editor.run_steps(2);
    editor.get_by_role_and_label(role, name).focus();
    editor.run_steps(2);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(1);
    editor.key_press(Key::Delete);
    editor.run_steps(1);
    if !text.is_empty() {
        editor.get_by_role_and_label(role, name).type_text(text);
    }
    editor.run_steps(3);
}

/// Sends, and waits for what comes back.
pub fn send(editor: &mut Editor) {
    let before = editor.state().state().api.current().unwrap().past.count();
    press(editor, Role::Button, "Test request");
    until(editor, |editor| editor.state().state().api.current().unwrap().past.count() > before);
    editor.run_steps(3);
}

fn copied(editor: &Editor) -> Option<String> {
    editor.output().platform_output.commands.iter().rev().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn a_value_is_found_in_the_tree_and_its_path_copied() {
    let mut editor = opened(editor(Options::default()));
    send(&mut editor);
    assert!(shows(&editor, "201 Created"));
    press(&mut editor, Role::RadioButton, "Tree");
    fill(&mut editor, Role::TextInput, "Search the answer", "messages/");
    assert!(!shows(&editor, "0 of 0"), "the address of the message has it");
    fill(&mut editor, Role::TextInput, "Search the answer", "no such thing");
    assert!(shows(&editor, "0 of 0"));
    let next = editor.get_by_role_and_label(Role::Button, "Next hit");
    assert!(next.accesskit_node().is_disabled());
    fill(&mut editor, Role::TextInput, "Search the answer", "delivery");
    assert!(shows(&editor, "1 of "));
    assert!(reads(&editor, "{{widgets.NAME.parsed.delivery}}"));
    editor.get_by_role_and_label(Role::Link, "Copy as Liquid path").scroll_to_me();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::Link, "Copy as Liquid path").click();
    let mut told = None;
    for _ in 0..6 {
        editor.step();
        told = told.or_else(|| copied(&editor));
    }
    assert_eq!(told.as_deref(), Some("{{widgets.NAME.parsed.delivery}}"));
}

#[test]
fn hits_in_the_text_are_counted_and_stepped_through() {
    let mut editor = opened(editor(Options::default()));
    send(&mut editor);
    fill(&mut editor, Role::TextInput, "Search the answer", "sid");
    assert!(shows(&editor, "1 of "));
    press(&mut editor, Role::Button, "Next hit");
    assert!(shows(&editor, "2 of "));
    press(&mut editor, Role::Button, "Previous hit");
    press(&mut editor, Role::Button, "Previous hit");
    assert!(!shows(&editor, "1 of ") && !shows(&editor, "2 of "), "before the first comes the last");
    press(&mut editor, Role::RadioButton, "Raw");
    assert!(shows(&editor, "1 of "), "the search goes along");
}

#[test]
fn an_answer_is_what_a_widget_gets() {
    let folder = tempfile::tempdir().unwrap();
    let path = crate::support::sample(folder.path(), "order-status.json");
    let mut editor = opened(editor_on(&path));
    send(&mut editor);
    press(&mut editor, Role::Link, "Save as stub…");
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Dialog, "Save as stub").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Save").click();
    editor.run_steps(4);
    let answers = editor.state().state().active().unwrap().document.side().answers();
    let kept: Vec<u16> = answers.http.iter().flat_map(|(_, told)| told).map(|told| told.status).collect();
    assert_eq!(kept, [201]);
}

#[test]
fn without_a_flow_there_is_nothing_to_be_a_stub_of() {
    let mut editor = opened(editor(Options::default()));
    send(&mut editor);
    press(&mut editor, Role::Link, "Save as stub…");
    assert!(editor.query_by_role_and_label(Role::Dialog, "Save as stub").is_none());
    assert!(shows(&editor, "Open a flow first"));
}
