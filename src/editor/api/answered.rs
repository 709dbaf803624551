//! An answer made ready to be shown, and the parts that it is shown in.

use super::found::Lines;
use super::key::World;
use super::picture::Picture;
use crate::api::{self, Difference, Operation};
use crate::flow::side::HttpAnswer;

/// An answer, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: api::Answered,
    /// Its body, laid out.
    pub pretty: String,
    /// The lines of that.
    pub pretty_lines: Lines,
    /// The lines of its body as it came.
    pub raw_lines: Lines,
    /// The picture that its body is, or why it cannot be shown; nothing where it is none.
    pub picture: Option<Result<Picture, String>>,
    /// Where the body is not what the operation's document says; nothing where it says nothing.
    pub differences: Option<Vec<Difference>>,
    /// Where it came from.
    pub world: World,
    /// What was made in the mock for it.
    pub made: Vec<String>,
}

impl Answered {
    /// Makes it ready, which takes its time for a long one.
    pub fn new(answer: api::Answered, operation: &Operation, world: World, made: Vec<String>) -> Self {
        let pretty = answer.pretty();
        Self {
            pretty_lines: Lines::of(&pretty),
            raw_lines: Lines::of(&answer.body),
            differences: answer.differences(operation),
            picture: Picture::of(&answer),
            pretty,
            answer,
            world,
            made,
        }
    }

    /// What a widget gets of it in simulations.
    pub fn as_stub(&self) -> HttpAnswer {
        HttpAnswer {
            status: self.answer.status,
            body: self.answer.body.clone(),
            content_type: self.content_type().map(str::to_owned),
        }
    }

    /// What the answer says that its body is.
    pub fn content_type(&self) -> Option<&str> {
        let headers = &self.answer.headers;
        headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str())
    }
}

/// Which part of an answer is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    #[default]
    Body,
    Headers,
    Redirects,
    Schema,
}

impl Part {
    /// The parts that an answer has.
    pub(super) fn of(answered: &Answered) -> Vec<Self> {
        let mut parts = vec![Self::Body, Self::Headers];
        parts.extend((!answered.answer.hops.is_empty()).then_some(Self::Redirects));
        parts.extend(answered.differences.is_some().then_some(Self::Schema));
        parts
    }

    /// Its name; that of the schema tells how much is not as it says.
    pub(super) fn label(self, answered: &Answered) -> String {
        match self {
            Self::Body => "Body".to_owned(),
            Self::Headers => "Headers".to_owned(),
            Self::Redirects => "Redirects".to_owned(),
            Self::Schema => match answered.differences.as_ref().map_or(0, Vec::len) {
                0 => "Schema".to_owned(),
                count => format!("Schema ({count})"),
            },
        }
    }
}
