//! The input of one parameter: a line, a text, a choice, a file, or a list with one item on each line.

use std::sync::Arc;

use egui::Ui;

use super::ApiAction;
use super::answer::bytes_text;
use super::around::Around;
use super::json_text::json_highlights;
use super::object_fields::object_ui;
use super::state::Try;
use crate::api::{Check, Kind, Parameter};
use crate::editor::icon;
use crate::editor::inspector::highlights;
use crate::editor::kit::{self, FieldOptions, FieldState, Highlighter, IconButton, Reorder};
use crate::editor::theme::{self, Tokens, space};

/// A template that is to be filled in.
const TEMPLATE: &str = "{{}}";
/// Longer lists are edited as one text.
const MOST_ITEMS: usize = 100;

/// Paints the input of a parameter, with its name.
pub(super) fn input_ui(ui: &mut Ui, shown: &mut Try, index: usize, parameter: &Parameter, state: FieldState) {
    let around = Arc::clone(&shown.around);
    // All of a file is not copied in each frame.
    if parameter.kind == Kind::Bytes
        && let Some(size) = file_size(shown.prepared.at(index))
    {
        return file_ui(ui, shown, index, parameter, size);
    }
    let is_text = !matches!(parameter.kind, Kind::Choice(_) | Kind::List | Kind::Object);
    let focus = is_text && std::mem::take(&mut shown.fields.wants_keyboard);
    let Some(value) = shown.prepared.at_mut(index) else { return };
    if parameter.kind == Kind::List
        && let Some(items) = items_of(value)
    {
        list_ui(ui, &around, parameter, value, items, state);
        return;
    }
    if parameter.kind == Kind::Object && object_ui(ui, &around, parameter, value, state) {
        return;
    }
    let is_fixed =
        matches!(&parameter.kind, Kind::Choice(choices) if choices.as_slice() == std::slice::from_ref(value));
    kit::labelled(ui, &parameter.name, parameter.required && !is_fixed, |ui| {
        value_ui(ui, &around, parameter, value, (state, focus));
    });
    if parameter.kind == Kind::Bytes {
        choose_ui(ui, shown, index, parameter);
    } else if parameter.kind == Kind::Object || parameter.kind == Kind::Json {
        json_problem_ui(ui, value);
    }
}

/// A file that was chosen.
fn file_ui(ui: &mut Ui, shown: &mut Try, index: usize, parameter: &Parameter, size: usize) {
    kit::labelled(ui, &parameter.name, parameter.required, |ui| {
        ui.horizontal(|ui| {
            kit::secondary_text(ui, &format!("A file of {}", bytes_text(size)));
            if kit::link_button(ui, "Take it out").clicked()
                && let Some(value) = shown.prepared.at_mut(index)
            {
                value.clear();
            }
        });
    });
    choose_ui(ui, shown, index, parameter);
}

fn choose_ui(ui: &mut Ui, shown: &mut Try, index: usize, parameter: &Parameter) {
    let name = format!("Choose a file for {}…", parameter.name);
    if kit::link_button(ui, &name).clicked() {
        shown.fields.wishes.push(ApiAction::ChooseFile(shown.key.clone(), index));
    }
}

fn value_ui(
    ui: &mut Ui,
    around: &Around,
    parameter: &Parameter,
    value: &mut String,
    (state, focus): (FieldState, bool),
) {
    let name = parameter.name.as_str();
    let salt = ("api.field", parameter.place.name(), name);
    let mut options = FieldOptions { state, focus, ..FieldOptions::default() };
    match &parameter.kind {
        // What can be nothing else is told and not asked for.
        Kind::Choice(choices) if parameter.required && choices.as_slice() == std::slice::from_ref(value) => {
            let text = egui::RichText::new(value.as_str()).font(theme::mono()).color(Tokens::of(ui).text);
            ui.add(egui::Label::new(text).wrap().selectable(true));
        }
        Kind::Choice(choices) => {
            match choice_ui(ui, salt, name, choices, !parameter.required, value, options) {
                Some(with_focus) => options = with_focus,
                None => return,
            }
            template_ui(ui, around, salt, parameter, value, &options);
        }
        Kind::LongText => {
            let long = FieldOptions { rows: 3, max_rows: 10, ..options };
            template_ui(ui, around, salt, parameter, value, &long);
        }
        Kind::Bytes => {
            let long = FieldOptions { rows: 2, max_rows: 10, ..options };
            template_ui(ui, around, salt, parameter, value, &long);
        }
        Kind::Json | Kind::List | Kind::Object => {
            let json = FieldOptions { rows: 2, max_rows: 10, mono: true, ..options };
            template_ui(ui, around, salt, parameter, value, &json);
        }
        Kind::Text | Kind::Time | Kind::Whole | Kind::Number => {
            let mono = parameter.example.len() > 20 || parameter.kind == Kind::Time;
            let line = FieldOptions { mono, ..options };
            template_ui(ui, around, salt, parameter, value, &line);
        }
    }
}

