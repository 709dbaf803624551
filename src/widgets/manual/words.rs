//! The catalogue's marks in plain words. The command line and the manual say the same.

use crate::widgets::condition::Takes;
use crate::widgets::{
    Alternatives, CATALOGUE, EventKind, Events, Field, FieldKind, Grade, JsonType, Limits, Needs, Placing,
    When, WidgetType,
};

/// How well something is known.
pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "Twilio's schema and real flows agree",
        Grade::B => "from a schema or a library made from one, with no or one real flow",
        Grade::C => "only from prose of Twilio's, never seen in a real flow",
        Grade::D => "only the name is known",
    }
}

/// How well something is known, as the one letter that the JSON has.
pub fn grade_letter(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A",
        Grade::B => "B",
        Grade::C => "C",
        Grade::D => "D",
    }
}

/// How a widget comes into a flow, as a name.
pub fn placing(placing: Placing) -> &'static str {
    match placing {
        Placing::Palette => "palette",
        Placing::Legacy => "legacy",
        Placing::KeepOnly => "keep-only",
    }
}

/// How a widget of this type comes into a flow, as a sentence.
pub fn placing_sentence(entry: &WidgetType) -> &'static str {
    match entry.placing {
        _ if entry.is_start => "Every flow has exactly one, from the beginning.",
        Placing::Palette => "It is placed from the palette.",
        Placing::Legacy => "It is kept for older flows, and offered only where the flow already has one.",
        Placing::KeepOnly => "It is kept where a file has it, and never placed.",
    }
}

/// What an execution must have, as a sentence.
pub fn needs(needs: Needs) -> Option<&'static str> {
    match needs {
        Needs::Nothing => None,
        Needs::Call => Some("It needs a call: one that began the execution, or one that was made before."),
        Needs::IncomingCall => Some("It needs a call that came in."),
        Needs::Contact => {
            Some("It needs a call, a message or a conversation: the REST API alone is not enough.")
        }
        Needs::Request => Some("It needs an execution that was started over the REST API."),
    }
}

/// What an execution must have, as a name.
pub fn needs_name(needs: Needs) -> Option<&'static str> {
    match needs {
        Needs::Nothing => None,
        Needs::Call => Some("call"),
        Needs::IncomingCall => Some("incoming-call"),
        Needs::Contact => Some("contact"),
        Needs::Request => Some("request"),
    }
}

/// What an event means.
pub fn event_kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Normal => "normal",
        EventKind::Failure => "failure",
        EventKind::Branch => "branch",
        EventKind::Unmatched => "unmatched",
    }
}

/// What an event means to who connects it.
pub fn event_meaning(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Normal => "ordinary outcome",
        EventKind::Failure => "something went wrong",
        EventKind::Branch => "a branch with a condition, any number of them",
        EventKind::Unmatched => "no branch matched; left open it ends the execution with 81005",
    }
}

/// What a condition compares with, as a name.
pub fn takes(takes: Takes) -> &'static str {
    match takes {
        Takes::Nothing => "nothing",
        Takes::Text => "text",
        Takes::List => "list",
        Takes::Pattern => "pattern",
        Takes::Number => "number",
        Takes::Time => "time",
        Takes::Date => "date",
    }
}

/// What a condition compares with.
pub fn compared_with(takes: Takes) -> &'static str {
    match takes {
        Takes::Nothing => "nothing: Studio keeps the label in `value`",
        Takes::Text => "a text",
        Takes::List => "a list, separated by commas",
        Takes::Pattern => "a regular expression that the whole text has to match",
        Takes::Number => "a number",
        Takes::Time => "a time of day, `HH:MM`",
        Takes::Date => "a date, `YYYY-MM-DD`",
    }
}

/// How a field is edited, as a name.
pub fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Line => "line",
        FieldKind::Text => "text",
        FieldKind::Json => "json",
        FieldKind::Url => "url",
        FieldKind::Sender => "sender",
        FieldKind::Recipient => "recipient",
        FieldKind::Sid(_) => "sid",
        FieldKind::Seconds => "seconds",
        FieldKind::Integer => "integer",
        FieldKind::Boolean => "boolean",
        FieldKind::Choice(_) => "choice",
        FieldKind::Suggest(_) => "suggest",
        FieldKind::Several(_) => "several",
        FieldKind::Value => "value",
        FieldKind::KeyValues(..) => "key-values",
        FieldKind::Variables => "variables",
    }
}

/// The JSON types of a field, the one that is written first.
pub fn types(field: &Field) -> String {
    let others = field.accepts.iter().copied().filter(|kind| *kind != field.writes);
    let names: Vec<&str> = std::iter::once(field.writes).chain(others).map(JsonType::name).collect();
    names.join(" or ")
}

/// Who insists on a field.
pub fn required(field: &Field) -> &'static str {
    match (field.required_by_service, field.required_in_console) {
        (true, _) => "yes",
        (false, true) => "in the console",
        (false, false) => "",
    }
}

