//! Named, foldable frames around widgets, through the whole editor.

use std::fs;
use std::path::PathBuf;

use crate::support::{Editor, checked, command, editor_on, press, sample, until};
use cordboard::editor::command::Command;
use cordboard::flow::WidgetId;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const ASK: WidgetId = WidgetId(1);
const BYE: WidgetId = WidgetId(2);
const OTHER: WidgetId = WidgetId(3);

struct Desk(tempfile::TempDir);

impl Desk {
    /// The trigger leads to `ask`, that to `bye`, and that to `other`.
    fn new(groups: Option<Value>) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let state = |name: &str, (x, y): (i32, i32), next: Option<&str>, body: &str| {
            json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
                   "properties": {"body": body, "offset": {"x": x, "y": y}}})
        };
        let trigger = json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
                             "transitions": [{"event": "incomingMessage", "next": "ask"}]});
        let states = [
            trigger,
            state("ask", (0, 200), Some("bye"), "Hello"),
            // Nobody can read this template: a problem.
            state("bye", (0, 400), Some("other"), "Bye {{flow.variables."),
            state("other", (400, 400), None, "Other"),
        ];
        let flow = json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}});
        fs::write(desk.flow(), serde_json::to_string_pretty(&flow).unwrap()).unwrap();
        if let Some(groups) = groups {
            let side = json!({"version": 1, "groups": groups}).to_string();
            fs::write(desk.0.path().join("flow.cordboard.json"), side).unwrap();
        }
        desk
    }

    fn greeting() -> Self {
        Self::new(Some(json!({"Greeting": {"widgets": ["ask", "bye"], "color": "teal"}})))
    }

    fn folded() -> Self {
        Self::new(Some(json!({"Greeting": {"widgets": ["ask", "bye"], "folded": true}})))
    }

    fn flow(&self) -> PathBuf {
        self.0.path().join("flow.json")
    }
}

fn groups(editor: &Editor) -> Vec<(String, Vec<String>, bool)> {
    let groups = editor.state().state().active().unwrap().document.side().groups();
    groups.into_iter().map(|group| (group.name, group.widgets, group.is_folded)).collect()
}

fn of(name: &str, widgets: &[&str], is_folded: bool) -> Vec<(String, Vec<String>, bool)> {
    vec![(name.to_owned(), widgets.iter().map(|name| (*name).to_owned()).collect(), is_folded)]
}

fn selected(editor: &Editor) -> Vec<WidgetId> {
    editor.state().state().active().unwrap().selection.cards.iter().copied().collect()
}

fn undo_name(editor: &Editor) -> Option<String> {
    editor.state().state().active().unwrap().document.history().undo_name().map(str::to_owned)
}

fn place(editor: &Editor, id: WidgetId) -> (f64, f64) {
    let at = editor.state().state().active().unwrap().flow().widget(id).unwrap().offset().unwrap();
    (at.x, at.y)
}

fn card(editor: &Editor, name: &str) -> Pos2 {
    editor.get_by_label_contains(&format!("Send Message {name},")).rect().center()
}

fn drag(editor: &mut Editor, from: Pos2, by: Vec2, modifiers: Modifiers) {
    editor.hover_at(from);
    editor.step();
    let button = |pos: Pos2, pressed: bool| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers,
    };
    editor.event_modifiers(button(from, true), modifiers);
    editor.step();
    for part in [0.5, 1.0] {
        editor.event_modifiers(egui::Event::PointerMoved(from + by * part), modifiers);
        editor.step();
    }
    editor.event_modifiers(button(from + by, false), modifiers);
    editor.run_steps(3);
}

#[test]
fn selected_widgets_are_grouped_and_named_in_place_as_one_step() {
    let desk = Desk::new(None);
    let mut editor = editor_on(&desk.flow());
    let before = crate::support::text(&editor);
    editor.get_by_label_contains("Send Message ask,").click();
    editor.run_steps(3);
    editor.get_by_label_contains("Send Message bye,").click_modifiers(Modifiers::SHIFT);
    editor.run_steps(3);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::G);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::TextInput, "Name of the group").type_text("Greeting");
    editor.run_steps(2);
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], false));
    let frame = editor.get_by_role_and_label(Role::Group, "Group Greeting, 2 widgets");
    assert!(frame.is_focused());
    assert_eq!(undo_name(&editor).as_deref(), Some("Group as Greeting"));
    assert_eq!(crate::support::text(&editor), before);
    command(&mut editor, Command::Undo);
    assert_eq!(groups(&editor), []);
}

