//! The request that a widget makes, from its fields: as an operation that is known, with its parameters filled, or as
//! one that is made from the fields alone.

use std::sync::Arc;

use super::address::{self, Address, has_template, unescaped};
use super::aside::Aside;
use super::operation::{Body, BodyKind, Operation};
use super::parameter::{Kind, Parameter, Place};
use super::prepared::Prepared;
use crate::twilio::{Base, Method};
use crate::widgets::Asked;

/// The request of a widget, as the best of these operations that it fits, or as one of its own.
pub fn of_widget<'a>(asked: &Asked, known: impl IntoIterator<Item = &'a Arc<Operation>>) -> Prepared {
    matching(asked, known).unwrap_or_else(|| own(asked))
}

/// The same; `None` where it fits none.
pub fn matching<'a>(asked: &Asked, known: impl IntoIterator<Item = &'a Arc<Operation>>) -> Option<Prepared> {
    let address = Address::of(&asked.url);
    let mut best: Option<(usize, &Arc<Operation>, Values)> = None;
    for operation in known {
        if operation.method != asked.method {
            continue;
        }
        let Some((worth, values)) = fit(&address, operation) else { continue };
        // The more of the path is written out, the better.
        if best.as_ref().is_none_or(|(known, ..)| worth > *known) {
            best = Some((worth, operation, values));
        }
    }
    let (_, operation, values) = best?;
    Some(filled(asked, &address, operation, values))
}

/// What stands for the parameters of a path.
type Values = Vec<(String, String)>;

fn fit(address: &Address, operation: &Operation) -> Option<(usize, Values)> {
    let meant = Address::of(&operation.first_server());
    let is_there = match operation.product {
        Some(product) => address.product() == Some(product),
        None => !meant.server.is_empty() && meant.server.eq_ignore_ascii_case(&address.server),
    };
    if !is_there {
        return None;
    }
    let below = address.path.strip_prefix(meant.path.trim_end_matches('/'))?;
    let (given, wanted) = (address::split(below, '/'), operation.path.split('?').next().unwrap_or_default());
    let wanted: Vec<&str> = wanted.split('/').collect();
    if given.len() != wanted.len() {
        return None;
    }
    let (mut worth, mut values) = (0, Values::new());
    for (given, wanted) in given.iter().zip(wanted) {
        match wanted.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
            None if given == wanted => worth += 1,
            None => return None,
            Some((before, (name, behind))) => {
                let value = given.strip_prefix(before)?.strip_suffix(behind)?;
                if value.is_empty() || behind.contains('{') {
                    return None;
                }
                let is_open = value == format!("{{{name}}}");
                let value = if is_open { String::new() } else { unescaped(value, false) };
                values.push((name.to_owned(), value));
            }
        }
    }
    Some((worth, values))
}

/// A body, taken apart.
enum Parts {
    None,
    Form(Vec<(String, String)>),
    Raw(BodyKind, String),
}

fn parts(asked: &Asked) -> Parts {
    if asked.method == Method::Get {
        return Parts::None;
    }
    if asked.is_form() {
        if !asked.parameters.is_empty() || asked.body.is_empty() {
            return Parts::Form(asked.parameters.clone());
        }
        return match address::pairs(&asked.body) {
            // What would be written otherwise stays as it is.
            Some(pairs) if has_template(&asked.body) || encoded(&pairs) == asked.body => Parts::Form(pairs),
            _ => Parts::Raw(BodyKind::Form, asked.body.clone()),
        };
    }
    let is_json = asked.content_type.to_ascii_lowercase().contains("json");
    match asked.body.as_str() {
        "" => Parts::None,
        body => Parts::Raw(if is_json { BodyKind::Json } else { BodyKind::Text }, body.to_owned()),
    }
}

fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The names and values of the query: those in the address, and the parameters of a GET.
fn query(asked: &Asked, address: &Address) -> (Option<String>, Vec<(String, String)>) {
    let parameters = if asked.method == Method::Get { asked.parameters.clone() } else { Vec::new() };
    match address.query.as_deref().filter(|query| !query.is_empty()) {
        None => (None, parameters),
        Some(query) => match address::pairs(query) {
            Some(mut pairs) => {
                pairs.extend(parameters);
                (None, pairs)
            }
            None => (Some(query.to_owned()), parameters),
        },
    }
}

