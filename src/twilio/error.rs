//! Twilio's error answers and what the codes mean.

use serde_json::Value;

/// What an error answer says. The four fields are all that most answers have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", code.map(|code| format!("{code}: ")).unwrap_or_default())]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// Twilio's code; some answers have none.
    pub code: Option<u32>,
    /// The text, for people. It changes over time: decide nothing by it.
    pub message: String,
    /// The address of the code's page.
    pub more_info: Option<String>,
}

impl ApiError {
    /// Reads an error answer. Where the body is not Twilio's shape, the message names the status instead.
    pub fn read(status: u16, body: Option<&Value>) -> Self {
        let field = |name: &str| body.and_then(|body| body.get(name));
        let text = |name: &str| field(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            status,
            code: field("code").and_then(Value::as_u64).and_then(|code| u32::try_from(code).ok()),
            message: text("message").unwrap_or_else(|| format!("the answer was HTTP {status}")),
            more_info: text("more_info"),
        }
    }
}

/// Where Twilio explains a code.
pub fn more_info(code: u32) -> String {
    format!("https://www.twilio.com/docs/errors/{code}")
}

/// The HTTP status that a request is refused with for this code. Unverified for codes that no answer is known of: those
/// are taken for faults of the request.
pub fn http_status(code: u32) -> u16 {
    match code {
        20003 => 401,
        20005 | 20006 | 20008 | 20403 => 403,
        20404 | 21701 | 50350 | 50400 | 50430 | 50500 => 404,
        20004 => 405,
        20009 | 20409 | 21710 | 21712 | 50201 | 50307 | 50353 | 50404 | 50416 | 50433 => 409,
        20429 | 21611 | 50063 | 50074 => 429,
        20500 => 500,
        20503 => 503,
        _ => 400,
    }
}

/// A short title of a code, in our own words: of those that Cordboard gives or checks for, and of those that people meet.
pub fn error_title(code: u32) -> Option<&'static str> {
    match code {
        ..21500 => general_title(code),
        21500..30000 => message_title(code),
        30000..50000 => delivery_title(code),
        50000..60000 => talk_title(code),
        60000..80000 => channel_title(code),
        _ => flow_title(code),
    }
}

/// The titles below 21500: requests of every kind.
fn general_title(code: u32) -> Option<&'static str> {
    Some(match code {
        11100 => "The URL has a wrong format",
        11200 => "The answer to a callback was an error",
        11201 | 11202 => "No connection for a callback came about",
        11205 => "No connection for a callback came about, or its answer did not come in time",
        11206 => "The answer to a callback did not speak HTTP",
        11210 => "The host of a callback is not known",
        11215 => "A callback was redirected too often",
        20001 => "A parameter is missing or unknown",
        20002 => "The friendly name is empty or too long",
        20003 => "The credentials are wrong or may not do this",
        20004 => "The resource has no such method",
        20005 => "The account is not active",
        20006 => "Access denied",
        20007 => "The page size is above the maximum",
        20008 => "Test credentials cannot reach this resource",
        20009 => "An unfinished resource cannot be deleted",
        20403 => "Forbidden",
        20404 => "There is no such resource",
        20409 => "The change conflicts with the resource's state",
        20422 => "A parameter has a value that is not allowed",
        20429 => "Too many requests at once",
        20500 => "Something went wrong inside",
        20503 => "The service is not available for a while",
        21211 => "The recipient is no valid phone number",
        21212 => "The sender is no valid phone number, short code or sender ID",
        21266 => "Sender and recipient are the same number",
        21401 => "The phone number is not valid",
        21402 => "A URL is not valid",
        21403 => "A method is not valid",
        21406 => "A fallback address needs a first one",
        21408 => "Sending to the recipient's region is not enabled",
        21421 => "The phone number is not valid",
        21422 => "The phone number is not to be had",
        21451 => "The area code is not valid",
        21452 => "There is no number in the area code",
        21481 => "The page token is not valid",
        _ => return None,
    })
}

