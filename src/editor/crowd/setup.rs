//! The form: how many contacts, what they answer to each widget that waits, and what fails.

use egui::{Align, Layout, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::form::{Part, number, weight};
use super::{AskForm, CrowdAction, CrowdForm, OutwardForm, Row};
use crate::editor::action::Action;
use crate::editor::counts::percent;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, FieldOptions, FieldState, IconButton};
use crate::editor::run::{channel_label, trigger_label};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, space};
use crate::widgets::run::Trigger;

/// The width of a field for a weight, and of the share beside it.
const WEIGHT: f32 = 52.0;
const SHARE: f32 = 40.0;
const REMOVE: f32 = 24.0;
/// More answers than this are no script any more.
const MOST_ROWS: usize = 40;

const CHANGED: &str = "An outcome is kept for it; what you change here counts instead.";

/// Paints the form.
pub(super) fn setup_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let mut form = file.crowd.form.clone();
    ScrollArea::vertical().id_salt("contacts.setup").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        // The bar of the scroll area lies over its right edge.
        ui.set_max_width(ui.available_width() - 10.0);
        numbers_ui(ui, &mut form);
        begins_ui(ui, file);
        ui.add_space(space::S);
        heading(ui, "What they answer");
        if form.asks.is_empty() {
            kit::hint_text(ui, "No widget of this flow waits for the contact.");
        }
        let mut open = form.open;
        for ask in &mut form.asks {
            let part = ask.widget.map_or(Part::Otherwise, Part::Ask);
            ask_ui(ui, ask, part, &mut open);
        }
        if file.runs_other_flows() {
            ask_ui(ui, &mut form.otherwise, Part::Otherwise, &mut open);
        }
        if !form.outward.is_empty() {
            ui.add_space(space::S);
            heading(ui, "What may fail");
        }
        for out in &mut form.outward {
            outward_ui(ui, out, &mut open);
        }
        form.open = open;
        ui.add_space(space::L);
    });
    if form != file.crowd.form {
        actions.push(Action::Crowd(CrowdAction::Change(Box::new(form))));
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text;
    let label = ui.label(egui::RichText::new(text).font(theme::semibold(size::BODY)).color(color));
    kit::as_heading(&label, text);
}

fn numbers_ui(ui: &mut Ui, form: &mut CrowdForm) {
    let state = |is_bad| if is_bad { FieldState::Error } else { FieldState::Normal };
    let counts = FieldOptions { state: state(form.count().is_none()), ..FieldOptions::default() };
    let seeds =
        FieldOptions { state: state(form.seed.trim().parse::<u64>().is_err()), ..FieldOptions::default() };
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            kit::labelled(left, "Contacts", false, |ui| {
                kit::text_field(ui, "contacts.count", "Contacts", &mut form.contacts, "1000", &counts)
            });
            let shown = kit::labelled(right, "Seed", false, |ui| {
                kit::text_field(ui, "contacts.seed", "Seed", &mut form.seed, "1", &seeds)
            });
            shown.inner.response.on_hover_text("The same seed gives the same contacts with the same answers");
        }
    });
}

/// How each of them begins: as the next run does.
fn begins_ui(ui: &mut Ui, file: &OpenFlow) {
    let form = &file.run_form;
    let how = match form.trigger() {
        Trigger::Message => format!("{}, {}", trigger_label(Trigger::Message), channel_label(form.channel)),
        other => trigger_label(other).to_owned(),
    };
    let says = match form.has_message() && !form.body.is_empty() {
        true => format!(" · “{}”", crate::editor::run::cut(&form.body, 40)),
        false => String::new(),
    };
    kit::hint_text(ui, &format!("Each begins as the next run does: {how}{says}"));
}

/// The row of a widget: its name, what is set on one line, and a sign that it opens.
fn part_row(ui: &mut Ui, name: &str, summary: &str, is_open: bool) -> bool {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(ui.available_width(), 42.0), Sense::click());
    let label = format!("{name}: {summary}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    let rect = response.rect;
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let fill = if response.hovered() { tokens.raised } else { tokens.card };
    let border = egui::Stroke::new(size::BORDER, if is_open { tokens.line_strong } else { tokens.line });
    ui.painter().rect(rect, radius::CONTROL, fill, border, egui::StrokeKind::Inside);
    let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 14.0, rect.center().y), sign, 12.0, tokens.text_2);
    let (left, room) = (rect.left() + 27.0, rect.width() - 37.0);
    let title = kit::line(ui, name, theme::semibold(size::SECONDARY), tokens.text, room);
    let below = kit::line(ui, summary, theme::hint(), tokens.text_2, room);
    ui.painter().galley(egui::pos2(left, rect.center().y - 1.0 - title.size().y), title, tokens.text);
    ui.painter().galley(egui::pos2(left, rect.center().y + 2.0), below, tokens.text_2);
    if response.has_focus() {
        let stroke = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::CONTROL, stroke, egui::StrokeKind::Inside);
    }
    response.clicked()
}

