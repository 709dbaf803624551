//! The fields of a request, each with its help and what is wrong with it.

use egui::{Label, Ui};

use super::key::World;
use super::state::Try;
use crate::api::{Check, Finding, Kind, Operation, Parameter, Place, Severity};
use crate::editor::kit::{self, FieldOptions, FieldState};
use crate::editor::theme::{self, Tokens, size, space};

/// Paints the fields.
pub(super) fn fields_ui(ui: &mut Ui, shown: &mut Try, operation: &Operation, findings: &[Finding]) {
    ui.spacing_mut().item_spacing.y = 6.0;
    if shown.world == World::Mock && shown.outcome.is_none() && shown.is_made_up() {
        let text = "What the path names is made in the mock when you first send.";
        kit::problem_box(ui, kit::Severity::Info, "Ready to try.", text, None);
    }
    for place in Place::ALL {
        let rows: Vec<(usize, &Parameter)> =
            operation.parameters.iter().enumerate().filter(|(_, row)| row.place == place).collect();
        if rows.is_empty() {
            continue;
        }
        ui.add_space(space::S);
        heading_ui(ui, place);
        for (index, parameter) in rows {
            let own: Vec<&Finding> =
                findings.iter().filter(|finding| finding.parameter == parameter.name).collect();
            field_ui(ui, shown, index, parameter, &own);
            ui.add_space(space::S);
        }
    }
}

fn heading_ui(ui: &mut Ui, place: Place) {
    let text = match place {
        Place::Path => "Path",
        Place::Query => "Query",
        Place::Header => "Headers",
        Place::Cookie => "Cookies",
        Place::Body => "Body",
    };
    let color = Tokens::of(ui).text;
    let label = ui.label(egui::RichText::new(text).font(theme::semibold(size::BODY)).color(color));
    kit::as_heading(&label, text);
}

fn field_ui(ui: &mut Ui, shown: &mut Try, index: usize, parameter: &Parameter, findings: &[&Finding]) {
    let state = match findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Error) => FieldState::Error,
        Some(Severity::Warning) => FieldState::Warn,
        None => FieldState::Normal,
    };
    let Some(value) = shown.prepared.at_mut(index) else { return };
    kit::labelled(ui, &parameter.name, parameter.required, |ui| input_ui(ui, parameter, value, state));
    let count = counted(parameter, value);
    for finding in findings {
        finding_ui(ui, finding);
    }
    let color = Tokens::of(ui).text_3;
    let mut help = parameter.help.clone();
    if let Some(count) = count {
        help = format!("{help} {count}.");
    }
    ui.add(Label::new(kit::rich_text(&help, &theme::hint(), color)).wrap());
}

fn input_ui(ui: &mut Ui, parameter: &Parameter, value: &mut String, state: FieldState) {
    let name = parameter.name.as_str();
    let options = FieldOptions { state, ..FieldOptions::default() };
    let salt = ("api.field", parameter.place.name(), name);
    match &parameter.kind {
        Kind::Choice(choices) if parameter.required && choices.len() == 1 => {
            let fixed = FieldOptions { enabled: false, ..options };
            kit::text_field(ui, salt, name, value, "", &fixed);
        }
        Kind::Choice(choices) => {
            let mut rows: Vec<(String, &str)> = Vec::with_capacity(choices.len() + 1);
            if !parameter.required {
                rows.push((String::new(), "Not sent"));
            }
            rows.extend(choices.iter().map(|choice| (choice.clone(), choice.as_str())));
            kit::choice(ui, salt, name, &rows, value);
        }
        Kind::LongText => {
            let long = FieldOptions { rows: 3, max_rows: 10, ..options };
            kit::text_field(ui, salt, name, value, &parameter.example, &long);
        }
        Kind::Bytes => {
            let long = FieldOptions { rows: 2, max_rows: 10, ..options };
            kit::text_field(ui, salt, name, value, &parameter.example, &long);
        }
        Kind::Json | Kind::List | Kind::Object => {
            let json = FieldOptions { rows: 2, max_rows: 10, mono: true, ..options };
            kit::text_field(ui, salt, name, value, &parameter.example, &json);
        }
        Kind::Text | Kind::Time | Kind::Whole | Kind::Number => {
            let mono = parameter.example.len() > 20 || parameter.kind == Kind::Time;
            let line = FieldOptions { mono, ..options };
            kit::text_field(ui, salt, name, value, &hint(parameter), &line);
        }
    }
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

/// What is wrong with a value.
fn finding_ui(ui: &mut Ui, finding: &Finding) {
    let (severity, title) = match (finding.severity, finding.code) {
        (Severity::Error, Some(code)) => (kit::Severity::Error, format!("Twilio refuses this ({code}).")),
        (Severity::Error, None) => (kit::Severity::Error, "It cannot be sent.".to_owned()),
        (Severity::Warning, _) => (kit::Severity::Warning, "Careful.".to_owned()),
    };
    kit::problem_box(ui, severity, &title, &format!("{}.", finding.message), None);
}

/// How much of its limit a value uses, where it has one and comes near it.
fn counted(parameter: &Parameter, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    parameter.checks.iter().find_map(|check| match check {
        Check::WarnAbove { .. } => Some(format!("{} characters", value.chars().count())),
        Check::MaxBytes { limit, .. } if value.len() * 2 > *limit => {
            Some(format!("{} of {limit} bytes", value.len()))
        }
        Check::MaxChars { limit, .. } if value.chars().count() * 2 > *limit => {
            Some(format!("{} of {limit} characters", value.chars().count()))
        }
        _ => None,
    })
}
