//! *Test request* in the inspector: what is still to be said, the button, and the answer.

use std::sync::Arc;

use egui::Ui;

use super::{Desk, FlowAction, answer};
use crate::api::{self, Auth};
use crate::editor::action::Action;
use crate::editor::api::answer::Shown;
use crate::editor::api::key::{TryKey, World};
use crate::editor::api::state::{ApiPage, Try};
use crate::editor::api::way::base_of;
use crate::editor::api::{ApiAction, answer as answers, bytes};
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions};
use crate::editor::theme::space;
use crate::flow::{Edit, Widget};
use crate::twilio::Service;

pub(super) fn test_ui(
    ui: &mut Ui,
    page: &mut ApiPage,
    desk: &mut Desk,
    key: &TryKey,
    widget: &Arc<Widget>,
    actions: &mut Vec<Action>,
) {
    let Some(seen) = &mut desk.seen else { return };
    let operation = Arc::clone(seen.sent.operation());
    let mut shown = page.tries.remove(key).unwrap_or_else(|| Try::new(key.clone(), &operation));
    if std::mem::take(&mut seen.is_sent_fresh) {
        // Nobody has chosen that a request to Twilio goes out, only because another host was asked here before.
        if shown.prepared.operation().product.is_none() && operation.product.is_some() {
            shown.world = World::Mock;
        }
        shown.prepared = seen.sent.clone();
    }
    if operation.product.is_none() {
        shown.world = World::Live;
    }
    kit::separator(ui);
    ui.spacing_mut().item_spacing.y = 6.0;
    kit::title_text(ui, "Test request");
    gaps_ui(ui, desk);
    let Some(seen) = &desk.seen else { return };
    if seen.is_for_mock() {
        let at = usize::from(shown.world != World::Mock);
        if let Some(chosen) = kit::segmented(ui, "Send to", &["Embedded mock", "Live"], Some(at)) {
            shown.world = if chosen == 1 { World::Live } else { World::Mock };
        }
    }
    let hint = match (seen.is_for_mock(), &shown.world) {
        (true, World::Mock) => "Goes to the Twilio inside this program: nothing leaves the machine.",
        _ if operation.product.is_some() => {
            "Really goes out, over your account, after you have confirmed it."
        }
        _ if api::is_loopback(&seen.rendered.url) => "Goes to this machine.",
        _ => "Really goes out, after you have confirmed it.",
    };
    kit::hint_text(ui, hint);
    if shown.sending.is_some() {
        ui.horizontal(|ui| {
            if Button::secondary("Cancel").icon(icon::STOP).show(ui).clicked() {
                actions.push(Action::Api(ApiAction::Cancel(key.clone())));
            }
            kit::secondary_text(ui, "Sending…");
        });
    } else {
        let button = Button::primary("Test request").icon(icon::PLAY).disabled(seen.blocked.as_deref());
        if button.show(ui).clicked() {
            actions.push(Action::Api(ApiAction::Flow(FlowAction::Test(key.clone()))));
        }
        if let Some(why) = &seen.blocked {
            blocked_ui(ui, seen, why, widget, actions);
        }
    }
    if seen.blocked.is_none() {
        kit::section(ui, "Exact request", false, |ui| {
            let mut route = page.route(&shown);
            let mock = page.mock.as_ref().filter(|_| shown.world == World::Mock);
            let request = seen.request(mock.map(|mock| mock.user.as_str()));
            if let Service::Elsewhere(server) = &request.service {
                route.base = base_of(server);
                let user = seen.rendered.fetch().and_then(|fetch| api::of_fetch(&fetch).user);
                if let Some((user, _)) = user {
                    (route.user, route.auth) = (Some(user), Auth::Basic);
                }
            }
            let text = shown.text(&request, &route);
            let text = text.as_deref().map_err(String::as_str);
            bytes::exact_ui(ui, &mut shown.form, text, actions);
        });
    }
    answers::answer_ui(ui, &mut shown, &operation, Shown::Below(widget.name()), actions);
    answer::use_ui(ui, desk, &shown, key, widget, actions);
    ui.add_space(space::L);
    page.tries.insert(key.clone(), shown);
}

fn blocked_ui(ui: &mut Ui, seen: &super::Seen, why: &str, widget: &Widget, actions: &mut Vec<Action>) {
    let needs_auth = why.starts_with("Authenticate");
    let action = needs_auth.then_some("Authenticate with Twilio");
    if seen.asked.url.is_empty() {
        kit::hint_text(ui, &format!("{why}."));
        return;
    }
    if kit::problem_box(ui, kit::Severity::Warning, "Not yet:", &format!("{why}."), action) {
        let (key, value) = ("add_twilio_auth".to_owned(), Some(true.into()));
        let edit = Edit::SetProperty { widget: widget.id(), key, value };
        actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]);
    }
}

/// A field for each variable that the last run has not.
fn gaps_ui(ui: &mut Ui, desk: &mut Desk) {
    let Some(seen) = &desk.seen else { return };
    if seen.gaps.is_empty() {
        return;
    }
    let text = match seen.run {
        Some(_) => "The last run has no value for these, so give them one for the test:",
        None => "The flow has not run yet, so give its variables a value for the test:",
    };
    kit::hint_text(ui, text);
    for gap in &seen.gaps {
        let value = desk.given.entry(gap.text.clone()).or_default();
        kit::labelled(ui, &gap.text, false, |ui| {
            kit::text_field(ui, ("gap", &gap.text), &gap.text, value, "Nothing", &FieldOptions::default())
        });
    }
    ui.add_space(space::XS);
}
