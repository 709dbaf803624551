//! Operations as text for people and as JSON for programs.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::api::{Auth, BodyKind, Library, Operation, Parameter, Place, Prepared, Warning};
use crate::twilio::Product;
use crate::twilio::curl::quoted;

/// Two lines for each operation: the name that it is shown and sent by, and what it asks; with the kept document that it
/// is from.
pub(super) fn table(operations: &[(&str, &Operation)]) -> String {
    let width =
        operations.iter().map(|(_, operation)| operation.id.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for (library, operation) in operations {
        let library = if library.is_empty() { String::new() } else { format!("  ({library})") };
        let (id, summary, path) = (line(&operation.id), line(&operation.summary), line(&operation.path));
        text.push_str(&format!("{id:width$}  {summary}\n"));
        text.push_str(&format!("{:width$}  {} {path}{library}\n", "", operation.method.name()));
    }
    text
}

/// An operation in a list, with the kept document that it is from.
pub(super) fn listed(library: &str, operation: &Operation) -> Value {
    let mut row = row(operation);
    if let Some(fields) = row.as_object_mut().filter(|_| !library.is_empty()) {
        fields.insert("library".to_owned(), json!(library));
    }
    row
}

fn row(operation: &Operation) -> Value {
    json!({
        "id": operation.id,
        "method": operation.method.name(),
        "path": operation.path,
        "summary": operation.summary,
        "tags": operation.tags,
    })
}

/// All that is known of an operation.
pub(super) fn document(operation: &Operation) -> Value {
    let mut document = row(operation);
    let parameters = |place: Place| -> Vec<Value> {
        operation.parameters.iter().filter(|parameter| parameter.place == place).map(parameter).collect()
    };
    if let Some(fields) = document.as_object_mut() {
        fields.insert("version".to_owned(), json!(1));
        fields.insert("product".to_owned(), json!(operation.product.map(Product::name)));
        fields.insert("server".to_owned(), json!(operation.server));
        fields.insert("description".to_owned(), json!(operation.description));
        for place in Place::ALL {
            fields.insert(place.name().to_owned(), json!(parameters(place)));
        }
        let one_of: Vec<Value> = operation
            .one_of
            .iter()
            .map(
                |group| json!({"parameters": group.parameters, "code": group.code, "message": group.message}),
            )
            .collect();
        fields.insert("one_of".to_owned(), json!(one_of));
        let answers: Vec<Value> = operation.answers.iter().map(answer).collect();
        fields.insert("answers".to_owned(), json!(answers));
        let errors: Vec<Value> = operation
            .errors
            .iter()
            .map(|error| json!({"status": error.status, "code": error.code, "help": error.help}))
            .collect();
        fields.insert("errors".to_owned(), json!(errors));
        let example: serde_json::Map<String, Value> =
            example(operation).into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        let answer: Value = serde_json::from_str(&operation.example_answer).unwrap_or(Value::Null);
        if operation.body.kind != BodyKind::None {
            let body = json!({"kind": operation.body.kind.name(), "media_type": operation.body.media_type});
            fields.insert("content".to_owned(), body);
        }
        let others: Vec<&str> =
            operation.variants.iter().map(|variant| variant.body.media_type.as_str()).collect();
        if !others.is_empty() {
            fields.insert("other_content_types".to_owned(), json!(others));
        }
        let servers: Vec<&str> = operation.servers.iter().map(|server| server.url.as_str()).collect();
        if !servers.is_empty() {
            fields.insert("servers".to_owned(), json!(servers));
        }
        let security: Vec<Vec<String>> =
            operation.security.iter().map(|way| way.iter().map(|part| part.kind.name()).collect()).collect();
        if !security.is_empty() {
            fields.insert("security".to_owned(), json!(security));
        }
        if operation.is_deprecated {
            fields.insert("deprecated".to_owned(), json!(true));
        }
        fields.insert("example".to_owned(), json!({"request": example, "answer": answer}));
    }
    document
}

/// The values of an example request.
fn example(operation: &Operation) -> Vec<(&str, &str)> {
    let own = operation.example.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let samples = operation.parameters.iter();
    own.chain(samples.filter_map(|parameter| Some((parameter.name.as_str(), parameter.sample.as_deref()?))))
        .collect()
}

/// What a document is, for people.
pub(super) fn headline(library: &Library) -> String {
    let count = library.operations.len();
    let hooks = match library.hook_count {
        0 => String::new(),
        count => format!(", {count} webhooks and callbacks that are not offered"),
    };
    let (title, version, form) = (line(&library.title), line(&library.version), line(&library.form));
    format!("{title} {version} ({form}): {count} operations{hooks}")
}

/// A warning on one line.
pub(super) fn warning(file: &str, warning: &Warning) -> String {
    format!(
        "{file}:{}:{}: warning: {} ({})",
        warning.line,
        warning.column,
        line(&plain(&warning.message)),
        line(&warning.pointer)
    )
}

fn parameter(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "type": parameter.kind.name(),
        "required": parameter.required,
        "default": parameter.default,
        "help": parameter.help,
        "limits": parameter.limits(),
        "example": parameter.example,
    })
}

