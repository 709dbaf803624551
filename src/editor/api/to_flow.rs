//! The way from a request to the flow and back: a widget that is prepared from an operation, tried where its fields
//! stand, and a request of the API page that becomes a widget.
//!
//! What a widget asks is read from its fields each time that they change: there is no second copy of a request.

mod add;
mod answer;
mod curl;
mod dialogs;
mod form;
mod search;
mod test;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use egui::Ui;
use serde_json::Value;

use super::key::TryKey;
use super::shelf::{Found, Shelved};
use super::state::{ApiPage, Outcome};
use crate::api::{self, LeftOut, Place, Prepared, WidgetMade};
use crate::editor::action::Action;
use crate::editor::kit::Completer;
use crate::editor::state::{FileKey, OpenFlow};
use crate::flow::side::HttpAnswer;
use crate::flow::{Edit, Flow, Widget, WidgetId};
use crate::liquid;
use crate::sim::world::twilio_request;
use crate::twilio::{Product, Request};
use crate::widgets::Asked;

pub(super) use add::{ADD_WIDTH, add_ui};
pub(in crate::editor) use dialogs::{FlowAnswer, FlowDialog, flow_dialog_ui};

/// What the user wants of a request and the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlowAction {
    /// Tries the request of a widget.
    Test(TryKey),
    /// Keeps the answer of a widget's test beside the flow.
    Keep(TryKey),
    /// Makes a widget of a request.
    Add {
        /// The request.
        key: TryKey,
        /// A Send Message widget, where the request is a message.
        as_message: bool,
    },
}

/// What the inspector keeps for the requests of widgets while the window is open.
#[derive(Debug, Default)]
pub struct Desks(HashMap<(FileKey, WidgetId), Desk>);

/// What it keeps for one of them.
#[derive(Debug, Default)]
pub(in crate::editor) struct Desk {
    /// What is searched for, what was found for it, and which of it Enter takes.
    search: String,
    found: Option<FoundFor>,
    at: usize,
    /// What a curl command asks that was pasted in its place, or why it cannot be read; and the one that was typed.
    curl: Option<Result<Arc<super::curl::ReadCurl>, String>>,
    typed_curl: Option<super::curl::Hidden>,
    /// The operation that was chosen last.
    chosen: Option<Found>,
    /// What was filled in when the form of an operation was shown first, by the operation's id: it stands first from then
    /// on, filled in or not.
    begun: Option<(String, Vec<(Place, String)>)>,
    /// Its reference stands beside the inspector.
    shows_reference: bool,
    /// What was typed for variables that the last run has not.
    given: BTreeMap<String, String>,
    /// The answer is not used by simulations.
    is_unused: bool,
    /// What was asked when the answer came.
    pub(in crate::editor) tested: Option<Asked>,
    seen: Option<Seen>,
}

/// What was found, with what was searched for and in which libraries.
#[derive(Debug)]
struct FoundFor {
    search: String,
    shelf: Vec<Arc<Shelved>>,
    found: Arc<[Found]>,
}

/// A variable that templates read and the last run has not.
#[derive(Clone, Debug)]
struct Gap {
    text: String,
    path: Vec<Arc<str>>,
}

/// What follows from a widget's fields; made anew only when something of it changes.
#[derive(Debug)]
pub(in crate::editor) struct Seen {
    widget: Arc<Widget>,
    run: Option<(u64, usize)>,
    given: BTreeMap<String, String>,
    shelf: Vec<Arc<Shelved>>,
    /// The fields.
    asked: Asked,
    /// The operation that they fit, with its parameters filled.
    matched: Option<Prepared>,
    gaps: Vec<Gap>,
    /// The fields with their templates rendered.
    pub(in crate::editor) rendered: Asked,
    /// What a test sends.
    pub(in crate::editor) sent: Prepared,
    /// Why nothing can be sent.
    pub(in crate::editor) blocked: Option<String>,
    is_sent_fresh: bool,
}

