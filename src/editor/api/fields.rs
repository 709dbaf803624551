//! The fields of a request, each with its help and what is wrong with it: what is needed and what is filled in first,
//! the rest behind a heading that opens.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Label, RichText, Ui};

use super::ApiAction;
use super::body_fields::{self, body_ui};
use super::inputs::input_ui;
use super::key::World;
use super::state::Try;
use crate::api::{BodyKind, Check, Finding, Kind, Missing, Operation, Parameter, Place, Severity};
use crate::editor::kit::{self, FieldOptions, FieldState};
use crate::editor::theme::{self, Tokens, size, space};

/// So few that nobody has to look for one.
const FEW: usize = 3;
/// From so many on, they can be searched.
const MANY: usize = 12;

/// How the fields are looked at.
#[derive(Debug, Default)]
pub(super) struct FieldsView {
    /// The parameters that stand first, by number, and the operation that they are of. One that is filled in or emptied
    /// stays where it is.
    first: Option<(Arc<Operation>, Arc<BTreeSet<usize>>)>,
    search: String,
    /// The first field for text is to take the keyboard, once.
    pub(super) wants_keyboard: bool,
    /// What is told of the body.
    pub(super) note: Option<String>,
    /// What is to be done besides.
    pub(super) wishes: Vec<ApiAction>,
}

impl FieldsView {
    /// What stands first is looked at anew.
    pub(super) fn forget_order(&mut self) {
        self.first = None;
    }
}

/// Paints the fields.
pub(super) fn fields_ui(ui: &mut Ui, shown: &mut Try, operation: &Operation, findings: &[Finding]) {
    ui.spacing_mut().item_spacing.y = 6.0;
    if shown.world == World::Mock && shown.outcome.is_none() {
        mock_ui(ui, shown, operation);
    }
    server_ui(ui, shown, operation);
    groups_ui(ui, shown, operation);
    body_fields::variant_ui(ui, shown);
    let first = first_ones(shown);
    let missing = shown.missing().to_vec();
    let is_by_hand = shown.prepared.raw_body().is_some();
    let mut rest: Vec<(usize, &Parameter)> = Vec::new();
    for place in Place::ALL {
        let all = in_order(operation, place).into_iter();
        let (rows, others): (Vec<_>, Vec<_>) = all.partition(|(index, _)| first.contains(index));
        if place == Place::Body && is_by_hand {
            continue;
        }
        rest.extend(others);
        if rows.is_empty() {
            continue;
        }
        ui.add_space(space::S);
        heading_ui(ui, place);
        for (index, parameter) in rows {
            field_ui(ui, shown, index, parameter, findings, &missing);
        }
    }
    more_ui(ui, shown, &rest, findings, &missing);
    body_ui(ui, shown, operation);
    if operation.parameters.is_empty() && operation.body.kind == BodyKind::None {
        kit::hint_text(ui, "It takes no values.");
    }
}

/// What the mock does with the request.
fn mock_ui(ui: &mut Ui, shown: &Try, operation: &Operation) {
    let (severity, title, text) = if operation.product.is_some_and(|product| !crate::mock::serves(product)) {
        (kit::Severity::Warning, "Not in the mock.", "Send it live to get an answer.")
    } else if operation.path.contains('{') && shown.is_made_up(&shown.prepared) {
        (kit::Severity::Info, "Ready to try.", "What the path names is made in the mock when you first send.")
    } else {
        return;
    };
    kit::problem_box(ui, severity, title, text, None);
}

/// The parameters of a place with their numbers; those of the path as they stand in it, from left to right.
pub(super) fn in_order(operation: &Operation, place: Place) -> Vec<(usize, &Parameter)> {
    let all = operation.parameters.iter().enumerate().filter(|(_, row)| row.place == place);
    let mut all: Vec<(usize, &Parameter)> = all.collect();
    if place == Place::Path {
        let at = |name: &str| operation.path.find(&format!("{{{name}}}")).unwrap_or(usize::MAX);
        all.sort_by_cached_key(|(_, parameter)| at(&parameter.name));
    }
    all
}

