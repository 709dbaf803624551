//! How values are written in paths, queries, headers, cookies and forms: the styles that OpenAPI names.

use std::fmt::Write as _;

use serde_json::Value;

use super::operation::{Kind, Parameter, Style};
use super::schema::text_of;

/// What a field's text stands for.
pub(super) enum Shaped {
    /// One value.
    One(String),
    /// Many.
    Many(Vec<String>),
    /// Names and values. A value that is an object or a list itself is JSON.
    Named(Vec<(String, Value)>),
}

/// Takes a field's text apart, as its kind has it. What cannot be taken apart is one value.
pub(super) fn shaped(parameter: &Parameter, text: &str) -> Shaped {
    // The type of a list is that of each item.
    if parameter.coding.media_type.is_some() && parameter.kind != Kind::List {
        return Shaped::One(text.to_owned());
    }
    match parameter.kind {
        Kind::List => Shaped::Many(items(text)),
        Kind::Object => match serde_json::from_str(text) {
            Ok(Value::Object(object)) => Shaped::Named(object.into_iter().collect()),
            _ => Shaped::One(text.to_owned()),
        },
        _ => Shaped::One(text.to_owned()),
    }
}

/// The items of a list: those of a JSON array, else one for each line.
pub(super) fn items(text: &str) -> Vec<String> {
    match serde_json::from_str(text.trim()) {
        Ok(Value::Array(items)) => items.iter().map(text_of).collect(),
        _ => text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    }
}

/// The usual style of what travels in a path or a header, and of all else.
fn style_of(parameter: &Parameter, usual: Style) -> (Style, bool) {
    let style = parameter.coding.style.unwrap_or(usual);
    (style, parameter.coding.explode.unwrap_or(matches!(style, Style::Form | Style::Deep | Style::Cookie)))
}

/// A value as a part of a path, encoded.
pub(super) fn in_path(parameter: &Parameter, text: &str) -> String {
    let (style, explodes) = style_of(parameter, Style::Simple);
    // Dots are looked after where the segment is whole: they may stand beside others in it.
    let write = |text: &str| escaped(text, false);
    let named = |pairs: &[(String, Value)], between: &str, within: &str| {
        let pairs =
            pairs.iter().map(|(name, value)| format!("{}{within}{}", write(name), write(&text_of(value))));
        pairs.collect::<Vec<_>>().join(between)
    };
    let many = |items: &[String], between: &str| {
        items.iter().map(|item| write(item)).collect::<Vec<_>>().join(between)
    };
    let name = write(&parameter.name);
    match (style, shaped(parameter, text)) {
        (Style::Label, Shaped::One(text)) => format!(".{}", write(&text)),
        (Style::Label, Shaped::Many(items)) => format!(".{}", many(&items, if explodes { "." } else { "," })),
        (Style::Label, Shaped::Named(pairs)) if explodes => format!(".{}", named(&pairs, ".", "=")),
        (Style::Label, Shaped::Named(pairs)) => format!(".{}", named(&pairs, ",", ",")),
        (Style::Matrix, Shaped::One(text)) => format!(";{name}={}", write(&text)),
        (Style::Matrix, Shaped::Many(items)) if explodes => {
            items.iter().map(|item| format!(";{name}={}", write(item))).collect()
        }
        (Style::Matrix, Shaped::Many(items)) => format!(";{name}={}", many(&items, ",")),
        (Style::Matrix, Shaped::Named(pairs)) if explodes => format!(";{}", named(&pairs, ";", "=")),
        (Style::Matrix, Shaped::Named(pairs)) => format!(";{name}={}", named(&pairs, ",", ",")),
        (_, Shaped::One(text)) => write(&text),
        (_, Shaped::Many(items)) => many(&items, ","),
        (_, Shaped::Named(pairs)) => named(&pairs, ",", if explodes { "=" } else { "," }),
    }
}

/// A value as that of a header.
pub(super) fn in_header(parameter: &Parameter, text: &str) -> String {
    let (_, explodes) = style_of(parameter, Style::Simple);
    match shaped(parameter, text) {
        Shaped::One(text) => text,
        Shaped::Many(items) => items.join(","),
        Shaped::Named(pairs) => {
            let within = if explodes { "=" } else { "," };
            let pairs = pairs.iter().map(|(name, value)| format!("{name}{within}{}", text_of(value)));
            pairs.collect::<Vec<_>>().join(",")
        }
    }
}

