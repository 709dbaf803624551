//! The canvas in its place: gives it what it shows, and turns what it answers into actions.

use std::sync::Arc;

use egui::Ui;

use super::action::Action;
use super::add_menu::AddMenu;
use super::breakpoints::DebugAction;
use super::canvas::{self, CanvasAction, CanvasInput, Selection, View};
use super::compared;
use super::context_menu::ContextMenu;
use super::crowd;
use super::notes::Paper;
use super::state::State;
use super::tested::{ShownTests, legend_ui};
use crate::flow::{Offset, WidgetId};
use crate::picture::{Hit, NEW_CARD, Point};
use crate::widgets::subflow_field;

/// Paints the canvas of the shown flow.
pub fn canvas_panel_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    let shows_right = state.settings.shows_right;
    let lit = state.lit.clone();
    #[expect(clippy::cast_possible_truncation, reason = "a canvas is not that large")]
    let pending = state
        .add_menu
        .as_ref()
        .and_then(AddMenu::pending)
        .map(|(output, at)| (output, Point::new(at.x as f32 + NEW_CARD.x / 2.0, at.y as f32)));
    let Some(file) = state.active_mut() else { return };
    compared::panel_ui(ui, file, actions);
    let mut view = std::mem::take(&mut file.view);
    view.show_pending(pending);
    let problems = file.noted.shown_problems(&file.derived.findings.marks);
    file.noted.follow_selection(&file.selection);
    let breakpoints = file.noted.shown_breaks(&file.breakpoints);
    let tests = file.tests.as_ref().and_then(ShownTests::marks).map(|marks| file.noted.shown_tests(marks));
    let heat = file.crowd.heat().map(|heat| file.noted.shown_heat(heat));
    let compared = file.compare.marks().map(|marks| file.noted.shown_compared(marks));
    let marks = match file.loaded_marks() {
        Some(marks) => Some(Arc::clone(marks)),
        None => file.shown_run().map(|run| run.marks(&file.derived.scene)),
    };
    let marks = marks.map(|marks| file.noted.shown_run(marks));
    let lit = lit.map(|lit| file.noted.shown_lit(lit));
    let input = CanvasInput {
        scene: file.noted.scene(),
        selection: file.noted.shown_selection(&file.selection),
        run: marks.as_deref(),
        breakpoints: breakpoints.as_deref().unwrap_or(file.breakpoints.marks()),
        problems: &problems,
        lit: lit.as_ref(),
        tests: tests.as_deref(),
        heat: heat.as_deref(),
        noted: Some(&file.noted),
        compared: compared.as_ref(),
    };
    // Widgets of two flows may have the same id, so each flow's canvas has names of its own.
    let wanted = ui.push_id(("canvas", file.key.0), |ui| canvas::canvas_ui(ui, &mut view, &input)).inner;
    let start = file.derived.graph.start();
    let wanted: Vec<_> =
        wanted.into_iter().filter_map(|action| with_paper(action, &view, &input, start)).collect();
    let needs_hint = file.flow().widgets().len() <= 1 && !shows_right;
    file.view = view;
    let announcer = &state.announcer;
    announcer.node_ui(ui);
    let Some(file) = state.active() else { return };
    if let Some(tests) = &file.tests {
        let name = file.document.path().and_then(|path| path.file_name()).unwrap_or_default();
        legend_ui(ui, ui.max_rect(), tests, &name.to_string_lossy(), actions);
    }
    crowd::legend_ui(ui, ui.max_rect(), &file.crowd, actions);
    for (action, paper) in wanted {
        translate(state, action, paper, actions);
    }
    if needs_hint {
        hint_ui(ui);
    }
}

