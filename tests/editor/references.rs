//! Who writes and who reads: the panel, what is lit on the canvas, and renaming a variable, through the whole editor.

use std::fs;

use crate::support::*;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

/// A flow that sets `city` and `name` and reads the first in three templates, two of them in one field.
fn flow() -> Value {
    let at = |y: i32| json!({"x": 0, "y": y});
    json!({"description": "d", "initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": at(0)},
            "transitions": [{"event": "incomingMessage", "next": "note"}]},
        {"name": "note", "type": "set-variables", "transitions": [{"event": "next", "next": "which"}],
            "properties": {"variables": [{"value": "1", "key": "name"}, {"value": "2", "key": "city"}], "offset": at(200)}},
        {"name": "which", "type": "split-based-on", "properties": {"input": "{{flow.variables.city}}", "offset": at(400)},
            "transitions": [{"event": "noMatch", "next": "say"}]},
        {"name": "say", "type": "send-message", "transitions": [{"event": "sent"}],
            "properties": {"body": "{{flow.variables.city}} or {{flow.variables.city | upcase}} {{flow.variables.lost}}",
                "from": "{{flow.channel.address}}", "attributes": "{{flow.variables[flow.data.key]}}", "offset": at(600)}},
    ]})
}

fn open() -> (tempfile::TempDir, Editor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cities.json");
    fs::write(&path, flow().to_string()).unwrap();
    let mut editor = editor_on(&path);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num6);
    editor.run_steps(6);
    (folder, editor)
}

const CITY: &str = "flow.variables.city, set 1 · read 3";

fn row(editor: &mut Editor, name: &str) {
    editor.get_by_role_and_label(Role::TreeItem, name).click();
    editor.run_steps(6);
}

/// What the canvas says of a card.
fn card(editor: &Editor, begins: &str) -> String {
    let mut cards = editor.query_all_by_role(Role::TreeItem).filter_map(|node| node.accesskit_node().label());
    cards.find(|label| label.starts_with(begins)).unwrap()
}

#[test]
fn everything_that_is_written_or_read_is_listed_and_filtered() {
    let (_folder, mut editor) = open();
    for expected in [
        CITY,
        "flow.variables.name, never read",
        "flow.variables.lost, never written",
        "flow.data.key, read 1",
        "flow.channel.address, read 1",
    ] {
        assert!(editor.query_by_role_and_label(Role::TreeItem, expected).is_some(), "{expected}");
    }
    assert!(!shows(&editor, "widgets.say.outbound"));
    editor.get_by_role_and_label(Role::CheckBox, "Outputs nobody reads").click();
    editor.run_steps(4);
    assert!(shows(&editor, "widgets.say.outbound.Body, never read"));
    editor.get_by_role_and_label(Role::TextInput, "Filter references").focus();
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::TextInput, "Filter references").type_text("never w");
    editor.run_steps(4);
    assert!(shows(&editor, "flow.variables.lost") && !shows(&editor, CITY));
}

#[test]
fn a_place_leads_to_the_very_field() {
    let (_folder, mut editor) = open();
    row(&mut editor, CITY);
    let check = |editor: &mut Editor, place: &str, role: Role, field: &str| {
        row(editor, place);
        let node = editor.get_by_role_and_label(role, field);
        assert!(node.accesskit_node().is_focused(), "{place} must lead to {field}");
    };
    check(&mut editor, "Set by note · Variables", Role::TextInput, "Key 2");
    check(&mut editor, "Read by say · Message Body ×2", Role::MultilineTextInput, "Message Body");
    row(&mut editor, CITY);
    assert!(!shows(&editor, "Set by note"), "the row is closed again");
}

