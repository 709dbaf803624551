//! A mock in which something of every kind is there, for requests that name it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Bench, OURS, THEIRS};
use cordboard::api::{self, Operation, Place, Prepared};
use cordboard::mock::Config;
use cordboard::twilio::{Method, Product, Request, Response};

/// A mock in which something of every kind is there.
pub struct World {
    pub bench: Bench,
    /// What is there, by product, whether below a service, and the word before it in a path.
    there: BTreeMap<(&'static str, bool, String), String>,
}

impl World {
    /// Starts a mock and makes everything.
    pub async fn start() -> Self {
        let mut world = Self { bench: Bench::start(Config::default()).await, there: BTreeMap::new() };
        let flow = example_of("fetch-flow", Place::Path, "Sid");
        let path = format!("/v2/Flows/{flow}");
        assert_eq!(world.provide(Product::Studio, &path).await, [format!("flow {flow}")]);
        world.keep(Product::Studio, false, "Flows", &flow);
        world.api().await;
        world.conversations().await;
        world.chat().await;
        world.studio(&path).await;
        world
    }

    async fn provide(&self, product: Product, path: &str) -> Vec<String> {
        self.bench.mock.provide_for(&Request::new(product, Method::Get, path)).await.unwrap()
    }

    fn keep(&mut self, product: Product, below: bool, word: &str, sid: &str) {
        self.there.insert((product.name(), below, word.to_owned()), sid.to_owned());
    }

    /// Makes something and keeps its SID.
    async fn make(&mut self, product: Product, below: bool, path: &str, fields: &[(&str, &str)]) -> String {
        let made = self.bench.done(product, Method::Post, path, fields).await;
        let sid = made["sid"].as_str().unwrap().to_owned();
        let word = path.rsplit('/').next().unwrap().trim_end_matches(".json").to_owned();
        self.keep(product, below, &word, &sid);
        sid
    }

    /// The SID of the first row of a list, kept.
    async fn first(&mut self, product: Product, below: bool, path: &str, key: &str) -> String {
        let list = self.bench.done(product, Method::Get, path, &[]).await;
        let sid = list[key][0]["sid"].as_str().unwrap_or_else(|| panic!("{path}: {list}")).to_owned();
        let word = path.rsplit('/').next().unwrap().trim_end_matches(".json").to_owned();
        self.keep(product, below, &word, &sid);
        sid
    }

    async fn api(&mut self) {
        let root = format!("/2010-04-01/Accounts/{}", self.bench.account);
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x"), ("MediaUrl", "https://x.example/a.png")];
        let message = self.make(Product::Api, false, &format!("{root}/Messages.json"), &fields).await;
        self.first(Product::Api, false, &format!("{root}/Messages/{message}/Media.json"), "media_list").await;
        let number = [("PhoneNumber", "+15551110001")];
        let number =
            self.make(Product::Api, false, &format!("{root}/IncomingPhoneNumbers.json"), &number).await;
        let service = self.make(Product::Messaging, false, "/v1/Services", &[("FriendlyName", "Desk")]).await;
        let code = format!("SC{}", "1".repeat(32));
        for (part, field, value) in [
            ("PhoneNumbers", "PhoneNumberSid", number.as_str()),
            ("ShortCodes", "ShortCodeSid", code.as_str()),
            ("AlphaSenders", "AlphaSender", "Owl"),
        ] {
            let path = format!("/v1/Services/{service}/{part}");
            self.make(Product::Messaging, false, &path, &[(field, value)]).await;
        }
        let later = (self.bench.mock_time() + jiff::SignedDuration::from_hours(2)).to_string();
        let waits = [
            ("MessagingServiceSid", service.as_str()),
            ("To", THEIRS),
            ("Body", "x"),
            ("ScheduleType", "fixed"),
            ("SendAt", later.as_str()),
        ];
        let waits =
            self.bench.done(Product::Api, Method::Post, &format!("{root}/Messages.json"), &waits).await;
        self.keep(Product::Api, false, "Scheduled", waits["sid"].as_str().unwrap());
        let free = [("PhoneNumber", "+15551110002")];
        let numbers = format!("{root}/IncomingPhoneNumbers.json");
        let free = self.bench.done(Product::Api, Method::Post, &numbers, &free).await;
        self.keep(Product::Api, false, "Free", free["sid"].as_str().unwrap());
        let content = example_of("fetch-content", Place::Path, "Sid");
        self.provide(Product::Content, &format!("/v1/Content/{content}")).await;
        self.keep(Product::Content, false, "Content", &content);
    }

    async fn conversations(&mut self) {
        let service =
            self.make(Product::Conversations, true, "/v1/Services", &[("FriendlyName", "Home")]).await;
        self.keep(Product::Conversations, false, "Services", &service);
        let address = [("Type", "sms"), ("Address", "+15005550009")];
        self.make(Product::Conversations, false, "/v1/Configuration/Addresses", &address).await;
        for (below, root) in [(true, format!("/v1/Services/{service}")), (false, "/v1".to_owned())] {
            let here = Product::Conversations;
            let thread = self.make(here, below, &format!("{root}/Conversations"), &[]).await;
            let one = format!("{root}/Conversations/{thread}");
            let shown = self.bench.done(here, Method::Get, &one, &[]).await;
            if !below {
                self.keep(here, false, "Default", shown["chat_service_sid"].as_str().unwrap());
            }
            let proxy = if below { OURS } else { "+15551110001" };
            let contact = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", proxy)];
            self.make(here, below, &format!("{one}/Participants"), &contact).await;
            let message =
                self.make(here, below, &format!("{one}/Messages"), &[("Author", "zoe"), ("Body", "x")]).await;
            self.bench.wait(1000);
            self.first(here, below, &format!("{one}/Messages/{message}/Receipts"), "delivery_receipts").await;
            let hook = [
                ("Target", "webhook"),
                ("Configuration.Url", "https://x.example/hook"),
                ("Configuration.Filters", "onMessageAdded"),
            ];
            self.make(here, below, &format!("{one}/Webhooks"), &hook).await;
            self.make(here, below, &format!("{root}/Users"), &[("Identity", "zoe")]).await;
            let role = [("FriendlyName", "guest"), ("Type", "conversation"), ("Permission", "sendMessage")];
            self.make(here, below, &format!("{root}/Roles"), &role).await;
        }
    }

