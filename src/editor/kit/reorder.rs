//! Rows that are put into another order: dragged by a handle, or moved with the arrow keys while it has the keyboard.

use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, Ui, Vec2};

use super::{focus_ring, name};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme::{Tokens, radius, size};

/// How wide a handle is.
pub const HANDLE: f32 = 16.0;

/// How strong a row is while it is dragged.
const HELD: f32 = 0.45;

/// The order of the rows of one list, for one frame.
#[must_use = "call .finish(ui)"]
pub struct Reorder {
    id: Id,
    count: usize,
    rows: Vec<Rect>,
    held: Option<usize>,
    is_released: bool,
    moved: Option<(usize, usize)>,
}

impl Reorder {
    /// A list of so many rows.
    pub fn new(ui: &Ui, id_salt: impl egui::AsIdSalt, count: usize) -> Self {
        let id = ui.make_persistent_id(id_salt);
        Self { id, count, rows: Vec::with_capacity(count), held: None, is_released: false, moved: None }
    }

    /// Shows a row. Rows come in their order, each once.
    pub fn row<R>(
        &mut self,
        ui: &mut Ui,
        index: usize,
        add_contents: impl FnOnce(&mut Ui, &mut Self) -> R,
    ) -> R {
        let is_held = ui.ctx().is_being_dragged(self.handle_id(index));
        let shown = ui.scope(|ui| {
            if is_held {
                ui.multiply_opacity(HELD);
            }
            add_contents(ui, self)
        });
        self.rows.push(shown.response.rect);
        shown.inner
    }

    /// The handle of a row.
    pub fn handle(&mut self, ui: &mut Ui, index: usize, text: &str) -> Response {
        let (_, rect) = ui.allocate_space(Vec2::new(HANDLE, size::CONTROL));
        let id = self.handle_id(index);
        let response = ui.interact(rect, id, Sense::drag());
        name(&response, Role::Button, text);
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_description("Drag it, or press the up and the down arrow key");
        });
        if response.has_focus() {
            self.follow_keys(ui, index);
        }
        let cancelled = id.with("cancelled");
        // A drag that was given up begins anew while the button is still down.
        if response.drag_started() && ui.input(|input| input.pointer.primary_pressed()) {
            ui.data_mut(|data| data.remove::<bool>(cancelled));
        }
        let is_given_up = ui.data(|data| data.get_temp::<bool>(cancelled)).is_some();
        // Escape ends a drag while the button is still down.
        let is_let_go = ui.input(|input| input.pointer.primary_released());
        if response.dragged() && !is_given_up {
            self.held = Some(index);
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            if ui.input(|input| input.key_pressed(Key::Escape)) {
                ui.data_mut(|data| data.insert_temp(cancelled, true));
                ui.ctx().stop_dragging();
            }
        } else if response.drag_stopped() && !is_let_go {
            ui.data_mut(|data| data.insert_temp(cancelled, true));
        } else if response.drag_stopped() && !is_given_up {
            self.held = Some(index);
            self.is_released = true;
        }
        if ui.is_rect_visible(rect) {
            let tokens = Tokens::of(ui);
            let is_lit = response.hovered() || response.dragged() || response.has_focus();
            let color = if is_lit { tokens.text } else { tokens.text_3 };
            paint_icon(ui.painter(), rect.center(), icon::DRAG, 14.0, color);
            let ring = response.clone().with_new_rect(rect.shrink2(Vec2::new(0.0, 3.0)));
            focus_ring(ui, &ring, radius::SMALL);
        }
        response.on_hover_cursor(CursorIcon::Grab).on_hover_text("Drag to put it elsewhere")
    }

    /// Shows where the row goes. Answers with what was moved and where to, once it is let go.
    pub fn finish(self, ui: &Ui) -> Option<(usize, usize)> {
        if self.moved.is_some() {
            return self.moved;
        }
        let held = self.held?;
        // The pointer may be gone in the very frame in which it lets go.
        let last: Option<egui::Pos2> = ui.data(|data| data.get_temp(self.id));
        let pos = ui.ctx().pointer_latest_pos().or(last)?;
        ui.data_mut(|data| data.insert_temp(self.id, pos));
        let gap = self.rows.iter().filter(|row| row.center().y < pos.y).count();
        let to = if gap > held { gap - 1 } else { gap };
        if self.is_released {
            return (to != held && to < self.count).then_some((held, to));
        }
        if to != held {
            self.paint_gap(ui, gap);
        }
        // The list goes on where the pointer comes near its end.
        let near = Rect::from_center_size(egui::pos2(ui.min_rect().center().x, pos.y), Vec2::new(1.0, 60.0));
        ui.scroll_to_rect(near, None);
        None
    }

    fn handle_id(&self, index: usize) -> Id {
        self.id.with(("handle", index))
    }

    fn follow_keys(&mut self, ui: &Ui, index: usize) {
        let id = self.handle_id(index);
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        // Used up here: the row that gets the keyboard may come later in this frame.
        let (up, down) = ui.input_mut(|input| {
            let mut press = |key| input.consume_key(Modifiers::NONE, key);
            (press(Key::ArrowUp), press(Key::ArrowDown))
        });
        let to = match (up, down) {
            (true, false) => index.checked_sub(1),
            (false, true) => Some(index + 1).filter(|to| *to < self.count),
            _ => None,
        };
        if let Some(to) = to {
            self.moved = Some((index, to));
            ui.memory_mut(|memory| memory.request_focus(self.handle_id(to)));
        }
    }

    fn paint_gap(&self, ui: &Ui, gap: usize) {
        let before = gap.checked_sub(1).and_then(|index| self.rows.get(index));
        let y = match (before, self.rows.get(gap)) {
            (Some(before), Some(after)) => f32::midpoint(before.bottom(), after.top()),
            (Some(before), None) => before.bottom() + 1.0,
            (None, Some(after)) => after.top() - 1.0,
            (None, None) => return,
        };
        let Some(row) = self.rows.first() else { return };
        let accent = Tokens::of(ui).accent;
        ui.painter().hline(row.x_range(), y, Stroke::new(2.0, accent));
        ui.painter().circle_filled(egui::pos2(row.left() + 3.0, y), 3.0, accent);
    }
}
