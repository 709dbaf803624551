//! One HTTP call as tasks.
//!
//! Conductor sends a map as JSON, and a text as it is, so a form goes as a text that is encoded already. What is put in
//! when the workflow runs is not encoded by anybody: such a form is made by a task before it.

use serde_json::{Map, Value, json};

use super::Exported;
use super::template::{Known, has_reference, translated};
use crate::api::encode;
use crate::api::operation::BodyKind;
use crate::api::prepared::Prepared;
use crate::api::wire::{self, Auth};
use crate::twilio::Service;
use crate::twilio::curl::FORM;

/// The usual type of JSON.
pub(super) const JSON: &str = "application/json";
/// How long an answer may take, as in Studio.
const MILLIS: u32 = 10_000;

/// What a call sends.
pub(super) enum Body {
    /// Nothing.
    None,
    /// Fields of a form.
    Form(Vec<(String, String)>),
    /// JSON of this type.
    Json(String, Value),
    /// A text of this type.
    Text(String, String),
}

/// A call, its templates being references already.
pub(super) struct Call {
    pub(super) method: String,
    /// The address without what `query` adds.
    pub(super) uri: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    /// Whether the workflow goes on where it fails.
    pub(super) may_fail: bool,
}

impl Call {
    /// Its tasks: the call, and before it what makes its form and its query where they are known only then.
    pub(super) fn tasks(self, name: &str, exported: &mut Exported) -> Vec<Value> {
        let mut tasks = Vec::new();
        let mut uri = self.uri;
        if has_reference(&uri) && !uri.starts_with("${") {
            exported.note(format!(
                "The address of `{name}` has references, which Conductor puts in as they are: give values that need no \
                 encoding, such as SIDs."
            ));
        }
        let query = encoded(&format!("{name}_query"), &self.query, &mut tasks);
        if !query.is_empty() {
            uri.push(if uri.contains('?') { '&' } else { '?' });
            uri.push_str(&query);
        }
        let (content_type, body) = match self.body {
            Body::None => (None, None),
            Body::Form(fields) => {
                let text = encoded(&format!("{name}_form"), &fields, &mut tasks);
                (Some(FORM.to_owned()), Some(Value::from(text)))
            }
            Body::Json(kind, value) => (Some(kind), Some(value)),
            Body::Text(kind, text) => (Some(kind), Some(Value::from(text))),
        };
        let headers: Map<String, Value> =
            self.headers.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
        let mut request = json!({
            "uri": uri,
            "method": self.method,
            "accept": "application/json",
            "headers": headers,
            "connectionTimeOut": MILLIS,
            "readTimeOut": MILLIS,
        });
        if let Some(request) = request.as_object_mut() {
            if let Some(kind) = content_type {
                request.insert("contentType".to_owned(), Value::from(kind));
            }
            if let Some(body) = body {
                request.insert("body".to_owned(), body);
            }
        }
        let mut task = json!({
            "name": name,
            "taskReferenceName": name,
            "type": "HTTP",
            "inputParameters": {"http_request": request},
        });
        if let (true, Some(task)) = (self.may_fail, task.as_object_mut()) {
            task.insert("optional".to_owned(), Value::from(true));
        }
        tasks.push(task);
        tasks
    }
}

/// Fields as one encoded text; where references stand in them, what a task before makes of them.
fn encoded(name: &str, fields: &[(String, String)], tasks: &mut Vec<Value>) -> String {
    if !fields.iter().any(|(_, value)| has_reference(value)) {
        return form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    }
    let mut inputs = Map::new();
    let mut terms = Vec::new();
    for (at, (field, value)) in fields.iter().enumerate() {
        let key = format!("value{at}");
        let field: String = form_urlencoded::byte_serialize(field.as_bytes()).collect();
        terms.push(format!("'{field}=' + encoded($.{key})"));
        inputs.insert(key, Value::from(value.as_str()));
    }
    let expression = format!(
        "(function () {{ function encoded(value) {{ return value === null || value === undefined ? '' : \
         encodeURIComponent(String(value)); }} return [{}].join('&'); }})();",
        terms.join(", ")
    );
    inputs.insert("evaluatorType".to_owned(), Value::from("javascript"));
    inputs.insert("expression".to_owned(), Value::from(expression));
    tasks.push(json!({
        "name": name,
        "taskReferenceName": name,
        "type": "INLINE",
        "inputParameters": inputs,
    }));
    format!("${{{name}.output.result}}")
}

