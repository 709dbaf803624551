//! The dialog about the account, and the line that says which one is used.

use egui::Ui;

use super::{Account, AccountAnswer, AccountForm, AccountQuestion, Looked, Origin, Surroundings, described};
use crate::editor::kit::{self, Answer, Button, DialogButton, FieldOptions, Severity};
use crate::editor::theme::space;
use crate::twilio::keys::KeyError;

/// The account in one line, with a button to change it. Answers whether that was pressed.
pub(in crate::editor) fn account_line_ui(
    ui: &mut Ui,
    account: &Account,
    surroundings: &Surroundings,
) -> bool {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        // A row is as high as a control by default.
        ui.spacing_mut().interact_size.y = 0.0;
        kit::body_text(ui, &line(account, surroundings));
        Button::link("Account…").tooltip("Whose credentials are used").show(ui).clicked()
    })
    .inner
}

/// The account as it is known without asking anybody.
fn line(account: &Account, surroundings: &Surroundings) -> String {
    if let Some(known) = &account.known {
        return known.line();
    }
    match account.form.origin {
        Some(Origin::Typed) => match account.form.typed() {
            Ok(credentials) => described(&credentials),
            Err(why) => why,
        },
        Some(Origin::Store) => "The one in the key store".to_owned(),
        None | Some(Origin::Environment) => match surroundings.environment() {
            Ok(credentials) => format!("{}, from the environment", credentials.account_sid),
            Err(_) if account.form.origin.is_none() => "The one in the key store, if there is one".to_owned(),
            Err(why) => why,
        },
    }
}

/// Asks whose credentials are used.
pub(in crate::editor) fn account_dialog_ui(
    ctx: &egui::Context,
    surroundings: &Surroundings,
    question: &AccountQuestion,
) -> Option<Option<AccountAnswer>> {
    let mut edited = question.clone();
    let problem = problem(question, surroundings);
    let buttons =
        [DialogButton::secondary("Cancel"), DialogButton::primary("Use").disabled(problem.as_deref())];
    let mut pressed = None;
    let mut is_changed = false;
    let answer = kit::dialog(ctx, "Twilio account", 520.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        if let Some(note) = &question.note {
            kit::problem_box(ui, Severity::Warning, "It did not work:", note, None);
        }
        let labels = Origin::ALL.map(Origin::label);
        let origin = origin_of(question, surroundings);
        let shown = Origin::ALL.iter().position(|known| *known == origin);
        kit::labelled(ui, "Credentials", false, |ui| {
            if let Some(chosen) = kit::segmented(ui, "Credentials", &labels, shown) {
                edited.form.origin = Origin::ALL.get(chosen).copied();
                is_changed = true;
            }
        });
        match origin {
            Origin::Environment => environment_ui(ui, surroundings),
            Origin::Store => pressed = store_ui(ui, &question.stored, surroundings),
            Origin::Typed => is_changed |= typed_ui(ui, &mut edited, surroundings),
        }
        is_changed |= field(ui, "Base address", &mut edited.form.base_url, "Empty: Twilio itself", false);
        let wants = checked_ui(ui, &question.checked, problem.as_deref());
        pressed = pressed.or(wants.then_some(Pressed::Check));
    });
    if is_changed {
        edited.checked = Looked::Not;
    }
    // Whoever is asked or used is the one that was seen.
    edited.form.origin = edited.form.origin.or_else(|| Some(origin_of(question, surroundings)));
    let edited = Box::new(edited);
    match (answer, pressed) {
        (Some(Answer::Dismissed | Answer::Button(0)), _) => Some(None),
        (Some(Answer::Button(_)), _) => Some(Some(AccountAnswer::Use(edited))),
        (None, Some(Pressed::Check)) => Some(Some(AccountAnswer::Check(edited))),
        (None, Some(Pressed::Forget)) => Some(Some(AccountAnswer::Forget(edited))),
        (None, None) => is_changed.then_some(Some(AccountAnswer::Changed(edited))),
    }
}

#[derive(Clone, Copy)]
enum Pressed {
    Check,
    Forget,
}

/// What is chosen, or what would be used where nobody has chosen.
fn origin_of(question: &AccountQuestion, surroundings: &Surroundings) -> Origin {
    question.form.origin.unwrap_or_else(|| match (surroundings.environment(), &question.stored) {
        (Ok(_), _) => Origin::Environment,
        (Err(_), Looked::Found(None) | Looked::Failed(_)) => Origin::Typed,
        (Err(_), _) => Origin::Store,
    })
}

/// Why these credentials cannot be used.
fn problem(question: &AccountQuestion, surroundings: &Surroundings) -> Option<String> {
    match origin_of(question, surroundings) {
        Origin::Environment => surroundings.environment().err(),
        Origin::Store => match &question.stored {
            Looked::Found(Some(_)) => None,
            Looked::Found(None) => Some("The key store has no credentials".to_owned()),
            Looked::Failed(why) => Some(why.clone()),
            Looked::Not | Looked::Waiting => Some("The key store is being asked".to_owned()),
        },
        Origin::Typed => question.form.typed().err(),
    }
}

