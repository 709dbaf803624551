//! The mock's Conversations and Chat: two views of one store.

use crate::support::{Bench, OURS, THEIRS, error, keys, plain_http};
use cordboard::mock::Config;
use cordboard::twilio::Method::{Delete, Get, Post, Put};
use cordboard::twilio::Product::{Chat, Conversations};
use serde_json::{Value, json};

/// The SID of an answer.
fn sid(value: &Value) -> String {
    value["sid"].as_str().unwrap().to_owned()
}

/// A service with one conversation, and the paths of both.
async fn thread(bench: &Bench, unique_name: &str) -> (String, String) {
    let service = bench.done(Conversations, Post, "/v1/Services", &[("FriendlyName", "Home")]).await;
    let path = format!("/v1/Services/{}/Conversations", sid(&service));
    let made = bench.done(Conversations, Post, &path, &[("UniqueName", unique_name)]).await;
    (sid(&service), sid(&made))
}

#[tokio::test]
async fn a_message_has_the_shape_of_the_wire_and_comes_back() {
    let bench = Bench::start(Config::default()).await;
    let (service, conversation) = thread(&bench, "visit").await;
    let path = format!("/v1/Services/{service}/Conversations/{conversation}/Messages");
    let attributes = "{ \"importance\": \"high\" }";
    let fields = [("Author", "owl"), ("Body", "Hello"), ("Attributes", attributes)];
    let response = bench.ask(Conversations, Post, &path, &fields).await;
    assert_eq!(response.status, 201);
    let made = response.json.unwrap();
    let url = format!("{}/conversations{path}/{}", bench.mock.base_url(), sid(&made));
    let expected = json!({
        "sid": sid(&made), "account_sid": bench.account, "chat_service_sid": service,
        "conversation_sid": conversation, "body": "Hello", "media": null, "author": "owl",
        "participant_sid": null, "attributes": attributes,
        "date_created": "2026-11-21T09:00:00Z", "date_updated": "2026-11-21T09:00:00Z",
        "index": 0, "delivery": null, "content_sid": null, "url": url,
        "links": {"delivery_receipts": format!("{url}/Receipts"), "channel_metadata": format!("{url}/ChannelMetadata")},
    });
    assert_eq!(made, expected);
    assert_eq!(keys(&made), keys(&expected));
    assert_eq!(bench.done(Conversations, Get, &format!("{path}/{}", sid(&made)), &[]).await, made);
    // A unique name stands for the SID.
    let named = format!("/v1/Services/{service}/Conversations/visit/Messages");
    assert_eq!(bench.done(Conversations, Get, &named, &[]).await["messages"], json!([made]));
    let kept = bench.mock.messages();
    assert_eq!(kept[0].conversation_sid.as_deref(), Some(conversation.as_str()));
    assert_eq!((kept[0].from.as_deref(), kept[0].attributes.as_deref()), (Some("owl"), Some(attributes)));
}

#[tokio::test]
async fn unscoped_addresses_mean_the_default_service() {
    let bench = Bench::start(Config::default()).await;
    let made = bench.done(Conversations, Post, "/v1/Conversations", &[("FriendlyName", "Desk")]).await;
    let service = made["chat_service_sid"].as_str().unwrap();
    let config = bench.done(Conversations, Get, "/v1/Configuration", &[]).await;
    assert_eq!(config["default_chat_service_sid"], service);
    let short = format!("/v1/Conversations/{}", sid(&made));
    let long = format!("/v1/Services/{service}/Conversations/{}", sid(&made));
    assert_eq!(made["url"], format!("{}/conversations{short}", bench.mock.base_url()));
    bench.done(Conversations, Post, &format!("{short}/Messages"), &[("Body", "one")]).await;
    bench.done(Conversations, Post, &format!("{long}/Messages"), &[("Body", "two")]).await;
    let listed = bench.done(Conversations, Get, &format!("{short}/Messages"), &[]).await;
    let rows = listed["messages"].as_array().unwrap();
    let seen: Vec<_> =
        rows.iter().map(|m| (m["index"].as_u64().unwrap(), m["body"].as_str().unwrap())).collect();
    assert_eq!(seen, [(0, "one"), (1, "two")]);
    assert_eq!(rows[0]["author"], "system");
    // A conversation of another service is not there.
    let (_, other) = thread(&bench, "x").await;
    assert_eq!(
        error(&bench.ask(Conversations, Get, &format!("/v1/Conversations/{other}"), &[]).await),
        (404, 20404, format!("The requested resource /Conversations/{other} was not found"))
    );
}