/// A prepared request as a call.
pub(super) fn of_prepared(prepared: &Prepared, known: &Known, exported: &mut Exported) -> Call {
    let operation = prepared.operation();
    let request = crate::api::request(prepared);
    let server = match &request.service {
        Service::Twilio(product) => format!("https://{}", product.host()),
        Service::Elsewhere(server) if server.is_empty() => exported_base(exported),
        Service::Elsewhere(server) => without_user(server, exported),
    };
    let path = path(prepared, known, exported);
    let (path, fixed) = path.split_once('?').unwrap_or((&path, ""));
    let mut pairs = |text: &str| -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        pairs
            .map(|(name, value)| {
                let value = translated(&value, &name, known, exported);
                (name, value)
            })
            .collect()
    };
    let mut query = pairs(fixed);
    let rest = request.full_query();
    let rest = rest.strip_prefix(request.query.as_str()).filter(|_| request.query == fixed).unwrap_or(&rest);
    query.extend(pairs(rest.trim_start_matches('&')));
    let form = match (operation.body.kind, prepared.raw_body(), request.body()) {
        (BodyKind::Form, None, Some(bytes)) => Some(pairs(&String::from_utf8_lossy(&bytes))),
        _ => None,
    };
    let body = match (form, request.body().filter(|bytes| !bytes.is_empty()), operation.body.kind) {
        (Some(fields), ..) => Body::Form(fields),
        (None, Some(_), BodyKind::Multipart | BodyKind::Binary) => {
            exported
                .note("Conductor's HTTP task sends text only: a body of parts or bytes is not carried over.");
            Body::None
        }
        (None, Some(bytes), _) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match serde_json::from_str(&text) {
                Ok(value) if operation.body.kind == BodyKind::Json => Body::Json(
                    request.content_type().unwrap_or(JSON).to_owned(),
                    json_of(value, known, exported),
                ),
                _ => Body::Text(
                    operation.body.media_type.clone(),
                    translated(&text, "the body", known, exported),
                ),
            }
        }
        (None, None, _) => Body::None,
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in &request.headers {
        headers.push((name.clone(), translated(value, name, known, exported)));
    }
    let mut uri = format!("{server}{path}");
    proof(&Auth::of(operation), request.product().is_some(), &mut uri, &mut headers, exported);
    Call { method: request.method.name().to_owned(), uri, query, headers, body, may_fail: false }
}

/// Where a document names no server, the workflow is told it.
fn exported_base(exported: &mut Exported) -> String {
    exported.inputs.insert("base_url".to_owned());
    "${workflow.input.base_url}".to_owned()
}

/// What proves who asks, by the name of a secret.
pub(super) fn proof(
    auth: &Auth,
    is_twilio: bool,
    uri: &mut String,
    headers: &mut Vec<(String, String)>,
    exported: &mut Exported,
) {
    let mut header = |name: &str, value: String| headers.insert(0, (name.to_owned(), value));
    match auth {
        Auth::Basic => {
            let name = if is_twilio { "TWILIO_BASIC_AUTH" } else { "API_BASIC_AUTH" };
            header("Authorization", format!("Basic {}", exported.secret(name)));
            exported.note(format!(
                "Store the secret `{name}`: base64 of `USER:SECRET`, as Conductor does not encode it by itself."
            ));
        }
        Auth::Bearer => header("Authorization", format!("Bearer {}", exported.secret(wire::TOKEN))),
        Auth::Header(name) => header(name, exported.secret(wire::TOKEN)),
        Auth::Cookie(name) => header("Cookie", format!("{name}={}", exported.secret(wire::TOKEN))),
        Auth::Query(name) => {
            uri.push(if uri.contains('?') { '&' } else { '?' });
            uri.push_str(&format!("{name}={}", exported.secret(wire::TOKEN)));
        }
        Auth::None => {}
    }
}

/// The path: what is known is encoded, and what is a template becomes a reference.
fn path(prepared: &Prepared, known: &Known, exported: &mut Exported) -> String {
    prepared.path_with(|name, found| match found {
        None => {
            exported.inputs.insert(name.to_owned());
            format!("${{workflow.input.{name}}}")
        }
        Some((_, value)) if value.contains("{{") => translated(value, name, known, exported),
        Some((parameter, value)) => encode::in_path(parameter, value),
    })
}

/// The address of a server without user and password, which would stand readable in the workflow.
fn without_user(server: &str, exported: &mut Exported) -> String {
    let server = server.trim_end_matches('/');
    let Some((scheme, rest)) = server.split_once("://") else { return server.to_owned() };
    let host = rest.split('/').next().unwrap_or_default();
    match host.rsplit_once('@') {
        Some((_, bare)) => {
            exported.note(
                "User and password in the address are left out: they would stand readable in the workflow.",
            );
            format!("{scheme}://{}", rest.replacen(host, bare, 1))
        }
        None => server.to_owned(),
    }
}

/// JSON with its texts translated.
pub(super) fn json_of(value: Value, known: &Known, exported: &mut Exported) -> Value {
    match value {
        Value::String(text) => Value::from(translated(&text, "the body", known, exported)),
        Value::Array(items) => items.into_iter().map(|item| json_of(item, known, exported)).collect(),
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| (key, json_of(value, known, exported)))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}
