//! A request that is being prepared: an operation and a value for each of its parameters.

use std::sync::Arc;

use serde_json::Value;

use super::body;
use super::encode::{self, Pair};
use super::operation::{BodyKind, Operation, Parameter, Place};
use super::schema::text_of;
use crate::twilio::{Content, Request, Service, segment};

/// An operation with values. An empty value is not sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    operation: Arc<Operation>,
    /// Shared among copies: a value may be all of a file.
    values: Vec<Arc<String>>,
    /// A body that was written by hand; the fields of the body do not count then.
    raw_body: Option<String>,
}

impl PartialEq for Prepared {
    fn eq(&self, other: &Self) -> bool {
        // An operation is large, and it is asked in each frame.
        (Arc::ptr_eq(&self.operation, &other.operation) || self.operation == other.operation)
            && self.values == other.values
            && self.raw_body == other.raw_body
    }
}

impl Prepared {
    /// A new request: every parameter has its default or nothing.
    pub fn new(operation: &Arc<Operation>) -> Self {
        let values = operation.parameters.iter().map(|own| Arc::new(own.default.clone().unwrap_or_default()));
        Self { values: values.collect(), operation: Arc::clone(operation), raw_body: None }
    }

    /// A request with the values of the operation's example.
    pub fn example(operation: &Arc<Operation>) -> Self {
        let mut prepared = Self::new(operation);
        for (name, value) in &operation.example {
            prepared.set(name, value.as_str());
        }
        for (parameter, value) in operation.parameters.iter().zip(&mut prepared.values) {
            if let Some(sample) = &parameter.sample {
                *value = Arc::new(sample.clone());
            }
        }
        prepared
    }

    /// The same values for another variant of the operation: parameters of the same place and name keep theirs.
    #[must_use]
    pub fn carried_to(&self, operation: &Arc<Operation>) -> Self {
        let mut carried = Self::new(operation);
        for (parameter, value) in operation.parameters.iter().zip(&mut carried.values) {
            let same = |own: &Parameter| own.place == parameter.place && own.name == parameter.name;
            if let Some(at) = self.operation.parameters.iter().position(same) {
                *value = self.values.get(at).cloned().unwrap_or_default();
            }
        }
        carried
    }

    /// The same request of an operation of its own, whose defaults are what is filled in.
    pub fn of_its_own(&self) -> Self {
        let mut operation = Operation::clone(&self.operation);
        for (parameter, value) in operation.parameters.iter_mut().zip(&self.values) {
            parameter.default = Some(value.to_string()).filter(|value| !value.is_empty());
        }
        Self { operation: Arc::new(operation), ..self.clone() }
    }

    /// The operation.
    pub fn operation(&self) -> &Arc<Operation> {
        &self.operation
    }

    /// The same request to this server, which was chosen among those of the document or stands in for them.
    pub fn at_server(&self, address: &str) -> Self {
        let mut operation = Operation::clone(&self.operation);
        address.trim_end_matches('/').clone_into(&mut operation.server);
        operation.servers = Arc::from([]);
        Self { operation: Arc::new(operation), ..self.clone() }
    }

    /// A parameter's value; empty where it has none or there is no such parameter.
    pub fn value(&self, name: &str) -> &str {
        let at = self.operation.parameters.iter().position(|parameter| parameter.name == name);
        at.map_or("", |at| self.at(at))
    }

    /// The value of the parameter of this place and name; empty where there is none.
    pub fn value_in(&self, place: Place, name: &str) -> &str {
        let is_meant = |parameter: &Parameter| parameter.place == place && parameter.name == name;
        self.operation.parameters.iter().position(is_meant).map_or("", |at| self.at(at))
    }

