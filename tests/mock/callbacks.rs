//! Status callbacks, as a server of the test's own receives them.

use crate::support::receiver::{Got, Receiver, is_signed};
use crate::support::{Bench, OURS, THEIRS};
use cordboard::mock::{Config, Entry, Inbound, Way};
use cordboard::twilio::{Method, Product};
use std::sync::Arc;

/// Waits until so many deliveries are in the log, and gives them.
async fn delivered(bench: &Bench, count: usize) -> Vec<Arc<Entry>> {
    let mut changes = bench.mock.log_changes();
    loop {
        let out: Vec<_> = bench.mock.log().into_iter().filter(|entry| entry.way == Way::Out).collect();
        if out.len() >= count {
            return out;
        }
        let wait = tokio::time::timeout(std::time::Duration::from_secs(120), changes.changed()).await;
        wait.unwrap_or_else(|_| panic!("{} of {count} deliveries", out.len())).unwrap();
    }
}

fn statuses(got: &[Got]) -> Vec<&str> {
    got.iter().map(|got| got.field("MessageStatus")).collect()
}

#[tokio::test]
async fn each_status_after_the_first_is_announced_and_signed() {
    let bench = Bench::start(Config::default()).await;
    let mut receiver = Receiver::start(&[]).await;
    let url = format!("{}/status?a=b", receiver.url);
    let fields = [("From", OURS), ("To", THEIRS), ("Body", "x"), ("StatusCallback", url.as_str())];
    let sid = bench.send(&fields).await.json.unwrap()["sid"].as_str().unwrap().to_owned();
    bench.wait(199);
    bench.wait(1);
    let sent = receiver.next().await;
    assert_eq!((sent.field("MessageStatus"), receiver.rest().len()), ("sent", 0));
    bench.wait(300);
    let arrived = receiver.next().await;
    let fields: Vec<_> = arrived.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = [
        ("RawDlrDoneDate", "2611210900"),
        ("SmsSid", &sid),
        ("SmsStatus", "delivered"),
        ("MessageStatus", "delivered"),
        ("To", THEIRS),
        ("MessageSid", &sid),
        ("AccountSid", &bench.account),
        ("From", OURS),
        ("ApiVersion", "2010-04-01"),
    ];
    assert_eq!(fields, expected);
    assert_eq!((arrived.method.as_str(), arrived.target.as_str()), ("POST", "/status?a=b"));
    assert_eq!(arrived.header("user-agent"), "TwilioProxy/1.1");
    assert!(is_signed(&arrived, "mock", &receiver.url), "{arrived:?}");
    assert!(!is_signed(&arrived, "another", &receiver.url));
    assert_ne!(arrived.header("i-twilio-idempotency-token"), sent.header("i-twilio-idempotency-token"));

    let log = delivered(&bench, 2).await;
    let entry = log.last().unwrap();
    assert_eq!((entry.what.as_ref(), entry.status, entry.tries), ("status callback delivered", Some(204), 1));
    assert!(entry.body.contains(&sid) && entry.target.as_ref() == url, "{entry:?}");
}

#[tokio::test]
async fn a_messaging_service_announces_and_the_request_wins() {
    let bench = Bench::start(Config::default()).await;
    let (mut pooled, mut own) = (Receiver::start(&[]).await, Receiver::start(&[]).await);
    let made = [("FriendlyName", "x"), ("StatusCallback", pooled.url.as_str())];
    let service = bench.done(Product::Messaging, Method::Post, "/v1/Services", &made).await;
    let sid = service["sid"].as_str().unwrap();
    let to = [("MessagingServiceSid", sid), ("To", "whatsapp:+15551230001"), ("Body", "x")];
    // Without a message of the contact's the text would not arrive (63016).
    let (from, ours) = ("whatsapp:+15551230001".to_owned(), "whatsapp:+15005550006".to_owned());
    bench.mock.overhear(Inbound { from, to: ours, ..Inbound::default() }).unwrap();
    bench.send(&to).await;
    bench.wait(500);
    let got = [pooled.next().await, pooled.next().await, pooled.next().await];
    assert_eq!(statuses(&got), ["queued", "sent", "delivered"]);
    let last = got.last().unwrap();
    assert_eq!(
        (last.field("MessagingServiceSid"), last.field("ChannelPrefix"), last.field("From")),
        (sid, "whatsapp", "whatsapp:+15005550006")
    );
    bench.send(&[to.as_slice(), &[("StatusCallback", own.url.as_str())]].concat()).await;
    bench.wait(500);
    let got = [own.next().await, own.next().await, own.next().await];
    assert_eq!(statuses(&got), ["queued", "sent", "delivered"]);
    assert_eq!(pooled.rest().len(), 0);
}