#[test]
fn a_click_on_the_title_selects_a_double_click_renames_and_a_drag_moves_all() {
    let desk = Desk::greeting();
    let mut editor = editor_on(&desk.flow());
    let title = |editor: &Editor| {
        editor.get_by_role_and_label(Role::Group, "Group Greeting, 2 widgets").rect().center()
    };
    press(&mut editor, Role::Group, "Group Greeting, 2 widgets");
    assert_eq!(selected(&editor), [ASK, BYE]);
    let from = title(&editor);
    drag(&mut editor, from, Vec2::new(100.0, 50.0), Modifiers::NONE);
    assert_eq!((place(&editor, ASK), place(&editor, BYE)), ((100.0, 250.0), (100.0, 450.0)));
    assert_eq!(place(&editor, OTHER), (400.0, 400.0));
    assert_eq!(undo_name(&editor).as_deref(), Some("Move 2 widgets"));
    assert!((title(&editor) - from - Vec2::new(100.0, 50.0)).length() < 1.0, "the frame follows");

    let at = title(&editor);
    editor.run_steps(12);
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        editor.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    editor.run_steps(5);
    editor.get_by_role_and_label(Role::TextInput, "Name of the group").type_text("Hello");
    editor.run_steps(2);
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    assert_eq!(groups(&editor), of("Hello", &["ask", "bye"], false));
}

#[test]
fn a_folded_group_is_one_card_with_the_wires_that_lead_in_and_out() {
    let desk = Desk::greeting();
    let mut editor = editor_on(&desk.flow());
    press(&mut editor, Role::Button, "Fold group Greeting");
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], true));
    assert!(editor.query_by_label_contains("Send Message ask,").is_none());
    checked(&mut editor);
    let name = "Group Greeting, 2 widgets, folded, 1 output: Sent leads to other; 2 errors";
    let folded = editor.get_by_label_contains(name);
    assert_eq!(folded.accesskit_node().role(), Role::TreeItem);
    assert!(editor.query_by_label_contains("leads to Greeting").is_some(), "the trigger leads there");
    // What is done to the card is done to all.
    folded.click();
    editor.run_steps(3);
    assert_eq!(selected(&editor), [ASK, BYE]);
    let from = editor.get_by_label_contains(name).rect().center();
    drag(&mut editor, from - Vec2::new(0.0, 8.0), Vec2::new(50.0, 30.0), Modifiers::NONE);
    assert_eq!((place(&editor, ASK), place(&editor, BYE)), ((50.0, 230.0), (50.0, 430.0)));
    press(&mut editor, Role::Button, "Unfold group Greeting");
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], false));
    assert!(editor.query_by_label_contains("Send Message ask,").is_some());
}

#[test]
fn outputs_of_a_folded_group_are_those_of_its_widgets() {
    let desk = Desk::folded();
    let mut editor = editor_on(&desk.flow());
    editor.get_by_role_and_label(Role::Button, "Output Sent of Greeting").click();
    editor.run_steps(3);
    let file = editor.state().state().active().unwrap();
    let wires: Vec<_> = file.selection.wires.iter().map(|output| (output.widget, output.index)).collect();
    assert_eq!(wires, [(BYE, 0)]);
    editor.key_press(Key::Delete);
    editor.run_steps(3);
    assert!(editor.query_by_label("Output Sent of Greeting").is_none(), "nothing leads out any more");
    // A wire that is led to the card leads to where others do.
    let output = editor.get_by_role_and_label(Role::Button, "Output Sent of other").rect().center();
    let card = editor.get_by_label_contains("Group Greeting, 2 widgets, folded").rect().center();
    drag(&mut editor, output, card - output, Modifiers::NONE);
    let file = editor.state().state().active().unwrap();
    let next = file.flow().widget(OTHER).unwrap().transitions().first().and_then(|t| t.next.clone());
    assert_eq!(next.as_deref(), Some("ask"));
}

#[test]
fn deleting_a_folded_group_deletes_its_widgets_and_undo_brings_all_back() {
    let desk = Desk::folded();
    let mut editor = editor_on(&desk.flow());
    editor.get_by_label_contains("Group Greeting, 2 widgets, folded").click();
    editor.run_steps(3);
    editor.key_press(Key::Backspace);
    editor.run_steps(3);
    assert_eq!(groups(&editor), []);
    assert_eq!(editor.state().state().active().unwrap().flow().widgets().len(), 2);
    command(&mut editor, Command::Undo);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], true));
}

#[test]
fn enter_and_a_double_click_unfold_and_what_is_shown_of_a_hidden_widget_is_the_card() {
    let desk = Desk::folded();
    let mut editor = editor_on(&desk.flow());
    editor.get_by_label_contains("Send Message other,").click();
    editor.run_steps(3);
    // A list shows a widget that is folded away: its fields are shown, and the card says that it holds it.
    command(&mut editor, Command::ShowOutline);
    editor.get_by_label_contains("Send Message bye, 3 problems").click();
    editor.run_steps(4);
    assert_eq!(selected(&editor), [BYE]);
    let card = editor.get_by_label_contains("Group Greeting, 2 widgets, folded, with what is selected");
    card.focus();
    editor.run_steps(3);
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], false));
    assert_eq!(undo_name(&editor).as_deref(), Some("Unfold Greeting"));
}