fn toggled(open: &mut Option<Part>, part: Part, is_open: bool) {
    *open = if is_open { None } else { Some(part) };
}

fn ask_ui(ui: &mut Ui, ask: &mut AskForm, part: Part, open: &mut Option<Part>) {
    let is_open = *open == Some(part);
    ui.push_id(("ask", ask.widget.map(|id| id.0)), |ui| {
        if part_row(ui, &ask.name, &ask.summary(), is_open) {
            toggled(open, part, is_open);
        }
        if !is_open {
            return;
        }
        let before = ask.clone();
        ui.add_space(2.0);
        if ask.decided().is_some() {
            kit::hint_text(ui, CHANGED);
        }
        let total = ask.total();
        rows_ui(ui, &mut ask.rows, total, "Answer", "What the contact answers");
        fixed_ui(ui, "Says nothing", &mut ask.silent, total);
        if ask.is_voice {
            fixed_ui(ui, "Hangs up", &mut ask.hangs_up, total);
        }
        if add_ui(ui, "Add an answer", ask.rows.len()) {
            ask.rows.push(Row::of("", 10));
        }
        ui.add_space(space::XS);
        ask.is_own |= before != *ask;
    });
}

fn outward_ui(ui: &mut Ui, out: &mut OutwardForm, open: &mut Option<Part>) {
    let part = Part::Outward(out.widget);
    let is_open = *open == Some(part);
    ui.push_id(("outward", out.widget.0), |ui| {
        if part_row(ui, &out.name, &out.summary(), is_open) {
            toggled(open, part, is_open);
        }
        if !is_open {
            return;
        }
        let before = out.clone();
        ui.add_space(2.0);
        if out.decided().is_some() {
            kit::hint_text(ui, CHANGED);
        }
        let total = out.total();
        if out.fetches {
            rows_ui(ui, &mut out.bodies, total, "Body", "A body, or a status and a body: 404 {}");
        }
        fixed_ui(ui, &format!("Fails ({})", out.failure), &mut out.fails, total);
        if out.fetches && add_ui(ui, "Add an answer of the server", out.bodies.len()) {
            out.bodies.push(Row::of("{}", 10));
        }
        ui.add_space(space::XS);
        out.is_own |= before != *out;
    });
}

fn add_ui(ui: &mut Ui, text: &str, count: usize) -> bool {
    count < MOST_ROWS && kit::link_button(ui, text).clicked()
}

fn rows_ui(ui: &mut Ui, rows: &mut Vec<Row>, total: u64, name: &str, hint: &str) {
    let mut removed = None;
    for (index, row) in rows.iter_mut().enumerate() {
        let number = index + 1;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = (ui.available_width() - WEIGHT - SHARE - REMOVE - 12.0).max(60.0);
            let options = FieldOptions { width: Some(width), ..FieldOptions::default() };
            let label = format!("{name} {number}");
            kit::text_field(ui, ("text", index), &label, &mut row.text, hint, &options);
            weight_ui(
                ui,
                index,
                &format!("Weight of {} {number}", name.to_lowercase()),
                &mut row.weight,
                total,
            );
            let remove = format!("Remove {} {number}", name.to_lowercase());
            if IconButton::new(icon::CLOSE, &remove).edge(REMOVE, 13.0).show(ui).clicked() {
                removed = Some(index);
            }
        });
    }
    if let Some(index) = removed {
        rows.remove(index);
    }
}

/// A row whose text is not the user's.
fn fixed_ui(ui: &mut Ui, text: &str, value: &mut String, total: u64) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let width = (ui.available_width() - WEIGHT - SHARE - REMOVE - 12.0).max(60.0);
        let room = Vec2::new(width, size::CONTROL);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_size(room);
            ui.add_space(space::S);
            kit::secondary_text(ui, text);
        });
        weight_ui(ui, text, &format!("Weight of {}", text.to_lowercase()), value, total);
    });
}

fn weight_ui(ui: &mut Ui, salt: impl egui::AsIdSalt, name: &str, value: &mut String, total: u64) {
    let state = if weight(value).is_none() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { width: Some(WEIGHT), state, ..FieldOptions::default() };
    ui.push_id(("weight", format!("{salt:?}")), |ui| {
        kit::text_field(ui, "weight", name, value, "0", &options);
    });
    let (rect, _) = ui.allocate_exact_size(Vec2::new(SHARE, size::CONTROL), Sense::hover());
    let tokens = Tokens::of(ui);
    let share = percent(number(value), total);
    let place = egui::pos2(rect.right(), rect.center().y);
    ui.painter().text(place, egui::Align2::RIGHT_CENTER, share, theme::hint(), tokens.text_2);
}
