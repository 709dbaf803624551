//! Conversations of the mock: what is closed stays closed, who begins one anew, and what goes out from one.

use crate::support::receiver::Receiver;
use crate::support::{Bench, OURS, THEIRS, error, plain_http};
use cordboard::mock::{Config, Inbound};
use cordboard::twilio::Method::{Delete, Get, Post};
use cordboard::twilio::Product::{Api, Chat, Conversations, Messaging};
use cordboard::twilio::Request;
use serde_json::{Value, json};

/// The SID of an answer.
fn sid(value: &Value) -> String {
    value["sid"].as_str().unwrap().to_owned()
}

/// A conversation's path.
async fn conversation(bench: &Bench, fields: &[(&str, &str)]) -> String {
    format!("/v1/Conversations/{}", sid(&bench.done(Conversations, Post, "/v1/Conversations", fields).await))
}

fn writes(bench: &Bench, from: &str, to: &str, body: &str) {
    let (from, to, body) = (from.to_owned(), to.to_owned(), body.to_owned());
    bench.mock.receive(Inbound { from, to, body, ..Inbound::default() }).unwrap();
}

/// How many conversations there are.
async fn count(bench: &Bench) -> usize {
    let list = bench.done(Conversations, Get, "/v1/Conversations", &[]).await;
    list["conversations"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_is_closed_can_only_be_read_or_deleted() {
    let bench = Bench::start(Config::default()).await;
    let root = conversation(&bench, &[]).await;
    let service = bench.done(Conversations, Get, &root, &[]).await["chat_service_sid"].clone();
    let chat =
        root.replace("/v1/Conversations", &format!("/v2/Services/{}/Channels", service.as_str().unwrap()));
    let said = sid(&bench.done(Conversations, Post, &format!("{root}/Messages"), &[("Body", "x")]).await);
    let people = format!("{root}/Participants");
    let ann = sid(&bench.done(Conversations, Post, &people, &[("Identity", "ann")]).await);
    let hook = [
        ("Target", "webhook"),
        ("Configuration.Url", "http://127.0.0.1:9/"),
        ("Configuration.Filters", "onMessageAdded"),
    ];
    let hook = sid(&bench.done(Conversations, Post, &format!("{root}/Webhooks"), &hook).await);
    bench.done(Conversations, Post, &root, &[("State", "closed")]).await;
    for (product, method, path) in [
        (Conversations, Delete, format!("{root}/Messages/{said}")),
        (Conversations, Delete, format!("{root}/Participants/{ann}")),
        (Conversations, Delete, format!("{root}/Webhooks/{hook}")),
        (Conversations, Post, format!("{root}/Webhooks/{hook}")),
        (Chat, Delete, format!("{chat}/Messages/{said}")),
        (Chat, Delete, format!("{chat}/Members/{ann}")),
        (Chat, Post, format!("{chat}/Members/{ann}")),
        (Conversations, Post, root.clone()),
    ] {
        let got = error(&bench.ask(product, method, &path, &[("Attributes", "{}")]).await);
        assert_eq!((got.0, got.1), (400, 50377), "{path}");
    }
    for path in ["Messages", "Participants", "Webhooks"] {
        let list = bench.done(Conversations, Get, &format!("{root}/{path}"), &[]).await;
        assert_eq!(list[path.to_lowercase()].as_array().unwrap().len(), 1, "{path}");
    }
    assert_eq!(bench.ask(Conversations, Delete, &root, &[]).await.status, 204);
}

#[tokio::test]
async fn who_writes_after_the_end_begins_a_new_conversation() {
    let bench = Bench::start(Config::default()).await;
    bench.done(Conversations, Post, "/v1/Configuration", &[("DefaultClosedTimer", "PT10M")]).await;
    let address = [("Type", "sms"), ("Address", OURS), ("AutoCreation.Enabled", "true")];
    bench.done(Conversations, Post, "/v1/Configuration/Addresses", &address).await;
    // The service's own role is given, where there is one.
    let roles = bench.done(Conversations, Get, "/v1/Roles", &[]).await["roles"].clone();
    let role = |name: &str| {
        let mut all = roles.as_array().unwrap().iter();
        sid(all.find(|role| role["friendly_name"] == name).unwrap())
    };
    writes(&bench, THEIRS, OURS, "one");
    writes(&bench, THEIRS, OURS, "two");
    assert_eq!(count(&bench).await, 1);
    let service =
        bench.done(Conversations, Get, "/v1/Configuration", &[]).await["default_chat_service_sid"].clone();
    let service = service.as_str().unwrap();
    let own = role("channel admin");
    let fields = [("DefaultConversationRoleSid", own.as_str())];
    bench.done(Conversations, Post, &format!("/v1/Services/{service}/Configuration"), &fields).await;
    bench.wait(600_000);
    writes(&bench, THEIRS, OURS, "three");
    let list = bench.done(Conversations, Get, "/v1/Conversations", &[]).await;
    let rows = list["conversations"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    let given = async |row: &Value| {
        let path = format!("/v1/Conversations/{}/Participants", sid(row));
        bench.done(Conversations, Get, &path, &[]).await["participants"][0]["role_sid"].clone()
    };
    assert_eq!((given(&rows[0]).await, given(&rows[1]).await), (json!(own), json!(role("channel user"))));
    let shown = bench.done(Chat, Get, &format!("/v2/Services/{service}"), &[]).await;
    assert_eq!(shown["default_channel_role_sid"], json!(own));
    // The number's WhatsApp is another address.
    writes(&bench, "whatsapp:+15551230007", &format!("whatsapp:{OURS}"), "hi");
    assert_eq!(count(&bench).await, 2);
}

#[tokio::test]
async fn a_service_that_is_made_for_a_request_has_the_roles_that_it_shows() {
    let bench = Bench::start(Config::default()).await;
    let service = format!("IS{}", "d".repeat(32));
    let path = format!("/v1/Services/{service}/Conversations/visit/Messages");
    let made = bench.mock.provide_for(&Request::new(Conversations, Post, path)).await.unwrap();
    assert_eq!(made, [format!("service {service}"), "conversation visit".to_owned()]);
    let root = format!("/v1/Services/{service}");
    let roles = bench.done(Conversations, Get, &format!("{root}/Roles"), &[]).await;
    let shown = bench.done(Conversations, Get, &format!("{root}/Configuration"), &[]).await;
    let all = roles["roles"].as_array().unwrap();
    assert!(all.iter().any(|role| role["sid"] == shown["default_conversation_role_sid"]), "{roles}");
}

#[tokio::test]
async fn what_leaves_a_conversation_obeys_the_rules_of_every_message() {
    let verified = vec![THEIRS.to_owned()];
    let bench = Bench::start(Config { trial: true, verified, ..Config::default() }).await;
    let mut receiver = Receiver::start(&[]).await;
    // The number is in a Messaging Service that wants to be told.
    let numbers = bench.messages().replace("Messages", "IncomingPhoneNumbers");
    let number = sid(&bench.done(Api, Post, &numbers, &[("PhoneNumber", OURS)]).await);
    let service = [("FriendlyName", "x"), ("StatusCallback", receiver.url.as_str())];
    let service = sid(&bench.done(Messaging, Post, "/v1/Services", &service).await);
    let pool = format!("/v1/Services/{service}/PhoneNumbers");
    bench.done(Messaging, Post, &pool, &[("PhoneNumberSid", &number)]).await;
    let root = conversation(&bench, &[]).await;
    for contact in [THEIRS, "+15551230002"] {
        let pair = [("MessagingBinding.Address", contact), ("MessagingBinding.ProxyAddress", OURS)];
        bench.done(Conversations, Post, &format!("{root}/Participants"), &pair).await;
    }
    let medium = format!("ME{}", "e".repeat(32));
    let said = [("Body", "Hello"), ("MediaSid", medium.as_str())];
    let said = sid(&bench.done(Conversations, Post, &format!("{root}/Messages"), &said).await);
    bench.wait(500);
    let receipts = format!("{root}/Messages/{said}/Receipts");
    let rows = bench.done(Conversations, Get, &receipts, &[]).await["delivery_receipts"].clone();
    let shown: Vec<(&str, u64)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["status"].as_str().unwrap(), row["error_code"].as_u64().unwrap()))
        .collect();
    assert_eq!(shown, [("delivered", 0), ("failed", 21608)]);
    assert_eq!(receiver.next().await.field("MessagingServiceSid"), service);
    let carrier = rows[0]["channel_message_sid"].as_str().unwrap();
    let carrier = bench.messages().replace(".json", &format!("/{carrier}.json"));
    assert_eq!(bench.read(&carrier, &[]).await["body"], "Sent from your Twilio trial account - Hello");
    // The medium is the one that was uploaded.
    let media = bench.read(&carrier.replace(".json", "/Media.json"), &[]).await["media_list"].clone();
    assert_eq!((media.as_array().unwrap().len(), &media[0]["sid"]), (1, &json!(medium)));
    assert_eq!(bench.read(media[0]["uri"].as_str().unwrap(), &[]).await, media[0]);
    // Who may not be written to gets no answer to a keyword.
    let before = bench.mock.messages().len();
    writes(&bench, "+15551230003", OURS, "HELP");
    assert_eq!(bench.mock.messages().len(), before + 1);
}

#[tokio::test]
async fn an_opt_out_by_rcs_counts_for_the_number() {
    let bench = Bench::start(Config::default()).await;
    writes(&bench, &format!("rcs:{THEIRS}"), &format!("rcs:{OURS}"), "STOP");
    let refused = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "x")]).await;
    assert_eq!(error(&refused).1, 21610);
}

#[tokio::test]
async fn an_account_is_the_same_in_either_case() {
    let bench = Bench::start(Config::default()).await;
    let http = plain_http();
    let (lower, upper) = (format!("AC{}", "ab".repeat(16)), format!("AC{}", "AB".repeat(16)));
    let path =
        |account: &str| format!("{}/2010-04-01/Accounts/{account}/Messages.json", bench.mock.base_url());
    let form = [("From", OURS), ("To", THEIRS), ("Body", "x")];
    let made = http.post(path(&upper)).basic_auth(&upper, Some("x")).form(&form).send().await.unwrap();
    assert_eq!(made.json::<Value>().await.unwrap()["account_sid"], json!(lower));
    let list = http.get(path(&lower)).basic_auth(&lower, Some("x")).send().await.unwrap();
    assert_eq!(list.json::<Value>().await.unwrap()["messages"].as_array().unwrap().len(), 1);
}
