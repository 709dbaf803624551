//! One change, field by field: what was and what is, word by word in texts, and a way back for each.

use egui::text::{LayoutJob, TextFormat};
use egui::{RichText, Stroke, Ui};
use serde_json::Value;

use super::{CompareAction, Comparing, Row};
use crate::editor::action::Action;
use crate::editor::canvas::sign_color;
use crate::editor::kit::{self, Button};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, size, space, tint};
use crate::flow::diff::{FieldChange, Part, Piece, WidgetChange, words};
use crate::picture::compared::Sign;
use crate::widgets::{label_of, output_label, widget_type};

/// Longer values are cut: the JSON tab shows them whole.
const MOST_CHARS: usize = 2_000;

/// Shows the change that a row is about.
pub(super) fn detail_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    comparing: &Comparing,
    row: Row,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = space::XS;
    let Some(change) = comparing.change(row) else {
        for (index, field) in
            comparing.found().into_iter().flat_map(|found| found.difference.flow.iter()).enumerate()
        {
            ui.push_id(("flow field", index), |ui| {
                if part_ui(ui, &field.path, true, |ui| values_ui(ui, field)) {
                    actions.push(Action::Compare(CompareAction::RevertFlow(index)));
                }
            });
        }
        return;
    };
    let sign = Sign::of(change);
    head_ui(ui, change, sign, row, actions);
    let mut revert = |part: Part| actions.push(Action::Compare(CompareAction::Revert(row, part)));
    if let Some(was) = &change.renamed_from {
        let text = |ui: &mut Ui| values(ui, Some(was), Some(&change.name));
        if part_ui(ui, "Name", true, text) {
            revert(Part::Name);
        }
    }
    for (index, wire) in change.rewired.iter().enumerate() {
        let flow = file.flow();
        let label = change.after.zip(wire.is).and_then(|(id, at)| Some(output_label(flow.widget(id)?, at)));
        let label = format!("Output {}", label.unwrap_or_else(|| wire.output.clone()));
        // An output that is gone, or that led to a widget that is gone, cannot be led back by itself.
        let can = wire.is.is_some() && wire.from.as_ref().is_none_or(|name| flow.named(name).is_some());
        let end = |end: &Option<String>| end.clone().unwrap_or_else(|| "nowhere".to_owned());
        ui.push_id(("wire", index), |ui| {
            let text = |ui: &mut Ui| values(ui, Some(&end(&wire.from)), Some(&end(&wire.to)));
            if part_ui(ui, &label, can, text) {
                revert(Part::Output(index));
            }
        });
    }
    for (index, field) in change.fields.iter().enumerate() {
        let is_property = field.pointer.starts_with("/properties/");
        let can = is_property || field.before.is_some() && field.after.is_some() && !field.pointer.is_empty();
        ui.push_id(("field", index), |ui| {
            if part_ui(ui, &label(change, field), can, |ui| values_ui(ui, field)) {
                revert(Part::Field(index));
            }
        });
    }
    if change.is_moved
        && part_ui(ui, "Place on the canvas", true, |ui| {
            kit::secondary_text(ui, "It stands elsewhere.");
        })
    {
        revert(Part::Place);
    }
}

fn head_ui(ui: &mut Ui, change: &WidgetChange, sign: Sign, row: Row, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let color = sign_color(sign, tokens);
        let text = format!("{} {}", sign.symbol(), sign.word());
        ui.label(RichText::new(text).font(theme::semibold(size::SECONDARY)).color(color));
        ui.label(RichText::new(&change.name).font(theme::semibold(size::BODY)).color(tokens.text));
        kit::hint_text(ui, &label_of(&change.kind));
    });
    let text = match sign {
        Sign::Added => "Take it out again",
        Sign::Removed => "Put it back",
        _ => "Revert all of it",
    };
    if Button::link(text).show(ui).clicked() {
        actions.push(Action::Compare(CompareAction::Revert(row, Part::Whole)));
    }
}

/// The label of a field as the inspector has it; else its path.
fn label(change: &WidgetChange, field: &FieldChange) -> String {
    let path = field.path.strip_prefix("properties.").unwrap_or(&field.path);
    let known = widget_type(&change.kind).and_then(|kind| kind.fields.iter().find(|field| field.key == path));
    known.map_or_else(|| path.to_owned(), |field| field.label.to_owned())
}

