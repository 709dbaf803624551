//! Programmable Chat v2, which Twilio has given up outside of Flex. Its services, channels and messages are those of
//! Conversations under other names.

use crate::api::operation::{Operation, Parameter};
use crate::twilio::Product;
use crate::twilio::sid::prefix;

use super::draft::{
    self, Draft, More as _, choice, json, list, long, sid, text, time, webhook_header, whole,
};

const HERE: Product = Product::Chat;
const CHANNELS: &str = "/v2/Services/{ServiceSid}/Channels";
const MESSAGES: &str = "/v2/Services/{ServiceSid}/Channels/{ChannelSid}/Messages";
const MEMBERS: &str = "/v2/Services/{ServiceSid}/Channels/{ChannelSid}/Members";
const HOOKS: &str = "/v2/Services/{ServiceSid}/Channels/{ChannelSid}/Webhooks";

/// What is said of each of them.
const GONE: &str = "Programmable Chat is given up: it works in Flex only, and new work belongs to Conversations, which \
    has the same SIDs.";

/// Its operations.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = messages();
    all.extend(channels());
    all.extend(members());
    all.extend(webhooks());
    all
}

fn finish(draft: Draft) -> Operation {
    draft.tags(&["Programmable Chat", "legacy"]).deprecated().done()
}

fn about(text: &str) -> String {
    format!("{text}\n{GONE}")
}

fn one(path: &str) -> String {
    format!("{path}/{{Sid}}")
}

fn messages() -> Vec<Operation> {
    let one = one(MESSAGES);
    let dates = || {
        vec![
            time("DateCreated", "When it was written, for messages taken over from elsewhere."),
            time("DateUpdated", "When it was edited last, for messages taken over from elsewhere."),
            text("LastUpdatedBy", "Who edited it last."),
            json("Attributes", "Data of your own: a text that holds JSON.")
                .json_checked(Some(50304))
                .kilobytes(4, 50303),
        ]
    };
    let fails = [(50304, "`Attributes` has to be valid JSON."), (50504, "Shorten `Body` to 32 KB.")];
    vec![
        finish(
            draft::post(HERE, "create-chat-message", MESSAGES, "Write a message in a chat channel")
                .about(&about("Adds a message to a channel. Its members see it at once."))
                .tags(&["Messages", "send", "create"])
                .with([
                    webhook_header("the message was written"),
                    text(
                        "From",
                        "Who the message is from: an identity, or any name; `system` where nothing is said.",
                    ),
                    long("Body", "The text. It may be empty.")
                        .kilobytes(32, 50504)
                        .example("Your table is booked."),
                    sid("MediaSid", prefix::MEDIA, Some(50510), "A medium that was uploaded before."),
                ])
                .with(dates())
                .one_of(
                    &["Body", "MediaSid"],
                    Some(50503),
                    "The message is empty: give it a Body or a MediaSid",
                )
                .example(&[("Body", "Your table is booked.")])
                .answers(201, "The message was stored", MESSAGE_FIELDS)
                .shows(MESSAGE)
                .fails(&fails)
                .fails(&[(50503, "Give a `Body` or a `MediaSid`.")]),
        ),
        finish(
            draft::get(HERE, "fetch-chat-message", &one, "Read a message of a chat channel")
                .about(&about("Gives one message."))
                .answers(200, "The message", MESSAGE_FIELDS)
                .shows(MESSAGE),
        ),
        finish(
            draft::post(HERE, "update-chat-message", &one, "Change a message of a chat channel")
                .about(&about("Changes what is given and leaves the rest."))
                .with([
                    webhook_header("the message was changed"),
                    text("From", "Who the message is from."),
                    long("Body", "The text.").kilobytes(32, 50504),
                ])
                .with(dates())
                .example(&[("Body", "Your table is booked.")])
                .answers(200, "The message as it is now", MESSAGE_FIELDS)
                .shows(MESSAGE)
                .fails(&fails),
        ),
        finish(
            draft::delete(HERE, "delete-chat-message", &one, "Remove a message of a chat channel")
                .about(&about("Removes the message; the indices of the others stay."))
                .with([webhook_header("the message was removed")]),
        ),
        finish(
            draft::get(HERE, "list-chat-messages", MESSAGES, "List the messages of a chat channel")
                .about(&about("Gives the messages page by page."))
                .with([choice("Order", &["asc", "desc"], "The oldest first, or the newest.")])
                .lists("messages", 100, MESSAGE),
        ),
    ]
}

