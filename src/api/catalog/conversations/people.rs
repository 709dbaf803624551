//! Who takes part in conversations: participants, and the users of a service.

use crate::api::operation::{Operation, Parameter};
use crate::twilio::sid::prefix;

use super::super::draft::{More as _, json, sid, text, time, webhook_header, whole};
use super::scope::Scope;

/// Participants of a conversation, and users of a service.
pub(super) fn operations(scope: Scope) -> Vec<Operation> {
    let mut all = participants(scope);
    all.extend(users(scope));
    all
}

fn participants(scope: Scope) -> Vec<Operation> {
    let all = "/Conversations/{ConversationSid}/Participants";
    let one = "/Conversations/{ConversationSid}/Participants/{Sid}";
    let shown = scope.shown(PARTICIPANT);
    vec![
        scope
            .post(("create", "conversation-participant"), all, "Add a participant to a conversation")
            .about(
                "Adds a chat user by `Identity`, or somebody with a phone by `MessagingBinding.Address` (theirs) and \
                 `MessagingBinding.ProxyAddress` (yours). For a group over MMS, a chat user has a \
                 `MessagingBinding.ProjectedAddress` as well.",
            )
            .tags(&["Conversations", "Participants", "add", "invite", "join"])
            .with([
                webhook_header("the participant was added"),
                text("Identity", "The identity of a chat user.").chars(256, None).example("ann"),
                text("MessagingBinding.Address", "The address outside of chat: a number, or `whatsapp:` and a number.")
                    .chars(256, Some(50407))
                    .example("+15551230001"),
                text("MessagingBinding.ProxyAddress", "The number of yours that they write to.")
                    .chars(256, Some(50408))
                    .needs("MessagingBinding.Address", None)
                    .example("+15005550006"),
                text("MessagingBinding.ProjectedAddress", "The number that a chat user is seen by in a group over MMS."),
            ])
            .with(common())
            .one_of(
                &["Identity", "MessagingBinding.Address", "MessagingBinding.ProjectedAddress"],
                Some(50204),
                "Nobody is named: give an Identity, or an address and your number",
            )
            .example(&[("Identity", "ann")])
            .answers(201, "The participant was added", FIELDS)
            .shows(&shown)
            .fails(&[
                (50433, "This identity takes part in the conversation already."),
                (
                    50416,
                    "This pair of address and your number is in another conversation, which the message names. Use \
                     that one, close it, or take another of your numbers.",
                ),
                (50407, "`MessagingBinding.Address` is no address: write it with `+` and country code."),
                (50408, "`MessagingBinding.ProxyAddress` is no address: write it with `+` and country code."),
                (50409, "Both addresses are the same."),
                (50413, "`MessagingBinding.ProxyAddress` is no number of this account."),
                (50204, "Give an `Identity`, or both addresses."),
                (50417, "The conversation has as many participants as it may."),
                (50377, "The conversation is closed, which is final."),
            ])
            .done(),
        scope
            .get(("fetch", "conversation-participant"), one, "Read a participant")
            .about("Gives one participant of a conversation.")
            .tags(&["Conversations", "Participants"])
            .answers(200, "The participant", FIELDS)
            .shows(&shown)
            .done(),
        scope
            .post(("update", "conversation-participant"), one, "Change a participant")
            .about("Changes what is given and leaves the rest, for example how far the participant has read.")
            .tags(&["Conversations", "Participants", "read"])
            .with([
                webhook_header("the participant was changed"),
                text("Identity", "The identity of a chat user.").chars(256, None),
                text("MessagingBinding.ProxyAddress", "The number of yours that they write to.").chars(256, Some(50408)),
                text("MessagingBinding.ProjectedAddress", "The number that a chat user is seen by in a group over MMS."),
                whole("LastReadMessageIndex", "The index of the last message that was read.").example("0"),
                text("LastReadTimestamp", "When it was read: ISO 8601.").example("2026-11-22T09:30:00Z"),
            ])
            .with(common())
            .example(&[("LastReadMessageIndex", "0"), ("LastReadTimestamp", "2026-11-22T09:30:00Z")])
            .answers(200, "The participant as it is now", FIELDS)
            .shows(&shown)
            .fails(&[(50304, "`Attributes` has to be valid JSON."), (50377, "The conversation is closed, which is final.")])
            .done(),
        scope
            .delete(("delete", "conversation-participant"), one, "Take a participant out of a conversation")
            .about("Removes the participant. What they wrote stays.")
            .tags(&["Conversations", "Participants", "remove", "leave"])
            .with([webhook_header("the participant was removed")])
            .done(),
        scope
            .get(("list", "conversation-participants"), all, "List the participants of a conversation")
            .about("Gives the participants page by page.")
            .tags(&["Conversations", "Participants"])
            .lists("participants", 100, &shown)
            .done(),
    ]
}