#[tokio::test]
async fn chat_shows_what_conversations_holds() {
    let bench = Bench::start(Config::default()).await;
    let service = sid(&bench.done(Chat, Post, "/v2/Services", &[("FriendlyName", "Home")]).await);
    let channels = format!("/v2/Services/{service}/Channels");
    let channel = bench.done(Chat, Post, &channels, &[("UniqueName", "lobby")]).await;
    assert_eq!((&channel["type"], &channel["created_by"]), (&json!("public"), &json!("system")));
    let in_chat = format!("{channels}/{}/Messages", sid(&channel));
    let made =
        bench.done(Chat, Post, &in_chat, &[("From", "bot"), ("Body", "Hi"), ("Attributes", "{}")]).await;
    let url = format!("{}/chat{in_chat}/{}", bench.mock.base_url(), sid(&made));
    let expected = json!({
        "sid": sid(&made), "account_sid": bench.account, "service_sid": service, "to": sid(&channel),
        "channel_sid": sid(&channel), "attributes": "{}",
        "date_created": "2026-11-21T09:00:00Z", "date_updated": "2026-11-21T09:00:00Z",
        "last_updated_by": null, "was_edited": false, "from": "bot", "body": "Hi", "index": 0,
        "type": "text", "media": null, "url": url,
    });
    assert_eq!(made, expected);
    assert_eq!(keys(&made), keys(&expected));

    let in_conversations = format!("/v1/Services/{service}/Conversations/lobby/Messages");
    let seen = bench.done(Conversations, Get, &format!("{in_conversations}/{}", sid(&made)), &[]).await;
    assert_eq!((&seen["body"], &seen["author"]), (&json!("Hi"), &json!("bot")));
    bench.done(Conversations, Post, &in_conversations, &[("Body", "and back")]).await;
    let listed = bench.done(Chat, Get, &in_chat, &[("Order", "desc")]).await;
    assert_eq!(listed["messages"][0]["body"], "and back");
    let shown = bench.done(Chat, Get, &format!("{channels}/lobby"), &[]).await;
    assert_eq!(shown["messages_count"], 2);
    // Here an empty body is a body.
    assert_eq!(bench.ask(Chat, Post, &in_chat, &[("Body", "")]).await.status, 201);
    assert_eq!(error(&bench.ask(Chat, Post, &in_chat, &[]).await).1, 50503);
    let twice = bench.ask(Chat, Post, &channels, &[("UniqueName", "lobby")]).await;
    assert_eq!((error(&twice).0, error(&twice).1), (409, 50307));
    let members = format!("{channels}/lobby/Members");
    bench.done(Chat, Post, &members, &[("Identity", "ann")]).await;
    assert_eq!(error(&bench.ask(Chat, Post, &members, &[("Identity", "ann")]).await).1, 50404);
    let people = format!("/v1/Services/{service}/Conversations/lobby/Participants");
    assert_eq!(bench.done(Conversations, Get, &people, &[]).await["participants"][0]["identity"], "ann");
}