impl Desks {
    fn desk(&mut self, key: &TryKey) -> Option<&mut Desk> {
        let TryKey::Widget { flow, widget } = key else { return None };
        Some(self.0.entry((*flow, *widget)).or_default())
    }

    /// What follows from a widget's fields, where the inspector has shown them.
    pub(in crate::editor) fn seen(&self, key: &TryKey) -> Option<&Seen> {
        let TryKey::Widget { flow, widget } = key else { return None };
        self.0.get(&(*flow, *widget))?.seen.as_ref()
    }

    /// What a widget's fields ask now.
    pub(in crate::editor) fn asked(&self, key: &TryKey) -> Option<Asked> {
        Some(self.seen(key)?.asked.clone())
    }

    /// Notes what was asked, as an answer to it has come.
    pub(super) fn tested(&mut self, key: &TryKey, asked: Option<Asked>) {
        if let Some(desk) = self.desk(key) {
            desk.tested = asked;
        }
    }

    /// Forgets all of a flow.
    pub(super) fn forget(&mut self, flow: FileKey) {
        self.0.retain(|(of, _), _| *of != flow);
    }
}

impl Seen {
    /// What goes out, as a run sends it byte for byte: to the mock, whose account is this, or out into the world.
    pub(in crate::editor) fn request(&self, account: Option<&str>) -> Request {
        let by_form = || {
            let mut request = api::request(&self.sent);
            if let Some(account) = account {
                request.go_to_account(account);
            }
            request
        };
        let Some(fetch) = self.rendered.fetch() else { return by_form() };
        if self.sent.operation().product.is_none() {
            return api::of_fetch(&fetch).request;
        }
        let by_run = twilio_request(&fetch, account.unwrap_or_default(), account.is_none());
        by_run.unwrap_or_else(by_form)
    }

    /// Whether the embedded mock stands for the server.
    pub(in crate::editor) fn is_for_mock(&self) -> bool {
        let product = self.sent.operation().product;
        product.is_some_and(|product| !matches!(product, Product::Lookups | Product::Verify))
    }

    fn is_of(&self, widget: &Arc<Widget>, file: &OpenFlow, desk_given: &BTreeMap<String, String>) -> bool {
        Arc::ptr_eq(&self.widget, widget)
            && self.run == file.runs.shown().map(|run| run.progress())
            && self.given == *desk_given
    }

    fn new(widget: &Arc<Widget>, file: &OpenFlow, desk: &Desk, shelf: &[Arc<Shelved>]) -> Option<Self> {
        let asked = Asked::of(widget)?;
        let known = shelf.iter().flat_map(|library| library.library.operations.iter());
        let matched = api::matching(&asked, known);
        let run = file.runs.shown();
        let mut variables =
            run.and_then(|run| run.variables()).map_or(Value::Null, crate::sim::Context::to_value);
        let gaps = gaps(&asked, &variables);
        for gap in &gaps {
            if let Some(text) = desk.given.get(&gap.text).filter(|text| !text.is_empty()) {
                put(&mut variables, &gap.path, text);
            }
        }
        let mut options = liquid::Options::default();
        if let Some(run) = run {
            options.now = run.moment();
        }
        let render = |text: &str| liquid::parse(text).render(&variables, &options).text;
        let rendered = asked.rendered(render);
        let known = matched.as_ref().map(|prepared| prepared.operation());
        let sent = api::of_widget(&rendered, known);
        let mut seen = Self {
            widget: Arc::clone(widget),
            run: run.map(|run| run.progress()),
            given: desk.given.clone(),
            shelf: shelf.to_vec(),
            asked,
            matched,
            gaps,
            rendered,
            sent,
            blocked: None,
            is_sent_fresh: true,
        };
        seen.blocked = seen.why_not();
        Some(seen)
    }

