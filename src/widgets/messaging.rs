//! What Send Message and Send & Wait For Reply share: their fields, the table of what they send, and what they
//! leave behind.
//!
//! | where the message goes | request | fields |
//! | --- | --- | --- |
//! | `service` and `channel` both render to something | Chat, `POST /v2/Services/{service}/Channels/{channel}/Messages` | `From`, `Body`, `Attributes` |
//! | a conversation began the execution | Conversations, `POST /v1/[Services/{service}/]Conversations/{conversation}/Messages` | `Author`, `Body` or `ContentSid` and `ContentVariables`, `Attributes` |
//! | otherwise | `POST /2010-04-01/Accounts/{account}/Messages.json` | `To`, `From` or `MessagingServiceSid`, `Body` and `MediaUrl` or `ContentSid` and `ContentVariables`, `ShortenUrls` |
//!
//! A field that renders to nothing is not sent.

use serde_json::{Map, Value, json};

use super::assumptions::{self, assume};
use super::field::{Choice, Field, FieldKind, JsonType, Limits, Section, When};
use super::run::{Answer, Send, Step, Summary, Trigger};
use super::widget_type::{Grade, OutputVariable};
use crate::flow::Widget;
use crate::flow::json::Json;
use crate::twilio::sid::prefix;
use crate::twilio::{ApiError, Method, Product, Request, is_sid};

/// The most characters that Twilio takes in the body of a message.
pub const MAX_BODY_CHARS: usize = 1600;
/// The most bytes in the body of a message to a chat channel or conversation.
pub const MAX_CHAT_BODY_BYTES: usize = 32 * 1024;

/// The value of `message_type` for a message whose text stands in the widget; also what a missing one means.
pub const CUSTOM: &str = "custom";
/// The value of `message_type` for a message made from a content template.
pub const CONTENT_TEMPLATE: &str = "content_template";

const IF_CUSTOM: Option<When> = Some(When::Is("message_type", &[CUSTOM]));
const IF_TEMPLATE: Option<When> = Some(When::Is("message_type", &[CONTENT_TEMPLATE]));

pub(super) const BODY: Field = Field {
    key: "body",
    label: "Message Body",
    kind: FieldKind::Text,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "Hello {{contact.channel.address}}",
    help: "The text that is sent. Twilio takes up to 1,600 characters (a chat channel 32 KB); what is longer \
           than one SMS is sent, and charged, in several segments.",
    limits: Limits { max_chars: Some(MAX_BODY_CHARS), range: None, max_items: None },
    condition: IF_CUSTOM,
    source: "schema, all public exports",
    ..Field::TEXT
};

pub(super) const FROM: Field = Field {
    key: "from",
    label: "Send Message From",
    kind: FieldKind::Sender,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""{{flow.channel.address}}""#),
    placeholder: "{{flow.channel.address}}",
    help: "Who the message comes from: one of your phone numbers, the SID of a Messaging Service, the sender of \
           a channel such as `whatsapp:+1…`, or an identity in a chat. The flow default is the address that the \
           contact wrote to.",
    source: "schema, all public exports",
    ..Field::TEXT
};

