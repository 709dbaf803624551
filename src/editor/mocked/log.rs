//! The mock's log as it is shown: what the search finds, and the request that is open.

use std::sync::Arc;

use crate::mock::{Entry, Way};

/// The log as it is shown.
#[derive(Default)]
pub struct LogView {
    /// Everything at the mock is shown, not only what the run has asked.
    pub shows_all: bool,
    /// What is searched for.
    pub search: String,
    /// How many requests the mock keeps.
    pub count: usize,
    /// The number of the newest one that was looked at.
    newest: u64,
    found: Vec<Arc<Entry>>,
    opened: Option<Opened>,
}

/// A request whose details are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Its number.
    pub number: u64,
    /// What was sent, decoded: the query, then the form.
    pub fields: Vec<(String, String)>,
    /// The answer, made readable.
    pub answer: String,
}

impl LogView {
    /// What the search finds, oldest first.
    pub fn found(&self) -> &[Arc<Entry>] {
        &self.found
    }

    /// The request whose details are shown.
    pub fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    /// Takes over what the mock keeps now; only what is new is searched.
    pub(in crate::editor) fn take(&mut self, all: Vec<Arc<Entry>>) {
        let oldest = all.first().map_or(u64::MAX, |entry| entry.number);
        let newest = self.newest;
        self.count = all.len();
        self.newest = all.last().map_or(newest, |entry| entry.number);
        self.found.retain(|entry| entry.number >= oldest);
        let new = all.into_iter().filter(|entry| entry.number > newest);
        let wanted = self.search.trim();
        self.found.extend(new.filter(|entry| wanted.is_empty() || entry.contains(wanted)));
        if self.opened.as_ref().is_some_and(|opened| opened.number < oldest) {
            self.opened = None;
        }
    }

    /// Searches for something else.
    pub(in crate::editor) fn search_for(&mut self, text: String, all: Vec<Arc<Entry>>) {
        self.search = text;
        self.found.clear();
        self.newest = 0;
        self.take(all);
    }

    /// Opens or closes a request.
    pub(in crate::editor) fn toggle(&mut self, number: u64) {
        if self.opened.as_ref().is_some_and(|opened| opened.number == number) {
            self.opened = None;
        } else {
            let entry = self.found.iter().find(|entry| entry.number == number);
            self.opened = entry.map(|entry| Opened::of(entry));
        }
    }
}

impl Opened {
    /// The details of a request.
    pub fn of(entry: &Entry) -> Self {
        let query = entry.target.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let is_form = !entry.body.trim_start().starts_with(['{', '[', '<']);
        let body = if is_form { &*entry.body } else { "" };
        let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body.as_bytes()));
        let mut fields: Vec<(String, String)> =
            pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        if !is_form && !entry.body.is_empty() {
            fields.push(("body".to_owned(), pretty(&entry.body)));
        }
        Self { number: entry.number, fields, answer: pretty(&entry.answer) }
    }
}

/// JSON with line breaks; other text as it is.
fn pretty(text: &str) -> String {
    let json = serde_json::from_str::<serde_json::Value>(text).ok();
    json.and_then(|json| serde_json::to_string_pretty(&json).ok()).unwrap_or_else(|| text.to_owned())
}

/// The way, the method and the path of a request, without its query.
pub(in crate::editor) fn line_of(entry: &Entry) -> String {
    let target = entry.target.split(['?', '#']).next().unwrap_or_default();
    format!("{} {} {target}", way_of(entry.way), entry.method)
}

/// Which way, in a word.
pub(in crate::editor) fn way_of(way: Way) -> &'static str {
    match way {
        Way::In => "In",
        Way::Out => "Out",
    }
}

/// What became of a request, in a word or two.
pub(in crate::editor) fn status_of(entry: &Entry) -> String {
    match (entry.status, &entry.error) {
        (Some(status), _) => status.to_string(),
        (None, Some(_)) => "no answer".to_owned(),
        (None, None) => "withheld".to_owned(),
    }
}
