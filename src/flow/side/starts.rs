//! Named ways to start a flow, kept under `starts` of a side file.
//!
//! A set says what somebody chose, in the words of the command line; whether a trigger or a zone of that name exists is
//! known to those who start the flow. There is no choice of the live world here: a file must not make messages real.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::tree::{merged, remove_at, rename_keys, set_at};
use super::{SideFile, SideTrouble};
use crate::flow::json::Json;

pub(super) const STARTS: &str = "starts";

pub(super) const TEXTS: [&str; 9] =
    ["trigger", "channel", "contact", "flow_address", "body", "chat_service", "chat_channel", "now", "zone"];
pub(super) const MEDIA: &str = "media";
pub(super) const PARAMETERS: &str = "parameters";

/// A named way to start a flow. What is `None` is as it always is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StartSet {
    /// What it is called.
    pub name: String,
    /// `message`, `call`, `conversation`, `request` or `parent`.
    pub trigger: Option<String>,
    /// `sms`, `whatsapp`, `chat` or `conversation`.
    pub channel: Option<String>,
    /// The contact's address.
    pub contact: Option<String>,
    /// The flow's address.
    pub flow_address: Option<String>,
    /// The triggering message.
    pub body: Option<String>,
    /// Media of the triggering message.
    pub media: Vec<String>,
    /// What the starter gives: `flow.data`, or the parameters of a parent flow.
    pub parameters: Map<String, Value>,
    /// The service of a chat or conversation.
    pub chat_service: Option<String>,
    /// The chat's channel, or the conversation.
    pub chat_channel: Option<String>,
    /// The clock's start as somebody says it, such as `Sunday 23:59`; without it, now.
    pub now: Option<String>,
    /// The zone of dates and times, by its IANA name.
    pub zone: Option<String>,
}

impl StartSet {
    fn read(name: Cow<'_, str>, json: &Json) -> Option<Self> {
        json.as_object()?;
        let text = |key: &str| json.get(key).and_then(Json::as_text).map(Cow::into_owned);
        let media = json.get(MEDIA).and_then(Json::as_array).unwrap_or_default();
        let parameters = json.get(PARAMETERS).map(Json::to_value);
        Some(Self {
            name: name.into_owned(),
            trigger: text("trigger"),
            channel: text("channel"),
            contact: text("contact"),
            flow_address: text("flow_address"),
            body: text("body"),
            media: media.iter().filter_map(Json::as_text).map(Cow::into_owned).collect(),
            parameters: match parameters {
                Some(Value::Object(parameters)) => parameters,
                _ => Map::new(),
            },
            chat_service: text("chat_service"),
            chat_channel: text("chat_channel"),
            now: text("now"),
            zone: text("zone"),
        })
    }

    /// The members of its object that are known; those without a value are taken out.
    fn members(&self) -> Vec<(&'static str, Option<Value>)> {
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        vec![
            ("trigger", text(&self.trigger)),
            ("channel", text(&self.channel)),
            ("contact", text(&self.contact)),
            ("flow_address", text(&self.flow_address)),
            ("body", text(&self.body)),
            (MEDIA, (!self.media.is_empty()).then(|| Value::from(self.media.clone()))),
            (PARAMETERS, (!self.parameters.is_empty()).then(|| Value::Object(self.parameters.clone()))),
            ("chat_service", text(&self.chat_service)),
            ("chat_channel", text(&self.chat_channel)),
            ("now", text(&self.now)),
            ("zone", text(&self.zone)),
        ]
    }
}

impl SideFile {
    fn start_json(&self, name: &str) -> Option<&Json> {
        self.tree()?.get(STARTS)?.get(name)
    }

    /// All ways to start that have a name, in the order of the file. What is no object is left out.
    pub fn starts(&self) -> Vec<StartSet> {
        let members = self.tree().and_then(|root| root.get(STARTS)).and_then(Json::as_object);
        let mut sets: Vec<StartSet> = Vec::new();
        for set in members.into_iter().flatten().filter_map(|m| StartSet::read(m.name(), &m.value)) {
            // Of doubled names the last counts, as everywhere in JSON.
            match sets.iter_mut().find(|known| known.name == set.name) {
                Some(known) => *known = set,
                None => sets.push(set),
            }
        }
        sets
    }

    /// The way to start of this name.
    pub fn start(&self, name: &str) -> Option<StartSet> {
        StartSet::read(Cow::Borrowed(name), self.start_json(name)?)
    }

    /// This side file with a named way to start: a new one, or in place of that of the same name. What this program
    /// does not know of that one stays.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_start(&self, set: &StartSet) -> Result<Self, SideTrouble> {
        let value = merged(self.start_json(&set.name), set.members());
        self.changed(|root, style| set_at(root, &[STARTS, &set.name], &value, style, Some("")))
    }

    /// This side file without a named way to start.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn without_start(&self, name: &str) -> Result<Self, SideTrouble> {
        self.changed(|root, _| remove_at(root, &[STARTS, name]))
    }

    /// This side file with another name for a way to start, which keeps its place.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_start_renamed(&self, from: &str, to: &str) -> Result<Self, SideTrouble> {
        if self.start_json(from).is_none() {
            return self.trouble().map_or_else(|| Ok(self.clone()), Err);
        }
        self.changed(|root, _| {
            if let Some(starts) = root.get_mut(STARTS) {
                rename_keys(starts, |name| (name == from).then(|| to.to_owned()));
            }
        })
    }
}
