//! Conversations v1, which Twilio calls "Conversations (classic)" by now.

mod messages;
mod people;
mod scope;
mod services;
mod threads;
mod webhooks;

use super::draft;
use crate::api::operation::{
    Answer, Body, Check, Kind, KnownError, OneOf, Operation, Output, Parameter, Place,
};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, Product};
use scope::Scope;

/// Its operations, the message first: most who come here want that.
pub(super) fn operations() -> Vec<Operation> {
    let mut all: Vec<Operation> = Scope::ALL.into_iter().map(create_message_in).collect();
    for scope in Scope::ALL {
        all.extend(messages::operations(scope));
        all.extend(threads::operations(scope));
        all.extend(people::operations(scope));
        all.extend(webhooks::operations(scope));
    }
    all.extend(services::operations());
    all
}

/// The message, in a service or in the default one.
fn create_message_in(scope: Scope) -> Operation {
    let mut operation = create_message();
    if scope == Scope::Default {
        operation.id = "create-conversation-message".to_owned();
        operation.path = "/v1/Conversations/{ConversationSid}/Messages".to_owned();
        operation.summary = scope.summary(&operation.summary);
        operation.description = operation
            .description
            .replace("a conversation of a service.", "a conversation of the account's default service.");
        operation.parameters.retain(|parameter| parameter.name != "ChatServiceSid");
        operation.example.retain(|(name, _)| name != "ChatServiceSid");
        operation.example_answer = operation.example_answer.replace(&draft::sids("/Services/IS…"), "");
    }
    operation
}

