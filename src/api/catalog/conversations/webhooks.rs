//! Webhooks of one conversation. This is how a Studio flow is attached to it.

use crate::api::operation::{Operation, Parameter};
use crate::twilio::sid::prefix;

use super::super::draft::{More as _, choice, list, sid, text, whole};
use super::scope::Scope;

/// Making, reading, changing and removing webhooks.
pub(super) fn operations(scope: Scope) -> Vec<Operation> {
    let all = "/Conversations/{ConversationSid}/Webhooks";
    let one = "/Conversations/{ConversationSid}/Webhooks/{Sid}";
    let shown = scope.shown(WEBHOOK);
    vec![
        scope
            .post(("create", "conversation-webhook"), all, "Attach a flow or a webhook to a conversation")
            .about(
                "Tells a Studio flow (`studio`), an address (`webhook`) or an address at certain words (`trigger`) \
                 what happens in this conversation. A conversation has at most five.\n\
                 Only what happened is told, never what is about to happen. What is done over REST is told only \
                 where its request has `X-Twilio-Webhook-Enabled: true`.",
            )
            .tags(&["Conversations", "Webhooks", "Studio", "flow", "attach"])
            .with([choice("Target", &["webhook", "trigger", "studio"], "Who is told: an address, an address at certain words, or a flow.")
                .required()
                .example("studio")])
            .with(configuration())
            .with([whole(
                "Configuration.ReplayAfter",
                "The index of a message: those after it are told at once, as if they came now.",
            )])
            .example(&[("Configuration.FlowSid", "FW…"), ("Configuration.Filters", "onMessageAdded")])
            .answers(201, "The webhook was made", FIELDS)
            .shows(&shown)
            .fails(&[
                (50361, "The conversation has five webhooks, which is all it may have. Remove one first."),
                (50367, "`Configuration.FlowSid` is `FW` and 32 hexadecimal digits."),
                (50372, "Shorten `Configuration.Url` to 512 characters."),
            ])
            .done(),
        scope
            .get(("fetch", "conversation-webhook"), one, "Read a webhook of a conversation")
            .about("Gives one webhook.")
            .tags(&["Conversations", "Webhooks"])
            .answers(200, "The webhook", FIELDS)
            .shows(&shown)
            .done(),
        scope
            .post(("update", "conversation-webhook"), one, "Change a webhook of a conversation")
            .about("Changes what is given and leaves the rest. What it is (`Target`) cannot be changed.")
            .tags(&["Conversations", "Webhooks"])
            .with(configuration())
            .example(&[("Configuration.FlowSid", "FW…")])
            .answers(200, "The webhook as it is now", FIELDS)
            .shows(&shown)
            .fails(&[(50367, "`Configuration.FlowSid` is `FW` and 32 hexadecimal digits.")])
            .done(),
        scope
            .delete(("delete", "conversation-webhook"), one, "Detach a flow or a webhook from a conversation")
            .about("Removes the webhook. An execution that runs goes on, and hears of nothing more.")
            .tags(&["Conversations", "Webhooks", "detach"])
            .done(),
        scope
            .get(("list", "conversation-webhooks"), all, "List the webhooks of a conversation")
            .about("Gives the webhooks of the conversation, which are at most five.")
            .tags(&["Conversations", "Webhooks"])
            .lists("webhooks", 5, &shown)
            .done(),
    ]
}

fn configuration() -> Vec<Parameter> {
    vec![
        sid(
            "Configuration.FlowSid",
            prefix::FLOW,
            Some(50367),
            "The flow that is told, where the target is `studio`.",
        ),
        text("Configuration.Url", "The address that is told, where the target is `webhook` or `trigger`.")
            .chars(512, Some(50372))
            .example("https://example.com/conversation"),
        choice("Configuration.Method", &["get", "post"], "How the address is asked; in small letters here."),
        list("Configuration.Filters", "What is told, such as `onMessageAdded`. Repeat it for more.")
            .example("onMessageAdded"),
        list(
            "Configuration.Triggers",
            "The words that a message has to hold, where the target is `trigger`. Repeat it for more.",
        ),
    ]
}

const FIELDS: &str = "sid: The webhook: `WH` and 32 hexadecimal digits.
    account_sid: The account.
    chat_service_sid: The service.
    conversation_sid: The conversation.
    target: `webhook`, `trigger` or `studio`.
    configuration: What was set: `flow_sid`, or `url`, `method`, `filters`, `triggers`.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: The webhook's own address.";

const WEBHOOK: &str = r#"{"sid": "WH…", "account_sid": "AC…", "chat_service_sid": "IS…", "conversation_sid": "CH…",
    "target": "studio", "configuration": {"flow_sid": "FW…"}, "date_created": "2026-11-22T09:30:00Z",
    "date_updated": "2026-11-22T09:30:00Z", "url": "@/Conversations/CH…/Webhooks/WH…"}"#;
