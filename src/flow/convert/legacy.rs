//! From the format before September 2019 to today's.
//!
//! Some payloads mix both, so each field is looked at by itself. That `next` names a widget instead of its SID, and
//! what the types are called today, is read from exports of both times; what nobody has seen is kept and said.

use std::collections::{HashMap, HashSet};

use super::{Note, NoteKind, below, short};
use crate::flow::json::{Json, Kind, List, Member, encode};

/// What the types of before September 2019 are called today. Others existed; what they became is not known.
const TYPES: &[(&str, &str)] = &[
    ("InitialState", "trigger"),
    ("MessagePrompt", "send-and-wait-for-reply"),
    ("Message", "send-message"),
    ("SetVariables", "set-variables"),
    ("Function", "run-function"),
    ("Branch", "split-based-on"),
    ("SendToFlex", "send-to-flex"),
    ("Gather", "gather-input-on-call"),
    ("SayPlay", "say-play"),
    ("DialV2", "make-outgoing-call-v2"),
    ("Webhook", "make-http-request"),
    ("EnqueueCall", "enqueue-call"),
];

/// Properties that were numbers or booleans and are text today.
const TEXTS: &[(&str, &[&str])] = &[
    ("send-and-wait-for-reply", &["timeout"]),
    ("send-to-flex", &["timeout", "priority"]),
    ("gather-input-on-call", &["speech_timeout", "profanity_filter"]),
    (
        "make-outgoing-call-v2",
        &[
            "machine_detection_timeout",
            "machine_detection_speech_threshold",
            "machine_detection_speech_end_threshold",
            "machine_detection_silence_timeout",
        ],
    ),
];

/// Whether anything in a definition is in the old format.
pub(super) fn is_legacy(definition: &Json) -> bool {
    let states = definition.get("states").and_then(Json::as_array).unwrap_or_default();
    states.iter().any(|state| {
        let transitions = state.get("transitions").and_then(Json::as_array).unwrap_or_default();
        text(state, "type").is_some_and(|kind| todays(&kind).is_some())
            || text(state, "sid").is_some_and(|sid| is_state_sid(&sid))
            || transitions.iter().any(|transition| transition.get("uuid").is_some())
    })
}

/// Turns a definition into today's format.
pub(super) fn modernise(definition: &mut Json, pointer: &str, notes: &mut Vec<Note>) {
    let mut start = None;
    if let Some(Json { kind: Kind::Array(states), .. }) = definition.get_mut("states") {
        let mut names = HashMap::new();
        let mut seen = HashSet::new();
        for state in &states.items {
            let Some(name) = text(state, "name").filter(|name| !name.is_empty()) else { continue };
            if !seen.insert(name.clone()) {
                let what = format!("two widgets are named `{name}`, and transitions go by name today");
                notes.push(Note::new(NoteKind::Kept, format!("{pointer}/states"), what));
            }
            if let Some(sid) = text(state, "sid") {
                names.entry(sid).or_insert_with(|| name.clone());
            }
            if start.is_none() && text(state, "type").is_some_and(|kind| kind == "InitialState") {
                start = Some(name);
            }
        }
        for (index, state) in states.items.iter_mut().enumerate() {
            let pointer = format!("{pointer}/states/{index}");
            State { names: &names, seen: &seen, pointer, notes: &mut *notes }.modernise(state);
        }
    }
    if let Some(start) = start.filter(|_| definition.get("initial_state").is_none()) {
        let value = Json::bare(Kind::String(encode(&start).into()));
        add(definition, "initial_state", value, pointer, notes);
    }
    if definition.get("flags").is_none() {
        let mut flags = Json::bare(Kind::Object(List { items: Vec::new(), inner: "".into() }));
        push(&mut flags, "allow_concurrent_calls", Json::bare(Kind::Literal("true".into())));
        let flag = format!("{pointer}/flags/allow_concurrent_calls");
        notes.push(Note::new(NoteKind::Added, flag, "true"));
        push(definition, "flags", flags);
    }
}

/// What one state needs to be modernised.
struct State<'a> {
    /// Names by SID.
    names: &'a HashMap<String, String>,
    /// All names.
    seen: &'a HashSet<String>,
    pointer: String,
    notes: &'a mut Vec<Note>,
}

