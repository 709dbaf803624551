//! The outcomes of a widget, to be forced once, always, or with a probability.

use egui::{Align, DragValue, Layout, Role, Ui, WidgetInfo};

use super::{Done, Page, ROW};
use crate::editor::action::Action;
use crate::editor::breakpoints::DebugAction;
use crate::editor::icon;
use crate::editor::kit;
use crate::editor::theme::{self, Tokens};
use crate::flow::{Flow, Widget, WidgetId};
use crate::sim::debug::Times;
use crate::widgets::{EventKind, output_label, widget_type};

/// The probability at first.
pub(super) const PERCENT: u8 = 50;
const WIDTH: f32 = 330.0;

/// Lists them.
pub(super) fn outcomes_ui(
    ui: &mut Ui,
    flow: &Flow,
    id: WidgetId,
    percent: u8,
    actions: &mut Vec<Action>,
    done: &mut Done,
) {
    let Some(widget) = flow.widget(id) else { return };
    ui.set_width(WIDTH);
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if kit::IconButton::new(icon::STEP_BACK, "Back").edge(24.0, 14.0).show(ui).clicked() {
            done.turns_to = Some(Page::Commands);
        }
        let title = format!("Outcome of {}", widget.title());
        ui.add(egui::Label::new(kit::rich_text(&title, &theme::title(), tokens.text)).truncate());
    });
    ui.add_space(4.0);
    for (event, label) in outcomes(widget) {
        ui.allocate_ui_with_layout(egui::vec2(WIDTH, ROW), Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let chance = (format!("{percent} %"), Times::Chance(f64::from(percent) / 100.0));
            let offered = [chance, ("Always".to_owned(), Times::Always), ("Once".to_owned(), Times::Once)];
            for (text, times) in offered {
                let button = ui.add(egui::Button::new(&*text).min_size(egui::vec2(52.0, ROW - 2.0)));
                let name = format!("{text}: {label}");
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                if button.clicked() {
                    let event = event.clone();
                    actions.push(Action::Debug(DebugAction::Force { widget: id, event, times }));
                    done.closes = true;
                }
            }
            let room = egui::vec2(ui.available_width(), ROW);
            ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
                ui.add_space(6.0);
                let text = kit::rich_text(&label, &theme::body(), tokens.text);
                ui.add(egui::Label::new(text).truncate().selectable(false));
            });
        });
    }
    kit::separator(ui);
    ui.horizontal(|ui| {
        let mut changed = percent;
        ui.add_space(6.0);
        let label = kit::secondary_text(ui, "Probability");
        ui.add(DragValue::new(&mut changed).range(1..=99).suffix(" %")).labelled_by(label.id);
        if changed != percent {
            done.turns_to = Some(Page::Outcomes(changed));
        }
    });
}

/// The events that leave a widget, each with its label: those that are wired first, in the order of the file. Several
/// branches have one event, and the first of them is taken.
fn outcomes(widget: &Widget) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (index, transition) in widget.transitions().iter().enumerate() {
        if !transition.event.is_empty() && !found.iter().any(|(event, _)| *event == *transition.event) {
            found.push((transition.event.to_string(), output_label(widget, index)));
        }
    }
    let entry = widget.kind().and_then(widget_type);
    for event in entry.map(|entry| entry.events.known()).unwrap_or_default() {
        if event.kind != EventKind::Branch && !found.iter().any(|(known, _)| known == event.event) {
            found.push((event.event.to_owned(), event.short.to_owned()));
        }
    }
    found
}
