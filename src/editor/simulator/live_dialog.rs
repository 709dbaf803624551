//! What a live run would do, before it may do it: who pays, who sends, who is reached, and what is known of the
//! messages. The last word before anything leaves the machine.

use egui::{Grid, Label, RichText, Ui};

use crate::editor::account::account_line_ui;
use crate::editor::at_twilio::{Seen, Trouble};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions};
use crate::editor::run::{LiveForm, Planned, RunForm, cut};
use crate::editor::state::{FileKey, State};
use crate::editor::theme::{self, Tokens, space};
use crate::sim::{Channel, Start};
use crate::twilio::account::Standing;
use crate::twilio::sid::prefix;

/// What is known of Twilio's side of a run that waits for its confirmation.
#[derive(Clone, Debug, Default)]
pub struct LiveLook {
    /// The number of the question.
    pub number: u64,
    /// The answer, once it has come.
    pub seen: Option<Result<Seen, Trouble>>,
}

/// Shows what would happen. The confirmation counts once.
pub fn live_dialog_ui(
    ctx: &egui::Context,
    state: &State,
    key: FileKey,
    form: &RunForm,
    look: &LiveLook,
) -> Option<DialogAnswer> {
    // The flow may have been closed in between; then there is nothing to run.
    state.file(key)?;
    let mut edited = form.clone();
    let problem = problem(&form.live, look);
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::danger("Send for real").disabled(problem.as_deref()),
    ];
    let (mut is_changed, mut wants) = (false, None);
    let answer = kit::dialog(ctx, "Send real messages?", 540.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        kit::body_text(ui, "This run sends real messages that cost money and reach people.");
        if account_ui(ui, state, look) {
            wants = Some(DialogAnswer::OtherAccount);
        }
        is_changed = attached_ui(ui, &mut edited.live, look);
        summary_ui(ui, &edited);
        planned_ui(ui, &edited.live, is_trial(look));
        is_changed |= fields_ui(ui, &mut edited.live);
        match &look.seen {
            Some(Err(trouble)) => {
                let text = trouble.line();
                if kit::problem_box(ui, kit::Severity::Error, "Not yet:", &text, Some("Try again")) {
                    wants = Some(DialogAnswer::LookAgain);
                }
            }
            None => {
                // As high as what stands here afterwards, so that nothing moves under the pointer.
                let text = "Twilio is asked about the account, and what else answers the contact.";
                kit::problem_box(ui, kit::Severity::Info, "One moment.", text, None);
            }
            Some(Ok(_)) => {
                if let Some(problem) = &problem {
                    kit::problem_box(ui, kit::Severity::Warning, "Not yet:", problem, None);
                }
            }
        }
    });
    match (answer, wants) {
        (Some(Answer::Dismissed | Answer::Button(0)), _) => Some(DialogAnswer::Cancel),
        (Some(Answer::Button(_)), _) => {
            edited.is_confirmed = true;
            Some(DialogAnswer::Start(Box::new(edited)))
        }
        (None, Some(wants)) => Some(wants),
        (None, None) => is_changed.then(|| DialogAnswer::Form(Box::new(edited))),
    }
}

/// Why nothing may be sent yet.
fn problem(live: &LiveForm, look: &LiveLook) -> Option<String> {
    if let Some(why) = live.guard().err().or_else(|| live.refusal()) {
        return Some(why);
    }
    match &look.seen {
        None => Some("Twilio is still asked about the account".to_owned()),
        Some(Err(trouble)) => Some(trouble.text.clone()),
        Some(Ok(seen)) if !seen.attached.is_empty() && !live.both_answer => {
            Some(format!("Something else answers the contact, too: tick “{BOTH}”, or take it off"))
        }
        Some(Ok(_)) => None,
    }
}

/// Who pays, with what is to be known of the account. Answers whether another one is wanted.
fn account_ui(ui: &mut Ui, state: &State, look: &LiveLook) -> bool {
    let pressed =
        kit::labelled(ui, "Account", false, |ui| account_line_ui(ui, &state.account, &state.surroundings))
            .inner;
    let Some(Ok(seen)) = &look.seen else { return pressed };
    let notes = seen.account.standing.as_ref().map(Standing::notes).unwrap_or_default();
    for note in notes.iter().chain(&seen.unknown) {
        kit::problem_box(ui, kit::Severity::Warning, "Good to know:", note, None);
    }
    pressed
}

