//! What came back.

use std::sync::Arc;

use egui::{Label, RichText, Ui};

use super::answered::{Answered, Part};
use super::body_view::{body_ui, times_ui};
use super::key::{TryKey, World};
use super::picture::picture_ui;
use super::state::{Outcome, Try};
use super::{ApiAction, bytes, json_text, reference};
use crate::api::{Operation, status_meaning};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, IconButton};
use crate::editor::theme::{self, Tokens, size, space};
use crate::twilio::NOT_IN_MOCK;

/// So many differences to a document are shown.
const MAX_DIFFERENCES: usize = 60;

/// Where an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown<'a> {
    /// Beside the request, where room waits for it.
    Beside,
    /// Below the request: of this widget, in its inspector.
    Below(Option<&'a str>),
}

/// Paints the answer.
pub(super) fn answer_ui(
    ui: &mut Ui,
    shown: &mut Try,
    operation: &Operation,
    place: Shown<'_>,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let old = shown.past.looked_at().map(|old| (old.number, old.at.clone(), old.outcome.clone()));
    let (old, outcome) = match old {
        Some((number, at, outcome)) => (Some((number, at)), Some(outcome)),
        None => (None, shown.outcome.clone()),
    };
    if let Some(outcome) = outcome {
        ui.add_space(space::XS);
        let color = Tokens::of(ui).text;
        let title = ui.label(RichText::new("Answer").font(theme::semibold(size::BODY)).color(color));
        kit::as_heading(&title, "Answer");
        // In an inspector it stands below much else.
        if std::mem::take(&mut shown.is_answer_new) && matches!(place, Shown::Below(_)) {
            title.scroll_to_me(Some(egui::Align::Center));
        }
        if let Some((_, when)) = &old {
            let text = format!("The answer of {when} is shown.");
            if kit::problem_box(ui, kit::Severity::Info, "Not the last one.", &text, Some("Show the last")) {
                shown.past.close();
            }
        }
        let again = match old {
            Some((number, _)) => Again::Old(number),
            None => Again::Filled,
        };
        match outcome {
            Outcome::Answered(answered) => {
                answered_ui(ui, shown, operation, &answered, (place, again), actions);
            }
            Outcome::Failed(why) => failed_ui(ui, &shown.key, &why, again, actions),
            Outcome::Cancelled(World::Mock) => {
                kit::secondary_text(ui, "The request was given up.");
            }
            Outcome::Cancelled(World::Live | World::Own(_)) => {
                let whose = if operation.product.is_some() { "Twilio" } else { "The server" };
                let text = format!("{whose} may have got it all the same.");
                kit::problem_box(ui, kit::Severity::Warning, "The request was given up.", &text, None);
            }
        }
    } else if place == Shown::Beside && shown.sending.is_none() {
        kit::hint_text(ui, "The answer stands here, with its time, headers and body.");
    }
}

/// What is sent when an answer offers to send again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// What is filled in.
    Filled,
    /// What was sent then, as its number in the history tells.
    Old(u64),
}

fn failed_ui(ui: &mut Ui, key: &TryKey, why: &str, again: Again, actions: &mut Vec<Action>) {
    let text = format!("{}.", why.trim_end_matches('.'));
    if kit::problem_box(ui, kit::Severity::Error, "No answer.", &text, Some("Try again")) {
        actions.push(Action::Api(match again {
            Again::Filled => ApiAction::Send(key.clone()),
            Again::Old(number) => ApiAction::SendAgain(key.clone(), number),
        }));
    }
}

