//! The menu of widgets at a place of the canvas: what is picked stands there, connected to where the wire came
//! from.

use egui::{Area, Context, Key, Order, Pos2, ScrollArea, Stroke};

use super::action::Action;
use super::kit::{self, FieldOptions};
use super::state::State;
use super::theme::{Tokens, radius, size};
use super::widget_palette::{placeable, tile_of};
use crate::flow::{Offset, Output};
use crate::widgets::WidgetType;

/// The menu while it is open.
#[derive(Clone, Debug)]
pub struct AddMenu {
    pos_in_screen: Option<Pos2>,
    at: Option<Offset>,
    from: Option<Output>,
    filter: String,
    chosen: usize,
    /// The field takes the keyboard in the first frame.
    is_new: bool,
}

impl AddMenu {
    /// A menu that opens at a place.
    pub fn new(pos_in_screen: Option<Pos2>, at: Option<Offset>, from: Option<Output>) -> Self {
        Self { pos_in_screen, at, from, filter: String::new(), chosen: 0, is_new: true }
    }
}

/// Shows the menu.
pub fn add_menu_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    // A clone of a flow shares all of it.
    let flow = state.active().map(|file| file.flow().clone());
    let Some(menu) = &mut state.add_menu else { return };
    let tokens = Tokens::of(ctx);
    let screen = ctx.content_rect();
    let wanted = menu.pos_in_screen.unwrap_or(screen.center() - egui::vec2(130.0, 180.0));
    let pos = wanted.min(screen.max - egui::vec2(276.0, 360.0)).max(screen.min + egui::vec2(8.0, 8.0));
    let entries: Vec<&'static WidgetType> = placeable(&menu.filter, flow.as_ref());
    // Arrow keys and Enter choose while the filter keeps the keyboard.
    let (down, up, enter, escape) = ctx.input_mut(|input| {
        let none = egui::Modifiers::NONE;
        (
            input.consume_key(none, Key::ArrowDown),
            input.consume_key(none, Key::ArrowUp),
            input.consume_key(none, Key::Enter),
            input.consume_key(none, Key::Escape),
        )
    });
    menu.chosen = (menu.chosen + usize::from(down))
        .saturating_sub(usize::from(up))
        .min(entries.len().saturating_sub(1));
    let mut picked = entries.get(menu.chosen).copied().filter(|_| enter);
    let shown =
        Area::new(egui::Id::unique("add menu")).fixed_pos(pos).order(Order::Foreground).show(ctx, |ui| {
            kit::popup_frame(ui, 8)
                .show(ui, |ui| {
                    ui.set_width(252.0);
                    let options = FieldOptions {
                        focus: menu.is_new,
                        icon: Some(super::icon::SEARCH),
                        ..FieldOptions::default()
                    };
                    let field = kit::text_field(
                        ui,
                        "add filter",
                        "Add widget",
                        &mut menu.filter,
                        "Add widget…",
                        &options,
                    );
                    menu.is_new = false;
                    if field.changed {
                        menu.chosen = 0;
                    }
                    ui.add_space(4.0);
                    ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
                        for (index, entry) in entries.iter().enumerate() {
                            let row = tile_of(tokens, entry).show(ui);
                            if index == menu.chosen {
                                if down || up {
                                    row.scroll_to_me(None);
                                }
                                let stroke = Stroke::new(size::FOCUS, tokens.accent);
                                ui.painter().rect_stroke(
                                    row.rect,
                                    radius::CONTROL,
                                    stroke,
                                    egui::StrokeKind::Inside,
                                );
                            }
                            if row.on_hover_text(entry.help).clicked() {
                                picked = Some(*entry);
                            }
                        }
                        if entries.is_empty() {
                            kit::secondary_text(ui, "No widget of this name");
                        }
                    });
                })
                .response
        });
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.expand(2.0).contains(pos));
    if let Some(entry) = picked {
        actions.push(Action::Insert { kind: entry.id, at: menu.at, from: menu.from, onward: None });
    }
    if picked.is_some() || escape || clicked_elsewhere {
        state.add_menu = None;
    }
}
