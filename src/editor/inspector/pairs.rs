//! Lists of a key and a value. What else an entry has, such as a type, stays.

use egui::Ui;
use serde_json::Value;

use super::configure::{move_buttons, remove_button};
use super::pane::{Pane, is_optional};
use super::raw;
use super::text::{self, Look};
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions};
use crate::flow::Edit;
use crate::flow::json::Json;
use crate::widgets::{Field, FieldKind, pairs};

/// The rows of a list, and a button to add one.
pub(super) fn pairs_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field) {
    let entries = match pane.property(field.key) {
        None => &[],
        Some(json) => match json.as_array() {
            Some(entries) => entries,
            // Something else stands there: it is shown as what it is.
            None => return raw::value_ui(ui, pane, field.key, field.label),
        },
    };
    let (key_label, value_label) = match field.kind {
        FieldKind::KeyValues(key, value) => (key, value),
        _ => ("Key", "Value"),
    };
    for (index, entry) in entries.iter().enumerate() {
        ui.push_id((field.key, index), |ui| {
            let row = Row { field, index, count: entries.len(), key_label, value_label };
            row.ui(ui, pane, entry);
        });
    }
    let name = match field.kind {
        FieldKind::Variables => "Add variable",
        _ => "Add row",
    };
    let is_full = field.limits.max_items.is_some_and(|most| entries.len() >= most);
    let full = is_full.then_some("The list is full");
    let add = Button::secondary(name).icon(icon::PLUS).disabled(full).show(ui);
    if add.clicked()
        && let Some(edit) = pairs::add_entry(pane.flow(), pane.id(), field.key, "", "")
    {
        pane.step(edit);
    }
}

struct Row<'a> {
    field: &'a Field,
    index: usize,
    count: usize,
    key_label: &'a str,
    value_label: &'a str,
}

impl Row<'_> {
    fn ui(&self, ui: &mut Ui, pane: &mut Pane<'_>, entry: &Json) {
        const BUTTONS: f32 = 24.0 * 3.0 + 4.0 * 2.0;
        let number = self.index + 1;
        let is_pair = entry.as_object().is_some();
        let mut key = text_of(entry, "key");
        let mut value = text_of(entry, "value");
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = (ui.available_width() - BUTTONS - 4.0).max(40.0);
            if is_pair {
                let name = format!("{} {number}", self.key_label);
                let focus = pane.focuses(&format!("{}/{}", self.field.key, self.index))
                    || self.index == 0 && pane.focuses(self.field.key);
                let options = FieldOptions { width: Some(width), focus, ..FieldOptions::default() };
                // The word on the left, since two rows of a narrow panel have no room for columns.
                let look = Look { is_template: false, name: &name, hint: self.key_label, options };
                let shown = text::edit_ui(ui, pane, "key", &mut key, &look);
                if shown.changed {
                    self.set(pane, &key, &value);
                }
                text::end(ui, pane, &shown, focus);
            } else {
                kit::hint_text(ui, "Not a pair:");
                ui.add_space((width - 70.0).max(0.0));
            }
            self.buttons_ui(ui, pane);
        });
        if is_pair {
            let name = format!("{} {number}", self.value_label);
            let rows = if value.contains('\n') { 3 } else { 1 };
            let options = FieldOptions { rows, ..FieldOptions::default() };
            let look = Look { is_template: true, name: &name, hint: self.value_label, options };
            let shown = text::edit_ui(ui, pane, "value", &mut value, &look);
            if shown.changed {
                self.set(pane, &key, &value);
            }
            text::end(ui, pane, &shown, false);
            let more: Vec<String> =
                entry.as_object().unwrap_or_default().iter().filter_map(more_of).collect();
            if !more.is_empty() {
                kit::hint_text(ui, &format!("Kept as it is: {}", more.join(", ")));
            }
        } else {
            ui.label(kit::rich_text(
                &format!("`{}`", entry.to_string().trim()),
                &crate::editor::theme::secondary(),
                crate::editor::theme::Tokens::of(ui).text_2,
            ));
        }
        ui.add_space(5.0);
    }

    fn buttons_ui(&self, ui: &mut Ui, pane: &mut Pane<'_>) {
        let what = match self.field.kind {
            FieldKind::Variables => "variable",
            _ => "row",
        };
        let before = self.index.checked_sub(1);
        let after = Some(self.index + 1).filter(|next| *next < self.count);
        let (flow, id, list) = (pane.flow(), pane.id(), self.field.key);
        if let Some(to) = move_buttons(ui, what, self.index, before, after)
            && let Some(edit) = pairs::move_entry(flow, id, list, self.index, to)
        {
            pane.step(edit);
        }
        if remove_button(ui, &format!("Remove {what} {}", self.index + 1)) {
            let is_last = self.count == 1 && is_optional(self.field) && self.field.default.is_none();
            let edit = if is_last {
                Some(Edit::SetProperty { widget: id, key: list.to_owned(), value: None })
            } else {
                pairs::remove_entry(flow, id, list, self.index)
            };
            if let Some(edit) = edit {
                pane.step(edit);
            }
        }
    }

    fn set(&self, pane: &mut Pane<'_>, key: &str, value: &str) {
        if let Some(edit) = pairs::set_entry(pane.flow(), pane.id(), self.field.key, self.index, key, value) {
            pane.edit(edit);
        }
    }
}

/// The text of one member; of a value that is no text its JSON.
fn text_of(entry: &Json, key: &str) -> String {
    match entry.get(key) {
        Some(json) => {
            json.as_text().map_or_else(|| json.to_string().trim().to_owned(), |text| text.into_owned())
        }
        None => String::new(),
    }
}

/// A member that has no field here.
fn more_of(member: &crate::flow::json::Member) -> Option<String> {
    let name = member.name();
    if matches!(&*name, "key" | "value") {
        return None;
    }
    match member.value.to_value() {
        Value::String(text) => Some(format!("{name} {text}")),
        other => Some(format!("{name} {other}")),
    }
}
