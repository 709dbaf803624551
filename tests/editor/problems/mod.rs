//! What is wrong, live: found while one types, listed, marked, gone to, mended, and switched off for a folder.

mod rules;

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use crate::support::*;
use cordboard::check::Severity;
use cordboard::editor::command::Command;
use cordboard::editor::state::{InspectorTab, RightPanel};
use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

/// A flow with a mistake of each kind that has a place of its own.
fn faulty(root: &Path) -> PathBuf {
    let path = sample(root, "appointment-reminder.json");
    let mut flow: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    flow["flags"] = json!(5);
    let states = flow["states"].as_array_mut().unwrap();
    for state in states.iter_mut() {
        match state["name"].as_str().unwrap() {
            "prepare" => state["properties"]["variables"][1]["value"] = json!("{{flow.data.day | nofilter}}"),
            "remind" => state["transitions"][1]["next"] = json!("gone"),
            "ask_again" => state["transitions"][1]["next"] = json!("gone as well"),
            "read_reply" => state["transitions"][2]["conditions"][0]["value"] = json!("monday,,friday"),
            "confirmed" => state["properties"]["body"] = json!("{{ flow.variables.nam }}"),
            _ => {}
        }
    }
    std::fs::write(&path, serde_json::to_string_pretty(&flow).unwrap()).unwrap();
    path
}

fn open(path: &Path) -> Editor {
    let mut editor = editor_on(path);
    checked(&mut editor);
    editor.key_press_modifiers(Modifiers::ALT, Key::Num3);
    editor.run();
    editor
}

/// The codes that the list shows, from top to bottom.
fn listed(editor: &Editor) -> Vec<String> {
    editor
        .query_all_by_role(Role::ListBoxOption)
        .map(|row| {
            let name = row.accesskit_node().label().unwrap_or_default();
            name.trim_end_matches(')').rsplit(", ").next().unwrap_or_default().to_owned()
        })
        .collect()
}

fn found(editor: &Editor, code: &str) -> usize {
    editor.state().state().active().unwrap().derived.findings.kind(code).count
}

/// The name of what has the keyboard.
fn focused(editor: &Editor) -> String {
    let names = |role| {
        let all = editor.query_all_by_role(role);
        all.filter(|node| node.is_focused()).find_map(|node| node.accesskit_node().label())
    };
    [Role::TextInput, Role::MultilineTextInput, Role::ComboBox]
        .into_iter()
        .find_map(names)
        .unwrap_or_default()
}

/// Goes on to the problem of a rule with F8.
fn step_to(editor: &mut Editor, code: &str) {
    for _ in 0..editor.state().state().active().unwrap().derived.findings.all().len() {
        editor.key_press(Key::F8);
        editor.run_steps(6);
        let row = editor.query_all_by_role(Role::ListBoxOption).find(|row| {
            row.accesskit_node().is_selected() == Some(true)
                && row.accesskit_node().label().unwrap_or_default().ends_with(&format!("{code})"))
        });
        if row.is_some() {
            return;
        }
    }
    panic!("F8 never comes to {code}");
}

#[test]
fn what_is_typed_is_checked_and_told_in_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&sample(folder.path(), "appointment-reminder.json"));
    assert_eq!(found(&editor, "bad-template"), 0);
    let card = |editor: &Editor| {
        let node = editor.query_all_by_role(Role::TreeItem).find(|node| {
            node.accesskit_node().label().unwrap_or_default().starts_with("Send Message confirmed,")
        });
        node.unwrap().accesskit_node().label().unwrap()
    };
    editor.query_all_by_label_contains("Send Message confirmed,").next().unwrap().click();
    editor.run_steps(6);
    editor.get_by_role_and_label(Role::MultilineTextInput, "Message Body").focus();
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text("{{ x | upcas }}");
    checked(&mut editor);
    assert_eq!(found(&editor, "bad-template"), 1);
    assert!(listed(&editor).contains(&"bad-template".to_owned()), "{:?}", listed(&editor));
    assert!(shows(&editor, "There is no filter upcas") || shows(&editor, "there is no filter upcas"));
    assert!(card(&editor).contains("warning"), "{}", card(&editor));
    assert!(shows(&editor, "in confirmed"), "the badge of the card tells it");
    // The frame before the answer shows what was known, not nothing.
    let body = editor.get_by_role_and_label(Role::MultilineTextInput, "Message Body");
    body.type_text("!");
    editor.step();
    assert_eq!(found(&editor, "bad-template"), 1);
    // A widget that is gone has no problems, even before the checker has said so.
    editor.state_mut().press(Command::Undo);
    editor.state_mut().press(Command::Undo);
    checked(&mut editor);
    assert_eq!(found(&editor, "bad-template"), 0);
}

