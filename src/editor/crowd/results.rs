//! What has become of the contacts: three numbers, where they were lost, and every widget with its outputs.

use egui::{Color32, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{CrowdAction, Found, Line, LineKind, Shown};
use crate::editor::action::Action;
use crate::editor::counts::{grouped, percent};
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, IconButton, Severity};
use crate::editor::state::{OpenFlow, RightPanel};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};

/// The height of a line of the list.
const LINE: f32 = 30.0;
/// The room for the button at the end of a line.
const BUTTON: f32 = 26.0;

/// Paints the results.
pub(super) fn results_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let Some(shown) = &file.crowd.shown else {
        let text = "Contacts go through the flow with the answers of the other tab. What becomes of them is counted \
                    here and on the canvas.";
        if kit::empty_state(ui, icon::USER, "Nothing counted yet", text, &["Run the contacts"]).is_some() {
            actions.push(Action::Crowd(CrowdAction::Run));
        }
        return;
    };
    if !shown.flow.is_same_as(file.flow()) && file.crowd.running.is_none() {
        let text = "These counts are of the version before.";
        if kit::problem_box(ui, Severity::Info, "The flow has changed.", text, Some("Run again")) {
            actions.push(Action::Crowd(CrowdAction::Run));
        }
        ui.add_space(space::XS);
    }
    for remark in &shown.remarks {
        kit::problem_box(ui, Severity::Warning, "A subflow is missing.", remark, None);
    }
    summary_ui(ui, shown, actions);
    ui.add_space(space::S);
    let mut counts = !file.crowd.hides_counts;
    if kit::checkbox(ui, &mut counts, "Counts on the canvas").changed() {
        actions.push(Action::Crowd(CrowdAction::ShowCounts(counts)));
    }
    ui.add_space(space::XS);
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = &shown.found.lines;
    let area = ScrollArea::vertical().id_salt("contacts.results").auto_shrink([false, false]);
    area.show_rows(ui, LINE, lines.len(), |ui, range| {
        for line in lines.get(range).unwrap_or_default() {
            line_ui(ui, line, actions);
        }
    });
}

/// The three numbers over a bar that has their parts.
fn summary_ui(ui: &mut Ui, shown: &Shown, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let totals = &shown.found.totals;
    let all = totals.contacts;
    let parts = [
        ("Reached end", totals.reached_end, tokens.ok),
        ("Dropped off", totals.dropped_off, tokens.warn),
        ("Failed", totals.failed, tokens.error),
    ];
    let (bar, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 8.0), Sense::hover());
    ui.painter().rect_filled(bar, radius::SMALL, tokens.field);
    let mut left = bar.left();
    for (_, part, color) in parts {
        let width = bar.width() * share_of(part, all);
        let rect = Rect::from_min_size(egui::pos2(left, bar.top()), Vec2::new(width, bar.height()));
        if width > 0.0 {
            let gap = if rect.right() < bar.right() - 1.0 { 1.0 } else { 0.0 };
            let rect = Rect::from_min_max(
                rect.min,
                egui::pos2((rect.right() - gap).max(rect.left()), rect.bottom()),
            );
            ui.painter().rect_filled(rect, radius::SMALL, color);
        }
        left += width;
    }
    ui.add_space(space::XS);
    ui.columns(3, |columns| {
        for (column, (name, part, color)) in columns.iter_mut().zip(parts) {
            tile_ui(column, name, part, all, color);
        }
    });
    ui.add_space(space::XS);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.spacing_mut().item_spacing.y = 3.0;
    let found: &Found = &shown.found;
    let stopped = if shown.was_stopped { "stopped after " } else { "" };
    let through = format!("{stopped}{} contacts, {} steps", grouped(all.into()), grouped(totals.steps));
    let took = format!("It took {:.1} seconds", found.took.as_secs_f64());
    kit::hint_text(ui, &through).on_hover_text(took);
    if let Some(longest) = totals.longest {
        ui.horizontal(|ui| {
            let text = format!("The longest took {} steps", grouped(longest.steps.into()));
            kit::hint_text(ui, &text);
            if kit::link_button(ui, "Show it").clicked() {
                actions.push(Action::Crowd(CrowdAction::ShowContact(longest.contact)));
            }
        });
    }
}

