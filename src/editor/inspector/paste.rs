//! Several entries of a list at once, out of a text that was copied elsewhere: pasted into a key, or into a field of
//! its own that says what it found.

use egui::{Event, Frame, Id, Margin, Stroke, Ui};

use super::pairs::what;
use super::pane::Pane;
use crate::editor::counts::counted;
use crate::editor::findings::with_capital;
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions};
use crate::editor::theme::{Tokens, radius, size};
use crate::widgets::{Field, pairs};

/// The text that is in the field for several entries, while that is open.
fn memory(field: &Field, ui: &Ui) -> Id {
    ui.make_persistent_id(("paste", field.key))
}

/// Opens the field for several entries.
pub(super) fn button_ui(ui: &mut Ui, field: &Field, full: Option<&str>) {
    // The panel stands outside of the row of buttons, and both must mean the same place.
    let id = Id::unique(("paste asked", field.key));
    let name = format!("Paste {}s…", what(field));
    if Button::secondary(&name).icon(icon::COPY).disabled(full).show(ui).clicked() {
        ui.data_mut(|data| data.insert_temp(id, true));
    }
}

/// The field for several entries, with what is read out of it.
pub(super) fn panel_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, count: usize) {
    let id = memory(field, ui);
    let asked = Id::unique(("paste asked", field.key));
    let opens = ui.data_mut(|data| data.remove_temp::<bool>(asked)).is_some();
    let kept: Option<String> = ui.data(|data| data.get_temp(id));
    let Some(mut text) = kept.or_else(|| opens.then(String::new)) else { return };
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .stroke(Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::same(8));
    let mut closes = false;
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let what = what(field);
        let name = format!("{}s to add", with_capital(what));
        let options = FieldOptions { rows: 4, mono: true, focus: opens, ..FieldOptions::default() };
        kit::labelled(ui, &name, false, |ui| {
            kit::text_field(ui, "pasted", &name, &mut text, "name=value\nname: value", &options)
        });
        kit::hint_text(ui, "Lines of name=value, name: value or two columns; JSON; a URL's query.");
        let read = pairs::read_entries(&text);
        let room = field.limits.max_items.map_or(usize::MAX, |most| most.saturating_sub(count));
        let why = if read.is_empty() {
            Some(format!("There is no {what} in this text"))
        } else if read.len() > room {
            Some(format!("The list has room for {room} more"))
        } else {
            None
        };
        let label =
            if read.is_empty() { "Add".to_owned() } else { format!("Add {}", counted(read.len(), what)) };
        ui.horizontal(|ui| {
            if Button::primary(&label).disabled(why.as_deref()).show(ui).clicked() {
                add(pane, field, count, read);
                closes = true;
            }
            closes |= kit::secondary_button(ui, "Cancel").clicked();
        });
    });
    ui.data_mut(|data| {
        if closes {
            data.remove::<String>(id);
        } else {
            data.insert_temp(id, text);
        }
    });
}

/// Takes a text that is pasted into a key, where it is several entries. `salt` is the key's field in this `Ui`.
pub(super) fn take_over(ui: &Ui, pane: &mut Pane<'_>, field: &Field, index: usize, count: usize, salt: &str) {
    if !ui.memory(|memory| memory.has_focus(ui.make_persistent_id(salt))) {
        return;
    }
    let room = field.limits.max_items.map_or(usize::MAX, |most| most.saturating_sub(count));
    let mut taken = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Paste(text) if taken.is_empty() => {
                let read = pairs::read_entries(text);
                let is_several = read.len() > 1 && read.len() <= room;
                if is_several {
                    taken = read;
                }
                !is_several
            }
            _ => true,
        });
    });
    if !taken.is_empty() {
        add(pane, field, index + 1, taken);
    }
}

fn add(pane: &mut Pane<'_>, field: &Field, index: usize, entries: Vec<serde_json::Value>) {
    if let Some(edit) = pairs::insert_entries(pane.flow(), pane.id(), field.key, index, entries) {
        pane.step(edit);
    }
}
