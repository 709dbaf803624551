//! The canvas, driven by role and name as a user drives it.

use std::sync::Arc;

use cordboard::editor::canvas::{
    BreakMarks, CanvasAction, CanvasInput, PaletteDrag, ProblemMarks, SceneMaker, Selection, View, canvas_ui,
};
use cordboard::editor::kit::Severity;
use cordboard::editor::theme;
use cordboard::flow::{Document, Edit, Output, WidgetId};
use cordboard::picture::{Hit, Point, Scene};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

/// A small editor: it selects and edits as it is told, and keeps a list of everything.
struct Desk {
    document: Document,
    maker: Option<SceneMaker>,
    scene: Option<Scene>,
    view: View,
    selection: Selection,
    problems: Arc<ProblemMarks>,
    actions: Vec<CanvasAction>,
    /// Is set to carry something from the palette.
    carries: bool,
}

const TRIGGER: WidgetId = WidgetId(0);
const A: WidgetId = WidgetId(1);
const B: WidgetId = WidgetId(2);

/// The trigger leads to `a`; `b` is alone to the right of it.
fn document() -> Document {
    let message = |name: &str, x: i32, y: i32| {
        json!({
            "name": name, "type": "send-message",
            "transitions": [{"event": "sent"}, {"event": "failed"}],
            "properties": {"body": format!("I am {name}"), "offset": {"x": x, "y": y}},
        })
    };
    let trigger = json!({
        "name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
        "transitions": [{"event": "incomingMessage", "next": "a"}],
    });
    let flow = json!({
        "description": "", "states": [trigger, message("a", 3, 200), message("b", 400, 300)],
        "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true},
    });
    Document::from_bytes(None, flow.to_string().as_bytes()).unwrap()
}

impl Desk {
    fn ui(&mut self, ui: &mut egui::Ui) {
        if self.carries && !egui::DragAndDrop::has_any_payload(ui.ctx()) {
            egui::DragAndDrop::set_payload(ui.ctx(), PaletteDrag("send-message"));
        }
        let maker = self.maker.get_or_insert_with(|| SceneMaker::new(ui.ctx()));
        let scene = maker.scene(self.document.flow(), self.scene.as_ref());
        let input = CanvasInput {
            scene: &scene,
            selection: &self.selection,
            run: None,
            breakpoints: &BreakMarks::default(),
            problems: &self.problems,
            lit: None,
            tests: None,
            heat: None,
            noted: None,
            compared: None,
        };
        let actions = canvas_ui(ui, &mut self.view, &input);
        self.scene = Some(scene);
        for action in actions {
            match &action {
                CanvasAction::Select(selection) => self.selection = selection.clone(),
                CanvasAction::Edit(edit) => {
                    self.document.edit(edit).unwrap();
                    self.document.history_mut().seal();
                }
                CanvasAction::Nudge { edit, .. } => self.document.edit(edit).unwrap(),
                CanvasAction::Place { .. } => self.carries = false,
                _ => {}
            }
            self.actions.push(action);
        }
    }

    fn edits(&self) -> Vec<&Edit> {
        let edits = self.actions.iter().filter_map(|action| match action {
            CanvasAction::Edit(edit) => Some(edit),
            _ => None,
        });
        edits.collect()
    }
}

type Canvas = Harness<'static, Desk>;

fn canvas() -> Canvas {
    let desk = Desk {
        document: document(),
        maker: None,
        scene: None,
        view: View::default(),
        selection: Selection::default(),
        problems: problems(),
        actions: Vec::new(),
        carries: false,
    };
    let mut canvas = Harness::builder()
        .with_size(Vec2::new(1200.0, 800.0))
        .with_step_dt(0.05)
        .with_context_setup(theme::apply)
        .build_ui_state(|ui, desk: &mut Desk| desk.ui(ui), desk);
    canvas.run();
    assert_eq!(canvas.state().view.zoom(), 1.0);
    canvas
}

fn center(canvas: &Canvas, name: &str) -> Pos2 {
    canvas.get_by_label(name).rect().center()
}

fn card(canvas: &Canvas, name: &str) -> Pos2 {
    canvas.get_by_label_contains(name).rect().center()
}

const CARD_A: &str = "Send Message a,";
const CARD_B: &str = "Send Message b,";

fn at(canvas: &Canvas, x: f32, y: f32) -> Pos2 {
    canvas.state().view.screen_from_world(Point::new(x, y))
}

/// Carries something from one place to another, without letting go.
fn carry(canvas: &mut Canvas, from: Pos2, to: Pos2) {
    canvas.hover_at(from);
    canvas.drag_at(from);
    for part in [0.1, 0.5, 1.0] {
        canvas.hover_at(from + (to - from) * part);
    }
    canvas.run();
}

