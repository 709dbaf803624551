//! Making what a request names, before it is sent: who tries an API out on a fresh mock has made nothing yet.

use super::Mock;
use super::shelf::Shelf;
use super::{contents, route, studio, talk};
use crate::twilio::sid::prefix;
use crate::twilio::{Base, Client, Method, Product, Request, is_sid, segment};

/// What a path names in Conversations or Chat.
struct Named<'a> {
    product: Product,
    /// The service; nothing is the account's default one.
    service: Option<&'a str>,
    /// The conversation or channel.
    thread: Option<&'a str>,
    /// What stands below it, and its SID.
    child: Option<(&'a str, &'a str)>,
}

impl<'a> Named<'a> {
    fn of(product: Option<Product>, parts: &[&'a str]) -> Option<Self> {
        let (product, version, threads) = match product? {
            product @ Product::Conversations => (product, "v1", "Conversations"),
            product @ Product::Chat => (product, "v2", "Channels"),
            _ => return None,
        };
        let (service, rest) = match parts.strip_prefix(&[version])? {
            ["Services", service, rest @ ..] => (Some(*service), rest),
            rest if product == Product::Conversations => (None, rest),
            _ => return None,
        };
        let (thread, rest) = match rest {
            [kind, thread, rest @ ..] if *kind == threads => (Some(*thread), rest),
            _ => (None, &[][..]),
        };
        let child = match rest {
            [kind, sid, ..] => Some((*kind, *sid)),
            _ => None,
        };
        Some(Self { product, service, thread, child })
    }

    /// The address of the service.
    fn root(&self) -> String {
        match (self.product, self.service) {
            (Product::Chat, service) => format!("/v2/Services/{}", segment(service.unwrap_or_default())),
            (_, Some(service)) => format!("/v1/Services/{}", segment(service)),
            (_, None) => "/v1".to_owned(),
        }
    }
}

impl Mock {
    /// Makes what a request's path names, where it is missing: the service and the conversation (or channel), its
    /// message, participant or webhook, a flow of Studio, a content template, and the account of a message. Answers what
    /// was made, each in a few words.
    ///
    /// What cannot exist, such as a service whose SID has another shape, is left alone: the request is then refused
    /// as it would be by Twilio.
    ///
    /// # Errors
    /// Where the mock cannot be asked, as a sentence.
    pub async fn provide_for(&self, request: &Request) -> Result<Vec<String>, String> {
        let parts: Vec<String> = request.path.split('/').skip(1).map(route::decode).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let own = self.credentials().account_sid;
        match (request.product(), parts.as_slice()) {
            (Some(Product::Api), ["2010-04-01", "Accounts", account, ..])
                if is_sid(account, prefix::ACCOUNT) && !account.eq_ignore_ascii_case(&own) =>
            {
                let is_new = self.shared.with_store(|store| store.put_below(account, &own));
                return Ok(told(is_new, "subaccount", account));
            }
            (Some(Product::Studio), ["v2", "Flows", flow, ..]) if is_sid(flow, prefix::FLOW) => {
                let is_new = self.shared.with_world(|world| studio::add_flow_as(world, &own, flow));
                return Ok(told(is_new, "flow", flow));
            }
            (Some(Product::Content), ["v1", "Content", content, ..]) if is_sid(content, prefix::CONTENT) => {
                let is_new = self.shared.with_world(|world| contents::add_as(world, &own, content));
                return Ok(told(is_new, "content template", content));
            }
            _ => {}
        }
        let Some(named) = Named::of(request.product(), &parts) else { return Ok(Vec::new()) };
        if named.service.is_some_and(|service| !is_sid(service, prefix::CHAT_SERVICE)) {
            return Ok(Vec::new());
        }
        let thread = named.thread.filter(|thread| !thread.is_empty() && !thread.contains('{'));
        if named.thread.is_some() && thread.is_none() {
            return Ok(Vec::new());
        }
        let client = Client::new(Base::At(self.base_url()), self.credentials()).map_err(|e| e.to_string())?;
        let mut made = Vec::new();
        if let Some(service) = named.service
            && !exists(&client, named.product, &named.root()).await?
        {
            self.shared.with_world(|world| talk::add_service_as(world, &own, service, "Made by Cordboard"));
            made.push(format!("service {service}"));
        }
        if let Some(thread) = thread {
            self.provide_thread(&client, &named, thread, &mut made).await?;
        }
        Ok(made)
    }

