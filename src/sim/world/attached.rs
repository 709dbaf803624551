//! What else answers the contact in a live run: the number's webhook, its Messaging Service, a chat's own webhooks.
//! Only settings are read.

use serde_json::Value;

use super::pages::{self, text};
use crate::sim::start::{Channel, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{Client, Method, Product, Request, is_sid, segment};
use crate::widgets::run::Trigger;

/// An account has few Messaging Services with few numbers; this bounds what is asked of one that has not.
const MOST_PAGES: usize = 5;
const MOST_SERVICES: usize = 50;

/// Something that will answer the contact, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// What it is attached to, as `the number +15005550006`.
    pub what: String,
    /// The address that Twilio calls, or the SID of what it starts.
    pub url: String,
}

impl std::fmt::Display for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} calls {}", self.what, self.url)
    }
}

/// Reads what is attached to the address that a flow answers from. An error is a sentence: it is not known then.
///
/// # Errors
/// Where a setting cannot be read.
pub async fn attached(client: &Client, start: &Start) -> Result<Vec<Attached>, String> {
    match (start.trigger, start.channel) {
        (Trigger::Conversation, _) => {
            let service = match &*start.chat.service {
                "" => String::new(),
                service => format!("/Services/{}", segment(service)),
            };
            let path = format!("/v1{service}/Conversations/{}/Webhooks", segment(&start.chat.channel));
            hooks(client, Product::Conversations, path, "the conversation").await
        }
        (Trigger::Message, Channel::Chat) => {
            let (service, channel) = (segment(&start.chat.service), segment(&start.chat.channel));
            let path = format!("/v2/Services/{service}/Channels/{channel}/Webhooks");
            hooks(client, Product::Chat, path, "the chat channel").await
        }
        _ => sender(client, &start.own_address()).await,
    }
}

async fn hooks(client: &Client, product: Product, path: String, what: &str) -> Result<Vec<Attached>, String> {
    let request = Request::new(product, Method::Get, path);
    let rows = pages::all(client, request, "webhooks", MOST_PAGES).await?;
    let found = rows.iter().map(|row| {
        let setting =
            |key: &str| row.get("configuration").map(|settings| text(settings, key)).unwrap_or_default();
        let target = if text(row, "target").is_empty() { text(row, "type") } else { text(row, "target") };
        let url = [setting("url"), setting("flow_sid"), target].into_iter().find(|url| !url.is_empty());
        Attached { what: what.to_owned(), url: url.unwrap_or("a webhook").to_owned() }
    });
    Ok(found.collect())
}

async fn sender(client: &Client, address: &str) -> Result<Vec<Attached>, String> {
    if is_sid(address, prefix::MESSAGING_SERVICE) {
        return of_service(client, address).await;
    }
    // Unverified: senders of other channels have settings that this API does not give.
    let Some(number) =
        Some(address.rsplit(':').next().unwrap_or(address)).filter(|text| text.starts_with('+'))
    else {
        return Ok(Vec::new());
    };
    match service_of(client, number).await? {
        // Within a service its own settings count, unless it hands the message back to the number.
        Some(service) => {
            let (found, defers) = inbound(&service);
            if defers { of_number(client, number).await } else { Ok(found) }
        }
        None => of_number(client, number).await,
    }
}

async fn of_number(client: &Client, number: &str) -> Result<Vec<Attached>, String> {
    let path = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", client.credentials().account_sid);
    let request = Request::new(Product::Api, Method::Get, path).field("PhoneNumber", number);
    let rows = pages::all(client, request, "incoming_phone_numbers", 1).await?;
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| text(row, "phone_number") == number) {
        // An application wins over the number's own address.
        let url =
            [text(row, "sms_application_sid"), text(row, "sms_url")].into_iter().find(|url| !url.is_empty());
        if let Some(url) = url {
            found.push(Attached { what: format!("the number {number}"), url: without_secrets(url) });
        }
    }
    Ok(found)
}

async fn of_service(client: &Client, sid: &str) -> Result<Vec<Attached>, String> {
    let path = format!("/v1/Services/{}", segment(sid));
    let request = Request::new(Product::Messaging, Method::Get, path.clone());
    let response = client.send(&request).await.map_err(|error| error.to_string())?;
    if let Some(error) = response.api_error() {
        return Err(error.to_string());
    }
    let service = response.json.unwrap_or_default();
    let (mut found, defers) = inbound(&service);
    if defers {
        let request = Request::new(Product::Messaging, Method::Get, format!("{path}/PhoneNumbers"));
        let numbers = pages::all(client, request, "phone_numbers", 1).await?;
        for number in numbers.iter().map(|row| text(row, "phone_number")).take(MOST_SERVICES) {
            found.extend(of_number(client, number).await?);
        }
    }
    Ok(found)
}

/// The Messaging Service that a number belongs to.
async fn service_of(client: &Client, number: &str) -> Result<Option<Value>, String> {
    let request = Request::new(Product::Messaging, Method::Get, "/v1/Services");
    let services = pages::all(client, request, "services", MOST_PAGES).await?;
    for service in services.into_iter().take(MOST_SERVICES) {
        let path = format!("/v1/Services/{}/PhoneNumbers", segment(text(&service, "sid")));
        let request = Request::new(Product::Messaging, Method::Get, path);
        let numbers = pages::all(client, request, "phone_numbers", MOST_PAGES).await?;
        if numbers.iter().any(|row| text(row, "phone_number") == number) {
            return Ok(Some(service));
        }
    }
    Ok(None)
}

/// What a service calls, and whether it leaves that to its numbers.
///
/// Unverified: that a service without an address, which does not leave it to its numbers, answers nobody.
fn inbound(service: &Value) -> (Vec<Attached>, bool) {
    if service.get("use_inbound_webhook_on_number").and_then(Value::as_bool) == Some(true) {
        return (Vec::new(), true);
    }
    let url = text(service, "inbound_request_url");
    let what = format!("the Messaging Service {} ({})", text(service, "friendly_name"), text(service, "sid"));
    let found = (!url.is_empty()).then(|| Attached { what, url: without_secrets(url) });
    (found.into_iter().collect(), false)
}

/// An address as it may be shown: its user name, password and query are somebody else's business.
fn without_secrets(url: &str) -> String {
    match reqwest::Url::parse(url) {
        Ok(mut url) => {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_query(None);
            url.into()
        }
        Err(_) => url.to_owned(),
    }
}
