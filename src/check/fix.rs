//! Applies many fixes at once: those that need no looking at, or all of one kind.

use std::collections::HashSet;

use super::diagnostic::{Diagnostic, Fix};
use super::{Options, check};
use crate::flow::{Edit, Flow};

/// A flow with fixes applied.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The flow.
    pub flow: Flow,
    /// What was done, in order.
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

/// A fix may bring another to light; no flow needs more rounds than this.
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

/// One fix of each widget in a round, since two fixes of one widget may know nothing of each other.
fn fix(flow: &Flow, options: &Options, wanted: impl Fn(&Fix) -> bool) -> Fixed {
    let mut fixed =
        Fixed { flow: flow.clone(), done: Vec::new(), edits: Vec::new(), remaining: check(flow, options) };
    for _ in 0..MAX_ROUNDS {
        let mut touched = HashSet::new();
        let mut changed = false;
        for diagnostic in std::mem::take(&mut fixed.remaining) {
            let Some(fix) = diagnostic.fix.filter(&wanted) else { continue };
            if !touched.insert(diagnostic.place.widget) {
                continue;
            }
            if let Ok(flow) = fix.edit.apply(&fixed.flow)
                && !flow.is_same_as(&fixed.flow)
            {
                fixed.flow = flow;
                fixed.done.push(fix.title);
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