impl State<'_> {
    fn modernise(&mut self, state: &mut Json) {
        let pointer = self.pointer.clone();
        self.drop_members(state, &pointer, |key, value| {
            key == "sid" && value.as_text().is_some_and(|sid| is_state_sid(&sid))
        });
        let kind = self.kind(state);
        if let Some(Json { kind: Kind::Array(transitions), .. }) = state.get_mut("transitions") {
            for (index, transition) in transitions.items.iter_mut().enumerate() {
                self.transition(transition, &format!("{pointer}/transitions/{index}"));
            }
        }
        if let Some(properties) = state.get_mut("properties") {
            self.properties(properties, &kind, &format!("{pointer}/properties"));
        }
    }

    /// Gives the type today's name, and returns it.
    fn kind(&mut self, state: &mut Json) -> String {
        let Some(old) = text(state, "type") else { return String::new() };
        let pointer = format!("{}/type", self.pointer);
        let Some(new) = todays(&old) else {
            if old.starts_with(|char: char| char.is_ascii_uppercase()) {
                let what = format!("what the type `{old}` is called today is not known");
                self.notes.push(Note::new(NoteKind::Kept, pointer, what));
            }
            return old;
        };
        self.replace(state, "type", new, NoteKind::Translated, &pointer);
        new.to_owned()
    }

    fn transition(&mut self, transition: &mut Json, pointer: &str) {
        self.drop_members(transition, pointer, |key, value| match key {
            "uuid" => true,
            "next" => is_null(value),
            "conditions" => is_null(value) || value.as_array().is_some_and(<[Json]>::is_empty),
            _ => false,
        });
        let Some(next) = text(transition, "next") else { return };
        let pointer = format!("{pointer}/next");
        if let Some(name) = self.names.get(&next) {
            self.replace(transition, "next", name, NoteKind::Translated, &pointer);
        } else if !next.is_empty() && !self.seen.contains(&next) {
            let what = format!("no widget has the SID or name `{next}`");
            self.notes.push(Note::new(NoteKind::Kept, pointer, what));
        }
    }

    fn properties(&mut self, properties: &mut Json, kind: &str, pointer: &str) {
        self.drop_members(properties, pointer, |key, value| {
            is_null(value) || key == "flow_url" && kind == "trigger"
        });
        let texts = TEXTS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, keys)| keys);
        for key in texts {
            let Some(Kind::Literal(raw)) = properties.get(key).map(|value| value.kind.clone()) else {
                continue;
            };
            self.replace(properties, key, &raw, NoteKind::Changed, &below(pointer, key));
        }
        let Kind::Object(list) = &mut properties.kind else { return };
        for member in &mut list.items {
            let pointer = below(pointer, &member.name());
            let Kind::Array(entries) = &mut member.value.kind else { continue };
            for (index, entry) in entries.items.iter_mut().enumerate() {
                self.drop_members(entry, &format!("{pointer}/{index}"), |_, value| is_null(value));
            }
        }
    }

    fn drop_members(&mut self, object: &mut Json, pointer: &str, is_old: impl Fn(&str, &Json) -> bool) {
        let Kind::Object(list) = &mut object.kind else { return };
        list.items.retain(|member| {
            let is_old = is_old(&member.name(), &member.value);
            if is_old {
                let pointer = below(pointer, &member.name());
                self.notes.push(Note::new(NoteKind::Dropped, pointer, short(&member.value)));
            }
            !is_old
        });
    }

    /// Replaces a member's value by a text.
    fn replace(&mut self, object: &mut Json, key: &str, new: &str, kind: NoteKind, pointer: &str) {
        let Some(value) = object.get_mut(key) else { return };
        let old = short(value);
        value.kind = Kind::String(encode(new).into());
        self.notes.push(Note::new(kind, pointer, format!("{old} is {} now", short(value))));
    }
}

fn add(object: &mut Json, key: &str, value: Json, pointer: &str, notes: &mut Vec<Note>) {
    notes.push(Note::new(NoteKind::Added, below(pointer, key), short(&value)));
    push(object, key, value);
}

fn push(object: &mut Json, key: &str, value: Json) {
    if let Kind::Object(list) = &mut object.kind {
        list.items.push(Member { lead: "".into(), key: encode(key).into(), trail: "".into(), value });
    }
}

fn todays(kind: &str) -> Option<&'static str> {
    TYPES.iter().find(|(old, _)| *old == kind).map(|(_, new)| *new)
}

/// `FF` and 32 hexadecimal digits.
fn is_state_sid(text: &str) -> bool {
    text.strip_prefix("FF")
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_null(value: &Json) -> bool {
    matches!(&value.kind, Kind::Literal(raw) if &**raw == "null")
}

fn text(object: &Json, key: &str) -> Option<String> {
    object.get(key)?.as_text().map(|text| text.into_owned())
}
