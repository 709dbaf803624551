//! The patterns of documents: regular expressions of JavaScript, matched with bounded work.

use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder};

/// How often a match may go back before it is given up.
const MAX_BACKTRACKS: usize = 20_000;
/// How large a compiled pattern may be.
const MAX_COMPILED: usize = 256 * 1024;
/// Longer patterns, and longer texts, are not matched.
const MAX_PATTERN: usize = 4_096;
const MAX_TEXT: usize = 64 * 1024;

/// A pattern, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    text: Box<str>,
    regex: OnceLock<Option<Box<Regex>>>,
}

impl Pattern {
    /// A pattern with this text.
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), regex: OnceLock::new() }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text matches; nothing where that cannot be told.
    pub fn matches(&self, text: &str) -> Option<bool> {
        if text.len() > MAX_TEXT {
            return None;
        }
        let regex = self.regex.get_or_init(|| {
            if self.text.len() > MAX_PATTERN {
                return None;
            }
            let mut builder = RegexBuilder::new(&self.text);
            builder.backtrack_limit(MAX_BACKTRACKS).delegate_size_limit(MAX_COMPILED);
            builder.build().ok().map(Box::new)
        });
        regex.as_ref()?.is_match(text).ok()
    }

    /// A text that matches, where the pattern is that of a SID: a prefix and 32 hexadecimal digits.
    pub fn sid(&self) -> Option<String> {
        let (prefix, length) = self.sid_shape()?;
        let digits = "a1b2c3d4e5f60718293a4b5c6d7e8f90".chars().cycle().take(length);
        Some(prefix.chars().chain(digits).collect())
    }

    /// The prefix of the SIDs that match, and how many digits follow.
    pub fn sid_shape(&self) -> Option<(&str, usize)> {
        let inside = self.text.strip_prefix('^').unwrap_or(&self.text);
        let inside = inside.strip_suffix('$').unwrap_or(inside);
        let (prefix, rest) = inside.split_once('[')?;
        let (set, count) = rest.split_once("]{")?;
        let count: usize = count.strip_suffix('}')?.parse().ok()?;
        let is_prefix = prefix.len() <= 4 && prefix.chars().all(|char| char.is_ascii_uppercase());
        let has_hex = set.contains("0-9") && set.contains("a-f");
        (is_prefix && has_hex && count <= 64).then_some((prefix, count))
    }
}
