//! Which operation a curl command asks, and what of it stands where. Where none fits, it becomes one of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::percent_decoded;
use super::{Read, pairs};
use crate::api::of_widget::{blank, is_loopback};
use crate::api::operation::{Body, BodyKind, Kind, Operation, Parameter, Place, Security, SecurityKind};
use crate::api::prepared::Prepared;
use crate::api::wire::Auth;
use crate::twilio::Product;
use crate::twilio::curl::FORM;

/// Headers that say nothing about what is asked: clients and browsers set them by themselves.
const IDLE: [&str; 16] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "dnt",
    "host",
    "origin",
    "pragma",
    "priority",
    "referer",
    "te",
    "upgrade-insecure-requests",
    "user-agent",
];

/// The operation that a curl command asks, filled in. Whatever the operation has no parameter for is added to it, so
/// that nothing is lost.
pub fn matched(read: &Read, operations: &[Arc<Operation>]) -> Option<Prepared> {
    let is_text = read.body.as_ref().is_none_or(|body| std::str::from_utf8(&body.bytes).is_ok());
    // Bytes that are no text are a body of bytes, whatever an operation takes.
    let takes = |operation: &Operation| is_text || operation.body.kind == BodyKind::Binary;
    let known = operations.iter().filter(|operation| takes(operation));
    let found = known.filter_map(|operation| Some((operation, fits(read, operation)?)));
    // The one with the most words of its own: `/Flows/Validate` before `/Flows/{Sid}`.
    let (operation, values) = found.max_by_key(|(operation, values)| {
        (std::cmp::Reverse(values.len()), std::cmp::Reverse(operation.path.len()))
    })?;
    let operation = match media_type(read) {
        Some(kind) => operation.with_body_of(kind).unwrap_or_else(|| Arc::clone(operation)),
        None => Arc::clone(operation),
    };
    Some(filled(read, &operation, &values))
}

impl Read {
    /// The request, prepared: of one of these operations where one fits, else of one of its own.
    pub fn prepared(&self, operations: &[Arc<Operation>]) -> Prepared {
        matched(self, operations).unwrap_or_else(|| filled(self, &self.operation(), &[]))
    }

    /// An operation of its own, whose parameters are what the command has, as defaults.
    pub fn operation(&self) -> Arc<Operation> {
        let (address, _) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let (server, path) = split(address);
        let product = product_of(server);
        let (kind, media_type) = match (&self.body, self.parts.is_empty()) {
            (None, true) => (BodyKind::None, String::new()),
            (None, false) => (BodyKind::Multipart, "multipart/form-data".to_owned()),
            (Some(content), _) => (kind_of(&content.media_type, &content.bytes), content.media_type.clone()),
        };
        let mut operation = Operation {
            id: "from-curl".to_owned(),
            product,
            server: server.to_owned(),
            method: self.method,
            // Braces would be taken for parameters.
            path: path.replace('{', "%7B").replace('}', "%7D"),
            summary: format!("{} {path}", self.method.name()),
            description: "Read from a curl command.".to_owned(),
            tags: vec!["curl".to_owned()],
            body: Body { kind, media_type, ..Body::default() },
            security: security_of(&self.auth),
            ..Operation::default()
        };
        if matches!(kind, BodyKind::Json | BodyKind::Text | BodyKind::Binary) {
            let shape = if kind == BodyKind::Json { Kind::Json } else { Kind::LongText };
            let text = self.body.as_ref().map(|content| String::from_utf8_lossy(&content.bytes).into_owned());
            let body = Parameter::new(Place::Body, "body", shape, "All of the body.");
            operation.parameters.push(body.default(&text.unwrap_or_default()));
        }
        Arc::clone(filled(self, &Arc::new(operation), &[]).of_its_own().operation())
    }
}

fn security_of(auth: &Auth) -> Vec<Vec<Security>> {
    let kind = match auth {
        Auth::None => return Vec::new(),
        Auth::Basic => SecurityKind::Basic,
        Auth::Bearer => SecurityKind::Bearer,
        Auth::Header(name) => SecurityKind::Header(name.clone()),
        Auth::Query(name) => SecurityKind::Query(name.clone()),
        Auth::Cookie(name) => SecurityKind::Cookie(name.clone()),
    };
    let help = "As the curl command proved who asks.".to_owned();
    vec![vec![Security { name: kind.name(), kind, scopes: Vec::new(), help }]]
}

