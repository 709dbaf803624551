//! The contact's own messages in a live run, asked for again and again: no webhook is needed.
//!
//! Only what came after the run's first message counts, and each message once. An [`Inbox`] changes only when a whole
//! question was answered, so that a question can be given up at any moment and nothing is lost.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::http::Heard;
use super::pages::{self, Page, Unread, text};
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
    /// Whether what was there before is known.
    has_looked: bool,
    /// SIDs that were there before, or were given.
    seen: HashSet<String>,
    /// The index of the last message in a chat or conversation that was there before, or was looked at.
    last_index: i64,
    /// The run's first message; `None` before that.
    first: Option<First>,
    /// The newest message that was there before, on Twilio's clock.
    newest: Option<Timestamp>,
    /// The numbers of the Messaging Service that the flow answers from, once they were needed.
    numbers: Option<Vec<String>>,
}

/// When the run's first message was taken.
#[derive(Clone, Copy, Debug)]
struct First {
    /// On Twilio's clock; `None` where its answer was lost.
    date: Option<Timestamp>,
    /// Here.
    taken: Instant,
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
    messages: Vec<(String, Heard)>,
    last_index: i64,
    numbers: Option<Vec<String>>,
    /// What was there, where only that could be asked.
    looked: Option<Page>,
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
        Some(Self {
            place,
            has_looked: false,
            seen: HashSet::new(),
            last_index: -1,
            first: None,
            newest: None,
            numbers: None,
        })
    }

    /// Notes what is there before the run sends anything.
    pub(super) async fn look_first(&mut self, client: &Client) -> Result<(), Unread> {
        let page = self.look(client).await?;
        self.note(&page);
        Ok(())
    }

    /// The first page is enough: what is older than its newest row does not count anyway.
    async fn look(&self, client: &Client) -> Result<Page, Unread> {
        pages::page(client, &self.question(None), "messages").await
    }

    fn note(&mut self, page: &Page) {
        self.has_looked = true;
        self.seen.extend(page.rows.iter().map(|row| text(row, "sid").to_owned()));
        self.last_index = page.rows.iter().map(index).fold(self.last_index, i64::max);
        self.newest = page.rows.iter().filter_map(date).max();
    }

    /// Notes that a message of the run was taken, or that it may have been: there is no answer that says it.
    pub(super) fn has_sent(&mut self, response: Option<&Response>) {
        if self.first.is_some() {
            return;
        }
        let json = response.and_then(|response| response.json.as_ref());
        if let Some(index) = json.map(index).filter(|index| *index >= 0) {
            // What came into a chat before the run's first message is no answer to it.
            self.last_index = self.last_index.max(index);
            self.has_looked = true;
        }
        self.first = Some(First { date: json.and_then(date), taken: Instant::now() });
    }

    /// Whether the run has sent something that can be answered.
    pub(super) fn is_open(&self) -> bool {
        self.first.is_some()
    }

    /// From when on messages count, on Twilio's clock.
    fn since(&self) -> Option<Timestamp> {
        self.first.and_then(|first| first.date).or(self.newest)
    }

    /// Whether nothing tells yet what came before the run and what after its first message.
    fn has_to_look(&self) -> bool {
        let is_dated = matches!(self.place, Place::Messages { .. })
            && self.first.is_some_and(|first| first.date.is_some());
        !self.has_looked && !is_dated
    }

    /// Asks for what is new, the oldest first. Changes nothing.
    pub(super) async fn ask(&self, client: &Client) -> Result<Found, String> {
        let mut found = Found { last_index: self.last_index, ..Found::default() };
        if self.has_to_look() {
            found.looked = Some(self.look(client).await?);
            return Ok(found);
        }
        let Some(first) = self.first else { return Ok(found) };
        let mut next = Some(self.question(self.since()));
        for _ in 0..MOST_PAGES {
            let Some(request) = next else { break };
            let page = pages::page(client, &request, "messages").await?;
            next = page.next;
            for row in &page.rows {
                if self.is_old(row) {
                    // The newest come first.
                    next = None;
                    continue;
                }
                found.last_index = found.last_index.max(index(row));
                let is_new = !self.seen.contains(text(row, "sid"));
                if is_new && self.is_reply(client, row, &mut found.numbers).await? {
                    let inbound =
                        Inbound { body: text(row, "body").to_owned(), media: self.media(client, row).await? };
                    let at = first.date.zip(date(row)).and_then(|(began, date)| {
                        let after = std::time::Duration::try_from(date.duration_since(began)).ok()?;
                        first.taken.checked_add(after)
                    });
                    found.messages.push((text(row, "sid").to_owned(), Heard { inbound, at }));
                }
            }
        }
        found.messages.reverse();
        Ok(found)
    }

    /// Takes what was found; none of it is given a second time.
    pub(super) fn take(&mut self, found: Found) -> Vec<Heard> {
        if let Some(page) = &found.looked {
            self.note(page);
        }
        if found.numbers.is_some() {
            self.numbers = found.numbers;
        }
        self.last_index = self.last_index.max(found.last_index);
        let fresh = found.messages.into_iter().filter(|(sid, _)| self.seen.insert(sid.clone()));
        fresh.map(|(_, heard)| heard).collect()
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
                if let Some(since) = since {
                    request = request.field("DateSent>", since.strftime("%Y-%m-%d").to_string());
                }
                request.field("PageSize", PAGE_SIZE)
            }
            Place::Thread { product, path, .. } => Request::new(*product, Method::Get, path.clone())
                .field("Order", "desc")
                .field("PageSize", PAGE_SIZE),
        }
    }

    fn is_old(&self, row: &Value) -> bool {
        match &self.place {
            Place::Messages { .. } => self.since().zip(date(row)).is_some_and(|(since, date)| {
                // Within the first message's second nobody has answered; but what was there is known by its SID.
                if self.has_looked { date < since } else { date <= since }
            }),
            Place::Thread { .. } => index(row) <= self.last_index,
        }
    }

    /// Whether a row is a message of the contact to the flow. `numbers` are those that had to be asked for.
    async fn is_reply(
        &self,
        client: &Client,
        row: &Value,
        numbers: &mut Option<Vec<String>>,
    ) -> Result<bool, Unread> {
        let (contact, own) = match &self.place {
            Place::Messages { contact, own, .. } => (contact, own),
            Place::Thread { contact, author_key, .. } => return Ok(text(row, author_key) == contact),
        };
        let is_inbound = text(row, "direction") == "inbound" && text(row, "status") != "receiving";
        if !is_inbound || text(row, "from") != contact {
            return Ok(false);
        }
        if !is_sid(own, prefix::MESSAGING_SERVICE) {
            return Ok(text(row, "to") == own);
        }
        // Unverified: whether a message that came in names the service; where it does not, its number tells it.
        match text(row, "messaging_service_sid") {
            "" => {
                if self.numbers.is_none() && numbers.is_none() {
                    *numbers = Some(numbers_of(client, own).await?);
                }
                let known = self.numbers.as_ref().or(numbers.as_ref());
                Ok(known.is_some_and(|known| known.iter().any(|number| number == text(row, "to"))))
            }
            service => Ok(service == own),
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
        let list =
            pages::all(client, Request::new(Product::Api, Method::Get, path), "media_list", 1).await?.rows;
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

/// When a message came in, or was taken.
fn date(row: &Value) -> Option<Timestamp> {
    let date = match text(row, "date_sent") {
        "" => text(row, "date_created"),
        date => date,
    };
    moment(date)
}

/// The numbers of a Messaging Service.
async fn numbers_of(client: &Client, service: &str) -> Result<Vec<String>, Unread> {
    let path = format!("/v1/Services/{}/PhoneNumbers", segment(service));
    let request = Request::new(Product::Messaging, Method::Get, path);
    let rows = pages::all(client, request, "phone_numbers", MOST_PAGES).await?.rows;
    Ok(rows.iter().map(|row| text(row, "phone_number").to_owned()).collect())
}

/// A date of the first API (RFC 2822) or of any other (ISO 8601).
fn moment(date: &str) -> Option<Timestamp> {
    let mail = jiff::fmt::rfc2822::parse(date).ok().map(|date| date.timestamp());
    mail.or_else(|| date.parse().ok())
}
