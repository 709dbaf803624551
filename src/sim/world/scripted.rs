//! A world without any connection: it answers what a flow does from a script, and takes messages as Twilio takes
//! them. Same start, same script: same answers, byte for byte.
//!
//! It refuses the messages that Twilio's API refuses for their form. What depends on an account (who may be written
//! to, which senders are owned) it does not know: a test says so with an error. What a content template holds it knows
//! where it was told.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::outside::Outside;
use crate::sim::start::{Channel, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{Product, Request, Response, SidSource, error_title, measure, phone};
use crate::widgets::messaging::{MAX_BODY_CHARS, MAX_CHAT_BODY_BYTES};
use crate::widgets::run::{Answer, Effect, Trigger};

/// The world of a flow test.
#[derive(Clone, Debug)]
pub struct ScriptedWorld {
    outside: Outside,
    refusals: HashMap<String, u32>,
    /// The texts of content templates, by SID.
    contents: HashMap<String, String>,
    sids: SidSource,
    account_sid: String,
    chat_service: String,
    now: Timestamp,
    /// How many messages a chat or conversation has, by its SID; one that is not named has its first only.
    chat_counts: HashMap<String, u64>,
}

impl ScriptedWorld {
    /// The world for a start. A chat or conversation that the start does not name is made up.
    pub fn new(start: &mut Start, mut outside: Outside) -> Self {
        outside.seed(start.seed);
        let mut world = Self {
            outside,
            refusals: HashMap::new(),
            contents: HashMap::new(),
            // Other SIDs than those of the execution, which has the same seed.
            sids: SidSource::new(start.seed.rotate_left(29) ^ 0x7363_7269_7074_6564),
            account_sid: start.account_sid.clone(),
            chat_service: String::new(),
            now: start.now,
            chat_counts: HashMap::new(),
        };
        world.join(start);
        world
    }

    /// Makes room for one more execution, in the chat service of those before it.
    pub fn join(&mut self, start: &mut Start) {
        let in_chat = start.channel == Channel::Chat && start.trigger == Trigger::Message;
        if in_chat || start.trigger == Trigger::Conversation {
            if start.chat.service.is_empty() {
                start.chat.service.clone_from(&self.chat_service);
            }
            let mut fill = |sid: &mut String, prefix: &str| {
                if sid.is_empty() {
                    *sid = self.sids.next(prefix);
                }
            };
            fill(&mut start.chat.service, prefix::CHAT_SERVICE);
            fill(&mut start.chat.channel, prefix::CONVERSATION);
            fill(&mut start.chat.participant, prefix::PARTICIPANT);
            fill(&mut start.chat.message, prefix::CHAT_MESSAGE);
        }
        if self.chat_service.is_empty() {
            self.chat_service.clone_from(&start.chat.service);
        }
    }

    /// The code with which the API refuses the messages of a widget.
    pub fn refuse(&mut self, widget: &str, code: u32) {
        self.refusals.insert(widget.to_owned(), code);
    }

    /// The text of a content template, with `{{1}}` or `{{name}}` where a value stands.
    pub fn set_content(&mut self, sid: &str, text: &str) {
        self.contents.insert(sid.to_owned(), text.to_owned());
    }

    /// The text that a message has, where it is made from a template: filled in, or, of a template whose text is not
    /// known, its SID and the values.
    fn text_of<'r>(&self, request: &'r Request) -> Cow<'r, str> {
        let Some(sid) = field(request, "ContentSid") else {
            return Cow::Borrowed(field(request, "Body").unwrap_or_default());
        };
        let values: Map<String, Value> = field(request, "ContentVariables")
            .and_then(|values| serde_json::from_str(values).ok())
            .unwrap_or_default();
        Cow::Owned(match self.contents.get(sid) {
            Some(text) => filled(text, &values),
            None => unknown_template(sid, &values),
        })
    }

    /// A contact has written, which counts in their chat or conversation.
    pub fn contact_says(&mut self, thread: &str) {
        self.count_in(thread);
    }

    /// How many messages a thread had before this one.
    fn count_in(&mut self, thread: &str) -> u64 {
        let count = self.chat_counts.entry(thread.to_owned()).or_insert(1);
        *count += 1;
        *count - 1
    }

    /// The answer of an effect at a moment of the execution's clock.
    pub fn perform(&mut self, widget: &str, effect: &Effect, at_secs: f64) -> Answer {
        match effect {
            Effect::Send(send) => match self.refusals.get(widget) {
                Some(code) => refusal(*code),
                None => self.take(&send.request, at_secs),
            },
            Effect::Fetch(fetch) => {
                self.outside.stubbed(widget, fetch).unwrap_or_else(|| self.outside.withheld(fetch))
            }
            Effect::Act(act) => self.outside.act(widget, act),
        }
    }

    fn take(&mut self, request: &Request, at_secs: f64) -> Answer {
        let elapsed = SignedDuration::try_from_secs_f64(at_secs).unwrap_or_default();
        let now = self.now.checked_add(elapsed).unwrap_or(self.now);
        let answer = match request.product() {
            Some(Product::Api) => self.take_text(request, now),
            _ => self.take_chat(request, now),
        };
        match answer {
            Ok(answer) => Answer::Response(Response::of_json(201, answer)),
            Err(code) => refusal(code),
        }
    }

    fn take_text(&mut self, request: &Request, now: Timestamp) -> Result<Value, u32> {
        let field = |name: &str| field(request, name);
        let (from, service) = (field("From"), field("MessagingServiceSid"));
        let media = request.form.iter().filter(|(name, _)| name == "MediaUrl").count();
        let body = field("Body").unwrap_or_default();
        if from.is_none() && service.is_none() {
            return Err(21603);
        }
        if from.is_some_and(|from| phone::Address::parse(from).is_none()) {
            return Err(21212);
        }
        if body.is_empty() && media == 0 && field("ContentSid").is_none() {
            return Err(if field("Body").is_some() { 21602 } else { 21619 });
        }
        if field("ContentVariables").is_some_and(has_empty_value) {
            return Err(21656);
        }
        if body.chars().count() > MAX_BODY_CHARS {
            return Err(21617);
        }
        let to = field("To").ok_or(21604_u32)?;
        if !phone::is_recipient(to) {
            return Err(21211);
        }
        if from == Some(to) {
            return Err(21266);
        }
        let date = now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        let waits = service.is_some();
        let body = self.text_of(request);
        Ok(json!({
            "sid": self.sids.next(if media > 0 { prefix::MMS } else { prefix::SMS }),
            "date_created": date,
            "date_updated": date,
            "account_sid": self.account_sid,
            "to": to,
            "from": from,
            "messaging_service_sid": service,
            "body": body,
            "status": if waits { "accepted" } else { "queued" },
            "num_segments": if waits { 0 } else { measure(&body).segments.max(1) }.to_string(),
            "num_media": media.to_string(),
            "direction": "outbound-api",
            "api_version": "2010-04-01",
            "price_unit": "USD",
            "error_code": null,
            "error_message": null,
        }))
    }

    fn take_chat(&mut self, request: &Request, now: Timestamp) -> Result<Value, u32> {
        let field = |name: &str| field(request, name);
        let body = field("Body").unwrap_or_default();
        if body.is_empty() && field("ContentSid").is_none() {
            return Err(20001);
        }
        if body.len() > MAX_CHAT_BODY_BYTES {
            return Err(20001);
        }
        let thread = request.path.rsplit('/').nth(1).unwrap_or_default();
        let body = self.text_of(request).into_owned();
        let index = self.count_in(thread);
        let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let common = json!({
            "sid": self.sids.next(prefix::CHAT_MESSAGE),
            "account_sid": self.account_sid,
            "body": body,
            "attributes": field("Attributes").unwrap_or("{}"),
            "date_created": date,
            "date_updated": date,
            "index": index,
        });
        let own = if request.product() == Some(Product::Chat) {
            json!({
                "service_sid": self.chat_service,
                "channel_sid": thread,
                "to": thread,
                "from": field("From").unwrap_or("system"),
                "type": "text",
            })
        } else {
            json!({
                "chat_service_sid": self.chat_service,
                "conversation_sid": thread,
                "author": field("Author").unwrap_or("system"),
            })
        };
        let members = [common, own].into_iter().filter_map(|part| match part {
            Value::Object(members) => Some(members),
            _ => None,
        });
        Ok(Value::Object(members.flatten().collect()))
    }
}

