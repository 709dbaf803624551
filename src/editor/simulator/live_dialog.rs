//! What a live run would do, before it may do it: who pays, who sends, who is reached, and what is known of the
//! messages. The last word before anything leaves the machine.

use egui::{Grid, Label, RichText, Ui};

use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions};
use crate::editor::run::{LiveForm, RunForm, cut};
use crate::editor::state::{FileKey, State};
use crate::editor::theme::{self, Tokens, space};
use crate::sim::{Channel, Start};
use crate::twilio::sid::prefix;

/// Shows what would happen. The confirmation counts once.
pub fn live_dialog_ui(
    ctx: &egui::Context,
    state: &State,
    key: FileKey,
    form: &RunForm,
) -> Option<DialogAnswer> {
    // The flow may have been closed in between; then there is nothing to run.
    state.file(key)?;
    let mut edited = form.clone();
    let account = form.live.credentials(|name| std::env::var(name).ok());
    let address = || form.live.base(None).err().map(|error| error.to_string());
    let problem = account.as_ref().err().cloned().or_else(|| form.live.guard().err()).or_else(address);
    let problem = problem.or_else(|| {
        form.live.refused().map(|planned| {
            format!("{} would send to {}, which is not on the list", planned.widget, planned.to)
        })
    });
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::danger("Send for real").disabled(problem.as_deref()),
    ];
    let mut is_changed = false;
    let account_sid = account.as_ref().map(|account| account.account_sid.clone());
    let answer = kit::dialog(ctx, "Send real messages?", 520.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        kit::body_text(ui, "This run sends real messages that cost money and reach people.");
        summary_ui(ui, &edited, account_sid.as_deref().unwrap_or("not known yet"));
        planned_ui(ui, &edited.live);
        if let Some(problem) = &problem {
            kit::problem_box(ui, kit::Severity::Warning, "Not yet:", problem, None);
        }
        is_changed = fields_ui(ui, &mut edited.live);
    });
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => {
            edited.is_confirmed = true;
            Some(DialogAnswer::Start(edited))
        }
        None => is_changed.then_some(DialogAnswer::Form(edited)),
    }
}

fn summary_ui(ui: &mut Ui, form: &RunForm, account: &str) {
    let through = match form.live.base_url.trim() {
        "" => "Twilio",
        url => url,
    };
    let sender = address(form, &form.flow_address);
    let recipients = form.live.allowed().join(", ");
    let most = form.live.max_messages.trim();
    let rows = [
        ("Account", account.to_owned()),
        ("Through", through.to_owned()),
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

fn planned_ui(ui: &mut Ui, live: &LiveForm) {
    let segments: usize = live.planned.iter().map(|planned| planned.segments).sum();
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
            many(planned.segments, "segment"),
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
    let in_environment = !live.is_typed() && live.credentials(|name| std::env::var(name).ok()).is_ok();
    let note = if in_environment {
        "Credentials come from the environment. What is typed here wins over them, and is kept in memory only."
    } else {
        "Credentials are kept in memory only: in no file, no setting and no log."
    };
    kit::hint_text(ui, note);
    let secret = FieldOptions { password: true, ..plain };
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            is_changed |= field_ui(left, "Account SID", &mut live.account_sid, "AC…", &plain);
            is_changed |=
                field_ui(right, "API key SID", &mut live.key_sid, "SK…, or empty for the auth token", &plain);
        }
    });
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            let name = "Auth token or API secret";
            is_changed |= field_ui(left, name, live.secret.edit(), "", &secret);
            is_changed |= field_ui(right, "Base address", &mut live.base_url, "Empty: Twilio", &plain);
        }
    });
    let both = kit::checkbox(ui, &mut live.both_answer, "Run although a webhook answers the contact, too");
    is_changed | both.changed()
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, options: &FieldOptions) -> bool {
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("live.field", name), name, text, hint, options))
        .inner
        .changed
}
