//! The seventeen predicates of Split Based On….
//!
//! Text is compared without regard to case and to white space around it. Pure: what is not known is told with
//! the verdict, not hidden in it.

use jiff::civil::{Date, Time};
use serde_json::Value;

use super::assumptions::{self, Assumption, Assumptions};
use super::regex::{self, Case};

/// A predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// The value of `type` in a condition.
    pub kind: &'static str,
    /// Studio's label.
    pub label: &'static str,
    /// What it compares with.
    pub takes: Takes,
}

/// What a predicate compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: Studio keeps a label there.
    Nothing,
    /// A text.
    Text,
    /// A list, separated by commas.
    List,
    /// A regular expression.
    Pattern,
    /// A number.
    Number,
    /// A time of day, `HH:MM`.
    Time,
    /// A date, `YYYY-MM-DD`.
    Date,
}

const fn predicate(kind: &'static str, label: &'static str, takes: Takes) -> Predicate {
    Predicate { kind, label, takes }
}

/// All of them, in the order of Studio's list.
pub const PREDICATES: [Predicate; 17] = [
    predicate("equal_to", "Equal To", Takes::Text),
    predicate("not_equal_to", "Not Equal To", Takes::Text),
    predicate("matches_any_of", "Matches Any Of", Takes::List),
    predicate("does_not_match_any_of", "Does Not Match Any Of", Takes::List),
    predicate("is_blank", "Is Blank", Takes::Nothing),
    predicate("is_not_blank", "Is Not Blank", Takes::Nothing),
    predicate("regex", "Regex", Takes::Pattern),
    predicate("contains", "Contains", Takes::Text),
    predicate("does_not_contain", "Does Not Contain", Takes::Text),
    predicate("starts_with", "Starts With", Takes::Text),
    predicate("does_not_start_with", "Does Not Start With", Takes::Text),
    predicate("less_than", "Less Than", Takes::Number),
    predicate("greater_than", "Greater Than", Takes::Number),
    predicate("is_before_time", "Is Before Time", Takes::Time),
    predicate("is_after_time", "Is After Time", Takes::Time),
    predicate("is_before_date", "Is Before Date", Takes::Date),
    predicate("is_after_date", "Is After Date", Takes::Date),
];

/// The predicate with this `type`.
pub fn named(kind: &str) -> Option<&'static Predicate> {
    PREDICATES.iter().find(|predicate| predicate.kind == kind)
}

/// What a comparison gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it holds.
    pub holds: bool,
    /// The comparison in words: `"Yes" matches any of "yes, y"`.
    pub why: String,
    /// The unconfirmed rule that it rests on.
    pub assumption: Option<Assumption>,
    /// The argument in the form in which it was compared: without white space around it, text without regard to case.
    pub left: String,
    /// What it was compared with, in the form in which that was compared; empty where it is compared with nothing.
    pub right: String,
}

/// Why a condition cannot be decided. It counts as no match, and that is said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Studio has no such predicate.
    #[error("there is no condition type `{0}`")]
    UnknownPredicate(String),
    /// The regular expression is not one, or not one that can be run here.
    #[error("the regular expression `{pattern}` was not checked: {why}")]
    Regex {
        /// The expression.
        pattern: String,
        /// Why.
        why: String,
    },
    /// What is compared with is not what the predicate takes.
    #[error("`{value}` is no {wanted}")]
    BadValue {
        /// What stands there.
        value: String,
        /// What should.
        wanted: &'static str,
    },
}

/// Compares. `now` gives the zone in which a full timestamp is a date or a time of day, `taken` what is taken of that
/// which is not known.
///
/// # Errors
/// Where the condition itself is wrong. An argument that is no number, time or date only does not match.
pub fn evaluate(
    kind: &str,
    argument: &Value,
    value: &str,
    now: &jiff::Zoned,
    taken: &Assumptions,
) -> Result<Verdict, Problem> {
    let predicate = named(kind).ok_or_else(|| Problem::UnknownPredicate(kind.to_owned()))?;
    let text = text_of(argument);
    let text = text.trim();
    let value = value.trim();
    match predicate.takes {
        Takes::Nothing => {
            let holds = text.is_empty() == (kind == "is_blank");
            let why = told(predicate, text, None, holds);
            Ok(Verdict { holds, why, assumption: None, left: text.to_owned(), right: String::new() })
        }
        Takes::Text | Takes::List => {
            let (left, right) = (text.to_lowercase(), value.to_lowercase());
            let holds = compare_text(kind, &left, &right);
            let why = told(predicate, text, Some(value), holds);
            Ok(Verdict { holds, why, assumption: None, left, right })
        }
        Takes::Pattern => {
            let ascii = taken.choice(&assumptions::REGEX_CASE).name == "ascii";
            let holds = regex::matches_whole(value, text, if ascii { Case::Ascii } else { Case::All })
                .map_err(|refusal| Problem::Regex { pattern: value.to_owned(), why: refusal.0 })?;
            let assumption = (!value.is_ascii() || !text.is_ascii()).then_some(assumptions::REGEX_CASE);
            let (left, right) = (text.to_owned(), value.to_owned());
            Ok(Verdict { holds, why: told(predicate, text, Some(value), holds), assumption, left, right })
        }
        Takes::Number => compare_number(predicate, argument, text, value, taken),
        Takes::Time => {
            let wanted = value.parse_time().ok_or_else(|| bad(value, "time of day (HH:MM)"))?;
            let found = text
                .parse_time()
                .map(|time| (time, false))
                .or_else(|| moment(text, now, taken).map(|moment| (moment.time(), true)));
            Ok(compare_moments(predicate, text, value, found, wanted, taken))
        }
        Takes::Date => {
            let wanted = value.parse_date().ok_or_else(|| bad(value, "date (YYYY-MM-DD)"))?;
            let found = text
                .parse_date()
                .map(|date| (date, false))
                .or_else(|| moment(text, now, taken).map(|moment| (moment.date(), true)));
            Ok(compare_moments(predicate, text, value, found, wanted, taken))
        }
    }
}

