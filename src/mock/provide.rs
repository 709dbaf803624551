//! Making what a request names, before it is sent: who tries an API out on a fresh mock has made nothing yet.

use super::Mock;
use super::{route, talk};
use crate::twilio::sid::prefix;
use crate::twilio::{Base, Client, Method, Product, Request, is_sid};

impl Mock {
    /// Makes the service and the conversation that a request's path names, where they are missing. Answers what was
    /// made, each in a few words.
    ///
    /// What cannot exist, such as a service whose SID has another shape, is left alone: the request is then refused
    /// as it would be by Twilio.
    ///
    /// # Errors
    /// Where the mock cannot be asked, as a sentence.
    pub async fn provide_for(&self, request: &Request) -> Result<Vec<String>, String> {
        let parts: Vec<String> = request.path.split('/').skip(1).map(route::decode).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (service, conversation) = match (request.product(), parts.as_slice()) {
            (
                Some(Product::Conversations),
                ["v1", "Services", service, "Conversations", conversation, ..],
            ) => (*service, *conversation),
            _ => return Ok(Vec::new()),
        };
        // A name that looks like a SID would be refused as a name.
        let is_named = !is_sid(conversation, prefix::CONVERSATION);
        if !is_sid(service, prefix::CHAT_SERVICE) || conversation.is_empty() || conversation.contains('{') {
            return Ok(Vec::new());
        }
        let client = Client::new(Base::At(self.base_url()), self.credentials()).map_err(|e| e.to_string())?;
        let mut made = Vec::new();
        let path = format!("/v1/Services/{}", crate::twilio::segment(service));
        if !exists(&client, &path).await? {
            let account = self.credentials().account_sid;
            self.shared.with_world(|world| {
                talk::add_service_as(world, &account, service, "Made by Cordboard");
            });
            made.push(format!("service {service}"));
        }
        let below = format!("{path}/Conversations");
        if !exists(&client, &format!("{below}/{}", crate::twilio::segment(conversation))).await? {
            let mut blank = Request::new(Product::Conversations, Method::Post, below);
            if is_named {
                blank = blank.field("UniqueName", conversation);
            }
            let Some(sid) = create(&client, &blank).await? else { return Ok(made) };
            if !is_named && !self.rename_conversation(&sid, conversation) {
                return Ok(made);
            }
            made.push(format!("conversation {conversation}"));
        }
        Ok(made)
    }

    /// Gives a conversation that was made just now the SID that was asked for. Answers whether it could be: another service may have one with this SID.
    fn rename_conversation(&self, from: &str, to: &str) -> bool {
        let account = self.credentials().account_sid;
        self.shared.with_store(|store| {
            let threads = &mut store.account(&account).threads;
            let Some((number, mut thread)) = threads.remove(from) else { return false };
            if threads.get(to).is_some() {
                return false;
            }
            to.clone_into(&mut thread.head.sid);
            threads.insert(number, to, thread);
            true
        })
    }
}

async fn exists(client: &Client, path: &str) -> Result<bool, String> {
    let asked = client.send(&Request::new(Product::Conversations, Method::Get, path)).await;
    asked.map(|answer| answer.is_success()).map_err(|error| error.to_string())
}

/// Creates something and gives its SID; nothing where the mock refuses, as the request itself will then tell.
async fn create(client: &Client, request: &Request) -> Result<Option<String>, String> {
    let answer = client.send(request).await.map_err(|error| error.to_string())?;
    let sid = answer.json.as_ref().filter(|_| answer.is_success()).and_then(|json| json.get("sid"));
    Ok(sid.and_then(serde_json::Value::as_str).map(str::to_owned))
}