fn answer(answer: &crate::api::Answer) -> Value {
    let fields: Vec<Value> = answer
        .fields
        .iter()
        .map(|field| json!({"name": field.name, "help": field.help, "nullable": field.nullable}))
        .collect();
    json!({"status": answer.name(), "meaning": answer.meaning, "fields": fields})
}

/// All that is known of an operation, to be read.
pub(super) fn page(operation: &Arc<Operation>, document: Option<&str>) -> String {
    let mut text = format!(
        "{}\n{} {}{}\n\n{}\n",
        operation.summary,
        operation.method.name(),
        operation.server,
        operation.path,
        plain(&crate::api::import::plain_text(&operation.description))
    );
    text.push_str(&manner(operation));
    for place in Place::ALL {
        let rows: Vec<&Parameter> =
            operation.parameters.iter().filter(|parameter| parameter.place == place).collect();
        if rows.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{}\n", heading(place)));
        for parameter in rows {
            let star = match (parameter.required, parameter.is_deprecated) {
                (true, _) => ", required",
                (false, true) => ", deprecated",
                (false, false) => "",
            };
            let default = parameter.default.as_deref().map(|value| format!(", default {value}"));
            let default = default.unwrap_or_default();
            text.push_str(&format!("  {}  {}{star}{default}\n", parameter.name, parameter.kind.name()));
            text.push_str(&format!("      {}\n", plain(&parameter.help)));
            for limit in parameter.limits() {
                text.push_str(&format!("      - {}\n", plain(&limit)));
            }
        }
    }
    for answer in &operation.answers {
        text.push_str(&format!("\nAnswer {}: {}\n", answer.name(), plain(&answer.meaning)));
        let width = answer.fields.iter().map(|field| field.name.len()).max().unwrap_or_default();
        for field in &answer.fields {
            let null = if field.nullable { " May be null." } else { "" };
            text.push_str(&format!("  {:width$}  {}{null}\n", field.name, plain(&field.help)));
        }
    }
    if !operation.errors.is_empty() {
        text.push_str("\nErrors\n");
    }
    for error in &operation.errors {
        text.push_str(&format!("  {} {:5}  {}\n", error.status, error.code, plain(&error.help)));
    }
    text.push_str(&example_page(operation, document));
    // All of it comes from the document, names and examples too.
    shown(&text)
}

