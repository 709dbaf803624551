//! What a run has to ask somebody before it goes on: what no file, server or rule says.

use std::sync::Arc;

use reqwest::Url;
use serde_json::{Map, Value};

use super::http::{HttpWorld, is_twilio, twilio_request};
use super::table;
use crate::flow::Widget;
use crate::twilio::{Method, SidSource};
use crate::widgets::run::{Act, Answer, Effect, Fetch};

/// A question, and the widget that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The widget, as traces have it.
    pub widget: String,
    /// The widget's type; empty where that is not known.
    pub kind: String,
    /// What is asked.
    pub asked: Asked,
    /// The flow in which the widget stands, and its name there.
    pub place: Place,
}

/// Where a widget stands that asks: in the flow itself, or in the one that it runs as its subflow.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The widgets of that flow.
    pub widgets: Vec<Arc<Widget>>,
    /// The name there.
    pub name: String,
}

/// Two questions are the same by what they ask.
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The answer of a server, to which nothing is sent unasked.
    Request {
        /// The request.
        fetch: Box<Fetch>,
        /// The host that would have to be allowed; `None` where it may never be asked.
        host: Option<String>,
    },
    /// How something ends that other people, or another product, decide.
    Act {
        /// What is done, in one word.
        kind: &'static str,
        /// With what.
        sent: Map<String, Value>,
        /// The event by which it usually ends; `None` where it is not done at all.
        usual: Option<String>,
    },
}

impl Asked {
    /// What it usually leaves, where it usually ends somehow: with SIDs that stand for those of a run.
    pub fn usual_leaves(&self) -> Map<String, Value> {
        let Self::Act { kind, sent, usual: Some(_) } = self else { return Map::new() };
        match table::outcome(&Act { kind, sent: sent.clone() }, &mut SidSource::new(0)) {
            Answer::Done(done) => done.result,
            _ => Map::new(),
        }
    }
}

impl HttpWorld {
    /// What would have to be asked before an effect is performed; `None` where all is known.
    pub(super) fn question(&self, widget: &str, effect: &Effect) -> Option<Question> {
        let asked = match effect {
            Effect::Send(_) => return None,
            Effect::Fetch(fetch) => {
                let host = self.unanswered(widget, fetch)?;
                Asked::Request { fetch: Box::new(fetch.clone()), host }
            }
            Effect::Act(act) => {
                if self.outside().is_decided(widget) || !(self.is_live() || table::is_up_to_others(act.kind))
                {
                    return None;
                }
                let usual = (!self.is_live()).then(|| table::usual_event(act)).flatten();
                Asked::Act { kind: act.kind, sent: act.sent.clone(), usual }
            }
        };
        Some(Question { widget: widget.to_owned(), kind: String::new(), asked, place: Place::default() })
    }

    /// The host of a request that would not be sent, as nobody has allowed it; within, `None` where it may never be.
    fn unanswered(&self, widget: &str, fetch: &Fetch) -> Option<Option<String>> {
        if self.outside().has_answer(widget) {
            return None;
        }
        let is_allowed = self.outside().allows(&fetch.url);
        let host = || Url::parse(&fetch.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        match twilio_request(fetch, &self.client().credentials().account_sid, self.is_live()) {
            Some(_) if !self.is_live() || is_allowed => None,
            None if is_twilio(&fetch.url) && fetch.method != Method::Get => Some(None),
            None if is_allowed => None,
            _ => Some(host()),
        }
    }
}
