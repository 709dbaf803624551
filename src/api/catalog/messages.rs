//! Messages of the first API (2010-04-01): SMS, MMS, WhatsApp and other channels.

use crate::api::operation::{Kind, Operation, Parameter, Place};
use crate::twilio::Product;
use crate::twilio::sid::prefix;

use super::draft::{self, Draft, More as _, choice, flag, json, list, long, sid, text, time, whole};

const HERE: Product = Product::Api;
const ALL: &str = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json";
const MEDIA: &str = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json";
const MEDIUM: &str = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json";
const FEEDBACK: &str = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Feedback.json";

/// Its operations.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = vec![create()];
    all.extend(rest());
    all.extend(media());
    all
}

fn create() -> Operation {
    draft::post(HERE, "create-message", ALL, "Send a message")
        .about(
            "Sends an SMS, an MMS, or a message of WhatsApp and other channels. It needs `To`, a sender (`From` or \
             `MessagingServiceSid`) and something to send (`Body`, `MediaUrl` or `ContentSid`).\n\
             The body is form-encoded, not JSON, and `+` in a number is written as `%2B`. The answer says that the \
             message was taken; what became of it comes by `StatusCallback`, or is read later.",
        )
        .tags(&["Messaging", "SMS", "MMS", "WhatsApp", "send", "text", "create"])
        .with([
            text("To", "Whom it goes to: `+` and country code, a short code, or a channel's prefix such as `whatsapp:`.")
                .required()
                .example("+15551230001"),
            text("From", "Who it is from: a number or short code of the account, an alphanumeric sender, or a channel's prefix and number.")
                .example("+15005550006"),
            sid("MessagingServiceSid", prefix::MESSAGING_SERVICE, None, "The Messaging Service that chooses the sender. With `From`, that sender has to be in its pool."),
            long("Body", "The text.").chars(1600, Some(21617)).example("Your table is booked for Tuesday at 19:00."),
            list("MediaUrl", "The address of a medium, up to ten. Pictures (jpeg, png, gif) may have 5 MB, other types 500 KB.")
                .example("https://example.com/menu.png"),
            sid("ContentSid", prefix::CONTENT, Some(21655), "A content template to send."),
            json("ContentVariables", "What the template's placeholders stand for: a JSON object from placeholder to text.")
                .json_checked(Some(21656))
                .needs("ContentSid", Some(21654))
                .example(r#"{"1": "Tuesday"}"#),
            text("StatusCallback", "The address that is told what becomes of the message. Its host name may have no underscore.")
                .example("https://example.com/status"),
            sid("ApplicationSid", "AP", None, "An application whose callback is told, where `StatusCallback` is not given."),
        ])
        .with(delivery())
        .one_of(&["From", "MessagingServiceSid"], Some(21603), "There is no sender: give a From or a MessagingServiceSid")
        .one_of(&["Body", "MediaUrl", "ContentSid"], Some(21619), "There is nothing to send: give a Body, a MediaUrl or a ContentSid")
        .example(&[("From", "+15005550006"), ("Body", "Your table is booked for Tuesday at 19:00.")])
        .answers(201, "The message was taken; it is on its way, not yet delivered", FIELDS)
        .shows(&MESSAGE.replace("\"delivered\"", "\"queued\""))
        .fails(&[
            (21604, "Give `To`."),
            (21603, "Give `From` or `MessagingServiceSid`."),
            (21619, "Give `Body`, `MediaUrl` or `ContentSid`."),
            (21211, "`To` is no number. Write `+`, country code and number; in a form the `+` goes as `%2B`."),
            (21212, "`From` is no number, short code or sender."),
            (21606, "`From` is no number of this account, or it cannot send SMS."),
            (21608, "A trial account reaches only numbers that were verified before."),
            (21610, "The receiver has answered STOP. Only their START helps."),
            (21408, "Sending to this country is not allowed in the account's settings."),
            (21612, "This sender cannot reach this receiver."),
            (21614, "`To` is no mobile number."),
            (21617, "Shorten `Body` to 1,600 characters."),
            (21609, "`StatusCallback` is no address that Twilio takes."),
            (21620, "A `MediaUrl` is no address."),
            (21623, "Give at most ten `MediaUrl`."),
            (21624, "`ValidityPeriod` is 1 to 36000 seconds."),
            (21655, "`ContentSid` is `HX` and 32 hexadecimal digits."),
            (21656, "`ContentVariables` has to be a JSON object."),
            (35111, "Give `SendAt` beside `ScheduleType`."),
            (35118, "Only a Messaging Service can schedule: give `MessagingServiceSid`."),
            (21611, "The sender's queue is full. Wait, then send again."),
        ])
        .done()
}

/// How and when a message is delivered, and what is kept of it.
fn delivery() -> Vec<Parameter> {
    vec![
        choice("ScheduleType", &["fixed"], "Sends it later, at `SendAt`. Only with a Messaging Service.")
            .needs("MessagingServiceSid", Some(35118)),
        time("SendAt", "When it is sent: 300 seconds to 35 days from now, in UTC.")
            .needs("ScheduleType", None),
        whole(
            "ValidityPeriod",
            "For how many seconds it may wait in the queue; 36000 where nothing is said.",
        )
        .between(1, 36_000)
        .example("14400"),
        whole("Attempt", "The number of this attempt, counted by you."),
        flag("ProvideFeedback", "Whether you will tell if it did what it should."),
        flag("ForceDelivery", "Unverified: without effect."),
        flag("SmartEncoded", "Whether characters that need longer segments are replaced by plain ones."),
        flag("ShortenUrls", "Whether links are shortened. Only with a Messaging Service.")
            .needs("MessagingServiceSid", None),
        flag("SendAsMms", "Whether it goes as an MMS, whatever it holds."),
        choice("ContentRetention", &["retain", "discard"], "Whether Twilio keeps the text."),
        choice("AddressRetention", &["retain", "obfuscate"], "Whether Twilio keeps the receiver's number."),
        choice("TrafficType", &["free"], "Unverified: what it is good for."),
        choice("RiskCheck", &["enable", "disable"], "Whether it is looked at for SMS pumping."),
        list(
            "PersistentAction",
            "An action of a channel such as WhatsApp, for example a place: `geo:37.78,-122.39|Office`.",
        ),
        text(
            "FallbackFrom",
            "The number that sends an SMS where RCS fails. Only with a Messaging Service that has an RCS sender.",
        ),
        Parameter::new(Place::Body, "MaxPrice", Kind::Number, "Without effect since June 2024."),
    ]
}

fn rest() -> Vec<Operation> {
    vec![
        draft::get(HERE, "fetch-message", ONE, "Read a message")
            .about("Gives a message with its status, its price once it is known, and the code of what went wrong.")
            .tags(&["Messaging", "SMS", "status"])
            .answers(200, "The message", FIELDS)
            .shows(MESSAGE)
            .done(),
        listing(
            draft::get(HERE, "list-messages", ALL, "List messages")
                .about(
                    "Gives the messages of the account, the newest first. The sign of a comparison is a part of the \
                     parameter's name: `DateSent>` with `2026-11-01` is on or after that day.",
                )
                .tags(&["Messaging", "SMS", "history", "log"])
                .with([
                    text("To", "Only those to this number.").example("+15551230001"),
                    text("From", "Only those from this number.").example("+15005550006"),
                    text("DateSent", "Only those of this day, in UTC.").example("2026-11-22"),
                    text("DateSent<", "Only those on or before this day, in UTC.").example("2026-11-30"),
                    text("DateSent>", "Only those on or after this day, in UTC.").example("2026-11-01"),
                ]),
            "messages",
            MESSAGE,
            ALL,
        ),
        draft::post(HERE, "update-message", ONE, "Redact or cancel a message")
            .about(
                "An empty `Body` takes the text out of the record and keeps the rest (send the field with nothing \
                 in it). `Status=canceled` cancels a message that is scheduled and was not sent yet.",
            )
            .tags(&["Messaging", "SMS", "redact", "cancel"])
            .with([
                long("Body", "Empty, to take the text out. It cannot become another text."),
                choice("Status", &["canceled"], "Cancels a message that is scheduled."),
            ])
            .example(&[("Status", "canceled")])
            .answers(200, "The message as it is now", FIELDS)
            .shows(&MESSAGE.replace("\"delivered\"", "\"canceled\""))
            .fails(&[
                (20009, "The message is not finished. Wait until it is sent, failed or canceled."),
                (30409, "The message was sent already, or is no scheduled one. Unverified."),
            ])
            .done(),
        draft::delete(HERE, "delete-message", ONE, "Remove a message")
            .about("Removes the record of the message. What was delivered stays with the receiver.")
            .tags(&["Messaging", "SMS"])
            .fails(&[(20009, "The message is not finished. Wait until it is sent, failed or canceled.")])
            .done(),
        draft::post(HERE, "create-message-feedback", FEEDBACK, "Tell whether a message did what it should")
            .about("For messages that were sent with `ProvideFeedback`: whether the receiver did what it asked for.")
            .tags(&["Messaging", "SMS", "feedback"])
            .with([choice("Outcome", &["confirmed", "unconfirmed"], "`confirmed` where it did.").example("confirmed")])
            .example(&[("Outcome", "confirmed")])
            .answers(200, "The feedback was stored", "account_sid: The account.
                message_sid: The message.
                outcome: `confirmed` or `unconfirmed`.
                date_created: RFC 2822.
                date_updated: RFC 2822.
                uri: Its own path.")
            .shows(r#"{"account_sid": "AC…", "message_sid": "SM…", "outcome": "confirmed",
                "date_created": "Sun, 22 Nov 2026 09:30:00 +0000", "date_updated": "Sun, 22 Nov 2026 09:30:00 +0000",
                "uri": "/2010-04-01/Accounts/AC…/Messages/SM…/Feedback.json"}"#)
            .done(),
    ]
}

fn media() -> Vec<Operation> {
    vec![
        listing(
            draft::get(HERE, "list-message-media", MEDIA, "List the media of a message")
                .about("Gives what was sent or received with the message. A medium itself is at its `uri` without `.json`.")
                .tags(&["Messaging", "MMS", "media", "pictures"])
                .with([
                    text("DateCreated", "Only those of this day, in UTC.").example("2026-11-22"),
                    text("DateCreated<", "Only those on or before this day, in UTC."),
                    text("DateCreated>", "Only those on or after this day, in UTC."),
                ]),
            "media_list",
            MEDIUM_SHOWN,
            MEDIA,
        ),
        draft::get(HERE, "fetch-message-media", MEDIUM, "Read what a medium of a message is")
            .about("Gives the type of the medium. Its bytes are at the same address without `.json`.")
            .tags(&["Messaging", "MMS", "media"])
            .answers(200, "The medium", "sid: The medium: `ME` and 32 hexadecimal digits.
                account_sid: The account.
                parent_sid: The message.
                content_type: Its media type.
                date_created: RFC 2822.
                date_updated: RFC 2822.
                uri: Its own path.")
            .shows(MEDIUM_SHOWN)
            .done(),
        draft::delete(HERE, "delete-message-media", MEDIUM, "Remove a medium of a message")
            .about("Removes the medium from Twilio. What was delivered stays with the receiver.")
            .tags(&["Messaging", "MMS", "media"])
            .done(),
    ]
}

/// A page as the first API has it: its fields beside the rows, addresses without a host.
fn listing(draft: Draft, key: &str, row: &str, path: &str) -> Operation {
    let uri = path.replace("{AccountSid}", "AC…").replace("{MessageSid}", "SM…");
    let shown = format!(
        r#"{{"{key}": [{row}], "page": 0, "page_size": 50, "start": 0, "end": 0, "uri": "{uri}?PageSize=50&Page=0",
            "first_page_uri": "{uri}?PageSize=50&Page=0", "next_page_uri": null, "previous_page_uri": null}}"#
    );
    let fields = format!(
        "{key}: The rows of this page.
         page: Its number, from 0.
         page_size: How many rows a page has.
         start: The number of its first row.
         end: The number of its last row.
         uri: Its own path, without a host.
         first_page_uri: That of the first page.
         next_page_uri?: That of the next page; null at the end.
         previous_page_uri?: That of the page before."
    );
    draft
        .with([
            whole("PageSize", "How many rows a page has; 50 where nothing is said.")
                .between(1, 1000)
                .example("20"),
            whole("Page", "The number of the page, from 0. Twilio needs the token beside it."),
            text("PageToken", "Where a page begins. It comes from `next_page_uri` of the answer before."),
        ])
        .answers(200, "One page of what was found", &fields)
        .shows(&shown)
        .done()
}

const FIELDS: &str = "sid: The message: `SM`, or `MM` with media, and 32 hexadecimal digits.
    account_sid: The account.
    messaging_service_sid?: The Messaging Service, where one was given.
    to: Whom it goes to.
    from?: Who it is from; null until a Messaging Service has chosen.
    body: The text.
    status: `accepted`, `scheduled`, `queued`, `sending`, `sent`, `delivered`, `undelivered`, `failed`, `canceled`, `read`.
    num_segments: How many segments it has: a number as a text.
    num_media: How many media it has: a number as a text.
    direction: `outbound-api`, `outbound-reply`, `outbound-call` or `inbound`.
    price?: What it cost, as a text such as `-0.00750`; null until that is known.
    price_unit?: The currency.
    error_code?: The code of what went wrong later; a number.
    error_message?: What went wrong.
    api_version: `2010-04-01`.
    date_created: RFC 2822, not ISO 8601.
    date_updated: RFC 2822.
    date_sent?: RFC 2822; null until it was sent.
    uri: Its own path, without a host.
    subresource_uris: Paths of its media and feedback.";

const MESSAGE: &str = r#"{"sid": "SM…", "date_created": "Sun, 22 Nov 2026 09:30:00 +0000",
    "date_updated": "Sun, 22 Nov 2026 09:30:00 +0000", "date_sent": null, "account_sid": "AC…", "to": "+15551230001",
    "from": "+15005550006", "messaging_service_sid": null, "body": "Your table is booked for Tuesday at 19:00.",
    "status": "delivered", "num_segments": "1", "num_media": "0", "direction": "outbound-api",
    "api_version": "2010-04-01", "price": null, "price_unit": "USD", "error_code": null, "error_message": null,
    "uri": "/2010-04-01/Accounts/AC…/Messages/SM….json",
    "subresource_uris": {"media": "/2010-04-01/Accounts/AC…/Messages/SM…/Media.json"}}"#;

const MEDIUM_SHOWN: &str = r#"{"sid": "ME…", "account_sid": "AC…", "parent_sid": "SM…", "content_type": "image/png",
    "date_created": "Sun, 22 Nov 2026 09:30:00 +0000", "date_updated": "Sun, 22 Nov 2026 09:30:00 +0000",
    "uri": "/2010-04-01/Accounts/AC…/Messages/SM…/Media/ME….json"}"#;
