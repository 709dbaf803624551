//! Webhooks of conversations and channels: how they are made, whom they tell, and that a flow never answers itself.

use std::process::{Command, Stdio};

use crate::support::flows::{begins, context, echo, ends, greeter, publish, said, waits};
use crate::support::receiver::{Receiver, is_signed};
use crate::support::{Bench, error, keys, plain_http};
use cordboard::mock::{ClientMessage, Config, webhook_curl};
use cordboard::sim::trace::Reason;
use cordboard::twilio::Method::{Delete, Get, Post};
use cordboard::twilio::Product::{Chat, Conversations};
use cordboard::twilio::{Product, Request};
use serde_json::{Value, json};

/// A channel (or conversation) in a service of its own: service, channel, path of the channel in Chat.
async fn channel(bench: &Bench) -> (String, String, String) {
    let service = bench.done(Chat, Post, "/v2/Services", &[("FriendlyName", "Shop")]).await;
    let service = service["sid"].as_str().unwrap().to_owned();
    let path = format!("/v2/Services/{service}/Channels");
    let fields = [("FriendlyName", "Visit"), ("Attributes", r#"{"page": "/sale"}"#)];
    let made = bench.done(Chat, Post, &path, &fields).await;
    let channel = made["sid"].as_str().unwrap().to_owned();
    let path = format!("{path}/{channel}");
    (service, channel, path)
}

/// Writes over REST, with the header or without it.
async fn write(bench: &Bench, product: Product, path: &str, author: &str, body: &str, header: Option<&str>) {
    let name = if product == Chat { "From" } else { "Author" };
    let mut request =
        Request::new(product, Post, format!("{path}/Messages")).field(name, author).field("Body", body);
    if let Some(value) = header {
        request = request.header("X-Twilio-Webhook-Enabled", value);
    }
    let answer = bench.client.send(&request).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
}

fn texts(bench: &Bench) -> Vec<String> {
    said(bench).into_iter().map(|(_, text)| text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_curl_of_the_send_message_page_works_as_pasted() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &echo()).await;
    let (service, channel, path) = channel(&bench).await;
    let curl = webhook_curl(&bench.mock.base_url(), &bench.account, &service, &channel, &flow);
    assert!(
        curl.contains("Type=studio") && curl.contains(&format!("Configuration.FlowSid={flow}")),
        "{curl}"
    );
    let pasted = curl.clone();
    let output = tokio::task::spawn_blocking(move || {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(pasted).stderr(Stdio::null()).env_remove("CORDBOARD_MOCK_TOKEN");
        shell.env("no_proxy", "*").output().unwrap()
    });
    let output = output.await.unwrap();
    if output.status.code() == Some(127) {
        // This machine has no curl: the same request by hand.
        let fields = [("Type", "studio"), ("Configuration.FlowSid", flow.as_str())];
        bench.done(Chat, Post, &format!("{path}/Webhooks"), &fields).await;
    } else {
        let made: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&made["type"], &made["configuration"], &made["channel_sid"], &made["service_sid"]),
            (&json!("studio"), &json!({"flow_sid": flow}), &json!(channel), &json!(service))
        );
    }
    // Without the header nobody is told, nor with another value of it.
    write(&bench, Chat, &path, "ada", "quiet", None).await;
    write(&bench, Chat, &path, "ada", "quiet", Some("false")).await;
    assert!(bench.mock.executions().is_empty());
    write(&bench, Chat, &path, "ada", "hello", Some("true")).await;
    let execution = begins(&mut events).await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    // The flow answers in the channel, once: its own message tells nobody.
    assert_eq!(texts(&bench), ["quiet", "quiet", "hello", "You said hello"]);
    assert_eq!(bench.mock.messages().last().unwrap().conversation_sid.as_deref(), Some(channel.as_str()));
    assert_eq!(bench.mock.executions().len(), 1);
    let message = &context(&bench, &flow, &execution).await["trigger"]["message"];
    let expected = [
        "EventType",
        "InstanceSid",
        "AccountSid",
        "ChannelSid",
        "MessageSid",
        "Index",
        "From",
        "Body",
        "Attributes",
        "DateCreated",
        "Source",
        "RetryCount",
        "ChannelAttributes",
    ];
    assert_eq!(keys(message), expected);
    assert_eq!(
        (&message["ChannelSid"], &message["Index"], &message["Source"], &message["ChannelAttributes"]),
        (&json!(channel), &json!("2"), &json!("API"), &json!({"page": "/sale"}))
    );
    assert_eq!(message["DateCreated"], "2026-11-21T09:00:00.000Z");
}

