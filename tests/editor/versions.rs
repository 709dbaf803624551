//! What differs from another version, by role and name; and pictures of the flow.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use crate::support::{Editor, PATIENCE, command, editor_sized, labels, press, text, until, until_shown};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use cordboard::picture::{Point, Rect};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

fn send(name: &str, body: &str, next: Option<&str>, y: i32) -> Value {
    json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
           "properties": {"offset": {"x": 0, "y": y}, "body": body, "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}"}})
}

fn flow(states: &[Value]) -> String {
    let mut all = vec![
        json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": -250}}, "transitions": [
        {"event": "incomingMessage", "next": "greet"}, {"event": "incomingCall"}, {"event": "incomingConversationMessage"},
        {"event": "incomingRequest"}, {"event": "incomingParent"}]}),
    ];
    all.extend(states.iter().cloned());
    json!({"description": "t", "states": all, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}).to_string()
}

fn before() -> String {
    flow(&[
        send("greet", "Hello dear friend, how are you today?", Some("ask"), 0),
        send("ask", "What is it about?", Some("old_end"), 250),
        send("old_end", "Good bye for ever", None, 500),
        send("aside", "Nobody comes here", None, 750),
    ])
}

fn after() -> String {
    flow(&[
        send("greet", "Hello dear friend, how is it today?", Some("question"), 0),
        send("question", "What is it about?", Some("new_end"), 250),
        json!({"name": "new_end", "type": "set-variables", "transitions": [{"event": "next"}],
            "properties": {"offset": {"x": 300, "y": 500}, "variables": []}}),
        send("aside", "Nobody comes here", None, 900),
    ])
}

/// A file of one version, open, and the other one beside it.
fn open(folder: &Path, answers: &[PathBuf]) -> Editor {
    let path = folder.join("flow.json");
    if !path.exists() {
        std::fs::write(&path, after()).unwrap();
    }
    std::fs::write(folder.join("before.json"), before()).unwrap();
    let answers: VecDeque<Vec<PathBuf>> = answers.iter().map(|path| vec![path.clone()]).collect();
    let options =
        Options { files: vec![path], path_answers: PathAnswers::Scripted(answers), ..Options::default() };
    let mut editor = editor_sized(options, [1600.0, 1000.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    command(&mut editor, Command::Fit);
    editor
}

/// The rows of the list.
fn rows(editor: &Editor) -> Vec<String> {
    let rows = editor.get_all_by_role(Role::ListBoxOption);
    rows.filter_map(|node| node.accesskit_node().label()).collect()
}

/// The flow, compared with the earlier version.
fn compared(folder: &Path) -> Editor {
    compared_with(folder, "greet: changed")
}

fn compared_with(folder: &Path, shown: &str) -> Editor {
    let mut editor = open(folder, &[folder.join("before.json")]);
    command(&mut editor, Command::CompareFile);
    until_shown(&mut editor, "Against before.json");
    until_shown(&mut editor, shown);
    editor
}

const ROWS: [&str; 5] = [
    "greet: changed (Send Message · 1 field)",
    "question: rewired (Send Message · was ask, 1 wire)",
    "new_end: added (Set Variables · added)",
    "aside: moved only (Send Message · moved only)",
    "old_end: removed (Send Message · removed)",
];

#[test]
fn each_difference_is_a_row_that_goes_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    assert_eq!(rows(&editor), ROWS);
    assert!(
        labels(&editor)
            .iter()
            .any(|label| label.starts_with("Send Message greet,") && label.ends_with("; changed"))
    );
    press(&mut editor, Role::ListBoxOption, ROWS[1]);
    let file = editor.state().state().active().unwrap();
    let chosen = file.selected_widget().and_then(|id| file.flow().widget(id)).unwrap();
    assert_eq!(chosen.name(), Some("question"));
    until_shown(&mut editor, "Output Sent");
    until_shown(&mut editor, "old_end");
    press(&mut editor, Role::Button, "Next difference");
    let file = editor.state().state().active().unwrap();
    let chosen = file.selected_widget().and_then(|id| file.flow().widget(id)).unwrap();
    assert_eq!(chosen.name(), Some("new_end"));
    press(&mut editor, Role::Button, "Stop comparing");
    assert!(editor.query_by_role(Role::ListBoxOption).is_none());
    assert!(!labels(&editor).iter().any(|label| label.ends_with("; changed")));
}

#[test]
fn the_list_works_by_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    press(&mut editor, Role::ListBoxOption, ROWS[0]);
    for expected in ["question", "new_end"] {
        editor.key_press(Key::ArrowDown);
        until(&mut editor, |editor| {
            let file = editor.state().state().active().unwrap();
            file.selected_widget().and_then(|id| file.flow().widget(id)?.name()) == Some(expected)
        });
    }
    editor.key_press(Key::End);
    editor.run_steps(3);
    until_shown(&mut editor, "Put it back");
    assert!(!editor.state().state().active().unwrap().document.is_modified(), "no card was moved");
}