#[test]
fn writers_and_readers_are_lit_by_the_pointer_and_by_the_keyboard() {
    let (_folder, mut editor) = open();
    let lit = |editor: &Editor| {
        ["Set Variables note", "Split Based On… which", "Send Message say", "Trigger Trigger"].map(|begins| {
            card(editor, begins).split_once("; ").map(|(_, words)| words.to_owned()).unwrap_or_default()
        })
    };
    let words = |editor: &Editor| {
        lit(editor).map(|words| {
            let found =
                words.split("; ").find(|part| part.contains("flow.variables.city")).map(str::to_owned);
            found.unwrap_or_default()
        })
    };
    let expected =
        ["writes flow.variables.city", "reads flow.variables.city", "reads flow.variables.city", ""];
    editor.get_by_role_and_label(Role::TreeItem, CITY).hover();
    editor.run_steps(4);
    assert_eq!(words(&editor), expected);
    editor.hover_at(egui::pos2(700.0, 860.0));
    editor.run_steps(4);
    assert_eq!(words(&editor), ["", "", "", ""]);
    editor.get_by_role_and_label(Role::TreeItem, CITY).focus();
    editor.run_steps(4);
    assert_eq!(words(&editor), expected);
    // A place alone lights its own widget.
    row(&mut editor, CITY);
    editor.get_by_role_and_label(Role::TreeItem, "Read by which · Variable to Test").hover();
    editor.run_steps(4);
    assert_eq!(words(&editor), ["", "reads flow.variables.city", "", ""]);
    // With nothing to light, an idle window paints nothing.
    editor.run();
}

#[test]
fn a_variable_is_renamed_everywhere_in_one_step() {
    let (_folder, mut editor) = open();
    let before = text(&editor);
    editor.get_by_role_and_label(Role::TreeItem, CITY).focus();
    editor.run_steps(3);
    editor.key_press(Key::F2);
    editor.run_steps(6);
    assert!(editor.query_by_role_and_label(Role::Heading, "Rename city everywhere").is_some());
    assert!(shows(&editor, "4 places in 3 widgets will change:"));
    assert!(shows(&editor, "say · Message Body reads it 2 times"));
    assert!(shows(&editor, "say · Message Attributes works the name out when it runs"));
    let write = |editor: &mut Editor, name: &str| {
        editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
        editor.step();
        editor.get_by_role_and_label(Role::TextInput, "New name").type_text(name);
        editor.run_steps(4);
    };
    write(&mut editor, "two words");
    assert!(shows(&editor, "a variable's name begins with a letter"));
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    assert_eq!(text(&editor), before, "a bad name changes nothing");
    write(&mut editor, "name");
    assert!(shows(&editor, "This variable exists already.") && shows(&editor, "Join with name"));
    write(&mut editor, "town");
    editor.get_by_role_and_label(Role::Button, "Rename").click();
    editor.run_steps(6);
    let after = text(&editor);
    assert_eq!(
        after,
        before.replace("flow.variables.city", "flow.variables.town").replace(r#""city""#, r#""town""#)
    );
    assert!(shows(&editor, "Renamed in 4 places in 3 widgets"));
    assert!(shows(&editor, "flow.variables.town, set 1 · read 3"));
    let history = editor.state().state().active().unwrap().document.history().undo_name().map(str::to_owned);
    assert_eq!(history.as_deref(), Some("Rename variable city to town"));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run_steps(4);
    assert_eq!(text(&editor), before);
}

#[test]
fn with_the_panel_hidden_f2_means_the_widget_again() {
    let (_folder, mut editor) = open();
    editor.get_by_role_and_label(Role::TreeItem, CITY).focus();
    editor.run_steps(3);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num6);
    editor.run_steps(3);
    let say = editor
        .query_all_by_label_contains("Send Message say")
        .find(|node| node.accesskit_node().role() == Role::TreeItem);
    say.unwrap().click();
    editor.run_steps(4);
    editor.key_press(Key::F2);
    editor.run_steps(4);
    assert!(editor.state().state().dialogs.is_empty());
    assert!(editor.get_by_role_and_label(Role::TextInput, "Name").accesskit_node().is_focused());
}