#[tokio::test]
async fn a_client_of_the_sdk_always_tells_and_its_answer_goes_on() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &greeter()).await;
    let (_, channel, path) = channel(&bench).await;
    let fields = [("Type", "studio"), ("Configuration.FlowSid", flow.as_str())];
    bench.done(Chat, Post, &format!("{path}/Webhooks"), &fields).await;
    let says = |identity: &str, body: &str| ClientMessage {
        channel: channel.clone(),
        identity: identity.to_owned(),
        body: body.to_owned(),
        ..ClientMessage::default()
    };
    let first = bench.mock.post_as_client(says("ada", "hi")).unwrap();
    let execution = begins(&mut events).await;
    waits(&mut events, &execution).await;
    // Somebody else in the channel is another contact.
    bench.mock.post_as_client(says("bob", "hi")).unwrap();
    let other = begins(&mut events).await;
    waits(&mut events, &other).await;
    bench.mock.post_as_client(says("ada", "Ada")).unwrap();
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    assert_eq!(texts(&bench).last().unwrap(), "Hello Ada");
    let context = context(&bench, &flow, &execution).await;
    let message = &context["trigger"]["message"];
    assert_eq!(
        (&message["MessageSid"], &message["Source"], &message["ClientIdentity"]),
        (&json!(first), &json!("SDK"), &json!("ada"))
    );
    assert_eq!(context["contact"]["channel"]["address"], "ada");
    assert_eq!(context["widgets"]["name"]["inbound"]["ChannelSid"], channel);
    for (message, code) in [
        (ClientMessage { channel: "CH1".to_owned(), ..says("ada", "x") }, 20404),
        (ClientMessage { attributes: Some("{".to_owned()), ..says("ada", "x") }, 50304),
        (says("ada", &"x".repeat(33 * 1024)), 50504),
    ] {
        assert_eq!(bench.mock.post_as_client(message).unwrap_err().code, code);
    }
}

#[tokio::test]
async fn a_conversation_tells_its_flow() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &echo()).await;
    let made = bench.done(Conversations, Post, "/v1/Conversations", &[("FriendlyName", "Desk")]).await;
    let path = format!("/v1/Conversations/{}", made["sid"].as_str().unwrap());
    let joined =
        bench.done(Conversations, Post, &format!("{path}/Participants"), &[("Identity", "ada")]).await;
    let hooks = format!("{path}/Webhooks");
    let fields = [
        ("Target", "studio"),
        ("Configuration.FlowSid", flow.as_str()),
        ("Configuration.Filters", "onMessageAdded"),
    ];
    let hook = bench.done(Conversations, Post, &hooks, &fields).await;
    assert_eq!((&hook["target"], &hook["configuration"]["flow_sid"]), (&json!("studio"), &json!(flow)));
    write(&bench, Conversations, &path, "ada", "quiet", None).await;
    write(&bench, Conversations, &path, "ada", "hi", Some("TRUE")).await;
    let execution = begins(&mut events).await;
    ends(&mut events, &execution).await;
    assert_eq!(texts(&bench), ["quiet", "hi", "You said hi"]);
    let conversation = &context(&bench, &flow, &execution).await["trigger"]["conversation"];
    assert_eq!(
        (&conversation["ConversationSid"], &conversation["Author"], &conversation["ParticipantSid"]),
        (&made["sid"], &json!("ada"), &joined["sid"])
    );
    assert_eq!(conversation["ChannelSid"], made["sid"]);
    // One that asks for other events is not told of messages.
    let deaf = [("Configuration.Filters", "onParticipantAdded")];
    bench.done(Conversations, Post, &format!("{hooks}/{}", hook["sid"].as_str().unwrap()), &deaf).await;
    write(&bench, Conversations, &path, "ada", "hi", Some("true")).await;
    assert_eq!(bench.mock.executions().len(), 1);
}