#[test]
fn the_ends_of_a_long_list_keep_the_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let states: Vec<Value> = (0..60).map(|at| send(&format!("new_{at}"), "x", None, at * 250)).collect();
    std::fs::write(folder.path().join("flow.json"), flow(&states)).unwrap();
    let mut editor = compared_with(folder.path(), "new_0: added");
    let first = rows(&editor).first().unwrap().clone();
    press(&mut editor, Role::ListBoxOption, &first);
    let chosen = |editor: &Editor| {
        let options = editor.query_all_by_role(Role::ListBoxOption);
        let focused = options.filter(|node| node.accesskit_node().is_focused());
        focused.filter_map(|node| node.accesskit_node().label()).next().unwrap_or_default()
    };
    for (key, begins) in [
        (Key::End, "aside: removed"),
        (Key::ArrowUp, "old_end: removed"),
        (Key::Home, &*first),
        (Key::ArrowDown, "new_"),
    ] {
        editor.key_press(key);
        editor.run_steps(6);
        assert!(chosen(&editor).starts_with(begins), "{key:?}: {}", chosen(&editor));
    }
    assert!(!editor.state().state().active().unwrap().document.is_modified(), "no card was moved");
}

#[test]
fn a_difference_whose_widget_is_gone_by_now_selects_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    press(&mut editor, Role::ListBoxOption, ROWS[1]);
    // Both in one frame: that what was found is old is not known yet.
    editor.state_mut().press(Command::Delete);
    editor.key_press(Key::ArrowDown);
    editor.key_press(Key::ArrowUp);
    editor.run_steps(6);
    let file = editor.state().state().active().unwrap();
    assert!(file.selection.cards.iter().all(|id| file.flow().widget(*id).is_some()));
}

#[test]
fn wires_that_are_gone_follow_the_style_of_those_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    let corners = |editor: &Editor| {
        let shown = editor.state().state().active().unwrap().compare.shown.as_ref();
        let (marks, _) = shown.and_then(|shown| shown.drawn()).unwrap();
        let all = Rect::between(Point::new(-9999.0, -9999.0), Point::new(9999.0, 9999.0));
        format!("{:?}", marks.old_wires_in(&all).collect::<Vec<_>>())
    };
    let smooth = corners(&editor);
    command(&mut editor, Command::WiresRightAngled);
    until(&mut editor, |editor| corners(editor) != smooth);
    command(&mut editor, Command::WiresSmooth);
    until(&mut editor, |editor| corners(editor) == smooth);
}

#[test]
fn what_was_only_moved_can_be_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    press(&mut editor, Role::CheckBox, "Show what was only moved");
    assert_eq!(rows(&editor).len(), ROWS.len() - 1);
    assert!(!labels(&editor).iter().any(|label| label.ends_with("; moved only")));
}

