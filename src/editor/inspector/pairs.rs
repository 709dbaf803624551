//! Lists of a key and a value. What else an entry has, such as a type, stays.

use egui::Ui;
use serde_json::Value;

use super::configure::{move_buttons, remove_button};
use super::pane::{Pane, is_optional, state_at};
use super::text::{self, Look};
use super::{last_run, paste, raw};
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, FieldState, Reorder};
use crate::flow::Edit;
use crate::flow::json::{Json, Member};
use crate::widgets::{Field, FieldKind, pairs};

/// The distance between the controls of a row.
const GAP: f32 = 4.0;

/// The rows of a list, and the ways to add some.
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
    let mut order = Reorder::new(ui, ("order", field.key), entries.len());
    for (index, entry) in entries.iter().enumerate() {
        ui.push_id((field.key, index), |ui| {
            let row = Row { field, index, count: entries.len(), key_label, value_label };
            order.row(ui, index, |ui, order| row.ui(ui, pane, entry, order));
        });
        ui.add_space(5.0);
    }
    if let Some((from, to)) = order.finish(ui)
        && let Some(edit) = pairs::move_entry(pane.flow(), pane.id(), field.key, from, to)
    {
        pane.step(edit);
    }
    let what = what(field);
    let is_full = field.limits.max_items.is_some_and(|most| entries.len() >= most);
    let full = is_full.then_some("The list is full");
    ui.horizontal(|ui| {
        let add = Button::secondary(&format!("Add {what}")).icon(icon::PLUS).disabled(full).show(ui);
        if add.clicked()
            && let Some(edit) = pairs::add_entry(pane.flow(), pane.id(), field.key, "", "")
        {
            pane.step(edit);
        }
        paste::button_ui(ui, field, full);
    });
    paste::panel_ui(ui, pane, field, entries.len());
}

/// How many rows a list shows.
pub(super) fn count(pane: &Pane<'_>, field: &Field) -> usize {
    pane.property(field.key).and_then(Json::as_array).map_or(0, <[Json]>::len)
}

/// What an entry is called.
pub(super) fn what(field: &Field) -> &'static str {
    match field.kind {
        FieldKind::Variables => "variable",
        _ => "row",
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
    fn ui(&self, ui: &mut Ui, pane: &mut Pane<'_>, entry: &Json, order: &mut Reorder) {
        let is_pair = entry.as_object().is_some();
        let key = text_of(entry, "key");
        let value = text_of(entry, "value");
        let problems = pane.problems.of_row(self.field.key, self.index).to_vec();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            order.handle(ui, self.index, &format!("Reorder {} {}", what(self.field), self.index + 1));
            if is_pair {
                self.key_ui(ui, pane, &key, &value, state_at(&problems, &["key"]));
            } else {
                kit::hint_text(ui, "Not a pair:");
                ui.add_space((ui.available_width() - BUTTONS - GAP).max(0.0));
            }
            self.buttons_ui(ui, pane);
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.add_space(kit::HANDLE + GAP);
            ui.vertical(|ui| {
                if is_pair {
                    self.value_ui(ui, pane, &key, value, entry, state_at(&problems, &["value"]));
                } else {
                    ui.label(kit::rich_text(
                        &format!("`{}`", entry.to_string().trim()),
                        &crate::editor::theme::secondary(),
                        crate::editor::theme::Tokens::of(ui).text_2,
                    ));
                }
                pane.problems_ui(ui, &problems);
            });
        });
    }

    fn key_ui(&self, ui: &mut Ui, pane: &mut Pane<'_>, key: &str, value: &str, state: FieldState) {
        let width = (ui.available_width() - BUTTONS - GAP).max(40.0);
        let name = format!("{} {}", self.key_label, self.index + 1);
        let is_asked_for = pane.focuses(&format!("{}/{}", self.field.key, self.index))
            || self.index == 0 && pane.focus == Some(self.field.key);
        let focus = is_asked_for && !pane.focuses(&self.value_place());
        let options = FieldOptions { width: Some(width), focus, state, ..FieldOptions::default() };
        paste::take_over(ui, pane, self.field, self.index, self.count, "key");
        // The word stands in the field, since two rows of a narrow panel have no room for columns.
        let look = Look { is_template: false, name: &name, hint: self.key_label, choices: &[], options };
        let mut key = key.to_owned();
        let shown = text::edit_ui(ui, pane, "key", &mut key, &look);
        if shown.changed {
            self.set(pane, &key, value);
        }
        text::end(ui, pane, &shown, focus);
    }

    fn value_ui(
        &self,
        ui: &mut Ui,
        pane: &mut Pane<'_>,
        key: &str,
        mut value: String,
        entry: &Json,
        state: FieldState,
    ) {
        let name = format!("{} {}", self.value_label, self.index + 1);
        let rows = if value.contains('\n') { 3 } else { 1 };
        let focus = pane.focuses(&self.value_place());
        let options = FieldOptions { rows, focus, state, ..FieldOptions::default() };
        let look = Look { is_template: true, name: &name, hint: self.value_label, choices: &[], options };
        let shown = text::edit_ui(ui, pane, "value", &mut value, &look);
        if shown.changed {
            self.set(pane, key, &value);
        }
        text::end(ui, pane, &shown, focus);
        let place = self.value_place();
        last_run::gave_ui(ui, pane, &place, &name, &value);
        let more: Vec<String> = entry.as_object().unwrap_or_default().iter().filter_map(more_of).collect();
        if !more.is_empty() {
            kit::hint_text(ui, &format!("Kept as it is: {}", more.join(", ")));
        }
    }

    /// Where the value stands within the widget.
    fn value_place(&self) -> String {
        format!("{}/{}/value", self.field.key, self.index)
    }

    fn buttons_ui(&self, ui: &mut Ui, pane: &mut Pane<'_>) {
        let what = what(self.field);
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

/// The width of the buttons of a row.
const BUTTONS: f32 = 24.0 * 3.0 + GAP * 2.0;

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
fn more_of(member: &Member) -> Option<String> {
    let name = member.name();
    if matches!(&*name, "key" | "value") {
        return None;
    }
    match member.value.to_value() {
        Value::String(text) => Some(format!("{name} {text}")),
        other => Some(format!("{name} {other}")),
    }
}
