//! Answers that are recorded once and given again, and addresses that have to be named.

use serde_json::{Value, json};

use super::{check, http, one, run, server};
use crate::support::{Flows, send, state, to, trigger};

fn answer(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nset-cookie: hush\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn what_was_recorded_is_not_sent_again() {
    let (port, asked) = server(vec![answer(r#"{"n": 1}"#), answer(r#"{"n": 2}"#)]);
    let flows = Flows::new();
    let url = format!("http://me:hush@127.0.0.1:{port}/x?token=hush");
    let ask = |name: &str, next: &str| {
        state(name, "make-http-request", json!([to("success", next)]), http(json!({"url": url})))
    };
    let text = "{{widgets.first.parsed.n}}{{widgets.second.parsed.n}}";
    let flow = flows.flow(
        "f.json",
        json!([
            trigger("incomingMessage", "first"),
            ask("first", "second"),
            ask("second", "say"),
            send("say", "{{contact.channel.address}}", text, json!([])),
        ]),
    );
    let file = flows.path("http.json").display().to_string();
    let steps = ["Trigger incomingMessage", "first success", "second success", "say sent"];
    let first = check(&flow, &["--allow-http", "127.0.0.1", "--record-http", &file], "completed", &steps);
    assert_eq!(asked.join().unwrap().len(), 2);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(!written.contains("hush"), "{written}");
    // Nobody listens any more: both ways answer from the file, one of them without a permission.
    for options in [&["--replay-http", &file][..], &["--allow-http", "127.0.0.1", "--record-http", &file]] {
        let again = check(&flow, options, "completed", &steps);
        assert_eq!((again.sent(), first.sent()), (vec!["12".to_owned()], vec!["12".to_owned()]));
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
    // What is not in the file does not go out, whatever is allowed.
    let other =
        one(&flows, "incomingMessage", "make-http-request", http(json!({"url": "http://127.0.0.1:1/y"})));
    let ran = run(&other, &["--allow-http", "127.0.0.1", "--replay-http", &file]);
    let result: Value = ran.of_kind("http")[0]["result"].clone();
    assert!(result["withheld"].as_str().unwrap().contains("not recorded"), "{result}");
    flows.text("bad.json", "{");
    let bad = flows.path("bad.json").display().to_string();
    let ran = run(&other, &["--replay-http", &bad]);
    assert!(ran.code == Some(2) && ran.err.contains("bad.json:1:1"), "{}", ran.err);
}

#[test]
fn a_name_that_leads_into_this_machine_is_refused() {
    let flows = Flows::new();
    let url = "http://127.0.0.1:1/";
    let flow = one(&flows, "incomingMessage", "make-http-request", http(json!({"url": url})));
    let ran = run(&flow, &["--allow-http", "127.0.0.1:2"]);
    let result = ran.of_kind("http")[0]["result"].clone();
    assert!(result["withheld"].is_string(), "{result}");
    // Nobody sees what the old spelling of an address means, so it allows nothing.
    let ran = run(&flow, &["--allow-http", "0x7f.1"]);
    assert!(ran.code == Some(2) && ran.err.contains("`0x7f.1` is no host"), "{}", ran.err);
}
