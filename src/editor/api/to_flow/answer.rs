//! What the answer of a test means for the flow: the next simulation, what is kept, and what a split could ask of it.

use std::sync::Arc;

use egui::{Label, RichText, Ui};
use serde_json::Value;

use super::{Desk, FlowAction, told};
use crate::api;
use crate::editor::action::Action;
use crate::editor::api::ApiAction;
use crate::editor::api::key::TryKey;
use crate::editor::api::state::{Outcome, Try};
use crate::editor::icon;
use crate::editor::kit::{self, IconButton};
use crate::editor::run::cut;
use crate::editor::theme::{self, Tokens, size, space};
use crate::flow::Widget;
use crate::widgets::{Asked, reference_to};

/// So many values are shown.
const MOST: usize = 14;
/// So much of a value is shown.
const MOST_CHARS: usize = 60;

pub(super) fn use_ui(
    ui: &mut Ui,
    desk: &mut Desk,
    shown: &Try,
    key: &TryKey,
    widget: &Arc<Widget>,
    actions: &mut Vec<Action>,
) {
    let Some(Outcome::Answered(answered)) = &shown.outcome else { return };
    let Some(name) = widget.name() else { return };
    ui.add_space(space::S);
    let unlike = api::unlike_studio(&answered.answer);
    if !unlike.is_empty() {
        kit::problem_box(ui, kit::Severity::Warning, "In a flow:", &told(&unlike), None);
    }
    if answered.answer.binary.is_some() {
        let text = "Simulations do not use it, and nothing can be kept of it.";
        kit::problem_box(ui, kit::Severity::Info, "The answer is no text.", text, None);
    } else if desk.tested.is_some() && desk.tested != Asked::of(widget) {
        let text = "The fields have changed since, so simulations do not use this answer.";
        kit::problem_box(ui, kit::Severity::Info, "Test it again.", text, None);
    } else {
        let mut uses = !desk.is_unused;
        if kit::checkbox(ui, &mut uses, "Use in the next simulation").changed() {
            desk.is_unused = !uses;
        }
        if kit::secondary_button(ui, "Keep with the flow").clicked() {
            actions.push(Action::Api(ApiAction::Flow(FlowAction::Keep(key.clone()))));
        }
    }
    let rows = rows(answered.answer.status, answered.answer.json.as_ref());
    ui.add_space(space::XS);
    let color = Tokens::of(ui).text;
    let title = "What a split can ask";
    let heading = ui.label(RichText::new(title).font(theme::semibold(size::BODY)).color(color));
    kit::as_heading(&heading, title);
    kit::hint_text(ui, &format!("Each stands below widgets.{name}."));
    for (path, value) in &rows {
        row_ui(ui, path, &reference_to(name, path), value, actions);
    }
}

fn row_ui(ui: &mut Ui, own: &str, path: &str, value: &str, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = size::LINE;
        let copy = format!("Copy {path} as Liquid path");
        if IconButton::new(icon::COPY, &copy).edge(20.0, 12.0).show(ui).clicked() {
            let text = format!("{{{{{path}}}}}");
            actions.push(Action::Copy { text, what: "the Liquid path".to_owned() });
        }
        let room = (ui.available_width() * 0.62).max(60.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            let text = RichText::new(own).font(theme::mono()).color(tokens.text);
            ui.add(Label::new(text).truncate()).on_hover_text(path);
        });
        let text = RichText::new(value).font(theme::hint()).color(tokens.text_2);
        ui.add(Label::new(text).truncate());
    });
}

/// What an answer leaves: its status, and the first values of its object.
fn rows(status: u16, json: Option<&Value>) -> Vec<(String, String)> {
    let mut rows = vec![("status_code".to_owned(), status.to_string())];
    match json {
        Some(Value::Object(object)) => {
            for (key, value) in object {
                add("parsed", key, value, 0, &mut rows);
            }
        }
        _ => rows.push(("body".to_owned(), "the text".to_owned())),
    }
    rows
}

fn add(above: &str, key: &str, value: &Value, depth: usize, rows: &mut Vec<(String, String)>) {
    if rows.len() >= MOST {
        return;
    }
    let path = if crate::liquid::is_plain_name(key) {
        format!("{above}.{key}")
    } else {
        format!("{above}[\"{}\"]", key.replace('"', "'"))
    };
    match value {
        Value::Object(object) if depth < 2 => {
            for (key, value) in object {
                add(&path, key, value, depth + 1, rows);
            }
        }
        Value::Null => {}
        Value::String(text) => rows.push((path, cut(text, MOST_CHARS))),
        other => rows.push((path, first_of(other))),
    }
}

/// The beginning of a value; a long one is not written out for that.
fn first_of(value: &Value) -> String {
    let mut room = Room(Vec::new());
    let is_whole = serde_json::to_writer(&mut room, value).is_ok();
    let text = String::from_utf8_lossy(&room.0);
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None if is_whole => text.into_owned(),
        None => format!("{text}…"),
    }
}

/// Takes as many bytes as so many characters can have, and no more.
struct Room(Vec<u8>);

impl std::io::Write for Room {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let left = (MOST_CHARS * 4).saturating_sub(self.0.len());
        let taken = bytes.get(..left.min(bytes.len())).unwrap_or_default();
        self.0.extend_from_slice(taken);
        // None taken ends the writing.
        Ok(taken.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MOST_CHARS, first_of};

    #[test]
    fn of_a_long_value_only_the_beginning_is_written() {
        assert_eq!(first_of(&json!([1, "a"])), "[1,\"a\"]");
        assert_eq!(first_of(&json!(12.5)), "12.5");
        for long in [json!(vec!["é"; 100_000]), json!(["a".repeat(1_000_000)])] {
            let first = first_of(&long);
            assert_eq!(first.chars().count(), MOST_CHARS + 1, "{first}");
            assert!(long.to_string().starts_with(first.trim_end_matches('…')), "{first}");
        }
    }
}