#[tokio::test]
async fn a_message_that_is_called_back_says_so_and_nothing_else() {
    let bench = Bench::start(Config::default()).await;
    let mut receiver = Receiver::start(&[]).await;
    let service = format!("MG{}", "a".repeat(32));
    let sent = bench
        .send(&[
            ("MessagingServiceSid", &service),
            ("To", THEIRS),
            ("Body", "x"),
            ("ScheduleType", "fixed"),
            ("SendAt", "2026-11-21T09:10:00Z"),
            ("StatusCallback", &receiver.url),
        ])
        .await;
    let sid = sent.json.unwrap()["sid"].as_str().unwrap().to_owned();
    let path = format!("/2010-04-01/Accounts/{}/Messages/{sid}.json", bench.account);
    bench.done(Product::Api, Method::Post, &path, &[("Status", "canceled")]).await;
    let got = receiver.next().await;
    assert_eq!((got.field("MessageStatus"), got.field("From")), ("canceled", ""));
    bench.wait(3_600_000);
    // What another message says would come after whatever this one might still say.
    bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "y"), ("StatusCallback", &receiver.url)]).await;
    bench.wait(500);
    let (next, last) = (receiver.next().await, receiver.next().await);
    assert_eq!(statuses(&[next.clone(), last]), ["sent", "delivered"]);
    assert_ne!(next.field("MessageSid"), sid);
}

#[tokio::test]
async fn failures_are_tried_again_as_the_address_says() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let mut receiver = Receiver::start(&[500, 503, 200, 500, 204]).await;
    let send = async |fragment: &str| {
        let url = format!("{}/#{fragment}", receiver.url);
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x"), ("StatusCallback", url.as_str())];
        assert_eq!(bench.send(&fields).await.status, 201);
    };
    send("rc=2&rp=5xx").await;
    let out = delivered(&bench, 2).await;
    assert_eq!((out[0].tries, out[0].status, out[0].answer.as_ref()), (3, Some(200), "thanks"));
    // The usual policy takes an answer for an answer, whatever it says. Of the second message this is the second.
    assert_eq!((out[1].tries, out[1].status), (2, Some(204)));
    let got = receiver.rest();
    assert_eq!(got[0].header("i-twilio-idempotency-token"), got[2].header("i-twilio-idempotency-token"));
    assert_eq!(got[0].target, "/");
    assert!(is_signed(&got[0], "mock", &receiver.url));
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "x"), ("StatusCallback", &url)]).await;
    let out = delivered(&bench, 4).await;
    let lost = out.last().unwrap();
    assert_eq!((lost.tries, lost.status), (2, None), "{lost:?}");
    assert!(lost.error.as_deref().unwrap().starts_with("no connection"), "{lost:?}");
}

#[tokio::test]
async fn nothing_leaves_the_machine_unasked() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let mut receiver = Receiver::start(&[307]).await;
    let away = "http://203.0.113.7/status";
    for url in [away, "http://localhost.example/", "https://ann:pw@198.51.100.1/x"] {
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x"), ("StatusCallback", url)];
        assert_eq!(bench.send(&fields).await.status, 201, "{url}");
    }
    let out = delivered(&bench, 6).await;
    for entry in &out {
        let error = entry.error.as_deref().unwrap_or_default();
        assert!(entry.tries == 0 && error.starts_with("withheld:"), "{entry:?}");
        assert!(!format!("{entry:?}").contains(":pw@"), "{entry:?}");
    }
    assert_eq!(receiver.rest().len(), 0);
}

#[tokio::test]
async fn a_receiver_that_hangs_takes_few_connections_and_holds_up_nobody_else() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let taken = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = silent.accept().await {
            kept.lock().unwrap().push(stream);
        }
    });
    for _ in 0..200 {
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x"), ("StatusCallback", url.as_str())];
        assert_eq!(bench.send(&fields).await.status, 201);
    }
    let mut receiver = Receiver::start(&[]).await;
    bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "y"), ("StatusCallback", &receiver.url)]).await;
    let got = [receiver.next().await, receiver.next().await];
    assert_eq!(statuses(&got), ["sent", "delivered"]);
    let open = taken.lock().unwrap().len();
    assert!((1..=16).contains(&open), "{open} connections");
}