fn environment_ui(ui: &mut Ui, surroundings: &Surroundings) {
    match surroundings.environment() {
        Ok(credentials) => {
            kit::body_text(ui, &described(&credentials));
        }
        Err(why) => {
            kit::problem_box(ui, Severity::Warning, "The environment has none:", &why, None);
        }
    }
    kit::hint_text(
        ui,
        "TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or with TWILIO_AUTH_TOKEN; TWILIO_REGION and \
         TWILIO_EDGE. They are read when the program starts.",
    );
}

fn store_ui(ui: &mut Ui, stored: &Looked<Option<String>>, surroundings: &Surroundings) -> Option<Pressed> {
    let mut pressed = None;
    match stored {
        Looked::Not | Looked::Waiting => {
            kit::secondary_text(ui, "The key store is being asked…");
        }
        Looked::Found(Some(line)) => {
            kit::body_text(ui, line);
            let hint = "Takes the credentials out of the key store";
            if Button::secondary("Forget").tooltip(hint).show(ui).clicked() {
                pressed = Some(Pressed::Forget);
            }
        }
        Looked::Found(None) => {
            kit::secondary_text(ui, "It holds no credentials. Type them in, and have them remembered.");
        }
        Looked::Failed(why) => {
            kit::problem_box(ui, Severity::Warning, "It cannot be used:", why, None);
            // What cannot be read can still be taken out.
            let hint = "Takes what is there out of the key store";
            let is_broken = *why == KeyError::Broken.to_string();
            if is_broken && Button::secondary("Forget").tooltip(hint).show(ui).clicked() {
                pressed = Some(Pressed::Forget);
            }
            return pressed;
        }
    }
    let name = surroundings.store().name();
    kit::hint_text(ui, &format!("They are kept by {name}, and the command line uses them, too."));
    pressed
}

fn typed_ui(ui: &mut Ui, question: &mut AccountQuestion, surroundings: &Surroundings) -> bool {
    let AccountQuestion { form, remembers, stored, .. } = question;
    let AccountForm { account_sid, key_sid, secret, region, edge, .. } = form;
    let mut is_changed = false;
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            is_changed |= field(left, "Account SID", account_sid, "AC…", false);
            is_changed |= field(right, "API key SID", key_sid, "SK…, or empty", false);
        }
    });
    let name = if key_sid.trim().is_empty() { "Auth token" } else { "API key's secret" };
    is_changed |= field(ui, name, secret.edit(), "", true);
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            is_changed |= field(left, "Region", region, "Empty: us1", false);
            is_changed |= field(right, "Edge", edge, "Empty: Twilio's choice", false);
        }
    });
    let has_store = !matches!(stored, Looked::Failed(_));
    ui.add_enabled_ui(has_store, |ui| {
        is_changed |= kit::checkbox(ui, remembers, "Remember in the system's key store").changed();
    });
    match stored {
        Looked::Failed(why) => kit::hint_text(ui, &format!("They last as long as this window: {why}.")),
        _ if *remembers => {
            kit::hint_text(ui, &format!("Kept by {}, in no file.", surroundings.store().name()))
        }
        _ => kit::hint_text(ui, "They last as long as this window: in no file, no setting and no log."),
    };
    is_changed
}

/// What Twilio says of the account. Answers whether it is to be asked.
fn checked_ui(ui: &mut Ui, checked: &Looked<super::Known>, problem: Option<&str>) -> bool {
    ui.add_space(space::XS);
    match checked {
        Looked::Not => {}
        Looked::Waiting => {
            kit::secondary_text(ui, "Twilio is being asked…");
            return false;
        }
        Looked::Found(known) => {
            kit::body_text(ui, &known.line());
            match &known.standing {
                Some(standing) => standing.notes().iter().for_each(|note| {
                    kit::problem_box(ui, Severity::Warning, "Good to know:", note, None);
                }),
                None => {
                    kit::hint_text(ui, "What stands in for Twilio there does not tell of accounts.");
                }
            }
        }
        Looked::Failed(why) => {
            kit::problem_box(ui, Severity::Error, "Twilio does not take them:", why, None);
        }
    }
    Button::link("Look at the account")
        .tooltip("Asks Twilio for the account's name and type")
        .disabled(problem)
        .show(ui)
        .clicked()
}

fn field(ui: &mut Ui, name: &str, text: &mut String, hint: &str, is_secret: bool) -> bool {
    let options = FieldOptions { password: is_secret, ..FieldOptions::default() };
    // A secret's name may change while it is typed; its field stays.
    let salt = if is_secret { "secret" } else { name };
    kit::labelled(ui, name, false, |ui| {
        kit::text_field(ui, ("account.field", salt), name, text, hint, &options)
    })
    .inner
    .changed
}
