//! A widget gets another name: every `next`, and every template that meant it, follows.

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
    renamed.with_widgets(&touched, |json| follow(json, &old, new))
}

/// Follows a rename inside one state.
pub(super) fn follow(state: &mut Json, old: &str, new: &str) {
    if let Some(Json { kind: Kind::Array(transitions), .. }) = state.get_mut("transitions") {
        for transition in &mut transitions.items {
            if let Some(next) = transition.get_mut("next")
                && next.as_text().as_deref() == Some(old)
            {
                next.respell(new);
            }
            if let Some(conditions) = transition.get_mut("conditions") {
                rewrite_templates(conditions, old, new);
            }
        }
    }
    if let Some(properties) = state.get_mut("properties") {
        rewrite_templates(properties, old, new);
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
fn rewrite_templates(json: &mut Json, old: &str, new: &str) {
    match &mut json.kind {
        Kind::Literal(_) => {}
        Kind::String(_) => {
            let text = json.as_text().filter(|text| text.contains('{') && text.contains(old));
            let changes = text.map(|text| liquid::rename_member(&text, "widgets", old, new));
            if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
                json.splice(&changes);
            }
        }
        Kind::Array(list) => list.items.iter_mut().for_each(|item| rewrite_templates(item, old, new)),
        Kind::Object(list) => {
            list.items.iter_mut().for_each(|member| rewrite_templates(&mut member.value, old, new));
        }
    }
}
