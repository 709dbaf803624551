//! Content v1: templates of messages, and their approval by WhatsApp. Its bodies are JSON.

use crate::api::operation::{Kind, Operation, Parameter, Place};
use crate::twilio::Product;

use super::draft::{self, choice, text};

const HERE: Product = Product::Content;
const ALL: &str = "/v1/Content";
const ONE: &str = "/v1/Content/{Sid}";

/// Its operations.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        draft::post(HERE, "create-content", ALL, "Create a content template")
            .about(
                "Makes a template for messages. The body is JSON here, and its names are in small letters. `types` \
                 holds the template in one or more shapes, such as `twilio/text`; a channel takes the best that it can \
                 show.",
            )
            .tags(&["Content", "templates", "WhatsApp", "create"])
            .json()
            .with(fields(true))
            .example(&[("friendly_name", "table_booked"), ("variables", VARIABLES)])
            .answers(201, "The template was made", FIELDS)
            .shows(SHOWN)
            .done(),
        draft::get(HERE, "fetch-content", ONE, "Read a content template")
            .about("Gives one template.")
            .tags(&["Content", "templates"])
            .answers(200, "The template", FIELDS)
            .shows(SHOWN)
            .done(),
        draft::put(HERE, "update-content", ONE, "Replace a content template")
            .about("Replaces the shapes of a template. What WhatsApp approved cannot be changed. Unverified.")
            .tags(&["Content", "templates"])
            .json()
            .with(fields(false))
            .answers(200, "The template as it is now", FIELDS)
            .shows(SHOWN)
            .done(),
        draft::delete(HERE, "delete-content", ONE, "Remove a content template")
            .about("Removes the template. Messages that name it are refused.")
            .tags(&["Content", "templates"])
            .done(),
        draft::get(HERE, "list-content", ALL, "List content templates")
            .about("Gives the templates of the account page by page.")
            .tags(&["Content", "templates"])
            .lists("contents", 1000, SHOWN)
            .done(),
        draft::post(
            HERE,
            "create-content-approval",
            "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp",
            "Ask WhatsApp to approve a content template",
        )
        .about(
            "Hands a template in. WhatsApp needs it before a conversation is begun, or a day after the contact wrote \
             last.",
        )
        .tags(&["Content", "templates", "WhatsApp", "approval"])
        .json()
        .with([
            text("name", "The name that WhatsApp knows it by: small letters, digits and underscores.").required().example("table_booked"),
            choice("category", &["UTILITY", "MARKETING", "AUTHENTICATION"], "What it is for. Unverified: that these are all.")
                .required()
                .example("UTILITY"),
        ])
        .answers(
            201,
            "It was handed in",
            "name: The name that WhatsApp knows it by.
             category: What it is for.
             content_type: The shape that was handed in.
             status: `received`, `pending`, `approved`, `rejected` and others.
             rejection_reason: Why it was refused; else empty.
             allow_category_change: Whether WhatsApp may change what it is for.",
        )
        .shows(
            r#"{"name": "table_booked", "category": "UTILITY", "content_type": "twilio/text", "status": "received",
            "rejection_reason": "", "allow_category_change": true}"#,
        )
        .done(),
        draft::get(
            HERE,
            "fetch-content-approval",
            "/v1/Content/{Sid}/ApprovalRequests",
            "Read whether a content template is approved",
        )
        .about("Tells how far the approval of a template is.")
        .tags(&["Content", "templates", "WhatsApp", "approval", "status"])
        .answers(
            200,
            "How far it is",
            "sid: The template.
             account_sid: The account.
             whatsapp?: `status`, `name`, `category`, `rejection_reason`; empty where it was not handed in.
             url: Its own address.",
        )
        .shows(
            r#"{"sid": "HX…", "account_sid": "AC…", "whatsapp": {"type": "whatsapp", "name": "table_booked",
            "category": "UTILITY", "content_type": "twilio/text", "status": "received", "rejection_reason": ""},
            "url": "https://content.twilio.com/v1/Content/HX…/ApprovalRequests"}"#,
        )
        .done(),
    ]
}

fn object(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::Object, help)
}

fn fields(is_new: bool) -> Vec<Parameter> {
    let language = text("language", "The language: `en`, `de`, `pt_BR`.").example("en");
    vec![
        if is_new { language.required() } else { language },
        object("types", "The template, by shape: `twilio/text` with `body`, `twilio/quick-reply`, `twilio/card` and others.")
            .required()
            .example(r#"{"twilio/text": {"body": "Your table is booked for {{1}}."}}"#),
        text("friendly_name", "A name for people.").example("table_booked"),
        object("variables", "Samples of what the placeholders stand for, by their number.").example(VARIABLES),
    ]
}

const VARIABLES: &str = r#"{"1": "Tuesday at 19:00"}"#;

const FIELDS: &str = "sid: The template: `HX` and 32 hexadecimal digits.
    account_sid: The account.
    friendly_name?: Its name.
    language: The language.
    variables: Samples of the placeholders.
    types: The template, by shape.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.
    links: Addresses about its approval.";

const SHOWN: &str = r#"{"sid": "HX…", "account_sid": "AC…", "friendly_name": "table_booked", "language": "en",
    "variables": {"1": "Tuesday at 19:00"},
    "types": {"twilio/text": {"body": "Your table is booked for {{1}}."}},
    "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://content.twilio.com/v1/Content/HX…",
    "links": {"approval_fetch": "https://content.twilio.com/v1/Content/HX…/ApprovalRequests",
        "approval_create": "https://content.twilio.com/v1/Content/HX…/ApprovalRequests/whatsapp"}}"#;
