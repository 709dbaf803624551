//! Wires under the pointer: drawn, carried, selected and cut.

use super::*;

#[test]
fn an_output_dragged_onto_a_card_is_connected() {
    let mut canvas = canvas();
    let from = center(&canvas, "Output Sent of a");
    let onto = card(&canvas, CARD_B);
    drag(&mut canvas, from, onto);
    assert_eq!(next_of(&canvas, A, 0).as_deref(), Some("b"));
    canvas.get_by_label_contains("Send Message a, 2 outputs: Sent leads to b, Failed leads nowhere");
    let (from, input) = (center(&canvas, "Output Failed of b"), center(&canvas, "Input of a"));
    drag(&mut canvas, from, input);
    assert_eq!(next_of(&canvas, B, 1).as_deref(), Some("a"));
    assert_eq!(steps(&canvas), 2);
}

#[test]
fn nothing_is_connected_to_the_trigger() {
    let mut canvas = canvas();
    let from = center(&canvas, "Output Sent of a");
    let onto = card(&canvas, "Trigger Trigger");
    drag(&mut canvas, from, onto);
    assert!(canvas.state().actions.iter().all(|action| matches!(action, CanvasAction::Select(_))));
}

#[test]
fn an_output_dropped_on_nothing_asks_what_to_add() {
    let mut canvas = canvas();
    let (from, to) = (center(&canvas, "Output Failed of a"), at(&canvas, -202.0, 104.0));
    drag(&mut canvas, from, to);
    let Some(CanvasAction::AddMenu { pos, pos_in_screen, from }) = canvas.state().actions.last() else {
        panic!("{:?}", canvas.state().actions)
    };
    assert_eq!((pos.x, pos.y), (-200.0, 100.0));
    assert_eq!((*pos_in_screen, *from), (to, Some(Output { widget: A, index: 1 })));
    assert_eq!(steps(&canvas), 0);
}

#[test]
fn the_end_of_a_wire_is_carried_elsewhere_or_dropped() {
    let mut canvas = canvas();
    let (input, other) = (center(&canvas, "Input of a"), card(&canvas, CARD_B));
    drag(&mut canvas, input, other);
    assert_eq!(next_of(&canvas, TRIGGER, 0).as_deref(), Some("b"));
    let (input, void) = (center(&canvas, "Input of b"), at(&canvas, 700.0, 100.0));
    drag(&mut canvas, input, void);
    assert_eq!(next_of(&canvas, TRIGGER, 0), None);
    assert_eq!(steps(&canvas), 2);
    // Where no wire comes in, the card itself is carried.
    let input = center(&canvas, "Input of b");
    drag(&mut canvas, input, input + Vec2::new(20.0, 0.0));
    assert_eq!(offset_of(&canvas, B), (420.0, 300.0));
}

#[test]
fn a_wire_is_selected_by_a_click_and_deleted_by_a_key_or_cut_with_alt() {
    let mut canvas = canvas();
    let output = Output { widget: TRIGGER, index: 0 };
    let middle = canvas.state().scene.as_ref().unwrap().wire(output).unwrap().path.curves()[0].at(0.5);
    let middle = at(&canvas, middle.x, middle.y);
    click(&mut canvas, middle, Modifiers::NONE);
    assert_eq!(canvas.state().selection, Selection::wire(output));
    canvas.key_press(Key::Delete);
    canvas.run();
    assert_eq!(next_of(&canvas, TRIGGER, 0), None);
    canvas.state_mut().document.history_mut().undo();
    canvas.run();
    click(&mut canvas, middle, Modifiers::ALT);
    assert_eq!(next_of(&canvas, TRIGGER, 0), None);
}
