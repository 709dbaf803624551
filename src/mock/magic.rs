//! The test numbers that always give the same error, as senders and as recipients.

use super::errors::Failure;

/// The one number that test credentials own.
pub(super) const OWNED: &str = "+15005550006";

/// What sending from this number always gives.
pub(super) fn sender(from: &str) -> Option<Failure> {
    match from {
        "+15005550001" => Some(Failure::bad_sender(from)),
        "+15005550007" => Some(Failure::foreign_sender(from)),
        "+15005550008" => Some(Failure::new(429, 21611, "SMS queue is full.")),
        _ => None,
    }
}

/// What sending to this number always gives. `from` and `media` are named in one of the texts.
pub(super) fn recipient(to: &str, from: &str, media: bool) -> Option<Failure> {
    let message = match to {
        "+15005550001" => return Some(Failure::bad_recipient(to)),
        "+15005550002" => {
            let kind = if media { "MMS" } else { "SMS" };
            return Some(Failure::bad(
                21612,
                format!(
                    "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: \
                     {from} via {kind}."
                ),
            ));
        }
        "+15005550003" => {
            return Some(Failure::bad(
                21408,
                format!(
                    "Permission to send an SMS has not been enabled for the region indicated by the 'To' \
                     number: {to}"
                ),
            ));
        }
        "+15005550004" => (21610, "Attempt to send to unsubscribed recipient".to_owned()),
        "+15005550009" => (21614, format!("To number: {to}, is not a mobile number")),
        _ => return None,
    };
    Some(Failure::bad(message.0, message.1))
}
