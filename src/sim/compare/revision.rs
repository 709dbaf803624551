//! Whether the flow at Twilio was another one than the open flow: then it is no wonder that the two part.

use std::collections::HashSet;

use super::real::{Real, RealStep};
use crate::flow::{Widget, did_you_mean};
use crate::sim::Program;

/// So many are told.
const MAX_TOLD: usize = 8;

/// How it differs, as sentences; nothing where the path fits the open flow.
pub(super) fn other(program: &Program, real: &Real, known: Option<u64>) -> Vec<String> {
    let mut told = Vec::new();
    let mut seen = HashSet::new();
    for step in real.steps.iter().filter(|step| step.within.is_none()) {
        if let Some(text) = difference(program, step)
            && seen.insert(text.clone())
        {
            told.push(text);
        }
    }
    if told.len() > MAX_TOLD {
        let more = told.len() - MAX_TOLD;
        told.truncate(MAX_TOLD);
        told.push(format!("{more} more of the kind"));
    }
    if let (Some(ran), Some(known)) = (real.revision, known)
        && ran != known
    {
        told.push(format!(
            "The execution ran revision {ran}, and the open flow came from revision {known}. Unverified: that \
             `flow_version` counts revisions"
        ));
    }
    told
}

/// How the open flow differs from the one that took this step; `None` where it does not.
pub(super) fn difference(program: &Program, step: &RealStep) -> Option<String> {
    let Some(widget) = program.widget(&step.widget) else {
        let names: Vec<&str> = program.widgets().filter_map(|widget| widget.name()).collect();
        let hint = did_you_mean(&step.widget, &names);
        // A list of all names is no hint here.
        let hint = if hint.contains("did you mean") { hint } else { String::new() };
        return Some(format!(
            "There was a widget `{}`, which the open flow does not have{hint}",
            step.widget
        ));
    };
    if let (Some(kind), Some(own)) = (step.kind.as_deref(), widget.kind())
        && kind != own
    {
        return Some(format!("`{}` was of type {kind}, and is of type {own} in the open flow", step.widget));
    }
    let targets = targets(widget, &step.event);
    let is_there = |next: Option<&str>| targets.contains(&next);
    if is_there(step.next.as_deref()) || (targets.is_empty() && step.next.is_none()) {
        return None;
    }
    let led =
        step.next.as_deref().map_or_else(|| "ended the flow".to_owned(), |next| format!("led to `{next}`"));
    let leads: Vec<String> = targets
        .iter()
        .map(|target| target.map_or_else(|| "ends it".to_owned(), |next| format!("leads to `{next}`")))
        .collect();
    let leads = if leads.is_empty() { "has no such output".to_owned() } else { leads.join(" or ") };
    Some(format!("`{}` of `{}` {led}, and in the open flow it {leads}", step.event, step.widget))
}

/// Where a widget's event leads in the open flow; several for the branches of a split.
fn targets<'w>(widget: &'w Widget, event: &str) -> Vec<Option<&'w str>> {
    let of = widget.transitions().iter().filter(|transition| &*transition.event == event);
    of.map(|transition| transition.next.as_deref()).collect()
}
