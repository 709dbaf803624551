//! `cordboard run` with widgets beyond messages: HTTP, functions, subflows, calls and other products.

mod recording;
mod replay;
mod subflows;
mod told;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::{Flows, Ran, cordboard, send, state, to, trigger};
use serde_json::{Value, json};

fn run(flow: &str, options: &[&str]) -> Ran {
    cordboard(&[&["run", flow, "--now", "2026-11-21T09:00:00Z", "--format", "json"], options].concat())
}

#[track_caller]
fn check(flow: &str, options: &[&str], reason: &str, steps: &[&str]) -> Ran {
    let ran = run(flow, options);
    assert_eq!(ran.reason(), reason, "{}{}", ran.out, ran.err);
    assert_eq!(ran.steps(), steps, "{}", ran.out);
    ran
}

fn warnings(ran: &Ran) -> Vec<i64> {
    ran.of_kind("warning").iter().filter_map(|warning| warning["code"].as_i64()).collect()
}

/// A flow of one widget behind a trigger.
fn one(flows: &Flows, on: &str, kind: &str, properties: Value) -> String {
    flows.flow("one.json", json!([trigger(on, "it"), state("it", kind, json!([]), properties)]))
}

fn http(properties: Value) -> Value {
    let mut all = json!({"method": "GET", "content_type": "application/x-www-form-urlencoded;charset=utf-8",
        "url": "https://api.example.com/orders"});
    all.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
    all
}

