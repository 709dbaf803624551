//! Many scripted contacts in the window, driven by role and name: they are set up, run and stopped, their counts stand
//! on the page and on the canvas, and one of them is looked at as a run.

use std::path::Path;

use crate::support::{Editor, editor_sized, fill, press, until};
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use cordboard::editor::crowd::CrowdPage;
use cordboard::editor::state::SimulatorPage;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn opened(flow: &str) -> Editor {
    // High enough for the whole list: only rows that are seen can be found by name.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows").join(flow);
    let options = Options { files: vec![path], ..Options::default() };
    let mut editor = editor_sized(options, [1440.0, 2000.0]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.state_mut().press(Command::ManyContacts);
    editor.run_steps(4);
    editor
}

fn crowd(editor: &Editor) -> &CrowdPage {
    &editor.state().state().active().expect("a flow is open").crowd
}

/// Runs so many contacts to their end.
fn run(editor: &mut Editor, count: &str, button: &str) {
    fill(editor, "Contacts", count);
    press(editor, Role::Button, button);
    until(editor, |editor| crowd(editor).shown.is_some() && crowd(editor).running.is_none());
    editor.run_steps(3);
}

fn names(editor: &Editor) -> Vec<String> {
    let nodes = editor.root().children_recursive();
    nodes.filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value())).collect()
}

/// The only name that contains all of these.
fn name(editor: &Editor, parts: &[&str]) -> String {
    let names = names(editor);
    let found = names.iter().find(|name| parts.iter().all(|part| name.contains(part)));
    found.unwrap_or_else(|| panic!("nothing is called {parts:?} among {}", names.join(" | "))).clone()
}

fn number_in(text: &str, after: &str) -> u32 {
    let rest = text.split_once(after).unwrap_or_else(|| panic!("no {after:?} in {text}")).1;
    let digits: String =
        rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    digits.parse().unwrap_or_else(|_| panic!("no number behind {after:?} in {text}"))
}

#[test]
fn a_thousand_contacts_are_counted_on_the_page_and_on_the_canvas() {
    let mut editor = opened("appointment-reminder.json");
    run(&mut editor, "1000", "Run 1,000 contacts");
    let parts = ["Reached end: ", "Dropped off: ", "Failed: "];
    let counts = parts.map(|part| number_in(&name(&editor, &[part]), part));
    assert_eq!(counts.iter().sum::<u32>(), 1_000);
    // The canvas tells the same: all came to the first widget, and what leaves it adds up.
    assert!(name(&editor, &["Trigger", "; 1,000 contacts came here"]).contains("outputs"));
    let card = name(&editor, &["Send & Wait For Reply remind", "; 1,000 contacts came here"]);
    let lost = if card.contains(" lost here") { number_in(&card, "came here, ") } else { 0 };
    let outputs: u32 = names(&editor)
        .iter()
        .filter(|name| name.starts_with("Output ") && name.contains(" of remind, "))
        .map(|name| number_in(name, " of remind, "))
        .sum();
    assert_eq!(outputs, 1_000, "{card}");
    assert!(lost <= outputs);
    let answered = name(&editor, &["Output ", " of Trigger, 1,000 of 1,000 contacts, 100 %"]);
    assert!(answered.starts_with("Output "));
    // Hidden, the canvas says nothing of them any more.
    press(&mut editor, Role::CheckBox, "Counts on the canvas");
    assert!(!names(&editor).iter().any(|name| name.contains("contacts came here")));
}

#[test]
fn what_is_typed_decides_what_they_answer() {
    let mut editor = opened("appointment-reminder.json");
    let row = name(&editor, &["remind: ", "silent"]);
    press(&mut editor, Role::Button, &row);
    let weights: Vec<String> =
        names(&editor).into_iter().filter(|name| name.starts_with("Weight of answer ")).collect();
    assert!(weights.len() > 1);
    for weight in &weights {
        fill(&mut editor, weight, "0");
    }
    fill(&mut editor, "Weight of says nothing", "5");
    assert!(name(&editor, &["remind: silent 100 %"]).starts_with("remind"));
    run(&mut editor, "50", "Run 50 contacts");
    let taken = name(&editor, &["Output ", " of remind, 50 of 50 contacts, 100 %"]);
    assert!(taken.to_lowercase().contains("no reply") || taken.to_lowercase().contains("timeout"), "{taken}");
    // What is no number is said, and nothing is run with it.
    press(&mut editor, Role::Tab, "Set up");
    fill(&mut editor, "Weight of says nothing", "many");
    assert!(name(&editor, &["A weight is a whole number"]).starts_with("A weight"));
}

