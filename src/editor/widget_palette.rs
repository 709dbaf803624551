//! The widgets that can be placed: by a click in the middle of what is seen, or dragged onto the canvas.

use egui::{ScrollArea, Sense, Ui};

use super::action::Action;
use super::canvas::PaletteDrag;
use super::kit;
use super::state::State;
use super::theme::Tokens;
use super::{group_color, icon_of};
use crate::widgets::{CATALOGUE, Group, Placing, WidgetType};

/// The palette's groups in order; the trigger is never placed.
pub const GROUPS: [Group; 5] =
    [Group::Messaging, Group::FlowControl, Group::Voice, Group::Tools, Group::Connect];

/// Paints the palette.
pub fn widget_palette_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "Widgets");
    ui.add_space(4.0);
    kit::search_field(ui, "widget filter", "Filter widgets", &mut state.widget_filter, "Filter…");
    ui.add_space(4.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let mut is_empty = true;
        for group in GROUPS {
            let entries: Vec<&WidgetType> =
                placeable(&state.widget_filter).filter(|entry| entry.group == group).collect();
            if entries.is_empty() {
                continue;
            }
            is_empty = false;
            ui.add_space(8.0);
            kit::secondary_text(ui, group.label());
            for entry in entries {
                row_ui(ui, entry, actions);
            }
        }
        if is_empty {
            ui.add_space(8.0);
            kit::secondary_text(ui, "No widget of this name");
        }
    });
}

/// The types that can be placed and fit a filter. Legacy ones only come up in a search.
pub fn placeable(filter: &str) -> impl Iterator<Item = &'static WidgetType> {
    let filter = filter.trim().to_lowercase();
    CATALOGUE.iter().copied().filter(move |entry| match entry.placing {
        Placing::Palette => entry.label.to_lowercase().contains(&filter),
        Placing::Legacy => !filter.is_empty() && entry.label.to_lowercase().contains(&filter),
        Placing::KeepOnly => false,
    })
}

fn row_ui(ui: &mut Ui, entry: &'static WidgetType, actions: &mut Vec<Action>) {
    let color = Tokens::of(ui).group(group_color(entry.group));
    let row = kit::tile_row(ui, icon_of(entry.icon), color, entry.label);
    let response = row.interact(Sense::click_and_drag());
    response.dnd_set_drag_payload(PaletteDrag(entry.id));
    if response.clicked() {
        actions.push(Action::Insert { kind: entry.id, at: None, from: None, onward: None });
    }
    response.on_hover_text(entry.help);
}
