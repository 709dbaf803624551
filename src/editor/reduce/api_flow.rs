//! From a request to the flow and back: tests of widgets, what becomes of their answers, and requests that become
//! widgets.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::api::Going;
use super::edits::{CARD, free_place};
use crate::api::{self, OfFetch, Prepared, WidgetMade};
use crate::editor::api::{
    Answered, ApiNews, Around, FlowAction, FlowAnswer, FlowDialog, Outcome, TryKey, Ways, World, answered,
    base_of, host_of, wrong_address,
};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::run::MockSlot;
use crate::editor::tasks::Done;
use crate::flow::side::SideChange;
use crate::flow::{Edit, Output};
use crate::picture::{Point, Rect};
use crate::twilio::{Base, Client, Request};
use crate::widgets::widget_type;

impl App {
    /// Does what the user wants of a request and the flow.
    pub(super) fn flow_action(&mut self, action: FlowAction) {
        match action {
            FlowAction::Test(key) => self.test_widget(&key),
            FlowAction::Keep(key) => self.keep_test(&key),
            FlowAction::Add { key, as_message } => self.ask_or_add(key, as_message),
        }
    }

    /// Takes over the answer to a question about them.
    pub(super) fn answer_flow_dialog(&mut self, answer: FlowAnswer) {
        match answer {
            FlowAnswer::Changed(question) => self.state.dialogs.push(Dialog::Flow(Box::new(question))),
            FlowAnswer::Done(FlowDialog::Host { key, asks, allows }) => {
                let host = host_of(&asks.server);
                if let TryKey::Widget { flow, .. } = &key
                    && allows
                {
                    self.keep(*flow, SideChange::SetHost { host: host.clone(), is_allowed: true });
                }
                self.ask_host(key, *asks, vec![host]);
            }
            FlowAnswer::Done(FlowDialog::Add { key, as_message, .. }) => self.add_to_flow(&key, as_message),
        }
    }

    /// Tries the request of a widget, after asking where it leaves the machine.
    pub(super) fn test_widget(&mut self, key: &TryKey) {
        let Some(shown) = self.state.api.tries.get(key).filter(|shown| shown.sending.is_none()) else {
            return;
        };
        let is_to_mock = shown.world == World::Mock;
        let Some(seen) = self.state.api.desks.seen(key) else { return };
        if let Some(why) = &seen.blocked {
            return self.state.toasts.push(Severity::Warning, why.clone(), None);
        }
        let (prepared, fetch) = (seen.sent.clone(), seen.rendered.fetch());
        if prepared.operation().product.is_some() {
            if is_to_mock && seen.is_for_mock() {
                return self.test_at_mock(key, prepared);
            }
            if let Some(shown) = self.state.api.tries.get_mut(key) {
                shown.world = World::Live;
            }
            return self.send_prepared(key, prepared, (World::Live, String::new()), false);
        }
        let Some(asks) = fetch.as_ref().map(api::of_fetch) else { return };
        if let Some(why) = wrong_address(&asks.server, asks.user.is_some()) {
            return self.state.toasts.push(Severity::Warning, why, None);
        }
        if base_of(&asks.server).is_local() {
            return self.ask_host(key.clone(), asks, Vec::new());
        }
        let question = FlowDialog::Host { key: key.clone(), asks: Box::new(asks), allows: false };
        self.state.dialogs.push(Dialog::Flow(Box::new(question)));
    }

    /// Asks a host that was agreed to, or this machine.
    fn ask_host(&mut self, key: TryKey, asks: OfFetch, allowed: Vec<String>) {
        let Some(prepared) = self.state.api.desks.seen(&key).map(|seen| seen.sent.clone()) else { return };
        let around = Arc::new(Around::rendered_before());
        let OfFetch { server, request, user } = asks;
        let (world, to, exact) = (World::Live, Some((server.clone(), allowed)), Some(request));
        self.send_errand(Going { key, prepared, world, server, around, makes: false, to, exact, user });
    }

    /// Asks the embedded mock.
    fn test_at_mock(&mut self, key: &TryKey, prepared: Prepared) {
        let number = self.state.api.fresh_number();
        let asked = self.state.api.desks.asked(key);
        let Some(request) = self.state.api.desks.seen(key).map(|seen| seen.request(None)) else { return };
        let Some(shown) = self.state.api.tries.get_mut(key) else { return };
        let (cancel, cancelled) = oneshot::channel();
        shown.outcome = None;
        let operation = Arc::clone(prepared.operation());
        shown.begin(number, prepared, (World::Mock, String::new()), asked, cancel);
        let (mock, reply, key) = (self.mock.clone(), self.tasks.reply(), key.clone());
        self.tasks.spawn(async move {
            let outcome = tokio::select! {
                answered = ask_mock(mock, request) => match answered {
                    Ok((answer, made)) => laid_out(answer, operation, World::Mock, made).await,
                    Err(why) => Outcome::Failed(why),
                },
                _ = cancelled => Outcome::Cancelled(World::Mock),
            };
            reply.send(Done::Api(ApiNews::Over { key, number, outcome }));
        });
    }