    /// The number of the parameter that is meant by a name, or by a place and a name: `body.id`.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        let parameters = &self.operation.parameters;
        parameters.iter().position(|parameter| parameter.name == name).or_else(|| {
            let (place, name) = name.split_once('.')?;
            parameters.iter().position(|own| own.place.name() == place && own.name == name)
        })
    }

    /// The places in which a parameter of this name stands.
    pub fn places_of(&self, name: &str) -> Vec<Place> {
        let named = self.operation.parameters.iter().filter(|parameter| parameter.name == name);
        named.map(|parameter| parameter.place).collect()
    }

    /// The value of the parameter of this number.
    pub fn at(&self, index: usize) -> &str {
        self.values.get(index).map_or("", |value| value.as_str())
    }

    /// The value of the parameter of this number, to be changed.
    pub fn at_mut(&mut self, index: usize) -> Option<&mut String> {
        self.values.get_mut(index).map(Arc::make_mut)
    }

    /// Gives a parameter a value, as [`Prepared::index_of`] finds it. Answers whether there is such a parameter.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> bool {
        let at = self.index_of(name);
        match at.and_then(|at| self.values.get_mut(at)) {
            Some(place) => {
                *place = Arc::new(value.into());
                true
            }
            None => false,
        }
    }

    /// As [`Prepared::set`], for a parameter of this place: a name may stand in several.
    pub fn set_in(&mut self, place: Place, name: &str, value: impl Into<String>) -> bool {
        let is_meant = |parameter: &Parameter| parameter.place == place && parameter.name == name;
        let at = self.operation.parameters.iter().position(is_meant);
        at.and_then(|at| self.values.get_mut(at)).map(|place| *place = Arc::new(value.into())).is_some()
    }

    /// Reads a form that was written by hand into the fields. Where they would make another one, it stays as it is.
    /// Answers whether it was read.
    pub fn fill_from_form(&mut self, form: &str) -> bool {
        let Some(mut pairs) = super::address::pairs(form) else { return false };
        let mut made = self.clone();
        made.raw_body = None;
        let body = |parameter: &Parameter| parameter.place == Place::Body;
        for (parameter, value) in self.operation.parameters.iter().zip(&mut made.values) {
            if body(parameter) {
                *value = Arc::default();
            }
        }
        for (name, text) in &pairs {
            let is_meant = |parameter: &Parameter| body(parameter) && parameter.name == *name;
            let at = self.operation.parameters.iter().position(is_meant);
            let Some(value) = at.and_then(|at| made.at_mut(at)) else { return false };
            // A list has one item on each line.
            if !value.is_empty() {
                value.push('\n');
            }
            value.push_str(text);
        }
        let written = request(&made).body().map(|body| String::from_utf8_lossy(&body).into_owned());
        let Some(mut again) = written.as_deref().map_or(Some(Vec::new()), super::address::pairs) else {
            return false;
        };
        pairs.sort();
        again.sort();
        let is_same = pairs == again;
        if is_same {
            *self = made;
        }
        is_same
    }

    /// The body that was written by hand.
    pub fn raw_body(&self) -> Option<&str> {
        self.raw_body.as_deref()
    }

    /// Writes the body by hand, or makes it from its fields again.
    pub fn set_raw_body(&mut self, body: Option<String>) {
        self.raw_body = body;
    }

    /// The body that the fields make, laid out to be read and written on by hand, where it is JSON.
    pub fn json_body(&self) -> Option<String> {
        let json = (self.operation.body.kind == BodyKind::Json).then(|| body::json(self)).flatten()?;
        serde_json::to_string_pretty(&json).ok()
    }

    /// Fills the fields of a JSON body from one that was written by hand. Answers whether they hold all of it; what does
    /// not fit into them stays a body by hand.
    pub fn fill_from_json(&mut self, body: &Value) -> bool {
        self.raw_body = None;
        for (parameter, text) in self.operation.parameters.iter().zip(&mut self.values) {
            if parameter.place == Place::Body {
                let found = parameter.keys.iter().try_fold(body, |value, key| value.get(key));
                *text = Arc::new(found.map(text_of).unwrap_or_default());
            }
        }
        let fits = body::json(self).as_ref() == Some(body);
        if !fits {
            self.raw_body = serde_json::to_string_pretty(body).ok();
        }
        fits
    }

    /// The same with each value that may hold a template, and with a body by hand, made anew: from its parameter and its
    /// text.
    pub(super) fn with_each(&self, mut make: impl FnMut(Option<&Parameter>, &str) -> String) -> Self {
        let mut made = self.clone();
        for (parameter, value) in self.operation.parameters.iter().zip(&mut made.values) {
            // What has no templates is shared.
            if value.contains('{') {
                *value = Arc::new(make(Some(parameter), value));
            }
        }
        made.raw_body = self.raw_body.as_ref().map(|body| make(None, body));
        made
    }

    /// All parameters that have a value, with it.
    pub fn filled_parameters(&self) -> impl Iterator<Item = (&Parameter, &str)> {
        let both = self.operation.parameters.iter().zip(&self.values);
        both.filter(|(_, value)| !value.is_empty()).map(|(parameter, value)| (parameter, value.as_str()))
    }

    /// The parameters of one place that have a value, with it.
    pub fn filled(&self, place: Place) -> impl Iterator<Item = (&str, &str)> {
        self.operation
            .parameters
            .iter()
            .zip(&self.values)
            .filter(move |(parameter, value)| parameter.place == place && !value.is_empty())
            .map(|(parameter, value)| (parameter.name.as_str(), value.as_str()))
    }

    /// The path. What is not filled in stays in braces.
    pub fn path(&self) -> String {
        self.path_with(|name, found| match found {
            None => format!("{{{name}}}"),
            Some((parameter, value)) => encode::in_path(parameter, value),
        })
    }

    /// The path, what stands in its braces being written by `write`: from the name, and the parameter with its value
    /// where it has one. No value leads out of its place.
    pub(super) fn path_with(
        &self,
        mut write: impl FnMut(&str, Option<(&Parameter, &str)>) -> String,
    ) -> String {
        let mut path = String::new();
        let mut rest = self.operation.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(&literal(before));
            let Some((name, behind)) = after.split_once('}') else {
                path.push('{');
                rest = after;
                break;
            };
            let at = |parameter: &Parameter| parameter.place == Place::Path && parameter.name == name;
            let at = self.operation.parameters.iter().position(at);
            let found = at.and_then(|at| Some((self.operation.parameters.get(at)?, self.at(at))));
            path.push_str(&write(name, found.filter(|(_, value)| !value.is_empty())));
            rest = behind;
        }
        path.push_str(&literal(rest));
        without_dots(path)
    }
}

