//! Parts of a flow's text for a page: the lines around what was found with a mark below it, and what differs between
//! two texts.

use std::ops::Range;

use super::diagnostic::{Diagnostic, Span};
use crate::flow::Flow;
use crate::flow::json::{Places, position};

/// Longer lines are cut around what matters in them.
const MOST_CHARS: usize = 92;
/// Lines around what was found or what differs.
const AROUND: usize = 2;
/// Lines of one finding, or of one side of a difference; the rest is counted.
const MOST_LINES: usize = 14;
/// Lines of a whole difference.
const MOST_ALTOGETHER: usize = 48;

/// Fewer lines are not left out.
const GAP_LINES: usize = 4;
/// Lines that are left out.
const GAP: &str = "     | …\n";

/// The lines around a finding with their numbers; the head of its widget comes first, so that one sees which it is.
pub(super) fn around(flow: &Flow, found: &Diagnostic) -> String {
    let Some(span) = found.span else { return String::new() };
    let index = found.place.widget.and_then(|id| flow.index_of(id));
    let state = index.map(|index| format!("/states/{index}"));
    let mut places = Places::of(state.as_deref());
    let text = flow.write_noting(&mut places);
    let lines: Vec<&str> = text.lines().collect();
    let line = |offset: usize| position(&text, offset).0;
    let whole = state
        .and_then(|state| places.range(&state))
        .map_or(1..lines.len() + 1, |range| line(range.start)..line(range.end) + 1);
    let first = span.start.line.saturating_sub(AROUND).max(whole.start);
    let last = (span.end.line + AROUND).min(whole.end.saturating_sub(1));
    let mut out = String::new();
    if index.is_some() {
        // The console writes name and type first.
        let head = whole.start..(whole.start + 3).min(first);
        numbered(&mut out, &lines, head.clone(), span);
        if head.end < first && !head.is_empty() {
            out.push_str(GAP);
        }
    }
    // A gap that hides next to nothing is no help.
    if last.saturating_sub(first) < MOST_LINES + GAP_LINES {
        numbered(&mut out, &lines, first..last + 1, span);
    } else {
        numbered(&mut out, &lines, first..first + MOST_LINES / 2, span);
        out.push_str(GAP);
        numbered(&mut out, &lines, last + 1 - MOST_LINES / 2..last + 1, span);
    }
    out
}

fn numbered(out: &mut String, lines: &[&str], range: Range<usize>, span: Span) {
    let is_one_line = span.start.line == span.end.line;
    for number in range {
        let Some(line) = number.checked_sub(1).and_then(|index| lines.get(index)) else { continue };
        let is_meant = (span.start.line..=span.end.line).contains(&number);
        let bar = if is_meant && !is_one_line { '>' } else { '|' };
        let (from, to) = if is_meant && is_one_line {
            (span.start.column.saturating_sub(1), span.end.column.saturating_sub(1))
        } else {
            (0, 0)
        };
        let (cut, from, to) = clipped(line, from, to);
        out.push_str(&format!("{number:4} {bar} {cut}\n"));
        if is_meant && is_one_line {
            out.push_str(&format!("     | {}{}\n", " ".repeat(from), "^".repeat((to - from).max(1))));
        }
    }
}

/// A line that fits, and where the characters `from..to` of it stand then.
fn clipped(line: &str, from: usize, to: usize) -> (String, usize, usize) {
    let count = line.chars().count();
    let to = to.max(from);
    if count <= MOST_CHARS {
        return (line.to_owned(), from, to);
    }
    let start =
        if to.min(from + MOST_CHARS / 2) < MOST_CHARS { 0 } else { from.saturating_sub(MOST_CHARS / 2) };
    let mut cut: String = line.chars().skip(start).take(MOST_CHARS).collect();
    if start > 0 {
        cut.insert(0, '…');
    }
    if start + MOST_CHARS < count {
        cut.push('…');
    }
    let shift = |at: usize| (at.saturating_sub(start) + usize::from(start > 0)).min(MOST_CHARS);
    (cut, shift(from), shift(to))
}

