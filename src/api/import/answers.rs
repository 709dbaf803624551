//! What a document says that comes back.

use serde_json::Value;

use super::reader::{At, Form, Reader};
use super::source::Node;
use super::words;
use crate::api::operation::{Answer, Covers, Output};
use crate::api::schema::{Schema, Types};

/// So many fields of an answer are listed.
const MAX_FIELDS: usize = 200;

impl<'a> Reader<'a> {
    /// The answers of an operation, in the order of their statuses.
    pub(super) fn answers(&mut self, operation: &'a Node, at: &At<'_>) -> Vec<Answer> {
        let Some(responses) = operation.get("responses") else { return Vec::new() };
        let at = at.key("responses");
        let mut answers = Vec::new();
        for (status, response) in responses.map().into_iter().flat_map(|map| map.iter()) {
            if status.starts_with("x-") {
                continue;
            }
            let at = at.key(status);
            let Some((status, covers)) = covered(status) else {
                self.warn(&at, response, format!("`{status}` is no status of an answer"));
                continue;
            };
            let Some(response) = self.follow(response, &at) else { continue };
            let meaning = words::plain(response.text_of("description")).trim_end_matches('.').to_owned();
            let mut answer = Answer { status, covers, meaning, ..Answer::default() };
            self.content(response, &at, &mut answer);
            answers.push(answer);
        }
        answers.sort_by_key(|answer| (answer.covers as u8, answer.status));
        answers
    }

    fn content(&mut self, response: &'a Node, at: &At<'_>, answer: &mut Answer) {
        if self.form == Form::Swagger {
            let schema = response.get("schema").map(|schema| self.schema(schema, &at.key("schema")));
            let examples = response.get("examples").and_then(Node::map);
            let example = examples
                .and_then(|map| map.get("application/json").or_else(|| map.iter().next().map(|e| e.1)));
            answer.media_type = "application/json".to_owned();
            return fill(answer, schema, example);
        }
        let at = at.key("content");
        let content = response.get("content").and_then(Node::map);
        let is_json =
            |media_type: &str| super::bodies::kind_of_media(media_type) == crate::api::BodyKind::Json;
        // All schemas are read, the one for JSON is kept.
        let mut best: Option<(&str, Option<Schema>, Option<&'a Node>)> = None;
        for (media_type, content) in content.into_iter().flat_map(|map| map.iter()) {
            let at = at.key(media_type);
            let Some(content) = self.follow(content, &at) else { continue };
            let schema = content.get("schema").map(|schema| self.schema(schema, &at.key("schema")));
            let example = self.example(content, &at);
            if best.as_ref().is_none_or(|(kept, ..)| !is_json(kept) && is_json(media_type)) {
                best = Some((media_type, schema, example));
            }
        }
        if let Some((media_type, schema, example)) = best {
            answer.media_type = media_type.to_owned();
            fill(answer, schema, example);
        }
    }
}

fn fill(answer: &mut Answer, schema: Option<Schema>, example: Option<&Node>) {
    let own = || schema.as_ref()?.first(|shape| shape.example.as_deref().cloned());
    let example = example.map(Node::value).or_else(own);
    answer.example = match &example {
        Some(Value::String(text)) => text.clone(),
        Some(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
        None => String::new(),
    };
    if let Some(schema) = &schema {
        // Of a list the fields of its items are told.
        let items = schema.first(|shape| shape.items).filter(|_| schema.types().is_only(Types::ARRAY));
        let listed = items.map_or_else(|| schema.clone(), |items| schema.part(items));
        let mut seen = std::collections::HashSet::new();
        listed.each_property(&mut |name, property, _| {
            if answer.fields.len() < MAX_FIELDS
                && !property.shape().is_write_only
                && seen.insert(name.to_owned())
            {
                let help = property.first(|shape| shape.description.as_deref().map(str::to_owned));
                let types = property.types();
                let nullable = !types.is_any() && types.allows(Types::NULL);
                answer.fields.push(Output {
                    name: name.to_owned(),
                    help: help.unwrap_or_default(),
                    nullable,
                });
            }
        });
    }
    answer.schema = schema;
}

/// The status that a key names, and what it covers.
fn covered(key: &str) -> Option<(u16, Covers)> {
    if key.eq_ignore_ascii_case("default") {
        return Some((0, Covers::Rest));
    }
    let hundred = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
    if let Some(hundred) = hundred.and_then(|digit| digit.parse::<u16>().ok()) {
        return (1..=5).contains(&hundred).then_some((hundred * 100, Covers::Hundred));
    }
    let status = key.parse().ok()?;
    (100..=599).contains(&status).then_some((status, Covers::One))
}
