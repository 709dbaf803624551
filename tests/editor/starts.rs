//! Start sets and the clock in the form that starts a run, driven from outside by role and name: answers are kept under a
//! name, come back with the file, and are what a run starts with.

use std::path::{Path, PathBuf};

use crate::support::{Editor, fill, labels, press, shows, until, until_shown};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::{App, Options};
use cordboard::flow::SideFile;
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/appointment-reminder.json");
        std::fs::copy(sample, desk.flow()).unwrap();
        desk
    }

    fn flow(&self) -> PathBuf {
        self.folder.path().join("reminder.json")
    }

    fn side(&self) -> SideFile {
        SideFile::read(&std::fs::read(self.folder.path().join("reminder.cordboard.json")).unwrap())
    }

    /// The window, with the form that starts a run.
    fn form(&self) -> Editor {
        let surroundings = Surroundings::new(|_| None, MemoryStore::default());
        let options = Options { files: vec![self.flow()], surroundings, ..Options::default() };
        let mut harness = Harness::builder()
            .with_size([1440.0, 900.0])
            .build_eframe(move |cc| App::new(&cc.egui_ctx, options).unwrap());
        until(&mut harness, |harness| harness.state().state().active().is_some());
        open_form(&mut harness);
        harness
    }
}

fn open_form(harness: &mut Editor) {
    harness.key_press(Key::F5);
    until_shown(harness, "Flow address");
    harness.run_steps(3);
}

/// What a field holds.
fn held(harness: &Editor, label: &str) -> String {
    let field = harness
        .get_all_by_role(Role::TextInput)
        .chain(harness.query_all_by_role(Role::MultilineTextInput))
        .find(|node| node.accesskit_node().label().as_deref() == Some(label));
    field.and_then(|node| node.accesskit_node().value()).unwrap_or_default()
}

fn choose(harness: &mut Editor, list: &str, option: &str) {
    press(harness, Role::ComboBox, list);
    harness.run_steps(3);
    let row = harness.get_all_by_label(option).last().unwrap();
    row.click();
    harness.run_steps(4);
}

fn save(harness: &mut Editor) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until(harness, |harness| {
        harness.state().state().active().is_some_and(|file| !file.document.is_modified())
    });
}

#[test]
fn a_start_set_is_kept_comes_back_with_the_file_and_starts_a_run_on_its_clock() {
    let desk = Desk::new();
    let mut harness = desk.form();
    fill(&mut harness, "Contact", "+15559870009");
    fill(&mut harness, "Message", "it is late");
    fill(&mut harness, "Clock starts", "Sunday 23:59, Kigali");
    assert!(shows(&harness, ", Africa/Kigali, UTC+2"), "{:?}", labels(&harness));
    press(&mut harness, Role::Button, "Save as…");
    // Enter is for the name here, and not for the run.
    fill(&mut harness, "Name of the start set", "Late on Sunday");
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert!(harness.state().state().active().unwrap().runs.shown().is_none());
    press(&mut harness, Role::Button, "Cancel");
    save(&mut harness);
    let sets = desk.side().starts();
    assert_eq!(sets.iter().map(|set| set.name.as_str()).collect::<Vec<_>>(), ["Late on Sunday"]);
    assert_eq!(sets.first().unwrap().now.as_deref(), Some("Sunday 23:59, Kigali"));
    drop(harness);

    let mut harness = desk.form();
    assert_eq!(held(&harness, "Contact"), "+15551230001");
    choose(&mut harness, "Start set", "Late on Sunday");
    assert_eq!(held(&harness, "Contact"), "+15559870009");
    assert_eq!(held(&harness, "Clock starts"), "Sunday 23:59, Kigali");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "it is late");
    until_shown(&mut harness, "23:59:00");
    let mut started = None;
    until(&mut harness, |harness| {
        harness.state().state().active().unwrap().runs.shown().is_some_and(|run| run.start().is_some())
    });
    if let Some(run) = harness.state().state().active().unwrap().runs.shown() {
        started = run.start().cloned();
    }
    let started = started.unwrap();
    assert_eq!(started.zone.iana_name(), Some("Africa/Kigali"));
    assert_eq!(started.now.to_zoned(started.zone.clone()).strftime("%a %H:%M").to_string(), "Sun 23:59");
    // The last start is repeated, without a question.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut harness, |harness| {
        harness.state().state().active().unwrap().runs.shown().is_some_and(|run| run.number() == 2)
    });
    let again = harness.state().state().active().unwrap().runs.shown().unwrap().form().clone();
    assert_eq!((&*again.contact, &*again.now), ("+15559870009", "Sunday 23:59, Kigali"));
}