/// A full timestamp as the moment whose date or time of day counts.
fn moment(text: &str, now: &jiff::Zoned, taken: &Assumptions) -> Option<jiff::Zoned> {
    match taken.choice(&assumptions::MOMENT_AS_DATE).name {
        "in-utc" => text.parse_moment(&jiff::tz::TimeZone::UTC),
        _ => text.parse_moment(now.time_zone()),
    }
}

/// Compares texts in lower case.
fn compare_text(kind: &str, text: &str, value: &str) -> bool {
    match kind {
        "equal_to" => text == value,
        "not_equal_to" => text != value,
        "contains" => text.contains(value),
        "does_not_contain" => !text.contains(value),
        "starts_with" => text.starts_with(value),
        "does_not_start_with" => !text.starts_with(value),
        // An empty item stands for nothing, not for a blank text.
        _ => {
            let any = value.split(',').map(str::trim).any(|item| !item.is_empty() && item == text);
            any == (kind == "matches_any_of")
        }
    }
}

fn compare_number(
    predicate: &Predicate,
    argument: &Value,
    text: &str,
    value: &str,
    taken: &Assumptions,
) -> Result<Verdict, Problem> {
    let wanted = number(value).ok_or_else(|| bad(value, "number"))?;
    let Some(found) = number(text) else {
        let why = format!("{text:?} is no number");
        let (left, right) = (text.to_owned(), wanted.to_string());
        return Ok(Verdict { holds: false, why, assumption: None, left, right });
    };
    let is_number = argument.is_number() || taken.choice(&assumptions::TEXT_AS_NUMBER).name == "number";
    let holds = is_number && if predicate.kind == "less_than" { found < wanted } else { found > wanted };
    let assumption = (!argument.is_number()).then_some(assumptions::TEXT_AS_NUMBER);
    let (left, right) = (found.to_string(), wanted.to_string());
    Ok(Verdict { holds, why: told(predicate, text, Some(value), holds), assumption, left, right })
}

fn compare_moments<T: PartialOrd + std::fmt::Display>(
    predicate: &Predicate,
    text: &str,
    value: &str,
    found: Option<(T, bool)>,
    wanted: T,
    taken: &Assumptions,
) -> Verdict {
    let Some((found, from_timestamp)) = found else {
        let kind = if predicate.takes == Takes::Date { "date" } else { "time of day" };
        let why = format!("{text:?} is no {kind}");
        let (left, right) = (text.to_owned(), wanted.to_string());
        return Verdict { holds: false, why, assumption: None, left, right };
    };
    let before = predicate.kind.starts_with("is_before");
    let is_equal = found == wanted;
    let mut holds = if before { found < wanted } else { found > wanted };
    holds |= is_equal && taken.choice(&assumptions::EQUAL_MOMENTS).name == "both";
    holds &= !from_timestamp || taken.choice(&assumptions::MOMENT_AS_DATE).name != "no-match";
    let assumption = if from_timestamp {
        Some(assumptions::MOMENT_AS_DATE)
    } else {
        is_equal.then_some(assumptions::EQUAL_MOMENTS)
    };
    let (left, right) = (found.to_string(), wanted.to_string());
    Verdict { holds, why: told(predicate, text, Some(value), holds), assumption, left, right }
}

fn bad(value: &str, wanted: &'static str) -> Problem {
    Problem::BadValue { value: value.to_owned(), wanted }
}

fn told(predicate: &Predicate, text: &str, value: Option<&str>, holds: bool) -> String {
    let words = predicate.kind.replace('_', " ");
    let value = value.map(|value| format!(" {value:?}")).unwrap_or_default();
    let so = if holds { "" } else { "not so: " };
    format!("{so}{text:?} {words}{value}")
}

/// A value as a template would write it.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A finite decimal number. Rust also reads `inf`, `nan` and `1e5`; only the last of them is a number to anybody.
pub fn number(text: &str) -> Option<f64> {
    let first = text.trim_start_matches(['-', '+']).chars().next()?;
    let number: f64 = text.parse().ok()?;
    ((first.is_ascii_digit() || first == '.') && number.is_finite()).then_some(number)
}

/// The ways in which times and dates are written.
trait Moments {
    fn parse_time(&self) -> Option<Time>;
    fn parse_date(&self) -> Option<Date>;
    fn parse_moment(&self, zone: &jiff::tz::TimeZone) -> Option<jiff::Zoned>;
}

impl Moments for str {
    /// `HH:MM` or `HH:MM:SS`, with or without a leading zero.
    fn parse_time(&self) -> Option<Time> {
        let mut parts = self.split(':');
        let mut next = |least: usize| -> Option<i8> {
            let part = parts.next()?;
            let good = (least..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| good)
        };
        let (hour, minute) = (next(1)?, next(2)?);
        let second = if self.matches(':').count() == 2 { next(2)? } else { 0 };
        if self.matches(':').count() > 2 {
            return None;
        }
        Time::new(hour, minute, second, 0).ok()
    }

    /// `YYYY-MM-DD`.
    fn parse_date(&self) -> Option<Date> {
        (self.len() == 10).then(|| self.parse().ok()).flatten()
    }

    /// A timestamp with an offset, in the zone given.
    fn parse_moment(&self, zone: &jiff::tz::TimeZone) -> Option<jiff::Zoned> {
        self.parse::<jiff::Timestamp>().ok().map(|moment| moment.to_zoned(zone.clone()))
    }
}
