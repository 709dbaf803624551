//! Split Based On…: goes on by the first branch whose condition holds.

use serde_json::{Value, json};

use super::assumptions::{self, assume};
use super::condition::{self, Takes};
use super::explain::{Explanation, Tested};
use super::field::{Field, FieldKind};
use super::run::{Behaviour, Leave, Outcome, Scope, Step};
use super::widget_type::{Card, Event, EventKind, Events, Grade, Group, Icon, Placing, WidgetType};
use crate::flow::json::Json;
use crate::flow::{Condition, Edit, Flow, Transition, Widget, WidgetId};

/// Split Based On….
pub(super) const SPLIT_BASED_ON: WidgetType = WidgetType {
    id: "split-based-on",
    label: "Split Based On…",
    base_name: "split",
    group: Group::FlowControl,
    icon: Icon::Split,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Branches on a value",
    help: "Compares a variable and goes on by the first branch that holds, in the order of the branches. Case and \
           white space around the text do not count. Where none holds, No Condition Matches is taken; if that \
           leads nowhere the execution ends.",
    docs: "https://www.twilio.com/docs/studio/widget-library/split-based-on",
    fields: &[INPUT],
    events: Events::Known(&[
        Event { kind: EventKind::Unmatched, ..Event::normal(NO_MATCH, "No Condition Matches", "No match") },
        Event { kind: EventKind::Branch, ..Event::normal(MATCH, "Condition Matches", "Match") },
    ]),
    outputs: &[],
    card: Card::FirstOf(&["input"]),
    behaviour: &Split,
    ..WidgetType::BASE
};

const NO_MATCH: &str = "noMatch";
const MATCH: &str = "match";

const INPUT: Field = Field {
    key: "input",
    label: "Variable to Test",
    kind: FieldKind::Line,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "{{widgets.ask.inbound.Body}}",
    help: "What every branch compares: a template, most often one variable such as the answer to a question.",
    source: "schema, all public exports",
    ..Field::TEXT
};

struct Split;

impl Behaviour for Split {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        Outcome::Leave(decide(step.widget, step.scope, None))
    }

    fn explain(&self, step: &mut Step<'_>) -> Option<Explanation> {
        let mut tested = Vec::new();
        let leave = decide(step.widget, step.scope, Some(&mut tested));
        Some(Explanation::of(step.widget, MATCH, &leave, tested, step.scope.assumptions()))
    }
}

/// Which way is taken. What was tested on the way is noted where somebody wants to know: the run and its explanation
/// are the same code.
fn decide(widget: &Widget, scope: &mut dyn Scope, noted: Option<&mut Vec<Tested>>) -> Leave {
    let mut deciding = Deciding { scope, known: Vec::new(), noted, at: (0, 0) };
    for (index, transition) in widget.transitions().iter().enumerate() {
        if &*transition.event != MATCH {
            continue;
        }
        deciding.at = (index, 0);
        if let Some(why) = deciding.branch_holds(transition) {
            let mut leave = Leave::by(MATCH);
            leave.transition = Some(index);
            leave.why = Some(why);
            return leave;
        }
    }
    let mut leave = Leave::by(NO_MATCH);
    leave.why = Some(match deciding.known.first() {
        Some((_, value)) => format!("{:?} meets no condition", condition::text_of(value).trim()),
        None => "there is no condition".to_owned(),
    });
    leave
}

/// What is known while branch after branch is tried.
struct Deciding<'w, 's> {
    scope: &'s mut dyn Scope,
    /// Nearly every condition of a split has the same argument: each is worked out once.
    known: Vec<(&'w str, Value)>,
    /// What was tested, where somebody wants to know.
    noted: Option<&'s mut Vec<Tested>>,
    /// The transition and the condition of it that is tried.
    at: (usize, usize),
}

impl<'w> Deciding<'w, '_> {
    /// Whether a branch is taken, and why.
    fn branch_holds(&mut self, transition: &'w Transition) -> Option<String> {
        if transition.conditions.is_empty() {
            self.scope.warn(None, "a branch without a condition is never taken".to_owned());
            return None;
        }
        let how = match transition.conditions.as_slice() {
            [] | [_] => "all",
            _ => assume(self.scope, assumptions::SEVERAL_CONDITIONS),
        };
        let most = if how == "first" { 1 } else { usize::MAX };
        let mut reasons = Vec::new();
        for (index, condition) in transition.conditions.iter().take(most).enumerate() {
            self.at.1 = index;
            match self.condition_holds(condition) {
                Some(why) if how == "any" => return Some(why),
                None if how != "any" => return None,
                why => reasons.extend(why),
            }
        }
        (!reasons.is_empty()).then(|| reasons.join(" and "))
    }

    /// Whether a condition holds, and why.
    fn condition_holds(&mut self, condition: &'w Condition) -> Option<String> {
        let how = match condition.arguments.as_slice() {
            [] | [_] => "first",
            _ => assume(self.scope, assumptions::SEVERAL_ARGUMENTS),
        };
        let most = if how == "first" { 1 } else { usize::MAX };
        // A condition without an argument compares nothing.
        let none = condition.arguments.is_empty().then_some("");
        let sources = condition.arguments.iter().map(|argument| &**argument).take(most).chain(none);
        let mut reasons = Vec::new();
        for source in sources {
            let argument = match self.known.iter().find(|(text, _)| *text == source) {
                Some((_, value)) => value.clone(),
                None => {
                    let value = self.scope.evaluate("input", source);
                    self.known.push((source, value.clone()));
                    value
                }
            };
            let value = match condition::named(&condition.kind).map(|predicate| predicate.takes) {
                Some(Takes::Nothing) => String::new(),
                _ => self.scope.render("conditions", &condition.value),
            };
            let now = self.scope.now();
            let verdict =
                condition::evaluate(&condition.kind, &argument, &value, &now, self.scope.assumptions());
            if let Some(noted) = &mut self.noted {
                noted.push(Tested::of(self.at, source, &argument, &value, &verdict));
            }
            match verdict {
                Ok(verdict) => {
                    if let Some(assumption) = verdict.assumption {
                        assume(self.scope, assumption);
                    }
                    match (verdict.holds, how) {
                        (true, "all") => reasons.push(verdict.why),
                        (true, _) => return Some(verdict.why),
                        (false, "any") => {}
                        (false, _) => return None,
                    }
                }
                Err(problem) => {
                    self.scope.warn(None, format!("{problem}; the branch counts as not matching"));
                    return None;
                }
            }
        }
        (!reasons.is_empty()).then(|| reasons.join(" and "))
    }
}

