//! The small dialogs: a template's text, a medium's address, a moment.

use egui::{Context, RichText, Ui};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{AskAnswer, AskDialog, kept_view};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState};
use crate::editor::state::{FileKey, State};
use crate::editor::theme::{self, Tokens};
use crate::flow::side::SideChange;
use crate::mock::content_text;
use crate::sim::moment::{moment, told};

const WIDTH: f32 = 460.0;

/// What a content template says.
#[derive(Clone, Debug)]
pub struct ContentQuestion {
    /// The open flow.
    pub key: FileKey,
    /// `HX…`.
    pub sid: String,
    /// The variables of the message, as JSON.
    pub variables: String,
    /// The text so far.
    pub text: String,
    /// Whether the keyboard was not given to it yet.
    pub is_new: bool,
}

/// The address of a medium.
#[derive(Clone, Debug)]
pub struct MediaQuestion {
    /// The open flow.
    pub key: FileKey,
    /// The address so far.
    pub url: String,
    /// Whether the keyboard was not given to it yet.
    pub is_new: bool,
}

/// A moment for the clock of the shown run.
#[derive(Clone, Debug)]
pub struct ClockQuestion {
    /// The open flow.
    pub key: FileKey,
    /// What the clock says now.
    pub now: Timestamp,
    /// When it stood at zero.
    pub began: Timestamp,
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The text so far.
    pub text: String,
    /// Whether the keyboard was not given to it yet.
    pub is_new: bool,
}

/// Shows a dialog about answers.
pub fn ask_dialog_ui(ctx: &Context, state: &State, dialog: &AskDialog) -> Option<DialogAnswer> {
    let answer = match dialog {
        AskDialog::Content(question) => content_ui(ctx, question),
        AskDialog::Media(question) => media_ui(ctx, question),
        AskDialog::Clock(question) => clock_ui(ctx, question),
        AskDialog::Kept(question) => kept_view::kept_ui(ctx, state, question),
    };
    answer.map(|answer| match answer {
        Some(answer) => DialogAnswer::Ask(Box::new(answer)),
        None => DialogAnswer::Cancel,
    })
}

/// `Some(None)` is to close the dialog.
pub(super) type Shown = Option<Option<AskAnswer>>;

fn changed(is_changed: bool, dialog: impl FnOnce() -> AskDialog) -> Shown {
    is_changed.then(|| Some(AskAnswer::Changed(Box::new(dialog()))))
}

fn content_ui(ctx: &Context, question: &ContentQuestion) -> Shown {
    let mut edited = question.clone();
    let empty = question.text.trim().is_empty().then_some("Enter its text first");
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Keep the text").disabled(empty)];
    let title = "The text of a content template";
    let mut is_changed = question.is_new;
    let answer = kit::dialog(ctx, title, WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let tokens = Tokens::of(ui);
        let text = format!(
            "Only Twilio knows what `{}` says. Enter it here, with `{{{{1}}}}` where a value stands: it is kept beside \
             the flow.",
            question.sid
        );
        ui.label(kit::rich_text(&text, &theme::body(), tokens.text_2));
        let options =
            FieldOptions { rows: 3, max_rows: 8, focus: question.is_new, ..FieldOptions::default() };
        let hint = "Hello {{1}}, your table is ready.";
        let shown = kit::labelled(ui, "Text", true, |ui| {
            kit::text_field(ui, "ask.content", "Text", &mut edited.text, hint, &options)
        });
        is_changed |= shown.inner.changed;
        if !edited.text.trim().is_empty() {
            kit::hint_text(ui, "The message is then");
            kit::body_text(ui, &content_text(&edited.text, &edited.variables));
        }
    });
    edited.is_new = false;
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(None),
        Some(Answer::Button(_)) => {
            let (sid, text) = (edited.sid, Some(edited.text));
            Some(Some(AskAnswer::Keep(Box::new(SideChange::SetContent { sid, text }), None)))
        }
        None => changed(is_changed, || AskDialog::Content(edited)),
    }
}