fn answered_ui(
    ui: &mut Ui,
    shown: &mut Try,
    operation: &Operation,
    answered: &Arc<Answered>,
    (place, again): (Shown<'_>, Again),
    actions: &mut Vec<Action>,
) {
    status_ui(ui, answered, operation);
    times_ui(ui, &answered.answer.times);
    if !answered.made.is_empty() {
        let text = format!("{}.", answered.made.join(", "));
        kit::problem_box(ui, kit::Severity::Info, "Made in the mock first:", &text, None);
    }
    explained_ui(ui, &shown.key, operation, answered, again, actions);
    if let Some(to) = answered.answer.leads_to() {
        let text = format!(
            "{to}. It is not followed, as it leads to another server or the request changes something."
        );
        kit::problem_box(ui, kit::Severity::Info, "It leads elsewhere:", &text, None);
    }
    if answered.answer.is_masked {
        let text = "Dots stand in its place, here and in what is kept of the answer.";
        kit::problem_box(ui, kit::Severity::Info, "A secret came back.", text, None);
    }
    if answered.answer.is_cut {
        let text = "Only the first part of it was read and is shown.";
        kit::problem_box(ui, kit::Severity::Warning, "The answer is longer than 10 MB.", text, None);
    }
    let parts = Part::of(answered);
    let labels: Vec<String> = parts.iter().map(|part| part.label(answered)).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let at = parts.iter().position(|part| *part == shown.part).unwrap_or_default();
    let top = ui.cursor().top();
    if let Some(chosen) = kit::tab_strip(ui, &labels, at).and_then(|chosen| parts.get(chosen)) {
        shown.part = *chosen;
    }
    let part = parts.get(at).copied().unwrap_or_default();
    let is_copied =
        bytes::corner_ui(ui, top, |ui| IconButton::new(icon::COPY, "Copy the answer").show(ui).clicked());
    if is_copied {
        let text = match part {
            Part::Body => answered.pretty.clone(),
            part => text_of(answered, part),
        };
        actions.push(Action::Copy { text, what: "the answer".to_owned() });
    }
    match part {
        Part::Body if answered.answer.binary.is_some() => binary_ui(ui, &shown.key, answered, actions),
        Part::Body if answered.pretty.is_empty() => {
            kit::secondary_text(ui, "The answer has no body.");
        }
        Part::Body => {
            let name = if let Shown::Below(Some(name)) = place { name } else { "NAME" };
            let root = format!("widgets.{name}.parsed");
            body_ui(ui, &mut shown.body, answered, &root, actions);
        }
        Part::Schema => schema_ui(ui, answered),
        Part::Headers | Part::Redirects => {
            let color = Tokens::of(ui).text;
            reference::block_ui(ui, json_text::plain_job(&text_of(answered, part), color));
        }
    }
    ui.add_space(space::XS);
    if answered.answer.binary.is_none()
        && kit::Button::link("Save as stub…")
            .tooltip("This answer is what a widget of the flow gets in simulations")
            .show(ui)
            .clicked()
    {
        actions.push(Action::Api(ApiAction::Stub(shown.key.clone(), Arc::clone(answered))));
    }
}

/// What can be copied and read of a part other than the body.
fn text_of(answered: &Answered, part: Part) -> String {
    let answer = &answered.answer;
    let lines: Vec<String> = match part {
        Part::Redirects => {
            let hop = |hop: &crate::api::Hop| format!("{} {}\n  → {}", hop.status, hop.from, hop.to);
            answer.hops.iter().map(hop).collect()
        }
        Part::Schema => {
            let differences = answered.differences.iter().flatten();
            let line = |difference: &crate::api::Difference| {
                let path = if difference.path.is_empty() { "the body" } else { &difference.path };
                format!("{path}: expected {}, came {}", difference.expected, difference.came)
            };
            differences.map(line).collect()
        }
        Part::Body | Part::Headers => {
            answer.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
        }
    };
    lines.join("\n")
}

/// Where the answer is not what the document says.
fn schema_ui(ui: &mut Ui, answered: &Answered) {
    let differences = answered.differences.as_deref().unwrap_or_default();
    if differences.is_empty() {
        kit::secondary_text(ui, "The body is what the document says.");
        return;
    }
    for difference in differences.iter().take(MAX_DIFFERENCES) {
        let severity = if difference.is_error() { kit::Severity::Warning } else { kit::Severity::Info };
        let path = if difference.path.is_empty() { "The body" } else { &difference.path };
        let text = if difference.came == crate::api::schema::MISSING {
            format!("The document says {}; {}.", difference.expected, difference.came)
        } else {
            format!("The document says {}; here it is {}.", difference.expected, difference.came)
        };
        kit::problem_box(ui, severity, path, &text, None);
    }
    if let Some(more) = differences.len().checked_sub(MAX_DIFFERENCES).filter(|more| *more > 0) {
        kit::hint_text(ui, &format!("… and {more} more. All of them are copied."));
    }
}

/// A body that is no text.
fn binary_ui(ui: &mut Ui, key: &TryKey, answered: &Arc<Answered>, actions: &mut Vec<Action>) {
    let kind = answered.content_type().unwrap_or("bytes without a type");
    let size = bytes_text(answered.answer.size);
    match &answered.picture {
        Some(Ok(picture)) => {
            picture_ui(ui, picture);
            let (width, height) = picture.size;
            kit::secondary_text(ui, &format!("{kind}, {width} × {height} pixels, {size}."));
        }
        Some(Err(why)) => {
            kit::secondary_text(ui, &format!("{kind}, {size}. It cannot be shown: {why}."));
        }
        None => {
            kit::secondary_text(ui, &format!("{kind}, {size}. It is no text."));
        }
    }
    if kit::secondary_button(ui, "Save as…").clicked() {
        actions.push(Action::Api(ApiAction::SaveBody(key.clone(), Arc::clone(answered))));
    }
}

/// The status with a sign, and what it cost.
fn status_ui(ui: &mut Ui, answered: &Answered, operation: &Operation) {
    let tokens = Tokens::of(ui);
    let answer = &answered.answer;
    let (sign, color) = match answer.status / 100 {
        2 => (icon::CHECK, tokens.ok),
        3 => (icon::INFO, tokens.warn),
        _ => (icon::ERROR, tokens.error),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (rect, _) = ui.allocate_exact_size(icon::size(), egui::Sense::hover());
        paint_icon(ui.painter(), rect.center(), sign, icon::SIZE, color);
        let text = format!("{} {}", answer.status, status_meaning(answer.status));
        ui.label(RichText::new(text).font(theme::semibold(size::BODY)).color(color));
        let to = answered.world.label_of(operation);
        let rest = format!("{} ms · {} · {to}", answer.millis, bytes_text(answer.size));
        kit::secondary_text(ui, &rest);
    });
}