#[tokio::test]
async fn plain_webhooks_are_told_with_a_signature() {
    let bench = Bench::start(Config::default()).await;
    let mut receiver = Receiver::start(&[500, 200]).await;
    let (_, channel, path) = channel(&bench).await;
    let url = format!("{}/told", receiver.url);
    let fields = [
        ("Type", "webhook"),
        ("Configuration.Url", url.as_str()),
        ("Configuration.Filters", "onMessageSent"),
        ("Configuration.RetryCount", "2"),
    ];
    let hook = bench.done(Chat, Post, &format!("{path}/Webhooks"), &fields).await;
    assert_eq!(
        hook["configuration"],
        json!({"url": url, "method": "POST", "filters": ["onMessageSent"], "retry_count": 2})
    );
    write(&bench, Chat, &path, "ada", "one", Some("true")).await;
    // The first try fails, the second is taken.
    for _ in 0..2 {
        let got = receiver.next().await;
        assert_eq!((got.method.as_str(), got.target.as_str()), ("POST", "/told"));
        assert_eq!(
            (got.field("EventType"), got.field("ChannelSid"), got.field("Body")),
            ("onMessageSent", channel.as_str(), "one")
        );
        assert!(is_signed(&got, "mock", &receiver.url));
    }
    write(&bench, Chat, &path, "ada", "quiet", None).await;
    bench.ask(Chat, Delete, &format!("{path}/Webhooks/{}", hook["sid"].as_str().unwrap()), &[]).await;
    let conversation = format!(
        "/v1/Services/{}",
        path.trim_start_matches("/v2/Services/").replace("Channels", "Conversations")
    );
    let words = [
        ("Target", "trigger"),
        ("Configuration.Url", url.as_str()),
        ("Configuration.Method", "get"),
        ("Configuration.Triggers", "help"),
        ("Configuration.Triggers", "human"),
    ];
    let hook = bench.done(Conversations, Post, &format!("{conversation}/Webhooks"), &words).await;
    assert_eq!(hook["configuration"], json!({"url": url, "method": "get", "triggers": ["help", "human"]}));
    write(&bench, Conversations, &conversation, "ada", "nothing", Some("true")).await;
    write(&bench, Conversations, &conversation, "ada", "I want a HUMAN", Some("true")).await;
    let got = receiver.next().await;
    assert_eq!(got.method, "GET");
    assert!(got.target.starts_with("/told?") && got.target.contains("Body=I+want+a+HUMAN"), "{}", got.target);
    assert!(is_signed(&got, "mock", &receiver.url));
    assert!(receiver.rest().is_empty());
}

