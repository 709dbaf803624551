//! What somebody decided for widgets without a known answer, kept under `answers` of a side file: answers of servers,
//! outcomes, hosts that may be asked, and the texts of content templates.
//!
//! Widgets are meant by name, those of a subflow as `outer/inner`. No header of an answer is kept: there the secrets
//! stand.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::tree::{merged, remove_at, set_at};
use super::{SideFile, SideTrouble};
use crate::flow::json::{Json, Kind};

pub(super) const ANSWERS: &str = "answers";
pub(super) const HTTP: &str = "http";
pub(super) const OUTCOMES: &str = "outcomes";
pub(super) const HOSTS: &str = "hosts";
pub(super) const CONTENTS: &str = "contents";

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body. Where the file has anything but a text there, it is that as JSON.
    pub body: String,
    /// The content type; without it, what the body looks like.
    pub content_type: Option<String>,
}

/// How a widget ends, whatever it would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeAnswer {
    /// The event that it is left by.
    pub event: String,
    /// What it leaves under `widgets.NAME`, where that is said.
    pub leaves: Option<Map<String, Value>>,
    /// Nothing is decided but that nobody is to be asked: it does what it does, and ends as usual. The event is for
    /// readers then.
    pub is_usual: bool,
}

/// Everything that was decided for a flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// For each widget what servers answer it: in order, the last repeats.
    pub http: Vec<(String, Vec<HttpAnswer>)>,
    /// For each widget how it ends.
    pub outcomes: Vec<(String, OutcomeAnswer)>,
    /// Hosts to which requests may go.
    pub hosts: Vec<String>,
    /// The texts of content templates, by SID.
    pub contents: Vec<(String, String)>,
}

impl Answers {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.http.is_empty() && self.outcomes.is_empty() && self.hosts.is_empty() && self.contents.is_empty()
    }

    /// What servers answer a widget.
    pub fn http_of(&self, widget: &str) -> Option<&[HttpAnswer]> {
        self.http.iter().find(|(name, _)| name == widget).map(|(_, answers)| answers.as_slice())
    }

    /// How a widget ends.
    pub fn outcome_of(&self, widget: &str) -> Option<&OutcomeAnswer> {
        self.outcomes.iter().find(|(name, _)| name == widget).map(|(_, outcome)| outcome)
    }

    /// The text of a content template.
    pub fn content_of(&self, sid: &str) -> Option<&str> {
        self.contents.iter().find(|(known, _)| known == sid).map(|(_, text)| text.as_str())
    }
}

impl HttpAnswer {
    fn read(json: &Json) -> Option<Self> {
        json.as_object()?;
        let status = match json.get("status") {
            None => 200,
            Some(status) => status_of(status)?,
        };
        let body = json.get("body").map(|body| match &body.kind {
            Kind::String(_) => body.as_text().unwrap_or_default().into_owned(),
            _ => body.to_value().to_string(),
        });
        let content_type = json.get("content_type").and_then(Json::as_text).map(Cow::into_owned);
        Some(Self { status, body: body.unwrap_or_default(), content_type })
    }

    fn value(&self, old: Option<&Json>) -> Value {
        // What reads as this very answer stays as it is written.
        if let Some(old) = old.filter(|old| Self::read(old).as_ref() == Some(self)) {
            return old.to_value();
        }
        merged(
            old,
            vec![
                ("status", Some(Value::from(self.status))),
                ("body", Some(Value::from(&*self.body))),
                ("content_type", self.content_type.as_deref().map(Value::from)),
            ],
        )
    }
}

/// A status of HTTP.
pub(super) fn status_of(json: &Json) -> Option<u16> {
    let status = json.to_value().as_u64()?;
    u16::try_from(status).ok().filter(|status| (100..=599).contains(status))
}

/// The entries of a widget: one, or a list of them.
pub(super) fn entries(json: &Json) -> &[Json] {
    json.as_array().unwrap_or(std::slice::from_ref(json))
}

impl OutcomeAnswer {
    fn read(json: &Json) -> Option<Self> {
        let event = json.get("event")?.as_text().filter(|event| !event.is_empty())?.into_owned();
        let leaves = match json.get("leaves").map(Json::to_value) {
            Some(Value::Object(leaves)) => Some(leaves),
            _ => None,
        };
        let is_usual = json.get("usual").is_some_and(|usual| usual.to_value() == Value::Bool(true));
        Some(Self { event, leaves: leaves.filter(|_| !is_usual), is_usual })
    }
}

impl SideFile {
    pub(super) fn section(&self, name: &str) -> Option<&Json> {
        self.tree()?.get(ANSWERS)?.get(name)
    }

    fn entry(&self, section: &str, name: &str) -> Option<&Json> {
        self.section(section)?.get(name)
    }

