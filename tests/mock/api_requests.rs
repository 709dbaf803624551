//! The requests of the API library's shipped operations, sent to the mock: where it serves the resource it takes them,
//! and makes what they name.

use std::sync::Arc;

use crate::support::Bench;
use crate::support::world::{World, example_of};
use cordboard::api::{self, Operation, Place, Prepared};
use cordboard::mock::Config;
use cordboard::twilio::{Base, Client, Method, NOT_IN_MOCK, Product, Request, Response};

/// How many shipped operations the mock serves, and how many it does not: Lookup, Verify, and the first version of
/// executions.
const SERVED: (usize, usize) = (122, 11);

/// Whether the mock serves an operation of ours.
fn is_served(operation: &Operation) -> bool {
    !matches!(operation.product.unwrap(), Product::Lookups | Product::Verify)
        && !operation.path.starts_with("/v1/Flows")
}

/// In an order in which nothing is gone before it is asked for: what removes comes last, the innermost first.
pub fn in_order(operations: &[Arc<Operation>]) -> Vec<&Arc<Operation>> {
    let mut all: Vec<&Arc<Operation>> = operations.iter().collect();
    all.sort_by_key(|operation| match operation.method {
        Method::Delete => (1, usize::MAX - operation.path.split('/').count()),
        _ => (0, 0),
    });
    all
}

/// What came back, in a line.
pub fn told(operation: &Operation, answer: &Response) -> String {
    let (method, path) = (operation.method.name(), &operation.path);
    format!("{} {method} {path}: {} {}", operation.id, answer.status, answer.body)
}

#[tokio::test]
async fn the_mock_takes_every_request_of_the_catalogue() {
    let world = World::start().await;
    let (mut found, mut counts) = (Vec::new(), (0, 0));
    for operation in in_order(api::catalog()) {
        let answer = world.send(&world.prepared(operation)).await;
        if is_served(operation) {
            counts.0 += 1;
            if !answer.is_success() {
                found.push(told(operation, &answer));
            }
        } else {
            counts.1 += 1;
            assert_eq!(answer.status, 404, "{} is served by now", operation.id);
            // Whoever tries one reads that the fault is not in the request.
            assert!(answer.body.contains(NOT_IN_MOCK), "{}", told(operation, &answer));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(counts, SERVED);
}

#[tokio::test]
async fn what_a_shipped_example_names_is_made_in_a_fresh_mock() {
    let mut found = Vec::new();
    for operation in api::catalog().iter().filter(|operation| is_served(operation)) {
        let bench = Bench::start(Config::default()).await;
        let request = api::request(&Prepared::example(operation));
        let made = bench.mock.provide_for(&request).await.unwrap();
        let again = bench.mock.provide_for(&request).await.unwrap();
        if !again.is_empty() {
            found.push(format!("{}: {made:?}, and then {again:?}", operation.id));
        }
        let client = Client::new(Base::At(bench.mock.base_url()), bench.mock.credentials()).unwrap();
        let answer = client.send(&request).await.unwrap();
        if !answer.is_success() {
            found.push(told(operation, &answer));
        }
        bench.mock.stop().await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn a_flow_that_somebody_brought_is_not_run_for_a_look_at_an_execution() {
    let bench = Bench::start(Config::default()).await;
    let fields = [
        ("FriendlyName", "Mine".to_owned()),
        ("Status", "published".to_owned()),
        ("Definition", example_of("create-flow", Place::Body, "Definition")),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let flow = bench.done(Product::Studio, Method::Post, "/v2/Flows", &fields).await;
    let path = format!("/v2/Flows/{}/Executions", flow["sid"].as_str().unwrap());
    let one = format!("{path}/FN{}", "a".repeat(32));
    let request = Request::new(Product::Studio, Method::Get, one.as_str());
    assert_eq!(bench.mock.provide_for(&request).await.unwrap(), Vec::<String>::new());
    assert_eq!(bench.ask(Product::Studio, Method::Get, &one, &[]).await.status, 404);
    let list = bench.done(Product::Studio, Method::Get, &path, &[]).await;
    assert_eq!(list["executions"], serde_json::json!([]));
}

#[tokio::test]
async fn what_cannot_be_made_under_a_sid_leaves_nothing_behind() {
    let bench = Bench::start(Config::default()).await;
    let here = Product::Conversations;
    let services = ["1", "2"].map(|digit| format!("/v1/Services/IS{}/Conversations", digit.repeat(32)));
    let sid = format!("CH{}", "a".repeat(32));
    let mut made = Vec::new();
    for all in &services {
        let request = Request::new(here, Method::Get, format!("{all}/{sid}"));
        made.push(bench.mock.provide_for(&request).await.unwrap().len());
    }
    // The second service cannot have a conversation that the first one has.
    assert_eq!(made, [2, 1]);
    for (all, count) in services.iter().zip([1, 0]) {
        let list = bench.done(here, Method::Get, all, &[]).await;
        assert_eq!(list["conversations"].as_array().unwrap().len(), count, "{all}");
    }
}

#[tokio::test]
async fn a_parent_acts_for_the_subaccount_that_was_made_and_for_no_other() {
    // Started with an account of its own, it knows no other one.
    let own = format!("AC{}", "1".repeat(32));
    let bench = Bench::start(Config { account_sid: Some(own), ..Config::default() }).await;
    let [below, other] =
        ["2", "3"].map(|digit| format!("/2010-04-01/Accounts/AC{}/Messages.json", digit.repeat(32)));
    let request = Request::new(Product::Api, Method::Get, below.as_str());
    assert_eq!(bench.ask(Product::Api, Method::Get, &below, &[]).await.status, 404);
    assert_eq!(bench.mock.provide_for(&request).await.unwrap(), [format!("subaccount AC{}", "2".repeat(32))]);
    assert_eq!(bench.ask(Product::Api, Method::Get, &below, &[]).await.status, 200);
    assert_eq!(bench.ask(Product::Api, Method::Get, &other, &[]).await.status, 404);
}
