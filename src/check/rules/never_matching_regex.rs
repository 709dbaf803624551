//! A regular expression that cannot match a whole text.

use super::conditions::asked;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, is_open};
use crate::widgets::condition::Takes;

pub(super) const RULE: Rule = Rule {
    code: "never-matching-regex",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A regular expression that cannot match a whole text",
    why: "Studio compares the whole text, takes slashes as they stand and looks for no part of the text",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for asked in asked(at).filter(|asked| asked.takes() == Some(Takes::Pattern)) {
        let pattern = asked.condition.value.trim();
        if is_open(pattern) {
            continue;
        }
        let place = at.transition(asked.output, &format!("/conditions/{}/value", asked.number));
        if let Some(inner) = between_slashes(pattern) {
            let message = format!("the slashes around `{inner}` must be in the text, too");
            let found = sink.add(message, place);
            found.fix("Take out the slashes", asked.with(at, "value", inner.into()));
        } else if let Some(why) = contradiction(pattern) {
            sink.add(format!("`{pattern}` matches no text: {why}"), place);
        }
    }
}

/// The expression in `/expression/i`.
fn between_slashes(pattern: &str) -> Option<&str> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_flags = flags.len() <= 3 && flags.chars().all(|flag| "gimsuy".contains(flag));
    (is_flags && !inner.is_empty()).then_some(inner)
}

/// An anchor in the middle of letters that must be there. Only what is certain: outside of groups and classes, in an
/// expression without alternatives.
fn contradiction(pattern: &str) -> Option<&'static str> {
    let mut depth = 0_usize;
    let mut found = None;
    let chars: Vec<char> = pattern.chars().collect();
    let at = |index: usize| chars.get(index).copied();
    let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let is_optional = |char: Option<char>| char.is_some_and(|char| "?*{".contains(char));
    let mut index = 0;
    while let Some(char) = at(index) {
        match char {
            '\\' => index += 1,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => return None,
            '^' if depth == 0 && index > 0 => {
                let before = index.checked_sub(1).and_then(at);
                let escaped = index.checked_sub(2).and_then(at) == Some('\\');
                if is_word(before) && !escaped {
                    found = found.or(Some("nothing comes before the beginning that `^` stands for"));
                }
            }
            '$' if depth == 0 && is_word(at(index + 1)) && !is_optional(at(index + 2)) => {
                found = found.or(Some("nothing comes after the end that `$` stands for"));
            }
            _ => {}
        }
        index += 1;
    }
    found
}
