//! The terms of a query, ready to be asked of widgets and texts.

use std::ops::Range;
use std::sync::LazyLock;

use fancy_regex::Regex;

use super::pattern::Pattern;
use super::query::{Kind, Options, Term};
use crate::check::Severity;
use crate::flow::Widget;
use crate::liquid::{self, Key};
use crate::widgets::label_of;

/// A term that is ready to be asked.
pub(super) struct Ready {
    pub(super) is_not: bool,
    pub(super) test: Test,
}

pub(super) enum Test {
    Words { pattern: usize, on: On },
    Token { regex: &'static Regex, wanted: String, is_number: bool },
    Uses { path: Vec<String> },
    Type(String),
    Is(Standing),
    Has(Wrong),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    All,
    Name,
    Text,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Unreachable,
    Reachable,
    Unconnected,
    Orphan,
    End,
    Start,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    Only(Severity),
    Problem,
}

macro_rules! token {
    ($name:ident, $source:literal) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($source).ok());
    };
}

token!(SID, r"\b[A-Z]{2}[0-9a-fA-F]{32}\b");
token!(NUMBER, r"\+?\(?[0-9][0-9 ().\-]{5,}[0-9]");
token!(URL, r#"(?i)\b(?:https?|wss?|ftp|mailto|sips?|tel):[^\s"'<>]+"#);

pub(super) fn ready(term: Term, options: Options, patterns: &mut Vec<Pattern>) -> Result<Ready, String> {
    let Term { kind, text, is_not } = term;
    let mut words = |on: On| {
        let told = |error| format!("“{text}” is no regular expression: {error}");
        patterns.push(Pattern::new(&text, options).map_err(told)?);
        Ok::<_, String>(Test::Words { pattern: patterns.len() - 1, on })
    };
    let token = |regex: &'static LazyLock<Option<Regex>>, is_number: bool| {
        let regex = regex.as_ref().ok_or("this cannot be searched for")?;
        Ok::<_, String>(Test::Token { regex, wanted: text.to_lowercase(), is_number })
    };
    let test = match kind {
        Kind::Any => words(On::All)?,
        Kind::Name => words(On::Name)?,
        Kind::Text => words(On::Text)?,
        Kind::Sid => token(&SID, false)?,
        Kind::Number => token(&NUMBER, true)?,
        Kind::Url => token(&URL, false)?,
        Kind::Type => Test::Type(text.to_lowercase()),
        Kind::Uses => Test::Uses { path: text.split('.').map(str::to_owned).collect() },
        Kind::Is => Test::Is(match &*text.to_lowercase() {
            "unreachable" => Standing::Unreachable,
            "reachable" => Standing::Reachable,
            "unconnected" => Standing::Unconnected,
            "orphan" => Standing::Orphan,
            "end" => Standing::End,
            "start" => Standing::Start,
            _ => {
                return Err(format!(
                    "“is:{text}” is not known: it can be unreachable, reachable, unconnected, orphan, end or start"
                ));
            }
        }),
        Kind::Has => Test::Has(match &*text.to_lowercase() {
            "error" | "errors" => Wrong::Only(Severity::Error),
            "warning" | "warnings" => Wrong::Only(Severity::Warning),
            "remark" | "remarks" | "advice" => Wrong::Only(Severity::Advice),
            "problem" | "problems" => Wrong::Problem,
            _ => {
                return Err(format!(
                    "“has:{text}” is not known: it can be error, warning, remark or problem"
                ));
            }
        }),
    };
    Ok(Ready { is_not, test })
}

pub(super) fn is_about_texts(term: &Ready) -> bool {
    matches!(term.test, Test::Words { .. } | Test::Token { .. } | Test::Uses { .. })
}

pub(super) fn pattern_of(term: &Ready) -> Option<usize> {
    match &term.test {
        Test::Words { pattern, .. } => Some(*pattern),
        _ => None,
    }
}

pub(super) fn is_of_type(widget: &Widget, wanted: &str) -> bool {
    let kind = widget.kind().unwrap_or_default();
    kind.to_lowercase().contains(wanted) || label_of(kind).to_lowercase().contains(wanted)
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Where a template reads a path, or something below it. A single name is looked for anywhere in a path.
pub(super) fn uses(text: &str, wanted: &[String]) -> Vec<Range<usize>> {
    if !text.contains('{') || !wanted.last().is_some_and(|last| text.contains(&**last)) {
        return Vec::new();
    }
    let is = |key: &Key, name: &str| matches!(key, Key::Name(known) if **known == *name);
    let fits = |read: &liquid::Read| match wanted {
        [name] => read.path.iter().any(|part| is(&part.key, name)),
        _ => {
            read.path.len() >= wanted.len()
                && read.path.iter().zip(wanted).all(|(part, name)| is(&part.key, name))
        }
    };
    let range = |read: &liquid::Read| {
        let end = match wanted {
            [_] => read.path.last(),
            _ => read.path.get(wanted.len() - 1),
        };
        read.span.start..end.map_or(read.span.end, |part| part.outer.end)
    };
    let (_, reads) = liquid::parse_with_reads(text);
    reads.iter().filter(|read| !read.local && fits(read)).map(range).collect()
}