fn channels() -> Vec<Operation> {
    let one = one(CHANNELS);
    let fields = || {
        vec![
            text("FriendlyName", "A name for people.").chars(64, None).example("Lobby"),
            text("UniqueName", "A name that addresses take in place of the SID.")
                .chars(64, None)
                .example("lobby"),
            json("Attributes", "Data of your own: a text that holds JSON.").json_checked(Some(50304)),
            time("DateCreated", "When it was made, for channels taken over from elsewhere."),
            time("DateUpdated", "When it was changed last, for channels taken over from elsewhere."),
            text("CreatedBy", "Who made it; `system` where nothing is said."),
        ]
    };
    let taken = [(50307, "Another channel of the service has this `UniqueName`.")];
    vec![
        finish(
            draft::post(HERE, "create-chat-channel", CHANNELS, "Create a chat channel")
                .about(&about("Makes an empty channel, which Conversations shows as a conversation."))
                .tags(&["Channels", "create"])
                .with([
                    webhook_header("the channel was made"),
                    choice("Type", &["public", "private"], "Who may see it; this cannot be changed later."),
                ])
                .with(fields())
                .example(&[("FriendlyName", "Lobby"), ("UniqueName", "lobby")])
                .answers(201, "The channel was made", CHANNEL_FIELDS)
                .shows(CHANNEL)
                .fails(&taken),
        ),
        finish(
            draft::get(HERE, "fetch-chat-channel", &one, "Read a chat channel")
                .about(&about("Gives a channel by its SID or its unique name."))
                .answers(200, "The channel", CHANNEL_FIELDS)
                .shows(CHANNEL),
        ),
        finish(
            draft::post(HERE, "update-chat-channel", &one, "Change a chat channel")
                .about(&about("Changes what is given and leaves the rest."))
                .with([webhook_header("the channel was changed")])
                .with(fields())
                .example(&[("FriendlyName", "Lobby")])
                .answers(200, "The channel as it is now", CHANNEL_FIELDS)
                .shows(CHANNEL)
                .fails(&taken),
        ),
        finish(
            draft::delete(HERE, "delete-chat-channel", &one, "Remove a chat channel")
                .about(&about("Removes the channel with all that is in it."))
                .with([webhook_header("the channel was removed")]),
        ),
        finish(
            draft::get(HERE, "list-chat-channels", CHANNELS, "List chat channels")
                .about(&about("Gives the channels of the service page by page."))
                .with([list("Type", "Only `public` or `private` ones.").example("public")])
                .lists("channels", 100, CHANNEL),
        ),
    ]
}

