//! Bodies as they travel: forms, JSON, parts, text and bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::encode::{self, Pair};
use super::import::kind_of_media;
use super::operation::{BodyKind, Kind, Parameter, Place, Style};
use super::prepared::Prepared;
use super::schema::Types;
use crate::twilio::Content;

/// Deeper keys than a document can name.
const MAX_KEYS: usize = 32;

/// The parameters of the body that have a value, with it.
fn filled(prepared: &Prepared) -> impl Iterator<Item = (&Parameter, &str)> {
    prepared.filled_parameters().filter(|(parameter, _)| parameter.place == Place::Body)
}

/// The fields of a form.
pub(super) fn fields(prepared: &Prepared) -> Vec<Pair> {
    filled(prepared).flat_map(|(parameter, text)| form_fields(parameter, text)).collect()
}

fn form_fields(parameter: &Parameter, text: &str) -> Vec<Pair> {
    let coding = &parameter.coding;
    let is_styled = coding.style.is_some() || coding.explode.is_some() || coding.keeps_reserved;
    // An object in a form is JSON unless the document says otherwise.
    if parameter.kind == Kind::Object && !is_styled {
        return vec![Pair::Plain(parameter.name.clone(), text.to_owned())];
    }
    let is_json = |kind: &str| kind_of_media(kind) == BodyKind::Json;
    if parameter.kind == Kind::List && !is_styled && coding.media_type.as_deref().is_some_and(is_json) {
        return vec![Pair::Plain(parameter.name.clone(), json_value(parameter, text).to_string())];
    }
    encode::in_fields(parameter, text)
}

