//! What follows from a request that is filled in: what is wrong with it, what its templates become, and its exact text.

use std::sync::Arc;

use super::state::Try;
use super::way::{Ways, base_of};
use crate::api::{self, Finding, Missing, Prepared, Route};

/// Which text of a request is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Http,
    Curl,
    Python,
}

impl Form {
    pub(super) const ALL: [Self; 3] = [Self::Http, Self::Curl, Self::Python];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Curl => "curl",
            Self::Python => "Python",
        }
    }
}

/// What follows from a request; made anew only when it changes.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    of: (Prepared, String),
    pub(super) findings: Vec<Finding>,
    /// What its templates read and what is not there.
    pub(super) missing: Vec<Missing>,
    /// What it becomes, with dots for secrets.
    rendered: Prepared,
    /// Whether it has templates at all.
    pub(super) has_templates: bool,
    /// Whether it reads a secret.
    pub(super) uses_secret: bool,
    /// The text that is shown, or why there is none.
    pub(super) shown: Result<Arc<str>, String>,
}

impl Try {
    /// What follows from the request as it is now.
    pub(super) fn texts(&mut self, route: &Route) -> &Texts {
        // The route's own text tells whether anything about it changed; it holds no secret of the world.
        let key = format!(
            "{:?} {:?} {:?} {:?} {:?} {} {}",
            self.form,
            route.base,
            route.place,
            route.user,
            route.auth,
            self.around.number,
            self.shows_templates
        );
        let is_current =
            self.texts.as_ref().is_some_and(|texts| texts.of.1 == key && texts.of.0 == self.prepared);
        let made = match self.texts.take().filter(|_| is_current) {
            Some(texts) => texts,
            None => self.make_texts(key, route),
        };
        self.texts.insert(made)
    }

    fn make_texts(&self, key: String, route: &Route) -> Texts {
        let rendered = self.around.rendered(&self.prepared);
        let has_templates = rendered.prepared != self.prepared || !rendered.missing.is_empty();
        let request = if self.shows_templates {
            api::request(&self.prepared)
        } else {
            api::request(&rendered.prepared)
        };
        let shown = self.text(&request, route).map(Arc::from);
        let mut findings = api::check(&self.prepared);
        for problem in rendered.problems {
            findings.push(Finding {
                parameter: problem.parameter,
                severity: api::Severity::Warning,
                message: format!("the template cannot be rendered: {}", problem.message),
                code: None,
                is_by_document: false,
            });
        }
        Texts {
            findings,
            missing: rendered.missing,
            rendered: rendered.prepared,
            has_templates,
            uses_secret: rendered.uses_secret,
            shown,
            of: (self.prepared.clone(), key),
        }
    }

    /// The text of a request in the form that is shown.
    pub(super) fn text(&self, request: &crate::twilio::Request, route: &Route) -> Result<String, String> {
        let shown = match self.form {
            Form::Http => api::http(request, route).map(|text| text.replace("\r\n", "\n")),
            Form::Curl => api::curl(request, route),
            Form::Python => api::python(request, route),
        };
        shown.map_err(|error| error.to_string())
    }

    /// Whether something goes along that proves who asks, where it goes to somebody else.
    pub(super) fn proves(&self) -> bool {
        let uses_secret = self.texts.as_ref().is_some_and(|texts| texts.uses_secret);
        self.around.proves(&self.prepared, uses_secret)
    }

    /// What the templates read and what is not there.
    pub(super) fn missing(&self) -> &[Missing] {
        self.texts.as_ref().map_or(&[], |texts| &texts.missing)
    }

    /// What the template of a parameter becomes.
    pub(super) fn becomes(&self, index: usize) -> Option<&str> {
        let texts = self.texts.as_ref().filter(|texts| texts.has_templates)?;
        Some(texts.rendered.at(index))
    }

    /// The text of the request with its secrets, to be copied once. Twilio's are not among them.
    pub(super) fn text_with_secrets(&self, route: &Route) -> Result<String, String> {
        let proven = match Ways::of(self) {
            Ways::Host(address) => {
                Some(self.around.proven_route(base_of(&address), self.prepared.operation()))
            }
            Ways::Mock | Ways::Twilio => None,
        };
        self.text(self.around.sealed(&self.prepared).request(), proven.as_ref().unwrap_or(route))
    }
}