/// A value as cookies. A reader of cookies takes no plus for a space, and a semicolon would end the value.
pub(super) fn in_cookie(parameter: &Parameter, text: &str) -> String {
    let is_plain = parameter.coding.style == Some(Style::Cookie);
    let mut parameter = parameter.clone();
    parameter.coding.keeps_reserved = false;
    let write = |text: String| if is_plain { text } else { escaped(&text, false) };
    let pairs = in_fields(&parameter, text).into_iter().map(|pair| match pair {
        Pair::Plain(name, value) => format!("{}={}", write(name), write(value)),
        Pair::Encoded(pair) => pair,
    });
    pairs.collect::<Vec<_>>().join("; ")
}

/// A field of a query or a form: plain, to be encoded as forms are, or as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// Name and value.
    Plain(String, String),
    /// Encoded.
    Encoded(String),
}

/// A value as fields.
pub(super) fn in_fields(parameter: &Parameter, text: &str) -> Vec<Pair> {
    let (style, explodes) = style_of(parameter, Style::Form);
    let name = parameter.name.as_str();
    let keeps = parameter.coding.keeps_reserved;
    let plain = |name: &str, value: String| match keeps {
        true => Pair::Encoded(format!("{}={}", escaped(name, false), escaped(&value, true))),
        false => Pair::Plain(name.to_owned(), value),
    };
    let joined = |items: &mut dyn Iterator<Item = String>, between: &str| {
        let items: Vec<String> = items.map(|item| escaped(&item, keeps)).collect();
        vec![Pair::Encoded(format!("{}={}", escaped(name, false), items.join(between)))]
    };
    match (style, shaped(parameter, text)) {
        (_, Shaped::One(text)) => vec![plain(name, text)],
        (Style::Deep, Shaped::Named(pairs)) => {
            let mut found = Vec::new();
            for (key, value) in &pairs {
                deep(&format!("{name}[{key}]"), value, 0, &mut found);
            }
            found.into_iter().map(|(name, value)| plain(&name, value)).collect()
        }
        (_, Shaped::Many(items)) if explodes => items.into_iter().map(|item| plain(name, item)).collect(),
        (style, Shaped::Many(items)) => joined(&mut items.into_iter(), between(style)),
        (_, Shaped::Named(pairs)) if explodes => {
            pairs.iter().map(|(key, value)| plain(key, text_of(value))).collect()
        }
        (style, Shaped::Named(pairs)) => {
            let flat = pairs.iter().flat_map(|(key, value)| [key.clone(), text_of(value)]);
            joined(&mut flat.into_iter(), between(style))
        }
    }
}

/// What stands between the items of a list that is one value.
pub(super) fn between(style: Style) -> &'static str {
    match style {
        Style::Space => "%20",
        Style::Pipe => "%7C",
        Style::Tab => "%09",
        _ => ",",
    }
}

/// `name[key][key]=value`; the depth is that of a JSON text that was parsed, so it is bounded.
fn deep(name: &str, value: &Value, depth: usize, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) if depth < 32 => {
            for (key, value) in object {
                deep(&format!("{name}[{key}]"), value, depth + 1, found);
            }
        }
        Value::Array(items) if depth < 32 => {
            for item in items {
                match item {
                    Value::Object(_) | Value::Array(_) => deep(&format!("{name}[]"), item, depth + 1, found),
                    plain => found.push((name.to_owned(), text_of(plain))),
                }
            }
        }
        other => found.push((name.to_owned(), text_of(other))),
    }
}

/// Fields as they travel.
pub(super) fn encoded(pairs: &[Pair]) -> String {
    let mut text = String::new();
    for pair in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        match pair {
            Pair::Plain(name, value) => {
                let mut encoder = form_urlencoded::Serializer::new(String::new());
                encoder.append_pair(name, value);
                text.push_str(&encoder.finish());
            }
            Pair::Encoded(pair) => text.push_str(pair),
        }
    }
    text
}

/// A text with all but letters, digits and `-._~` percent-encoded; reserved characters stay where they may.
fn escaped(text: &str, keeps_reserved: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        // `&` and `#` would end the value, and `+` would be a space.
        let is_kept = keeps_reserved && b":/?[]@!$'()*,;=".contains(&byte);
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || is_kept {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
