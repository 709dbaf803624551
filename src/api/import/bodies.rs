//! Bodies of requests: which there are, and what fields they have.

use std::collections::HashSet;

use serde_json::Value;

use super::parameters::{finished, of_schema, suggest};
use super::reader::{At, Reader};
use super::source::Node;
use crate::api::body;
use crate::api::operation::{Body, BodyKind, Coding, Kind, OneOf, Parameter, Place, Style};
use crate::api::schema::{Additional, Schema, Types, text_of};

/// So deep a JSON body is taken apart into fields; what is deeper is one field of JSON.
const MAX_DEPTH: usize = 3;
/// So many properties of a body are looked at, whether they become fields or not.
const MAX_LOOKED_AT: usize = 3_000;
/// So many fields a body may have.
const MAX_FIELDS: usize = 300;

/// One body that an operation takes.
#[derive(Clone, Default)]
pub(super) struct Offer<'a> {
    /// What it is.
    pub media_type: String,
    /// Whether there has to be one.
    pub is_required: bool,
    /// What all of it has to be.
    pub schema: Option<Schema>,
    /// What it may look like.
    pub example: Option<&'a Node>,
    /// How single fields are written.
    pub encoding: Option<&'a Node>,
    /// Its fields, where they are described one by one.
    pub fields: Option<Vec<Parameter>>,
}

/// What a media type is made of.
pub(in crate::api) fn kind_of_media(media_type: &str) -> BodyKind {
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match plain.as_str() {
        "application/x-www-form-urlencoded" => BodyKind::Form,
        "*/*" | "application/*" => BodyKind::Json,
        json if json.ends_with("/json") || json.ends_with("+json") => BodyKind::Json,
        parts if parts.starts_with("multipart/") => BodyKind::Multipart,
        "text/*" => BodyKind::Text,
        text if text.starts_with("text/") || text.ends_with("xml") || text.ends_with("yaml") => {
            BodyKind::Text
        }
        "application/graphql" | "application/jsonl" | "application/x-ndjson" => BodyKind::Text,
        _ => BodyKind::Binary,
    }
}

impl<'a> Reader<'a> {
    /// The bodies that an operation takes, the most useful first.
    pub(super) fn offers(&mut self, operation: &'a Node, at: &At<'_>) -> Vec<Offer<'a>> {
        let Some(body) = operation.get("requestBody") else { return Vec::new() };
        let at = at.key("requestBody");
        let Some(body) = self.follow(body, &at) else { return Vec::new() };
        let at = at.key("content");
        let mut offers = Vec::new();
        for (media_type, content) in
            body.get("content").and_then(Node::map).into_iter().flat_map(|map| map.iter())
        {
            let at = at.key(media_type);
            let Some(content) = self.follow(content, &at) else { continue };
            let schema = content.get("schema").map(|schema| self.schema(schema, &at.key("schema")));
            offers.push(Offer {
                media_type: media_type.to_owned(),
                is_required: body.is("required"),
                schema,
                example: self.example(content, &at),
                encoding: content.get("encoding"),
                fields: None,
            });
        }
        if offers.is_empty() {
            self.warn(&at, body, "The body has no `content`, and is not offered");
        }
        offers
    }
}

