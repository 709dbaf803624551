//! What came back.

use egui::{Label, RichText, Ui};

use super::key::{TryKey, World};
use super::state::{Answered, Outcome, Try};
use super::{ApiAction, bytes, json_text, reference};
use crate::api::{Operation, status_meaning};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, IconButton};
use crate::editor::run::cut;
use crate::editor::theme::{self, Tokens, size, space};

/// How much of a body is shown; it is copied whole.
const SHOWN_CHARS: usize = 40_000;

/// Paints the answer.
pub(super) fn answer_ui(
    ui: &mut Ui,
    shown: &mut Try,
    operation: &Operation,
    shows_hint: bool,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 6.0;
    if let Some(outcome) = shown.outcome.clone() {
        ui.add_space(space::XS);
        let color = Tokens::of(ui).text;
        let title = ui.label(RichText::new("Answer").font(theme::semibold(size::BODY)).color(color));
        kit::as_heading(&title, "Answer");
        match outcome {
            Outcome::Answered(answered) => answered_ui(ui, shown, operation, &answered, actions),
            Outcome::Failed(why) => {
                kit::problem_box(ui, kit::Severity::Error, "No answer.", &format!("{why}."), None);
            }
            Outcome::Cancelled(World::Mock) => {
                kit::secondary_text(ui, "The request was given up.");
            }
            Outcome::Cancelled(World::Live | World::Own(_)) => {
                let text = "Twilio may have got it all the same.";
                kit::problem_box(ui, kit::Severity::Warning, "The request was given up.", text, None);
            }
        }
    } else if shows_hint && shown.sending.is_none() {
        kit::hint_text(ui, "The answer stands here, with its time, headers and body.");
    }
}

fn answered_ui(
    ui: &mut Ui,
    shown: &mut Try,
    operation: &Operation,
    answered: &Answered,
    actions: &mut Vec<Action>,
) {
    status_ui(ui, answered);
    if !answered.made.is_empty() {
        let text = format!("{}.", answered.made.join(", "));
        kit::problem_box(ui, kit::Severity::Info, "Made in the mock first:", &text, None);
    }
    explained_ui(ui, &shown.key, operation, answered, actions);
    let top = ui.cursor().top();
    if let Some(chosen) = kit::tab_strip(ui, &["Body", "Headers"], usize::from(shown.shows_headers)) {
        shown.shows_headers = chosen == 1;
    }
    let headers = || {
        let lines = answered.answer.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let is_copied =
        bytes::corner_ui(ui, top, |ui| IconButton::new(icon::COPY, "Copy the answer").show(ui).clicked());
    if is_copied {
        let text = if shown.shows_headers { headers() } else { answered.pretty.clone() };
        actions.push(Action::Copy { text, what: "the answer".to_owned() });
    }
    if shown.shows_headers {
        let color = Tokens::of(ui).text;
        reference::block_ui(ui, json_text::plain_job(&headers(), color));
    } else if answered.pretty.is_empty() {
        kit::secondary_text(ui, "The answer has no body.");
    } else {
        let text = cut(&answered.pretty, SHOWN_CHARS);
        let job = match answered.answer.json {
            Some(_) => json_text::json_job(ui, &text),
            None => json_text::plain_job(&text, Tokens::of(ui).text),
        };
        reference::block_ui(ui, job);
    }
}

/// The status with a sign, and what it cost.
fn status_ui(ui: &mut Ui, answered: &Answered) {
    let tokens = Tokens::of(ui);
    let answer = &answered.answer;
    let (sign, color) =
        if answer.is_success() { (icon::CHECK, tokens.ok) } else { (icon::ERROR, tokens.error) };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (rect, _) = ui.allocate_exact_size(icon::size(), egui::Sense::hover());
        paint_icon(ui.painter(), rect.center(), sign, icon::SIZE, color);
        let text = format!("{} {}", answer.status, status_meaning(answer.status));
        ui.label(RichText::new(text).font(theme::semibold(size::BODY)).color(color));
        let world = match &answered.world {
            World::Mock => "mock",
            World::Live => "live",
            World::Own(name) => name,
        };
        let rest = format!("{} ms · {} · {world}", answer.millis, bytes_text(answer.size));
        kit::secondary_text(ui, &rest);
    });
}

/// What an error means, and what helps.
fn explained_ui(
    ui: &mut Ui,
    key: &TryKey,
    operation: &Operation,
    answered: &Answered,
    actions: &mut Vec<Action>,
) {
    let Some(explained) = answered.answer.explained(operation) else { return };
    let title = match (explained.code, explained.title) {
        (Some(code), Some(title)) => format!("{code}: {title}."),
        (Some(code), None) => format!("{code}."),
        (None, _) => format!("{}.", status_meaning(answered.answer.status)),
    };
    let help = explained.help.unwrap_or_default();
    let can_be_made =
        explained.code == Some(20404) && answered.world == World::Mock && answered.made.is_empty();
    let action = can_be_made.then_some("Make it in the mock and send again");
    if kit::problem_box(ui, kit::Severity::Error, &title, &help, action) {
        actions.push(Action::Api(ApiAction::MakeAndSend(key.clone())));
    }
    ui.horizontal_wrapped(|ui| {
        let text = RichText::new(format!("Twilio says: {}", explained.message));
        let text = text.font(theme::hint()).color(Tokens::of(ui).text_3);
        ui.add(Label::new(text).wrap().selectable(true));
        if let Some(page) = &explained.page
            && kit::link_button(ui, "Twilio's page on this code").clicked()
        {
            actions.push(Action::OpenUrl(page.clone()));
        }
    });
}

/// A size, to be read.
fn bytes_text(bytes: usize) -> String {
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    format!("{}.{} KB", bytes / 1024, bytes % 1024 * 10 / 1024)
}
