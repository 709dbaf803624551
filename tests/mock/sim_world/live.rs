//! Live runs against a Twilio of the test's own: what is heard of the contact and when, and what a stop leaves behind.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cordboard::flow::Document;
use cordboard::sim::trace::{Direction, Reason, Record};
use cordboard::sim::world::{Event, HttpWorld, LiveGuard, Notice, Script, run_live};
use cordboard::sim::{Channel, Chat, Program};
use cordboard::twilio::{Base, Client, Credentials};
use cordboard::widgets::run::Trigger;
use serde_json::{Value, json};

use super::{Command, Seat, inbound, live_world, reason, start};
use crate::support::flows::{ask, flow, send, state, to, trigger};
use crate::twilio::{FakeTwilio, Told, fault, told};

fn account() -> String {
    format!("AC{}", "f".repeat(32))
}

fn compiled(states: &[Value]) -> Arc<Program> {
    Program::compile(Document::from_bytes(None, flow(states).as_bytes()).unwrap().flow())
}

/// Asks once; the trace tells by which event it was left.
fn asking(timeout: &str) -> Arc<Program> {
    compiled(&[
        trigger("ask"),
        ask("ask", "?", timeout, "heard", Some("silence")),
        send("heard", "Thanks", None),
        send("silence", "Bye", None),
    ])
}

/// A Twilio that takes messages, and says in its list what `rows` gives for: how often the list was asked for, and how
/// many messages were sent.
fn twilio(list: impl Fn(usize, usize) -> Option<Told> + Send + Sync + 'static) -> FakeTwilio {
    twilio_since(move |poll, sent, _| list(poll, sent))
}

/// As [`twilio`], where what the list says depends on how long ago the first message came, too.
fn twilio_since(list: impl Fn(usize, usize, Duration) -> Option<Told> + Send + Sync + 'static) -> FakeTwilio {
    let (polls, sent, first) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(None::<Instant>));
    let folder = format!("/2010-04-01/Accounts/{}/Messages.json", account());
    FakeTwilio::start(move |asked| match &*asked.method {
        "POST" if asked.path == folder => {
            first.lock().unwrap().get_or_insert_with(Instant::now);
            let sid = format!("SM{:032x}", sent.fetch_add(1, SeqCst) + 1);
            let date = "Sat, 21 Nov 2026 09:00:10 +0000";
            Some(told(201, json!({"sid": sid, "status": "delivered", "date_created": date, "body": "x"})))
        }
        "GET" if asked.path == folder => {
            let since = first.lock().unwrap().map_or(Duration::ZERO, |first| first.elapsed());
            list(polls.fetch_add(1, SeqCst), sent.load(SeqCst), since)
        }
        _ => Some(fault(404, 20404)),
    })
}

fn page(rows: &[Value]) -> Option<Told> {
    Some(told(200, json!({"messages": rows, "next_page_uri": null})))
}

fn heard(events: &[Event]) -> Vec<&str> {
    let texts = events.iter().filter_map(|event| match event {
        Event::Record(Record::Message(message)) if message.direction == Direction::Inbound => {
            Some(&*message.body)
        }
        _ => None,
    });
    texts.collect()
}

fn notices(events: &[Event]) -> Vec<&str> {
    let texts = events.iter().filter_map(|event| match event {
        Event::Notice(text) => Some(&**text),
        _ => None,
    });
    texts.collect()
}

#[tokio::test]
async fn a_first_look_that_fails_is_told_and_taken_again() {
    let check = async |code: u16, twilio_code: u32, replies: &[&str], told: &[&str]| {
        let twilio = twilio(move |poll, sent| match poll {
            0 => Some(fault(code, twilio_code)),
            _ if sent == 0 => page(&[]),
            // What came in the first message's second was there before, as far as anybody knows.
            _ => page(&[inbound("SMnew", "09:00:12", "yes"), inbound("SMold", "09:00:10", "no")]),
        });
        let world = live_world(&twilio.url, &account());
        let mut seat = Seat::with(asking("2"), start(Trigger::Message, &account()), world);
        let events = seat.finish().await;
        assert_eq!(heard(&events), replies, "{events:?}");
        let notices = notices(&events);
        assert_eq!(notices.len(), told.len(), "{notices:?}");
        assert!(notices.iter().zip(told).all(|(notice, told)| notice.contains(told)), "{notices:?}");
    };
    check(500, 20500, &["yes"], &["20500"]).await;
    // With test credentials nobody ever answers, which is told elsewhere.
    check(403, 20008, &[], &[]).await;
}

