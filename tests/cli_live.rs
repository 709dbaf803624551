//! The live world, pointed at a mock: what its guards let through, and what nobody may read.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "in tests a panic is the report")]

mod cli_support;

use cli_support::{
    ACCOUNT, Flows, MockProcess, Ran, TOKEN, cordboard, cordboard_with_credentials, send, to, trigger,
};
use serde_json::{Value, json};

const CONTACT: &str = "+15551230001";
const OTHER: &str = "+15551230002";

/// The bodies that the mock holds, the oldest first; asked with the live client's own account.
fn held(mock: &MockProcess) -> Vec<String> {
    use cordboard::twilio::{Base, Client, Credentials, Method, Product, Request};
    let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
    let client = Client::new(Base::At(mock.url.clone()), credentials).unwrap();
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(client.send(&Request::new(Product::Api, Method::Get, path))).unwrap();
    let messages = answer.json.unwrap()["messages"].as_array().unwrap().clone();
    messages.iter().rev().map(|message: &Value| message["body"].as_str().unwrap().to_owned()).collect()
}

fn live(mock: &MockProcess, flow: &str, options: &[&str]) -> Ran {
    let all = [
        &["run", flow, "--world", "live", "--base-url", &mock.url, "--format", "json", "--reply-after", "0"],
        options,
    ];
    let ran = cordboard_with_credentials(&all.concat());
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}{}", ran.out, ran.err);
    ran
}

#[test]
fn a_live_run_sends_and_says_what_before() {
    let mock = MockProcess::start(&["--account-sid", ACCOUNT]);
    let ran = live(
        &mock,
        "flows/appointment-reminder.json",
        &["--allow-to", CONTACT, "--yes", "--reply", "yes", "--trigger", "request"],
    );
    assert_eq!((ran.code, &*ran.reason()), (Some(0), "completed"), "{}", ran.err);
    assert_eq!(held(&mock), ran.sent());
    assert_eq!(ran.sent().len(), 2);
    for said in [ACCOUNT, "+15005550006", CONTACT, "at most     10 messages", "2 messages, 2 segments"] {
        assert!(ran.err.contains(said), "{said} is missing in {}", ran.err);
    }
}

#[test]
fn nobody_beyond_the_list_is_written_to() {
    let mock = MockProcess::start(&[]);
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([
            trigger("incomingMessage", "one"),
            send("one", "{{contact.channel.address}}", "one", json!([to("sent", "two")])),
            send("two", OTHER, "two", json!([])),
        ]),
    );
    let ran = live(&mock, &flow, &["--allow-to", CONTACT, "--yes"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(OTHER) && ran.err.contains("refused"), "{}", ran.err);
    assert_eq!(held(&mock), Vec::<String>::new());
    let ran = live(&mock, &flow, &["--allow-to", CONTACT, "--allow-to", OTHER, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(held(&mock), ["one", "two"]);
}

#[test]
fn no_more_messages_go_out_than_agreed() {
    let mock = MockProcess::start(&[]);
    let ran = live(
        &mock,
        "flows/appointment-reminder.json",
        &["--allow-to", CONTACT, "--yes", "--reply", "yes", "--max-messages", "1"],
    );
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the run has sent the 1 that it may send"), "{}", ran.err);
    assert_eq!(ran.reason(), "stopped");
    assert_eq!(held(&mock).len(), 1);
}

#[test]
fn without_list_credentials_or_consent_nothing_is_sent() {
    let mock = MockProcess::start(&[]);
    let flow = "flows/opt-in.json";
    let ran = live(&mock, flow, &["--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("--allow-to"), "{}", ran.err);
    let ran = live(&mock, flow, &["--allow-to", CONTACT]);
    assert!(ran.code == Some(2) && ran.err.contains("--yes"), "{}", ran.err);
    let arguments = ["run", flow, "--world", "live", "--base-url", &mock.url, "--allow-to", CONTACT, "--yes"];
    let ran = cordboard(&arguments);
    assert!(ran.code == Some(2) && ran.err.contains("TWILIO_ACCOUNT_SID is not set"), "{}", ran.err);
    assert_eq!(held(&mock), Vec::<String>::new());
}

#[test]
fn wrong_credentials_fail_the_message_and_show_nowhere() {
    let mut command = cli_support::command(&["mock"]);
    command.env("CORDBOARD_MOCK_TOKEN", "another token");
    let mock = MockProcess::from(command);
    let ran = live(&mock, "flows/opt-in.json", &["--allow-to", CONTACT, "--yes", "--body", "stop"]);
    assert_eq!(ran.steps().last().unwrap(), "note_failure next", "{}", ran.err);
    assert_eq!(ran.of_kind("message")[0]["error"]["code"], 20003);
}

#[test]
fn a_live_chat_has_to_be_named_and_allowed() {
    use cordboard::twilio::{Base, Client, Credentials, Method, Product, Request};
    let mock = MockProcess::start(&[]);
    let flow = "flows/chat-greeter.json";
    let ran = live(&mock, flow, &["--channel", "chat", "--allow-to", CONTACT, "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("needs the SIDs"), "{}", ran.err);

    let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
    let client = Client::new(Base::At(mock.url.clone()), credentials).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let make = |path: String| {
        let request = Request::new(Product::Chat, Method::Post, path).field("FriendlyName", "x");
        let answer = runtime.block_on(client.send(&request)).unwrap();
        answer.json.unwrap()["sid"].as_str().unwrap().to_owned()
    };
    let service = make("/v2/Services".to_owned());
    let channel = make(format!("/v2/Services/{service}/Channels"));
    let named = ["--channel", "chat", "--chat-service", &service, "--chat-channel", &channel, "--yes"];
    let ran = live(&mock, flow, &[&named[..], &["--allow-to", CONTACT]].concat());
    assert!(ran.code == Some(2) && ran.err.contains(&channel), "{}", ran.err);
    let ran = live(&mock, flow, &[&named[..], &["--allow-to", &channel, "--reply", "hours"]].concat());
    assert_eq!((ran.code, &*ran.reason()), (Some(0), "completed"), "{}", ran.err);
    // Only what the flow wrote: in the real world the contact writes by themselves.
    assert_eq!(ran.context()["widgets"]["hours"]["outbound"]["Index"], 1);
}
