//! Small things that a day's work depends on: where new widgets stand, who has the keyboard, which panel is shown.

use crate::support::*;
use cordboard::editor::app::Options;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

fn card(editor: &mut Editor, name: &str) {
    let node =
        editor.query_all_by_label_contains(name).find(|node| node.accesskit_node().role() == Role::TreeItem);
    node.unwrap().click();
    editor.run_steps(6);
}

#[test]
fn a_new_widget_stands_on_no_other() {
    let mut editor = editor(Options::default());
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    for name in ["Send Message", "Say/Play", "Say/Play", "Split Based On…", "Set Variables", "Send Message"]
    {
        press(&mut editor, Role::Button, name);
    }
    let file = editor.state().state().active().unwrap();
    let cards = file.derived.scene.cards();
    assert_eq!(cards.len(), 7);
    for (index, one) in cards.iter().enumerate() {
        for two in &cards[index + 1..] {
            assert!(!one.rect.intersects(&two.rect), "{} and {}", one.widget.title(), two.widget.title());
        }
    }
}

#[test]
fn a_list_closes_when_its_row_is_chosen_by_key_and_keeps_the_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "voice-menu.json"));
    card(&mut editor, "Connect Call To connect,");
    let before = text(&editor);
    press(&mut editor, Role::ComboBox, "Connect Call To");
    editor.get_by_role_and_label(Role::ListBoxOption, "Client").focus();
    editor.step();
    editor.key_press(Key::Enter);
    editor.run_steps(4);
    assert!(text(&editor).contains(r#""noun": "client""#), "{}", text(&editor));
    assert!(
        editor.query_by_role_and_label(Role::ListBoxOption, "Client").is_none(),
        "the list is still open"
    );
    // Neither Backspace nor an arrow means the canvas now.
    let widgets = |editor: &Editor| editor.state().state().active().unwrap().flow().widgets().len();
    let count = widgets(&editor);
    let chosen = text(&editor);
    editor.key_press(Key::Backspace);
    editor.key_press(Key::ArrowDown);
    editor.run_steps(4);
    assert_eq!(widgets(&editor), count);
    let offset = |text: &str| text.matches(r#""x": 280"#).count();
    assert_eq!(offset(&text(&editor)), offset(&chosen), "no card moved");
    assert_ne!(before, chosen);
}

#[test]
fn what_is_deleted_is_not_selected_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "voice-menu.json"));
    card(&mut editor, "Set Variables note_hangup,");
    assert!(shows(&editor, "1 selected"));
    editor.key_press(Key::Delete);
    editor.run_steps(4);
    assert!(!shows(&editor, "1 selected"));
}

#[test]
fn a_run_that_is_over_is_still_to_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "voice-menu.json"));
    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    let channel = editor.get_by_role_and_label(Role::ComboBox, "Channel").accesskit_node().value();
    assert_eq!(channel.as_deref(), Some("Call"), "a call has no other channel");
    press(&mut editor, Role::Button, "Start");
    until_shown(&mut editor, "menu waits for a key press or speech");
    press(&mut editor, Role::Button, "hang up");
    until_shown(&mut editor, "the caller hung up");
    card(&mut editor, "Gather Input On Call menu,");
    assert!(!shows(&editor, "the caller hung up"), "the inspector is shown");
    press(&mut editor, Role::Button, "Show the run");
    assert!(shows(&editor, "the caller hung up"));
    press(&mut editor, Role::Button, "Show the inspector");
    assert!(!shows(&editor, "the caller hung up"));
    editor.key_press_modifiers(Modifiers::ALT, Key::Num5);
    editor.run_steps(4);
    assert!(shows(&editor, "the caller hung up"));
}

#[test]
fn tabs_come_in_the_order_in_which_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["voice-menu.json", "opt-in.json", "chat-greeter.json", "order-status.json"];
    let files = names.iter().map(|name| sample(folder.path(), name)).collect();
    let mut editor = editor(Options { files, ..Options::default() });
    until(&mut editor, |editor| editor.state().state().open.len() == names.len());
    let titles: Vec<String> = editor.state().state().open.iter().map(|file| file.document.title()).collect();
    assert_eq!(titles, names);
}

#[test]
fn what_is_fitted_stands_above_the_minimap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grid.json");
    let mut states =
        vec![json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
        "transitions": [{"event": "incomingMessage"}]})];
    states.extend((1..16).map(|at| {
        json!({"name": format!("say_{at}"), "type": "send-message", "transitions": [{"event": "sent"}],
            "properties": {"body": "Hi", "offset": {"x": at % 4 * 400, "y": at / 4 * 300}}})
    }));
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger"});
    std::fs::write(&path, flow.to_string()).unwrap();
    let mut editor = editor_sized(Options { files: vec![path], ..Options::default() }, [1280.0, 800.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    editor.run_steps(6);
    let map = editor.get_by_role_and_label(Role::Image, "Minimap").rect();
    let file = editor.state().state().active().unwrap();
    for card in file.derived.scene.cards() {
        let [from, to] = [card.rect.min, card.rect.max].map(|corner| file.view.screen_from_world(corner));
        let rect = egui::Rect::from_two_pos(from, to);
        assert!(!rect.intersects(map), "{rect:?} {map:?}");
        assert!(rect.min.y > 60.0 && rect.max.y < 780.0, "{rect:?} is seen");
    }
}
