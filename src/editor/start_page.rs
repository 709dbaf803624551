//! What stands where no flow is open: ways to begin, files that were open before, and flows to learn from.

use egui::{Response, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::action::Action;
use super::command::Command;
use super::icon::{self, Icon, paint_icon};
use super::kit::{self, Button, IconButton};
use super::state::State;
use super::theme::{self, Tokens, radius, size, space, tint};
use super::window::{SAMPLES, WindowAction, ago};

const WIDTH: f32 = 660.0;
/// Below this the lists stand one below the other.
const TWO_COLUMNS: f32 = 560.0;
const ROW: f32 = 44.0;
/// More files than this stand in the menu.
const RECENT: usize = 7;

/// Paints the page.
pub fn start_page_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.reading > 0 {
        return reading_ui(ui, state.reading, actions);
    }
    let height = ui.available_height();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add_space((height * 0.1).clamp(16.0, 120.0));
        let side = ((ui.available_width() - WIDTH) / 2.0).max(space::L);
        let room = ui.available_rect_before_wrap().shrink2(Vec2::new(side, 0.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
            ui.set_width(room.width());
            head_ui(ui, state, actions);
            ui.add_space(28.0);
            if ui.available_width() < TWO_COLUMNS || state.settings.recent.is_empty() {
                recent_ui(ui, state, actions);
                samples_ui(ui, actions);
            } else {
                ui.columns(2, |columns| {
                    if let [left, right] = columns {
                        recent_ui(left, state, actions);
                        samples_ui(right, actions);
                    }
                });
            }
        });
        ui.add_space(space::L);
    });
}

fn reading_ui(ui: &mut Ui, count: usize, actions: &mut Vec<Action>) {
    ui.add_space((ui.available_height() * 0.3).max(16.0));
    ui.vertical_centered(|ui| {
        ui.add(egui::Spinner::new().size(24.0).color(Tokens::of(ui).accent));
        ui.add_space(space::S);
        let what = if count == 1 { "Opening…".to_owned() } else { format!("Opening {count} files…") };
        kit::secondary_text(ui, &what);
        ui.add_space(space::S);
        if Button::secondary("Cancel").show(ui).clicked() {
            actions.push(Action::Window(WindowAction::StopReading));
        }
    });
}

fn head_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    ui.vertical_centered(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(56.0), Sense::hover());
        ui.painter().rect_filled(rect, radius::PHONE, tint(tokens.accent, theme::TILE_ALPHA));
        paint_icon(ui.painter(), rect.center(), icon::LOGO, 30.0, tokens.accent);
        ui.add_space(space::S);
        kit::title_text(ui, "Open a Studio flow");
        kit::secondary_text(ui, "What Studio exports, drawn, checked, run and tested, all on this machine.");
        ui.add_space(space::M);
    });
    let buttons = [
        ("Open…", Command::Open, true),
        ("New flow", Command::New, false),
        ("New from clipboard", Command::NewFromClipboard, false),
    ];
    let width = 150.0;
    let all = 3.0 * width + 2.0 * space::S;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.add_space(((ui.available_width() - all) / 2.0).max(0.0));
        for (text, command, is_primary) in buttons {
            let button = if is_primary { Button::primary(text) } else { Button::secondary(text) };
            let button = button.disabled(command.disabled_because(state));
            let tooltip = command.entry().map_or("", |entry| entry.tooltip);
            if button.min_width(width).tooltip(tooltip).show(ui).clicked() {
                actions.push(Action::Command(command));
            }
        }
    });
    ui.add_space(space::S);
    ui.vertical_centered(|ui| {
        let keys = super::command_keys(ui, Command::Palette);
        let text = match keys.is_empty() {
            true => "Files can be dropped here, too.".to_owned(),
            false => format!("Files can be dropped here, too. {keys} finds everything else."),
        };
        kit::hint_text(ui, &text);
    });
}

fn heading_ui(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text_2;
    let text_of = egui::RichText::new(text).font(theme::semibold(size::SECONDARY)).color(color);
    let label = ui.label(text_of);
    kit::as_heading(&label, text);
    ui.add_space(2.0);
}