#[test]
fn a_large_crowd_is_stopped_and_what_was_counted_stays() {
    let mut editor = opened("appointment-reminder.json");
    fill(&mut editor, "Contacts", "1,000,000");
    press(&mut editor, Role::Button, "Run 1,000,000 contacts");
    until(&mut editor, |editor| {
        crowd(editor).shown.as_ref().is_some_and(|shown| shown.found.totals.contacts > 0)
    });
    let bar = editor.get_by_role_and_label(Role::ProgressIndicator, "Contacts that are through");
    assert!(bar.accesskit_node().value().is_some_and(|value| value.ends_with("of 1,000,000")));
    press(&mut editor, Role::Button, "Cancel");
    until(&mut editor, |editor| crowd(editor).running.is_none());
    editor.run_steps(2);
    let shown = crowd(&editor).shown.as_ref().expect("something was counted");
    assert!(shown.was_stopped && shown.found.totals.contacts < 1_000_000);
    assert!(name(&editor, &["stopped after "]).contains("contacts"));
    // Nobody is on the way any more: a frame changes nothing.
    let before = shown.found.totals.contacts;
    editor.run_steps(20);
    assert_eq!(crowd(&editor).shown.as_ref().map(|shown| shown.found.totals.contacts), Some(before));
}

#[test]
fn one_of_them_is_shown_as_a_run() {
    let mut editor = opened("order-status.json");
    run(&mut editor, "300", "Run 300 contacts");
    press(&mut editor, Role::Button, "Show such a contact: Failed of fetch_order");
    until(&mut editor, |editor| {
        let file = editor.state().state().active().expect("a flow is open");
        file.runs.shown().is_some_and(|run| run.ended().is_some())
    });
    let file = editor.state().state().active().expect("a flow is open");
    assert_eq!(file.simulator_page, SimulatorPage::Run);
    let run = file.runs.shown().expect("a run is shown");
    let steps: Vec<(String, String)> =
        run.steps().iter().map(|step| (step.widget.clone(), step.event.clone())).collect();
    assert!(steps.contains(&("fetch_order".to_owned(), "failed".to_owned())), "{steps:?}");
    // Back on the page, everything is still there.
    press(&mut editor, Role::RadioButton, "Contacts");
    assert!(name(&editor, &["Reached end: "]).contains('%'));
}

#[test]
fn the_worst_place_is_found_on_the_canvas_by_a_click() {
    let mut editor = opened("appointment-reminder.json");
    run(&mut editor, "200", "Run 200 contacts");
    let lost = crowd(&editor).shown.as_ref().expect("something was counted").found.lines[1].clone();
    let label = format!("{}: {}", lost.name, lost.count);
    press(&mut editor, Role::Button, &label);
    let file = editor.state().state().active().expect("a flow is open");
    // Who falls silent is lost there, and not where the flow says goodbye.
    assert!(matches!(&*lost.text, "remind, then keep_it" | "ask_again, then keep_it"), "{}", lost.text);
    assert_eq!(file.selected_widget(), lost.widget);
    assert_eq!(file.simulator_page, SimulatorPage::Contacts);
}

/// How many contacts have gone through so far.
fn passed(editor: &Editor) -> u32 {
    crowd(editor).shown.as_ref().map_or(0, |shown| shown.found.totals.contacts)
}

#[test]
fn what_a_frame_shows_does_not_grow_with_the_contacts() {
    let mut editor = opened("appointment-reminder.json");
    fill(&mut editor, "Contacts", "1,000,000");
    press(&mut editor, Role::Button, "Run 1,000,000 contacts");
    until(&mut editor, |editor| {
        crowd(editor).shown.as_ref().is_some_and(|shown| shown.found.totals.contacts > 0)
    });
    let nodes = |editor: &Editor| editor.query_all_by_label_contains("").count();
    let (first, so_far) = (nodes(&editor), passed(&editor));
    for _ in 0..40 {
        editor.step();
    }
    until(&mut editor, |editor| passed(editor) > 2 * so_far);
    assert!(nodes(&editor) <= first + 40, "{} of {first}", nodes(&editor));
    assert!(crowd(&editor).running.is_some());
    press(&mut editor, Role::Button, "Cancel");
    until(&mut editor, |editor| crowd(editor).running.is_none());
}
