//! Puts steps into the order in which they were done, each one once, and finds which of them a subflow has done.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::real::{Real, RealStep};

/// The oldest first. The API gives the newest first; what people paste may be turned round or put together.
pub(super) fn put_in_order(real: &mut Real) {
    let mut seen = HashSet::new();
    real.steps.retain(|step| step.sid.as_ref().is_none_or(|sid| seen.insert(sid.clone())));
    if is_newest_first(&real.steps) {
        real.steps.reverse();
    }
    if real.steps.iter().all(|step| step.at.is_some()) {
        // Steps of one second stay as they stand.
        real.steps.sort_by_key(|step| step.at);
    } else {
        real.notes.push("Not every step has a date, so what rests on the time is not compared".to_owned());
    }
    let began = real.steps.iter().find_map(|step| step.at).or(real.began);
    real.began = began;
    for step in &mut real.steps {
        let since = step.at.zip(began).map(|(at, began)| at.duration_since(began).as_secs_f64());
        step.at_secs = since.map(|secs| secs.max(0.0));
    }
}

/// By the widgets that follow each other; where these say nothing, by the dates, and at last as the API does it.
fn is_newest_first(steps: &[RealStep]) -> bool {
    let own: Vec<&RealStep> = steps.iter().filter(|step| step.parent.is_none()).collect();
    let (mut forward, mut backward) = (0_usize, 0_usize);
    for (one, two) in own.iter().zip(own.iter().skip(1)) {
        forward += usize::from(one.next.as_deref() == Some(&*two.widget));
        backward += usize::from(two.next.as_deref() == Some(&*one.widget));
    }
    match backward.cmp(&forward) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => match (steps.first(), steps.last()) {
            (Some(first), Some(last)) if first.at != last.at => first.at > last.at,
            _ => true,
        },
    }
}

/// Notes on each step of a subflow which widget of the flow runs that.
pub(super) fn put_into_subflows(real: &mut Real) {
    let by_sid: HashMap<String, String> =
        real.steps.iter().filter_map(|step| Some((step.sid.clone()?, step.widget.clone()))).collect();
    let mut standing = None;
    for step in &mut real.steps {
        match &step.parent {
            // The step that runs it is in the list only when it was left.
            Some(parent) => {
                step.within =
                    by_sid.get(parent).cloned().or_else(|| standing.clone()).or(Some(String::new()));
            }
            None => standing.clone_from(&step.next),
        }
    }
}