/// The titles of messages that are refused.
fn message_title(code: u32) -> Option<&'static str> {
    Some(match code {
        21602 => "The message has no body",
        21603 => "The message has neither a sender nor a Messaging Service",
        21604 => "The message has no recipient",
        21606 => "The sender is no number of this account that can send messages",
        21608 => "A trial account may send to verified numbers only",
        21609 => "The status callback is no valid URL",
        21610 => "The recipient has unsubscribed",
        21611 => "The sender's queue is full",
        21612 => "The recipient cannot be reached from this sender",
        21614 => "The recipient is no mobile number",
        21616 => "The sender matches several numbers of the account",
        21617 => "The body is longer than 1,600 characters",
        21618 => "The body cannot be sent",
        21619 => "The message has neither body, media nor content template",
        21620 => "A media URL is not valid",
        21621 | 21622 => "The sender or the account cannot send MMS",
        21623 => "The message has more than ten media URLs",
        21624 => "The validity period is out of range",
        21626 => "The status callback's event is not valid",
        21627 => "The highest price is no number",
        21635 => "The recipient is a landline",
        21653 => "The message has too many recipients",
        21654 => "Content variables need a content template",
        21655 => "The content template's SID is not valid",
        21656 => "The content variables are no JSON object, or one of them is empty",
        21657 => "The sender ID is not valid",
        21658 => "A parameter is too long",
        21659 => "The sender is no Twilio number",
        21660 => "The sender belongs to another account",
        21661 => "The sender cannot send SMS",
        21662 | 21668 => "This cannot be sent in the Ireland region",
        21663 => "The sender's routing is not set up",
        21664 => "A fallback sender cannot stand beside a sender",
        21665 => "The fallback sender is not valid",
        21666 => "A fallback sender needs a Messaging Service",
        21667 => "A fallback sender needs a Messaging Service with an RCS sender",
        21701 => "There is no such Messaging Service",
        21702 => "The Messaging Service cannot send at present",
        21703 => "The Messaging Service has no number to send from",
        21704 => "The Messaging Service has no numbers",
        21705 => "The Messaging Service's SID is not valid",
        21708 => "The sender ID is missing",
        21709 => "The sender ID is not valid or not allowed in this Messaging Service",
        21710 => "The number is in the Messaging Service already",
        21711 => "The sender is not in this Messaging Service",
        21712 => "The number is in another Messaging Service",
        21714 => "The Messaging Service's pool is full",
        21910 => "Sender and recipient are on different channels",
        _ => return None,
    })
}

/// The titles of delivery and scheduling.
fn delivery_title(code: u32) -> Option<&'static str> {
    Some(match code {
        30001 => "The queue overflowed",
        30002 => "The account was suspended before the message was sent",
        30003 => "The recipient's phone cannot be reached",
        30004 => "The recipient is blocked",
        30005 => "The recipient is unknown",
        30006 => "The recipient is a landline, or its carrier cannot be reached",
        30007 => "A carrier or Twilio filtered the message",
        30008 => "Delivery failed for an unknown reason",
        30009 => "A part of a contact's message is missing",
        30010 => "The price is above the maximum",
        30011 => "The recipient cannot get MMS",
        30012 | 30013 => "The validity period is out of range",
        30014 => "The recipient's attributes are not valid",
        30015 => "There is no such channel",
        30016 => "Sender and recipient are on different kinds of channel",
        30017 => "The carrier is congested",
        30018 | 30024 => "The carrier wants the sender to be registered first",
        30019 => "The content is too large for the carrier",
        30020 | 30021 => "The message could not be scheduled or handed on",
        30022 | 30023 | 30027 => "The sender's 10DLC limit was reached",
        30032 => "The toll-free number is not verified",
        30033 => "The sender's 10DLC campaign is suspended",
        30034 => "The sender is not registered for 10DLC",
        30035 => "The sender is still being set up",
        30036 => "The validity period ran out before delivery",
        35111 => "A scheduled message needs a time",
        35114 | 35115 | 35117 => "The time to send is not between 300 seconds and 35 days ahead",
        35118 => "Scheduling needs a Messaging Service",
        35125 => "Too many messages are scheduled",
        35126 => "The channel cannot schedule messages",
        _ => return None,
    })
}

