//! Which rows match a few letters, how well, and by which of their letters.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::rows::{Kind, Row, Target};
use crate::editor::command::Command;

/// At most so many rows are shown.
pub(super) const MAX_ROWS: usize = 80;
/// A text is looked through up to here.
const MAX_CHARS: usize = 300;

/// What is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    Commands,
    Widgets,
    Files,
}

impl Scope {
    /// The scope that the first sign asks for, and the letters behind it.
    pub(super) fn split(query: &str) -> (Self, &str) {
        let query = query.trim_start();
        let signs = [('>', Self::Commands), ('@', Self::Widgets), ('/', Self::Files)];
        let found = signs.into_iter().find_map(|(sign, scope)| Some((scope, query.strip_prefix(sign)?)));
        found.unwrap_or((Self::All, query))
    }

    fn has(self, kind: Kind) -> bool {
        match self {
            Self::All => true,
            Self::Commands => matches!(kind, Kind::Command | Kind::Setting),
            Self::Widgets => kind == Kind::Widget,
            Self::Files => kind == Kind::File,
        }
    }
}

/// A row that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its index among all.
    pub(super) row: usize,
    /// The letters of its text that match, in order.
    pub(super) marks: Vec<usize>,
    /// What stands above it.
    pub(super) heading: Option<&'static str>,
}

/// The rows that match, best first. Where nothing is asked: the commands that were used last, then all in order.
pub(super) fn matching(rows: &[Row], scope: Scope, query: &str, used: &[String]) -> Vec<Found> {
    let listed = rows.iter().enumerate().filter(|(_, row)| scope.has(row.kind));
    if query.trim().is_empty() {
        return unasked(listed, used);
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let (mut chars, mut indices) = (Vec::new(), Vec::new());
    let mut scored: Vec<(u32, Found)> = Vec::new();
    for (index, row) in listed {
        // Letters one by one: the matcher's own way would count some of them as one.
        chars.clear();
        chars.extend(row.text.chars().take(MAX_CHARS));
        let own = chars.len();
        chars.push(' ');
        chars.extend(row.detail.chars().take(MAX_CHARS));
        indices.clear();
        let Some(score) = pattern.indices(Utf32Str::Unicode(&chars), &mut matcher, &mut indices) else {
            continue;
        };
        indices.sort_unstable();
        indices.dedup();
        let marks: Vec<usize> = indices
            .iter()
            .filter_map(|index| usize::try_from(*index).ok())
            .filter(|index| *index < own)
            .collect();
        // What matches in its own text comes before what only its detail has.
        let outside = u32::try_from(indices.len() - marks.len()).unwrap_or(u32::MAX);
        let score = score.saturating_sub(outside.saturating_mul(8));
        scored.push((score, Found { row: index, marks, heading: None }));
    }
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().take(MAX_ROWS).map(|(_, found)| found).collect()
}

fn unasked<'a>(listed: impl Iterator<Item = (usize, &'a Row)> + Clone, used: &[String]) -> Vec<Found> {
    let used: Vec<Command> = used.iter().filter_map(|name| Command::named(name)).collect();
    let place = |row: &Row| match &row.target {
        Target::Command(command) => used.iter().position(|used| used == command),
        Target::Do(_) => None,
    };
    let mut last: Vec<(usize, usize)> =
        listed.clone().filter_map(|(index, row)| Some((place(row)?, index))).collect();
    last.sort_unstable();
    let mut found: Vec<Found> =
        last.into_iter().map(|(_, row)| Found { row, marks: Vec::new(), heading: None }).collect();
    if let Some(first) = found.first_mut() {
        first.heading = Some("Used last");
    }
    let mut is_headed = found.is_empty();
    for (index, row) in listed.filter(|(_, row)| place(row).is_none()) {
        let heading = (!is_headed).then_some(match row.kind {
            Kind::Command => "All commands",
            _ => "All",
        });
        is_headed = true;
        found.push(Found { row: index, marks: Vec::new(), heading });
    }
    found.truncate(MAX_ROWS);
    found
}