/// A request that works, as values, as the body that they make, and as the command that sends it; and its answer.
fn example_page(operation: &Arc<Operation>, document: Option<&str>) -> String {
    let mut text = String::from("\nExample\n");
    for (name, value) in example(operation) {
        text.push_str(&format!("  {name}={value}\n"));
    }
    let prepared = Prepared::example(operation);
    if let Some(body) = prepared.json_body() {
        text.push_str(&format!("\nIts body\n{}\n", indented(&body)));
    }
    let document = document.map(|name| format!(" --document {}", quoted(name))).unwrap_or_default();
    let more = if operation.product.is_some() { "" } else { " --dry-run" };
    text.push_str(&format!("\nTry it\n  cordboard api send {}{document} --example{more}\n", operation.id));
    let example = operation.answers.iter().map(|answer| answer.example.as_str());
    let answer = std::iter::once(operation.example_answer.as_str()).chain(example);
    if let Some(answer) = answer.into_iter().find(|answer| !answer.trim().is_empty()) {
        let json = serde_json::from_str::<Value>(answer).ok();
        let pretty = json.and_then(|json| serde_json::to_string_pretty(&json).ok());
        text.push_str(&format!("\nIts answer\n{}\n", indented(&pretty.unwrap_or_else(|| answer.to_owned()))));
    }
    text
}

/// At most so many lines of an example are printed.
const MAX_LINES: usize = 60;

fn indented(text: &str) -> String {
    let count = text.lines().count();
    let mut lines: Vec<String> = text.lines().take(MAX_LINES).map(|line| format!("  {line}")).collect();
    if count > MAX_LINES {
        lines.push(format!("  … and {} lines more", count - MAX_LINES));
    }
    lines.join("\n")
}

/// How a request is proved and written, where that is not as at Twilio.
fn manner(operation: &Operation) -> String {
    let mut text = String::new();
    if operation.body.kind != BodyKind::None {
        let others = operation.variants.iter().map(|variant| variant.body.media_type.as_str());
        let others: Vec<&str> = others.collect();
        let others = match others.is_empty() {
            true => String::new(),
            false => format!("; --content-type takes {} too", others.join(", ")),
        };
        text.push_str(&format!("The body is sent as {}{others}.\n", operation.body.media_type));
    }
    if operation.product.is_none() {
        let proof = Auth::of(operation);
        let parts = operation.security.iter().flatten();
        if let Some(part) = parts.into_iter().find(|part| Auth::of_kind(&part.kind).as_ref() == Some(&proof))
        {
            text.push_str(&format!("API_TOKEN proves who asks, as {}.\n", part.kind.name()));
        }
        let lacks = Auth::lacks(operation);
        if !lacks.is_empty() {
            text.push_str(&format!("It asks for {} too, which is not sent.\n", lacks.join(" and ")));
        }
    }
    text.push_str(&servers(operation));
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// Where else an operation can be asked, and what its addresses leave open.
fn servers(operation: &Operation) -> String {
    let mut text = String::new();
    let has_choice = operation.servers.len() > 1;
    let all = operation.servers.iter().zip(1..);
    for (server, number) in all.filter(|(server, _)| has_choice || !server.variables.is_empty()) {
        let number = if has_choice { format!(" {number}:") } else { String::new() };
        let help = if server.help.is_empty() { String::new() } else { format!("  {}", line(&server.help)) };
        text.push_str(&format!("Server{number} {}{help}\n", server.url));
        for variable in &server.variables {
            let choices = match variable.choices.is_empty() {
                true => String::new(),
                false => format!(", one of {}", variable.choices.join(", ")),
            };
            text.push_str(&format!("  {{{}}} is {}{choices}\n", variable.name, variable.default));
        }
    }
    text
}

fn heading(place: Place) -> &'static str {
    match place {
        Place::Path => "In the path",
        Place::Query => "In the query",
        Place::Header => "Headers",
        Place::Cookie => "Cookies",
        Place::Body => "In the body",
    }
}

/// A terminal shows no code in back quotes.
pub(super) fn plain(text: &str) -> String {
    shown(&text.replace('`', ""))
}

/// A text of a document as a terminal may get it: without what would move its cursor, colour it or ring its bell, and
/// without signs that turn the direction of what follows.
pub(super) fn shown(text: &str) -> String {
    let is_shown = |char: &char| {
        let turns =
            matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        matches!(char, '\n' | '\t') || !char.is_control() && !turns
    };
    text.chars().filter(is_shown).collect()
}

/// The same on one line.
fn line(text: &str) -> String {
    shown(text).replace(['\n', '\t'], " ")
}