/// The body, where it is no plain form.
pub(super) fn content(prepared: &Prepared) -> Content {
    let body = &prepared.operation().body;
    let of = |bytes: Vec<u8>| typed_content(&body.media_type, None, bytes);
    if let Some(raw) = prepared.raw_body() {
        return of(raw.as_bytes().to_vec());
    }
    match body.kind {
        BodyKind::None => Content::default(),
        BodyKind::Form => of(encode::encoded(&fields(prepared)).into_bytes()),
        BodyKind::Json => match json(prepared) {
            Some(value) => of(value.to_string().into_bytes()),
            None => Content::default(),
        },
        BodyKind::Multipart => {
            let parts: Vec<Vec<u8>> =
                filled(prepared).flat_map(|(parameter, text)| parts_of(parameter, text)).collect();
            if parts.is_empty() && !body.is_required {
                return Content::default();
            }
            let boundary = boundary(&parts);
            let mut bytes = Vec::new();
            for part in &parts {
                bytes.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                bytes.extend_from_slice(part);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
            Content { media_type: format!("{}; boundary={boundary}", body.media_type), bytes }
        }
        BodyKind::Text | BodyKind::Binary => match filled(prepared).next() {
            Some((_, text)) if body.kind == BodyKind::Text => of(text.as_bytes().to_vec()),
            Some((_, text)) => {
                let (found, bytes) = bytes_of(text);
                typed_content(&body.media_type, found, bytes)
            }
            None => Content::default(),
        },
    }
}

/// Bytes of a type. A range of types is none that could be sent: what the bytes themselves say, else one that is in it.
fn typed_content(media_type: &str, found: Option<String>, bytes: Vec<u8>) -> Content {
    let media_type = match media_type.split(';').next().unwrap_or_default().trim().strip_suffix("/*") {
        None => media_type.to_owned(),
        Some("text") => found.unwrap_or_else(|| "text/plain".to_owned()),
        Some(_) => found.unwrap_or_else(|| "application/octet-stream".to_owned()),
    };
    Content { media_type: media_type.chars().filter(|char| !char.is_control()).collect(), bytes }
}

/// The JSON body that the fields make; nothing where none is filled in and none is needed.
pub(super) fn json(prepared: &Prepared) -> Option<Value> {
    let mut root = Value::Object(Map::new());
    let mut is_empty = true;
    for (parameter, text) in filled(prepared) {
        is_empty = false;
        put(
            &mut root,
            parameter.keys.get(..MAX_KEYS).unwrap_or(&parameter.keys),
            json_value(parameter, text),
        );
    }
    (!is_empty || prepared.operation().body.is_required).then_some(root)
}

/// Puts a value where its keys lead.
fn put(root: &mut Value, keys: &[String], value: Value) {
    let Some((first, rest)) = keys.split_first() else {
        *root = value;
        return;
    };
    if !root.is_object() {
        *root = Value::Object(Map::new());
    }
    if let Some(object) = root.as_object_mut() {
        put(object.entry(first.clone()).or_insert(Value::Null), rest, value);
    }
}

/// What a field's text is in JSON: by its schema, else by its kind. A text that is not what it should be stays a text,
/// so that it can be sent all the same.
pub(super) fn json_value(parameter: &Parameter, text: &str) -> Value {
    let parsed = || serde_json::from_str::<Value>(text.trim()).ok();
    let types = types(parameter);
    if parameter.kind == Kind::List {
        return match parsed() {
            Some(Value::Array(items)) => Value::Array(items),
            _ => encode::items(text).iter().map(|item| typed(types, item)).collect(),
        };
    }
    typed(types, text)
}

/// The types that a field may have in JSON; those of each item where it is a list.
pub(super) fn types(parameter: &Parameter) -> Types {
    if parameter.kind == Kind::List {
        let items =
            parameter.schema.as_ref().and_then(|schema| Some(schema.part(schema.first(|s| s.items)?)));
        return items.map(|items| items.types()).unwrap_or_default();
    }
    match &parameter.schema {
        Some(schema) => schema.types(),
        None => match parameter.kind {
            Kind::Whole => Types::INTEGER,
            Kind::Number => Types::NUMBER,
            Kind::Object => Types::OBJECT,
            _ => Types::STRING,
        },
    }
}

/// A text as a value of these types.
fn typed(types: Types, text: &str) -> Value {
    let as_text = || Value::String(text.to_owned());
    if types.is_only(Types::STRING) {
        return as_text();
    }
    match serde_json::from_str::<Value>(text.trim()) {
        Ok(value) if types.is_any() || types.allows(Types::of(&value)) => value,
        _ => as_text(),
    }
}

/// The parts that a field makes.
fn parts_of(parameter: &Parameter, text: &str) -> Vec<Vec<u8>> {
    if parameter.kind != Kind::List {
        return vec![part(parameter, &parameter.kind, text)];
    }
    let (items, kind) = (encode::items(text), item_kind(parameter));
    if parameter.coding.explode == Some(false) && kind != Kind::Bytes {
        let joined = match parameter.coding.style {
            Some(Style::Space) => items.join(" "),
            Some(Style::Pipe) => items.join("|"),
            Some(Style::Tab) => items.join("\t"),
            _ => items.join(","),
        };
        return vec![part(parameter, &Kind::Text, &joined)];
    }
    items.iter().map(|item| part(parameter, &kind, item)).collect()
}

/// What each item of a list is, as a part.
fn item_kind(parameter: &Parameter) -> Kind {
    let items = parameter.schema.as_ref().and_then(|schema| Some(schema.part(schema.first(|s| s.items)?)));
    let format = items.as_ref().and_then(|items| items.first(|s| s.format.as_deref().map(str::to_owned)));
    let types = items.as_ref().map(|items| items.types()).unwrap_or_default();
    if format.as_deref() == Some("binary") || is_type_of_files(parameter) {
        Kind::Bytes
    } else if types.is_only(Types::OBJECT) || types.is_only(Types::ARRAY) {
        Kind::Json
    } else {
        Kind::Text
    }
}

/// Whether the type that the document gives a field is one of files.
pub(super) fn is_type_of_files(parameter: &Parameter) -> bool {
    let types = parameter.coding.media_type.as_deref().unwrap_or_default();
    types.starts_with("image/") || types.contains("octet-stream")
}

fn part(parameter: &Parameter, kind: &Kind, text: &str) -> Vec<u8> {
    let name = quoted(&parameter.name);
    let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
    let (found, bytes) = match kind {
        Kind::Bytes => bytes_of(text),
        _ => (None, text.as_bytes().to_vec()),
    };
    let named =
        parameter.coding.media_type.as_deref().and_then(|types| types.split(',').next()).map(str::trim);
    let named = named.filter(|named| !named.ends_with("/*"));
    let media_type = match kind {
        Kind::Bytes => {
            let file = file_name(text).map_or_else(|| name.clone(), |file| quoted(&file));
            head.push_str(&format!("; filename=\"{file}\""));
            found.as_deref().or(named).or(Some("application/octet-stream"))
        }
        Kind::Object | Kind::Json => named.or(Some("application/json")),
        _ => named,
    };
    if let Some(media_type) = media_type {
        let plain: String = media_type.chars().filter(|char| !char.is_control()).collect();
        head.push_str(&format!("\r\nContent-Type: {plain}"));
    }
    head.push_str("\r\n\r\n");
    let mut part = head.into_bytes();
    part.extend_from_slice(&bytes);
    part
}

/// What a field of a file stands for: `data:TYPE;base64,…` is its type and bytes, all else is text.
pub(super) fn bytes_of(text: &str) -> (Option<String>, Vec<u8>) {
    let data = text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    if let Some((media_type, coded)) = data
        && let Ok(bytes) = STANDARD.decode(coded.trim())
    {
        let media_type = media_type.split_once(FILE_NAME).map_or(media_type, |(kind, _)| kind);
        return (Some(media_type.to_owned()).filter(|media_type| !media_type.is_empty()), bytes);
    }
    (None, text.as_bytes().to_vec())
}

/// What stands before the name of a file in its `data:` address, after its kind.
const FILE_NAME: &str = ";name=";

/// The name of the file whose bytes a value has.
fn file_name(text: &str) -> Option<String> {
    let (head, _) = text.strip_prefix("data:")?.split_once(";base64,")?;
    let (_, name) = head.split_once(FILE_NAME)?;
    let name = super::address::decoded(name.as_bytes(), false);
    Some(String::from_utf8_lossy(&name).into_owned()).filter(|name| !name.is_empty())
}

/// A name within quotes, as browsers write one that would end them.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A boundary that none of the parts holds: the same parts always have the same.
fn boundary(parts: &[Vec<u8>]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    let digest: String = hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    // 96 bits of a hash over the parts do not stand in them by chance.
    format!("cordboard-{digest}")
}