/// The same with a segment of dots alone encoded: it would be taken for the folder, or the one above.
fn without_dots(path: String) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let Some((before, rest)) = path.split_at_checked(end) else { return path };
    if !before.split('/').any(|part| part == "." || part == "..") {
        return path;
    }
    let parts = before
        .split('/')
        .map(|part| if part == "." || part == ".." { segment(part) } else { part.to_owned() });
    format!("{}{rest}", parts.collect::<Vec<_>>().join("/"))
}

/// What goes out. It is always made, so that it can be shown; whether it may go, [`super::check`] says.
pub fn request(prepared: &Prepared) -> Request {
    let operation = prepared.operation();
    let service = match operation.product {
        Some(product) => Service::Twilio(product),
        None => Service::Elsewhere(operation.server.clone()),
    };
    let (path, fixed_query) = split(prepared.path());
    let mut request = Request::new(service, operation.method, path);
    let mut cookies: Vec<String> = Vec::new();
    let mut query: Vec<Pair> = Vec::new();
    for (parameter, value) in prepared.filled_parameters() {
        match parameter.place {
            // How the body is encoded is written with the body.
            Place::Header if !parameter.name.eq_ignore_ascii_case("Content-Type") => {
                request = request.header(parameter.name.as_str(), encode::in_header(parameter, value));
            }
            Place::Cookie => {
                cookies.push(encode::in_cookie(parameter, value));
            }
            Place::Query => query.extend(encode::in_fields(parameter, value)),
            Place::Path | Place::Header | Place::Body => {}
        }
    }
    if !cookies.is_empty() {
        request = request.header("Cookie", cookies.join("; "));
    }
    request.query = fixed_query;
    let kind = operation.body.kind;
    let mut fields = if kind == BodyKind::Form { body::fields(prepared) } else { Vec::new() };
    let is_plain = |pairs: &[Pair]| pairs.iter().all(|pair| matches!(pair, Pair::Plain(..)));
    let is_form = kind == BodyKind::Form && prepared.raw_body().is_none() && is_plain(&fields);
    match (kind, operation.method.is_bodiless()) {
        // Fields of a form, and what stands in a query without a body, are what the client writes by itself.
        (BodyKind::Form, false) if is_form => {}
        (BodyKind::None, true) => {
            if request.query.is_empty() && is_plain(&query) {
                fields = std::mem::take(&mut query);
            }
        }
        (BodyKind::Form, _) if fields.is_empty() && prepared.raw_body().is_none() => {
            request.content = Some(Content::default());
        }
        _ => {
            request.content = Some(body::content(prepared));
            fields.clear();
        }
    }
    let query = encode::encoded(&query);
    if !query.is_empty() {
        let between = if request.query.is_empty() { "" } else { "&" };
        request.query.push_str(between);
        request.query.push_str(&query);
    }
    for pair in fields {
        if let Pair::Plain(name, value) = pair {
            request = request.field(name, value);
        }
    }
    request
}

/// A part of a path as a document writes it, with what cannot stand in an address encoded.
fn literal(text: &str) -> std::borrow::Cow<'_, str> {
    let is_odd = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`|".contains(&byte);
    if !text.bytes().any(is_odd) {
        return text.into();
    }
    let encoded = |byte: u8| if is_odd(byte) { format!("%{byte:02X}") } else { char::from(byte).to_string() };
    text.bytes().map(encoded).collect::<String>().into()
}

/// A path and the query that some documents write behind it.
fn split(path: String) -> (String, String) {
    let path = path.split_once('#').map_or(path.as_str(), |(path, _)| path);
    match path.split_once('?') {
        Some((path, query)) => (path.to_owned(), query.to_owned()),
        None => (path.to_owned(), String::new()),
    }
}