/// Paints a choice, which may be a template as well. Where it is one, or nothing that is offered, nothing is painted: a
/// field for its text is to be, with these options.
pub(super) fn choice_ui(
    ui: &mut Ui,
    salt: (&str, &str, &str),
    name: &str,
    choices: &[String],
    can_be_empty: bool,
    value: &mut String,
    options: FieldOptions,
) -> Option<FieldOptions> {
    let id = ui.make_persistent_id((salt, "becomes a template"));
    let is_offered = value.is_empty() || choices.contains(value);
    if choices.is_empty() || !is_offered {
        // A template that was just begun has the keyboard.
        let focus = ui.data_mut(|data| data.remove_temp::<bool>(id)).unwrap_or_default();
        return Some(FieldOptions { focus, ..options });
    }
    let mut rows: Vec<(String, &str)> = Vec::with_capacity(choices.len() + 2);
    if can_be_empty {
        rows.push((String::new(), "Not sent"));
    }
    rows.extend(choices.iter().map(|choice| (choice.clone(), choice.as_str())));
    rows.push((TEMPLATE.to_owned(), "Template…"));
    kit::choice(ui, salt, name, &rows, value);
    if value == TEMPLATE {
        ui.data_mut(|data| data.insert_temp(id, true));
        ui.ctx().request_repaint();
    }
    None
}

/// Puts the keyboard into the braces of a template that was just begun.
pub(super) fn into_braces(ui: &Ui, field: egui::Id, value: &str, has_begun: bool) {
    if has_begun
        && value == TEMPLATE
        && let Some(mut state) = egui::text_edit::TextEditState::load(ui, field)
    {
        let cursor = egui::text::CCursor::new(2);
        state.cursor.set_char_range(Some(egui::text::CCursorRange::one(cursor)));
        state.store(ui, field);
    }
}

/// A field in which templates stand out and complete themselves, with what the document offers for it.
fn template_ui(
    ui: &mut Ui,
    around: &Around,
    salt: (&str, &str, &str),
    parameter: &Parameter,
    value: &mut String,
    options: &FieldOptions,
) {
    let offered = offered(parameter, value);
    let reserve = if offered.is_empty() { 0.0 } else { kit::SUGGEST };
    let options = FieldOptions { reserve, ..*options };
    let hint = if options.rows > 1 { parameter.example.clone() } else { hint(parameter) };
    let mut complete = |text: &str, cursor: usize| around.suggest(text, cursor);
    let name = parameter.name.as_str();
    let is_json = matches!(parameter.kind, Kind::Json | Kind::Object);
    let highlighter: Highlighter = if is_json { json_highlights } else { highlights };
    let shown = kit::liquid_field(ui, salt, name, value, &hint, &options, highlighter, Some(&mut complete));
    into_braces(ui, shown.response.id, value, options.focus);
    if !offered.is_empty() {
        let rows: Vec<(&str, &str)> = offered.iter().map(|(value, about)| (value.as_str(), *about)).collect();
        let picked = kit::suggest_button(ui, &shown.response, &format!("Examples for {name}"), &rows, value);
        if let Some((chosen, _)) = picked.and_then(|index| offered.get(index)) {
            value.clone_from(chosen);
        }
    }
}