/// A template's text with its values. A place without a value stays as it is.
fn filled(text: &str, values: &Map<String, Value>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, behind)) = after.split_once("}}") else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        match values.get(name.trim()) {
            Some(Value::String(value)) => out.push_str(value),
            Some(value) => out.push_str(&value.to_string()),
            None => out.extend(["{{", name, "}}"]),
        }
        rest = behind;
    }
    out + rest
}

/// `HX… · 1 = Ann · 2 = Bob`.
fn unknown_template(sid: &str, values: &Map<String, Value>) -> String {
    let mut out = sid.to_owned();
    for (name, value) in values {
        match value {
            Value::String(value) => out.extend([" · ", name, " = ", value]),
            value => out.extend([" · ", name, " = ", &value.to_string()]),
        }
    }
    out
}

fn has_empty_value(variables: &str) -> bool {
    let values: Map<String, Value> = serde_json::from_str(variables).unwrap_or_default();
    values.values().any(|value| value.as_str().is_some_and(str::is_empty))
}

/// A field that holds something.
fn field<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let found = request.form.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

fn refusal(code: u32) -> Answer {
    let title = error_title(code).unwrap_or("the API refused the message");
    let body = json!({
        "code": code,
        "message": title,
        "more_info": crate::twilio::error::more_info(code),
        "status": 400,
    });
    Answer::Response(Response::of_json(400, body))
}
