//! What a request would do in the world, before it may do it: who pays, where it goes, who is reached.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::api::{self, Prepared};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions};
use crate::editor::run::LiveForm;
use crate::editor::theme::{self, Tokens, size, space};
use crate::sim::world::LiveGuard;
use crate::twilio::{ClientError, Place, Request};

/// The question.
#[derive(Clone, Debug)]
pub struct ApiLive {
    /// The request as it would go out; what is changed on the page meanwhile changes it no more.
    pub prepared: Prepared,
    /// Who sends, and whom it may reach.
    pub live: LiveForm,
}

/// The answer to it.
#[derive(Clone, Debug)]
pub enum ApiLiveAnswer {
    /// The form as it stands now.
    Form(Box<ApiLive>),
    /// Send it.
    Send(Box<ApiLive>),
}

impl ApiLive {
    /// Where the request would go.
    fn address(&self, place: &Place, request: &Request) -> Result<String, ClientError> {
        self.live.base(Some(request.product))?.address(place, request)
    }

    /// Why it may not go out yet.
    fn problem(&self, request: &Request) -> Option<String> {
        let credentials = self.live.credentials(|name| std::env::var(name).ok());
        let place = credentials.as_ref().map(|known| known.place.clone()).unwrap_or_default();
        let unnamed = || {
            let nobody = self.live.allowed().is_empty();
            nobody.then(|| "Name whom the request may reach, under Allowed channels".to_owned())
        };
        let refused =
            || LiveGuard::new(self.live.allowed(), 1).admit(request).err().map(|e| capital(&e.to_string()));
        let address = || self.address(&place, request).err().map(|error| capital(&error.to_string()));
        credentials.err().or_else(unnamed).or_else(refused).or_else(address)
    }
}

/// Shows what would happen. The confirmation counts once.
pub(in crate::editor) fn api_live_ui(ctx: &egui::Context, question: &ApiLive) -> Option<DialogAnswer> {
    let request = api::request(&question.prepared);
    let mut edited = question.clone();
    let problem = question.problem(&request);
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::danger("Send for real").disabled(problem.as_deref()),
    ];
    let mut is_changed = false;
    let answer = kit::dialog(ctx, "Send a real request?", 560.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        kit::body_text(ui, "This request goes out over your account. It may reach people and cost money.");
        summary_ui(ui, question, &request);
        for finding in api::check(&question.prepared) {
            let text = format!("{}.", finding.message);
            kit::problem_box(ui, kit::Severity::Warning, "Twilio may refuse it.", &text, None);
        }
        if let Some(problem) = &problem {
            kit::problem_box(ui, kit::Severity::Warning, "Not yet:", problem, None);
        }
        is_changed = fields_ui(ui, &mut edited.live);
    });
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => Some(DialogAnswer::ApiLive(ApiLiveAnswer::Send(Box::new(edited)))),
        None => is_changed.then(|| DialogAnswer::ApiLive(ApiLiveAnswer::Form(Box::new(edited)))),
    }
}

fn summary_ui(ui: &mut Ui, question: &ApiLive, request: &Request) {
    let account = question.live.credentials(|name| std::env::var(name).ok());
    let place = account.as_ref().map(|account| account.place.clone()).unwrap_or_default();
    let account = account.map_or_else(|_| "not known yet".to_owned(), |account| account.account_sid);
    let address = question.address(&place, request).unwrap_or_else(|_| request.path.clone());
    let allowed = question.live.allowed().join(", ");
    let value = |name: &str| question.prepared.value(name).to_owned();
    let mut rows = vec![
        ("Account", account),
        ("Request", format!("{} {address}", request.method.name())),
        ("Reaches", format!("everybody in the conversation {}", value("ConversationSid"))),
        ("May reach", if allowed.is_empty() { "nobody".to_owned() } else { allowed }),
    ];
    if value("ConversationSid").is_empty() {
        // Other operations name nobody in this way; the list below still holds.
        rows.retain(|(name, _)| *name != "Reaches");
    }
    if value("X-Twilio-Webhook-Enabled") == "true" {
        rows.push(("Webhooks", "hear of it: a flow that is attached answers".to_owned()));
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        rows.iter().for_each(|(name, value)| row_ui(ui, name, value));
    });
}

/// A name, and beside it a text that may take several lines.
fn row_ui(ui: &mut Ui, name: &str, value: &str) {
    const NAME: f32 = 76.0;
    ui.horizontal_top(|ui| {
        let place = egui::vec2(NAME, size::LINE);
        ui.allocate_ui_with_layout(place, Layout::top_down(Align::Min), |ui| {
            ui.set_min_width(NAME);
            kit::secondary_text(ui, name);
        });
        ui.vertical(|ui| {
            let text = RichText::new(value).font(theme::body()).color(Tokens::of(ui).text);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    });
}

fn fields_ui(ui: &mut Ui, live: &mut LiveForm) -> bool {
    let plain = FieldOptions::default();
    let mut is_changed = false;
    ui.add_space(space::XS);
    is_changed |=
        field_ui(ui, "Allowed channels", &mut live.allow_to, "SIDs of conversations, or their names", &plain);
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
    is_changed
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, options: &FieldOptions) -> bool {
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("api.live", name), name, text, hint, options))
        .inner
        .changed
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
