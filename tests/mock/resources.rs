//! The mock's Messaging Services, numbers, media, templates, and what grew around conversations.

use std::collections::BTreeSet;

use crate::support::{Bench, OURS, THEIRS, error, keys, plain_http};
use cordboard::mock::Config;
use cordboard::twilio::Method::{Delete, Get, Post};
use cordboard::twilio::Product::{Api, Chat, Content, Conversations, Messaging};
use cordboard::twilio::{Method, Product};
use serde_json::{Value, json};

/// The SID of an answer.
fn sid(value: &Value) -> String {
    value["sid"].as_str().unwrap().to_owned()
}

/// The path of the account's numbers.
fn numbers(bench: &Bench) -> String {
    bench.messages().replace("Messages", "IncomingPhoneNumbers")
}

/// A Messaging Service with these numbers.
async fn service(bench: &Bench, senders: &[&str]) -> String {
    let service = sid(&bench.done(Messaging, Post, "/v1/Services", &[("FriendlyName", "Desk")]).await);
    for number in senders {
        let bought = bench.done(Api, Post, &numbers(bench), &[("PhoneNumber", number)]).await;
        let pool = format!("/v1/Services/{service}/PhoneNumbers");
        bench.done(Messaging, Post, &pool, &[("PhoneNumberSid", &sid(&bought))]).await;
    }
    service
}

/// Asks, and compares the refusal's status and code.
async fn check(bench: &Bench, ask: (Product, Method, &str), fields: &[(&str, &str)], expected: (u16, u64)) {
    let got = error(&bench.ask(ask.0, ask.1, ask.2, fields).await);
    assert_eq!((got.0, got.1), expected, "{} {fields:?}: {}", ask.2, got.2);
}

#[tokio::test]
async fn a_service_picks_a_near_sender_and_keeps_to_it() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let pool = ["+447700900001", "+15551110001", "+15551110002", "+15551110003"];
    let service = service(&bench, &pool).await;
    let send = async |to: &str| {
        let made = bench.send(&[("MessagingServiceSid", &service), ("To", to), ("Body", "x")]).await;
        assert_eq!(made.json.as_ref().unwrap()["from"], Value::Null);
        let uri = made.json.unwrap()["uri"].as_str().unwrap().to_owned();
        bench.read(&uri, &[]).await["from"].as_str().unwrap().to_owned()
    };
    assert_eq!(send("+447700900999").await, pool[0]);
    assert!(send("whatsapp:+447700900999").await.starts_with("whatsapp:+44"));
    let first = send(THEIRS).await;
    let mut used = BTreeSet::new();
    for contact in 0..20 {
        assert_eq!(send(THEIRS).await, first);
        used.insert(send(&format!("+155512300{contact:02}")).await);
    }
    assert_eq!(used.into_iter().collect::<Vec<_>>(), pool[1..]);
    // Without the sticky sender one contact sees all of them.
    bench.done(Messaging, Post, &format!("/v1/Services/{service}"), &[("StickySender", "false")]).await;
    let mut used = BTreeSet::new();
    for _ in 0..30 {
        used.insert(send(THEIRS).await);
    }
    assert_eq!(used.len(), 3);
}

#[tokio::test]
async fn a_strict_mock_wants_services_and_templates_created() {
    let bench = Bench::start(Config { strict: true, ..Config::default() }).await;
    let unknown =
        [("MessagingServiceSid", "MG00000000000000000000000000000001"), ("To", THEIRS), ("Body", "x")];
    let got = error(&bench.send(&unknown).await);
    assert_eq!((got.0, got.1), (404, 21701));
    let template = [("From", OURS), ("To", THEIRS), ("ContentSid", "HX00000000000000000000000000000000")];
    assert_eq!(error(&bench.send(&template).await).1, 21655);
    let service = bench.done(Messaging, Post, "/v1/Services", &[("FriendlyName", "Pool")]).await;
    let sid = service["sid"].as_str().unwrap();
    // A pool without numbers cannot send.
    let pooled = [("MessagingServiceSid", sid), unknown[1], unknown[2]];
    assert_eq!(error(&bench.send(&pooled).await).1, 21704);
    let numbers = bench.messages().replace("Messages", "IncomingPhoneNumbers");
    let number = bench.done(Api, Post, &numbers, &[("PhoneNumber", OURS)]).await;
    let pool = format!("/v1/Services/{sid}/PhoneNumbers");
    let member = [("PhoneNumberSid", number["sid"].as_str().unwrap())];
    bench.done(Messaging, Post, &pool, &member).await;
    assert_eq!(bench.send(&pooled).await.status, 201);
    let stranger = [("From", "+15551119999"), pooled[0], pooled[1], pooled[2]];
    assert_eq!(error(&bench.send(&stranger).await).1, 21711);
    // Who buys numbers sends from these.
    assert_eq!(error(&bench.send(&[stranger[0], pooled[1], pooled[2]]).await).1, 21659);
    let url = service["url"].as_str().unwrap();
    assert_eq!(url, format!("{}/messaging/v1/Services/{sid}", bench.mock.base_url()));
}

