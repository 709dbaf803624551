//! The tab *Configure*: every field that the catalogue has for the type, in its sections.

use std::collections::HashSet;

use egui::collapsing_header::CollapsingState;
use egui::{Label, Ui};

use super::pane::{NAME, Pane};
use super::{alternatives, branches, counter, number, pairs, picks, raw, sender, several, text, variables};
use crate::check::{self, Diagnostic};
use crate::editor::action::Action;
use crate::editor::counts::counted;
use crate::editor::icon;
use crate::editor::kit::{self, FieldState, Severity, rich_text};
use crate::editor::state::InspectorTab;
use crate::editor::theme::{self, Tokens};
use crate::flow::json::Json;
use crate::widgets::{Alternatives, Field, FieldKind, Section, When};

/// Problems of branches and outputs are said to be in here.
const BRANCHES: &str = "transitions";

/// Paints the tab.
pub(super) fn configure_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let mut keys: HashSet<&str> =
        pane.entry.map(|entry| entry.fields).unwrap_or_default().iter().map(|f| f.key).collect();
    if pane.has_branches() {
        keys.insert(BRANCHES);
    }
    keys.insert(NAME);
    // Properties that the catalogue does not know have rows of their own, where their problems are told.
    let others: Vec<String> = pane.widget.properties().map(|(key, _)| key.into_owned()).collect();
    keys.extend(others.iter().map(String::as_str));
    let elsewhere = pane.problems.elsewhere(&keys);
    elsewhere_ui(ui, pane, elsewhere);
    outputs_ui(ui, pane);
    match pane.entry {
        Some(entry) => {
            if entry.fields.is_empty() {
                ui.add(Label::new(rich_text(entry.help, &theme::body(), Tokens::of(ui).text_2)).wrap());
                kit::hint_text(ui, "There is nothing to set here; where it leads is under Transitions.");
            }
            for section in [Section::Main, Section::ProgrammableChat, Section::Advanced, Section::Obsolete] {
                section_ui(ui, pane, section, entry.fields);
            }
            if pane.has_branches() {
                let problems = pane.problems.of_field(BRANCHES).to_vec();
                branches::branches_ui(ui, pane, &problems);
            }
            raw::others_ui(ui, pane, entry);
        }
        None => raw::unknown_ui(ui, pane),
    }
    variables::variables_ui(ui, pane);
}

/// The problems of no field in particular. Several remarks are folded, since they would push the fields away.
fn elsewhere_ui(ui: &mut Ui, pane: &mut Pane<'_>, problems: Vec<&Diagnostic>) {
    if problems.is_empty() {
        return;
    }
    let (remarks, urgent): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        problems.into_iter().partition(|problem| problem.severity == check::Severity::Advice);
    pane.problems_ui(ui, &urgent);
    match remarks.len() {
        0 => {}
        1 => pane.problems_ui(ui, &remarks),
        count => {
            kit::section(ui, &format!("{count} remarks"), false, |ui| pane.problems_ui(ui, &remarks));
        }
    }
    ui.add_space(4.0);
}

fn section_ui(ui: &mut Ui, pane: &mut Pane<'_>, section: Section, fields: &'static [Field]) {
    let shown: Vec<&Field> = fields
        .iter()
        .filter(|field| field.section == section)
        .filter(|field| section != Section::Obsolete || pane.property(field.key).is_some())
        .filter(|field| is_shown(pane, field) || begins_alternatives(pane, field, fields))
        .collect();
    if shown.is_empty() {
        return;
    }
    let fields_ui = |ui: &mut Ui, pane: &mut Pane<'_>| {
        for field in &shown {
            if let Some(alternatives) =
                pane.alternatives().filter(|_| begins_alternatives(pane, field, fields))
            {
                alternatives::alternatives_ui(ui, pane, alternatives);
            }
            if is_shown(pane, field) {
                field_ui(ui, pane, field);
            }
        }
    };
    let title = match section {
        Section::Main => return fields_ui(ui, pane),
        Section::ProgrammableChat => "Programmable Chat",
        Section::Advanced => "Advanced",
        Section::Obsolete => "No longer used",
    };
    kit::separator(ui);
    if shown.iter().any(|field| pane.focuses(field.key)) {
        open_section(ui, title);
    }
    let open_at_first =
        shown.iter().any(|field| pane.holds(field.key) || !pane.problems.of_field(field.key).is_empty());
    kit::section(ui, title, open_at_first, |ui| fields_ui(ui, pane));
}

