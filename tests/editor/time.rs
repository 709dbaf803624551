//! Going through the steps of a run, leaving it for another way, several contacts, and keeping a run as a test: driven
//! from outside by role and name.

use std::path::{Path, PathBuf};

use crate::support::{Editor, fill, labels, press, sample, shows, until, until_shown};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::Options;
use cordboard::editor::run::{News, Run, RunAction};
use cordboard::sim::world::Event;
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const SAMPLE: &str = "appointment-reminder.json";

fn window_on(flow: &Path) -> Editor {
    // Neither this machine's environment nor its key store has a say.
    let surroundings = Surroundings::new(|_| None, MemoryStore::default());
    let options = Options { files: vec![flow.to_owned()], surroundings, ..Options::default() };
    let mut editor = crate::support::editor(options);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor
}

/// Writes as the contact: an answer, or another one where the shown moment is over.
fn say(editor: &mut Editor, text: &str) {
    fill(editor, "Reply as the contact", text);
    editor.key_press(Key::Enter);
    editor.run_steps(2);
}

fn shown(editor: &Editor) -> &Run {
    editor.state().state().active().unwrap().runs.shown().unwrap()
}

/// Starts a copy of the sample with its usual answers, and waits for the first question.
fn begun(root: &Path) -> Editor {
    let mut editor = window_on(&sample(root, SAMPLE));
    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    press(&mut editor, Role::Button, "Start");
    until_shown(&mut editor, "remind waits for a reply");
    until_shown(&mut editor, "delivered · 1 segment · remind");
    editor
}

/// The same, answered, and over.
fn over(root: &Path) -> Editor {
    let mut editor = begun(root);
    say(&mut editor, "yes");
    until(&mut editor, |editor| shown(editor).ended().is_some() && !shown(editor).is_busy());
    editor
}

fn slider(editor: &mut Editor, key: Key) {
    editor.get_by_role_and_label(Role::Slider, "Steps of the run").focus();
    editor.run_steps(2);
    editor.key_press(key);
    editor.run_steps(3);
}

#[test]
fn the_slider_shows_each_moment_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = over(folder.path());
    let all = shown(&editor).all_steps();
    assert!(shows(&editor, &format!("{all} of {all} · ")), "{:?}", labels(&editor));
    slider(&mut editor, Key::Home);
    assert_eq!(shown(&editor).position(), Some(0));
    assert!(!shows(&editor, "We expect you"), "nothing was sent yet");
    assert!(shows(&editor, "later entries · back to now"), "{:?}", labels(&editor));
    assert!(shows(&editor, "After step 0 of"), "the status bar says which moment it is");
    slider(&mut editor, Key::ArrowRight);
    slider(&mut editor, Key::ArrowRight);
    assert!(shows(&editor, "remind waits for a reply"));
    assert!(!shows(&editor, "Thank you, friend."));
    // The marks on the canvas are those of that moment, and so are the variables.
    let run = shown(&editor);
    let marks = run.marks(&cordboard::picture::Scene::default());
    let remind = run.flow().named("remind").unwrap().id();
    assert_eq!(marks.current, Some(remind));
    assert_eq!((marks.visits.len(), marks.taken.len()), (3, 2));
    assert_eq!(run.shown_variables().unwrap().get(&["widgets", "remind", "inbound", "Body"]), None);
    slider(&mut editor, Key::ArrowRight);
    let run = shown(&editor);
    let body = run.shown_variables().unwrap().get(&["widgets", "remind", "inbound", "Body"]);
    assert_eq!(body.and_then(serde_json::Value::as_str), Some("yes"));
    assert!(run.changed().iter().any(|path| path == "widgets.remind"), "{:?}", run.changed());
    press(&mut editor, Role::Tab, "Trace");
    let row =
        editor.get_all_by_role(Role::Button).find(|node| node.accesskit_node().is_selected() == Some(true));
    assert!(
        row.and_then(|row| row.accesskit_node().label())
            .is_some_and(|name| name.starts_with("Step 3: remind"))
    );
    slider(&mut editor, Key::End);
    assert_eq!(shown(&editor).position(), None, "the end is now");
    // The keys of stepping walk, too.
    editor.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    editor.run_steps(2);
    assert_eq!(shown(&editor).position(), Some(all - 1));
    editor.key_press(Key::F10);
    editor.run_steps(2);
    assert_eq!(shown(&editor).position(), None);
}

