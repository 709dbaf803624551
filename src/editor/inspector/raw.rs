//! Properties as what they are in the file: of types that nobody knows, and of keys that the catalogue has not.

use egui::text::{LayoutJob, TextFormat};
use egui::{Label, Ui};
use serde_json::Value;

use super::configure::remove_button;
use super::pane::{Pane, is_optional};
use super::text;
use super::typing;
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, FieldState, Severity};
use crate::editor::theme::{self, Tokens, size};
use crate::flow::Edit;
use crate::flow::json::{self, Json, position};
use crate::widgets::{Field, WidgetType, output_label};

/// A widget of a type that the catalogue does not know: all its properties and its events.
pub(super) fn unknown_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let widget = pane.widget;
    if widget.json().as_object().is_none() {
        kit::problem_box(
            ui,
            Severity::Error,
            "Not a widget.",
            "This state is no JSON object. It is kept as it is; it can be replaced under JSON.",
            None,
        );
        return;
    }
    let message = match widget.kind() {
        Some(kind) => {
            format!("Cordboard has no form for `{kind}` yet: these are its properties as the file has them.")
        }
        None => "The file gives this widget no type: these are its properties as they stand.".to_owned(),
    };
    ui.add(Label::new(kit::rich_text(&message, &theme::secondary(), Tokens::of(ui).text_2)).wrap());
    ui.add_space(6.0);
    heading(ui, "Properties");
    let keys: Vec<String> = widget.properties().map(|(key, _)| key.into_owned()).collect();
    for key in &keys {
        row_ui(ui, pane, key);
    }
    add_ui(ui, pane, &keys);
    if !widget.transitions().is_empty() {
        kit::separator(ui);
        heading(ui, "Events");
        for (index, transition) in widget.transitions().iter().enumerate() {
            let target = transition.next.as_deref().unwrap_or("nowhere");
            let event = if transition.event.is_empty() { "(no event)" } else { &*transition.event };
            let label = output_label(widget, index);
            let label = if label == event { String::new() } else { format!(" ({label})") };
            let text = format!("`{event}`{label} leads to {target}");
            ui.add(Label::new(kit::rich_text(&text, &theme::secondary(), Tokens::of(ui).text_2)).wrap());
        }
    }
}

/// Keys of a known type that its entry has not.
pub(super) fn others_ui(ui: &mut Ui, pane: &mut Pane<'_>, entry: &WidgetType) {
    let keys: Vec<String> = pane
        .widget
        .properties()
        .map(|(key, _)| key.into_owned())
        .filter(|key| entry.field(key).is_none())
        .collect();
    if keys.is_empty() {
        return;
    }
    kit::separator(ui);
    kit::section(ui, "Other properties", true, |ui| {
        kit::hint_text(ui, "Studio's documentation has no such keys for this type. They are kept.");
        for key in &keys {
            row_ui(ui, pane, key);
        }
    });
}

/// The heading of a part of a tab.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    let words = egui::RichText::new(text).font(theme::semibold(size::SECONDARY)).color(Tokens::of(ui).text);
    let response = ui.label(words);
    kit::as_heading(&response, text);
}

/// One property: key, value as JSON, and a button to take it out.
fn row_ui(ui: &mut Ui, pane: &mut Pane<'_>, key: &str) {
    let row = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(ui.available_width(), 16.0));
    kit::labelled(ui, key, false, |ui| value_ui(ui, pane, key, key));
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let builder = egui::UiBuilder::new().id_salt(("remove", key)).max_rect(row).layout(layout);
    let mut corner = ui.new_child(builder);
    if remove_button(&mut corner, &format!("Remove {key}")) {
        pane.step(Edit::SetProperty { widget: pane.id(), key: key.to_owned(), value: None });
    }
    let problems = pane.problems.of_field(key).to_vec();
    pane.problems_ui(ui, &problems);
    ui.add_space(4.0);
}

/// The value of a property as JSON text. It is taken over whenever it is JSON.
pub(super) fn value_ui(ui: &mut Ui, pane: &mut Pane<'_>, key: &str, name: &str) {
    edit_ui(ui, pane, key, &Look { name, hint: "JSON", rows: 1, may_go: false });
}

/// A field whose value is any JSON. Emptied, an optional one has no key.
pub(super) fn json_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field) {
    let hint = text::hint_of(pane, field);
    let hint = if hint.is_empty() { "JSON" } else { &*hint };
    let look = Look { name: field.label, hint, rows: 3, may_go: is_optional(field) };
    edit_ui(ui, pane, field.key, &look);
}

