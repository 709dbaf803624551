//! Runs with somebody in front of them, against a mock over HTTP.

mod asks;
mod attached;
mod live;

use std::sync::Arc;

use crate::support::Bench;
use axum::routing::{get, post};
use cordboard::flow::Document;
use cordboard::mock::Config;
use cordboard::sim::debug::Times;
use cordboard::sim::trace::{Reason, Record};
use cordboard::sim::world::{Beginning, Command, Event, HttpWorld, LiveGuard, Refusal, WorldError, drive};
use cordboard::sim::{Channel, Inbound, Program, Source, Start};
use cordboard::twilio::{Base, Client, Credentials, Method, Product, Request};
use cordboard::widgets::run::Trigger;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A run in the background.
struct Seat {
    commands: UnboundedSender<Command>,
    events: UnboundedReceiver<Event>,
}

fn start(trigger: Trigger, account: &str) -> Start {
    let mut start = Start::new(Source::default(), trigger, "2026-11-21T09:00:00Z".parse().unwrap());
    start.account_sid = account.to_owned();
    start
}

fn program(file: &str) -> Arc<Program> {
    let bytes = std::fs::read(file).unwrap();
    Program::compile(Document::from_bytes(None, &bytes).unwrap().flow())
}

impl Seat {
    fn take(file: &str, start: Start, world: HttpWorld) -> Self {
        Self::with(program(file), start, world)
    }

    fn with(program: Arc<Program>, start: Start, world: HttpWorld) -> Self {
        let (commands, received) = unbounded_channel();
        let (told, events) = unbounded_channel();
        tokio::spawn(drive(Beginning::new(program, start), world, received, move |event| {
            let _ = told.send(event);
        }));
        Self { commands, events }
    }

    fn say(&self, body: &str) {
        self.commands.send(Command::Say(Inbound { body: body.to_owned(), media: Vec::new() })).unwrap();
    }

    /// Everything up to the first event that is wanted, with that one.
    async fn until(&mut self, is_wanted: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.events.recv().await {
            let is_last = is_wanted(&event);
            events.push(event);
            if is_last {
                return events;
            }
        }
        panic!("the run is over without it: {events:?}")
    }

    async fn until_waiting(&mut self) -> Vec<Event> {
        self.until(|event| matches!(event, Event::Now(now) if now.waits_for_message)).await
    }

    async fn finish(&mut self) -> Vec<Event> {
        self.until(|event| matches!(event, Event::Finished)).await
    }
}

fn reason(events: &[Event]) -> Option<Reason> {
    events.iter().find_map(|event| match event {
        Event::Record(Record::Ended(ended)) => Some(ended.reason),
        _ => None,
    })
}

fn statuses(events: &[Event]) -> Vec<&str> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Record(Record::Status(status)) => Some(&*status.status),
            _ => None,
        })
        .collect()
}

const REMINDER: &str = "flows/appointment-reminder.json";

#[tokio::test]
async fn a_dialogue_is_held_and_every_message_arrives() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let world = HttpWorld::local(bench.client.clone()).unwrap();
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &bench.account), world);
    let first = seat.until_waiting().await;
    let Some(Event::Now(now)) = first.last() else { panic!("{first:?}") };
    assert_eq!(now.widget.as_deref(), Some("remind"));
    assert_eq!(now.deadline_secs, Some(14400.0));
    assert_eq!(now.context.get(&["flow", "variables", "day"]), Some(&json!("Thursday")));
    seat.say("yes");
    let rest = seat.finish().await;
    assert_eq!(reason(&rest), Some(Reason::Completed));
    assert_eq!(statuses(&rest), ["delivered", "delivered"]);
    let bodies: Vec<String> = bench.mock.messages().into_iter().filter_map(|message| message.body).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies[1].starts_with("Thank you"), "{bodies:?}");
}

