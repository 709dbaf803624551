//! What the API page shows, kept while the window is open.

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::key::{TryKey, World};
use super::shelf::{Found, Shelf};
use crate::api::{self, Auth, Finding, Operation, Place, Prepared, Route};
use crate::editor::account::Known;
use crate::editor::run::LiveForm;
use crate::twilio::Base;

/// The state of the API page.
#[derive(Default)]
pub struct ApiPage {
    /// Whether it stands in the place of the canvas.
    pub is_open: bool,
    /// What is searched for.
    pub search: String,
    /// The operation that is shown.
    pub shown: Option<TryKey>,
    /// What can be found.
    pub shelf: Shelf,
    /// What was done with each operation, and with the requests of widgets.
    pub tries: BTreeMap<TryKey, Try>,
    /// The embedded mock, once it is known where it listens.
    pub mock: Option<MockAt>,
    /// Who sends and whom it may reach, as answered the last time.
    pub live: LiveForm,
    /// What Twilio said of the account, the last time it was asked.
    pub known: Option<Known>,
    /// The search field is to take the keyboard, once.
    pub(super) wants_keyboard: bool,
    found: Option<(String, Arc<[Found]>)>,
    next_number: u64,
}

/// Where the embedded mock listens, and who may ask it. Its token is no secret.
#[derive(Clone, Debug)]
pub struct MockAt {
    /// Its address.
    pub base: String,
    /// The account.
    pub user: String,
    /// The token.
    pub token: SecretString,
}

/// One operation as the user works with it.
pub struct Try {
    /// Names it.
    pub key: TryKey,
    /// The request.
    pub prepared: Prepared,
    /// Where it goes.
    pub world: World,
    /// The reference is shown where the fields would be, while there is room for one of them.
    pub(super) shows_reference: bool,
    /// Which text of the request is shown.
    pub(super) form: Form,
    /// The headers of the answer are shown and not its body.
    pub(super) shows_headers: bool,
    /// The request that is on its way.
    pub sending: Option<Sending>,
    /// What became of the last one.
    pub outcome: Option<Outcome>,
    /// Values that were made up for the mock, by parameter.
    made_up: Vec<(String, String)>,
    texts: Option<Texts>,
}

/// A request on its way.
#[derive(Debug)]
pub struct Sending {
    /// News of another one are dropped.
    pub number: u64,
    /// Dropping it gives the request up.
    pub cancel: oneshot::Sender<()>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was answered.
    Answered(Arc<Answered>),
    /// There is no answer, and why, as a sentence.
    Failed(String),
    /// It was given up.
    Cancelled(World),
}

/// An answer, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: api::Answered,
    /// Its body, laid out.
    pub pretty: String,
    /// Where it came from.
    pub world: World,
    /// What was made in the mock for it.
    pub made: Vec<String>,
}

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
    /// The text that is shown, or why there is none.
    pub(super) shown: Result<String, String>,
}

impl ApiPage {
    /// Shows the page; the keyboard goes to the search.
    pub fn show(&mut self) {
        self.is_open = true;
        self.wants_keyboard = true;
    }

    /// Shows an operation; a new one is filled in so that it works on the mock.
    pub fn open(&mut self, key: TryKey, operation: &Arc<Operation>) {
        self.tries.entry(key.clone()).or_insert_with(|| Try::new(key.clone(), operation));
        self.shown = Some(key);
    }

    /// What is found by the search, the best first.
    pub(super) fn found(&mut self) -> Arc<[Found]> {
        match &self.found {
            Some((query, found)) if *query == self.search => Arc::clone(found),
            _ => {
                let found: Arc<[Found]> = self.shelf.search(&self.search).into();
                self.found = Some((self.search.clone(), Arc::clone(&found)));
                found
            }
        }
    }

    /// Searches anew the next time: what can be found has changed.
    pub fn forget_found(&mut self) {
        self.found = None;
    }

