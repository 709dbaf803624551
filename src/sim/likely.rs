//! What is likely to be answered: what the next branches compare with.
//!
//! It reads the flow alone; nothing is run here.

use serde_json::{Map, Value};

use crate::flow::{Condition, Flow, Graph, Transition, WidgetId};
use crate::widgets::condition::{self, Takes};
use crate::widgets::run::Trigger;

/// So many answers are offered at most.
const MAX: usize = 6;
/// So many widgets after the waiting one are looked at.
const MAX_HOPS: usize = 4;
/// Longer texts are no quick answers.
const MAX_CHARS: usize = 40;

/// The events by which a widget is left that the contact has answered.
const ANSWERED: [&str; 3] = [Trigger::Message.event(), "keypress", "speech"];

/// Answers that the first branches after a waiting widget would take.
pub fn likely_answers(flow: &Flow, graph: &Graph, waiting: WidgetId) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let Some(widget) = flow.widget(waiting) else { return found };
    let answered = widget.transitions().iter().filter(|way| ANSWERED.contains(&&*way.event));
    for way in answered {
        for_each_condition(flow, graph, way, |condition| {
            if let Some(text) = answer_to(condition)
                && !found.iter().any(|known| known.eq_ignore_ascii_case(&text))
            {
                found.push(text);
            }
        });
    }
    found.truncate(MAX);
    found
}

/// Bodies of an HTTP answer that the first branches after a widget would take: the branches read
/// `widgets.NAME.parsed.…`, and each body has there what one of them compares with.
pub fn likely_bodies(flow: &Flow, graph: &Graph, asking: WidgetId) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let Some(widget) = flow.widget(asking) else { return found };
    let root = format!("widgets.{}.parsed.", widget.title());
    let Some(way) = widget.transitions().first() else { return found };
    for_each_condition(flow, graph, way, |condition| {
        let read = condition.arguments.first().and_then(|text| {
            let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
            inner.trim().strip_prefix(&*root)
        });
        if let (Some(path), Some(text)) = (read, answer_to(condition))
            && path.split('.').all(|key| !key.is_empty() && key.chars().all(is_of_name))
        {
            let body = path.rsplit('.').fold(Value::String(text), |value, key| {
                let mut map = Map::new();
                map.insert(key.to_owned(), value);
                Value::Object(map)
            });
            let body = body.to_string();
            if !found.contains(&body) {
                found.push(body);
            }
        }
    });
    found.truncate(MAX);
    found
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-')
}

/// Looks at the conditions of the first branch behind a way out.
fn for_each_condition(flow: &Flow, graph: &Graph, way: &Transition, mut look: impl FnMut(&Condition)) {
    let Some(mut at) = way.next.as_deref().and_then(|next| graph.named(next)) else { return };
    for _ in 0..MAX_HOPS {
        let Some(widget) = flow.widget(at) else { return };
        let mut is_branch = false;
        for condition in widget.transitions().iter().flat_map(|transition| &transition.conditions) {
            is_branch |= answer_to(condition).is_some();
            look(condition);
        }
        // Behind a branch the ways part; through a widget with one way out the answer is still the one that counts.
        let [only] = graph.next_of(at) else { return };
        if is_branch || *only == at {
            return;
        }
        at = *only;
    }
}

/// A text that meets a condition, where that is plain to see.
pub fn answer_to(condition: &Condition) -> Option<String> {
    let (kind, value) = (&*condition.kind, &*condition.value);
    if value.contains("{{") || value.contains("{%") {
        return None;
    }
    let text = match (condition::named(kind)?.takes, kind) {
        (Takes::Text, "equal_to" | "contains" | "starts_with") => value.trim(),
        (Takes::List, "matches_any_of") => value.split(',').map(str::trim).find(|item| !item.is_empty())?,
        _ => return None,
    };
    (!text.is_empty() && text.chars().count() <= MAX_CHARS).then(|| text.to_owned())
}