/// The media type of the body, without its parameters.
fn media_type(read: &Read) -> Option<&str> {
    match &read.body {
        Some(content) => Some(content.media_type.split(';').next().unwrap_or_default().trim()),
        None => (!read.parts.is_empty()).then_some("multipart/form-data"),
    }
}

fn kind_of(media_type: &str, bytes: &[u8]) -> BodyKind {
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let text = std::str::from_utf8(bytes);
    let is_json = || text.is_ok_and(|text| serde_json::from_str::<serde_json::Value>(text).is_ok());
    if plain == FORM && text.is_ok_and(is_form) {
        BodyKind::Form
    } else if (plain.ends_with("json")) && is_json() {
        BodyKind::Json
    } else if text.is_ok() {
        BodyKind::Text
    } else {
        BodyKind::Binary
    }
}

/// Whether a text has the shape of a form: fields with names.
fn is_form(text: &str) -> bool {
    text.split('&').all(|pair| pair.contains('=') && !pair.starts_with('='))
}

/// Scheme and host, and the path.
fn split(address: &str) -> (&str, &str) {
    let host = address.find("://").map_or(0, |at| at + 3);
    let slash = address.get(host..).and_then(|rest| rest.find('/')).map(|at| at + host);
    slash.and_then(|at| address.split_at_checked(at)).unwrap_or((address, "/"))
}

/// The product of Twilio's at a host.
fn product_of(server: &str) -> Option<Product> {
    let host = server.split_once("://").map_or(server, |(_, host)| host).to_ascii_lowercase();
    let labels = host.strip_suffix(".twilio.com")?;
    labels.split('.').next().and_then(Product::named)
}

/// The values of the path's parameters, where the command asks this operation.
fn fits(read: &Read, operation: &Operation) -> Option<Vec<(String, String)>> {
    if operation.method != read.method {
        return None;
    }
    let (address, _) = read.url.split_once('?').unwrap_or((&read.url, ""));
    let (server, path) = split(address);
    let own_path = operation.path.split('?').next().unwrap_or_default();
    if let Some(product) = operation.product {
        let is_local = is_loopback(server);
        if product_of(server) != Some(product) && !is_local {
            return None;
        }
        let prefix = format!("/{}/", product.name());
        let below = path.strip_prefix(&prefix).filter(|_| is_local).map(|rest| format!("/{rest}"));
        return template(own_path, below.as_deref().unwrap_or(path));
    }
    let servers = operation.servers.iter().map(|server| server.url.as_str());
    let mut servers = servers.chain(Some(operation.server.as_str())).filter(|url| !url.is_empty()).peekable();
    if servers.peek().is_none() {
        return template(own_path, path);
    }
    servers.find_map(|url| {
        let (host, root) = if url.contains("://") { split(url) } else { (server, url) };
        let below = path.strip_prefix(root.trim_end_matches('/'))?;
        (host.eq_ignore_ascii_case(server)).then(|| template(own_path, below)).flatten()
    })
}

/// Which of an operation's servers a command asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerAsked {
    /// The one of this number in the document.
    Listed(usize),
    /// One that the document does not name.
    Unlisted,
    /// The operation is Twilio's, which has no list.
    Twilios,
}

/// Which of the servers of an operation, which fits, a command asks.
pub fn server_asked(read: &Read, operation: &Operation) -> ServerAsked {
    if operation.product.is_some() {
        return ServerAsked::Twilios;
    }
    let (address, _) = read.url.split_once('?').unwrap_or((&read.url, ""));
    let (host, path) = split(address);
    let own_path = operation.path.split('?').next().unwrap_or_default();
    let is_it = |url: &str| {
        let (own, root) = split(url);
        let below = path.strip_prefix(root.trim_end_matches('/'));
        own.eq_ignore_ascii_case(host) && below.is_some_and(|below| template(own_path, below).is_some())
    };
    match operation.servers.iter().position(|server| is_it(&server.url)) {
        Some(at) => ServerAsked::Listed(at),
        None if operation.servers.is_empty() && is_it(&operation.server) => ServerAsked::Listed(0),
        None => ServerAsked::Unlisted,
    }
}

