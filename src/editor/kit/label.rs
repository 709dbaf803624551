//! Words that are only read, and the label above a field.

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, FontId, InnerResponse, Response, RichText, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
};

use super::LABEL_TAG;
use crate::editor::theme::{self, Tokens, radius, size};

/// Primary text.
pub fn body_text(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::body()).color(Tokens::of(ui).text))
}

/// Text of the second rank.
pub fn secondary_text(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::secondary()).color(Tokens::of(ui).text_2))
}

/// A hint below a field or beside a value.
pub fn hint_text(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::hint()).color(Tokens::of(ui).text_3))
}

/// The title of a panel or a dialog.
pub fn title_text(ui: &mut Ui, text: &str) -> Response {
    let response = ui.label(RichText::new(text).font(theme::title()).color(Tokens::of(ui).text));
    as_heading(&response, text);
    response
}

/// Makes a label a heading; other than a label, a heading does not have its text for a name by itself.
pub fn as_heading(response: &Response, text: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        node.set_label(text);
    });
}

/// Text in which \`back quotes\` mark what is shown in monospace.
#[must_use]
pub fn rich_text(text: &str, font: &FontId, color: Color32) -> LayoutJob {
    let mono = FontId::monospace(font.size * size::MONO / size::BODY);
    let mut job = LayoutJob::default();
    for (number, part) in text.split('`').enumerate() {
        let font = if number % 2 == 1 { mono.clone() } else { font.clone() };
        job.append(part, 0.0, TextFormat { valign: egui::Align::Center, ..TextFormat::simple(font, color) });
    }
    job
}

/// A line between groups.
pub fn separator(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 17.0), Sense::hover());
    let y = ui.painter().round_to_pixel_center(rect.center().y);
    ui.painter().hline(rect.x_range(), y, Stroke::new(size::BORDER, Tokens::of(ui).line));
}

/// Keys in a small box, such as "Ctrl K".
pub fn key_hint(ui: &mut Ui, keys: &str) -> Response {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(keys.to_owned(), theme::hint(), tokens.text_2);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(galley.size().x + 12.0, 18.0), Sense::hover());
    let border = Stroke::new(size::BORDER, tokens.line_strong);
    ui.painter().rect_stroke(rect, radius::SMALL, border, StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, tokens.text_2);
    super::name(&response, egui::Role::Label, keys);
    response
}

/// A label above one block, which names that block for assistive technology and for tests.
///
/// The star of a required field is a sign beside the name and no part of it.
pub fn labelled<R>(
    ui: &mut Ui,
    label: &str,
    required: bool,
    add_contents: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    let tokens = Tokens::of(ui);
    let shown = ui.scope(|ui| {
        let (spacing, height) = (ui.spacing().item_spacing.y, ui.spacing().interact_size.y);
        ui.spacing_mut().item_spacing.y = 5.0;
        // A row is as high as a control by default, which is too far from the block below.
        ui.spacing_mut().interact_size.y = 0.0;
        let label = ui
            .horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let label = ui.label(RichText::new(label).font(theme::secondary()).color(tokens.text_2));
                if required {
                    ui.label(RichText::new("*").font(theme::secondary()).color(tokens.error))
                        .on_hover_text("Required");
                }
                label
            })
            .inner;
        ui.spacing_mut().interact_size.y = height;
        let info = egui::UiStackInfo::default().with_tag_value(LABEL_TAG, label.id);
        let builder = UiBuilder::new().ui_stack_info(info);
        let add_spaced = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = spacing;
            ui.label_inputs_by(label.id, add_contents)
        };
        ui.scope_builder(builder, add_spaced).inner
    });
    InnerResponse::new(shown.inner, shown.response)
}
