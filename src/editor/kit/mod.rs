//! The house style kit: the building blocks that every panel is made of.
//!
//! Each block has an accessible name and role, a visible focus, a state for the pointer over it, and, where it can
//! be disabled, says why. The kit knows egui and [`crate::editor::theme`], and nothing of flows.

mod button;
mod choice;
mod dialog;
mod field;
mod label;
mod liquid_field;
mod list;
mod notice;
pub mod path_dialog;
mod reorder;
mod rows;
mod section;
mod segmented;
mod suggest;
mod tabs;
mod tile;
mod toast;

#[cfg(test)]
mod tests;

pub use button::{
    Button, IconButton, icon_button, link_button, pill, primary_button, quick_reply, secondary_button,
};
pub use choice::{checkbox, choice, option_row};
pub use dialog::{Answer, DialogButton, DialogButtonKind, dialog};
pub use field::{FieldOptions, FieldResponse, FieldState, search_field, select_chars, text_field};
pub use label::{
    as_heading, body_text, hint_text, key_hint, labelled, rich_text, secondary_text, separator, title_text,
};
pub use liquid_field::{Completer, Highlight, Highlighter, liquid_field, liquid_job};
pub use list::{TileRow, TreeRow, TreeRowResponse, tile_row, tree_row};
pub use notice::{Severity, empty_state, problem_box};
pub use reorder::{HANDLE, Reorder};
pub use rows::{margin, scroll_to_row, seen_rows};
pub use section::section;
pub use segmented::{chip, segmented};
pub use suggest::{SUGGEST, suggest_button};
pub use tabs::{FileTabResponse, file_tab, tab_strip};
pub use tile::{icon_tile, icon_tile_sized, paint_icon_tile};
pub use toast::Toasts;

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, FontId, Galley, Id, Response, Role, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::editor::theme::{Tokens, size};

/// What pop-ups stand in: menus and lists that lie over everything else.
pub fn popup_frame(ctx: &egui::Context, margin: i8) -> egui::Frame {
    let tokens = Tokens::of(ctx);
    egui::Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(size::BORDER, tokens.line))
        .corner_radius(crate::editor::theme::radius::CARD)
        .shadow(crate::editor::theme::popup_shadow(tokens))
        .inner_margin(egui::Margin::same(margin))
}

/// Where a block stands that has a visible label above it: see [`labelled`].
const LABEL_TAG: &str = "kit.label";

/// Text on one line, which ends in "…" where the width is not enough.
fn one_line(ui: &Ui, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(max_width.max(0.0));
    ui.painter().layout_job(job)
}

/// Text on one line, of which the beginning gives way to "…" where the width is not enough.
fn end_of_line(ui: &Ui, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    let whole = ui.painter().layout_no_wrap(text.to_owned(), font.clone(), color);
    if whole.size().x <= max_width {
        return whole;
    }
    let count = text.chars().count();
    let letter = whole.size().x / count.max(1) as f32;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width is small and positive"
    )]
    let mut kept = ((max_width.max(0.0) / letter) as usize).min(count);
    // Letters differ in width: a few tries find how many fit.
    loop {
        let end: String = text.chars().skip(count - kept).collect();
        let galley = ui.painter().layout_no_wrap(format!("…{end}"), font.clone(), color);
        if galley.size().x <= max_width || kept == 0 {
            return galley;
        }
        kept -= 1;
    }
}

/// Text on one line for blocks outside the kit, which ends in "…" where the width is not enough.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    one_line(ui, text, font, color, max_width)
}

/// Text on one line for blocks outside the kit, of which the beginning gives way to "…".
pub fn end_line(ui: &Ui, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    end_of_line(ui, text, font, color, max_width)
}

/// Text on one line, of which the middle gives way to "…" where the width is not enough: names that begin alike
/// and names that end alike can then be told apart.
pub fn middle_line(ui: &Ui, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    // What is far too long for any line need not be laid out.
    let letters: Vec<char> = text.chars().take(400).collect();
    let whole = ui.painter().layout_no_wrap(letters.iter().collect(), font.clone(), color);
    if whole.size().x <= max_width {
        return whole;
    }
    let (mut least, mut most) = (0, letters.len());
    let mut best = ui.painter().layout_no_wrap("…".to_owned(), font.clone(), color);
    while least < most {
        let kept = (least + most).div_ceil(2);
        let begin = letters.iter().take(kept.div_ceil(2));
        let end = letters.iter().skip(letters.len() - kept / 2);
        let text: String = begin.chain(std::iter::once(&'…')).chain(end).collect();
        let galley = ui.painter().layout_no_wrap(text, font.clone(), color);
        if galley.size().x <= max_width {
            best = galley;
            least = kept;
        } else {
            most = kept - 1;
        }
    }
    best
}

/// Shows which block has the keyboard.
fn focus_ring(ui: &Ui, response: &Response, corner_radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(size::FOCUS, Tokens::of(ui).accent);
        ui.painter().rect_stroke(response.rect, corner_radius, stroke, StrokeKind::Outside);
    }
}

/// Gives a block its role and its accessible name.
fn name(response: &Response, role: Role, text: &str) {
    response.widget_info(|| WidgetInfo::labeled(role, response.enabled(), text));
}

/// Names a block by the visible label above it, or where there is none by `text`.
fn name_by_label(ui: &Ui, response: Response, text: &str) -> Response {
    match current_label(ui) {
        Some(label) => response.labelled_by(label),
        None if text.is_empty() => response,
        None => response.accessible_name(text),
    }
}

/// The label that [`labelled`] put above the block which is being built.
fn current_label(ui: &Ui) -> Option<Id> {
    ui.stack().iter().find_map(|level| level.info.tags.get_downcast::<Id>(LABEL_TAG).copied())
}