#[tokio::test]
async fn time_passes_when_it_is_let() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let world = HttpWorld::local(bench.client.clone()).unwrap();
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &bench.account), world);
    seat.until_waiting().await;
    seat.commands.send(Command::LetTimePass).unwrap();
    let rest = seat.finish().await;
    assert_eq!(reason(&rest), Some(Reason::Completed));
    assert!(rest.iter().any(|event| matches!(event, Event::Now(now) if now.clock_secs == 14400.0)));
}

#[tokio::test]
async fn a_stop_ends_it_and_a_forced_outcome_goes_on() {
    let bench = Bench::start(Config { speed: 0.0, ..Config::default() }).await;
    let world = HttpWorld::local(bench.client.clone()).unwrap();
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &bench.account), world);
    seat.until_waiting().await;
    let force = Command::Force {
        widget: "remind".to_owned(),
        event: "incomingMessage".to_owned(),
        times: Times::Always,
    };
    seat.commands.send(force).unwrap();
    let next = seat.until_waiting().await;
    let Some(Event::Now(now)) = next.last() else { panic!("{next:?}") };
    assert_eq!(now.widget.as_deref(), Some("ask_again"));
    seat.commands.send(Command::Stop).unwrap();
    assert_eq!(reason(&seat.finish().await), Some(Reason::Stopped));
}

