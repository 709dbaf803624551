//! What else answers the contact in a live run: the number's webhook, its Messaging Service, a chat's own webhooks.
//! Only settings are read.

use serde_json::Value;

use super::pages::{self, List, Unread, text};
use crate::sim::start::{Channel, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{Client, Method, Product, Request, is_sid, segment};
use crate::widgets::run::Trigger;

/// An account has few Messaging Services with few numbers; this bounds what is asked of one that has not.
const MOST_PAGES: usize = 5;
const MOST_SERVICES: usize = 50;

/// A run uses few senders; each is asked about by itself.
const MOST_SENDERS: usize = 10;
/// What Twilio calls a chat's webhook that has neither an address nor a flow.
const KINDS: [&str; 4] = ["a webhook", "webhook", "trigger", "studio"];

/// Something that will answer the contact, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// What it is attached to, as `the number +15005550006`.
    pub what: String,
    /// The address that Twilio calls, without what may be a secret, or the SID of what it starts.
    pub url: String,
}

impl Attached {
    /// Of `target` only what may be shown is kept: its user name, password, query and fragment are somebody else's
    /// business, and so is all of an address that cannot be read.
    fn new(what: impl Into<String>, target: &str) -> Self {
        let is_sid = is_sid(target, "AP") || is_sid(target, prefix::FLOW);
        let url = match reqwest::Url::parse(target) {
            _ if is_sid || KINDS.contains(&target) => target.to_owned(),
            Ok(mut url) if url.has_host() => {
                let _ = url.set_username("");
                let _ = url.set_password(None);
                url.set_query(None);
                url.set_fragment(None);
                url.into()
            }
            _ => "an unreadable address".to_owned(),
        };
        Self { what: what.into(), url }
    }
}

impl std::fmt::Display for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} calls {}", self.what, self.url)
    }
}

/// What is known of others who answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Those who will.
    pub attached: Vec<Attached>,
    /// Why there may be more: sentences without a full stop. Empty where all settings were read.
    pub unknown: Vec<String>,
}

impl Known {
    fn add(&mut self, attached: Attached) {
        if !self.attached.contains(&attached) {
            self.attached.push(attached);
        }
    }

    fn miss(&mut self, reason: String) {
        if !self.unknown.contains(&reason) {
            self.unknown.push(reason);
        }
    }

    /// Notes why a list, or its end, could not be read.
    fn rows(&mut self, list: Result<List, Unread>, what: &str) -> Vec<Value> {
        match list {
            Ok(list) => {
                if !list.is_whole {
                    self.miss(format!("{what} has more settings than can be read"));
                }
                list.rows
            }
            Err(unread) => {
                self.miss(unread.reason);
                Vec::new()
            }
        }
    }
}

/// Reads what is attached to the chat of a run, or to the address that a flow answers from and the other `senders` that
/// it is known to use.
pub async fn attached(client: &Client, start: &Start, senders: &[String]) -> Known {
    let mut known = Known::default();
    match (start.trigger, start.channel) {
        (Trigger::Conversation, _) => {
            let service = match &*start.chat.service {
                "" => String::new(),
                service => format!("/Services/{}", segment(service)),
            };
            let path = format!("/v1{service}/Conversations/{}/Webhooks", segment(&start.chat.channel));
            hooks(client, Product::Conversations, path, "the conversation", &mut known).await;
        }
        (Trigger::Message, Channel::Chat) => {
            let (service, channel) = (segment(&start.chat.service), segment(&start.chat.channel));
            let path = format!("/v2/Services/{service}/Channels/{channel}/Webhooks");
            hooks(client, Product::Chat, path, "the chat channel", &mut known).await;
        }
        _ => {
            let mut distinct = vec![start.own_address()];
            for sender in senders {
                if !distinct.contains(sender) {
                    distinct.push(sender.clone());
                }
            }
            if distinct.len() > MOST_SENDERS {
                known.miss(format!("of the {} senders only {MOST_SENDERS} were looked at", distinct.len()));
            }
            for address in distinct.iter().take(MOST_SENDERS) {
                sender(client, address, &mut known).await;
            }
        }
    }
    known
}

async fn hooks(client: &Client, product: Product, path: String, what: &str, known: &mut Known) {
    let request = Request::new(product, Method::Get, path);
    let rows = known.rows(pages::all(client, request, "webhooks", MOST_PAGES).await, what);
    for row in &rows {
        let setting =
            |key: &str| row.get("configuration").map(|settings| text(settings, key)).unwrap_or_default();
        let target = if text(row, "target").is_empty() { text(row, "type") } else { text(row, "target") };
        let found = [setting("url"), setting("flow_sid"), target].into_iter().find(|url| !url.is_empty());
        known.add(Attached::new(what, found.unwrap_or("a webhook")));
    }
}

