//! What the API page shows, kept while the window is open.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::answered::{Answered, Part};
use super::around::{Around, RunValues};
use super::body_view::BodyView;
use super::fields::FieldsView;
use super::history::{Exchange, History};
use super::key::{TryKey, World};
use super::libraries::Libraries;
use super::secrets::{HeldAll, StoreView};
use super::shelf::{Found, Shelf};
use super::texts::{Form, Texts};
use super::to_flow::Desks;
use super::to_save::ToSave;
use super::way::{Ways, base_of};
use crate::api::{self, Auth, Environment, Finding, Operation, Place, Prepared, Route};
use crate::editor::account::Known;
use crate::editor::run::LiveForm;
use crate::editor::state::FileKey;
use crate::twilio::sid::prefix;
use crate::twilio::{Base, is_sid};
use crate::widgets::Asked;

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
    /// The imported libraries.
    pub libraries: Libraries,
    /// What was done with each operation, and with the requests of widgets.
    pub tries: BTreeMap<TryKey, Try>,
    /// The embedded mock, once it is known where it listens.
    pub mock: Option<MockAt>,
    /// Who sends and whom it may reach, as answered the last time.
    pub live: LiveForm,
    /// What Twilio said of the account, the last time it was asked.
    pub known: Option<Known>,
    /// What the inspector keeps for the requests of widgets.
    pub desks: Desks,
    /// Requests from curl commands that no library has.
    pub free: super::curl::Free,
    /// The user's own environments. Who changes them calls [`ApiPage::changed_around`].
    pub environments: Vec<Environment>,
    /// Values of secrets, by the environment's name: in memory, and in the key store where that is ticked.
    pub secrets: HeldAll,
    /// What is known of the key store.
    pub store: StoreView,
    /// The search field is to take the keyboard, once.
    pub(super) wants_keyboard: bool,
    /// The answer whose body is to be written to a file.
    pub(in crate::editor) to_save: Option<ToSave>,
    /// The last answers that were put into tests, each with its number and its flow.
    pub(in crate::editor) put_into_tests: VecDeque<(u64, FileKey, super::test_stub::Written)>,
    /// The parameter that a file is chosen for.
    pub(in crate::editor) file_for: Option<(TryKey, (Place, String))>,
    pub(super) run_values: RunValues,
    pub(super) has_looked: bool,
    pub(super) arounds: BTreeMap<World, Arc<Around>>,
    pub(super) next_around: u64,
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
    /// What its templates are made of.
    pub around: Arc<Around>,
    /// What was sent before.
    pub past: History,
    /// The operation with the kind of body that stands first.
    pub(super) root: Arc<Operation>,
    /// Which of the document's servers it goes to, and what stands for the variables of its address.
    pub(super) server: (usize, Vec<(String, String)>),
    pub(super) fields: FieldsView,
    /// The environments that there are.
    pub(super) environment_names: Vec<String>,
    /// Templates are shown as they are and not what they become.
    pub(super) shows_templates: bool,
    /// Which part of the answer is shown.
    pub(super) part: Part,
    pub(super) body: BodyView,
    /// The request that is on its way.
    pub sending: Option<Sending>,
    /// When the button was last one that gives it up, in seconds.
    pub(super) sending_until: Option<f64>,
    /// What became of the last one.
    pub outcome: Option<Outcome>,
    /// It has just come, and was not painted yet.
    pub(super) is_answer_new: bool,
    /// Values that were made up for the mock, by parameter.
    made_up: Vec<(String, String)>,
    /// What was filled in for other kinds of body, by media type.
    kinds: BTreeMap<String, Prepared>,
    pub(super) texts: Option<Texts>,
}