/// What an error means, and what helps.
fn explained_ui(
    ui: &mut Ui,
    key: &TryKey,
    operation: &Operation,
    answered: &Answered,
    again: Again,
    actions: &mut Vec<Action>,
) {
    let Some(explained) = answered.answer.explained(operation) else { return };
    let title = match (explained.code, explained.title) {
        (Some(code), Some(title)) => format!("{code}: {title}."),
        (Some(code), None) => format!("{code}."),
        (None, _) => format!("{}.", status_meaning(answered.answer.status)),
    };
    let is_lacking = explained.message.ends_with(NOT_IN_MOCK);
    let title = if is_lacking { "The mock does not serve this.".to_owned() } else { title };
    let help = explained.help.unwrap_or_default();
    let can_be_made = explained.code == Some(20404)
        && answered.world == World::Mock
        && answered.made.is_empty()
        && again == Again::Filled
        && !is_lacking;
    let action = can_be_made.then_some("Make it in the mock and send again");
    if kit::problem_box(ui, kit::Severity::Error, &title, &help, action) {
        actions.push(Action::Api(ApiAction::MakeAndSend(key.clone())));
    }
    let who = if is_lacking { "The mock" } else { "Twilio" };
    let text = RichText::new(format!("{who} says: {}", explained.message));
    let text = text.font(theme::hint()).color(Tokens::of(ui).text_3);
    ui.add(Label::new(text).wrap().selectable(true));
    if let Some(page) = &explained.page
        && kit::link_button(ui, "Twilio's page on this code").clicked()
    {
        actions.push(Action::OpenUrl(page.clone()));
    }
}

/// A size, to be read.
pub(super) fn bytes_text(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{}.{} KB", bytes / 1024, bytes % 1024 * 10 / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}
