//! What the templates of a widget gave in the last run, below their fields.

use crate::support::*;
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// The lines on the last run that are shown now.
fn lines(editor: &Editor) -> Vec<String> {
    let mut found: Vec<String> = editor
        .root()
        .children_recursive()
        .filter_map(|node| node.accesskit_node().value().or_else(|| node.accesskit_node().label()))
        .filter(|text| text.starts_with("Last run:") || text.starts_with("With the last run's values:"))
        .collect();
    found.dedup();
    found
}

fn card(editor: &mut Editor, name: &str) {
    editor
        .query_all_by_label_contains(name)
        .find(|node| node.accesskit_node().role() == Role::TreeItem)
        .map_or_else(|| unreachable!("a card {name}"), |node| node.click());
    editor.run_steps(6);
}

#[test]
fn what_templates_gave_is_told_and_what_was_changed_since_is_marked() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    let path = sample(folder.path(), "appointment-reminder.json");
    let mut editor = editor_on(&path);
    card(&mut editor, "Send & Wait For Reply remind,");
    assert_eq!(lines(&editor), [""; 0], "there was no run yet");

    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    press(&mut editor, Role::Button, "Start");
    until_shown(&mut editor, "remind waits for a reply");
    editor.key_press_modifiers(egui::Modifiers::SHIFT, Key::F5);
    until_shown(&mut editor, "the run was stopped");
    // The card that was selected before is so still; another one brings the inspector back.
    card(&mut editor, "Send Message confirmed,");
    assert_eq!(lines(&editor), [""; 0], "the run did not come there");
    card(&mut editor, "Send & Wait For Reply remind,");
    let told = lines(&editor);
    assert!(told.iter().any(|line| line.contains("Hello friend, this is Rosewood Dental.")), "{told:?}");
    press(&mut editor, Role::Button, "Copy what Message Body gave");

    card(&mut editor, "Set Variables prepare,");
    let told = lines(&editor);
    assert!(told.contains(&"Last run: Thursday".to_owned()), "{told:?}");
    let field = editor.get_by_role_and_label(Role::TextInput, "Value 2");
    field.focus();
    editor.run_steps(2);
    editor.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    editor.step();
    editor.get_by_role_and_label(Role::TextInput, "Value 2").type_text("on {{flow.variables.day | upcase}}");
    editor.run_steps(6);
    let told = lines(&editor);
    assert!(told.contains(&"With the last run's values: on THURSDAY".to_owned()), "{told:?}");
}
