//! A template that reads what is no part of an execution's context.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::check::unknown::{Unknown, tell_unknown};
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
    tell_unknown(at, sink, (&[], 2), |path| {
        let (root, below) = path.split_first()?;
        let Some((_, parts)) = CONTEXT.iter().find(|(name, _)| name == root) else {
            let near = nearest(root, CONTEXT.iter().map(|(name, _)| *name)).map(str::to_owned);
            let message = format!("`{root}` is no part of the context");
            return Some(Unknown { message, near, depth: 1 });
        };
        let part = below.first().filter(|part| !parts.is_empty() && !parts.contains(part))?;
        let near = nearest(part, parts.iter().copied()).map(str::to_owned);
        Some(Unknown { message: format!("`{root}` holds no `{part}`"), near, depth: 2 })
    });
}
