//! Settings, the window's size, broken settings files, the start page, and messages with a way back.

use std::fs;
use std::path::Path;

use crate::support::{Editor, editor, editor_on, folders, press, sample, shows, text, until};
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use cordboard::editor::settings::{Settings, ThemeChoice, WireStyle};
use egui::accesskit::Role;
use egui::{Key, Modifiers};

const CTRL: Modifiers = Modifiers::COMMAND;

fn window(root: &Path) -> Editor {
    let mut editor = editor(Options { folders: Some(folders(root)), ..Options::default() });
    editor.run();
    editor
}

fn settings(editor: &Editor) -> &Settings {
    &editor.state().state().settings
}

#[test]
fn what_is_set_holds_at_once_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    editor.key_press_modifiers(CTRL, Key::Comma);
    editor.run_steps(3);
    press(&mut editor, Role::RadioButton, "Light");
    press(&mut editor, Role::RadioButton, "Right-angled");
    press(&mut editor, Role::CheckBox, "Things glide to their places");
    press(&mut editor, Role::CheckBox, "The canvas follows the run");
    press(&mut editor, Role::Button, "Larger interface");
    let set = settings(&editor);
    assert_eq!((set.theme, set.wires), (ThemeChoice::Light, WireStyle::RightAngled));
    assert_eq!((set.has_motion, set.follows_run, set.scale()), (false, false, 1.1));
    assert_eq!(editor.ctx.zoom_factor(), 1.1);
    assert_eq!(editor.ctx.global_style().animation_time, 0.0);
    press(&mut editor, Role::Link, "Own size");
    assert_eq!(editor.ctx.zoom_factor(), 1.0);
    let file = folder.path().join("settings.json");
    until(&mut editor, |_| {
        let kept = Settings::load(&file);
        kept.theme == ThemeChoice::Light && kept.wires == WireStyle::RightAngled && !kept.has_motion
    });
    drop(editor);
    let editor = window(folder.path());
    assert_eq!(editor.ctx.global_style().animation_time, 0.0, "kept for the next start");
}

#[test]
fn the_interface_grows_and_shrinks_by_commands_within_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = window(folder.path());
    for _ in 0..12 {
        editor.state_mut().press(Command::ScaleUp);
        editor.run_steps(2);
    }
    assert_eq!(editor.ctx.zoom_factor(), 2.0);
    assert!(Command::ScaleUp.disabled_because(editor.state().state()).is_some());
    for _ in 0..12 {
        editor.state_mut().press(Command::ScaleDown);
        editor.run_steps(2);
    }
    assert_eq!(editor.ctx.zoom_factor(), 0.75);
    editor.state_mut().press(Command::ScaleReset);
    editor.run_steps(2);
    assert_eq!(editor.ctx.zoom_factor(), 1.0);
    editor.state_mut().press(Command::Motion);
    editor.run_steps(2);
    assert!(!settings(&editor).has_motion);
}

#[test]
fn a_setting_that_cannot_be_read_costs_no_other() {
    let read = Settings::parse(
        br#"{"version": 1, "theme": "purple", "wires": "right-angled", "right_width": "wide",
            "follows_run": false, "of_later": [1, 2]}"#,
    );
    assert_eq!((read.settings.theme, read.settings.wires), (ThemeChoice::System, WireStyle::RightAngled));
    assert!(!read.settings.follows_run);
    assert_eq!(read.settings.right_width, Settings::default().right_width);
    assert_eq!(read.settings.others.len(), 1);
    assert_eq!(read.troubles.len(), 2, "{:?}", read.troubles);
    let check = |text: &str, troubles: usize| {
        let read = Settings::parse(text.as_bytes());
        assert_eq!((read.settings, read.troubles.len()), (Settings::default(), troubles), "{text}");
    };
    check("{}", 0);
    check("", 1);
    check("[]", 1);
    check("{\"theme\": ", 1);
}