fn drag(canvas: &mut Canvas, from: Pos2, to: Pos2) {
    carry(canvas, from, to);
    canvas.drop_at(to);
    canvas.run();
}

fn click(canvas: &mut Canvas, pos: Pos2, modifiers: Modifiers) {
    canvas.hover_at(pos);
    for pressed in [true, false] {
        canvas.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
    }
    canvas.run();
}

fn offset_of(canvas: &Canvas, id: WidgetId) -> (f64, f64) {
    let offset = canvas.state().document.flow().widget(id).unwrap().offset().unwrap();
    (offset.x, offset.y)
}

fn next_of(canvas: &Canvas, id: WidgetId, index: usize) -> Option<String> {
    let flow = canvas.state().document.flow();
    flow.widget(id).unwrap().transitions()[index].next.as_deref().map(str::to_owned)
}

fn steps(canvas: &Canvas) -> usize {
    canvas.state().document.history().entries().len() - 1
}

/// Two warnings of a card, one of them at its first output.
fn problems() -> Arc<ProblemMarks> {
    let mut marks = ProblemMarks::default();
    for message in ["the body is empty", "Failed leads nowhere"] {
        marks.cards.entry(B).or_default().add(Severity::Warning, message);
    }
    let output = Output { widget: B, index: 0 };
    marks.outputs.entry(output).or_default().add(Severity::Warning, "Failed leads nowhere");
    Arc::new(marks)
}

#[test]
fn cards_and_ports_have_names_and_roles() {
    let canvas = canvas();
    for name in [
        "Trigger Trigger, 1 output: Message leads to a",
        "Send Message a, 2 outputs: Sent leads nowhere, Failed leads nowhere",
        "Send Message b, 2 outputs: Sent leads nowhere, Failed leads nowhere; 2 warnings",
    ] {
        canvas.get_by_role_and_label(Role::TreeItem, name);
    }
    for name in [
        "Input of a",
        "Output Sent of a",
        "Output Failed of b",
        "Zoom in",
        "Zoom out",
        "Zoom to 100 %",
        "Fit",
    ] {
        canvas.get_by_role_and_label(Role::Button, name);
    }
    assert!(canvas.query_by_label("Input of Trigger").is_none());
}

#[test]
fn a_click_selects_shift_adds_and_a_click_on_nothing_clears() {
    let mut canvas = canvas();
    canvas.get_by_label_contains(CARD_A).click();
    canvas.run();
    assert_eq!(canvas.state().selection, Selection::card(A));
    assert!(canvas.get_by_label_contains(CARD_A).is_focused());
    canvas.get_by_label_contains(CARD_B).click_modifiers(Modifiers::SHIFT);
    canvas.run();
    assert_eq!(canvas.state().selection, Selection::cards([A, B]));
    canvas.get_by_label_contains(CARD_A).click_modifiers(Modifiers::SHIFT);
    canvas.run();
    assert_eq!(canvas.state().selection, Selection::card(B));
    let nothing = at(&canvas, -200.0, 400.0);
    click(&mut canvas, nothing, Modifiers::NONE);
    assert!(canvas.state().selection.is_empty());
    assert_eq!(steps(&canvas), 0);
}

#[test]
fn a_screen_reader_selects_too() {
    let mut canvas = canvas();
    canvas.get_by_label_contains(CARD_B).click_accesskit();
    canvas.run();
    assert_eq!(canvas.state().selection, Selection::card(B));
    canvas.get_by_label("Output Sent of a").click_accesskit();
    canvas.run();
    assert!(matches!(
        canvas.state().actions.last(),
        Some(CanvasAction::AddMenu { from: Some(Output { widget: A, index: 0 }), .. })
    ));
}

#[test]
fn a_drag_is_one_step_and_ends_on_the_grid() {
    let mut canvas = canvas();
    let from = card(&canvas, CARD_A);
    drag(&mut canvas, from, from + Vec2::new(57.0, 33.0));
    // From 3, 200: what was beside the grid stands on it now.
    assert_eq!(offset_of(&canvas, A), (60.0, 230.0));
    assert_eq!((steps(&canvas), canvas.state().edits().len()), (1, 1));
    assert_eq!(canvas.state().selection, Selection::card(A));
    canvas.state_mut().document.history_mut().undo();
    canvas.run();
    assert_eq!(offset_of(&canvas, A), (3.0, 200.0));
}

