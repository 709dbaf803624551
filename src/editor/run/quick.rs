//! What the contact is likely to answer: what the next branches compare with.

use crate::flow::{Flow, Graph, WidgetId};
use crate::widgets::condition::{self, Takes};
use crate::widgets::run::Trigger;

/// So many answers are offered at most.
const MAX: usize = 6;
/// So many widgets after the waiting one are looked at.
const MAX_HOPS: usize = 4;
/// Longer texts are no quick answers.
const MAX_CHARS: usize = 40;

/// Answers that the first branches after a waiting widget would take.
pub fn quick_replies(flow: &Flow, graph: &Graph, waiting: WidgetId) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let Some(mut at) = flow.widget(waiting).and_then(|widget| {
        let answered = widget.transitions().iter().find(|way| &*way.event == Trigger::Message.event())?;
        graph.named(answered.next.as_deref()?)
    }) else {
        return found;
    };
    for _ in 0..MAX_HOPS {
        let Some(widget) = flow.widget(at) else { break };
        for transition in widget.transitions() {
            for condition in &transition.conditions {
                if let Some(text) = answer_to(&condition.kind, &condition.value)
                    && !found.iter().any(|known| known.eq_ignore_ascii_case(&text))
                {
                    found.push(text);
                }
            }
        }
        // Behind a branch the ways part; through a widget with one way out the answer is still the one that counts.
        let [only] = graph.next_of(at) else { break };
        if !found.is_empty() || *only == at {
            break;
        }
        at = *only;
    }
    found.truncate(MAX);
    found
}

/// A text that meets a condition, where that is plain to see.
pub(in crate::editor) fn answer_to(kind: &str, value: &str) -> Option<String> {
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