    fn why_not(&self) -> Option<String> {
        if self.asked.url.is_empty() {
            return Some("The widget has no address yet".to_owned());
        }
        // Studio sends no headers, needed or not.
        let is_header = |found: &api::Finding| {
            let mut all = self.sent.operation().parameters.iter();
            all.any(|own| own.place == Place::Header && own.name == found.parameter)
        };
        let found = api::check(&self.sent).into_iter().find(|found| found.blocks() && !is_header(found));
        if let Some(found) = found {
            return Some(found.message.replace('`', ""));
        }
        if self.rendered.fetch().is_none() {
            return Some(format!("“{}” is no web address", self.rendered.url));
        }
        if self.sent.operation().product.is_some() && !self.asked.with_credentials && !self.asked.is_function
        {
            return Some("Authenticate with Twilio is off, so Twilio would refuse it (401)".to_owned());
        }
        None
    }
}

/// The variables that templates read and that are not there.
fn gaps(asked: &Asked, variables: &Value) -> Vec<Gap> {
    const MOST: usize = 12;
    let mut gaps: Vec<Gap> = Vec::new();
    for text in asked.texts().filter(|text| text.contains('{')) {
        for read in liquid::parse(text).reads() {
            let names = read.path.iter().map(|segment| match &segment.key {
                liquid::Key::Name(name) => Some(Arc::clone(name)),
                liquid::Key::Index(_) | liquid::Key::Dynamic => None,
            });
            let Some(path) = names.collect::<Option<Vec<_>>>() else { continue };
            let found = path.iter().try_fold(variables, |value, name| value.get(&**name));
            let is_there = found.is_some_and(|value| !value.is_null());
            let text = read.text();
            if !is_there && gaps.len() < MOST && gaps.iter().all(|gap| gap.text != text) {
                gaps.push(Gap { text, path });
            }
        }
    }
    gaps
}

/// Puts a text where a path leads.
fn put(root: &mut Value, path: &[Arc<str>], text: &str) {
    let Some((first, rest)) = path.split_first() else {
        *root = Value::from(text);
        return;
    };
    if !root.is_object() {
        *root = Value::Object(serde_json::Map::new());
    }
    if let Some(object) = root.as_object_mut() {
        put(object.entry(first.to_string()).or_insert(Value::Null), rest, text);
    }
}

/// Whether the libraries are the same ones, unchanged.
fn is_same_shelf(one: &[Arc<Shelved>], other: &[Arc<Shelved>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other))
}

impl Desk {
    /// What its search finds in these libraries, at most so much; searched anew only where one of them has changed.
    fn find(&mut self, page: &ApiPage, most: usize) -> Arc<[Found]> {
        let shelf = page.shelf.libraries();
        if let Some(known) = &self.found
            && known.search == self.search
            && is_same_shelf(&known.shelf, shelf)
        {
            return Arc::clone(&known.found);
        }
        let found: Arc<[Found]> = page.shelf.search(&self.search).into_iter().take(most).collect();
        let search = self.search.clone();
        self.found = Some(FoundFor { search, shelf: shelf.to_vec(), found: Arc::clone(&found) });
        found
    }

    fn look(&mut self, page: &ApiPage, file: &OpenFlow, widget: &Arc<Widget>) {
        let shelf = page.shelf.libraries();
        let is_current = self
            .seen
            .as_ref()
            .is_some_and(|seen| seen.is_of(widget, file, &self.given) && is_same_shelf(&seen.shelf, shelf));
        if !is_current {
            self.seen = Seen::new(widget, file, self, shelf);
        }
    }
}

/// Paints what stands above the fields of a widget that asks a server: the search, and what an operation still needs.
pub(in crate::editor) fn above_ui(
    ui: &mut Ui,
    page: &mut ApiPage,
    file: &OpenFlow,
    widget: &Arc<Widget>,
    complete: Completer<'_>,
    actions: &mut Vec<Action>,
) {
    with_desk(page, file, widget, |page, key, desk| {
        if desk.seen.as_ref().is_some_and(|seen| !seen.asked.is_function) {
            search::search_ui(ui, page, desk, widget, actions);
            form::form_ui(ui, desk, key, (file.flow(), widget), complete, actions);
        }
    });
}