fn create_message() -> Operation {
    Operation {
        id: "create-service-conversation-message".to_owned(),
        product: Some(Product::Conversations),
        server: "https://conversations.twilio.com".to_owned(),
        method: Method::Post,
        path: "/v1/Services/{ChatServiceSid}/Conversations/{ConversationSid}/Messages".to_owned(),
        summary: "Write a message in a conversation".to_owned(),
        description: "Adds a message to a conversation of a service. Everybody in the conversation gets it: chat \
                      users at once, and participants outside of chat over their channel, such as SMS or \
                      WhatsApp.\n\
                      The body is form-encoded, not JSON. Webhooks, and with them Studio flows, hear of a message \
                      that was written over REST only where `X-Twilio-Webhook-Enabled` is `true`."
            .to_owned(),
        tags: ["Conversations", "Messages", "chat", "send", "create"].map(str::to_owned).to_vec(),
        parameters: parameters(),
        one_of: vec![OneOf {
            parameters: ["Body", "MediaSid", "ContentSid"].map(str::to_owned).to_vec(),
            code: Some(50503),
            message: "The message is empty: give it a Body, a MediaSid or a ContentSid. Unverified: that Twilio \
                      still refuses it"
                .to_owned(),
        }],
        answers: vec![Answer {
            status: 201,
            meaning: "The message was stored".to_owned(),
            fields: fields(),
            ..Answer::default()
        }],
        errors: errors(),
        example: [
            ("ChatServiceSid", "ISa1b2c3d4e5f60718293a4b5c6d7e8f90"),
            ("ConversationSid", "CHa1b2c3d4e5f60718293a4b5c6d7e8f90"),
            ("Body", "Your table is booked for Tuesday at 19:00."),
            ("Attributes", r#"{"importance": "high"}"#),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        example_answer: EXAMPLE_ANSWER.to_owned(),
        body: Body::form(),
        ..Operation::default()
    }
}

fn parameters() -> Vec<Parameter> {
    let choice = |choices: &[&str]| Kind::Choice(choices.iter().map(|choice| (*choice).to_owned()).collect());
    let form = "application/x-www-form-urlencoded";
    let mut parameters = vec![
        Parameter::new(
            Place::Path,
            "ConversationSid",
            Kind::Text,
            "The conversation: its SID, or the unique name that it was given.",
        )
        .required()
        .example("CHa1b2c3d4e5f60718293a4b5c6d7e8f90")
        .check(Check::SidOrName { prefix: prefix::CONVERSATION }),
        Parameter::new(Place::Path, "ChatServiceSid", Kind::Text, "The service that the conversation is in.")
            .required()
            .example("ISa1b2c3d4e5f60718293a4b5c6d7e8f90")
            .check(Check::Sid { prefix: prefix::CHAT_SERVICE, code: Some(20404) }),
        Parameter::new(
            Place::Header,
            "Content-Type",
            choice(&[form]),
            "How the body is written. Twilio takes form fields here, not JSON.",
        )
        .required()
        .default(form),
        Parameter::new(
            Place::Header,
            "X-Twilio-Webhook-Enabled",
            choice(&["true", "false"]),
            "Whether webhooks hear of this message, and with them a Studio flow that is attached to the \
             conversation. Without it a message over REST starts nothing, so that no flow answers itself.",
        )
        .default("false"),
    ];
    parameters.extend(body_parameters());
    parameters
}

fn body_parameters() -> Vec<Parameter> {
    let body = |name: &str, kind: Kind, help: &str| Parameter::new(Place::Body, name, kind, help);
    vec![
        body("Author", Kind::Text, "Who the message is from: the identity of a participant, or any name.")
            .default("system")
            .check(Check::MaxChars { limit: 256, code: Some(50310) }),
        body("Body", Kind::LongText, "The text of the message.")
            .example("Your table is booked for Tuesday at 19:00.")
            .check(Check::MaxBytes { limit: 32 * 1024, code: Some(50504) })
            .check(Check::WarnAbove {
                limit: 1600,
                message: "participants on SMS and WhatsApp do not get it, as these channels end there",
            })
            .check(Check::IgnoredWith { parameter: "ContentSid" }),
        body(
            "Attributes",
            Kind::Json,
            "Data of your own beside the text. It is a text that holds JSON, and comes back as the very text \
             that was sent; where none was, `{}` comes back.",
        )
        .example(r#"{"importance": "high"}"#)
        .check(Check::Json { code: Some(50304) })
        .check(Check::MaxBytes { limit: 4 * 1024, code: Some(50303) }),
        body(
            "ContentSid",
            Kind::Text,
            "A content template to send. Where it is given, `Body` and `MediaSid` are ignored.",
        )
        .example("HXa1b2c3d4e5f60718293a4b5c6d7e8f90")
        .check(Check::Sid { prefix: prefix::CONTENT, code: Some(50526) }),
        body(
            "ContentVariables",
            Kind::Json,
            "What the template's placeholders stand for: a JSON object from placeholder to text.",
        )
        .example(r#"{"1": "Tuesday"}"#)
        .check(Check::JsonObject { code: Some(50527), key: Some((16, 50540)), value: Some((256, 50541)) })
        .check(Check::Needs { parameter: "ContentSid", code: Some(50528) }),
        body(
            "MediaSid",
            Kind::Text,
            "A medium that was uploaded to the media service before. An address is refused: this resource has \
             no field for one.",
        )
        .example("MEa1b2c3d4e5f60718293a4b5c6d7e8f90")
        .check(Check::Sid { prefix: prefix::MEDIA, code: Some(50510) })
        .check(Check::IgnoredWith { parameter: "ContentSid" }),
        body("DateCreated", Kind::Time, "When the message was written, for messages taken over from elsewhere.")
            .example("2026-11-22T09:30:00Z")
            .check(Check::Time { code: Some(50308) }),
        body("DateUpdated", Kind::Time, "When the message was edited last, for messages taken over from elsewhere.")
            .example("2026-11-22T09:30:00Z")
            .check(Check::Time { code: Some(50309) }),
        body("Subject", Kind::Text, "The subject, where the message goes out as e-mail.")
            .check(Check::MaxChars { limit: 256, code: None }),
    ]
}

fn fields() -> Vec<Output> {
    let field = Output::new;
    vec![
        field("sid", "The message: `IM` and 32 hexadecimal digits."),
        field("account_sid", "The account."),
        field("chat_service_sid", "The service."),
        field("conversation_sid", "The conversation, by its SID even where it was named by its unique name."),
        field("body", "The text; with a content template, the rendered one.").nullable(),
        field("media", "A list of media, each with `sid`, `size`, `content_type` and `filename`.").nullable(),
        field("author", "Who it is from."),
        field("participant_sid", "The participant that the author is; none for `system`.").nullable(),
        field("attributes", "Text that holds JSON, as it was sent; `{}` where none was."),
        field("date_created", "ISO 8601."),
        field("date_updated", "ISO 8601; it may be null where the message was never edited.").nullable(),
        field("index", "The place in the conversation, counted from 0; gaps are possible."),
        field("delivery", "How far it has come outside of chat: `total`, and a word for each state.")
            .nullable(),
        field("content_sid", "The content template.").nullable(),
        field("url", "The message's own address."),
        field("links", "Addresses of its delivery receipts and its channel's metadata."),
    ]
}

fn errors() -> Vec<KnownError> {
    let error = KnownError::new;
    vec![
        error(
            20404,
            "The service or the conversation does not exist, or belongs to another account. Look at both fields \
             of the path: a conversation is found only below its own service.",
        ),
        error(20003, "Account SID and token do not belong together, or the API key was revoked."),
        error(20429, "Too many requests at once. Wait, then send again."),
        error(50303, "Shorten `Attributes` to 4 KB."),
        error(50304, "`Attributes` has to be valid JSON: names and texts in double quotes."),
        error(50308, "Write `DateCreated` as ISO 8601 with a zone."),
        error(50309, "Write `DateUpdated` as ISO 8601 with a zone."),
        error(50310, "Shorten `Author` to 256 characters."),
        error(50377, "The conversation is closed, which is final. Create another one."),
        error(50503, "Give the message a `Body`, a `MediaSid` or a `ContentSid`. Unverified."),
        error(50504, "Shorten `Body` to 32 KB, or send it in parts."),
        error(50510, "`MediaSid` is the SID of an uploaded medium, not its address."),
        error(50526, "`ContentSid` is `HX` and 32 hexadecimal digits."),
        error(50527, "`ContentVariables` has to be a JSON object."),
        error(50528, "Give a `ContentSid`, or leave `ContentVariables` out."),
        error(50529, "Shorten the values in `ContentVariables`: together they are too long."),
        error(50540, "Shorten the keys in `ContentVariables` to 16 characters."),
        error(50541, "Shorten the values in `ContentVariables` to 256 characters."),
    ]
}

const EXAMPLE_ANSWER: &str = r#"{
  "sid": "IMa1b2c3d4e5f60718293a4b5c6d7e8f90",
  "account_sid": "ACa1b2c3d4e5f60718293a4b5c6d7e8f90",
  "chat_service_sid": "ISa1b2c3d4e5f60718293a4b5c6d7e8f90",
  "conversation_sid": "CHa1b2c3d4e5f60718293a4b5c6d7e8f90",
  "body": "Your table is booked for Tuesday at 19:00.",
  "media": null,
  "author": "system",
  "participant_sid": null,
  "attributes": "{\"importance\": \"high\"}",
  "date_created": "2026-11-22T09:30:00Z",
  "date_updated": "2026-11-22T09:30:00Z",
  "index": 0,
  "delivery": null,
  "content_sid": null,
  "url": "https://conversations.twilio.com/v1/Services/ISa1b2c3d4e5f60718293a4b5c6d7e8f90/Conversations/CHa1b2c3d4e5f60718293a4b5c6d7e8f90/Messages/IMa1b2c3d4e5f60718293a4b5c6d7e8f90",
  "links": {
    "delivery_receipts": "https://conversations.twilio.com/v1/Services/ISa1b2c3d4e5f60718293a4b5c6d7e8f90/Conversations/CHa1b2c3d4e5f60718293a4b5c6d7e8f90/Messages/IMa1b2c3d4e5f60718293a4b5c6d7e8f90/Receipts",
    "channel_metadata": "https://conversations.twilio.com/v1/Services/ISa1b2c3d4e5f60718293a4b5c6d7e8f90/Conversations/CHa1b2c3d4e5f60718293a4b5c6d7e8f90/Messages/IMa1b2c3d4e5f60718293a4b5c6d7e8f90/ChannelMetadata"
  }
}"#;