pub(super) const TO: Field = Field {
    key: "to",
    label: "Send Message To",
    kind: FieldKind::Recipient,
    required_in_console: true,
    default: Some(r#""{{contact.channel.address}}""#),
    placeholder: "{{contact.channel.address}}",
    help: "Who gets the message. The flow default is the contact that this execution is with.",
    source: "schema, all public exports",
    ..Field::TEXT
};

pub(super) const MESSAGE_TYPE: Field = Field {
    key: "message_type",
    label: "Message Type",
    kind: FieldKind::Choice(&[
        Choice { value: CUSTOM, label: "Custom message" },
        Choice { value: CONTENT_TEMPLATE, label: "Content template" },
    ]),
    template: false,
    help: "Whether the text stands here, or comes from a template that is kept at Twilio. WhatsApp takes \
           only templates outside of the 24 hours after the contact's last message.",
    source: "schema, public exports",
    default: Some(r#""custom""#),
    when_absent: Some(r#""custom""#),
    ..Field::TEXT
};

pub(super) const CONTENT_SID: Field = Field {
    key: "content_sid",
    label: "Content Template SID",
    kind: FieldKind::Sid(&[prefix::CONTENT]),
    placeholder: "HX…",
    help: "Which content template: its SID, `HX` and 32 hexadecimal digits.",
    condition: IF_TEMPLATE,
    source: "schema, public exports",
    ..Field::TEXT
};

pub(super) const CONTENT_VARIABLES: Field = Field {
    key: "content_variables",
    label: "Content Variables",
    kind: FieldKind::KeyValues("Placeholder", "Value"),
    help: "What stands for each placeholder of the template: the bare number or name as the key, any text as the \
           value. A value that renders to nothing makes Twilio refuse the message.",
    condition: IF_TEMPLATE,
    source: "schema, public exports",
    ..Field::LIST
};

pub(super) const MEDIA_URL: Field = Field {
    key: "media_url",
    label: "Media URL",
    kind: FieldKind::Url,
    placeholder: "https://demo.twilio.com/owl.png",
    help: "The public address of a picture or file to send along (MMS, WhatsApp). Twilio fetches it from there.",
    condition: IF_CUSTOM,
    source: "schema, docs, public exports",
    ..Field::TEXT
};

pub(super) const SHORTEN_URLS: Field = Field {
    key: "shorten_urls",
    label: "Use Link Shortening",
    section: Section::Advanced,
    help: "Shortens links in the text. It needs a Messaging Service that is set up for it; Studio looks for one in \
           Send Message From, then in the flow's address, then in the message that began the execution.",
    grade: Grade::B,
    source: "docs, one public export",
    when_absent: Some("false"),
    ..Field::BOOLEAN
};

pub(super) const SERVICE: Field = Field {
    key: "service",
    label: "Programmable Chat Service",
    kind: FieldKind::Sid(&[prefix::CHAT_SERVICE]),
    default: Some(r#""{{trigger.message.InstanceSid}}""#),
    placeholder: "{{trigger.message.InstanceSid}}",
    help: "Only for chats: the service that the channel belongs to. Without effect where this or the channel \
           renders to nothing, as it does for SMS.",
    section: Section::ProgrammableChat,
    source: "schema, public exports",
    ..Field::TEXT
};

pub(super) const CHANNEL: Field = Field {
    key: "channel",
    label: "Programmable Chat Channel",
    kind: FieldKind::Sid(&[prefix::CONVERSATION]),
    default: Some(r#""{{trigger.message.ChannelSid}}""#),
    placeholder: "{{trigger.message.ChannelSid}}",
    help: "Only for chats: the channel to write into. Without effect where this or the service renders to \
           nothing, as it does for SMS.",
    section: Section::ProgrammableChat,
    source: "schema, public exports",
    ..Field::TEXT
};

pub(super) const ATTRIBUTES: Field = Field {
    key: "attributes",
    label: "Message Attributes",
    kind: FieldKind::Json,
    placeholder: "{}",
    help: "Only for chats: data that goes along with the message, as valid JSON of at most 4 KB.",
    section: Section::ProgrammableChat,
    source: "schema, public exports",
    ..Field::TEXT
};

const fn output(path: &'static str, kind: &'static str, help: &'static str, grade: Grade) -> OutputVariable {
    OutputVariable { path, kind, help, grade }
}

/// What both leave under `outbound`; Send & Wait For Reply adds what came in.
pub(super) const OUTBOUND: [OutputVariable; 24] = [
    output("outbound.Sid", "string", "The message's SID", Grade::A),
    output("outbound.To", "string", "The recipient; the channel's SID in a chat", Grade::A),
    output("outbound.From", "string", "The sender; empty while a Messaging Service chooses one", Grade::A),
    output("outbound.Body", "string", "The text as it was sent", Grade::A),
    output(
        "outbound.Status",
        "string",
        "The status when the message was taken: `queued`, `accepted`",
        Grade::A,
    ),
    output("outbound.ErrorCode", "integer", "Twilio's error code, where it was refused", Grade::C),
    output("outbound.ErrorMessage", "string", "Twilio's words for it", Grade::C),
    output("outbound.AccountSid", "string", "Your account's SID", Grade::C),
    output("outbound.MessagingServiceSid", "string", "The Messaging Service, where one sends", Grade::C),
    output("outbound.NumMedia", "string", "How many media go along", Grade::C),
    output("outbound.NumSegments", "string", "How many SMS segments it takes", Grade::C),
    output("outbound.Direction", "string", "Always `outbound-api`", Grade::C),
    output("outbound.ApiVersion", "string", "The API's version", Grade::C),
    output("outbound.DateCreated", "string", "When the message was made", Grade::C),
    output("outbound.DateUpdated", "string", "When it last changed", Grade::C),
    output("outbound.ConversationSid", "string", "Conversations: the conversation", Grade::C),
    output("outbound.Author", "string", "Conversations: who wrote it", Grade::C),
    output("outbound.Index", "integer", "Conversations: its number in the conversation", Grade::C),
    output("outbound.Attributes", "string", "Chats and conversations: its attributes as JSON", Grade::C),
    output("outbound.Media", "array", "Conversations: its media", Grade::C),
    output("outbound.ParticipantSid", "string", "Conversations: the participant who wrote it", Grade::C),
    output("outbound.ChatServiceSid", "string", "Conversations: the service", Grade::C),
    output("outbound.ServiceSid", "string", "Chat: the service", Grade::C),
    output("outbound.ChannelSid", "string", "Chat: the channel", Grade::C),
];

/// Puts together what the widget sends to `to`, by the table of this module.
pub(super) fn compose(step: &mut Step<'_>, to: &str) -> Send {
    let service = step.render("service").trim().to_owned();
    let channel = step.render("channel").trim().to_owned();
    if !service.is_empty() && !channel.is_empty() {
        return to_channel(step, &service, &channel);
    }
    let conversation = match step.scope.trigger() {
        Trigger::Conversation => variable(step, &["trigger", "conversation", "ConversationSid"]),
        _ => String::new(),
    };
    if conversation.is_empty() { to_address(step, to) } else { to_conversation(step, &conversation) }
}

fn to_channel(step: &mut Step<'_>, service: &str, channel: &str) -> Send {
    let from = step.render("from").trim().to_owned();
    let mut body = step.render("body");
    let attributes = step.render("attributes");
    if is_content_template(step) {
        step.scope.warn(None, "a chat channel takes no content template".to_owned());
        if assume(step.scope, assumptions::TEMPLATE_ON_CHAT) == "no-text" {
            body.clear();
        }
    }
    media_to_a_thread(step, &mut body);
    let path = format!("/v2/Services/{}/Channels/{}/Messages", segment(service), segment(channel));
    let mut request = Request::new(Product::Chat, Method::Post, path);
    for (name, value) in [("From", &from), ("Body", &body), ("Attributes", &attributes)] {
        request = with(request, name, value);
    }
    Send { request, summary: Summary { from, to: channel.to_owned(), body, media: Vec::new() } }
}

fn to_conversation(step: &mut Step<'_>, conversation: &str) -> Send {
    let mut author = step.render("from").trim().to_owned();
    if assume(step.scope, assumptions::CONVERSATION_AUTHOR) == "system" {
        author.clear();
    }
    let service = variable(step, &["trigger", "conversation", "ChatServiceSid"]);
    let scoped = if service.is_empty() { String::new() } else { format!("/Services/{}", segment(&service)) };
    let path = format!("/v1{scoped}/Conversations/{}/Messages", segment(conversation));
    let mut request = with(Request::new(Product::Conversations, Method::Post, path), "Author", &author);
    let mut body = String::new();
    if is_content_template(step) {
        request = with_template(step, request);
    } else {
        body = step.render("body");
        media_to_a_thread(step, &mut body);
        request = with(request, "Body", &body);
    }
    let attributes = step.render("attributes");
    request = with(request, "Attributes", &attributes);
    if author.is_empty() {
        "system".clone_into(&mut author);
    }
    Send { request, summary: Summary { from: author, to: conversation.to_owned(), body, media: Vec::new() } }
}

fn to_address(step: &mut Step<'_>, to: &str) -> Send {
    let from = step.render("from").trim().to_owned();
    let path = format!("/2010-04-01/Accounts/{}/Messages.json", segment(step.scope.account_sid()));
    let mut request = with(Request::new(Product::Api, Method::Post, path), "To", to);
    let shorten = step.widget.property("shorten_urls").is_some_and(|json| json.to_value() == json!(true));
    if is_sid(&from, prefix::MESSAGING_SERVICE) {
        request = with(request, "MessagingServiceSid", &from);
    } else {
        request = with(request, "From", &from);
        if shorten {
            let service = [["flow", "channel", "address"], ["trigger", "message", "MessagingServiceSid"]]
                .iter()
                .map(|path| variable(step, path))
                .find(|sid| is_sid(sid, prefix::MESSAGING_SERVICE));
            match service {
                Some(service) => request = with(request, "MessagingServiceSid", &service),
                None => step.scope.warn(
                    None,
                    "link shortening needs a Messaging Service, and there is none to send from".to_owned(),
                ),
            }
        }
    }
    let mut summary = Summary { from, to: to.to_owned(), ..Summary::default() };
    if is_content_template(step) {
        request = with_template(step, request);
    } else {
        summary.body = step.render("body");
        request = with(request, "Body", &summary.body);
        let media = step.render("media_url").trim().to_owned();
        request = with(request, "MediaUrl", &media);
        summary.media = Some(media).filter(|url| !url.is_empty()).into_iter().collect();
    }
    if shorten {
        request = request.field("ShortenUrls", "true");
    }
    Send { request, summary }
}

/// Whether the widget's message comes from a content template.
pub fn is_from_template(widget: &Widget) -> bool {
    widget.property_text("message_type").is_some_and(|kind| kind.trim() == CONTENT_TEMPLATE)
}

fn is_content_template(step: &Step<'_>) -> bool {
    is_from_template(step.widget)
}

fn with(request: Request, name: &str, value: &str) -> Request {
    if value.is_empty() { request } else { request.field(name, value) }
}

/// `ContentSid`, and `ContentVariables` as one JSON object in a string.
fn with_template(step: &mut Step<'_>, request: Request) -> Request {
    let sid = step.render("content_sid").trim().to_owned();
    let widget = step.widget;
    let mut variables = Map::new();
    for entry in widget.property("content_variables").and_then(Json::as_array).unwrap_or_default() {
        let text = |key: &str| entry.get(key).and_then(Json::as_text).unwrap_or_default().into_owned();
        // Both `1` and `{{1}}` are told of; the endpoint takes the bare one.
        let key = text("key").trim().trim_start_matches("{{").trim_end_matches("}}").trim().to_owned();
        if key.is_empty() {
            continue;
        }
        let value = step.scope.render("content_variables", &text("value"));
        variables.insert(key, Value::String(value));
    }
    let request = with(request, "ContentSid", &sid);
    if variables.is_empty() {
        request
    } else {
        request.field("ContentVariables", Value::Object(variables).to_string())
    }
}

/// A chat or conversation takes media by SID, not by URL.
fn media_to_a_thread(step: &mut Step<'_>, body: &mut String) {
    let url = step.render("media_url").trim().to_owned();
    if url.is_empty() {
        return;
    }
    if assume(step.scope, assumptions::MEDIA_IN_CONVERSATION) == "in-text" {
        let line = if body.is_empty() { "" } else { "\n" };
        body.push_str(line);
        body.push_str(&url);
    } else {
        let message = "a chat or conversation takes media by SID, not by URL: the media is left out";
        step.scope.warn(None, message.to_owned());
    }
}

/// A variable as trimmed text; empty where there is none.
pub(super) fn variable(step: &Step<'_>, path: &[&str]) -> String {
    match step.scope.variable(path) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// One segment of a path. Dots alone would lead to another path, so they are dropped.
fn segment(text: &str) -> String {
    if text.chars().all(|char| char == '.') {
        return String::new();
    }
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// What became of a message that was sent.
pub(super) enum Sent {
    /// Twilio took it; what stands under `outbound` now.
    Taken(Map<String, Value>),
    /// Twilio refused it; what stands under `outbound` now.
    Refused(Map<String, Value>),
    /// There was no answer: nothing is stored.
    Lost,
}

/// Reads the answer to a message, and warns where it was not taken. `sent` is the step's memory of what went out.
pub(super) fn read_answer(step: &mut Step<'_>, answer: &Answer) -> Sent {
    let response = match answer {
        Answer::Response(response) => response,
        Answer::Unreachable(why) | Answer::Withheld(why) => {
            step.scope.warn(Some(81011), format!("the message could not be sent: {why}"));
            return Sent::Lost;
        }
        Answer::Done(_) => return Sent::Lost,
    };
    let Some(error) = response.api_error() else {
        return Sent::Taken(outbound_of(response.json.as_ref(), step.memory));
    };
    step.scope.warn(Some(81011), format!("the message could not be sent: {error}"));
    match assume(step.scope, assumptions::FAILURE_OUTPUTS) {
        "nothing" => Sent::Lost,
        "error" => Sent::Refused(refused(&Value::Null, &error)),
        _ => {
            let mut outbound = refused(step.memory, &error);
            outbound.insert("Status".to_owned(), json!("failed"));
            Sent::Refused(outbound)
        }
    }
}

/// What stays under `outbound` of a message that was taken and did not arrive, and the warning.
pub(super) fn undelivered(step: &mut Step<'_>, code: u32) -> Map<String, Value> {
    step.scope.warn(Some(81011), format!("the message was taken but not delivered: error {code}"));
    let mut outbound = step.memory.as_object().cloned().unwrap_or_default();
    outbound.insert("Status".to_owned(), json!("undelivered"));
    outbound.insert("ErrorCode".to_owned(), json!(code));
    outbound
}

/// What is remembered of a message while its answer is awaited.
pub(super) fn remember(send: &Send) -> Value {
    json!({"To": send.summary.to, "From": send.summary.from, "Body": send.summary.body})
}

fn refused(sent: &Value, error: &ApiError) -> Map<String, Value> {
    let mut outbound = sent.as_object().cloned().unwrap_or_default();
    if let Some(code) = error.code {
        outbound.insert("ErrorCode".to_owned(), json!(code));
    }
    outbound.insert("ErrorMessage".to_owned(), json!(error.message));
    outbound
}

/// The answer's keys as Studio spells them: `num_segments` is `NumSegments`. Links lead nowhere from inside a flow.
fn outbound_of(answer: Option<&Value>, sent: &Value) -> Map<String, Value> {
    let Some(answer) = answer.and_then(Value::as_object) else {
        return sent.as_object().cloned().unwrap_or_default();
    };
    answer
        .iter()
        .filter(|(key, value)| {
            !value.is_null() && !matches!(&***key, "uri" | "url" | "links" | "subresource_uris")
        })
        .map(|(key, value)| (pascal_case(key), value.clone()))
        .collect()
}

fn pascal_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for word in key.split('_') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

/// `outbound` and, where something came in, `inbound`.
pub(super) fn outputs(
    outbound: Map<String, Value>,
    inbound: Option<Map<String, Value>>,
) -> Map<String, Value> {
    let mut outputs = Map::new();
    if let Some(inbound) = inbound {
        outputs.insert("inbound".to_owned(), Value::Object(inbound));
    }
    if !outbound.is_empty() {
        outputs.insert("outbound".to_owned(), Value::Object(outbound));
    }
    outputs
}

/// What older exports have where newer ones write a string.
pub(super) const TEXT_OR_NUMBER: &[JsonType] = &[JsonType::String, JsonType::Integer];