    /// Everything that was decided for the flow. What cannot be understood is left out, see [`SideFile::mistake`].
    pub fn answers(&self) -> Answers {
        Answers {
            http: self.read_all(HTTP, |json| {
                let answers: Vec<_> = entries(json).iter().filter_map(HttpAnswer::read).collect();
                (!answers.is_empty()).then_some(answers)
            }),
            outcomes: self.read_all(OUTCOMES, OutcomeAnswer::read),
            hosts: self
                .section(HOSTS)
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
                .filter_map(Json::as_text)
                .map(Cow::into_owned)
                .collect(),
            contents: self.read_all(CONTENTS, |json| Some(json.get("text")?.as_text()?.into_owned())),
        }
    }

    fn read_all<T>(&self, section: &str, read: impl Fn(&Json) -> Option<T>) -> Vec<(String, T)> {
        let Some(section) = self.section(section) else { return Vec::new() };
        let mut seen = std::collections::HashSet::new();
        let members = section.as_object().unwrap_or_default();
        // Of doubled keys the last counts.
        let mut all: Vec<(String, T)> = members
            .iter()
            .rev()
            .filter(|member| seen.insert(member.name()))
            .filter_map(|member| Some((member.name().into_owned(), read(&member.value)?)))
            .collect();
        all.reverse();
        all
    }

    /// This side file with what servers answer a widget, or without, where there is no answer. A widget that is
    /// answered does not end by decision, so that is forgotten.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_http(&self, widget: &str, answers: &[HttpAnswer]) -> Result<Self, SideTrouble> {
        let old = self.entry(HTTP, widget);
        let was = old.map(entries).unwrap_or_default();
        let values: Vec<Value> =
            answers.iter().enumerate().map(|(index, answer)| answer.value(was.get(index))).collect();
        let is_list = old.is_some_and(|old| old.as_array().is_some());
        let value = match values.as_slice() {
            [] => None,
            [only] if !is_list => Some(only.clone()),
            many => Some(Value::from(many.to_vec())),
        };
        self.changed(|root, style| match value {
            Some(value) => {
                remove_at(root, &[ANSWERS, OUTCOMES, widget]);
                set_at(root, &[ANSWERS, HTTP, widget], &value, style, Some(""));
            }
            None => remove_at(root, &[ANSWERS, HTTP, widget]),
        })
    }

    /// This side file with how a widget ends, or without. A widget that ends by decision asks nobody, so what servers
    /// answer it is forgotten.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_outcome(&self, widget: &str, outcome: Option<&OutcomeAnswer>) -> Result<Self, SideTrouble> {
        let value = outcome.map(|outcome| {
            let leaves = outcome.leaves.clone().map(Value::Object);
            let known = vec![
                ("event", Some(Value::from(&*outcome.event))),
                ("leaves", leaves),
                ("usual", outcome.is_usual.then_some(Value::Bool(true))),
            ];
            merged(self.entry(OUTCOMES, widget), known)
        });
        self.changed(|root, style| match value {
            Some(value) => {
                remove_at(root, &[ANSWERS, HTTP, widget]);
                set_at(root, &[ANSWERS, OUTCOMES, widget], &value, style, Some(""));
            }
            None => remove_at(root, &[ANSWERS, OUTCOMES, widget]),
        })
    }

    /// This side file with a host that requests may go to, or without.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_host(&self, host: &str, is_allowed: bool) -> Result<Self, SideTrouble> {
        let known = self.answers().hosts;
        let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(host));
        if is_known == is_allowed {
            return self.trouble().map_or_else(|| Ok(self.clone()), Err);
        }
        let mut hosts = match self.section(HOSTS).map(Json::to_value) {
            Some(Value::Array(hosts)) => hosts,
            _ => Vec::new(),
        };
        if is_allowed {
            hosts.push(Value::from(host));
        } else {
            hosts.retain(|known| known.as_str().is_none_or(|known| !known.eq_ignore_ascii_case(host)));
        }
        self.changed(|root, style| {
            if hosts.is_empty() {
                remove_at(root, &[ANSWERS, HOSTS]);
            } else {
                set_at(root, &[ANSWERS, HOSTS], &Value::Array(hosts), style, Some(""));
            }
        })
    }

    /// This side file with the text of a content template, or without.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_content(&self, sid: &str, text: Option<&str>) -> Result<Self, SideTrouble> {
        let value =
            text.map(|text| merged(self.entry(CONTENTS, sid), vec![("text", Some(Value::from(text)))]));
        self.changed(|root, style| match value {
            Some(value) => set_at(root, &[ANSWERS, CONTENTS, sid], &value, style, Some("")),
            None => remove_at(root, &[ANSWERS, CONTENTS, sid]),
        })
    }
}