#[tokio::test]
async fn mistakes_give_their_codes() {
    async fn check(bench: &Bench, path: &str, fields: &[(&str, &str)], expected: (u16, u64)) {
        let got = error(&bench.ask(Conversations, Post, path, fields).await);
        assert_eq!((got.0, got.1), expected, "{path} {fields:?}");
    }
    let bench = Bench::start(Config::default()).await;
    let (service, conversation) = thread(&bench, "visit").await;
    let all = format!("/v1/Services/{service}/Conversations");
    let messages = format!("{all}/{conversation}/Messages");
    let b = &bench;
    let (long, wide) = ("x".repeat(32 * 1024 + 1), format!("\"{}\"", "x".repeat(4096)));
    let template = ("ContentSid", "HX00000000000000000000000000000000");
    check(b, "/v1/Services", &[], (400, 20001)).await;
    check(b, &all, &[("UniqueName", "visit")], (409, 50353)).await;
    check(b, &all, &[("UniqueName", &conversation)], (400, 50390)).await;
    check(b, &all, &[("State", "closed")], (400, 50384)).await;
    check(b, &all, &[("State", "odd")], (400, 50378)).await;
    check(b, &all, &[("Timers.Inactive", "PT59S")], (400, 50375)).await;
    check(b, &all, &[("Timers.Closed", "tomorrow")], (400, 50380)).await;
    check(b, &messages, &[], (400, 50503)).await;
    check(b, &messages, &[("Body", &long)], (400, 50504)).await;
    check(b, &messages, &[("Body", "x"), ("Attributes", "{high}")], (400, 50304)).await;
    check(b, &messages, &[("Body", "x"), ("Attributes", &wide)], (400, 50303)).await;
    check(b, &messages, &[("Body", "x"), ("DateCreated", "today")], (400, 50308)).await;
    check(b, &messages, &[("MediaSid", "https://x.example/owl.png")], (400, 50510)).await;
    check(b, &messages, &[("ContentSid", "HX1")], (400, 50526)).await;
    check(b, &messages, &[("Body", "x"), ("ContentVariables", "{}")], (400, 50528)).await;
    check(b, &messages, &[template, ("ContentVariables", "1")], (400, 50527)).await;
    check(b, &messages, &[template, ("ContentVariables", "{\"12345678901234567\":\"\"}")], (400, 50540))
        .await;
    assert_eq!(bench.ask(Conversations, Post, &messages, &[template]).await.status, 201);
    assert_eq!(bench.ask(Conversations, Post, &messages, &[("Body", &long[1..])]).await.status, 201);
    let missing = format!("/v1/Services/{service}/Conversations/nobody/Messages");
    assert_eq!(
        error(&bench.ask(Conversations, Post, &missing, &[("Body", "x")]).await),
        (
            404,
            20404,
            format!("The requested resource /Services/{service}/Conversations/nobody/Messages was not found")
        )
    );
    assert_eq!(bench.ask(Conversations, Get, "/v1/Services/IS1/Conversations", &[]).await.status, 404);
    // Closed is final.
    bench.done(Conversations, Post, &format!("{all}/visit"), &[("State", "closed")]).await;
    check(b, &messages, &[("Body", "late")], (400, 50377)).await;
    check(b, &format!("{all}/visit"), &[("State", "active")], (400, 50377)).await;
}