/// A reply that Twilio dates `time` and shows only shortly before a deadline of two seconds.
fn shortly_before(time: &'static str) -> FakeTwilio {
    twilio_since(move |_, sent, since| {
        // The first question comes 0.3 seconds after the message, the third after 1.8, the last at the deadline.
        if sent == 0 || since < Duration::from_millis(1900) {
            return page(&[]);
        }
        page(&[inbound("SMyes", time, "yes")])
    })
}

fn left_by(records: &[Record]) -> Option<&str> {
    records.iter().find_map(|record| match record {
        Record::Step(step) if step.widget == "ask" => Some(&*step.event),
        _ => None,
    })
}

#[tokio::test]
async fn a_reply_shortly_before_the_deadline_counts_and_one_after_it_does_not() {
    // Both ways of running at once, as each takes its two seconds.
    let check = async |time: &'static str, expected: &str| {
        let (one, two) = (shortly_before(time), shortly_before(time));
        let mut seat =
            Seat::with(asking("2"), start(Trigger::Message, &account()), live_world(&one.url, &account()));
        let mut world = live_world(&two.url, &account());
        let mut records = Vec::new();
        let (start, script) = (start(Trigger::Message, &account()), Script::default());
        let never = std::future::pending::<()>();
        let running = run_live(
            asking("2"),
            start,
            &mut world,
            script,
            never,
            |record| records.push(record.clone()),
            |_: Notice| {},
        );
        let (events, ran) = tokio::join!(seat.finish(), running);
        ran.unwrap();
        let driven: Vec<Record> = events
            .into_iter()
            .filter_map(|event| match event {
                Event::Record(record) => Some(record),
                _ => None,
            })
            .collect();
        assert_eq!(left_by(&driven), Some(expected), "{driven:?}");
        assert_eq!(left_by(&records), Some(expected), "{records:?}");
    };
    tokio::join!(check("09:00:11", "incomingMessage"), check("09:00:59", "timeout"));
}

#[tokio::test]
async fn what_is_answered_to_a_message_whose_answer_was_lost_is_heard() {
    let sent = AtomicUsize::new(0);
    let folder = format!("/2010-04-01/Accounts/{}/Messages.json", account());
    let twilio = FakeTwilio::start(move |asked| match &*asked.method {
        "POST" if asked.path == folder && sent.fetch_add(1, SeqCst) == 0 => Some(fault(504, 20504)),
        "POST" if asked.path == folder => {
            let date = "Sat, 21 Nov 2026 09:00:10 +0000";
            Some(told(201, json!({"sid": "SM2", "status": "delivered", "date_created": date})))
        }
        "GET" if asked.path == folder => {
            let old = inbound("SMold", "09:00:00", "old");
            let older = inbound("SMolder", "08:00:00", "older");
            match sent.load(SeqCst) {
                0 => page(&[old]),
                _ => page(&[inbound("SMyes", "09:00:05", "yes"), old, older]),
            }
        }
        _ => Some(fault(404, 20404)),
    });
    let lost = send("lost", "One", None);
    let lost = state("lost", "send-message", json!([to("failed", "ask")]), lost["properties"].clone());
    let program = compiled(&[
        trigger("lost"),
        lost,
        ask("ask", "?", "60", "heard", None),
        send("heard", "Thanks", None),
    ]);
    let world = live_world(&twilio.url, &account());
    let events = Seat::with(program, start(Trigger::Message, &account()), world).finish().await;
    assert_eq!(heard(&events), ["yes"], "{events:?}");
}

