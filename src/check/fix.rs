//! Applies fixes that need no looking at.

use std::collections::HashSet;

use super::diagnostic::Diagnostic;
use super::{Options, check};
use crate::flow::Flow;

/// A flow with its safe fixes applied.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The flow.
    pub flow: Flow,
    /// What was done, in order.
    pub done: Vec<String>,
    /// What is still wrong.
    pub remaining: Vec<Diagnostic>,
}

/// A fix may bring another to light; no flow needs more rounds than this.
const MAX_ROUNDS: usize = 50;

/// Applies every safe fix. One of each widget in a round, since two fixes of one widget may know nothing of each
/// other.
pub fn fix_all(flow: &Flow, options: &Options) -> Fixed {
    let mut fixed = Fixed { flow: flow.clone(), done: Vec::new(), remaining: check(flow, options) };
    for _ in 0..MAX_ROUNDS {
        let mut touched = HashSet::new();
        let mut changed = false;
        for diagnostic in std::mem::take(&mut fixed.remaining) {
            let Some(fix) = diagnostic.fix.filter(|fix| fix.is_safe) else { continue };
            if !touched.insert(diagnostic.place.widget) {
                continue;
            }
            if let Ok(flow) = fix.edit.apply(&fixed.flow)
                && !flow.is_same_as(&fixed.flow)
            {
                fixed.flow = flow;
                fixed.done.push(fix.title);
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
