//! Reads what people have of an execution: the API's answers as they are, some of them, in any order.

use serde_json::Value;

use super::gather::Gathered;
use super::real::Real;

/// The most bytes that are read.
const MAX_BYTES: usize = 64 * 1024 * 1024;
const REMEDY: &str = "Give the JSON answers of …/Executions/FN…/Steps and …/Executions/FN…/Context, whole and one \
                      after another";

/// Why nothing could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}. {remedy}", place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
pub struct ReadError {
    /// Where, as `line 3, column 5` or `document 2, steps[4]`.
    pub place: Option<String>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What can be done.
    pub remedy: String,
}

impl ReadError {
    pub(super) fn at(place: &str, message: impl Into<String>) -> Self {
        let place = Some(place.to_owned()).filter(|place| !place.is_empty());
        Self { place, message: message.into(), remedy: REMEDY.to_owned() }
    }

    pub(super) fn with_remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }
}

/// Reads a text: one JSON document or several one after another, in any order; the answers of Studio's API as they
/// are, lists of them, or the lines that `cordboard run --format json` wrote.
///
/// # Errors
/// Where it is no JSON, or nothing of an execution.
pub fn read(text: &str) -> Result<Real, ReadError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ReadError::at("", "there is nothing to read"));
    }
    if text.len() > MAX_BYTES {
        return Err(ReadError::at("", "this is more than 64 MiB, the most that is read"));
    }
    let mut documents = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        documents.push(document.map_err(|error| no_json(text, &error))?);
    }
    from_answers(documents)
}

/// The same of answers that are JSON already.
///
/// # Errors
/// Where they are nothing of an execution.
pub fn from_answers(documents: Vec<Value>) -> Result<Real, ReadError> {
    let mut gathered = Gathered::default();
    let is_one = documents.len() == 1;
    for (index, document) in documents.into_iter().enumerate() {
        let place = if is_one { String::new() } else { format!("document {}", index + 1) };
        gathered.take(document, &place)?;
    }
    gathered.into_real()
}

fn no_json(text: &str, error: &serde_json::Error) -> ReadError {
    let told = error.to_string();
    let what = told.split(" at line ").next().unwrap_or_default();
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let (from, count) = (error.column().saturating_sub(20), 40);
    let shown: String = line.chars().skip(from).take(count).collect();
    let near = if shown.trim().is_empty() { String::new() } else { format!(", near `{}`", shown.trim()) };
    let place = format!("line {}, column {}", error.line(), error.column().max(1));
    let read = ReadError::at(&place, format!("this is no JSON: {what}{near}"));
    if error.is_eof() {
        return read.with_remedy("The end is missing: copy the whole answer");
    }
    read
}
