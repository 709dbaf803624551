use std::collections::HashSet;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{COMMANDS, Command, KeyText, Keys, from_text, pressed_as, refused, to_text};

fn keys(text: &str) -> KeyboardShortcut {
    from_text(text).unwrap_or_else(|| panic!("{text} names keys"))
}

#[test]
fn each_command_has_one_name_and_one_place_in_the_table() {
    let names: HashSet<String> = COMMANDS.iter().map(|entry| entry.command.name()).collect();
    assert_eq!(names.len(), COMMANDS.len());
    for entry in COMMANDS {
        let name = entry.command.name();
        assert_eq!(Command::named(&name), Some(entry.command));
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
    }
    assert_eq!(Command::OpenSubflow.name(), "open-subflow");
    assert_eq!(Command::named("no-such-thing"), None);
}

#[test]
fn keys_are_written_as_they_are_read() {
    for entry in COMMANDS.iter().filter_map(|entry| entry.shortcut) {
        assert_eq!(from_text(&to_text(&entry)), Some(entry));
    }
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(from_text(text).map(|keys| to_text(&keys)).as_deref(), expected, "{text}");
    };
    check("ctrl+shift+k", Some("Ctrl+Shift+K"));
    check("Cmd + Alt + Left", Some("Ctrl+Alt+Left"));
    check("Ctrl++", Some("Ctrl+Plus"));
    check("F7", Some("F7"));
    check("a", Some("A"));
    check("Ctrl+", None);
    check("Hyper+K", None);
    check("", None);
}

#[test]
fn no_two_commands_have_the_same_keys() {
    let mut seen = HashSet::new();
    for entry in COMMANDS {
        if let Some(shortcut) = entry.shortcut {
            assert!(seen.insert(shortcut), "{} has keys that another command has", entry.text);
        }
    }
}

#[test]
fn keys_that_are_taken_leave_the_other_command_without() {
    let mut text = KeyText::new();
    Command::Rules.give(&mut text, Some(keys("Ctrl+D")));
    let (now, troubles) = Keys::read(&text);
    assert_eq!(troubles, Vec::<String>::new());
    assert_eq!(now.get(Command::Rules), Some(keys("Ctrl+D")));
    assert_eq!(now.get(Command::Duplicate), None);
    assert_eq!(now.holder(&keys("Ctrl+D")), Some(Command::Rules));
    // Back to its own: the other one is without keys now.
    Command::Duplicate.give(&mut text, Some(keys("Ctrl+D")));
    let (now, _) = Keys::read(&text);
    assert_eq!(now.get(Command::Duplicate), Some(keys("Ctrl+D")));
    assert_eq!(now.get(Command::Rules), None);
    assert!(!Command::Duplicate.has_own_keys(&text));
}

#[test]
fn second_keys_hold_until_they_or_the_commands_own_are_given_away() {
    let check = |text: &KeyText, redo: Option<&str>, holder: Option<Command>| {
        let (now, troubles) = Keys::read(text);
        assert_eq!(troubles, Vec::<String>::new());
        assert_eq!(now.second(Command::Redo).map(|keys| to_text(&keys)).as_deref(), redo);
        assert_eq!(now.holder(&keys("Ctrl+Y")), holder);
    };
    check(&KeyText::new(), Some("Ctrl+Y"), Some(Command::Redo));
    let mut text = KeyText::new();
    Command::Rules.give(&mut text, Some(keys("Ctrl+Y")));
    check(&text, None, Some(Command::Rules));
    assert!(!Command::Redo.has_own_keys(&text), "Ctrl+Shift+Z is still its own");
    let mut text = KeyText::new();
    Command::Redo.give(&mut text, Some(keys("Ctrl+J")));
    check(&text, None, None);
}

#[test]
fn what_cannot_be_used_is_told_and_the_default_counts() {
    let text = KeyText::from([
        ("save".to_owned(), "Ctrl+Nowhere".to_owned()),
        ("run".to_owned(), "R".to_owned()),
        ("new".to_owned(), "Ctrl+Shift+Y".to_owned()),
        ("open".to_owned(), "Ctrl+Shift+Y".to_owned()),
        ("of-a-later-version".to_owned(), "Ctrl+1".to_owned()),
    ]);
    let (now, troubles) = Keys::read(&text);
    assert_eq!(now.get(Command::Save), Some(keys("Ctrl+S")));
    assert_eq!(now.get(Command::Run), Some(keys("F5")));
    assert_eq!(troubles.len(), 3, "{troubles:?}");
}

#[test]
fn keys_that_mean_something_else_are_refused() {
    let check = |command: Command, text: &str, is_refused: bool| {
        assert_eq!(refused(command, &keys(text)).is_some(), is_refused, "{command:?} {text}");
    };
    check(Command::Save, "S", true);
    check(Command::Save, "Shift+S", true);
    check(Command::Save, "Alt+S", false);
    check(Command::Save, "F2", false);
    check(Command::Fit, "Z", false);
    check(Command::Group, "Shift+G", false);
    check(Command::Group, "Enter", true);
    check(Command::Group, "Left", true);
    check(Command::Group, "Alt+Left", false);
    check(Command::Group, "S", true);
    check(Command::Group, "[", true);
    check(Command::Save, "Ctrl+C", true);
    check(Command::Save, "Ctrl+Alt+C", false);
    check(Command::Save, "Escape", true);
    check(Command::Copy, "Ctrl+J", true);
    check(Command::Duplicate, "Ctrl+D", false);
}

#[test]
fn both_keys_of_ctrl_are_the_same() {
    let linux = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
    assert_eq!(pressed_as(linux, Key::S), KeyboardShortcut::new(Modifiers::COMMAND, Key::S));
}