    async fn chat(&mut self) {
        let here = Product::Chat;
        let service = self.make(here, true, "/v2/Services", &[("FriendlyName", "Home")]).await;
        let root = format!("/v2/Services/{service}");
        let channel = self.make(here, true, &format!("{root}/Channels"), &[]).await;
        let one = format!("{root}/Channels/{channel}");
        let hook = [
            ("Type", "webhook"),
            ("Configuration.Url", "https://x.example/hook"),
            ("Configuration.Filters", "onMessageSent"),
        ];
        let role = [("FriendlyName", "guest"), ("Type", "channel"), ("Permission", "sendMessage")];
        for (path, fields) in [
            (format!("{one}/Members"), [("Identity", "zoe")].as_slice()),
            (format!("{one}/Messages"), &[("Body", "x")]),
            (format!("{one}/Webhooks"), &hook),
            (format!("{root}/Users"), &[("Identity", "yan")]),
            (format!("{root}/Roles"), &role),
        ] {
            self.make(here, true, &path, fields).await;
        }
    }

    async fn studio(&mut self, flow: &str) {
        let here = Product::Studio;
        let fields = [("To", "+15551230009"), ("From", OURS)];
        let run = self.make(here, false, &format!("{flow}/Executions"), &fields).await;
        let steps = format!("{flow}/Executions/{run}/Steps");
        // The execution runs beside the requests, so its first step may not be there at once.
        while self.bench.done(here, Method::Get, &steps, &[]).await["steps"][0].is_null() {
            tokio::task::yield_now().await;
        }
        self.first(here, false, &steps, "steps").await;
    }

    /// The example of an operation, with what is there in the place of what its path and fields name.
    pub fn prepared(&self, operation: &Arc<Operation>) -> Prepared {
        let product = operation.product.unwrap();
        let below = product == Product::Chat || operation.path.contains("/Services/{ChatServiceSid}");
        let mut prepared = Prepared::example(operation);
        let mut before = "";
        for part in operation.path.split('/') {
            let part = part.trim_end_matches(".json");
            let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
                before = part;
                continue;
            };
            if before == "Accounts" {
                prepared.set_in(Place::Path, name, self.bench.account.as_str());
            }
            if let Some(sid) = self.there.get(&(product.name(), below, before.to_owned())) {
                prepared.set_in(Place::Path, name, sid.as_str());
            }
            let scheduled = &(product.name(), false, "Scheduled".to_owned());
            if before == "Messages" && prepared.value("Status") == "canceled" {
                prepared.set_in(Place::Path, name, self.there[scheduled].as_str());
            }
            if name == "Revision" {
                prepared.set_in(Place::Path, name, "LatestPublished");
            }
        }
        let of = |product: Product, below, word: &str| {
            self.there.get(&(product.name(), below, word.to_owned())).cloned().unwrap_or_default()
        };
        let definition = example_of("create-flow", Place::Body, "Definition");
        for (name, value) in [
            ("Page", String::new()),
            ("PageToken", String::new()),
            ("MediaSid", String::new()),
            ("Definition", definition),
            ("MessagingServiceSid", of(Product::Messaging, false, "Services")),
            ("ContentSid", of(Product::Content, false, "Content")),
            ("RoleSid", of(product, below, "Roles")),
            ("Configuration.FlowSid", of(Product::Studio, false, "Flows")),
            ("AutoCreation.StudioFlowSid", of(Product::Studio, false, "Flows")),
            ("DefaultChatServiceSid", of(Product::Conversations, false, "Default")),
            ("PhoneNumberSid", of(Product::Api, false, "Free")),
            ("DefaultMessagingServiceSid", of(Product::Messaging, false, "Services")),
            ("DefaultConversationCreatorRoleSid", of(product, below, "Roles")),
            ("DefaultConversationRoleSid", of(product, below, "Roles")),
            ("DefaultChatServiceRoleSid", of(product, below, "Roles")),
        ] {
            for place in [Place::Query, Place::Body] {
                let has = operation.parameter_in(place, name).is_some();
                if has && !prepared.value(name).is_empty() {
                    prepared.set_in(place, name, value.as_str());
                }
            }
        }
        // A pair of addresses is in one conversation only.
        if below && !prepared.value("MessagingBinding.Address").is_empty() {
            prepared.set_in(Place::Body, "MessagingBinding.Address", "+15551238888");
        }
        // What has to be unique is, whatever was made before.
        for name in ["UniqueName", "Identity"] {
            let is_new = operation.method == Method::Post && operation.path.ends_with('s');
            let value = prepared.value(name);
            if !value.is_empty() && (is_new || name == "UniqueName") {
                let value = format!("{value}-{}", operation.id);
                prepared.set_in(Place::Body, name, value);
            }
        }
        prepared
    }

    /// Sends a prepared request.
    pub async fn send(&self, prepared: &Prepared) -> Response {
        self.bench.client.send(&api::request(prepared)).await.unwrap()
    }
}

/// The example of a shipped operation's parameter.
pub fn example_of(id: &str, place: Place, name: &str) -> String {
    api::find(id).unwrap().parameter_in(place, name).unwrap().example.clone()
}
