//! The command palette: every command, every widget of the flow, files, settings, and every widget that can be placed,
//! by a few letters. A sign before the letters narrows what is looked through.

mod matching;
mod rows;
mod view;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use egui::{Align2, Area, Context, Key, Modifiers, Order, ScrollArea};

use super::action::Action;
use super::icon;
use super::kit::{self, FieldOptions};
use super::state::State;
use super::window::WindowAction;
use matching::{Found, Scope, matching};
use rows::{Row, Target};

/// The height of the list.
const HEIGHT: f32 = 380.0;
const WIDTH: f32 = 580.0;
/// Page up and down go so far.
const PAGE: usize = 9;

/// The palette while it is open.
#[derive(Clone, Debug, Default)]
pub struct CommandPalette {
    query: String,
    chosen: usize,
    is_open: bool,
    only_widgets: bool,
    /// What there is, made when it was opened.
    rows: Option<Arc<[Row]>>,
    /// What of that matches, and what was asked for it.
    found: Arc<[Found]>,
    found_for: Option<String>,
}

impl CommandPalette {
    /// A palette that looks only among the flow's widgets.
    pub fn for_widgets() -> Self {
        Self { only_widgets: true, ..Self::default() }
    }

    /// What matches now. Looked for again only when something else is asked.
    fn refresh(&mut self, state: &State) -> (Arc<[Row]>, Arc<[Found]>) {
        let only_widgets = self.only_widgets;
        let rows = self.rows.get_or_insert_with(|| rows::rows(state, only_widgets).into());
        if self.found_for.as_ref() != Some(&self.query) {
            let (scope, query) = match only_widgets {
                true => (Scope::Widgets, &*self.query),
                false => Scope::split(&self.query),
            };
            self.found = matching(rows, scope, query, &state.settings.used).into();
            self.found_for = Some(self.query.clone());
        }
        (Arc::clone(rows), Arc::clone(&self.found))
    }

    /// The row that the keys lead to.
    fn step(&mut self, ctx: &Context, count: usize) -> bool {
        let last = count.saturating_sub(1);
        let before = self.chosen;
        let pressed =
            |key| ctx.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)).min(last + 1);
        let down = pressed(Key::ArrowDown) + PAGE * pressed(Key::PageDown);
        let up = pressed(Key::ArrowUp) + PAGE * pressed(Key::PageUp);
        self.chosen = (self.chosen + down).min(last).saturating_sub(up);
        self.chosen != before
    }
}

/// Shows the palette.
pub fn command_palette_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some(mut palette) = state.palette.take() else { return };
    let (_, found) = palette.refresh(state);
    let moved = palette.step(ctx, found.len());
    let none = Modifiers::NONE;
    let (enter, escape) =
        ctx.input_mut(|input| (input.consume_key(none, Key::Enter), input.consume_key(none, Key::Escape)));
    let top = ctx.content_rect().height() * 0.12;
    let area = Area::new(egui::Id::unique("command palette"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, [0.0, top]);
    let mut picked = None;
    let is_new = !palette.is_open;
    let shown = area.show(ctx, |ui| {
        kit::popup_frame(ui, 8).show(ui, |ui| {
            let room = ui.ctx().content_rect().size();
            ui.set_width(WIDTH.min(room.x - 40.0));
            field_ui(ui, &mut palette);
            ui.add_space(4.0);
            let (rows, found) = palette.refresh(state);
            let height = HEIGHT.min(room.y * 0.88 - 130.0).max(80.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for (index, found) in found.iter().enumerate() {
                    let Some(row) = rows.get(found.row) else { continue };
                    let is_chosen = index == palette.chosen;
                    let why_not = row.target.disabled_because(state);
                    let response = view::row_ui(ui, row, found, why_not, is_chosen);
                    if is_chosen && moved {
                        response.scroll_to_me(None);
                    }
                    if why_not.is_none() && (response.clicked() || (is_chosen && enter)) {
                        picked = Some(row.target.clone());
                    }
                }
                if found.is_empty() {
                    view::nothing_ui(ui, &palette.query, palette.only_widgets);
                }
            });
            view::foot_ui(ui, palette.only_widgets, found.len());
        });
    });
    if is_new {
        // Its place depends on its size, which is known now: it is shown in this very frame.
        ctx.request_discard("the palette has its size");
    }
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.contains(pos));
    match picked {
        Some(Target::Command(command)) => {
            actions.push(Action::Window(WindowAction::Used(command)));
            actions.push(Action::Command(command));
        }
        Some(Target::Do(action)) => actions.push(*action),
        None if escape || clicked_elsewhere => {}
        None => state.palette = Some(palette),
    }
}

fn field_ui(ui: &mut egui::Ui, palette: &mut CommandPalette) {
    let (name, hint) = match palette.only_widgets {
        true => ("Find widget", "Name, type or text of a widget…"),
        false => ("Search commands and widgets", "Search commands, widgets, files and settings…"),
    };
    let options =
        FieldOptions { focus: !palette.is_open, icon: Some(icon::SEARCH), ..FieldOptions::default() };
    let field = kit::text_field(ui, "palette query", name, &mut palette.query, hint, &options);
    palette.is_open = true;
    if field.changed {
        palette.chosen = 0;
    }
}