async fn sender(client: &Client, address: &str, known: &mut Known) {
    if is_sid(address, prefix::MESSAGING_SERVICE) {
        return of_service(client, address, known).await;
    }
    // Unverified: senders of other channels (`whatsapp:+…`), short codes and names have settings that this API does not
    // give.
    if !address.starts_with('+') {
        return known.miss(format!("the sender {address} has settings that cannot be read"));
    }
    match service_of(client, address, known).await {
        // Within a service its own settings count, unless it hands the message back to the number.
        Some(service) if !inbound(&service, known) => {}
        _ => of_number(client, address, known).await,
    }
}

async fn of_number(client: &Client, number: &str, known: &mut Known) {
    let path = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", client.credentials().account_sid);
    let request = Request::new(Product::Api, Method::Get, path).field("PhoneNumber", number);
    let what = format!("the number {number}");
    let list = pages::all(client, request, "incoming_phone_numbers", 1).await;
    let is_read = list.is_ok();
    let mut rows = known.rows(list, &what);
    rows.retain(|row| text(row, "phone_number") == number);
    if rows.is_empty() && is_read {
        known.miss(format!("{what} is none of the account's, so its settings cannot be read"));
    }
    for row in &rows {
        // An application wins over the number's own address.
        let url =
            [text(row, "sms_application_sid"), text(row, "sms_url")].into_iter().find(|url| !url.is_empty());
        if let Some(url) = url {
            known.add(Attached::new(what.clone(), url));
        }
    }
}

async fn of_service(client: &Client, sid: &str, known: &mut Known) {
    let path = format!("/v1/Services/{}", segment(sid));
    let request = Request::new(Product::Messaging, Method::Get, path.clone());
    let response = match client.send(&request).await {
        Ok(response) => response,
        Err(error) => return known.miss(error.to_string()),
    };
    if let Some(error) = response.api_error() {
        return known.miss(error.to_string());
    }
    let Some(service) = response.json else {
        return known.miss(format!("the Messaging Service {sid} has settings that cannot be read"));
    };
    if inbound(&service, known) {
        let request = Request::new(Product::Messaging, Method::Get, format!("{path}/PhoneNumbers"));
        let what = format!("the Messaging Service {sid}");
        let numbers = known.rows(pages::all(client, request, "phone_numbers", 1).await, &what);
        for number in numbers.iter().map(|row| text(row, "phone_number")) {
            of_number(client, number, known).await;
        }
    }
}

/// The Messaging Service that a number belongs to.
async fn service_of(client: &Client, number: &str, known: &mut Known) -> Option<Value> {
    let missed = known.unknown.len();
    let request = Request::new(Product::Messaging, Method::Get, "/v1/Services");
    let services = known
        .rows(pages::all(client, request, "services", MOST_PAGES).await, "the list of Messaging Services");
    if services.len() > MOST_SERVICES {
        let count = services.len();
        known.miss(format!("of the {count} Messaging Services only {MOST_SERVICES} were looked at"));
    }
    for service in services.into_iter().take(MOST_SERVICES) {
        let path = format!("/v1/Services/{}/PhoneNumbers", segment(text(&service, "sid")));
        let request = Request::new(Product::Messaging, Method::Get, path);
        let what = format!("the Messaging Service {}", text(&service, "sid"));
        let numbers = known.rows(pages::all(client, request, "phone_numbers", MOST_PAGES).await, &what);
        if numbers.iter().any(|row| text(row, "phone_number") == number) {
            // A number is in one service only, so what could not be read of others does not matter.
            known.unknown.truncate(missed);
            return Some(service);
        }
    }
    None
}

/// Notes what a service calls; says whether it leaves that to its numbers.
///
/// Unverified: that a service without an address, which does not leave it to its numbers, answers nobody.
fn inbound(service: &Value, known: &mut Known) -> bool {
    if service.get("use_inbound_webhook_on_number").and_then(Value::as_bool) == Some(true) {
        return true;
    }
    let url = text(service, "inbound_request_url");
    if !url.is_empty() {
        let what =
            format!("the Messaging Service {} ({})", text(service, "friendly_name"), text(service, "sid"));
        known.add(Attached::new(what, url));
    }
    false
}
