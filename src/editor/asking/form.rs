//! The form for one question of a run: what it is about, the ways to answer, and what the chosen way means.

use std::sync::Arc;

use serde_json::Map;

use super::example::example;
use super::outcomes::{Outcome, outcomes_of, text_of};
use crate::editor::run::Run;
use crate::flow::WidgetId;
use crate::flow::side::{HttpAnswer, OutcomeAnswer, SideChange};
use crate::sim::debug::HeldBy;
use crate::sim::world::{Asked, Given, Question, Stub};
use crate::twilio::Method;
use crate::widgets::{EventKind, widget_type};

/// What is asked about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A server's answer.
    Request {
        /// `GET`.
        method: &'static str,
        /// The whole address.
        url: String,
        /// The body with its content type; `None` where none is sent.
        body: Option<(String, String)>,
        /// The host that could be allowed.
        host: Option<String>,
    },
    /// How something ends that others decide.
    Act {
        /// With what it is done.
        sent: Vec<(String, String)>,
    },
    /// Which file a subflow is.
    Subflow {
        /// The flow's SID.
        sid: String,
        /// The widget, where it is one of the flow's own.
        widget: Option<WidgetId>,
        /// Why no file can be chosen now.
        refusal: Option<&'static str>,
    },
}

/// A way to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As a server does.
    Response,
    /// By an event of the widget.
    Outcome,
    /// By letting the request out.
    Allow,
    /// By the file of the subflow.
    File,
}

/// An answer that is often wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// 200 with what the flow reads.
    Json,
    /// 404.
    Missing,
    /// 500.
    Broken,
    /// No answer at all.
    Timeout,
}

impl Template {
    /// All of them, the usual one first.
    pub const ALL: [Self; 4] = [Self::Json, Self::Missing, Self::Broken, Self::Timeout];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Json => "200 with JSON",
            Self::Missing => "404",
            Self::Broken => "500",
            Self::Timeout => "Timeout",
        }
    }
}

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub struct AskForm {
    /// The run that asks.
    pub run: u64,
    about: About,
    /// The widget, as traces have it.
    pub widget: String,
    /// What the widget's type is called.
    pub label: String,
    /// What is asked about.
    pub subject: Subject,
    /// The ways that there are, the usual one first.
    pub ways: Vec<Way>,
    /// The chosen one.
    pub way: Way,
    /// The answer's status.
    pub status: String,
    /// The answer's content type.
    pub content_type: String,
    /// The answer's body.
    pub body: String,
    /// There is no answer in time, whatever stands in the fields.
    pub is_timeout: bool,
    /// What the flow reads of the answer, as an example.
    pub example: String,
    /// How the widget may be left.
    pub outcomes: Vec<Outcome>,
    /// The chosen outcome.
    pub outcome: usize,
    /// Whether the answer is kept beside the flow.
    pub keeps: bool,
    /// Whether all that is sent is shown.
    pub is_open: bool,
    /// Whether the keyboard was not given to it yet.
    pub is_new: bool,
}

/// Which question it is the form of.
#[derive(Clone, Debug)]
enum About {
    Question(Arc<Question>),
    Subflow { widget: String, step: usize },
}

impl PartialEq for About {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Question(one), Self::Question(two)) => Arc::ptr_eq(one, two),
            (Self::Subflow { widget, step }, Self::Subflow { widget: other, step: at }) => {
                (widget, step) == (other, at)
            }
            _ => false,
        }
    }
}

/// What the form says.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// This is the answer.
    Given(Given),
    /// The widget is left by this event.
    Force(String),
    /// A file is to be chosen.
    File,
}

impl About {
    fn of(run: &Run) -> Option<Self> {
        if let Some(question) = run.question() {
            return Some(Self::Question(Arc::clone(question)));
        }
        let held = run.held()?;
        let is_subflow = matches!(held.by, HeldBy::Subflow(_));
        is_subflow.then(|| Self::Subflow { widget: held.widget.clone(), step: run.steps().len() })
    }
}

impl AskForm {
    /// The form for what a run asks; `None` where it asks nothing.
    pub fn of(run: &Run) -> Option<Self> {
        match About::of(run)? {
            About::Question(question) => Some(match &question.asked {
                Asked::Request { .. } => Self::of_request(run, question),
                Asked::Act { .. } => Self::of_act(run, question),
            }),
            about @ About::Subflow { .. } => Self::of_subflow(run, about),
        }
    }

    /// Whether a run asks something.
    pub fn is_asked(run: &Run) -> bool {
        run.question().is_some() || run.held().is_some_and(|held| matches!(held.by, HeldBy::Subflow(_)))
    }

    /// Whether it is the form for what a run asks now.
    pub fn is_for(&self, run: &Run) -> bool {
        self.run == run.number() && About::of(run).is_some_and(|about| about == self.about)
    }