/// What can be filled in comes before one text, and that before bytes; else the order of the document counts.
pub(super) fn sort(offers: &mut [Offer<'_>]) {
    offers.sort_by_key(|offer| match kind_of_media(&offer.media_type) {
        BodyKind::Form | BodyKind::Json | BodyKind::Multipart | BodyKind::None => 0,
        BodyKind::Text => 1,
        BodyKind::Binary => 2,
    });
}

/// The body of an offer with its fields, required ones first, and what of them there has to be one of.
pub(super) fn body_of(offer: &Offer<'_>) -> (Body, Vec<Parameter>, Vec<OneOf>) {
    let kind = kind_of_media(&offer.media_type);
    let media_type = match &*offer.media_type {
        "*/*" | "application/*" => "application/json".to_owned(),
        other => other.to_owned(),
    };
    // Swagger says of each field of a form whether it has to be there.
    let needs_fields = offer.fields.iter().flatten().any(|field| field.required);
    let is_required = offer.is_required || needs_fields;
    let body = Body { kind, media_type, is_required, schema: offer.schema.clone() };
    let example = offer.example.map(Node::value);
    let mut fields = match (&offer.fields, &offer.schema) {
        (Some(fields), _) => fields.clone(),
        (None, schema) => match kind {
            BodyKind::Json => json_fields(schema.as_ref(), offer, example.as_ref()),
            BodyKind::Form | BodyKind::Multipart => form_fields(schema.as_ref(), offer, example.as_ref()),
            BodyKind::Text | BodyKind::Binary | BodyKind::None => vec![whole(kind, offer, example.as_ref())],
        },
    };
    fields.sort_by_key(|field| !field.required);
    let groups = offer.schema.as_ref().map(one_of).unwrap_or_default();
    (body, fields, groups)
}

/// A field that is all of the body.
fn whole(kind: BodyKind, offer: &Offer<'_>, example: Option<&Value>) -> Parameter {
    let mut field = of_schema(Place::Body, "body", offer.schema.clone(), "");
    field.kind = match kind {
        BodyKind::Json => Kind::Json,
        BodyKind::Binary => Kind::Bytes,
        _ => Kind::LongText,
    };
    if field.help.is_empty() {
        field.help = format!("All of the body, as `{}`.", offer.media_type);
    }
    field.required = offer.is_required;
    if kind != BodyKind::Json {
        // A schema speaks of what a text like XML stands for, not of the text.
        field.schema = None;
    }
    suggest(&mut field, example);
    finished(field)
}

fn json_fields(schema: Option<&Schema>, offer: &Offer<'_>, example: Option<&Value>) -> Vec<Parameter> {
    let takes_apart = |schema: &&Schema| schema.types().is_only(Types::OBJECT) && has_properties(schema);
    let Some(schema) = schema.filter(takes_apart) else {
        return vec![whole(BodyKind::Json, offer, example)];
    };
    let own = schema.first(|shape| shape.example.as_deref().filter(|value| value.is_object()).cloned());
    let example = example.cloned().or(own);
    let mut fields = Vec::new();
    let mut fuel = MAX_LOOKED_AT;
    flatten(schema, &mut Vec::new(), true, (&mut fields, &mut fuel));
    for field in &mut fields {
        let shown = example
            .as_ref()
            .and_then(|example| field.keys.iter().try_fold(example, |value, key| value.get(key)));
        shown_in(field, shown, example.is_some());
    }
    unlisted(&mut fields, example.as_ref(), |field, key| field.keys = vec![key.to_owned()]);
    fields.into_iter().map(finished).collect()
}

fn has_properties(schema: &Schema) -> bool {
    let mut has = false;
    schema.each_property(&mut |_, property, _| has |= !property.shape().is_read_only);
    has
}

/// The values of an object, and of the objects in it.
fn flatten(
    schema: &Schema,
    keys: &mut Vec<String>,
    is_required: bool,
    (fields, fuel): (&mut Vec<Parameter>, &mut usize),
) {
    let mut seen: HashSet<String> = HashSet::new();
    let mut found: Vec<(String, Schema, bool)> = Vec::new();
    schema.each_property(&mut |name, property, required| {
        if !property.shape().is_read_only && seen.insert(name.to_owned()) {
            found.push((name.to_owned(), property, required));
        }
    });
    for (name, property, required) in found {
        if fields.len() >= MAX_FIELDS || *fuel == 0 {
            return;
        }
        *fuel -= 1;
        let required = required && is_required;
        keys.push(name);
        let is_open = matches!(property.shape().additional, Additional::Of(_));
        let is_named = || property.first(|shape| (!shape.properties.is_empty()).then_some(())).is_some();
        let is_object = property.types() == Types::OBJECT && !is_open && is_named();
        let is_choice = !property.shape().one_of.is_empty() || !property.shape().any_of.is_empty();
        if is_object && !is_choice && keys.len() < MAX_DEPTH {
            flatten(&property, keys, required, (&mut *fields, &mut *fuel));
        } else {
            let mut field = of_schema(Place::Body, &keys.join("."), Some(property), "");
            field.required = required;
            field.keys.clone_from(keys);
            fields.push(field);
        }
        keys.pop();
    }
}

fn form_fields(schema: Option<&Schema>, offer: &Offer<'_>, example: Option<&Value>) -> Vec<Parameter> {
    let own = schema.and_then(|schema| schema.first(|shape| shape.example.as_deref().cloned()));
    let example = example.cloned().or(own).filter(Value::is_object);
    let mut fields: Vec<Parameter> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut add = |name: &str, property: Schema, required: bool| {
        if property.shape().is_read_only || fields.len() >= MAX_FIELDS || !seen.insert(name.to_owned()) {
            return;
        }
        let mut field = of_schema(Place::Body, name, Some(property), "");
        field.required = required;
        field.coding = coding(offer.encoding.and_then(|encoding| encoding.get(name)));
        if holds_files(&field) {
            field.kind = Kind::Bytes;
        }
        shown_in(&mut field, example.as_ref().and_then(|example| example.get(name)), example.is_some());
        fields.push(field);
    };
    if let Some(schema) = schema {
        schema.each_property(&mut add);
    }
    unlisted(&mut fields, example.as_ref(), |_, _| {});
    if fields.is_empty() {
        return Vec::new();
    }
    fields.into_iter().map(finished).collect()
}

/// 3.1 says that something is a file by what it is made of.
fn holds_files(field: &Parameter) -> bool {
    field.kind == Kind::Text && body::is_type_of_files(field)
}

/// What the example of the whole body says of a field. Where there is one, fields that it leaves out stay empty, unless
/// they have to be there.
fn shown_in(field: &mut Parameter, shown: Option<&Value>, has_example: bool) {
    suggest(field, shown);
    if has_example && shown.is_none() && !field.required {
        field.sample = None;
    }
}

/// What an example names and the schema does not: it is kept, and marked.
fn unlisted(fields: &mut Vec<Parameter>, example: Option<&Value>, finish: impl Fn(&mut Parameter, &str)) {
    let known: HashSet<String> = fields
        .iter()
        .map(|field| field.keys.first().cloned().unwrap_or_else(|| field.name.clone()))
        .collect();
    for (name, value) in example.and_then(Value::as_object).into_iter().flatten() {
        if known.contains(name) || fields.len() >= MAX_FIELDS {
            continue;
        }
        let kind = match value {
            Value::Array(_) => Kind::List,
            Value::Object(_) => Kind::Object,
            Value::Number(_) => Kind::Number,
            _ => Kind::Text,
        };
        let help = "The document's example names it, its schema does not.";
        let mut field = Parameter::new(Place::Body, name, kind, help).example(&text_of(value));
        field.sample = Some(text_of(value)).filter(|text| !text.is_empty());
        field.is_unlisted = true;
        finish(&mut field, name);
        fields.push(field);
    }
}

/// How a field is written.
fn coding(node: Option<&Node>) -> Coding {
    let Some(node) = node else { return Coding::default() };
    Coding {
        style: node.get("style").and_then(Node::text).and_then(Style::named),
        explode: node.bool("explode"),
        keeps_reserved: node.is("allowReserved"),
        // In a form only the parts of several types say what they are.
        media_type: node.get("contentType").and_then(Node::text).map(str::to_owned),
    }
}

/// The fields of which one has to be there: choices that differ only in what they require.
fn one_of(schema: &Schema) -> Vec<OneOf> {
    let shape = schema.shape();
    let mut groups = Vec::new();
    for parts in [&shape.any_of, &shape.one_of] {
        let names: Option<Vec<String>> = parts
            .iter()
            .map(|id| {
                let part = schema.part(*id);
                let part = part.shape();
                match (part.required.as_slice(), part.properties.is_empty()) {
                    ([only], true) => Some(only.to_string()),
                    _ => None,
                }
            })
            .collect();
        if let Some(names) = names.filter(|names| names.len() > 1) {
            let message = format!("One of {} has to be given", super::words::one_of(&names));
            groups.push(OneOf { parameters: names, code: None, message });
        }
    }
    groups
}