#[tokio::test]
async fn a_sender_is_in_one_service_at_a_time() {
    let bench = Bench::start(Config::default()).await;
    let (one, two) = (service(&bench, &["+15551110001"]).await, service(&bench, &[]).await);
    let list = bench.done(Api, Get, &numbers(&bench), &[("PhoneNumber", "1110001")]).await;
    let number = sid(&list["incoming_phone_numbers"][0]);
    let senders = |service: &str, part: &str| format!("/v1/Services/{service}/{part}");
    let b = &bench;
    fn post(path: &str) -> (Product, Method, &str) {
        (Messaging, Post, path)
    }
    let (first, second) = (senders(&one, "PhoneNumbers"), senders(&two, "PhoneNumbers"));
    check(b, post(&first), &[], (400, 20001)).await;
    check(b, post(&first), &[("PhoneNumberSid", &number)], (409, 21710)).await;
    check(b, post(&second), &[("PhoneNumberSid", &number)], (409, 21712)).await;
    check(b, post(&second), &[("PhoneNumberSid", "PN1")], (404, 20404)).await;
    check(b, post(&senders(&one, "AlphaSenders")), &[("AlphaSender", "12345")], (400, 21709)).await;
    check(b, post(&senders(&one, "ShortCodes")), &[("ShortCodeSid", "SC1")], (404, 20404)).await;
    check(b, post("/v1/Services"), &[], (400, 20001)).await;
    check(b, post("/v1/Services"), &[("FriendlyName", &"x".repeat(65))], (400, 20002)).await;
    let bad = [("FriendlyName", "x"), ("StatusCallback", "nowhere")];
    check(b, post("/v1/Services"), &bad, (400, 20422)).await;
    check(b, (Messaging, Get, "/v1/Services/MG1"), &[], (404, 20404)).await;
    // What is given back is free again, and its service has one sender less.
    let path = numbers(&bench).replace(".json", &format!("/{number}.json"));
    assert_eq!(bench.ask(Api, Delete, &path, &[]).await.status, 204);
    assert_eq!(bench.done(Messaging, Get, &first, &[]).await["phone_numbers"], json!([]));
    assert_eq!(bench.ask(Messaging, Delete, &format!("/v1/Services/{one}"), &[]).await.status, 204);
}

