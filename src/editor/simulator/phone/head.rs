//! The head of the phone: who is written with, over which channel, and the time there.

use egui::{Align, Label, Layout, RichText, Sense, Stroke, Ui, Vec2};

use crate::editor::action::Action;
use crate::editor::asking::AskAction;
use crate::editor::icon;
use crate::editor::kit;
use crate::editor::run::{Run, channel_label};
use crate::editor::theme::{self, Tokens, size};

/// Paints it.
pub(super) fn head_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let form = run.form();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let name = form.contact_name().unwrap_or("Contact");
        let room = ui.available_width();
        ui.scope(|ui| {
            ui.set_max_width(room * 0.4);
            ui.add(
                Label::new(RichText::new(name).font(theme::semibold(size::BODY)).color(tokens.text))
                    .truncate(),
            );
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let channel = if run.is_a_call() { "Call" } else { channel_label(form.channel) };
            ui.label(RichText::new(channel).font(theme::secondary()).color(tokens.text_2));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let number =
                    RichText::new(grouped(form.contact.trim())).font(theme::secondary()).color(tokens.text_2);
                ui.add(Label::new(number).truncate());
            });
        });
    });
    clock_ui(ui, run, actions);
    ui.add_space(5.0);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(size::BORDER, tokens.line));
    ui.add_space(2.0);
}

/// The time on the run's clock, which leads to another one, and whether messages are real.
fn clock_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let row = Vec2::new(ui.available_width(), size::LINE);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let time =
            run.shown_moment().to_zoned(run.zone().clone()).strftime("%a %-d %b, %H:%M:%S").to_string();
        if run.is_live() && run.position().is_none() && run.execution().is_none() {
            let name = format!("Set the clock: {time}");
            let shown = kit::Button::link(&time).icon(icon::CLOCK).show(ui);
            shown.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if shown.on_hover_text("The run's clock. Sets it to a later moment").clicked() {
                actions.push(Action::Ask(AskAction::SetClock));
            }
        } else {
            let time = RichText::new(time).font(theme::secondary()).color(tokens.text_2);
            ui.label(time).on_hover_text("The run's clock");
        }
        if run.is_real() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = format!("{} real", icon::WARNING);
                let real =
                    ui.label(RichText::new(text).font(theme::semibold(size::SECONDARY)).color(tokens.warn));
                real.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, "real"));
                real.on_hover_text("What is sent here really goes out, over the Twilio account");
            });
        }
    });
}

/// `+15551230001` as `+1 555 123 0001`; other addresses as they are.
pub(in crate::editor::simulator) fn grouped(address: &str) -> String {
    let Some(digits) = address.strip_prefix("+1").filter(|rest| rest.len() == 10 && rest.is_ascii()) else {
        return address.to_owned();
    };
    match (digits.get(..3), digits.get(3..6), digits.get(6..)) {
        (Some(area), Some(exchange), Some(line)) => format!("+1 {area} {exchange} {line}"),
        _ => address.to_owned(),
    }
}