/// A request on its way.
#[derive(Debug)]
pub struct Sending {
    /// News of another one are dropped.
    pub number: u64,
    /// What is sent, as it was filled in.
    pub prepared: Prepared,
    /// Where it goes.
    pub world: World,
    /// The document's server that is chosen.
    pub server: String,
    /// The fields of the widget that it is of.
    pub asked: Option<Asked>,
    /// When it was sent, as a time of the day.
    pub at: String,
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

impl ApiPage {
    /// Shows the page; the keyboard goes to the search.
    pub fn show(&mut self) {
        self.is_open = true;
        self.wants_keyboard = true;
    }

    /// Shows an operation; a new one is filled in as it was kept, or so that it works on the mock.
    pub fn open(&mut self, key: TryKey, operation: &Arc<Operation>) {
        if !self.tries.contains_key(&key) {
            let mut fresh = Try::new(key.clone(), operation);
            if let Some(kept) = self.libraries.kept_of(&key) {
                fresh.take_kept(kept, &self.environments);
            }
            if let Some(mock) = &self.mock {
                fresh.is_at(&mock.user);
            }
            self.tries.insert(key.clone(), fresh);
        }
        self.libraries.shown = None;
        self.shown = Some(key);
    }

    /// The mock listens now.
    pub(in crate::editor) fn mock_is(&mut self, mock: MockAt) {
        let aside = self.libraries.aside.values_mut().flat_map(|aside| aside.tries.values_mut());
        for shown in self.tries.values_mut().chain(aside) {
            shown.is_at(&mock.user);
        }
        // Nobody has typed that, so it is no reason to keep anything.
        if let Some(seen) = self.libraries.seen.as_mut().filter(|seen| seen.since_secs.is_none())
            && let Some(shown) = self.tries.get(&seen.key)
        {
            seen.prepared = shown.prepared.clone();
        }
        self.mock = Some(mock);
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

    /// The operation that is shown. The page of a library covers it.
    pub fn current(&self) -> Option<&Try> {
        self.tries.get(self.shown.as_ref().filter(|_| self.libraries.shown.is_none())?)
    }

    /// A flow was closed: what its widgets asked is given up and forgotten.
    pub(in crate::editor) fn forget_flow(&mut self, flow: FileKey) {
        self.tries.retain(|key, _| key.flow() != Some(flow));
        self.desks.forget(flow);
    }

    /// Notes what became of a request, where it is still waited for.
    pub(in crate::editor) fn end(&mut self, key: &TryKey, number: u64, outcome: Outcome) {
        let Some(shown) = self.waiting(key, number) else { return };
        let asked = shown.sending.as_mut().and_then(|sending| sending.asked.take());
        shown.end(outcome);
        self.desks.tested(key, asked);
    }

    /// A number that no other request had.
    pub(in crate::editor) fn fresh_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// Where the shown request would go, and as whom. A live secret is no part of it.
    pub(super) fn route(&self, shown: &Try) -> Route {
        match Ways::of(shown) {
            Ways::Mock => match &self.mock {
                Some(mock) => Route {
                    base: Base::At(mock.base.clone()),
                    place: Default::default(),
                    user: Some(mock.user.clone()),
                    secret: Some(mock.token.clone()),
                    auth: Auth::Basic,
                },
                // Until the mock says where it listens, which is a moment.
                None => Route {
                    base: Base::At("http://127.0.0.1".to_owned()),
                    place: Default::default(),
                    user: None,
                    secret: None,
                    auth: Auth::Basic,
                },
            },
            Ways::Twilio => {
                let known = self.known.as_ref();
                Route {
                    base: self.live.account.base(),
                    place: known.map(|known| known.place.clone()).unwrap_or_default(),
                    user: known.map(|known| known.sid.clone()),
                    secret: None,
                    auth: Auth::Basic,
                }
            }
            Ways::Host(address) => shown.around.route_to(base_of(&address), shown.prepared.operation()),
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
            // The mock knows nobody but Twilio.
            world: if operation.product.is_some() { World::Mock } else { World::Live },
            prepared,
            shows_reference: false,
            form: Form::default(),
            around: Arc::default(),
            past: History::default(),
            root: Arc::clone(operation),
            server: (0, Vec::new()),
            fields: FieldsView::default(),
            environment_names: Vec::new(),
            shows_templates: false,
            part: Part::default(),
            body: BodyView::default(),
            sending: None,
            sending_until: None,
            outcome: None,
            is_answer_new: false,
            made_up,
            kinds: BTreeMap::new(),
            texts: None,
        }
    }

    /// The mock knows one account and refuses requests about another: that is what stands for one that was made up.
    fn is_at(&mut self, account: &str) {
        for (name, value) in &mut self.made_up {
            let shown = self.prepared.value(name);
            // It may be kept from another time.
            if is_sid(value, prefix::ACCOUNT) && (shown == value || shown == account) {
                self.prepared.set_in(Place::Path, name, account);
                account.clone_into(value);
            }
        }
    }

    /// Sends it elsewhere from now on. What was made up for the mock must not go out into the world.
    pub(in crate::editor) fn go_to(&mut self, world: World) {
        let is_twilio = self.root.product.is_some();
        for (name, value) in self.made_up.iter().filter(|_| is_twilio) {
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

    /// Takes over other values, as of a request that was sent before.
    pub fn take(&mut self, prepared: Prepared) {
        self.prepared = prepared;
        self.fields = FieldsView::default();
        // They may be of another world.
        self.go_to(self.world.clone());
    }

    /// Has another kind of body from now on. What only that kind has is as it was left.
    pub(super) fn change_kind(&mut self, operation: &Arc<Operation>) {
        let before = std::mem::replace(&mut self.prepared, Prepared::new(operation));
        self.prepared = before.carried_to(operation);
        if let Some(left) = self.kinds.get(&operation.body.media_type) {
            for (parameter, value) in left.filled_parameters() {
                if before.operation().parameter_in(parameter.place, &parameter.name).is_none() {
                    self.prepared.set_in(parameter.place, &parameter.name, value);
                }
            }
            self.prepared.set_raw_body(left.raw_body().map(str::to_owned));
        }
        self.kinds.insert(before.operation().body.media_type.clone(), before);
        self.fields = FieldsView::default();
    }

    /// Whether the path of a request names nothing but what was made up here, so that it may be made in the mock
    /// unasked.
    pub fn is_made_up(&self, prepared: &Prepared) -> bool {
        let path = prepared.filled(Place::Path);
        path.eq(self.made_up.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The document's server that it goes to; empty where there is none.
    pub(in crate::editor) fn server_address(&self) -> String {
        let operation = self.prepared.operation();
        match operation.servers.get(self.server.0) {
            Some(server) => server.address(&self.server.1),
            None => operation.server.clone(),
        }
    }

    /// Notes that it is on its way.
    pub(in crate::editor) fn begin(
        &mut self,
        number: u64,
        prepared: Prepared,
        (world, server): (World, String),
        asked: Option<Asked>,
        cancel: oneshot::Sender<()>,
    ) {
        let at = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
        self.sending = Some(Sending { number, prepared, world, server, asked, at, cancel });
    }

    /// Notes what became of the request that was on its way.
    pub(in crate::editor) fn end(&mut self, outcome: Outcome) {
        if let Some(sending) = self.sending.take() {
            let Sending { number, prepared, world, server, at, .. } = sending;
            // The inspector has no room for a history, so none is kept of what a widget asks.
            if matches!(self.key, TryKey::Operation { .. }) {
                let (outcome, told) = (outcome.clone(), self.past.told(&prepared));
                let is_outdated = false;
                self.past.push(Exchange { number, at, prepared, world, server, outcome, told, is_outdated });
            }
        }
        self.outcome = Some(outcome);
        self.is_answer_new = true;
    }

    /// Why it cannot be sent now, if it cannot.
    pub(in crate::editor) fn blocked(&self) -> Option<String> {
        let found = api::check(&self.prepared);
        found.into_iter().find(Finding::blocks).map(|finding| finding.message.replace('`', ""))
    }
}
