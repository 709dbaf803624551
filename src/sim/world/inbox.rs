//! The contact's own messages in a live run, asked for again and again: no webhook is needed.
//!
//! Only what came after the run's first message counts, and each message once. An [`Inbox`] changes only when a whole
//! question was answered, so that a question can be given up at any moment and nothing is lost.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use super::pages::{self, text};
use crate::sim::Inbound;
use crate::sim::start::{Channel, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{Client, Method, Product, Request, Response, is_sid, segment};
use crate::widgets::run::Trigger;

const PAGE_SIZE: &str = "100";
/// A contact who writes more than this between two questions is no contact of a live run.
const MOST_PAGES: usize = 10;
const MOST_MEDIA: usize = 10;

/// Where the contact's messages are found.
#[derive(Clone, Debug)]
pub(super) struct Inbox {
    place: Place,
    /// SIDs that were there before, or were given.
    seen: HashSet<String>,
    /// The index of the last message in a chat or conversation that was there before, or was looked at.
    last_index: i64,
    /// When the run's first message was taken, on Twilio's clock; `None` before that.
    since: Option<Timestamp>,
}

#[derive(Clone, Debug)]
enum Place {
    /// The account's messages.
    Messages { account: String, contact: String, own: String },
    /// A list of messages with an index, and how it calls the contact.
    Thread { product: Product, path: String, contact: String, author_key: &'static str },
}

/// What was found, to be given to [`Inbox::take`].
#[derive(Debug, Default)]
pub(super) struct Found {
    messages: Vec<(String, Inbound)>,
    last_index: i64,
}

impl Inbox {
    /// The inbox of a run; `None` for one that nobody writes to.
    pub(super) fn of(start: &Start, account: &str) -> Option<Self> {
        let place = match (start.trigger, start.channel) {
            (Trigger::Conversation, _) => {
                let service = match &*start.chat.service {
                    "" => String::new(),
                    service => format!("/Services/{service}"),
                };
                Place::Thread {
                    product: Product::Conversations,
                    path: format!("/v1{service}/Conversations/{}/Messages", segment(&start.chat.channel)),
                    contact: start.contact.clone(),
                    author_key: "author",
                }
            }
            (Trigger::Message, Channel::Chat) => Place::Thread {
                product: Product::Chat,
                path: format!(
                    "/v2/Services/{}/Channels/{}/Messages",
                    segment(&start.chat.service),
                    segment(&start.chat.channel)
                ),
                contact: start.contact.clone(),
                author_key: "from",
            },
            (Trigger::Call, _) => return None,
            _ => Place::Messages {
                account: account.to_owned(),
                contact: start.contact_address(),
                own: start.own_address(),
            },
        };
        Some(Self { place, seen: HashSet::new(), last_index: -1, since: None })
    }

    /// Notes what is there before the run sends anything.
    pub(super) async fn look_first(&mut self, client: &Client) -> Result<(), String> {
        match &self.place {
            Place::Messages { .. } => {
                // The first page is enough: what is older than the run's first message does not count anyway.
                let page = pages::page(client, &self.question(None), "messages").await?;
                self.seen = page.rows.iter().map(|row| text(row, "sid").to_owned()).collect();
            }
            Place::Thread { .. } => {
                let page = pages::page(client, &self.question(None), "messages").await?;
                self.last_index = page.rows.iter().map(index).max().unwrap_or(-1);
            }
        }
        Ok(())
    }

    /// Notes that a message of the run was taken.
    pub(super) fn has_sent(&mut self, response: &Response) {
        if self.since.is_some() || !response.is_success() {
            return;
        }
        let date = response.json.as_ref().map(|json| text(json, "date_created")).unwrap_or_default();
        // Without a date only what was there before is left out.
        self.since = Some(moment(date).unwrap_or(Timestamp::UNIX_EPOCH));
    }

    /// Whether the run has sent something that can be answered.
    pub(super) fn is_open(&self) -> bool {
        self.since.is_some()
    }

    /// Asks for what is new, the oldest first. Changes nothing.
    pub(super) async fn ask(&self, client: &Client) -> Result<Found, String> {
        let Some(since) = self.since else {
            return Ok(Found { last_index: self.last_index, ..Found::default() });
        };
        let mut found = Found { messages: Vec::new(), last_index: self.last_index };
        let mut next = Some(self.question(Some(since)));
        for _ in 0..MOST_PAGES {
            let Some(request) = next else { break };
            let page = pages::page(client, &request, "messages").await?;
            next = page.next;
            for row in &page.rows {
                if self.is_old(row, since) {
                    // The newest come first.
                    next = None;
                    continue;
                }
                found.last_index = found.last_index.max(index(row));
                if self.is_reply(row) && !self.seen.contains(text(row, "sid")) {
                    let media = self.media(client, row).await?;
                    let body = text(row, "body").to_owned();
                    found.messages.push((text(row, "sid").to_owned(), Inbound { body, media }));
                }
            }
        }
        found.messages.reverse();
        Ok(found)
    }

    /// Takes what was found; none of it is given a second time.
    pub(super) fn take(&mut self, found: Found) -> Vec<Inbound> {
        self.last_index = self.last_index.max(found.last_index);
        let fresh = found.messages.into_iter().filter(|(sid, _)| self.seen.insert(sid.clone()));
        fresh.map(|(_, inbound)| inbound).collect()
    }

    fn question(&self, since: Option<Timestamp>) -> Request {
        match &self.place {
            Place::Messages { account, contact, own } => {
                let path = format!("/2010-04-01/Accounts/{account}/Messages.json");
                let mut request = Request::new(Product::Api, Method::Get, path).field("From", contact);
                // To a Messaging Service people write by one of its numbers.
                if !is_sid(own, prefix::MESSAGING_SERVICE) {
                    request = request.field("To", own);
                }
                if let Some(since) = since.filter(|since| *since > Timestamp::UNIX_EPOCH) {
                    request = request.field("DateSent>", since.strftime("%Y-%m-%d").to_string());
                }
                request.field("PageSize", PAGE_SIZE)
            }
            Place::Thread { product, path, .. } => Request::new(*product, Method::Get, path.clone())
                .field("Order", "desc")
                .field("PageSize", PAGE_SIZE),
        }
    }

    fn is_old(&self, row: &Value, since: Timestamp) -> bool {
        match &self.place {
            Place::Messages { .. } => {
                let date = match text(row, "date_sent") {
                    "" => text(row, "date_created"),
                    date => date,
                };
                moment(date).is_some_and(|date| date < since)
            }
            Place::Thread { .. } => index(row) <= self.last_index,
        }
    }

    fn is_reply(&self, row: &Value) -> bool {
        match &self.place {
            Place::Messages { contact, own, .. } => {
                let is_inbound = text(row, "direction") == "inbound" && text(row, "status") != "receiving";
                let is_ours = if is_sid(own, prefix::MESSAGING_SERVICE) {
                    text(row, "messaging_service_sid") == own
                } else {
                    text(row, "to") == own
                };
                is_inbound && is_ours && text(row, "from") == contact
            }
            Place::Thread { contact, author_key, .. } => text(row, author_key) == contact,
        }
    }

    /// The addresses of a message's media.
    async fn media(&self, client: &Client, row: &Value) -> Result<Vec<String>, String> {
        let Place::Messages { account, .. } = &self.place else { return Ok(Vec::new()) };
        if matches!(text(row, "num_media"), "" | "0") {
            return Ok(Vec::new());
        }
        let path =
            format!("/2010-04-01/Accounts/{account}/Messages/{}/Media.json", segment(text(row, "sid")));
        let list = pages::all(client, Request::new(Product::Api, Method::Get, path), "media_list", 1).await?;
        let address = |medium: &Value| {
            let uri = text(medium, "uri").strip_suffix(".json").unwrap_or(text(medium, "uri")).to_owned();
            format!("https://{}{uri}", Product::Api.host_at(&client.credentials().place))
        };
        Ok(list.iter().take(MOST_MEDIA).map(address).collect())
    }
}

fn index(row: &Value) -> i64 {
    row.get("index").and_then(Value::as_i64).unwrap_or(-1)
}

/// A date of the first API (RFC 2822) or of any other (ISO 8601).
fn moment(date: &str) -> Option<Timestamp> {
    let mail = jiff::fmt::rfc2822::parse(date).ok().map(|date| date.timestamp());
    mail.or_else(|| date.parse().ok())
}
