//! From the schemas of a document to our own form of them.
//!
//! What a reference names is read later from a list, never from within, so that neither circles nor long chains of
//! references cost any stack; what stands in itself is as deep as the text.

use super::reader::{At, Form, Reader};
use super::source::{Data, Node};
use super::words;
use crate::api::schema::{Additional, Id, Limits, Pattern, Shape, Types};

/// Deeper schemas are cut, with a warning.
const MAX_DEPTH: usize = 64;
/// So many schemas are read of one document.
const MAX_SHAPES: usize = 1_000_000;

/// What says nothing about a value: a reference with nothing else beside it is its target.
const SILENT: [&str; 5] = ["$ref", "description", "summary", "title", "x-nullable"];

impl<'a> Reader<'a> {
    /// Reads a schema and all that it names.
    pub(super) fn read_schema(&mut self, node: &'a Node, at: &At<'_>) -> Id {
        let id = self.read(node, at, 0);
        while let Some((id, node, pointer)) = self.waiting.pop() {
            let shape = self.shape(node, &At::Root(&pointer), 0);
            if let Some(place) = self.shapes.get_mut(id.0 as usize) {
                *place = shape;
            }
        }
        id
    }

    fn add(&mut self, shape: Shape) -> Id {
        if self.shapes.len() >= MAX_SHAPES {
            return Id(0);
        }
        let id = Id(u32::try_from(self.shapes.len()).unwrap_or_default());
        self.shapes.push(shape);
        id
    }

    fn read(&mut self, node: &'a Node, at: &At<'_>, depth: usize) -> Id {
        if let Some(map) = node.map() {
            if map.len() == 0 {
                return Id(0);
            }
            if let Some(reference) = node.get("$ref").and_then(Node::text)
                && map.iter().all(|(key, _)| SILENT.contains(&key))
            {
                return self.reference(reference, node, at);
            }
        }
        let shape = self.shape(node, at, depth);
        self.add(shape)
    }

    /// What a reference names: the same for all that name it.
    fn reference(&mut self, reference: &str, node: &'a Node, at: &At<'_>) -> Id {
        if let Some(id) = self.by_pointer.get(reference) {
            return *id;
        }
        let id = match self.resolve(reference) {
            Ok(target) => {
                let id = self.add(Shape::default());
                if id != Id(0) {
                    let pointer = reference.trim_start_matches('#').to_owned();
                    self.waiting.push((id, target, pointer));
                }
                id
            }
            Err(message) => {
                self.warn(at, node, message.clone());
                self.add(Shape { cut: Some(message.into()), ..Shape::default() })
            }
        };
        self.by_pointer.insert(reference.to_owned(), id);
        id
    }

    fn shape(&mut self, node: &'a Node, at: &At<'_>, depth: usize) -> Shape {
        if depth > MAX_DEPTH {
            self.warn(at, node, "The schema stands too deep and is cut here");
            return Shape { cut: Some("it stands too deep".into()), ..Shape::default() };
        }
        match node.data {
            Data::Bool(true) | Data::Map(_) => {}
            Data::Bool(false) => return Shape { not: Some(Id(0)), ..Shape::default() },
            _ => {
                self.warn(at, node, format!("A schema has to be an object, this is {}", node.type_name()));
                return Shape::default();
            }
        }
        let words = |key: &str| {
            Some(words::plain(node.text_of(key))).filter(|text| !text.is_empty()).map(String::into_boxed_str)
        };
        let mut shape = Shape {
            types: self.types(node, at),
            format: Some(format(node)).filter(|text| !text.is_empty()).map(Into::into),
            title: words("title"),
            description: words("description"),
            choices: node.get("enum").and_then(Node::list).into_iter().flatten().map(Node::value).collect(),
            default: node.get("default").map(|node| Box::new(node.value())),
            example: example(node).map(|node| Box::new(node.value())),
            limits: limits(node),
            required: node.texts("required").into_iter().map(Into::into).collect(),
            is_read_only: node.is("readOnly"),
            is_write_only: node.is("writeOnly"),
            is_deprecated: node.is("deprecated"),
            ..Shape::default()
        };
        if let Some(only) = node.get("const") {
            shape.choices = vec![only.value()];
        }
        if node.is("nullable") || node.is("x-nullable") {
            if !shape.types.is_any() {
                shape.types = shape.types.with(Types::NULL);
            }
            if !shape.choices.is_empty() && !shape.choices.contains(&serde_json::Value::Null) {
                shape.choices.push(serde_json::Value::Null);
            }
        }
        self.parts(node, at, depth, &mut shape);
        shape
    }

