//! Text fields.

use std::sync::Arc;
use std::time::Duration;

use egui::text_edit::{CompletionPopup, CompletionQuery, Suggestion, TextBuffer, TextEdit};
use egui::{
    Align2, Color32, FontSelection, Frame, Galley, Id, Margin, RectAlign, Response, RichText, ScrollArea,
    Shape, Stroke, StrokeKind, Ui, Vec2,
};

use super::name_by_label;
use crate::editor::icon::{self, Icon};
use crate::editor::theme::{self, Tokens, radius, size};

/// A change is committed when the user has not typed for so long.
const PAUSE_SECS: f64 = 0.5;

/// Whether something is wrong with what a field holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldState {
    /// Nothing is.
    #[default]
    Normal,
    /// It may go wrong.
    Warn,
    /// It is wrong.
    Error,
}

/// How a field looks and behaves.
#[derive(Clone, Copy, Debug)]
pub struct FieldOptions {
    /// How many lines the empty field has; with more than one, Enter makes a new line.
    pub rows: usize,
    /// Up to how many lines it grows with its text, before it scrolls.
    pub max_rows: usize,
    /// Whether all text is in monospace, as for JSON.
    pub mono: bool,
    /// Whether something is wrong with the text.
    pub state: FieldState,
    /// Whether the text can be changed.
    pub enabled: bool,
    /// Takes the keyboard, once: set it in one frame only.
    pub focus: bool,
    /// The width; all that there is, if none is given.
    pub width: Option<f32>,
    /// An icon before the text.
    pub icon: Option<Icon>,
    /// Whether what the user types is hidden, as for a secret.
    pub password: bool,
    /// Room at the right end that the text leaves free, for a sign.
    pub reserve: f32,
}

impl Default for FieldOptions {
    fn default() -> Self {
        Self {
            rows: 1,
            max_rows: 12,
            mono: false,
            state: FieldState::Normal,
            enabled: true,
            focus: false,
            width: None,
            icon: None,
            password: false,
            reserve: 0.0,
        }
    }
}

/// What the user did with a field.
#[derive(Debug)]
pub struct FieldResponse {
    /// The field.
    pub response: Response,
    /// Whether the text changed in this frame.
    pub changed: bool,
    /// Whether the field lost the keyboard in this frame.
    pub lost_focus: bool,
    /// Whether the text, changed before, is now worth an entry in the history:
    /// the user paused, pressed Enter in a field of one line, or left the field.
    pub committed: bool,
    /// The place in the text that the pointer is over, in bytes.
    pub hovered_byte: Option<usize>,
}

/// Turns text into what is painted.
pub(super) type Layouter<'a> = &'a mut dyn FnMut(&Ui, &dyn TextBuffer, f32) -> Arc<Galley>;

/// Suggests what could stand at the cursor.
pub(super) type Suggester<'a> = &'a mut dyn FnMut(&CompletionQuery<'_>) -> Vec<Suggestion>;

/// The parts in which fields differ from each other.
#[derive(Default)]
pub(super) struct Extras<'a> {
    pub(super) layouter: Option<Layouter<'a>>,
    pub(super) suggest: Option<Suggester<'a>>,
    pub(super) is_word_boundary: Option<fn(char) -> bool>,
}

/// A field for text, named by the label above it or else by `name`.
pub fn text_field(
    ui: &mut Ui,
    id_salt: impl egui::AsIdSalt,
    name: &str,
    text: &mut String,
    hint: &str,
    options: &FieldOptions,
) -> FieldResponse {
    let id = ui.make_persistent_id(id_salt);
    field(ui, id, name, text, hint, options, Extras::default())
}

