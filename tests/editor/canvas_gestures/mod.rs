//! The canvas, driven by role and name as a user drives it.

mod keys;
mod view;
mod wires;

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
