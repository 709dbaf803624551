//! The panel *Find*: the query, how it is compared, and what comes in the place of what is found.

use egui::{Align, Key, Layout, Modifiers, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::view::FindView;
use super::{FindAction, help, rows};
use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::command_keys;
use crate::editor::counts::counted;
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, IconButton, Severity};
use crate::editor::state::State;
use crate::editor::theme::{self, Tokens, radius, size, tint};

/// Paints the panel.
pub fn find_panel_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    let mut view = std::mem::take(&mut state.finding);
    head_ui(ui, &mut view);
    ui.add_space(4.0);
    query_ui(ui, &mut view, actions);
    ui.add_space(6.0);
    switches_ui(ui, &mut view, actions);
    if state.open.len() > 1 {
        ui.add_space(4.0);
        kit::chip(ui, "All open flows", &mut view.is_everywhere);
    } else {
        view.is_everywhere = false;
    }
    if view.replaces {
        ui.add_space(6.0);
        replace_ui(ui, &mut view, actions);
    }
    ui.add_space(6.0);
    if view.text.trim().is_empty() {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| help::help_ui(ui, &mut view));
    } else {
        told_ui(ui, &view);
        ui.add_space(4.0);
        rows::rows_ui(ui, state, &mut view, actions);
    }
    state.finding = view;
}

fn head_ui(ui: &mut Ui, view: &mut FindView) {
    ui.horizontal(|ui| {
        kit::title_text(ui, "Find");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let keys = command_keys(ui, Command::ReplaceInFlow);
            let replace =
                IconButton::new(icon::EDIT, "Show what replaces").keys(&keys).selected(view.replaces);
            if replace.edge(26.0, 14.0).show(ui).clicked() {
                view.replaces = !view.replaces;
            }
        });
    });
}

fn query_ui(ui: &mut Ui, view: &mut FindView, actions: &mut Vec<Action>) {
    let count = view.text.chars().count();
    let shown = kit::search_field(ui, "find query", "Find", &mut view.text, "Find in the flow");
    let id = shown.response.id;
    if std::mem::take(&mut view.wants_query) {
        shown.response.request_focus();
        kit::select_chars(ui, id, count);
    } else if view.keeps_keyboard > 0 {
        // The place takes it in one of the next frames.
        view.keeps_keyboard -= 1;
        shown.response.request_focus();
        ui.ctx().request_repaint();
    }
    if shown.changed {
        view.at = None;
    }
    if shown.lost_focus {
        let enter =
            |ui: &Ui, modifiers: Modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
        let is_back = enter(ui, Modifiers::SHIFT);
        if is_back || enter(ui, Modifiers::NONE) {
            actions.push(Action::Find(FindAction::Step { is_forward: !is_back, keeps_keyboard: true }));
        }
    }
    if shown.response.has_focus()
        && !view.answer().hits.is_empty()
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown))
    {
        view.at = view.at.or(Some(0));
        (view.wants_sight, view.wants_row) = (true, true);
    }
}

fn switches_ui(ui: &mut Ui, view: &mut FindView, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        switch(ui, "Aa", "Match case", &mut view.options.has_case);
        switch(ui, "W", "Whole words", &mut view.options.is_word);
        switch(ui, ".*", "Regular expression", &mut view.options.is_regex);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let nothing = view.answer().hits.is_empty().then_some("Nothing was found");
            for (sign, command, is_forward) in [
                (icon::CHEVRON_DOWN, Command::FindNext, true),
                (icon::CHEVRON_UP, Command::FindPrevious, false),
            ] {
                let keys = command_keys(ui, command);
                let button = IconButton::new(sign, command.text()).keys(&keys).disabled(nothing);
                if button.edge(26.0, 14.0).show(ui).clicked() {
                    actions.push(Action::Find(FindAction::Step { is_forward, keeps_keyboard: false }));
                }
            }
        });
    });
}

/// A small switch with a sign in letters.
fn switch(ui: &mut Ui, sign: &str, name: &str, is_on: &mut bool) -> Response {
    let tokens = Tokens::of(ui);
    let mut response = ui.allocate_response(Vec2::new(30.0, 26.0), Sense::click());
    if response.clicked() {
        *is_on = !*is_on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, *is_on, name));
    let (fill, border, color) = match (*is_on, response.hovered()) {
        (true, _) => (tint(tokens.accent, 0.16), tokens.accent, tokens.text),
        (false, true) => (tokens.raised, tokens.line_strong, tokens.text),
        (false, false) => (tokens.field, tokens.line, tokens.text_2),
    };
    let border = Stroke::new(if *is_on { size::FOCUS } else { size::BORDER }, border);
    ui.painter().rect(response.rect, radius::SMALL, fill, border, StrokeKind::Inside);
    let galley = kit::line(ui, sign, theme::mono(), color, 28.0);
    ui.painter().galley(response.rect.center() - galley.size() / 2.0, galley, color);
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(response.rect, radius::SMALL, ring, StrokeKind::Outside);
    }
    response.on_hover_text(name)
}

fn replace_ui(ui: &mut Ui, view: &mut FindView, actions: &mut Vec<Action>) {
    let options = FieldOptions { icon: Some(icon::EDIT), ..FieldOptions::default() };
    let hint = if view.options.is_regex { "Replace with, $1 for a group" } else { "Replace with" };
    let shown = kit::text_field(ui, "replace with", "Replace with", &mut view.with, hint, &options);
    if shown.lost_focus && ui.input(|input| input.key_pressed(Key::Enter)) {
        shown.response.request_focus();
        actions.push(replacing(view));
    }
    ui.add_space(6.0);
    let why = view
        .answer()
        .hits
        .iter()
        .all(|hit| hit.range.is_none())
        .then_some("Nothing was found that can be replaced: only texts and names can");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if Button::secondary("Replace").disabled(why).show(ui).clicked() {
            actions.push(replacing(view));
        }
        let all = Button::secondary("Replace all").disabled(why);
        if all.tooltip("One step to undo").show(ui).clicked() {
            actions.push(Action::Find(FindAction::ReplaceAll));
        }
    });
}

/// Replaces the place that is shown; where none is, the first comes into view before anything changes.
fn replacing(view: &FindView) -> Action {
    Action::Find(match view.current() {
        Some((hit, _)) => FindAction::Replace(hit),
        None => FindAction::Step { is_forward: true, keeps_keyboard: false },
    })
}

/// How many places there are, or why there are none.
fn told_ui(ui: &mut Ui, view: &FindView) {
    let answer = view.answer();
    if let Some(trouble) = &answer.trouble {
        kit::problem_box(ui, Severity::Error, "Not understood.", trouble, None);
        return;
    }
    let count = answer.hits.len();
    let more = if answer.is_cut { " and more" } else { "" };
    let text = match (view.current(), count) {
        (None, 0) if view.is_waiting() => "Searching…".to_owned(),
        (_, 0) => "Nothing was found".to_owned(),
        (Some((at, _)), _) => format!("{} of {count}{more}", at + 1),
        (None, 1) => format!("1 place{}", in_widgets(answer.groups.len())),
        (None, _) => format!("{count}{more} places{}", in_widgets(answer.groups.len())),
    };
    let said = kit::secondary_text(ui, &text);
    // A screen reader says it when it changes.
    ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

fn in_widgets(count: usize) -> String {
    format!(" in {}", counted(count, "widget"))
}