    /// Makes a conversation or channel, and what the path names in it.
    async fn provide_thread(
        &self,
        client: &Client,
        named: &Named<'_>,
        thread: &str,
        made: &mut Vec<String>,
    ) -> Result<(), String> {
        let (kind, word) = match named.product {
            Product::Chat => ("Channels", "channel"),
            _ => ("Conversations", "conversation"),
        };
        let below = format!("{}/{kind}", named.root());
        let one = format!("{below}/{}", segment(thread));
        // A name that looks like a SID would be refused as a name.
        let is_named = !is_sid(thread, prefix::CONVERSATION);
        if !exists(client, named.product, &one).await? {
            let mut blank = Request::new(named.product, Method::Post, below);
            if is_named {
                blank = blank.field("UniqueName", thread);
            }
            let Some(sid) = create(client, &blank).await? else { return Ok(()) };
            if !is_named && !self.rename_conversation(&sid, thread) {
                return Ok(());
            }
            made.push(format!("{word} {thread}"));
        }
        let Some((kind, child)) = named.child else { return Ok(()) };
        let (wanted, fields): (&str, &[(&str, &str)]) = match kind {
            "Messages" => (prefix::CHAT_MESSAGE, &[("Body", "Made by Cordboard")]),
            "Participants" | "Members" => (prefix::PARTICIPANT, &[("Identity", "made-by-cordboard")]),
            "Webhooks" if named.product == Product::Chat => (prefix::WEBHOOK, &HOOK_OF_CHAT),
            "Webhooks" => (prefix::WEBHOOK, &HOOK),
            _ => return Ok(()),
        };
        if is_named || !is_sid(child, wanted) {
            return Ok(());
        }
        let all = format!("{one}/{kind}");
        if exists(client, named.product, &format!("{all}/{child}")).await? {
            return Ok(());
        }
        let blank = Request::new(named.product, Method::Post, all);
        let blank = fields.iter().fold(blank, |blank, (name, value)| blank.field(*name, *value));
        if let Some(sid) = create(client, &blank).await?
            && self.rename_child(thread, wanted, &sid, child)
        {
            made.push(format!("{} {child}", kind.trim_end_matches('s').to_lowercase()));
        }
        Ok(())
    }

    /// Gives what was made just now in a conversation the SID that was asked for.
    fn rename_child(&self, thread: &str, kind: &str, from: &str, to: &str) -> bool {
        let account = self.credentials().account_sid;
        self.shared.with_store(|store| {
            let Some(thread) = store.account(&account).threads.get_mut(thread) else { return false };
            match kind {
                prefix::CHAT_MESSAGE => renamed(&mut thread.messages, from, to, |row| &mut row.sid),
                prefix::PARTICIPANT => renamed(&mut thread.members, from, to, |row| &mut row.sid),
                _ => renamed(&mut thread.hooks, from, to, |row| &mut row.sid),
            }
        })
    }

    /// Gives a conversation that was made just now the SID that was asked for. Answers whether it could be: another
    /// service may have one with this SID.
    fn rename_conversation(&self, from: &str, to: &str) -> bool {
        let account = self.credentials().account_sid;
        self.shared.with_store(|store| {
            renamed(&mut store.account(&account).threads, from, to, |row| &mut row.head.sid)
        })
    }
}

const HOOK: [(&str, &str); 2] =
    [("Target", "webhook"), ("Configuration.Url", "https://example.com/made-by-cordboard")];
const HOOK_OF_CHAT: [(&str, &str); 2] =
    [("Type", "webhook"), ("Configuration.Url", "https://example.com/made-by-cordboard")];

fn told(is_new: bool, what: &str, name: &str) -> Vec<String> {
    is_new.then(|| format!("{what} {name}")).into_iter().collect()
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

async fn exists(client: &Client, product: Product, path: &str) -> Result<bool, String> {
    let asked = client.send(&Request::new(product, Method::Get, path)).await;
    asked.map(|answer| answer.is_success()).map_err(|error| error.to_string())
}

/// Creates something and gives its SID; nothing where the mock refuses, as the request itself will then tell.
async fn create(client: &Client, request: &Request) -> Result<Option<String>, String> {
    let answer = client.send(request).await.map_err(|error| error.to_string())?;
    let sid = answer.json.as_ref().filter(|_| answer.is_success()).and_then(|json| json.get("sid"));
    Ok(sid.and_then(serde_json::Value::as_str).map(str::to_owned))
}
