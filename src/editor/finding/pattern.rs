//! What one term looks for in a text: plain, or as a regular expression with a bound on its steps.

use std::ops::Range;

use fancy_regex::{Regex, RegexBuilder};

use super::query::Options;

/// Enough for any sensible pattern; one that explodes is stopped within moments.
const BACKTRACK_LIMIT: usize = 200_000;

/// Finds a text or a regular expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    options: Options,
}

/// Why a pattern gave up on a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl Pattern {
    /// Looks for `text`.
    ///
    /// # Errors
    /// Where it is to be a regular expression and is none.
    pub fn new(text: &str, options: Options) -> Result<Self, String> {
        let source = if options.is_regex { text.into() } else { fancy_regex::escape(text) };
        let mut builder = RegexBuilder::new(&source);
        builder.case_insensitive(!options.has_case).backtrack_limit(BACKTRACK_LIMIT);
        // The text of an error may go on over lines that point into the pattern.
        let told = |error: fancy_regex::Error| {
            let text = error.to_string();
            let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or(&text);
            last.trim_start_matches("error:").trim().to_owned()
        };
        Ok(Self { regex: builder.build().map_err(told)?, options })
    }

    /// All places in a text. Places of no width are none.
    ///
    /// # Errors
    /// Where the search takes too long.
    pub fn find(&self, text: &str) -> Result<Vec<Range<usize>>, TooLong> {
        let mut found = Vec::new();
        for next in self.regex.find_iter(text) {
            let range = next.map_err(|_| TooLong)?.range();
            if !range.is_empty() && (!self.options.is_word || is_word(text, &range)) {
                found.push(range);
            }
        }
        Ok(found)
    }

    /// What comes in the place of a match. In that of a regular expression `$1` is what its first group holds.
    pub fn replacement(&self, text: &str, range: &Range<usize>, with: &str) -> String {
        if !self.options.is_regex || !with.contains('$') {
            return with.to_owned();
        }
        let captures = self.regex.captures_from_pos(text, range.start).ok().flatten();
        let captures = captures.filter(|found| found.get(0).is_some_and(|all| all.range() == *range));
        let mut out = String::new();
        match captures {
            Some(captures) => captures.expand(with, &mut out),
            None => out.push_str(with),
        }
        out
    }
}

/// Whether a match does not begin or end within a word.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let is_letter = |char: char| char.is_alphanumeric() || char == '_';
    let inside = text.get(range.clone()).unwrap_or_default();
    let before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let after = text.get(range.end..).and_then(|after| after.chars().next());
    let cut = |outer: Option<char>, inner: Option<char>| {
        outer.is_some_and(is_letter) && inner.is_some_and(is_letter)
    };
    !cut(before, inside.chars().next()) && !cut(after, inside.chars().next_back())
}
