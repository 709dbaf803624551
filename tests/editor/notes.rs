//! Notes on the canvas, through the whole editor: written, moved, coloured and deleted, and kept beside the flow alone.

use std::fs;
use std::path::PathBuf;

use crate::support::{Editor, command, editor_on, until};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Vec2};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};

const CTRL: Modifiers = Modifiers::COMMAND;

/// A folder with a flow of three widgets, and perhaps with what stands beside it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(side: Option<Value>) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let state = |name: &str, y: i32, next: Option<&str>| {
            json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
                   "properties": {"body": "Hello", "offset": {"x": 0, "y": y}}})
        };
        let trigger = json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
                             "transitions": [{"event": "incomingMessage", "next": "ask"}]});
        let states = [trigger, state("ask", 200, Some("bye")), state("bye", 400, None)];
        let flow = json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}});
        fs::write(desk.flow(), serde_json::to_string_pretty(&flow).unwrap()).unwrap();
        if let Some(side) = side {
            fs::write(desk.side(), serde_json::to_string_pretty(&side).unwrap()).unwrap();
        }
        desk
    }

    fn flow(&self) -> PathBuf {
        self.0.path().join("flow.json")
    }

    fn side(&self) -> PathBuf {
        self.0.path().join("flow.cordboard.json")
    }

    fn kept(&self) -> Value {
        serde_json::from_slice(&fs::read(self.side()).unwrap()).unwrap()
    }
}

fn one_note() -> Value {
    json!({"version": 1, "notes": {"1": {"text": "Ask Ann first", "x": 300, "y": 200, "width": 200, "height": 100}}})
}

fn is_modified(editor: &Editor) -> bool {
    editor.state().state().active().unwrap().document.is_modified()
}

fn notes(editor: &Editor) -> Vec<(String, f64, f64)> {
    let notes = editor.state().state().active().unwrap().document.side().notes();
    notes.into_iter().map(|note| (note.text, note.at.x, note.at.y)).collect()
}

fn undo_name(editor: &Editor) -> Option<String> {
    let file = editor.state().state().active().unwrap();
    file.document.history().undo_name().map(str::to_owned)
}

fn middle(editor: &Editor, name: &str) -> Pos2 {
    editor.get_by_role_and_label(Role::Note, name).rect().center()
}

fn drag(editor: &mut Editor, from: Pos2, by: Vec2) {
    editor.hover_at(from);
    editor.step();
    editor.drag_at(from);
    editor.step();
    for part in [0.5, 1.0] {
        editor.hover_at(from + by * part);
        editor.step();
    }
    editor.drop_at(from + by);
    editor.run_steps(3);
}

#[test]
fn a_note_is_written_in_its_place_and_the_flow_stays_as_it_is() {
    let desk = Desk::new(None);
    let before = fs::read(desk.flow()).unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(desk.flow()).unwrap().set_modified(long_ago).unwrap();
    let mut editor = editor_on(&desk.flow());
    editor.key_press(Key::N);
    editor.run_steps(3);
    let field = editor.get_by_role_and_label(Role::MultilineTextInput, "Text of the note");
    assert!(field.is_focused() && !is_modified(&editor), "nothing is there before something is written");
    field.type_text("Mind the gap");
    editor.run_steps(2);
    editor.key_press(Key::Escape);
    editor.run_steps(3);
    let _is_there = middle(&editor, "Note: Mind the gap");
    assert_eq!(undo_name(&editor).as_deref(), Some("Add note"));
    let file = editor.state().state().active().unwrap();
    assert!(is_modified(&editor) && file.document.history().is_flow_saved());
    editor.key_press_modifiers(CTRL, Key::S);
    until(&mut editor, |editor| !is_modified(editor));
    assert_eq!(fs::read(desk.flow()).unwrap(), before);
    assert_eq!(fs::metadata(desk.flow()).unwrap().modified().unwrap(), long_ago, "the flow is not touched");
    assert_eq!(desk.kept()["notes"]["1"]["text"], "Mind the gap");
    // What is undone is not kept.
    command(&mut editor, Command::Undo);
    editor.key_press_modifiers(CTRL, Key::S);
    until(&mut editor, |editor| !is_modified(editor));
    assert!(!desk.side().exists());
}

