//! The steps of a run as a table. A step opens to why it was left as it was, what it rests on and what it changed.

use egui::{
    Align2, EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2,
    WidgetInfo,
};

use super::{assumed, focus_ring, nothing_ui, reasons};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::run::{Run, StepRow};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, tint};
use crate::editor::why::{WhyAction, identity};

const ROW: f32 = 27.0;
const NUMBER: f32 = 42.0;
const TIME: f32 = 64.0;
/// The scroll bar floats over this much.
const BAR: f32 = 12.0;
/// The height of details that were not seen yet.
const GUESSED_DETAILS: f32 = 200.0;

/// Paints the tab.
pub(super) fn trace_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    if file.why.shows_assumptions {
        return assumed::list_ui(ui, file, run, actions);
    }
    if run.steps().is_empty() {
        return nothing_ui(ui, "No widget has been left yet.");
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui);
    let open = file.why.open_step(run);
    let open_at = open.and_then(|open| run.steps().binary_search_by_key(&open, |step| step.number).ok());
    let id = Id::unique(("simulator.trace.details", identity(run), open));
    let known: Option<f32> = ui.data(|data| data.get_temp(id));
    let details = open_at.map_or(0.0, |_| known.unwrap_or(GUESSED_DETAILS));
    let area = ScrollArea::vertical().id_salt("simulator.trace").auto_shrink([false, false]);
    // What was just opened must not be pushed out of sight by what comes below it.
    area.stick_to_bottom(open_at.is_none()).show_viewport(ui, |ui, seen| {
        let origin = ui.min_rect().min;
        let width = ui.available_width();
        ui.set_height(height_of(run.steps().len()) + details);
        let after = open_at.unwrap_or(usize::MAX);
        if file.why.wants_sight
            && let Some(at) = open_at
        {
            let top = origin + Vec2::new(0.0, height_of(at));
            let size = Vec2::new(width, ROW + details.min(seen.height() - ROW));
            ui.scroll_to_rect(Rect::from_min_size(top, size), None);
        }
        for index in kit::seen_rows(seen.y_range(), ROW, after, details, run.steps().len()) {
            let Some(step) = run.steps().get(index) else { continue };
            let below = if index > after { details } else { 0.0 };
            let corner = origin + Vec2::new(0.0, height_of(index) + below);
            let rect = Rect::from_min_size(corner, Vec2::new(width, ROW));
            row_ui(ui, rect, run, Placed { step, index, is_open: index == after }, actions);
            if index == after {
                let rect = Rect::from_min_size(rect.left_bottom(), Vec2::new(width - BAR, details));
                let shown = ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                    reasons::reasons_ui(ui, file, run, step, actions);
                });
                let height = shown.response.rect.height();
                if known.is_none_or(|known| (height - known).abs() > 0.5) {
                    ui.data_mut(|data| data.insert_temp(id, height));
                    ui.request_repaint();
                }
            }
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "an execution has at most a thousand steps")]
fn height_of(rows: usize) -> f32 {
    rows as f32 * ROW
}

/// Where the columns begin, and how wide they are: widget, output, next.
fn columns(left: f32, width: f32) -> [(f32, f32); 3] {
    let room = (width - NUMBER - TIME).max(90.0);
    let (widget, output) = (room * 0.36, room * 0.3);
    let first = left + NUMBER;
    [
        (first, widget - 8.0),
        (first + widget, output - 8.0),
        (first + widget + output, room - widget - output - 8.0),
    ]
}

fn head_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), Sense::hover());
    let middle = rect.center().y;
    let text = |x: f32, text: &str| {
        ui.painter().text(egui::pos2(x, middle), Align2::LEFT_CENTER, text, theme::hint(), tokens.text_2);
    };
    let [widget, output, next] = columns(rect.left(), rect.width());
    text(rect.left() + 20.0, "#");
    text(widget.0, "Widget");
    text(output.0, "Output");
    text(next.0, "Next");
    let place = egui::pos2(rect.right() - BAR, middle);
    ui.painter().text(place, Align2::RIGHT_CENTER, "Time", theme::hint(), tokens.text_2);
}

/// A step and its row.
#[derive(Clone, Copy)]
struct Placed<'a> {
    step: &'a StepRow,
    index: usize,
    is_open: bool,
}

fn row_id(number: u32) -> Id {
    Id::unique(("simulator.trace.step", number))
}

