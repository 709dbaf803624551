//! The widgets that can be placed: by a click in the middle of what is seen, or dragged onto the canvas. With the
//! keyboard, the arrow keys go through them and Enter places.

use egui::{EventFilter, Id, Key, Modifiers, ScrollArea, Ui};

use super::action::Action;
use super::canvas::PaletteDrag;
use super::kit::{self, TileRow};
use super::state::State;
use super::theme::Tokens;
use super::{group_color, icon_of};
use crate::flow::Flow;
use crate::widgets::{CATALOGUE, Group, Placing, WidgetType};

/// The palette's groups in order; the trigger is never placed.
pub const GROUPS: [Group; 5] =
    [Group::Messaging, Group::FlowControl, Group::Voice, Group::Tools, Group::Connect];

/// What stands beside the name of a type that Studio has a better one for.
pub const LEGACY: &str = "legacy";

/// Paints the palette.
pub fn widget_palette_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "Widgets");
    ui.add_space(4.0);
    let filter_id = ui.make_persistent_id("widget filter");
    let goes_down = ui.memory(|memory| memory.has_focus(filter_id))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    let field = kit::search_field(ui, "widget filter", "Filter widgets", &mut state.widget_filter, "Filter…");
    let found = placeable(&state.widget_filter, state.active().map(super::state::OpenFlow::flow));
    let is_filtered = !state.widget_filter.trim().is_empty();
    if field.lost_focus
        && is_filtered
        && ui.input(|input| input.key_pressed(Key::Enter))
        && let Some(entry) = found.first()
    {
        actions.push(insert(entry));
    }
    ui.add_space(4.0);
    let mut rows: Vec<Id> = Vec::new();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // The floating scroll bar would lie over the rows' ends.
        ui.set_max_width(ui.available_width() - 4.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        for group in GROUPS {
            let entries: Vec<&'static WidgetType> =
                found.iter().copied().filter(|entry| entry.group == group).collect();
            if entries.is_empty() {
                continue;
            }
            ui.add_space(6.0);
            let mut rows_ui = |ui: &mut Ui| {
                rows.extend(entries.iter().map(|entry| row_ui(ui, entry, actions)));
            };
            if is_filtered {
                kit::secondary_text(ui, group.label());
                rows_ui(ui);
            } else {
                kit::section(ui, group.label(), true, rows_ui);
            }
        }
        if found.is_empty() {
            ui.add_space(8.0);
            kit::secondary_text(ui, "No widget of this name");
        }
        ui.add_space(8.0);
    });
    follow_keys(ui, filter_id, goes_down, &rows);
}

/// Moves the keyboard from row to row, and between the first one and the filter.
fn follow_keys(ui: &Ui, filter: Id, goes_down: bool, rows: &[Id]) {
    if goes_down && let Some(first) = rows.first() {
        ui.memory_mut(|memory| memory.request_focus(*first));
        return;
    }
    let Some(at) = rows.iter().position(|row| ui.memory(|memory| memory.has_focus(*row))) else { return };
    let Some(row) = rows.get(at) else { return };
    let keys = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(*row, keys));
    let to = ui.input(|input| {
        let down = input.key_pressed(Key::ArrowDown).then(|| rows.get(at + 1).copied()).flatten();
        let above = at.checked_sub(1).and_then(|above| rows.get(above)).copied().unwrap_or(filter);
        down.or_else(|| input.key_pressed(Key::ArrowUp).then_some(above))
    });
    if let Some(to) = to {
        ui.memory_mut(|memory| memory.request_focus(to));
    }
}

/// The types that can be placed into a flow and fit a filter, those whose names fit first. Legacy ones are offered
/// only where the flow has one already.
pub fn placeable(filter: &str, flow: Option<&Flow>) -> Vec<&'static WidgetType> {
    let wanted = filter.trim().to_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let has_one =
        |kind: &str| flow.is_some_and(|flow| flow.widgets().iter().any(|widget| widget.kind() == Some(kind)));
    let mut found: Vec<&'static WidgetType> = CATALOGUE
        .iter()
        .copied()
        .filter(|entry| match entry.placing {
            Placing::Palette => true,
            Placing::Legacy => has_one(entry.id),
            Placing::KeepOnly => false,
        })
        .filter(|entry| {
            let text = searched(entry);
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    found.sort_by_key(|entry| !entry.label.to_lowercase().contains(&wanted));
    found
}

/// What a filter looks for in a type.
fn searched(entry: &WidgetType) -> String {
    // Words that people use and Studio does not.
    let words = match entry.group {
        Group::Trigger => "start begin",
        Group::FlowControl => "if else condition branch decision logic",
        Group::Messaging => "sms mms whatsapp text chat",
        Group::Voice => "call phone ivr dtmf tts twiml",
        Group::Tools => "api rest webhook serverless code",
        Group::Connect => "agent contact center integration",
    };
    let (label, group) = (entry.label, entry.group.label());
    format!("{label} {} {} {group} {words}", entry.id, entry.summary).to_lowercase()
}

fn insert(entry: &WidgetType) -> Action {
    Action::Insert { kind: entry.id, at: None, from: None, onward: None }
}

/// One type. Answers with the row's id.
fn row_ui(ui: &mut Ui, entry: &'static WidgetType, actions: &mut Vec<Action>) -> Id {
    let row = tile_of(Tokens::of(ui), entry).secondary(entry.summary).show(ui);
    row.dnd_set_drag_payload(PaletteDrag(entry.id));
    if row.gained_focus() {
        row.scroll_to_me(None);
    }
    if row.clicked() {
        actions.push(insert(entry));
    }
    let id = row.id;
    row.on_hover_text(entry.help);
    id
}

/// A type as a row of a list.
pub fn tile_of(tokens: &Tokens, entry: &'static WidgetType) -> TileRow<'static> {
    let row = TileRow::new(icon_of(entry.icon), tokens.group(group_color(entry.group)), entry.label);
    match entry.placing {
        Placing::Legacy => row.tag(LEGACY),
        Placing::Palette | Placing::KeepOnly => row,
    }
}
