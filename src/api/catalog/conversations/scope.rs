//! The two spellings of every path of Conversations: below a service, and in the account's default service.

use crate::twilio::Product;

use super::super::draft::{self, Draft};

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Below a service that the path names.
    Service,
    /// In the account's default service.
    Default,
}

impl Scope {
    /// Both, in the order of the list.
    pub(super) const ALL: [Self; 2] = [Self::Service, Self::Default];

    /// What paths begin with.
    pub(super) fn root(self) -> &'static str {
        match self {
            Self::Service => "/v1/Services/{ChatServiceSid}",
            Self::Default => "/v1",
        }
    }

    /// What addresses in answers begin with.
    pub(super) fn shown_root(self) -> &'static str {
        match self {
            Self::Service => "https://conversations.twilio.com/v1/Services/IS…",
            Self::Default => "https://conversations.twilio.com/v1",
        }
    }

    /// What an id names it with.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Service => "service-",
            Self::Default => "",
        }
    }

    /// A summary for it.
    pub(super) fn summary(self, text: &str) -> String {
        match self {
            Self::Service => text.to_owned(),
            Self::Default => format!("{text}, in the default service"),
        }
    }

    /// JSON of an answer: `@` is what addresses begin with.
    pub(super) fn shown(self, answer: &str) -> String {
        answer.replace('@', self.shown_root())
    }

    pub(super) fn get(self, id: (&str, &str), path: &str, summary: &str) -> Draft {
        draft::get(Product::Conversations, &self.id(id), &self.path(path), &self.summary(summary))
    }

    pub(super) fn post(self, id: (&str, &str), path: &str, summary: &str) -> Draft {
        draft::post(Product::Conversations, &self.id(id), &self.path(path), &self.summary(summary))
    }

    pub(super) fn delete(self, id: (&str, &str), path: &str, summary: &str) -> Draft {
        draft::delete(Product::Conversations, &self.id(id), &self.path(path), &self.summary(summary))
    }

    fn id(self, (verb, what): (&str, &str)) -> String {
        format!("{verb}-{}{what}", self.word())
    }

    fn path(self, path: &str) -> String {
        format!("{}{path}", self.root())
    }
}