#[test]
fn f8_goes_to_the_very_field_whatever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    let tab = |editor: &Editor| editor.state().state().active().unwrap().inspector_tab;
    step_to(&mut editor, "bad-flags");
    let file = editor.state().state().active().unwrap();
    assert!(file.selection.is_empty() && file.right == RightPanel::Inspector, "the flow's overview");
    for (code, field, shown) in [
        ("unknown-target", "No Reply", InspectorTab::Transitions),
        ("bad-template", "Value 2", InspectorTab::Configure),
        ("empty-list-item", "Branch 2 value", InspectorTab::Configure),
        ("unknown-variable", "Message Body", InspectorTab::Configure),
    ] {
        step_to(&mut editor, code);
        assert_eq!((focused(&editor).as_str(), tab(&editor)), (field, shown), "{code}");
    }
    // Back again; F8 works while a field has the keyboard.
    let here = focused(&editor);
    editor.key_press(Key::F8);
    editor.run_steps(6);
    assert_ne!(focused(&editor), here);
    editor.key_press_modifiers(Modifiers::SHIFT, Key::F8);
    editor.run_steps(6);
    assert_eq!(focused(&editor), here);
}

#[test]
fn the_arrow_keys_choose_and_enter_goes_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    let rows = |editor: &Editor| -> Vec<bool> {
        let rows = editor.query_all_by_role(Role::ListBoxOption);
        rows.map(|row| row.accesskit_node().is_selected() == Some(true)).collect()
    };
    editor.query_all_by_role(Role::ListBoxOption).next().unwrap().focus();
    editor.run_steps(3);
    editor.key_press(Key::ArrowDown);
    editor.run_steps(4);
    assert!(rows(&editor)[1], "{:?}", rows(&editor));
    assert_eq!(focused(&editor), "", "choosing does not leave the list");
    editor.key_press(Key::Enter);
    editor.run_steps(6);
    assert_eq!(focused(&editor), "No Reply");
}

#[test]
fn one_fix_all_of_a_kind_and_all_that_is_safe_are_each_one_step_of_undo() {
    let folder = tempfile::tempdir().unwrap();
    let path = faulty(folder.path());
    // A number where a text is wanted can be written as one without looking.
    let number =
        std::fs::read_to_string(&path).unwrap().replacen("\"timeout\": \"14400\"", "\"timeout\": 14400", 1);
    std::fs::write(&path, number).unwrap();
    let mut editor = open(&path);
    let before = text(&editor);
    let undo_name = |editor: &Editor| {
        let history = editor.state().state().active().unwrap().document.history();
        history.undo_name().unwrap_or_default().to_owned()
    };
    assert_eq!(found(&editor, "unknown-target"), 2);
    editor.query_all_by_label("Fix: Disconnect").next().unwrap().click();
    editor.run_steps(4);
    checked(&mut editor);
    assert_eq!(found(&editor, "unknown-target"), 1);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    checked(&mut editor);
    assert_eq!(text(&editor), before);

    step_to(&mut editor, "unknown-target");
    press(&mut editor, Role::Link, "Fix all of this kind (2)");
    until(&mut editor, |editor| text(editor) != before);
    checked(&mut editor);
    assert_eq!((found(&editor, "unknown-target"), found(&editor, "unknown-variable")), (0, 1));
    assert_eq!(undo_name(&editor), "Fix unknown-target (2)");
    editor.state_mut().press(Command::Undo);
    checked(&mut editor);
    assert_eq!((text(&editor) == before, found(&editor, "unknown-target")), (true, 2));

    let safe = editor.state().state().active().unwrap().derived.findings.safe_fixes();
    assert!(safe > 0);
    press(&mut editor, Role::Link, &format!("Fix everything safe ({safe})"));
    until(&mut editor, |editor| text(editor) != before);
    checked(&mut editor);
    assert_eq!(editor.state().state().active().unwrap().derived.findings.safe_fixes(), 0);
    assert!(undo_name(&editor).starts_with("Fix everything safe ("), "{}", undo_name(&editor));
    editor.state_mut().press(Command::Undo);
    editor.run_steps(2);
    assert_eq!(text(&editor), before);
}