/// Paints what stands below them: the test and its answer.
pub(in crate::editor) fn below_ui(
    ui: &mut Ui,
    page: &mut ApiPage,
    file: &OpenFlow,
    widget: &Arc<Widget>,
    actions: &mut Vec<Action>,
) {
    with_desk(page, file, widget, |page, key, desk| {
        if desk.seen.is_some() {
            test::test_ui(ui, page, desk, key, widget, actions);
        }
    });
}

fn with_desk(
    page: &mut ApiPage,
    file: &OpenFlow,
    widget: &Arc<Widget>,
    work: impl FnOnce(&mut ApiPage, &TryKey, &mut Desk),
) {
    if Asked::of(widget).is_none() {
        return;
    }
    let key = TryKey::Widget { flow: file.key, widget: widget.id() };
    let mut desk = page.desks.0.remove(&(file.key, widget.id())).unwrap_or_default();
    desk.look(page, file, widget);
    work(page, &key, &mut desk);
    page.desks.0.insert((file.key, widget.id()), desk);
}

/// The answers of tests that simulations of a flow use, by widget.
pub(in crate::editor) fn tried(page: &ApiPage, key: FileKey, flow: &Flow) -> Vec<(String, HttpAnswer)> {
    let mut tried = Vec::new();
    for ((file, widget), desk) in &page.desks.0 {
        if *file != key || desk.is_unused {
            continue;
        }
        let Some(found) = flow.widget(*widget) else { continue };
        // An answer to another question says nothing.
        if desk.tested.is_none() || Asked::of(found) != desk.tested {
            continue;
        }
        let outcome = page.tries.get(&TryKey::Widget { flow: key, widget: *widget }).and_then(answered);
        if let (Some(answer), Some(name)) = (outcome, found.name()) {
            tried.push((name.to_owned(), answer));
        }
    }
    tried.sort_by(|(one, _), (other, _)| one.cmp(other));
    tried
}

/// The answer of a test, as it is kept. Bytes that are no text are nothing that a flow reads.
pub(in crate::editor) fn answered(shown: &super::state::Try) -> Option<HttpAnswer> {
    let Some(Outcome::Answered(answered)) = &shown.outcome else { return None };
    answered.answer.binary.is_none().then(|| answered.as_stub())
}

/// The changes that make a widget ask what was made; what stays the same is left alone. `old` is what it has now.
pub(in crate::editor) fn changes(widget: &Widget, made: &WidgetMade) -> Vec<Edit> {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut edits = Vec::new();
    for (key, value) in &made.properties {
        let old = widget.property(key).map(crate::flow::json::Json::to_value);
        let is_same = match (*key, &old, value) {
            ("content_type", Some(Value::String(old)), Some(Value::String(new))) => {
                essence(old) == essence(new)
            }
            ("method", Some(Value::String(old)), Some(Value::String(new))) => old.eq_ignore_ascii_case(new),
            // Where there is none, it is an empty one.
            (_, Some(Value::String(old)), None) => old.is_empty(),
            (_, Some(Value::Array(old)), None) => old.is_empty(),
            (_, Some(Value::Bool(false)), None) => true,
            (_, old, new) => old.as_ref() == new.as_ref(),
        };
        if !is_same {
            let value = value.clone();
            edits.push(Edit::SetProperty { widget: widget.id(), key: (*key).to_owned(), value });
        }
    }
    edits
}

/// What is left out, as one text.
fn told(left_out: &[LeftOut]) -> String {
    left_out.iter().map(|LeftOut(sentence)| sentence.as_str()).collect::<Vec<_>>().join(" ")
}
