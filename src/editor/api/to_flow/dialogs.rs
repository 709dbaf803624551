//! What is asked before a request of a widget leaves the machine, and before a request becomes a widget that is less
//! than it.

use egui::Context;

use super::told;
use crate::api::{LeftOut, OfFetch};
use crate::editor::api::key::TryKey;
use crate::editor::api::way::{base_of, host_of};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton};
use crate::editor::theme::space;
use crate::twilio::Place;

/// A question.
#[derive(Clone, Debug)]
pub enum FlowDialog {
    /// Whether a request goes out to a host.
    Host {
        /// Whose request it is.
        key: TryKey,
        /// The request as it goes out, and where it goes.
        asks: Box<OfFetch>,
        /// Runs may ask the host, too.
        allows: bool,
    },
    /// Whether a request becomes a widget all the same.
    Add {
        /// The request.
        key: TryKey,
        /// A Send Message widget.
        as_message: bool,
        /// What is left out.
        left_out: Vec<LeftOut>,
    },
}

impl FlowDialog {
    /// The request that it is about.
    pub(in crate::editor) fn key(&self) -> &TryKey {
        match self {
            Self::Host { key, .. } | Self::Add { key, .. } => key,
        }
    }
}

/// The answer.
#[derive(Clone, Debug)]
pub enum FlowAnswer {
    /// It is shown with this from now on.
    Changed(FlowDialog),
    /// It is done.
    Done(FlowDialog),
}

/// Shows the question.
pub(in crate::editor) fn flow_dialog_ui(ctx: &Context, question: &FlowDialog) -> Option<DialogAnswer> {
    let done = |answer: Option<Answer>| match answer? {
        Answer::Dismissed | Answer::Button(0) => Some(DialogAnswer::Cancel),
        Answer::Button(_) => Some(DialogAnswer::Flow(FlowAnswer::Done(question.clone()))),
    };
    match question {
        FlowDialog::Host { key, asks, allows } => {
            let mut allowed = *allows;
            let OfFetch { server, request, user } = &**asks;
            let host = host_of(server);
            let url = base_of(server).address(&Place::default(), request).unwrap_or_default();
            let buttons = [DialogButton::secondary("Cancel"), DialogButton::danger("Send for real")];
            let answer = kit::dialog(ctx, "Send a real request?", 520.0, &buttons, |ui| {
                kit::body_text(ui, "This request leaves the machine. What it does is up to the server.");
                ui.add_space(space::S);
                kit::secondary_text(ui, &format!("{} {url}", request.method.name()));
                if let Some(body) = request.body().filter(|body| !body.is_empty()) {
                    let text = String::from_utf8_lossy(&body);
                    kit::secondary_text(ui, &crate::editor::run::cut(&text, 400));
                }
                ui.add_space(space::S);
                let secrets = match user {
                    Some(_) => "The user and password of its address go along",
                    None => "No secret of yours goes along",
                };
                kit::hint_text(ui, &format!("{secrets}; redirects are followed on this host only."));
                kit::checkbox(ui, &mut allowed, &format!("Runs of this flow may ask {host}, too"));
            });
            if answer.is_none() && allowed != *allows {
                let changed = FlowDialog::Host { key: key.clone(), asks: asks.clone(), allows: allowed };
                return Some(DialogAnswer::Flow(FlowAnswer::Changed(changed)));
            }
            done(answer)
        }
        FlowDialog::Add { left_out, .. } => {
            let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Add all the same")];
            let answer = kit::dialog(ctx, "Studio cannot carry over all of it", 520.0, &buttons, |ui| {
                ui.spacing_mut().item_spacing.y = 8.0;
                for sentence in left_out {
                    kit::problem_box(
                        ui,
                        kit::Severity::Info,
                        "In Studio:",
                        &told(std::slice::from_ref(sentence)),
                        None,
                    );
                }
            });
            done(answer)
        }
    }
}
