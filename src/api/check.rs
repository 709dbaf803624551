//! What is wrong with a prepared request, told before it is sent.

use serde_json::Value;

use super::operation::{Check, Kind, Parameter, Place, grouped};
use super::prepared::Prepared;
use crate::twilio::is_sid;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It is accepted, and may not do what was meant.
    Warning,
    /// It is refused.
    Error,
}

/// Something wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The parameter.
    pub parameter: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a sentence without a full stop; back quotes mark code.
    pub message: String,
    /// What Twilio refuses it with, where that is known.
    pub code: Option<u32>,
}

impl Finding {
    /// Whether there is no request that could be sent. Anything else may be, to see what the answer is.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Error && self.code.is_none()
    }

    fn error(parameter: &str, code: Option<u32>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { parameter: parameter.to_owned(), severity: Severity::Error, message, code }
    }

    fn warning(parameter: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { parameter: parameter.to_owned(), severity: Severity::Warning, message, code: None }
    }
}

/// Everything that is wrong, in the order of the parameters.
pub fn check(prepared: &Prepared) -> Vec<Finding> {
    let operation = prepared.operation();
    let mut found = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let value = prepared.at(index);
        if value.is_empty() {
            if parameter.required {
                found.push(Finding::error(&parameter.name, None, format!("{} is required", parameter.name)));
            }
            continue;
        }
        found.extend(place_check(prepared, parameter, value));
        found
            .extend(parameter.checks.iter().flat_map(|check| value_check(prepared, parameter, value, check)));
    }
    for group in &operation.one_of {
        if group.parameters.iter().all(|name| prepared.value(name).is_empty())
            && let Some(first) = group.parameters.first()
        {
            found.push(Finding::error(first, group.code, group.message.as_str()));
        }
    }
    found
}

/// What the place and the kind of a parameter forbid.
fn place_check(prepared: &Prepared, parameter: &Parameter, value: &str) -> Option<Finding> {
    let name = &parameter.name;
    let has_body = !super::request(prepared).has_query();
    match (parameter.place, &parameter.kind) {
        (_, Kind::Choice(choices)) if !choices.iter().any(|choice| choice == value) => {
            let choices = choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(" or ");
            Some(Finding::error(name, None, format!("{name} has to be {choices}")))
        }
        (Place::Header, _) if value.chars().any(|char| char.is_control() && char != '\t') => {
            Some(Finding::error(name, None, format!("{name} is a header: it may hold no line break")))
        }
        (Place::Query, _) if has_body => {
            Some(Finding::error(name, None, format!("{name} cannot be sent: this request has a body")))
        }
        (Place::Path, _) if value.trim() != value => {
            Some(Finding::warning(name, format!("{name} has white space at its beginning or end")))
        }
        _ => None,
    }
}

fn value_check(prepared: &Prepared, parameter: &Parameter, value: &str, check: &Check) -> Vec<Finding> {
    let name = &parameter.name;
    let error = |code: &Option<u32>, message: String| vec![Finding::error(name, *code, message)];
    match check {
        Check::Sid { prefix, code } if !is_sid(value, prefix) => {
            let hint = if value.contains("://") { ", not an address" } else { "" };
            error(code, format!("{name} has to be `{prefix}` and 32 hexadecimal digits{hint}"))
        }
        Check::SidOrName { prefix } if looks_like_sid(value, prefix) && !is_sid(value, prefix) => {
            let message = format!(
                "This looks like a SID, and is none: `{prefix}` would be followed by 32 hexadecimal digits"
            );
            vec![Finding::warning(name, message)]
        }
        Check::MaxBytes { limit, code } if value.len() > *limit => {
            let (is, limit) = (grouped(value.len()), check.limit());
            error(code, format!("{name} has {is} bytes, and may have {limit}"))
        }
        Check::MaxChars { limit, code } if value.chars().count() > *limit => {
            let (is, limit) = (grouped(value.chars().count()), check.limit());
            error(code, format!("{name} has {is} characters, and may have {limit}"))
        }
        Check::WarnAbove { limit, message } if value.chars().count() > *limit => {
            let (is, limit) = (grouped(value.chars().count()), grouped(*limit));
            vec![Finding::warning(name, format!("{name} has {is} characters. Above {limit}, {message}"))]
        }
        Check::Json { code } => match serde_json::from_str::<Value>(value) {
            Ok(_) => Vec::new(),
            Err(why) => error(code, format!("{name} is no valid JSON: {why}")),
        },
        Check::JsonObject { code, key, value: limit } => match serde_json::from_str::<Value>(value) {
            Ok(Value::Object(object)) => entries_check(name, &object, *key, *limit),
            Ok(_) => error(code, format!("{name} has to be a JSON object")),
            Err(why) => error(code, format!("{name} is no valid JSON: {why}")),
        },
        Check::Time { code } if value.parse::<jiff::Timestamp>().is_err() => {
            error(code, format!("{name} has to be {}", check.limit()))
        }
        Check::Needs { parameter, code } if prepared.value(parameter).is_empty() => {
            error(code, format!("{name} needs {parameter}"))
        }
        Check::IgnoredWith { parameter } if !prepared.value(parameter).is_empty() => {
            vec![Finding::warning(name, format!("{name} is ignored, as {parameter} is given"))]
        }
        _ => Vec::new(),
    }
}

/// Whether somebody who wrote this most likely meant a SID: the prefix, then nothing but digits of one, and many.
fn looks_like_sid(value: &str, prefix: &str) -> bool {
    value.strip_prefix(prefix).is_some_and(|rest| {
        rest.len() >= 16
            && rest.chars().filter(char::is_ascii_hexdigit).count() * 10 >= rest.chars().count() * 9
    })
}

fn entries_check(
    name: &str,
    object: &serde_json::Map<String, Value>,
    key: Option<(usize, u32)>,
    value: Option<(usize, u32)>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (entry, text) in object {
        if let Some((limit, code)) = key.filter(|(limit, _)| entry.chars().count() > *limit) {
            let message = format!("The key `{}` in {name} has more than {limit} characters", short(entry));
            found.push(Finding::error(name, Some(code), message));
        }
        let length = text.as_str().map_or(0, |text| text.chars().count());
        if let Some((limit, code)) = value.filter(|(limit, _)| length > *limit) {
            let message =
                format!("The value of `{}` in {name} has more than {limit} characters", short(entry));
            found.push(Finding::error(name, Some(code), message));
        }
    }
    // One finding tells enough: a long list would hide the others.
    found.truncate(1);
    found
}

/// A key that fits into a message.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(24).map(|char| if char == '`' { '\'' } else { char }).collect();
    if text.chars().nth(24).is_some() {
        short.push('…');
    }
    short
}
