//! A widget gets another name: every `next`, and every template that meant it, follows.

use std::collections::HashMap;

use super::json::{Json, Kind};
use super::model::Flow;
use super::widget::WidgetId;
use crate::liquid;

/// The flow with a widget renamed. Where another widget bears the old name too, nobody can tell which of them a
/// reference meant, so references stay.
pub(super) fn rename(flow: &Flow, id: WidgetId, new: &str) -> Flow {
    let old = flow.widget(id).and_then(|widget| widget.name()).map(str::to_owned);
    let style = flow.style();
    let mut renamed = flow.with_widget(id, |json| {
        json.set("name", &new.into(), &style, None, 0);
    });
    let Some(old) = old.filter(|old| flow.widgets().iter().all(|w| w.id() == id || w.name() != Some(old)))
    else {
        return renamed;
    };
    if flow.initial_state().as_deref() == Some(&*old) {
        renamed =
            renamed.with_envelope(|json| json.set("initial_state", &new.into(), &style, None, usize::MAX));
    }
    let touched: Vec<WidgetId> = renamed
        .widgets()
        .iter()
        .filter(|widget| mentions(widget.json(), &old))
        .map(|widget| widget.id())
        .collect();
    renamed.with_widgets(&touched, |json| follow(json, &Names::One(&old, new)))
}

/// Who is called how from now on.
pub(super) enum Names<'a> {
    /// One old name with its new one.
    One(&'a str, &'a str),
    /// Each old name with its new one.
    Many(&'a HashMap<&'a str, &'a str>),
}

impl Names<'_> {
    fn new_of(&self, name: &str) -> Option<&str> {
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

/// Whether any text in a state holds the name: a cheap test before anything is copied.
pub(super) fn mentions(json: &Json, name: &str) -> bool {
    match &json.kind {
        Kind::Literal(_) => false,
        Kind::String(_) => json.as_text().is_some_and(|text| text.contains(name)),
        Kind::Array(list) => list.items.iter().any(|item| mentions(item, name)),
        Kind::Object(list) => list.items.iter().any(|member| mentions(&member.value, name)),
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
