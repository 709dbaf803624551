//! The dialogs about Twilio.

use egui::{Context, Grid, Label, RichText, Ui};

use super::{PullForm, PushForm, Trouble, TwilioAnswer, TwilioDialog, Wish};
use crate::check::Diagnostic;
use crate::editor::account::{account_dialog_ui, account_line_ui};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::findings::{with_capital, with_quotes};
use crate::editor::kit::{self, Answer, Button, DialogButton, FieldOptions, Severity};
use crate::editor::state::{FileKey, State};
use crate::editor::theme::{self, Tokens};
use crate::remote::Pulled;
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::twilio::studio::Status;

/// More lines than this nobody reads.
const MOST_LINES: usize = 200;

/// Shows the dialog.
pub fn twilio_dialog_ui(ctx: &Context, state: &State, dialog: &TwilioDialog) -> Option<DialogAnswer> {
    let answer = match dialog {
        TwilioDialog::Account(question, _) => {
            let answer = account_dialog_ui(ctx, &state.surroundings, question)?;
            return Some(answer.map_or(DialogAnswer::Cancel, |answer| told(TwilioAnswer::Account(answer))));
        }
        TwilioDialog::Pull(form) => pull_ui(ctx, state, form),
        TwilioDialog::Push(form) => push_ui(ctx, state, form),
        TwilioDialog::Waiting(_, wish) => waiting_ui(ctx, state, wish),
        TwilioDialog::Differs { key, pulled, lines } => differs_ui(ctx, state, *key, pulled, lines),
        TwilioDialog::Moved { form, revision, lines } => moved_ui(ctx, form, *revision, lines),
        TwilioDialog::Blocked { key, status, found } => blocked_ui(ctx, state, *key, *status, found),
        TwilioDialog::Failed(wish, trouble) => failed_ui(ctx, wish, trouble),
    };
    answer.map(|answer| answer.map_or(DialogAnswer::Cancel, told))
}

fn told(answer: TwilioAnswer) -> DialogAnswer {
    DialogAnswer::Twilio(Box::new(answer))
}

/// `Some(None)`: it was cancelled.
type Answered = Option<Option<TwilioAnswer>>;

/// The answers of a dialog's buttons after the first, which cancels.
fn answered(answer: Option<Answer>, answers: impl IntoIterator<Item = TwilioAnswer>) -> Answered {
    match answer? {
        Answer::Dismissed | Answer::Button(0) => Some(None),
        Answer::Button(index) => Some(answers.into_iter().nth(index - 1)),
    }
}

fn title_of(state: &State, key: FileKey) -> String {
    state.file(key).map(|file| file.document.title()).unwrap_or_default()
}

fn spaced(ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = 10.0;
}

/// The account, named as the other lines of a dialog are.
fn account_ui(ui: &mut Ui, state: &State) -> bool {
    kit::labelled(ui, "Account", false, |ui| account_line_ui(ui, &state.account, &state.surroundings)).inner
}

fn pull_ui(ctx: &Context, state: &State, form: &PullForm) -> Answered {
    let mut edited = form.clone();
    let sid = form.sid.trim();
    let problem = (!is_sid(sid, prefix::FLOW)).then_some("A flow's SID is FW and 32 hexadecimal digits");
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Pull").disabled(problem)];
    let (mut is_changed, mut wants_account) = (false, false);
    let answer = kit::dialog(ctx, "Pull a flow from Twilio", 480.0, &buttons, |ui| {
        spaced(ui);
        kit::body_text(ui, "Fetches the newest revision of a flow. Nothing changes at Twilio.");
        // A SID that is known need not be typed, and Enter is for the button then.
        let focus = std::mem::take(&mut edited.is_new) && sid.is_empty();
        let options = FieldOptions { mono: true, focus, ..FieldOptions::default() };
        is_changed = form.is_new;
        is_changed |= kit::labelled(ui, "Flow SID", true, |ui| {
            kit::text_field(ui, "pull.sid", "Flow SID", &mut edited.sid, "FW…", &options)
        })
        .inner
        .changed;
        let hint = problem.filter(|_| !sid.is_empty());
        let hint = hint.unwrap_or("It stands in the address of the flow in Twilio's console.");
        kit::hint_text(ui, hint);
        wants_account = account_ui(ui, state);
    });
    if wants_account {
        return Some(Some(TwilioAnswer::OtherAccount));
    }
    match answer {
        None => is_changed.then_some(Some(TwilioAnswer::PullForm(edited))),
        answer => answered(answer, [TwilioAnswer::Ask(Wish::Pull(edited))]),
    }
}

