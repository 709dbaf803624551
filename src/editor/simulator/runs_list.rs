//! The runs of a flow, one below the other: each with its contact and how it stands, those that went another way below
//! the run that they left.

use egui::{Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::{focus_ring, one_line};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, IconButton};
use crate::editor::run::{Run, RunAction};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, tint};

const ROW: f32 = 26.0;
/// So many rows are seen at once.
const MOST_ROWS: f32 = 4.0;
/// So many in a low window.
const LOW_ROWS: f32 = 2.0;
const INDENT: f32 = 14.0;
/// A way of a way of a way needs no more room than this.
const MOST_DEPTH: usize = 6;

/// How a run stands or ended, in a few words.
fn standing(run: &Run) -> String {
    let name = |id| run.flow().widget(id).map(|widget| widget.title().to_owned());
    let at = run.current().and_then(name).unwrap_or_default();
    match (run.ended(), run.held()) {
        (Some(reason), _) => reason.name().replace('-', " "),
        (None, Some(held)) => format!("held before {}", held.widget),
        (None, None) if !run.is_live() => "did not run".to_owned(),
        (None, None) if run.question().is_some() => format!("asks at {at}"),
        (None, None) if run.waits_until_secs().is_some() => format!("waits at {at}"),
        (None, None) => "runs".to_owned(),
    }
}

/// Paints the list. With one run it is folded, unless somebody opened it.
pub(super) fn runs_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let count = file.runs.iter().len();
    if count == 0 {
        return;
    }
    let is_open = file.shows_runs.unwrap_or(count > 1);
    ui.add_space(4.0);
    head_ui(ui, file, count, is_open, actions);
    if !is_open {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let rows = file.runs.tree();
    let shown = file.shown_run().map(Run::number).filter(|_| file.mocked.shown().is_none());
    let rows_seen = if super::is_low(ui) { LOW_ROWS } else { MOST_ROWS };
    let height = rows_seen * ROW + ROW / 2.0;
    let area = ScrollArea::vertical().id_salt("simulator.runs").max_height(height).auto_shrink([false, true]);
    let id = ui.scope_id().with("simulator.runs.shown");
    let was_shown: Option<u64> = ui.data(|data| data.get_temp(id));
    if let Some(shown) = shown {
        ui.data_mut(|data| data.insert_temp(id, shown));
    }
    area.show(ui, |ui| {
        for (depth, run) in rows {
            row_ui(ui, depth, run, shown == Some(run.number()), actions);
            if shown == Some(run.number()) && was_shown != shown {
                let row = ui.min_rect();
                ui.scroll_to_rect(
                    egui::Rect::from_min_max(egui::pos2(row.left(), row.bottom() - ROW), row.max),
                    None,
                );
            }
        }
    });
}

fn head_ui(ui: &mut Ui, file: &OpenFlow, count: usize, is_open: bool, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        let text = crate::editor::counts::counted(count, "run");
        let galley = one_line(ui, &text, theme::semibold(size::SECONDARY), tokens.text, 120.0);
        let wanted = Vec2::new(galley.size().x + 22.0, size::ROW.min(24.0));
        let head = ui.allocate_response(wanted, Sense::click());
        head.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, "Runs"));
        ui.ctx().accesskit_node_builder(head.id, |node| {
            node.set_expanded(is_open);
            node.set_value(text.as_str());
        });
        let rect = head.rect;
        let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        let color = if head.hovered() { tokens.text } else { tokens.text_2 };
        paint_icon(ui.painter(), egui::pos2(rect.left() + 6.0, rect.center().y), sign, 13.0, color);
        let corner = egui::pos2(rect.left() + 18.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(corner, galley, tokens.text);
        focus_ring(ui, &head, radius::SMALL);
        if head.on_hover_text("The runs of this flow, and where they went another way").clicked() {
            actions.push(Action::Run(RunAction::ToggleRuns));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let hint = "Runs the flow with one more contact, whose number is the next one that is free; the others go on";
            if kit::link_button(ui, "New contact").on_hover_text(hint).clicked() {
                actions.push(Action::Run(RunAction::NewContact));
            }
            if let Some(run) = file.shown_run() {
                super::assumed::pill_ui(ui, file, run, actions);
            }
        });
    });
}