#[test]
fn what_is_being_written_is_saved_with_the_rest_and_nothing_makes_no_note() {
    let desk = Desk::new(None);
    let mut editor = editor_on(&desk.flow());
    command(&mut editor, Command::AddNote);
    editor.get_by_label("Text of the note").type_text("Half a thou");
    editor.run_steps(2);
    editor.key_press_modifiers(CTRL, Key::S);
    until(&mut editor, |_| desk.side().exists());
    assert_eq!(desk.kept()["notes"]["1"]["text"], "Half a thou");
    until(&mut editor, |editor| !is_modified(editor));
    command(&mut editor, Command::AddNote);
    editor.key_press(Key::Escape);
    editor.run_steps(3);
    assert!(!is_modified(&editor) && editor.query_by_label("Text of the note").is_none());
}

#[test]
fn a_note_is_selected_moved_on_the_grid_and_made_larger() {
    let desk = Desk::new(Some(one_note()));
    let mut editor = editor_on(&desk.flow());
    let name = "Note: Ask Ann first";
    editor.get_by_role_and_label(Role::Note, name).click();
    editor.run_steps(3);
    let file = editor.state().state().active().unwrap();
    assert!(file.selection.notes.contains("1") && file.selection.cards.is_empty());
    let from = middle(&editor, name);
    drag(&mut editor, from, Vec2::new(47.0, -33.0));
    assert_eq!(notes(&editor), [("Ask Ann first".to_owned(), 350.0, 170.0)]);
    assert_eq!(undo_name(&editor).as_deref(), Some("Move note"));
    let rect = editor.get_by_role_and_label(Role::Note, name).rect();
    drag(&mut editor, rect.max - Vec2::splat(3.0), Vec2::new(60.0, 41.0));
    let note = editor.state().state().active().unwrap().document.side().note("1").unwrap();
    assert_eq!((note.size.x, note.size.y), (260.0, 140.0));
    command(&mut editor, Command::Undo);
    command(&mut editor, Command::Undo);
    assert!(!is_modified(&editor));
}

#[test]
fn notes_and_cards_that_are_selected_together_move_together() {
    let desk = Desk::new(Some(one_note()));
    let mut editor = editor_on(&desk.flow());
    let card = |editor: &Editor| editor.get_by_label_contains("Send Message ask,").rect().center();
    editor.get_by_label_contains("Send Message ask,").click();
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Note, "Note: Ask Ann first").click_modifiers(Modifiers::SHIFT);
    editor.run_steps(3);
    let from = card(&editor);
    drag(&mut editor, from - Vec2::new(0.0, 10.0), Vec2::new(40.0, 60.0));
    let moved = card(&editor) - from;
    // A card falls in with its neighbours, and the note goes as far as the card.
    assert!((moved - Vec2::new(40.0, 60.0)).length() < 8.0, "{moved}");
    let went = [300.0 + moved.x, 200.0 + moved.y].map(|place| f64::from(place.round()));
    assert_eq!(notes(&editor), [("Ask Ann first".to_owned(), went[0], went[1])]);
    // Carried by the note, the card comes along, too.
    let note = middle(&editor, "Note: Ask Ann first");
    drag(&mut editor, note, Vec2::new(-40.0, -60.0));
    assert!((card(&editor) - from).length() < 1.0);
    assert_eq!(undo_name(&editor).as_deref(), Some("Move 2 things"));
    command(&mut editor, Command::Undo);
    command(&mut editor, Command::Undo);
    assert!(!is_modified(&editor));
}

#[test]
fn a_note_can_be_edited_moved_and_deleted_by_keys_alone() {
    let desk = Desk::new(Some(one_note()));
    let mut editor = editor_on(&desk.flow());
    editor.get_by_role_and_label(Role::Note, "Note: Ask Ann first").focus();
    editor.run_steps(3);
    editor.key_press_modifiers(CTRL, Key::ArrowRight);
    editor.run_steps(2);
    editor.key_press(Key::ArrowDown);
    editor.run_steps(2);
    assert_eq!(notes(&editor), [("Ask Ann first".to_owned(), 310.0, 210.0)]);
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    editor.get_by_label("Text of the note").type_text(", then Bob");
    editor.run_steps(2);
    editor.key_press(Key::Escape);
    editor.run_steps(3);
    let note = editor.get_by_role_and_label(Role::Note, "Note: Ask Ann first, then Bob");
    assert!(note.is_focused(), "the keyboard goes back to the note");
    editor.key_press(Key::Delete);
    editor.run_steps(3);
    assert_eq!(notes(&editor), []);
    command(&mut editor, Command::Undo);
    assert_eq!(notes(&editor), [("Ask Ann first, then Bob".to_owned(), 310.0, 210.0)]);
}

