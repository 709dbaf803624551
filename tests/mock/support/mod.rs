//! A mock on a clock that stands still, and the real client to talk to it.

pub mod flows;
pub mod receiver;
pub mod world;

use std::sync::Arc;

use cordboard::mock::{Clock as _, Config, Mock, SetClock};
use cordboard::twilio::{Base, Client, Method, Product, Request, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// A number that a mock takes for ours.
pub const OURS: &str = "+15005550006";
/// A contact.
pub const THEIRS: &str = "+15551230001";

/// A client that goes straight to whom it asks, whatever proxy the machine has.
pub fn plain_http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

/// A running mock, its clock and a client for it.
pub struct Bench {
    pub mock: Mock,
    pub clock: Arc<SetClock>,
    pub client: Client,
    pub account: String,
}

impl Bench {
    /// Starts a mock with the clock at 2026-11-21T09:00:00Z.
    pub async fn start(config: Config) -> Self {
        let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let clock = Arc::new(SetClock::at(start));
        let shown = Arc::clone(&clock);
        let mock = Mock::start_with_clock(config, shown).await.unwrap();
        let credentials = mock.credentials();
        let account = credentials.account_sid.clone();
        let client = Client::new(Base::At(mock.base_url()), credentials).unwrap();
        Self { mock, clock, client, account }
    }

    /// What the mock's clock shows.
    pub fn mock_time(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock on.
    pub fn wait(&self, millis: i64) {
        self.clock.advance(SignedDuration::from_millis(millis));
    }

    /// Sends a request; every field is repeated as it stands.
    pub async fn ask(
        &self,
        product: Product,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Response {
        let mut request = Request::new(product, method, path);
        for (name, value) in fields {
            request = request.field(*name, *value);
        }
        self.client.send(&request).await.unwrap()
    }

    /// Sends a request and takes the body of a success.
    pub async fn done(&self, product: Product, method: Method, path: &str, fields: &[(&str, &str)]) -> Value {
        let response = self.ask(product, method, path, fields).await;
        assert!(response.is_success(), "{} {path}: {}", method.name(), response.body);
        response.json.unwrap_or_default()
    }

    /// Sends a message with headers of its own.
    pub async fn send_with(&self, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Response {
        let mut request = Request::new(Product::Api, Method::Post, self.messages());
        for (name, value) in fields {
            request = request.field(*name, *value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.client.send(&request).await.unwrap()
    }

    /// The path of the account's messages.
    pub fn messages(&self) -> String {
        format!("/2010-04-01/Accounts/{}/Messages.json", self.account)
    }

    /// Sends a message and takes the answer, whatever it is.
    pub async fn send(&self, fields: &[(&str, &str)]) -> Response {
        self.ask(Product::Api, Method::Post, &self.messages(), fields).await
    }

    /// Reads the first API.
    pub async fn read(&self, path: &str, query: &[(&str, &str)]) -> Value {
        self.done(Product::Api, Method::Get, path, query).await
    }
}

/// The keys of an object, in order.
pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Status, code and text of an error answer.
pub fn error(response: &Response) -> (u16, u64, String) {
    let json = response.json.as_ref().unwrap_or_else(|| panic!("no JSON: {}", response.body));
    assert_eq!(keys(json), ["code", "message", "more_info", "status"]);
    assert_eq!(json["status"], response.status);
    assert_eq!(json["more_info"], format!("https://www.twilio.com/docs/errors/{}", json["code"]));
    (response.status, json["code"].as_u64().unwrap(), json["message"].as_str().unwrap().to_owned())
}
