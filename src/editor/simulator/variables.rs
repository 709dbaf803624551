//! All variables of a run as a tree. A click on a value copies the template that reads it.

use egui::{Align2, Color32, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};
use serde_json::Value;

use super::{focus_ring, nothing_ui, one_line};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::run::{Run, RunAction};
use crate::editor::theme::{self, Tokens, radius, space};

const ROW: f32 = 25.0;
/// A search looks at so much of a value.
const MAX_SEARCHED: usize = 2_000;
/// So many rows are shown at most: an hour of scrolling helps nobody.
const MAX_ROWS: usize = 20_000;

/// A variable or a branch of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row<'a> {
    pub depth: usize,
    pub key: String,
    /// The template's path: `widgets.ask.inbound.Body`.
    pub path: String,
    pub value: &'a Value,
    /// Whether its children are shown; `None` where it has none.
    pub open: Option<bool>,
}

/// Paints the tab.
pub(super) fn variables_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let mut search = run.search.clone();
    let shown = kit::search_field(ui, "simulator.variables", "Search the variables", &mut search, "Search…");
    if shown.changed {
        actions.push(Action::Run(RunAction::SearchVariables(search.clone())));
    }
    ui.add_space(space::S);
    let rows = rows(run.context(), &search, &|path, default| default != run.toggled.contains(path));
    if rows.is_empty() {
        let text =
            if search.is_empty() { "There are no variables yet." } else { "No variable has this in it." };
        return nothing_ui(ui, text);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("simulator.variables").auto_shrink([false, false]).show_rows(
        ui,
        ROW,
        rows.len(),
        |ui, range| {
            for row in rows.get(range).unwrap_or_default() {
                row_ui(ui, row, actions);
            }
        },
    );
}

/// The rows that are to be seen: open branches, or everything that the search finds with what it stands in.
pub(super) fn rows<'a>(tree: &'a Value, search: &str, is_open: &dyn Fn(&str, bool) -> bool) -> Vec<Row<'a>> {
    let search = search.trim().to_lowercase();
    let mut out = Vec::new();
    if let Value::Object(roots) = tree {
        for (key, value) in roots {
            collect(&mut out, 0, key.clone(), key.clone(), value, &search, is_open);
        }
    }
    out
}

/// Adds a value and what is shown below it. With a search: only where it or something below is found.
fn collect<'a>(
    out: &mut Vec<Row<'a>>,
    depth: usize,
    key: String,
    path: String,
    value: &'a Value,
    search: &str,
    is_open: &dyn Fn(&str, bool) -> bool,
) -> bool {
    if out.len() >= MAX_ROWS {
        return false;
    }
    let is_searching = !search.is_empty();
    let mut is_found =
        !is_searching || key.to_lowercase().contains(search) || path.to_lowercase().contains(search);
    let place = out.len();
    let has_children = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => {
            let end = text.char_indices().nth(MAX_SEARCHED).map_or(text.len(), |(end, _)| end);
            is_found |= text.get(..end).is_some_and(|text| text.to_lowercase().contains(search));
            false
        }
        other => {
            is_found |= other.to_string().contains(search);
            false
        }
    };
    let open = has_children.then(|| is_searching || is_open(&path, depth == 0));
    out.push(Row { depth, key, path: path.clone(), value, open });
    if open == Some(true) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let path = below(&path, key);
                    is_found |= collect(out, depth + 1, key.clone(), path, value, search, is_open);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    is_found |= collect(out, depth + 1, index.to_string(), path, value, search, is_open);
                }
            }
            _ => {}
        }
    }
    if !is_found {
        out.truncate(place);
    }
    is_found
}

/// A path with one key more, in brackets where the key needs them.
fn below(path: &str, key: &str) -> String {
    let is_plain = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    match (is_plain, key.contains('"')) {
        (true, _) => format!("{path}.{key}"),
        (false, false) => format!("{path}[\"{key}\"]"),
        (false, true) => format!("{path}['{key}']"),
    }
}

/// A value as the row shows it, and its type.
fn told(value: &Value) -> (String, &'static str) {
    match value {
        Value::Null => ("null".to_owned(), "null"),
        Value::Bool(value) => (value.to_string(), "boolean"),
        Value::Number(value) => (value.to_string(), "number"),
        Value::String(text) => {
            let end = text.char_indices().nth(200).map_or(text.len(), |(end, _)| end);
            (text.get(..end).unwrap_or_default().replace(['\n', '\r'], " "), "text")
        }
        // Only empty ones are told by their value; others have rows of their own.
        Value::Array(_) => ("[]".to_owned(), "list"),
        Value::Object(_) => ("{}".to_owned(), "object"),
    }
}

fn row_ui(ui: &mut Ui, row: &Row<'_>, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(ui.available_width(), ROW), Sense::click());
    let (value, kind) = told(row.value);
    let name = if row.open.is_some() { row.path.clone() } else { format!("{} = {value}", row.path) };
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(row.depth + 1);
        if let Some(open) = row.open {
            node.set_expanded(open);
        }
    });
    let rect = response.rect;
    if response.hovered() {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let depth = f32::from(u16::try_from(row.depth.min(20)).unwrap_or(0));
    let left = rect.left() + 2.0 + depth * 14.0;
    let middle = rect.center().y;
    if let Some(open) = row.open {
        let sign = if open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        paint_icon(ui.painter(), egui::pos2(left + 7.0, middle), sign, 12.0, tokens.text_2);
    }
    let kind_width = 52.0;
    let right = rect.right() - kind_width;
    let place = egui::pos2(rect.right() - 4.0, middle);
    ui.painter().text(place, Align2::RIGHT_CENTER, kind, theme::hint(), tokens.text_2);
    let key = one_line(ui, &row.key, theme::body(), tokens.text, (right - left - 18.0) * 0.6);
    let after = left + 18.0 + key.size().x + 10.0;
    let height = key.size().y;
    ui.painter().galley(egui::pos2(left + 18.0, middle - height / 2.0), key, tokens.text);
    if row.open.is_none() {
        let color = value_color(tokens, row.value);
        let value = one_line(ui, &value, theme::mono(), color, right - after);
        ui.painter().galley(egui::pos2(after, middle - value.size().y / 2.0), value, color);
    }
    focus_ring(ui, &response, radius::SMALL);
    let template = format!("{{{{{}}}}}", row.path);
    let copy = |actions: &mut Vec<Action>| {
        actions.push(Action::Copy { text: template.clone(), what: template.clone() });
    };
    match row.open {
        Some(_) if response.clicked() => {
            actions.push(Action::Run(RunAction::ToggleVariable(row.path.clone())));
        }
        None if response.clicked() => copy(actions),
        _ => {}
    }
    let hint = if row.open.is_some() { template.clone() } else { format!("Click to copy {template}") };
    let response = response.on_hover_text(hint);
    response.context_menu(|ui| {
        if ui.button("Copy as Liquid").clicked() {
            copy(actions);
        }
        if ui.button("Copy the value").clicked() {
            let text = match row.value {
                Value::String(text) => text.clone(),
                other => serde_json::to_string_pretty(other).unwrap_or_default(),
            };
            actions.push(Action::Copy { text, what: format!("the value of {}", row.path) });
        }
    });
}

fn value_color(tokens: &Tokens, value: &Value) -> Color32 {
    match value {
        Value::Number(_) | Value::Bool(_) => tokens.accent,
        _ => tokens.text_2,
    }
}