#[test]
fn severities_and_words_filter_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    let count =
        |editor: &Editor, severity| editor.state().state().active().unwrap().derived.findings.count(severity);
    let (errors, warnings) = (count(&editor, Severity::Error), count(&editor, Severity::Warning));
    assert!(errors == 3 && warnings >= 3, "{errors} {warnings}");
    let name = format!("{errors} errors");
    let is_on = |editor: &Editor, name: &str| {
        editor.get_by_role_and_label(Role::CheckBox, name).accesskit_node().toggled() == Some(Toggled::True)
    };
    assert!(is_on(&editor, &name));
    press(&mut editor, Role::CheckBox, &name);
    assert!(!is_on(&editor, &name));
    assert!(!listed(&editor).contains(&"bad-flags".to_owned()));
    press(&mut editor, Role::CheckBox, &name);
    // The name of the widget, the code and the message are searched.
    for (words, expected) in [
        ("unknown-TARGET", vec!["unknown-target", "unknown-target"]),
        ("read_reply", vec!["empty-list-item"]),
        ("nofilter", vec!["bad-template"]),
    ] {
        let field = editor.get_by_role_and_label(Role::TextInput, "Filter problems");
        field.focus();
        editor.run_steps(2);
        editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
        editor.run_steps(2);
        editor.get_by_role_and_label(Role::TextInput, "Filter problems").type_text(words);
        editor.run_steps(4);
        assert_eq!(listed(&editor), expected, "{words}");
    }
    editor.get_by_role_and_label(Role::TextInput, "Filter problems").type_text("nothing like it");
    editor.run_steps(4);
    assert!(listed(&editor).is_empty() && shows(&editor, "No problem like that"));
    press(&mut editor, Role::Button, "Show all");
    assert!(listed(&editor).len() > 4);
}

#[test]
fn outline_json_and_list_rows_tell_their_problems() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    step_to(&mut editor, "bad-template");
    // Below the row whose value it is, and once.
    let told: Vec<f32> = editor
        .query_all_by_label_contains("Template: there is no filter nofilter.")
        .map(|node| node.rect())
        .filter(|rect| rect.left() > 900.0)
        .map(|rect| rect.top())
        .collect();
    let [told] = *told else { panic!("once in the inspector: {told:?}") };
    let next = editor.get_by_role_and_label(Role::TextInput, "Key 3").rect().top();
    let value = editor.get_by_role_and_label(Role::TextInput, "Value 2").rect().top();
    assert!(value < told && told < next, "{value} {told} {next}");
    press(&mut editor, Role::Tab, "JSON");
    assert!(shows(&editor, "/properties/variables/1/value"));
    editor.key_press_modifiers(Modifiers::ALT, Key::Num2);
    editor.run_steps(4);
    let row = editor.get_by_role_and_label(Role::TreeItem, "Set Variables prepare, 1 problem");
    assert_eq!(row.accesskit_node().level(), Some(1));
}

