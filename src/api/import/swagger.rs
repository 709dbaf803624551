//! What Swagger 2.0 writes otherwise: the server in three keys, and bodies among the parameters.

use super::bodies::Offer;
use super::reader::{At, Reader};
use super::source::Node;
use crate::api::operation::{BodyKind, Server};

/// The servers that `host`, `basePath` and `schemes` make, the secure one first.
pub(super) fn servers(reader: &mut Reader<'_>, of: &Node, source: &str) -> Vec<Server> {
    if !std::ptr::eq(of, reader.root) {
        return Vec::new();
    }
    let (host, base) = (of.text_of("host"), of.text_of("basePath").trim_end_matches('/'));
    if host.is_empty() {
        let url = super::security::absolute(base, source);
        return if url.is_empty() { Vec::new() } else { vec![Server { url, ..Server::default() }] };
    }
    let mut schemes = of.texts("schemes");
    schemes.retain(|scheme| matches!(*scheme, "http" | "https"));
    if schemes.is_empty() {
        schemes.push("https");
    }
    schemes.sort_by_key(|scheme| *scheme != "https");
    schemes
        .into_iter()
        .map(|scheme| Server { url: format!("{scheme}://{host}{base}"), ..Server::default() })
        .collect()
}

/// The parameters of an operation that are its body.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// The parameter that is all of the body.
    pub body: Option<(&'a Node, String)>,
    /// The fields of a form.
    pub fields: Vec<(&'a Node, String)>,
}

impl<'a> Parts<'a> {
    /// The bodies that they offer.
    pub(super) fn offers(&self, reader: &mut Reader<'a>, operation: &'a Node) -> Vec<Offer<'a>> {
        let consumes = match operation.get("consumes") {
            Some(_) => operation.texts("consumes"),
            None => reader.root.texts("consumes"),
        };
        if let Some((node, pointer)) = &self.body {
            let at = At::Root(pointer);
            let schema = node.get("schema").map(|schema| reader.schema(schema, &at.key("schema")));
            let mut types = consumes;
            if types.is_empty() {
                types.push("application/json");
            }
            let offer = |media_type: &str| Offer {
                media_type: media_type.to_owned(),
                is_required: node.is("required"),
                schema: schema.clone(),
                example: node.get("x-example"),
                ..Offer::default()
            };
            return types.into_iter().map(offer).collect();
        }
        if self.fields.is_empty() {
            return Vec::new();
        }
        let has_file = self.fields.iter().any(|(node, _)| reader.is_file(node));
        let is_form = |media_type: &&str| {
            let kind = super::bodies::kind_of_media(media_type);
            kind == BodyKind::Multipart || kind == BodyKind::Form && !has_file
        };
        let mut types: Vec<&str> = consumes.into_iter().filter(is_form).collect();
        if types.is_empty() {
            types.push(if has_file { "multipart/form-data" } else { crate::twilio::curl::FORM });
        }
        let mut parameters = Vec::new();
        for (node, pointer) in &self.fields {
            if let Some(parameter) = reader.form_field(node, &At::Root(pointer)) {
                parameters.push(parameter);
            }
        }
        let offer = |media_type: &str| Offer {
            media_type: media_type.to_owned(),
            fields: Some(parameters.clone()),
            ..Offer::default()
        };
        types.into_iter().map(offer).collect()
    }
}