#[test]
fn nothing_is_asked_of_a_server_that_nobody_has_allowed() {
    let flows = Flows::new();
    let flow = one(&flows, "incomingMessage", "make-http-request", http(json!({})));
    let ran = check(&flow, &[], "unhandled-failure", &["Trigger incomingMessage", "it failed"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(warnings(&ran), [81016]);
    let message = ran.of_kind("warning")[0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("api.example.com") && message.contains("--stub"), "{message}");
    let act = &ran.of_kind("http")[0];
    assert_eq!(act["sent"], json!({"method": "GET", "url": "https://api.example.com/orders"}));
}

#[test]
fn prepared_answers_come_in_order_and_json_objects_are_parsed() {
    let flows = Flows::new();
    let it = state(
        "it",
        "make-http-request",
        json!([to("success", "again"), to("failed", "it")]),
        http(json!({})),
    );
    let again = state("again", "make-http-request", json!([]), http(json!({})));
    let flow = flows.flow("two.json", json!([trigger("incomingMessage", "it"), it, again]));
    let stubs = ["--stub", "it=500:no", "--stub", "it=200:{\"a\": {\"b\": 1}}", "--stub", "again=200:[1]"];
    let ran = check(
        &flow,
        &stubs,
        "completed",
        &["Trigger incomingMessage", "it failed", "it success", "again success"],
    );
    let widgets = &ran.context()["widgets"];
    assert_eq!(widgets["it"]["parsed"], json!({"a": {"b": 1}}));
    assert_eq!(widgets["it"]["status_code"], 200);
    assert_eq!(widgets["it"]["content_type"], "application/json");
    assert_eq!(widgets["again"]["body"], "[1]");
    assert_eq!(widgets["again"]["parsed"], Value::Null, "an array is not parsed");
}

#[test]
fn requests_carry_parameters_where_their_method_puts_them() {
    let flows = Flows::new();
    let parameters =
        json!([{"key": "who", "value": "{{contact.channel.address}}"}, {"key": "who", "value": "b c"}]);
    let sent = |properties: Value| {
        let flow = one(&flows, "incomingMessage", "make-http-request", http(properties));
        run(&flow, &["--stub", "it=200"]).of_kind("http")[0]["sent"].clone()
    };
    let get = sent(json!({"parameters": parameters, "url": "https://a.example/x?y=1#top"}));
    assert_eq!(get["url"], "https://a.example/x?y=1&who=%2B15551230001&who=b+c#top");
    let post = sent(json!({"method": "POST", "parameters": parameters}));
    assert_eq!(post["url"], "https://api.example.com/orders");
    assert_eq!(post["body"], "who=%2B15551230001&who=b+c");
    let body = r#"{"from": "{{contact.channel.address}}"}"#;
    let json =
        sent(json!({"method": "POST", "content_type": "application/json;charset=utf-8", "body": body}));
    assert_eq!(json["body"], r#"{"from": "+15551230001"}"#);
    assert_eq!(json["content_type"], "application/json;charset=utf-8");
}

#[test]
fn what_studio_cannot_send_fails_with_its_code() {
    let flows = Flows::new();
    let check = |properties: Value, code: i64| {
        let flow = one(&flows, "incomingMessage", "make-http-request", http(properties));
        let ran = run(&flow, &["--stub", "it=200"]);
        assert_eq!((ran.reason().as_str(), warnings(&ran)), ("unhandled-failure", vec![code]), "{}", ran.out);
    };
    check(json!({"url": "{{flow.data.nowhere}}"}), 81014);
    check(json!({"url": "ftp://a.example"}), 81014);
    check(json!({"parameters": [{"key": "method", "value": "x"}]}), 81014);
    let long = format!("it=200:{}", "x".repeat(64 * 1024 + 1));
    let flow = one(&flows, "incomingMessage", "make-http-request", http(json!({})));
    assert_eq!(warnings(&run(&flow, &["--stub", &long])), [81016]);
}

/// A server on loopback that answers each request in turn, and gives what it was asked.
fn server(answers: Vec<String>) -> (u16, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let named = std::thread::Builder::new().name("server".to_owned());
    let thread = named
        .spawn(move || {
            answers
                .into_iter()
                .map(|answer| {
                    let (mut stream, _) = listener.accept().unwrap();
                    let mut asked = [0; 2048];
                    let read = stream.read(&mut asked).unwrap();
                    stream.write_all(answer.as_bytes()).unwrap();
                    String::from_utf8_lossy(asked.get(..read).unwrap()).into_owned()
                })
                .collect()
        })
        .unwrap();
    (port, thread)
}

#[test]
fn a_host_that_was_allowed_is_really_asked() {
    let body = r#"{"state": "open"}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let (port, asked) = server(vec![answer]);
    let flows = Flows::new();
    let url = format!("http://127.0.0.1:{port}/orders");
    let flow = one(&flows, "incomingMessage", "make-http-request", http(json!({"url": url})));
    let ran = check(
        &flow,
        &["--allow-http", &format!("127.0.0.1:{port}")],
        "completed",
        &["Trigger incomingMessage", "it success"],
    );
    assert_eq!(ran.context()["widgets"]["it"]["parsed"]["state"], "open");
    assert!(asked.join().unwrap()[0].starts_with("GET /orders HTTP/1.1"));
}

#[test]
fn a_redirect_does_not_lead_to_a_host_that_nobody_has_allowed() {
    let answer = "HTTP/1.1 302 Found\r\nlocation: http://localhost:1/secret\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (port, asked) = server(vec![answer.to_owned()]);
    let flows = Flows::new();
    let url = format!("http://127.0.0.1:{port}/");
    let flow = one(&flows, "incomingMessage", "make-http-request", http(json!({"url": url})));
    let ran = run(&flow, &["--allow-http", "127.0.0.1"]);
    assert_eq!(ran.reason(), "unhandled-failure");
    assert!(
        ran.of_kind("warning")[0]["message"].as_str().unwrap().contains("nobody has allowed"),
        "{}",
        ran.out
    );
    assert_eq!(asked.join().unwrap().len(), 1);
}

#[test]
fn a_request_to_twilio_with_credentials_goes_to_the_mock() {
    let flows = Flows::new();
    let properties = http(json!({"method": "POST", "add_twilio_auth": true,
        "url": "https://conversations.twilio.com/v1/Conversations",
        "parameters": [{"key": "FriendlyName", "value": "desk"}]}));
    let flow = one(&flows, "incomingMessage", "make-http-request", properties);
    let ran = check(&flow, &[], "completed", &["Trigger incomingMessage", "it success"]);
    let parsed = &ran.context()["widgets"]["it"]["parsed"];
    assert_eq!(parsed["friendly_name"], "desk", "{}", ran.out);
}

#[test]
fn a_function_fails_from_400_on_and_merges_what_it_answers() {
    let flows = Flows::new();
    let function =
        json!({"url": "https://x-1.twil.io/f", "parameters": [{"key": "a", "value": "{{flow.data.n}}"}]});
    let it = state("it", "run-function", json!([to("success", "count"), to("fail", "end")]), function);
    let count = state("count", "set-variables", json!([to("next", "it")]), json!({"variables": []}));
    let end = state("end", "set-variables", json!([]), json!({"variables": []}));
    let flow = flows.flow("f.json", json!([trigger("incomingRequest", "it"), it, count, end]));
    let stubs = [
        "--stub",
        "it=200:{\"a\":1,\"b\":1}",
        "--stub",
        "it=302:{\"b\":2}",
        "--stub",
        "it=404",
        "--data",
        "{\"n\": 7}",
    ];
    let ran = run(&flow, &stubs);
    assert_eq!(ran.reason(), "completed", "{}", ran.out);
    assert_eq!(ran.context()["widgets"]["it"]["parsed"], json!({"a": 1, "b": 2}));
    assert_eq!(warnings(&ran), [81010]);
    assert_eq!(ran.of_kind("function")[0]["sent"]["body"], "a=7");
    assert!(ran.of_kind("assumption").iter().any(|assumed| assumed["id"] == "parsed-merge"));
}

/// A menu: gather, then the end by each of its events.
fn menu(flows: &Flows, properties: Value) -> String {
    let events = json!([to("keypress", "k"), to("speech", "s"), to("timeout", "t")]);
    let end = |name: &str| state(name, "set-variables", json!([]), json!({"variables": []}));
    flows.flow(
        "menu.json",
        json!([
            trigger("incomingCall", "ask"),
            state("ask", "gather-input-on-call", events, properties),
            end("k"),
            end("s"),
            end("t")
        ]),
    )
}

#[test]
fn keys_and_speech_are_gathered_and_silence_times_out() {
    let flows = Flows::new();
    let flow = menu(
        &flows,
        json!({"say": "Press a key", "timeout": 5, "finish_on_key": "#", "number_of_digits": 3}),
    );
    let by = |options: &[&str], event: &str, end: &str| {
        check(
            &flow,
            options,
            "completed",
            &["Trigger incomingCall", &format!("ask {event}"), &format!("{end} next")],
        )
        .context()["widgets"]["ask"]
            .clone()
    };
    let keys = by(&["--press", "12#9"], "keypress", "k");
    assert_eq!(keys["Digits"], "12", "the finish key is no digit");
    assert!(keys["CallSid"].as_str().unwrap().starts_with("CA"), "{keys}");
    assert_eq!(by(&["--press", "12345"], "keypress", "k")["Digits"], "123");
    assert_eq!(by(&["--say", "to a person"], "speech", "s")["SpeechResult"], "to a person");
    by(&[], "timeout", "t");
    // A message is nothing that a call waits for.
    let ran = run(&flow, &["--reply", "hello"]);
    assert_eq!(ran.steps()[1], "ask timeout");
    assert_eq!(ran.of_kind("ended")[0]["unused_replies"], 1);
}

#[test]
fn answers_on_a_call_keep_their_order_whatever_they_are() {
    let flows = Flows::new();
    let ask = |name: &str, next: &str| {
        state(
            name,
            "gather-input-on-call",
            json!([to("keypress", next), to("speech", next)]),
            json!({"timeout": 5}),
        )
    };
    let flow = flows.flow(
        "three.json",
        json!([trigger("incomingCall", "a"), ask("a", "b"), ask("b", "c"), ask("c", "")]),
    );
    let ran = run(&flow, &["--say", "one", "--press", "2", "--say", "three"]);
    let heard: Vec<Value> = ran.of_kind("heard").iter().map(|heard| heard["sent"].clone()).collect();
    assert_eq!(heard, [json!({"speech": "one"}), json!({"keys": "2"}), json!({"speech": "three"})]);
    let refused = cordboard(&["run", &flow, "--press", "1a"]);
    assert_eq!(refused.code, Some(2));
}

#[test]
fn what_needs_a_call_says_so_without_one() {
    let flows = Flows::new();
    let flow = one(&flows, "incomingMessage", "say-play", json!({"say": "hello", "loop": 1}));
    let ran = check(&flow, &[], "unhandled-failure", &["Trigger incomingMessage"]);
    assert_eq!(warnings(&ran), [81020]);
    // After a call was made there is one.
    let call = state(
        "call",
        "make-outgoing-call-v2",
        json!([to("answered", "it")]),
        json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}"}),
    );
    let it = state("it", "say-play", json!([]), json!({"say": "hello"}));
    let flow = flows.flow("call.json", json!([trigger("incomingRequest", "call"), call, it]));
    let ran =
        check(&flow, &[], "completed", &["Trigger incomingRequest", "call answered", "it audioComplete"]);
    assert_eq!(ran.context()["widgets"]["call"]["To"], "+15551230001");
    // Flex takes nobody whom the REST API began with.
    let flow = one(&flows, "incomingRequest", "send-to-flex", json!({"workflow": "WW", "channel": "TC"}));
    let ran = check(&flow, &[], "unhandled-failure", &["Trigger incomingRequest", "it failedToEnqueue"]);
    assert_eq!(warnings(&ran), [81020]);
}

#[test]
fn every_type_of_the_catalogue_that_can_be_placed_runs() {
    use cordboard::flow::Offset;
    use cordboard::widgets::{CATALOGUE, Needs, Placing};
    let flows = Flows::new();
    for entry in CATALOGUE.iter().filter(|entry| entry.placing != Placing::KeepOnly) {
        let on = match entry.needs {
            Needs::Call | Needs::IncomingCall => "incomingCall",
            Needs::Request => "incomingRequest",
            Needs::Contact | Needs::Nothing => "incomingMessage",
        };
        let mut it = entry.new_state("it", Offset { x: 0.0, y: 0.0 });
        if it["properties"].get("url").is_some() {
            it["properties"]["url"] = json!("https://example.com");
        }
        if it["properties"].get("body").is_some() {
            it["properties"]["body"] = json!("hello");
        }
        let flow = flows.flow("it.json", json!([trigger(on, "it"), it]));
        let options: &[&str] = match entry.id {
            "make-http-request" | "run-function" => &["--stub", "it=200"],
            _ => &[],
        };
        let ran = run(&flow, options);
        let steps = ran.steps();
        let event = steps.get(1).and_then(|step| step.strip_prefix("it ")).unwrap_or_default().to_owned();
        assert!(entry.event(&event).is_some(), "{}: {}", entry.id, ran.out);
        // An empty SID is no subflow, and a split without a branch matches nothing; all else goes well.
        let is_well = matches!(&*ran.reason(), "completed");
        assert_eq!(
            is_well,
            !matches!(entry.id, "run-subflow" | "split-based-on"),
            "{}: {}",
            entry.id,
            ran.out
        );
        assert!(ran.reason() != "unsupported", "{}", entry.id);
    }
}

#[test]
fn passwords_of_a_flow_stand_in_no_trace() {
    let flows = Flows::new();
    let sip = json!({"noun": "sip", "sip_endpoint": "sip:a@example.com", "sip_username": "u", "sip_password": "hunter2"});
    let flow = one(&flows, "incomingCall", "connect-call-to", sip);
    let url = http(json!({"url": "https://user:hunter2@example.com/x"}));
    let other = flows.flow(
        "http.json",
        json!([trigger("incomingMessage", "it"), state("it", "make-http-request", json!([]), url)]),
    );
    for (flow, format) in [(&flow, "json"), (&flow, "text"), (&other, "json"), (&other, "text")] {
        let ran = cordboard(&["run", flow, "--format", format]);
        assert!(ran.out.contains("•••"), "{}", ran.out);
        assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn a_request_to_twilio_that_no_guard_understands_is_not_sent() {
    let flows = Flows::new();
    let check = |properties: Value| {
        let flow = one(&flows, "incomingMessage", "make-http-request", http(properties));
        let ran = run(&flow, &["--allow-http", "api.twilio.com", "--allow-http", "API.twilio.com."]);
        assert_eq!(ran.reason(), "unhandled-failure");
        let result = ran.of_kind("http")[0]["result"].clone();
        assert!(result["withheld"].as_str().is_some_and(|why| why.contains("Twilio")), "{result}");
    };
    let url = "https://AC1:token@api.twilio.com/2010-04-01/Accounts/AC1/Messages.json";
    let form = json!([{"key": "To", "value": "+15550001111"}]);
    check(json!({"method": "POST", "url": url, "parameters": form}));
    check(
        json!({"method": "POST", "url": "HTTPS://Api.Twilio.com./x", "content_type": "application/json;charset=utf-8",
        "body": "{}", "add_twilio_auth": true}),
    );
}

#[test]
fn a_forced_answer_makes_a_call_as_a_real_one_would() {
    let flows = Flows::new();
    let call = state(
        "call",
        "make-outgoing-call-v2",
        json!([to("answered", "it")]),
        json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}"}),
    );
    let it = state("it", "say-play", json!([to("audioComplete", "on")]), json!({"say": "hello"}));
    let on = state(
        "on",
        "connect-call-to",
        json!([to("hangup", "after")]),
        json!({"noun": "number", "to": "+15550001111"}),
    );
    let after = state("after", "say-play", json!([]), json!({"say": "anybody there?"}));
    let flow = flows.flow("call.json", json!([trigger("incomingRequest", "call"), call, it, on, after]));
    let ran = run(&flow, &["--on", "call=answered", "--on", "on=hangup"]);
    assert_eq!(ran.steps(), ["Trigger incomingRequest", "call answered", "it audioComplete", "on hangup"]);
    assert_eq!(warnings(&ran), [81020], "after the hang-up there is no call any more");
}

#[test]
fn a_request_without_an_answer_leaves_nothing_of_the_one_before() {
    let flows = Flows::new();
    let it =
        state("it", "make-http-request", json!([to("success", "it"), to("failed", "end")]), http(json!({})));
    let end = state("end", "set-variables", json!([]), json!({"variables": []}));
    let flow = flows.flow("twice.json", json!([trigger("incomingMessage", "it"), it, end]));
    let long = format!("it=200:{}", "x".repeat(64 * 1024 + 1));
    let ran = run(&flow, &["--stub", "it=200:first", "--stub", &long]);
    assert_eq!(ran.steps(), ["Trigger incomingMessage", "it success", "it failed", "end next"]);
    assert_eq!(ran.context()["widgets"]["it"], json!({}));
}
