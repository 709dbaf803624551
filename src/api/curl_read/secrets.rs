//! Values that most likely prove who asks, by the names of their fields: they do not go into files.

use serde_json::Value;

use super::address::is_secret_name;
use crate::api::aside::Aside;
use crate::api::operation::{BodyKind, Kind, Operation, Parameter, Place, Security, SecurityKind};
use crate::api::prepared::Prepared;

/// Deeper than that nothing is looked at.
const MAX_DEPTH: usize = 32;

/// A request without such values, and the names of the fields that had one. A template is no secret.
pub fn without_secrets(prepared: &Prepared) -> (Prepared, Vec<String>) {
    let mut bare = prepared.clone();
    let mut names = Vec::new();
    let operation = prepared.operation();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let value = prepared.at(index);
        let cleaned = if value.is_empty() {
            None
        } else if is_secret_name(last(&parameter.name)) {
            let is_template = value.contains("{{");
            if !is_template {
                names.push(parameter.name.clone());
            }
            (!is_template).then(String::new)
        } else if matches!(parameter.kind, Kind::Json | Kind::Object | Kind::List) {
            without(value, &mut names)
        } else {
            None
        };
        if let (Some(place), Some(cleaned)) = (bare.at_mut(index), cleaned) {
            *place = cleaned;
        }
    }
    let is_form = operation.body.kind == BodyKind::Form;
    let raw = prepared.raw_body();
    if let Some(cleaned) = raw.and_then(|body| match is_form {
        true => without_pairs(body, &mut names),
        false => without(body, &mut names),
    }) {
        bare.set_raw_body(Some(cleaned));
    }
    names.sort_unstable();
    names.dedup();
    (bare, names)
}

/// A request without what proves who asks, without passwords and what is called like one.
pub fn bare(prepared: &Prepared) -> Prepared {
    let operation = prepared.operation();
    let mut bare = prepared.clone();
    let mut hides_body = false;
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if is_secret(operation, parameter) {
            hides_body |= parameter.place == Place::Body;
            bare.at_mut(index).into_iter().for_each(String::clear);
        }
    }
    if hides_body {
        bare.set_raw_body(None);
    }
    without_secrets(&bare).0
}

/// Whether the value of a parameter proves who asks, or is a password.
pub fn is_secret(operation: &Operation, parameter: &Parameter) -> bool {
    let format = parameter.schema.as_ref().and_then(|schema| schema.shape().format.as_deref());
    let is_proof = |security: &Security| match &security.kind {
        SecurityKind::Header(name) => {
            parameter.place == Place::Header && parameter.name.eq_ignore_ascii_case(name)
        }
        SecurityKind::Query(name) => parameter.place == Place::Query && parameter.name == *name,
        SecurityKind::Cookie(name) => parameter.place == Place::Cookie && parameter.name == *name,
        _ => false,
    };
    let is_known_header = parameter.place == Place::Header
        && ["authorization", "proxy-authorization", "cookie"]
            .iter()
            .any(|name| parameter.name.eq_ignore_ascii_case(name));
    format == Some("password") || is_known_header || operation.security.iter().flatten().any(is_proof)
}

/// Whether what is filled in proves who asks: not by its words, but by what the document says of it.
pub fn proves(prepared: &Prepared) -> bool {
    let operation = prepared.operation();
    prepared.filled_parameters().any(|(parameter, _)| is_secret(operation, parameter))
}

/// The last word of a name of several: `password` of `user[password]` and of `user.password`.
fn last(name: &str) -> &str {
    name.trim_end_matches(']').rsplit(['.', '[']).next().unwrap_or(name)
}

/// A form that was written by hand, without such values; nothing where it has none.
fn without_pairs(text: &str, names: &mut Vec<String>) -> Option<String> {
    let before = names.len();
    let mut kept = Vec::new();
    for part in text.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let decoded = form_urlencoded::parse(name.as_bytes()).next().map(|(name, _)| name.into_owned());
        let decoded = decoded.unwrap_or_default();
        if !value.is_empty() && !value.contains("{{") && is_secret_name(last(&decoded)) {
            kept.push(format!("{name}="));
            names.push(decoded);
        } else {
            kept.push(part.to_owned());
        }
    }
    (names.len() > before).then(|| kept.join("&"))
}