/// When a field counts, as a sentence.
pub fn condition(entry: &WidgetType, when: When) -> String {
    let other = entry.field(when.key());
    let label = other.map_or(when.key(), |field| field.label);
    match when {
        When::Filled(_) => format!("Counts only where {label} is filled."),
        When::Is(_, values) => {
            let named = |value: &&str| match other.map(|field| field.kind) {
                Some(FieldKind::Choice(choices)) => {
                    let choice = choices.iter().find(|choice| choice.value == *value);
                    choice.map_or_else(|| (*value).to_owned(), |choice| choice.label.to_owned())
                }
                Some(FieldKind::Boolean) if *value == "true" => "on".to_owned(),
                Some(FieldKind::Boolean) => "off".to_owned(),
                _ => (*value).to_owned(),
            };
            let names: Vec<String> = values.iter().map(named).collect();
            format!("Counts only where {label} is {}.", names.join(" or "))
        }
    }
}

/// The bounds of a value, as a sentence.
pub fn limits(limits: &Limits) -> Option<String> {
    let mut parts = Vec::new();
    match limits.range {
        Some((least, i64::MAX)) => parts.push(format!("at least {}", grouped(least))),
        Some((i64::MIN, most)) => parts.push(format!("at most {}", grouped(most))),
        Some((least, most)) => parts.push(format!("{} to {}", grouped(least), grouped(most))),
        None => {}
    }
    if let Some(most) = limits.max_chars {
        parts.push(format!("at most {} characters", grouped(most)));
    }
    if let Some(most) = limits.max_items {
        parts.push(format!("at most {} entries", grouped(most)));
    }
    (!parts.is_empty()).then(|| format!("Limits: {}.", parts.join(", ")))
}

/// A number with commas between thousands.
fn grouped(number: impl ToString) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What a field's text may be beyond its kind, as a sentence.
pub fn values(field: &Field) -> Option<String> {
    let or_template = if field.template { ", or a template" } else { "" };
    match field.kind {
        FieldKind::Sid(prefixes) => {
            let sids = prefixes.iter().map(|prefix| format!("`{prefix}…`"));
            let words = field.words.iter().map(|word| format!("the word `{word}`"));
            let names: Vec<String> = sids.chain(words).collect();
            Some(format!("A SID: {}{or_template}.", names.join(" or ")))
        }
        FieldKind::Json => Some("A text that is JSON once its templates are rendered.".to_owned()),
        FieldKind::Url => Some(format!("A web address{or_template}.")),
        FieldKind::Seconds => Some(format!("A number of seconds{or_template}.")),
        FieldKind::KeyValues(key, value) => {
            Some(format!("A list of objects: `key` ({key}) and `value` ({value}), which may be a template."))
        }
        FieldKind::Variables => Some(
            "A list of objects: `key`, `value`, which may be a template, and an optional `type`.".to_owned(),
        ),
        FieldKind::Several(_) if field.writes == JsonType::Array => {
            Some("Any of these, as a list:".to_owned())
        }
        FieldKind::Several(_) => Some("Any of these, as one text with spaces between:".to_owned()),
        FieldKind::Choice(_) => Some(format!("One of these{or_template}:")),
        FieldKind::Suggest(_) if field.is_number => Some("A whole number, or one of these:".to_owned()),
        FieldKind::Suggest(_) => Some("Any text; these are usual:".to_owned()),
        FieldKind::Value => Some("Any JSON.".to_owned()),
        FieldKind::Integer | FieldKind::Boolean => None,
        FieldKind::Line | FieldKind::Text | FieldKind::Sender | FieldKind::Recipient => {
            (!field.template).then(|| "Taken literally: no template.".to_owned())
        }
    }
}

/// What fields exclude each other, as a sentence.
pub fn alternatives(entry: &WidgetType, alternatives: &Alternatives) -> String {
    let options: Vec<String> = alternatives
        .options
        .iter()
        .map(|option| {
            let labels: Vec<&str> =
                option.keys.iter().map(|key| entry.field(key).map_or(*key, |field| field.label)).collect();
            format!("{} ({})", option.label, labels.join(", "))
        })
        .collect();
    let how = if alternatives.required { "Exactly one" } else { "At most one" };
    format!("{how} of these is used: {}.", options.join("; "))
}

/// Why there are no events to list, as a sentence.
pub fn events(events: &Events) -> Option<&'static str> {
    match events {
        Events::Known(_) => None,
        Events::Open => {
            Some("Nobody outside Twilio knows its events: whatever a file has is kept and taken as right.")
        }
    }
}

/// The headings of the palette, each with the types below it, in its order; then those that it does not offer.
pub fn groups() -> Vec<(&'static str, Vec<&'static WidgetType>)> {
    let mut groups: Vec<(&'static str, Vec<&'static WidgetType>)> = Vec::new();
    let entries = || CATALOGUE.iter().copied();
    for group in entries().filter(|entry| entry.placing == Placing::Palette).map(|entry| entry.group.label())
    {
        if groups.iter().all(|(label, _)| *label != group) {
            let in_it = entries().filter(|entry| entry.group.label() == group && is_current(entry)).collect();
            groups.push((group, in_it));
        }
    }
    let legacy = |entry: &&WidgetType| entry.placing == Placing::Legacy;
    groups.push(("Legacy, offered only where a flow has one", entries().filter(legacy).collect()));
    let kept = |entry: &&WidgetType| entry.placing == Placing::KeepOnly && !entry.is_start;
    groups.push(("Kept where a file has them, never placed", entries().filter(kept).collect()));
    groups.retain(|(_, entries)| !entries.is_empty());
    groups
}

fn is_current(entry: &WidgetType) -> bool {
    entry.placing == Placing::Palette || entry.is_start
}
