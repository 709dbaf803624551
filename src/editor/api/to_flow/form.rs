//! What the operation of a widget needs: fields that write into the widget's own, as they are typed.

use std::sync::Arc;

use egui::{Label, Ui};

use super::{Desk, changes};
use crate::api::{self, Kind, Place, Prepared};
use crate::editor::action::Action;
use crate::editor::api::fields::in_order;
use crate::editor::api::inputs::{choice_ui, into_braces};
use crate::editor::api::json_text::json_highlights;
use crate::editor::api::key::TryKey;
use crate::editor::inspector::highlights;
use crate::editor::kit::{self, Completer, FieldOptions, FieldState, Highlighter};
use crate::editor::theme::{self, Tokens, space};
use crate::flow::{Edit, Flow, Widget};
use crate::widgets::pairs;

/// Paints the fields.
pub(super) fn form_ui(
    ui: &mut Ui,
    desk: &mut Desk,
    key: &TryKey,
    (flow, widget): (&Flow, &Arc<Widget>),
    complete: Completer<'_>,
    actions: &mut Vec<Action>,
) {
    let Some(seen) = &desk.seen else { return };
    let Some(matched) = &seen.matched else { return };
    let operation = Arc::clone(matched.operation());
    let is_in_one_of =
        |name: &str| operation.one_of.iter().any(|group| group.parameters.iter().any(|one| one == name));
    let is_by_hand = matched.raw_body().is_some();
    if desk.begun.as_ref().is_none_or(|(of, _)| *of != operation.id) {
        let filled = matched.filled_parameters().map(|(own, _)| (own.place, own.name.clone()));
        desk.begun = Some((operation.id.clone(), filled.collect()));
    }
    let is_begun = |parameter: &api::Parameter| {
        let mut begun = desk.begun.iter().flat_map(|(_, filled)| filled);
        begun.any(|(place, name)| *place == parameter.place && *name == parameter.name)
    };
    let (mut needed, mut others) = (Vec::new(), Vec::new());
    for (index, parameter) in Place::ALL.into_iter().flat_map(|place| in_order(&operation, place)) {
        let is_there = match parameter.place {
            Place::Path | Place::Query => true,
            Place::Body => !is_by_hand,
            Place::Header | Place::Cookie => false,
        };
        let is_first = parameter.required
            || parameter.place == Place::Path
            || is_in_one_of(&parameter.name)
            || is_begun(parameter);
        if is_there && is_first {
            needed.push(index);
        } else if is_there {
            others.push(index);
        }
    }
    let findings = api::check(matched);
    let mut prepared = matched.clone();
    let mut changed: Option<(usize, bool)> = None;
    let mut field_ui = |ui: &mut Ui, index: usize, prepared: &mut Prepared| {
        let Some(parameter) = operation.parameters.get(index) else { return };
        let value = prepared.at(index).to_owned();
        // What is not there yet is asked for and not complained of.
        let own: Vec<&api::Finding> = findings
            .iter()
            .filter(|finding| finding.parameter == parameter.name && !value.is_empty())
            .filter(|_| !value.contains("{{"))
            .collect();
        let is_committed = value_ui(ui, prepared, index, &own, complete);
        if prepared.at(index) != value {
            changed = Some((index, is_committed));
        } else if is_committed {
            actions.push(Action::Seal);
        }
    };
    ui.push_id(("request form", key), |ui| {
        for index in needed {
            field_ui(ui, index, &mut prepared);
            ui.add_space(space::XS);
        }
        if is_by_hand && operation.body.kind != api::BodyKind::None {
            kit::hint_text(
                ui,
                "The body has more than this operation knows: it is written below, as it stands.",
            );
        }
        if !others.is_empty() {
            let title = format!("{} more fields", others.len());
            kit::section(ui, &title, false, |ui| {
                for index in others {
                    field_ui(ui, index, &mut prepared);
                    ui.add_space(space::XS);
                }
            });
        }
    });
    kit::separator(ui);
    if let Some((index, is_committed)) = changed {
        actions.extend(edit(flow, widget, &prepared, index).map(Action::Edit));
        if is_committed {
            actions.push(Action::Seal);
        }
    }
}

