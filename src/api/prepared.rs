//! A request that is being prepared: an operation and a value for each of its parameters.

use std::sync::Arc;

use super::operation::{Operation, Place};
use crate::twilio::{Request, segment};

/// An operation with values. An empty value is not sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    operation: Arc<Operation>,
    values: Vec<String>,
}

impl Prepared {
    /// A new request: every parameter has its default or nothing.
    pub fn new(operation: &Arc<Operation>) -> Self {
        let values =
            operation.parameters.iter().map(|parameter| parameter.default.clone().unwrap_or_default());
        Self { values: values.collect(), operation: Arc::clone(operation) }
    }

    /// A request with the values of the operation's example.
    pub fn example(operation: &Arc<Operation>) -> Self {
        let mut prepared = Self::new(operation);
        for (name, value) in &operation.example {
            prepared.set(name, value.as_str());
        }
        prepared
    }

    /// The operation.
    pub fn operation(&self) -> &Arc<Operation> {
        &self.operation
    }

    /// A parameter's value; empty where it has none or there is no such parameter.
    pub fn value(&self, name: &str) -> &str {
        let at = self.operation.parameters.iter().position(|parameter| parameter.name == name);
        at.map_or("", |at| self.at(at))
    }

    /// The value of the parameter of this number.
    pub fn at(&self, index: usize) -> &str {
        self.values.get(index).map_or("", String::as_str)
    }

    /// The value of the parameter of this number, to be changed.
    pub fn at_mut(&mut self, index: usize) -> Option<&mut String> {
        self.values.get_mut(index)
    }

    /// Gives a parameter a value. Answers whether there is such a parameter.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> bool {
        let at = self.operation.parameters.iter().position(|parameter| parameter.name == name);
        match at.and_then(|at| self.values.get_mut(at)) {
            Some(place) => {
                *place = value.into();
                true
            }
            None => false,
        }
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
        let mut path = String::new();
        let mut rest = self.operation.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                path.push('{');
                rest = after;
                break;
            };
            match self.value(name) {
                "" => path.push_str(&format!("{{{name}}}")),
                value => path.push_str(&segment(value)),
            }
            rest = behind;
        }
        path.push_str(rest);
        path
    }
}

/// What goes out. It is always made, so that it can be shown; whether it may go, [`super::check`] says.
pub fn request(prepared: &Prepared) -> Request {
    let operation = prepared.operation();
    let mut request = Request::new(operation.product, operation.method, prepared.path());
    for (name, value) in prepared.filled(Place::Header) {
        // The client writes how the body is encoded by itself.
        if !name.eq_ignore_ascii_case("Content-Type") {
            request = request.header(name, value);
        }
    }
    let place = if request.has_query() { Place::Query } else { Place::Body };
    for (name, value) in prepared.filled(place) {
        request = request.field(name, value);
    }
    request
}