/// A field is shown where it counts, and where it holds something all the same.
fn is_shown(pane: &Pane<'_>, field: &Field) -> bool {
    pane.applies(field)
        || pane.holds(field.key)
        || pane.focuses(field.key)
        || !pane.problems.of_field(field.key).is_empty()
}

/// Whether the choice between fields that exclude each other stands before this field: the first one of them.
fn begins_alternatives(pane: &Pane<'_>, field: &Field, fields: &[Field]) -> bool {
    pane.alternatives().is_some_and(|all| {
        fields.iter().find(|field| all.has(field.key)).is_some_and(|first| first.key == field.key)
    })
}

/// Opens a section, so that the field that was asked for is there to be focused.
fn open_section(ui: &Ui, title: &str) {
    let id = ui.make_persistent_id(("section", title));
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, true);
    state.set_open(true);
    state.store(ui.ctx());
}

/// One field: label, editor, what it is for, what is wrong with it.
fn field_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &'static Field) {
    let mut problems = pane.problems.of_field(field.key).to_vec();
    let state = Pane::state_of(&problems);
    let required = is_required(pane, field) && pane.applies(field);
    match field.kind {
        FieldKind::Boolean => picks::boolean_ui(ui, pane, field, state),
        FieldKind::Sender | FieldKind::Recipient if holds_text(pane.property(field.key)) => {
            sender::sender_ui(ui, pane, field, required, state);
        }
        FieldKind::KeyValues(..) | FieldKind::Variables => {
            // Each of a list's fields has a name of its own.
            kit::labelled(ui, field.label, required, |_| ());
            pairs::pairs_ui(ui, pane, field);
            // Those of a row stand below it.
            problems = pane.problems.of_list(field.key, pairs::count(pane, field));
        }
        FieldKind::Several(choices) => {
            kit::labelled(ui, field.label, required, |_| ());
            several::several_ui(ui, pane, field, choices, state);
        }
        _ => {
            kit::labelled(ui, field.label, required, |ui| value_ui(ui, pane, field, state));
        }
    }
    below_ui(ui, pane, field, &problems);
    ui.add_space(8.0);
}

/// Whether a widget needs a field, as long as it counts.
fn is_required(pane: &Pane<'_>, field: &Field) -> bool {
    let is_first_of = |all: &&Alternatives| {
        all.required && all.options.iter().any(|option| option.keys.first() == Some(&field.key))
    };
    field.required_in_console
        || field.required_by_service
        || pane.alternatives().as_ref().is_some_and(is_first_of)
}

/// The editor of a field's kind.
fn value_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &'static Field, state: FieldState) {
    match field.kind {
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Json
        | FieldKind::Url
        | FieldKind::Sid(_)
        | FieldKind::Sender
        | FieldKind::Suggest(_)
        | FieldKind::Recipient => {
            if holds_text(pane.property(field.key)) {
                text::text_ui(ui, pane, field, state);
            } else {
                raw::value_ui(ui, pane, field.key, field.label);
            }
        }
        FieldKind::Seconds | FieldKind::Integer => number::number_ui(ui, pane, field, state),
        FieldKind::Boolean => picks::boolean_ui(ui, pane, field, state),
        FieldKind::Choice(choices) => picks::choice_ui(ui, pane, field, choices, state),
        FieldKind::KeyValues(..) | FieldKind::Variables => pairs::pairs_ui(ui, pane, field),
        FieldKind::Several(choices) => several::several_ui(ui, pane, field, choices, state),
        FieldKind::Value => raw::json_ui(ui, pane, field),
    }
}

/// Whether a text field can show this value.
fn holds_text(json: Option<&Json>) -> bool {
    json.is_none_or(|json| matches!(json.type_name(), "string" | "null"))
}

fn below_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, problems: &[&Diagnostic]) {
    if field.kind == FieldKind::Text && field.limits.max_chars.is_some() {
        counter::counter_ui(ui, pane, field);
    } else {
        help_ui(ui, field);
    }
    if !pane.applies(field) && pane.holds(field.key) {
        let message = match condition_of(pane, field) {
            Some(condition) => format!("It counts only where {condition}, and is kept until then."),
            None => "It does not count here, and is kept.".to_owned(),
        };
        if kit::problem_box(ui, Severity::Info, "Without effect.", &message, Some("Clear it")) {
            pane.step(crate::flow::Edit::SetProperty {
                widget: pane.id(),
                key: field.key.to_owned(),
                value: None,
            });
        }
    }
    pane.problems_ui(ui, problems);
}

