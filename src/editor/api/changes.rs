//! What another reading of a document has that the one before had not: operations that are new, gone or changed.
//!
//! It compares two libraries and paints nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::api::schema::changes;
use crate::api::{Answer, Library, Operation, Parameter, Place};

/// So much of what differs in bodies and answers is told of an operation.
const MAX_DEEP: usize = 30;

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Operations that are new.
    pub added: Vec<Line>,
    /// Operations that are gone.
    pub removed: Vec<Line>,
    /// Operations that are others now, and how.
    pub changed: Vec<Line>,
    /// Values that were filled in and have no place any more.
    pub lost: Vec<Line>,
}

/// An operation, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The operation's id.
    pub id: String,
    /// Its method and path.
    pub name: String,
    /// What has changed, each a few words; back quotes mark code.
    pub how: Vec<String>,
}

impl Line {
    fn of(operation: &Operation) -> Self {
        let name = format!("{} {}", operation.method.name(), operation.path);
        Self { id: operation.id.clone(), name, how: Vec::new() }
    }

    /// A line about an operation.
    pub(in crate::editor) fn about(operation: &Operation, how: Vec<String>) -> Self {
        Self { how, ..Self::of(operation) }
    }
}

impl Changes {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len() + self.lost.len()
    }

    /// What has changed, in a few words; nothing where nothing has.
    pub fn summary(&self) -> String {
        let parts =
            [(self.added.len(), "new"), (self.changed.len(), "changed"), (self.removed.len(), "gone")];
        let told = parts.iter().filter(|(count, _)| *count > 0);
        told.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    /// What `after` has that `before` had not.
    pub fn between(before: &Library, after: &Library) -> Self {
        let known: HashMap<&str, &Arc<Operation>> =
            before.operations.iter().map(|operation| (operation.id.as_str(), operation)).collect();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        let mut changes = Self::default();
        for operation in &after.operations {
            let Some(old) = known.get(operation.id.as_str()) else {
                changes.added.push(Line::of(operation));
                continue;
            };
            met.insert(operation.id.as_str());
            let how = differences(old, operation);
            if !how.is_empty() {
                changes.changed.push(Line::about(operation, how));
            }
        }
        let gone = before.operations.iter().filter(|operation| !met.contains(operation.id.as_str()));
        changes.removed.extend(gone.map(|operation| Line::of(operation)));
        changes
    }
}

/// How an operation differs from what it was.
fn differences(before: &Operation, after: &Operation) -> Vec<String> {
    let mut how = Vec::new();
    if (before.method, &before.path) != (after.method, &after.path) {
        how.push(format!("was `{} {}`", before.method.name(), before.path));
    }
    if before.is_deprecated != after.is_deprecated {
        how.push(if after.is_deprecated { "is deprecated" } else { "is not deprecated any more" }.to_owned());
    }
    if before.body.media_type != after.body.media_type {
        let kind = Some(after.body.media_type.as_str()).filter(|kind| !kind.is_empty());
        how.push(kind.map_or("takes no body".to_owned(), |kind| format!("takes a body of `{kind}`")));
    }
    type Key<'a> = (Place, &'a str);
    fn keyed(operation: &Operation) -> HashMap<Key<'_>, &Parameter> {
        let all = operation.parameters.iter();
        all.map(|parameter| ((parameter.place, parameter.name.as_str()), parameter)).collect()
    }
    let (old, new) = (keyed(before), keyed(after));
    for parameter in &after.parameters {
        let name = called(parameter);
        match old.get(&(parameter.place, parameter.name.as_str())) {
            None => {
                how.push(format!("{name} is new{}", if parameter.required { ", and required" } else { "" }))
            }
            Some(was) => parameter_differences(was, parameter, &name, &mut how),
        }
    }
    let gone = before.parameters.iter().filter(|was| !new.contains_key(&(was.place, was.name.as_str())));
    how.extend(gone.map(|parameter| format!("{} is gone", called(parameter))));
    deep_differences(before, after, &mut how);
    if how.is_empty() {
        how.extend(rest(before, after).map(str::to_owned));
    }
    how
}

/// What differs in bodies and answers, by path. A field that is a parameter is told as one.
fn deep_differences(before: &Operation, after: &Operation, how: &mut Vec<String>) {
    let mut deep = Vec::new();
    if let (Some(old), Some(new)) = (&before.body.schema, &after.body.schema) {
        let is_parameter = |path: &str| {
            let mut all = before.parameters.iter().chain(&after.parameters);
            path.is_empty() || all.any(|own| own.place == Place::Body && own.name == path)
        };
        deep.extend(changes(old, new, &is_parameter).into_iter().map(|line| format!("in the body: {line}")));
    }
    let key = |answer: &Answer| (answer.name(), answer.media_type.clone());
    for answer in &after.answers {
        let Some(was) = before.answers.iter().find(|was| key(was) == key(answer)) else {
            deep.push(format!("the answer {} is new", named(answer, &after.answers)));
            continue;
        };
        if let (Some(old), Some(new)) = (&was.schema, &answer.schema) {
            let name = named(answer, &after.answers);
            let lines = changes(old, new, &|_| false);
            deep.extend(lines.into_iter().map(|line| format!("in the answer {name}: {line}")));
        }
    }
    let gone =
        before.answers.iter().filter(|was| !after.answers.iter().any(|answer| key(answer) == key(was)));
    deep.extend(gone.map(|answer| format!("the answer {} is gone", named(answer, &before.answers))));
    let more = deep.len().saturating_sub(MAX_DEEP);
    deep.truncate(MAX_DEEP);
    how.append(&mut deep);
    if more > 0 {
        how.push(format!("and {more} more"));
    }
}