/// A field to search or filter with.
pub fn search_field(
    ui: &mut Ui,
    id_salt: impl egui::AsIdSalt,
    name: &str,
    text: &mut String,
    hint: &str,
) -> FieldResponse {
    // The text ends before the sign that clears it.
    let reserve = if text.is_empty() { 0.0 } else { 22.0 };
    let options = FieldOptions { icon: Some(icon::SEARCH), reserve, ..FieldOptions::default() };
    let mut shown = text_field(ui, id_salt, name, text, hint, &options);
    if !text.is_empty() {
        let rect = shown.response.rect;
        let center = egui::pos2(rect.right() - 15.0, rect.center().y);
        let clear = egui::Rect::from_center_size(center, Vec2::splat(20.0));
        let button = ui.interact(clear, shown.response.id.with("clear"), egui::Sense::click());
        super::name(&button, egui::Role::Button, &format!("Clear {name}"));
        let color = if button.hovered() { Tokens::of(ui).text } else { Tokens::of(ui).text_2 };
        icon::paint_icon(ui.painter(), center, icon::CLOSE, 13.0, color);
        super::focus_ring(ui, &button, radius::SMALL);
        if button.on_hover_text("Clear").on_hover_cursor(egui::CursorIcon::Default).clicked() {
            text.clear();
            shown.changed = true;
            shown.response.mark_changed();
            shown.response.request_focus();
        }
    }
    shown
}

/// A field of any kind, with the given identity.
pub(super) fn field(
    ui: &mut Ui,
    id: Id,
    name: &str,
    text: &mut String,
    hint: &str,
    options: &FieldOptions,
    extras: Extras<'_>,
) -> FieldResponse {
    let width = options.width.unwrap_or_else(|| ui.available_width()).max(24.0);
    let ((response, hovered_byte), rect, ground) = ui
        .add_enabled_ui(options.enabled, |ui| {
            let ground = ui.painter().add(Shape::Noop);
            let (shown, rect) = if options.rows > 1 {
                let max_height = lines(options.max_rows.max(options.rows)) * size::LINE + 14.0;
                let shown = ScrollArea::vertical()
                    .id_salt(id)
                    .max_width(width)
                    .max_height(max_height)
                    .min_scrolled_height(max_height)
                    .show(ui, |ui| edit(ui, id, text, hint, width, options, extras));
                // The area may be granted more room than the text takes.
                let height = shown.inner_rect.height().min(shown.content_size.y);
                let rect = egui::Rect::from_min_size(shown.inner_rect.min, Vec2::new(width, height));
                (shown.inner, rect)
            } else {
                let shown = edit(ui, id, text, hint, width, options, extras);
                let rect = shown.0.rect;
                (shown, rect)
            };
            (shown, rect, ground)
        })
        .inner;
    if options.focus && options.enabled {
        response.request_focus();
    }
    let response = name_by_label(ui, response, name);
    paint_ground(ui, ground, rect, &response, options);
    if options.state == FieldState::Error {
        let invalid = egui::accesskit::Invalid::True;
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_invalid(invalid));
    }
    let (changed, lost_focus) = (response.changed(), response.lost_focus());
    let committed = is_committed(ui, id, changed, lost_focus);
    FieldResponse { response, changed, lost_focus, committed, hovered_byte }
}

fn lines(rows: usize) -> f32 {
    f32::from(u16::try_from(rows).unwrap_or(u16::MAX))
}