fn recent_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.settings.recent.is_empty() {
        return;
    }
    heading_ui(ui, "Recent");
    ui.spacing_mut().item_spacing.y = 2.0;
    let now = jiff::Timestamp::now();
    for path in state.settings.recent.iter().take(RECENT) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let known = state.recent.get(path);
        let is_gone = known.is_some_and(|file| file.changed.is_none());
        let when = match known.and_then(|file| file.changed) {
            Some(changed) => ago(changed, now),
            None if is_gone => "not there any more".to_owned(),
            None => String::new(),
        };
        let row = Row { icon: icon::FILE, text: &name, below: &folder, end: &when, is_enabled: !is_gone };
        let shown = ui.push_id(path, |ui| row_ui(ui, &row)).inner;
        let rect = shown.rect;
        if is_gone {
            let place = egui::Rect::from_center_size(
                egui::pos2(rect.right() - 18.0, rect.center().y),
                Vec2::splat(24.0),
            );
            let builder = egui::UiBuilder::new().max_rect(place).id_salt(("forget", path));
            let label = format!("Forget {name}");
            // Over the row: the next one stands where it would without it.
            let over = &mut ui.new_child(builder);
            if IconButton::new(icon::CLOSE, &label).edge(24.0, 12.0).show(over).clicked() {
                actions.push(Action::Window(WindowAction::ForgetRecent(path.clone())));
            }
        } else if shown.clicked() {
            actions.push(Action::Open(vec![path.clone()]));
        }
        shown.on_hover_text(path.display().to_string());
    }
    ui.add_space(space::L);
}

fn samples_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    heading_ui(ui, "Flows to learn from");
    ui.spacing_mut().item_spacing.y = 2.0;
    for sample in &SAMPLES {
        let row =
            Row { icon: icon::SPLIT, text: sample.name, below: sample.about, end: "", is_enabled: true };
        let shown = ui.push_id(sample.name, |ui| row_ui(ui, &row)).inner;
        if shown.on_hover_text("Opens a copy, which belongs to no file until you save it").clicked() {
            actions.push(Action::Window(WindowAction::OpenSample(sample)));
        }
    }
}

/// A row of a list: a name, and more about it below and at the end.
struct Row<'a> {
    icon: Icon,
    text: &'a str,
    below: &'a str,
    end: &'a str,
    is_enabled: bool,
}

fn row_ui(ui: &mut Ui, row: &Row<'_>) -> Response {
    let tokens = Tokens::of(ui);
    let sense = if row.is_enabled { Sense::click() } else { Sense::hover() };
    let response = ui.allocate_response(Vec2::new(ui.available_width(), ROW), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, row.is_enabled, row.text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let parts = [row.below, row.end];
        let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        node.set_description(told.join(", "));
    });
    let rect = response.rect;
    if row.is_enabled && response.hovered() {
        ui.painter().rect_filled(rect, radius::CONTROL, tokens.raised);
    }
    let ink = if row.is_enabled { tokens.text } else { tokens.text_2 };
    let tile = egui::pos2(rect.left() + 20.0, rect.center().y);
    paint_icon(ui.painter(), tile, row.icon, 17.0, tokens.text_2);
    let left = rect.left() + 40.0;
    let room = rect.right() - 10.0 - left - if row.is_enabled { 0.0 } else { 28.0 };
    let end = kit::line(ui, row.end, theme::hint(), tokens.text_2, room * 0.5);
    let end_width = if row.end.is_empty() { 0.0 } else { end.size().x + 10.0 };
    let text = kit::line(ui, row.text, theme::body(), ink, room - end_width);
    let below = ends(ui, row.below, room, tokens);
    let top = rect.center().y - (text.size().y + below.size().y) / 2.0;
    let end_x = left + room - end.size().x;
    ui.painter().galley(egui::pos2(end_x, top + 1.0), end, tokens.text_2);
    let second = egui::pos2(left, top + text.size().y);
    ui.painter().galley(egui::pos2(left, top), text, ink);
    ui.painter().galley(second, below, tokens.text_2);
    if response.has_focus() {
        let stroke = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::CONTROL, stroke, egui::StrokeKind::Inside);
    }
    response.on_hover_cursor(if row.is_enabled {
        egui::CursorIcon::PointingHand
    } else {
        egui::CursorIcon::Default
    })
}

/// The end of a path tells more than its beginning.
fn ends(ui: &Ui, text: &str, room: f32, tokens: &Tokens) -> std::sync::Arc<egui::Galley> {
    let is_path = text.contains(std::path::MAIN_SEPARATOR);
    if is_path {
        return kit::end_line(ui, text, theme::hint(), tokens.text_2, room);
    }
    kit::line(ui, text, theme::hint(), tokens.text_2, room)
}
