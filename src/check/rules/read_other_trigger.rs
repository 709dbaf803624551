//! A template that reads what another trigger brings.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::paths::Situation;
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::{Parsed, names};
use crate::widgets::run::Trigger;

pub(super) const RULE: Rule = Rule {
    code: "read-other-trigger",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what another trigger brings",
    why: "what began the execution decides what `trigger` holds; the rest renders to nothing, without a word",
    run: Run::Widget(look),
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

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    if at.templates().is_empty() {
        return;
    }
    let situations: Vec<Situation> = subject.paths().situations(at.index).collect();
    let begins = |event: &str| situations.iter().any(|situation| situation.begun_by() == event);
    // A parent flow hands on what began it.
    if situations.is_empty() || begins(Trigger::Parent.event()) {
        return;
    }
    let mut told = [false; BRINGS.len()];
    for parsed in at.templates() {
        for read in &parsed.reads {
            let path = names(read);
            let brought = BRINGS.iter().zip(&mut told).find(|((trigger, start), _)| {
                path.starts_with(start) || (*trigger == Trigger::Request && path.starts_with(&DATA))
            });
            let Some(((trigger, _), told)) = brought else { continue };
            // Whether a call that was made fills `trigger.call` is not known.
            let is_called =
                *trigger == Trigger::Call && situations.iter().any(|situation| situation.has_call);
            if *told
                || is_called
                || begins(trigger.event())
                || parsed.is_guarded(read)
                || is_default(at, parsed)
            {
                continue;
            }
            *told = true;
            let what = path.get(..2).unwrap_or_default().join(".");
            let message = format!("no way here begins with {}, which brings `{what}`", words(*trigger));
            sink.add(message, parsed.place(at, read.span.clone()));
        }
    }
}

/// Whether a template is what Studio itself writes into every new widget: it does no harm.
fn is_default(at: &At<'_>, parsed: &Parsed) -> bool {
    let default = at.entry.and_then(|entry| entry.field(&parsed.at.field)?.default);
    default.and_then(|text| text.strip_prefix('"')?.strip_suffix('"')) == Some(&*parsed.at.text)
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
