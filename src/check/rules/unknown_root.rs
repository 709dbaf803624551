//! A template that reads what is no part of an execution's context.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::check::unknown::{Unknown, Wrong, tell_unknown};
use crate::flow::nearest;

pub(super) const RULE: Rule = Rule {
    code: "unknown-root",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what is no part of an execution's context",
    why: "a template finds `flow`, `trigger`, `widgets` and `contact`; any other name renders to nothing, without a word",
    run: Run::Own(look),
};

/// What the context holds, and what each part of it does where that is settled.
const CONTEXT: [(&str, &[&str]); 4] = [
    ("flow", &["sid", "flow_sid", "channel", "data", "variables", "add_ons"]),
    ("trigger", &["message", "call", "conversation", "request", "parent"]),
    ("widgets", &[]),
    ("contact", &["channel"]),
];

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let parts_of = |root: &str| CONTEXT.iter().find(|(name, _)| *name == root).map(|(_, parts)| *parts);
    let wrong = |path: &[&str]| {
        let (root, below) = path.split_first()?;
        match (parts_of(root), below.first()) {
            (None, _) => Wrong::at(1),
            (Some(parts), Some(part)) if !parts.is_empty() && !parts.contains(part) => Wrong::at(2),
            _ => None,
        }
    };
    tell_unknown(at, sink, &[], wrong, |path| {
        let root = path.first().copied().unwrap_or_default();
        match (parts_of(root), path.get(1)) {
            (Some(parts), Some(part)) => {
                let near = nearest(part, parts.iter().copied()).map(str::to_owned);
                Unknown { message: format!("`{root}` holds no `{part}`"), near, is_open: false }
            }
            _ => {
                let near = nearest(root, CONTEXT.iter().map(|(name, _)| *name)).map(str::to_owned);
                Unknown { message: format!("`{root}` is no part of the context"), near, is_open: false }
            }
        }
    });
}
