//! Requests that were filled in, between what is kept of them and what is prepared.

use std::sync::Arc;

use super::{Kept, KeptRequest, KeptTarget, KeptValue};
use crate::api::operation::{Operation, Place};
use crate::api::prepared::Prepared;

impl Kept {
    /// What is kept of a request. `library` is the id of a document; empty for ours.
    pub fn request(&self, library: &str, operation: &str) -> Option<&KeptRequest> {
        self.requests.iter().find(|kept| kept.library == library && kept.operation == operation)
    }

    /// Keeps a request and where it goes, in place of what was kept of it. One that holds nothing but what a new one holds,
    /// which is filled in as its example, is not kept; what was kept for fields that the operation no longer has stays.
    pub fn keep(&mut self, library: &str, prepared: &Prepared, target: &KeptTarget) {
        let operation = prepared.operation();
        let at =
            self.requests.iter().position(|kept| kept.library == library && kept.operation == operation.id);
        let before = at.and_then(|at| self.requests.get(at));
        let values = values(prepared, before);
        let body = prepared.raw_body().map(str::to_owned);
        let is_as_new = *prepared == Prepared::example(operation) && *target == KeptTarget::default();
        let has_lost = before.is_some_and(|before| before.values.iter().any(|kept| is_lost(operation, kept)));
        // Which kind of body was chosen is worth keeping too; only the first one knows the others.
        let has_choice =
            operation.variants.is_empty() && before.is_some_and(|kept| !kept.media_type.is_empty());
        if is_as_new && !has_lost && !has_choice {
            if let Some(at) = at {
                self.requests.remove(at);
            }
            return;
        }
        let kept = KeptRequest {
            library: library.to_owned(),
            operation: operation.id.clone(),
            media_type: operation.body.media_type.clone(),
            values,
            body,
            target: target.clone(),
        };
        match at.and_then(|at| self.requests.get_mut(at)) {
            Some(place) => *place = kept,
            None => self.requests.push(kept),
        }
    }
}

/// The values of a request: what is filled in, and what was emptied although its parameter has a default.
fn values(prepared: &Prepared, before: Option<&KeptRequest>) -> Vec<KeptValue> {
    let operation = prepared.operation();
    let mut values: Vec<KeptValue> = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let value = prepared.at(index);
        if !value.is_empty() || parameter.default.as_ref().is_some_and(|default| !default.is_empty()) {
            values.push(KeptValue {
                place: parameter.place.name().to_owned(),
                name: parameter.name.clone(),
                value: value.to_owned(),
            });
        }
    }
    let lost = before.into_iter().flat_map(|before| &before.values).filter(|kept| !has(operation, kept));
    values.extend(lost.cloned());
    values
}

fn has(operation: &Operation, kept: &KeptValue) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters.any(|parameter| parameter.place.name() == kept.place && parameter.name == kept.name)
}

/// Whether no kind of body of the operation has such a field.
fn is_lost(operation: &Operation, kept: &KeptValue) -> bool {
    !has(operation, kept) && !operation.variants.iter().any(|variant| has(variant, kept))
}

impl KeptRequest {
    /// The request, filled in as it was kept, and what the operation no longer has, each in words. That stays kept.
    pub fn filled(&self, operation: &Arc<Operation>) -> (Prepared, Vec<String>) {
        let mut lost = Vec::new();
        let variant = Some(self.media_type.as_str()).filter(|kind| !kind.is_empty());
        let chosen = match variant.map(|kind| operation.with_body_of(kind)) {
            Some(Some(variant)) => variant,
            Some(None) => {
                lost.push(format!("a body of `{}`", self.media_type));
                Arc::clone(operation)
            }
            None => Arc::clone(operation),
        };
        let mut prepared = Prepared::new(&chosen);
        for kept in &self.values {
            let place = Place::ALL.into_iter().find(|place| place.name() == kept.place);
            let is_set = place.is_some_and(|place| prepared.set_in(place, &kept.name, kept.value.as_str()));
            // What belongs to another kind of body is not lost.
            if !is_set && is_lost(operation, kept) && !kept.value.is_empty() {
                lost.push(match kept.place.as_str() {
                    "header" => format!("the header `{}`", kept.name),
                    "cookie" => format!("the cookie `{}`", kept.name),
                    place => format!("`{}` in the {place}", kept.name),
                });
            }
        }
        prepared.set_raw_body(self.body.clone());
        (prepared, lost)
    }
}
