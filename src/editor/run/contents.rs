//! What a run knows of content templates, of keys that are awaited, and of what the contact sends along.

use serde_json::Value;

use super::Run;
use super::log::Content;
use crate::mock::content_text;
use crate::sim::world::Exchange;
use crate::widgets::run::Answer;

impl Run {
    /// Notes the texts of content templates that are known from elsewhere.
    #[must_use]
    pub fn knowing(mut self, texts: &[(String, String)]) -> Self {
        self.texts.extend(texts.iter().cloned());
        self
    }

    /// Takes over what the run that it repeats knows of its messages, as nothing of them is sent again.
    pub(in crate::editor) fn remember(&mut self, other: &Self) {
        self.contents.clone_from(&other.contents);
        self.texts.clone_from(&other.texts);
    }

    /// Notes that a message was made of a content template.
    pub(super) fn note_content(&mut self, exchange: &Exchange) {
        let field = |name: &str| {
            let mut fields = exchange.request.form.iter();
            fields.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone())
        };
        let Answer::Response(response) = &exchange.answer else { return };
        let sid = response.json.as_ref().and_then(|json| json.get("sid")?.as_str());
        if let (Some(template), Some(sid)) = (field("ContentSid"), sid) {
            let variables = field("ContentVariables").unwrap_or_default();
            self.contents.insert(sid.to_owned(), Content { sid: template, variables });
        }
    }

    /// What a message that was sent was made of, and its text where that is known.
    pub(super) fn content_of(&self, message: Option<&str>) -> Option<(Content, Option<String>)> {
        let content = self.contents.get(message?)?.clone();
        let text = self.texts.get(&content.sid).map(|text| content_text(text, &content.variables));
        Some((content, text))
    }

    /// Learns what a content template says: its messages show that from now on.
    pub(in crate::editor) fn learn(&mut self, sid: &str, text: Option<&str>) {
        match text {
            Some(text) => {
                self.texts.insert(sid.to_owned(), text.to_owned());
                self.log_mut().fill(sid, text);
            }
            None => drop(self.texts.remove(sid)),
        }
    }

    /// Media that the contact sends with what they write next.
    pub fn attached(&self) -> &[String] {
        &self.attached
    }

    /// Adds one.
    pub(in crate::editor) fn attach(&mut self, url: String) {
        self.attached.push(url);
        self.wants_focus = true;
    }

    /// Takes one back.
    pub(in crate::editor) fn detach(&mut self, index: usize) {
        if index < self.attached.len() {
            self.attached.remove(index);
        }
    }

    /// Whether keys of the call are awaited.
    pub fn waits_for_keys(&self) -> bool {
        self.is_on_call() && self.waits_for_contact()
    }

    /// Whether these keys are all that the widget waits for, as far as its fields tell: their number, or their last.
    pub fn ends_keys(&self, keys: &str) -> bool {
        let widget = self.current().and_then(|id| self.flow().widget(id));
        let field = |key: &str| widget.and_then(|widget| widget.property_text(key)).unwrap_or_default();
        let last = field("finish_on_key");
        let has_last = last.chars().count() == 1 && keys.chars().count() > 1 && keys.ends_with(&*last);
        let value = |key: &str| Some(widget?.property(key)?.to_value());
        let count = value("number_of_digits").and_then(|value| match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        });
        let counts = value("stop_gather").is_none_or(|value| value != Value::Bool(false));
        has_last || (counts && count.is_some_and(|count| keys.chars().count() as u64 >= count))
    }
}