fn media_ui(ctx: &Context, question: &MediaQuestion) -> Shown {
    let mut edited = question.clone();
    let url = question.url.trim();
    let is_web = ["https://", "http://"].iter().any(|scheme| {
        url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
    });
    let wrong = (!is_web).then_some("An address that begins with https:// or http://");
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Attach").disabled(wrong)];
    let mut is_changed = question.is_new;
    let answer = kit::dialog(ctx, "Attach a medium", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        kit::secondary_text(
            ui,
            "It goes along with what the contact writes next. Nothing is fetched from there.",
        );
        let options = FieldOptions { focus: question.is_new, ..FieldOptions::default() };
        let hint = "https://example.com/photo.jpg";
        let shown = kit::labelled(ui, "Address", true, |ui| {
            kit::text_field(ui, "ask.media", "Address", &mut edited.url, hint, &options)
        });
        is_changed |= shown.inner.changed;
    });
    edited.is_new = false;
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(None),
        Some(Answer::Button(_)) => Some(Some(AskAnswer::Attach(edited.url.trim().to_owned()))),
        None => changed(is_changed, || AskDialog::Media(edited)),
    }
}

impl ClockQuestion {
    /// The moment, and how many seconds after the start it is.
    ///
    /// # Errors
    /// What is not understood, or that it is over already, as a sentence.
    pub fn read(&self) -> Result<(Zoned, f64), String> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err("Write a moment, such as Sunday 23:59, tomorrow 9:00 or +3 d".to_owned());
        }
        let found = moment(text, self.now, &self.zone)?;
        if found.timestamp() <= self.now {
            return Err(format!("The clock goes forward only, and this is over: {}", told(&found)));
        }
        let secs = found.timestamp().duration_since(self.began).as_secs_f64();
        Ok((found, secs))
    }
}

fn clock_ui(ctx: &Context, question: &ClockQuestion) -> Shown {
    let mut edited = question.clone();
    let read = question.read();
    let wrong = read.as_ref().err().map(String::as_str);
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Set the clock").disabled(wrong)];
    let mut is_changed = question.is_new;
    let answer = kit::dialog(ctx, "Set the clock", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let now = told(&question.now.to_zoned(question.zone.clone()));
        kit::secondary_text(
            ui,
            &format!("It is {now}. Waits that end before the moment time out on the way."),
        );
        clock_field(ui, &mut edited, wrong, &mut is_changed);
        // The understood moment stands in for what is wrong, so that nothing jumps while somebody types.
        let tokens = Tokens::of(ui);
        let (text, color) = match &read {
            Ok((found, _)) => (told(found), tokens.text),
            Err(why) if question.text.trim().is_empty() => (why.clone(), tokens.text_2),
            Err(why) => (why.clone(), tokens.error),
        };
        ui.label(RichText::new(text).font(theme::secondary()).color(color));
    });
    edited.is_new = false;
    match (answer, read) {
        (Some(Answer::Dismissed | Answer::Button(0)), _) => Some(None),
        (Some(Answer::Button(_)), Ok((_, secs))) => Some(Some(AskAnswer::SetClock(secs))),
        _ => changed(is_changed, || AskDialog::Clock(edited)),
    }
}

fn clock_field(ui: &mut Ui, edited: &mut ClockQuestion, wrong: Option<&str>, is_changed: &mut bool) {
    let has_text = !edited.text.trim().is_empty();
    let state = if has_text && wrong.is_some() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { focus: edited.is_new, state, ..FieldOptions::default() };
    let shown = kit::labelled(ui, "Moment", true, |ui| {
        kit::text_field(ui, "ask.clock", "Moment", &mut edited.text, "Sunday 23:59, Kigali", &options)
    });
    *is_changed |= shown.inner.changed;
}
