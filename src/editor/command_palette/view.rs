//! How the palette's rows look.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::matching::{Found, MAX_ROWS};
use super::rows::{Row, Target};
use crate::editor::command_keys;
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size};

const ROW: f32 = 34.0;
/// The text has at least this part of a row beside its detail.
const TEXT_SHARE: f32 = 0.55;

/// One row: its picture, its text with the letters that match, why it cannot be done or what it is, and its keys.
pub(super) fn row_ui(
    ui: &mut Ui,
    row: &Row,
    found: &Found,
    why_not: Option<&str>,
    is_chosen: bool,
) -> Response {
    let tokens = Tokens::of(ui);
    if let Some(heading) = found.heading {
        ui.add_space(4.0);
        kit::hint_text(ui, heading);
    }
    let is_enabled = why_not.is_none();
    let sense = if is_enabled { Sense::click() } else { Sense::hover() };
    let response = ui.allocate_response(Vec2::new(ui.available_width(), ROW), sense);
    let keys = match &row.target {
        Target::Command(command) => command_keys(ui, *command),
        Target::Do(_) => String::new(),
    };
    let detail = why_not.unwrap_or(&row.detail);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, &row.text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let description = if keys.is_empty() { detail.to_owned() } else { format!("{detail}, {keys}") };
        node.set_description(description);
        node.set_selected(is_chosen);
    });
    let rect = response.rect;
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(rect, radius::CONTROL, tokens.raised);
    }
    if is_chosen {
        let stroke = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::CONTROL, stroke, StrokeKind::Inside);
    }
    let color = row.group.map_or(tokens.text_2, |group| tokens.group(group));
    let center = egui::pos2(rect.left() + 6.0 + size::TILE / 2.0, rect.center().y);
    let tile = egui::Rect::from_center_size(center, Vec2::splat(size::TILE));
    match row.group {
        Some(_) => kit::paint_icon_tile(ui.painter(), tile, row.icon, color),
        None => crate::editor::icon::paint_icon(ui.painter(), center, row.icon, 14.0, color),
    }
    let left = tile.right() + 9.0;
    let mut right = rect.right() - 10.0;
    if !keys.is_empty() {
        let galley = ui.painter().layout_no_wrap(keys, theme::hint(), tokens.text_2);
        let frame = egui::Rect::from_min_size(
            egui::pos2(right - galley.size().x - 12.0, rect.center().y - 9.0),
            Vec2::new(galley.size().x + 12.0, 18.0),
        );
        let border = Stroke::new(size::BORDER, tokens.line_strong);
        ui.painter().rect_stroke(frame, radius::SMALL, border, StrokeKind::Inside);
        ui.painter().galley(frame.center() - galley.size() / 2.0, galley, tokens.text_2);
        right = frame.left() - 10.0;
    }
    let room = right - left;
    // On the lighter ground of the chosen row the third rank could not be read.
    let ink = if is_enabled { tokens.text } else { tokens.text_2 };
    let mut job = marked(&row.text, &found.marks, ink, tokens);
    let natural = ui.painter().layout_no_wrap(row.text.clone(), theme::body(), ink).size().x;
    let told = kit::line(ui, detail, theme::hint(), tokens.text_2, room * (1.0 - TEXT_SHARE));
    let text_room = if detail.is_empty() { room } else { room - told.size().x - 12.0 };
    let told = match natural + 24.0 < room {
        // A long reason may take what a short text leaves.
        true => kit::line(ui, detail, theme::hint(), tokens.text_2, room - natural - 24.0),
        false => told,
    };
    job.wrap = egui::text::TextWrapping::truncate_at_width(text_room.max(natural.min(room)));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, ink);
    let corner = egui::pos2(right - told.size().x, rect.center().y - told.size().y / 2.0);
    ui.painter().galley(corner, told, tokens.text_2);
    response
}

/// The text, with the letters that match in the accent.
fn marked(text: &str, marks: &[usize], ink: egui::Color32, tokens: &Tokens) -> LayoutJob {
    let plain = TextFormat::simple(theme::body(), ink);
    let marked = TextFormat::simple(theme::semibold(size::BODY), tokens.accent);
    let mut job = LayoutJob::default();
    let mut marks = marks.iter().copied().peekable();
    let (mut run, mut is_run_marked) = (String::new(), false);
    for (index, letter) in text.chars().enumerate() {
        let is_marked = marks.next_if_eq(&index).is_some();
        if is_marked != is_run_marked && !run.is_empty() {
            job.append(&run, 0.0, if is_run_marked { marked.clone() } else { plain.clone() });
            run.clear();
        }
        is_run_marked = is_marked;
        run.push(letter);
    }
    job.append(&run, 0.0, if is_run_marked { marked } else { plain });
    job
}

/// What stands where nothing matches.
pub(super) fn nothing_ui(ui: &mut Ui, query: &str, only_widgets: bool) {
    ui.add_space(8.0);
    let what = if only_widgets { "No widget is called that" } else { "Nothing is called that" };
    kit::secondary_text(ui, what);
    if !only_widgets && query.trim_start().starts_with(['>', '@', '/']) {
        kit::hint_text(ui, "Without the sign at the beginning all is looked through.");
    }
    ui.add_space(8.0);
}

/// How to go on: signs that narrow the search, and keys.
pub(super) fn foot_ui(ui: &mut Ui, only_widgets: bool, count: usize) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 26.0), Sense::hover());
    let y = ui.painter().round_to_pixel_center(rect.top() + 3.0);
    ui.painter().hline(rect.x_range(), y, Stroke::new(size::BORDER, tokens.line));
    let middle = rect.center().y + 4.0;
    let more = count >= MAX_ROWS;
    let left = match (only_widgets, more) {
        (false, _) => ">  commands     @  widgets     /  files",
        (true, true) => "There are more: type to see them",
        (true, false) => "",
    };
    ui.painter().text(
        egui::pos2(rect.left() + 6.0, middle),
        Align2::LEFT_CENTER,
        left,
        theme::hint(),
        tokens.text_2,
    );
    let keys = "Up, Down: choose     Enter: do     Esc: close";
    ui.painter().text(
        egui::pos2(rect.right() - 6.0, middle),
        Align2::RIGHT_CENTER,
        keys,
        theme::hint(),
        tokens.text_3,
    );
}
