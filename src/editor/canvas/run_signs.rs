//! What went wrong in a run, and where it is held. Not by colour alone: a failure has a cross, a held run says so
//! beside a pause sign.

use egui::{Mesh, Pos2, Rect, Vec2};

use super::Frame;
use super::breakpoints::Spot;
use super::detail::Detail;
use super::far::line;
use super::near::{BADGE, radius};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme;
use crate::flow::WidgetId;
use crate::picture::Card;

/// Whether a run failed at a widget, or left it by an output because it failed.
pub(super) fn has_failed(frame: &Frame<'_>, spot: Spot) -> bool {
    frame.input.run.is_some_and(|run| run.failed.contains(&spot))
}

/// Whether the run is held at a widget, and does not only wait there.
pub(super) fn is_held(frame: &Frame<'_>, id: WidgetId) -> bool {
    frame.input.run.is_some_and(|run| run.is_held && run.current == Some(id))
}

/// A cross in a disc, its right end where a badge around `center` would end. Answers where its left end is.
pub(super) fn paint_failure(frame: &Frame<'_>, center: Pos2, zoom: f32) -> f32 {
    let tokens = frame.tokens;
    frame.painter.circle_filled(center, BADGE * zoom, tokens.error);
    paint_icon(&frame.painter, center, icon::CLOSE, 12.0 * zoom, tokens.canvas);
    center.x - BADGE * zoom
}

/// The plate of the card on which a run is held, on its upper edge.
pub(super) fn paint_held(frame: &Frame<'_>, rect: Rect) {
    const HEIGHT: f32 = 18.0;
    let tokens = frame.tokens;
    let zoom = frame.lens.zoom().clamp(0.6, 1.5);
    let font = theme::semibold(super::measure::quarter(theme::size::HINT * zoom));
    let text = frame.painter.layout_no_wrap("Held".to_owned(), font, tokens.canvas);
    let sign = 11.0 * zoom;
    let room = Vec2::new(text.size().x + sign + 17.0 * zoom, HEIGHT * zoom);
    let corner = Pos2::new(rect.min.x + 18.0 * zoom, rect.min.y - room.y / 2.0);
    let plate = Rect::from_min_size(corner, room);
    frame.painter.rect_filled(plate, radius(room.y / 2.0), tokens.warn);
    let middle = plate.center().y;
    let left = plate.min.x + 6.0 * zoom;
    paint_icon(&frame.painter, Pos2::new(left + sign / 2.0, middle), icon::PAUSE, sign, tokens.canvas);
    let place = Pos2::new(left + sign + 4.0 * zoom, middle - text.size().y / 2.0);
    frame.painter.galley(place, text, tokens.canvas);
}

/// The same from far: a cross at the right of the card, two bars above it.
pub(super) fn far(frame: &Frame<'_>, card: &Card, mesh: &mut Mesh) {
    let id = card.id();
    let tokens = frame.tokens;
    let reach = if frame.view.detail == Detail::Dot { 2.5 } else { 4.0 };
    let rect = || frame.lens.screen_rect(&card.rect.shifted(frame.shift(id)));
    if has_failed(frame, Spot::card(id)) {
        let center = rect().right_center();
        for (arm, width, color) in [(reach + 1.0, 4.0, tokens.canvas), (reach, 2.0, tokens.error)] {
            let (one, other) = (Vec2::splat(arm), Vec2::new(arm, -arm));
            line(mesh, center - one, center + one, width, color);
            line(mesh, center - other, center + other, width, color);
        }
    }
    if is_held(frame, id) {
        let center = rect().center_top() - Vec2::new(0.0, reach + 1.0);
        for aside in [-reach * 0.55, reach * 0.55] {
            let bar =
                Rect::from_center_size(center + Vec2::new(aside, 0.0), Vec2::new(reach * 0.6, reach * 2.0));
            mesh.add_colored_rect(bar.expand(1.0), tokens.canvas);
            mesh.add_colored_rect(bar, tokens.warn);
        }
    }
}

/// What a screen reader hears of a card.
pub(super) fn words(frame: &Frame<'_>, id: WidgetId) -> String {
    let mut text = String::new();
    if has_failed(frame, Spot::card(id)) {
        text.push_str("; failed in the run");
    }
    if is_held(frame, id) {
        text.push_str("; the run is held here");
    } else if frame.input.run.is_some_and(|run| run.current == Some(id)) {
        text.push_str("; the run is here");
    }
    text
}