/// What a run is called: whom it is with, or where it left another one.
fn title(run: &Run) -> String {
    match run.parent() {
        None => {
            let contact = super::phone::grouped(run.form().contact.trim());
            run.form().contact_name().map_or(contact.clone(), |name| format!("{name} {contact}"))
        }
        Some(parent) => {
            let step = usize::try_from(parent.step).unwrap_or(usize::MAX);
            match run.said_at(parent.step) {
                Some(said) => format!("after step {step} · “{said}”"),
                None => format!("after step {step}"),
            }
        }
    }
}

fn row_ui(ui: &mut Ui, depth: usize, run: &Run, is_shown: bool, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(ui.available_width(), ROW), Sense::click());
    let (title, standing) = (title(run), standing(run));
    let name = format!("Run {}: {title}, {standing}", run.number());
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(depth + 1);
        node.set_selected(is_shown);
    });
    let rect = response.rect;
    let fill = match (is_shown, response.hovered()) {
        (true, _) => tint(tokens.accent, 0.16),
        (false, true) => tokens.raised,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, radius::SMALL, fill);
    let depth = f32::from(u16::try_from(depth.min(MOST_DEPTH)).unwrap_or(0));
    let mut left = rect.left() + 6.0 + depth * INDENT;
    let middle = rect.center().y;
    if run.parent().is_some() {
        paint_icon(ui.painter(), egui::pos2(left + 6.0, middle), icon::SPLIT, 12.0, tokens.text_2);
        left += 16.0;
    }
    let number = one_line(ui, &run.number().to_string(), theme::semibold(size::SECONDARY), tokens.text, 40.0);
    let number_width = number.size().x;
    ui.painter().galley(egui::pos2(left, middle - number.size().y / 2.0), number, tokens.text);
    left += number_width + 8.0;
    let (sign, color) = match run.ended() {
        Some(reason) if reason.is_well() => (icon::CHECK, tokens.ok),
        Some(crate::sim::trace::Reason::Stopped) => (icon::STOP, tokens.text_2),
        Some(_) => (icon::ERROR, tokens.error),
        None if !run.is_live() => (icon::ERROR, tokens.error),
        None if run.held().is_some() => (icon::PAUSE, tokens.accent),
        None => (icon::PLAY, tokens.accent),
    };
    let right = rect.right() - 34.0;
    let told = one_line(ui, &standing, theme::hint(), tokens.text_2, (right - left) * 0.5);
    let told_left = right - told.size().x;
    ui.painter().galley(egui::pos2(told_left, middle - told.size().y / 2.0), told, tokens.text_2);
    paint_icon(ui.painter(), egui::pos2(told_left - 10.0, middle), sign, 11.0, color);
    let title_room = told_left - 22.0 - left;
    let text = one_line(ui, &title, theme::secondary(), tokens.text, title_room);
    ui.painter().galley(egui::pos2(left, middle - text.size().y / 2.0), text, tokens.text);
    focus_ring(ui, &response, radius::SMALL);
    let place = egui::Rect::from_center_size(egui::pos2(rect.right() - 16.0, middle), Vec2::splat(22.0));
    let builder = egui::UiBuilder::new().max_rect(place).id_salt(("remove", run.number()));
    let remove = format!("Remove run {}", run.number());
    let removed = ui.scope_builder(builder, |ui| {
        IconButton::new(icon::CLOSE, &remove).edge(22.0, 11.0).show(ui).clicked()
    });
    if removed.inner {
        actions.push(Action::Run(RunAction::RemoveRun(run.number())));
    } else if response.on_hover_text(name).clicked() {
        actions.push(Action::Run(RunAction::ShowRun(run.number())));
    }
}