/// The first words of a help text; all of it under the pointer.
fn help_ui(ui: &mut Ui, field: &Field) {
    let help = field.help;
    let mut words = first_words(help);
    // Where the first words say the range already, it is enough.
    let range = field.limits.range.filter(|(_, most)| !words.contains(&most.to_string()));
    if let Some((least, most)) = range {
        words = format!("{words}{}{least} to {most}", if words.is_empty() { "" } else { " · " });
    }
    if words.is_empty() {
        return;
    }
    let color = Tokens::of(ui).text_3;
    let label = Label::new(rich_text(&words, &theme::hint(), color)).wrap();
    ui.add(label).on_hover_ui(|ui| {
        ui.label(rich_text(help, &theme::secondary(), Tokens::of(ui).text));
    });
}

/// The first sentence, or what stands before its colon. What is said before a colon in a few words, as *only for
/// chats*, the section's heading says already.
fn first_words(help: &str) -> String {
    const FEW: usize = 16;
    let help = match help.split_once(": ") {
        Some((before, rest)) if before.len() < FEW => rest,
        _ => help,
    };
    let end = [". ", ": ", "; "].iter().filter_map(|sign| help.find(sign)).min();
    let words = end.and_then(|end| help.get(..end)).unwrap_or(help).trim_end_matches('.');
    let mut chars = words.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str())
}

/// A line that says what is wrong with the outputs, which are on another tab.
fn outputs_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let Some(worst) = pane.problems.of_outputs().map(|problem| problem.severity).max() else { return };
    let severity = crate::editor::problems::severity(worst);
    let count = pane.problems.of_outputs().count();
    let text = format!("{} under Transitions", counted(count, "problem"));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let sign = egui::RichText::new(severity.icon().as_str()).color(severity.color(Tokens::of(ui)));
        let sign = ui.label(sign.font(theme::secondary()));
        sign.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, severity.word()));
        if kit::link_button(ui, &text).clicked() {
            pane.push(Action::Inspect(InspectorTab::Transitions));
        }
    });
    ui.add_space(2.0);
}

/// What must hold for a field to count, in the labels of the field that it depends on.
fn condition_of(pane: &Pane<'_>, field: &Field) -> Option<String> {
    if let Some(all) = pane.alternatives().filter(|all| !all.counts(&pane.chosen, field.key)) {
        let options = all.options.iter().filter(|option| option.keys.contains(&field.key));
        let options: Vec<String> = options.map(|option| format!("“{}”", option.label)).collect();
        return Some(format!("{} is {}", all.label, options.join(" or ")));
    }
    let when = field.condition?;
    let asked = pane.entry?.field(when.key())?;
    let label_of = |value: &'static str| match asked.kind {
        FieldKind::Choice(choices) => {
            choices.iter().find(|choice| choice.value == value).map_or(value, |choice| choice.label)
        }
        FieldKind::Boolean if value == "true" => "on",
        FieldKind::Boolean => "off",
        _ => value,
    };
    Some(match when {
        When::Is(_, values) => {
            let values: Vec<String> = values.iter().map(|value| format!("“{}”", label_of(value))).collect();
            format!("{} is {}", asked.label, values.join(" or "))
        }
        When::Filled(_) => format!("{} is filled in", asked.label),
    })
}

/// A small button to take a row of a list out.
pub(super) fn remove_button(ui: &mut Ui, name: &str) -> bool {
    kit::IconButton::new(icon::CLOSE, name).edge(24.0, 13.0).show(ui).clicked()
}

/// Buttons to move a row of a list. Answers with where it goes.
pub(super) fn move_buttons(
    ui: &mut Ui,
    what: &str,
    at: usize,
    before: Option<usize>,
    after: Option<usize>,
) -> Option<usize> {
    let up = format!("Move {what} {} up", at + 1);
    let down = format!("Move {what} {} down", at + 1);
    let mut to = None;
    let first = before.is_none().then_some("It is the first");
    let last = after.is_none().then_some("It is the last");
    if kit::IconButton::new(icon::CHEVRON_UP, &up).edge(24.0, 13.0).disabled(first).show(ui).clicked() {
        to = before;
    }
    if kit::IconButton::new(icon::CHEVRON_DOWN, &down).edge(24.0, 13.0).disabled(last).show(ui).clicked() {
        to = after;
    }
    to
}