#[tokio::test]
async fn later_messages_are_replayed() {
    let bench = Bench::start(Config::default()).await;
    let mut receiver = Receiver::start(&[]).await;
    let (_, _, path) = channel(&bench).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &echo()).await;
    let (_, told, told_path) = channel(&bench).await;
    for path in [&path, &told_path] {
        for body in ["zero", "one", "two", "three"] {
            write(&bench, Chat, path, "ada", body, None).await;
        }
    }
    let conversation = format!(
        "/v1/Services/{}",
        path.trim_start_matches("/v2/Services/").replace("Channels", "Conversations")
    );
    let fields = [
        ("Target", "webhook"),
        ("Configuration.Url", receiver.url.as_str()),
        ("Configuration.Filters", "onMessageAdded"),
        ("Configuration.ReplayAfter", "1"),
    ];
    let hook = bench.done(Conversations, Post, &format!("{conversation}/Webhooks"), &fields).await;
    assert_eq!(hook["configuration"]["replay_after"], 1);
    let mut bodies = [receiver.next().await, receiver.next().await].map(|got| got.field("Body").to_owned());
    bodies.sort();
    assert_eq!(bodies, ["three", "two"]);
    // A flow is told only of what may tell: of what was written over REST without the header it never is.
    let says = |body: &str| ClientMessage {
        channel: told.clone(),
        identity: "ada".to_owned(),
        body: body.to_owned(),
        ..ClientMessage::default()
    };
    write(&bench, Chat, &told_path, "ada", "with the header", Some("true")).await;
    bench.mock.post_as_client(says("from a client")).unwrap();
    let target = |replay: &'static str, flow: String| {
        [
            ("Target", "studio".to_owned()),
            ("Configuration.FlowSid", flow),
            ("Configuration.ReplayAfter", replay.to_owned()),
        ]
    };
    let conversation = told_path.replace("/v2/", "/v1/").replace("Channels", "Conversations");
    let post = async |replay| {
        let fields = target(replay, flow.clone());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        bench.done(Conversations, Post, &format!("{conversation}/Webhooks"), &fields).await;
    };
    post("4").await;
    let execution = begins(&mut events).await;
    ends(&mut events, &execution).await;
    // Neither the four nor the flow's own answer.
    let before = bench.mock.executions().len();
    assert_eq!(before, 1);
    post("0").await;
    let last = begins(&mut events).await;
    ends(&mut events, &last).await;
    let answers = texts(&bench).into_iter().filter(|text| text.starts_with("You said"));
    let mut answers: Vec<String> = answers.collect();
    answers.sort();
    answers.dedup();
    assert!(
        answers.iter().all(|text| text.ends_with("a client") || text.ends_with("the header")),
        "{answers:?}"
    );
}

