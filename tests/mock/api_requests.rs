//! The requests of the API library, sent to the mock: those of the shipped operations, and those of every operation of
//! Twilio's documents. Where the mock serves the resource it has to take them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in tests a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::support::{Bench, OURS, THEIRS};
use cordboard::api::{self, Operation, Place, Prepared, Severity};
use cordboard::mock::Config;
use cordboard::twilio::{Base, Client, Method, Product, Request, Response};

/// Each document, how many operations it has, and how many of them the mock serves. Of our own catalogue it serves all
/// but Lookup, Verify and the first version of executions.
const SERVED: [(&str, Product, usize, usize); 7] = [
    ("twilio_api_v2010", Product::Api, 197, 14),
    ("twilio_conversations_v1", Product::Conversations, 103, 81),
    ("twilio_chat_v2", Product::Chat, 54, 35),
    ("twilio_messaging_v1", Product::Messaging, 58, 17),
    ("twilio_content_v1", Product::Content, 9, 7),
    ("twilio_studio_v2", Product::Studio, 19, 19),
    ("twilio_lookups_v2", Product::Lookups, 10, 0),
];

/// What the mock refuses for what is there, not for how it is asked: the operation, the status, and why.
const REFUSED: [(&str, u16, &str); 0] = [];

/// Shipped operations whose examples name what only other requests can make: an execution that runs, a message with its
/// medium. A fresh mock answers 404, as Twilio would.
const NOT_PROVIDED: [&str; 0] = [];

/// A mock in which something of every kind is there.
struct World {
    bench: Bench,
    /// What is there, by product, whether below a service, and the word before it in a path.
    there: BTreeMap<(&'static str, bool, String), String>,
}

impl World {
    async fn start() -> Self {
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
            let proxy = if below { OURS } else { "+15551110001" };
            let contact = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", proxy)];
            self.make(here, below, &format!("{one}/Participants"), &contact).await;
            let message =
                self.make(here, below, &format!("{one}/Messages"), &[("Author", "zoe"), ("Body", "x")]).await;
            self.bench.wait(1000);
            self.first(here, below, &format!("{one}/Messages/{message}/Receipts"), "delivery_receipts").await;
            let hook = [("Target", "webhook"), ("Configuration.Url", "https://x.example/hook")];
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
        let hook = [("Type", "webhook"), ("Configuration.Url", "https://x.example/hook")];
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
    fn prepared(&self, operation: &Arc<Operation>) -> Prepared {
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
        ] {
            for place in [Place::Query, Place::Body] {
                let has = operation.parameter_in(place, name).is_some();
                if has && !prepared.value(name).is_empty() {
                    prepared.set_in(place, name, value.as_str());
                }
            }
        }
        prepared
    }

    async fn send(&self, prepared: &Prepared) -> Response {
        self.bench.client.send(&api::request(prepared)).await.unwrap()
    }
}

/// The example of a shipped operation's parameter.
fn example_of(id: &str, place: Place, name: &str) -> String {
    api::find(id).unwrap().parameter_in(place, name).unwrap().example.clone()
}

/// In an order in which nothing is gone before it is asked for: what removes comes last, the innermost first.
fn in_order(operations: &[Arc<Operation>]) -> Vec<&Arc<Operation>> {
    let mut all: Vec<&Arc<Operation>> = operations.iter().collect();
    all.sort_by_key(|operation| match operation.method {
        Method::Delete => (1, usize::MAX - operation.path.split('/').count()),
        _ => (0, 0),
    });
    all
}

/// What an answer says against the way it was asked; nothing where the mock took it.
fn trouble(operation: &Operation, answer: &Response) -> Option<String> {
    // What is there already is refused for that alone.
    let is_fine = answer.is_success() || answer.status == 409;
    let is_known = REFUSED.iter().any(|(id, status, _)| *id == operation.id && *status == answer.status);
    (!is_fine && !is_known).then(|| {
        let (method, path) = (operation.method.name(), &operation.path);
        format!("{} {method} {path}: {} {}", operation.id, answer.status, answer.body)
    })
}

#[tokio::test]
async fn the_mock_takes_every_request_of_the_catalogue() {
    let world = World::start().await;
    let (mut found, mut refused) = (Vec::new(), BTreeSet::new());
    for operation in in_order(api::catalog()) {
        let answer = world.send(&world.prepared(operation)).await;
        let is_served = !matches!(operation.product.unwrap(), Product::Lookups | Product::Verify)
            && !operation.path.starts_with("/v1/Flows");
        if is_served {
            found.extend(trouble(operation, &answer));
        } else {
            assert_eq!(answer.status, 404, "{} is served by now", operation.id);
        }
        if !answer.is_success() {
            refused.insert(operation.id.as_str());
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (id, _, why) in REFUSED {
        assert!(api::find(id).is_none() || refused.contains(id), "taken by now: {id} ({why})");
    }
}

#[tokio::test]
async fn what_a_shipped_example_names_is_made_in_a_fresh_mock() {
    let mut missing = Vec::new();
    for operation in api::catalog() {
        let is_served = !matches!(operation.product.unwrap(), Product::Lookups | Product::Verify);
        if !is_served || operation.path.starts_with("/v1/Flows") {
            continue;
        }
        let bench = Bench::start(Config::default()).await;
        let request = api::request(&Prepared::example(operation));
        bench.mock.provide_for(&request).await.unwrap();
        assert_eq!(bench.mock.provide_for(&request).await.unwrap(), Vec::<String>::new(), "{}", operation.id);
        let client = Client::new(Base::At(bench.mock.base_url()), bench.mock.credentials()).unwrap();
        let answer = client.send(&request).await.unwrap();
        if trouble(operation, &answer).is_some() {
            missing.push(format!("{} {}", operation.id, answer.status));
        }
        bench.mock.stop().await;
    }
    assert_eq!(missing, NOT_PROVIDED);
}

#[tokio::test]
async fn the_mock_takes_every_request_of_the_documents_that_it_serves() {
    let Ok(folder) = std::env::var("CORDBOARD_OPENAPI") else {
        println!("skipped: CORDBOARD_OPENAPI names no folder with Twilio's OpenAPI documents");
        return;
    };
    let world = World::start().await;
    let (mut found, mut counts) = (Vec::new(), Vec::new());
    for (name, product, ..) in SERVED {
        let path = PathBuf::from(&folder).join("twilio").join(format!("{name}.json"));
        let text = std::fs::read_to_string(path).unwrap();
        let library = api::import(&text, name, &mut |_| ControlFlow::Continue(())).unwrap();
        let mut served = 0;
        for operation in in_order(&library.operations) {
            let prepared = world.prepared(operation);
            // What the document allows is what goes out. What it shows no example of is not made up.
            let wrong = api::check(&prepared).into_iter().filter(|finding| {
                let bare =
                    finding.message.contains("needs a property") || finding.message.ends_with("is missing");
                finding.severity == Severity::Error && finding.is_by_document && !bare
            });
            found.extend(wrong.map(|finding| format!("{}: {}", operation.id, finding.message)));
            let answer = world.send(&prepared).await;
            if !matches!(answer.status, 404 | 405) {
                served += 1;
                found.extend(trouble(operation, &answer));
            }
        }
        counts.push((name, product, library.operations.len(), served));
    }
    assert!(found.is_empty(), "{}\n{counts:?}", found.join("\n"));
    assert_eq!(counts, SERVED);
}
