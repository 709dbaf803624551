//! The rows. Only those that are seen are laid out, however many there are.

use egui::style::ScrollAnimation;
use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::detail;
use super::view::{ProblemsView, Wants};
use crate::check::Diagnostic;
use crate::editor::action::Action;
use crate::editor::findings::with_capital;
use crate::editor::icon::paint_icon;
use crate::editor::kit;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, tint};

/// The sign, two lines of the message, and one that says where.
const ROW: f32 = 64.0;
const GAP: f32 = 2.0;

/// Paints the list. A click goes to the place; the arrow keys choose, and Enter goes there.
pub(super) fn list_ui(ui: &mut Ui, file: &OpenFlow, view: &mut ProblemsView, actions: &mut Vec<Action>) {
    let order = view.order();
    let findings = &file.derived.findings;
    let list = ui.make_persistent_id("problem rows");
    let wants = view.wants.take();
    let height = ui.available_height();
    let last: Seen = ui.data(|data| data.get_temp(list)).unwrap_or_default();
    // What stands below the list is higher for one problem than for another; the chosen row must not go out of sight
    // for it.
    let is_squeezed = height < last.height && view.at().is_some_and(|row| last.holds(row));
    ui.spacing_mut().item_spacing.y = GAP;
    let area = ScrollArea::vertical().id_salt("problem rows").auto_shrink(false);
    let shown = area.show_rows(ui, ROW, order.len(), |ui, range| {
        if let Some(row) = view.at().filter(|_| wants.is_some() || is_squeezed) {
            let top = ui.max_rect().top() - Seen::top(range.start) + Seen::top(row);
            let place = Rect::from_min_size(egui::pos2(ui.max_rect().left(), top), Vec2::new(1.0, ROW));
            ui.scroll_to_rect_animation(place, None, ScrollAnimation::none());
            if wants == Some(Wants::Keyboard) && !range.contains(&row) {
                // It is there in the next frame.
                view.wants = wants;
            }
        }
        for row in range {
            let Some(found) = order.get(row).and_then(|index| findings.get(*index)) else { continue };
            let is_chosen = view.at() == Some(row);
            let response = row_ui(ui, list.with(row), file, found, is_chosen, actions);
            if is_chosen && wants == Some(Wants::Keyboard) {
                response.request_focus();
            }
            if response.clicked() {
                view.choose(row);
                actions.push(Action::GoTo(found.place.clone()));
            }
            if response.secondary_clicked() {
                view.choose(row);
            }
            if response.has_focus() {
                view.has_keyboard = true;
                keys(ui, &response, view, row, order.len());
            }
            egui::Popup::context_menu(&response).show(|ui| detail::menu_ui(ui, file, found, actions));
        }
    });
    let seen = Seen { offset: shown.state.clamped_offset().y, height };
    ui.data_mut(|data| data.insert_temp(list, seen));
}

/// What of the list was seen in the last frame.
#[derive(Clone, Copy, Default)]
struct Seen {
    offset: f32,
    height: f32,
}

impl Seen {
    /// Where a row begins.
    fn top(row: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "nobody scrolls through millions of problems")]
        let row = row as f32;
        row * (ROW + GAP)
    }

    /// Whether a row was seen, or a part of it.
    fn holds(self, row: usize) -> bool {
        let top = Self::top(row);
        top + ROW > self.offset && top < self.offset + self.height
    }
}

/// The arrow keys.
fn keys(ui: &Ui, response: &Response, view: &mut ProblemsView, row: usize, count: usize) {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = if pressed(Key::ArrowDown) {
        Some(row + 1).filter(|next| *next < count)
    } else if pressed(Key::ArrowUp) {
        row.checked_sub(1)
    } else if pressed(Key::Home) {
        Some(0)
    } else if pressed(Key::End) {
        count.checked_sub(1)
    } else {
        // Who comes here with Tab is at this row.
        if response.gained_focus() {
            view.choose(row);
        }
        None
    };
    if let Some(to) = to {
        view.choose(to);
        view.wants = Some(Wants::Keyboard);
        ui.ctx().request_repaint();
    }
}

fn row_ui(
    ui: &mut Ui,
    id: Id,
    file: &OpenFlow,
    found: &Diagnostic,
    is_chosen: bool,
    actions: &mut Vec<Action>,
) -> Response {
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), ROW));
    let response = ui.interact(rect, id, Sense::click());
    let severity = super::severity(found.severity);
    let widget = detail::widget_name(file, found);
    let shown = with_capital(&found.message);
    let message = shown.replace('`', "");
    response.widget_info(|| {
        let name = format!("{}: {message} ({widget}, {})", severity.word(), found.code);
        WidgetInfo::labeled(Role::ListBoxOption, true, name)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_chosen));
    let tokens = Tokens::of(ui);
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => Some(tint(tokens.accent, 0.16)),
        (false, true) => Some(tokens.raised),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, radius::CONTROL, fill);
    }
    let sign = egui::pos2(rect.left() + 14.0, rect.top() + 16.0);
    paint_icon(ui.painter(), sign, severity.icon(), 15.0, severity.color(tokens));
    let left = rect.left() + 28.0;
    let right = rect.right() - 8.0;
    // Names stand in code style, so that none of them looks like a word of the sentence.
    let mut job = kit::rich_text(&shown, &theme::secondary(), tokens.text);
    for section in &mut job.sections {
        section.format.line_height = Some(16.0);
    }
    job.wrap.max_width = (right - left).max(20.0);
    job.wrap.max_rows = 2;
    let message = ui.painter().layout_job(job);
    let below = rect.top() + 8.0 + message.size().y + 3.0;
    ui.painter().galley(egui::pos2(left, rect.top() + 8.0), message, tokens.text);
    let fix_width = if found.fix.is_some() { 30.0 } else { 0.0 };
    let room = right - left - fix_width;
    let name = kit::line(ui, widget, theme::semibold(size::HINT), tokens.text_2, room);
    let code = format!(" · {}", found.code);
    let code = kit::line(ui, &code, theme::hint(), tokens.text_2, room - name.size().x);
    let code_left = left + name.size().x;
    ui.painter().galley(egui::pos2(left, below), name, tokens.text_2);
    ui.painter().galley(egui::pos2(code_left, below), code, tokens.text_2);
    if response.has_focus() {
        let ring = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::CONTROL, ring, egui::StrokeKind::Inside);
    }
    if let Some(fix) = &found.fix {
        let place = Rect::from_min_size(egui::pos2(right - 24.0, below - 3.0), Vec2::new(28.0, 18.0));
        if fix_ui(ui, id, place, &fix.title) {
            actions.push(Action::Fix(Box::new(found.clone())));
        }
    }
    response
}

/// The word *Fix* at the end of a row.
fn fix_ui(ui: &Ui, row: Id, place: Rect, title: &str) -> bool {
    let tokens = Tokens::of(ui);
    let response = ui.interact(place, row.with("fix"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("Fix: {title}")));
    let galley = kit::line(ui, "Fix", theme::semibold(size::SECONDARY), tokens.accent, place.width());
    let corner = egui::pos2(place.right() - galley.size().x - 4.0, place.center().y - galley.size().y / 2.0);
    let line = corner.x..=corner.x + galley.size().x;
    ui.painter().galley(corner, galley, tokens.accent);
    if response.hovered() || response.has_focus() {
        ui.painter().hline(line, place.bottom() - 1.0, egui::Stroke::new(size::BORDER, tokens.accent));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(title).clicked()
}