/// Sets the variable to test, and with it what every branch compares.
pub fn set_input(flow: &Flow, id: WidgetId, text: &str) -> Option<Edit> {
    let widget = flow.widget(id)?;
    let mut transitions = raw_transitions(widget);
    for condition in transitions.iter_mut().flat_map(conditions_mut) {
        match condition.get_mut("arguments").and_then(Value::as_array_mut) {
            Some(arguments) => match arguments.first_mut() {
                Some(first) => *first = json!(text),
                None => arguments.push(json!(text)),
            },
            None => {
                if let Some(members) = condition.as_object_mut() {
                    members.insert("arguments".to_owned(), json!([text]));
                }
            }
        }
    }
    Some(Edit::Together {
        name: format!("Change input of {}", widget.title()),
        edits: vec![
            Edit::SetProperty { widget: id, key: "input".to_owned(), value: Some(json!(text)) },
            Edit::SetTransitions { widget: id, transitions },
        ],
    })
}

/// Adds a branch behind the others.
pub fn add_branch(flow: &Flow, id: WidgetId, kind: &str, value: &str) -> Option<Edit> {
    let widget = flow.widget(id)?;
    let input = widget.property_text("input").unwrap_or_default();
    let mut transitions = raw_transitions(widget);
    transitions.push(json!({"event": MATCH, "conditions": [{
        "friendly_name": friendly_name(kind, value),
        "arguments": [input],
        "type": kind,
        "value": stored_value(kind, value),
    }]}));
    Some(Edit::SetTransitions { widget: id, transitions })
}

/// Takes out the transition at an index.
pub fn remove_branch(flow: &Flow, id: WidgetId, index: usize) -> Option<Edit> {
    let mut transitions = raw_transitions(flow.widget(id)?);
    (index < transitions.len()).then(|| {
        transitions.remove(index);
        Edit::SetTransitions { widget: id, transitions }
    })
}

/// Moves the transition at one index to another: branches are tried in order.
pub fn move_branch(flow: &Flow, id: WidgetId, from: usize, to: usize) -> Option<Edit> {
    let mut transitions = raw_transitions(flow.widget(id)?);
    (from < transitions.len() && to < transitions.len()).then(|| {
        let moved = transitions.remove(from);
        transitions.insert(to, moved);
        Edit::SetTransitions { widget: id, transitions }
    })
}

/// Sets predicate, value and label of the first condition of the branch at an index. Without a label, the label that
/// Studio would have made follows the condition, and one that somebody wrote stays.
pub fn set_condition(
    flow: &Flow,
    id: WidgetId,
    index: usize,
    kind: &str,
    value: &str,
    label: Option<&str>,
) -> Option<Edit> {
    let widget = flow.widget(id)?;
    let before = widget.transitions().get(index)?.conditions.first().cloned().unwrap_or_default();
    let input = widget.property_text("input").unwrap_or_default();
    let own_words = !before.friendly_name.is_empty() && !before.friendly_name.starts_with("If value ");
    let label = match label {
        Some(label) => label.to_owned(),
        None if own_words => before.friendly_name.to_string(),
        None => friendly_name(kind, value),
    };
    let mut transitions = raw_transitions(widget);
    let transition = transitions.get_mut(index)?.as_object_mut()?;
    let conditions = transition.entry("conditions").or_insert_with(|| json!([])).as_array_mut()?;
    if conditions.is_empty() {
        conditions.push(json!({"friendly_name": "", "arguments": [input], "type": "", "value": ""}));
    }
    let condition = conditions.first_mut()?.as_object_mut()?;
    condition.insert("friendly_name".to_owned(), json!(label));
    condition.insert("type".to_owned(), json!(kind));
    condition.insert("value".to_owned(), json!(stored_value(kind, value)));
    Some(Edit::SetTransitions { widget: id, transitions })
}

/// The label that Studio's console gives a new branch.
pub fn friendly_name(kind: &str, value: &str) -> String {
    format!("If value {kind} {}", stored_value(kind, value)).trim_end().to_owned()
}

/// What stands in `value`: for predicates that compare with nothing Studio keeps their label there.
pub fn stored_value<'a>(kind: &str, value: &'a str) -> &'a str {
    match condition::named(kind) {
        Some(predicate) if predicate.takes == Takes::Nothing => predicate.label,
        _ => value,
    }
}

fn raw_transitions(widget: &Widget) -> Vec<Value> {
    let list = widget.json().get("transitions").and_then(Json::as_array);
    list.unwrap_or_default().iter().map(Json::to_value).collect()
}

fn conditions_mut(transition: &mut Value) -> impl Iterator<Item = &mut Value> {
    transition.get_mut("conditions").and_then(Value::as_array_mut).into_iter().flatten()
}