/// The change of a widget that gives one parameter its value.
fn edit(flow: &Flow, widget: &Widget, prepared: &Prepared, index: usize) -> Option<Edit> {
    let parameter = prepared.operation().parameters.get(index)?;
    let made = api::to_widget(prepared, &[]);
    let mut edits = changes(widget, &made);
    // An entry that is there keeps what else it has, and the others keep their text.
    if let [Edit::SetProperty { key, .. }] = edits.as_slice()
        && key == "parameters"
        && parameter.kind != Kind::List
        && let Some(edit) = entry(flow, widget, &parameter.name, prepared.at(index))
    {
        return Some(edit);
    }
    match edits.len() {
        0 => None,
        1 => edits.pop(),
        _ => Some(Edit::Together { name: format!("Set {}", parameter.name), edits }),
    }
}

fn entry(flow: &Flow, widget: &Widget, name: &str, value: &str) -> Option<Edit> {
    let entries = widget.property("parameters")?.as_array()?;
    let is_meant =
        |entry: &&crate::flow::json::Json| entry.get("key").is_some_and(|key| key.to_value() == name);
    if entries.iter().filter(is_meant).count() > 1 || value.is_empty() {
        return None;
    }
    match entries.iter().position(|entry| is_meant(&entry)) {
        Some(at) => pairs::set_entry(flow, widget.id(), "parameters", at, name, value),
        None => pairs::add_entry(flow, widget.id(), "parameters", name, value),
    }
}

/// One field. Answers whether what was typed is worth a step of undo.
fn value_ui(
    ui: &mut Ui,
    prepared: &mut Prepared,
    index: usize,
    findings: &[&api::Finding],
    complete: Completer<'_>,
) -> bool {
    let operation = Arc::clone(prepared.operation());
    let (Some(parameter), Some(value)) = (operation.parameters.get(index), prepared.at_mut(index)) else {
        return false;
    };
    let name = parameter.name.as_str();
    let salt = ("request field", parameter.place.name(), name);
    let state = match findings.iter().map(|finding| finding.severity).max() {
        Some(api::Severity::Error) => FieldState::Error,
        Some(api::Severity::Warning) => FieldState::Warn,
        None => FieldState::Normal,
    };
    let options = FieldOptions { state, ..FieldOptions::default() };
    let committed = kit::labelled(ui, name, parameter.required, |ui| match &parameter.kind {
        Kind::Choice(choices) => {
            let before = value.clone();
            match choice_ui(ui, salt, name, choices, true, value, options) {
                None => before != *value,
                Some(options) => {
                    let field =
                        kit::liquid_field(ui, salt, name, value, "", &options, highlights, Some(complete));
                    into_braces(ui, field.response.id, value, options.focus);
                    field.committed
                }
            }
        }
        kind => {
            let (rows, mono) = match kind {
                Kind::LongText => (3, false),
                Kind::Json | Kind::List | Kind::Object | Kind::Bytes => (2, true),
                _ => (1, false),
            };
            let options = FieldOptions { rows, max_rows: 10, mono, ..options };
            let hint = match kind {
                Kind::List => "One on each line",
                _ if parameter.example.len() > 24 => "",
                _ => parameter.example.as_str(),
            };
            let is_json = matches!(kind, Kind::Json | Kind::Object);
            let highlighter: Highlighter = if is_json { json_highlights } else { highlights };
            if *kind != Kind::List {
                let complete = Some(complete);
                return kit::liquid_field(ui, salt, name, value, hint, &options, highlighter, complete)
                    .committed;
            }
            // The widget has no room for a line that is still empty, so what is being typed is kept here.
            let draft = ui.make_persistent_id((salt, "draft"));
            let mut text = ui.data(|data| data.get_temp::<String>(draft)).unwrap_or_else(|| value.clone());
            let field =
                kit::liquid_field(ui, salt, name, &mut text, hint, &options, highlighter, Some(complete));
            if field.changed {
                value.clone_from(&text);
            }
            let has_focus = field.response.has_focus();
            ui.data_mut(|data| {
                if has_focus {
                    data.insert_temp(draft, text);
                } else {
                    data.remove::<String>(draft);
                }
            });
            field.committed
        }
    })
    .inner;
    for finding in findings {
        let severity = match finding.severity {
            api::Severity::Error => kit::Severity::Error,
            api::Severity::Warning => kit::Severity::Warning,
        };
        let title = finding
            .code
            .map_or_else(|| "Careful.".to_owned(), |code| format!("Twilio refuses this ({code})."));
        kit::problem_box(ui, severity, &title, &format!("{}.", finding.message), None);
    }
    let color = Tokens::of(ui).text_3;
    let help = parameter.help.split_inclusive(['.', '\n']).next().unwrap_or_default();
    if !help.is_empty() {
        ui.add(Label::new(kit::rich_text(help, &theme::hint(), color)).wrap());
    }
    committed
}
