//! What contacts send to the mock: opt-outs, WhatsApp windows, conversations, and the mock's own door.

use crate::support::{Bench, OURS, THEIRS, error, keys};
use cordboard::mock::{Config, Direction, Inbound, Status};
use cordboard::twilio::Method::{Get, Post};
use cordboard::twilio::Product::{Api, Conversations, Messaging};
use serde_json::{Value, json};

/// A message of the contact, taken by the mock.
fn hear(bench: &Bench, from: &str, to: &str, body: &str) -> cordboard::mock::Received {
    let (from, to, body) = (from.to_owned(), to.to_owned(), body.to_owned());
    bench.mock.receive(Inbound { from, to, body, ..Inbound::default() }).unwrap()
}

/// The value of a webhook's field.
fn field<'a>(received: &'a cordboard::mock::Received, name: &str) -> Option<&'a str> {
    received.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn the_door_takes_a_form_and_answers_the_stored_message() {
    let bench = Bench::start(Config::default()).await;
    let fields = [
        ("From", THEIRS),
        ("To", OURS),
        ("Body", "hi & bye"),
        ("MediaUrl", "https://x.example/owl.png"),
        ("FromCity", "Bern"),
    ];
    let response = bench.ask(Api, Post, "/_cordboard/inbound", &fields).await;
    assert_eq!(response.status, 201);
    let made = response.json.unwrap();
    let shown = |key: &str| made[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        ["from", "to", "body", "direction", "status", "num_media"].map(shown),
        [THEIRS, OURS, "hi & bye", "inbound", "receiving", "1"]
    );
    assert!(made["sid"].as_str().unwrap().starts_with("MM"));
    bench.wait(100);
    let uri = made["uri"].as_str().unwrap();
    assert_eq!(bench.read(uri, &[]).await["status"], "received");
    assert_eq!(bench.read(&bench.messages(), &[]).await["messages"].as_array().unwrap().len(), 1);
    let kept = bench.mock.messages();
    assert_eq!((kept[0].direction, kept[0].status), (Direction::Inbound, Some(Status::Received)));

    for (fields, expected) in [
        (vec![("To", OURS)], (400, 20001)),
        (vec![("From", "nobody!"), ("To", OURS)], (400, 21212)),
        (vec![("From", THEIRS), ("To", "12")], (400, 21211)),
        (vec![("From", THEIRS), ("To", "whatsapp:+15005550006")], (400, 21910)),
        (vec![("From", THEIRS), ("To", OURS), ("MediaUrl", "owl.png")], (400, 21620)),
    ] {
        let got = error(&bench.ask(Api, Post, "/_cordboard/inbound", &fields).await);
        assert_eq!((got.0, got.1), expected, "{fields:?}");
    }
    assert_eq!(bench.ask(Api, Get, "/_cordboard/inbound", &[]).await.status, 405);
}

#[tokio::test]
async fn the_webhooks_fields_are_those_of_the_wire() {
    let bench = Bench::start(Config::default()).await;
    let received = bench
        .mock
        .receive(Inbound {
            from: THEIRS.to_owned(),
            to: OURS.to_owned(),
            body: "hi".to_owned(),
            details: vec![
                ("FromCity".to_owned(), "Bern".to_owned()),
                ("MessageSid".to_owned(), "forged".to_owned()),
            ],
            ..Inbound::default()
        })
        .unwrap();
    let names: Vec<&str> = received.fields.iter().map(|(name, _)| name.as_str()).collect();
    let expected = "ToCountry ToState SmsMessageSid NumMedia ToCity FromZip SmsSid FromState SmsStatus FromCity Body \
                    FromCountry To ToZip NumSegments MessageSid AccountSid From ApiVersion";
    assert_eq!(names.join(" "), expected);
    assert_eq!(field(&received, "MessageSid"), Some(received.message.sid.as_str()));
    assert_eq!((field(&received, "FromCity"), field(&received, "ToZip")), (Some("Bern"), Some("")));
    assert_eq!(received.flow_address, OURS);

    let (contact, ours) = ("whatsapp:+15551230001", "whatsapp:+15005550006");
    let details = vec![("ButtonPayload".to_owned(), "yes".to_owned())];
    let (from, to) = (contact.to_owned(), ours.to_owned());
    let media = vec!["https://x.example/owl.png?1".to_owned()];
    let received = bench.mock.receive(Inbound { from, to, media, details, ..Inbound::default() }).unwrap();
    let got = ["WaId", "MessageType", "ButtonPayload", "MediaContentType0", "FromCity", "From"]
        .map(|name| field(&received, name));
    assert_eq!(
        got,
        [Some("15551230001"), Some("image"), Some("yes"), Some("image/png"), None, Some(contact)]
    );
}