#[tokio::test]
async fn participants_decide_who_speaks_and_who_is_reached() {
    let bench = Bench::start(Config::default()).await;
    let (service, conversation) = thread(&bench, "visit").await;
    let root = format!("/v1/Services/{service}/Conversations/{conversation}");
    let people = format!("{root}/Participants");
    let pair = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", OURS)];
    let contact = bench.done(Conversations, Post, &people, &pair).await;
    assert_eq!(
        contact["messaging_binding"],
        json!({"type": "sms", "address": THEIRS, "proxy_address": OURS})
    );
    let agent = bench.done(Conversations, Post, &people, &[("Identity", "ann")]).await;
    assert_eq!((&agent["identity"], &agent["messaging_binding"]), (&json!("ann"), &Value::Null));
    for (fields, expected) in [
        (vec![("Identity", "ann")], (409, 50433)),
        (vec![], (400, 50204)),
        (vec![pair[0]], (400, 50412)),
        (vec![pair[1]], (400, 50411)),
        (vec![("MessagingBinding.Address", "123"), pair[1]], (400, 50407)),
        (vec![pair[0], ("MessagingBinding.ProxyAddress", THEIRS)], (400, 50409)),
        (vec![pair[0], ("MessagingBinding.ProxyAddress", "whatsapp:+15005550006")], (400, 50414)),
    ] {
        let got = error(&bench.ask(Conversations, Post, &people, &fields).await);
        assert_eq!((got.0, got.1), expected, "{fields:?}");
    }
    let elsewhere = bench.done(Conversations, Post, "/v1/Conversations", &[]).await;
    let other = format!("/v1/Conversations/{}/Participants", sid(&elsewhere));
    assert_eq!(
        error(&bench.ask(Conversations, Post, &other, &pair).await),
        (
            409,
            50416,
            format!(
                "A binding for this participant and proxy address already exists in Conversation {conversation}"
            )
        )
    );
    let said = bench
        .done(Conversations, Post, &format!("{root}/Messages"), &[("Author", "ann"), ("Body", "x")])
        .await;
    assert_eq!(said["participant_sid"], sid(&agent));
    let delivery = |sent: &str, delivered: &str| json!({"total": 1, "sent": sent, "delivered": delivered, "read": "none", "failed": "none", "undelivered": "none"});
    assert_eq!(said["delivery"], delivery("none", "none"));
    bench.wait(300);
    let shown = bench.done(Conversations, Get, &format!("{root}/Messages/{}", sid(&said)), &[]).await;
    assert_eq!(shown["delivery"], delivery("all", "none"));
    // Who leaves frees the pair.
    assert_eq!(
        bench.ask(Conversations, Delete, &format!("{people}/{}", sid(&contact)), &[]).await.status,
        204
    );
    assert_eq!(bench.ask(Conversations, Post, &other, &pair).await.status, 201);
}

#[tokio::test]
async fn indexes_never_go_back_and_pages_follow_their_links() {
    let bench = Bench::start(Config::default()).await;
    let (service, conversation) = thread(&bench, "visit").await;
    let path = format!("/v1/Services/{service}/Conversations/{conversation}/Messages");
    for body in ["a", "b", "c"] {
        bench.done(Conversations, Post, &path, &[("Body", body)]).await;
    }
    let last = bench.done(Conversations, Get, &path, &[("Order", "desc"), ("PageSize", "1")]).await;
    assert_eq!(last["messages"][0]["body"], "c");
    bench.ask(Conversations, Delete, &format!("{path}/{}", sid(&last["messages"][0])), &[]).await;
    assert_eq!(bench.done(Conversations, Post, &path, &[("Body", "d")]).await["index"], 3);

    let first = bench.done(Conversations, Get, &path, &[("PageSize", "2")]).await;
    let meta = &first["meta"];
    assert_eq!(
        keys(meta),
        ["page", "page_size", "first_page_url", "previous_page_url", "url", "next_page_url", "key"]
    );
    assert_eq!((&meta["key"], &meta["page_size"]), (&json!("messages"), &json!(2)));
    // The links are absolute and lead back to the mock.
    let http = plain_http();
    let next = http.get(meta["next_page_url"].as_str().unwrap()).basic_auth(&bench.account, Some("mock"));
    let second: Value = next.send().await.unwrap().json().await.unwrap();
    assert_eq!(second["messages"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&second["messages"][0]["body"], &second["meta"]["next_page_url"]),
        (&json!("d"), &Value::Null)
    );
    assert_eq!(second["meta"]["previous_page_url"], meta["first_page_url"]);
    assert_eq!(error(&bench.ask(Conversations, Get, &path, &[("PageSize", "101")]).await).1, 20007);
}

#[tokio::test]
async fn deleting_a_service_takes_everything_below() {
    let bench = Bench::start(Config::default()).await;
    let (service, conversation) = thread(&bench, "visit").await;
    let path = format!("/v1/Services/{service}/Conversations/{conversation}");
    bench.done(Conversations, Post, &format!("{path}/Messages"), &[("Body", "x")]).await;
    let gone = bench.ask(Conversations, Delete, &format!("/v1/Services/{service}"), &[]).await;
    assert_eq!(gone.status, 204);
    assert_eq!(bench.ask(Conversations, Get, &path, &[]).await.status, 404);
    assert!(bench.mock.messages().is_empty());
    assert_eq!(bench.ask(Conversations, Put, "/v1/Services", &[]).await.status, 405);
}
