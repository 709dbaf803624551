//! `/2010-04-01/Accounts/{AC}/IncomingPhoneNumbers`: the numbers that an account has bought.
//!
//! A mock that is not strict lets every number send. Bought numbers can be put into Messaging Services, and say where
//! their inbound messages go.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::dates::rfc2822;
use super::errors::Failure;
use super::paging::{self, Order};
use super::policy::is_http_url;
use super::store::{Store, World};
use super::{magic, pools};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, phone};

/// The lines of an area code's exchange 555 that are sold.
const FIRST_LINE: u32 = 100;
const LAST_LINE: u32 = 9999;

/// A number that was bought.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) sid: String,
    /// The number itself, in E.164 form.
    pub(super) number: String,
    friendly_name: String,
    /// Where its inbound messages go.
    pub(super) sms_url: Option<String>,
    /// How they go there.
    pub(super) sms_method: String,
    sms_fallback_url: Option<String>,
    created: Timestamp,
    updated: Timestamp,
}

/// Answers what is asked below `IncomingPhoneNumbers`.
pub(super) fn answer(world: &mut World<'_>, call: &Call, rest: &[&str]) -> Reply {
    match (call.method, rest) {
        // No SIDs: numbers of one kind.
        (_, ["Local" | "Mobile" | "TollFree"]) => Err(call.unserved()),
        (Method::Post, []) => buy(world, call),
        (Method::Get, []) => {
            let (number, name) = (call.query.filled("PhoneNumber"), call.query.filled("FriendlyName"));
            let wanted = |row: &Number| {
                // Part of a number is enough to find it.
                number.is_none_or(|number| row.number.contains(number.trim_matches('*')))
                    && name.is_none_or(|name| row.friendly_name == name)
            };
            let shelf = &world.store.account(&call.account).numbers;
            let page = paging::cut(shelf, call, Order::Descending, 1000, prefix::PHONE_NUMBER, wanted)?;
            let rows = page.rows.iter().map(|number| json_of(number, call)).collect();
            Answer::ok(page.api_list(call, "incoming_phone_numbers", rows))
        }
        (Method::Get, [sid]) => {
            let shelf = &world.store.account(&call.account).numbers;
            Answer::ok(json_of(shelf.get(sid).ok_or_else(|| call.not_found())?, call))
        }
        (Method::Post, [sid]) => {
            let now = world.now;
            let shelf = &mut world.store.account(&call.account).numbers;
            let number = shelf.get_mut(sid).ok_or_else(|| call.not_found())?;
            *number = changed(number.clone(), &call.form)?;
            number.updated = now;
            Answer::ok(json_of(number, call))
        }
        (Method::Delete, [sid]) => {
            let account = world.store.account(&call.account);
            let (_, number) = account.numbers.remove(sid).ok_or_else(|| call.not_found())?;
            pools::forget(account, &number.number);
            give_back(world.store, &number.number);
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// Buys a number by name, or some number of an area code. Unverified: the texts of the refusals.
fn buy(world: &mut World<'_>, call: &Call) -> Reply {
    let form = &call.form;
    let taken = |number: &str| Failure::bad(21422, format!("{number} is not available"));
    let number = match (form.filled("PhoneNumber"), form.filled("AreaCode")) {
        (Some("+15005550000"), _) => return Err(taken("+15005550000")),
        (Some(number), _) if number == "+15005550001" || !phone::is_e164(number) => {
            return Err(Failure::bad(21421, format!("{number} is not a valid number")));
        }
        // Every account has this one, so it stays free.
        (Some(number), _) if number != magic::OWNED && world.store.owners.contains_key(number) => {
            return Err(taken(number));
        }
        (Some(number), _) if world.policy.test_credentials && number != magic::OWNED => {
            return Err(taken(number));
        }
        (Some(number), _) => number.to_owned(),
        // The magic numbers have this area code: one of them can be bought.
        (None, Some("500")) => magic::OWNED.to_owned(),
        (None, Some("533")) => {
            return Err(Failure::bad(21452, "No phone numbers found in area code 533"));
        }
        (None, Some(code)) if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) => {
            let none = || Failure::bad(21452, format!("No phone numbers found in area code {code}"));
            free_line(world.store, code).ok_or_else(none)?
        }
        (None, Some(code)) => return Err(Failure::bad(21451, format!("{code} is not a valid area code"))),
        (None, None) => return Err(Failure::missing("PhoneNumber")),
    };
    let blank = Number {
        sid: String::new(),
        friendly_name: number.clone(),
        number,
        sms_url: None,
        sms_method: "POST".to_owned(),
        sms_fallback_url: None,
        created: world.now,
        updated: world.now,
    };
    let mut row = changed(blank, form)?;
    row.sid = world.store.sid(prefix::PHONE_NUMBER);
    let answer = json_of(&row, call);
    if !world.policy.test_credentials {
        let number = world.store.number();
        if row.number != magic::OWNED {
            world.store.owners.insert(row.number.clone(), call.account.clone());
        }
        let sid = row.sid.clone();
        world.store.account(&call.account).numbers.insert(number, &sid, row);
    }
    Answer::created(answer)
}

/// The first number of an area code that nobody has. Every line below the noted one is sold, so that buying the next
/// takes no search. Lines begin at 555-0100, where no real number is.
fn free_line(store: &mut Store, code: &str) -> Option<String> {
    let mut line = store.lines.get(code).copied().unwrap_or(FIRST_LINE);
    let number = |line: u32| format!("+1{code}555{line:04}");
    while line <= LAST_LINE && store.owners.contains_key(&number(line)) {
        line += 1;
    }
    store.lines.insert(code.to_owned(), line);
    (line <= LAST_LINE).then(|| number(line))
}

/// Somebody else can buy this number again.
fn give_back(store: &mut Store, number: &str) {
    store.owners.remove(number);
    let place =
        number.strip_prefix("+1").and_then(|rest| Some((rest.get(..3)?, rest.get(3..6)?, rest.get(6..)?)));
    if let Some((code, "555", line)) = place
        && let Ok(line) = line.parse::<u32>()
        && let Some(first) = store.lines.get_mut(code)
        && line >= FIRST_LINE
    {
        *first = line.min(*first);
    }
}

fn changed(mut number: Number, form: &Fields) -> Result<Number, Failure> {
    if let Some(name) = form.filled("FriendlyName") {
        if name.chars().count() > 64 {
            return Err(Failure::bad(20002, "FriendlyName must be between 1 and 64 characters"));
        }
        name.clone_into(&mut number.friendly_name);
    }
    let url = |name: &str, old: Option<String>| match form.get(name) {
        None => Ok(old),
        Some("") => Ok(None),
        Some(text) if is_http_url(text) => Ok(Some(text.to_owned())),
        Some(text) => Err(Failure::bad(21402, format!("{text} is not a valid URL"))),
    };
    number.sms_url = url("SmsUrl", number.sms_url.take())?;
    number.sms_fallback_url = url("SmsFallbackUrl", number.sms_fallback_url.take())?;
    if number.sms_fallback_url.is_some() && number.sms_url.is_none() {
        return Err(Failure::bad(21406, "Cannot set SmsFallbackUrl without setting SmsUrl"));
    }
    match form.filled("SmsMethod") {
        None => {}
        Some(method @ ("GET" | "POST")) => method.clone_into(&mut number.sms_method),
        Some(method) => return Err(Failure::bad(21403, format!("{method} is not a valid method"))),
    }
    Ok(number)
}

/// The country of a number as far as a mock needs it: by the country codes that are most common.
pub(super) fn country(number: &str) -> &'static str {
    const CODES: [(&str, &str); 12] = [
        ("+1", "US"),
        ("+31", "NL"),
        ("+33", "FR"),
        ("+34", "ES"),
        ("+39", "IT"),
        ("+41", "CH"),
        ("+43", "AT"),
        ("+44", "GB"),
        ("+49", "DE"),
        ("+55", "BR"),
        ("+61", "AU"),
        ("+91", "IN"),
    ];
    CODES.iter().find(|(code, _)| number.starts_with(code)).map_or("", |(_, country)| country)
}

fn json_of(number: &Number, call: &Call) -> Value {
    json!({
        "sid": number.sid,
        "account_sid": call.account,
        "friendly_name": number.friendly_name,
        "phone_number": number.number,
        "voice_url": null,
        "voice_method": "POST",
        "voice_fallback_url": null,
        "voice_fallback_method": "POST",
        "voice_caller_id_lookup": false,
        "date_created": rfc2822(number.created),
        "date_updated": rfc2822(number.updated),
        "sms_url": number.sms_url,
        "sms_method": number.sms_method,
        "sms_fallback_url": number.sms_fallback_url,
        "sms_fallback_method": "POST",
        "address_requirements": "none",
        "beta": false,
        "capabilities": {"voice": true, "sms": true, "mms": true, "fax": false},
        "status_callback": null,
        "status_callback_method": "POST",
        "api_version": "2010-04-01",
        "voice_application_sid": null,
        "sms_application_sid": null,
        "origin": "twilio",
        "trunk_sid": null,
        "emergency_status": "Inactive",
        "emergency_address_sid": null,
        "emergency_address_status": "unregistered",
        "address_sid": null,
        "identity_sid": null,
        "bundle_sid": null,
        "voice_receive_mode": "voice",
        "status": "in-use",
        "type": null,
        "uri": format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}.json", call.account, number.sid),
    })
}