#[test]
fn texts_are_compared_word_by_word_and_each_field_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    press(&mut editor, Role::ListBoxOption, ROWS[0]);
    until_shown(&mut editor, "[removed: are you]  [added: is it] ");
    press(&mut editor, Role::Link, "Revert Message Body");
    until(&mut editor, |editor| !rows(editor).iter().any(|row| row.starts_with("greet:")));
    assert!(text(&editor).contains("Hello dear friend, how are you today?"));
    command(&mut editor, Command::Undo);
    until_shown(&mut editor, "greet: changed");
}

#[test]
fn what_is_gone_can_be_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = compared(folder.path());
    press(&mut editor, Role::ListBoxOption, ROWS[4]);
    press(&mut editor, Role::Link, "Put it back");
    until(&mut editor, |editor| !rows(editor).iter().any(|row| row.starts_with("old_end:")));
    assert!(text(&editor).contains("Good bye for ever"));
}

#[test]
fn edits_are_followed_while_it_is_compared_with_the_saved_version() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path(), &[]);
    command(&mut editor, Command::CompareSaved);
    until_shown(&mut editor, "No difference");
    editor.get_by_label_contains("Send Message aside,").click();
    editor.run_steps(3);
    command(&mut editor, Command::Delete);
    until_shown(&mut editor, "aside: removed");
    command(&mut editor, Command::Save);
    until_shown(&mut editor, "No difference");
    command(&mut editor, Command::Undo);
    until_shown(&mut editor, "aside: added");
    command(&mut editor, Command::Redo);
    until_shown(&mut editor, "No difference");
}

fn git(folder: &Path, arguments: &[&str]) {
    let ran = Process::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn the_last_commit_can_be_compared_with() {
    if Process::new("git").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a folder");
    std::fs::create_dir(&below).unwrap();
    git(folder.path(), &["init", "-q"]);
    std::fs::write(below.join("flow.json"), before()).unwrap();
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "one"]);
    std::fs::write(below.join("flow.json"), after()).unwrap();
    let mut editor = open(&below, &[]);
    command(&mut editor, Command::CompareHead);
    until_shown(&mut editor, "Against git HEAD");
    until_shown(&mut editor, "greet: changed");
    assert_eq!(rows(&editor), ROWS);
}

#[test]
fn without_a_repository_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path(), &[]);
    command(&mut editor, Command::CompareHead);
    until_shown(&mut editor, "Cannot be compared with git HEAD");
    press(&mut editor, Role::Button, "Try again");
    until_shown(&mut editor, "Cannot be compared with git HEAD");
    let stop = editor.get_all_by_role_and_label(Role::Button, "Stop comparing").last().unwrap();
    stop.click();
    editor.run_steps(4);
    assert!(editor.query_by_label_contains("Cannot be compared").is_none());
}

#[test]
fn a_picture_is_written_as_its_ending_says() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut editor = open(folder.path(), &[at("a.svg"), at("a.png"), at("a.gif")]);
    for name in ["a.svg", "a.png"] {
        command(&mut editor, Command::ExportPicture);
        until_shown(&mut editor, &format!("Wrote {}", at(name).display()));
    }
    let svg = std::fs::read_to_string(at("a.svg")).unwrap();
    assert!(svg.contains("<title>greet</title>") && svg.starts_with("<svg"));
    assert!(std::fs::read(at("a.png")).unwrap().starts_with(b"\x89PNG"));
    command(&mut editor, Command::ExportPicture);
    until_shown(&mut editor, "give the file one of these endings");
    assert!(!at("a.gif").exists());
}

#[test]
fn a_picture_goes_to_the_clipboard() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path(), &[]);
    editor.state_mut().press(Command::CopyPicture);
    let begun = std::time::Instant::now();
    let copied = loop {
        editor.step();
        let commands = &editor.output().platform_output.commands;
        let image = commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyImage(image) => Some(image.size),
            _ => None,
        });
        if let Some(size) = image {
            break size;
        }
        assert!(begun.elapsed() < PATIENCE, "no picture comes");
        std::thread::yield_now();
    };
    assert!(copied[0] > 400 && copied[1] > 1000, "{copied:?}");
    until_shown(&mut editor, "Copied a picture of");
}
