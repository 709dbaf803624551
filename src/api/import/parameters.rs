//! Parameters of paths, queries, headers and cookies.

use serde_json::Value;

use super::reader::{At, Form, Reader};
use super::source::Node;
use super::words;
use crate::api::operation::{Coding, Kind, Parameter, Place, Style};
use crate::api::schema::{self, Schema, Types, made_up, text_of};
use crate::api::{body, encode};

/// Longer texts get many lines.
const LONG: usize = 256;

/// Headers that a document must not describe as parameters since 3.0: they are written by who sends the request.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Reader<'a> {
    /// The parameter at a node, which is no reference any more. Nothing, with a warning, where it cannot be sent.
    pub(super) fn parameter(&mut self, node: &'a Node, at: &At<'_>) -> Option<Parameter> {
        let name = node.text_of("name");
        let place = match node.text_of("in") {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" if self.is_own_header(name) => {
                self.warn(
                    at,
                    node,
                    format!("The header `{name}` is written by who sends, and is no parameter"),
                );
                return None;
            }
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            other => {
                self.warn(at, node, format!("A parameter in `{other}` cannot be sent"));
                return None;
            }
        };
        if name.is_empty() {
            self.warn(at, node, "A parameter has no name");
            return None;
        }
        let mut parameter = self.described(node, at, place);
        parameter.required |= place == Place::Path;
        Some(finished(parameter))
    }

    /// Swagger lets a parameter be any header; how the body is encoded is written with the body there, too.
    fn is_own_header(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let counts = self.form != Form::Swagger || name == "content-type";
        counts && OWN_HEADERS.contains(&&*name)
    }

    /// A field of a form, as Swagger describes it among the parameters.
    pub(super) fn form_field(&mut self, node: &'a Node, at: &At<'_>) -> Option<Parameter> {
        if node.text_of("name").is_empty() {
            self.warn(at, node, "A parameter has no name");
            return None;
        }
        let mut parameter = self.described(node, at, Place::Body);
        if self.is_file(node) {
            parameter.kind = Kind::Bytes;
        }
        Some(finished(parameter))
    }

    fn described(&mut self, node: &'a Node, at: &At<'_>, place: Place) -> Parameter {
        let mut coding = self.coding(node, at);
        let mut example = self.example(node, at);
        let content = node.get("content").and_then(Node::map).and_then(|map| map.iter().next());
        let schema = match (content, node.get("schema"), self.form) {
            (Some((media_type, content)), ..) => {
                let at = at.key("content");
                let at = at.key(media_type);
                coding.media_type = Some(media_type.to_owned());
                example = example.or_else(|| self.example(content, &at));
                content.get("schema").map(|schema| self.schema(schema, &at.key("schema")))
            }
            (None, Some(schema), _) => Some(self.schema(schema, &at.key("schema"))),
            // There the parameter itself says what its value has to be.
            (None, None, Form::Swagger) => Some(self.schema(node, at)),
            (None, None, _) => None,
        };
        let name = node.text_of("name");
        let help = words::plain(node.text_of("description"));
        let mut parameter = of_schema(place, name, schema, &help);
        if coding.media_type.is_some() {
            parameter.kind = Kind::Json;
        }
        parameter.coding = coding;
        parameter.required = node.is("required");
        parameter.is_deprecated |= node.is("deprecated");
        suggest(&mut parameter, example.map(Node::value).as_ref());
        parameter
    }

    fn coding(&mut self, node: &'a Node, at: &At<'_>) -> Coding {
        let mut coding = Coding {
            explode: node.bool("explode"),
            keeps_reserved: node.is("allowReserved"),
            ..Coding::default()
        };
        if let Some(style) = node.get("style") {
            let name = style.text().unwrap_or_default();
            coding.style = Style::named(name);
            if coding.style.is_none() {
                self.warn(&at.key("style"), style, format!("There is no style `{name}`"));
            }
        }
        if self.form == Form::Swagger {
            let (style, explode) = match node.text_of("collectionFormat") {
                "multi" => (None, true),
                "ssv" => (Some(Style::Space), false),
                "tsv" => (Some(Style::Tab), false),
                "pipes" => (Some(Style::Pipe), false),
                _ => (None, false),
            };
            (coding.style, coding.explode) = (style, Some(explode));
        }
        coding
    }
}

