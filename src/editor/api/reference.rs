//! What there is to know about an operation.

use egui::text::LayoutJob;
use egui::{Frame, Label, Margin, RichText, Ui};

use super::json_text;
use crate::api::{Operation, Parameter, Place};
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size, space};

/// Paints the reference.
pub(super) fn reference_ui(ui: &mut Ui, operation: &Operation) {
    ui.spacing_mut().item_spacing.y = 6.0;
    for paragraph in operation.description.lines() {
        rich_ui(ui, paragraph, Tokens::of(ui).text);
    }
    for place in Place::ALL {
        let rows: Vec<&Parameter> =
            operation.parameters.iter().filter(|parameter| parameter.place == place).collect();
        if !rows.is_empty() {
            ui.add_space(space::S);
            heading_ui(ui, &format!("Parameters in the {}", place_name(place)));
            rows.into_iter().for_each(|parameter| parameter_ui(ui, parameter));
        }
    }
    for answer in &operation.answers {
        ui.add_space(space::S);
        heading_ui(ui, &format!("Answer {}", answer.name()));
        rich_ui(ui, &format!("{}.", answer.meaning), Tokens::of(ui).text_2);
        for field in &answer.fields {
            let null = if field.nullable { " May be `null`." } else { "" };
            entry_ui(ui, &field.name, "", &format!("{}{null}", field.help));
        }
    }
    ui.add_space(space::S);
    heading_ui(ui, "Errors");
    for error in &operation.errors {
        let title = crate::twilio::error_title(error.code).unwrap_or_default();
        entry_ui(ui, &error.code.to_string(), &format!("{} · {title}", error.status), &error.help);
    }
    if !operation.example_answer.is_empty() {
        ui.add_space(space::S);
        heading_ui(ui, "Example of an answer");
        block_ui(ui, json_text::json_job(ui, &operation.example_answer));
    }
    ui.add_space(space::L);
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "headers",
        Place::Cookie => "cookies",
        Place::Body => "body",
    }
}

fn heading_ui(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text;
    let label = ui.label(RichText::new(text).font(theme::semibold(size::BODY)).color(color));
    kit::as_heading(&label, text);
}

fn rich_ui(ui: &mut Ui, text: &str, color: egui::Color32) {
    ui.add(Label::new(kit::rich_text(text, &theme::secondary(), color)).wrap());
}

fn parameter_ui(ui: &mut Ui, parameter: &Parameter) {
    let mut kind = parameter.kind.name().to_owned();
    if parameter.required {
        kind.push_str(" · required");
    }
    if let Some(default) = parameter.default.as_ref().filter(|default| default.len() < 20) {
        kind.push_str(&format!(" · default {default}"));
    }
    let limits = parameter.limits();
    let limits = if limits.is_empty() { String::new() } else { format!("\n{}", capital(&limits.join("; "))) };
    entry_ui(ui, &parameter.name, &kind, &format!("{}{limits}", parameter.help));
}

/// A name, a word beside it, and a text below.
fn entry_ui(ui: &mut Ui, name: &str, beside: &str, text: &str) {
    let tokens = Tokens::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut job = LayoutJob::default();
        let plain = |font, color| egui::TextFormat {
            valign: egui::Align::Center,
            ..egui::TextFormat::simple(font, color)
        };
        job.append(name, 0.0, plain(theme::mono(), tokens.text));
        if !beside.is_empty() {
            job.append(beside, 8.0, plain(theme::hint(), tokens.text_3));
        }
        ui.add(Label::new(job).wrap().selectable(true));
        for line in text.lines() {
            rich_ui(ui, line, tokens.text_2);
        }
    });
    ui.add_space(space::XS);
}

/// Text that stands in a box of its own.
pub(super) fn block_ui(ui: &mut Ui, job: LayoutJob) {
    framed_ui(ui, |ui| {
        ui.add(Label::new(job).wrap().selectable(true));
    });
}

/// A box for text.
pub(super) fn framed_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.field)
        .stroke(egui::Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::symmetric(11, 9))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            contents(ui);
        });
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