#[tokio::test]
async fn in_a_chat_only_what_comes_after_the_first_message_is_an_answer() {
    let sent = AtomicUsize::new(0);
    let twilio = FakeTwilio::start(move |asked| {
        if !asked.path.ends_with("/Messages") {
            return Some(fault(404, 20404));
        }
        let row = |sid: &str, index: i64, from: &str| json!({"sid": sid, "index": index, "from": from, "body": sid, "date_created": "2026-11-21T09:00:10Z"});
        Some(match &*asked.method {
            "POST" => told(201, row("IMours", 5 + i64::try_from(sent.fetch_add(1, SeqCst)).unwrap(), "Flow")),
            _ if sent.load(SeqCst) == 0 => {
                told(200, json!({"messages": [row("IMfirst", 3, "mia")], "meta": {}}))
            }
            // The one with the index 4 came between the first look and the run's first message.
            _ => {
                let rows = [row("IMnew", 6, "mia"), row("IMours", 5, "Flow"), row("IMbefore", 4, "mia")];
                told(200, json!({"messages": rows, "meta": {}}))
            }
        })
    });
    let mut start = start(Trigger::Message, &account());
    start.channel = Channel::Chat;
    start.contact = "mia".to_owned();
    let (service, channel) = (format!("IS{}", "1".repeat(32)), format!("CH{}", "1".repeat(32)));
    start.chat = Chat { service, channel: channel.clone(), ..Chat::default() };
    let credentials = Credentials::new(&account(), "x".to_owned().into()).unwrap();
    let client = Client::new(Base::At(twilio.url.clone()), credentials).unwrap();
    let world = HttpWorld::live(client, LiveGuard::new([channel], 5));
    let events = Seat::with(asking("60"), start, world).finish().await;
    assert_eq!(heard(&events), ["IMnew"], "{events:?}");
}

#[tokio::test]
async fn what_comes_to_a_number_of_the_service_is_an_answer() {
    let service = format!("MG{}", "2".repeat(32));
    let list = format!("/messaging/v1/Services/{service}/PhoneNumbers");
    let folder = format!("/2010-04-01/Accounts/{}/Messages.json", account());
    let sent = AtomicUsize::new(0);
    let twilio = FakeTwilio::start(move |asked| {
        let mut other = inbound("SMother", "09:00:12", "other");
        other["to"] = json!("+15005550007");
        Some(match (&*asked.method, &*asked.path) {
            ("POST", _) => {
                sent.fetch_add(1, SeqCst);
                let date = "Sat, 21 Nov 2026 09:00:10 +0000";
                told(201, json!({"sid": "SM1", "status": "delivered", "date_created": date}))
            }
            ("GET", path) if path == folder && sent.load(SeqCst) == 0 => page(&[])?,
            ("GET", path) if path == folder => page(&[inbound("SMyes", "09:00:13", "yes"), other])?,
            ("GET", path) if path == list => {
                told(200, json!({"phone_numbers": [{"phone_number": "+15005550006"}], "meta": {}}))
            }
            _ => fault(404, 20404),
        })
    });
    let mut start = start(Trigger::Message, &account());
    start.flow_address = service;
    let events = Seat::with(asking("60"), start, live_world(&twilio.url, &account())).finish().await;
    assert_eq!(heard(&events), ["yes"], "{events:?}");
}

/// Stops as soon as the server was asked by `method`, which it never answers.
async fn stopped_in(method: &'static str) -> Vec<Event> {
    let twilio = FakeTwilio::start(move |asked| (asked.method != method).then(|| page(&[])).flatten());
    let world = live_world(&twilio.url, &account());
    let mut seat = Seat::with(asking("60"), start(Trigger::Message, &account()), world);
    while !twilio.lines().iter().any(|line| line.starts_with(method)) {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    seat.commands.send(Command::Stop).unwrap();
    let events = seat.finish().await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(reason(&events), Some(Reason::Stopped));
    events
}

fn warnings(events: &[Event]) -> Vec<&str> {
    let texts = events.iter().filter_map(|event| match event {
        Event::Record(Record::Warning(warning)) => Some(&*warning.message),
        _ => None,
    });
    texts.collect()
}

#[tokio::test]
async fn a_stop_does_not_wait_for_the_first_look() {
    assert_eq!(warnings(&stopped_in("GET").await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_stop_while_a_message_is_sent_says_that_it_may_have_gone_out() {
    let expected = "a message was being sent when the run was stopped: it may have gone out";
    assert_eq!(warnings(&stopped_in("POST").await), [expected]);
    // And so it is where nobody drives it.
    let twilio = FakeTwilio::start(|asked| (asked.method != "POST").then(|| page(&[])).flatten());
    let mut world = live_world(&twilio.url, &account());
    let asked = async {
        while !twilio.lines().iter().any(|line| line.starts_with("POST")) {
            tokio::task::yield_now().await;
        }
    };
    let mut told = Vec::new();
    let (start, script) = (start(Trigger::Message, &account()), Script::default());
    let note = |record: &Record| {
        if let Record::Warning(warning) = record {
            told.push(warning.message.clone());
        }
    };
    let ran = run_live(asking("60"), start, &mut world, script, asked, note, |_: Notice| {}).await;
    assert_eq!((ran, told), (Ok(Reason::Stopped), vec![expected.to_owned()]));
}