/// A parameter whose value has to be as the schema says.
pub(super) fn of_schema(place: Place, name: &str, schema: Option<Schema>, help: &str) -> Parameter {
    let kind = schema.as_ref().map_or(Kind::Text, |schema| kind_of(schema, place));
    let own = schema
        .as_ref()
        .and_then(|schema| schema.first(|shape| shape.description.as_deref().map(str::to_owned)));
    let help = if help.is_empty() { own.unwrap_or_default() } else { help.to_owned() };
    let mut parameter = Parameter::new(place, name, kind, &help);
    parameter.is_deprecated = schema.as_ref().is_some_and(|schema| schema.shape().is_deprecated);
    parameter.schema = schema;
    parameter
}

/// What a field for such values is.
pub(super) fn kind_of(schema: &Schema, place: Place) -> Kind {
    let choices = schema.choices();
    let types = schema.types();
    if !choices.is_empty() && !types.allows(Types::ARRAY) && !types.allows(Types::OBJECT) {
        return Kind::Choice(choices.iter().filter(|choice| !choice.is_null()).map(text_of).collect());
    }
    let format = schema.first(|shape| shape.format.as_deref().map(str::to_owned)).unwrap_or_default();
    if &*format == "binary" && place == Place::Body && types.is_any() {
        return Kind::Bytes;
    }
    match types {
        types if types.is_only(Types::BOOLEAN) => Kind::Choice(vec!["true".to_owned(), "false".to_owned()]),
        types if types.is_only(Types::INTEGER) => Kind::Whole,
        types if types.is_only(Types::NUMBER) || types.is_only(Types::NUMBER.with(Types::INTEGER)) => {
            Kind::Number
        }
        types if types.is_only(Types::ARRAY) => Kind::List,
        types if types.is_only(Types::OBJECT) => Kind::Object,
        types if types.is_only(Types::STRING) => match &*format {
            "date-time" => Kind::Time,
            "binary" if place == Place::Body => Kind::Bytes,
            _ => {
                let longest = schema.first(|shape| shape.limits.as_ref()?.max_length);
                if longest.is_some_and(|longest| longest > LONG) { Kind::LongText } else { Kind::Text }
            }
        },
        _ if place == Place::Body => Kind::Json,
        _ => Kind::Text,
    }
}

/// Notes what a value may look like, and what an example of a request holds: what the document shows, where it fits the
/// document's own schema, else, where there has to be something, what the schema suggests.
pub(super) fn suggest(parameter: &mut Parameter, shown: Option<&Value>) {
    let fits = |text: &String| {
        let Some(schema) = &parameter.schema else { return !text.is_empty() };
        let value = match (parameter.place, encode::shaped(parameter, text)) {
            (Place::Body, _) | (_, encode::Shaped::Many(_) | encode::Shaped::Named(_)) => {
                body::json_value(parameter, text)
            }
            (_, encode::Shaped::One(_)) if parameter.coding.media_type.is_some() => {
                serde_json::from_str(text).unwrap_or_default()
            }
            _ => body::json_value(parameter, text),
        };
        !text.is_empty() && schema::fits(schema, &value)
    };
    let shown = shown.map(text_of).filter(fits);
    let own = parameter
        .schema
        .as_ref()
        .and_then(|schema| schema.first(|shape| shape.example.as_deref().map(text_of)));
    let own = own.filter(fits);
    let made = parameter.schema.as_ref().and_then(made_up).and_then(|value| {
        let text = text_of(&value);
        // It fits as it is; only what the field makes of its text may be another value.
        let is_same = parameter.place == Place::Body && body::json_value(parameter, &text) == value;
        (!text.is_empty() && (is_same || fits(&text))).then_some(text)
    });
    let simple = || {
        let format = parameter.schema.as_ref()?.first(|shape| shape.format.as_deref().map(str::to_owned))?;
        Some(schema::of_format(&format)?.to_owned()).filter(fits)
    };
    let best = shown.clone().or(own.clone()).or(made).or_else(simple);
    parameter.example = best.clone().unwrap_or_default();
    parameter.sample = if parameter.required { best } else { shown.or(own) };
}

/// What follows once it is known whether a parameter is required.
pub(super) fn finished(mut parameter: Parameter) -> Parameter {
    if parameter.required && parameter.sample.is_none() {
        parameter.sample = Some(parameter.example.clone()).filter(|example| !example.is_empty());
    }
    let default = |schema: &Schema| schema.first(|shape| shape.default.as_deref().map(text_of));
    if parameter.required {
        let only = match &parameter.kind {
            Kind::Choice(choices) if choices.len() == 1 => choices.first().cloned(),
            _ => None,
        };
        parameter.default = parameter.schema.as_ref().and_then(default).or(only);
    }
    parameter
}