/// The titles of Conversations.
fn talk_title(code: u32) -> Option<&'static str> {
    Some(match code {
        50003 => "The friendly name is too long",
        50004 => "The unique name is too long",
        50050 => "There is no such service",
        50063 => "More writes a second than allowed",
        50100 => "There is no such role",
        50105 => "There is no such kind of role",
        50201 => "The user is already there",
        50204 => "The participant has no identity",
        50207 => "The identity is too long",
        50211 => "Who is reached outside of chat has no identity",
        50214 => "The identity is in too many conversations",
        50303 => "The attributes are too long",
        50304 => "The attributes are no valid JSON",
        50306 | 50390 => "A unique name may not look like a SID",
        50307 | 50353 => "The unique name is taken",
        50308 => "The creation date is not valid",
        50309 => "The update date is not valid",
        50310 => "The author is too long",
        50341 => "The Messaging Service's SID is not valid",
        50350 => "There is no such conversation",
        50375 => "The time to inactive is less than a minute",
        50376 => "The time to closed is less than ten minutes",
        50377 => "The conversation is closed, which is final",
        50378 => "There is no such state",
        50379 => "The time to inactive is no ISO 8601 duration",
        50380 => "The time to closed is no ISO 8601 duration",
        50384 => "A conversation cannot be created closed",
        50404 | 50433 => "The participant is already there",
        50405 => "The time of reading is not valid",
        50406 => "The index of what was read is not valid",
        50407 => "The participant's address is not valid",
        50408 => "The participant's proxy address is not valid",
        50409 => "Address and proxy address are the same",
        50411 => "The participant's address is missing",
        50412 => "The participant's proxy address is missing",
        50413 => "The proxy address belongs to another account",
        50414 => "Address and proxy address are on different channels",
        50416 => "The pair of address and proxy address is in use",
        50417 => "The conversation has too many participants",
        50418 => "The conversation has too many participants outside of chat",
        50421 => "The index of what was read is not valid",
        50426 => "Too many participants at once",
        50441 => "A chat user has no proxy address",
        50451 => "Ask by identity or by address, not by both",
        50503 => "The message has no body",
        50504 => "The message body is longer than 32 KB",
        50510 => "The medium's SID is not valid",
        50526 => "The content template's SID is not valid",
        50527 => "The content variables are no JSON object",
        50528 => "Content variables need a content template",
        50529 => "The content variables are too long",
        50540 => "A content variable's key is too long",
        50541 => "A content variable's value is too long",
        _ => return None,
    })
}

/// The titles of channels.
fn channel_title(code: u32) -> Option<&'static str> {
    Some(match code {
        63001 => "The channel does not accept the credentials",
        63002 => "The channel cannot find the sender",
        63003 => "The channel cannot find the recipient",
        63005 => "The channel does not accept the content",
        63006 => "The content cannot be put into the channel's format",
        63007 => "The channel does not know the sender",
        63008 => "The channel is not set up properly",
        63009 | 63012 => "The channel's provider has a fault",
        63010 | 63011 => "The message could not be processed",
        63013 => "The message breaks the channel's policy",
        63014 | 63033 => "The recipient has blocked the sender",
        63015 => "The recipient has not joined the sandbox",
        63016 => "Outside of the window for messages without a template",
        63017 | 63038 => "Too many messages were sent",
        63018 => "The channel's rate limit was exceeded",
        63019 => "The medium could not be downloaded",
        63020 => "The business account has a fault",
        63021 => "The content is not valid for the channel",
        63024 => "The channel refuses the recipient",
        63026 => "The content was taken for spam",
        63027 => "The template does not exist in this language",
        63028 => "The template takes another number of parameters",
        63030 => "The channel does not know a parameter",
        63031 => "Sender and recipient are the same",
        63032 => "A limit of WhatsApp's keeps the message from this recipient",
        63034 => "The medium is too large",
        63036 => "The recipient cannot be reached by RCS",
        63040 => "The template was refused",
        63041 | 63042 => "The template is paused or switched off",
        _ => return None,
    })
}