/// What else answers, by name, and the agreement to that.
fn attached_ui(ui: &mut Ui, live: &mut LiveForm, look: &LiveLook) -> bool {
    let Some(Ok(seen)) = &look.seen else { return false };
    if seen.attached.is_empty() {
        return false;
    }
    for attached in seen.attached.iter().take(10) {
        let text = format!("{attached}");
        kit::problem_box(ui, kit::Severity::Warning, "The contact's replies go there, too:", &text, None);
    }
    if seen.attached.len() > 10 {
        kit::hint_text(ui, &format!("… and {} more", seen.attached.len() - 10));
    }
    kit::checkbox(ui, &mut live.both_answer, BOTH).changed()
}

/// What the user agrees to where something else is attached.
const BOTH: &str = "Both will answer";

fn summary_ui(ui: &mut Ui, form: &RunForm) {
    let sender = address(form, &form.flow_address);
    let recipients = form.live.allowed().join(", ");
    let most = form.live.max_messages.trim();
    let rows = [
        ("Through", form.live.account.through().to_owned()),
        ("Sender", sender),
        ("May reach", if recipients.is_empty() { "nobody".to_owned() } else { recipients }),
        ("At most", format!("{most} messages")),
    ];
    Grid::new("live.summary").num_columns(2).spacing([16.0, 6.0]).min_row_height(18.0).show(ui, |ui| {
        for (name, value) in rows {
            kit::secondary_text(ui, name);
            kit::body_text(ui, &value);
            ui.end_row();
        }
    });
}

/// An address as the run's channel writes it.
fn address(form: &RunForm, plain: &str) -> String {
    let plain = plain.trim();
    if form.channel == Channel::Whatsapp
        && !plain.contains(':')
        && !plain.starts_with(prefix::MESSAGING_SERVICE)
    {
        format!("whatsapp:{plain}")
    } else if plain.is_empty() {
        Start::FLOW_ADDRESS.to_owned()
    } else {
        plain.to_owned()
    }
}

/// Whether Twilio puts a sentence before each text.
fn is_trial(look: &LiveLook) -> bool {
    let Some(Ok(seen)) = &look.seen else { return false };
    seen.account.standing.as_ref().is_some_and(Standing::is_trial)
}

fn planned_ui(ui: &mut Ui, live: &LiveForm, is_trial: bool) {
    let segments_of = |planned: &Planned| if is_trial { planned.segments_on_trial } else { planned.segments };
    let segments: usize = live.planned.iter().map(segments_of).sum();
    let many =
        |count: usize, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
    let title = match live.planned.len() {
        0 => "Before the contact's first answer it sends nothing".to_owned(),
        count => format!(
            "Before the contact's first answer it sends {} with {}",
            many(count, "message"),
            many(segments, "segment")
        ),
    };
    kit::secondary_text(ui, &title);
    let color = Tokens::of(ui).text_2;
    for planned in live.planned.iter().take(20) {
        let body = if planned.body.is_empty() { "(a content template)" } else { &planned.body };
        let text = format!(
            "{} → {} · {}: {}",
            planned.from,
            planned.to,
            many(segments_of(planned), "segment"),
            cut(&body.replace('\n', " "), 160)
        );
        ui.add(Label::new(RichText::new(text).font(theme::secondary()).color(color)).wrap());
    }
    if live.planned.len() > 20 {
        kit::hint_text(ui, &format!("… and {} more", live.planned.len() - 20));
    }
    kit::hint_text(
        ui,
        "What it sends after that depends on the answer. The list and the limit below hold for all of it.",
    );
}

fn fields_ui(ui: &mut Ui, live: &mut LiveForm) -> bool {
    let mut is_changed = false;
    let plain = FieldOptions::default();
    ui.add_space(space::XS);
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            is_changed |= field_ui(
                left,
                "Allowed recipients",
                &mut live.allow_to,
                "Numbers, or SIDs of channels",
                &plain,
            );
            is_changed |= field_ui(right, "Most messages", &mut live.max_messages, "10", &plain);
        }
    });
    is_changed
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, options: &FieldOptions) -> bool {
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("live.field", name), name, text, hint, options))
        .inner
        .changed
}
