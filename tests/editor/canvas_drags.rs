//! Drags on the canvas of the whole editor: splicing, carrying wires, lines that cards fall in with, and room that is
//! made. Each is one step that undo takes back to the byte.

use crate::support::canvas::{Desk, message, sample_states};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use serde_json::json;

const NONE: Modifiers = Modifiers::NONE;

#[test]
fn a_card_dropped_on_a_wire_is_put_into_it_in_one_step() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let (from, wire) = (desk.card("loose"), desk.wire("ask", 0));
    desk.drag(from, wire, NONE);
    assert_eq!(desk.next("ask", 0).as_deref(), Some("loose"));
    assert_eq!(desk.next("loose", 0).as_deref(), Some("thanks"));
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Splice loose between ask and thanks"));
    assert_ne!(desk.place("loose"), (650.0, 140.0));
    assert_eq!(desk.said(), "Spliced loose between ask and thanks");
    desk.undone_is(&before);
}

#[test]
fn a_card_with_wires_of_its_own_is_only_moved() {
    let mut desk = Desk::sample();
    // Something leads to `sorry`, and it leads on.
    let (from, wire) = (desk.card("sorry"), desk.wire("ask", 0));
    desk.drag(from, wire, NONE);
    assert_eq!(desk.next("ask", 0).as_deref(), Some("thanks"));
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Move sorry"));
}

#[test]
fn ctrl_carries_the_wire_of_an_output_to_another_output() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let (from, to) = (desk.port("Output Sent of ask"), desk.port("Output Failed of thanks"));
    desk.drag(from, to, Modifiers::COMMAND);
    assert_eq!((desk.next("ask", 0), desk.next("thanks", 1).as_deref()), (None, Some("thanks")));
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Carry the wire of ask to thanks"));
    desk.undone_is(&before);
    // Dropped beside everything it stays where it was.
    let (from, to) = (desk.port("Output Sent of ask"), desk.at(700.0, 700.0));
    desk.drag(from, to, Modifiers::COMMAND);
    assert_eq!(desk.text(), before);
}

#[test]
fn ctrl_carries_all_wires_of_an_input_to_another_card() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let (from, to) = (desk.port("Input of bye"), desk.card("loose"));
    desk.drag(from, to, Modifiers::COMMAND);
    assert_eq!(
        (desk.next("thanks", 0).as_deref(), desk.next("sorry", 0).as_deref()),
        (Some("loose"), Some("loose"))
    );
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Lead 2 wires to loose"));
    assert_eq!(desk.said(), "Led 2 wires to loose");
    desk.undone_is(&before);
}

#[test]
fn a_carried_card_falls_in_with_edges_and_alt_lets_it_stand_anywhere() {
    let mut desk = Desk::sample();
    let before = desk.text();
    // `bye` stands at 3: four points away from where `thanks` has its edge it goes there.
    let from = desk.card("bye");
    desk.drag_by(from, (1.0, 34.0), NONE);
    assert_eq!(desk.place("bye"), (0.0, 630.0));
    desk.undone_is(&before);
    let from = desk.card("bye");
    desk.drag_by(from, (1.0, 34.0), Modifiers::ALT);
    assert_eq!(desk.place("bye"), (4.0, 634.0));
    desk.undone_is(&before);
}

#[test]
fn a_carried_card_comes_to_stand_at_the_same_distance_as_others() {
    let states = vec![
        json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 900, "y": 900}},
            "transitions": []}),
        message("one", (0, 0), None, None),
        message("two", (0, 213), None, None),
        message("three", (30, 400), None, None),
    ];
    let mut desk = Desk::on(&states);
    let from = desk.card("three");
    desk.drag_by(from, (20.0, 24.0), NONE);
    assert_eq!(desk.place("three"), (50.0, 426.0));
}

#[test]
fn the_space_tool_pushes_what_lies_below_and_closes_gaps_no_farther_than_they_are() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let (from, to) = (desk.at(700.0, 360.0), desk.at(702.0, 482.0));
    desk.editor.key_down(Key::S);
    desk.drag(from, to, NONE);
    desk.editor.key_up(Key::S);
    desk.run();
    assert_eq!(
        (desk.place("thanks"), desk.place("sorry"), desk.place("bye")),
        ((0.0, 520.0), (400.0, 520.0), (3.0, 720.0))
    );
    assert_eq!((desk.place("ask"), desk.place("loose")), ((0.0, 200.0), (650.0, 140.0)));
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Make space"));
    desk.undone_is(&before);
    // Upwards, the cards stop before those that stand.
    let (from, to) = (desk.at(700.0, 360.0), desk.at(700.0, 0.0));
    desk.editor.key_down(Key::S);
    desk.drag(from, to, NONE);
    desk.editor.key_up(Key::S);
    desk.run();
    let (_, top) = desk.place("thanks");
    assert!((310.0..400.0).contains(&top), "{top}");
    assert_eq!(desk.step_name(), "Close space");
}

#[test]
fn the_space_tool_pushes_to_the_right_too_and_without_its_key_a_drag_draws_a_box() {
    let mut desk = Desk::sample();
    let (from, to) = (desk.at(300.0, 100.0), desk.at(400.0, 110.0));
    desk.editor.key_down(Key::S);
    desk.drag(from, to, NONE);
    desk.editor.key_up(Key::S);
    desk.run();
    assert_eq!(
        (desk.place("sorry"), desk.place("loose"), desk.place("ask")),
        ((500.0, 400.0), (750.0, 140.0), (0.0, 200.0))
    );
    let text = desk.text();
    let (from, to) = (desk.at(300.0, 500.0), desk.at(900.0, 100.0));
    desk.drag(from, to, NONE);
    assert_eq!((desk.text(), desk.selected()), (text, vec!["sorry".to_owned(), "loose".to_owned()]));
    assert_eq!(desk.said(), "2 widgets selected");
}

#[test]
fn escape_leaves_each_drag_without_a_trace() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let drags = [
        (desk.card("loose"), desk.wire("ask", 0), NONE),
        (desk.port("Output Sent of ask"), desk.port("Output Failed of thanks"), Modifiers::COMMAND),
        (desk.port("Input of bye"), desk.card("loose"), Modifiers::COMMAND),
    ];
    for (from, to, modifiers) in drags {
        desk.carry(from, to, modifiers);
        assert!(desk.file().view.is_busy());
        desk.editor.event(egui::Event::ModifiersChanged(NONE));
        desk.editor.key_press(Key::Escape);
        desk.editor.step();
        desk.drop_at(to, NONE);
        assert_eq!((desk.text(), desk.file().view.is_busy()), (before.clone(), false));
    }
    desk.editor.key_down(Key::S);
    let (from, to) = (desk.at(700.0, 360.0), desk.at(700.0, 480.0));
    desk.carry(from, to, NONE);
    desk.editor.key_press(Key::Escape);
    desk.editor.step();
    desk.editor.key_up(Key::S);
    desk.drop_at(to, NONE);
    assert_eq!(desk.text(), before);
}

#[test]
fn the_drag_of_a_card_with_a_name_is_announced() {
    let mut desk = Desk::on(&sample_states());
    desk.select(&["thanks", "sorry", "bye"]);
    let from = desk.card("sorry");
    desk.drag_by(from, (100.0, 100.0), NONE);
    assert_eq!((desk.step_name(), desk.said()), ("Move 3 widgets".to_owned(), "Moved 3 widgets".to_owned()));
    let node = desk.editor.get_by_label("Moved 3 widgets");
    assert!(node.rect().width() <= 1.0);
}
