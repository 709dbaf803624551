//! Below the list: what differs at the chosen step, why ours went its way there, and what was not compared at all.

use egui::{Frame, Label, Margin, RichText, Role, Ui, WidgetInfo};

use super::view::{heading_ui, sentence_ui};
use super::{Shown, steps};
use crate::editor::action::Action;
use crate::editor::kit;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, space};
use crate::sim::compare::{Difference, Row};

/// Paints it.
pub(super) fn detail_ui(ui: &mut Ui, file: &OpenFlow, shown: &Shown, actions: &mut Vec<Action>) {
    let rows = &shown.comparison.rows;
    let chosen = file.loaded.chosen.min(rows.len().saturating_sub(1));
    if let Some(row) = rows.get(chosen) {
        row_ui(ui, shown, chosen, row, actions);
    }
    let comparison = &shown.comparison;
    let list = |ui: &mut Ui, title: &str, lines: &[String], is_open: bool| {
        if lines.is_empty() {
            return;
        }
        ui.add_space(space::S);
        kit::section(ui, &format!("{title} ({})", lines.len()), is_open, |ui| {
            lines.iter().for_each(|line| sentence_ui(ui, line));
        });
    };
    list(ui, "The flow at Twilio was another one", &comparison.revision, false);
    list(ui, "Not compared", &comparison.not_compared, comparison.first.is_none());
}

fn row_ui(ui: &mut Ui, shown: &Shown, index: usize, row: &Row, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        heading_ui(ui, &format!("Step {}: {}", index + 1, steps::words(row)));
        if shown.widget(index).is_some() && kit::link_button(ui, "Show").clicked() {
            super::view::show(shown, index, actions);
        }
    });
    if let Some(ours) = &row.ours {
        if let Some(why) = &ours.why {
            sentence_ui(ui, &format!("Ours, because {why}"));
        }
        for warning in &ours.warnings {
            sentence_ui(ui, &format!("Ours warned: {warning}"));
        }
        for (id, took) in &ours.assumptions {
            sentence_ui(ui, &format!("Unconfirmed (`{id}`): {took}"));
        }
    }
    row.remarks.iter().for_each(|remark| sentence_ui(ui, remark));
    if row.variables.is_empty() {
        let text = match row.has_variables {
            true => "No variable differs that did not differ before.",
            false => "The variables after this step were not compared.",
        };
        ui.add_space(space::XS);
        kit::hint_text(ui, text);
        return;
    }
    ui.add_space(space::XS);
    for difference in &row.variables {
        difference_ui(ui, difference);
        ui.add_space(space::XS);
    }
}

/// A variable with both its values, one below the other.
fn difference_ui(ui: &mut Ui, difference: &Difference) {
    let tokens = Tokens::of(ui);
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let name = format!(
        "{}: real {}, ours {}; {}",
        difference.path,
        shown(&difference.real),
        shown(&difference.ours),
        difference.kind.label()
    );
    let ink = if difference.kind.counts() { tokens.text } else { tokens.text_2 };
    let frame =
        Frame::new().fill(tokens.field).corner_radius(radius::CONTROL).inner_margin(Margin::symmetric(10, 6));
    let drawn = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.label(RichText::new(&difference.path).font(theme::mono()).color(ink));
            kit::hint_text(ui, difference.kind.label());
        });
        for (whose, value) in [("Real", &difference.real), ("Ours", &difference.ours)] {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let label = RichText::new(whose).font(theme::hint()).color(tokens.text_2);
                ui.add_sized([30.0, 14.0], Label::new(label).halign(egui::Align::LEFT));
                let text = RichText::new(shown(value)).font(theme::mono()).color(tokens.text);
                ui.add(Label::new(text).wrap());
            });
        }
    });
    drawn.response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
}
