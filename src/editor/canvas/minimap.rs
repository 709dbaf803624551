//! The whole flow in the lower right corner, and what of it is seen. A press there moves the camera.

use std::sync::Arc;

use egui::{
    Color32, Id, Mesh, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use super::near::group_color;
use super::problem_marks::paint_sign;
use super::{CanvasInput, Lit, ProblemMarks, View, node_id};
use crate::editor::theme::{Tokens, radius};
use crate::picture::{Card, Point, Rect as WorldRect, Scene};

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
        if ui.input(|input| input.pointer.any_pressed()) {
            view.note_jump();
        }
        view.camera.center = map.world(pos);
    }
    let tokens = Tokens::of(ui);
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, radius::CONTROL, tokens.panel);
    let is_fresh = |last: &Minimap| {
        last.is_dark == tokens.is_dark
            && last.rect == rect
            && Arc::ptr_eq(&last.problems, input.problems)
            && looks_same(&last.scene, input.scene)
    };
    let (mesh, lit) = match view.minimap.take().filter(is_fresh) {
        Some(last) => (last.mesh, last.lit),
        None => (Arc::new(cards_mesh(input, &map, tokens)), None),
    };
    painter.add(Shape::Mesh(Arc::clone(&mesh)));
    let lit = input.lit.map(|of| match lit.filter(|(known, _)| Arc::ptr_eq(known, of)) {
        Some(last) => last,
        None => {
            let place = |id| input.scene.card(id).map(|card| map.card(&card.rect));
            (Arc::clone(of), Arc::new(super::lit::on_map(of, tokens, place)))
        }
    });
    paint_here(&painter, input, &map, tokens);
    if let Some((_, lit)) = &lit {
        painter.add(Shape::Mesh(Arc::clone(lit)));
    }
    view.minimap = Some(Minimap {
        scene: input.scene.clone(),
        problems: Arc::clone(input.problems),
        rect,
        is_dark: tokens.is_dark,
        mesh,
        lit,
    });
    let seen = map.rect(&view.lens().view_in_world()).intersect(rect.shrink(2.0));
    if seen.is_positive() {
        painter.rect_stroke(seen, 3.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    }
    painter.rect_stroke(rect, radius::CONTROL, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
}

/// The map's cards as they were painted last. Ten thousand are not worked out anew for each frame.
#[derive(Clone, Debug)]
pub(super) struct Minimap {
    scene: Scene,
    problems: Arc<ProblemMarks>,
    rect: Rect,
    is_dark: bool,
    mesh: Arc<Mesh>,
    /// What is lit, and its marks.
    lit: Option<(Arc<Lit>, Arc<Mesh>)>,
}

/// Whether two scenes are the same on the map: a letter that is typed changes nothing there.
fn looks_same(one: &Scene, two: &Scene) -> bool {
    let is_same = |(one, two): (&Arc<Card>, &Arc<Card>)| {
        Arc::ptr_eq(one, two) || (one.id(), one.rect, one.face.group) == (two.id(), two.rect, two.face.group)
    };
    one.is_same_as(two)
        || one.bounds() == two.bounds()
            && one.cards().len() == two.cards().len()
            && one.cards().iter().zip(two.cards()).all(is_same)
}

fn cards_mesh(input: &CanvasInput<'_>, map: &Map, tokens: &Tokens) -> Mesh {
    let mut mesh = Mesh::default();
    let cards = input.scene.cards();
    let card_of = |card: &Arc<Card>| (map.card(&card.rect), group_color(tokens, card.face.group));
    if cards.len() <= MOST_CARDS {
        mesh.reserve_vertices(cards.len() * 4);
        mesh.reserve_triangles(cards.len() * 2);
        for (rect, color) in cards.iter().map(card_of) {
            mesh.add_colored_rect(rect, color);
        }
    } else {
        tiles(&mut mesh, map.area, cards.iter().map(card_of));
    }
    // Above all cards, and errors above warnings.
    let mut problems: Vec<_> = input.problems.cards.iter().filter(|(_, mark)| mark.is_marked()).collect();
    problems.sort_unstable_by_key(|(id, mark)| (mark.worst, **id));
    for (id, mark) in problems {
        if let Some(card) = input.scene.card(*id) {
            let corner = map.card(&card.rect).right_top();
            paint_sign(&mut mesh, corner, 2.25, mark.worst, tokens);
        }
    }
    mesh
}

/// With more cards than this the map shows where there are any: it has no room for each of them, and the mesh is copied
/// for each frame.
const MOST_CARDS: usize = 600;
/// The edge of a place on the map that has one colour then.
const TILE: f32 = 2.0;

/// Paints places of the map in the colours of the cards there, those that are alike and side by side as one.
fn tiles(mesh: &mut Mesh, area: Rect, cards: impl Iterator<Item = (Rect, Color32)>) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates"
    )]
    let tile = |distance: f32| (distance / TILE).max(0.0) as usize;
    let (columns, rows) = (tile(area.width()) + 1, tile(area.height()) + 1);
    let mut colors = vec![Color32::TRANSPARENT; columns * rows];
    for (rect, color) in cards {
        let middle = |low: f32, high: f32, start: f32| tile(f32::midpoint(low, high) - start);
        // The place of its middle, and all others that it covers for the most part.
        let (x, y) = (middle(rect.min.x, rect.max.x, area.min.x), middle(rect.min.y, rect.max.y, area.min.y));
        let (wide, high) = (tile(rect.width() / 2.0), tile(rect.height() / 2.0));
        for row in y.saturating_sub(high)..=(y + high).min(rows - 1) {
            for column in x.saturating_sub(wide)..=(x + wide).min(columns - 1) {
                if let Some(place) = colors.get_mut(row * columns + column) {
                    *place = color;
                }
            }
        }
    }
    let (mut left, mut top) = (0.0, area.min.y);
    for row in colors.chunks(columns) {
        for alike in row.chunk_by(|one, two| one == two) {
            #[expect(clippy::cast_precision_loss, reason = "a map is not that wide")]
            let width = alike.len() as f32 * TILE;
            if let Some(color) = alike.first().filter(|color| **color != Color32::TRANSPARENT) {
                let corner = Pos2::new(area.min.x + left, top);
                mesh.add_colored_rect(Rect::from_min_size(corner, Vec2::new(width, TILE)), *color);
            }
            left += width;
        }
        (left, top) = (0.0, top + TILE);
    }
}

/// Where a run is.
fn paint_here(painter: &Painter, input: &CanvasInput<'_>, map: &Map, tokens: &Tokens) {
    let here = input.run.and_then(|run| run.current);
    if let Some(card) = here.and_then(|id| input.scene.card(id)) {
        painter.rect_filled(map.card(&card.rect).expand(1.5), 0.0, tokens.ok);
    }
}

/// From the world to the map.
struct Map {
    /// The part of the screen in which the cards are.
    area: Rect,
    scale: f32,
    world: Point,
    screen: Pos2,
}

impl Map {
    fn of(bounds: &WorldRect, rect: Rect) -> Self {
        let scale = (rect.width() / bounds.width().max(1.0)).min(rect.height() / bounds.height().max(1.0));
        Self { area: rect, scale: scale.min(MOST_SCALE), world: bounds.center(), screen: rect.center() }
    }

    /// A card on the map: never too small to be seen.
    fn card(&self, rect: &WorldRect) -> Rect {
        let shown = self.rect(rect);
        Rect::from_min_size(shown.min, shown.size().max(Vec2::new(1.5, 1.0)))
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
