//! A widget gets another name: every `next`, and every template that meant it, follows.

use std::collections::HashMap;

use super::json::{Json, Kind};
use crate::liquid;

/// Renames that follow each other, as references see them.
#[derive(Default)]
pub(super) struct Chain {
    /// What a text says, with what it has to say in the end.
    now: HashMap<String, String>,
    /// The other way round.
    was: HashMap<String, Vec<String>>,
}

impl Chain {
    /// What is called `from` by now is called `to`.
    pub fn rename(&mut self, from: &str, to: &str) {
        if from == to {
            return;
        }
        let mut texts = self.was.remove(from).unwrap_or_default();
        if !self.now.contains_key(from) {
            texts.push(from.to_owned());
        }
        for text in &texts {
            self.now.insert(text.clone(), to.to_owned());
        }
        self.was.entry(to.to_owned()).or_default().extend(texts);
    }

    /// What a text says from now on, where that is something else.
    pub fn new_of(&self, text: &str) -> Option<&str> {
        self.now.get(text).map(String::as_str).filter(|new| *new != text)
    }

    /// Each text with what it says from now on, where that is something else.
    pub fn changed(&self) -> HashMap<&str, &str> {
        let all = self.now.iter().map(|(old, new)| (old.as_str(), new.as_str()));
        all.filter(|(old, new)| old != new).collect()
    }
}

/// Who is called how from now on.
pub(super) enum Names<'a> {
    /// One old name with its new one.
    One(&'a str, &'a str),
    /// Each old name with its new one.
    Many(&'a HashMap<&'a str, &'a str>),
}

impl Names<'_> {
    /// The new name of what was called so.
    pub fn new_of(&self, name: &str) -> Option<&str> {
        match self {
            Self::One(old, new) => (*old == name).then_some(*new),
            Self::Many(names) => names.get(name).copied(),
        }
    }

    /// Whether a text may hold one of the old names: a cheap test before it is parsed.
    fn may_be_in(&self, text: &str) -> bool {
        match self {
            Self::One(old, _) => text.contains(old),
            Self::Many(_) => text.contains("widgets"),
        }
    }
}

/// Follows renames inside one state.
pub(super) fn follow(state: &mut Json, names: &Names<'_>) {
    if let Some(Json { kind: Kind::Array(transitions), .. }) = state.get_mut("transitions") {
        for transition in &mut transitions.items {
            if let Some(next) = transition.get_mut("next")
                && let Some(new) = next.as_text().and_then(|next| names.new_of(&next))
            {
                next.respell(new);
            }
            if let Some(conditions) = transition.get_mut("conditions") {
                rewrite_templates(conditions, names);
            }
        }
    }
    if let Some(properties) = state.get_mut("properties") {
        rewrite_templates(properties, names);
    }
}

/// Whether any text in a state may hold one of the names: a cheap test before anything is copied.
pub(super) fn mentions(json: &Json, names: &Names<'_>) -> bool {
    any_text(json, &|text| match names {
        Names::One(old, _) => text.contains(old),
        Names::Many(_) => names.new_of(text).is_some() || text.contains('{') && names.may_be_in(text),
    })
}

/// Whether any text in a state is such.
pub(super) fn any_text(json: &Json, is_such: &dyn Fn(&str) -> bool) -> bool {
    match &json.kind {
        Kind::Literal(_) => false,
        Kind::String(_) => json.as_text().is_some_and(|text| is_such(&text)),
        Kind::Array(list) => list.items.iter().any(|item| any_text(item, is_such)),
        Kind::Object(list) => list.items.iter().any(|member| any_text(&member.value, is_such)),
    }
}

/// Rewrites `widgets.OLD` in every template below a value.
fn rewrite_templates(json: &mut Json, names: &Names<'_>) {
    match &mut json.kind {
        Kind::Literal(_) => {}
        Kind::String(_) => {
            let text = json.as_text().filter(|text| text.contains('{') && names.may_be_in(text));
            let changes = text.map(|text| liquid::rename_members(&text, "widgets", |old| names.new_of(old)));
            if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
                json.splice(&changes);
            }
        }
        Kind::Array(list) => list.items.iter_mut().for_each(|item| rewrite_templates(item, names)),
        Kind::Object(list) => {
            list.items.iter_mut().for_each(|member| rewrite_templates(&mut member.value, names));
        }
    }
}
