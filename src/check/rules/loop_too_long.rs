//! A loop in a template that runs more often than Studio lets it.

use super::{Rule, Run};
use std::ops::Range;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::liquid::{TokenKind, tokens};

pub(super) const RULE: Rule = Rule {
    code: "loop-too-long",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A loop in a template that runs more often than Studio lets it",
    why: "Studio runs a loop of a template at most 15 times; what the field holds beyond that is not documented",
    run: Run::Own(look),
};

/// The most rounds.
const MOST: i64 = 15;

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for parsed in at.templates() {
        let text = &*parsed.at.text;
        // Most templates have no loop: they are not cut into pieces again.
        if !text.contains("..") || !text.contains("for") {
            continue;
        }
        for (range, rounds) in counted_loops(text) {
            if rounds > MOST {
                let message = format!("the loop has {rounds} rounds, and Studio runs {MOST}");
                sink.add(message, parsed.place(at, range));
            }
        }
    }
}

/// The loops over numbers that stand in the template itself, as `(1..20)`, with how often each runs.
fn counted_loops(text: &str) -> Vec<(Range<usize>, i64)> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for token in tokens(text) {
        let piece = text.get(token.span.clone()).unwrap_or_default();
        match (open, token.kind) {
            (_, TokenKind::Tag) if piece == "for" => open = Some(token.span.start),
            (Some(start), TokenKind::Delimiter) if piece.ends_with('}') => {
                let inside = text.get(start..token.span.start).unwrap_or_default();
                found.extend(rounds(inside).map(|rounds| (start..token.span.start, rounds)));
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// How often `for x in (1..20) limit: 5` runs, where the numbers are literal.
fn rounds(inside: &str) -> Option<i64> {
    let (first, rest) = inside.split_once('(')?.1.split_once("..")?;
    let (last, after) = rest.split_once(')')?;
    let (first, last) = (first.trim().parse::<i64>().ok()?, last.trim().parse::<i64>().ok()?);
    let all = last.checked_sub(first)?.checked_add(1)?;
    let limit = match after.split_once("limit:") {
        Some((_, limit)) => limit.split_whitespace().next()?.trim_matches(',').parse::<i64>().ok()?,
        None => i64::MAX,
    };
    Some(all.min(limit))
}