#[test]
fn a_drag_takes_the_whole_selection_and_the_preview_alone_moves_before_the_release() {
    let mut canvas = canvas();
    canvas.state_mut().selection = Selection::cards([A, B]);
    let (from, other) = (card(&canvas, CARD_A), card(&canvas, CARD_B));
    carry(&mut canvas, from, from + Vec2::new(107.0, -40.0));
    assert_eq!(offset_of(&canvas, B), (400.0, 300.0));
    assert_eq!(card(&canvas, CARD_B), other + Vec2::new(107.0, -40.0));
    canvas.drop_at(from + Vec2::new(107.0, -40.0));
    canvas.run();
    assert_eq!((offset_of(&canvas, A), offset_of(&canvas, B)), ((110.0, 160.0), (507.0, 260.0)));
    assert_eq!(steps(&canvas), 1);
}

#[test]
fn escape_ends_a_drag_without_a_trace() {
    let mut canvas = canvas();
    let (from, port) = (card(&canvas, CARD_A), center(&canvas, "Output Sent of a"));
    for start in [from, port, at(&canvas, -200.0, 100.0)] {
        let to = card(&canvas, CARD_B);
        carry(&mut canvas, start, to);
        assert!(canvas.state().view.is_busy());
        canvas.key_press(Key::Escape);
        canvas.run();
        assert!(!canvas.state().view.is_busy());
        canvas.drop_at(from);
        canvas.run();
    }
    assert_eq!((steps(&canvas), card(&canvas, CARD_A)), (0, from));
    assert!(canvas.state().edits().is_empty());
}

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

#[test]
fn a_box_selects_what_it_touches_and_shift_adds() {
    let mut canvas = canvas();
    let (from, to) = (at(&canvas, 390.0, 500.0), at(&canvas, 500.0, 290.0));
    drag(&mut canvas, from, to);
    assert_eq!(canvas.state().selection, Selection::card(B));
    let (from, to) = (at(&canvas, -60.0, 190.0), at(&canvas, 60.0, 210.0));
    canvas.hover_at(from);
    let shift = Modifiers::SHIFT;
    canvas.event(Event::PointerButton {
        pos: from,
        button: PointerButton::Primary,
        pressed: true,
        modifiers: shift,
    });
    canvas.hover_at(to);
    canvas.drop_at(to);
    canvas.run();
    assert_eq!(canvas.state().selection, Selection::cards([A, B]));
}

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
fn ctrl_d_duplicates_and_arrows_nudge() {
    let mut canvas = canvas();
    canvas.get_by_label_contains(CARD_A).click();
    canvas.run();
    canvas.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
    canvas.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowDown);
    canvas.run();
    assert_eq!(offset_of(&canvas, A), (13.0, 300.0));
    canvas.key_press_modifiers(Modifiers::COMMAND, Key::D);
    canvas.run();
    assert!(
        matches!(canvas.state().edits().last(), Some(Edit::Duplicate { widgets, .. }) if *widgets == [A])
    );
    assert!(canvas.query_by_label_contains("Send Message a_1,").is_some());
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
    canvas.state_mut().view.fit_selection(&scene, &Selection::card(B));
    canvas.run();
    let middle = card(&canvas, CARD_B);
    let expected = scene.card(B).unwrap().rect.center();
    assert!(middle.distance(at(&canvas, expected.x, expected.y)) < 1.0);
    assert!((middle.x - 600.0).abs() < 2.0);
}

#[test]
fn a_card_from_the_palette_is_placed_on_the_grid_and_knows_the_wire_it_was_dropped_on() {
    let mut canvas = canvas();
    let output = Output { widget: TRIGGER, index: 0 };
    let middle = canvas.state().scene.as_ref().unwrap().wire(output).unwrap().path.curves()[0].at(0.5);
    for (place, on_wire) in [(Point::new(700.0, 60.0), None), (middle, Some(output))] {
        let pos = at(&canvas, place.x, place.y);
        canvas.hover_at(pos);
        canvas.drag_at(pos);
        canvas.state_mut().carries = true;
        canvas.hover_at(pos);
        canvas.run_steps(2);
        canvas.drop_at(pos);
        canvas.run();
        let Some(CanvasAction::Place { kind, pos, on_wire: wire }) = canvas.state().actions.last() else {
            panic!("{:?}", canvas.state().actions)
        };
        assert_eq!((*kind, *wire), ("send-message", on_wire));
        assert!(pos.x % 10.0 == 0.0 && pos.y % 10.0 == 0.0);
        assert!(
            (pos.x - f64::from(place.x - 118.0)).abs() <= 5.0
                && (pos.y - f64::from(place.y - 20.0)).abs() <= 5.0
        );
    }
    assert_eq!(steps(&canvas), 0);
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
