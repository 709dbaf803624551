//! Named start sets and the clock's start: between the form and what is kept beside the flow.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::{Map, Value};

use super::form::{Input, RunForm, WorldChoice};
use crate::flow::side::StartSet;
use crate::sim::moment::{self, UnknownZone};
use crate::sim::{Channel, Parameter, Start};
use crate::widgets::run::Trigger;

/// A start set is being given a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The name as it is typed.
    pub text: String,
    /// The set that gets another name; `None`: the answers are kept as a set.
    pub renames: Option<String>,
    /// The field has not taken the keyboard yet.
    pub is_new: bool,
}

impl RunForm {
    /// The answers as a set of this name. Whether the run is live is none of them: a file must not make messages real.
    pub fn to_set(&self, name: &str) -> StartSet {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (has_message, has_chat) = (self.has_message(), self.has_chat());
        StartSet {
            name: name.to_owned(),
            trigger: Some(self.trigger().word().to_owned()),
            channel: Some(self.channel.word().to_owned()).filter(|_| self.trigger() != Trigger::Call),
            contact: text(&self.contact),
            flow_address: text(&self.flow_address),
            body: has_message.then(|| self.body.clone()),
            media: match has_message {
                true => self.media.split_whitespace().map(str::to_owned).collect(),
                false => Vec::new(),
            },
            parameters: self.parameters(),
            chat_service: text(&self.chat_service).filter(|_| has_chat),
            chat_channel: text(&self.chat_channel).filter(|_| has_chat),
            now: text(&self.now),
            zone: text(&self.zone),
        }
    }

    /// The answers of a set; where it says nothing, the usual ones. Which world it is stays as it was chosen.
    #[must_use]
    pub fn with_set(&self, set: &StartSet) -> Self {
        let mut form = self.clone();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let usual = |text: &Option<String>, usual: &str| text.clone().unwrap_or_else(|| usual.to_owned());
        let first = form.connected.first().copied().unwrap_or(Trigger::Message);
        form.channel = set.channel.as_deref().and_then(Channel::by_word).unwrap_or_default();
        form.set_trigger(set.trigger.as_deref().and_then(Trigger::by_word).unwrap_or(first));
        form.contact = usual(&set.contact, Start::CONTACT);
        form.flow_address = usual(&set.flow_address, Start::FLOW_ADDRESS);
        form.body = text(&set.body);
        form.media = set.media.join(" ");
        form.chat_service = text(&set.chat_service);
        form.chat_channel = text(&set.chat_channel);
        form.now = text(&set.now);
        form.zone = text(&set.zone);
        for input in &mut form.inputs {
            let value = set
                .parameters
                .get(input.key())
                .filter(|_| input.filled_by() == form.trigger.unwrap_or(first));
            input.text = value.map(shown).unwrap_or_default();
        }
        form.given.clone_from(&set.parameters);
        form.set = Some(set.name.clone());
        form.naming = None;
        form.is_confirmed = false;
        form
    }

    /// What the starter gives: the fields that the trigger fills, and what a set gave besides. A value that the set has
    /// keeps its type as long as its text is not changed.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        if !matches!(self.trigger(), Trigger::Request | Trigger::Parent) {
            return Map::new();
        }
        let mine: Vec<&Input> =
            self.inputs.iter().filter(|input| input.filled_by() == self.trigger()).collect();
        let is_asked = |key: &str| mine.iter().any(|input| input.key() == key);
        let mut all: Map<String, Value> = self
            .given
            .iter()
            .filter(|(key, _)| !is_asked(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        all.extend(mine.iter().filter(|input| !input.text.is_empty()).map(|input| {
            let given = self.given.get(input.key()).filter(|value| shown(value) == input.text);
            (input.key().to_owned(), given.cloned().unwrap_or_else(|| input.value()))
        }));
        all
    }

    /// The zone that was chosen; `None`: the usual one.
    ///
    /// # Errors
    /// What is not understood.
    pub fn chosen_zone(&self) -> Result<Option<TimeZone>, UnknownZone> {
        match self.zone.trim() {
            "" => Ok(None),
            text => moment::zone(text).map(Some),
        }
    }

    /// When the run starts, by its clock and in its zone.
    ///
    /// # Errors
    /// What is not understood, as a sentence.
    pub fn when(&self, now: Timestamp) -> Result<Zoned, String> {
        let zone = self.chosen_zone().map_err(|unknown| unknown.to_string())?;
        let usual = || TimeZone::get(Start::ZONE).unwrap_or(TimeZone::UTC);
        moment::moment(&self.now, now, &zone.unwrap_or_else(usual))
    }

    /// The clock's start; now, where what was typed is not understood, which keeps the run from being started.
    /// The real world has no other time than now.
    pub fn moment(&self, now: Timestamp) -> Timestamp {
        if self.now.trim().is_empty() || self.world == WorldChoice::Live {
            now
        } else {
            self.when(now).map_or(now, |when| when.timestamp())
        }
    }

    /// The zone of the run's clock as it is shown: the one by which the moment was understood, and for a run that starts
    /// now without a zone that of this machine.
    pub fn shown_zone(&self, now: Timestamp) -> TimeZone {
        if self.zone.trim().is_empty() && self.now.trim().is_empty() {
            return TimeZone::system();
        }
        self.when(now).map_or_else(|_| TimeZone::system(), |when| when.time_zone().clone())
    }
}

/// A value as it stands in a field.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

impl Input {
    /// The parameter's own name.
    pub(super) fn key(&self) -> &str {
        match &self.parameter {
            Parameter::Data(key) | Parameter::Parent(key) => key,
        }
    }
}
