//! The mock's Programmable Messaging, over HTTP with the program's own client.

use crate::support::{Bench, OURS, THEIRS, error, keys, plain_http};
use cordboard::mock::{Config, Status};
use cordboard::twilio::{Method, Product};
use secrecy::SecretString;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_comes_back_as_it_was_sent() {
    let bench = Bench::start(Config::default()).await;
    let sent =
        bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "Hello & good-bye + ü"), ("Odd", "x")]).await;
    assert_eq!(sent.status, 201);
    let made = sent.json.clone().unwrap();
    let sid = made["sid"].as_str().unwrap().to_owned();
    let account = bench.account.clone();
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
    let expected = json!({
        "sid": sid,
        "date_created": "Sat, 21 Nov 2026 09:00:00 +0000",
        "date_updated": "Sat, 21 Nov 2026 09:00:00 +0000",
        "date_sent": null,
        "account_sid": account,
        "to": THEIRS,
        "from": OURS,
        "messaging_service_sid": null,
        "body": "Hello & good-bye + ü",
        "status": "queued",
        "num_segments": "1",
        "num_media": "0",
        "direction": "outbound-api",
        "api_version": "2010-04-01",
        "price": null,
        "price_unit": "USD",
        "error_code": null,
        "error_message": null,
        "uri": format!("{uri}.json"),
        "subresource_uris": {"media": format!("{uri}/Media.json")},
    });
    assert_eq!(made, expected);
    assert_eq!(keys(&made), keys(&expected));

    let mut fetched = bench.read(&format!("{uri}.json"), &[]).await;
    let listed = bench.read(&bench.messages(), &[]).await["messages"][0].clone();
    assert_eq!(listed, fetched);
    let parts = fetched["subresource_uris"].as_object_mut().unwrap();
    assert_eq!(parts.shift_remove("feedback"), Some(json!(format!("{uri}/Feedback.json"))));
    assert_eq!(fetched, made);

    let kept = bench.mock.messages();
    assert_eq!((kept.len(), kept[0].sid.as_str(), kept[0].status), (1, sid.as_str(), Some(Status::Queued)));
    assert_eq!(kept[0].body.as_deref(), Some("Hello & good-bye + ü"));
}

#[tokio::test]
async fn answers_carry_twilios_headers() {
    let bench = Bench::start(Config::default()).await;
    let sent = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "x")]).await;
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("X-API-Domain"), Some("api.twilio.com"));
    assert_eq!(sent.header("X-Home-Region"), Some("us1"));
    assert!(cordboard::twilio::is_sid(sent.header("Twilio-Request-Id").unwrap(), "RQ"));
    assert_eq!(sent.header("Twilio-Concurrent-Requests"), Some("1"));
}

/// Sends what `fields` say and compares status, code and text.
async fn check(bench: &Bench, fields: &[(&str, &str)], expected: (u16, u64, &str)) {
    let got = error(&bench.send(fields).await);
    assert_eq!((got.0, got.1, got.2.as_str()), expected, "{fields:?}");
}

