//! Lookup v2: what is known of a number.

use crate::api::operation::Operation;
use crate::twilio::Product;

use super::draft::{self, sid, text};

/// Its operations.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        draft::get(Product::Lookups, "fetch-phone-number", "/v2/PhoneNumbers/{PhoneNumber}", "Look a number up")
            .about(
                "Tells whether a number can be one, and how it is written; this costs nothing. `Fields` asks for more, \
                 each of which costs: several are separated by commas.\n\
                 Known words for `Fields`: `caller_name`, `sim_swap`, `call_forwarding`, `line_status`, \
                 `line_type_intelligence`, `identity_match`, `reassigned_number`, `sms_pumping_risk`, \
                 `phone_number_quality_score`, `pre_fill`, `validation`.",
            )
            .tags(&["Lookup", "phone number", "validate", "carrier", "line type"])
            .with([
                text("Fields", "What else is asked for, separated by commas. Each costs.").example("line_type_intelligence"),
                text("CountryCode", "The country of a number that is written without its country code: two letters.").example("US"),
                text("FirstName", "For `identity_match`: the first name to be compared."),
                text("LastName", "For `identity_match`: the last name."),
                text("AddressLine1", "For `identity_match`: the first line of the address."),
                text("AddressLine2", "For `identity_match`: the second line of the address."),
                text("City", "For `identity_match`: the town."),
                text("State", "For `identity_match`: the state."),
                text("PostalCode", "For `identity_match`: the postal code."),
                text("AddressCountryCode", "For `identity_match`: the country of the address, in two letters."),
                text("NationalId", "For `identity_match`: the number of the passport or identity card."),
                text("DateOfBirth", "For `identity_match`: the date of birth as `YYYYMMDD`."),
                text("LastVerifiedDate", "For `reassigned_number`: when the number was last known to be theirs, as `YYYYMMDD`."),
                sid("VerificationSid", "VE", None, "For `pre_fill`: the verification that the receiver passed."),
                text("PartnerSubId", "The account below yours that is told of, where you look up for others."),
            ])
            .answers(
                200,
                "What is known of the number; a number that cannot be one is answered, too, with `valid: false`",
                "phone_number: The number with `+` and country code.
                 calling_country_code?: The country code.
                 country_code?: The country, in two letters.
                 national_format?: The number as its country writes it.
                 valid: Whether it can be a number.
                 validation_errors?: Why it cannot: `TOO_SHORT`, `TOO_LONG`, `INVALID_LENGTH`, `INVALID_COUNTRY_CODE`, `NOT_A_NUMBER` and the like.
                 line_type_intelligence?: Carrier and kind of line, where it was asked for.
                 caller_name?: Who owns it, where it was asked for.
                 url: Its own address.",
            )
            .shows(
                r#"{"calling_country_code": "1", "country_code": "US", "phone_number": "+15551230001",
                "national_format": "(555) 123-0001", "valid": true, "validation_errors": [], "caller_name": null,
                "sim_swap": null, "call_forwarding": null, "line_status": null, "line_type_intelligence": null,
                "identity_match": null, "reassigned_number": null, "sms_pumping_risk": null,
                "phone_number_quality_score": null, "pre_fill": null,
                "url": "https://lookups.twilio.com/v2/PhoneNumbers/+15551230001"}"#,
            )
            .fails(&[
                (20404, "Unverified: a number that is far from being one is not found, where others are answered with `valid: false`."),
                (60600, "The number is in no country that can be looked up. Unverified."),
            ])
            .done(),
    ]
}
