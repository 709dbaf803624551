//! Applies many fixes at once: those that need no looking at, or all of one kind.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::diagnostic::{Diagnostic, Fix};
use super::{Options, check};
use crate::flow::{Edit, Flow, WidgetId};
use crate::widgets::escaped;

/// A flow with fixes applied.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The flow.
    pub flow: Flow,
    /// What was done, in order: the widget and the title of the fix.
    pub done: Vec<String>,
    /// The changes, in the same order: applied one after the other to the flow that was given they make this one.
    pub edits: Vec<Edit>,
    /// What is still wrong, as far as it was looked for.
    pub remaining: Vec<Diagnostic>,
}

impl Fixed {
    /// All that was done as one change, to be undone in one step; `None` where nothing was done.
    pub fn edit(&self, name: impl Into<String>) -> Option<Edit> {
        (!self.edits.is_empty()).then(|| Edit::Together { name: name.into(), edits: self.edits.clone() })
    }
}

/// A fix may bring another to light: so often is looked again. What is left after that is told.
const MAX_ROUNDS: usize = 50;

/// Applies every safe fix.
pub fn fix_all(flow: &Flow, options: &Options) -> Fixed {
    fix(flow, options, |fix| fix.is_safe)
}

/// Applies every fix that one rule offers, safe or not: whoever asks for it has seen one of them. What the other rules
/// find is not looked for.
pub fn fix_kind(flow: &Flow, options: &Options, code: &str) -> Fixed {
    fix(flow, &Options { only: vec![code.to_owned()], ..options.clone() }, |_| true)
}

/// What fixes of one round have changed already.
#[derive(Default)]
struct Touched {
    /// Widgets, as a whole or in some part.
    widgets: HashSet<Option<WidgetId>>,
    /// Widgets as a whole.
    wholes: HashSet<Option<WidgetId>>,
    parts: HashSet<(WidgetId, String)>,
}

impl Touched {
    /// Whether a fix may be applied after those that were: two fixes of one widget may know nothing of each other,
    /// unless each changes a part of its own.
    fn admits(&mut self, at: Option<WidgetId>, edit: &Edit) -> bool {
        match part(edit) {
            Some((widget, part)) => {
                let is_free = !self.wholes.contains(&Some(widget)) && self.parts.insert((widget, part));
                if is_free {
                    self.widgets.insert(Some(widget));
                }
                is_free
            }
            None => self.widgets.insert(at) && self.wholes.insert(at),
        }
    }
}

/// The part of a widget that an edit changes alone: a property, or one place of the transitions.
fn part(edit: &Edit) -> Option<(WidgetId, String)> {
    match edit {
        Edit::SetProperty { widget, key, .. } => Some((*widget, format!("/properties/{}", escaped(key)))),
        Edit::SetPart { widget, pointer, .. } => {
            let is_property = pointer.starts_with("/properties/");
            let end = pointer.match_indices('/').nth(2).map(|(at, _)| at).filter(|_| is_property);
            Some((*widget, pointer.get(..end.unwrap_or(pointer.len()))?.to_owned()))
        }
        _ => None,
    }
}

/// Rounds of fixes, until nothing is left to be fixed.
fn fix(flow: &Flow, options: &Options, wanted: impl Fn(&Fix) -> bool) -> Fixed {
    let mut fixed =
        Fixed { flow: flow.clone(), done: Vec::new(), edits: Vec::new(), remaining: check(flow, options) };
    for _ in 0..MAX_ROUNDS {
        let mut touched = Touched::default();
        let mut changed = false;
        for diagnostic in std::mem::take(&mut fixed.remaining) {
            let Some(fix) = diagnostic.fix.filter(&wanted) else { continue };
            if !touched.admits(diagnostic.place.widget, &fix.edit) {
                continue;
            }
            let widget = diagnostic.place.widget.and_then(|id| fixed.flow.widget(id)?.name());
            let widget = widget.map(|name| format!("{name}: ")).unwrap_or_default();
            let done = format!("{widget}{}", fix.title);
            if let Ok(flow) = fix.edit.apply(&fixed.flow)
                && !flow.is_same_as(&fixed.flow)
            {
                fixed.flow = flow;
                fixed.done.push(done);
                fixed.edits.push(fix.edit);
                changed = true;
            }
        }
        fixed.remaining = check(&fixed.flow, options);
        if !changed {
            break;
        }
    }
    fixed
}
