//! Breakpoints, driven by role and name over the whole window: set on the canvas, by keys and by menu, kept with their
//! widgets, and met by runs; and what the canvas shows of a run.

use std::path::Path;

use crate::support::{Editor, editor, folders, press, sample, shows, until};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::Options;
use cordboard::editor::breakpoints::spot_name;
use cordboard::editor::command::Command;
use cordboard::editor::state::OpenFlow;
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

fn window_on(path: &Path) -> Editor {
    // Neither this machine's environment nor its key store has a say.
    let surroundings = Surroundings::new(|_| None, MemoryStore::default());
    let folders = path.parent().map(folders);
    let mut editor =
        editor(Options { files: vec![path.to_owned()], surroundings, folders, ..Options::default() });
    until(&mut editor, |editor| editor.state().state().active().is_some());
    // Only cards that are seen can be found by name.
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    editor.run();
    editor
}

fn file(editor: &Editor) -> &OpenFlow {
    editor.state().state().active().unwrap()
}

/// The breakpoints of widgets that are there, with when they hold.
fn breakpoints(editor: &Editor) -> Vec<String> {
    let flow = file(editor).flow();
    let all = file(editor).breakpoints.of(flow);
    all.map(|(spot, stop)| format!("{}: {}", spot_name(flow, spot), stop.words())).collect()
}

/// The card whose accessible name begins so.
fn card(editor: &mut Editor, label: &str) {
    editor.get_by_label_contains(label).click();
    editor.run_steps(3);
}

fn menu(editor: &mut Editor, label: &str) {
    editor.get_by_label_contains(label).click_secondary();
    editor.run_steps(3);
}

fn start(editor: &mut Editor) {
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    editor.run_steps(3);
    if editor.query_by_role_and_label(Role::Button, "Start").is_some() {
        press(editor, Role::Button, "Start");
    }
}

fn say(editor: &mut Editor, text: &str) {
    editor.get_by_role_and_label(Role::TextInput, "Reply as the contact").focus();
    editor.run_steps(2);
    editor.input_mut().events.push(egui::Event::Text(text.to_owned()));
    editor.run_steps(2);
    editor.key_press(Key::Enter);
    editor.run_steps(2);
}

fn toggled(editor: &Editor, label: &str) -> Option<Toggled> {
    editor.get_by_role_and_label(Role::Button, label).accesskit_node().toggled()
}

const REMIND: &str = "Send & Wait For Reply remind,";

#[test]
fn keys_set_breakpoints_on_what_is_selected_and_remove_them() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "appointment-reminder.json"));
    // Without a run nothing is offered that is not there.
    assert!(!shows(&editor, "Breakpoint on"));
    card(&mut editor, REMIND);
    editor.key_press(Key::F9);
    editor.run();
    assert_eq!(breakpoints(&editor), ["remind: Holds each time"]);
    assert!(shows(&editor, "; breakpoint"));
    assert_eq!(toggled(&editor, "Breakpoint on remind"), Some(Toggled::True));
    // It is a part of the card.
    let node = editor.get_by_role_and_label(Role::Button, "Breakpoint on remind");
    let mut parents = std::iter::successors(node.accesskit_node().parent(), |node| node.parent());
    assert!(parents.any(|node| node.role() == Role::TreeItem));

    editor.get_by_role_and_label(Role::Button, "Output Reply of remind").click();
    editor.run();
    editor.key_press(Key::F9);
    editor.run();
    assert_eq!(breakpoints(&editor), ["remind: Holds each time", "Reply of remind: Holds each time"]);
    editor.key_press(Key::F9);
    editor.run();
    assert_eq!(breakpoints(&editor), ["remind: Holds each time"]);
    // A click on its sign removes it, and then there is none to click.
    press(&mut editor, Role::Button, "Breakpoint on remind");
    assert_eq!(breakpoints(&editor), [""; 0]);
    assert!(!shows(&editor, "Breakpoint on"));
}

#[test]
fn a_breakpoint_goes_and_comes_with_its_widget_and_follows_its_name() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "appointment-reminder.json"));
    card(&mut editor, REMIND);
    editor.key_press(Key::F9);
    editor.run();
    editor.key_press(Key::Delete);
    editor.run();
    assert_eq!(breakpoints(&editor), [""; 0]);
    assert!(!shows(&editor, "Breakpoint on"));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run();
    assert_eq!(breakpoints(&editor), ["remind: Holds each time"]);
    card(&mut editor, REMIND);
    editor.key_press(Key::F2);
    editor.run();
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.input_mut().events.push(egui::Event::Text("asked".to_owned()));
    editor.run();
    editor.key_press(Key::Enter);
    editor.run();
    assert_eq!(breakpoints(&editor), ["asked: Holds each time"]);
    assert_eq!(toggled(&editor, "Breakpoint on asked"), Some(Toggled::True));
}

