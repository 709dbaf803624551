//! What a run begins with: the chat or conversation that it happens in, and what the contact writes there.

use serde_json::Value;

use super::{HttpWorld, TEST_CREDENTIALS, WorldError};
use crate::sim::Inbound;
use crate::sim::start::{Channel, Start};
use crate::sim::world::inbox::Inbox;
use crate::twilio::{ClientError, Method, Product, Request};
use crate::widgets::run::Trigger;

impl HttpWorld {
    /// Whether a start in a chat or conversation says which, as a live run has to.
    ///
    /// # Errors
    /// Where it does not.
    pub fn names_its_chat(start: &Start) -> Result<(), WorldError> {
        let is_named = !start.chat.channel.is_empty();
        match is_chat(start) {
            Some(true) if !is_named || start.chat.service.is_empty() => Err(WorldError::NoChat("chat")),
            Some(false) if !is_named => Err(WorldError::NoChat("conversation")),
            _ => Ok(()),
        }
    }

    /// Makes the chat or conversation that a run on this machine happens in, where the start names none, and puts
    /// the contact's message there. In the real world nothing is made.
    ///
    /// # Errors
    /// Where it cannot be made, or a live run names none.
    pub async fn prepare(&mut self, start: &mut Start) -> Result<(), WorldError> {
        self.outside.seed(start.seed);
        if self.is_live() {
            Self::names_its_chat(start)?;
            self.open_inbox(start).await;
            return Ok(());
        }
        let Some(is_chat) = is_chat(start) else { return Ok(()) };
        if is_chat {
            self.prepare_chat(start).await?;
        } else {
            self.prepare_conversation(start).await?;
        }
        let message = self.post_as_contact(start, &start.body).await?;
        start.chat.message = text_of(&message, "sid");
        start.chat.participant = text_of(&message, "participant_sid");
        Ok(())
    }

    /// Notes what the contact has written before, so that it is not taken for an answer.
    pub(super) async fn open_inbox(&mut self, start: &Start) {
        let Some(mut inbox) = Inbox::of(start, &self.client.credentials().account_sid) else { return };
        match inbox.look_first(&self.client).await {
            Ok(()) => {}
            // Nobody answers what is never delivered.
            Err(unread) if unread.code == Some(TEST_CREDENTIALS) => return,
            // A world that cannot be read from is still one that can be written to. It is looked at again.
            Err(unread) => self.trouble = Some(unread.reason),
        }
        self.inbox = Some(inbox);
    }

    pub(super) async fn prepare_chat(&mut self, start: &mut Start) -> Result<(), WorldError> {
        let chat = &mut start.chat;
        let path = format!("/v2/Services/{}/Channels/{}", chat.service, chat.channel);
        if !chat.service.is_empty()
            && !chat.channel.is_empty()
            && self.exists(&Request::new(Product::Chat, Method::Get, path)).await
        {
            return Ok(());
        }
        let request =
            Request::new(Product::Chat, Method::Post, "/v2/Services").field("FriendlyName", "Simulator");
        let service = text_of(&self.make("a chat service", &request).await?, "sid");
        let path = format!("/v2/Services/{service}/Channels");
        let request = Request::new(Product::Chat, Method::Post, path).field("FriendlyName", "Simulator");
        let channel = text_of(&self.make("a chat channel", &request).await?, "sid");
        self.stand_in(&mut chat.service, service);
        self.stand_in(&mut chat.channel, channel);
        Ok(())
    }

    pub(super) async fn prepare_conversation(&mut self, start: &mut Start) -> Result<(), WorldError> {
        let chat = &mut start.chat;
        let path = format!("/v1/Conversations/{}", chat.channel);
        if chat.service.is_empty()
            && !chat.channel.is_empty()
            && self.exists(&Request::new(Product::Conversations, Method::Get, path)).await
        {
            return Ok(());
        }
        let request = Request::new(Product::Conversations, Method::Post, "/v1/Conversations")
            .field("FriendlyName", "Simulator");
        let conversation = self.make("a conversation", &request).await?;
        self.stand_in(&mut chat.channel, text_of(&conversation, "sid"));
        self.stand_in(&mut chat.service, text_of(&conversation, "chat_service_sid"));
        Ok(())
    }

    async fn exists(&self, request: &Request) -> bool {
        self.client.send(request).await.is_ok_and(|answer| answer.is_success())
    }

    /// Takes `made` where the user has named nothing; else it stands in for what they have named.
    fn stand_in(&mut self, named: &mut String, made: String) {
        if named.is_empty() {
            *named = made;
        } else if *named != made && !made.is_empty() {
            self.stand_ins.push((named.clone(), made));
        }
    }

    /// Puts a message of the contact where the flow's answers go, so that both stand in one place. SMS and WhatsApp
    /// have no request for that, and in the real world the contact writes by themselves.
    ///
    /// # Errors
    /// Where it was not taken.
    pub async fn contact_says(&self, start: &Start, inbound: &Inbound) -> Result<(), WorldError> {
        if is_chat(start).is_some() && !self.is_live() {
            self.post_as_contact(start, &inbound.body).await?;
        }
        Ok(())
    }

    async fn post_as_contact(&self, start: &Start, body: &str) -> Result<Value, WorldError> {
        let (service, channel) = (&start.chat.service, &start.chat.channel);
        let (request, author) = if start.trigger == Trigger::Conversation {
            let scope = if service.is_empty() { String::new() } else { format!("/Services/{service}") };
            let path = format!("/v1{scope}/Conversations/{channel}/Messages");
            (Request::new(Product::Conversations, Method::Post, path), "Author")
        } else {
            let path = format!("/v2/Services/{service}/Channels/{channel}/Messages");
            (Request::new(Product::Chat, Method::Post, path), "From")
        };
        // A message without a text, as of a picture alone, still needs one here.
        let body = if body.is_empty() { " " } else { body };
        self.make("the contact's message", &request.field(author, &start.contact).field("Body", body)).await
    }

    async fn make(&self, what: &'static str, request: &Request) -> Result<Value, WorldError> {
        let failed = |reason: String| WorldError::Preparation { what, reason };
        let response = self.send(request).await.map_err(|error: ClientError| failed(error.to_string()))?;
        match response.api_error() {
            Some(error) => Err(failed(error.to_string())),
            None => response.json.ok_or_else(|| failed("the answer is no JSON".to_owned())),
        }
    }
}

/// Whether the contact writes in a chat or in a conversation; `None` for neither.
pub(super) fn is_chat(start: &Start) -> Option<bool> {
    match (start.trigger, start.channel) {
        (Trigger::Message, Channel::Chat) => Some(true),
        (Trigger::Conversation, _) => Some(false),
        _ => None,
    }
}

fn text_of(answer: &Value, key: &str) -> String {
    answer.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