/// An answer, with its media type where another one has the same status.
fn named(answer: &Answer, all: &[Answer]) -> String {
    let name = answer.name();
    if all.iter().filter(|other| other.name() == name).count() > 1 {
        return format!("`{name}` of `{}`", answer.media_type);
    }
    format!("`{name}`")
}

/// What differs besides parameters. Schemas of two readings are never the same ones, so that what they say is compared
/// by what is shown of them.
fn rest(before: &Operation, after: &Operation) -> Option<&'static str> {
    let fields = |operation: &Operation| -> Vec<(String, String, Vec<crate::api::Output>, String)> {
        let answers = operation.answers.iter();
        let shown = answers.map(|a| (a.name(), a.media_type.clone(), a.fields.clone(), a.example.clone()));
        shown.collect()
    };
    let texts = |operation: &Operation| {
        let parameters = operation.parameters.iter();
        let of_parameters: Vec<(String, String, Option<String>)> =
            parameters.map(|p| (p.help.clone(), p.example.clone(), p.default.clone())).collect();
        let meanings: Vec<String> = operation.answers.iter().map(|answer| answer.meaning.clone()).collect();
        (
            operation.summary.clone(),
            operation.description.clone(),
            operation.tags.clone(),
            of_parameters,
            meanings,
        )
    };
    if fields(before) != fields(after) {
        Some("other answers")
    } else if before.servers != after.servers {
        Some("other servers")
    } else if before.security != after.security {
        Some("another proof of who asks")
    } else if before.one_of != after.one_of {
        Some("other parameters of which one has to be given")
    } else {
        (texts(before) != texts(after)).then_some("other texts")
    }
}

fn called(parameter: &Parameter) -> String {
    match parameter.place {
        Place::Header => format!("the header `{}`", parameter.name),
        Place::Cookie => format!("the cookie `{}`", parameter.name),
        place => format!("`{}` in the {}", parameter.name, place.name()),
    }
}

fn parameter_differences(was: &Parameter, is: &Parameter, name: &str, how: &mut Vec<String>) {
    if was.required != is.required {
        how.push(format!("{name} is {} now", if is.required { "required" } else { "optional" }));
    }
    if was.kind.name() != is.kind.name() {
        how.push(format!("{name} is {} and was {}", is.kind.name(), was.kind.name()));
    } else if was.limits() != is.limits() {
        how.push(format!("{name} has other limits"));
    }
    if !was.is_deprecated && is.is_deprecated {
        how.push(format!("{name} is deprecated"));
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use serde_json::{Value, json};

    use super::*;

    /// A document with one operation that takes one schema and answers with another.
    fn document(body: &Value, answers: &Value) -> Library {
        let content = |schema: &Value| json!({"application/json": {"schema": schema}});
        let answers: serde_json::Map<String, Value> = answers
            .as_object()
            .unwrap()
            .iter()
            .map(|(status, schema)| (status.clone(), json!({"description": "x", "content": content(schema)})))
            .collect();
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/orders": {"post": {"operationId": "put", "responses": answers,
                "requestBody": {"content": content(body)}}}},
            "components": {"schemas": {
                // It holds itself.
                "Node": {"type": "object", "properties": {"name": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
            }},
        });
        crate::api::import(&document.to_string(), "test", &mut |_| ControlFlow::Continue(())).unwrap()
    }

    fn order(price: &Value) -> Value {
        json!({"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object",
            "properties": {"price": price}}}}})
    }

    #[track_caller]
    fn check(before: &Library, after: &Library, expected: &[&str]) {
        let changes = Changes::between(before, after);
        let how: Vec<&str> = changes.changed.iter().flat_map(|line| &line.how).map(String::as_str).collect();
        assert_eq!(how, expected);
        assert!(Changes::between(after, after).changed.is_empty());
    }

    #[test]
    fn answers_are_compared_by_their_full_paths() {
        let old = json!({"type": "object", "properties": {"amount": {"type": "number"},
            "unit": {"type": "string", "enum": ["EUR", "USD"]}}});
        let new = json!({"type": "object", "required": ["net"], "properties": {
            "net": {"type": "number"}, "unit": {"type": "string", "enum": ["EUR", "GBP"]},
            "tax": {"type": "object", "properties": {"rate": {"type": "number"}}}}});
        let body = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        check(
            &document(&body, &json!({"200": order(&old)})),
            &document(&body, &json!({"200": order(&new), "404": {"type": "object"}})),
            &[
                "in the answer `200`: `items[].price.net` is new, and always there",
                "in the answer `200`: `items[].price.tax` is new",
                "in the answer `200`: `items[].price.unit` may be `GBP`, too",
                "in the answer `200`: `items[].price.unit` is never `USD` any more",
                "in the answer `200`: `items[].price.amount` is gone",
                "the answer `404` is new",
            ],
        );
    }

    #[test]
    fn what_holds_itself_and_what_is_deep_in_a_body_is_compared_too() {
        let node = json!({"$ref": "#/components/schemas/Node"});
        let deep = |kind: &str| {
            json!({"type": "object", "properties": {"a": {"type": "object", "properties": {"b":
                {"type": "object", "properties": {"c": {"type": "object", "properties": {
                    "d": {"type": "object", "properties": {"e": {"type": kind}}}}}}}}}}})
        };
        check(
            &document(&deep("string"), &json!({"200": node, "default": {"type": "string"}})),
            &document(&deep("integer"), &json!({"200": node, "default": {"type": "integer", "maximum": 3}})),
            &[
                "in the body: `a.b.c.d.e` is integer and was string",
                "in the answer `default`: all of it is integer and was string",
            ],
        );
        check(
            &document(&deep("string"), &json!({"200": node})),
            &document(&deep("string"), &json!({"200": node})),
            &[],
        );
    }
}