#[test]
fn what_happens_does_not_move_the_moment_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = begun(folder.path());
    slider(&mut editor, Key::Home);
    assert_eq!(shown(&editor).position(), Some(0));
    let steps = shown(&editor).all_steps();
    let wait = wait_button(&editor);
    press(&mut editor, Role::Button, &wait);
    until(&mut editor, |editor| shown(editor).ended().is_some());
    assert!(shown(&editor).all_steps() > steps);
    assert_eq!(shown(&editor).position(), Some(0));
    back_to_now(&mut editor);
    assert!(shows(&editor, "We have not heard from you"));
}

fn back_to_now(editor: &mut Editor) {
    let later = labels(editor).into_iter().find(|label| label.ends_with("ack to now")).unwrap();
    press(editor, Role::Link, &later);
}

fn wait_button(editor: &Editor) -> String {
    labels(editor).into_iter().find(|label| label.starts_with("Let the time pass, to")).unwrap()
}

#[test]
fn going_back_and_answering_something_else_keeps_both_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = over(folder.path());
    let sent = editor.state().mock_messages().len();
    for _ in 0..3 {
        press(&mut editor, Role::Button, "Step back");
    }
    // Where nobody was asked, one press leads to the nearest question.
    if shown(&editor).asking().is_none() {
        assert!(shows(&editor, "Nobody was asked here") || !shown(&editor).is_live());
        press(&mut editor, Role::Button, "Answer something else…");
    }
    assert_eq!(shown(&editor).position(), Some(2));
    say(&mut editor, "monday");
    until_shown(&mut editor, "Done: we moved you to Monday");
    until(&mut editor, |editor| shown(editor).ended().is_some() && !shown(editor).is_busy());
    let runs = &editor.state().state().active().unwrap().runs;
    let ends: Vec<_> = runs.iter().map(|run| run.ended().is_some()).collect();
    assert_eq!(ends, [true, true], "both are kept");
    assert!(editor.state().mock_messages().len() > sent);
    assert!(shows(&editor, "Run 2: after step 2 · “monday”, completed"), "{:?}", labels(&editor));
    // The first one is as it was.
    let first = labels(&editor).into_iter().find(|label| label.starts_with("Run 1: ")).unwrap();
    press(&mut editor, Role::TreeItem, &first);
    back_to_now(&mut editor);
    assert!(shows(&editor, "Thank you, friend.") && !shows(&editor, "Done: we moved you"));
    press(&mut editor, Role::Button, "Remove run 2");
    assert_eq!(editor.state().state().active().unwrap().runs.iter().len(), 1);
}

#[test]
fn a_run_goes_on_from_an_earlier_step_and_a_variable_is_changed_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = over(folder.path());
    slider(&mut editor, Key::Home);
    for _ in 0..3 {
        slider(&mut editor, Key::ArrowRight);
    }
    let (step, sent) = (shown(&editor).shown_steps(), editor.state().mock_messages().len());
    press(&mut editor, Role::Button, "Run from here");
    until(&mut editor, |editor| shown(editor).held().is_some());
    assert_eq!((shown(&editor).number(), shown(&editor).all_steps()), (2, step));
    assert_eq!(editor.state().mock_messages().len(), sent, "nothing is sent twice");
    assert!(shows(&editor, "Held before read_reply · paused"), "{:?}", labels(&editor));
    press(&mut editor, Role::Link, "Change a variable…");
    fill(&mut editor, "Variable", "trigger.message.Body");
    assert!(
        shows(&editor, "Only what is below flow.variables and widgets can be set"),
        "{:?}",
        labels(&editor)
    );
    fill(&mut editor, "Variable", "widgets.remind.inbound.Body");
    fill(&mut editor, "Value", "monday");
    press(&mut editor, Role::Button, "Set the variable");
    press(&mut editor, Role::Link, "Step");
    until(&mut editor, |editor| shown(editor).all_steps() > step);
    press(&mut editor, Role::Link, "Go on");
    until_shown(&mut editor, "Done: we moved you to Monday");
}