/// The numbers of the parameters that stand first.
fn first_ones(shown: &mut Try) -> Arc<BTreeSet<usize>> {
    let operation = Arc::clone(shown.prepared.operation());
    if let Some((known, first)) = &shown.fields.first
        && Arc::ptr_eq(known, &operation)
    {
        return Arc::clone(first);
    }
    let is_first = |(index, parameter): &(usize, &Parameter)| {
        parameter.required || !shown.prepared.at(*index).is_empty()
    };
    let mut first: BTreeSet<usize> =
        operation.parameters.iter().enumerate().filter(is_first).map(|(index, _)| index).collect();
    if operation.parameters.len() - first.len() <= FEW {
        first = (0..operation.parameters.len()).collect();
    }
    let first = Arc::new(first);
    shown.fields.first = Some((operation, Arc::clone(&first)));
    first
}

fn more_ui(
    ui: &mut Ui,
    shown: &mut Try,
    rest: &[(usize, &Parameter)],
    findings: &[Finding],
    missing: &[Missing],
) {
    if rest.is_empty() {
        return;
    }
    ui.add_space(space::S);
    kit::section(ui, "More fields", false, |ui| {
        if rest.len() > MANY {
            let hint = format!("Search {} fields", rest.len());
            kit::search_field(ui, "api.fields.search", "Search the fields", &mut shown.fields.search, &hint);
        } else {
            shown.fields.search.clear();
        }
        let wanted = shown.fields.search.trim().to_lowercase();
        let is_wanted = |parameter: &Parameter| {
            parameter.name.to_lowercase().contains(&wanted) || parameter.help.to_lowercase().contains(&wanted)
        };
        let mut place = None;
        let mut count = 0_usize;
        for (index, parameter) in rest.iter().filter(|(_, parameter)| is_wanted(parameter)) {
            if place != Some(parameter.place) {
                heading_ui(ui, parameter.place);
                place = Some(parameter.place);
            }
            count += 1;
            field_ui(ui, shown, *index, parameter, findings, missing);
        }
        if count == 0 {
            kit::secondary_text(ui, "No field has that in its name or help.");
        }
    });
}

/// Which of the document's servers it goes to.
fn server_ui(ui: &mut Ui, shown: &mut Try, operation: &Operation) {
    let is_asked = operation.product.is_none() && shown.world == World::Live;
    let has_choice =
        operation.servers.len() > 1 || operation.servers.iter().any(|server| !server.variables.is_empty());
    if !is_asked || !has_choice {
        return;
    }
    let before = shown.server.0;
    if operation.servers.len() > 1 {
        let rows: Vec<(usize, &str)> =
            operation.servers.iter().enumerate().map(|(at, server)| (at, server.url.as_str())).collect();
        kit::labelled(ui, "Server", false, |ui| {
            kit::choice(ui, "api.server", "Server", &rows, &mut shown.server.0)
        });
    }
    let Some(server) = operation.servers.get(shown.server.0) else { return };
    if before != shown.server.0 {
        shown.server.1.clear();
    }
    if !server.help.is_empty() {
        kit::hint_text(ui, &server.help);
    }
    ui.add_space(space::XS);
    for variable in &server.variables {
        let known = shown.server.1.iter().position(|(name, _)| *name == variable.name);
        let at = known.unwrap_or_else(|| {
            shown.server.1.push((variable.name.clone(), variable.default.clone()));
            shown.server.1.len() - 1
        });
        let Some((_, value)) = shown.server.1.get_mut(at) else { continue };
        let salt = ("api.server", variable.name.as_str());
        kit::labelled(ui, &variable.name, false, |ui| {
            if variable.choices.is_empty() {
                let options = FieldOptions::default();
                kit::text_field(ui, salt, &variable.name, value, &variable.default, &options);
            } else {
                let rows: Vec<(String, &str)> =
                    variable.choices.iter().map(|choice| (choice.clone(), choice.as_str())).collect();
                kit::choice(ui, salt, &variable.name, &rows, value);
            }
        });
        if !variable.help.is_empty() {
            kit::hint_text(ui, &variable.help);
        }
        ui.add_space(space::XS);
    }
    ui.add_space(space::S);
}