    /// What is shown.
    pub fn current(&self) -> Option<&Try> {
        self.tries.get(self.shown.as_ref()?)
    }

    /// A number that no other request had.
    pub(in crate::editor) fn fresh_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// Where the shown request would go, and as whom. A live secret is no part of it.
    pub(super) fn route(&self, world: &World) -> Route {
        match (world, &self.mock) {
            (World::Mock, Some(mock)) => Route {
                base: Base::At(mock.base.clone()),
                place: Default::default(),
                user: Some(mock.user.clone()),
                secret: Some(mock.token.clone()),
                auth: Auth::Basic,
            },
            // Until the mock says where it listens, which is a moment.
            (World::Mock, None) => Route {
                base: Base::At("http://127.0.0.1".to_owned()),
                place: Default::default(),
                user: None,
                secret: None,
                auth: Auth::Basic,
            },
            (World::Live | World::Own(_), _) => {
                let known = self.known.as_ref();
                Route {
                    base: self.live.account.base(),
                    place: known.map(|known| known.place.clone()).unwrap_or_default(),
                    user: known.map(|known| known.sid.clone()),
                    secret: None,
                    auth: Auth::Basic,
                }
            }
        }
    }
}

impl Try {
    /// A new request, with the values of the operation's example.
    pub fn new(key: TryKey, operation: &Arc<Operation>) -> Self {
        let prepared = Prepared::example(operation);
        let made_up =
            prepared.filled(Place::Path).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self {
            key,
            prepared,
            world: World::Mock,
            shows_reference: false,
            form: Form::default(),
            shows_headers: false,
            sending: None,
            outcome: None,
            made_up,
            texts: None,
        }
    }

    /// Sends it elsewhere from now on. What was made up for the mock must not go out into the world.
    pub(super) fn go_to(&mut self, world: World) {
        for (name, value) in &self.made_up {
            match world {
                World::Live | World::Own(_) if self.prepared.value(name) == value => {
                    self.prepared.set(name, "");
                }
                World::Mock if self.prepared.value(name).is_empty() => {
                    self.prepared.set(name, value.as_str());
                }
                _ => {}
            }
        }
        self.world = world;
    }

    /// Whether the path names nothing but what was made up here, so that it may be made in the mock unasked.
    pub fn is_made_up(&self) -> bool {
        let path = self.prepared.filled(Place::Path);
        path.map(|(name, value)| (name.to_owned(), value.to_owned())).eq(self.made_up.iter().cloned())
    }

    /// What follows from the request as it is now.
    pub(super) fn texts(&mut self, route: &Route) -> &Texts {
        // The route's own text tells whether anything about it changed; it holds no secret of the world.
        let key = format!("{:?} {:?} {:?}", self.form, route.base, route.user);
        let is_current =
            self.texts.as_ref().is_some_and(|texts| texts.of.1 == key && texts.of.0 == self.prepared);
        let made = match self.texts.take().filter(|_| is_current) {
            Some(texts) => texts,
            None => {
                let request = api::request(&self.prepared);
                let shown = match self.form {
                    Form::Http => api::http(&request, route).map(|text| text.replace("\r\n", "\n")),
                    Form::Curl => api::curl(&request, route),
                    Form::Python => api::python(&request, route),
                };
                Texts {
                    findings: api::check(&self.prepared),
                    shown: shown.map_err(|error| error.to_string()),
                    of: (self.prepared.clone(), key),
                }
            }
        };
        self.texts.insert(made)
    }

    /// Notes that it is on its way.
    pub(in crate::editor) fn begin(&mut self, number: u64, cancel: oneshot::Sender<()>) {
        self.sending = Some(Sending { number, cancel });
    }

    /// Why it cannot be sent now, if it cannot.
    pub(in crate::editor) fn blocked(&self) -> Option<String> {
        let found = api::check(&self.prepared);
        found.into_iter().find(Finding::blocks).map(|finding| finding.message.replace('`', ""))
    }
}