#[test]
fn a_variable_is_renamed_by_menu_and_by_button_too() {
    let (_folder, mut editor) = open();
    editor.get_by_role_and_label(Role::TreeItem, CITY).click_secondary();
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::Button, "Rename everywhere…").click();
    editor.run_steps(4);
    assert!(shows(&editor, "Rename city everywhere"));
    editor.key_press(Key::Escape);
    editor.run_steps(4);
    row(&mut editor, CITY);
    editor.get_by_role_and_label(Role::Button, "Rename city everywhere").click();
    editor.run_steps(4);
    assert!(editor.query_by_role_and_label(Role::Heading, "Rename city everywhere").is_some());
}

#[test]
fn the_inspector_says_what_a_widget_writes_and_who_reads_it() {
    let (_folder, mut editor) = open();
    let card = editor
        .query_all_by_label_contains("Set Variables note")
        .find(|node| node.accesskit_node().role() == Role::TreeItem);
    card.unwrap().click();
    editor.run_steps(6);
    editor.get_by_role_and_label(Role::Tab, "References").click();
    editor.run_steps(6);
    assert!(editor.query_by_role_and_label(Role::TreeItem, "flow.variables.city").is_some());
    editor.get_by_role_and_label(Role::TreeItem, "say · Message Body").hover();
    editor.run_steps(4);
    assert!(self::card(&editor, "Set Variables note").ends_with("; writes flow.variables.city"));
    row(&mut editor, "flow.variables.city");
    let node = editor.get_by_role_and_label(Role::TextInput, "Key 2");
    assert!(node.accesskit_node().is_focused());
}

#[test]
fn the_panel_is_reached_and_left_by_keys_and_the_cards_stay_where_they_are() {
    let (_folder, mut editor) = open();
    let before = text(&editor);
    let focused = |editor: &Editor| {
        let mut rows = editor.query_all_by_role(Role::TreeItem).filter(|node| node.is_focused());
        rows.next().and_then(|row| row.accesskit_node().label()).unwrap_or_default()
    };
    let press = |editor: &mut Editor, modifiers: Modifiers, key: Key| {
        editor.key_press_modifiers(modifiers, key);
        editor.run_steps(4);
    };
    assert_eq!(focused(&editor), "flow.variables, set 0 · read 1");
    let card = editor.query_all_by_label_contains("Send Message say");
    card.into_iter().find(|node| node.accesskit_node().role() == Role::TreeItem).unwrap().click();
    editor.run_steps(4);
    press(&mut editor, Modifiers::ALT, Key::Num6);
    assert!(!focused(&editor).is_empty(), "it is shown already, and gets the keyboard only");
    press(&mut editor, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(focused(&editor), CITY);
    press(&mut editor, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(focused(&editor), "flow.variables.lost, never written");
    press(&mut editor, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(focused(&editor), CITY);
    press(&mut editor, Modifiers::NONE, Key::Enter);
    press(&mut editor, Modifiers::NONE, Key::End);
    assert_eq!(focused(&editor), "flow.data.key, read 1");
    press(&mut editor, Modifiers::ALT, Key::Num6);
    assert!(!shows(&editor, CITY), "with the keyboard in it, it is closed");
    assert_eq!(text(&editor), before);
}

#[test]
fn f2_after_a_click_on_a_variable_means_the_variable() {
    let (_folder, mut editor) = open();
    row(&mut editor, CITY);
    editor.key_press(Key::F2);
    editor.run_steps(4);
    assert!(shows(&editor, "Rename city everywhere"));
}

#[test]
fn what_is_read_by_the_name_of_its_setter_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("setter.json");
    let written = flow().to_string().replace("{{flow.channel.address}}", "{{widgets.note.name}}");
    fs::write(&path, written).unwrap();
    let mut editor = editor_on(&path);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num6);
    editor.run_steps(6);
    row(&mut editor, "flow.variables.name, set 1 · read 1");
    assert!(
        editor.query_by_role_and_label(Role::TreeItem, "Read by say · Send Message From").is_some()
            || shows(&editor, "Read by say · ")
    );
    assert!(shows(&editor, "widgets.note.name, read 1"));
}
