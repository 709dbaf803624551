//! A key of the document that Studio's format does not have.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::json::Json;
use crate::flow::{Edit, nearest};
use crate::widgets::escaped;

pub(super) const RULE: Rule = Rule {
    code: "unknown-key",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A key of the document that Studio's format does not have",
    why: "no real export has another key there, and Studio reads none; whether it refuses the flow or drops the key is not known",
    run: Run::Flow(look),
};

/// What Studio's schema says of a key that it does not name.
pub(super) const NOT_DEFINED: &str =
    "is not defined in the schema and the schema does not allow additional properties";

const KEYS: [&str; 5] = ["description", "states", "initial_state", "flags", "$schema"];
const FLAGS: [&str; 1] = ["allow_concurrent_calls"];

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let envelope = subject.flow.envelope_json();
    for key in strangers(envelope, &KEYS) {
        let place = Place { pointer: format!("/{}", escaped(&key)), ..Place::default() };
        sink.add(message(&key, &KEYS), place)
            .fix(format!("Take out {key}"), Edit::SetEnvelope { key, value: None });
    }
    let Some(flags) = subject.flow.envelope("flags") else { return };
    for key in strangers(flags, &FLAGS) {
        let place = Place { pointer: format!("/flags/{}", escaped(&key)), ..Place::default() };
        let mut value = flags.to_value();
        if let Some(members) = value.as_object_mut() {
            members.shift_remove(&key);
        }
        let edit = Edit::SetEnvelope { key: "flags".to_owned(), value: Some(value) };
        sink.add(message(&key, &FLAGS), place).fix(format!("Take out {key}"), edit);
    }
}

/// More strange keys than this are no keys that somebody mistook.
const MOST: usize = 64;

/// The keys of an object that are none of these, each once.
pub(super) fn strangers(object: &Json, known: &[&str]) -> Vec<String> {
    let members = object.as_object().unwrap_or_default();
    if members.iter().all(|member| known.contains(&&*member.name())) {
        return Vec::new();
    }
    let mut seen = std::collections::HashSet::new();
    let strange = members.iter().map(|member| member.name()).filter(|name| !known.contains(&&**name));
    strange.filter(|name| seen.insert(name.clone())).take(MOST).map(|name| name.into_owned()).collect()
}

/// What is told of a key that is none of these.
pub(super) fn message(key: &str, known: &[&'static str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("`{key}` {NOT_DEFINED}: did you mean `{near}`?"),
        None => format!("`{key}` {NOT_DEFINED}"),
    }
}