#[tokio::test]
async fn mistakes_give_the_errors_of_the_wire() {
    let bench = Bench::start(Config::default()).await;
    let long = "ä".repeat(1601);
    let from_to = [("From", OURS), ("To", THEIRS)];
    let with = |more: &[(&'static str, &'static str)]| [from_to.as_slice(), more].concat();
    let b = &bench;
    check(b, &[("To", THEIRS), ("Body", "x")], (400, 21603, "A 'From' phone number is required.")).await;
    check(b, &[("From", OURS), ("Body", "x")], (400, 21604, "A 'To' phone number is required.")).await;
    check(b, &from_to, (400, 21619, "A text message body or media urls must be specified.")).await;
    check(b, &with(&[("Body", "")]), (400, 21602, "Message body is required.")).await;
    check(
        b,
        &[("From", OURS), ("To", "+15555551234567"), ("Body", &long)],
        (400, 21617, "The concatenated message body exceeds the 1600 character limit."),
    )
    .await;
    check(
        b,
        &[("From", OURS), ("To", "+155555"), ("Body", "x")],
        (400, 21211, "Invalid 'To' Phone Number: +15XXXX"),
    )
    .await;
    // An unescaped plus sign arrives as a space.
    check(
        b,
        &[("From", OURS), ("To", " 15551230001"), ("Body", "x")],
        (400, 21211, "Invalid 'To' Phone Number:  1555123XXXX"),
    )
    .await;
    check(
        b,
        &[("From", "not a sender!"), ("To", THEIRS), ("Body", "x")],
        (
            400,
            21212,
            "The 'From' number not a sender! is not a valid phone number, shortcode, or alphanumeric sender ID.",
        ),
    )
    .await;
    // Sender before content before recipient.
    check(
        b,
        &[("From", "+123"), ("To", "123")],
        (
            400,
            21606,
            "The From phone number +123 is not a valid, SMS-capable inbound phone number or short code for \
             your account.",
        ),
    )
    .await;
    check(
        b,
        &[("From", OURS), ("To", OURS), ("Body", "x")],
        (400, 21266, "'To' and 'From' numbers cannot be the same"),
    )
    .await;
    check(b, &with(&[("MediaUrl", "ftp://x/y")]), (400, 21620, "Invalid media URL(s)")).await;
    let many = vec![("MediaUrl", "https://x.example/a.png"); 11];
    check(b, &with(&many), (400, 21623, "Number of media files exceeds allowed limit")).await;
    check(b, &with(&[("Body", "x"), ("ContentVariables", "{}")]), (400, 21654, "ContentSid Required")).await;
    check(b, &with(&[("ContentSid", "HX1")]), (400, 21655, "The ContentSid is Invalid")).await;
    let template = ("ContentSid", "HX00000000000000000000000000000000");
    check(
        b,
        &with(&[template, ("ContentVariables", "[1]")]),
        (400, 21656, "The ContentVariables Parameter is invalid"),
    )
    .await;
    let empty = "The ContentVariables Parameter is invalid";
    for variables in ["{\"1\":\"\"}", "{\"1\":\" \"}", "{\"1\":null}", "{"] {
        check(b, &with(&[template, ("ContentVariables", variables)]), (400, 21656, empty)).await;
    }
    let service = ("MessagingServiceSid", "MG00000000000000000000000000000001");
    let pooled = |more: &[(&'static str, &'static str)]| {
        [[service, ("To", THEIRS), ("Body", "x")].as_slice(), more].concat()
    };
    let fallback = ("FallbackFrom", "+15551110001");
    check(
        b,
        &with(&[("Body", "x"), fallback]),
        (400, 21664, "'FallbackFrom' cannot be used with a 'From' sender"),
    )
    .await;
    check(b, &pooled(&[("FallbackFrom", "+1")]), (400, 21665, "Invalid 'FallbackFrom' sender")).await;
    check(b, &with(&[("Body", "x"), ("MaxPrice", "cheap")]), (400, 21627, "Max Price must be a valid float"))
        .await;
    check(b, &pooled(&[("ScheduleType", "fixed")]), (400, 35111, "SendAt timestamp is missing")).await;
    check(
        b,
        &pooled(&[("ScheduleType", "whenever")]),
        (400, 35126, "The ScheduleType value provided is not supported for this channel"),
    )
    .await;
    check(
        b,
        &[("From", OURS), ("To", "whatsapp:+15551230001"), ("Body", "x")],
        (400, 21910, "Invalid From and To pair. From and To should be of the same channel"),
    )
    .await;
    check(
        b,
        &with(&[("Body", "x"), ("StatusCallback", "https://my_host.example/")]),
        (400, 21609, "Invalid 'StatusCallback'"),
    )
    .await;
    check(
        b,
        &with(&[("Body", "x"), ("ValidityPeriod", "36001")]),
        (400, 21624, "Invalid validity period value"),
    )
    .await;
    check(
        b,
        &with(&[("Body", "x"), ("ScheduleType", "fixed"), ("SendAt", "2026-11-21T10:00:00Z")]),
        (400, 35118, "MessagingServiceSid is required to schedule a message"),
    )
    .await;
    check(
        b,
        &[("MessagingServiceSid", "MG1"), ("To", THEIRS), ("Body", "x")],
        (400, 21705, "The Messaging Service is invalid"),
    )
    .await;
    assert_eq!(bench.mock.messages().len(), 0);
    // At the limits it passes.
    let full = "ä".repeat(1600);
    assert_eq!(bench.send(&[from_to[0], from_to[1], ("Body", &full)]).await.status, 201);
    assert_eq!(bench.send(&with(&many[..10])).await.status, 201);
    assert_eq!(bench.send(&[("From", "Owl"), ("To", THEIRS), ("Body", "x")]).await.status, 201);
}