#[tokio::test]
async fn numbers_are_bought_as_the_test_numbers_say() {
    let bench = Bench::start(Config::default()).await;
    let path = numbers(&bench);
    let buy = (Api, Post, path.as_str());
    for (field, value, expected) in [
        ("PhoneNumber", "+15005550000", (400, 21422)),
        ("PhoneNumber", "+15005550001", (400, 21421)),
        ("PhoneNumber", "12", (400, 21421)),
        ("AreaCode", "533", (400, 21452)),
        ("AreaCode", "5x0", (400, 21451)),
        ("FriendlyName", "x", (400, 20001)),
    ] {
        check(&bench, buy, &[(field, value)], expected).await;
    }
    // The magic numbers are not for sale, but for the one that everybody has.
    for _ in 0..2 {
        assert_eq!(bench.done(Api, Post, &path, &[("AreaCode", "500")]).await["phone_number"], OURS);
    }
    let more = [("AreaCode", "501"), ("SmsUrl", "https://x.example/")];
    let bought = bench.done(Api, Post, &path, &more).await;
    assert_eq!(bought["phone_number"], "+15015550100");
    bench.done(Api, Post, &path, &[("PhoneNumber", "+15015550101")]).await;
    let third = bench.done(Api, Post, &path, &more).await;
    assert_eq!(third["phone_number"], "+15015550102");
    // What is given back is sold again first.
    let given = path.replace(".json", &format!("/{}.json", sid(&third)));
    assert_eq!(bench.ask(Api, Delete, &given, &[]).await.status, 204);
    assert_eq!(bench.done(Api, Post, &path, &more).await["phone_number"], "+15015550102");
    check(&bench, buy, &[("PhoneNumber", bought["phone_number"].as_str().unwrap())], (400, 21422)).await;
    let one = path.replace(".json", &format!("/{}.json", sid(&bought)));
    check(&bench, (Api, Post, &one), &[("SmsUrl", "x")], (400, 21402)).await;
    check(&bench, (Api, Post, &one), &[("SmsMethod", "PUT")], (400, 21403)).await;
    let alone = [("SmsUrl", ""), ("SmsFallbackUrl", "https://x.example/")];
    check(&bench, (Api, Post, &one), &alone, (400, 21406)).await;
    // With test credentials one number can be bought, and nothing can be read.
    let bench = Bench::start(Config { test_credentials: true, ..Config::default() }).await;
    let path = numbers(&bench);
    assert_eq!(bench.ask(Api, Post, &path, &[("PhoneNumber", OURS)]).await.status, 201);
    check(&bench, (Api, Post, &path), &[("PhoneNumber", "+15551110001")], (400, 21422)).await;
    check(&bench, (Api, Get, &path), &[], (403, 20008)).await;
}

#[tokio::test]
async fn media_are_resources_of_their_message() {
    let bench = Bench::start(Config::default()).await;
    let fields = [
        ("From", OURS),
        ("To", THEIRS),
        ("MediaUrl", "https://x.example/a.PNG?x=1"),
        ("MediaUrl", "https://x.example/b"),
    ];
    let made = bench.send(&fields).await.json.unwrap();
    let list = made["subresource_uris"]["media"].as_str().unwrap();
    let media = bench.read(list, &[("PageSize", "1")]).await;
    assert_eq!(keys(&media).last(), Some(&"media_list"));
    let medium = &media["media_list"][0];
    assert_eq!((&medium["content_type"], &medium["parent_sid"]), (&json!("image/png"), &made["sid"]));
    let next = media["next_page_uri"].as_str().unwrap().split_once('?').unwrap().1.to_owned();
    let query: Vec<(String, String)> = form_urlencoded::parse(next.as_bytes()).into_owned().collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let second = bench.read(list, &query).await["media_list"][0].clone();
    assert_eq!(second["content_type"], "application/octet-stream");
    let uri = medium["uri"].as_str().unwrap();
    assert_eq!(&bench.read(uri, &[]).await, medium);
    // Without an ending the content itself is meant.
    let http =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let content = format!("{}{}", bench.mock.base_url(), uri.trim_end_matches(".json"));
    let answer = http.get(content).basic_auth(&bench.account, Some("x")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 307);
    assert_eq!(answer.headers()["location"], fields[2].1);
    assert_eq!(bench.ask(Api, Delete, uri, &[]).await.status, 204);
    check(&bench, (Api, Get, uri), &[], (404, 20404)).await;
    assert_eq!(bench.read(made["uri"].as_str().unwrap(), &[]).await["num_media"], "1");
    let feedback = made["uri"].as_str().unwrap().replace(".json", "/Feedback.json");
    check(&bench, (Api, Post, &feedback), &[("Outcome", "great")], (400, 20422)).await;
    check(&bench, (Api, Get, &feedback), &[], (405, 20004)).await;
}