/// Says `words` in turn; after each, the kind of keyword, the answer, and whether a message gets through.
async fn check(ours: &str, words: &[(&str, Option<&str>, Option<&str>, bool)]) {
    let bench = Bench::start(Config::default()).await;
    for (word, kind, answer, passes) in words {
        let before = bench.mock.messages().len();
        let received = hear(&bench, THEIRS, ours, word);
        assert_eq!(field(&received, "OptOutType"), *kind, "{word}");
        let stored = bench.mock.messages();
        let replies: Vec<_> = stored.iter().skip(before + 1).collect();
        assert_eq!(replies.first().and_then(|reply| reply.body.as_deref()), *answer, "{word}");
        assert!(replies.iter().all(|reply| reply.direction == Direction::Reply && reply.to == THEIRS));
        let sent = bench.send(&[("From", ours), ("To", THEIRS), ("Body", "x")]).await;
        if *passes {
            assert_eq!(sent.status, 201, "{word}");
        } else {
            let text = "Attempt to send to unsubscribed recipient".to_owned();
            assert_eq!(error(&sent), (400, 21610, text), "{word}");
        }
    }
}

#[tokio::test]
async fn keywords_stop_start_and_help() {
    let stopped = Some(
        "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply \
         START to resubscribe.",
    );
    let started = Some(
        "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to \
         unsubscribe. Msg&Data Rates May Apply.",
    );
    let helped = Some("Reply STOP to unsubscribe. Msg&Data Rates May Apply.");
    check(
        OURS,
        &[
            ("yes", None, None, true),
            ("please stop", None, None, true),
            ("info", Some("HELP"), helped, true),
            (" Stop\n", Some("STOP"), stopped, false),
            ("QUIT", Some("STOP"), None, false),
            ("hello", None, None, false),
            ("HELP", Some("HELP"), None, false),
            ("Yes", Some("START"), started, true),
            ("revoke", Some("STOP"), stopped, false),
            ("UNSTOP", Some("START"), started, true),
            ("START", Some("START"), None, true),
        ],
    )
    .await;
    // The network answers for toll-free numbers, and takes no YES.
    check(
        "+18005550006",
        &[
            ("STOP", Some("STOP"), None, false),
            ("YES", None, None, false),
            ("UNSTOP", Some("START"), None, true),
        ],
    )
    .await;
    // A short code of its own has no keywords.
    check("12345", &[("STOP", None, None, true)]).await;
}

#[tokio::test]
async fn an_opt_out_counts_for_the_whole_messaging_service() {
    let bench = Bench::start(Config::default()).await;
    let numbers = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", bench.account);
    let service = bench.done(Messaging, Post, "/v1/Services", &[("FriendlyName", "Desk")]).await;
    let service = service["sid"].as_str().unwrap().to_owned();
    let pool = format!("/v1/Services/{service}/PhoneNumbers");
    for number in ["+15551110001", "+15551110002"] {
        let bought = bench.done(Api, Post, &numbers, &[("PhoneNumber", number)]).await;
        bench.done(Messaging, Post, &pool, &[("PhoneNumberSid", bought["sid"].as_str().unwrap())]).await;
    }
    let received = hear(&bench, THEIRS, "+15551110001", "STOP");
    assert_eq!(
        (received.flow_address.as_str(), field(&received, "MessagingServiceSid")),
        (&*service, Some(&*service))
    );
    for fields in [
        [("From", "+15551110002"), ("To", THEIRS), ("Body", "x")],
        [("MessagingServiceSid", service.as_str()), ("To", THEIRS), ("Body", "x")],
    ] {
        assert_eq!(error(&bench.send(&fields).await).1, 21610, "{fields:?}");
    }
    // Another sender and another contact are not meant.
    assert_eq!(bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "x")]).await.status, 201);
    let other = [("From", "+15551110001"), ("To", "+15551230002"), ("Body", "x")];
    assert_eq!(bench.send(&other).await.status, 201);
    // A service that leaves its numbers alone is not the flow's address.
    let on_number = [("UseInboundWebhookOnNumber", "true")];
    bench.done(Messaging, Post, &format!("/v1/Services/{service}"), &on_number).await;
    assert_eq!(hear(&bench, THEIRS, "+15551110001", "x").flow_address, "+15551110001");
}

