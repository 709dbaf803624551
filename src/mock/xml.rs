//! The XML that the first API answers where a path has no `.json`: the JSON answer under other names.

use serde_json::{Map, Value};

/// Writes an answer's body as XML.
pub(super) fn document(body: &Value) -> String {
    let mut text = String::from("<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>");
    match body.as_object() {
        Some(fields) if fields.contains_key("more_info") => element(&mut text, "RestException", body),
        Some(fields) => {
            let rows = LISTS.iter().find_map(|names| Some((names, fields.get(names.0)?.as_array()?)));
            match rows {
                Some((names, rows)) => list(&mut text, names, fields, rows),
                None => element(&mut text, kind(fields), body),
            }
        }
        None => {}
    }
    text.push_str("</TwilioResponse>");
    text
}

/// The key of each list, its element, and the element of a row.
const LISTS: [(&str, &str, &str); 3] = [
    ("messages", "Messages", "Message"),
    ("media_list", "MediaList", "Media"),
    ("incoming_phone_numbers", "IncomingPhoneNumbers", "IncomingPhoneNumber"),
];

/// What a single resource is, by a field that only it has.
fn kind(fields: &Map<String, Value>) -> &'static str {
    let kinds = [("parent_sid", "Media"), ("outcome", "Feedback"), ("phone_number", "IncomingPhoneNumber")];
    kinds.iter().find(|(field, _)| fields.contains_key(*field)).map_or("Message", |(_, kind)| kind)
}

/// A list: what stands around the rows becomes attributes.
fn list(text: &mut String, names: &(&str, &str, &str), fields: &Map<String, Value>, rows: &[Value]) {
    let (key, outer, inner) = names;
    text.push('<');
    text.push_str(outer);
    for (name, value) in fields.iter().filter(|(name, _)| name != key) {
        text.push(' ');
        text.push_str(&name.replace('_', ""));
        text.push_str("=\"");
        scalar(text, value);
        text.push('"');
    }
    text.push('>');
    for row in rows {
        element(text, inner, row);
    }
    text.push_str("</");
    text.push_str(outer);
    text.push('>');
}

fn element(text: &mut String, name: &str, value: &Value) {
    text.push('<');
    text.push_str(name);
    text.push('>');
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                element(text, &pascal(name), value);
            }
        }
        value => scalar(text, value),
    }
    text.push_str("</");
    text.push_str(name);
    text.push('>');
}

fn scalar(text: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::String(value) => {
            for char in value.chars() {
                match char {
                    '&' => text.push_str("&amp;"),
                    '<' => text.push_str("&lt;"),
                    '>' => text.push_str("&gt;"),
                    '"' => text.push_str("&quot;"),
                    // XML has no way to write these at all.
                    '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => text.push('\u{fffd}'),
                    char => text.push(char),
                }
            }
        }
        value => text.push_str(&value.to_string()),
    }
}

/// `date_created` becomes `DateCreated`.
fn pascal(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut chars = word.chars();
        text.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(chars.as_str());
    }
    text
}