#[test]
fn a_new_contact_runs_beside_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = begun(folder.path());
    press(&mut editor, Role::Link, "New contact");
    until(&mut editor, |editor| shown(editor).number() == 2 && shown(editor).waits_for_contact());
    let runs = &editor.state().state().active().unwrap().runs;
    let told: Vec<_> = runs.iter().map(|run| (run.form().contact.clone(), run.is_live())).collect();
    assert_eq!(told, [("+15551230001".to_owned(), true), ("+15551230002".to_owned(), true)]);
    assert!(shows(&editor, "+1 555 123 0002"));
    say(&mut editor, "yes");
    until(&mut editor, |editor| shown(editor).ended().is_some());
    assert!(
        editor.state().state().active().unwrap().runs.get(1).unwrap().is_live(),
        "the first one still waits"
    );
}

fn cordboard_test(folder: &Path) -> (bool, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cordboard"));
    let output = command.arg("test").arg(folder).output().unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn keep(editor: &mut Editor, name: &str) {
    press(editor, Role::Button, "Save this run as a test");
    until(editor, |editor| shows(editor, "Name of the test") && !shows(editor, "is being read"));
    fill(editor, "Name of the test", name);
}

#[test]
fn a_run_is_kept_as_a_test_that_passes() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = over(folder.path());
    keep(&mut editor, "says yes");
    press(&mut editor, Role::Button, "Save the test");
    until_shown(&mut editor, "Saved the test “says yes”");
    let path: PathBuf = folder.path().join("appointment-reminder.test.toml");
    let first = std::fs::read_to_string(&path).unwrap();
    let (passes, told) = cordboard_test(folder.path());
    assert!(passes && told.contains("1 test in 1 file: all passed"), "{told}\n{first}");
    until_shown(&mut editor, "1 test passes");

    // One more goes behind it; what stands there stays, and names stay apart.
    press(&mut editor, Role::Button, "Step back");
    press(&mut editor, Role::Button, "Answer something else…");
    say(&mut editor, "monday");
    until(&mut editor, |editor| shown(editor).number() == 2 && shown(editor).ended().is_some());
    until(&mut editor, |editor| !shown(editor).is_busy());
    keep(&mut editor, "says yes");
    assert!(
        shows(&editor, "There is a test of this name already; “says yes 2” is free."),
        "{:?}",
        labels(&editor)
    );
    press(&mut editor, Role::Link, "Take that one");
    press(&mut editor, Role::Button, "Save the test");
    until_shown(&mut editor, "Saved the test “says yes 2”");
    let both = std::fs::read_to_string(&path).unwrap();
    assert!(both.starts_with(&first) && both.len() > first.len());
    let (passes, told) = cordboard_test(folder.path());
    assert!(passes && told.contains("2 tests in 1 file: all passed"), "{told}\n{both}");
}

#[test]
fn a_hostile_run_keeps_the_panel_small() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = begun(folder.path());
    let before = nodes(&editor);
    let number = shown(&editor).number();
    let key = editor.state().state().active().unwrap().key;
    // What a task would tell of a contact who writes without end, and once far too much.
    for index in 0..5_000 {
        let body = if index == 7 { "x".repeat(10 << 20) } else { format!("message {index}") };
        let message = cordboard::sim::trace::Message {
            direction: cordboard::sim::trace::Direction::Inbound,
            widget: "remind".to_owned(),
            from: "+15551230001".to_owned(),
            to: "+15551230000".to_owned(),
            body,
            media: Vec::new(),
            status: None,
            sid: None,
            error: None,
            at: f64::from(index),
        };
        let event = Event::Record(cordboard::sim::Record::Message(message));
        editor.state_mut().tell_run(key, number, News::Happened(Box::new(event)));
    }
    editor.run_steps(4);
    assert_eq!(shown(&editor).log().entries().len() / 1_000, 5);
    assert!(shows(&editor, "message 4999"), "the phone stands at its end");
    let after = nodes(&editor);
    assert!(after < before + 60, "{before} blocks before, {after} with 5,000 messages");
    let longest = shown(&editor).log().said().map(str::len).max().unwrap();
    assert!(longest < 30_000, "an entry holds {longest} bytes");
}

