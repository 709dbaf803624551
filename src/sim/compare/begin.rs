//! How our run of a real execution begins: with what that began with.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::Options;
use super::left::left_by;
use super::real::Real;
use crate::flow::Widget;
use crate::sim::start::{Channel, Source, Start};
use crate::sim::{Forced, Program};
use crate::widgets::run::Trigger;
use crate::widgets::widget_type;

/// The start; `None` where it is not known how the execution began.
pub(super) fn start(
    program: &Program,
    real: &Real,
    options: &Options,
    notes: &mut Vec<String>,
) -> Option<Start> {
    let Some(context) = earliest(real) else {
        notes.push(
            "How the execution began is not known, so the flow was not run: add the answer of \
             …/Executions/FN…/Context, or of a step's own …/Context"
                .to_owned(),
        );
        return None;
    };
    let Some(trigger) = trigger_of(real, &context) else {
        notes.push(
            "What started the execution is not known, so the flow was not run: its variables have no \
                    `trigger`"
                .to_owned(),
        );
        return None;
    };
    let now = real.began.unwrap_or(options.now);
    let mut start = Start::new(Source::default(), trigger, now);
    start.zone = options.zone.clone();
    start.assume = options.assume.clone();
    if let Some(traced) = &real.traced {
        start.seed = traced.seed;
        start.zone = TimeZone::get(&traced.zone).unwrap_or_else(|_| options.zone.clone());
        for (id, choice) in &traced.assume {
            if start.assume.set(id, choice).is_err() {
                notes.push(format!("The trace assumes {id} = {choice}, which this program does not know"));
            }
        }
    }
    addresses(&mut start, &context);
    if let Some(account) = &real.account_sid {
        start.account_sid.clone_from(account);
    }
    start.overlay = Some(overlay(&context, real));
    start.forced = forced(program, real);
    Some(start)
}

/// The variables of the first moment that any are known of.
fn earliest(real: &Real) -> Option<Value> {
    if let Some(traced) = &real.traced {
        return Some(traced.context.clone());
    }
    let own = real.steps.iter().filter(|step| step.within.is_none());
    own.clone().find_map(|step| step.context.clone()).or_else(|| real.context.clone())
}

/// By the event of the first step, else by what stands below `trigger`.
fn trigger_of(real: &Real, context: &Value) -> Option<Trigger> {
    let event = match &real.traced {
        Some(traced) => Some(&*traced.trigger),
        None => real.steps.first().map(|step| &*step.event),
    };
    let by_event = Trigger::ALL.into_iter().find(|trigger| Some(trigger.event()) == event);
    let by_key = |trigger: &Trigger| context.get("trigger").and_then(|tree| tree.get(root_of(*trigger)));
    // A reply is called like the trigger's event: it counts only where there is such a trigger.
    let known = by_event.filter(|trigger| by_key(trigger).is_some());
    known.or_else(|| {
        let order =
            [Trigger::Parent, Trigger::Request, Trigger::Call, Trigger::Conversation, Trigger::Message];
        order.into_iter().find(|trigger| by_key(trigger).is_some_and(Value::is_object))
    })
}

fn root_of(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Message => "message",
        Trigger::Call => "call",
        Trigger::Conversation => "conversation",
        Trigger::Request => "request",
        Trigger::Parent => "parent",
    }
}

fn addresses(start: &mut Start, context: &Value) {
    let root = root_of(start.trigger);
    let get = |path: &[&str]| path.iter().try_fold(context, |value, key| value.get(*key));
    let text = |path: &[&str]| get(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let or = |first: String, second: String| if first.is_empty() { second } else { first };
    start.contact = or(text(&["contact", "channel", "address"]), text(&["trigger", root, "From"]));
    start.flow_address = or(text(&["flow", "channel", "address"]), text(&["trigger", root, "To"]));
    match start.trigger {
        Trigger::Message | Trigger::Conversation | Trigger::Call => {
            start.payload = get(&["trigger", root]).and_then(Value::as_object).cloned();
            start.body = text(&["trigger", root, "Body"]);
        }
        Trigger::Request | Trigger::Parent => {
            let parameters = get(&["trigger", root, "parameters"]).or_else(|| get(&["flow", "data"]));
            start.parameters = parameters.filter(|value| value.is_object()).cloned().unwrap_or(json!({}));
        }
    }
    start.chat.service =
        or(text(&["trigger", root, "ChatServiceSid"]), text(&["trigger", root, "InstanceSid"]));
    start.chat.channel =
        or(text(&["trigger", root, "ConversationSid"]), text(&["trigger", root, "ChannelSid"]));
    start.chat.participant = text(&["trigger", root, "ParticipantSid"]);
    start.chat.message = text(&["trigger", root, "MessageSid"]);
    if start.trigger == Trigger::Message && !start.chat.channel.is_empty() {
        start.channel = Channel::Chat;
    } else if start.contact.starts_with("whatsapp:") {
        start.channel = Channel::Whatsapp;
    }
}

/// What is laid over the variables at the start: nothing that a later step may have left.
fn overlay(context: &Value, real: &Real) -> Value {
    let mut over = Map::new();
    for root in ["trigger", "contact"] {
        over.extend(context.get(root).map(|value| (root.to_owned(), value.clone())));
    }
    if let Some(Value::Object(flow)) = context.get("flow") {
        let mut flow = flow.clone();
        // Only a trace tells of them at the very start.
        if real.traced.is_none() {
            flow.shift_remove("variables");
        }
        over.insert("flow".to_owned(), Value::Object(flow));
    }
    Value::Object(over)
}

/// The outcomes of what our engine cannot do by itself: widgets of unknown types, and subflows that are not known here.
fn forced(program: &Program, real: &Real) -> Vec<Forced> {
    let mut forced = Vec::new();
    for (index, step) in real.steps.iter().enumerate() {
        let title = step.title();
        let found = program.widgets_named(&title).into_iter().find(|(name, _)| *name == title);
        let Some((_, widget)) = found else { continue };
        if is_unknown(widget) || (runs_another(widget) && !program.runs_known_subflow(&step.widget)) {
            let leaves = left_by(real, index).cloned().unwrap_or_default();
            forced.push(Forced { widget: title, event: step.event.clone(), leaves: Some(leaves) });
        }
    }
    forced
}

fn is_unknown(widget: &Widget) -> bool {
    widget.kind().and_then(widget_type).is_none()
}

fn runs_another(widget: &Widget) -> bool {
    widget.kind().and_then(widget_type).is_some_and(|kind| kind.subflow.is_some())
}
