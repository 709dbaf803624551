//! A template that reads what another trigger brings.

use super::nested_subflow::reached_from;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::check::templates::names;
use crate::widgets::run::Trigger;

pub(super) const RULE: Rule = Rule {
    code: "read-other-trigger",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what another trigger brings",
    why: "what began the execution decides what `trigger` holds; the rest renders to nothing, without a word",
    run: Run::Flow(look),
};

/// What begins an execution, and what it brings.
const BRINGS: [(Trigger, &[&str]); 4] = [
    (Trigger::Message, &["trigger", "message"]),
    (Trigger::Call, &["trigger", "call"]),
    (Trigger::Conversation, &["trigger", "conversation"]),
    (Trigger::Request, &["trigger", "request"]),
];

/// What the REST API brings besides.
const DATA: [&str; 2] = ["flow", "data"];

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    // A parent flow hands on what began it.
    let by_parent = reached_from(subject, Trigger::Parent.event());
    let by: Vec<Vec<bool>> =
        BRINGS.iter().map(|(trigger, _)| reached_from(subject, trigger.event())).collect();
    let comes = |reached: &[bool], index: usize| reached.get(index) == Some(&true);
    for at in subject.each() {
        if comes(&by_parent, at.index) || !by.iter().any(|reached| comes(reached, at.index)) {
            continue;
        }
        let mut told = [false; BRINGS.len()];
        for parsed in subject.templates(at.index).iter().filter(|parsed| !parsed.is_guarded()) {
            // Studio itself writes some into every new widget, and they do no harm.
            let field = at.entry.and_then(|entry| entry.field(&parsed.at.field));
            let default = field.and_then(|field| serde_json::from_str::<String>(field.default?).ok());
            if default.as_deref() == Some(&*parsed.at.text) {
                continue;
            }
            for read in &parsed.reads {
                let path = names(read);
                let brought = BRINGS.iter().position(|(trigger, start)| {
                    path.starts_with(start) || (*trigger == Trigger::Request && path.starts_with(&DATA))
                });
                let Some(number) = brought else { continue };
                let Some((trigger, _)) = BRINGS.get(number) else { continue };
                let is_there = by.get(number).is_some_and(|reached| comes(reached, at.index))
                    || (*trigger == Trigger::Call && has_call(subject, at.index));
                let Some(told) = told.get_mut(number).filter(|told| !is_there && !**told) else { continue };
                *told = true;
                let what = path.get(..2).unwrap_or_default().join(".");
                let message = format!("no way here begins with {}, which brings `{what}`", words(*trigger));
                sink.add(message, parsed.place(&at, read.span.clone()));
            }
        }
    }
}

/// Whether a call was made by then: whether that fills `trigger.call` is not known.
fn has_call(subject: &Subject<'_>, index: usize) -> bool {
    subject.paths().situations(index).any(|situation| situation.has_call)
}

fn words(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Message => "a message",
        Trigger::Call => "a call",
        Trigger::Conversation => "a conversation",
        Trigger::Request => "the REST API",
        Trigger::Parent => "another flow",
    }
}
