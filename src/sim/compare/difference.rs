//! How variables differ, and which of that means something: SIDs and dates of two executions are never the same.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::liquid::Variables as _;
use crate::sim::Context;

/// The roots of the variables, in the order in which they are shown.
const ROOTS: [&str; 4] = ["widgets", "flow", "contact", "trigger"];
/// So many differences are kept of a step.
const MAX_OF_A_STEP: usize = 100;
/// So many characters are shown of a value.
const MAX_SHOWN: usize = 400;

/// What differs about a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// Its value.
    Value,
    /// Its type: a text there, a number here.
    Type,
    /// Only the real execution has it.
    OnlyReal,
    /// Only our run has it.
    OnlyOurs,
    /// It cannot be the same: a SID, which is made anew each time.
    Sid,
    /// It cannot be the same: a moment of the machine's clock.
    Date,
}

impl DifferenceKind {
    /// Whether it means that the two differ.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Sid | Self::Date)
    }

    /// In a few words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Value => "another value",
            Self::Type => "another type",
            Self::OnlyReal => "only in the real one",
            Self::OnlyOurs => "only in ours",
            Self::Sid => "a SID: never the same",
            Self::Date => "a date: never the same",
        }
    }
}

/// A variable that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path: `widgets.ask.inbound.Body`.
    pub path: String,
    /// What it is there, as JSON, shortened; `None` where it is nothing.
    pub real: Option<String>,
    /// What it is here.
    pub ours: Option<String>,
    /// What differs.
    pub kind: DifferenceKind,
}

/// How the variables of a real execution and of our run differ.
pub(super) fn of(real: &Value, ours: &Context) -> Vec<Difference> {
    let mut out = Vec::new();
    for root in ROOTS {
        let ours = ours.root(root);
        values(&mut out, root, real.get(root), ours.as_deref());
    }
    out
}

fn values(out: &mut Vec<Difference>, path: &str, real: Option<&Value>, ours: Option<&Value>) {
    if out.len() >= MAX_OF_A_STEP {
        return;
    }
    let (real, ours) = (real.filter(|value| is_something(value)), ours.filter(|value| is_something(value)));
    match (real, ours) {
        (None, None) => {}
        (Some(Value::Object(real)), Some(Value::Object(ours))) => objects(out, path, real, ours),
        (Some(Value::Array(real)), Some(Value::Array(ours))) => {
            for index in 0..real.len().max(ours.len()) {
                values(out, &format!("{path}[{index}]"), real.get(index), ours.get(index));
            }
        }
        (Some(real), Some(ours)) if is_same(real, ours) => {}
        (real, ours) => out.push(Difference {
            path: path.to_owned(),
            kind: kind_of(real, ours),
            real: real.map(shown),
            ours: ours.map(shown),
        }),
    }
}

fn objects(out: &mut Vec<Difference>, path: &str, real: &Map<String, Value>, ours: &Map<String, Value>) {
    let more = ours.keys().filter(|key| !real.contains_key(*key));
    for key in real.keys().chain(more) {
        let is_plain = !key.is_empty() && key.chars().all(|char| char.is_alphanumeric() || char == '_');
        let path = if is_plain { format!("{path}.{key}") } else { format!("{path}[{key:?}]") };
        values(out, &path, real.get(key), ours.get(key));
    }
}

/// Null and nothing are the same to a flow, and an empty object has no variables.
fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}

fn is_same(real: &Value, ours: &Value) -> bool {
    match (real, ours) {
        // 1 and 1.0 are one number.
        (Value::Number(real), Value::Number(ours)) => real == ours || real.as_f64() == ours.as_f64(),
        (real, ours) => real == ours,
    }
}

fn kind_of(real: Option<&Value>, ours: Option<&Value>) -> DifferenceKind {
    match (real, ours) {
        (Some(_), None) => DifferenceKind::OnlyReal,
        (None, _) => DifferenceKind::OnlyOurs,
        (Some(Value::String(real)), Some(Value::String(ours))) => {
            if is_moment(real) && is_moment(ours) {
                DifferenceKind::Date
            } else if without_sids(real) == without_sids(ours) {
                DifferenceKind::Sid
            } else {
                DifferenceKind::Value
            }
        }
        (Some(real), Some(ours)) => {
            let same = std::mem::discriminant(real) == std::mem::discriminant(ours);
            if same { DifferenceKind::Value } else { DifferenceKind::Type }
        }
    }
}

/// A date with its time, as APIs write it.
fn is_moment(text: &str) -> bool {
    text.len() <= 40 && (text.parse::<Timestamp>().is_ok() || jiff::fmt::rfc2822::parse(text).is_ok())
}

/// The text with each SID cut down to its two letters.
fn without_sids(text: &str) -> String {
    const DIGITS: usize = 32;
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let at = bytes.len() - rest.len();
        let is_sid = bytes.get(at..at + 2 + DIGITS).is_some_and(|sid| {
            let (letters, digits) = sid.split_at(2);
            letters.iter().all(u8::is_ascii_uppercase)
                && digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        });
        let taken = if is_sid { 2 } else { char.len_utf8() };
        out.push_str(rest.get(..taken).unwrap_or_default());
        rest = rest.get(if is_sid { 2 + DIGITS } else { taken }..).unwrap_or_default();
        if is_sid {
            out.push('…');
        }
    }
    out
}

/// A value as JSON, shortened.
fn shown(value: &Value) -> String {
    let whole = match value {
        // A long text is not written out only to be cut.
        Value::String(text) => {
            let end = text.char_indices().nth(MAX_SHOWN).map_or(text.len(), |(end, _)| end);
            let cut = text.get(..end).unwrap_or_default();
            let mark = if end < text.len() { "…" } else { "" };
            return format!("{}{mark}", Value::from(cut));
        }
        value => value.to_string(),
    };
    match whole.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", whole.get(..end).unwrap_or_default()),
        None => whole,
    }
}
