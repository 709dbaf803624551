//! What rules of branches share: every condition of a split, one after the other, and the change of its value.

use serde_json::Value;

use crate::check::subject::At;
use crate::flow::{Condition, Edit};
use crate::widgets::condition::{self, Takes};

/// A condition and where it stands.
pub(super) struct Asked<'a> {
    pub output: usize,
    pub number: usize,
    pub condition: &'a Condition,
    /// Whether its transition has no other.
    pub is_alone: bool,
}

pub(super) fn asked<'a>(at: &At<'a>) -> impl Iterator<Item = Asked<'a>> {
    at.widget.transitions().iter().enumerate().flat_map(|(output, transition)| {
        let is_alone = transition.conditions.len() == 1;
        let conditions = transition.conditions.iter().enumerate();
        conditions.map(move |(number, condition)| Asked { output, number, condition, is_alone })
    })
}

impl Asked<'_> {
    pub fn takes(&self) -> Option<Takes> {
        condition::named(&self.condition.kind).map(|predicate| predicate.takes)
    }

    /// Another value at a key of the condition.
    pub fn with(&self, at: &At<'_>, key: &str, value: Value) -> Edit {
        let pointer = format!("/transitions/{}/conditions/{}/{key}", self.output, self.number);
        Edit::SetPart { widget: at.widget.id(), pointer, value: Some(value) }
    }
}