/// Holds a path against one with parameters in braces.
fn template(own: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (own, path): (Vec<&str>, Vec<&str>) =
        (own.trim_matches('/').split('/').collect(), path.trim_matches('/').split('/').collect());
    if own.len() != path.len() {
        return None;
    }
    let mut values = Vec::new();
    for (own, part) in own.into_iter().zip(path) {
        let Some((before, (name, after))) =
            own.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        else {
            if own != part && own != percent_decoded(part) {
                return None;
            }
            continue;
        };
        let value = part.strip_prefix(before)?.strip_suffix(after)?;
        if value.is_empty() {
            return None;
        }
        // A parameter that was not filled in stands there with its braces.
        let is_blank = value == format!("{{{name}}}") || percent_decoded(value) == format!("{{{name}}}");
        values.push((name.to_owned(), if is_blank { String::new() } else { percent_decoded(value) }));
    }
    Some(values)
}

/// Fills an operation in with all that the command has.
fn filled(read: &Read, operation: &Arc<Operation>, path: &[(String, String)]) -> Prepared {
    let (operation, query) = with_fixed(operation, read.url.split_once('?').map_or("", |(_, query)| query));
    let operation = &operation;
    let mut given: Vec<(Place, String, String)> =
        query.into_iter().map(|(name, value)| (Place::Query, name, value)).collect();
    for (name, value) in &read.headers {
        let lower = name.to_ascii_lowercase();
        let known = operation
            .parameters
            .iter()
            .find(|it| it.place == Place::Header && it.name.eq_ignore_ascii_case(name));
        match known {
            Some(parameter) => given.push((Place::Header, parameter.name.clone(), value.clone())),
            None if IDLE.contains(&lower.as_str()) || lower.starts_with("sec-") => {}
            None => given.push((Place::Header, name.clone(), value.clone())),
        }
    }
    let mut raw = None;
    match (&read.body, operation.body.kind) {
        (Some(content), BodyKind::Form) => match std::str::from_utf8(&content.bytes) {
            Ok(text) if is_form(text) => {
                let fields = form_urlencoded::parse(text.as_bytes()).into_owned();
                given.extend(fields.map(|(name, value)| (Place::Body, name, value)));
            }
            Ok("") => {}
            text => {
                raw = Some(
                    text.map_or_else(|_| String::from_utf8_lossy(&content.bytes).into_owned(), str::to_owned),
                )
            }
        },
        (Some(content), BodyKind::Binary) => {
            use base64::Engine as _;
            let bytes = base64::engine::general_purpose::STANDARD.encode(&content.bytes);
            given.push((
                Place::Body,
                "body".to_owned(),
                format!("data:{};base64,{bytes}", content.media_type),
            ));
        }
        (Some(content), _) => raw = Some(String::from_utf8_lossy(&content.bytes).into_owned()),
        (None, _) => {
            given.extend(read.parts.iter().map(|(name, value)| (Place::Body, name.clone(), value.clone())))
        }
    }
    let operation = with_places(operation, &given);
    let mut prepared = blank(&operation);
    for (name, value) in path {
        prepared.set_in(Place::Path, name, value.as_str());
    }
    for ((place, name), values) in grouped(given) {
        let is_list = operation.parameter_in(place, &name).is_some_and(|it| it.kind == Kind::List);
        prepared.set_in(place, &name, if is_list { listed(&values) } else { values.concat() });
    }
    if let Some(raw) = raw {
        let json = (operation.body.kind == BodyKind::Json).then(|| serde_json::from_str(&raw).ok()).flatten();
        let fits = json.is_some_and(|json| prepared.fill_from_json(&json) && exact(&prepared, &raw));
        if !fits {
            prepared.set_raw_body(Some(raw));
        }
    } else if let (Some(content), BodyKind::Form) = (&read.body, operation.body.kind) {
        // What fields cannot hold, such as empty ones, stays as it came.
        let made = crate::api::request(&prepared).body().unwrap_or_default();
        let is_own = operation.id == "from-curl";
        if pairs::of(&made, is_own) != pairs::of(&content.bytes, is_own) {
            prepared.set_raw_body(Some(String::from_utf8_lossy(&content.bytes).into_owned()));
        }
    }
    prepared
}