#[tokio::test]
async fn webhooks_are_kept_within_limits() {
    let bench = Bench::start(Config::default()).await;
    let flow = publish(&bench, &echo()).await;
    let (service, channel, path) = channel(&bench).await;
    let conversation = format!("/v1/Services/{service}/Conversations/{channel}/Webhooks");
    let chat = format!("{path}/Webhooks");
    let long = format!("https://example.com/{}", "x".repeat(500));
    let check = async |fields: &[(&str, &str)], in_conversations: u64| {
        for (product, path, kind, less) in
            [(Conversations, &conversation, "Target", 0), (Chat, &chat, "Type", 40)]
        {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (if *name == "Kind" { kind } else { *name }, *value))
                .collect();
            let answer = error(&bench.ask(product, Post, path, &fields).await);
            assert_eq!((answer.0, answer.1), (400, in_conversations - less), "{fields:?}");
        }
    };
    check(&[], 50368).await;
    check(&[("Kind", "mail")], 50364).await;
    check(&[("Kind", "studio")], 50367).await;
    check(&[("Kind", "studio"), ("Configuration.FlowSid", "FW1")], 50367).await;
    check(&[("Kind", "webhook"), ("Configuration.Filters", "onMessageAdded")], 50369).await;
    check(
        &[("Kind", "webhook"), ("Configuration.Url", &long), ("Configuration.Filters", "onMessageAdded")],
        50372,
    )
    .await;
    check(&[("Kind", "webhook"), ("Configuration.Url", "https://example.com")], 50370).await;
    check(&[("Kind", "trigger"), ("Configuration.Url", "https://example.com")], 50371).await;
    let words: Vec<(&str, &str)> = [("Kind", "trigger"), ("Configuration.Url", "https://example.com")]
        .into_iter()
        .chain(["a", "b", "c", "d", "e", "f"].map(|word| ("Configuration.Triggers", word)))
        .collect();
    check(&words, 50362).await;
    let fields = [("Type", "studio"), ("Configuration.FlowSid", flow.as_str())];
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(bench.done(Chat, Post, &chat, &fields).await);
    }
    check(&[("Kind", "studio"), ("Configuration.FlowSid", &flow)], 50361).await;
    let hook = &made[0];
    let sid = hook["sid"].as_str().unwrap();
    assert_eq!(
        *hook,
        json!({
            "account_sid": bench.account, "service_sid": service, "channel_sid": channel, "sid": sid, "type": "studio",
            "configuration": {"flow_sid": flow}, "date_created": "2026-11-21T09:00:00Z",
            "date_updated": "2026-11-21T09:00:00Z", "url": format!("{}/chat{chat}/{sid}", bench.mock.base_url()),
        })
    );
    // Both products see the same webhooks.
    let list = bench.done(Conversations, Get, &conversation, &[]).await;
    assert_eq!((list["webhooks"].as_array().unwrap().len(), &list["meta"]["page_size"]), (5, &json!(5)));
    assert_eq!(bench.ask(Chat, Get, &chat, &[("PageSize", "6")]).await.status, 400);
    let one = format!("{chat}/{sid}");
    assert_eq!(bench.done(Chat, Get, &one, &[]).await, *hook);
    bench.wait(1000);
    let other = "FW00000000000000000000000000000001";
    let changed = bench.done(Chat, Post, &one, &[("Configuration.FlowSid", other)]).await;
    assert_eq!(
        (&changed["configuration"]["flow_sid"], &changed["date_updated"]),
        (&json!(other), &json!("2026-11-21T09:00:01Z"))
    );
    assert_eq!(bench.ask(Chat, Post, &one, &[("Configuration.FlowSid", "x")]).await.status, 400);
    assert_eq!(bench.ask(Chat, Delete, &one, &[]).await.status, 204);
    assert_eq!(bench.ask(Chat, Get, &one, &[]).await.status, 404);
}

#[tokio::test]
async fn addresses_are_configured() {
    let bench = Bench::start(Config::default()).await;
    let path = "/v1/Configuration/Addresses";
    let flow = "FW00000000000000000000000000000001";
    let fields = [
        ("Type", "SMS"),
        ("Address", "+15005550006"),
        ("FriendlyName", "Shop"),
        ("AutoCreation.Enabled", "true"),
        ("AutoCreation.Type", "studio"),
        ("AutoCreation.StudioFlowSid", flow),
        ("AutoCreation.StudioRetryCount", "3"),
    ];
    let made = bench.done(Conversations, Post, path, &fields).await;
    let sid = made["sid"].as_str().unwrap();
    assert_eq!(
        (&made["type"], &made["address"], &made["friendly_name"]),
        (&json!("sms"), &json!("+15005550006"), &json!("Shop"))
    );
    assert_eq!(
        made["auto_creation"],
        json!({"enabled": true, "type": "studio", "studio_flow_sid": flow, "studio_retry_count": 3})
    );
    assert_eq!(bench.ask(Conversations, Post, path, &fields).await.status, 409);
    let one = format!("{path}/{sid}");
    assert_eq!(bench.done(Conversations, Get, &one, &[]).await, made);
    assert_eq!(bench.done(Conversations, Get, &format!("{path}/%2B15005550006"), &[]).await, made);
    let list = bench.done(Conversations, Get, path, &[("Type", "sms")]).await;
    assert_eq!(list["address_configurations"], json!([made]));
    assert_eq!(
        bench.done(Conversations, Get, path, &[("Type", "email")]).await["address_configurations"],
        json!([])
    );
    let changed = bench
        .done(
            Conversations,
            Post,
            &one,
            &[("AutoCreation.Type", "webhook"), ("AutoCreation.WebhookUrl", "https://example.com")],
        )
        .await;
    assert_eq!(
        changed["auto_creation"],
        json!({"enabled": true, "type": "webhook", "webhook_url": "https://example.com", "webhook_method": "POST", "webhook_filters": []})
    );
    for (name, value) in [
        ("AutoCreation.Type", "mail"),
        ("AutoCreation.StudioRetryCount", "4"),
        ("AutoCreation.StudioRetryCount", "x"),
    ] {
        assert_eq!(
            bench.ask(Conversations, Post, &one, &[(name, value)]).await.status,
            400,
            "{name} {value}"
        );
    }
    assert_eq!(bench.ask(Conversations, Delete, &one, &[]).await.status, 204);
    assert_eq!(bench.ask(Conversations, Get, &one, &[]).await.status, 404);
}