/// JSON without such members; nothing where it has none. What is no JSON, or none yet, is left out as a whole where
/// something in it is called like a secret.
fn without(text: &str, names: &mut Vec<String>) -> Option<String> {
    let mut aside = Aside::new(&[text]);
    let before = names.len();
    match serde_json::from_str::<Value>(&aside.json(text)) {
        Ok(mut json) => {
            clear(&mut json, &aside, names, 0);
            (names.len() > before).then(|| aside.back(&format!("{json:#}")))
        }
        Err(_) => {
            names.extend(named(text).filter(|name| is_secret_name(last(name))).map(str::to_owned));
            (names.len() > before).then(String::new)
        }
    }
}

/// The words of a text that look like names of values: `:` or `=` follows, perhaps behind a quote.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let is_of_name = |char: char| char.is_alphanumeric() || ['_', '-', '.'].contains(&char);
    let words = text.split(move |char| !is_of_name(char)).filter(|word| !word.is_empty());
    words.filter(|word| {
        // Both are of one text, so that the difference is where the word stands in it.
        let end = word.as_ptr() as usize - text.as_ptr() as usize + word.len();
        let behind = text.get(end..).unwrap_or_default();
        behind.trim_start_matches(['"', '\'', '\\']).trim_start().starts_with([':', '='])
    })
}

fn clear(json: &mut Value, aside: &Aside, names: &mut Vec<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| clear(item, aside, names, depth + 1)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if is_secret_name(name) && !text.is_empty() && !aside.is_in(text) => {
                        text.clear();
                        names.push(name.clone());
                    }
                    value => clear(value, aside, names, depth + 1),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[track_caller]
    fn check(command: &str, hidden: &str, names: &[&str]) {
        let prepared = read(command).unwrap().prepared(&[]);
        let (bare, found) = without_secrets(&prepared);
        assert_eq!(found, names, "{command}");
        let body = crate::api::request(&bare).body().unwrap_or_default();
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(!body.contains(hidden), "{body}");
        assert!(body.contains("kept"), "{body}");
    }

    #[test]
    fn what_proves_who_asks_is_taken_out_of_bodies() {
        check("curl https://a.b/c -d client_secret=abc123 -d a=kept", "abc123", &["client_secret"]);
        check("curl https://a.b/c -d 'user[password]=abc123&b=kept'", "abc123", &["user[password]"]);
        check(
            r#"curl https://a.b/c --json '{"deep": [{"api_key": "abc123"}], "token": "{{env.T}}", "b": "kept"}'"#,
            "abc123",
            &["api_key"],
        );
        check("curl https://a.b/c -d plain=kept", "abc123", &[]);
        // A form that stays as it came, as fields cannot hold all of it.
        check("curl https://a.b/c -d 'a=&db_password=abc123&b=kept'", "abc123", &["db_password"]);
    }

    #[test]
    fn templates_and_half_written_bodies_hide_no_secret() {
        let check = |body: &str, expected: Option<&str>, found: &[&str]| {
            let mut names = Vec::new();
            assert_eq!(without(body, &mut names).as_deref(), expected, "{body}");
            assert_eq!(names, found, "{body}");
        };
        let (body, bare) = (r#"{"token": "abc", "n": {{x}}}"#, "{\n  \"token\": \"\",\n  \"n\": {{x}}\n}");
        check(body, Some(bare), &["token"]);
        let (body, bare) = (r#"{"token":"abc","n":"{{x}}"}"#, "{\n  \"token\": \"\",\n  \"n\": \"{{x}}\"\n}");
        check(body, Some(bare), &["token"]);
        check(r#"{"token": "{{env.T}}", "a": 1}"#, None, &[]);
        check(r#"{"client_secret": "hun"#, Some(""), &["client_secret"]);
        check("password = hunter2", Some(""), &["password"]);
        check("<b>a token of thanks</b>", None, &[]);
        check(r#"{"note": "kept"#, None, &[]);
    }
}