/// The operation with what of the query no field can hold (what has no value, or is no text) in its path, and the rest as
/// names and values. What the path holds already is left out.
fn with_fixed(operation: &Arc<Operation>, query: &str) -> (Arc<Operation>, Vec<(String, String)>) {
    let fixed = operation.path.split_once('?').map_or("", |(_, query)| query);
    let own: Vec<pairs::Pair> = pairs::of(fixed.as_bytes(), true);
    let mut odd = Vec::new();
    let mut plain = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let Some((name, value)) = pairs::pair(part.as_bytes()) else { continue };
        if own.contains(&(name.clone(), value.clone())) {
            continue;
        }
        let texts = String::from_utf8(name).ok().zip(value.and_then(|value| String::from_utf8(value).ok()));
        match texts {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => plain.push((name, value)),
            // Braces would be taken for parameters.
            _ => odd.push(part.replace('{', "%7B").replace('}', "%7D")),
        }
    }
    if odd.is_empty() {
        return (Arc::clone(operation), plain);
    }
    let mut changed = (**operation).clone();
    let between = if changed.path.contains('?') { '&' } else { '?' };
    changed.path = format!("{}{between}{}", changed.path, odd.join("&"));
    (Arc::new(changed), plain)
}

/// Whether the fields make the very body that came.
fn exact(prepared: &Prepared, raw: &str) -> bool {
    crate::api::request(prepared).body().is_some_and(|body| body == raw.as_bytes())
}

/// Values of the same place and name, in the order of the first.
fn grouped(given: Vec<(Place, String, String)>) -> Vec<((Place, String), Vec<String>)> {
    let mut at: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    let mut groups: Vec<((Place, String), Vec<String>)> = Vec::new();
    for (place, name, value) in given {
        let place_at = *at.entry((place.name(), name.clone())).or_insert(groups.len());
        match groups.get_mut(place_at) {
            Some((_, values)) => values.push(value),
            None => groups.push(((place, name), vec![value])),
        }
    }
    groups
}

/// A list as a field holds it: one on each line, or JSON where lines would not tell them apart.
fn listed(values: &[String]) -> String {
    let is_plain = |value: &String| {
        !value.is_empty() && value.trim() == value && !value.contains(['\n', '\r']) && !value.starts_with('[')
    };
    if values.iter().all(is_plain) {
        return values.join("\n");
    }
    serde_json::to_string(values).unwrap_or_default()
}

/// The operation with a parameter for everything that is given.
fn with_places(operation: &Arc<Operation>, given: &[(Place, String, String)]) -> Arc<Operation> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, name, _) in given {
        *counts.entry((place.name(), name)).or_default() += 1;
    }
    let mut added: Vec<Parameter> = Vec::new();
    let mut lists: Vec<(Place, &str)> = Vec::new();
    for (place, name, _) in given {
        let is_many = counts.get(&(place.name(), name.as_str())).is_some_and(|count| *count > 1);
        match operation.parameter_in(*place, name) {
            Some(parameter) => {
                if is_many && parameter.kind != Kind::List {
                    lists.push((*place, name));
                }
            }
            None if added.iter().any(|own| own.place == *place && own.name == *name) => {}
            None => {
                let kind = if is_many { Kind::List } else { Kind::LongText };
                let mut parameter = Parameter::new(*place, name, kind, "From the curl command.");
                parameter.is_unlisted = operation.id != "from-curl";
                added.push(parameter);
            }
        }
    }
    if added.is_empty() && lists.is_empty() {
        return Arc::clone(operation);
    }
    let mut operation = (**operation).clone();
    for parameter in &mut operation.parameters {
        if lists.iter().any(|(place, name)| parameter.place == *place && parameter.name == *name) {
            parameter.kind = Kind::List;
        }
    }
    operation.parameters.extend(added);
    Arc::new(operation)
}
