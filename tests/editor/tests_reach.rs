//! What the tests beside a flow reach, on the canvas and in the legend.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::*;
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const CONFIRMS: &str = r#"flow = "appointment-reminder.json"

[[test]]
name = "the patient confirms"
trigger = { message = "hi" }
steps = [{ sends = { widget = "remind" } }, { reply = "yes" }, { sends = { widget = "confirmed" } }, { ends = true }]
"#;

const ANOTHER_DAY: &str = r#"
[[test]]
name = "another day"
trigger = { message = "hi" }
steps = [
  { sends = { widget = "remind" } },
  { reply = "monday" },
  { sends = "See you on Monday" },
]
"#;

/// A folder with the sample flow and these tests, and the editor on it.
fn with_tests(tests: &str) -> (tempfile::TempDir, PathBuf, Editor) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    let path = sample(folder.path(), "appointment-reminder.json");
    let file = folder.path().join("mine.test.toml");
    write(&file, tests);
    let editor = editor_on(&path);
    (folder, file, editor)
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).unwrap_or_else(|error| unreachable!("{error}"));
}

fn toggle(editor: &mut Editor) {
    editor.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
    editor.run_steps(4);
}

/// The first node whose name or text begins so.
fn told(editor: &Editor, beginning: &str) -> Option<String> {
    editor
        .root()
        .children_recursive()
        .filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value()))
        .find(|text| text.starts_with(beginning))
}

fn card(editor: &Editor, name: &str) -> String {
    told(editor, name).unwrap_or_else(|| unreachable!("a card {name}"))
}

/// The node of an output, which is there while it has this name.
fn has_output(editor: &Editor, name: &str) -> bool {
    editor.query_by_role_and_label(Role::Button, name).is_some()
}

fn until_told(editor: &mut Editor, text: &str) {
    let text = text.to_owned();
    until(editor, |editor| told(editor, &text).is_some());
    editor.run_steps(3);
}

#[test]
fn what_no_test_reaches_is_marked_and_counted() {
    let (_folder, file, mut editor) = with_tests(&format!("{CONFIRMS}{ANOTHER_DAY}"));
    assert!(!card(&editor, "Send Message call_us,").contains("test"));
    toggle(&mut editor);
    // 20 ways lead somewhere; one of the trigger and of prepare, remind and note_day, and two of read_reply are taken.
    until_told(&mut editor, "1 test passes, 1 fails · 30 % of transitions");
    assert!(card(&editor, "Send Message call_us,").ends_with("; not reached by any test"));
    assert!(!card(&editor, "Send Message confirmed,").contains("not reached"));
    let remind = card(&editor, "Send & Wait For Reply remind,");
    assert!(remind.contains("No reply leads to keep_it, which no test takes"), "{remind}");
    assert!(remind.contains("Reply leads to read_reply, "), "{remind}");
    assert!(has_output(&editor, "Output No reply of remind, not taken by any test"));
    assert!(has_output(&editor, "Output Reply of remind"));
    // A way that leads nowhere is none that a test could take.
    assert!(has_output(&editor, "Output Sent of moved"));

    assert!(told(&editor, "another day fails").is_some());
    assert_eq!(told(&editor, "mine.test.toml:").as_deref(), Some("mine.test.toml:14:3"));
    assert!(told(&editor, "contact: monday").is_some());
    assert_eq!(told(&editor, "expected: ").as_deref(), Some("expected: the flow sends “See you on Monday”"));
    assert_eq!(
        told(&editor, "but: ").as_deref(),
        Some("but: the flow sends “Done: we moved you to Monday at 10:30.” from `moved`")
    );

    // Each level of detail paints it; from near again, the names are there again.
    for _ in 0..14 {
        editor.key_press_modifiers(Modifiers::COMMAND, Key::Minus);
        editor.run_steps(2);
    }
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    editor.run_steps(4);
    assert!(card(&editor, "Send Message call_us,").ends_with("; not reached by any test"));

    write(&file, CONFIRMS);
    editor.get_by_role_and_label(Role::Button, "Play the tests again").click();
    editor.run_steps(2);
    until_told(&mut editor, "1 test passes · 20 % of transitions");
    assert!(card(&editor, "Send Message moved,").ends_with("; not reached by any test"));
    assert_eq!(told(&editor, "another day fails"), None);

    editor.get_by_role_and_label(Role::Button, "Hide what tests reach").click();
    editor.run_steps(4);
    assert_eq!(told(&editor, "1 test passes"), None);
    assert!(!card(&editor, "Send Message moved,").contains("test"));
    assert!(has_output(&editor, "Output No reply of remind"));
}

#[test]
fn the_shown_version_of_the_flow_is_what_is_tested() {
    let (_folder, _file, mut editor) = with_tests(CONFIRMS);
    toggle(&mut editor);
    until_told(&mut editor, "1 test passes · ");
    // Nothing is saved: the tests are played with what is shown, and name a widget that is gone.
    editor
        .query_all_by_label_contains("Send Message confirmed,")
        .find(|node| node.accesskit_node().role() == Role::TreeItem)
        .map_or_else(|| unreachable!("the card"), |node| node.click());
    editor.run_steps(4);
    editor.key_press(Key::Delete);
    editor.run_steps(2);
    until_told(&mut editor, "mine.test.toml:6:85: there is no widget confirmed;");
    assert_eq!(told(&editor, "1 test passes"), None);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run_steps(2);
    until_told(&mut editor, "1 test passes · ");
}

