//! Answers on the API page: text, tree, search, paths, and stubs of widgets.

pub use crate::support::api_page::{SUMMARY, fill, in_sight, opened, press, reads, send, settle, shows};
use crate::support::{Editor, editor, editor_on, until};
use cordboard::editor::app::Options;
use egui::OutputCommand;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

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
    in_sight(&mut editor, Role::Link, "Copy as Liquid path");
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