#[test]
fn a_frame_is_worked_on_by_keys_alone() {
    let desk = Desk::greeting();
    let mut editor = editor_on(&desk.flow());
    let name = "Group Greeting, 2 widgets";
    editor.get_by_role_and_label(Role::Group, name).focus();
    editor.run_steps(3);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::ArrowDown);
    editor.run_steps(3);
    assert_eq!(place(&editor, ASK), (0.0, 210.0));
    editor.key_press(Key::Space);
    editor.run_steps(3);
    assert_eq!(selected(&editor), [ASK, BYE]);
    command(&mut editor, Command::FoldGroup);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], true));
    let folded = editor.get_by_label_contains("Group Greeting, 2 widgets, folded");
    assert!(folded.is_focused(), "the card has the keyboard that the frame had");
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    assert!(editor.get_by_role_and_label(Role::Group, name).is_focused());
    editor.get_by_role_and_label(Role::Group, name).focus();
    editor.run_steps(3);
    editor.key_press(Key::Escape);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Group, name).focus();
    editor.run_steps(3);
    editor.key_press(Key::Delete);
    editor.run_steps(3);
    assert_eq!(groups(&editor), [], "the frame is gone");
    assert_eq!(editor.state().state().active().unwrap().flow().widgets().len(), 4, "and its widgets are not");
}

#[test]
fn a_card_joins_a_group_when_it_is_dropped_there_with_g_and_leaves_it_so() {
    let desk = Desk::greeting();
    let mut editor = editor_on(&desk.flow());
    let (other, bye) = (card(&editor, "other"), card(&editor, "bye"));
    drag(&mut editor, other - Vec2::new(0.0, 10.0), bye - other, Modifiers::NONE);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye"], false), "without G it only lies there");
    command(&mut editor, Command::Undo);
    editor.key_down(Key::G);
    drag(&mut editor, other - Vec2::new(0.0, 10.0), bye - other, Modifiers::NONE);
    editor.key_up(Key::G);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye", "other"], false));
    assert_eq!(undo_name(&editor).as_deref(), Some("Move into Greeting"));
    command(&mut editor, Command::Undo);
    editor.key_down(Key::G);
    drag(&mut editor, bye - Vec2::new(0.0, 10.0), Vec2::new(300.0, 200.0), Modifiers::NONE);
    editor.key_up(Key::G);
    assert_eq!(groups(&editor), of("Greeting", &["ask"], false));
}

#[test]
fn the_menus_of_cards_and_frames_change_groups() {
    let desk = Desk::greeting();
    let mut editor = editor_on(&desk.flow());
    editor.get_by_label_contains("Send Message other,").click_secondary();
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Add to Greeting");
    assert_eq!(groups(&editor), of("Greeting", &["ask", "bye", "other"], false));
    editor.get_by_label_contains("Send Message ask,").click_secondary();
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Remove from Greeting");
    assert_eq!(groups(&editor), of("Greeting", &["bye", "other"], false));
    editor.get_by_role_and_label(Role::Group, "Group Greeting, 2 widgets").click_secondary();
    editor.run_steps(3);
    press(&mut editor, Role::RadioButton, "Violet");
    let file = editor.state().state().active().unwrap();
    assert_eq!(file.document.side().group("Greeting").unwrap().color.name(), "violet");
    editor.get_by_role_and_label(Role::Group, "Group Greeting, 2 widgets").click_secondary();
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Fold group");
    editor.get_by_label_contains("Group Greeting, 2 widgets, folded").click_secondary();
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Unfold group");
    assert_eq!(groups(&editor), of("Greeting", &["bye", "other"], false));
}

#[test]
fn a_rename_and_a_deletion_of_a_widget_are_followed() {
    let desk = Desk::greeting();
    let mut editor = editor_on(&desk.flow());
    editor.get_by_label_contains("Send Message bye,").click();
    editor.run_steps(3);
    editor.key_press(Key::F2);
    editor.run_steps(3);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.step();
    editor.event(egui::Event::Text("farewell".to_owned()));
    editor.step();
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    assert_eq!(groups(&editor), of("Greeting", &["ask", "farewell"], false));
    editor.get_by_label_contains("Send Message ask,").click();
    editor.run_steps(3);
    editor.key_press(Key::Delete);
    editor.run_steps(3);
    let _is_there = editor.get_by_role_and_label(Role::Group, "Group Greeting, 1 widget");
}

#[test]
fn a_run_inside_of_a_folded_group_shows_on_its_card() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let side =
        json!({"version": 1, "groups": {"Remind": {"widgets": ["prepare", "remind"], "folded": true}}});
    fs::write(folder.path().join("appointment-reminder.cordboard.json"), side.to_string()).unwrap();
    let mut editor = editor_on(&path);
    editor.key_press(Key::F5);
    until(&mut editor, |editor| editor.query_by_label("Start").is_some());
    press(&mut editor, Role::Button, "Start");
    until(&mut editor, |editor| {
        editor.query_all_by_label_contains("remind waits for a reply").next().is_some()
    });
    editor.run_steps(3);
    let card = editor.get_by_label_contains("Group Remind, 2 widgets, folded");
    let label = card.accesskit_node().label().unwrap_or_default();
    assert!(label.contains("step 3 of the run"), "{label}");
}