#[tokio::test]
async fn magic_numbers_always_give_their_error() {
    let bench = Bench::start(Config::default()).await;
    for (field, number, expected) in [
        ("From", "+15005550001", (400, 21212)),
        ("From", "+15005550007", (400, 21606)),
        ("From", "+15005550008", (429, 21611)),
        ("To", "+15005550001", (400, 21211)),
        ("To", "+15005550002", (400, 21612)),
        ("To", "+15005550003", (400, 21408)),
        ("To", "+15005550004", (400, 21610)),
        ("To", "+15005550009", (400, 21614)),
    ] {
        let (from, to) = if field == "From" { (number, THEIRS) } else { (OURS, number) };
        let got = error(&bench.send(&[("From", from), ("To", to), ("Body", "x")]).await);
        assert_eq!((got.0, got.1), expected, "{field} {number}");
    }
    let media = [("From", OURS), ("To", "+15005550002"), ("MediaUrl", "https://x.example/owl.png")];
    assert_eq!(
        error(&bench.send(&media).await).2,
        "The 'To' phone number: +15005550002, is not currently reachable using the 'From' phone number: \
         +15005550006 via MMS."
    );
    // Any other well-formed sender is ours.
    assert_eq!(bench.send(&[("From", "+442079460000"), ("To", THEIRS), ("Body", "x")]).await.status, 201);
}

#[tokio::test]
async fn test_credentials_own_one_number_and_store_nothing() {
    let bench = Bench::start(Config { test_credentials: true, ..Config::default() }).await;
    let sent = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "x")]).await;
    assert_eq!(sent.status, 201);
    check(
        &bench,
        &[("From", "+442079460000"), ("To", "123"), ("Body", "")],
        (
            400,
            21606,
            "The From phone number +442079460000 is not a valid, SMS-capable inbound phone number or short \
             code for your account.",
        ),
    )
    .await;
    let refused = (403, 20008, "Resource not accessible with Test Account Credentials".to_owned());
    assert_eq!(error(&bench.ask(Product::Api, Method::Get, &bench.messages(), &[]).await), refused);
    assert_eq!(error(&bench.ask(Product::Conversations, Method::Get, "/v1/Services", &[]).await), refused);
    assert!(bench.mock.messages().is_empty());
}