fn members() -> Vec<Operation> {
    let one = one(MEMBERS);
    let fields = || {
        vec![
            sid("RoleSid", prefix::ROLE, None, "The role in the channel."),
            whole("LastConsumedMessageIndex", "The index of the last message that was read.").example("0"),
            time("LastConsumptionTimestamp", "When it was read."),
            time("DateCreated", "When they joined, for channels taken over from elsewhere."),
            time("DateUpdated", "When they were changed last, for channels taken over from elsewhere."),
            json("Attributes", "Data of your own: a text that holds JSON.").json_checked(Some(50304)),
        ]
    };
    vec![
        finish(
            draft::post(HERE, "create-chat-member", MEMBERS, "Add a member to a chat channel")
                .about(&about("Adds a user to a channel, and makes the user where there is none."))
                .tags(&["Members", "join", "add"])
                .with([
                    webhook_header("the member was added"),
                    text("Identity", "Who it is.").required().chars(256, None).example("ann"),
                ])
                .with(fields())
                .answers(201, "The member was added", MEMBER_FIELDS)
                .shows(MEMBER)
                .fails(&[(50404, "This identity is a member of the channel already.")]),
        ),
        finish(
            draft::get(HERE, "fetch-chat-member", &one, "Read a member of a chat channel")
                .about(&about("Gives a member by its SID or its identity."))
                .answers(200, "The member", MEMBER_FIELDS)
                .shows(MEMBER),
        ),
        finish(
            draft::post(HERE, "update-chat-member", &one, "Change a member of a chat channel")
                .about(&about("Changes what is given and leaves the rest."))
                .with([webhook_header("the member was changed")])
                .with(fields())
                .example(&[("LastConsumedMessageIndex", "0")])
                .answers(200, "The member as it is now", MEMBER_FIELDS)
                .shows(MEMBER),
        ),
        finish(
            draft::delete(HERE, "delete-chat-member", &one, "Take a member out of a chat channel")
                .about(&about("Removes the member. What they wrote stays."))
                .with([webhook_header("the member was removed")]),
        ),
        finish(
            draft::get(HERE, "list-chat-members", MEMBERS, "List the members of a chat channel")
                .about(&about("Gives the members page by page."))
                .with([list("Identity", "Only these identities.").example("ann")])
                .lists("members", 100, MEMBER),
        ),
    ]
}

fn webhooks() -> Vec<Operation> {
    let one = one(HOOKS);
    vec![
        finish(
            draft::post(HERE, "create-chat-webhook", HOOKS, "Attach a flow or a webhook to a chat channel")
                .about(&about(
                    "Tells a Studio flow or an address what happens in the channel. A channel has at most five. What \
                     is done over REST is told only where its request has `X-Twilio-Webhook-Enabled: true`.",
                ))
                .tags(&["Webhooks", "Studio", "flow", "attach"])
                .with([choice("Type", &["webhook", "trigger", "studio"], "Who is told.").required().example("studio")])
                .with(hook_fields())
                .example(&[("Configuration.FlowSid", "FW…")])
                .answers(201, "The webhook was made", HOOK_FIELDS)
                .shows(HOOK)
                .fails(&[(50321, "The channel has five webhooks, which is all it may have.")]),
        ),
        finish(
            draft::get(HERE, "fetch-chat-webhook", &one, "Read a webhook of a chat channel")
                .about(&about("Gives one webhook."))
                .answers(200, "The webhook", HOOK_FIELDS)
                .shows(HOOK),
        ),
        finish(
            draft::post(HERE, "update-chat-webhook", &one, "Change a webhook of a chat channel")
                .about(&about("Changes what is given and leaves the rest."))
                .with(hook_fields())
                .example(&[("Configuration.FlowSid", "FW…")])
                .answers(200, "The webhook as it is now", HOOK_FIELDS)
                .shows(HOOK),
        ),
        finish(
            draft::delete(HERE, "delete-chat-webhook", &one, "Detach a flow or a webhook from a chat channel")
                .about(&about("Removes the webhook.")),
        ),
        finish(
            draft::get(HERE, "list-chat-webhooks", HOOKS, "List the webhooks of a chat channel")
                .about(&about("Gives the webhooks, which are at most five."))
                .lists("webhooks", 5, HOOK),
        ),
    ]
}

fn hook_fields() -> Vec<Parameter> {
    vec![
        sid(
            "Configuration.FlowSid",
            prefix::FLOW,
            None,
            "The flow that is told, where the type is `studio`.",
        ),
        text("Configuration.Url", "The address that is told, where the type is `webhook` or `trigger`."),
        choice(
            "Configuration.Method",
            &["GET", "POST"],
            "How the address is asked; in capital letters here.",
        ),
        list("Configuration.Filters", "What is told, such as `onMessageSent`. Repeat it for more."),
        list("Configuration.Triggers", "The words that a message has to hold, at most five."),
        whole("Configuration.RetryCount", "How often it is asked again where it did not answer.")
            .between(0, 3),
    ]
}