#[tokio::test]
async fn both_sides_of_a_chat_stand_in_its_channel() {
    for (trigger, channel) in
        [(Trigger::Message, Channel::Chat), (Trigger::Conversation, Channel::Conversation)]
    {
        let bench = Bench::start(Config::default()).await;
        let mut start = start(trigger, &bench.account);
        start.channel = channel;
        start.body = "hello".to_owned();
        start.contact = "mia".to_owned();
        let world = HttpWorld::local(bench.client.clone()).unwrap();
        let mut seat = Seat::take("flows/chat-greeter.json", start, world);
        seat.until_waiting().await;
        seat.say("hours");
        assert_eq!(reason(&seat.finish().await), Some(Reason::Completed));
        let messages = bench.mock.messages();
        let authors: Vec<&str> = messages.iter().filter_map(|message| message.from.as_deref()).collect();
        assert_eq!(authors, ["mia", "Greeter", "mia", "Greeter"]);
        assert!(messages.iter().all(|message| message.conversation_sid == messages[0].conversation_sid));
        assert_eq!(messages[3].attributes.as_deref(), Some(r#"{"topic": "hours"}"#));
    }
}

#[tokio::test]
async fn a_message_that_does_not_arrive_is_a_delivery_failure() {
    // A Twilio that takes messages and never delivers them, which the mock does not do.
    let account = format!("AC{}", "c".repeat(32));
    let sid = format!("SM{}", "d".repeat(32));
    let folder = format!("/2010-04-01/Accounts/{account}");
    let answer = |body: serde_json::Value| ([("content-type", "application/json")], body.to_string());
    let created = answer(json!({"sid": sid, "status": "queued", "body": "?"}));
    let failed = answer(json!({"sid": sid, "status": "undelivered", "error_code": 30003}));
    let app = axum::Router::new()
        .route(&format!("{folder}/Messages.json"), post(move || std::future::ready(created.clone())))
        .route(&format!("{folder}/Messages/{sid}.json"), get(move || std::future::ready(failed.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Base::At(format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = Client::new(base, Credentials::new(&account, "x".to_owned().into()).unwrap()).unwrap();
    let world = HttpWorld::local(client).unwrap();
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &account), world);
    let events = seat.finish().await;
    assert_eq!(statuses(&events), ["undelivered"]);
    assert_eq!(reason(&events), Some(Reason::Completed));
    let code = events.iter().rev().find_map(|event| match event {
        Event::Now(now) => now.context.get(&["widgets", "remind", "outbound", "ErrorCode"]).cloned(),
        _ => None,
    });
    assert_eq!(code, Some(json!(30003)));
    let took = events
        .iter()
        .any(|event| matches!(event, Event::Record(Record::Step(step)) if step.widget == "note_failure"));
    assert!(took, "{events:?}");
}

#[tokio::test]
async fn a_run_that_cannot_begin_says_why() {
    let bench = Bench::start(Config { account_sid: None, ..Config::default() }).await;
    let client = bench.client.clone();
    bench.mock.stop().await;
    let mut start = start(Trigger::Message, &bench.account);
    start.channel = Channel::Chat;
    let mut seat = Seat::take("flows/chat-greeter.json", start, HttpWorld::local(client).unwrap());
    let events = seat.finish().await;
    assert!(
        matches!(&events[0], Event::Failed(reason) if reason.contains("refused the connection")),
        "{events:?}"
    );
}

#[tokio::test]
async fn a_refusal_of_the_guard_ends_the_run() {
    let bench = Bench::start(Config::default()).await;
    let world = HttpWorld::live(bench.client.clone(), LiveGuard::new(["+15559990000".to_owned()], 5));
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &bench.account), world);
    let events = seat.finish().await;
    assert!(
        events.iter().any(|event| matches!(event, Event::Failed(reason) if reason.contains("+15551230001")))
    );
    assert_eq!(reason(&events), Some(Reason::Stopped));
    assert!(bench.mock.messages().is_empty());
}

#[test]
fn a_world_without_guard_stays_on_this_machine() {
    let credentials = || Credentials::new(&format!("AC{}", "e".repeat(32)), "x".to_owned().into()).unwrap();
    let local = |base| HttpWorld::local(Client::new(base, credentials()).unwrap()).map(|_| ());
    assert_eq!(local(Base::Twilio), Err(WorldError::NotLocal("api.twilio.com".to_owned())));
    let far = Base::At("https://127.0.0.1.example.com".to_owned());
    assert_eq!(local(far), Err(WorldError::NotLocal("127.0.0.1.example.com".to_owned())));
    let in_clear = Client::new(Base::At("http://127.0.0.1.example.com".to_owned()), credentials());
    assert!(in_clear.is_err(), "credentials never go over plain HTTP off this machine");
    assert_eq!(local(Base::At("http://localhost:1".to_owned())), Ok(()));
    assert_eq!(local(Base::At("http://[::1]:1".to_owned())), Ok(()));
}

#[track_caller]
fn check_guard(request: Request, expected: Result<(), Refusal>) {
    let mut guard = LiveGuard::new(["+15551230001".to_owned(), " CH1 ".to_owned(), String::new()], 1);
    assert_eq!(guard.admit(&request), expected);
    if expected.is_ok() && request.method != Method::Get {
        assert_eq!(guard.admit(&request), Err(Refusal::TooMany(1)));
    }
}

#[test]
fn the_guard_reads_the_recipient_from_what_goes_out() {
    let message = |to: &[&str]| {
        let path = "/2010-04-01/Accounts/AC1/Messages.json";
        to.iter().fold(Request::new(Product::Api, Method::Post, path), |request, to| request.field("To", *to))
    };
    check_guard(message(&["+15551230001"]), Ok(()));
    check_guard(message(&["+15551230002"]), Err(Refusal::Recipient("+15551230002".to_owned())));
    check_guard(message(&["+15551230001", "+15551230002"]), Err(Refusal::Unknown));
    check_guard(message(&[""]), Err(Refusal::Recipient(String::new())));
    check_guard(message(&[]), Err(Refusal::Unknown));
    let chat = |channel: &str| {
        Request::new(Product::Chat, Method::Post, format!("/v2/Services/IS1/Channels/{channel}/Messages"))
    };
    check_guard(chat("CH1"), Ok(()));
    check_guard(chat("CH2"), Err(Refusal::Recipient("CH2".to_owned())));
    let conversation = "/v1/Conversations/CH1/Messages";
    check_guard(Request::new(Product::Conversations, Method::Post, conversation), Ok(()));
    check_guard(
        Request::new(Product::Conversations, Method::Post, "/v1/Conversations"),
        Err(Refusal::Unknown),
    );
    check_guard(Request::new(Product::Api, Method::Get, "/2010-04-01/Accounts/AC1/Messages.json"), Ok(()));
}

/// What a Twilio says that has a contact who answers: the flow's messages are taken, and then there is a reply.
fn talking(account: &str, replies: fn(usize) -> Option<serde_json::Value>) -> crate::twilio::FakeTwilio {
    use crate::twilio::told;
    let account = account.to_owned();
    let polls = std::sync::atomic::AtomicUsize::new(0);
    let sent = std::sync::atomic::AtomicUsize::new(0);
    crate::twilio::FakeTwilio::start(move |asked| {
        use std::sync::atomic::Ordering::SeqCst;
        let folder = format!("/2010-04-01/Accounts/{account}/Messages");
        let date = "Sat, 21 Nov 2026 09:00:10 +0000";
        match (&*asked.method, asked.path.strip_prefix(&folder)) {
            ("POST", Some(".json")) => {
                let sid = format!("SM{:032x}", sent.fetch_add(1, SeqCst) + 1);
                Some(told(201, json!({"sid": sid, "status": "delivered", "date_created": date, "body": "x"})))
            }
            ("GET", Some(".json")) => {
                // The list is asked for once before anything is sent.
                let poll = polls.fetch_add(1, SeqCst);
                let page =
                    |rows: serde_json::Value| told(200, json!({"messages": rows, "next_page_uri": null}));
                if sent.load(SeqCst) == 0 {
                    return Some(page(json!([inbound("SMold", "09:00:10", "no")])));
                }
                let rows = replies(poll)?;
                Some(page(rows))
            }
            _ => Some(crate::twilio::fault(404, 20404)),
        }
    })
}

fn inbound(sid: &str, time: &str, body: &str) -> serde_json::Value {
    json!({"sid": sid, "direction": "inbound", "status": "received", "from": "+15551230001", "to": "+15005550006",
        "body": body, "num_media": "0", "date_sent": format!("Sat, 21 Nov 2026 {time} +0000")})
}

fn live_world(url: &str, account: &str) -> HttpWorld {
    let credentials = Credentials::new(account, "x".to_owned().into()).unwrap();
    let client = Client::new(Base::At(url.to_owned()), credentials).unwrap();
    HttpWorld::live(client, LiveGuard::new(["+15551230001".to_owned()], 5))
}

#[tokio::test]
async fn the_contacts_own_message_is_heard_once() {
    let account = format!("AC{}", "f".repeat(32));
    let twilio = talking(&account, |poll| {
        let mut rows = vec![inbound("SMold", "09:00:10", "no"), inbound("SMolder", "09:00:00", "no")];
        if poll > 1 {
            rows.insert(0, inbound("SMyes", "09:00:12", "yes"));
        }
        Some(json!(rows))
    });
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &account), live_world(&twilio.url, &account));
    let events = seat.finish().await;
    let heard: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            Event::Record(Record::Message(message)) if message.sid.is_none() => Some(&*message.body),
            _ => None,
        })
        .collect();
    // What came before the run's first message, even in the same second, is no answer.
    assert_eq!((heard, reason(&events)), (vec!["yes"], Some(Reason::Completed)), "{events:?}");
    let asked = twilio.asked();
    let poll = asked.iter().rev().find(|asked| asked.method == "GET").unwrap();
    assert_eq!((poll.field("From"), poll.field("To")), (Some("+15551230001"), Some("+15005550006")));
    assert_eq!(poll.field("DateSent>"), Some("2026-11-21"));
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_question_that_hangs() {
    let account = format!("AC{}", "f".repeat(32));
    // After the run's first message the server says nothing any more.
    let twilio = talking(&account, |_| None);
    let mut seat = Seat::take(REMINDER, start(Trigger::Message, &account), live_world(&twilio.url, &account));
    seat.until_waiting().await;
    let hangs = || twilio.lines().iter().filter(|line| line.starts_with("GET")).count() > 1;
    while !hangs() {
        tokio::task::yield_now().await;
    }
    let stopped = std::time::Instant::now();
    seat.commands.send(Command::Stop).unwrap();
    assert_eq!(reason(&seat.finish().await), Some(Reason::Stopped));
    assert!(stopped.elapsed() < std::time::Duration::from_secs(5), "{:?}", stopped.elapsed());
}