#[test]
fn the_menu_sets_a_condition_and_the_list_switches_and_removes() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "appointment-reminder.json"));
    menu(&mut editor, "Output Reply of remind");
    press(&mut editor, Role::Button, "Breakpoint on Reply");
    menu(&mut editor, REMIND);
    // Nothing runs, so nothing is offered that only a run could do.
    assert!(!shows(&editor, "Run to here"));
    press(&mut editor, Role::Button, "Breakpoint…");
    editor.run();
    editor.get_by_role_and_label(Role::TextInput, "Condition").focus();
    editor.run_steps(2);
    editor.input_mut().events.push(egui::Event::Text("1 == ".to_owned()));
    editor.run();
    assert!(shows(&editor, "It holds each time:"));
    editor.input_mut().events.push(egui::Event::Text("2".to_owned()));
    editor.run();
    assert!(!shows(&editor, "It holds each time:"));
    assert_eq!(breakpoints(&editor), ["remind: Holds where 1 == 2", "Reply of remind: Holds each time"]);
    press(&mut editor, Role::CheckBox, "Only the first time");
    press(&mut editor, Role::CheckBox, "Breakpoint on Reply of remind is on");
    assert_eq!(
        breakpoints(&editor),
        ["remind: Holds where 1 == 2, once", "Reply of remind: Off. Holds each time"]
    );
    press(&mut editor, Role::Button, "Remove breakpoint on Reply of remind");
    press(&mut editor, Role::Button, "Done");
    assert!(shows(&editor, "; breakpoint, with a condition"));
    menu(&mut editor, REMIND);
    press(&mut editor, Role::Button, "Remove breakpoint F9");
    assert_eq!(breakpoints(&editor), [""; 0]);
}

#[test]
fn a_run_offers_breakpoints_at_ports_is_held_there_and_goes_on() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "appointment-reminder.json"));
    start(&mut editor);
    until(&mut editor, |editor| shows(editor, "remind waits for a reply"));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    editor.run_steps(3);
    assert_eq!(toggled(&editor, "Breakpoint on Reply of remind"), Some(Toggled::False));
    press(&mut editor, Role::Button, "Breakpoint on Reply of remind");
    assert_eq!(breakpoints(&editor), ["Reply of remind: Holds each time"]);
    say(&mut editor, "Yes");
    until(&mut editor, |editor| shows(editor, "the run is held here"));
    assert!(shows(&editor, "Split Based On… read_reply,"));
    let held = editor.get_by_label_contains("the run is held here").accesskit_node().label();
    assert!(held.unwrap().contains("read_reply"));
    // A held run can be led on to another widget.
    menu(&mut editor, "Send Message confirmed,");
    press(&mut editor, Role::Button, "Run to here");
    until(&mut editor, |editor| {
        let held = editor.query_all_by_label_contains("the run is held here").next();
        held.is_some_and(|node| node.accesskit_node().label().is_some_and(|text| text.contains("confirmed")))
    });
    // What it does next is decided by hand.
    menu(&mut editor, "Send Message confirmed,");
    press(&mut editor, Role::Button, "Force an outcome…");
    press(&mut editor, Role::Button, "Once: Failed");
    editor.state_mut().press(Command::GoOn);
    until(&mut editor, |editor| !file(editor).is_running());
    editor.run_steps(3);
    let failed: Vec<_> = editor.query_all_by_label_contains("; failed in the run").collect();
    assert_eq!(failed.len(), 1);
}

#[test]
fn a_wire_that_was_taken_often_says_how_often() {
    let root = tempfile::tempdir().unwrap();
    let flow = json!({"description": "", "initial_state": "Trigger", "flags": {}, "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingMessage", "next": "ask"}]},
        {"name": "ask", "type": "send-and-wait-for-reply",
         "properties": {"body": "Say more", "timeout": "3600", "offset": {"x": 0, "y": 200},
            "from": "{{flow.channel.address}}"},
         "transitions": [{"event": "incomingMessage", "next": "ask"}, {"event": "timeout"}, {"event": "deliveryFailure"}]},
    ]});
    let path = root.path().join("loop.json");
    std::fs::write(&path, flow.to_string()).unwrap();
    let mut editor = window_on(&path);
    start(&mut editor);
    for times in 1..=3_usize {
        until(&mut editor, |editor| {
            let file = file(editor);
            file.runs.shown().is_some_and(|run| run.waits_for_contact() && run.steps().len() == times)
        });
        say(&mut editor, "more");
    }
    until(&mut editor, |editor| shows(editor, "Output Reply of ask, taken 3 times"));
}