const MESSAGE_FIELDS: &str = "sid: The message: `IM` and 32 hexadecimal digits.
    account_sid: The account.
    service_sid: The service.
    channel_sid: The channel.
    to: The channel, once more.
    from: Who it is from.
    body?: The text.
    type: `text` or `media`.
    media?: The medium: one object, not a list as in Conversations.
    attributes: Text that holds JSON.
    index: The place in the channel, counted from 0; gaps are possible.
    was_edited: Whether it was changed.
    last_updated_by?: Who changed it last.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.";

const MESSAGE: &str = r#"{"sid": "IM…", "account_sid": "AC…", "service_sid": "IS…", "to": "CH…", "channel_sid": "CH…",
    "attributes": "{}", "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "last_updated_by": null, "was_edited": false, "from": "system", "body": "Your table is booked.", "index": 0,
    "type": "text", "media": null, "url": "https://chat.twilio.com/v2/Services/IS…/Channels/CH…/Messages/IM…"}"#;

const CHANNEL_FIELDS: &str = "sid: The channel: `CH` and 32 hexadecimal digits.
    account_sid: The account.
    service_sid: The service.
    friendly_name?: Its name for people.
    unique_name?: Its name for addresses.
    attributes: Text that holds JSON.
    type: `public` or `private`.
    created_by: Who made it.
    members_count: How many members it has.
    messages_count: How many messages it has.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.
    links: Addresses of its members, messages, invites and webhooks.";

const CHANNEL: &str = r#"{"sid": "CH…", "account_sid": "AC…", "service_sid": "IS…", "friendly_name": "Lobby",
    "unique_name": "lobby", "attributes": "{}", "type": "public", "date_created": "2026-11-22T09:30:00Z",
    "date_updated": "2026-11-22T09:30:00Z", "created_by": "system", "members_count": 0, "messages_count": 0,
    "url": "https://chat.twilio.com/v2/Services/IS…/Channels/CH…",
    "links": {"members": "https://chat.twilio.com/v2/Services/IS…/Channels/CH…/Members",
        "messages": "https://chat.twilio.com/v2/Services/IS…/Channels/CH…/Messages"}}"#;

const MEMBER_FIELDS: &str = "sid: The member: `MB` and 32 hexadecimal digits.
    account_sid: The account.
    service_sid: The service.
    channel_sid: The channel.
    identity: Who it is.
    role_sid: The role in the channel.
    attributes: Text that holds JSON.
    last_consumed_message_index?: The index of the last message that was read.
    last_consumption_timestamp?: When it was read.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.";

const MEMBER: &str = r#"{"sid": "MB…", "account_sid": "AC…", "channel_sid": "CH…", "service_sid": "IS…",
    "identity": "ann", "role_sid": "RL…", "attributes": "{}", "last_consumed_message_index": null,
    "last_consumption_timestamp": null, "date_created": "2026-11-22T09:30:00Z",
    "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://chat.twilio.com/v2/Services/IS…/Channels/CH…/Members/MB…"}"#;

const HOOK_FIELDS: &str = "sid: The webhook: `WH` and 32 hexadecimal digits.
    account_sid: The account.
    service_sid: The service.
    channel_sid: The channel.
    type: `webhook`, `trigger` or `studio`.
    configuration: What was set: `flow_sid`, or `url`, `method`, `filters`, `retry_count`.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.";

const HOOK: &str = r#"{"sid": "WH…", "account_sid": "AC…", "service_sid": "IS…", "channel_sid": "CH…", "type": "studio",
    "configuration": {"flow_sid": "FW…"}, "date_created": "2026-11-22T09:30:00Z",
    "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://chat.twilio.com/v2/Services/IS…/Channels/CH…/Webhooks/WH…"}"#;
