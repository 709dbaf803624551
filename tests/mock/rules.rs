//! Rules that let requests go wrong, and what a request prefers itself.

use crate::support::{Bench, OURS, THEIRS, error, plain_http};
use cordboard::mock::{Config, Rules, Status};
use cordboard::twilio::{Method, Product};
use serde_json::json;

async fn with_rules(text: &str) -> Bench {
    let fault_rules = Rules::parse(text).unwrap();
    Bench::start(Config { fault_rules, ..Config::default() }).await
}

async fn send(bench: &Bench, to: &str, body: &str) -> cordboard::twilio::Response {
    bench.send(&[("From", OURS), ("To", to), ("Body", body)]).await
}

#[tokio::test]
async fn the_example_of_the_manual_does_what_it_says() {
    let manual = include_str!("../../docs/mock.md");
    let example = manual.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let bench = with_rules(example).await;
    let refused = error(&send(&bench, "+15551230004", "x").await);
    assert_eq!(refused, (400, 21610, "Attempt to send to unsubscribed recipient".to_owned()));
    assert_eq!(send(&bench, THEIRS, "Casino now").await.status, 201);
    assert_eq!(send(&bench, "whatsapp:+15551230001", "x").await.status, 400);
    let whatsapp = [("From", "whatsapp:+15005550006"), ("To", "whatsapp:+15551230001"), ("Body", "hello")];
    assert_eq!(bench.send(&whatsapp).await.status, 201);
    let message = |at: usize| {
        let message = &bench.mock.messages()[at];
        (message.status.unwrap(), message.error_code)
    };
    bench.wait(2_000);
    assert_eq!((message(0), message(1)), ((Status::Sent, None), (Status::Read, None)));
    bench.wait(1_000);
    assert_eq!(message(0), (Status::Undelivered, Some(30007)));
    let listed = bench.read(&bench.messages(), &[]).await["messages"][1].clone();
    assert_eq!((&listed["status"], &listed["error_code"]), (&json!("undelivered"), &json!(30007)));
    assert!(listed["error_message"].as_str().unwrap().contains("filtered"), "{listed}");
    // The rule was for the next one only; the third POST that no rule above takes is dropped.
    assert_eq!(send(&bench, THEIRS, "casino").await.status, 201);
    assert_eq!(send(&bench, THEIRS, "y").await.status, 201);
    let path = bench.messages();
    let request = cordboard::twilio::Request::new(Product::Api, Method::Post, path).field("Body", "x");
    assert!(bench.client.send(&request).await.is_err());
    let rules: Vec<_> = bench.mock.log().iter().filter_map(|entry| entry.rule.clone()).collect();
    let rules: Vec<&str> = rules.iter().map(|rule| &**rule).collect();
    assert_eq!(rules, ["unsubscribed", "filtered", "rule 3", "rule 3", "rule 5"]);
    let dropped = bench.mock.log().last().unwrap().status;
    assert_eq!(dropped, None);
}

#[tokio::test]
async fn codes_are_answered_with_status_and_text() {
    let bench = Bench::start(Config::default()).await;
    let check = async |prefer: &str, expected: (u16, u64, &str)| {
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x")];
        let got = error(&bench.send_with(&[("Prefer", prefer)], &fields).await);
        assert_eq!((got.0, got.1, got.2.as_str()), expected, "{prefer}");
    };
    check("code=21610", (400, 21610, "Attempt to send to unsubscribed recipient")).await;
    check("respond-async, code=429", (429, 20429, "Too Many Requests")).await;
    check("code=20003", (401, 20003, "Authenticate")).await;
    check("code=503", (503, 20503, "The service is not available for a while")).await;
    check("code=21211", (400, 21211, "Invalid 'To' Phone Number: +1555123XXXX")).await;
    check("code=21611; x=y", (429, 21611, "SMS queue is full.")).await;
    let unreachable = "The 'To' phone number: +15551230001, is not currently reachable using the 'From' phone \
                       number: +15005550006 via SMS.";
    check("code=21612", (400, 21612, unreachable)).await;
    check("code=99999", (400, 99999, "Error 99999")).await;
    let path = bench.messages();
    check("code=20404", (404, 20404, &format!("The requested resource {path} was not found"))).await;
    for ignored in ["code=200", "code=x", "wait=10", ""] {
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x")];
        assert_eq!(bench.send_with(&[("Prefer", ignored)], &fields).await.status, 201, "{ignored}");
    }
    let fields = [("From", OURS), ("To", THEIRS), ("Body", "late")];
    assert_eq!(bench.send_with(&[("Prefer", "code=30003")], &fields).await.status, 201);
    bench.wait(500);
    let last = bench.mock.messages().pop().unwrap();
    assert_eq!((last.status, last.error_code), (Some(Status::Undelivered), Some(30003)));
}

