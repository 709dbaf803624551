//! Making what a request names, before it is sent: who tries an API out on a fresh mock has made nothing yet.
//!
//! What the mock's own API can make is made over it, so that it is as sound as anything else, and gets the SID that was
//! asked for afterwards. The rest is put into the store.

mod rows;
mod threads;

use super::shelf::Shelf;
use super::store::{Account, Store};
use super::{Mock, contents, route, studio};
use crate::twilio::sid::prefix;
use crate::twilio::{Base, Client, Method, Product, Request, is_sid, segment};

/// What everything that is made here is called.
pub(super) const MADE: &str = "Made by Cordboard";

/// A mock that is asked over HTTP, and what was made in it.
struct Maker<'a> {
    mock: &'a Mock,
    client: Client,
    /// The account that everything belongs to.
    account: String,
    made: Vec<String>,
}

/// A row that is made over the API, and then gets its SID.
struct Row<'a> {
    word: &'a str,
    /// The list that it is in.
    all: String,
    sid: &'a str,
    fields: &'a [(&'a str, &'a str)],
}

impl Mock {
    /// Makes what a request's path names, where it is missing: the service and the conversation (or channel), its
    /// message, participant or webhook, users, roles and addresses, a flow of Studio with an execution, a content
    /// template, and a message with its account. Answers what was made, each in a few words.
    ///
    /// What cannot exist, such as a service whose SID has another shape, is left alone: the request is then refused
    /// as it would be by Twilio.
    ///
    /// # Errors
    /// Where the mock cannot be asked, as a sentence.
    pub async fn provide_for(&self, request: &Request) -> Result<Vec<String>, String> {
        let parts: Vec<String> = request.path.split('/').skip(1).map(route::decode).collect();
        let parts: Vec<&str> = parts.iter().map(|part| part.trim_end_matches(".json")).collect();
        let account = self.credentials().account_sid;
        let client = Client::new(Base::At(self.base_url()), self.credentials()).map_err(|e| e.to_string())?;
        let mut maker = Maker { mock: self, client, account, made: Vec::new() };
        match (request.product(), parts.as_slice()) {
            (Some(Product::Api), ["2010-04-01", "Accounts", account, rest @ ..])
                if is_sid(account, prefix::ACCOUNT) =>
            {
                maker.account(account, rest, request).await?;
            }
            (Some(Product::Studio), ["v2", "Flows", flow, rest @ ..]) if is_sid(flow, prefix::FLOW) => {
                maker.flow(flow, rest).await;
            }
            (Some(Product::Content), ["v1", "Content", content, ..]) if is_sid(content, prefix::CONTENT) => {
                maker.content(content);
            }
            (Some(Product::Messaging), ["v1", "Services", service, rest @ ..])
                if is_sid(service, prefix::MESSAGING_SERVICE) =>
            {
                maker.messaging_service(service, rest, request).await?;
            }
            (Some(product), parts) => {
                if let Some(named) = threads::Named::of(product, parts) {
                    maker.threads(&named, request).await?;
                }
            }
            (None, _) => {}
        }
        Ok(maker.made)
    }
}

impl Maker<'_> {
    fn tell(&mut self, what: &str, name: &str) {
        self.made.push(format!("{what} {name}"));
    }

    async fn exists(&self, product: Product, path: &str) -> Result<bool, String> {
        let asked = self.client.send(&Request::new(product, Method::Get, path)).await;
        asked.map(|answer| answer.is_success()).map_err(|error| error.to_string())
    }

    /// Creates something and gives its SID; nothing where the mock refuses, as the request itself will then tell.
    async fn create(
        &self,
        product: Product,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Option<String>, String> {
        let blank = Request::new(product, Method::Post, path);
        let blank = fields.iter().fold(blank, |blank, (name, value)| blank.field(*name, *value));
        let answer = self.client.send(&blank).await.map_err(|error| error.to_string())?;
        let sid = answer.json.as_ref().filter(|_| answer.is_success()).and_then(|json| json.get("sid"));
        Ok(sid.and_then(serde_json::Value::as_str).map(str::to_owned))
    }

    /// Gives a row that was made just now the SID that was asked for. Answers whether that was free: what another
    /// service has under it cannot be seen, and is not touched.
    fn rename(&self, work: impl FnOnce(&mut Account) -> bool) -> bool {
        self.mock.shared.with_store(|store| work(store.account(&self.account)))
    }

    /// Makes a row where there is none, and gives it its SID.
    async fn row(
        &mut self,
        product: Product,
        row: &Row<'_>,
        name: impl FnOnce(&mut Account, &str) -> bool,
    ) -> Result<(), String> {
        let ending = if product == Product::Api { ".json" } else { "" };
        if self.exists(product, &format!("{}/{}{ending}", row.all, segment(row.sid))).await? {
            return Ok(());
        }
        let Some(from) = self.create(product, &format!("{}{ending}", row.all), row.fields).await? else {
            return Ok(());
        };
        if self.rename(|rows| name(rows, &from)) {
            self.tell(row.word, row.sid);
            return Ok(());
        }
        // Nobody asked for one under this SID.
        let stray = Request::new(product, Method::Delete, format!("{}/{from}{ending}", row.all));
        self.client.send(&stray).await.map(|_| ()).map_err(|error| error.to_string())
    }

    /// A flow of Studio, an execution of it, and a step of that.
    async fn flow(&mut self, flow: &str, rest: &[&str]) {
        let shared = &self.mock.shared;
        if shared.with_world(|world| studio::add_flow_as(world, &self.account, flow)) {
            self.made.push(format!("flow {flow}"));
        }
        let ["Executions", execution, rest @ ..] = rest else { return };
        if !is_sid(execution, prefix::EXECUTION) {
            return;
        }
        let step = match rest {
            ["Steps", step, ..] if is_sid(step, prefix::STEP) => Some(*step),
            _ => None,
        };
        if studio::execute_as(shared, &self.account, flow, execution, step).await {
            self.tell("execution", execution);
        }
    }

    /// A content template.
    fn content(&mut self, sid: &str) {
        if self.mock.shared.with_world(|world| contents::add_as(world, &self.account, sid)) {
            self.tell("content template", sid);
        }
    }
}

/// Puts a row under another SID. Answers whether that was free.
fn renamed<T>(shelf: &mut Shelf<T>, from: &str, to: &str, sid: impl Fn(&mut T) -> &mut String) -> bool {
    if shelf.get(to).is_some() {
        return false;
    }
    let Some((number, mut row)) = shelf.remove(from) else { return false };
    to.clone_into(sid(&mut row));
    shelf.insert(number, to, row);
    true
}

/// A contact's number that nobody has had here.
pub(super) fn fresh_number(store: &mut Store) -> String {
    format!("+1555{:07}", store.number() % 10_000_000)
}