fn edit(
    ui: &mut Ui,
    id: Id,
    text: &mut String,
    hint: &str,
    width: f32,
    options: &FieldOptions,
    extras: Extras<'_>,
) -> (Response, Option<usize>) {
    let tokens = Tokens::of(ui);
    let font = if options.mono { theme::mono() } else { theme::body() };
    let right = 11.0 + options.reserve;
    let padding = Margin { right: super::margin(right), ..Margin::symmetric(11, 6) };
    let edit = if options.rows > 1 {
        TextEdit::multiline(text).desired_rows(options.rows)
    } else {
        TextEdit::singleline(text).align(Align2::LEFT_CENTER).password(options.password)
    };
    let mut edit = edit
        .id(id)
        .hint_text(RichText::new(hint).font(font.clone()))
        .font(FontSelection::FontId(font))
        .text_color(tokens.text)
        .frame(Frame::new().inner_margin(padding))
        .desired_width(width)
        .min_size(Vec2::new(width, lines(options.rows.max(1)) * size::LINE + 12.0));
    if let Some(icon) = options.icon {
        edit = edit.prefix(RichText::new(icon.as_str()).color(tokens.text_3));
    }
    if let Some(layouter) = extras.layouter {
        edit = edit.layouter(layouter);
    }
    let Some(suggest) = extras.suggest else {
        let shown = edit.show(ui);
        let hovered = hovered_byte(ui, &shown);
        return (shown.response.response, hovered);
    };
    let is_word_boundary = extras.is_word_boundary.unwrap_or(char::is_whitespace);
    let shown = CompletionPopup::new(id)
        .word_boundary(is_word_boundary)
        .align(RectAlign::BOTTOM_START)
        .max_height(240.0)
        .show(ui, edit, |query| suggest(query));
    let hovered = hovered_byte(ui, &shown.text_edit);
    let mut response = shown.text_edit.response.response;
    if shown.accepted.is_some() {
        // egui inserts a suggestion after the field has said what changed.
        response.mark_changed();
    }
    (response, hovered)
}

/// The place in the text that the pointer is over; none beside the text.
fn hovered_byte(ui: &Ui, shown: &egui::text_edit::TextEditOutput) -> Option<usize> {
    let response = &shown.response.response;
    let pos = ui.ctx().pointer_hover_pos().filter(|_| response.hovered())? - shown.galley_pos;
    let galley = &shown.galley;
    if !galley.rect.expand(2.0).contains(pos.to_pos2()) {
        return None;
    }
    let index = galley.cursor_from_pos(pos).index.0;
    let text = galley.text();
    Some(text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte))
}

/// The ground goes under the text, but its look depends on what happened to the text, so it is filled in afterwards.
fn paint_ground(
    ui: &Ui,
    ground: egui::layers::ShapeIdx,
    rect: egui::Rect,
    response: &Response,
    options: &FieldOptions,
) {
    let tokens = Tokens::of(ui);
    let (width, color) = match options.state {
        FieldState::Error => (size::FOCUS, tokens.error),
        _ if response.has_focus() => (size::FOCUS, tokens.accent),
        FieldState::Warn => (size::BORDER, tokens.warn),
        FieldState::Normal if response.hovered() && options.enabled => (size::BORDER, tokens.line_strong),
        FieldState::Normal => (size::BORDER, tokens.line),
    };
    let fill = if options.enabled { tokens.field } else { Color32::TRANSPARENT };
    let shape = egui::epaint::RectShape::new(
        rect,
        radius::CONTROL,
        fill,
        Stroke::new(width, color),
        StrokeKind::Inside,
    );
    ui.painter().set(ground, shape);
}

/// When the text of a field changed last, if that is not committed yet.
#[derive(Clone, Copy)]
struct Pending(f64);

fn is_committed(ui: &Ui, id: Id, changed: bool, lost_focus: bool) -> bool {
    let id = id.with("pending");
    let now = ui.input(|input| input.time);
    if changed {
        ui.data_mut(|data| data.insert_temp(id, Pending(now)));
    }
    let Some(Pending(since)) = ui.data(|data| data.get_temp(id)) else {
        return false;
    };
    let rest_secs = since + PAUSE_SECS - now;
    let committed = lost_focus || rest_secs <= 0.0;
    if committed {
        ui.data_mut(|data| data.remove::<Pending>(id));
    } else {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(rest_secs.clamp(0.0, PAUSE_SECS)));
    }
    committed
}

/// Marks the first characters of a field's text, so that typing replaces them.
pub fn select_chars(ui: &Ui, field: Id, count: usize) {
    let Some(mut state) = egui::text_edit::TextEditState::load(ui, field) else { return };
    let range = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(count));
    state.cursor.set_char_range(Some(range));
    state.store(ui, field);
}
