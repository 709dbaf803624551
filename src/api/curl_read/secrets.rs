//! Values that most likely prove who asks, by the names of their fields: they do not go into files.

use serde_json::Value;

use super::address::is_secret_name;
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
        let cleaned = if value.is_empty() || value.contains("{{") {
            None
        } else if is_secret_name(last(&parameter.name)) {
            names.push(parameter.name.clone());
            Some(String::new())
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

/// JSON without such members; nothing where it has none.
fn without(text: &str, names: &mut Vec<String>) -> Option<String> {
    let mut json: Value = serde_json::from_str(text).ok()?;
    let before = names.len();
    clear(&mut json, names, 0);
    (names.len() > before).then(|| format!("{json:#}"))
}

fn clear(json: &mut Value, names: &mut Vec<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| clear(item, names, depth + 1)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text)
                        if is_secret_name(name) && !text.is_empty() && !text.contains("{{") =>
                    {
                        text.clear();
                        names.push(name.clone());
                    }
                    value => clear(value, names, depth + 1),
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
}