#[tokio::test]
async fn templates_are_rendered_with_their_own_values_where_none_is_given() {
    let bench = Bench::start(Config::default()).await;
    let http = plain_http();
    let template = json!({
        "friendly_name": "visit", "language": "en", "variables": {"1": "there", "2": "owl"},
        "types": {"twilio/media": {"body": "Hi {{1}}, {{ 3 }}{{", "media": ["https://x.example/{{2}}.png"]}},
    });
    let create = async |template: &Value| {
        let url = format!("{}/content/v1/Content", bench.mock.base_url());
        let request = http.post(url).basic_auth(&bench.account, Some("x")).json(template);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let made = create(&template).await;
    let content = sid(&made);
    assert_eq!(made["types"], template["types"]);
    assert_eq!(create(&json!({"language": "en", "types": {}})).await["code"], 20422);
    assert_eq!(create(&json!({"types": {"twilio/text": {"body": "x"}}})).await["code"], 20001);
    let fields = [("From", OURS), ("To", THEIRS), ("ContentSid", &content)];
    let plain = bench.send(&fields).await.json.unwrap();
    assert_eq!((&plain["body"], &plain["num_media"]), (&json!("Hi there, {{"), &json!("1")));
    let variables = ("ContentVariables", "{\"1\":\"Ann\",\"3\":7}");
    let given = bench.send(&[fields.as_slice(), &[variables]].concat()).await.json.unwrap();
    assert_eq!(given["body"], "Hi Ann, 7{{");
    let kept = bench.mock.messages();
    assert_eq!(kept[0].media, ["https://x.example/owl.png"]);
    let approval = format!("/v1/Content/{content}/ApprovalRequests");
    assert_eq!(bench.done(Content, Get, &approval, &[]).await["whatsapp"]["status"], "unsubmitted");
    assert_eq!(bench.ask(Content, Delete, &format!("/v1/Content/{content}"), &[]).await.status, 204);
    check(&bench, (Content, Get, &approval), &[], (404, 20404)).await;
}

#[tokio::test]
async fn a_conversation_reaches_everyone_outside_of_chat() {
    let bench = Bench::start(Config::default()).await;
    let root = format!(
        "/v1/Conversations/{}",
        sid(&bench.done(Conversations, Post, "/v1/Conversations", &[]).await)
    );
    let people = format!("{root}/Participants");
    for contact in [THEIRS, "+15551230002", "whatsapp:+15551230003"] {
        let proxy = if contact.starts_with('w') { "whatsapp:+15005550006" } else { OURS };
        let pair = [("MessagingBinding.Address", contact), ("MessagingBinding.ProxyAddress", proxy)];
        bench.done(Conversations, Post, &people, &pair).await;
    }
    // One has said stop, and WhatsApp's window is closed.
    let stop = [("From", "+15551230002"), ("To", OURS), ("Body", "STOP")];
    bench.done(Api, Post, "/_cordboard/inbound", &stop).await;
    let said = bench.done(Conversations, Post, &format!("{root}/Messages"), &[("Body", "Hello")]).await;
    let path = format!("{root}/Messages/{}", sid(&said));
    let receipts = format!("{path}/Receipts");
    let waiting = bench.done(Conversations, Get, &receipts, &[]).await;
    assert_eq!(waiting["delivery_receipts"].as_array().unwrap().len(), 1);
    bench.wait(500);
    let shown = bench.done(Conversations, Get, &path, &[]).await;
    let summary = json!({
        "total": 3, "sent": "some", "delivered": "some", "read": "none", "failed": "some", "undelivered": "some",
    });
    assert_eq!(shown["delivery"], summary);
    let list = bench.done(Conversations, Get, &receipts, &[("PageSize", "50")]).await;
    let rows = list["delivery_receipts"].as_array().unwrap();
    let states: Vec<(&str, u64)> = rows
        .iter()
        .map(|row| (row["status"].as_str().unwrap(), row["error_code"].as_u64().unwrap()))
        .collect();
    assert_eq!(states, [("delivered", 0), ("failed", 21610), ("undelivered", 63016)]);
    assert_eq!(
        &bench.done(Conversations, Get, &format!("{receipts}/{}", sid(&rows[0])), &[]).await,
        &rows[0]
    );
    // What carried it is a message like any other.
    let carrier = bench
        .messages()
        .replace(".json", &format!("/{}.json", rows[0]["channel_message_sid"].as_str().unwrap()));
    let carrier = bench.read(&carrier, &[]).await;
    assert_eq!(
        (&carrier["from"], &carrier["to"], &carrier["body"]),
        (&json!(OURS), &json!(THEIRS), &json!("Hello"))
    );
    check(&bench, (Conversations, Get, &receipts), &[("PageSize", "51")], (400, 20007)).await;
    check(&bench, (Conversations, Post, &receipts), &[], (405, 20004)).await;
}

#[tokio::test]
async fn timers_change_a_conversations_state() {
    let bench = Bench::start(Config::default()).await;
    let timers = [("Timers.Inactive", "PT10M"), ("Timers.Closed", "PT1H"), ("UniqueName", "visit")];
    let made = bench.done(Conversations, Post, "/v1/Conversations", &timers).await;
    let ends = json!({"date_inactive": "2026-11-21T09:10:00Z", "date_closed": "2026-11-21T10:00:00Z"});
    assert_eq!(made["timers"], ends);
    let root = "/v1/Conversations/visit";
    let pair = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", OURS)];
    bench.done(Conversations, Post, &format!("{root}/Participants"), &pair).await;
    let state = async || bench.done(Conversations, Get, root, &[]).await["state"].clone();
    bench.wait(599_999);
    assert_eq!(state().await, "active");
    bench.wait(1);
    assert_eq!(state().await, "inactive");
    let list = bench.done(Conversations, Get, "/v1/Conversations", &[("State", "inactive")]).await;
    assert_eq!(list["conversations"][0]["sid"], made["sid"]);
    // A message wakes it, and the timers run anew.
    bench.done(Conversations, Post, &format!("{root}/Messages"), &[("Body", "x")]).await;
    assert_eq!(state().await, "active");
    bench.wait(3_600_000);
    assert_eq!(state().await, "closed");
    check(&bench, (Conversations, Post, &format!("{root}/Messages")), &[("Body", "x")], (400, 50377)).await;
    // Its pairs of addresses are free.
    let other = sid(&bench.done(Conversations, Post, "/v1/Conversations", &[]).await);
    let people = format!("/v1/Conversations/{other}/Participants");
    assert_eq!(bench.ask(Conversations, Post, &people, &pair).await.status, 201);
    // What an account's conversations start with.
    let defaults = [("DefaultInactiveTimer", "PT5M")];
    bench.done(Conversations, Post, "/v1/Configuration", &defaults).await;
    let made = bench.done(Conversations, Post, "/v1/Conversations", &[]).await;
    assert_eq!(keys(&made["timers"]), ["date_inactive"]);
    let bad = [("DefaultClosedTimer", "PT9M")];
    check(&bench, (Conversations, Post, "/v1/Configuration"), &bad, (400, 50376)).await;
}

#[tokio::test]
async fn a_participants_conversations_are_found() {
    let bench = Bench::start(Config::default()).await;
    let both = "/v1/ConversationWithParticipants";
    let ann = ("Participant", "{\"identity\": \"ann\", \"attributes\": \"{\\\"desk\\\": 1}\"}");
    let contact =
        format!("{{\"messaging_binding\": {{\"address\": \"{THEIRS}\", \"proxy_address\": \"{OURS}\"}}}}");
    let first = bench
        .done(Conversations, Post, both, &[("FriendlyName", "one"), ann, ("Participant", &contact)])
        .await;
    let second = bench.done(Conversations, Post, both, &[("FriendlyName", "two"), ann]).await;
    let list = "/v1/ParticipantConversations";
    let names = async |key: (&str, &str)| {
        let list = bench.done(Conversations, Get, list, &[key]).await;
        let rows = list["conversations"].as_array().unwrap().clone();
        rows.iter()
            .map(|row| row["conversation_friendly_name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(("Identity", "ann")).await, ["two", "one"]);
    assert_eq!(names(("Address", THEIRS)).await, ["one"]);
    assert!(names(("Identity", "nobody")).await.is_empty());
    let b = &bench;
    check(b, (Conversations, Get, list), &[("Identity", "ann"), ("Address", THEIRS)], (400, 50451)).await;
    check(b, (Conversations, Post, both), &[("Participant", "ann")], (400, 20422)).await;
    // All of it or nothing.
    check(b, (Conversations, Post, both), &[("Participant", &contact)], (409, 50416)).await;
    let all = bench.done(Conversations, Get, "/v1/Conversations", &[]).await;
    assert_eq!(all["conversations"].as_array().unwrap().len(), 2);
    // Who leaves is no longer found there.
    let ann = format!("/v1/Conversations/{}/Participants/ann", sid(&second));
    assert_eq!(bench.ask(Conversations, Delete, &ann, &[]).await.status, 204);
    bench.ask(Conversations, Delete, &format!("/v1/Conversations/{}", sid(&first)), &[]).await;
    assert!(names(("Identity", "ann")).await.is_empty());
    // Joining makes a user.
    let users = bench.done(Conversations, Get, "/v1/Users", &[]).await;
    assert_eq!(users["users"][0]["identity"], "ann");
    check(b, (Conversations, Post, "/v1/Users"), &[("Identity", "ann")], (409, 50201)).await;
}

#[tokio::test]
async fn participants_can_be_changed_within_their_kind() {
    let bench = Bench::start(Config::default()).await;
    let root = format!(
        "/v1/Conversations/{}",
        sid(&bench.done(Conversations, Post, "/v1/Conversations", &[]).await)
    );
    let people = format!("{root}/Participants");
    let pair = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", OURS)];
    let contact = format!("{people}/{}", sid(&bench.done(Conversations, Post, &people, &pair).await));
    bench.done(Conversations, Post, &people, &[("Identity", "ann")]).await;
    let both = [pair[0], pair[1], ("Identity", "bob")];
    let b = &bench;
    let ann = format!("{people}/ann");
    check(b, (Conversations, Post, &people), &both, (400, 50211)).await;
    check(b, (Conversations, Post, &contact), &[("Identity", "bob")], (400, 50211)).await;
    check(b, (Conversations, Post, &contact), &[("MessagingBinding.ProxyAddress", "x!")], (400, 50408)).await;
    check(b, (Conversations, Post, &contact), &[("MessagingBinding.ProxyAddress", THEIRS)], (400, 50409))
        .await;
    check(b, (Conversations, Post, &ann), &[("MessagingBinding.ProxyAddress", OURS)], (400, 50441)).await;
    check(b, (Conversations, Post, &ann), &[("LastReadMessageIndex", "-1")], (400, 50421)).await;
    check(b, (Conversations, Post, &ann), &[("LastReadTimestamp", "now")], (400, 50405)).await;
    let moved =
        bench.done(Conversations, Post, &contact, &[("MessagingBinding.ProxyAddress", "+15551110001")]).await;
    assert_eq!(moved["messaging_binding"]["proxy_address"], "+15551110001");
    let read = [("LastReadMessageIndex", "3"), ("LastReadTimestamp", "2026-11-21T08:00:00Z")];
    let read = bench.done(Conversations, Post, &ann, &read).await;
    assert_eq!(
        (&read["last_read_message_index"], &read["last_read_timestamp"]),
        (&json!(3), &json!("2026-11-21T08:00:00Z"))
    );
    // Chat shows the same.
    let service =
        bench.done(Conversations, Get, "/v1/Configuration", &[]).await["default_chat_service_sid"].clone();
    let path = people.replace("/v1/", &format!("/v2/Services/{}/", service.as_str().unwrap()));
    let path = path.replace("Conversations", "Channels").replace("Participants", "Members");
    let member = bench.done(Chat, Get, &format!("{path}/ann"), &[]).await;
    assert_eq!(member["last_consumed_message_index"], 3);
    check(b, (Chat, Post, &format!("{path}/ann")), &[("LastConsumedMessageIndex", "x")], (400, 50406)).await;
}

#[tokio::test]
async fn only_a_strict_mock_counts_writes() {
    for (strict, expected) in [(false, 201), (true, 429)] {
        let bench = Bench::start(Config { strict, ..Config::default() }).await;
        let made = bench.done(Conversations, Post, "/v1/Conversations", &[]).await;
        let path = format!("/v1/Conversations/{}/Messages", sid(&made));
        for _ in 0..30 {
            bench.done(Conversations, Post, &path, &[("Body", "x")]).await;
        }
        assert_eq!(bench.ask(Conversations, Post, &path, &[("Body", "x")]).await.status, expected);
        bench.wait(1000);
        assert_eq!(bench.ask(Conversations, Post, &path, &[("Body", "x")]).await.status, 201);
    }
}

#[tokio::test]
async fn every_list_is_paged_to_its_end() {
    let bench = Bench::start(Config::default()).await;
    let service = service(&bench, &[]).await;
    let chat = sid(&bench.done(Chat, Post, "/v2/Services", &[("FriendlyName", "Home")]).await);
    let conversation = format!(
        "/v1/Conversations/{}",
        sid(&bench.done(Conversations, Post, "/v1/Conversations", &[]).await)
    );
    let channel = sid(&bench.done(Chat, Post, &format!("/v2/Services/{chat}/Channels"), &[]).await);
    let channel = format!("/v2/Services/{chat}/Channels/{channel}");
    let lists: [(Product, String, &str, &str); 10] = [
        (Messaging, "/v1/Services".to_owned(), "FriendlyName", "services"),
        (Messaging, format!("/v1/Services/{service}/AlphaSenders"), "AlphaSender", "alpha_senders"),
        (Conversations, "/v1/Conversations".to_owned(), "UniqueName", "conversations"),
        (Conversations, "/v1/Services".to_owned(), "FriendlyName", "services"),
        (Conversations, format!("{conversation}/Messages"), "Body", "messages"),
        (Conversations, "/v1/Users".to_owned(), "Identity", "users"),
        (Conversations, format!("{conversation}/Participants"), "Identity", "participants"),
        (Chat, format!("/v2/Services/{chat}/Channels"), "UniqueName", "channels"),
        (Chat, format!("{channel}/Messages"), "Body", "messages"),
        (Chat, format!("{channel}/Members"), "Identity", "members"),
    ];
    let http = plain_http();
    for (product, path, field, key) in lists {
        for row in 0..5 {
            bench.done(product, Post, &path, &[(field, &format!("row {row}"))]).await;
        }
        let first = bench.done(product, Get, &path, &[("PageSize", "2")]).await;
        let (mut page, mut seen, mut pages) = (first.clone(), BTreeSet::new(), 0);
        loop {
            pages += 1;
            assert_eq!(page["meta"]["key"], key);
            for row in page[key].as_array().unwrap() {
                assert!(seen.insert(sid(row)), "{path}: twice");
            }
            let Some(next) = page["meta"]["next_page_url"].as_str() else { break };
            let answer = http.get(next).basic_auth(&bench.account, Some("x")).send().await.unwrap();
            page = answer.json().await.unwrap();
        }
        assert!(seen.len() >= 5 && pages == seen.len().div_ceil(2), "{path}: {pages} {}", seen.len());
        assert_eq!(error(&bench.ask(product, Get, &path, &[("PageSize", "0")]).await).1, 20422);
        assert_eq!(error(&bench.ask(product, Get, &path, &[("PageSize", "1001")]).await).1, 20007);
        assert_eq!(error(&bench.ask(product, Get, &path, &[("Page", "1")]).await).1, 21481);
    }
    // The first API leads on with relative addresses.
    for code in ["201", "202", "203", "204", "205"] {
        bench.done(Api, Post, &numbers(&bench), &[("AreaCode", code)]).await;
    }
    let (mut path, mut seen) = (format!("{}?PageSize=2", numbers(&bench)), BTreeSet::new());
    loop {
        let url = format!("{}{path}", bench.mock.base_url());
        let answer = http.get(url).basic_auth(&bench.account, Some("x")).send().await.unwrap();
        let page: Value = answer.json().await.unwrap();
        for row in page["incoming_phone_numbers"].as_array().unwrap() {
            assert!(seen.insert(sid(row)), "twice");
        }
        let Some(next) = page["next_page_uri"].as_str() else { break };
        next.clone_into(&mut path);
    }
    assert_eq!(seen.len(), 5);
}
