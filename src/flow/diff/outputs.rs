//! Which output of one version is which of the other, where each leads, and what else differs about it.
//!
//! The same event with the same conditions is the same output wherever it stands, so that a branch that was put in
//! between is one change.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::fields::{self, FieldChange, Place};
use crate::flow::{Transition, Widget};

/// An output that leads elsewhere, was added with a target or is gone with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewired {
    /// Its event; `match 2` for the second of several of one event.
    pub output: String,
    /// Its index in the earlier version; `None`: it is new.
    pub was: Option<usize>,
    /// Its index in the later version; `None`: it is gone.
    pub is: Option<usize>,
    /// Where it led; `None`: nowhere.
    pub from: Option<String>,
    /// Where it leads; `None`: nowhere.
    pub to: Option<String>,
}

/// What differs about the outputs of a widget.
pub(super) fn between(was: &Widget, is: &Widget) -> (Vec<Rewired>, Vec<FieldChange>) {
    let (old, new) = (without_targets(was), without_targets(is));
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        // What is no list has no outputs: it is told as it stands.
        _ => return (Vec::new(), whole(was, is)),
    };
    let pairs = pairs(&old, &new);
    let names = (names(was.transitions()), names(is.transitions()));
    let target = |widget: &Widget, index: Option<usize>| {
        widget.transitions().get(index?).and_then(|way| way.next.as_deref().map(str::to_owned))
    };
    let (mut rewired, mut changes) = (Vec::new(), Vec::new());
    for (before, after) in &pairs {
        let (from, to) = (target(was, *before), target(is, *after));
        let is_rewired = from != to;
        let name = after.and_then(|index| names.1.get(index)).or(before.and_then(|index| names.0.get(index)));
        if is_rewired {
            let output = name.cloned().unwrap_or_default();
            rewired.push(Rewired { output, was: *before, is: *after, from, to });
        }
        let value = |list: &[Value], index: Option<usize>| index.and_then(|index| list.get(index)).cloned();
        let (one, two) = (value(&old, *before), value(&new, *after));
        // An output of which nothing but its event is known is told by where it leads.
        let is_bare = |value: &Option<Value>| {
            value.as_ref().and_then(Value::as_object).is_none_or(|members| members.len() <= 1)
        };
        if is_rewired && (one.is_none() || two.is_none()) && is_bare(&one) && is_bare(&two) {
            continue;
        }
        let mut place = Place::item("transitions", after.or(*before).unwrap_or_default());
        fields::walk(&mut place, one.as_ref(), two.as_ref(), &mut changes);
    }
    changes.extend(order(&pairs, was, is));
    (rewired, changes)
}

/// The transitions without where they lead; `None` where there is no list of them.
fn without_targets(widget: &Widget) -> Option<Vec<Value>> {
    let Some(json) = widget.json().get("transitions") else { return Some(Vec::new()) };
    let items = json.as_array()?.iter().map(|item| {
        let mut value = item.to_value();
        if let Some(members) = value.as_object_mut() {
            members.shift_remove("next");
        }
        value
    });
    Some(items.collect())
}

fn whole(was: &Widget, is: &Widget) -> Vec<FieldChange> {
    let value = |widget: &Widget| widget.json().get("transitions").map(super::super::json::Json::to_value);
    let of = |value: Option<Value>| match value {
        Some(value) => serde_json::json!({ "transitions": value }),
        None => serde_json::json!({}),
    };
    fields::between(&of(value(was)), &of(value(is)))
}

type Pair = (Option<usize>, Option<usize>);

/// Equal ones first, then those of one event in their order. In the order of the later version, then those that are
/// gone.
fn pairs(old: &[Value], new: &[Value]) -> Vec<Pair> {
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    let mut is_taken = vec![false; old.len()];
    let event = |value: &Value| value.get("event").and_then(Value::as_str).unwrap_or_default().to_owned();
    let keys: [&dyn Fn(&Value) -> String; 2] = [&|value| value.to_string(), &event];
    for key in keys {
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, value) in old.iter().enumerate().filter(|(index, _)| is_taken.get(*index) == Some(&false))
        {
            waiting.entry(key(value)).or_default().push_back(index);
        }
        for (value, slot) in new.iter().zip(&mut found).filter(|(_, slot)| slot.is_none()) {
            *slot = waiting.get_mut(&key(value)).and_then(VecDeque::pop_front);
            if let Some(taken) = slot.and_then(|index| is_taken.get_mut(index)) {
                *taken = true;
            }
        }
    }
    let kept = found.into_iter().enumerate().map(|(index, was)| (was, Some(index)));
    let gone =
        is_taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(index, _)| (Some(index), None));
    kept.chain(gone).collect()
}

/// The outputs by name: several of one event are counted.
pub(super) fn names(transitions: &[Transition]) -> Vec<String> {
    let mut totals: HashMap<&str, usize> = HashMap::new();
    for way in transitions {
        *totals.entry(&way.event).or_default() += 1;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let name = |way: &Transition| way.event.to_string();
    transitions
        .iter()
        .map(|way| {
            if totals.get(&*way.event).is_none_or(|total| *total < 2) {
                return name(way);
            }
            let count = counts.entry(&way.event).or_default();
            *count += 1;
            format!("{} {count}", name(way))
        })
        .collect()
}

/// The order of branches decides which of them is taken; that of other outputs means nothing.
fn order(pairs: &[Pair], was: &Widget, is: &Widget) -> Option<FieldChange> {
    let event = |widget: &Widget, index: usize| {
        widget.transitions().get(index).map(|way| way.event.to_string()).unwrap_or_default()
    };
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut is_same = true;
    for (before, after) in pairs {
        let (Some(before), Some(after)) = (before, after) else { continue };
        let last = last.entry(event(is, *after)).or_insert(*before);
        is_same &= *last <= *before;
        *last = *before;
    }
    let list = |widget: &Widget| {
        let label = |way: &Transition| match way.conditions.first() {
            Some(condition) if !condition.friendly_name.is_empty() => condition.friendly_name.to_string(),
            Some(condition) if !condition.value.is_empty() => condition.value.to_string(),
            _ => way.event.to_string(),
        };
        Some(Value::from(widget.transitions().iter().map(label).collect::<Vec<_>>()))
    };
    (!is_same).then(|| FieldChange {
        path: "order of transitions".to_owned(),
        pointer: String::new(),
        before: list(was),
        after: list(is),
    })
}
