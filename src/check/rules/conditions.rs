//! What rules of branches share: every condition of a split, one after the other, and the change of its value.

use crate::check::subject::At;
use crate::flow::json::Json;
use crate::flow::{Condition, Edit};
use crate::widgets::condition::{self, Takes};

/// A fix copies all transitions: not for each of thousands.
pub(super) const MOST_COPIED: usize = 256;

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

    /// Another text at a key of the condition.
    pub fn with(&self, at: &At<'_>, key: &str, text: &str) -> Option<Edit> {
        if at.raw_transitions().len() > MOST_COPIED {
            return None;
        }
        let mut all = at.widget.json().get("transitions").map(Json::to_value)?;
        let value = all.pointer_mut(&format!("/{}/conditions/{}/{key}", self.output, self.number))?;
        *value = text.into();
        let transitions = all.as_array().cloned()?;
        Some(Edit::SetTransitions { widget: at.widget.id(), transitions })
    }
}