fn push_ui(ctx: &Context, state: &State, form: &PushForm) -> Answered {
    let mut edited = form.clone();
    let (title, button) = match form.status {
        Status::Draft => ("Push as a draft", "Push"),
        Status::Published => ("Publish the flow", "Publish"),
    };
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary(button).disabled(form.problem())];
    let (mut is_changed, mut wants_account) = (false, false);
    let answer = kit::dialog(ctx, title, 480.0, &buttons, |ui| {
        spaced(ui);
        if let Some(trouble) = &form.trouble {
            kit::problem_box(ui, Severity::Error, "It was not saved there.", trouble, None);
        }
        kit::body_text(
            ui,
            match form.status {
                Status::Draft => {
                    "A draft is met by test users only; contacts go on meeting what is published."
                }
                Status::Published => "From now on contacts meet this version.",
            },
        );
        is_changed = push_fields_ui(ui, form, &mut edited);
        wants_account = account_ui(ui, state);
        if !state.account.form.base_url.trim().is_empty() {
            kit::hint_text(ui, &format!("Through {}", state.account.form.through()));
        }
    });
    if wants_account {
        return Some(Some(TwilioAnswer::OtherAccount));
    }
    match answer {
        None => is_changed.then_some(Some(TwilioAnswer::PushForm(edited))),
        answer => answered(answer, [TwilioAnswer::Ask(Wish::Push(edited))]),
    }
}

fn push_fields_ui(ui: &mut Ui, form: &PushForm, edited: &mut PushForm) -> bool {
    let mut is_changed = false;
    let options = FieldOptions::default();
    if let Some(link) = &form.link {
        let line = format!("“{}” ({}), revision {}", link.friendly_name, link.flow_sid, link.revision);
        kit::labelled(ui, "Flow at Twilio", false, |ui| kit::body_text(ui, &line));
        is_changed |= kit::checkbox(ui, &mut edited.is_new, "Make a new flow instead").changed();
    }
    if form.there().is_none() {
        is_changed |= kit::labelled(ui, "Name of the new flow", true, |ui| {
            kit::text_field(
                ui,
                "push.name",
                "Name of the new flow",
                &mut edited.name,
                "As in the console",
                &options,
            )
        })
        .inner
        .changed;
    }
    let hint = "Why it is saved; the console shows it";
    is_changed
        | kit::labelled(ui, "Commit message", false, |ui| {
            kit::text_field(ui, "push.message", "Commit message", &mut edited.message, hint, &options)
        })
        .inner
        .changed
}

fn waiting_ui(ctx: &Context, state: &State, wish: &Wish) -> Answered {
    let answer = kit::dialog(ctx, "Asking Twilio…", 420.0, &[DialogButton::secondary("Cancel")], |ui| {
        ui.horizontal_top(|ui| {
            ui.add(egui::Spinner::new().size(18.0).color(Tokens::of(ui).accent));
            ui.vertical(|ui| {
                kit::body_text(ui, wish.going_on());
                if let Some(key) = wish.key() {
                    kit::secondary_text(ui, &title_of(state, key));
                }
            });
        });
    });
    answered(answer, [])
}

/// Lines of a difference, below a title.
fn lines_ui(ui: &mut Ui, title: &str, lines: &[String]) {
    if lines.is_empty() {
        kit::secondary_text(ui, "Both mean the same.");
        return;
    }
    kit::secondary_text(ui, title);
    let tokens = Tokens::of(ui);
    Grid::new("difference").num_columns(2).spacing([10.0, 4.0]).min_row_height(18.0).show(ui, |ui| {
        for line in lines.iter().take(MOST_LINES) {
            let (sign, rest) = line.split_once(' ').unwrap_or(("", line));
            let (color, word) = match sign {
                "+" => (tokens.ok, "added"),
                "-" => (tokens.error, "removed"),
                _ => (tokens.warn, "changed"),
            };
            ui.label(RichText::new(word).font(theme::secondary()).color(color));
            let text = RichText::new(rest).font(theme::secondary()).color(tokens.text);
            ui.add(Label::new(text).wrap());
            ui.end_row();
        }
    });
    if lines.len() > MOST_LINES {
        kit::hint_text(ui, &format!("… and {} more", lines.len() - MOST_LINES));
    }
}

/// `“Greeting” (FW…), revision 4, published`.
fn there_line(there: &Pulled) -> String {
    let link = &there.link;
    let message = there.commit_message.as_deref().map(|message| format!(": “{message}”"));
    format!(
        "“{}” ({}), revision {}, {}{}",
        link.friendly_name,
        link.flow_sid,
        link.revision,
        there.status,
        message.unwrap_or_default()
    )
}