#[tokio::test]
async fn plans_go_through_their_stages() {
    let bench = with_rules(
        "[[rule]]\nwhen = {body = 'fail'}\nstatus = {end = 'failed', code = 30001, after = 10}\n\
         [[rule]]\nwhen = {body = 'quick'}\nstatus = {end = 'delivered', after = 0.1}\n\
         [[rule]]\nwhen = {body = 'stuck'}\nstatus = {end = 'queued'}",
    )
    .await;
    for body in ["fail", "quick", "stuck"] {
        assert_eq!(send(&bench, THEIRS, body).await.status, 201);
    }
    let check = |expected: [&str; 3]| {
        let messages = bench.mock.messages();
        let got: Vec<_> = messages.iter().map(|message| message.status.unwrap().name()).collect();
        assert_eq!(got, expected);
    };
    check(["queued", "queued", "queued"]);
    bench.wait(50);
    check(["queued", "sent", "queued"]);
    bench.wait(50);
    check(["queued", "delivered", "queued"]);
    bench.wait(9_899);
    check(["sending", "delivered", "queued"]);
    bench.wait(1);
    check(["failed", "delivered", "queued"]);
    let failed = bench.read(&bench.messages(), &[]).await["messages"][2].clone();
    assert_eq!((&failed["error_code"], &failed["price"]), (&json!(30001), &json!(null)));
}

#[tokio::test]
async fn a_delay_waits_on_the_clock_and_keeps_its_place_among_the_running() {
    let rules = "[[rule]]\nwhen = {body = 'slow'}\ndelay = 5.0";
    let fault_rules = Rules::parse(rules).unwrap();
    let bench = Bench::start(Config { fault_rules, limit: Some(1), ..Config::default() }).await;
    let slow = send(&bench, THEIRS, "slow");
    let rest = async {
        // Refused while the other waits; asked again until it is there.
        let refused = loop {
            let answer = send(&bench, THEIRS, "x").await;
            if answer.status != 201 {
                break answer;
            }
        };
        assert_eq!(error(&refused), (429, 20429, "Too Many Requests".to_owned()));
        bench.wait(5_000);
    };
    let (slow, ()) = tokio::join!(slow, rest);
    assert_eq!(slow.status, 201);
    assert_eq!(send(&bench, THEIRS, "x").await.status, 201);
}

#[tokio::test]
async fn chances_repeat_with_the_seed() {
    let run = async |seed: u64| {
        let rules = format!("seed = {seed}\n[[rule]]\nwhen = {{chance = 0.5}}\nanswer = {{code = 20500}}");
        let bench = with_rules(&rules).await;
        let mut got = Vec::new();
        for _ in 0..32 {
            got.push(send(&bench, THEIRS, "x").await.status);
        }
        got
    };
    let first = run(1).await;
    assert!(first.contains(&201) && first.contains(&500), "{first:?}");
    assert_eq!(run(1).await, first);
    assert_ne!(run(2).await, first);
}

#[tokio::test]
async fn rules_are_replaced_while_it_runs() {
    let bench = Bench::start(Config::default()).await;
    let rules = "[[rule]]\nwhen = {to = '+1555*', next = 1}\nanswer = {code = 21614}";
    bench.mock.set_rules(Rules::parse(rules).unwrap());
    assert_eq!(error(&send(&bench, THEIRS, "x").await).1, 21614);
    assert_eq!(send(&bench, THEIRS, "x").await.status, 201);
    let http = plain_http();
    let url = format!("{}/_cordboard/rules", bench.mock.base_url());
    let put = http.put(&url).body(rules).send().await.unwrap();
    assert_eq!((put.status().as_u16(), bench.mock.rules().len()), (200, 1));
    assert_eq!(error(&send(&bench, THEIRS, "x").await).1, 21614);
    let bad = http.put(&url).body("[[rule]]\nanswr = 1").send().await.unwrap();
    assert_eq!(bad.status().as_u16(), 400);
    assert!(bad.text().await.unwrap().contains("2:1: unknown field"));
    assert_eq!(bench.mock.rules().text(), rules);
    assert_eq!(http.delete(&url).send().await.unwrap().status().as_u16(), 204);
    assert!(bench.mock.rules().is_empty());
}