    /// The schemas inside of a schema.
    fn parts(&mut self, node: &'a Node, at: &At<'_>, depth: usize, shape: &mut Shape) {
        let deeper = depth + 1;
        if let Some(reference) = node.get("$ref").and_then(Node::text) {
            let id = self.reference(reference, node, at);
            shape.all_of.push(id);
        }
        if let Some(properties) = node.get("properties") {
            let at = at.key("properties");
            if properties.map().is_none() {
                self.warn(&at, properties, "`properties` has to be an object");
            }
            for (name, property) in properties.map().into_iter().flat_map(|map| map.iter()) {
                let id = self.read(property, &at.key(name), deeper);
                shape.properties.push((name.into(), id));
            }
        }
        shape.additional = match node.get("additionalProperties") {
            Some(node) => match &node.data {
                Data::Bool(true) => Additional::Any,
                Data::Bool(false) => Additional::None,
                Data::Map(_) => match self.read(node, &at.key("additionalProperties"), deeper) {
                    Id(0) => Additional::Any,
                    id => Additional::Of(id),
                },
                _ => Additional::Unsaid,
            },
            None if node.get("patternProperties").is_some() => Additional::Any,
            None => Additional::Unsaid,
        };
        if let Some(items) = node.get("items") {
            let at = at.key("items");
            match items.list() {
                Some(list) => {
                    for (index, item) in list.iter().enumerate() {
                        let id = self.read(item, &at.index(index), deeper);
                        shape.first_items.push(id);
                    }
                }
                None => shape.items = Some(self.read(items, &at, deeper)),
            }
        }
        for (key, is_first) in [("prefixItems", 0), ("allOf", 1), ("oneOf", 2), ("anyOf", 3)] {
            let at = at.key(key);
            for (index, part) in node.get(key).and_then(Node::list).into_iter().flatten().enumerate() {
                let id = self.read(part, &at.index(index), deeper);
                match is_first {
                    0 => &mut shape.first_items,
                    1 => &mut shape.all_of,
                    2 => &mut shape.one_of,
                    _ => &mut shape.any_of,
                }
                .push(id);
            }
        }
        if let Some(not) = node.get("not") {
            shape.not = Some(self.read(not, &at.key("not"), deeper));
        }
    }

    fn types(&mut self, node: &'a Node, at: &At<'_>) -> Types {
        let Some(said) = node.get("type") else { return Types::default() };
        let names: Vec<&str> = match said.list() {
            Some(list) => list.iter().map(|item| item.text().unwrap_or("null")).collect(),
            None => vec![said.text().unwrap_or("null")],
        };
        let mut types = Types::default();
        for name in names {
            match Types::named(name) {
                Some(named) => types = types.with(named),
                // Swagger documents say so where they say nothing.
                None if name == "any" => return Types::default(),
                None => self.warn(&at.key("type"), said, format!("There is no type `{name}`")),
            }
        }
        types
    }

    /// Whether a file of a form is meant, as Swagger has it.
    pub(super) fn is_file(&self, node: &Node) -> bool {
        self.form == Form::Swagger && node.text_of("type") == "file"
    }
}

/// The example of a schema: 3.1 has a list of them.
fn example(node: &Node) -> Option<&Node> {
    node.get("example").or_else(|| node.get("examples")?.list()?.first())
}

fn limits(node: &Node) -> Option<Box<Limits>> {
    // Before 3.1 an exclusive limit was a flag beside the limit.
    let exclusive = |flag: &str, limit: &str| match node.bool(flag) {
        Some(true) => (None, node.number(limit)),
        Some(false) => (node.number(limit), None),
        None => (node.number(limit), node.number(flag)),
    };
    let (minimum, above) = exclusive("exclusiveMinimum", "minimum");
    let (maximum, below) = exclusive("exclusiveMaximum", "maximum");
    let limits = Limits {
        minimum,
        maximum,
        above,
        below,
        multiple_of: node.number("multipleOf"),
        min_length: node.count("minLength"),
        max_length: node.count("maxLength"),
        pattern: node.get("pattern").and_then(Node::text).map(Pattern::new),
        min_items: node.count("minItems"),
        max_items: node.count("maxItems"),
        unique_items: node.is("uniqueItems"),
        min_properties: node.count("minProperties"),
        max_properties: node.count("maxProperties"),
    };
    let says = [limits.minimum, limits.maximum, limits.above, limits.below, limits.multiple_of]
        .iter()
        .any(Option::is_some)
        || [
            limits.min_length,
            limits.max_length,
            limits.min_items,
            limits.max_items,
            limits.min_properties,
            limits.max_properties,
        ]
        .iter()
        .any(Option::is_some)
        || limits.pattern.is_some()
        || limits.unique_items;
    says.then(|| Box::new(limits))
}

/// The format. 3.1 says by the type of its content that a text is a file.
fn format(node: &Node) -> &str {
    let media_type = node.text_of("contentMediaType");
    let is_file = ["image/", "audio/", "video/", "font/"].iter().any(|kind| media_type.starts_with(kind))
        || ["application/octet-stream", "application/pdf", "application/zip"].contains(&media_type);
    match node.text_of("format") {
        "" if is_file && node.text_of("contentEncoding").is_empty() => "binary",
        format => format,
    }
}
