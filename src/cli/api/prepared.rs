//! A request of what somebody gives on the command line: the operation, `--set`, `--body` and `--example`.

use super::documents::Source;
use crate::api::{BodyKind, Place, Prepared};
use crate::cli::output::Output;
use crate::flow::nearest;

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
        Ok(prepared)
    }
}
