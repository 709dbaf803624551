//! Conversations themselves.

use crate::api::operation::{Operation, Parameter};
use crate::twilio::sid::prefix;

use super::super::draft::{More as _, choice, json, list, sid, text, time, webhook_header};
use super::scope::Scope;

/// Making, reading, changing and removing conversations.
pub(super) fn operations(scope: Scope) -> Vec<Operation> {
    let (all, one) = ("/Conversations", "/Conversations/{Sid}");
    let shown = scope.shown(CONVERSATION);
    let listed = scope.shown(LISTED);
    vec![
        scope
            .post(("create", "conversation"), all, "Create a conversation")
            .about(
                "Makes an empty conversation. Nothing has to be given; a `UniqueName` lets it be found without its \
                 SID. Participants and webhooks are added afterwards.",
            )
            .tags(&["Conversations", "create", "chat"])
            .with([webhook_header("the conversation was made")])
            .with(fields())
            .example(&[("FriendlyName", "Table for Tuesday"), ("UniqueName", "table-tuesday")])
            .answers(201, "The conversation was made", FIELDS)
            .shows(&shown)
            .fails(&ERRORS)
            .fails(&[(50384, "A conversation cannot be made in the state `closed`.")])
            .done(),
        scope
            .get(("fetch", "conversation"), one, "Read a conversation")
            .about("Gives a conversation by its SID or its unique name.")
            .tags(&["Conversations"])
            .answers(200, "The conversation", FIELDS)
            .shows(&shown)
            .done(),
        scope
            .post(("update", "conversation"), one, "Change a conversation")
            .about("Changes what is given and leaves the rest. Setting `State` to `closed` is final.")
            .tags(&["Conversations", "close", "state"])
            .with([webhook_header("the conversation was changed")])
            .with(fields())
            .example(&[("FriendlyName", "Table for Wednesday")])
            .answers(200, "The conversation as it is now", FIELDS)
            .shows(&shown.replace("Tuesday", "Wednesday"))
            .fails(&ERRORS)
            .fails(&[(50377, "The conversation is closed, which is final. Create another one.")])
            .done(),
        scope
            .delete(("delete", "conversation"), one, "Remove a conversation")
            .about("Removes the conversation with its messages, participants and webhooks.")
            .tags(&["Conversations"])
            .with([webhook_header("the conversation was removed")])
            .done(),
        scope
            .get(("list", "conversations"), all, "List conversations")
            .about("Gives the conversations page by page, those of a state or a time where it is asked for.")
            .tags(&["Conversations"])
            .with([
                text("StartDate", "Only those made on or after this day, in UTC.").example("2026-11-01"),
                text("EndDate", "Only those made on or before this day, in UTC.").example("2026-11-30"),
                state("Only those in this state."),
            ])
            .lists("conversations", 100, &shown)
            .done(),
        scope
            .post(
                ("create", "conversation-with-participants"),
                "/ConversationWithParticipants",
                "Create a conversation with its participants",
            )
            .about(
                "Makes a conversation and adds participants in one request. Each `Participant` is a JSON object with \
                 `identity`, or with `messaging_binding` and in it `address` and `proxy_address`.",
            )
            .tags(&["Conversations", "Participants", "create", "group"])
            .with([webhook_header("the conversation was made")])
            .with(fields())
            .with([list("Participant", "A participant: a text that holds a JSON object. Repeat it for more.")
                .example(r#"{"identity": "ann"}"#)])
            .example(&[("FriendlyName", "Table for Tuesday"), ("Participant", r#"{"identity": "ann"}"#)])
            .answers(201, "The conversation and its participants were made", FIELDS)
            .answers(202, "The conversation was made, and its participants are being added", FIELDS)
            .shows(&shown)
            .fails(&ERRORS)
            .done(),
        scope
            .get(
                ("list", "participant-conversations"),
                "/ParticipantConversations",
                "Find the conversations of a participant",
            )
            .about("Gives the conversations that a chat user, or an address such as a phone number, takes part in.")
            .tags(&["Conversations", "Participants", "find", "search"])
            .with([
                text("Identity", "The identity of a chat user.").example("ann"),
                text("Address", "An address outside of chat, such as `+15551230001` or `whatsapp:+15551230001`.")
                    .example("+15551230001"),
            ])
            .one_of(&["Identity", "Address"], None, "Give an Identity or an Address. Unverified: with which code Twilio refuses neither")
            .example(&[("Identity", "ann")])
            .lists("conversations", 50, &listed)
            .done(),
    ]
}

fn state(help: &str) -> Parameter {
    choice("State", &["initializing", "inactive", "active", "closed"], help)
}

/// The fields of a conversation that can be set.
fn fields() -> Vec<Parameter> {
    vec![
        text("FriendlyName", "A name for people.").chars(256, None).example("Table for Tuesday"),
        text("UniqueName", "A name that addresses take in place of the SID; unique in its service.")
            .chars(256, None)
            .example("table-tuesday"),
        json("Attributes", "Data of your own: a text that holds JSON.").json_checked(Some(50304)).kilobytes(16, 50303).example(r#"{"topic": "table"}"#),
        sid("MessagingServiceSid", prefix::MESSAGING_SERVICE, None, "The Messaging Service that its messages outside of chat go out by."),
        time("DateCreated", "When it was made, for conversations taken over from elsewhere."),
        time("DateUpdated", "When it was changed last, for conversations taken over from elsewhere."),
        state("What it is in. `closed` is final: nothing in it can be changed any more."),
        text("Timers.Inactive", "After how long without a message it becomes `inactive`: a duration of ISO 8601, at least `PT1M`.")
            .example("PT1H"),
        text("Timers.Closed", "After how long without a message it becomes `closed`: a duration of ISO 8601, at least `PT10M`.")
            .example("P1D"),
        text("Bindings.Email.Address", "The address that its e-mail goes out by."),
        text("Bindings.Email.Name", "The name that its e-mail goes out by."),
    ]
}

const ERRORS: [(u32, &str); 3] = [
    (
        50353,
        "Another conversation of the service has this `UniqueName`. Take another one, or use that conversation.",
    ),
    (50304, "`Attributes` has to be valid JSON: names and texts in double quotes."),
    (50303, "Shorten `Attributes` to 16 KB."),
];

const FIELDS: &str = "sid: The conversation: `CH` and 32 hexadecimal digits.
    account_sid: The account.
    chat_service_sid: The service.
    messaging_service_sid?: The Messaging Service.
    friendly_name?: Its name for people.
    unique_name?: Its name for addresses.
    attributes: Text that holds JSON.
    state: `initializing`, `active`, `inactive` or `closed`.
    timers: `date_inactive` and `date_closed`, where timers are set; else an empty object.
    bindings?: How it is bound to e-mail; else an empty object.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.
    links: Addresses of its participants, messages and webhooks.";

const CONVERSATION: &str = r#"{"sid": "CH…", "account_sid": "AC…", "chat_service_sid": "IS…",
    "messaging_service_sid": "MG…", "friendly_name": "Table for Tuesday", "unique_name": "table-tuesday",
    "attributes": "{}", "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "state": "active", "timers": {}, "bindings": {}, "url": "@/Conversations/CH…",
    "links": {"participants": "@/Conversations/CH…/Participants", "messages": "@/Conversations/CH…/Messages",
        "webhooks": "@/Conversations/CH…/Webhooks", "export": "@/Conversations/CH…/Export"}}"#;

const LISTED: &str = r#"{"account_sid": "AC…", "chat_service_sid": "IS…", "participant_sid": "MB…",
    "participant_user_sid": "US…", "participant_identity": "ann", "participant_messaging_binding": null,
    "conversation_sid": "CH…", "conversation_unique_name": "table-tuesday",
    "conversation_friendly_name": "Table for Tuesday", "conversation_attributes": "{}",
    "conversation_date_created": "2026-11-22T09:30:00Z", "conversation_date_updated": "2026-11-22T09:30:00Z",
    "conversation_created_by": "system", "conversation_state": "active", "conversation_timers": {},
    "links": {"participant": "@/Conversations/CH…/Participants/MB…", "conversation": "@/Conversations/CH…"}}"#;