/// What can be set of every participant.
fn common() -> Vec<Parameter> {
    vec![
        json("Attributes", "Data of your own: a text that holds JSON.")
            .json_checked(Some(50304))
            .kilobytes(4, 50303),
        sid("RoleSid", prefix::ROLE, None, "The role, which says what they may do."),
        time("DateCreated", "When they joined, for conversations taken over from elsewhere."),
        time("DateUpdated", "When they were changed last, for conversations taken over from elsewhere."),
    ]
}

fn users(scope: Scope) -> Vec<Operation> {
    let (all, one) = ("/Users", "/Users/{Sid}");
    let shown = scope.shown(USER);
    let fields = || {
        vec![
            text("FriendlyName", "A name for people.").chars(256, None).example("Ann"),
            json("Attributes", "Data of your own: a text that holds JSON.").json_checked(Some(50304)),
            sid("RoleSid", prefix::ROLE, None, "The role in the service."),
        ]
    };
    vec![
        scope
            .post(("create", "user"), all, "Create a chat user")
            .about("Makes a user of the service. Adding a participant with a new identity makes one, too.")
            .tags(&["Conversations", "Users", "create"])
            .with([
                webhook_header("the user was made"),
                text("Identity", "What names the user everywhere, such as a name at login.")
                    .required()
                    .chars(256, None)
                    .example("ann"),
            ])
            .with(fields())
            .answers(201, "The user was made", USER_FIELDS)
            .shows(&shown)
            .fails(&[(50201, "There is a user with this identity already.")])
            .done(),
        scope
            .get(("fetch", "user"), one, "Read a chat user")
            .about("Gives a user by its SID or its identity.")
            .tags(&["Conversations", "Users"])
            .answers(200, "The user", USER_FIELDS)
            .shows(&shown)
            .done(),
        scope
            .post(("update", "user"), one, "Change a chat user")
            .about("Changes what is given and leaves the rest.")
            .tags(&["Conversations", "Users"])
            .with([webhook_header("the user was changed")])
            .with(fields())
            .example(&[("FriendlyName", "Ann")])
            .answers(200, "The user as it is now", USER_FIELDS)
            .shows(&shown)
            .fails(&[(50304, "`Attributes` has to be valid JSON.")])
            .done(),
        scope
            .delete(("delete", "user"), one, "Remove a chat user")
            .about("Removes the user from the service and from its conversations.")
            .tags(&["Conversations", "Users"])
            .with([webhook_header("the user was removed")])
            .done(),
        scope
            .get(("list", "users"), all, "List chat users")
            .about("Gives the users of the service page by page.")
            .tags(&["Conversations", "Users"])
            .lists("users", 50, &shown)
            .done(),
    ]
}

const FIELDS: &str = "sid: The participant: `MB` and 32 hexadecimal digits.
    account_sid: The account.
    chat_service_sid: The service.
    conversation_sid: The conversation.
    identity?: The identity of a chat user.
    attributes: Text that holds JSON.
    messaging_binding?: For somebody outside of chat: `type`, `address`, `proxy_address`.
    role_sid: The role.
    last_read_message_index?: The index of the last message that was read.
    last_read_timestamp?: When it was read.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: The participant's own address.";

const PARTICIPANT: &str = r#"{"sid": "MB…", "account_sid": "AC…", "chat_service_sid": "IS…", "conversation_sid": "CH…",
    "identity": "ann", "attributes": "{}", "messaging_binding": null, "role_sid": "RL…",
    "last_read_message_index": null, "last_read_timestamp": null, "date_created": "2026-11-22T09:30:00Z",
    "date_updated": "2026-11-22T09:30:00Z", "url": "@/Conversations/CH…/Participants/MB…"}"#;

const USER_FIELDS: &str = "sid: The user: `US` and 32 hexadecimal digits.
    account_sid: The account.
    chat_service_sid: The service.
    role_sid: The role in the service.
    identity: What names the user.
    friendly_name?: The name for people.
    attributes: Text that holds JSON.
    is_online?: Whether the user is connected; null where the service does not look.
    is_notifiable?: Whether a push message can reach the user; null where the service does not look.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: The user's own address.
    links: The address of the user's conversations.";

const USER: &str = r#"{"sid": "US…", "account_sid": "AC…", "chat_service_sid": "IS…", "role_sid": "RL…", "identity": "ann",
    "friendly_name": "Ann", "attributes": "{}", "is_online": null, "is_notifiable": null,
    "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z", "url": "@/Users/US…",
    "links": {"user_conversations": "@/Users/US…/Conversations"}}"#;
