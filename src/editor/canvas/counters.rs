//! How often a run took a wire, on the wires that it took more than once.

use egui::{Pos2, Rect, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::near::{output_problem, radius};
use crate::editor::theme;
use crate::flow::Output;
use crate::picture::WirePath;

const HEIGHT: f32 = 17.0;
/// A counter moves aside where the wire's own sign stands in its middle.
const ASIDE: f32 = 22.0;

/// Paints the counter of a wire, where it has one, over the wires.
pub(super) fn paint(frame: &Frame<'_>, output: Output, path: &WirePath) {
    let Some(count) = frame.input.run.and_then(|run| run.counts.get(&output)).filter(|count| **count > 1)
    else {
        return;
    };
    let tokens = frame.tokens;
    let zoom = frame.lens.zoom().clamp(0.6, 1.5);
    let mut center = frame.lens.screen(path.middle());
    if output_problem(frame, output).is_some() {
        center.x += ASIDE * zoom;
    }
    if !frame.lens.rect.expand(HEIGHT).contains(center) {
        return;
    }
    let font = theme::semibold(super::measure::quarter(theme::size::HINT * zoom));
    let text = frame.painter.layout_no_wrap(format!("{count}×"), font, tokens.ok);
    let room = Vec2::new((text.size().x + 10.0 * zoom).max(HEIGHT * zoom), HEIGHT * zoom);
    let plate = Rect::from_center_size(center, room);
    let corner = radius(plate.height() / 2.0);
    frame.painter.rect_filled(plate.expand(1.5), radius(plate.height() / 2.0 + 1.5), tokens.canvas);
    frame.painter.rect(
        plate,
        corner,
        tokens.card,
        Stroke::new(theme::size::BORDER, tokens.ok),
        StrokeKind::Inside,
    );
    let place = plate.center() - text.size() / 2.0;
    frame.painter.galley(Pos2::new(place.x, place.y), text, tokens.ok);
}