    /// Keeps the answer of a test beside its flow.
    fn keep_test(&mut self, key: &TryKey) {
        let TryKey::Widget { flow, widget } = key else { return };
        let answer = self.state.api.tries.get(key).and_then(answered);
        let name =
            self.state.file(*flow).and_then(|file| file.flow().widget(*widget)?.name().map(str::to_owned));
        if let (Some(answer), Some(name)) = (answer, name) {
            let text = format!("The answer is kept for {name}: later runs and tests use it");
            self.keep(*flow, SideChange::SetHttp { widget: name, answers: vec![answer] });
            self.state.toasts.push(Severity::Info, text, None);
        }
    }

    /// What a request is as a widget.
    fn made(&self, key: &TryKey, as_message: bool) -> Option<WidgetMade> {
        let shown = self.state.api.tries.get(key)?;
        let variables = shown.around.environment.as_ref().map_or(&[][..], |own| own.variables.as_slice());
        if as_message {
            api::to_message(&shown.prepared, variables)
        } else {
            Some(api::to_widget(&Ways::placed(shown), variables))
        }
    }

    fn ask_or_add(&mut self, key: TryKey, as_message: bool) {
        let Some(made) = self.made(&key, as_message) else { return };
        if self.state.active().is_none() {
            let text = "Open a flow first: the widget is added to it";
            return self.state.toasts.push(Severity::Info, text, None);
        }
        if made.left_out.is_empty() {
            return self.add_to_flow(&key, as_message);
        }
        let question = FlowDialog::Add { key, as_message, left_out: made.left_out };
        self.state.dialogs.push(Dialog::Flow(Box::new(question)));
    }

    /// Places the widget where there is room, leads the selected output to it, and shows it: one step of undo.
    fn add_to_flow(&mut self, key: &TryKey, as_message: bool) {
        let Some(made) = self.made(key, as_message) else { return };
        self.commit_draft();
        let (Some(entry), Some(file)) = (widget_type(made.kind), self.state.active()) else { return };
        let before = file.flow().clone();
        let at = free_place(file);
        let name = before.free_name(entry.base_name);
        let mut state = entry.new_state(&name, at);
        if let Some(properties) = state.get_mut("properties").and_then(Value::as_object_mut) {
            for (key, value) in &made.properties {
                match value {
                    Some(value) => properties.insert((*key).to_owned(), value.clone()),
                    None => properties.remove(*key),
                };
            }
        } else if let Some(state) = state.as_object_mut() {
            state.insert("properties".to_owned(), json!({}));
        }
        let outputs: Vec<Output> = file.selection.wires.iter().copied().collect();
        let (links, output) = (file.derived.graph.links().to_vec(), <[Output; 1]>::try_from(outputs).ok());
        let mut edits = vec![Edit::Add { states: vec![state] }];
        let added =
            edits.first().and_then(|edit| edit.apply(&before).ok()).map(|after| before.added_in(&after));
        let Some(target) = added.and_then(|ids| ids.first().copied()) else { return };
        if let Some([output]) = output {
            edits.push(Edit::Connect { output, target: Some(target) });
            // What the wire led to comes after the new widget.
            if let Some((_, onward)) = links.iter().find(|(from, _)| *from == output) {
                let first = Output { widget: target, index: 0 };
                edits.push(Edit::Connect { output: first, target: Some(*onward) });
            }
        }
        self.seal();
        self.edit(&Edit::Together { name: format!("Add {name}"), edits });
        self.seal();
        if self.state.active().is_none_or(|file| file.flow().widget(target).is_none()) {
            return;
        }
        self.state.api.is_open = false;
        self.state.settings.shows_right = true;
        self.select_only(target);
        if let Some(file) = self.state.active_mut() {
            #[expect(clippy::cast_possible_truncation, reason = "a canvas is not that large")]
            let corner = Point::new(at.x as f32, at.y as f32);
            file.view.reveal_at(Rect::at(corner, CARD));
        }
    }
}

/// An answer as it is shown. A long one takes its time to be laid out, which must not hold up what else is going on.
async fn laid_out(
    answer: api::Answered,
    operation: Arc<api::Operation>,
    world: World,
    made: Vec<String>,
) -> Outcome {
    let laid_out = tokio::task::spawn_blocking(move || Answered::new(answer, &operation, world, made));
    match laid_out.await {
        Ok(answered) => Outcome::Answered(Arc::new(answered)),
        Err(_) => Outcome::Failed("the answer could not be laid out".to_owned()),
    }
}

/// Asks the embedded mock, which gets what the path names first: the flow's own account, services and conversations
/// are not there.
async fn ask_mock(mock: MockSlot, mut request: Request) -> Result<(api::Answered, Vec<String>), String> {
    let mock = mock.running().await?;
    let credentials = mock.credentials();
    request.go_to_account(&credentials.account_sid);
    let provided = mock.provide_for(&request).await?;
    let client = Client::new(Base::At(mock.base_url()), credentials).map_err(|error| error.to_string())?;
    let answer = api::send(&client, &request).await.map_err(|error| error.to_string())?;
    Ok((answer, provided))
}
