//! What is wrong with a prepared request, told before it is sent.

use serde_json::Value;

use super::body;
use super::encode::{self, Shaped};
use super::operation::{BodyKind, Check, Kind, Parameter, Place, Style, grouped};
use super::prepared::Prepared;
use super::schema::{Difference, Direction, MISSING, Schema, Types, differences_of};
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
    /// A document says so. Documents are wrong at times, so it may be sent all the same.
    pub is_by_document: bool,
}

impl Finding {
    /// Whether there is no request that could be sent. Anything else may be, to see what the answer is.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Error && self.code.is_none() && !self.is_by_document
    }

    fn by_document(mut self) -> Self {
        self.is_by_document = true;
        self
    }

    fn error(parameter: &str, code: Option<u32>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            parameter: parameter.to_owned(),
            severity: Severity::Error,
            message,
            code,
            is_by_document: false,
        }
    }

    fn warning(parameter: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let severity = Severity::Warning;
        Self { parameter: parameter.to_owned(), severity, message, code: None, is_by_document: false }
    }
}

/// Everything that is wrong, in the order of the parameters.
pub fn check(prepared: &Prepared) -> Vec<Finding> {
    let operation = prepared.operation();
    let mut found = Vec::new();
    // A JSON body that may be left out needs nothing until something of it is there. Forms are there in any case.
    let has_body = operation.body.is_required
        || operation.body.kind != BodyKind::Json
        || prepared.filled(Place::Body).next().is_some();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if parameter.place == Place::Body && prepared.raw_body().is_some() {
            continue;
        }
        let value = prepared.at(index);
        if value.is_empty() {
            if parameter.required && (parameter.place != Place::Body || has_body) {
                found.push(Finding::error(&parameter.name, None, format!("{} is required", parameter.name)));
            }
            continue;
        }
        found.extend(place_check(parameter, value));
        found.extend(schema_check(parameter, value));
        if operation.body.kind == BodyKind::Json {
            found.extend(number_check(parameter, value));
        }
        found
            .extend(parameter.checks.iter().flat_map(|check| value_check(prepared, parameter, value, check)));
    }
    for group in &operation.one_of {
        // A document says so of fields of the body alone, and our own catalogue has each name once.
        let value = |name: &String| match operation.pointer.is_empty() {
            true => prepared.value(name),
            false => prepared.value_in(Place::Body, name),
        };
        if (has_body && prepared.raw_body().is_none() || operation.pointer.is_empty())
            && group.parameters.iter().all(|name| value(name).is_empty())
            && let Some(first) = group.parameters.first()
        {
            let finding = Finding::error(first, group.code, group.message.as_str());
            // Our own catalogue knows what the service refuses, a document only says so.
            found.push(if operation.pointer.is_empty() { finding } else { finding.by_document() });
        }
    }
    found.extend(body_check(prepared));
    found
}

/// Whether a value is made only when the request is: a template may become anything.
fn is_template(value: &str) -> bool {
    value.contains("{{") || value.contains("{%")
}

/// What the document's schema says of a value.
fn schema_check(parameter: &Parameter, value: &str) -> Vec<Finding> {
    let Some(schema) = parameter.schema.as_ref().filter(|_| !is_template(value)) else { return Vec::new() };
    if parameter.kind == Kind::Bytes {
        return Vec::new();
    }
    let name = &parameter.name;
    let json = match (parameter.place, encode::shaped(parameter, value)) {
        (Place::Body, _) => body::json_value(parameter, value),
        (_, Shaped::One(_)) if parameter.coding.media_type.is_some() => match serde_json::from_str(value) {
            Ok(json) => json,
            Err(why) => {
                let message = format!("{name} is no valid JSON: {why}");
                return vec![Finding::error(name, None, message).by_document()];
            }
        },
        (_, Shaped::Named(_)) => loosened(schema, value),
        _ => body::json_value(parameter, value),
    };
    // JSON in a field of a form is a text to the document, which a schema for an object does not mean.
    let found = differences_of(schema, &json, Some(Direction::Sent));
    let heavy =
        found.into_iter().filter(|found| !(json.is_string() && found.expected == Types::OBJECT.words()));
    // One finding of each weight tells enough.
    let mut told: Vec<Finding> = Vec::new();
    for difference in heavy {
        let finding = worded(name, &difference).by_document();
        if !told.iter().any(|told| told.severity == finding.severity) {
            told.push(finding);
        }
    }
    told
}

/// An object of a query: its values are texts there, whatever they look like.
fn loosened(schema: &Schema, text: &str) -> Value {
    let Ok(Value::Object(mut object)) = serde_json::from_str(text) else {
        return Value::String(text.to_owned());
    };
    for (key, value) in &mut object {
        let types = schema.property(key).map(|schema| schema.types()).unwrap_or_default();
        if let (Value::String(text), false) = (&*value, types.allows(Types::STRING))
            && let Ok(parsed) = serde_json::from_str(text)
        {
            *value = parsed;
        }
    }
    Value::Object(object)
}

