//! The keyboard on the canvas.

use super::*;

#[test]
fn delete_spares_the_trigger_and_is_one_step() {
    let mut canvas = canvas();
    canvas.state_mut().selection = Selection::cards([TRIGGER, A, B]);
    canvas.run();
    canvas.key_press(Key::Backspace);
    canvas.run();
    let names: Vec<_> =
        canvas.state().document.flow().widgets().iter().map(|widget| widget.title().to_owned()).collect();
    assert_eq!((names, steps(&canvas)), (vec!["Trigger".to_owned()], 1));
    canvas.state_mut().selection = Selection::card(TRIGGER);
    canvas.key_press(Key::Delete);
    canvas.run();
    assert_eq!(steps(&canvas), 1);
}

#[test]
fn arrows_nudge() {
    let mut canvas = canvas();
    canvas.get_by_label_contains(CARD_A).click();
    canvas.run();
    canvas.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
    canvas.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowDown);
    canvas.run();
    assert_eq!(offset_of(&canvas, A), (13.0, 300.0));
}

#[test]
fn keys_typed_into_a_field_are_not_the_canvass() {
    let desk_keys = |with_field: bool| {
        let mut canvas = Harness::builder()
            .with_size(Vec2::new(1200.0, 800.0))
            .with_context_setup(theme::apply)
            .build_ui_state(
                move |ui, (desk, text): &mut (Desk, String)| {
                    if with_field {
                        ui.text_edit_singleline(text).accessible_name("Field");
                    }
                    desk.ui(ui);
                },
                (canvas().into_state(), "x".to_owned()),
            );
        canvas.state_mut().0.maker = None;
        canvas.state_mut().0.selection = Selection::card(A);
        canvas.run();
        if with_field {
            canvas.get_by_label("Field").focus();
        }
        canvas.run_steps(2);
        canvas.key_press(Key::Delete);
        canvas.run_steps(4);
        canvas.state().0.edits().len()
    };
    assert_eq!((desk_keys(false), desk_keys(true)), (1, 0));
}

#[test]
fn the_keyboard_goes_from_card_to_card_and_opens_them() {
    let mut canvas = canvas();
    canvas.get_by_role_and_label(Role::Canvas, "Canvas").focus();
    canvas.run();
    for name in ["Trigger Trigger", CARD_A, CARD_B] {
        canvas.key_press(Key::Tab);
        canvas.run();
        assert!(canvas.get_by_label_contains(name).is_focused(), "{name}");
    }
    canvas.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    canvas.run();
    assert!(canvas.get_by_label_contains(CARD_A).is_focused());
    canvas.key_press(Key::ArrowUp);
    canvas.run();
    assert!(canvas.get_by_label_contains("Trigger Trigger").is_focused());
    canvas.key_press(Key::ArrowDown);
    canvas.key_press(Key::Enter);
    canvas.run();
    assert_eq!(canvas.state().actions, [CanvasAction::Open(A)]);
    canvas.key_press(Key::Space);
    canvas.run();
    assert_eq!(canvas.state().selection, Selection::card(A));
    assert_eq!(steps(&canvas), 0);
}
