//! Services of Conversations, and the addresses that make conversations by themselves.

use crate::api::operation::{Operation, Parameter};
use crate::twilio::Product;
use crate::twilio::sid::prefix;

use super::super::draft::{self, More as _, choice, flag, list, sid, text, whole};

const HERE: Product = Product::Conversations;

/// Services, and configurations of addresses.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = services();
    all.extend(addresses());
    all
}

fn services() -> Vec<Operation> {
    let (all, one) = ("/v1/Services", "/v1/Services/{Sid}");
    vec![
        draft::post(HERE, "create-conversation-service", all, "Create a Conversations service")
            .about("Makes a space of its own for conversations, users and roles. Nothing is shared between services.")
            .tags(&["Conversations", "Services", "create"])
            .with([text("FriendlyName", "A name for people.").required().chars(256, None).example("Front desk")])
            .answers(201, "The service was made", SERVICE_FIELDS)
            .shows(SERVICE)
            .done(),
        draft::get(HERE, "fetch-conversation-service", one, "Read a Conversations service")
            .about("Gives one service.")
            .tags(&["Conversations", "Services"])
            .answers(200, "The service", SERVICE_FIELDS)
            .shows(SERVICE)
            .done(),
        draft::delete(HERE, "delete-conversation-service", one, "Remove a Conversations service")
            .about("Removes the service with all that is in it. This cannot be taken back.")
            .tags(&["Conversations", "Services"])
            .done(),
        draft::get(HERE, "list-conversation-services", all, "List Conversations services")
            .about("Gives the services of the account page by page; Programmable Chat's are the same ones.")
            .tags(&["Conversations", "Services"])
            .lists("services", 100, SERVICE)
            .done(),
    ]
}

fn addresses() -> Vec<Operation> {
    let (all, one) = ("/v1/Configuration/Addresses", "/v1/Configuration/Addresses/{Sid}");
    vec![
        draft::post(HERE, "create-configuration-address", all, "Let an address make conversations by itself")
            .about(
                "Where somebody writes to the address and is in no conversation yet, Twilio makes one and, if it is \
                 told to, attaches a flow or a webhook to it.",
            )
            .tags(&["Conversations", "Addresses", "Studio", "flow", "inbound", "create"])
            .with([
                choice("Type", &["sms", "whatsapp", "messenger", "gbm", "email", "rcs", "apple", "chat"], "The kind of address.")
                    .required()
                    .example("sms"),
                text("Address", "The address: a number, or a channel's prefix and a number.").required().example("+15005550006"),
            ])
            .with(configuration())
            .with([text("AddressCountry", "The country of the address, where it is a short code.").example("US")])
            .example(&[
                ("FriendlyName", "Front desk"),
                ("AutoCreation.Enabled", "true"),
                ("AutoCreation.Type", "studio"),
                ("AutoCreation.StudioFlowSid", "FW…"),
            ])
            .answers(201, "The configuration was made", ADDRESS_FIELDS)
            .shows(ADDRESS)
            .done(),
        draft::get(HERE, "fetch-configuration-address", one, "Read the configuration of an address")
            .about("Gives what happens when somebody writes to the address.")
            .tags(&["Conversations", "Addresses"])
            .answers(200, "The configuration", ADDRESS_FIELDS)
            .shows(ADDRESS)
            .done(),
        draft::post(HERE, "update-configuration-address", one, "Change the configuration of an address")
            .about("Changes what is given and leaves the rest.")
            .tags(&["Conversations", "Addresses"])
            .with(configuration())
            .example(&[("FriendlyName", "Front desk")])
            .answers(200, "The configuration as it is now", ADDRESS_FIELDS)
            .shows(ADDRESS)
            .done(),
        draft::delete(HERE, "delete-configuration-address", one, "Remove the configuration of an address")
            .about("Conversations are no longer made by themselves; those that are there stay.")
            .tags(&["Conversations", "Addresses"])
            .done(),
        draft::get(HERE, "list-configuration-addresses", all, "List the configurations of addresses")
            .about("Gives the configurations page by page.")
            .tags(&["Conversations", "Addresses"])
            .with([text("Type", "Only addresses of this kind, such as `sms`.").example("sms")])
            .lists("address_configurations", 50, ADDRESS)
            .done(),
    ]
}

fn configuration() -> Vec<Parameter> {
    vec![
        text("FriendlyName", "A name for people.").chars(256, None).example("Front desk"),
        flag("AutoCreation.Enabled", "Whether conversations are made by themselves."),
        choice("AutoCreation.Type", &["webhook", "studio", "default"], "Who is told of them."),
        sid(
            "AutoCreation.ConversationServiceSid",
            prefix::CHAT_SERVICE,
            None,
            "The service that they are made in.",
        ),
        text("AutoCreation.WebhookUrl", "The address that is told, where the type is `webhook`."),
        choice("AutoCreation.WebhookMethod", &["get", "post"], "How that address is asked."),
        list("AutoCreation.WebhookFilters", "What it is told, such as `onMessageAdded`. Repeat it for more."),
        sid(
            "AutoCreation.StudioFlowSid",
            prefix::FLOW,
            None,
            "The flow that is attached, where the type is `studio`.",
        ),
        whole(
            "AutoCreation.StudioRetryCount",
            "How often Studio is asked again where it did not answer: 0 to 3. Unverified limits.",
        ),
    ]
}

const SERVICE_FIELDS: &str = "sid: The service: `IS` and 32 hexadecimal digits.
    account_sid: The account.
    friendly_name: Its name.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.
    links: Addresses of its conversations, users, roles, bindings and configuration.";

const SERVICE: &str = r#"{"sid": "IS…", "account_sid": "AC…", "friendly_name": "Front desk",
    "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://conversations.twilio.com/v1/Services/IS…",
    "links": {"conversations": "https://conversations.twilio.com/v1/Services/IS…/Conversations",
        "users": "https://conversations.twilio.com/v1/Services/IS…/Users",
        "configuration": "https://conversations.twilio.com/v1/Services/IS…/Configuration"}}"#;

const ADDRESS_FIELDS: &str = "sid: The configuration: `IG` and 32 hexadecimal digits.
    account_sid: The account.
    type: The kind of address.
    address: The address.
    friendly_name?: Its name.
    auto_creation: `enabled`, `type`, and what belongs to the type.
    address_country?: The country of a short code.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.";

const ADDRESS: &str = r#"{"sid": "IG…", "account_sid": "AC…", "type": "sms", "address": "+15005550006",
    "friendly_name": "Front desk", "address_country": "US",
    "auto_creation": {"enabled": true, "type": "studio", "conversation_service_sid": "IS…", "studio_flow_sid": "FW…",
        "studio_retry_count": 3},
    "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://conversations.twilio.com/v1/Configuration/Addresses/IG…"}"#;