/// What differs between two texts, line by line, as `diff` writes it, without its heads.
pub(super) fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let steps = steps(&old, &new);
    let is_near = |index: usize| {
        let around = index.saturating_sub(AROUND)..(index + AROUND + 1).min(steps.len());
        steps.get(around).is_some_and(|steps| steps.iter().any(|(mark, _)| *mark != ' '))
    };
    let mut out = String::new();
    let mut run = (' ', 0);
    let mut left_out = 0;
    let mut has_gap = false;
    let mut shown = 0;
    for (index, (mark, line)) in steps.iter().enumerate() {
        if shown >= MOST_ALTOGETHER {
            tell_rest(&mut out, run.0, &mut left_out);
            out.push_str("  …\n");
            return out;
        }
        if *mark != run.0 {
            tell_rest(&mut out, run.0, &mut left_out);
            run = (*mark, 0);
        }
        if !is_near(index) {
            has_gap = !out.is_empty();
            continue;
        }
        if has_gap {
            out.push_str("  …\n");
            has_gap = false;
        }
        run.1 += 1;
        if run.1 > MOST_LINES {
            left_out += 1;
        } else {
            out.push_str(&format!("{mark} {}\n", clipped(line, 0, 0).0));
            shown += 1;
        }
    }
    tell_rest(&mut out, run.0, &mut left_out);
    out
}

fn tell_rest(out: &mut String, mark: char, left_out: &mut usize) {
    if *left_out > 0 {
        out.push_str(&format!("{mark} … ({left_out} more lines)\n"));
    }
    *left_out = 0;
}

/// Each line with `-`, `+` or a blank: the longest common subsequence, or all of it replaced where that were too much
/// work.
fn steps<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    const MOST_WORK: usize = 400_000;
    let head = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let (rest_old, rest_new) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail =
        rest_old.iter().rev().zip(rest_new.iter().rev()).take_while(|(one, other)| one == other).count();
    let middle = |rest: &[&'t str]| rest.get(..rest.len() - tail).unwrap_or_default().to_vec();
    let (from, to) = (middle(rest_old), middle(rest_new));
    let mut steps: Vec<(char, &str)> = old.iter().take(head).map(|line| (' ', *line)).collect();
    let width = to.len() + 1;
    if from.len().saturating_mul(width) > MOST_WORK {
        steps.extend(from.iter().map(|line| ('-', *line)));
        steps.extend(to.iter().map(|line| ('+', *line)));
    } else {
        let mut longest = vec![0_u32; (from.len() + 1) * width];
        let at = |longest: &[u32], row: usize, column: usize| {
            longest.get(row * width + column).copied().unwrap_or_default()
        };
        for row in (0..from.len()).rev() {
            for column in (0..to.len()).rev() {
                let best = if from.get(row) == to.get(column) {
                    at(&longest, row + 1, column + 1) + 1
                } else {
                    at(&longest, row + 1, column).max(at(&longest, row, column + 1))
                };
                if let Some(cell) = longest.get_mut(row * width + column) {
                    *cell = best;
                }
            }
        }
        let (mut row, mut column) = (0, 0);
        loop {
            match (from.get(row), to.get(column)) {
                (Some(one), Some(other)) if one == other => {
                    steps.push((' ', one));
                    (row, column) = (row + 1, column + 1);
                }
                (Some(one), other)
                    if other.is_none() || at(&longest, row + 1, column) >= at(&longest, row, column + 1) =>
                {
                    steps.push(('-', one));
                    row += 1;
                }
                (_, Some(other)) => {
                    steps.push(('+', other));
                    column += 1;
                }
                _ => break,
            }
        }
    }
    steps.extend(old.iter().skip(old.len() - tail).map(|line| (' ', *line)));
    steps
}
