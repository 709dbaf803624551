//! What a request would do in the world, before it may do it: who pays, where it goes, who is reached.

use std::sync::Arc;

use egui::{Align, Label, Layout, RichText, Ui};

use super::around::Around;
use super::key::{TryKey, World};
use super::way::{base_of, host_of, only_reads};
use crate::api::{self, Prepared};
use crate::editor::account::{Known, Looked, account_line_ui};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::findings::with_capital;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions};
use crate::editor::run::LiveForm;
use crate::editor::state::State;
use crate::editor::theme::{self, Tokens, size, space};
use crate::sim::world::LiveGuard;
use crate::twilio::account::Standing;
use crate::twilio::{ClientError, Place, Request};

/// The question.
#[derive(Clone, Debug)]
pub struct ApiLive {
    /// Which request.
    pub key: TryKey,
    /// The request as it would go out; what is changed on the page meanwhile changes it no more.
    pub prepared: Prepared,
    /// Who sends, and whom it may reach.
    pub live: LiveForm,
    /// What Twilio says of the account.
    pub known: Looked<Known>,
    /// The number of the question about the account: older answers do not count.
    pub(in crate::editor) number: u64,
    /// The same with its templates; what they become is shown.
    pub asked: Prepared,
    /// Where it goes.
    pub world: World,
    /// The document's server that was chosen.
    pub server: String,
    /// What goes out, where that is known already.
    pub exact: Option<Request>,
    /// What its templates are made of, as it was when it was asked.
    pub around: Arc<Around>,
    /// The address of somebody else than Twilio, where it goes there.
    pub elsewhere: Option<String>,
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
        match &self.elsewhere {
            Some(address) => base_of(address).address(place, request),
            None => self.live.account.base_for(request.product())?.address(place, request),
        }
    }

    /// Why it may not go out yet.
    fn problem(&self, request: &Request) -> Option<String> {
        if let Some(address) = &self.elsewhere {
            let host = host_of(address);
            let is_allowed = only_reads(request) || self.live.allowed().contains(&host);
            return (!is_allowed)
                .then(|| format!("It changes something there: name {host} under Allowed hosts"));
        }
        if !only_reads(request) && self.live.allowed().is_empty() {
            return Some("Name whom the request may reach, under Allowed channels".to_owned());
        }
        let mut guard = LiveGuard::new(self.live.allowed(), 1);
        if let Err(refusal) = guard.admit(request) {
            return Some(with_capital(&refusal.to_string()));
        }
        let Looked::Found(known) = &self.known else {
            return match &self.known {
                Looked::Failed(why) => Some(why.clone()),
                _ => Some("Twilio is still asked about the account".to_owned()),
            };
        };
        self.address(&known.place, request).err().map(|error| with_capital(&error.to_string()))
    }
}

/// Shows what would happen. The confirmation counts once.
pub(in crate::editor) fn api_live_ui(
    ctx: &egui::Context,
    state: &State,
    question: &ApiLive,
) -> Option<DialogAnswer> {
    let request = question.exact.clone().unwrap_or_else(|| api::request(&question.prepared));
    let mut edited = question.clone();
    let problem = question.problem(&request);
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::danger("Send for real").disabled(problem.as_deref()),
    ];
    let (mut is_changed, mut wants) = (false, None);
    let answer = kit::dialog(ctx, "Send a real request?", 560.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        match &question.elsewhere {
            Some(address) => {
                let text =
                    format!("This request goes out to {}, without Twilio's credentials.", host_of(address));
                kit::body_text(ui, &text);
            }
            None => {
                let text = match only_reads(&request) {
                    true => "This request goes out over your account. It only reads, which may cost money.",
                    false => "This request goes out over your account. It may reach people and cost money.",
                };
                kit::body_text(ui, text);
                if account_ui(ui, state, question) {
                    wants = Some(DialogAnswer::OtherAccount);
                }
            }
        }
        summary_ui(ui, question, &request);
        for finding in api::check(&question.prepared) {
            let text = format!("{}.", finding.message);
            let whose = if question.elsewhere.is_some() { "The server" } else { "Twilio" };
            kit::problem_box(ui, kit::Severity::Warning, &format!("{whose} may refuse it."), &text, None);
        }
        is_changed =
            !only_reads(&request) && field_ui(ui, &mut edited.live.allow_to, question.elsewhere.is_some());
        if let Some(problem) = &problem {
            let again = matches!(question.known, Looked::Failed(_)).then_some("Try again");
            if kit::problem_box(ui, kit::Severity::Warning, "Not yet:", problem, again) {
                wants = Some(DialogAnswer::LookAgain);
            }
        }
    });
    match (answer, wants) {
        (Some(Answer::Dismissed | Answer::Button(0)), _) => Some(DialogAnswer::Cancel),
        (Some(Answer::Button(_)), _) => Some(DialogAnswer::ApiLive(ApiLiveAnswer::Send(Box::new(edited)))),
        (None, Some(wants)) => Some(wants),
        (None, None) => is_changed.then(|| DialogAnswer::ApiLive(ApiLiveAnswer::Form(Box::new(edited)))),
    }
}