/// What a document gives for a value: its default and its examples.
fn offered(parameter: &Parameter, value: &str) -> Vec<(String, &'static str)> {
    let own = [
        (parameter.default.as_deref(), "default"),
        (parameter.sample.as_deref(), "example"),
        (Some(parameter.example.as_str()), "example"),
    ];
    let mut found: Vec<(String, &'static str)> = Vec::new();
    if let Kind::Choice(choices) = &parameter.kind {
        found.extend(
            choices.iter().filter(|choice| *choice != value).map(|choice| (choice.clone(), "choice")),
        );
    }
    for (text, about) in own.into_iter().filter_map(|(text, about)| Some((text?, about))) {
        let is_known = found.iter().any(|(known, _)| known == text);
        if !text.is_empty() && text != value && !is_known && text.len() < 2_000 {
            found.push((text.to_owned(), about));
        }
    }
    found
}

/// What an empty field shows: a whole SID there would look like a value.
fn hint(parameter: &Parameter) -> String {
    let shape = parameter.checks.iter().find_map(|check| match check {
        Check::Sid { prefix, .. } => Some(format!("{prefix}…")),
        Check::SidOrName { prefix } => Some(format!("{prefix}… or a name")),
        _ => None,
    });
    shape.unwrap_or_else(|| parameter.example.clone())
}

/// How many bytes a chosen file has.
fn file_size(value: &str) -> Option<usize> {
    let (_, data) = value.strip_prefix("data:")?.split_once(";base64,")?;
    let padding = data.bytes().rev().take_while(|byte| *byte == b'=').count().min(2);
    Some((data.len() / 4 * 3).saturating_sub(padding))
}

/// Where a text stops being JSON.
pub(super) fn json_problem(text: &str) -> Option<String> {
    if text.trim().is_empty() || text.contains("{{") || text.contains("{%") {
        return None;
    }
    // Nothing is made of it, so a long one costs little.
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let what = error.to_string();
    let what = what.rsplit_once(" at line").map_or(what.as_str(), |(what, _)| what);
    Some(format!("Line {}, column {}: {what}", error.line(), error.column()))
}

fn json_problem_ui(ui: &mut Ui, value: &str) {
    if let Some(problem) = json_problem(value) {
        let text = egui::RichText::new(problem).font(theme::hint()).color(Tokens::of(ui).error);
        ui.add(egui::Label::new(text).wrap());
    }
}

/// The items of a list: one on each line, or a JSON array of plain values. Nothing where it is anything else.
fn items_of(value: &str) -> Option<Vec<String>> {
    if value.trim_start().starts_with('[') {
        let parsed: Vec<serde_json::Value> = serde_json::from_str(value).ok()?;
        let text = |item: serde_json::Value| match item {
            serde_json::Value::String(text) if !text.contains('\n') && !text.is_empty() => Some(text),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Bool(is) => Some(is.to_string()),
            _ => None,
        };
        let items: Option<Vec<String>> = parsed.into_iter().map(text).collect();
        return items.filter(|items| items.len() <= MOST_ITEMS);
    }
    if value.contains("{%") {
        return None;
    }
    // An empty list has room for a first item.
    let items: Vec<String> = value.split('\n').map(str::to_owned).collect();
    (items.len() <= MOST_ITEMS).then_some(items)
}

/// The value of a list of these items. A first item that looks like an array is told from one by an array around it.
fn value_of(items: &[String]) -> String {
    if items.first().is_some_and(|first| first.trim_start().starts_with('[')) {
        return serde_json::to_string(items).unwrap_or_default();
    }
    items.join("\n")
}

fn list_ui(
    ui: &mut Ui,
    around: &Around,
    parameter: &Parameter,
    value: &mut String,
    mut items: Vec<String>,
    state: FieldState,
) {
    let name = parameter.name.as_str();
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label(egui::RichText::new(name).font(theme::secondary()).color(tokens.text_2));
        if parameter.required {
            ui.label(egui::RichText::new("*").font(theme::secondary()).color(tokens.error))
                .on_hover_text("Required");
        }
    });
    let mut is_changed = false;
    let mut removed = None;
    let count = items.len();
    let mut order = Reorder::new(ui, ("api.list", parameter.place.name(), name), count);
    for (index, item) in items.iter_mut().enumerate() {
        let number = index + 1;
        order.row(ui, index, |ui, order| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                order.handle(ui, index, &format!("Move {name} {number}"));
                let width = (ui.available_width() - 34.0).max(60.0);
                let options = FieldOptions { state, width: Some(width), ..FieldOptions::default() };
                let mut complete = |text: &str, cursor: usize| around.suggest(text, cursor);
                let salt = ("api.item", name, index);
                let label = format!("{name} {number}");
                let shown =
                    kit::liquid_field(ui, salt, &label, item, "", &options, highlights, Some(&mut complete));
                is_changed |= shown.changed;
                let remove = format!("Remove {name} {number}");
                if IconButton::new(icon::TRASH, &remove).edge(26.0, 14.0).show(ui).clicked() {
                    removed = Some(index);
                }
            });
        });
    }
    if let Some((from, to)) = order.finish(ui)
        && from < items.len()
    {
        let item = items.remove(from);
        items.insert(to.min(items.len()), item);
        is_changed = true;
    }
    if let Some(index) = removed.filter(|index| *index < items.len()) {
        items.remove(index);
        is_changed = true;
    }
    if kit::Button::link(&format!("Add to {name}")).icon(icon::PLUS).show(ui).clicked() {
        items.push(String::new());
        is_changed = true;
    }
    if is_changed {
        for item in &mut items {
            item.retain(|char| char != '\n');
        }
        *value = value_of(&items);
    }
}

#[cfg(test)]
mod tests {
    use super::{file_size, items_of, json_problem, value_of};

    #[test]
    fn a_list_is_lines_or_an_array() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let items = items_of(text);
            let items: Option<Vec<&str>> =
                items.as_ref().map(|items| items.iter().map(String::as_str).collect());
            assert_eq!(items.as_deref(), expected, "{text:?}");
        };
        check("", Some(&[""]));
        check("a\nb\n", Some(&["a", "b", ""]));
        check(r#"["a", 1, true]"#, Some(&["a", "1", "true"]));
        check(r#"[{"a":1}]"#, None);
        check("[broken", None);
        for items in [vec!["a", "b"], vec!["[x]", "b"], vec!["", ""]] {
            let items: Vec<String> = items.into_iter().map(str::to_owned).collect();
            assert_eq!(items_of(&value_of(&items)), Some(items));
        }
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        assert_eq!(json_problem("{\"a\": 1}"), None);
        assert_eq!(json_problem("{{ x }}"), None);
        let told = json_problem("{\n  \"a\": }").unwrap_or_default();
        assert!(told.starts_with("Line 2, column "), "{told}");
        assert_eq!(file_size("data:text/plain;base64,YQ=="), Some(1));
        assert_eq!(file_size("data:text/plain;base64,"), Some(0));
        assert_eq!(file_size("text"), None);
    }
}
