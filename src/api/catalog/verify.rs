//! Verify v2: sends a code to somebody, and tells whether what they typed in is that code.
//!
//! Unverified as a whole: no document of this product was at hand. Names are those of Twilio's helper libraries.

use crate::api::operation::{Operation, Parameter};
use crate::twilio::Product;

use super::draft::{self, More as _, choice, flag, json, sid, text, whole};

const HERE: Product = Product::Verify;
const SERVICES: &str = "/v2/Services";
const SERVICE: &str = "/v2/Services/{Sid}";
const SENT: &str = "/v2/Services/{ServiceSid}/Verifications";
const ONE: &str = "/v2/Services/{ServiceSid}/Verifications/{Sid}";
const CHECK: &str = "/v2/Services/{ServiceSid}/VerificationCheck";

/// Its operations.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = verifications();
    all.extend(services());
    all
}

/// For payments in the European Union.
fn payment() -> [Parameter; 2] {
    [
        text("Amount", "The amount of a payment, where the service is for payments (PSD2)."),
        text("Payee", "Who is paid, where the service is for payments (PSD2)."),
    ]
}

fn verifications() -> Vec<Operation> {
    vec![
        draft::post(HERE, "create-verification", SENT, "Send a code to somebody")
            .about(
                "Sends a code by SMS, call, WhatsApp or e-mail. The answer is `pending` until a check with the right \
                 code makes it `approved`. Unverified: a code holds for ten minutes, and asking again within that time \
                 sends the same one.",
            )
            .tags(&["Verify", "OTP", "2FA", "code", "send"])
            .with([
                text("To", "Whom it goes to: a number with `+` and country code, or an e-mail address.").required().example("+15551230001"),
                choice("Channel", &["sms", "call", "email", "whatsapp", "sna", "rcs"], "How it is sent. Unverified: that these are all.")
                    .required()
                    .example("sms"),
                text("CustomMessage", "A text of your own. Only for accounts that Twilio allows it."),
                text("SendDigits", "Digits that are sent after a call was answered, such as `w123#`."),
                text("Locale", "The language of the message, such as `en` or `de`; else that of the number's country.").example("en"),
                text("CustomCode", "A code of your own, of 4 to 10 characters. Only for accounts that Twilio allows it."),
                json("RateLimits", "Values for the service's own limits: a JSON object.").json_checked(None),
                json("ChannelConfiguration", "Settings of the channel: a JSON object.").json_checked(None),
            ])
            .with(payment())
            .answers(201, "The code was sent", FIELDS)
            .shows(SHOWN)
            .fails(&[
                (60200, "A parameter is wrong, most often `To`: write `+`, country code and number. Unverified."),
                (60203, "Five codes were sent to them. Wait for ten minutes, or until this one was checked. Unverified."),
                (60205, "SMS cannot reach a landline. Take `call`. Unverified."),
                (60212, "Too many at once for this number. Wait. Unverified."),
            ])
            .done(),
        draft::get(HERE, "fetch-verification", ONE, "Read a verification")
            .about("Tells how far a verification is. One that was approved or has run out is not found any more.")
            .tags(&["Verify", "OTP", "status"])
            .answers(200, "The verification", FIELDS)
            .shows(SHOWN)
            .done(),
        draft::post(HERE, "update-verification", ONE, "Approve or cancel a verification")
            .about("For a code of your own that you checked yourself (`approved`), or to give it up (`canceled`).")
            .tags(&["Verify", "OTP", "cancel", "approve"])
            .with([choice("Status", &["canceled", "approved"], "What becomes of it.").required().example("canceled")])
            .answers(200, "The verification as it is now", FIELDS)
            .shows(&SHOWN.replace("pending", "canceled"))
            .done(),
        draft::post(HERE, "create-verification-check", CHECK, "Check a code that somebody typed in")
            .about(
                "Tells whether the code is right: `status` is `approved` where it is, and `pending` where it is not. A \
                 wrong code is no error answer. What was approved, or has run out, is not found any more.",
            )
            .tags(&["Verify", "OTP", "2FA", "code", "check"])
            .with([
                text("Code", "What they typed in.").chars(10, None).example("123456"),
                text("To", "Whom the code went to.").example("+15551230001"),
                sid("VerificationSid", "VE", None, "The verification, in place of `To`."),
            ])
            .with(payment())
            .one_of(&["To", "VerificationSid"], Some(60200), "Say whose code it is: give To or VerificationSid")
            .example(&[("Code", "123456"), ("To", "+15551230001")])
            .answers(200, "Whether it is right: look at `status`", FIELDS)
            .shows(&SHOWN.replace("pending", "approved").replace("\"valid\": false", "\"valid\": true"))
            .fails(&[
                (20404, "No code waits to be checked: it was approved before, has run out, or was never sent."),
                (60202, "Five wrong codes were tried. Send a new one after it has run out. Unverified."),
            ])
            .done(),
    ]
}

