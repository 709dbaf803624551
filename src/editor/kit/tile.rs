//! The tile with an icon by which a group is told.

use egui::{Color32, Painter, Rect, Response, Sense, Ui, Vec2};

use crate::editor::icon::{Icon, paint_icon};
use crate::editor::theme::{TILE_ALPHA, size, tint};

/// Paints a tile into `rect`; icon and corners follow its size, so that it can stand on a zoomed canvas.
pub fn paint_icon_tile(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let corner = rect.width() * 0.25;
    painter.rect_filled(rect, corner, tint(color, TILE_ALPHA));
    paint_icon(painter, rect.center(), icon, rect.width() * 0.58, color);
}

/// A tile of the usual size. It says nothing by itself: the name stands beside it.
pub fn icon_tile(ui: &mut Ui, icon: Icon, color: Color32) -> Response {
    icon_tile_sized(ui, icon, color, size::TILE)
}

/// A tile with the given edge, for example beside the title of a panel.
pub fn icon_tile_sized(ui: &mut Ui, icon: Icon, color: Color32, edge: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(edge), Sense::hover());
    paint_icon_tile(ui.painter(), rect, icon, color);
    response
}
