//! The menu of the types that a widget can become: those first that keep the most, each with what would be lost.

use std::sync::Arc;

use egui::{Area, Context, Key, Order, Pos2, ScrollArea, Stroke};

use super::ExtractAction;
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, FieldOptions};
use crate::editor::state::{OpenFlow, State};
use crate::editor::theme::{Tokens, radius, size};
use crate::editor::widget_palette::tile_of;
use crate::flow::WidgetId;
use crate::widgets::WidgetType;
use crate::widgets::change_type::{Changed, changes_of};

const WIDTH: f32 = 372.0;
const HEIGHT: f32 = 340.0;

/// The menu while it is open.
#[derive(Clone)]
pub struct ChangeMenu {
    widget: WidgetId,
    title: String,
    pos_in_screen: Option<Pos2>,
    found: Arc<Vec<Row>>,
    filter: String,
    chosen: usize,
    /// The field takes the keyboard in the first frame.
    is_new: bool,
}

/// A type that the widget can become.
struct Row {
    entry: &'static WidgetType,
    /// What becomes of it, in a line.
    detail: String,
    /// What the filter looks in.
    searched: String,
}

impl ChangeMenu {
    /// A menu for a widget of a flow, at a place of the screen or in its middle.
    pub fn new(file: &OpenFlow, widget: WidgetId, pos_in_screen: Option<Pos2>) -> Self {
        let row = |(entry, changed): (&'static WidgetType, Changed)| Row {
            entry,
            detail: detail(&changed),
            searched: format!("{} {} {}", entry.label, entry.id, entry.group.label()).to_lowercase(),
        };
        let found = changes_of(file.flow(), widget).into_iter().map(row).collect();
        let title = file.flow().widget(widget).map_or_else(String::new, |widget| widget.title().to_owned());
        Self {
            widget,
            title,
            pos_in_screen,
            found: Arc::new(found),
            filter: String::new(),
            chosen: 0,
            is_new: true,
        }
    }
}

/// What is lost by a change of type, else what is kept.
fn detail(changed: &Changed) -> String {
    match (changed.loss(), changed.kept.as_slice()) {
        (Some(loss), _) => format!("Loses {loss}"),
        (None, []) => "Nothing is lost".to_owned(),
        (None, [only]) => format!("Keeps {only}"),
        (None, kept) => format!("Keeps all {} fields", kept.len()),
    }
}

/// Shows the menu.
pub fn change_menu_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some(menu) = &mut state.extract.change else { return };
    let tokens = Tokens::of(ctx);
    let screen = ctx.content_rect();
    let room = egui::vec2(WIDTH + 24.0, HEIGHT + 76.0);
    let wanted = menu.pos_in_screen.unwrap_or(screen.center() - room / 2.0);
    let pos = wanted.min(screen.max - room).max(screen.min + egui::vec2(8.0, 8.0));
    let found = Arc::clone(&menu.found);
    let words: Vec<String> = menu.filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let rows: Vec<&Row> =
        found.iter().filter(|row| words.iter().all(|word| row.searched.contains(word))).collect();
    let (down, up, enter, escape) = ctx.input_mut(|input| {
        let mut pressed = |key| input.consume_key(egui::Modifiers::NONE, key);
        (pressed(Key::ArrowDown), pressed(Key::ArrowUp), pressed(Key::Enter), pressed(Key::Escape))
    });
    menu.chosen =
        (menu.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(rows.len().saturating_sub(1));
    let mut picked = rows.get(menu.chosen).map(|row| row.entry).filter(|_| enter);
    let area = Area::new(egui::Id::unique("change type")).fixed_pos(pos).order(Order::Foreground);
    let shown = area.show(ctx, |ui| {
        kit::popup_frame(ui, 8)
            .show(ui, |ui| {
                ui.set_width(WIDTH);
                kit::secondary_text(ui, &format!("Change the type of {}", menu.title));
                ui.add_space(4.0);
                let options =
                    FieldOptions { focus: menu.is_new, icon: Some(icon::SEARCH), ..FieldOptions::default() };
                let field =
                    kit::text_field(ui, "type filter", "New type", &mut menu.filter, "New type…", &options);
                menu.is_new = false;
                if field.changed {
                    menu.chosen = 0;
                }
                ui.add_space(4.0);
                ScrollArea::vertical().max_height(HEIGHT - 40.0).auto_shrink([false, true]).show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - 4.0);
                    ui.spacing_mut().item_spacing.y = 1.0;
                    for (index, row) in rows.iter().enumerate() {
                        let response = tile_of(tokens, row.entry).secondary(&row.detail).show(ui);
                        if index == menu.chosen {
                            if down || up {
                                response.scroll_to_me(None);
                            }
                            let stroke = Stroke::new(size::FOCUS, tokens.accent);
                            let inside = egui::StrokeKind::Inside;
                            ui.painter().rect_stroke(response.rect, radius::CONTROL, stroke, inside);
                        }
                        if response.on_hover_text(&row.detail).clicked() {
                            picked = Some(row.entry);
                        }
                    }
                    if rows.is_empty() {
                        kit::secondary_text(ui, "No type of this name");
                    }
                });
            })
            .response
    });
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.expand(2.0).contains(pos));
    let widget = menu.widget;
    if let Some(entry) = picked {
        actions.push(Action::Extract(ExtractAction::ChangeType { widget, kind: entry.id }));
    }
    if picked.is_some() || escape || clicked_elsewhere {
        state.extract.change = None;
    }
}