fn tile_ui(ui: &mut Ui, name: &str, part: u32, all: u32, color: Color32) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 58.0), Sense::hover());
    let (number, share) = (grouped(part.into()), percent(part, all));
    let label = format!("{name}: {number}, {share}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &label));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(&*label));
    let border = Stroke::new(size::BORDER, tokens.line);
    ui.painter().rect(rect, radius::CONTROL, tokens.card, border, StrokeKind::Inside);
    let left = rect.left() + 9.0;
    let room = rect.width() - 14.0;
    let title = kit::line(ui, name, theme::hint(), tokens.text_2, room - 10.0);
    ui.painter().circle_filled(egui::pos2(left + 3.0, rect.top() + 15.0), 3.0, color);
    ui.painter().galley(
        egui::pos2(left + 11.0, rect.top() + 15.0 - title.size().y / 2.0),
        title,
        tokens.text_2,
    );
    let count = kit::line(ui, &number, theme::semibold(size::TITLE), tokens.text, room);
    let after = left + count.size().x + 6.0;
    let middle = rect.top() + 38.0;
    ui.painter().galley(egui::pos2(left, middle - count.size().y / 2.0), count, tokens.text);
    let share = kit::line(ui, &share, theme::hint(), tokens.text_2, (rect.right() - 4.0 - after).max(0.0));
    ui.painter().galley(egui::pos2(after, middle - share.size().y / 2.0), share, tokens.text_2);
}

fn share_of(part: u32, whole: u32) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits than a float has")]
    let share = (f64::from(part) / f64::from(whole.max(1))) as f32;
    share
}

fn line_ui(ui: &mut Ui, line: &Line, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), LINE), Sense::hover());
    if line.kind == LineKind::Title {
        let font = theme::semibold(size::SECONDARY);
        let text = kit::line(ui, &line.text, font, tokens.text_2, rect.width());
        let label = ui.interact(rect, ui.next_auto_id(), Sense::hover());
        ui.skip_ahead_auto_ids(1);
        kit::as_heading(&label, &line.text);
        ui.painter().galley(
            egui::pos2(rect.left(), rect.bottom() - 6.0 - text.size().y),
            text,
            tokens.text_2,
        );
        return;
    }
    let mut row = rect;
    row.max.x -= BUTTON;
    let response = ui.interact(row, ui.next_auto_id(), Sense::click());
    ui.skip_ahead_auto_ids(1);
    let name = format!("{}: {}", line.name, line.count);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    paint_line(ui, line, row, response.hovered());
    if response.has_focus() {
        let stroke = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(row, radius::SMALL, stroke, StrokeKind::Inside);
    }
    if response.clicked()
        && let Some(widget) = line.widget
    {
        actions.push(Action::Reveal { widget, field: None });
        actions.push(Action::ShowRight(RightPanel::Simulator));
    }
    response.on_hover_text(&line.detail);
    if let Some(example) = line.example {
        let place = Rect::from_min_max(egui::pos2(row.right(), rect.top()), rect.max);
        let label = format!("Show such a contact: {}", line.name);
        // A child of its own takes no room in the list: all lines are equally high.
        let mut child =
            ui.new_child(egui::UiBuilder::new().id_salt(("show", example, &line.name)).max_rect(place));
        child.add_space(2.0);
        let clicked = IconButton::new(icon::PLAY, &label).edge(24.0, 12.0).show(&mut child).clicked();
        if clicked {
            actions.push(Action::Crowd(CrowdAction::ShowContact(example)));
        }
    }
}

fn paint_line(ui: &Ui, line: &Line, row: Rect, is_hovered: bool) {
    let tokens = Tokens::of(ui);
    if is_hovered {
        ui.painter().rect_filled(row, radius::SMALL, tokens.raised);
    }
    let (color, sign) = match line.kind {
        LineKind::DroppedOff => (tokens.warn, Some(icon::CLOCK)),
        LineKind::Failed => (tokens.error, Some(icon::ERROR)),
        LineKind::Trouble => (tokens.warn, Some(icon::WARNING)),
        LineKind::Title | LineKind::Widget | LineKind::Output => (tokens.accent, None),
    };
    let middle = row.center().y - 2.0;
    let mut left = row.left() + 4.0;
    if let Some(sign) = sign {
        paint_icon(ui.painter(), egui::pos2(left + 7.0, middle), sign, 13.0, color);
        left += 20.0;
    }
    if line.kind == LineKind::Output {
        left += 14.0;
    }
    let is_nothing = line.share <= 0.0;
    let ink = if is_nothing { tokens.text_3 } else { tokens.text };
    let font =
        if line.kind == LineKind::Widget { theme::semibold(size::SECONDARY) } else { theme::secondary() };
    let count = kit::line(ui, &line.count, theme::secondary(), ink, row.width() * 0.5);
    let right = row.right() - 6.0;
    let room = right - count.size().x - 10.0 - left;
    let text = kit::line(ui, &line.text, font, ink, room);
    ui.painter().galley(egui::pos2(left, middle - text.size().y / 2.0), text, ink);
    ui.painter().galley(egui::pos2(right - count.size().x, middle - count.size().y / 2.0), count, ink);
    // A bar below tells the share once more.
    let track =
        Rect::from_min_max(egui::pos2(left, row.bottom() - 4.0), egui::pos2(right, row.bottom() - 2.0));
    ui.painter().rect_filled(track, 1.0, tint(tokens.line, 0.8));
    let mut bar = track;
    bar.set_width(track.width() * line.share.clamp(0.0, 1.0));
    ui.painter().rect_filled(bar, 1.0, color);
}