fn differs_ui(ctx: &Context, state: &State, key: FileKey, pulled: &Pulled, lines: &[String]) -> Answered {
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::secondary("Open in a new tab"),
        DialogButton::primary("Replace"),
    ];
    let answer = kit::dialog(ctx, "This flow is open already", 520.0, &buttons, |ui| {
        spaced(ui);
        kit::body_text(ui, &format!("{} is open here as {}.", there_line(pulled), title_of(state, key)));
        lines_ui(ui, "What replacing changes here:", lines);
        if state.file(key).is_some_and(|file| file.document.is_modified()) {
            let text = "Undo brings them back, as long as the tab is open.";
            kit::problem_box(ui, Severity::Warning, "It has changes that are not saved.", text, None);
        } else {
            kit::hint_text(ui, "One step of undo takes it back. The file changes when you save.");
        }
    });
    answered(answer, [TwilioAnswer::OpenBeside, TwilioAnswer::Replace])
}

fn moved_ui(ctx: &Context, form: &PushForm, revision: u64, lines: &[String]) -> Answered {
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::primary("Pull instead…"),
        DialogButton::danger("Push anyway"),
    ];
    let answer = kit::dialog(ctx, "Another revision stands at Twilio", 540.0, &buttons, |ui| {
        spaced(ui);
        let known = match form.there() {
            Some(link) => format!("This flow came from revision {}.", link.revision),
            None => "This flow was never pulled from there.".to_owned(),
        };
        kit::body_text(ui, &format!("{known} There stands revision {revision}. Nothing was saved."));
        lines_ui(ui, "What pushing would change there:", lines);
        kit::hint_text(
            ui,
            "Push anyway writes over what somebody else has saved. The console keeps the older revisions.",
        );
    });
    let forced = PushForm { is_forced: true, trouble: None, ..form.clone() };
    answered(answer, [TwilioAnswer::PullInstead, TwilioAnswer::Ask(Wish::Push(forced))])
}

fn blocked_ui(ctx: &Context, state: &State, key: FileKey, status: Status, found: &[Diagnostic]) -> Answered {
    let title = match status {
        Status::Draft => "Studio would refuse this flow",
        Status::Published => "Studio would not publish this flow",
    };
    let mut gone_to = None;
    let answer = kit::dialog(ctx, title, 520.0, &[DialogButton::primary("Close")], |ui| {
        kit::body_text(ui, "Nothing was sent to Twilio.");
        for diagnostic in found.iter().take(50) {
            let severity = crate::editor::problems::severity(diagnostic.severity);
            let message = with_capital(&diagnostic.message);
            let flow = state.file(key).map(|file| file.flow());
            let widget = flow.and_then(|flow| flow.widget(diagnostic.place.widget?));
            let title = widget.map_or("The flow", |widget| widget.title());
            if kit::problem_box(ui, severity, title, &message, Some("Go there")) {
                gone_to = Some(diagnostic.place.clone());
            }
        }
        if found.len() > 50 {
            kit::secondary_text(ui, &format!("… and {} more; the problems list has them.", found.len() - 50));
        }
    });
    match gone_to {
        Some(place) => Some(Some(TwilioAnswer::GoTo(place))),
        None => answered(answer, []),
    }
}

fn failed_ui(ctx: &Context, wish: &Wish, trouble: &Trouble) -> Answered {
    // The loudest button is the way out.
    let buttons = if trouble.is_account {
        [
            DialogButton::secondary("Close"),
            DialogButton::secondary("Try again"),
            DialogButton::primary("Account…"),
        ]
    } else {
        [
            DialogButton::secondary("Close"),
            DialogButton::primary("Try again"),
            DialogButton::secondary("Account…"),
        ]
    };
    let mut url = None;
    let answer = kit::dialog(ctx, wish.failed(), 480.0, &buttons, |ui| {
        spaced(ui);
        let text = trouble.text.trim_end_matches('.');
        kit::body_text(ui, &format!("{}.", with_capital(&with_quotes(text))));
        if let Some(remedy) = &trouble.remedy {
            kit::secondary_text(ui, remedy);
            url = address_in(remedy)
                .filter(|_| Button::link("Open this page").tooltip("Opens the browser").show(ui).clicked());
        }
    });
    if let Some(url) = url {
        ctx.open_url(egui::OpenUrl::new_tab(url));
    }
    answered(answer, [TwilioAnswer::Ask(wish.clone()), TwilioAnswer::OtherAccount])
}

/// The page that a sentence names.
fn address_in(text: &str) -> Option<&str> {
    let word = text.split_whitespace().find(|word| word.starts_with("https://"))?;
    Some(word.trim_end_matches([',', ';', '.', ')']))
}