fn worded(name: &str, difference: &Difference) -> Finding {
    let at = if difference.path.is_empty() { String::new() } else { format!(" (at `{}`)", difference.path) };
    let (expected, came) = (&difference.expected, &difference.came);
    let message = match came.as_str() {
        MISSING => format!("{name} needs {expected}{at}"),
        _ => format!("{name} has to be {expected}{at}: it is {came}"),
    };
    if difference.is_error() { Finding::error(name, None, message) } else { Finding::warning(name, message) }
}

/// What the document's schema says of all of a JSON body, as far as no field says it already.
fn body_check(prepared: &Prepared) -> Vec<Finding> {
    let body = &prepared.operation().body;
    if body.kind != BodyKind::Json {
        return Vec::new();
    }
    let error = |message: String| vec![Finding::error("body", None, message).by_document()];
    let (json, is_raw) = match prepared.raw_body() {
        Some(raw) if is_template(raw) => return Vec::new(),
        Some(raw) => match serde_json::from_str::<Value>(raw) {
            Ok(json) => (json, true),
            Err(why) => return error(format!("The body is no valid JSON: {why}")),
        },
        None => match body::json(prepared) {
            Some(json) => (json, false),
            None => return Vec::new(),
        },
    };
    let Some(schema) = &body.schema else { return Vec::new() };
    let has_field = |path: &str| {
        let name = path.trim_start_matches('/').replace('/', ".");
        prepared.operation().parameters.iter().any(|parameter| parameter.name == name && parameter.required)
    };
    let counts = |found: &Difference| {
        is_raw
            || found.came == MISSING && {
                let key = found.expected.trim_start_matches("a property `").trim_end_matches('`');
                !has_field(&format!("{}/{key}", found.path))
            }
    };
    let found = differences_of(schema, &json, Some(Direction::Sent));
    found
        .iter()
        .filter(|found| counts(found))
        .take(5)
        .map(|found| worded("body", found).by_document())
        .collect()
}

/// What the place and the kind of a parameter forbid.
fn place_check(parameter: &Parameter, value: &str) -> Option<Finding> {
    let name = &parameter.name;
    match (parameter.place, &parameter.kind) {
        (_, Kind::Choice(choices))
            if parameter.schema.is_none() && !choices.iter().any(|choice| choice == value) =>
        {
            let choices = choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(" or ");
            Some(Finding::error(name, None, format!("{name} has to be {choices}")))
        }
        (Place::Header, _) if has_control(&encode::in_header(parameter, value)) => {
            Some(Finding::error(name, None, format!("{name} is a header: it may hold no line break")))
        }
        (Place::Cookie, _)
            if parameter.coding.style == Some(Style::Cookie)
                && (value.contains([';', ',']) || has_control(&encode::in_cookie(parameter, value))) =>
        {
            let message =
                format!("{name} is a cookie as it is: it may hold no line break, comma or semicolon");
            Some(Finding::error(name, None, message))
        }
        (Place::Path, Kind::List) if encode::items(value).iter().all(String::is_empty) => {
            Some(Finding::error(name, None, format!("{name} is required, and has no item")))
        }
        (Place::Path, _) if value.trim() != value => {
            Some(Finding::warning(name, format!("{name} has white space at its beginning or end")))
        }
        _ => None,
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(|char| char.is_control() && char != '\t')
}

/// A number that JSON as it is written here holds otherwise than it was typed.
fn number_check(parameter: &Parameter, value: &str) -> Option<Finding> {
    let (true, Some(_)) = (parameter.place == Place::Body, parameter.schema.as_ref()) else { return None };
    let Value::Number(number) = body::json_value(parameter, value) else { return None };
    let (sent, name) = (number.to_string(), &parameter.name);
    (sent != value.trim())
        .then(|| Finding::warning(name, format!("{name} is sent as {sent}: a body by hand keeps its digits")))
}

fn value_check(prepared: &Prepared, parameter: &Parameter, value: &str, check: &Check) -> Vec<Finding> {
    let name = &parameter.name;
    let error = |code: &Option<u32>, message: String| vec![Finding::error(name, *code, message)];
    match check {
        Check::Sid { prefix, code } if !is_sid(value, prefix) => {
            let hint = if value.contains("://") { ", not an address" } else { "" };
            error(code, format!("{name} has to be `{prefix}` and 32 hexadecimal digits{hint}"))
        }
        Check::AnySid { prefixes, code } if !prefixes.iter().any(|prefix| is_sid(value, prefix)) => {
            error(code, format!("{name} has to be {}", check.limit()))
        }
        Check::Between { low, high, code }
            if !value.trim().parse::<i64>().is_ok_and(|number| (*low..=*high).contains(&number)) =>
        {
            error(code, format!("{name} has to be a whole number from {low} to {high}"))
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