/// An operation with the values of a widget; what it does not know is added to it.
fn filled(asked: &Asked, address: &Address, operation: &Arc<Operation>, values: Values) -> Prepared {
    let parts = parts(asked);
    let wanted = match &parts {
        Parts::None => operation.body.kind,
        Parts::Form(pairs) if pairs.is_empty() && operation.body.kind != BodyKind::Form => {
            operation.body.kind
        }
        Parts::Form(_) => BodyKind::Form,
        Parts::Raw(kind, _) => *kind,
    };
    let variants = std::iter::once(operation).chain(&operation.variants);
    let chosen = variants.into_iter().find(|variant| variant.body.kind == wanted);
    let is_other = chosen.is_none();
    let mut made = Operation::clone(chosen.unwrap_or(operation));
    if is_other {
        made.parameters.retain(|parameter| parameter.place != Place::Body);
        made.body = Body { kind: wanted, media_type: asked.content_type.clone(), ..Body::default() };
    }
    let (fixed, query) = query(asked, address);
    if let Some(fixed) = fixed {
        made.path = format!("{}?{fixed}", made.path);
    }
    let mut texts: Vec<(Place, String, String)> =
        values.into_iter().map(|(name, value)| (Place::Path, name, value)).collect();
    texts.extend(query.into_iter().map(|(name, value)| (Place::Query, name, value)));
    if let Parts::Form(pairs) = &parts {
        texts.extend(pairs.iter().map(|(name, value)| (Place::Body, name.clone(), value.clone())));
    }
    let known = made.parameters.len();
    let mut slots: Vec<(usize, String)> = Vec::new();
    for (place, name, value) in texts {
        let is_meant = |own: &Parameter| own.place == place && own.name == name;
        let at = made.parameters.iter().take(known).position(is_meant);
        let taken = at.and_then(|at| slots.iter_mut().find(|(slot, _)| *slot == at));
        let is_list = at.and_then(|at| made.parameters.get(at)).is_some_and(|own| own.kind == Kind::List);
        match (at, taken) {
            (Some(at), None) => slots.push((at, value)),
            (Some(_), Some((_, text))) if is_list => *text = format!("{text}\n{value}"),
            _ => {
                slots.push((made.parameters.len(), value));
                made.parameters.push(unlisted(place, &name));
            }
        }
    }
    let is_same = !is_other && made.parameters.len() == known && made.path == operation.path;
    let made = match chosen.filter(|_| is_same) {
        Some(chosen) => Arc::clone(chosen),
        None => Arc::new(made),
    };
    let mut prepared = blank(&made);
    for (at, value) in slots {
        if let Some(slot) = prepared.at_mut(at) {
            *slot = value;
        }
    }
    if let Parts::Raw(kind, text) = parts
        && (kind != BodyKind::Json || !fill_from_json(&mut prepared, &text))
    {
        prepared.set_raw_body(Some(text));
    }
    prepared
}

/// Fills the fields from JSON that may hold templates. Answers whether they hold all of it.
fn fill_from_json(prepared: &mut Prepared, text: &str) -> bool {
    let mut aside = Aside::new(&[text]);
    let Ok(json) = serde_json::from_str(&aside.json(text)) else { return false };
    if !prepared.fill_from_json(&json) {
        return false;
    }
    for at in 0..prepared.operation().parameters.len() {
        let value = aside.back(prepared.at(at));
        if value != prepared.at(at)
            && let Some(slot) = prepared.at_mut(at)
        {
            *slot = value;
        }
    }
    true
}

/// A request without any value, defaults included; but for what its body is, which is written with the body.
pub(super) fn blank(operation: &Arc<Operation>) -> Prepared {
    let mut prepared = Prepared::new(operation);
    for (at, parameter) in operation.parameters.iter().enumerate() {
        let is_type = parameter.place == Place::Header && parameter.name.eq_ignore_ascii_case("Content-Type");
        if !is_type && let Some(value) = prepared.at_mut(at) {
            value.clear();
        }
    }
    prepared
}

fn unlisted(place: Place, name: &str) -> Parameter {
    Parameter { is_unlisted: true, ..Parameter::new(place, name, Kind::Text, "") }
}

/// An operation that is made from the fields alone.
fn own(asked: &Asked) -> Prepared {
    let address = Address::of(&asked.url);
    let mut operation = Operation {
        id: "request".to_owned(),
        product: address.product(),
        server: address.server.clone(),
        method: asked.method,
        summary: format!("{} {}", asked.method.name(), address.host()),
        ..Operation::default()
    };
    let mut values = Values::new();
    let mut path: Vec<String> = Vec::new();
    for (number, segment) in address::split(&address.path, '/').into_iter().enumerate() {
        if !segment.contains(['{', '}']) {
            path.push(segment);
            continue;
        }
        let open = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let open = open.filter(|name| !name.is_empty() && !name.contains(['{', '}']));
        let (name, value) = match open {
            Some(name) => (name.to_owned(), String::new()),
            None => (format!("path {number}"), unescaped(&segment, false)),
        };
        path.push(format!("{{{name}}}"));
        operation.parameters.push(Parameter::new(Place::Path, &name, Kind::Text, "").required());
        values.push((name, value));
    }
    operation.path = path.join("/");
    operation.body = match parts(asked) {
        Parts::None => Body::default(),
        Parts::Form(_) => Body { media_type: asked.content_type.clone(), ..Body::form() },
        Parts::Raw(kind, _) => Body { kind, media_type: asked.content_type.clone(), ..Body::default() },
    };
    filled(asked, &address, &Arc::new(operation), values)
}

/// The host that an address names, with its port, and without who asks.
pub fn host_of(url: &str) -> String {
    let server = Address::of(url).server;
    let host = server.split_once("://").map_or(server.as_str(), |(_, host)| host);
    host.rsplit_once('@').map_or(host, |(_, host)| host).to_owned()
}

/// Whether an address is on this machine. What is no base address is not.
pub fn is_loopback(url: &str) -> bool {
    let server = Address::of(url).server;
    // Who asks stands before the host, and is no part of where it leads.
    let bare = match server.split_once("://") {
        Some((scheme, rest)) => {
            format!("{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host))
        }
        None => server,
    };
    Base::parse(&bare).is_ok_and(|base| base.is_local())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn who_asks_says_nothing_of_where_an_address_leads() {
        for (url, expected) in [
            ("http://localhost:8080/x", true),
            ("http://me:pw@localhost:8080/x", true),
            ("http://127.0.0.1@example.com/x", false),
            ("https://example.com/@localhost", false),
        ] {
            assert_eq!(is_loopback(url), expected, "{url}");
        }
    }
}