    fn of_request(run: &Run, question: Arc<Question>) -> Self {
        let (subject, kind) = match &question.asked {
            Asked::Request { fetch, host } => {
                let posts = fetch.method == Method::Post;
                let body = posts.then(|| (fetch.content_type.clone(), fetch.body.clone()));
                let (method, url) = (fetch.method.name(), fetch.url.clone());
                (Subject::Request { method, url, body, host: host.clone() }, fetch.kind)
            }
            Asked::Act { kind, .. } => (Subject::Act { sent: Vec::new() }, *kind),
        };
        let mut ways = vec![Way::Response, Way::Outcome];
        if matches!(&subject, Subject::Request { host: Some(_), .. }) {
            ways.push(Way::Allow);
        }
        let entry = widget_type(&question.kind);
        let mut outcomes = outcomes_of(entry, None);
        // A server's answer is left by the widget itself: what an outcome leaves is nothing then.
        outcomes.iter_mut().for_each(|outcome| outcome.leaves.clear());
        let label = entry.map_or_else(|| kind.to_owned(), |entry| entry.label.to_owned());
        let example = example(&question.place.widgets, &question.place.name);
        let mut form = Self::blank(run, About::Question(Arc::clone(&question)), &question.widget, label);
        (form.subject, form.ways, form.way) = (subject, ways, Way::Response);
        (form.outcomes, form.example) = (outcomes, example);
        form.fill(Template::Json);
        form
    }

    fn of_act(run: &Run, question: Arc<Question>) -> Self {
        let entry = widget_type(&question.kind);
        let (kind, sent, usual) = match &question.asked {
            Asked::Act { kind, sent, usual } => (*kind, sent.clone(), usual.clone()),
            Asked::Request { fetch, .. } => (fetch.kind, Map::new(), None),
        };
        let leaves = question.asked.usual_leaves();
        let outcomes = outcomes_of(entry, usual.as_deref().map(|event| (event, &leaves)));
        let label = entry.map_or_else(|| kind.to_owned(), |entry| entry.label.to_owned());
        let mut form = Self::blank(run, About::Question(Arc::clone(&question)), &question.widget, label);
        form.subject =
            Subject::Act { sent: sent.iter().map(|(key, value)| (key.clone(), text_of(value))).collect() };
        form.outcomes = outcomes;
        form
    }

    fn of_subflow(run: &Run, about: About) -> Option<Self> {
        let held = run.held()?;
        let HeldBy::Subflow(sid) = &held.by else { return None };
        let card = run.flow().widgets().iter().find(|widget| widget.name() == Some(&*held.widget));
        let entry = card.and_then(|card| widget_type(card.kind()?));
        let label = entry.map_or("Run Subflow", |entry| entry.label).to_owned();
        let mut form = Self::blank(run, about, &held.widget, label);
        let refusal = match card {
            _ if run.is_real() => {
                Some("A live run goes on with what it began with: choose the file in a mock run")
            }
            None => Some("The widget stands in another file"),
            Some(_) => None,
        };
        let widget = card.map(|card| card.id());
        form.subject = Subject::Subflow { sid: sid.clone(), widget, refusal };
        form.outcomes = outcomes_of(entry, None);
        form.outcomes.iter_mut().for_each(|outcome| outcome.leaves.clear());
        form.ways = vec![Way::File, Way::Outcome];
        form.way = if refusal.is_none() { Way::File } else { Way::Outcome };
        Some(form)
    }

    fn blank(run: &Run, about: About, widget: &str, label: String) -> Self {
        Self {
            run: run.number(),
            about,
            widget: widget.to_owned(),
            label,
            subject: Subject::Act { sent: Vec::new() },
            ways: vec![Way::Outcome],
            way: Way::Outcome,
            status: "200".to_owned(),
            content_type: String::new(),
            body: String::new(),
            is_timeout: false,
            example: String::new(),
            outcomes: Vec::new(),
            outcome: 0,
            keeps: true,
            is_open: false,
            is_new: true,
        }
    }

    /// Fills the fields with an answer that is often wanted.
    pub fn fill(&mut self, template: Template) {
        let (status, body) = match template {
            Template::Json => ("200", self.example.clone()),
            Template::Missing => ("404", "{\"error\": \"not found\"}".to_owned()),
            Template::Broken => ("500", "{\"error\": \"internal error\"}".to_owned()),
            Template::Timeout => ("200", self.example.clone()),
        };
        status.clone_into(&mut self.status);
        "application/json".clone_into(&mut self.content_type);
        self.body = body;
        self.is_timeout = template == Template::Timeout;
    }

    /// The template that the fields hold now.
    pub fn template(&self) -> Option<Template> {
        if self.is_timeout {
            return Some(Template::Timeout);
        }
        Template::ALL.into_iter().find(|template| {
            let mut other = self.clone();
            other.fill(*template);
            (&other.status, &other.body, &other.content_type, other.is_timeout)
                == (&self.status, &self.body, &self.content_type, false)
        })
    }