#[test]
fn of_a_long_list_only_what_is_seen_is_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.json");
    let mut states = vec![json!({"name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{"event": "incomingMessage", "next": "say_0"}]})];
    states.extend((0..800).map(|at| {
        json!({"name": format!("say_{at}"), "type": "send-message", "transitions": [
                {"event": "sent", "next": format!("say_{}", at + 1)}, {"event": "failed", "next": "gone"}],
            "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": ""}})
    }));
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true}});
    std::fs::write(&path, flow.to_string()).unwrap();
    let mut editor = open(&path);
    assert!(editor.state().state().active().unwrap().derived.findings.all().len() > 1_500);
    let rows = listed(&editor).len();
    assert!((4..40).contains(&rows), "{rows}");
    // One step back from the first is the last, which is scrolled to.
    editor.key_press_modifiers(Modifiers::SHIFT, Key::F8);
    editor.run_steps(8);
    let is_seen = |editor: &Editor| {
        let mut rows = editor.query_all_by_role(Role::ListBoxOption);
        rows.any(|row| row.accesskit_node().is_selected() == Some(true))
    };
    assert!(is_seen(&editor), "{:?}", listed(&editor));
    // The keyboard goes to rows that were not laid out before, too.
    let chosen = |editor: &Editor| {
        let mut rows = editor.query_all_by_role(Role::ListBoxOption);
        let row = rows.find(|row| row.accesskit_node().is_selected() == Some(true)).unwrap();
        (row.accesskit_node().label().unwrap_or_default(), row.is_focused())
    };
    editor.query_all_by_role(Role::ListBoxOption).next().unwrap().focus();
    editor.run_steps(3);
    editor.key_press(Key::Home);
    editor.run_steps(4);
    let first = chosen(&editor);
    assert!(first.0.contains("(say_0, unknown-target)") && first.1, "{first:?}");
    for _ in 0..20 {
        editor.key_press(Key::ArrowDown);
        editor.run_steps(3);
    }
    let later = chosen(&editor);
    assert!(later.0.contains("(say_20, unknown-target)") && later.1, "{later:?}");
    // All of a kind, thousands of them, in one step.
    let before = text(&editor);
    editor.key_press(Key::F8);
    editor.run_steps(8);
    let count = found(&editor, "unknown-target");
    press(&mut editor, Role::Link, &format!("Fix all of this kind ({count})"));
    until(&mut editor, |editor| text(editor) != before);
    checked(&mut editor);
    assert_eq!(found(&editor, "unknown-target"), 0);
    editor.state_mut().press(Command::Undo);
    editor.run_steps(2);
    assert_eq!(text(&editor), before);
}

#[test]
fn the_list_is_reached_by_keys_and_a_shortcut_writes_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    let before = text(&editor);
    let chosen = |editor: &Editor| {
        let mut rows = editor.query_all_by_role(Role::ListBoxOption).filter(|row| row.is_focused());
        rows.next().and_then(|row| row.accesskit_node().label()).unwrap_or_default()
    };
    let first = chosen(&editor);
    assert!(!first.is_empty());
    editor.key_press(Key::ArrowDown);
    editor.run_steps(4);
    assert_ne!(chosen(&editor), first);
    step_to(&mut editor, "unknown-variable");
    assert_eq!(focused(&editor), "Message Body");
    // As a window sends it: the key, and the digit that it writes.
    let alt_digit = |editor: &mut Editor, key: Key, digit: &str| {
        let modifiers = Modifiers::ALT;
        let pressed = egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
        editor.input_mut().events.extend([pressed, egui::Event::Text(digit.to_owned())]);
        editor.step();
        editor.run_steps(4);
    };
    alt_digit(&mut editor, Key::Num2, "2");
    assert!(shows(&editor, "Outline"));
    assert_eq!(text(&editor), before);
    alt_digit(&mut editor, Key::Num3, "3");
    assert!(chosen(&editor).contains("unknown-variable"), "{}", chosen(&editor));
    alt_digit(&mut editor, Key::Num3, "3");
    assert!(listed(&editor).is_empty(), "with the keyboard in it, it is closed");
    assert_eq!(text(&editor), before);
}

#[test]
fn a_branch_without_a_condition_leads_to_the_condition() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let mut flow: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for state in flow["states"].as_array_mut().unwrap() {
        if state["name"] == "read_reply" {
            state["transitions"][2]["conditions"] = json!([]);
        }
    }
    std::fs::write(&path, flow.to_string()).unwrap();
    let mut editor = open(&path);
    step_to(&mut editor, "match-without-condition");
    assert_eq!(focused(&editor), "Branch 2 value");
}