#[test]
fn a_flow_without_tests_says_how_to_have_some() {
    let other = CONFIRMS.replace("appointment-reminder", "another-flow");
    let (_folder, file, mut editor) = with_tests(&other);
    toggle(&mut editor);
    until_told(&mut editor, "No test beside this flow names it.");
    assert!(!card(&editor, "Send Message call_us,").contains("test"), "nothing to compare it with");
    // A file that cannot be read is told of where its words name the flow.
    write(&file, "flow = \"appointment-reminder.json\"\n[[test]]\nname = 5\n");
    editor.get_by_role_and_label(Role::Button, "Play the tests again").click();
    editor.run_steps(2);
    until_told(&mut editor, "mine.test.toml:2:");
    toggle(&mut editor);
    assert_eq!(told(&editor, "mine.test.toml:"), None);

    let new = crate::support::editor(Options::default());
    let state = new.state().state();
    assert_eq!(Command::ShowTests.disabled_because(state), Some("No flow is open"));
}

#[test]
fn tests_of_a_flow_that_runs_the_shown_one_count_and_play_it_as_it_is_shown() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    let sid = format!("FW{:032x}", 7);
    let parent = serde_json::json!({"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{"event": "incomingMessage", "next": "run"}]},
        {"name": "run", "type": "run-subflow", "properties": {"flow_sid": sid, "flow_revision": "LatestPublished"},
         "transitions": [{"event": "completed"}, {"event": "failed"}]}]});
    let inner = serde_json::json!({"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}}, "transitions": [{"event": "incomingParent", "next": "hello"}]},
        {"name": "hello", "type": "send-message", "properties": {"offset": {"x": 0, "y": 300}, "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Hello"},
         "transitions": [{"event": "sent"}, {"event": "failed", "next": "sorry"}]},
        {"name": "sorry", "type": "set-variables", "properties": {"offset": {"x": 0, "y": 600}, "variables": []}, "transitions": [{"event": "next"}]}]});
    write(&folder.path().join("parent.json"), &parent.to_string());
    let path = folder.path().join("inner.json");
    write(&path, &inner.to_string());
    let test = |name: &str, rest: &str| {
        format!("[[test]]\nname = '{name}'\ntrigger = {{ message = 'hi' }}\nsteps = [{rest}]\n")
    };
    let tests = format!(
        "flow = 'parent.json'\nsubflows = {{ {sid} = 'inner.json' }}\n{}{}[test.on]\nrun = 'failed'\n",
        test("through it", "{ sends = 'Hello' }, { ends = true }"),
        test("past it", "{ ends = 'unhandled-failure' }"),
    );
    let file = folder.path().join("parent.test.toml");
    write(&file, &tests);
    let mut editor = editor_on(&path);
    toggle(&mut editor);
    // The one that does not come here does not count. One of two ways is taken.
    until_told(&mut editor, "1 test passes · 50 % of transitions");
    assert!(card(&editor, "Set Variables sorry,").ends_with("; not reached by any test"));
    assert!(!card(&editor, "Send Message hello,").contains("not reached"));
    write(&file, &tests.replace("sends = 'Hello'", "sends = 'Bye'"));
    editor.get_by_role_and_label(Role::Button, "Play the tests again").click();
    editor.run_steps(2);
    until_told(&mut editor, "but: ");
    assert_eq!(told(&editor, "but: ").as_deref(), Some("but: the flow sends “Hello” from `run/hello`"));
}

#[test]
fn tests_are_played_on_what_the_folder_takes_for_granted() {
    let (folder, _file, mut editor) = with_tests(CONFIRMS);
    write(&folder.path().join("cordboard.toml"), "[run.assume]\nwidget-lop = \"at-ten\"\n");
    toggle(&mut editor);
    // A mistake in the settings is told with its place.
    until(&mut editor, |editor| {
        let mut nodes = editor.root().children_recursive();
        nodes.any(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value()).is_some_and(|text| text.contains("cordboard.toml:2:1"))
        })
    });
}

#[test]
fn a_long_round_shows_how_far_it_is_and_can_be_cancelled() {
    let long = (0..4000).fold(CONFIRMS.to_owned(), |all, number| {
        all + &CONFIRMS
            .replace("the patient confirms", &format!("again {number}"))
            .replace("flow = \"appointment-reminder.json\"\n", "")
    });
    let (_folder, file, mut editor) = with_tests(&long);
    toggle(&mut editor);
    until_told(&mut editor, "Cancel");
    let far = told(&editor, "").map(|_| editor.query_by_label_contains("played so far").is_some());
    assert_eq!(far, Some(true));
    editor.get_by_role_and_label(Role::Link, "Cancel").click();
    until_told(&mut editor, "Cancelled: what the tests reach is not known.");
    assert!(!card(&editor, "Send Message call_us,").contains("test"), "half of a round marks nothing");
    // The next round is a whole one.
    write(&file, CONFIRMS);
    editor.get_by_role_and_label(Role::Button, "Play the tests again").click();
    until_told(&mut editor, "1 test passes");
}