/// A titled part with a way back at the end of its title. Answers whether that was pressed.
fn part_ui(ui: &mut Ui, title: &str, can_revert: bool, add_contents: impl FnOnce(&mut Ui)) -> bool {
    let tokens = Tokens::of(ui);
    ui.add_space(space::XS);
    let pressed = ui
        .horizontal(|ui| {
            let room = (ui.available_width() - 60.0).max(40.0);
            let line = kit::line(ui, title, theme::semibold(size::HINT), tokens.text_2, room);
            let (rect, response) = ui.allocate_exact_size(egui::Vec2::new(room, 18.0), egui::Sense::hover());
            let corner = egui::pos2(rect.left(), rect.center().y - line.size().y / 2.0);
            ui.painter().galley(corner, line, tokens.text_2);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, title));
            if !can_revert {
                return false;
            }
            let response = Button::link("Revert").show(ui);
            response
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, format!("Revert {title}")));
            response.clicked()
        })
        .inner;
    add_contents(ui);
    pressed
}

fn values_ui(ui: &mut Ui, field: &FieldChange) {
    match (&field.before, &field.after) {
        (Some(Value::String(before)), Some(Value::String(after))) => texts_ui(ui, before, after),
        (before, after) => {
            let text = |value: &Option<Value>| value.as_ref().map(shown);
            values(ui, text(before).as_deref(), text(after).as_deref());
        }
    }
}

/// A value as one would read it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => "null".to_owned(),
        value => serde_json::to_string_pretty(value).unwrap_or_default(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What was, and what is, each on lines of its own with a sign before it.
fn values(ui: &mut Ui, before: Option<&str>, after: Option<&str>) {
    let tokens = Tokens::of(ui);
    for (sign, text, color) in [("−", before, tokens.error), ("+", after, tokens.ok)] {
        let Some(text) = text else { continue };
        let mut job = LayoutJob::default();
        job.append(&format!("{sign} "), 0.0, TextFormat::simple(theme::mono(), color));
        job.append(&cut(text), 0.0, TextFormat::simple(theme::mono(), tokens.text));
        ui.add(egui::Label::new(job).wrap());
    }
}

/// Two texts in one: what is gone is struck out, what is new is underlined.
fn texts_ui(ui: &mut Ui, before: &str, after: &str) {
    let (before, after) = (cut(before), cut(after));
    let pieces = words(&before, &after);
    let same: usize =
        pieces.iter().map(|piece| if let Piece::Same(text) = piece { text.trim().len() } else { 0 }).sum();
    // Texts that have nothing in common are read better one after the other.
    if same * 4 < before.len().min(after.len()) {
        let text = |text: &str| shown(&Value::from(text));
        return values(ui, Some(&text(&before)), Some(&text(&after)));
    }
    let tokens = Tokens::of(ui);
    let plain = TextFormat::simple(theme::mono(), tokens.text_2);
    let mut job = LayoutJob::default();
    let mut told = String::new();
    for piece in pieces {
        match piece {
            Piece::Same(text) => {
                job.append(text, 0.0, plain.clone());
                told.push_str(text);
            }
            Piece::Gone(text) => {
                let format = TextFormat {
                    strikethrough: Stroke::new(1.0, tokens.error),
                    background: tint(tokens.error, 0.14),
                    ..TextFormat::simple(theme::mono(), tokens.error)
                };
                job.append(text, 0.0, format);
                told.push_str(&format!(" [removed: {}] ", text.trim()));
            }
            Piece::New(text) => {
                let format = TextFormat {
                    underline: Stroke::new(1.0, tokens.ok),
                    background: tint(tokens.ok, 0.14),
                    ..TextFormat::simple(theme::mono(), tokens.ok)
                };
                job.append(text, 0.0, format);
                told.push_str(&format!(" [added: {}] ", text.trim()));
            }
        }
    }
    let response = ui.add(egui::Label::new(job).wrap());
    // Struck out and underlined are not heard.
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
}