#[test]
fn tab_comes_to_the_notes_after_the_cards() {
    let desk = Desk::new(Some(one_note()));
    let mut editor = editor_on(&desk.flow());
    editor.get_by_label_contains("Send Message bye,").focus();
    editor.run_steps(3);
    editor.key_press(Key::Tab);
    editor.run_steps(3);
    assert!(editor.get_by_role_and_label(Role::Note, "Note: Ask Ann first").is_focused());
}

#[test]
fn the_menus_and_the_panel_of_a_note_change_it() {
    let desk = Desk::new(Some(one_note()));
    let mut editor = editor_on(&desk.flow());
    editor.get_by_role_and_label(Role::Note, "Note: Ask Ann first").click_secondary();
    editor.run_steps(3);
    // In the menu, which lies over the panel that has the same colours.
    let pinks: Vec<_> = editor.query_all_by_label("Pink").collect();
    pinks.last().unwrap().click();
    drop(pinks);
    editor.run_steps(3);
    let color = |editor: &Editor| editor.state().state().active().unwrap().document.side().notes();
    assert_eq!(color(&editor).first().map(|note| note.color.name()), Some("pink"));
    // Beside the canvas is the same, for one that is selected.
    editor.get_by_role_and_label(Role::RadioButton, "Green").click();
    editor.run_steps(3);
    assert_eq!(color(&editor).first().map(|note| note.color.name()), Some("green"));
    editor.get_by_role_and_label(Role::MultilineTextInput, "Text").focus();
    editor.run_steps(2);
    editor.key_press_modifiers(CTRL, Key::A);
    editor.step();
    editor.event(egui::Event::Text("Ask Bob".to_owned()));
    editor.run_steps(3);
    assert_eq!(color(&editor).first().map(|note| &*note.text), Some("Ask Bob"));
    editor.get_by_role_and_label(Role::Note, "Note: Ask Bob").click_secondary();
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Delete note").click();
    editor.run_steps(3);
    assert!(notes(&editor).is_empty());
}

#[test]
fn delete_takes_notes_with_what_else_is_selected_as_one_step() {
    let desk = Desk::new(Some(one_note()));
    let mut editor = editor_on(&desk.flow());
    editor.get_by_label_contains("Send Message bye,").click();
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Note, "Note: Ask Ann first").click_modifiers(Modifiers::SHIFT);
    editor.run_steps(3);
    editor.key_press(Key::Delete);
    editor.run_steps(3);
    assert!(notes(&editor).is_empty());
    assert!(editor.query_by_label_contains("Send Message bye,").is_none());
    command(&mut editor, Command::Undo);
    assert!(!is_modified(&editor));
}

#[test]
fn beside_a_side_file_that_is_left_alone_no_note_is_begun() {
    let desk = Desk::new(None);
    fs::write(desk.side(), "{\"version\": 1,").unwrap();
    let mut editor = editor_on(&desk.flow());
    assert!(Command::AddNote.disabled_because(editor.state().state()).is_some());
    command(&mut editor, Command::AddNote);
    assert!(editor.query_by_label("Text of the note").is_none());
    assert_eq!(fs::read_to_string(desk.side()).unwrap(), "{\"version\": 1,");
}

#[test]
fn a_note_outside_the_view_is_brought_into_it_by_the_keyboard() {
    let far = json!({"version": 1, "notes": {"1": {"text": "Far away", "x": 9000, "y": 9000}}});
    let desk = Desk::new(Some(far));
    let mut editor = editor_on(&desk.flow());
    command(&mut editor, Command::ZoomReset);
    let width = |editor: &Editor| editor.get_by_role_and_label(Role::Note, "Note: Far away").rect().width();
    editor.get_by_role_and_label(Role::Note, "Note: Far away").focus();
    editor.run_steps(4);
    assert!(width(&editor) > 200.0, "{}", width(&editor));
}
