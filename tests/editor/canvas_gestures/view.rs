//! What is seen: panning, zoom, fitting, the minimap, and menus where the pointer is.

use super::*;

#[test]
fn a_double_click_opens_a_card_and_asks_what_to_add_on_nothing() {
    let mut canvas = canvas();
    let (on, nothing) = (card(&canvas, CARD_B), at(&canvas, 700.0, 50.0));
    click(&mut canvas, on, Modifiers::NONE);
    click(&mut canvas, on, Modifiers::NONE);
    assert_eq!(canvas.state().actions.last(), Some(&CanvasAction::Open(B)));
    click(&mut canvas, nothing, Modifiers::NONE);
    click(&mut canvas, nothing, Modifiers::NONE);
    assert!(matches!(canvas.state().actions.last(), Some(CanvasAction::AddMenu { from: None, .. })));
}

#[test]
fn a_right_click_asks_for_a_menu_and_a_right_drag_moves_the_view() {
    let mut canvas = canvas();
    canvas.get_by_label_contains(CARD_B).click_secondary();
    canvas.run();
    assert!(matches!(
        canvas.state().actions.last(),
        Some(CanvasAction::ContextMenu { target: Some(Hit::Card(B)), .. })
    ));
    assert_eq!(canvas.state().selection, Selection::card(B));
    let count = canvas.state().actions.len();
    let (before, from) = (card(&canvas, CARD_A), at(&canvas, 700.0, 50.0));
    for button in [PointerButton::Secondary, PointerButton::Middle] {
        canvas.hover_at(from);
        canvas.event(Event::PointerButton { pos: from, button, pressed: true, modifiers: Modifiers::NONE });
        canvas.hover_at(from + Vec2::new(30.0, 10.0));
        let pos = from + Vec2::new(50.0, -20.0);
        canvas.hover_at(pos);
        canvas.event(Event::PointerButton { pos, button, pressed: false, modifiers: Modifiers::NONE });
        canvas.run();
    }
    assert_eq!(card(&canvas, CARD_A), before + Vec2::new(100.0, -40.0));
    assert_eq!(canvas.state().actions.len(), count);
}

#[test]
fn space_and_a_drag_move_the_view() {
    let mut canvas = canvas();
    let before = card(&canvas, CARD_A);
    canvas.key_down(Key::Space);
    drag(&mut canvas, before, before + Vec2::new(40.0, 30.0));
    canvas.key_up(Key::Space);
    canvas.run();
    assert_eq!((card(&canvas, CARD_A), steps(&canvas)), (before + Vec2::new(40.0, 30.0), 0));
}

#[test]
fn zooming_keeps_the_point_under_the_pointer() {
    let mut canvas = canvas();
    let pos = Pos2::new(333.0, 222.0);
    canvas.hover_at(pos);
    canvas.run();
    let before = canvas.state().view.world_from_screen(pos);
    for factor in [1.3, 0.5, 0.2, 3.0] {
        canvas.event(Event::Zoom(factor));
        canvas.run();
        assert!(canvas.state().view.world_from_screen(pos).distance(before) < 0.1);
    }
    assert!((canvas.state().view.zoom() - 0.39).abs() < 0.001);
    canvas.get_by_label("Zoom to 100 %").click();
    canvas.run();
    assert_eq!(canvas.state().view.zoom(), 1.0);
    canvas.get_by_label("Zoom in").click();
    canvas.run();
    assert_eq!(canvas.state().view.zoom(), 1.25);
    canvas.state_mut().view.zoom_out();
    canvas.state_mut().view.zoom_out();
    assert!((canvas.state().view.zoom() - 0.8).abs() < 0.001);
}

#[test]
fn fit_shows_everything_and_fit_selection_the_selected() {
    let mut canvas = canvas();
    canvas.event(Event::Zoom(4.0));
    canvas.hover_at(Pos2::new(10.0, 10.0));
    canvas.event(Event::Zoom(4.0));
    canvas.run();
    assert!(canvas.query_by_label_contains(CARD_B).is_none());
    canvas.get_by_label("Fit").click();
    canvas.run();
    let screen = egui::Rect::from_min_size(Pos2::ZERO, Vec2::new(1200.0, 800.0));
    for name in [CARD_A, CARD_B, "Trigger Trigger"] {
        assert!(screen.contains_rect(canvas.get_by_label_contains(name).rect()));
    }
    let scene = canvas.state().scene.clone().unwrap();
    canvas.state_mut().view.fit_area(scene.card(B).unwrap().rect);
    canvas.run();
    let middle = card(&canvas, CARD_B);
    let expected = scene.card(B).unwrap().rect.center();
    assert!(middle.distance(at(&canvas, expected.x, expected.y)) < 1.0);
    assert!((middle.x - 600.0).abs() < 2.0);
}

#[test]
fn the_minimap_moves_the_view() {
    let mut canvas = canvas();
    let map = canvas.get_by_label("Minimap").rect();
    let before = canvas.state().view.camera().center;
    drag(&mut canvas, map.center(), map.center() + Vec2::new(20.0, 10.0));
    let after = canvas.state().view.camera().center;
    assert!(after.x > before.x + 50.0 && after.y > before.y + 20.0, "{before:?} {after:?}");
    assert!(canvas.state().actions.is_empty());
}

#[test]
fn problems_are_told_where_the_pointer_rests() {
    let mut canvas = canvas();
    let tells = |canvas: &Harness<'static, Desk>, words: &str| {
        canvas.query_all_by_label_contains(words).any(|node| node.accesskit_node().role() == Role::Label)
    };
    let badge = canvas.get_by_role_and_label(Role::Image, "2 warnings in b").rect().center();
    assert!(!tells(&canvas, "the body is empty"));
    canvas.hover_at(badge);
    canvas.run_steps(12);
    assert!(tells(&canvas, "the body is empty") && tells(&canvas, "Failed leads nowhere"));
    // An output tells what is its own.
    let port = canvas.get_by_label_contains("Output Sent of b").rect().center();
    canvas.hover_at(port);
    canvas.run_steps(12);
    assert!(tells(&canvas, "Failed leads nowhere") && !tells(&canvas, "the body is empty"));
}