/// Groups of which one parameter has to be there, and none is.
fn groups_ui(ui: &mut Ui, shown: &Try, operation: &Operation) {
    for group in &operation.one_of {
        if group.parameters.iter().all(|name| shown.prepared.value(name).is_empty()) {
            let names = group.parameters.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            let text = format!("{}.", names.join(", "));
            kit::problem_box(ui, kit::Severity::Info, "Fill in at least one of these:", &text, None);
        }
    }
}

pub(super) fn heading_ui(ui: &mut Ui, place: Place) {
    let text = match place {
        Place::Path => "Path",
        Place::Query => "Query",
        Place::Header => "Headers",
        Place::Cookie => "Cookies",
        Place::Body => "Body",
    };
    let color = Tokens::of(ui).text;
    let label = ui.label(RichText::new(text).font(theme::semibold(size::BODY)).color(color));
    kit::as_heading(&label, text);
}

fn field_ui(
    ui: &mut Ui,
    shown: &mut Try,
    index: usize,
    parameter: &Parameter,
    findings: &[Finding],
    missing: &[Missing],
) {
    let own = || findings.iter().filter(|finding| finding.parameter == parameter.name);
    let state = match own().map(|finding| finding.severity).max() {
        Some(Severity::Error) => FieldState::Error,
        Some(Severity::Warning) => FieldState::Warn,
        None => FieldState::Normal,
    };
    input_ui(ui, shown, index, parameter, state);
    let value = shown.prepared.at(index);
    // A file has no templates, and is too long to look for them in each frame.
    let is_file = parameter.kind == Kind::Bytes && value.starts_with("data:");
    let count = if is_file { None } else { counted(parameter, value) };
    let is_template = !is_file && (value.contains("{{") || value.contains("{%"));
    for finding in own() {
        finding_ui(ui, shown, finding);
    }
    if is_template {
        becomes_ui(ui, shown, index, parameter, missing);
    }
    let color = Tokens::of(ui).text_3;
    let mut help = parameter.help.clone();
    if parameter.is_deprecated {
        help = format!("On its way out. {help}");
    }
    if let Some(count) = count {
        help = format!("{help} {count}.");
    }
    if !help.trim().is_empty() {
        ui.add(Label::new(kit::rich_text(&help, &theme::hint(), color)).wrap());
    }
    ui.add_space(space::S);
}

/// What a template becomes, and what is not there for it.
fn becomes_ui(ui: &mut Ui, shown: &Try, index: usize, parameter: &Parameter, missing: &[Missing]) {
    const MOST_CHARS: usize = 200;
    let absent: Vec<String> = missing
        .iter()
        .filter(|missing| missing.parameter == parameter.name)
        .map(|missing| format!("`{}`", missing.path))
        .collect();
    if !absent.is_empty() {
        let why = if shown.around.has_run {
            "The last run did not set it, nor does the environment."
        } else {
            "Start a run of the flow: its variables are used here."
        };
        let title = format!("Nothing is there for {}.", absent.join(", ").replace('`', ""));
        kit::problem_box(ui, kit::Severity::Warning, &title, why, None);
    }
    let Some(becomes) = shown.becomes(index) else { return };
    let line: String =
        crate::editor::run::cut(becomes.trim(), MOST_CHARS).split_whitespace().collect::<Vec<_>>().join(" ");
    let line = if line.is_empty() { "(empty)".to_owned() } else { line };
    let text = RichText::new(format!("Becomes: {line}")).font(theme::hint()).color(Tokens::of(ui).text_2);
    ui.add(Label::new(text).wrap());
}

/// What is wrong with a value.
fn finding_ui(ui: &mut Ui, shown: &Try, finding: &Finding) {
    let who = if shown.prepared.operation().product.is_some() { "Twilio" } else { "The server" };
    let (severity, title) = match (finding.severity, finding.code) {
        (Severity::Error, Some(code)) => (kit::Severity::Error, format!("Twilio refuses this ({code}).")),
        (Severity::Error, None) if finding.is_by_document => {
            (kit::Severity::Warning, format!("{who} may refuse this."))
        }
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