fn services() -> Vec<Operation> {
    let fields = || {
        vec![
            whole("CodeLength", "How many digits a code has.").between(4, 10).example("6"),
            flag("LookupEnabled", "Whether each number is looked up before."),
            flag("SkipSmsToLandlines", "Whether no SMS goes to landlines; needs a look-up."),
            flag("DtmfInputRequired", "Whether a key has to be pressed before a call says the code."),
            text("TtsName", "The name that a call says.").chars(30, None),
            flag("Psd2Enabled", "Whether payments are verified (PSD2)."),
            flag("DoNotShareWarningEnabled", "Whether the message warns to keep the code."),
            flag("CustomCodeEnabled", "Whether codes of your own are allowed."),
        ]
    };
    vec![
        draft::post(HERE, "create-verify-service", SERVICES, "Create a Verify service")
            .about("Makes a service: a name that messages show, and rules for its codes.")
            .tags(&["Verify", "Services", "create"])
            .with([text("FriendlyName", "The name that messages show.")
                .required()
                .chars(30, None)
                .example("Front desk")])
            .with(fields())
            .answers(201, "The service was made", SERVICE_FIELDS)
            .shows(SERVICE_SHOWN)
            .done(),
        draft::get(HERE, "fetch-verify-service", SERVICE, "Read a Verify service")
            .about("Gives one service.")
            .tags(&["Verify", "Services"])
            .answers(200, "The service", SERVICE_FIELDS)
            .shows(SERVICE_SHOWN)
            .done(),
        draft::post(HERE, "update-verify-service", SERVICE, "Change a Verify service")
            .about("Changes what is given and leaves the rest.")
            .tags(&["Verify", "Services"])
            .with([text("FriendlyName", "The name that messages show.")
                .chars(30, None)
                .example("Front desk")])
            .with(fields())
            .example(&[("FriendlyName", "Front desk")])
            .answers(200, "The service as it is now", SERVICE_FIELDS)
            .shows(SERVICE_SHOWN)
            .done(),
        draft::delete(HERE, "delete-verify-service", SERVICE, "Remove a Verify service")
            .about("Removes the service. Codes that were sent can no longer be checked.")
            .tags(&["Verify", "Services"])
            .done(),
        draft::get(HERE, "list-verify-services", SERVICES, "List Verify services")
            .about("Gives the services page by page.")
            .tags(&["Verify", "Services"])
            .lists("services", 100, SERVICE_SHOWN)
            .done(),
    ]
}

const FIELDS: &str = "sid: The verification: `VE` and 32 hexadecimal digits.
    service_sid: The service.
    account_sid: The account.
    to: Whom the code went to.
    channel: How it was sent.
    status: `pending`, `approved`, `canceled`, and others such as `expired`.
    valid: Whether it is approved.
    lookup?: What was looked up of the number.
    amount?: The amount of a payment.
    payee?: Who is paid.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url?: Its own address.";

const SHOWN: &str = r#"{"sid": "VE…", "service_sid": "VA…", "account_sid": "AC…", "to": "+15551230001",
    "channel": "sms", "status": "pending", "valid": false, "lookup": {}, "amount": null, "payee": null,
    "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://verify.twilio.com/v2/Services/VA…/Verifications/VE…"}"#;

const SERVICE_FIELDS: &str = "sid: The service: `VA` and 32 hexadecimal digits.
    account_sid: The account.
    friendly_name: The name that messages show.
    code_length: How many digits a code has.
    lookup_enabled: Whether each number is looked up before.
    psd2_enabled: Whether payments are verified.
    skip_sms_to_landlines: Whether no SMS goes to landlines.
    dtmf_input_required: Whether a key has to be pressed before a call says the code.
    tts_name?: The name that a call says.
    date_created: ISO 8601.
    date_updated: ISO 8601.
    url: Its own address.";

const SERVICE_SHOWN: &str = r#"{"sid": "VA…", "account_sid": "AC…", "friendly_name": "Front desk", "code_length": 6,
    "lookup_enabled": false, "psd2_enabled": false, "skip_sms_to_landlines": false, "dtmf_input_required": true,
    "tts_name": null, "date_created": "2026-11-22T09:30:00Z", "date_updated": "2026-11-22T09:30:00Z",
    "url": "https://verify.twilio.com/v2/Services/VA…"}"#;
