//! Error answers in Twilio's shape, with the texts of the wire where they are known.

use serde_json::{Value, json};

use crate::twilio::error::{http_status, more_info};
use crate::twilio::{NOT_IN_MOCK, phone};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The HTTP status, which the body repeats.
    pub(super) status: u16,
    /// Twilio's code.
    pub(super) code: u32,
    /// The text.
    pub(super) message: String,
    /// What some failures add for programs.
    pub(super) details: Option<Value>,
}

impl Failure {
    /// A failure with this status, code and text.
    pub(super) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: None }
    }

    /// The same with something for programs.
    pub(super) fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// A failure with the code's own status; for most that is a bad request.
    pub(super) fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(http_status(code), code, message)
    }

    /// There is nothing at this address.
    pub(super) fn not_found(resource: &str) -> Self {
        Self::new(404, 20404, format!("The requested resource {resource} was not found"))
    }

    /// A resource of which the mock knows nothing: whoever looks for a mistake in the path would look in vain.
    pub(super) fn unserved(resource: &str) -> Self {
        let text = format!("The requested resource {resource} was not found: {NOT_IN_MOCK}");
        Self::new(404, 20404, text)
    }

    /// A form field that has to be there.
    pub(super) fn missing(field: &str) -> Self {
        Self::bad(20001, format!("Missing required parameter {field} in the post body"))
    }

    /// The address exists, but not with this method.
    pub(super) fn method() -> Self {
        Self::new(405, 20004, "Method not allowed")
    }

    /// Who asks is not who may ask.
    pub(super) fn unauthorized(message: &str) -> Self {
        Self::new(401, 20003, message)
    }

    /// What test credentials cannot reach.
    pub(super) fn test_credentials() -> Self {
        Self::new(403, 20008, "Resource not accessible with Test Account Credentials")
    }

    /// The recipient is no phone number.
    pub(super) fn bad_recipient(to: &str) -> Self {
        Self::bad(21211, format!("Invalid 'To' Phone Number: {}", phone::mask(to)))
    }

    /// The sender is no sender at all.
    pub(super) fn bad_sender(from: &str) -> Self {
        Self::bad(
            21212,
            format!(
                "The 'From' number {from} is not a valid phone number, shortcode, or alphanumeric sender ID."
            ),
        )
    }

    /// The sender may exist, but does not belong to the account.
    pub(super) fn foreign_sender(from: &str) -> Self {
        Self::bad(
            21606,
            format!(
                "The From phone number {from} is not a valid, SMS-capable inbound phone number or short code \
                 for your account."
            ),
        )
    }

    /// The body of the answer.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": more_info(self.code),
            "status": self.status,
        });
        if let (Some(details), Some(fields)) = (&self.details, body.as_object_mut()) {
            fields.insert("details".to_owned(), details.clone());
        }
        body
    }
}