/// The titles of Studio.
fn flow_title(code: u32) -> Option<&'static str> {
    Some(match code {
        81000 => "The execution took too many steps",
        81001 => "A widget ran too often in a loop",
        81002 => "The widget does not wait for this event",
        81005 => "No transition matched",
        81011 => "The message could not be sent",
        81016 => "The HTTP request failed",
        81017 => "The function's answer was an error",
        81018 => "A template could not be evaluated",
        81022 => "The flow definition is not valid",
        _ => return None,
    })
}

/// What the text of an error ends with where a mock, and not Twilio, has no such resource.
pub const NOT_IN_MOCK: &str = "this mock does not serve it";

/// What can be done about an error answer, as a sentence; `None` where its own text says all there is to say.
pub fn explain(error: &ApiError) -> Option<&'static str> {
    if error.message.ends_with(NOT_IN_MOCK) {
        return Some(
            "The request may be right: the mock does not have this resource. Send it to Twilio itself.",
        );
    }
    Some(match (error.code, error.status) {
        (Some(20003), _) | (None, 401) => {
            "Look at the Account SID and the auth token (or the API key and its secret) at \
             https://console.twilio.com/us1/account/keys-credentials/api-keys; credentials belong to one region."
        }
        (Some(20008), _) => {
            "These are test credentials: they can create messages, calls and numbers only, and nothing is delivered. \
             Take the live credentials of the account."
        }
        (Some(20404), _) => {
            "Look whether the SID is right and belongs to this account; an unknown Account SID has this answer too."
        }
        (Some(20409), _) => {
            "An execution of this contact is still active: end it, or wait until it has ended."
        }
        (Some(20429), _) => "The account has too many requests under way; try again in a while.",
        (Some(20403), _) | (None, 403) => {
            "The account or the API key may not do this; look at its permissions."
        }
        (Some(21211 | 21604), _) => {
            "Write the recipient with a plus sign and the country's code, as +15551230001."
        }
        (Some(21408), _) => {
            "Allow the recipient's country at https://console.twilio.com/us1/develop/sms/settings/geo-permissions."
        }
        (Some(21606 | 21659 | 21660 | 21212), _) => {
            "Take a sender of this account: https://console.twilio.com/us1/develop/phone-numbers/manage/incoming."
        }
        (Some(21608), _) => {
            "A trial account writes to verified numbers only: verify the recipient's number at \
             https://console.twilio.com/us1/develop/phone-numbers/manage/verified, or upgrade the account."
        }
        (Some(21610), _) => {
            "The recipient has written STOP to this sender: only they can undo it, by writing START to it."
        }
        (Some(21611), _) => {
            "The sender has more messages waiting than it can send; wait, or send from several numbers."
        }
        (Some(21656), _) => "Give each variable of the content template a value that is not empty.",
        (Some(21703 | 21704), _) => "Add a number to the sender pool of the Messaging Service.",
        (Some(30034), _) => {
            "Register the sender for A2P 10DLC before it writes to numbers of the United States."
        }
        (Some(63015), _) => "The recipient has to write the sandbox's join words to it first.",
        (Some(63016), _) => {
            "WhatsApp lets a business write freely only for 24 hours after the contact's last message: send an approved \
             content template, or have the contact write first."
        }
        (Some(81022), _) => {
            "Each error names the place in the definition; `cordboard validate` shows line and column."
        }
        (_, 500..=599) => "Twilio had a failure: look at https://status.twilio.com and try again.",
        _ => return None,
    })
}