/// Who pays, with what is to be known of the account. Answers whether another one is wanted.
fn account_ui(ui: &mut Ui, state: &State, question: &ApiLive) -> bool {
    let pressed =
        kit::labelled(ui, "Account", false, |ui| account_line_ui(ui, &state.account, &state.surroundings))
            .inner;
    if let Looked::Found(Known { standing: Some(standing), .. }) = &question.known {
        for note in Standing::notes(standing) {
            kit::problem_box(ui, kit::Severity::Warning, "Good to know:", &note, None);
        }
    }
    pressed
}

fn summary_ui(ui: &mut Ui, question: &ApiLive, request: &Request) {
    let place = match &question.known {
        Looked::Found(known) => known.place.clone(),
        _ => Default::default(),
    };
    let address = question.address(&place, request).unwrap_or_else(|_| request.path.clone());
    let allowed = question.live.allowed().join(", ");
    let value = |name: &str| question.prepared.value(name).to_owned();
    let mut rows = vec![("Request", format!("{} {address}", request.method.name()))];
    if question.elsewhere.is_none() && !only_reads(request) {
        rows.extend(reached(&question.prepared).map(|reached| ("Reaches", reached)));
        rows.push(("May reach", if allowed.is_empty() { "nobody".to_owned() } else { allowed }));
    }
    if let Some(address) = &question.elsewhere {
        rows.push(("Host", host_of(address)));
        if let Some(body) = request.body().filter(|body| !body.is_empty()) {
            let text = String::from_utf8_lossy(&body).into_owned();
            rows.push(("Sends", crate::editor::run::cut(&text, 600)));
        }
    }
    if value("X-Twilio-Webhook-Enabled") == "true" {
        rows.push(("Webhooks", "hear of it: a flow that is attached answers".to_owned()));
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        rows.iter().for_each(|(name, value)| row_ui(ui, name, value));
    });
}

/// Whom a request reaches, where it names somebody. Others name nobody in this way; the list of those that may be
/// reached holds all the same.
fn reached(prepared: &Prepared) -> Option<String> {
    let value = |name: &str| Some(prepared.value(name)).filter(|value| !value.is_empty());
    let all = |what: &str, name: &str| value(name).map(|sid| format!("everybody in the {what} {sid}"));
    all("conversation", "ConversationSid")
        .or_else(|| all("channel", "ChannelSid"))
        .or_else(|| value("To").map(str::to_owned))
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

fn field_ui(ui: &mut Ui, allowed: &mut String, is_host: bool) -> bool {
    let (name, hint) = if is_host {
        ("Allowed hosts", "Hosts at which a request may change something")
    } else {
        ("Allowed channels", "SIDs of conversations, or their names")
    };
    ui.add_space(space::XS);
    kit::labelled(ui, name, false, |ui| {
        kit::text_field(ui, ("api.live", name), name, allowed, hint, &FieldOptions::default())
    })
    .inner
    .changed
}
