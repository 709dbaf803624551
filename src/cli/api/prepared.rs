//! A request of what somebody gives on the command line: the operation, `--set`, `--body` and `--example`.

use clap::Args;

use super::documents::Source;
use crate::api::{BodyKind, Operation, Place, Prepared};
use crate::cli::output::Output;
use crate::flow::{did_you_mean, nearest};

/// Which of a document's servers is meant.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    /// Which of the document's servers it goes to, where there are several: its number in `show`, or its address.
    #[arg(long, value_name = "SERVER")]
    server: Option<String>,
    /// What stands for a variable in that server's address.
    #[arg(long = "server-var", value_name = "NAME=VALUE")]
    variables: Vec<String>,
}

impl Chosen {
    /// The address that is meant; nothing where none was chosen.
    fn address(&self, operation: &Operation) -> Result<Option<String>, String> {
        if self.server.is_none() && self.variables.is_empty() {
            return Ok(None);
        }
        let option = if self.server.is_some() { "--server" } else { "--server-var" };
        if operation.product.is_some() {
            return Err(format!("{option}: {} goes to Twilio; --base-url names another place", operation.id));
        }
        let servers = &operation.servers;
        let at = match self.server.as_deref() {
            None => Some(0),
            Some(wanted) => match wanted.parse::<usize>() {
                Ok(number) => number.checked_sub(1),
                Err(_) => servers.iter().position(|own| own.url == wanted || own.address(&[]) == wanted),
            },
        };
        let Some(server) = at.and_then(|at| servers.get(at)) else {
            let known: Vec<String> =
                servers.iter().enumerate().map(|(at, own)| format!("{}: {}", at + 1, own.url)).collect();
            let known =
                if known.is_empty() { "the document names none".to_owned() } else { known.join(", ") };
            return Err(format!("{option}: there is no such server; {known}"));
        };
        let mut values = Vec::new();
        for variable in &self.variables {
            let (name, value) = variable
                .split_once('=')
                .ok_or_else(|| format!("--server-var {variable}: it needs NAME=VALUE"))?;
            let Some(own) = server.variables.iter().find(|own| own.name == name) else {
                let names: Vec<&str> = server.variables.iter().map(|own| own.name.as_str()).collect();
                let hint = did_you_mean(name, &names);
                return Err(format!("--server-var: {} has no variable `{name}`{hint}", server.url));
            };
            if !own.choices.is_empty() && !own.choices.iter().any(|choice| choice == value) {
                let choices = own.choices.join(", ");
                return Err(format!("--server-var {name}: `{value}` is none of {choices}"));
            }
            values.push((name.to_owned(), value.to_owned()));
        }
        Ok(Some(server.address(&values)))
    }
}

/// What is given.
pub(super) struct Given<'a> {
    /// The operation, as `list` names it.
    pub id: &'a str,
    /// Where operations come from.
    pub source: &'a Source,
    /// The kind of body.
    pub content_type: Option<&'a str>,
    /// All of the body.
    pub body: Option<&'a str>,
    /// `NAME=VALUE`, one by one.
    pub values: &'a [String],
    /// Whether it begins with the values of the example.
    pub example: bool,
    /// The server.
    pub server: &'a Chosen,
}

impl Given<'_> {
    /// The request that is meant. What would be ignored is an error.
    pub(super) fn prepared(&self, output: &Output) -> Result<Prepared, String> {
        let offer = self.source.offer(output)?;
        let operation = &offer.find(self.id, self.content_type)?;
        let mut prepared = if self.example { Prepared::example(operation) } else { Prepared::new(operation) };
        if self.body.is_some() && operation.body.kind == BodyKind::None {
            return Err(format!("--body: {} takes no body", operation.id));
        }
        prepared.set_raw_body(self.body.map(str::to_owned));
        for value in self.values {
            let (name, value) =
                value.split_once('=').ok_or_else(|| format!("--set {value}: it needs NAME=VALUE"))?;
            let Some(at) = prepared.index_of(name) else {
                let names = operation.parameters.iter().map(|parameter| parameter.name.as_str());
                let hint =
                    nearest(name, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
                return Err(format!("{} has no parameter `{name}`{hint}", operation.id));
            };
            let place = operation.parameters.get(at).map(|parameter| parameter.place);
            if place == Some(Place::Body) && self.body.is_some() {
                return Err(format!("--set {name}: --body is all of the body already"));
            }
            let places: Vec<&str> = prepared.places_of(name).into_iter().map(Place::name).collect();
            if let (Some(place), true) = (place, places.len() > 1) {
                let others = places.iter().filter(|other| **other != place.name());
                let others: Vec<String> = others.map(|other| format!("{other}.{name}")).collect();
                let (place, others) = (place.name(), others.join(" or "));
                output.error(&format!("warning: `{name}` is set in the {place}; the other one is {others}"));
            }
            prepared.set(name, value);
        }
        Ok(match self.server.address(operation)? {
            Some(address) => prepared.at_server(&address),
            None => prepared,
        })
    }
}
