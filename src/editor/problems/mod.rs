//! What is wrong with the flow, as a list: counts that filter by severity, a search, the problems, and below them all
//! about the one that is chosen.

mod detail;
mod list;
mod twilio;
mod view;

use egui::{RichText, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo};

use super::action::{Action, FixMany};
use super::command::Command;
use super::findings::{Findings, unused_settings};
use super::icon;
use super::kit::{self, Button, IconButton};
use super::state::State;
use super::theme::{self, Tokens, radius, size, tint};
use crate::check::Severity;

pub(in crate::editor) use detail::{level_text, levels, written_to};
pub use view::ProblemsView;

/// The look of a severity.
pub fn severity(severity: Severity) -> kit::Severity {
    match severity {
        Severity::Error => kit::Severity::Error,
        Severity::Warning => kit::Severity::Warning,
        Severity::Advice => kit::Severity::Info,
    }
}

/// Paints the list.
pub fn problems_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    header_ui(ui, actions);
    let mut view = std::mem::take(&mut state.problems);
    if let Some(file) = state.active() {
        let findings = &file.derived.findings;
        twilio::twilio_ui(ui, file, actions);
        trouble_ui(ui, file.rules.trouble());
        counts_ui(ui, &mut view, findings);
        ui.add_space(6.0);
        kit::search_field(ui, "problems filter", "Filter problems", &mut view.filter, "Filter…");
        fix_safe_ui(ui, findings, actions);
        ui.add_space(6.0);
        view.refresh(file.key, findings);
        view.prepare();
        if findings.all().is_empty() {
            nothing_ui(ui, file.derived.is_waiting());
        } else if view.is_empty() {
            if hidden_ui(ui) {
                view.show_all();
            }
        } else {
            if let Some(found) = view.current(findings) {
                detail::panel_ui(ui, file, found, actions);
            }
            list::list_ui(ui, file, &mut view, actions);
        }
    }
    state.problems = view;
}

fn header_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    const EDGE: f32 = 26.0;
    let title = kit::title_text(ui, "Problems").rect;
    // Beside the title, which stands as high as those of the other panels.
    let center = egui::pos2(ui.max_rect().right() - EDGE / 2.0, title.center().y);
    let place = egui::Rect::from_center_size(center, Vec2::splat(EDGE));
    let mut corner = ui.new_child(UiBuilder::new().id_salt("rules").max_rect(place));
    if IconButton::new(icon::SETTINGS, Command::Rules.text()).edge(EDGE, 15.0).show(&mut corner).clicked() {
        actions.push(Action::Command(Command::Rules));
    }
    ui.add_space(8.0);
}

/// A settings file that cannot be read is told as long as it is so.
fn trouble_ui(ui: &mut Ui, trouble: Option<&str>) {
    if let Some(trouble) = trouble {
        let text = unused_settings(trouble);
        kit::problem_box(ui, kit::Severity::Warning, "The settings are not used.", &text, None);
        ui.add_space(6.0);
    }
}

/// The counts, each of which shows or hides its severity.
fn counts_ui(ui: &mut Ui, view: &mut ProblemsView, findings: &Findings) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let gaps = ui.spacing().item_spacing.x * 2.0;
        let width = ((ui.available_width() - gaps) / 3.0).max(40.0);
        for shown in Severity::ALL {
            let count = findings.count(shown);
            let is_on = view.shows(shown);
            if count_ui(ui, severity(shown), count, is_on, width, &counted(shown, count)) {
                view.toggle(shown);
            }
        }
    });
}

/// `2 warnings`, `1 remark`.
fn counted(severity: Severity, count: usize) -> String {
    match severity {
        Severity::Error => crate::editor::counts::counted(count, "error"),
        Severity::Warning => crate::editor::counts::counted(count, "warning"),
        Severity::Advice => crate::editor::counts::counted(count, "remark"),
    }
}

/// A sign and a number, to be switched on and off.
fn count_ui(ui: &mut Ui, severity: kit::Severity, count: usize, is_on: bool, width: f32, name: &str) -> bool {
    const HEIGHT: f32 = 28.0;
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(width, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, name));
    let color = if is_on && count > 0 { severity.color(tokens) } else { tokens.text_3 };
    let (fill, line) = match (is_on, response.hovered()) {
        (true, hovered) if count > 0 => {
            (tint(severity.color(tokens), if hovered { 0.2 } else { theme::NOTICE_ALPHA }), tint(color, 0.5))
        }
        (_, true) => (tokens.raised, tokens.line_strong),
        _ => (tokens.panel, tokens.line),
    };
    let border = Stroke::new(size::BORDER, line);
    ui.painter().rect(response.rect, radius::CONTROL, fill, border, StrokeKind::Inside);
    let text = if count > 9_999 { "9999+".to_owned() } else { count.to_string() };
    let ink = if is_on { tokens.text } else { tokens.text_3 };
    let galley = ui.painter().layout_no_wrap(text, theme::semibold(size::SECONDARY), ink);
    let content = 18.0 + galley.size().x;
    let left = response.rect.center().x - content / 2.0;
    let middle = response.rect.center().y;
    icon::paint_icon(ui.painter(), egui::pos2(left + 7.0, middle), severity.icon(), 14.0, color);
    let corner = egui::pos2(left + 18.0, middle - galley.size().y / 2.0);
    let end = left + content;
    ui.painter().galley(corner, galley, ink);
    if !is_on {
        // A line through it says that it is hidden, where colours do not.
        ui.painter().hline(left..=end, middle, Stroke::new(size::BORDER, tokens.text_2));
    }
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(response.rect, radius::CONTROL, ring, StrokeKind::Outside);
    }
    let verb = if is_on { "hide" } else { "show" };
    response.on_hover_text(format!("{name}: click to {verb}")).clicked()
}

/// One button for all that needs no looking at.
fn fix_safe_ui(ui: &mut Ui, findings: &Findings, actions: &mut Vec<Action>) {
    let count = findings.safe_fixes();
    if count > 0 {
        ui.add_space(6.0);
        let text = format!("Fix everything safe ({count})");
        let button = Button::link(&text).tooltip("Applies every fix that guesses nothing and drops nothing");
        if button.show(ui).clicked() {
            actions.push(Action::FixMany(FixMany::Safe));
        }
    }
}

fn nothing_ui(ui: &mut Ui, is_waiting: bool) {
    if is_waiting {
        ui.label(RichText::new("Checking…").font(theme::secondary()).color(Tokens::of(ui).text_2));
        return;
    }
    kit::empty_state(ui, icon::CHECK, "Nothing is wrong", "The checker found no problem in this flow.", &[]);
}

/// What stands where the filter hides everything. Answers whether all is to be shown again.
fn hidden_ui(ui: &mut Ui) -> bool {
    let pressed = kit::empty_state(
        ui,
        icon::SEARCH,
        "No problem like that",
        "There are problems, and the filter hides all of them.",
        &["Show all"],
    );
    pressed.is_some()
}