#[tokio::test]
async fn whatsapp_needs_an_open_window_or_a_template() {
    const CONTACT: &str = "whatsapp:+15551230001";
    const SENDER: &str = "whatsapp:+15005550006";
    async fn fate(bench: &Bench, extra: &[(&str, &str)]) -> (String, Value) {
        let fields = [[("From", SENDER), ("To", CONTACT)].as_slice(), extra].concat();
        let sent = bench.send(&fields).await;
        assert_eq!((sent.status, &sent.json.as_ref().unwrap()["status"]), (201, &json!("queued")));
        let uri = sent.json.unwrap()["uri"].as_str().unwrap().to_owned();
        bench.wait(500);
        let shown = bench.read(&uri, &[]).await;
        (shown["status"].as_str().unwrap().to_owned(), shown["error_code"].clone())
    }
    let bench = Bench::start(Config::default()).await;
    let delivered = ("delivered".to_owned(), Value::Null);
    let outside = ("undelivered".to_owned(), json!(63016));
    let text = [("Body", "x")];
    assert_eq!(fate(&bench, &text).await, outside);
    let template = [("ContentSid", "HX00000000000000000000000000000000")];
    assert_eq!(fate(&bench, &template).await, delivered);
    // A word that stops SMS stops nothing here; whatever the contact writes opens the window.
    assert_eq!(field(&hear(&bench, CONTACT, SENDER, "STOP"), "OptOutType"), None);
    assert_eq!(fate(&bench, &text).await, delivered);
    bench.wait(24 * 3_600_000 - 501);
    assert_eq!(fate(&bench, &text).await, delivered);
    assert_eq!(fate(&bench, &text).await, outside);
    hear(&bench, CONTACT, "whatsapp:+15005550099", "hi");
    assert_eq!(fate(&bench, &text).await, outside);
}

#[tokio::test]
async fn a_trial_account_says_so_and_writes_to_verified_numbers_only() {
    let verified = vec![THEIRS.to_owned()];
    let bench = Bench::start(Config { trial: true, verified, ..Config::default() }).await;
    let made = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "Hi")]).await.json.unwrap();
    assert_eq!(made["body"], "Sent from your Twilio trial account - Hi");
    let refused = bench.send(&[("From", OURS), ("To", "+15551230002"), ("Body", "Hi")]).await;
    let text = "The number +1555123XXXX is unverified. Trial accounts cannot send messages to unverified numbers; \
                verify +1555123XXXX at twilio.com/user/account/phone-numbers/verified, or purchase a Twilio number \
                to send messages to unverified numbers";
    assert_eq!(error(&refused), (400, 21608, text.to_owned()));
}

#[tokio::test]
async fn who_is_bound_to_a_conversation_speaks_in_it() {
    let bench = Bench::start(Config::default()).await;
    let conversation = bench.done(Conversations, Post, "/v1/Conversations", &[]).await;
    let root = format!("/v1/Conversations/{}", conversation["sid"].as_str().unwrap());
    let people = format!("{root}/Participants");
    let pair = |contact: &'static str| {
        [("MessagingBinding.Address", contact), ("MessagingBinding.ProxyAddress", OURS)]
    };
    let ann = bench.done(Conversations, Post, &people, &pair(THEIRS)).await;
    bench.done(Conversations, Post, &people, &pair("+15551230002")).await;
    bench.done(Conversations, Post, &people, &[("Identity", "desk")]).await;
    let before = bench.mock.messages().len();
    hear(&bench, THEIRS, OURS, "good morning");
    let posts = bench.done(Conversations, Get, &format!("{root}/Messages"), &[]).await;
    let post = &posts["messages"][0];
    assert_eq!((&post["author"], &post["body"]), (&json!(THEIRS), &json!("good morning")));
    assert_eq!(post["participant_sid"], ann["sid"]);
    // The other contact gets it, its author does not.
    let more: Vec<(Direction, String)> =
        bench.mock.messages()[before..].iter().map(|m| (m.direction, m.to.clone())).collect();
    assert!(more.contains(&(Direction::Api, "+15551230002".to_owned())), "{more:?}");
    assert!(!more.contains(&(Direction::Api, THEIRS.to_owned())), "{more:?}");
    // Once it is closed, the message is the number's own again.
    bench.done(Conversations, Post, &root, &[("State", "closed")]).await;
    hear(&bench, THEIRS, OURS, "still there?");
    let posts = bench.done(Conversations, Get, &format!("{root}/Messages"), &[]).await;
    assert_eq!(posts["messages"].as_array().unwrap().len(), 1);
    assert_eq!(keys(&posts), ["meta", "messages"]);
}