    /// What a way is called.
    pub fn way_label(&self, way: Way) -> &'static str {
        match way {
            Way::Response => "Answer",
            Way::Outcome => "Outcome",
            Way::Allow => "Send it",
            Way::File => "File",
        }
    }

    /// The chosen outcome.
    pub fn chosen(&self) -> Option<&Outcome> {
        self.outcomes.get(self.outcome)
    }

    /// Why the body is no JSON although its content type says so; `None` where it is, or need not be.
    pub fn body_trouble(&self) -> Option<String> {
        let claims = self.content_type.is_empty() || self.content_type.to_ascii_lowercase().contains("json");
        if !claims || self.body.trim().is_empty() {
            return None;
        }
        let error = serde_json::from_str::<serde::de::IgnoredAny>(&self.body).err()?;
        Some(format!("This is no JSON, so `parsed` stays empty: {error}"))
    }

    /// What keeps it from being given, as a sentence.
    pub fn problem(&self) -> Option<String> {
        self.answered().err()
    }

    /// What the button says.
    pub fn button(&self) -> String {
        match (self.way, self.chosen()) {
            (Way::Response, _) if self.is_timeout => "Let it time out".to_owned(),
            (Way::Response, _) => format!("Answer with {}", self.status.trim()),
            (Way::Allow, _) => match &self.subject {
                Subject::Request { host: Some(host), .. } => format!("Allow {host}"),
                _ => "Allow".to_owned(),
            },
            (Way::File, _) => "Choose the file…".to_owned(),
            (Way::Outcome, Some(outcome)) if outcome.is_usual => "As usual".to_owned(),
            (Way::Outcome, Some(outcome)) => format!("Leave by {}", outcome.label),
            (Way::Outcome, None) => "Leave".to_owned(),
        }
    }

    /// What was answered.
    ///
    /// # Errors
    /// What is missing or wrong, as a sentence.
    pub fn answered(&self) -> Result<Answered, String> {
        match self.way {
            Way::Response if self.is_timeout => {
                let event = self.failure();
                Ok(Answered::Given(Given::Outcome { event, leaves: Map::new() }))
            }
            Way::Response => Ok(Answered::Given(Given::Response(self.stub()?))),
            Way::Allow => match &self.subject {
                Subject::Request { host: Some(host), .. } => Ok(Answered::Given(Given::Allow(host.clone()))),
                _ => Err("This request may never be sent".to_owned()),
            },
            Way::File => match &self.subject {
                Subject::Subflow { refusal: Some(refusal), .. } => Err((*refusal).to_owned()),
                _ => Ok(Answered::File),
            },
            Way::Outcome => {
                let outcome = self.chosen().ok_or("Nobody knows how this widget can be left")?;
                if matches!(self.subject, Subject::Subflow { .. }) {
                    return Ok(Answered::Force(outcome.event.clone()));
                }
                if outcome.is_usual {
                    return Ok(Answered::Given(Given::Usual));
                }
                let leaves = outcome.left()?;
                Ok(Answered::Given(Given::Outcome { event: outcome.event.clone(), leaves }))
            }
        }
    }

    /// What is kept of the answer.
    pub fn change(&self) -> Option<SideChange> {
        let widget = self.widget.clone();
        let decided = |event: String, leaves| SideChange::SetOutcome {
            widget: widget.clone(),
            outcome: Some(OutcomeAnswer { event, leaves, is_usual: false }),
        };
        let is_act = matches!(self.subject, Subject::Act { .. });
        match self.answered().ok()? {
            Answered::Given(Given::Response(stub)) => {
                let Stub { status, body, content_type } = stub;
                let answers = vec![HttpAnswer { status, body, content_type }];
                Some(SideChange::SetHttp { widget: self.widget.clone(), answers })
            }
            Answered::Given(Given::Outcome { event, leaves }) => {
                // Only what is done leaves something: a request that was not sent leaves nothing.
                Some(decided(event, is_act.then_some(leaves)))
            }
            Answered::Given(Given::Allow(host)) => Some(SideChange::SetHost { host, is_allowed: true }),
            Answered::Given(Given::Usual) => {
                // What it leaves is worked out in each run: here stands one contact's.
                let event = self.chosen()?.event.clone();
                let outcome = Some(OutcomeAnswer { event, leaves: None, is_usual: true });
                Some(SideChange::SetOutcome { widget: self.widget.clone(), outcome })
            }
            Answered::Force(event) => Some(decided(event, None)),
            Answered::File => None,
        }
    }

    /// The event by which the widget is left when nobody answers.
    fn failure(&self) -> String {
        let entry = match &self.about {
            About::Question(question) => widget_type(&question.kind),
            About::Subflow { .. } => None,
        };
        let events = entry.map(|entry| entry.events.known()).unwrap_or_default();
        let failure = events.iter().find(|event| event.kind == EventKind::Failure);
        failure.map_or("failed", |event| event.event).to_owned()
    }

    fn stub(&self) -> Result<Stub, String> {
        let status = status_of(&self.status)?;
        let content_type = Some(self.content_type.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Stub { status, body: self.body.clone(), content_type })
    }
}

/// A status of HTTP.
///
/// # Errors
/// Where it is none, as a sentence.
pub fn status_of(text: &str) -> Result<u16, String> {
    let status = text.trim().parse().ok().filter(|status| (100..=599).contains(status));
    status.ok_or_else(|| "A status is a number from 100 to 599".to_owned())
}