#[tokio::test]
async fn statuses_move_with_the_clock() {
    async fn check(bench: &Bench, sid: &str, expected: [&str; 5]) {
        let path = bench.messages().replace(".json", &format!("/{sid}.json"));
        let shown = bench.read(&path, &[]).await;
        let text = |key: &str| shown[key].as_str().unwrap_or("-").to_owned();
        let got = ["status", "from", "num_segments", "date_sent", "price"].map(text);
        assert_eq!(got.each_ref().map(String::as_str), expected);
    }
    let bench = Bench::start(Config { speed: 10.0, ..Config::default() }).await;
    let plain = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "x")]).await.json.unwrap();
    let service = "MG00000000000000000000000000000001";
    let pooled = bench
        .send(&[("MessagingServiceSid", service), ("To", THEIRS), ("Body", &"y".repeat(200))])
        .await
        .json
        .unwrap();
    assert_eq!(
        (&pooled["status"], &pooled["from"], &pooled["num_segments"], &pooled["messaging_service_sid"]),
        (&json!("accepted"), &Value::Null, &json!("0"), &json!(service))
    );
    let (plain, pooled) = (plain["sid"].as_str().unwrap(), pooled["sid"].as_str().unwrap());
    check(&bench, plain, ["queued", OURS, "1", "-", "-"]).await;
    check(&bench, pooled, ["accepted", "-", "0", "-", "-"]).await;
    bench.wait(1_500);
    check(&bench, plain, ["queued", OURS, "1", "-", "-"]).await;
    check(&bench, pooled, ["queued", OURS, "2", "-", "-"]).await;
    bench.wait(500);
    let sent = "Sat, 21 Nov 2026 09:00:02 +0000";
    check(&bench, plain, ["sent", OURS, "1", sent, "-0.00750"]).await;
    check(&bench, pooled, ["sent", OURS, "2", sent, "-0.01500"]).await;
    bench.wait(3_000);
    check(&bench, plain, ["delivered", OURS, "1", sent, "-0.00750"]).await;
    assert_eq!(bench.mock.messages()[1].status, Some(Status::Delivered));
}

#[tokio::test]
async fn scheduled_messages_wait_and_can_be_called_back() {
    let bench = Bench::start(Config::default()).await;
    let service = ("MessagingServiceSid", "MG00000000000000000000000000000001");
    let at = |time| [service, ("To", THEIRS), ("Body", "x"), ("ScheduleType", "fixed"), ("SendAt", time)];
    for bad in ["2026-11-21T09:04:59Z", "2026-12-27T09:00:01Z", "soon"] {
        assert_eq!(error(&bench.send(&at(bad)).await).1, 35114, "{bad}");
    }
    let first = bench.send(&at("2026-11-21T09:05:00Z")).await.json.unwrap();
    let second = bench.send(&at("2026-11-21T09:05:00Z")).await.json.unwrap();
    assert_eq!(first["status"], "scheduled");
    let path = |made: &Value| made["uri"].as_str().unwrap().to_owned();
    // A request that is refused changes nothing.
    for body in ["y", ""] {
        let both = [("Status", "canceled"), ("Body", body)];
        assert!(!bench.ask(Product::Api, Method::Post, &path(&first), &both).await.is_success());
        assert_eq!(bench.read(&path(&first), &[]).await["status"], "scheduled");
    }
    let cancel = [("Status", "canceled")];
    let canceled = bench.done(Product::Api, Method::Post, &path(&first), &cancel).await;
    assert_eq!(canceled["status"], "canceled");
    bench.wait(301_000);
    assert_eq!(bench.read(&path(&first), &[]).await["status"], "canceled");
    assert_eq!(bench.read(&path(&second), &[]).await["status"], "delivered");
    assert_eq!(bench.ask(Product::Api, Method::Post, &path(&second), &cancel).await.status, 409);
}

#[tokio::test]
async fn finished_messages_can_be_redacted_and_deleted() {
    let bench = Bench::start(Config::default()).await;
    let made = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "secret")]).await.json.unwrap();
    let path = made["uri"].as_str().unwrap();
    assert_eq!(error(&bench.ask(Product::Api, Method::Delete, path, &[]).await).1, 20009);
    bench.wait(500);
    let redacted = bench.done(Product::Api, Method::Post, path, &[("Body", "")]).await;
    assert_eq!((&redacted["body"], &redacted["status"]), (&json!(""), &json!("delivered")));
    let gone = bench.ask(Product::Api, Method::Delete, path, &[]).await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    assert_eq!(
        error(&bench.ask(Product::Api, Method::Get, path, &[]).await),
        (404, 20404, format!("The requested resource {path} was not found"))
    );
    assert!(bench.mock.messages().is_empty());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_sids_and_the_oldest_are_dropped() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let bench = Bench::start(Config { seed, keep: 2, ..Config::default() }).await;
        for body in ["a", "b", "c"] {
            bench.send(&[("From", OURS), ("To", THEIRS), ("Body", body)]).await;
        }
        let kept = bench.mock.messages();
        assert_eq!(kept.iter().map(|m| m.body.as_deref().unwrap()).collect::<Vec<_>>(), ["b", "c"]);
        runs.push(kept.into_iter().map(|m| m.sid).collect::<Vec<_>>());
        bench.mock.stop().await;
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn media_give_an_mms() {
    let bench = Bench::start(Config::default()).await;
    let urls = [("MediaUrl", "https://x.example/1.png"), ("MediaUrl", "https://x.example/2.png")];
    let made = bench.send(&[("From", OURS), ("To", THEIRS), urls[0], urls[1]]).await.json.unwrap();
    assert!(made["sid"].as_str().unwrap().starts_with("MM"));
    assert_eq!((&made["num_media"], &made["body"]), (&json!("2"), &json!("")));
    assert_eq!(bench.mock.messages()[0].media, ["https://x.example/1.png", "https://x.example/2.png"]);
}

