//! The whole flow in the lower right corner, and what of it is seen. A press there moves the camera.

use egui::{Id, Mesh, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::near::group_color;
use super::{CanvasInput, View, node_id};
use crate::editor::theme::{Tokens, radius};
use crate::picture::{Point, Rect as WorldRect};

const SIZE: Vec2 = Vec2::new(168.0, 112.0);
const FROM_EDGE: f32 = 14.0;
const PADDING: f32 = 10.0;
/// A canvas that is smaller than this has no room for a map of itself.
const LEAST_CANVAS: Vec2 = Vec2::new(420.0, 300.0);

/// Where it is; nothing where there is no room.
pub(super) fn rect(canvas: Rect) -> Rect {
    if canvas.width() < LEAST_CANVAS.x || canvas.height() < LEAST_CANVAS.y {
        return Rect::NOTHING;
    }
    Rect::from_min_size(canvas.max - SIZE - Vec2::splat(FROM_EDGE), SIZE)
}

/// Paints it and lets it move the camera.
pub(super) fn show(ui: &Ui, canvas: Id, view: &mut View, input: &CanvasInput<'_>) {
    let rect = rect(view.rect);
    let bounds = input.scene.bounds();
    if !rect.is_positive() || bounds.is_nothing() {
        return;
    }
    let response = ui.interact(rect, node_id(canvas, "minimap"), Sense::drag() | Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, ui.is_enabled(), "Minimap"));
    let map = Map::of(&bounds, rect.shrink(PADDING));
    if response.is_pointer_button_down_on()
        && let Some(pos) = response.interact_pointer_pos()
    {
        view.camera.center = map.world(pos);
    }
    let tokens = Tokens::of(ui);
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, radius::CONTROL, tokens.panel);
    let mut mesh = Mesh::default();
    for card in input.scene.cards() {
        let shown = map.rect(&card.rect);
        let shown = Rect::from_min_size(shown.min, shown.size().max(Vec2::new(1.5, 1.0)));
        let id = card.id();
        let is_here = input.run.is_some_and(|run| run.current == Some(id));
        let color = match input.problems.get(&id) {
            _ if is_here => tokens.ok,
            Some((severity, _)) => severity.color(tokens),
            None => group_color(tokens, card.face.group),
        };
        let shown = if is_here { shown.expand(1.5) } else { shown };
        mesh.add_colored_rect(shown, color);
    }
    painter.add(Shape::mesh(mesh));
    let seen = map.rect(&view.lens().view_in_world()).intersect(rect.shrink(2.0));
    if seen.is_positive() {
        painter.rect_stroke(seen, 3.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    }
    painter.rect_stroke(rect, radius::CONTROL, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
}

/// From the world to the map.
struct Map {
    scale: f32,
    world: Point,
    screen: Pos2,
}

impl Map {
    fn of(bounds: &WorldRect, rect: Rect) -> Self {
        let scale = (rect.width() / bounds.width().max(1.0)).min(rect.height() / bounds.height().max(1.0));
        Self { scale: scale.min(MOST_SCALE), world: bounds.center(), screen: rect.center() }
    }

    fn rect(&self, rect: &WorldRect) -> Rect {
        Rect::from_min_max(self.screen(rect.min), self.screen(rect.max))
    }

    fn screen(&self, point: Point) -> Pos2 {
        let by = (point - self.world) * self.scale;
        self.screen + Vec2::new(by.x, by.y)
    }

    fn world(&self, pos: Pos2) -> Point {
        let by = (pos - self.screen) / self.scale;
        self.world + Point::new(by.x, by.y)
    }
}

/// A few cards do not fill the map.
const MOST_SCALE: f32 = 0.12;
