//! What Twilio's own validation said, above what the checker found: a click goes to the field.

use egui::{Label, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::severity;
use crate::editor::action::Action;
use crate::editor::at_twilio::{TwilioSays, Wish};
use crate::editor::findings::with_capital;
use crate::editor::icon::paint_icon;
use crate::editor::kit::{self, Button};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, tint};
use crate::remote::Finding;

/// Paints the section, where there is something to show.
pub(super) fn twilio_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let Some(says) = &file.twilio_says else { return };
    ui.horizontal(|ui| {
        kit::as_heading(
            &ui.label(
                RichText::new("Twilio says").font(theme::semibold(size::BODY)).color(Tokens::of(ui).text),
            ),
            "Twilio says",
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if Button::link("Forget it").tooltip("Hides what Twilio said").show(ui).clicked() {
                actions.push(Action::ForgetTwilioSays);
            }
        });
    });
    if !says.flow.is_same_as(file.flow()) {
        let text = "What is mended may still be listed.";
        if kit::problem_box(ui, kit::Severity::Info, "The flow has changed since.", text, Some("Ask again")) {
            actions.push(Action::AskTwilio(Box::new(Wish::Validate(file.key))));
        }
    }
    let height = (ui.available_height() * 0.4).max(120.0);
    ScrollArea::vertical().id_salt("twilio says").max_height(height).auto_shrink([false, true]).show(
        ui,
        |ui| {
            rows_ui(ui, file, says, actions);
        },
    );
    kit::separator(ui);
}

fn rows_ui(ui: &mut Ui, file: &OpenFlow, says: &TwilioSays, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    for finding in says.findings.iter().take(200) {
        if row_ui(ui, file, finding) {
            actions.push(Action::GoTo(finding.diagnostic.place.clone()));
        }
    }
    if says.findings.len() > 200 {
        kit::hint_text(ui, &format!("… and {} more", says.findings.len() - 200));
    }
}

/// `ask · timeout`, or the path in Twilio's words.
fn place_of(file: &OpenFlow, finding: &Finding) -> String {
    let place = &finding.diagnostic.place;
    let Some(widget) = place.widget.and_then(|id| file.flow().widget(id)) else {
        return match &*finding.property_path {
            "" | "#" => "the flow".to_owned(),
            path => path.to_owned(),
        };
    };
    match &place.field {
        Some(field) => format!("{} · {field}", widget.title()),
        None => widget.title().to_owned(),
    }
}

/// A sign, the message, and where. Answers whether it was pressed.
fn row_ui(ui: &mut Ui, file: &OpenFlow, finding: &Finding) -> bool {
    let tokens = Tokens::of(ui);
    let severity = severity(finding.diagnostic.severity);
    let (message, place) = (with_capital(&finding.diagnostic.message), place_of(file, finding));
    let ground = ui.painter().add(egui::Shape::Noop);
    let shown = ui.horizontal_top(|ui| {
        ui.set_min_width(ui.available_width());
        ui.add_space(6.0);
        let (sign, _) = ui.allocate_exact_size(Vec2::new(18.0, 26.0), Sense::hover());
        paint_icon(ui.painter(), sign.center(), severity.icon(), 14.0, severity.color(tokens));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add_space(4.0);
            let text = RichText::new(&message).font(theme::secondary()).color(tokens.text);
            ui.add(Label::new(text).wrap().selectable(false));
            let text = RichText::new(&place).font(theme::hint()).color(tokens.text_2);
            ui.add(Label::new(text).truncate().selectable(false));
            ui.add_space(4.0);
        });
    });
    let id = ui.make_persistent_id(("twilio says", &finding.property_path, &message));
    let response = ui.interact(shown.response.rect, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("Twilio says, at {place}: {message}"))
    });
    if response.hovered() || response.has_focus() {
        let fill = egui::epaint::RectShape::filled(
            response.rect,
            radius::CONTROL,
            tint(tokens.accent, if response.has_focus() { 0.18 } else { 0.1 }),
        );
        ui.painter().set(ground, fill);
    }
    response.on_hover_text(format!("Goes to {}", finding.property_path)).clicked()
}