#[tokio::test]
async fn who_asks_is_judged_after_the_account_in_the_path() {
    let account = format!("AC{}", "a".repeat(32));
    let config = Config {
        account_sid: Some(account.clone()),
        token: Some(SecretString::from("open sesame")),
        ..Config::default()
    };
    let bench = Bench::start(config).await;
    let http = plain_http();
    let check = async |account_in_path: &str, login: Option<(&str, &str)>, expected: (u16, u64, &str)| {
        let path = format!("/2010-04-01/Accounts/{account_in_path}/Messages.json");
        let mut request = http.get(format!("{}{path}", bench.mock.base_url()));
        if let Some((user, secret)) = login {
            request = request.basic_auth(user, Some(secret));
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        let text = body["message"].as_str().unwrap();
        assert_eq!((status, body["code"].as_u64().unwrap(), text), expected, "{login:?}");
    };
    let key = format!("SK{}", "b".repeat(32));
    let other = format!("AC{}", "c".repeat(32));
    check(&account, None, (401, 20003, "Authentication Error - No credentials provided")).await;
    check(&account, Some((&account, "wrong")), (401, 20003, "Authenticate")).await;
    check(&account, Some(("owl", "x")), (401, 20003, "Authentication Error - invalid username")).await;
    check(&account, Some((&other, "open sesame")), (401, 20003, "Authentication Error - invalid username"))
        .await;
    let gone = format!("The requested resource /2010-04-01/Accounts/{other}/Messages.json was not found");
    check(&other, Some((&account, "open sesame")), (404, 20404, &gone)).await;
    check(
        "x",
        None,
        (404, 20404, "The requested resource /2010-04-01/Accounts/x/Messages.json was not found"),
    )
    .await;
    for user in [&account, &key] {
        let url = format!("{}{}", bench.mock.base_url(), bench.messages());
        let answer = http.get(url).basic_auth(user, Some("open sesame")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{user}");
    }
}

#[tokio::test]
async fn without_the_json_ending_the_answer_is_xml() {
    let bench = Bench::start(Config::default()).await;
    let path = bench.messages().replace(".json", "");
    let fields = [("From", OURS), ("To", THEIRS), ("Body", "a < b & c")];
    let made = bench.ask(Product::Api, Method::Post, &path, &fields).await;
    assert_eq!((made.status, made.header("content-type")), (201, Some("application/xml")));
    assert!(made.body.contains("<TwilioResponse><Message><Sid>SM"), "{}", made.body);
    assert!(made.body.contains("<Body>a &lt; b &amp; c</Body>"));
    let refused = bench.ask(Product::Api, Method::Post, &path, &[]).await;
    assert!(refused.body.contains("<RestException><Code>21603</Code>"), "{}", refused.body);
    let list = bench.ask(Product::Api, Method::Get, &path, &[]).await;
    assert!(
        list.body.contains("<Messages end=\"0\"") && list.body.contains("<Message><Sid>"),
        "{}",
        list.body
    );
}
