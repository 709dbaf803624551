//! What a request that is refused with a given code is answered: status and text, as if the service itself had found
//! the fault.

use super::call::Call;
use super::errors::Failure;
use super::{magic, reach};
use crate::twilio::error::http_status;
use crate::twilio::error_title;

/// Whether this code tells of a message that was accepted and failed later: no request is answered with it.
pub(super) fn is_late(code: u32) -> bool {
    matches!(code, 30001..=30008 | 30034 | 30036 | 63003 | 63015 | 63016 | 63024 | 63036)
}

/// The refusal of a request with this code. `http` and `message` win over what the code usually has.
pub(super) fn refusal(call: &Call, code: u32, http: Option<u16>, message: Option<&str>) -> Failure {
    let status = http.unwrap_or_else(|| http_status(code));
    match message {
        Some(message) => Failure::new(status, code, message),
        None => Failure::new(status, code, text(call, code)),
    }
}

/// The code that goes with an HTTP status by itself.
pub(super) fn of_status(http: u16) -> u32 {
    match http {
        400 => 20001,
        401 => 20003,
        405 => 20004,
        // 404 goes with 20404, 429 with 20429, 503 with 20503, and so on.
        http => 20_000 + u32::from(http),
    }
}

/// The text of the wire where it is known, else ours.
fn text(call: &Call, code: u32) -> String {
    let field = |name: &str| call.form.get(name).unwrap_or_default();
    let (to, from) = (field("To"), field("From"));
    // These numbers always give their code, so their texts are the code's.
    let magic = match code {
        21211 => return Failure::bad_recipient(to).message,
        21212 => return Failure::bad_sender(from).message,
        21606 => return Failure::foreign_sender(from).message,
        21408 => Some("+15005550003"),
        21610 => Some("+15005550004"),
        21612 => Some("+15005550002"),
        21614 => Some("+15005550009"),
        _ => None,
    };
    let media = call.form.filled("MediaUrl").is_some();
    if let Some((number, failure)) =
        magic.and_then(|number| Some((number, magic::recipient(number, from, media)?)))
    {
        return failure.message.replace(number, to);
    }
    let fixed = match code {
        20003 => "Authenticate",
        20004 => "Method not allowed",
        20008 => "Resource not accessible with Test Account Credentials",
        20404 => return call.not_found().message,
        20429 => "Too Many Requests",
        21266 => "'To' and 'From' numbers cannot be the same",
        21602 => "Message body is required.",
        21603 => "A 'From' phone number is required.",
        21604 => "A 'To' phone number is required.",
        21608 => return reach::unverified(to).message,
        21611 => "SMS queue is full.",
        21617 => "The concatenated message body exceeds the 1600 character limit.",
        21619 => "A text message body or media urls must be specified.",
        21654 => "ContentSid Required",
        21655 => "The ContentSid is Invalid",
        21656 => "The ContentVariables Parameter is invalid",
        code => return error_title(code).map_or_else(|| format!("Error {code}"), str::to_owned),
    };
    fixed.to_owned()
}
