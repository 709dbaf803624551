//! Messages of conversations after they were written, and their delivery receipts.

use crate::api::operation::Operation;

use super::super::draft::{More as _, choice, json, long, text, time, webhook_header};
use super::scope::Scope;

/// Reading, changing and removing messages.
pub(super) fn operations(scope: Scope) -> Vec<Operation> {
    let all = "/Conversations/{ConversationSid}/Messages";
    let one = "/Conversations/{ConversationSid}/Messages/{Sid}";
    let receipts = "/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts";
    let message = scope.shown(MESSAGE);
    let receipt = scope.shown(RECEIPT);
    vec![
        scope
            .get(("list", "conversation-messages"), all, "List the messages of a conversation")
            .about("Gives the messages page by page, the oldest first unless `Order` says otherwise.")
            .tags(&["Conversations", "Messages", "history", "transcript"])
            .with([choice("Order", &["asc", "desc"], "The oldest first (`asc`, which is usual) or the newest first.")])
            .lists("messages", 100, &message)
            .done(),
        scope
            .get(("fetch", "conversation-message"), one, "Read a message of a conversation")
            .about("Gives one message, with how far it has come outside of chat.")
            .tags(&["Conversations", "Messages"])
            .answers(200, "The message", FIELDS)
            .shows(&message)
            .done(),
        scope
            .post(("update", "conversation-message"), one, "Change a message of a conversation")
            .about(
                "Changes what is given and leaves the rest. Chat users see the new text at once; what went out as SMS \
                 or over WhatsApp stays as it was sent.",
            )
            .tags(&["Conversations", "Messages", "edit"])
            .with([
                webhook_header("the message was changed"),
                text("Author", "Who the message is from.").chars(256, Some(50310)),
                long("Body", "The text of the message.").kilobytes(32, 50504).example("Your table is booked for Wednesday at 19:00."),
                json("Attributes", "Data of your own beside the text: a text that holds JSON.").json_checked(Some(50304)).kilobytes(4, 50303),
                time("DateCreated", "When the message was written, for messages taken over from elsewhere."),
                time("DateUpdated", "When the message was edited last, for messages taken over from elsewhere."),
                text("Subject", "The subject, where the message goes out as e-mail.").chars(256, None),
            ])
            .example(&[("Body", "Your table is booked for Wednesday at 19:00.")])
            .answers(200, "The message as it is now", FIELDS)
            .shows(&message.replace("Tuesday", "Wednesday"))
            .fails(&[
                (50377, "The conversation is closed, which is final. Nothing in it can be changed."),
                (50304, "`Attributes` has to be valid JSON: names and texts in double quotes."),
                (50504, "Shorten `Body` to 32 KB."),
            ])
            .done(),
        scope
            .delete(("delete", "conversation-message"), one, "Remove a message of a conversation")
            .about("Removes the message for everybody in chat. The indices of the others stay as they are.")
            .tags(&["Conversations", "Messages"])
            .with([webhook_header("the message was removed")])
            .fails(&[(50377, "The conversation is closed, which is final. Nothing in it can be changed.")])
            .done(),
        scope
            .get(("list", "conversation-message-receipts"), receipts, "List the delivery receipts of a message")
            .about("Gives a receipt for each participant outside of chat. A conversation of chat users alone has none.")
            .tags(&["Conversations", "Messages", "delivery", "status"])
            .lists("delivery_receipts", 50, &receipt)
            .done(),
        scope
            .get(("fetch", "conversation-message-receipt"), &format!("{receipts}/{{Sid}}"), "Read a delivery receipt")
            .about("Tells how far a message has come to one participant outside of chat.")
            .tags(&["Conversations", "Messages", "delivery", "status"])
            .answers(
                200,
                "The receipt",
                "sid: The receipt: `DY` and 32 hexadecimal digits.
                 account_sid: The account.
                 conversation_sid: The conversation.
                 message_sid: The message of the conversation.
                 channel_message_sid: The message that carried it: `SM…`, `MM…` or a channel's own.
                 participant_sid: Whom it went to.
                 status: `sent`, `delivered`, `read`, `failed` or `undelivered`.
                 error_code: The code of what went wrong; 0 where nothing did.
                 date_created: ISO 8601.
                 date_updated?: ISO 8601.
                 url: The receipt's own address.",
            )
            .shows(&receipt)
            .done(),
    ]
}

const FIELDS: &str = "sid: The message: `IM` and 32 hexadecimal digits.
    account_sid: The account.
    conversation_sid: The conversation.
    chat_service_sid: The service.
    body?: The text; with a content template, the rendered one.
    media?: A list of media, each with `sid`, `size`, `content_type` and `filename`.
    author: Who it is from.
    participant_sid?: The participant that the author is; none for `system`.
    attributes: Text that holds JSON, as it was sent.
    date_created: ISO 8601.
    date_updated?: ISO 8601.
    index: The place in the conversation, counted from 0; gaps are possible.
    delivery?: How far it has come outside of chat: `total`, and a word for each state.
    content_sid?: The content template.
    url: The message's own address.
    links: Addresses of its delivery receipts and its channel's metadata.";

const MESSAGE: &str = r#"{"sid": "IM…", "account_sid": "AC…", "chat_service_sid": "IS…", "conversation_sid": "CH…",
    "body": "Your table is booked for Tuesday at 19:00.", "media": null, "author": "system", "participant_sid": null,
    "attributes": "{}", "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z", "index": 0,
    "delivery": {"total": 1, "sent": "all", "delivered": "all", "read": "none", "failed": "none", "undelivered": "none"},
    "content_sid": null, "url": "@/Conversations/CH…/Messages/IM…",
    "links": {"delivery_receipts": "@/Conversations/CH…/Messages/IM…/Receipts",
        "channel_metadata": "@/Conversations/CH…/Messages/IM…/ChannelMetadata"}}"#;

const RECEIPT: &str = r#"{"sid": "DY…", "account_sid": "AC…", "chat_service_sid": "IS…", "conversation_sid": "CH…",
    "message_sid": "IM…", "channel_message_sid": "SM…", "participant_sid": "MB…", "status": "delivered", "error_code": 0,
    "date_created": "2026-11-22T09:30:01Z", "date_updated": "2026-11-22T09:30:04Z",
    "url": "@/Conversations/CH…/Messages/IM…/Receipts/DY…"}"#;