#[tokio::test]
async fn a_status_callback_to_a_flow_starts_nothing() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &echo()).await;
    let url = format!("{}/v1/Accounts/{}/Flows/{flow}", bench.mock.base_url(), bench.account);
    let fields = [("From", "+15005550006"), ("To", "+15551230001"), ("Body", "x"), ("StatusCallback", &url)];
    assert_eq!(bench.send(&fields).await.status, 201);
    let mut changes = bench.mock.log_changes();
    let done = || bench.mock.log().iter().filter(|entry| entry.what.starts_with("status callback")).count();
    while done() < 2 {
        tokio::time::timeout(std::time::Duration::from_secs(120), changes.changed()).await.unwrap().unwrap();
    }
    assert!(bench.mock.log().iter().all(|entry| matches!(entry.status, Some(200 | 201))));
    assert!(bench.mock.executions().is_empty());
    // What a contact sends says that it was received.
    let fields =
        [("From", "+15551230001"), ("To", "+15005550006"), ("Body", "hi"), ("SmsStatus", "received")];
    let answer = plain_http().post(&url).form(&fields).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let execution = begins(&mut events).await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
}

#[tokio::test]
async fn a_mock_that_listens_everywhere_is_reached_on_loopback() {
    let bind = std::net::Ipv4Addr::UNSPECIFIED.into();
    let bench = Bench::start(Config { bind, expose: true, ..Config::default() }).await;
    assert!(bench.mock.base_url().starts_with("http://127.0.0.1:"), "{}", bench.mock.base_url());
    let mut events = bench.mock.events();
    let flow = publish(&bench, &echo()).await;
    let execution = crate::support::flows::begin(&bench, &flow, "+15551230001", "+15005550006").await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    assert_eq!(texts(&bench), ["You said "]);
    let log =
        plain_http().get(format!("{}/_cordboard/log?limit=1", bench.mock.base_url())).send().await.unwrap();
    let text = log.text().await.unwrap();
    assert!(text.contains("http://127.0.0.1:") && !text.contains("0.0.0.0"), "{text}");
}

#[tokio::test]
async fn a_flow_of_two_thousand_widgets_fits_into_a_request() {
    let bench = Bench::start(Config::default()).await;
    let body = "{{widgets.x}} ".repeat(40);
    let mut states = vec![crate::support::flows::trigger("say0")];
    for number in 0..2_000 {
        let next = format!("say{}", number + 1);
        let next = (number < 1_999).then_some(next.as_str());
        states.push(crate::support::flows::send(&format!("say{number}"), &body, next));
    }
    let definition = crate::support::flows::flow(&states);
    assert!(definition.len() > 1024 * 1024);
    let fields = [("FriendlyName", "Large"), ("Status", "draft"), ("Definition", definition.as_str())];
    let answer = bench.ask(Product::Studio, Post, "/v2/Flows/Validate", &fields).await;
    assert_ne!(answer.status, 413, "{}", answer.body);
    assert_eq!(bench.ask(Conversations, Post, "/v1/Conversations", &fields).await.status, 413);
}