fn row_ui(ui: &mut Ui, rect: Rect, run: &Run, placed: Placed<'_>, actions: &mut Vec<Action>) {
    let step = placed.step;
    let response = ui.interact(rect, row_id(step.number), Sense::click());
    let next = step.next.as_deref().unwrap_or("end");
    let mut name = format!("Step {}: {}, {}, next {next}", step.number, step.widget, step.label);
    if !step.assumptions.is_empty() {
        name = format!("{name}, rests on {}", assumed::counted(step.assumptions.len()));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_expanded(placed.is_open);
        node.set_selected(run.position() == Some(step.number));
    });
    paint(ui, rect, run, placed, response.hovered());
    focus_ring(ui, &response, radius::SMALL);
    let toggles = response.clicked() || (response.has_focus() && keys(ui, &response, run, placed));
    if toggles {
        actions.push(Action::Why(WhyAction::ToggleStep(step.number)));
        if let Some(widget) = step.id.filter(|_| !placed.is_open) {
            super::show_widget(widget, actions);
        }
    }
    let mut hint = format!("{} left {} by {} → {next}", run.clock(step.at_secs), step.widget, step.label);
    if step.label != step.event {
        hint = format!("{hint} ({})", step.event);
    }
    if let Some(why) = &step.why {
        hint = format!("{hint}: {}", crate::editor::run::cut(why, 300));
    }
    for assumption in &step.assumptions {
        hint = format!("{hint}\nUnconfirmed: {}", assumption.took);
    }
    response.on_hover_text(hint);
}

/// Arrow right opens, arrow left closes, up and down go to the neighbours.
fn keys(ui: &Ui, response: &Response, run: &Run, placed: Placed<'_>) -> bool {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = match () {
        () if pressed(Key::ArrowDown) => Some(placed.index + 1),
        () if pressed(Key::ArrowUp) => placed.index.checked_sub(1),
        () => None,
    };
    if let Some(step) = to.and_then(|to| run.steps().get(to)) {
        ui.memory_mut(|memory| memory.request_focus(row_id(step.number)));
        let by = if step.number > placed.step.number { ROW } else { -ROW };
        ui.scroll_to_rect(response.rect.translate(Vec2::new(0.0, by)), None);
    }
    pressed(if placed.is_open { Key::ArrowLeft } else { Key::ArrowRight })
}

fn paint(ui: &Ui, rect: Rect, run: &Run, placed: Placed<'_>, is_hovered: bool) {
    let tokens = Tokens::of(ui);
    let step = placed.step;
    let is_last = run.steps().last().is_some_and(|last| last.number == step.number);
    if run.position() == Some(step.number) {
        ui.painter().rect_filled(rect, radius::SMALL, tint(tokens.accent, 0.16));
    } else if is_hovered || placed.is_open {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    } else if is_last && !run.is_live() {
        ui.painter().rect_filled(rect, radius::SMALL, tint(tokens.ok, 0.1));
    }
    let middle = rect.center().y;
    let sign = if placed.is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 9.0, middle), sign, 12.0, tokens.text_2);
    let place = egui::pos2(rect.left() + 20.0, middle);
    ui.painter().text(place, Align2::LEFT_CENTER, step.number.to_string(), theme::hint(), tokens.ok);
    let cells = columns(rect.left(), rect.width());
    // A step of a subflow stands behind a sign; which widget runs it is told by the row's name.
    let shown = match step.widget.rsplit_once('/') {
        Some((_, inner)) => format!("› {inner}"),
        None => step.widget.clone(),
    };
    let texts = [
        (&*shown, theme::body(), tokens.text),
        (&*step.label, theme::secondary(), tokens.text_2),
        (step.next.as_deref().unwrap_or("end"), theme::secondary(), tokens.text_2),
    ];
    for ((x, width), (text, font, color)) in cells.into_iter().zip(texts) {
        let galley = kit::middle_line(ui, text, font, color, width);
        ui.painter().galley(egui::pos2(x, middle - galley.size().y / 2.0), galley, color);
    }
    let place = egui::pos2(rect.right() - BAR, middle);
    ui.painter().text(place, Align2::RIGHT_CENTER, run.clock(step.at_secs), theme::hint(), tokens.text_2);
    if !step.assumptions.is_empty() {
        let center = egui::pos2(rect.right() - TIME - 6.0, middle);
        paint_icon(ui.painter(), center, icon::INFO, 12.0, tokens.warn);
    }
}