/// What is meant by an action, where groups are folded, and what of notes and groups a right click was on.
fn with_paper(
    action: CanvasAction,
    view: &View,
    input: &CanvasInput<'_>,
    start: Option<WidgetId>,
) -> Option<(CanvasAction, Option<Paper>)> {
    let noted = input.noted?;
    let paper = match &action {
        CanvasAction::ContextMenu { pos_in_screen, target, .. } => {
            noted.paper_of(*target).or_else(|| canvas::paper_at(view, input, *pos_in_screen))
        }
        _ => None,
    };
    Some((noted.meant(action, start)?, paper))
}

fn translate(state: &mut State, action: CanvasAction, paper: Option<Paper>, actions: &mut Vec<Action>) {
    match action {
        CanvasAction::Select(selection) => actions.extend([Action::Seal, Action::Select(selection)]),
        CanvasAction::Edit(edit) => actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]),
        CanvasAction::Nudge { edit, goes_on } => {
            actions.extend((!goes_on).then_some(Action::Seal));
            actions.push(Action::Edit(edit));
        }
        CanvasAction::Open(widget) => actions.push(opened(state, widget)),
        CanvasAction::ToggleBreakpoint(spot) => actions.push(Action::Debug(DebugAction::Toggle(spot))),
        CanvasAction::AddMenu { pos, pos_in_screen, from } => {
            let corner = Offset { x: pos.x - f64::from(NEW_CARD.x) / 2.0, y: pos.y };
            actions.push(Action::AddMenu { pos_in_screen: Some(pos_in_screen), at: Some(corner), from });
        }
        CanvasAction::Place { kind, pos, on_wire } => {
            let onward = on_wire.and_then(|output| {
                let scene = &state.active()?.derived.scene;
                scene.wire(output).map(|wire| wire.target)
            });
            actions.push(Action::Insert { kind, at: Some(pos), from: on_wire, onward });
        }
        CanvasAction::Note(action) => actions.push(Action::Note(action)),
        CanvasAction::ContextMenu { pos, pos_in_screen, .. } if paper.is_some() => {
            if let Some(Paper::Note(id)) = &paper
                && state.active().is_some_and(|file| !file.selection.notes.contains(id))
            {
                actions.push(Action::Select(Selection::note(id)));
            }
            state.context_menu =
                Some(ContextMenu::new(pos_in_screen, pos, None).about(paper).with_keyboard());
        }
        CanvasAction::ContextMenu { pos, pos_in_screen, target } => {
            if let Some(selection) = state.active().and_then(|file| clicked(&file.selection, target)) {
                actions.push(Action::Select(selection));
            }
            // With the keyboard, too, where it was opened by the pointer: keys are for the menu, and not for the card below.
            state.context_menu = Some(ContextMenu::new(pos_in_screen, pos, target).with_keyboard());
        }
    }
}

/// What a double click on a card does: one that runs another flow leads there, any other shows its fields.
fn opened(state: &State, widget: WidgetId) -> Action {
    let card = state.active().and_then(|file| file.flow().widget(widget));
    match card.and_then(|card| subflow_field(card)) {
        Some(_) => Action::OpenSubflow { widget, asks: false },
        None => Action::Reveal { widget, field: None },
    }
}

/// A right click on something that is not selected selects it.
fn clicked(selection: &Selection, target: Option<Hit>) -> Option<Selection> {
    match target? {
        Hit::Wire(output) => (!selection.wires.contains(&output)).then(|| Selection::wire(output)),
        Hit::Card(widget) | Hit::Input(widget) => {
            (!selection.cards.contains(&widget)).then(|| Selection::card(widget))
        }
        Hit::Output(output) => {
            (!selection.cards.contains(&output.widget)).then(|| Selection::card(output.widget))
        }
    }
}

/// How to begin, while there is nothing but the trigger and the inspector, which says it too, is hidden.
fn hint_ui(ui: &Ui) {
    let tokens = super::theme::Tokens::of(ui);
    let place = ui.max_rect().center_bottom() - egui::vec2(0.0, 170.0);
    let text = "Drag a widget here, or drag from an output of the trigger to pick one";
    ui.painter().text(place, egui::Align2::CENTER_CENTER, text, super::theme::secondary(), tokens.text_2);
}