/// How a field for JSON looks.
struct Look<'a> {
    name: &'a str,
    hint: &'a str,
    /// At least so many lines.
    rows: usize,
    /// Whether no text means no key.
    may_go: bool,
}

fn edit_ui(ui: &mut Ui, pane: &mut Pane<'_>, key: &str, look: &Look<'_>) {
    let value = pane.property(key).map(shown_json).unwrap_or_default();
    let buffer = ui.make_persistent_id(("raw", key));
    let mut typed = typing::shown(ui, buffer, &value);
    let read = |typed: &str| match typed.trim() {
        "" if look.may_go => Ok(None),
        _ => read(typed).map(Some),
    };
    let problem = if typed == value { None } else { read(&typed).err() };
    let state =
        if problem.is_some() { FieldState::Error } else { Pane::state_of(pane.problems.of_field(key)) };
    let focus = pane.focuses(key);
    let rows = if typed.contains('\n') || typed.len() > 60 { look.rows.max(2) } else { look.rows };
    let options = FieldOptions { rows, mono: true, state, focus, ..FieldOptions::default() };
    let shown = kit::text_field(ui, ("raw", key), look.name, &mut typed, look.hint, &options);
    if shown.changed {
        match read(&typed) {
            Ok(new) => {
                let edit = Edit::SetProperty { widget: pane.id(), key: key.to_owned(), value: new };
                typing::keep(ui, buffer, after(pane, &edit, key), typed);
                pane.edit(edit);
            }
            Err(_) => typing::keep(ui, buffer, value, typed),
        }
    } else if shown.lost_focus && problem.is_none() {
        typing::forget(ui, buffer);
    }
    text::end(ui, pane, &shown, focus);
    if let Some(problem) = problem {
        kit::problem_box(ui, Severity::Error, "Not taken over.", &problem, None);
    }
}

/// How the value will be shown once an edit is made.
fn after(pane: &Pane<'_>, edit: &Edit, key: &str) -> String {
    let flow = edit.apply(pane.flow()).ok();
    let widget = flow.as_ref().and_then(|flow| flow.widget(pane.id()));
    widget.and_then(|widget| widget.property(key)).map(shown_json).unwrap_or_default()
}

/// Fields for a key and a value that are not there yet.
fn add_ui(ui: &mut Ui, pane: &mut Pane<'_>, keys: &[String]) {
    let id = ui.make_persistent_id("new property");
    let (mut key, mut value): (String, String) = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    ui.add_space(4.0);
    let mut enter = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let width = ((ui.available_width() - 4.0) * 0.4).max(40.0);
        let options = FieldOptions { mono: true, width: Some(width), ..FieldOptions::default() };
        kit::text_field(ui, "new key", "New key", &mut key, "key", &options);
        let options = FieldOptions { mono: true, ..FieldOptions::default() };
        let shown =
            kit::text_field(ui, "new value", "New value", &mut value, "JSON, as \"text\" or 5", &options);
        enter = shown.lost_focus && ui.input(|input| input.key_pressed(egui::Key::Enter));
    });
    let read = read(&value);
    let why = if key.is_empty() {
        Some("It needs a key".to_owned())
    } else if keys.contains(&key) || key == "offset" {
        Some(format!("There is a property `{key}` already"))
    } else {
        read.as_ref().err().cloned()
    };
    let add = Button::secondary("Add property").icon(icon::PLUS).disabled(why.as_deref()).show(ui);
    if (add.clicked() || enter)
        && why.is_none()
        && let Ok(new) = read
    {
        pane.step(Edit::SetProperty { widget: pane.id(), key: key.clone(), value: Some(new) });
        (key, value) = (String::new(), String::new());
    }
    ui.data_mut(|data| data.insert_temp(id, (key, value)));
}

/// A value as it stands in the file, moved to the left edge.
pub(in crate::editor) fn shown_json(json: &Json) -> String {
    let text = json.to_string();
    let text = text.trim();
    // Strings hold no line breaks, so what stands at the beginning of a line is white space that nobody reads.
    let lines = text.lines().skip(1);
    let margin = lines.map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
            out.push_str(line.get(margin..).unwrap_or(line.trim_start()));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Reads JSON.
///
/// # Errors
/// Where it is none, with the line and the column.
pub(super) fn read(text: &str) -> Result<Value, String> {
    // Our own parser first: it says best what is wrong.
    json::parse(text).map_err(|error| {
        let (line, column) = position(text, error.offset);
        format!("Line {line}, column {column}: {}", error.message)
    })?;
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Text in monospace on one line, which ends in "…".
pub(super) fn mono_job(text: &str, color: egui::Color32) -> LayoutJob {
    LayoutJob::single_section(text.to_owned(), TextFormat::simple(theme::mono(), color))
}