#[test]
fn a_broken_settings_file_is_told_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.json");
    fs::write(&file, "{\"theme\": \"light\",").unwrap();
    let mut editor = window(folder.path());
    assert!(shows(&editor, "The settings cannot be read"));
    assert!(shows(&editor, "settings.json.broken"));
    editor.state_mut().press(Command::ThemeDark);
    until(&mut editor, |_| Settings::load(&file).theme == ThemeChoice::Dark);
    assert_eq!(
        fs::read_to_string(folder.path().join("settings.json.broken")).unwrap(),
        "{\"theme\": \"light\","
    );
}

#[test]
fn keys_that_name_nothing_are_told_and_the_rest_counts() {
    let folder = tempfile::tempdir().unwrap();
    let kept = r#"{"version": 1, "theme": "light", "keys": {"save": "Hyper+S", "fit": "Ctrl+Shift+Y"}}"#;
    fs::write(folder.path().join("settings.json"), kept).unwrap();
    let editor = window(folder.path());
    assert_eq!(settings(&editor).theme, ThemeChoice::Light);
    assert!(shows(&editor, "Hyper+S, given to Save, names no keys"));
}

#[test]
fn values_beyond_all_bounds_are_not_used() {
    let read = Settings::parse(br#"{"scale": 90.0, "window": [0.0, -3.0]}"#).settings;
    assert_eq!((read.scale(), read.window()), (2.0, None));
    let read = Settings::parse(br#"{"scale": 0.01, "window": [800.0, 600.0]}"#).settings;
    assert_eq!((read.scale(), read.window()), (0.75, Some([800.0, 600.0])));
}

#[test]
fn the_start_page_shows_what_was_open_and_flows_to_learn_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "opt-in.json");
    let gone = folder.path().join("gone.json");
    let kept = serde_json::json!({"version": 1, "recent": [path, gone]});
    fs::write(folder.path().join("settings.json"), kept.to_string()).unwrap();
    let mut editor = window(folder.path());
    until(&mut editor, |editor| editor.state().state().recent.get(&gone).is_some());
    editor.run_steps(2);
    press(&mut editor, Role::Button, "Forget gone.json");
    assert_eq!(settings(&editor).recent, std::slice::from_ref(&path));
    press(&mut editor, Role::Button, "voice-menu.json");
    let file = editor.state().state().active().unwrap();
    assert_eq!((file.document.title(), file.document.is_modified()), ("voice-menu.json".to_owned(), false));
    assert_eq!(file.document.path(), None, "a copy, which belongs to no file");
}

#[test]
fn deleting_several_widgets_can_be_taken_back_from_the_message() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "opt-in.json"));
    let before = text(&editor);
    editor.key_press_modifiers(CTRL, Key::A);
    editor.run_steps(3);
    editor.state_mut().press(Command::Delete);
    editor.run_steps(3);
    assert!(shows(&editor, "Deleted "));
    assert_ne!(text(&editor), before);
    press(&mut editor, Role::Link, "Undo");
    assert_eq!(text(&editor), before);
}

#[test]
fn a_message_takes_back_only_what_it_was_about() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "opt-in.json"));
    editor.key_press_modifiers(CTRL, Key::A);
    editor.run_steps(3);
    editor.state_mut().press(Command::Delete);
    editor.run_steps(3);
    editor.state_mut().press(Command::Undo);
    editor.run_steps(3);
    let before = text(&editor);
    press(&mut editor, Role::Link, "Undo");
    assert_eq!(text(&editor), before, "it was taken back already");
    assert!(shows(&editor, "The flow has changed since"));
}

#[test]
fn the_last_change_is_told_for_a_while_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = editor_on(&sample(folder.path(), "opt-in.json"));
    editor.key_press_modifiers(CTRL, Key::A);
    editor.run_steps(2);
    editor.state_mut().press(Command::Duplicate);
    editor.run_steps(5);
    assert!(shows(&editor, "· Ctrl+Z"));
    editor.run_steps(90);
    assert!(!shows(&editor, "· Ctrl+Z"));
}