#[test]
fn a_start_set_is_renamed_replaced_and_deleted_and_each_is_undone() {
    let desk = Desk::new();
    let mut harness = desk.form();
    let names = |harness: &Editor| -> Vec<String> {
        let file = harness.state().state().active().unwrap();
        file.document.side().starts().into_iter().map(|set| set.name).collect()
    };
    for (contact, name) in [("+15559870001", "One"), ("+15559870002", "Two")] {
        fill(&mut harness, "Contact", contact);
        press(&mut harness, Role::Button, "Save as…");
        fill(&mut harness, "Name of the start set", name);
        press(&mut harness, Role::Button, "Save");
    }
    assert_eq!(names(&harness), ["One", "Two"]);
    press(&mut harness, Role::Button, "Rename start set…");
    fill(&mut harness, "Name of the start set", "One");
    assert!(shows(&harness, "another start set has this name"));
    fill(&mut harness, "Name of the start set", "Three");
    press(&mut harness, Role::Button, "Rename");
    assert_eq!(names(&harness), ["One", "Three"]);
    choose(&mut harness, "Start set", "One");
    assert_eq!(held(&harness, "Contact"), "+15559870001");
    fill(&mut harness, "Contact", "+15559870011");
    press(&mut harness, Role::Button, "Save as…");
    assert_eq!(held(&harness, "Name of the start set"), "One");
    press(&mut harness, Role::Button, "Replace");
    press(&mut harness, Role::Button, "Delete start set");
    assert_eq!(names(&harness), ["Three"]);
    choose(&mut harness, "Start set", "Usual answers");
    assert_eq!(held(&harness, "Contact"), "+15551230001");
    press(&mut harness, Role::Button, "Cancel");
    for expected in [vec!["One", "Three"], vec!["One", "Three"], vec!["One", "Two"], vec!["One"], vec![]] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.run_steps(3);
        assert_eq!(names(&harness), expected);
    }
}

#[test]
fn the_clock_says_what_it_understands_and_what_not() {
    let desk = Desk::new();
    let mut harness = desk.form();
    let start_is_enabled = |harness: &Editor| {
        !harness.get_by_role_and_label(Role::Button, "Start").accesskit_node().is_disabled()
    };
    fill(&mut harness, "Clock starts", "2026-12-24 18:00");
    assert!(shows(&harness, "Thu 24 Dec 2026 18:00, America/Los_Angeles, UTC-8"));
    fill(&mut harness, "Clock starts", "Sonday");
    assert!(shows(&harness, "sonday is no day; did you mean sunday?"), "{:?}", labels(&harness));
    assert!(!start_is_enabled(&harness));
    fill(&mut harness, "Clock starts", "+3 d");
    fill(&mut harness, "Zone", "Kiga");
    assert!(!start_is_enabled(&harness));
    press(&mut harness, Role::Button, "Africa/Kigali");
    assert_eq!(held(&harness, "Zone"), "Africa/Kigali");
    assert!(start_is_enabled(&harness));
    assert!(shows(&harness, ", Africa/Kigali, UTC+2"));
}

#[test]
fn a_channel_that_is_a_trigger_chooses_that_trigger() {
    let desk = Desk::new();
    let mut harness = desk.form();
    let shown = |harness: &Editor, list: &str| {
        harness.get_by_role_and_label(Role::ComboBox, list).accesskit_node().value().unwrap_or_default()
    };
    choose(&mut harness, "Channel", "Call");
    assert_eq!(shown(&harness, "Trigger"), "Incoming call");
    choose(&mut harness, "Channel", "Conversation");
    assert_eq!(shown(&harness, "Trigger"), "Incoming conversation message");
    choose(&mut harness, "Channel", "WhatsApp");
    assert_eq!(shown(&harness, "Trigger"), "Incoming message");
}