#[test]
fn following_a_run_is_a_switch_that_is_kept() {
    let root = tempfile::tempdir().unwrap();
    let path = sample(root.path(), "appointment-reminder.json");
    let mut editor = window_on(&path);
    assert!(editor.state().state().settings.follows_run);
    press(&mut editor, Role::Button, "Menu");
    // The menu of this name, and not the button at the right.
    let of_menu = editor.get_all_by_role_and_label(Role::Button, "Run");
    of_menu.min_by(|one, other| one.rect().min.x.total_cmp(&other.rect().min.x)).unwrap().click();
    editor.run_steps(3);
    let switch = |editor: &Editor| {
        let node = editor.get_by_role_and_label(Role::MenuItemCheckBox, "Follow the run");
        node.accesskit_node().toggled()
    };
    assert_eq!(switch(&editor), Some(Toggled::True));
    press(&mut editor, Role::MenuItemCheckBox, "Follow the run");
    until(&mut editor, |_| {
        std::fs::read_to_string(root.path().join("settings.json"))
            .is_ok_and(|text| text.contains("\"follows_run\": false"))
    });
    // The camera stays where it is, wherever the run goes.
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Num0);
    editor.run();
    start(&mut editor);
    until(&mut editor, |editor| shows(editor, "remind waits for a reply"));
    let before = file(&editor).view.camera();
    say(&mut editor, "Yes");
    until(&mut editor, |editor| !file(editor).is_running());
    assert_eq!(file(&editor).view.camera(), before);
}

#[test]
fn commands_of_the_debugger_are_reached_without_a_right_click() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "opt-in.json");
    let mut editor = window_on(&path);
    let why = |editor: &Editor, command: Command| command.disabled_because(editor.state().state());
    for command in [Command::SkipWidget, Command::RunToHere, Command::SetClock] {
        assert_eq!(why(&editor, command), Some("There is no run"), "{command:?}");
    }
    assert_eq!(why(&editor, Command::ShowBreakpoints), None);

    // The run is held before the first widget behind the trigger.
    card(&mut editor, "Split Based On… read_keyword");
    editor.key_press(Key::F9);
    editor.run_steps(3);
    start(&mut editor);
    until(&mut editor, |editor| file(editor).runs.shown().is_some_and(|run| run.held().is_some()));
    assert_eq!(why(&editor, Command::SkipWidget), None);
    editor.state_mut().press(Command::SetClock);
    editor.run_steps(3);
    assert!(editor.query_by_role_and_label(Role::Heading, "Set the clock").is_some());
    editor.key_press(Key::Escape);
    editor.run_steps(3);

    // Only one selected widget can be run to.
    assert_eq!(why(&editor, Command::RunToHere), None);
    editor.state_mut().press(Command::SkipWidget);
    until(&mut editor, |editor| file(editor).runs.shown().is_some_and(|run| run.held().is_none()));
}

#[test]
fn the_list_of_breakpoints_opens_from_the_panel_and_a_condition_can_be_typed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "opt-in.json");
    let mut editor = window_on(&path);
    editor.state_mut().press(Command::ShowSimulator);
    editor.run_steps(3);
    press(&mut editor, Role::Button, "More: breakpoints, webhooks, curl, failures");
    press(&mut editor, Role::Button, "Breakpoints…");
    assert!(editor.query_by_role_and_label(Role::Heading, "Breakpoints").is_some());
    editor.key_press(Key::Escape);
    editor.run_steps(3);

    menu(&mut editor, "Split Based On… read_keyword");
    press(&mut editor, Role::Button, "Breakpoint…");
    assert!(editor.get_by_role_and_label(Role::TextInput, "Condition").is_focused());
}

#[test]
fn in_a_low_window_the_dialogue_keeps_its_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "opt-in.json");
    let surroundings = Surroundings::new(|_| None, MemoryStore::default());
    let options = Options { files: vec![path], surroundings, ..Options::default() };
    let mut editor = crate::support::editor_sized(options, [1280.0, 800.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.run();
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(2);
    editor.key_press(Key::F9);
    editor.run_steps(3);
    for run in 0..2 {
        if run == 0 {
            start(&mut editor);
        } else {
            editor.state_mut().press(Command::NewContact);
        }
        until(&mut editor, |editor| {
            file(editor).runs.iter().len() > run
                && file(editor).runs.shown().is_some_and(|run| run.held().is_some())
        });
    }
    // Another version of the flow: the notice takes room, too.
    editor.state_mut().press(Command::Duplicate);
    editor.run_steps(4);
    editor.state_mut().press(Command::ShowSimulator);
    editor.run_steps(6);
    assert!(shows(&editor, "The flow has changed."));
    assert!(shows(&editor, "Held before"));
    editor.get_by_role_and_label(Role::Link, "Skip");
    let field = editor.get_by_role_and_label(Role::TextInput, "Reply as the contact").rect();
    let status = 800.0 - 26.0;
    assert!(field.bottom() < status - 12.0, "the phone's lower edge is cut: {field:?}");
    let head = editor.get_by_role_and_label(Role::Button, "Save this run as a test").rect();
    assert!(
        field.top() - head.bottom() > 260.0,
        "little room is left: {} points",
        field.top() - head.bottom()
    );
    for name in ["Mock", "Show the inspector"] {
        for node in editor.get_all_by_role_and_label(Role::Button, name) {
            assert!(node.rect().right() <= 1280.0 - 8.0, "{name} is cut: {:?}", node.rect());
        }
    }
}
