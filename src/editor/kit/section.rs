//! Parts of a panel that can be folded.

use egui::collapsing_header::CollapsingState;
use egui::{Response, Role, Sense, Ui, Vec2};

use super::{focus_ring, name};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme::{self, Tokens, radius, size, space};

/// A titled part of a panel that the user can fold; whether it is open is remembered.
pub fn section<R>(
    ui: &mut Ui,
    title: &str,
    open_at_first: bool,
    add_contents: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let id = ui.make_persistent_id(("section", title));
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, open_at_first);
    let header = header(ui, title, state.is_open());
    if header.clicked() {
        state.toggle(ui);
    }
    state.show_body_unindented(ui, add_contents).map(|shown| shown.inner)
}

fn header(ui: &mut Ui, title: &str, is_open: bool) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(ui.available_width(), size::ROW), Sense::click());
    name(&response, Role::DisclosureTriangle, title);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    let rect = response.rect;
    let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
    let color = if response.hovered() { tokens.text } else { tokens.text_2 };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 6.0, rect.center().y), sign, 13.0, color);
    let galley =
        ui.painter().layout_no_wrap(title.to_owned(), theme::semibold(size::SECONDARY + 0.5), tokens.text);
    let corner = egui::pos2(rect.left() + space::L + 2.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, tokens.text);
    focus_ring(ui, &response, radius::SMALL);
    response
}