fn nodes(editor: &Editor) -> usize {
    editor.root().children_recursive().count()
}

/// The flow goes round between two widgets that do nothing, up to Studio's limit.
#[test]
fn a_loop_of_a_thousand_steps_is_walked_through() {
    let folder = tempfile::tempdir().unwrap();
    let flow = folder.path().join("round.json");
    let set = |name: &str, next: &str| {
        serde_json::json!({
            "name": name, "type": "set-variables",
            "properties": {"variables": [{"key": "n", "value": "{{flow.variables.n | plus: 1}}"}]},
            "transitions": [{"event": "next", "next": next}],
        })
    };
    let states = serde_json::json!([
        {"name": "Trigger", "type": "trigger", "properties": {},
         "transitions": [{"event": "incomingMessage", "next": "a"}]},
        set("a", "b"), set("b", "a"),
    ]);
    let text =
        serde_json::json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}});
    std::fs::write(&flow, text.to_string()).unwrap();
    let mut editor = window_on(&flow);
    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    press(&mut editor, Role::Button, "Start");
    until(&mut editor, |editor| shown(editor).ended().is_some());
    let all = shown(&editor).all_steps();
    assert!(all >= 1_000, "{all}");
    let blocks = nodes(&editor);
    for step in [500, 1, 999] {
        editor.state_mut().act(RunAction::GoTo(Some(step)));
        editor.run_steps(3);
        let n = shown(&editor).shown_variables().unwrap().get(&["flow", "variables", "n"]).cloned();
        // The trigger sets nothing.
        let expected = (step > 1).then(|| (step - 1).to_string());
        let told = n.map(|n| n.as_str().map_or_else(|| n.to_string(), str::to_owned));
        assert_eq!(told, expected, "after step {step}");
        let marks = shown(&editor).marks(&cordboard::picture::Scene::default());
        let visits: usize = marks.visits.values().map(|visit| visit.times).sum();
        assert_eq!(visits, usize::try_from(step).unwrap() + 1, "after step {step}");
    }
    editor.run_steps(3);
    assert!(nodes(&editor) < blocks + 60, "what is painted does not grow with the steps");
}

#[test]
fn a_watch_knows_what_time_it_is_at_the_shown_moment() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = begun(folder.path());
    let began = shown(&editor).began();
    editor.state_mut().act(RunAction::SetClock(30.0));
    until(&mut editor, |editor| shown(editor).clock_secs() >= 30.0);
    say(&mut editor, "yes");
    until(&mut editor, |editor| shown(editor).ended().is_some() && !shown(editor).is_busy());
    press(&mut editor, Role::Tab, "Variables");
    press(&mut editor, Role::DisclosureTriangle, "Watches");
    let watch = "{{ 'now' | date: '%M:%S' }}";
    fill(&mut editor, "Watch an expression", watch);
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    let seconds = |secs: i64| {
        let moment = began + jiff::SignedDuration::from_secs(secs);
        format!("Watch {watch} = {}", moment.strftime("%M:%S"))
    };
    let last = i64::from(shown(&editor).shown_clock_secs() as u32);
    assert!(last >= 30, "{last}");
    until(&mut editor, |editor| labels(editor).iter().any(|label| label.starts_with(&seconds(last))));
    slider(&mut editor, Key::Home);
    until(&mut editor, |editor| labels(editor).iter().any(|label| label.starts_with(&seconds(0))));
}
